// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/acl/helio-plan-people.h"

#include "core/acl/helio-plan-profiles.h"
#include "core/auth/helio-keyring-wait.h"
#include "core/base/helio-error.h"
#include "core/crypto/helio-pem.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _HelioPerson {
  grefcount ref_count;
  HelioPlan *plan; /* owns what user points to */
  const HelioPlanUser *user;
  HelioServices *services; /* of this person alone */
  HelioProfile *profile;
  HelioConnection *connection; /* gets credentials; does not connect by itself */
  char *sub;                   /* (nullable): of the account, once it is known */
  GQueue sign_ins;             /* GTask, one after the other; the first is under way */
};

static HelioPerson *
person_new (HelioPlan *plan, guint index, HelioServices *shared)
{
  HelioPerson *self = g_new0 (HelioPerson, 1);

  g_ref_count_init (&self->ref_count);
  g_queue_init (&self->sign_ins);
  self->plan = helio_plan_ref (plan);
  self->user = helio_plan_get_user (plan, index);
  self->services = helio_services_new_second_view (shared);
  self->services->open_uri = NULL;
  g_clear_object (&self->services->wake);
  /* One person's secrets must not make all others the same person. */
  g_clear_pointer (&self->services->env_password, helio_secret_unref);
  g_clear_pointer (&self->services->env_access_token, helio_secret_unref);
  return self;
}

HelioPerson *
helio_person_ref (HelioPerson *self)
{
  g_ref_count_inc (&self->ref_count);
  return self;
}

void
helio_person_unref (HelioPerson *self)
{
  if (!g_ref_count_dec (&self->ref_count))
    return;
  g_clear_object (&self->connection);
  g_clear_pointer (&self->profile, helio_profile_unref);
  helio_services_unref (self->services);
  helio_plan_unref (self->plan);
  g_free (self->sub);
  g_free (self);
}

HelioProfile *
helio_person_get_profile (HelioPerson *self)
{
  return self->profile;
}

HelioConnection *
helio_person_get_connection (HelioPerson *self)
{
  return self->connection;
}

/* Loading. */

typedef struct {
  HelioPlan *plan;
  HelioServices *services;
  GPtrArray *agreed; /* (nullable) */
} Load;

static void
load_free (gpointer data)
{
  Load *load = data;

  helio_plan_unref (load->plan);
  helio_services_unref (load->services);
  g_clear_pointer (&load->agreed, g_ptr_array_unref);
  g_free (load);
}

/* Those that say who somebody is were taken out of the environment when the program began. */
static HelioSecret *
read_variable (HelioPerson *self,
               HelioServices *services,
               const char *name,
               HelioKeyringKind kind,
               GError **error)
{
  const HelioPlanUser *user = self->user;
  const struct {
    const char *name;
    HelioSecret *secret;
  } taken[] = {
      {"HELIOGRAPH_PASSWORD", services->env_password},
      {"HELIOGRAPH_ACCESS_TOKEN", services->env_access_token},
      {"HELIOGRAPH_EXCHANGE_KEY", services->env_exchange_key},
      {"HELIOGRAPH_KEY_PASSPHRASE", services->env_key_passphrase},
  };
  const char *value = g_getenv (name);

  if (!helio_services_may_use_env (services, self->profile, kind)) {
    helio_error_set (error,
                     HELIO_ERROR_INVALID_USAGE,
                     C_ ("plan",
                         "Let the user be a connection that has its sign-in or password in the "
                         "keyring, or run the plan with heliograph-cli."),
                     C_ ("plan",
                         "User “%s”: the window sends what is in an environment variable (%s) to "
                         "this machine only."),
                     user->name,
                     name);
    return NULL;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (taken); i++)
    if (strcmp (taken[i].name, name) == 0 && taken[i].secret != NULL)
      return helio_secret_ref (taken[i].secret);
  if (value != NULL && *value != '\0')
    return helio_secret_new (value);
  helio_error_set (error,
                   HELIO_ERROR_INVALID_USAGE,
                   C_ ("plan", "Set it before you run the plan; nothing has been sent."),
                   C_ ("plan", "User “%s”: the environment variable %s is not set."),
                   user->name,
                   name);
  return NULL;
}

static gboolean
read_variables (HelioPerson *self, HelioServices *shared, GError **error)
{
  const struct {
    const char *name;
    HelioKeyringKind kind;
  } rows[] = {
      {self->user->password_env, HELIO_KEYRING_PASSWORD},
      {self->user->key_env, HELIO_KEYRING_EXCHANGE_KEY},
  };

  if (self->user->access_token_env != NULL) {
    self->services->env_access_token =
        read_variable (self, shared, self->user->access_token_env, HELIO_KEYRING_OAUTH, error);
    if (self->services->env_access_token == NULL)
      return FALSE;
  }
  self->connection = helio_connection_new (self->services, self->profile);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (HelioSecret) secret = NULL;

    if (rows[i].name == NULL)
      continue;
    secret = read_variable (self, shared, rows[i].name, rows[i].kind, error);
    if (secret == NULL)
      return FALSE;
    helio_connection_set_secret (self->connection, rows[i].kind, secret, FALSE);
  }
  /* A broker that asks for a name only. */
  if (self->profile->method == HELIO_METHOD_PASSWORD && self->user->broker != NULL &&
      self->user->password_env == NULL) {
    g_autoptr (HelioSecret) none = helio_secret_new ("");

    helio_connection_set_secret (self->connection, HELIO_KEYRING_PASSWORD, none, FALSE);
  }
  return TRUE;
}

static gboolean
take_profile (HelioPerson *self, Load *load, const HelioPlanProfile *taken, GError **error)
{
  self->profile = helio_profile_copy (taken->profile);
  g_clear_pointer (&self->profile->broker.will, helio_profile_will_free);
  g_ptr_array_set_size (self->profile->subscriptions, 0);
  if (!read_variables (self, load->services, error))
    return FALSE;
  if (!taken->is_stored && (load->agreed != NULL || self->user->broker != NULL))
    helio_connection_agree_for_this_run (self->connection);
  else if (helio_connection_needs_consent (self->connection))
    return helio_error_set (
        error,
        HELIO_ERROR_CONSENT,
        C_ ("plan", "Connect with this profile once and agree to its hosts, then run the plan."),
        C_ ("plan",
            "User “%s”: nobody has agreed yet to the hosts that the profile “%s” sends "
            "secrets to."),
        self->user->name,
        self->user->profile);
  return TRUE;
}

/* Takes the task. */
static void
make_people (GTask *task_taken, GPtrArray *profiles)
{
  g_autoptr (GTask) task = task_taken;
  Load *load = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) people =
      g_ptr_array_new_with_free_func ((GDestroyNotify) helio_person_unref);

  for (guint i = 0; i < profiles->len && error == NULL; i++) {
    HelioPerson *self = person_new (load->plan, i, load->services);

    g_ptr_array_add (people, self);
    take_profile (self, load, profiles->pdata[i], &error);
  }
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&people), (GDestroyNotify) g_ptr_array_unref);
}

static void
on_profiles (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GPtrArray) profiles = helio_plan_profiles_load_finish (result, &error);

  if (profiles == NULL)
    g_task_return_error (task, error);
  else
    make_people (g_steal_pointer (&task), profiles);
}

void
helio_plan_people_load_async (HelioPlan *plan,
                              HelioServices *services,
                              const char *folder,
                              const char *const *environment,
                              GPtrArray *agreed,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Load *load = g_new0 (Load, 1);
  GError *error = NULL;

  g_assert (agreed == NULL || agreed->len == helio_plan_get_n_users (plan));
  g_task_set_source_tag (task, helio_plan_people_load_async);
  load->plan = helio_plan_ref (plan);
  load->services = helio_services_ref (services);
  load->agreed = agreed != NULL ? g_ptr_array_ref (agreed) : NULL;
  g_task_set_task_data (task, load, load_free);
  if (!helio_plan_check_environment (plan, environment, &error)) {
    g_task_return_error (task, error);
    g_object_unref (task);
    return;
  }
  if (agreed != NULL)
    make_people (task, agreed);
  else
    helio_plan_profiles_load_async (plan,
                                    services->profiles,
                                    folder,
                                    cancellable,
                                    on_profiles,
                                    task);
}

GPtrArray *
helio_plan_people_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Signing in. */

typedef struct {
  HelioPerson *person;
  HelioCredentialFlags flags;
  HelioCredential *credential;
  HelioSecret *key; /* (nullable) */
} SignIn;

static void
sign_in_free (gpointer data)
{
  SignIn *sign_in = data;

  helio_person_unref (sign_in->person);
  g_clear_pointer (&sign_in->credential, helio_credential_unref);
  g_clear_pointer (&sign_in->key, helio_secret_unref);
  g_free (sign_in);
}

static void
on_key_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SignIn *sign_in = g_task_get_task_data (task);
  GError *error = NULL;

  sign_in->key = helio_pem_open_pair_finish (result, &error);
  if (sign_in->key == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
open_key (GTask *task_taken, HelioSecret *key)
{
  g_autoptr (GTask) task = task_taken;
  SignIn *sign_in = g_task_get_task_data (task);
  HelioPerson *self = sign_in->person;

  if (key == NULL)
    g_task_return_error (
        task,
        helio_error_new (
            HELIO_ERROR_CLIENT_KEY,
            C_ ("plan", "Put it into the certificate’s file, or connect with this profile once."),
            C_ ("plan", "The private key of the client certificate of user “%s” is missing."),
            self->user->name));
  else
    helio_pem_open_pair_async (self->profile->broker.certificate_pem,
                               key,
                               self->services->env_key_passphrase,
                               g_task_get_cancellable (task),
                               on_key_opened,
                               g_object_ref (task));
}

static void
on_key_found (GObject *keyring, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  g_autoptr (HelioSecret) key = NULL;
  g_autoptr (GError) error = NULL;

  helio_keyring_lookup_finish (HELIO_KEYRING (keyring), result, &key, &error);
  /* A keyring that stays shut may well have it; whatever else keeps it there, without it the answer is the same. */
  if (g_error_matches (error, HELIO_ERROR, HELIO_ERROR_KEYRING_LOCKED)) {
    g_task_return_error (task, g_steal_pointer (&error));
    g_object_unref (task);
  } else
    open_key (task, key);
}

/* A result of somebody else's would be a wrong one, whatever brought it about. */
static gboolean
is_wanted_account (HelioPerson *self, GError **error)
{
  HelioAccount *account = helio_connection_get_account (self->connection);

  if (self->sub == NULL || (account != NULL && g_strcmp0 (account->sub, self->sub) == 0))
    return TRUE;
  return helio_error_set (error,
                          HELIO_ERROR_SIGN_IN_OTHER_USER,
                          C_ ("plan", "Sign in once more as this account."),
                          C_ ("plan", "User “%s”: somebody else than “%s” was signed in."),
                          self->user->name,
                          self->user->account);
}

static void
on_credential (GObject *connection, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SignIn *sign_in = g_task_get_task_data (task);
  HelioPerson *self = sign_in->person;
  GError *error = NULL;

  sign_in->credential =
      helio_connection_fetch_credential_finish (HELIO_CONNECTION (connection), result, &error);
  if (sign_in->credential == NULL)
    g_task_return_error (task, error);
  else if (!is_wanted_account (self, &error))
    g_task_return_error (task, error);
  else if (self->profile->broker.certificate_pem == NULL)
    g_task_return_boolean (task, TRUE);
  else if (self->profile->broker.private_key != NULL || self->services->keyring == NULL)
    open_key (g_steal_pointer (&task), self->profile->broker.private_key);
  else {
    g_autofree char *binding = helio_profile_get_binding (self->profile);
    HelioKeyringWait *wait = helio_keyring_wait_new (self->services->clock,
                                                     self->services->keyring,
                                                     HELIO_KEYRING_PATIENCE_ASKED,
                                                     helio_keyring_lookup_async,
                                                     g_task_get_cancellable (task),
                                                     on_key_found,
                                                     g_object_ref (task));

    helio_keyring_lookup_async (self->services->keyring,
                                self->profile->id,
                                HELIO_KEYRING_PRIVATE_KEY,
                                NULL,
                                binding,
                                TRUE,
                                helio_keyring_wait_get_cancellable (wait),
                                helio_keyring_wait_answer,
                                wait);
  }
}

static void
fetch (GTask *task_taken)
{
  SignIn *sign_in = g_task_get_task_data (task_taken);

  helio_connection_fetch_credential_async (sign_in->person->connection,
                                           sign_in->flags,
                                           g_task_get_cancellable (task_taken),
                                           on_credential,
                                           task_taken);
}

/* By "sub" before by e-mail: one may be another's e-mail address. (transfer none) (nullable) */
static HelioAccount *
find_account (GPtrArray *accounts, const char *wanted)
{
  for (guint i = 0; i < accounts->len; i++)
    if (g_strcmp0 (((HelioAccount *) accounts->pdata[i])->sub, wanted) == 0)
      return accounts->pdata[i];
  for (guint i = 0; i < accounts->len; i++)
    if (g_strcmp0 (((HelioAccount *) accounts->pdata[i])->email, wanted) == 0)
      return accounts->pdata[i];
  return NULL;
}

static void
on_accounts_listed (GObject *connection, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  HelioPerson *self = ((SignIn *) g_task_get_task_data (task))->person;
  GError *error = NULL;
  g_autoptr (GPtrArray) accounts =
      helio_connection_list_accounts_finish (HELIO_CONNECTION (connection), result, &error);
  HelioAccount *account = accounts != NULL ? find_account (accounts, self->user->account) : NULL;

  if (account != NULL) {
    self->sub = g_strdup (account->sub);
    helio_connection_pin_account (self->connection, self->sub);
    fetch (task);
    return;
  }
  if (error == NULL)
    error = helio_error_new (
        HELIO_ERROR_SIGN_IN_REQUIRED,
        C_ ("plan", "Sign in once as this account, in the window or with heliograph-cli login."),
        C_ ("plan", "Nobody has signed in as “%s” with the profile of user “%s”."),
        self->user->account,
        self->user->name);
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void
begin_sign_in (HelioPerson *self)
{
  GTask *task = g_queue_peek_head (&self->sign_ins);

  /* Whom the plan means is found out once: the account that is pinned then is asked for nothing but its tokens. */
  if (self->user->account != NULL && self->sub == NULL)
    helio_connection_list_accounts_async (self->connection,
                                          g_task_get_cancellable (task),
                                          on_accounts_listed,
                                          g_object_ref (task));
  else
    fetch (g_object_ref (task));
}

static void
on_completed (GTask *task, GParamSpec *pspec, gpointer user_data)
{
  g_autoptr (HelioPerson) self = helio_person_ref (user_data);

  g_object_unref (g_queue_pop_head (&self->sign_ins));
  if (self->sign_ins.length > 0)
    begin_sign_in (self);
}

void
helio_person_sign_in_async (HelioPerson *self,
                            HelioCredentialFlags flags,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  SignIn *sign_in = g_new0 (SignIn, 1);

  g_task_set_source_tag (task, helio_person_sign_in_async);
  sign_in->person = helio_person_ref (self);
  sign_in->flags = flags;
  g_task_set_task_data (task, sign_in, sign_in_free);
  g_signal_connect (task, "notify::completed", G_CALLBACK (on_completed), self);
  g_queue_push_tail (&self->sign_ins, task);
  if (self->sign_ins.length == 1)
    begin_sign_in (self);
}

HelioCredential *
helio_person_sign_in_finish (GAsyncResult *result, HelioSecret **private_key, GError **error)
{
  SignIn *sign_in = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  *private_key = g_steal_pointer (&sign_in->key);
  return g_steal_pointer (&sign_in->credential);
}
