// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/acl/helio-comparison.h"

struct _HelioComparisonRow {
  GObject parent_instance;

  char *topic, *preview;
  guint payload_hash;
  gsize payload_size;
  gint64 times[HELIO_N_SIDES];
  HelioComparisonState state;
};

static GParamSpec *state_pspec;

G_DEFINE_FINAL_TYPE (HelioComparisonRow, helio_comparison_row, G_TYPE_OBJECT)

struct _HelioComparison {
  HelioObjectList parent_instance;

  GQueue waiting; /* HelioComparisonRow, owned, oldest first */
  gint64 window;
  guint64 counts[HELIO_COMPARISON_ONLY_RIGHT + 1];
};

G_DEFINE_FINAL_TYPE (HelioComparison, helio_comparison, HELIO_TYPE_OBJECT_LIST)

static void
helio_comparison_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_int (value, (int) HELIO_COMPARISON_ROW (object)->state);
}

static void
helio_comparison_row_finalize (GObject *object)
{
  HelioComparisonRow *self = HELIO_COMPARISON_ROW (object);

  g_free (self->topic);
  g_free (self->preview);
  G_OBJECT_CLASS (helio_comparison_row_parent_class)->finalize (object);
}

static void
helio_comparison_row_class_init (HelioComparisonRowClass *klass)
{
  G_OBJECT_CLASS (klass)->get_property = helio_comparison_row_get_property;
  G_OBJECT_CLASS (klass)->finalize = helio_comparison_row_finalize;
  state_pspec = g_param_spec_int ("state",
                                  NULL,
                                  NULL,
                                  HELIO_COMPARISON_WAITING,
                                  HELIO_COMPARISON_ONLY_RIGHT,
                                  HELIO_COMPARISON_WAITING,
                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_property (G_OBJECT_CLASS (klass), 1, state_pspec);
}

static void
helio_comparison_row_init (HelioComparisonRow *self)
{
}

HelioComparisonState
helio_comparison_row_get_state (HelioComparisonRow *self)
{
  return self->state;
}

const char *
helio_comparison_row_get_topic (HelioComparisonRow *self)
{
  return self->topic;
}

const char *
helio_comparison_row_get_preview (HelioComparisonRow *self)
{
  return self->preview;
}

gint64
helio_comparison_row_get_time (HelioComparisonRow *self, HelioSide side)
{
  return self->times[side];
}

static void
set_state (HelioComparison *self, HelioComparisonRow *row, HelioComparisonState state)
{
  self->counts[row->state]--;
  self->counts[state]++;
  row->state = state;
  g_object_notify_by_pspec (G_OBJECT (row), state_pspec);
}

static void
helio_comparison_dispose (GObject *object)
{
  g_queue_clear_full (&HELIO_COMPARISON (object)->waiting, g_object_unref);
  G_OBJECT_CLASS (helio_comparison_parent_class)->dispose (object);
}

static void
helio_comparison_class_init (HelioComparisonClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = helio_comparison_dispose;
  HELIO_OBJECT_LIST_CLASS (klass)->item_type = HELIO_TYPE_COMPARISON_ROW;
}

static void
helio_comparison_init (HelioComparison *self)
{
  g_queue_init (&self->waiting);
}

HelioComparison *
helio_comparison_new (gint64 window)
{
  HelioComparison *self = g_object_new (HELIO_TYPE_COMPARISON, NULL);

  self->window = window;
  return self;
}

/* The oldest message that the other one has got and this one has not. */
static GList *
find_waiting (HelioComparison *self, HelioSide side, const HelioComparisonRow *like, gint64 time)
{
  for (GList *l = self->waiting.head; l != NULL; l = l->next) {
    const HelioComparisonRow *row = l->data;

    if (row->times[side] == 0 && row->payload_hash == like->payload_hash &&
        row->payload_size == like->payload_size &&
        ABS (row->times[HELIO_SIDE_RIGHT - side] - time) <= self->window &&
        g_str_equal (row->topic, like->topic) && g_strcmp0 (row->preview, like->preview) == 0)
      return l;
  }
  return NULL;
}

static void
drop_oldest (HelioComparison *self)
{
  HelioComparisonRow *row = helio_object_list_peek (HELIO_OBJECT_LIST (self), 0);

  if (g_queue_remove (&self->waiting, row)) {
    self->counts[HELIO_COMPARISON_WAITING]--;
    g_object_unref (row);
  }
  helio_object_list_remove (HELIO_OBJECT_LIST (self), 0);
}

void
helio_comparison_add (HelioComparison *self,
                      HelioSide side,
                      gint64 time,
                      const char *topic,
                      GBytes *payload,
                      const char *preview)
{
  g_autoptr (HelioComparisonRow) row = g_object_new (HELIO_TYPE_COMPARISON_ROW, NULL);
  GList *link;

  g_return_if_fail (HELIO_IS_COMPARISON (self) && topic != NULL);
  row->topic = g_strdup (topic);
  row->preview = g_strdup (preview != NULL ? preview : "");
  row->payload_hash = payload != NULL ? g_bytes_hash (payload) : 0;
  row->payload_size = payload != NULL ? g_bytes_get_size (payload) : 0;
  link = find_waiting (self, side, row, time);
  if (link != NULL) {
    g_autoptr (HelioComparisonRow) other = link->data;

    g_queue_delete_link (&self->waiting, link);
    other->times[side] = time;
    set_state (self, other, HELIO_COMPARISON_BOTH);
    return;
  }
  if (helio_object_list_get_length (HELIO_OBJECT_LIST (self)) >= HELIO_COMPARISON_MAX)
    drop_oldest (self);
  row->times[side] = time;
  self->counts[HELIO_COMPARISON_WAITING]++;
  g_queue_push_tail (&self->waiting, g_object_ref (row));
  helio_object_list_append (HELIO_OBJECT_LIST (self), g_steal_pointer (&row));
}

void
helio_comparison_settle (HelioComparison *self, gint64 now)
{
  GList *next;

  g_return_if_fail (HELIO_IS_COMPARISON (self));
  for (GList *l = self->waiting.head; l != NULL; l = next) {
    HelioComparisonRow *row = l->data;
    const gboolean left = row->times[HELIO_SIDE_LEFT] != 0;
    const gint64 since = row->times[left ? HELIO_SIDE_LEFT : HELIO_SIDE_RIGHT];

    next = l->next;
    if (now - since <= self->window)
      continue;
    g_queue_delete_link (&self->waiting, l);
    set_state (self, row, left ? HELIO_COMPARISON_ONLY_LEFT : HELIO_COMPARISON_ONLY_RIGHT);
    g_object_unref (row);
  }
}

guint64
helio_comparison_count (HelioComparison *self, HelioComparisonState state)
{
  return self->counts[state];
}

void
helio_comparison_clear (HelioComparison *self)
{
  g_queue_clear_full (&self->waiting, g_object_unref);
  for (guint n = helio_object_list_get_length (HELIO_OBJECT_LIST (self)); n-- > 0;)
    helio_object_list_remove (HELIO_OBJECT_LIST (self), n);
  for (guint i = 0; i < G_N_ELEMENTS (self->counts); i++)
    self->counts[i] = 0;
}
