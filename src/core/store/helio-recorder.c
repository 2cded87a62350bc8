// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-recorder.h"

#include "core/base/helio-error.h"
#include "core/store/helio-file-thread.h"
#include "core/store/helio-recording-writer.h"

#include <glib/gi18n-lib.h>

/* How often the store is looked into; a transaction is no longer than this, too. */
#define INTERVAL (250 * G_TIME_SPAN_MILLISECOND)
#define ROWS_A_PULL 256
/* So long somebody else may keep the file from being written; the store holds what comes meanwhile. */
#define BUSY_MAX (30 * G_TIME_SPAN_SECOND)

/* What recorder and thread share. */
typedef struct {
  HelioFileThread thread;
  char *path, *title;
  gboolean replace;

  /* under lock */
  gboolean stop;
  HelioRecorderStatus status;
  guint64 written; /* sequence number behind what was committed */

  /* the thread's */
  HelioRecordingWriter *writer;
  GArray *rows;
  guint64 next;
  guint64 known;            /* messages before next: rows that are gone may have been gaps */
  guint64 known_written;    /* and before written */
  guint64 messages, missed; /* of the open transaction */
  gint64 busy_since;        /* 0: not busy */
} Shared;

struct _HelioRecorder {
  GObject parent_instance;

  Shared *shared;
  HelioRecorderState state;
  GError *error;
  GTask *start;
  GPtrArray *stops; /* (element-type GTask) */
};

enum {
  PROP_STATE = 1,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HelioRecorder, helio_recorder, G_TYPE_OBJECT)

static void
free_shared (gpointer data)
{
  Shared *self = data;

  g_free (self->path);
  g_free (self->title);
}

/* ── what the thread tells the main thread ── */

typedef struct {
  HelioRecorderState state;
  GError *error;
} News;

static void
news_free (gpointer data)
{
  News *self = data;

  g_clear_error (&self->error);
  g_free (self);
}

static void
set_state (HelioRecorder *self, HelioRecorderState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
answer (GTask *task, const GError *error)
{
  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_news (gpointer object, gpointer data)
{
  HelioRecorder *self = object;
  News *news = data;
  g_autoptr (GTask) start = NULL;

  if (news->error != NULL && self->error == NULL)
    self->error = g_error_copy (news->error);
  /* It may have been told to stop since. */
  if (news->state != HELIO_RECORDER_RECORDING || self->state == HELIO_RECORDER_IDLE)
    set_state (self, news->state);
  start = g_steal_pointer (&self->start);
  if (start != NULL)
    answer (start, news->error);
  if (news->state == HELIO_RECORDER_DONE || news->state == HELIO_RECORDER_FAILED) {
    for (guint i = 0; i < self->stops->len; i++)
      answer (self->stops->pdata[i], self->error);
    g_ptr_array_set_size (self->stops, 0);
  }
}

/* @error_taken: (nullable) */
static void
tell (Shared *shared, HelioRecorderState state, GError *error_taken)
{
  News *news = g_new (News, 1);

  *news = (News){state, error_taken};
  helio_file_thread_tell (shared, on_news, news, news_free);
}

/* ── the thread ── */

/* What was evicted before it could be written stands there as what it is, with the time of what follows: what is
 * there now came earlier than now. */
static gboolean
write_missed (Shared *self, guint64 n, GError **error)
{
  const gint64 time =
      self->rows->len > 0 ? g_array_index (self->rows, HelioSavedRow, 0).time : g_get_real_time ();
  HelioSavedRow gap = {.kind = HELIO_ROW_GAP,
                       .time = time,
                       .gap = -1,
                       .lost = n,
                       .why = (char *) C_ ("recording",
                                           "The recording was too slow: these were no longer "
                                           "in memory when their turn came")};

  self->missed += n;
  return helio_recording_writer_add (self->writer, &gap, error);
}

/* One batch. FALSE without an error: there is no more at the moment. */
static gboolean
pull (Shared *self, guint64 end, GError **error)
{
  guint64 first, last, after, missed, messages = 0;

  helio_message_store_get_range (self->thread.store, &first, &last);
  missed = first > self->next ? first - self->next : 0;
  if (missed == 0 && self->next >= MIN (last, end))
    return FALSE;
  self->next += missed;
  after = helio_message_store_read_saved (
      self->thread.store,
      self->next,
      end > self->next ? (guint) MIN (end - self->next, ROWS_A_PULL) : 1,
      self->rows);
  /* Evicted since; if nothing is left, the next turn counts it. */
  if (self->rows->len > 0)
    missed += after - self->next - self->rows->len;
  for (guint i = 0; i < self->rows->len; i++)
    messages += g_array_index (self->rows, HelioSavedRow, i).kind == HELIO_ROW_MESSAGE;
  if (missed > 0) {
    const guint64 gone =
        helio_message_store_count_before (self->thread.store, after) - self->known - messages;

    if (gone > 0 && !write_missed (self, gone, error))
      return FALSE;
    self->known += gone;
  }
  for (guint i = 0; i < self->rows->len; i++) {
    const HelioSavedRow *row = &g_array_index (self->rows, HelioSavedRow, i);

    if (!helio_recording_writer_add (self->writer, row, error))
      return FALSE;
  }
  self->messages += messages;
  self->known += messages;
  self->next = after;
  return TRUE;
}

static void
note_committed (Shared *self)
{
  g_mutex_lock (&self->thread.lock);
  self->written = self->next;
  self->status.messages += self->messages;
  self->status.missed += self->missed;
  self->status.bytes = helio_recording_writer_get_bytes (self->writer);
  g_mutex_unlock (&self->thread.lock);
  self->messages = self->missed = 0;
  self->known_written = self->known;
  self->busy_since = 0;
}

/* A transaction that somebody else kept from being written is made again from the store. */
static gboolean
try_again (Shared *self, GError **error)
{
  gint64 now = g_get_monotonic_time ();

  helio_recording_writer_rollback (self->writer);
  self->messages = self->missed = 0;
  self->next = self->written;
  self->known = self->known_written;
  if (!helio_recording_writer_is_busy (self->writer))
    return FALSE;
  if (self->busy_since == 0)
    self->busy_since = now;
  if (now - self->busy_since > BUSY_MAX)
    return FALSE;
  g_clear_error (error);
  return TRUE;
}

/* Everything that is there below @end, in transactions of at most INTERVAL. */
static gboolean
write_all (Shared *self, guint64 end, GError **error)
{
  gboolean more = TRUE;

  while (more) {
    gint64 deadline = g_get_monotonic_time () + INTERVAL;

    do
      more = pull (self, end, error);
    while (more && g_get_monotonic_time () < deadline);
    if (*error == NULL && helio_recording_writer_commit (self->writer, error))
      note_committed (self);
    else if (!try_again (self, error))
      return FALSE;
    else
      return TRUE; /* after a pause */
  }
  return TRUE;
}

/* TRUE: it is to stop. */
static gboolean
wait_for_more (Shared *self)
{
  gint64 deadline = g_get_monotonic_time () + INTERVAL;
  gboolean stop;

  g_mutex_lock (&self->thread.lock);
  while (!self->stop && g_cond_wait_until (&self->thread.cond, &self->thread.lock, deadline))
    ;
  stop = self->stop;
  g_mutex_unlock (&self->thread.lock);
  return stop;
}

static gboolean
record (Shared *self, GError **error)
{
  guint64 first, end;
  gboolean stop = FALSE;

  while (!stop) {
    stop = wait_for_more (self);
    if (stop)
      break;
    if (!write_all (self, G_MAXUINT64, error))
      return FALSE;
  }
  /* What is there now, and not what goes on coming in. */
  helio_message_store_get_range (self->thread.store, &first, &end);
  while (self->next < end) {
    if (!write_all (self, end, error))
      return FALSE;
    if (self->next < end)
      g_usleep (INTERVAL);
  }
  return TRUE;
}

static gpointer
run (gpointer data)
{
  Shared *self = data;
  GError *error = NULL;

  self->writer = helio_recording_writer_new (self->path, self->title, self->replace, &error);
  if (self->writer != NULL) {
    self->rows = g_array_new (FALSE, TRUE, sizeof (HelioSavedRow));
    g_array_set_clear_func (self->rows, (GDestroyNotify) helio_saved_row_clear);
    tell (self, HELIO_RECORDER_RECORDING, NULL);
    if (record (self, &error) && helio_recording_writer_finish (self->writer, &error))
      note_committed (self);
    g_clear_pointer (&self->rows, g_array_unref);
    g_clear_pointer (&self->writer, helio_recording_writer_free);
  }
  tell (self, error == NULL ? HELIO_RECORDER_DONE : HELIO_RECORDER_FAILED, error);
  helio_file_thread_unref (self);
  return NULL;
}

/* ── object ── */

static void
tell_to_stop (HelioRecorder *self)
{
  g_mutex_lock (&self->shared->thread.lock);
  self->shared->stop = TRUE;
  g_cond_signal (&self->shared->thread.cond);
  g_mutex_unlock (&self->shared->thread.lock);
}

static void
helio_recorder_finalize (GObject *object)
{
  HelioRecorder *self = HELIO_RECORDER (object);

  tell_to_stop (self);
  helio_file_thread_unref (self->shared);
  g_clear_error (&self->error);
  g_clear_object (&self->start);
  g_ptr_array_unref (self->stops);
  G_OBJECT_CLASS (helio_recorder_parent_class)->finalize (object);
}

static void
helio_recorder_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_STATE)
    g_value_set_uint (value, HELIO_RECORDER (object)->state);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
helio_recorder_class_init (HelioRecorderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = helio_recorder_finalize;
  object_class->get_property = helio_recorder_get_property;
  properties[PROP_STATE] = g_param_spec_uint ("state",
                                              NULL,
                                              NULL,
                                              0,
                                              HELIO_RECORDER_FAILED,
                                              HELIO_RECORDER_IDLE,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
helio_recorder_init (HelioRecorder *self)
{
  self->stops = g_ptr_array_new_with_free_func (g_object_unref);
  self->shared = helio_file_thread_new (sizeof (Shared), self, free_shared);
}

HelioRecorder *
helio_recorder_new (HelioMessageStore *store)
{
  HelioRecorder *self = g_object_new (HELIO_TYPE_RECORDER, NULL);

  self->shared->thread.store = g_object_ref (store);
  return self;
}

void
helio_recorder_start_async (HelioRecorder *self,
                            const char *path,
                            const char *title,
                            guint64 from,
                            gboolean replace,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_return_if_fail (HELIO_IS_RECORDER (self));
  g_return_if_fail (self->shared->path == NULL);

  self->shared->path = g_strdup (path);
  self->shared->title = g_strdup (title);
  self->shared->replace = replace;
  self->shared->next = self->shared->written = from;
  if (from > 0)
    self->shared->known = self->shared->known_written =
        helio_message_store_count_before (self->shared->thread.store, from);
  self->shared->status.started = g_get_real_time ();
  self->start = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->start, helio_recorder_start_async);
  helio_file_thread_start (self->shared, "recorder", run);
}

gboolean
helio_recorder_start_finish (HelioRecorder *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
helio_recorder_stop_async (HelioRecorder *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, helio_recorder_stop_async);
  if (self->shared->path == NULL || self->state == HELIO_RECORDER_DONE ||
      self->state == HELIO_RECORDER_FAILED) {
    answer (task, self->error);
    g_object_unref (task);
    return;
  }
  g_ptr_array_add (self->stops, task);
  tell_to_stop (self);
  set_state (self, HELIO_RECORDER_STOPPING);
}

gboolean
helio_recorder_stop_finish (HelioRecorder *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

HelioRecorderState
helio_recorder_get_state (HelioRecorder *self)
{
  return self->state;
}

const GError *
helio_recorder_get_error (HelioRecorder *self)
{
  return self->error;
}

const char *
helio_recorder_get_path (HelioRecorder *self)
{
  return self->shared->path;
}

void
helio_recorder_get_status (HelioRecorder *self, HelioRecorderStatus *status)
{
  HelioMessageStore *store = self->shared->thread.store;
  guint64 written, total;

  g_mutex_lock (&self->shared->thread.lock);
  *status = self->shared->status;
  written = self->shared->written;
  g_mutex_unlock (&self->shared->thread.lock);
  /* In this order: what comes in between is waiting, too. */
  written = helio_message_store_count_before (store, written);
  total = helio_message_store_get_total (store);
  status->waiting = total - written;
}
