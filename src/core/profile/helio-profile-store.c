// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/profile/helio-profile-store.h"

#include "core/base/helio-error.h"
#include "core/base/helio-log.h"
#include "core/profile/helio-profile-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef enum {
  JOB_LOAD,
  JOB_SAVE,
  JOB_REMOVE,
  JOB_CONSENT,
  JOB_SETTLE,
} JobKind;

/* One thing at a time, in the order of the calls: two saves of one profile must not overtake each other. */
typedef struct {
  JobKind kind;
  GTask *task; /* NULL: nobody waits */
  char *id;
  char *path;
  char *text;
  GStrv endpoints;
  gboolean is_new; /* the store knows of no file there */
  HelioProfile *profile;
  /* what the thread found */
  GPtrArray *files;
  GPtrArray *removed; /* ids */
  HelioJson *consents;
} Job;

struct _HelioProfileStore {
  GObject parent_instance;

  char *folder; /* of the profiles */
  char *consents_path;
  GListStore *items;
  GHashTable *consents;  /* id → what was agreed to */
  GHashTable *endpoints; /* what was agreed to → GStrv of an issuer's other hosts */
  GHashTable *removed;   /* ids */
  GQueue jobs;
  gboolean busy;
};

enum {
  SIGNAL_SETTLED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static GType
get_item_type (GListModel *model)
{
  return HELIO_TYPE_PROFILE_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (HELIO_PROFILE_STORE (model)->items));
}

static gpointer
get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (HELIO_PROFILE_STORE (model)->items), position);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HelioProfileStore,
                               helio_profile_store,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
job_free (Job *job)
{
  g_clear_object (&job->task);
  g_free (job->id);
  g_free (job->path);
  g_free (job->text);
  g_strfreev (job->endpoints);
  g_clear_pointer (&job->profile, helio_profile_unref);
  g_clear_pointer (&job->files, g_ptr_array_unref);
  g_clear_pointer (&job->removed, g_ptr_array_unref);
  g_clear_pointer (&job->consents, helio_json_unref);
  g_free (job);
}

static HelioProfileItem *
peek_item (HelioProfileStore *self, guint position)
{
  g_autoptr (HelioProfileItem) item = get_item (G_LIST_MODEL (self), position);

  return item; /* the list holds it */
}

static int
compare_items (gconstpointer a, gconstpointer b, gpointer user_data)
{
  HelioProfileItem *item_a = (HelioProfileItem *) a, *item_b = (HelioProfileItem *) b;
  int order =
      g_utf8_collate (helio_profile_item_get_name (item_a), helio_profile_item_get_name (item_b));

  if (order == 0)
    order = strcmp (helio_profile_item_get_id (item_a), helio_profile_item_get_id (item_b));
  return order != 0
             ? order
             : helio_profile_item_is_transient (item_a) - helio_profile_item_is_transient (item_b);
}

static void
insert_item (HelioProfileStore *self, HelioProfileItem *item)
{
  g_list_store_insert_sorted (self->items, item, compare_items, NULL);
}

static void
remove_item (HelioProfileStore *self, HelioProfileItem *item)
{
  guint position;

  if (g_list_store_find (self->items, item, &position))
    g_list_store_remove (self->items, position);
}

/* Moves it if its new name belongs elsewhere. */
static void
resort_item (HelioProfileStore *self, HelioProfileItem *item)
{
  guint position, n = get_n_items (G_LIST_MODEL (self));

  if (!g_list_store_find (self->items, item, &position))
    return;
  if ((position > 0 && compare_items (peek_item (self, position - 1), item, NULL) > 0) ||
      (position + 1 < n && compare_items (item, peek_item (self, position + 1), NULL) > 0)) {
    g_object_ref (item);
    g_list_store_remove (self->items, position);
    insert_item (self, item);
    g_object_unref (item);
  }
}

static HelioProfileItem *
find_stored (HelioProfileStore *self, const char *id, const char *path)
{
  HelioProfileItem *broken = NULL;

  for (guint i = 0; i < get_n_items (G_LIST_MODEL (self)); i++) {
    HelioProfileItem *item = peek_item (self, i);

    if (helio_profile_item_is_transient (item))
      continue;
    if (path != NULL ? strcmp (helio_profile_item_get_path (item), path) != 0
                     : strcmp (helio_profile_item_get_id (item), id) != 0)
      continue;
    if (path != NULL || helio_profile_item_get_profile (item) != NULL)
      return item;
    broken = item;
  }
  return broken;
}

static gboolean
has_file (GPtrArray *files, HelioProfileItem *item)
{
  for (guint i = 0; i < files->len; i++) {
    const HelioProfileFile *file = g_ptr_array_index (files, i);

    if (strcmp (file->path, helio_profile_item_get_path (item)) == 0)
      return TRUE;
  }
  return FALSE;
}

static void
apply_file (HelioProfileStore *self, const HelioProfileFile *file, GHashTable *ids)
{
  HelioProfileItem *known = find_stored (self, NULL, file->path);
  g_autoptr (HelioProfileItem) item =
      known != NULL ? g_object_ref (known) : helio_profile_item_new (file->path, FALSE);

  if (file->profile != NULL && g_hash_table_add (ids, file->profile->id)) {
    helio_profile_item_set_profile (item, file->profile);
  } else {
    g_autoptr (GError) twice = NULL;

    if (file->profile != NULL)
      helio_error_set (&twice,
                       HELIO_ERROR_FILE,
                       C_ ("profile file", "Delete one of the two, or give it another “id”."),
                       C_ ("profile file", "Another file has the same id, %s."),
                       file->profile->id);
    helio_profile_item_set_broken (item, file->stem, twice != NULL ? twice : file->error);
  }
  if (known == NULL)
    insert_item (self, item);
  else
    resort_item (self, item);
}

/* What was given in this run is newer than the file. */
static void
apply_consents (HelioProfileStore *self, const HelioJson *root)
{
  g_autoptr (HelioJson) consents = helio_json_get_object (root, "consents");
  g_autoptr (HelioJson) endpoints = helio_json_get_object (root, "endpoints");
  g_auto (GStrv) names = helio_json_get_names (consents);
  g_auto (GStrv) agreements = helio_json_get_names (endpoints);

  for (guint i = 0; names[i] != NULL; i++) {
    const char *agreed = helio_json_get_string (consents, names[i]);

    if (agreed != NULL && !g_hash_table_contains (self->consents, names[i]))
      g_hash_table_insert (self->consents, g_strdup (names[i]), g_strdup (agreed));
  }
  for (guint i = 0; agreements[i] != NULL; i++)
    if (!g_hash_table_contains (self->endpoints, agreements[i]))
      g_hash_table_insert (self->endpoints,
                           g_strdup (agreements[i]),
                           helio_profile_consents_read_endpoints (endpoints, agreements[i]));
}

static void
apply_load (HelioProfileStore *self, Job *job)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = get_n_items (G_LIST_MODEL (self)); i-- > 0;) {
    HelioProfileItem *item = peek_item (self, i);

    if (!helio_profile_item_is_transient (item) && !has_file (job->files, item))
      g_list_store_remove (self->items, i);
  }
  for (guint i = 0; i < job->files->len; i++)
    apply_file (self, g_ptr_array_index (job->files, i), ids);
  for (guint i = 0; i < job->removed->len; i++)
    g_hash_table_add (self->removed, g_strdup (g_ptr_array_index (job->removed, i)));
  apply_consents (self, job->consents);
}

static void
apply_save (HelioProfileStore *self, Job *job)
{
  HelioProfileItem *item = find_stored (self, NULL, job->path);

  if (item != NULL) {
    helio_profile_item_set_profile (item, job->profile);
    resort_item (self, item);
  } else {
    g_autoptr (HelioProfileItem) added = helio_profile_item_new (job->path, FALSE);

    helio_profile_item_set_profile (added, job->profile);
    insert_item (self, added);
  }
}

static void push_job (HelioProfileStore *self, Job *job);

/* As HelioProfileConsentChange. */
static void
write_consent (HelioProfileStore *self,
               const char *id,
               const char *agreement,
               const char *const *endpoints)
{
  Job *job = g_new0 (Job, 1);

  job->kind = JOB_CONSENT;
  job->id = g_strdup (id);
  job->path = g_strdup (self->consents_path);
  job->text = g_strdup (agreement);
  job->endpoints = g_strdupv ((char **) endpoints);
  push_job (self, job);
}

/* Before another agreement takes its place, or none: its endpoints have to be asked about again. */
static void
drop_consent (HelioProfileStore *self, const char *id)
{
  const char *agreed = g_hash_table_lookup (self->consents, id);

  if (agreed != NULL)
    g_hash_table_remove (self->endpoints, agreed);
  g_hash_table_remove (self->consents, id);
}

static void
apply_remove (HelioProfileStore *self, Job *job)
{
  HelioProfileItem *item = find_stored (self, NULL, job->path);

  if (item != NULL)
    remove_item (self, item);
  if (helio_profile_check_id (job->id) == NULL)
    g_hash_table_add (self->removed, g_strdup (job->id));
  drop_consent (self, job->id);
}

static void
apply (HelioProfileStore *self, Job *job)
{
  switch (job->kind) {
    case JOB_LOAD:
      apply_load (self, job);
      break;
    case JOB_SAVE:
      apply_save (self, job);
      break;
    case JOB_REMOVE:
      apply_remove (self, job);
      break;
    case JOB_CONSENT:
    case JOB_SETTLE:
    default:
      break;
  }
}

static void start_job (HelioProfileStore *self);

static void
on_job_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioProfileStore *self = HELIO_PROFILE_STORE (source);
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gboolean good = g_task_propagate_boolean (G_TASK (result), &error);

  if (good)
    apply (self, job);
  self->busy = FALSE;
  if (job->task == NULL && !good)
    helio_debug ("consents.json: %s", error->message);
  else if (job->task != NULL && good)
    g_task_return_boolean (job->task, TRUE);
  else if (job->task != NULL)
    g_task_return_error (job->task, g_steal_pointer (&error));
  job_free (job);
  start_job (self);
}

static void
job_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  HelioProfileStore *self = source;
  Job *job = task_data;
  HelioProfileConsentChange change = {job->id, job->text, job->endpoints};
  GError *error = NULL, *late = NULL;
  gboolean good = TRUE;

  switch (job->kind) {
    case JOB_LOAD:
      job->files = helio_profile_folder_read (self->folder, &error);
      job->consents = helio_profile_folder_read_json (self->consents_path);
      job->removed = helio_profile_removed_list (self->folder);
      good = job->files != NULL;
      break;
    case JOB_SAVE:
      good = helio_profile_folder_write (job->path, job->text, job->id, &error);
      if (good)
        helio_profile_removed_drop (self->folder, job->id);
      break;
    case JOB_REMOVE:
      /* First: a crash in between must not leave secrets of which nobody knows. */
      helio_profile_removed_note (self->folder, job->id);
      good = helio_profile_folder_delete (job->path, &error);
      if (good && !helio_profile_consents_change (self->consents_path, &change, &late)) {
        helio_debug ("consents.json: %s", late->message);
        g_clear_error (&late);
      }
      if (!good)
        helio_profile_removed_drop (self->folder, job->id);
      break;
    case JOB_SETTLE:
      helio_profile_removed_drop (self->folder, job->id);
      break;
    case JOB_CONSENT:
    default:
      good = helio_profile_consents_change (job->path, &change, &error);
      break;
  }
  if (good)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Finds the file; the answer may have changed while the job stood in the queue. */
static void
locate (HelioProfileStore *self, Job *job)
{
  HelioProfileItem *item;
  g_autofree char *name = NULL;

  if (job->kind != JOB_SAVE && job->kind != JOB_REMOVE)
    return;
  item = find_stored (self, job->id, NULL);
  name = g_strconcat (job->id, ".json", NULL);
  job->path = item != NULL ? g_strdup (helio_profile_item_get_path (item))
                           : g_build_filename (self->folder, name, NULL);
}

static void
start_job (HelioProfileStore *self)
{
  g_autoptr (GTask) io = NULL;
  Job *job;

  if (self->busy || (job = g_queue_pop_head (&self->jobs)) == NULL)
    return;
  if (job->task != NULL && g_task_return_error_if_cancelled (job->task)) {
    job_free (job);
    start_job (self);
    return;
  }
  self->busy = TRUE;
  locate (self, job);
  io = g_task_new (self, NULL, on_job_done, NULL);
  g_task_set_source_tag (io, start_job);
  /* Freed when it is done, here: the thread may be the last to let go of the task, and values are not
   * counted across threads. */
  g_task_set_task_data (io, job, NULL);
  g_task_run_in_thread (io, job_thread);
}

static void
push_job (HelioProfileStore *self, Job *job)
{
  g_queue_push_tail (&self->jobs, job);
  start_job (self);
}

static Job *
new_job (HelioProfileStore *self,
         JobKind kind,
         gpointer tag,
         GCancellable *cancellable,
         GAsyncReadyCallback callback,
         gpointer user_data)
{
  Job *job = g_new0 (Job, 1);

  job->kind = kind;
  job->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (job->task, tag);
  /* What is done is done, and the caller shall hear so. */
  g_task_set_check_cancellable (job->task, FALSE);
  return job;
}

static void
helio_profile_store_finalize (GObject *object)
{
  HelioProfileStore *self = HELIO_PROFILE_STORE (object);

  /* Jobs hold a reference through their tasks, so none is left. */
  g_free (self->folder);
  g_free (self->consents_path);
  g_clear_object (&self->items);
  g_hash_table_unref (self->consents);
  g_hash_table_unref (self->endpoints);
  g_hash_table_unref (self->removed);
  G_OBJECT_CLASS (helio_profile_store_parent_class)->finalize (object);
}

static void
helio_profile_store_class_init (HelioProfileStoreClass *klass)
{
  const GType type = HELIO_TYPE_PROFILE_STORE, none = G_TYPE_NONE;

  G_OBJECT_CLASS (klass)->finalize = helio_profile_store_finalize;
  signals[SIGNAL_SETTLED] =
      g_signal_new ("settled", type, 0, 0, NULL, NULL, NULL, none, 1, G_TYPE_STRING);
}

static void
helio_profile_store_init (HelioProfileStore *self)
{
  self->items = g_list_store_new (HELIO_TYPE_PROFILE_ITEM);
  self->consents = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->endpoints =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_strfreev);
  self->removed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_queue_init (&self->jobs);
  g_signal_connect_object (self->items,
                           "items-changed",
                           G_CALLBACK (g_list_model_items_changed),
                           self,
                           G_CONNECT_SWAPPED);
}

HelioProfileStore *
helio_profile_store_new (const char *directory)
{
  HelioProfileStore *self = g_object_new (HELIO_TYPE_PROFILE_STORE, NULL);
  g_autofree char *root = directory != NULL
                              ? g_strdup (directory)
                              : g_build_filename (g_get_user_config_dir (), "heliograph", NULL);

  self->folder = g_build_filename (root, "profiles", NULL);
  self->consents_path = g_build_filename (root, "consents.json", NULL);
  return self;
}

char *
helio_profile_store_build_path (HelioProfileStore *self, const char *kind, const char *id)
{
  g_autofree char *root = g_path_get_dirname (self->folder);
  g_autofree char *name = g_strconcat (id, ".json", NULL);

  return g_build_filename (root, kind, name, NULL);
}

void
helio_profile_store_load_async (HelioProfileStore *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  push_job (
      self,
      new_job (self, JOB_LOAD, helio_profile_store_load_async, cancellable, callback, user_data));
}

gboolean
helio_profile_store_load_finish (HelioProfileStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
helio_profile_store_save_async (HelioProfileStore *self,
                                HelioProfile *profile,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  Job *job =
      new_job (self, JOB_SAVE, helio_profile_store_save_async, cancellable, callback, user_data);
  GError *error = NULL;

  if (!helio_profile_validate (profile, NULL, &error)) {
    g_task_return_error (job->task, error);
    job_free (job);
    return;
  }
  job->id = g_strdup (profile->id);
  job->text = helio_profile_to_text (profile);
  /* From now on nobody may clear what the keyring has for it. */
  g_hash_table_remove (self->removed, profile->id);
  job->profile = helio_profile_copy (profile);
  push_job (self, job);
}

gboolean
helio_profile_store_save_finish (HelioProfileStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
helio_profile_store_remove_async (HelioProfileStore *self,
                                  const char *id,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  Job *job = new_job (self,
                      JOB_REMOVE,
                      helio_profile_store_remove_async,
                      cancellable,
                      callback,
                      user_data);

  job->id = g_strdup (id);
  push_job (self, job);
}

gboolean
helio_profile_store_remove_finish (HelioProfileStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

GStrv
helio_profile_store_get_removed (HelioProfileStore *self)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  GHashTableIter iter;
  gpointer id;

  g_return_val_if_fail (HELIO_IS_PROFILE_STORE (self), NULL);

  g_hash_table_iter_init (&iter, self->removed);
  while (g_hash_table_iter_next (&iter, &id, NULL)) {
    HelioProfileItem *item = find_stored (self, id, NULL);

    /* Another program may have stored it again. */
    if (item == NULL)
      g_strv_builder_add (ids, id);
  }
  return g_strv_builder_end (ids);
}

void
helio_profile_store_settle_removed (HelioProfileStore *self, const char *id)
{
  Job *job;

  g_return_if_fail (HELIO_IS_PROFILE_STORE (self));

  if (!g_hash_table_remove (self->removed, id))
    return;
  job = g_new0 (Job, 1);
  job->kind = JOB_SETTLE;
  job->id = g_strdup (id);
  push_job (self, job);
  g_signal_emit (self, signals[SIGNAL_SETTLED], 0, id);
}

HelioProfileItem *
helio_profile_store_add_transient (HelioProfileStore *self, HelioProfile *profile, const char *path)
{
  g_autoptr (HelioProfileItem) item = helio_profile_item_new (path, TRUE);

  helio_profile_item_set_profile (item, profile);
  insert_item (self, item);
  return item; /* the list holds it */
}

void
helio_profile_store_drop_transient (HelioProfileStore *self, HelioProfileItem *item)
{
  g_return_if_fail (helio_profile_item_is_transient (item));
  remove_item (self, item);
}

gboolean
helio_profile_is_file_name (const char *profile)
{
  return strchr (profile, '/') != NULL || g_str_has_suffix (profile, ".json") ||
         g_str_has_suffix (profile, ".heliograph");
}

HelioProfileItem *
helio_profile_store_find (HelioProfileStore *self, const char *id_or_name, gboolean *ambiguous)
{
  HelioProfileItem *found = find_stored (self, id_or_name, NULL);
  guint n = get_n_items (G_LIST_MODEL (self)), n_found = 0;

  if (ambiguous != NULL)
    *ambiguous = FALSE;
  for (guint i = 0; i < n && found == NULL; i++) {
    HelioProfileItem *item = peek_item (self, i);

    if (strcmp (helio_profile_item_get_id (item), id_or_name) == 0)
      found = item;
  }
  if (found != NULL)
    return found;
  for (guint i = 0; i < n; i++) {
    HelioProfileItem *item = peek_item (self, i);

    if (strcmp (helio_profile_item_get_name (item), id_or_name) == 0) {
      found = item;
      n_found++;
    }
  }
  if (ambiguous != NULL)
    *ambiguous = n_found > 1;
  return n_found > 1 ? NULL : found;
}

/* All that a yes covers: other hosts, a plain scheme or another authority ask again. */
char *
helio_profile_get_agreement (const HelioProfile *profile)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *binding = helio_profile_get_binding (profile);
  const char *ca = profile->broker.ca_pem != NULL ? profile->broker.ca_pem : "";
  const char *ca_file = profile->broker.ca_file != NULL ? profile->broker.ca_file : "";

  g_checksum_update (checksum, (const guchar *) binding, -1);
  g_checksum_update (checksum, (const guchar *) (profile->broker.allow_insecure ? "!" : "."), 1);
  g_checksum_update (checksum, (const guchar *) ca, (gssize) strlen (ca) + 1);
  g_checksum_update (checksum, (const guchar *) ca_file, (gssize) strlen (ca_file) + 1);
  return g_strdup (g_checksum_get_string (checksum));
}

gboolean
helio_profile_store_has_consent (HelioProfileStore *self, const HelioProfile *profile)
{
  g_autofree char *agreement = helio_profile_get_agreement (profile);

  return g_strcmp0 (g_hash_table_lookup (self->consents, profile->id), agreement) == 0;
}

void
helio_profile_store_give_consent (HelioProfileStore *self, const HelioProfile *profile)
{
  g_autofree char *agreement = NULL;

  if (helio_profile_store_has_consent (self, profile))
    return;
  agreement = helio_profile_get_agreement (profile);
  drop_consent (self, profile->id);
  g_hash_table_insert (self->consents, g_strdup (profile->id), g_strdup (agreement));
  write_consent (self, profile->id, agreement, NULL);
}

gboolean
helio_profile_store_has_endpoints (HelioProfileStore *self,
                                   const HelioProfile *profile,
                                   const char *const *endpoints)
{
  g_autofree char *agreement = helio_profile_get_agreement (profile);
  const char *const *agreed = g_hash_table_lookup (self->endpoints, agreement);

  for (guint i = 0; endpoints[i] != NULL; i++)
    if (agreed == NULL || !g_strv_contains (agreed, endpoints[i]))
      return FALSE;
  return TRUE;
}

void
helio_profile_store_agree_to_endpoints (HelioProfileStore *self,
                                        const HelioProfile *profile,
                                        const char *const *endpoints)
{
  g_autofree char *agreement = helio_profile_get_agreement (profile);

  g_hash_table_insert (self->endpoints, g_strdup (agreement), g_strdupv ((char **) endpoints));
  write_consent (self, NULL, agreement, endpoints);
}
