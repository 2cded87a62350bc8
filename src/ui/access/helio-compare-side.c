// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/access/helio-compare-side.h"

#include "core/acl/helio-plan-builder.h"
#include "core/acl/helio-plan-people.h"
#include "core/acl/helio-plan-profiles.h"
#include "core/auth/helio-endpoint-consent.h"
#include "core/base/helio-error.h"
#include "ui/widgets/helio-consent.h"

#include <glib/gi18n.h>

typedef struct {
  HelioServices *services;
  HelioConnection *connection;
  HelioPlan *plan;     /* (nullable): of the person alone */
  HelioPerson *person; /* (nullable) */
  GHashTable *agreed;
} Open;

static void
open_free (gpointer data)
{
  Open *open = data;

  helio_services_unref (open->services);
  g_clear_object (&open->connection);
  g_clear_pointer (&open->plan, helio_plan_unref);
  g_clear_pointer (&open->person, helio_person_unref);
  g_hash_table_unref (open->agreed);
  g_free (open);
}

static void
finish (GTask *task)
{
  Open *open = g_task_get_task_data (task);

  g_task_return_pointer (task, g_object_ref (open->connection), g_object_unref);
}

/* That is asked once the connection is begun, since its yes goes on with it. */
static gboolean
waits_for_endpoints (Open *open, const GError *error)
{
  return g_strcmp0 (helio_error_get_diagnosis (error), HELIO_ENDPOINTS_NOT_AGREED) == 0 &&
         helio_connection_get_asked_endpoints (open->connection) != NULL;
}

/* A plan's user has a sign-in of their own, or says here what keeps them out. */
static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (HelioSecret) key = NULL;
  g_autoptr (HelioCredential) credential = NULL;
  g_autoptr (GError) error = NULL;

  credential = helio_person_sign_in_finish (result, &key, &error);
  if (credential != NULL || waits_for_endpoints (g_task_get_task_data (task), error))
    finish (task);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
go_on (GTask *task)
{
  Open *open = g_task_get_task_data (task);

  if (open->person == NULL)
    finish (task);
  else
    helio_person_sign_in_async (open->person,
                                HELIO_CREDENTIAL_NONE,
                                g_task_get_cancellable (task),
                                on_signed_in,
                                g_object_ref (task));
}

/* What was shown: the same of two users of a plan is asked once. */
static char *
make_agreement (HelioProfile *profile)
{
  g_auto (GStrv) hosts = helio_profile_describe_hosts (profile);
  g_auto (GStrv) risks = helio_profile_describe_risks (profile);
  g_autofree char *all_hosts = g_strjoinv ("\n", hosts);
  g_autofree char *all_risks = g_strjoinv ("\n", risks);

  return g_strconcat (all_hosts, "\n\n", all_risks, NULL);
}

static void
on_consent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Open *open = g_task_get_task_data (task);

  if (g_task_return_error_if_cancelled (task))
    return;
  if (!helio_consent_ask_finish (result)) {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "not agreed to");
    return;
  }
  /* What a plan names is agreed to while the page is there: it may be another plan the next time. */
  if (open->person == NULL)
    helio_connection_give_consent (open->connection);
  else
    g_hash_table_add (open->agreed,
                      make_agreement (helio_connection_get_profile (open->connection)));
  go_on (task);
}

static gboolean
needs_consent (Open *open)
{
  HelioProfile *profile = helio_connection_get_profile (open->connection);
  g_autofree char *agreement = make_agreement (profile);

  /* One that cannot be used as it is says so by itself: there is nothing to agree to yet. */
  return open->person != NULL
             ? !g_hash_table_contains (open->agreed, agreement) &&
                   !helio_profile_store_has_consent (open->services->profiles, profile)
             : helio_connection_needs_consent (open->connection) &&
                   helio_profile_check_files (profile, NULL, NULL);
}

static void
ask_consent (GTask *task)
{
  Open *open = g_task_get_task_data (task);

  if (needs_consent (open))
    helio_consent_ask_async (g_task_get_source_object (task),
                             helio_connection_get_profile (open->connection),
                             on_consent,
                             g_object_ref (task));
  else
    go_on (task);
}

static void
on_people_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Open *open = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) people = helio_plan_people_load_finish (result, &error);

  if (people == NULL) {
    g_task_return_error (task, error);
    return;
  }
  open->person = helio_person_ref (people->pdata[0]);
  open->connection = g_object_ref (helio_person_get_connection (open->person));
  ask_consent (task);
}

/* What is asked about is what is read here, and nothing is read again. */
static void
on_profiles (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Open *open = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) profiles = helio_plan_profiles_load_finish (result, &error);

  if (profiles == NULL)
    g_task_return_error (task, error);
  else
    helio_plan_people_load_async (open->plan,
                                  open->services,
                                  NULL,
                                  NULL,
                                  profiles,
                                  g_task_get_cancellable (task),
                                  on_people_loaded,
                                  g_object_ref (task));
}

/* Of the others nothing is read. */
static void
open_user (GTask *task, HelioAccessDocument *document, const char *name)
{
  Open *open = g_task_get_task_data (task);
  HelioPlan *plan = helio_access_document_get_plan (document);
  const int index = plan != NULL ? helio_plan_find_user (plan, name) : -1;
  g_autofree char *folder = helio_access_document_dup_folder (document);
  g_autoptr (HelioPlanBuilder) builder = helio_plan_builder_new (NULL);
  GError *error = NULL;

  if (index < 0)
    error = helio_error_new (HELIO_ERROR_INVALID_USAGE,
                             C_ ("access compare", "Choose somebody else."),
                             C_ ("access compare", "The plan has no such user any more."));
  else
    helio_plan_builder_add_user (builder, helio_plan_get_user (plan, (guint) index), &error);
  if (error != NULL) {
    g_task_return_error (task, error);
    return;
  }
  open->plan = helio_plan_builder_get_plan (builder);
  helio_plan_profiles_load_async (open->plan,
                                  open->services->profiles,
                                  folder,
                                  g_task_get_cancellable (task),
                                  on_profiles,
                                  g_object_ref (task));
}

static void
open_profile (GTask *task, HelioPeopleItem *who)
{
  Open *open = g_task_get_task_data (task);
  HelioProfileItem *item = helio_people_item_get_profile_item (who);
  g_autoptr (HelioProfile) profile = NULL;

  if (helio_profile_item_get_profile (item) == NULL) {
    g_task_return_error (
        task,
        helio_error_new (HELIO_ERROR_INVALID_USAGE,
                         C_ ("access compare", "Choose one whose profile can be read."),
                         C_ ("access compare", "The profile cannot be read any more.")));
    return;
  }
  /* The filter that is compared, and no other: what comes for two comes twice. */
  profile = helio_profile_copy (helio_profile_item_get_profile (item));
  g_ptr_array_set_size (profile->subscriptions, 0);
  open->connection = helio_connection_new (open->services, profile);
  if (helio_people_item_get_sub (who) != NULL)
    helio_connection_pin_account (open->connection, helio_people_item_get_sub (who));
  ask_consent (task);
}

void
helio_compare_side_open_async (GtkWidget *parent,
                               HelioServices *services,
                               HelioAccessDocument *document,
                               HelioPeopleItem *who,
                               GHashTable *agreed,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (parent, cancellable, callback, user_data);
  Open *open = g_new0 (Open, 1);

  g_task_set_source_tag (task, helio_compare_side_open_async);
  open->services = helio_services_ref (services);
  open->agreed = g_hash_table_ref (agreed);
  g_task_set_task_data (task, open, open_free);
  if (helio_people_item_get_user (who) != NULL)
    open_user (task, document, helio_people_item_get_user (who));
  else
    open_profile (task, who);
}

HelioConnection *
helio_compare_side_open_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
