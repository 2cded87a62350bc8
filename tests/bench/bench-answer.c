// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* How long the window takes to answer a person while a busy broker goes on sending:
 *   bench-answer PROFILE TOPICS ROUNDS
 * types filters into the message list, opens branches of the tree, opens messages in the inspector, and measures from
 * the input until the frame that shows the answer has been painted, on the clock of the wall. For each of type, expand
 * and open: how many, and milliseconds at p50, p95 and worst; and how many messages a second came in meanwhile. */
#include "config.h"

#include "bench/bench-app.h"
#include "bench/bench.h"
#include "ui/messages/helio-inspector.h"
#include "ui/messages/helio-message-list.h"
#include "ui/messages/helio-query-entry.h"

#include <locale.h>

#define SETTLE 3    /* seconds before anything counts */
#define PAUSE 120   /* ms between two inputs: a quick typist */
#define CLOSING 500 /* ms until a sheet is away */
#define STUCK 10    /* seconds for one answer */
#define TOP "plant" /* bench_topic() */

static const char *const typed[] = {"v > 30", "sensor/99", "u = C", "\"v\":12"};

typedef enum {
  TYPE,
  EXPAND,
  OPEN,
  N_KINDS
} Kind;
static const char *const names[N_KINDS] = {"type", "expand", "open"};

typedef struct {
  HelioMessageStore *store;
  HelioTopicTree *tree;
  HelioMessageList *list;
  GtkEditable *entry;
  HelioInspector *inspector;
  guint n_topics, n_rounds;

  guint round, place; /* place: in the text, then the other inputs of a round */
  Kind kind;
  gint64 asked; /* µs; 0: nothing is waited for */
  gboolean met;
  guint n_rows;
  guint64 seq;
  guint giving_up;

  GArray *times[N_KINDS]; /* gint64 µs */
  gint64 begin;
  guint64 total;
} Bench;

static GtkWidget *
find (GtkWidget *widget, GType type)
{
  GtkWidget *found = g_type_is_a (G_OBJECT_TYPE (widget), type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find (child, type);
  return found;
}

static guint
count_rows (Bench *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->tree));
}

static gboolean
is_answered (Bench *self)
{
  HelioMessageView *view = helio_message_list_get_view (self->list);

  switch (self->kind) {
    case TYPE:
      return g_strcmp0 (helio_message_view_get_filter (view),
                        gtk_editable_get_text (self->entry)) == 0 &&
             (helio_message_view_get_filter_error (view) != NULL ||
              helio_message_view_get_progress (view) >= 1 ||
              g_list_model_get_n_items (G_LIST_MODEL (view)) > 0);
    case EXPAND:
      return count_rows (self) > self->n_rows;
    case OPEN:
      return helio_inspector_get_seq (self->inspector) == self->seq &&
             gtk_widget_get_mapped (GTK_WIDGET (self->inspector));
    case N_KINDS:
    default:
      g_assert_not_reached ();
  }
}

static gboolean
on_stuck (gpointer data)
{
  Bench *self = data;

  g_printerr ("bench-answer: no answer to %s\n", names[self->kind]);
  self->giving_up = 0;
  bench_app_quit (1);
  return G_SOURCE_REMOVE;
}

static void
ask (Bench *self, Kind kind)
{
  self->kind = kind;
  self->met = FALSE;
  self->asked = g_get_monotonic_time ();
  self->giving_up = g_timeout_add_seconds (STUCK, on_stuck, self);
}

static void
report (Bench *self)
{
  const double seconds = (double) (g_get_monotonic_time () - self->begin) / G_USEC_PER_SEC;

  for (Kind kind = 0; kind < N_KINDS; kind++) {
    static const struct {
      const char *name;
      double share;
    } shares[] = {{"p50", 0.5}, {"p95", 0.95}, {"max", 1}};
    g_autofree char *n = g_strdup_printf ("%s_n", names[kind]);

    bench_report (n, self->times[kind]->len);
    for (guint i = 0; i < G_N_ELEMENTS (shares); i++) {
      g_autofree char *name = g_strdup_printf ("%s_%s_ms", names[kind], shares[i].name);
      bench_report (name, (double) bench_percentile (self->times[kind], shares[i].share) / 1000);
    }
  }
  bench_report ("rate",
                (double) (helio_message_store_get_total (self->store) - self->total) / seconds);
}

/* One input; each round types a text, opens two depths of the tree, and two messages, the second while the first is open. */
static gboolean
on_next (gpointer data)
{
  Bench *self = data;
  const char *text = typed[self->round % G_N_ELEMENTS (typed)];
  const guint length = (guint) strlen (text);
  HelioMessageView *view = helio_message_list_get_view (self->list);
  int at = -1;

  if (self->round == self->n_rounds) {
    report (self);
    bench_app_quit (0);
    return G_SOURCE_REMOVE;
  }
  if (self->place < length) {
    ask (self, TYPE);
    gtk_editable_insert_text (self->entry, text + self->place, 1, &at);
  } else if (self->place == length) {
    ask (self, TYPE);
    gtk_editable_set_text (self->entry, "");
  } else if (self->place == length + 1) {
    self->n_rows = count_rows (self);
    ask (self, EXPAND);
    helio_topic_tree_set_expanded (self->tree, helio_topic_tree_find (self->tree, TOP), TRUE);
  } else if (self->place == length + 2) {
    self->n_rows = count_rows (self);
    ask (self, EXPAND);
    helio_topic_tree_expand_all (self->tree, G_MAXUINT);
  } else if (self->place < length + 5) {
    /* The last row, which is there to be clicked on. */
    self->seq =
        helio_message_view_get_seq (view, g_list_model_get_n_items (G_LIST_MODEL (view)) - 1);
    ask (self, OPEN);
    helio_message_list_set_selected_seq (self->list, self->seq);
    g_signal_emit_by_name (self->list, "open", self->seq);
  } else if (self->place == length + 5) {
    GtkWidget *sheet = gtk_widget_get_ancestor (GTK_WIDGET (self->inspector), GTK_TYPE_REVEALER);

    if (sheet != NULL)
      gtk_revealer_set_reveal_child (GTK_REVEALER (sheet), FALSE);
    self->place++;
    g_timeout_add (CLOSING, on_next, self);
    return G_SOURCE_REMOVE;
  } else {
    helio_message_list_set_selected_seq (self->list, G_MAXUINT64);
    helio_message_list_set_following (self->list, TRUE);
    helio_topic_tree_collapse_all (self->tree);
    self->round++;
    self->place = 0;
    return G_SOURCE_CONTINUE;
  }
  self->place++;
  return G_SOURCE_REMOVE;
}

static void
on_laid (Bench *self)
{
  self->met = self->asked != 0 && is_answered (self);
}

static void
on_painted (Bench *self)
{
  gint64 took;

  if (!self->met)
    return;
  took = g_get_monotonic_time () - self->asked;
  g_array_append_val (self->times[self->kind], took);
  self->asked = 0;
  self->met = FALSE;
  g_clear_handle_id (&self->giving_up, g_source_remove);
  g_timeout_add (PAUSE, on_next, self);
}

static gboolean
on_topics (gpointer data)
{
  Bench *self = data;

  if (helio_topic_tree_get_n_topics (self->tree) < self->n_topics)
    return G_SOURCE_CONTINUE;
  self->begin = g_get_monotonic_time ();
  self->total = helio_message_store_get_total (self->store);
  g_timeout_add_seconds (SETTLE, on_next, self);
  return G_SOURCE_REMOVE;
}

static void
on_online (HelioWindow *window, HelioConnection *connection, gpointer data)
{
  Bench *self = data;
  GtkWidget *widget = GTK_WIDGET (window);
  GdkFrameClock *frame_clock = gtk_widget_get_frame_clock (widget);

  self->store = helio_connection_get_store (connection);
  self->tree = helio_connection_get_tree (connection);
  self->list = HELIO_MESSAGE_LIST (find (widget, HELIO_TYPE_MESSAGE_LIST));
  self->entry = GTK_EDITABLE (
      find (find (GTK_WIDGET (self->list), HELIO_TYPE_QUERY_ENTRY), GTK_TYPE_EDITABLE));
  self->inspector = HELIO_INSPECTOR (find (widget, HELIO_TYPE_INSPECTOR));
  /* A frame need not have a layout. */
  g_signal_connect_data (frame_clock,
                         "update",
                         G_CALLBACK (on_laid),
                         self,
                         NULL,
                         G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_data (frame_clock,
                         "layout",
                         G_CALLBACK (on_laid),
                         self,
                         NULL,
                         G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_data (frame_clock,
                         "after-paint",
                         G_CALLBACK (on_painted),
                         self,
                         NULL,
                         G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_timeout_add (50, on_topics, self);
}

int
main (int argc, char **argv)
{
  Bench self = {0};
  int status = 2;

  setlocale (LC_ALL, "");
  for (Kind kind = 0; kind < N_KINDS; kind++)
    self.times[kind] = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (argc == 4) {
    self.n_topics = (guint) g_ascii_strtoull (argv[2], NULL, 10);
    self.n_rounds = (guint) g_ascii_strtoull (argv[3], NULL, 10);
    status = bench_app_run (argv[1], on_online, &self);
  } else
    g_printerr ("usage: bench-answer PROFILE TOPICS ROUNDS\n");
  for (Kind kind = 0; kind < N_KINDS; kind++)
    g_array_unref (self.times[kind]);
  return status;
}
