// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/acl/helio-plan-draft.h"

#include "core/acl/helio-plan-private.h"
#include "core/base/helio-error.h"
#include "core/base/helio-util.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SHOWN_MAX 60
/* Up to so many checks all are looked at again after every change, of more when there is a pause. */
#define AT_ONCE_MAX 1000
#define PAUSE_MS 250

/* A user. */

struct _HelioPlanDraftUser {
  GObject parent_instance;

  HelioPlanUser *user;
};

G_DEFINE_FINAL_TYPE (HelioPlanDraftUser, helio_plan_draft_user, G_TYPE_OBJECT)

static void
helio_plan_draft_user_finalize (GObject *object)
{
  helio_plan_user_free (HELIO_PLAN_DRAFT_USER (object)->user);
  G_OBJECT_CLASS (helio_plan_draft_user_parent_class)->finalize (object);
}

static void
helio_plan_draft_user_class_init (HelioPlanDraftUserClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = helio_plan_draft_user_finalize;
}

static void
helio_plan_draft_user_init (HelioPlanDraftUser *self)
{
}

static HelioPlanDraftUser *
user_new (const HelioPlanUser *user)
{
  HelioPlanDraftUser *self = g_object_new (HELIO_TYPE_PLAN_DRAFT_USER, NULL);

  self->user = helio_plan_user_copy (user);
  return self;
}

const HelioPlanUser *
helio_plan_draft_user_get (HelioPlanDraftUser *self)
{
  return self->user;
}

/* A check. */

struct _HelioPlanDraftCheck {
  GObject parent_instance;

  char *user;
  char *topic;
  HelioAction action;
  HelioVerdict expect;
  char *misread; /* (nullable): what was pasted and is no action or expectation */
  char *fault;   /* (nullable) */
};

G_DEFINE_FINAL_TYPE (HelioPlanDraftCheck, helio_plan_draft_check, G_TYPE_OBJECT)

static guint check_changed;

static void
helio_plan_draft_check_finalize (GObject *object)
{
  HelioPlanDraftCheck *self = HELIO_PLAN_DRAFT_CHECK (object);

  g_free (self->user);
  g_free (self->topic);
  g_free (self->misread);
  g_free (self->fault);
  G_OBJECT_CLASS (helio_plan_draft_check_parent_class)->finalize (object);
}

static void
helio_plan_draft_check_class_init (HelioPlanDraftCheckClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = helio_plan_draft_check_finalize;
  check_changed = helio_signal_new ("changed", HELIO_TYPE_PLAN_DRAFT_CHECK);
}

static void
helio_plan_draft_check_init (HelioPlanDraftCheck *self)
{
}

const char *
helio_plan_draft_check_get_user (HelioPlanDraftCheck *self)
{
  return self->user;
}

HelioAction
helio_plan_draft_check_get_action (HelioPlanDraftCheck *self)
{
  return self->action;
}

const char *
helio_plan_draft_check_get_topic (HelioPlanDraftCheck *self)
{
  return self->topic;
}

HelioVerdict
helio_plan_draft_check_get_expect (HelioPlanDraftCheck *self)
{
  return self->expect;
}

const char *
helio_plan_draft_check_get_fault (HelioPlanDraftCheck *self)
{
  return self->fault;
}

/* The draft. */

struct _HelioPlanDraft {
  GObject parent_instance;

  GListStore *users, *checks;
  char *witness; /* (nullable) */
  guint idle_id; /* or of a pause */
};

G_DEFINE_FINAL_TYPE (HelioPlanDraft, helio_plan_draft, G_TYPE_OBJECT)

static guint draft_changed;

static guint
count (GListStore *list)
{
  return g_list_model_get_n_items (G_LIST_MODEL (list));
}

/* The list has a share of it, and is not changed meanwhile. (transfer none) */
static gpointer
peek (GListStore *list, guint position)
{
  g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (list), position);

  return item;
}

static gboolean
on_idle (gpointer data)
{
  HelioPlanDraft *self = data;

  self->idle_id = 0;
  helio_plan_draft_validate (self);
  g_signal_emit (self, draft_changed, 0);
  return G_SOURCE_REMOVE;
}

static void
touch (HelioPlanDraft *self)
{
  if (count (self->checks) > AT_ONCE_MAX) {
    g_clear_handle_id (&self->idle_id, g_source_remove);
    self->idle_id = g_timeout_add (PAUSE_MS, on_idle, self);
  } else if (self->idle_id == 0) {
    self->idle_id = g_idle_add (on_idle, self);
  }
}

void
helio_plan_draft_flush (HelioPlanDraft *self)
{
  if (self->idle_id == 0)
    return;
  g_source_remove (self->idle_id);
  on_idle (self);
}

static char *
make_user_fault (HelioPlanDraftCheck *check)
{
  g_autofree char *shown = helio_printable (check->user, -1, SHOWN_MAX);

  if (*check->user == '\0')
    return g_strdup (C_ ("plan", "Choose a user of the plan."));
  return g_strdup_printf (C_ ("plan", "The plan has no user “%s”: add it, or choose another one."),
                          shown);
}

/* @known: user, action and topic → row + 1. Returns: (transfer full) (nullable). */
static char *
judge (HelioPlanDraft *self, guint row, GHashTable *users, GHashTable *known)
{
  HelioPlanDraftCheck *check = peek (self->checks, row);
  g_autoptr (GError) error = NULL;
  g_autofree char *key = NULL;
  guint first;

  if (!g_hash_table_contains (users, check->user))
    return make_user_fault (check);
  if (check->misread != NULL)
    return g_strdup (check->misread);
  if (*check->topic == '\0')
    return g_strdup (C_ ("plan", "Enter a topic."));
  error = helio_plan_check_topic (check->action, check->topic);
  if (error != NULL)
    return helio_error_to_text (error);
  key = g_strdup_printf ("%s\n%d\n%s", check->user, check->action, check->topic);
  first = GPOINTER_TO_UINT (g_hash_table_lookup (known, key));
  if (first == 0) {
    g_hash_table_insert (known, g_steal_pointer (&key), GUINT_TO_POINTER (row + 1));
    return NULL;
  }
  if (((HelioPlanDraftCheck *) peek (self->checks, first - 1))->expect == check->expect)
    return g_strdup_printf (C_ ("plan", "Row %u is the same: take one of them out."), first);
  return g_strdup_printf (
      C_ ("plan", "Row %u expects something else of the same: take one of them out."),
      first);
}

guint
helio_plan_draft_validate (HelioPlanDraft *self)
{
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) users = g_hash_table_new (g_str_hash, g_str_equal);
  guint n_wrong = 0;

  for (guint i = 0; i < count (self->users); i++)
    g_hash_table_add (users, ((HelioPlanDraftUser *) peek (self->users, i))->user->name);
  for (guint i = 0; i < count (self->checks); i++) {
    HelioPlanDraftCheck *check = peek (self->checks, i);
    g_autofree char *fault = judge (self, i, users, known);

    n_wrong += fault != NULL;
    if (helio_set_str (&check->fault, fault))
      g_signal_emit (check, check_changed, 0);
  }
  return n_wrong;
}

static gboolean
add_users (HelioPlanDraft *self, HelioPlanBuilder *builder, GError **error)
{
  for (guint i = 0; i < count (self->users); i++) {
    const HelioPlanUser *user = ((HelioPlanDraftUser *) peek (self->users, i))->user;

    if (helio_plan_builder_add_user (builder, user, error) < 0)
      return FALSE;
    if (g_strcmp0 (user->name, self->witness) == 0)
      helio_plan_builder_set_witness (builder, (int) i);
  }
  return TRUE;
}

HelioPlan *
helio_plan_draft_build (HelioPlanDraft *self,
                        const char *rules_path,
                        HelioRules *rules,
                        GError **error)
{
  g_autoptr (HelioPlanBuilder) builder = helio_plan_builder_new (NULL);
  g_autoptr (GHashTable) indexes = g_hash_table_new (g_str_hash, g_str_equal);

  helio_plan_draft_validate (self);
  for (guint i = 0; i < count (self->checks); i++) {
    HelioPlanDraftCheck *check = peek (self->checks, i);

    if (check->fault != NULL) {
      helio_error_set (error,
                       HELIO_ERROR_INVALID_DATA,
                       NULL,
                       /* Translators: the number of a row of the plan, then what is wrong there */
                       C_ ("plan", "Row %u: %s"),
                       i + 1,
                       check->fault);
      return NULL;
    }
  }
  if (!add_users (self, builder, error))
    return NULL;
  helio_plan_builder_set_rules (builder, rules_path, rules_path == NULL ? rules : NULL);
  for (guint i = 0; i < count (self->users); i++)
    g_hash_table_insert (indexes,
                         ((HelioPlanDraftUser *) peek (self->users, i))->user->name,
                         GUINT_TO_POINTER (i));
  for (guint i = 0; i < count (self->checks); i++) {
    HelioPlanDraftCheck *check = peek (self->checks, i);
    const guint user = GPOINTER_TO_UINT (g_hash_table_lookup (indexes, check->user));

    if (!helio_plan_builder_set_check (builder,
                                       user,
                                       check->action,
                                       check->topic,
                                       check->expect,
                                       error))
      return NULL;
  }
  return helio_plan_builder_get_plan (builder);
}

void
helio_plan_draft_load (HelioPlanDraft *self, HelioPlan *plan)
{
  g_autoptr (GPtrArray) checks = g_ptr_array_new_with_free_func (g_object_unref);

  g_list_store_remove_all (self->users);
  g_clear_pointer (&self->witness, g_free);
  for (guint i = 0; plan != NULL && i < helio_plan_get_n_users (plan); i++) {
    g_autoptr (HelioPlanDraftUser) user = user_new (helio_plan_get_user (plan, i));

    g_list_store_append (self->users, user);
    if ((int) i == helio_plan_get_witness (plan))
      self->witness = g_strdup (user->user->name);
  }
  for (guint i = 0; plan != NULL && i < helio_plan_get_n_checks (plan); i++) {
    const HelioPlanCheck *from = helio_plan_get_check (plan, i);
    HelioPlanDraftCheck *check = g_object_new (HELIO_TYPE_PLAN_DRAFT_CHECK, NULL);

    check->user = g_strdup (helio_plan_get_user (plan, from->user)->name);
    check->action = from->action;
    check->topic = g_strdup (from->topic);
    check->expect = from->expect;
    g_ptr_array_add (checks, check);
  }
  g_list_store_splice (self->checks, 0, count (self->checks), checks->pdata, checks->len);
  touch (self);
}

/* Users. */

GListModel *
helio_plan_draft_get_users (HelioPlanDraft *self)
{
  return G_LIST_MODEL (self->users);
}

const HelioPlanUser *
helio_plan_draft_find_user (HelioPlanDraft *self, const char *name)
{
  for (guint i = 0; i < count (self->users); i++) {
    const HelioPlanUser *user = ((HelioPlanDraftUser *) peek (self->users, i))->user;

    if (g_str_equal (user->name, name))
      return user;
  }
  return NULL;
}

/* With all users but the one at @but. */
static gboolean
judge_user (HelioPlanDraft *self, const HelioPlanUser *user, guint but, GError **error)
{
  g_autoptr (HelioPlanBuilder) builder = helio_plan_builder_new (NULL);

  for (guint i = 0; i < count (self->users); i++)
    if (i != but &&
        helio_plan_builder_add_user (builder,
                                     ((HelioPlanDraftUser *) peek (self->users, i))->user,
                                     error) < 0)
      return FALSE;
  return helio_plan_builder_add_user (builder, user, error) >= 0;
}

gboolean
helio_plan_draft_add_user (HelioPlanDraft *self, const HelioPlanUser *user, GError **error)
{
  g_autoptr (HelioPlanDraftUser) item = NULL;

  if (!judge_user (self, user, G_MAXUINT, error))
    return FALSE;
  item = user_new (user);
  g_list_store_append (self->users, item);
  touch (self);
  return TRUE;
}

gboolean
helio_plan_draft_replace_user (HelioPlanDraft *self,
                               guint position,
                               const HelioPlanUser *user,
                               GError **error)
{
  g_autoptr (HelioPlanDraftUser) old = g_list_model_get_item (G_LIST_MODEL (self->users), position);
  g_autoptr (HelioPlanDraftUser) item = NULL;

  if (!judge_user (self, user, position, error))
    return FALSE;
  item = user_new (user);
  for (guint i = 0; i < count (self->checks); i++) {
    HelioPlanDraftCheck *check = peek (self->checks, i);

    if (g_str_equal (check->user, old->user->name) && helio_set_str (&check->user, user->name))
      g_signal_emit (check, check_changed, 0);
  }
  if (g_strcmp0 (self->witness, old->user->name) == 0)
    helio_set_str (&self->witness, user->name);
  g_list_store_splice (self->users, position, 1, (gpointer *) &item, 1);
  touch (self);
  return TRUE;
}

void
helio_plan_draft_remove_user (HelioPlanDraft *self, guint position)
{
  HelioPlanDraftUser *user = peek (self->users, position);

  if (g_strcmp0 (self->witness, user->user->name) == 0)
    g_clear_pointer (&self->witness, g_free);
  g_list_store_remove (self->users, position);
  touch (self);
}

const char *
helio_plan_draft_get_witness (HelioPlanDraft *self)
{
  return self->witness;
}

void
helio_plan_draft_set_witness (HelioPlanDraft *self, const char *name)
{
  if (helio_set_str (&self->witness, name))
    touch (self);
}

/* Checks. */

GListModel *
helio_plan_draft_get_checks (HelioPlanDraft *self)
{
  return G_LIST_MODEL (self->checks);
}

static HelioPlanDraftCheck *
check_new (const char *user, HelioAction action, const char *topic, HelioVerdict expect)
{
  HelioPlanDraftCheck *check = g_object_new (HELIO_TYPE_PLAN_DRAFT_CHECK, NULL);

  check->user = g_strdup (user);
  check->action = action;
  check->topic = g_strdup (topic);
  check->expect = expect;
  return check;
}

HelioPlanDraftCheck *
helio_plan_draft_add_check (HelioPlanDraft *self,
                            const char *user,
                            HelioAction action,
                            const char *topic,
                            HelioVerdict expect)
{
  g_autoptr (HelioPlanDraftCheck) check = check_new (user, action, topic, expect);

  g_list_store_append (self->checks, check);
  touch (self);
  return check;
}

static void
check_touched (HelioPlanDraft *self, HelioPlanDraftCheck *check)
{
  g_signal_emit (check, check_changed, 0);
  touch (self);
}

void
helio_plan_draft_change_user (HelioPlanDraft *self, HelioPlanDraftCheck *check, const char *user)
{
  if (helio_set_str (&check->user, user))
    check_touched (self, check);
}

void
helio_plan_draft_change_action (HelioPlanDraft *self,
                                HelioPlanDraftCheck *check,
                                HelioAction action)
{
  if (check->action == action && check->misread == NULL)
    return;
  check->action = action;
  g_clear_pointer (&check->misread, g_free);
  check_touched (self, check);
}

void
helio_plan_draft_change_topic (HelioPlanDraft *self, HelioPlanDraftCheck *check, const char *topic)
{
  if (helio_set_str (&check->topic, topic))
    check_touched (self, check);
}

void
helio_plan_draft_change_expect (HelioPlanDraft *self,
                                HelioPlanDraftCheck *check,
                                HelioVerdict expect)
{
  if (check->expect == expect && check->misread == NULL)
    return;
  check->expect = expect;
  g_clear_pointer (&check->misread, g_free);
  check_touched (self, check);
}

typedef struct {
  guint position;
  HelioPlanDraftCheck *check;
} Removed;

struct _HelioPlanDraftRemoval {
  GArray *removed; /* Removed, in order */
};

static void
removed_clear (gpointer data)
{
  g_object_unref (((Removed *) data)->check);
}

HelioPlanDraftRemoval *
helio_plan_draft_remove_checks (HelioPlanDraft *self, GPtrArray *checks)
{
  HelioPlanDraftRemoval *removal = g_new0 (HelioPlanDraftRemoval, 1);
  g_autoptr (GHashTable) gone = g_hash_table_new (NULL, NULL);
  g_autoptr (GPtrArray) left = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < checks->len; i++)
    g_hash_table_add (gone, g_ptr_array_index (checks, i));
  removal->removed = g_array_new (FALSE, FALSE, sizeof (Removed));
  g_array_set_clear_func (removal->removed, removed_clear);
  for (guint i = 0; i < count (self->checks); i++) {
    HelioPlanDraftCheck *check = g_list_model_get_item (G_LIST_MODEL (self->checks), i);

    if (g_hash_table_contains (gone, check)) {
      Removed one = {i, check};
      g_array_append_val (removal->removed, one);
    } else {
      g_ptr_array_add (left, check);
    }
  }
  if (removal->removed->len == 1)
    g_list_store_remove (self->checks, g_array_index (removal->removed, Removed, 0).position);
  else
    g_list_store_splice (self->checks, 0, count (self->checks), left->pdata, left->len);
  touch (self);
  return removal;
}

guint
helio_plan_draft_removal_count (const HelioPlanDraftRemoval *self)
{
  return self->removed->len;
}

void
helio_plan_draft_restore (HelioPlanDraft *self, const HelioPlanDraftRemoval *removal)
{
  for (guint i = 0; i < removal->removed->len; i++) {
    const Removed *one = &g_array_index (removal->removed, Removed, i);

    g_list_store_insert (self->checks, MIN (one->position, count (self->checks)), one->check);
  }
  touch (self);
}

void
helio_plan_draft_removal_free (HelioPlanDraftRemoval *self)
{
  g_array_unref (self->removed);
  g_free (self);
}

/* Rows from elsewhere. */

static const char *const column_names[] = {"user", "action", "topic", "expect"};
#define N_COLUMNS G_N_ELEMENTS (column_names)

/* FALSE: it is no head line. */
static gboolean
read_head (char **row, int *columns)
{
  for (guint k = 0; k < N_COLUMNS; k++)
    columns[k] = -1;
  for (guint i = 0; row[i] != NULL; i++) {
    guint k = 0;

    while (k < N_COLUMNS && g_ascii_strcasecmp (row[i], column_names[k]) != 0)
      k++;
    if (k == N_COLUMNS || columns[k] >= 0)
      return FALSE;
    columns[k] = (int) i;
  }
  return columns[0] >= 0 && columns[1] >= 0 && columns[2] >= 0;
}

static HelioPlanDraftCheck *
check_from_row (char **row, const int *columns)
{
  const int n = (int) g_strv_length (row);
  const char *values[N_COLUMNS];
  HelioPlanDraftCheck *check;

  for (guint k = 0; k < N_COLUMNS; k++)
    values[k] = columns[k] >= 0 && columns[k] < n ? row[columns[k]] : "";
  check = check_new (values[0], HELIO_ACTION_SUBSCRIBE, values[2], HELIO_VERDICT_UNKNOWN);
  if (*values[3] != '\0' && !helio_verdict_from_text (values[3], &check->expect)) {
    g_autofree char *shown = helio_printable (values[3], -1, SHOWN_MAX);

    check->misread = g_strdup_printf (
        C_ ("plan", "“%s” cannot be expected: choose “allow”, “deny” or “unknown”."),
        shown);
  }
  /* What is expected stays when an action is chosen. */
  if (!helio_action_from_text (values[1], &check->action)) {
    g_autofree char *shown = helio_printable (values[1], -1, SHOWN_MAX);
    g_autofree char *expected = helio_plan_describe_actions ();

    g_free (check->misread);
    check->misread =
        /* Translators: what is there, then what is expected */
        g_strdup_printf (C_ ("plan", "“%s” is no action: choose %s."), shown, expected);
  }
  return check;
}

gboolean
helio_plan_draft_add_csv (HelioPlanDraft *self,
                          const char *text,
                          gsize length,
                          guint *n_added,
                          GError **error)
{
  int columns[N_COLUMNS] = {0, 1, 2, 3};
  const gsize skip = length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
  g_autoptr (GPtrArray) rows = helio_plan_split_csv (text + skip, length - skip, error);
  g_autoptr (GPtrArray) checks = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean has_head;

  *n_added = 0;
  if (rows == NULL)
    return FALSE;
  has_head = rows->len > 0 && read_head (g_ptr_array_index (rows, 0), columns);
  for (guint k = 0; !has_head && k < N_COLUMNS; k++)
    columns[k] = (int) k;
  for (guint i = has_head ? 1 : 0; i < rows->len; i++) {
    char **row = g_ptr_array_index (rows, i);

    if (g_strv_length (row) < 3 || g_strv_length (row) > N_COLUMNS)
      return helio_error_set (
          error,
          HELIO_ERROR_INVALID_DATA,
          C_ ("plan", "A line is like “alice,subscribe,users/alice/#,allow”."),
          C_ ("plan", "Row %u has %u fields; a check has user, action, topic and expectation."),
          i + 1,
          g_strv_length (row));
    g_ptr_array_add (checks, check_from_row (row, columns));
  }
  if (count (self->checks) + checks->len > HELIO_PLAN_CHECKS_MAX)
    return helio_error_set (error,
                            HELIO_ERROR_TOO_LARGE,
                            C_ ("plan", "Make several plans of it."),
                            C_ ("plan", "A plan has at most %d checks."),
                            HELIO_PLAN_CHECKS_MAX);
  *n_added = checks->len;
  g_list_store_splice (self->checks, count (self->checks), 0, checks->pdata, checks->len);
  touch (self);
  return TRUE;
}

guint
helio_plan_draft_merge (HelioPlanDraft *self, HelioPlan *plan)
{
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) checks = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < count (self->checks); i++) {
    HelioPlanDraftCheck *check = peek (self->checks, i);

    g_hash_table_add (known,
                      g_strdup_printf ("%s\n%d\n%s", check->user, check->action, check->topic));
  }
  for (guint i = 0; i < helio_plan_get_n_checks (plan); i++) {
    const HelioPlanCheck *check = helio_plan_get_check (plan, i);
    const char *user = helio_plan_get_user (plan, check->user)->name;
    char *key = g_strdup_printf ("%s\n%d\n%s", user, check->action, check->topic);

    if (g_hash_table_add (known, key))
      g_ptr_array_add (checks, check_new (user, check->action, check->topic, check->expect));
  }
  g_list_store_splice (self->checks, count (self->checks), 0, checks->pdata, checks->len);
  touch (self);
  return checks->len;
}

/* Object */

static void
helio_plan_draft_finalize (GObject *object)
{
  HelioPlanDraft *self = HELIO_PLAN_DRAFT (object);

  g_clear_handle_id (&self->idle_id, g_source_remove);
  g_clear_object (&self->users);
  g_clear_object (&self->checks);
  g_free (self->witness);
  G_OBJECT_CLASS (helio_plan_draft_parent_class)->finalize (object);
}

static void
helio_plan_draft_class_init (HelioPlanDraftClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = helio_plan_draft_finalize;
  draft_changed = helio_signal_new ("changed", HELIO_TYPE_PLAN_DRAFT);
}

static void
helio_plan_draft_init (HelioPlanDraft *self)
{
  self->users = g_list_store_new (HELIO_TYPE_PLAN_DRAFT_USER);
  self->checks = g_list_store_new (HELIO_TYPE_PLAN_DRAFT_CHECK);
}

HelioPlanDraft *
helio_plan_draft_new (void)
{
  return g_object_new (HELIO_TYPE_PLAN_DRAFT, NULL);
}
