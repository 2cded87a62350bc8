// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/access/helio-people-list.h"

#include "core/base/helio-util.h"
#include "core/connection/helio-connection.h"

#include <glib/gi18n.h>

#define SHOWN_CHARS 60

/* Somebody. */

struct _HelioPeopleItem {
  GObject parent_instance;

  HelioPeopleKinds kind;
  char *label;
  HelioProfileItem *profile_item; /* (nullable) */
  char *sub, *account, *user;     /* (nullable) */
};

enum {
  PROP_LABEL = 1,
  N_PROPS,
};
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (HelioPeopleItem, helio_people_item, G_TYPE_OBJECT)

static void
helio_people_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_LABEL)
    g_value_set_string (value, HELIO_PEOPLE_ITEM (object)->label);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
helio_people_item_finalize (GObject *object)
{
  HelioPeopleItem *self = HELIO_PEOPLE_ITEM (object);

  g_clear_object (&self->profile_item);
  g_free (self->label);
  g_free (self->sub);
  g_free (self->account);
  g_free (self->user);
  G_OBJECT_CLASS (helio_people_item_parent_class)->finalize (object);
}

static void
helio_people_item_class_init (HelioPeopleItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = helio_people_item_get_property;
  object_class->finalize = helio_people_item_finalize;
  props[PROP_LABEL] =
      g_param_spec_string ("label", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
helio_people_item_init (HelioPeopleItem *self)
{
}

HelioPeopleKinds
helio_people_item_get_kind (HelioPeopleItem *self)
{
  return self->kind;
}

const char *
helio_people_item_get_label (HelioPeopleItem *self)
{
  return self->label;
}

HelioProfileItem *
helio_people_item_get_profile_item (HelioPeopleItem *self)
{
  return self->profile_item;
}

const char *
helio_people_item_get_sub (HelioPeopleItem *self)
{
  return self->sub;
}

const char *
helio_people_item_get_user (HelioPeopleItem *self)
{
  return self->user;
}

const char *
helio_people_item_get_account (HelioPeopleItem *self)
{
  return self->account;
}

static HelioPeopleItem *
new_from_profile (HelioProfileItem *profile_item)
{
  HelioPeopleItem *self = g_object_new (HELIO_TYPE_PEOPLE_ITEM, NULL);

  self->kind = HELIO_PEOPLE_PROFILES;
  self->profile_item = g_object_ref (profile_item);
  self->label = helio_printable (helio_profile_item_get_name (profile_item), -1, SHOWN_CHARS);
  return self;
}

/* Whether an e-mail tells it from the others. */
static gboolean
has_own_email (HelioAccount *account, GPtrArray *accounts)
{
  for (guint i = 0; i < accounts->len; i++)
    if (accounts->pdata[i] != account &&
        g_strcmp0 (((HelioAccount *) accounts->pdata[i])->email, account->email) == 0)
      return FALSE;
  return account->email != NULL;
}

static HelioPeopleItem *
new_from_account (HelioProfileItem *profile_item, HelioAccount *account, GPtrArray *accounts)
{
  HelioPeopleItem *self = g_object_new (HELIO_TYPE_PEOPLE_ITEM, NULL);
  const gboolean by_email = has_own_email (account, accounts);
  g_autofree char *profile =
      helio_printable (helio_profile_item_get_name (profile_item), -1, SHOWN_CHARS);
  g_autofree char *who =
      helio_printable (by_email ? account->email : helio_account_get_label (account),
                       -1,
                       SHOWN_CHARS);

  self->kind = HELIO_PEOPLE_ACCOUNTS;
  self->profile_item = g_object_ref (profile_item);
  self->sub = g_strdup (account->sub);
  self->account = g_strdup (by_email ? account->email : account->sub);
  /* Translators: an account, then the profile it has signed in with */
  self->label = g_strdup_printf (C_ ("people", "%s (%s)"), who, profile);
  return self;
}

static HelioPeopleItem *
new_from_user (const HelioPlanUser *user)
{
  HelioPeopleItem *self = g_object_new (HELIO_TYPE_PEOPLE_ITEM, NULL);
  g_autofree char *name = helio_printable (user->name, -1, SHOWN_CHARS);

  self->kind = HELIO_PEOPLE_PLAN_USERS;
  self->user = g_strdup (user->name);
  /* Translators: a user of the plan */
  self->label = g_strdup_printf (C_ ("people", "%s (of the plan)"), name);
  return self;
}

/* The list. */

struct _HelioPeopleList {
  GObject parent_instance;

  HelioServices *services;
  HelioAccessDocument *document; /* (nullable) */
  HelioPeopleKinds kinds;
  GPtrArray *items;          /* HelioPeopleItem */
  GHashTable *accounts;      /* HelioProfileItem → GPtrArray of HelioAccount */
  GCancellable *cancellable; /* of the questions that are under way */
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HelioPeopleList,
                               helio_people_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GType
get_item_type (GListModel *model)
{
  return HELIO_TYPE_PEOPLE_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return HELIO_PEOPLE_LIST (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  HelioPeopleList *self = HELIO_PEOPLE_LIST (model);

  return position < self->items->len ? g_object_ref (self->items->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static gboolean
is_same (HelioPeopleItem *a, HelioPeopleItem *b)
{
  return a->kind == b->kind && a->profile_item == b->profile_item &&
         g_strcmp0 (a->sub, b->sub) == 0 && g_strcmp0 (a->user, b->user) == 0;
}

guint
helio_people_list_find (HelioPeopleList *self, HelioPeopleItem *item)
{
  for (guint i = 0; item != NULL && i < self->items->len; i++)
    if (is_same (self->items->pdata[i], item))
      return i;
  return G_MAXUINT;
}

static void
add_profile (HelioPeopleList *self, GPtrArray *items, HelioProfileItem *profile_item)
{
  GPtrArray *accounts = g_hash_table_lookup (self->accounts, profile_item);

  if (helio_profile_item_get_profile (profile_item) == NULL)
    return;
  if ((self->kinds & HELIO_PEOPLE_PROFILES) != 0)
    g_ptr_array_add (items, new_from_profile (profile_item));
  for (guint i = 0; accounts != NULL && i < accounts->len; i++)
    g_ptr_array_add (items, new_from_account (profile_item, accounts->pdata[i], accounts));
}

static gboolean
is_unchanged (HelioPeopleList *self, GPtrArray *items)
{
  if (items->len != self->items->len)
    return FALSE;
  for (guint i = 0; i < items->len; i++)
    if (!is_same (items->pdata[i], self->items->pdata[i]) ||
        g_strcmp0 (((HelioPeopleItem *) items->pdata[i])->label,
                   ((HelioPeopleItem *) self->items->pdata[i])->label) != 0)
      return FALSE;
  return TRUE;
}

static void
rebuild (HelioPeopleList *self)
{
  GListModel *profiles = G_LIST_MODEL (self->services->profiles);
  HelioPlan *plan = self->document != NULL && (self->kinds & HELIO_PEOPLE_PLAN_USERS) != 0
                        ? helio_access_document_get_plan (self->document)
                        : NULL;
  GPtrArray *old = self->items, *items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (profiles); i++) {
    g_autoptr (HelioProfileItem) profile_item = g_list_model_get_item (profiles, i);

    add_profile (self, items, profile_item);
  }
  for (guint i = 0; plan != NULL && i < helio_plan_get_n_users (plan); i++)
    g_ptr_array_add (items, new_from_user (helio_plan_get_user (plan, i)));
  /* Who is chosen somewhere stays chosen. */
  if (is_unchanged (self, items)) {
    g_ptr_array_unref (items);
    return;
  }
  self->items = items;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, old->len, items->len);
  g_ptr_array_unref (old);
}

typedef struct {
  HelioPeopleList *list;
  HelioProfileItem *profile_item;
} Question;

static void
on_accounts (GObject *connection, GAsyncResult *result, gpointer user_data)
{
  Question *question = user_data;
  HelioPeopleList *self = question->list;
  g_autoptr (GError) error = NULL;
  /* Where the keyring is locked nobody can be chosen, and the profile says why when it connects. */
  g_autoptr (GPtrArray) accounts =
      helio_connection_list_accounts_finish (HELIO_CONNECTION (connection), result, &error);

  if (accounts != NULL && self->services != NULL) {
    g_hash_table_insert (self->accounts,
                         g_object_ref (question->profile_item),
                         g_ptr_array_ref (accounts));
    rebuild (self);
  }
  g_object_unref (question->profile_item);
  g_object_unref (self);
  g_free (question);
}

static void
ask (HelioPeopleList *self, HelioProfileItem *profile_item)
{
  HelioProfile *profile = helio_profile_item_get_profile (profile_item);
  g_autoptr (HelioConnection) connection = NULL;
  Question *question;

  if (profile == NULL || !helio_profile_needs_sign_in (profile))
    return;
  connection = helio_connection_new (self->services, profile);
  question = g_new (Question, 1);
  *question = (Question){g_object_ref (self), g_object_ref (profile_item)};
  helio_connection_list_accounts_async (connection, self->cancellable, on_accounts, question);
}

void
helio_people_list_refresh (HelioPeopleList *self)
{
  GListModel *profiles = G_LIST_MODEL (self->services->profiles);

  for (guint i = 0;
       (self->kinds & HELIO_PEOPLE_ACCOUNTS) != 0 && i < g_list_model_get_n_items (profiles);
       i++) {
    g_autoptr (HelioProfileItem) profile_item = g_list_model_get_item (profiles, i);

    ask (self, profile_item);
  }
}

static void
on_profiles_changed (HelioPeopleList *self)
{
  rebuild (self);
  helio_people_list_refresh (self);
}

static void
helio_people_list_dispose (GObject *object)
{
  HelioPeopleList *self = HELIO_PEOPLE_LIST (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->document);
  g_clear_pointer (&self->services, helio_services_unref);
  G_OBJECT_CLASS (helio_people_list_parent_class)->dispose (object);
}

static void
helio_people_list_finalize (GObject *object)
{
  HelioPeopleList *self = HELIO_PEOPLE_LIST (object);

  g_ptr_array_unref (self->items);
  g_hash_table_unref (self->accounts);
  G_OBJECT_CLASS (helio_people_list_parent_class)->finalize (object);
}

static void
helio_people_list_class_init (HelioPeopleListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = helio_people_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = helio_people_list_finalize;
}

static void
helio_people_list_init (HelioPeopleList *self)
{
  self->cancellable = g_cancellable_new ();
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->accounts =
      g_hash_table_new_full (NULL, NULL, g_object_unref, (GDestroyNotify) g_ptr_array_unref);
}

HelioPeopleList *
helio_people_list_new (HelioServices *services,
                       HelioAccessDocument *document,
                       HelioPeopleKinds kinds)
{
  HelioPeopleList *self = g_object_new (HELIO_TYPE_PEOPLE_LIST, NULL);

  /* Whoever is only asked who they are needs no browser, and no place of the window's own. */
  self->services = helio_services_new_second_view (services);
  self->document = document != NULL ? g_object_ref (document) : NULL;
  self->kinds = kinds;
  g_signal_connect_object (services->profiles,
                           "items-changed",
                           G_CALLBACK (on_profiles_changed),
                           self,
                           G_CONNECT_SWAPPED);
  if (document != NULL)
    g_signal_connect_object (document,
                             "notify::plan",
                             G_CALLBACK (rebuild),
                             self,
                             G_CONNECT_SWAPPED);
  on_profiles_changed (self);
  return self;
}

const char *
helio_people_name_profile (HelioProfileStore *profiles, HelioProfileItem *item)
{
  const char *path = helio_profile_item_get_path (item), *name = helio_profile_item_get_name (item);
  gboolean is_ambiguous = FALSE;

  if (helio_profile_item_is_transient (item))
    return path != NULL ? path : name;
  /* One that is called like a file would be taken for one. */
  return helio_profile_store_find (profiles, name, &is_ambiguous) == item &&
                 !helio_profile_is_file_name (name)
             ? name
             : helio_profile_item_get_id (item);
}
