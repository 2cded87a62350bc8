// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/watch/helio-watch-keeper.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BROKEN_MAX 100

struct _HelioWatchKeeper {
  GObject parent_instance;

  HelioWatcher *watcher; /* owned */
  char *path;
  char *pending; /* (nullable): to be written after what is being written */
  GError *error;
  gboolean loaded, busy, broken;
};

/* For the thread. */
typedef struct {
  char *path, *text;
  gboolean broken; /* what is there could not be read */
} Save;

enum {
  PROP_LOADED = 1,
  PROP_ERROR,
  PROP_BUSY,
  N_PROPS,
};
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HelioWatchKeeper, helio_watch_keeper, G_TYPE_OBJECT)

static void
take_error (HelioWatchKeeper *self, GError *error_taken)
{
  if (error_taken == NULL && self->error == NULL)
    return;
  g_clear_error (&self->error);
  self->error = error_taken;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}

/* ── writing ── */

static void
save_free (gpointer data)
{
  Save *save = data;

  g_free (save->path);
  g_free (save->text);
  g_free (save);
}

/* Somebody may still want to mend it. */
static gboolean
put_aside (const char *path, GError **error)
{
  for (guint i = 1; i <= BROKEN_MAX; i++) {
    g_autofree char *aside = g_strdup_printf ("%s.broken-%u", path, i);

    /* Unlike a rename, it fails if there is one. */
    if (link (path, aside) == 0 || errno == ENOENT)
      return TRUE;
    if (errno != EEXIST)
      break;
  }
  return helio_error_set (error,
                          HELIO_ERROR_FILE,
                          C_ ("remedy", "Move the file out of the way, then change a rule again."),
                          C_ ("error", "%s cannot be read and cannot be put aside, so it stays"),
                          path);
}

static void
save_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Save *save = task_data;
  g_autofree char *folder = g_path_get_dirname (save->path);
  g_autoptr (GError) error = NULL;
  GError *shown = NULL;

  if (save->broken && !put_aside (save->path, &shown)) {
    g_task_return_error (task, shown);
    return;
  }
  (void) g_mkdir_with_parents (folder, 0700);
  if (helio_write_private (save->path, save->text, TRUE, &error)) {
    g_task_return_boolean (task, TRUE);
    return;
  }
  helio_error_set (&shown,
                   HELIO_ERROR_FILE,
                   C_ ("remedy",
                       "The rules go on until the program ends. Make room or mend the rights of "
                       "the folder, then change a rule again."),
                   C_ ("error", "The rules could not be written: %s"),
                   error->message);
  g_task_return_error (task, shown);
}

static void save (HelioWatchKeeper *self);

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioWatchKeeper *self = HELIO_WATCH_KEEPER (source);
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    self->broken = FALSE;
  take_error (self, error);
  self->busy = FALSE;
  if (self->pending != NULL)
    save (self);
  else
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

/* One at a time, so that the newest is the last. */
static void
save (HelioWatchKeeper *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, on_saved, NULL);
  Save *job = g_new0 (Save, 1);

  job->path = g_strdup (self->path);
  job->text = g_steal_pointer (&self->pending);
  job->broken = self->broken;
  g_task_set_source_tag (task, save);
  g_task_set_task_data (task, job, save_free);
  self->busy = TRUE;
  g_task_run_in_thread (task, save_thread);
}

static void
on_rules_changed (HelioWatchKeeper *self)
{
  g_autoptr (GPtrArray) rules = NULL;

  if (!self->loaded)
    return;
  rules = helio_watcher_list_rules (self->watcher);
  g_free (self->pending);
  self->pending = helio_watch_rules_to_text (rules);
  if (self->busy)
    return;
  save (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

/* ── reading ── */

/* At most one byte more than the limit, which then says that it was too large. A pipe would wait. NULL without an error:
 * there is none. */
static char *
read_bounded (const char *path, gsize *length, GError **error)
{
  g_autofree char *text = NULL;
  struct stat status;
  gssize n = 0;
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

  if (fd < 0 && errno == ENOENT)
    return NULL;
  if (fd >= 0 && (fstat (fd, &status) != 0 || !S_ISREG (status.st_mode))) {
    close (fd);
    fd = -1;
    errno = EINVAL;
  }
  if (fd < 0) {
    helio_error_set (error, HELIO_ERROR_FILE, NULL, "%s", g_strerror (errno));
    return NULL;
  }
  text = g_malloc (HELIO_WATCH_FILE_MAX + 1);
  for (*length = 0; *length <= HELIO_WATCH_FILE_MAX; *length += (gsize) n) {
    n = read (fd, text + *length, HELIO_WATCH_FILE_MAX + 1 - *length);
    if (n <= 0)
      break;
  }
  if (n < 0)
    helio_error_set (error, HELIO_ERROR_FILE, NULL, "%s", g_strerror (errno));
  close (fd);
  return n < 0 ? NULL : g_steal_pointer (&text);
}

static void
load_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const char *path = task_data;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *rules = NULL;
  GError *shown = NULL;
  gsize length;

  text = read_bounded (path, &length, &error);
  if (text != NULL)
    rules = helio_watch_rules_parse (text, length, &error);
  if (error == NULL) {
    g_task_return_pointer (task, rules, (GDestroyNotify) g_ptr_array_unref);
    return;
  }
  helio_error_set (&shown,
                   HELIO_ERROR_FILE,
                   C_ ("remedy",
                       "Mend the file and start Heliograph again. If you make rules before, it is "
                       "kept with “.broken” and a number behind its name."),
                   /* Translators: a path, and what is wrong */
                   C_ ("error", "The rules in %s cannot be read: %s"),
                   path,
                   error->message);
  g_task_return_error (task, shown);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioWatchKeeper *self = HELIO_WATCH_KEEPER (source);
  const gboolean touched = g_list_model_get_n_items (G_LIST_MODEL (self->watcher)) > 0;
  GError *error = NULL;
  g_autoptr (GPtrArray) rules = g_task_propagate_pointer (G_TASK (result), &error);

  self->broken = error != NULL;
  for (guint i = 0; rules != NULL && i < rules->len; i++)
    helio_watcher_put (self->watcher, rules->pdata[i], NULL);
  self->loaded = TRUE;
  take_error (self, error);
  if (touched)
    on_rules_changed (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADED]);
}

/* ── the object ── */

static void
helio_watch_keeper_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HelioWatchKeeper *self = HELIO_WATCH_KEEPER (object);

  switch (id) {
    case PROP_LOADED:
      g_value_set_boolean (value, self->loaded);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, self->busy);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
helio_watch_keeper_finalize (GObject *object)
{
  HelioWatchKeeper *self = HELIO_WATCH_KEEPER (object);

  g_clear_object (&self->watcher);
  g_free (self->path);
  g_free (self->pending);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (helio_watch_keeper_parent_class)->finalize (object);
}

static void
helio_watch_keeper_class_init (HelioWatchKeeperClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = helio_watch_keeper_get_property;
  object_class->finalize = helio_watch_keeper_finalize;
  properties[PROP_LOADED] = g_param_spec_boolean ("loaded", NULL, NULL, FALSE, flags);
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
helio_watch_keeper_init (HelioWatchKeeper *self)
{
}

HelioWatchKeeper *
helio_watch_keeper_new (HelioWatcher *watcher, const char *path)
{
  HelioWatchKeeper *self = g_object_new (HELIO_TYPE_WATCH_KEEPER, NULL);
  g_autoptr (GTask) task = NULL;

  self->watcher = g_object_ref (watcher);
  self->path = g_strdup (path);
  g_signal_connect_object (watcher,
                           "rules-changed",
                           G_CALLBACK (on_rules_changed),
                           self,
                           G_CONNECT_SWAPPED);
  task = g_task_new (self, NULL, on_loaded, NULL);
  g_task_set_source_tag (task, helio_watch_keeper_new);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, load_thread);
  return self;
}

gboolean
helio_watch_keeper_is_loaded (HelioWatchKeeper *self)
{
  return self->loaded;
}

const GError *
helio_watch_keeper_get_error (HelioWatchKeeper *self)
{
  return self->error;
}

gboolean
helio_watch_keeper_is_busy (HelioWatchKeeper *self)
{
  return self->busy;
}
