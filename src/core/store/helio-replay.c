// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-replay.h"

#include "core/store/helio-file-thread.h"

/* So many rows are read before the thread looks whether something else is wanted. */
#define ROWS_A_TURN 500
/* While it plays, rows are due in steps no finer than this, and the position is no older than that. */
#define STEP (5 * G_TIME_SPAN_MILLISECOND)
#define LOOK (100 * G_TIME_SPAN_MILLISECOND)
/* A row that is further from the one before it is taken for one behind a clock that was set: it is waited for for so
 * long instead. */
#define JUMP G_TIME_SPAN_DAY
#define JUMP_WAIT G_TIME_SPAN_SECOND

/* What replay and thread share. */
typedef struct {
  HelioFileThread thread;

  /* under lock: what is wanted */
  gboolean quit, playing;
  guint speed;
  guint seeks;   /* changes with each */
  gint64 target; /* of the last seek */
  /* under lock: how things stand */
  gint64 first, last, position;
  gint64 clock_off; /* what the clock of the recording is ahead of the position */
  double progress;
  guint64 bad; /* rows that were left out since the start of the file */
  gboolean at_end;

  /* the thread's */
  HelioRowSource *source;
  HelioSavedRow row; /* read, but not yet due */
  gboolean has_row, ended;
  gint64 due;        /* of the row that was read last: when it comes, which never goes back */
  gint64 last_time;  /* of that row, as it stands there */
  gint64 begin, end; /* of what was read */
  gboolean whole;    /* it was read to its end once */
  guint done_seeks;
  gint64 reached;                   /* time in the recording, as due */
  gint64 taken_off;                 /* clock_off, of the row that was shown last */
  gint64 anchor_real, anchor_there; /* what is due when: monotonic µs, and time in the recording */
  guint anchor_speed;
} Shared;

struct _HelioReplay {
  GObject parent_instance;

  Shared *shared;
  char *path;
  HelioRowsInfo info;
  HelioReplayState state;
  GError *error; /* where it ends early */
  GError *fault; /* of the first row that was left out */
};

typedef enum {
  PROP_STATE = 1,
  PROP_ERROR,
  PROP_SPEED,
  N_PROPS
} HelioReplayProperty;
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HelioReplay, helio_replay, G_TYPE_OBJECT)

static void
free_shared (gpointer data)
{
  Shared *self = data;

  g_clear_pointer (&self->source, helio_row_source_free);
  helio_saved_row_clear (&self->row);
}

/* ── what the thread tells ── */

typedef struct {
  gboolean ready; /* the moment that was asked for is reached */
  gboolean ends;  /* it goes no further, because of the error */
  guint seeks;    /* up to which it knew when it said so */
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
set_state (HelioReplay *self, HelioReplayState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
on_news (gpointer object, gpointer data)
{
  HelioReplay *self = object;
  News *news = data;
  Shared *shared = self->shared;
  gboolean old, playing;

  g_mutex_lock (&shared->thread.lock);
  old = news->seeks != shared->seeks;
  playing = shared->playing;
  g_mutex_unlock (&shared->thread.lock);
  if (news->error != NULL && *(news->ends ? &self->error : &self->fault) == NULL) {
    *(news->ends ? &self->error : &self->fault) = g_error_copy (news->error);
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
  }
  if (news->ready && !old)
    set_state (self, playing ? HELIO_REPLAY_PLAYING : HELIO_REPLAY_PAUSED);
}

/* @error_taken: (nullable) */
static void
tell (Shared *shared, gboolean ready, GError *error_taken)
{
  News *news = g_new (News, 1);

  *news = (News){ready, shared->ended, shared->done_seeks, error_taken};
  helio_file_thread_tell (shared, on_news, news, news_free);
}

/* ── the thread ── */

static void
note_position (Shared *self)
{
  const HelioRowsInfo *info = helio_row_source_get_info (self->source);

  g_mutex_lock (&self->thread.lock);
  /* Until it was read once, what the file says of itself. */
  self->first = self->whole ? self->begin : info->first_time;
  self->last = self->whole ? self->end : MAX (info->first_time, info->last_time);
  self->position = self->reached;
  self->clock_off = self->taken_off;
  self->progress = helio_row_source_get_progress (self->source);
  self->at_end = self->ended;
  g_mutex_unlock (&self->thread.lock);
}

/* The clock that the rows were stamped with may have been set, back or forth. */
static void
set_due (Shared *self)
{
  const gint64 time = self->row.time;
  const gint64 wait = time - self->last_time;

  if (self->due == 0)
    self->due = self->begin = MAX (time, 1);
  else if (wait > 0)
    self->due += wait <= JUMP ? wait : JUMP_WAIT;
  self->last_time = time;
  self->end = MAX (self->end, self->due);
}

/* The next row into self->row. FALSE: the end (self->ended), which may be an early one, or a row that is wrong: it is
 * counted, and the next turn goes on behind it. */
static gboolean
fetch (Shared *self)
{
  GError *error = NULL;
  guint64 bad = 0;

  if (self->has_row)
    return TRUE;
  if (self->ended)
    return FALSE;
  self->has_row = helio_row_source_next (self->source, &self->row, &error);
  self->ended = !self->has_row && !helio_row_source_can_go_on (self->source);
  self->whole |= self->ended;
  if (self->has_row)
    set_due (self);
  if (!self->has_row && !self->ended) {
    g_mutex_lock (&self->thread.lock);
    bad = ++self->bad;
    g_mutex_unlock (&self->thread.lock);
  }
  if (error != NULL && bad <= 1)
    tell (self, FALSE, error);
  else
    g_clear_error (&error);
  return self->has_row;
}

static void
take_row (Shared *self)
{
  helio_message_store_append_saved (self->thread.store, &self->row);
  self->reached = MAX (self->reached, self->due);
  self->taken_off = self->row.time - self->due;
  self->has_row = FALSE;
}

/* Begins a seek: back is from the start. */
static void
begin_seek (Shared *self, gint64 target)
{
  GError *error = NULL;

  if (target >= self->reached && self->reached > 0)
    return;
  helio_message_store_clear (self->thread.store);
  g_mutex_lock (&self->thread.lock);
  self->bad = 0;
  g_mutex_unlock (&self->thread.lock);
  self->has_row = FALSE;
  self->reached = self->due = self->taken_off = 0;
  self->ended = !helio_row_source_rewind (self->source, &error);
  if (error != NULL)
    tell (self, FALSE, error);
}

/* TRUE: the moment is reached. */
static gboolean
load (Shared *self, gint64 target)
{
  guint n = 0;

  while (n++ < ROWS_A_TURN) {
    if (!fetch (self))
      return self->ended;
    if (self->due > target)
      return TRUE;
    take_row (self);
  }
  return FALSE;
}

/* What was waited for the next row up to now is not waited for again. */
static void
advance (Shared *self)
{
  const gint64 gone = g_get_monotonic_time () - self->anchor_real;

  if (self->has_row && self->anchor_there != 0)
    self->reached = CLAMP (self->anchor_there + gone * (gint64) self->anchor_speed,
                           self->reached,
                           MAX (self->reached, self->due));
}

static void
set_anchor (Shared *self, guint speed)
{
  self->anchor_real = g_get_monotonic_time ();
  self->anchor_there = self->reached;
  self->anchor_speed = speed;
}

/* Returns: when the next row is due, monotonic µs; 0: at once; −1: there is none. */
static gint64
play (Shared *self)
{
  const gint64 now = g_get_monotonic_time ();
  const gint64 there = self->anchor_there + (now - self->anchor_real) * (gint64) self->anchor_speed;
  guint n = 0;

  /* Nothing was shown yet: the first row is when it begins. */
  if (self->anchor_there == 0) {
    if (!fetch (self))
      return self->ended ? -1 : 0;
    self->anchor_there = self->due;
    self->reached = self->due;
    return 0;
  }
  while (fetch (self)) {
    if (self->due > there) {
      self->reached = MAX (self->reached, there);
      return CLAMP (self->anchor_real +
                        (self->due - self->anchor_there) / (gint64) self->anchor_speed,
                    now + STEP,
                    now + LOOK);
    }
    if (n++ >= ROWS_A_TURN)
      return 0;
    take_row (self);
  }
  return self->ended ? -1 : 0;
}

typedef struct {
  gboolean playing;
  guint speed, seeks;
  gint64 target;
} Wanted;

/* FALSE: the end of it all. @until: monotonic µs; 0: at once; −1: until something else is wanted. */
static gboolean
wait (Shared *self, Wanted *wanted, gint64 until)
{
  gboolean quit;

  if (until != 0)
    helio_row_source_rest (self->source);
  g_mutex_lock (&self->thread.lock);
  while (!self->quit && self->seeks == wanted->seeks && self->playing == wanted->playing &&
         self->speed == wanted->speed && until != 0) {
    if (until < 0)
      g_cond_wait (&self->thread.cond, &self->thread.lock);
    else if (!g_cond_wait_until (&self->thread.cond, &self->thread.lock, until))
      break;
  }
  quit = self->quit;
  *wanted = (Wanted){self->playing, self->speed, self->seeks, self->target};
  g_mutex_unlock (&self->thread.lock);
  return !quit;
}

static void
stop_playing (Shared *self, Wanted *wanted)
{
  g_mutex_lock (&self->thread.lock);
  self->playing = FALSE;
  g_mutex_unlock (&self->thread.lock);
  wanted->playing = FALSE;
  note_position (self);
  tell (self, TRUE, NULL);
}

static gpointer
run (gpointer data)
{
  Shared *self = data;
  Wanted wanted = {.speed = 1, .target = G_MAXINT64};
  gboolean loading = TRUE, playing = FALSE;
  guint seeks = 0;
  gint64 until = 0;

  while (wait (self, &wanted, until)) {
    if (wanted.seeks != seeks) {
      seeks = wanted.seeks;
      begin_seek (self, wanted.target);
      loading = TRUE;
    }
    if (loading) {
      loading = !load (self, wanted.target);
      playing = FALSE;
      until = 0;
      if (!loading) {
        /* Where nothing came just then, the moment is that one all the same. */
        if (!self->ended && wanted.target != G_MAXINT64)
          self->reached = MAX (self->reached, wanted.target);
        self->done_seeks = seeks;
        note_position (self);
        tell (self, TRUE, NULL);
      }
    } else if (wanted.playing) {
      if (playing && self->anchor_speed != wanted.speed)
        advance (self);
      if (!playing || self->anchor_speed != wanted.speed)
        set_anchor (self, wanted.speed);
      playing = TRUE;
      until = play (self);
      if (until < 0)
        stop_playing (self, &wanted);
    } else {
      if (playing)
        advance (self);
      playing = FALSE;
      until = -1;
    }
    note_position (self);
  }
  helio_file_thread_unref (self);
  return NULL;
}

/* ── object ── */

static void
helio_replay_finalize (GObject *object)
{
  HelioReplay *self = HELIO_REPLAY (object);

  g_mutex_lock (&self->shared->thread.lock);
  self->shared->quit = TRUE;
  g_cond_signal (&self->shared->thread.cond);
  g_mutex_unlock (&self->shared->thread.lock);
  helio_file_thread_unref (self->shared);
  g_free (self->path);
  g_free (self->info.title);
  g_clear_error (&self->error);
  g_clear_error (&self->fault);
  G_OBJECT_CLASS (helio_replay_parent_class)->finalize (object);
}

static void
helio_replay_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HelioReplay *self = HELIO_REPLAY (object);

  switch ((HelioReplayProperty) id) {
    case PROP_STATE:
      g_value_set_uint (value, self->state);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    case PROP_SPEED:
      g_value_set_uint (value, helio_replay_get_speed (self));
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
helio_replay_class_init (HelioReplayClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = helio_replay_finalize;
  object_class->get_property = helio_replay_get_property;
  properties[PROP_STATE] =
      g_param_spec_uint ("state", NULL, NULL, 0, HELIO_REPLAY_PLAYING, 0, flags);
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  properties[PROP_SPEED] = g_param_spec_uint ("speed",
                                              NULL,
                                              NULL,
                                              HELIO_REPLAY_SPEED_MIN,
                                              HELIO_REPLAY_SPEED_MAX,
                                              HELIO_REPLAY_SPEED_MIN,
                                              flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
helio_replay_init (HelioReplay *self)
{
  self->shared = helio_file_thread_new (sizeof (Shared), self, free_shared);
  self->shared->speed = HELIO_REPLAY_SPEED_MIN;
  self->shared->target = G_MAXINT64;
}

typedef struct {
  char *path;
  gsize budget;
} Opening;

static void
opening_free (gpointer data)
{
  Opening *self = data;

  g_free (self->path);
  g_free (self);
}

static void
open_thread (GTask *task, gpointer object, gpointer task_data, GCancellable *cancellable)
{
  Opening *opening = task_data;
  GError *error = NULL;
  HelioRowSource *source = helio_row_source_open (opening->path, &error);

  if (source == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, source, (GDestroyNotify) helio_row_source_free);
}

void
helio_replay_open_async (const char *path,
                         gsize budget,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Opening *opening = g_new0 (Opening, 1);

  opening->path = g_strdup (path);
  opening->budget = budget;
  g_task_set_source_tag (task, helio_replay_open_async);
  g_task_set_task_data (task, opening, opening_free);
  g_task_run_in_thread (task, open_thread);
}

HelioReplay *
helio_replay_open_finish (GAsyncResult *result, GError **error)
{
  HelioRowSource *source = g_task_propagate_pointer (G_TASK (result), error);
  const Opening *opening = g_task_get_task_data (G_TASK (result));
  HelioReplay *self;

  if (source == NULL)
    return NULL;
  self = g_object_new (HELIO_TYPE_REPLAY, NULL);
  self->path = g_strdup (opening->path);
  self->info = *helio_row_source_get_info (source);
  self->info.title = g_strdup (self->info.title);
  self->shared->thread.store = helio_message_store_new (opening->budget);
  self->shared->source = source;
  self->shared->first = self->info.first_time;
  self->shared->last = self->info.last_time;
  helio_file_thread_start (self->shared, "replay", run);
  return self;
}

const char *
helio_replay_get_path (HelioReplay *self)
{
  return self->path;
}

const char *
helio_replay_get_title (HelioReplay *self)
{
  return self->info.title;
}

const HelioRowsInfo *
helio_replay_get_info (HelioReplay *self)
{
  return &self->info;
}

HelioMessageStore *
helio_replay_get_store (HelioReplay *self)
{
  return self->shared->thread.store;
}

HelioReplayState
helio_replay_get_state (HelioReplay *self)
{
  return self->state;
}

const GError *
helio_replay_get_error (HelioReplay *self)
{
  return self->error;
}

const GError *
helio_replay_get_fault (HelioReplay *self)
{
  return self->fault;
}

guint64
helio_replay_get_bad_rows (HelioReplay *self)
{
  guint64 bad;

  g_mutex_lock (&self->shared->thread.lock);
  bad = self->shared->bad;
  g_mutex_unlock (&self->shared->thread.lock);
  return bad;
}

guint
helio_replay_get_speed (HelioReplay *self)
{
  /* Only this thread changes it. */
  return self->shared->speed;
}

void
helio_replay_get_position (HelioReplay *self,
                           gint64 *first,
                           gint64 *last,
                           gint64 *position,
                           double *progress)
{
  g_mutex_lock (&self->shared->thread.lock);
  *first = self->shared->first;
  *last = self->shared->last;
  *position = CLAMP (self->shared->position, *first, MAX (*first, *last));
  if (progress != NULL)
    *progress = self->shared->progress;
  g_mutex_unlock (&self->shared->thread.lock);
}

gint64
helio_replay_get_clock (HelioReplay *self)
{
  gint64 clock;

  g_mutex_lock (&self->shared->thread.lock);
  clock = self->shared->position > 0 ? self->shared->position + self->shared->clock_off : 0;
  g_mutex_unlock (&self->shared->thread.lock);
  return clock;
}

void
helio_replay_seek (HelioReplay *self, gint64 time)
{
  Shared *shared = self->shared;

  g_mutex_lock (&shared->thread.lock);
  shared->target = MAX (time, 0);
  shared->seeks++;
  shared->at_end = FALSE;
  g_cond_signal (&shared->thread.cond);
  g_mutex_unlock (&shared->thread.lock);
  set_state (self, HELIO_REPLAY_LOADING);
}

static void
set_playing (HelioReplay *self, gboolean playing)
{
  g_mutex_lock (&self->shared->thread.lock);
  self->shared->playing = playing;
  g_cond_signal (&self->shared->thread.cond);
  g_mutex_unlock (&self->shared->thread.lock);
  if (self->state == HELIO_REPLAY_PAUSED || self->state == HELIO_REPLAY_PLAYING)
    set_state (self, playing ? HELIO_REPLAY_PLAYING : HELIO_REPLAY_PAUSED);
}

void
helio_replay_play (HelioReplay *self)
{
  gboolean at_end;

  g_mutex_lock (&self->shared->thread.lock);
  at_end = self->shared->at_end;
  g_mutex_unlock (&self->shared->thread.lock);
  if (at_end)
    helio_replay_seek (self, 0);
  set_playing (self, TRUE);
}

void
helio_replay_pause (HelioReplay *self)
{
  set_playing (self, FALSE);
}

void
helio_replay_set_speed (HelioReplay *self, guint speed)
{
  speed = CLAMP (speed, HELIO_REPLAY_SPEED_MIN, HELIO_REPLAY_SPEED_MAX);
  if (speed == self->shared->speed)
    return;
  g_mutex_lock (&self->shared->thread.lock);
  self->shared->speed = speed;
  g_cond_signal (&self->shared->thread.cond);
  g_mutex_unlock (&self->shared->thread.lock);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SPEED]);
}
