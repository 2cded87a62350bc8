// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/plots/helio-plots-page.h"

#include "core/base/helio-error.h"
#include "ui/base/helio-frame-ticker.h"
#include "ui/base/helio-settings.h"
#include "ui/plots/helio-plot-dialog.h"

#include <glib/gi18n.h>

#define KEY "plots"
/* Nobody sees more than that in a curve. */
#define DRAW_INTERVAL (G_USEC_PER_SEC / 10)
/* While the page is not seen, so that nothing is evicted unread. */
#define HIDDEN_INTERVAL 2 /* s */
/* µs: what reading takes at once of all series together, and of one of them so that all come to their turn. */
#define READ_MAX 3000
#define SLICE 1000

struct _HelioPlotsPage {
  AdwBin parent_instance;

  HelioMessageStore *store; /* owned */
  HelioTopicTree *tree;     /* owned (nullable) */
  HelioClock *clock;        /* owned */
  GSettings *settings;      /* owned (nullable) */
  char *id;                 /* (nullable) */
  GPtrArray *views;         /* HelioPlotView, borrowed */
  HelioFrameTicker *ticker;
  guint hidden_id;
  guint read_id; /* an idle source: reading goes on */
  guint next;    /* of all series, the one to be read first */
  gint64 drawn_at;
  gboolean loading;

  GtkStack *stack;
  GtkBox *box;
  GtkWidget *add_button;
};

G_DEFINE_FINAL_TYPE (HelioPlotsPage, helio_plots_page, ADW_TYPE_BIN)

/* ── what is remembered ── */

static GVariant *
describe (HelioPlotsPage *self)
{
  GVariantBuilder plots;

  g_variant_builder_init (&plots, G_VARIANT_TYPE ("aa(ss)"));
  for (guint i = 0; i < self->views->len; i++) {
    HelioPlotView *view = self->views->pdata[i];

    g_variant_builder_open (&plots, G_VARIANT_TYPE ("a(ss)"));
    for (guint j = 0; j < helio_plot_view_get_n_series (view); j++) {
      HelioSeries *series = helio_plot_view_get_series (view, j);
      const char *member = helio_series_get_member (series);

      g_variant_builder_add (&plots,
                             "(ss)",
                             helio_series_get_filter (series),
                             member != NULL ? member : "");
    }
    g_variant_builder_close (&plots);
  }
  return g_variant_builder_end (&plots);
}

static void
save (HelioPlotsPage *self)
{
  if (self->settings != NULL && self->id != NULL && !self->loading)
    helio_settings_set_of_profile (self->settings,
                                   KEY,
                                   self->id,
                                   self->views->len > 0 ? describe (self) : NULL);
}

void
helio_plots_forget_removed (GSettings *settings, HelioProfileStore *profiles)
{
  helio_settings_forget_removed (settings, KEY, profiles);
}

static void
load (HelioPlotsPage *self)
{
  g_autoptr (GVariant) plots = NULL;

  if (self->settings == NULL || self->id == NULL)
    return;
  plots = helio_settings_get_of_profile (self->settings, KEY, self->id);
  self->loading = TRUE;
  for (gsize i = 0; plots != NULL && i < g_variant_n_children (plots); i++) {
    g_autoptr (GVariant) plot = g_variant_get_child_value (plots, i);
    int place = -1;

    for (gsize j = 0; j < g_variant_n_children (plot); j++) {
      const char *filter, *member;

      g_variant_get_child (plot, j, "(&s&s)", &filter, &member);
      /* What somebody wrote there by hand may not be valid. */
      if (helio_plots_page_add (self, place, filter, *member != '\0' ? member : NULL, NULL) &&
          place < 0)
        place = (int) self->views->len - 1;
    }
  }
  self->loading = FALSE;
}

/* ── plots ── */

/* (element-type HelioSeries) (transfer container) */
static GPtrArray *
list_series (HelioPlotsPage *self)
{
  GPtrArray *all = g_ptr_array_new ();

  for (guint i = 0; i < self->views->len; i++)
    for (guint j = 0; j < helio_plot_view_get_n_series (self->views->pdata[i]); j++)
      g_ptr_array_add (all, helio_plot_view_get_series (self->views->pdata[i], j));
  return all;
}

/* TRUE if there is more to be read. */
static gboolean
flush (HelioPlotsPage *self)
{
  g_autoptr (GPtrArray) all = list_series (self);
  const gint64 deadline = g_get_monotonic_time () + READ_MAX;
  gboolean more = FALSE;

  for (guint i = 0; i < all->len; i++) {
    const guint at = (self->next + i) % all->len;
    const gint64 left = deadline - g_get_monotonic_time ();

    if (left <= 0) {
      self->next = at;
      return TRUE;
    }
    more |= helio_series_flush (all->pdata[at], MIN (left, SLICE));
  }
  return more;
}

static gboolean
on_idle (gpointer user_data)
{
  HelioPlotsPage *self = user_data;

  if (flush (self))
    return G_SOURCE_CONTINUE;
  self->read_id = 0;
  return G_SOURCE_REMOVE;
}

/* Where that was not all it goes on whenever there is nothing else to do: what is not read may be evicted. */
static gboolean
read_on (HelioPlotsPage *self)
{
  const gboolean more = flush (self);

  if (more && self->read_id == 0)
    self->read_id = g_idle_add_full (G_PRIORITY_LOW, on_idle, self, NULL);
  return more;
}

static gboolean
frame (gpointer user_data)
{
  HelioPlotsPage *self = user_data;
  const gint64 now = g_get_monotonic_time ();
  const gboolean more = read_on (self);

  if (now - self->drawn_at >= DRAW_INTERVAL) {
    self->drawn_at = now;
    for (guint i = 0; i < self->views->len; i++)
      helio_plot_view_update (self->views->pdata[i], helio_clock_now_wall (self->clock));
  }
  return more;
}

static gboolean
on_hidden (gpointer user_data)
{
  HelioPlotsPage *self = user_data;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    read_on (self);
  return G_SOURCE_CONTINUE;
}

static void
update (HelioPlotsPage *self)
{
  gtk_stack_set_visible_child_name (self->stack, self->views->len > 0 ? "plots" : "empty");
  if (self->views->len > 0 && self->hidden_id == 0)
    self->hidden_id = g_timeout_add_seconds (HIDDEN_INTERVAL, on_hidden, self);
  else if (self->views->len == 0)
    g_clear_handle_id (&self->hidden_id, g_source_remove);
  self->drawn_at = 0;
  helio_frame_ticker_wake (self->ticker);
  save (self);
}

static void
on_remove (HelioPlotsPage *self, HelioPlotView *view)
{
  g_ptr_array_remove (self->views, view);
  gtk_box_remove (self->box, GTK_WIDGET (view));
  update (self);
}

static void ask (HelioPlotsPage *self, const char *topic, int plot);

static void
on_add_value (HelioPlotsPage *self, HelioPlotView *view)
{
  guint index = 0;

  if (g_ptr_array_find (self->views, view, &index))
    ask (self,
         helio_series_get_filter (
             helio_plot_view_get_series (view, helio_plot_view_get_n_series (view) - 1)),
         (int) index);
}

static void
add_view (HelioPlotsPage *self, GtkWidget *view)
{
  gtk_box_insert_child_after (self->box, view, gtk_widget_get_prev_sibling (self->add_button));
  g_ptr_array_add (self->views, view);
  g_signal_connect_object (view, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "remove", G_CALLBACK (on_remove), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "add-value", G_CALLBACK (on_add_value), self, G_CONNECT_SWAPPED);
}

gboolean
helio_plots_page_add (HelioPlotsPage *self,
                      int plot,
                      const char *filter,
                      const char *member,
                      GError **error)
{
  g_autoptr (GtkWidget) view = NULL;

  if (plot >= 0 && (guint) plot < self->views->len)
    return helio_plot_view_add (self->views->pdata[plot], filter, member, error);
  if (self->views->len == HELIO_PLOTS_MAX) {
    helio_error_set (error,
                     HELIO_ERROR_TOO_LARGE,
                     C_ ("remedy", "Remove one, or draw the value in one of them."),
                     C_ ("error", "There are %u plots, which is as many as the page takes"),
                     (guint) HELIO_PLOTS_MAX);
    return FALSE;
  }
  view = g_object_ref_sink (helio_plot_view_new (self->store));
  if (!helio_plot_view_add (HELIO_PLOT_VIEW (view), filter, member, error))
    return FALSE;
  add_view (self, view);
  update (self);
  return TRUE;
}

guint
helio_plots_page_get_n_plots (HelioPlotsPage *self)
{
  return self->views->len;
}

HelioPlotView *
helio_plots_page_get_plot (HelioPlotsPage *self, guint index)
{
  return self->views->pdata[index];
}

/* ── asking ── */

static GError *
on_add (HelioPlotsPage *self, const char *filter, const char *const *members, int plot)
{
  GError *error = NULL;

  for (guint i = 0; members[i] != NULL; i++) {
    if (!helio_plots_page_add (self, plot, filter, *members[i] != '\0' ? members[i] : NULL, &error))
      return error;
    if (plot < 0)
      plot = (int) self->views->len - 1;
  }
  return NULL;
}

static void
ask (HelioPlotsPage *self, const char *topic, int plot)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) names = NULL;
  GtkWidget *dialog;

  if (!GTK_IS_WINDOW (root))
    return;
  for (guint i = 0; i < self->views->len; i++) {
    g_autofree char *name = helio_plot_view_dup_name (self->views->pdata[i]);

    g_strv_builder_add (builder, name);
  }
  names = g_strv_builder_end (builder);
  dialog = helio_plot_dialog_new (GTK_WINDOW (root),
                                  self->store,
                                  self->tree,
                                  topic,
                                  (const char *const *) names,
                                  plot);
  g_signal_connect_object (dialog, "add", G_CALLBACK (on_add), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
helio_plots_page_ask (HelioPlotsPage *self, const char *topic)
{
  ask (self, topic, -1);
}

static void
add_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ask (HELIO_PLOTS_PAGE (widget), NULL, -1);
}

/* ── the object ── */

static void
helio_plots_page_dispose (GObject *object)
{
  HelioPlotsPage *self = HELIO_PLOTS_PAGE (object);

  g_clear_handle_id (&self->hidden_id, g_source_remove);
  g_clear_handle_id (&self->read_id, g_source_remove);
  g_clear_pointer (&self->ticker, helio_frame_ticker_free);
  g_clear_object (&self->store);
  g_clear_object (&self->tree);
  g_clear_object (&self->clock);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (helio_plots_page_parent_class)->dispose (object);
}

static void
helio_plots_page_finalize (GObject *object)
{
  HelioPlotsPage *self = HELIO_PLOTS_PAGE (object);

  g_ptr_array_unref (self->views);
  g_free (self->id);
  G_OBJECT_CLASS (helio_plots_page_parent_class)->finalize (object);
}

static void
helio_plots_page_class_init (HelioPlotsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = helio_plots_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = helio_plots_page_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-plots-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HelioPlotsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, HelioPlotsPage, box);
  gtk_widget_class_bind_template_child (widget_class, HelioPlotsPage, add_button);
  gtk_widget_class_install_action (widget_class, "plots.add", NULL, add_action);
}

static void
helio_plots_page_init (HelioPlotsPage *self)
{
  self->views = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  self->ticker = helio_frame_ticker_new (GTK_WIDGET (self), frame, self);
}

GtkWidget *
helio_plots_page_new (HelioMessageStore *store,
                      HelioTopicTree *tree,
                      HelioClock *clock,
                      GSettings *settings,
                      const char *id)
{
  HelioPlotsPage *self = g_object_new (HELIO_TYPE_PLOTS_PAGE, NULL);

  g_set_object (&self->store, store);
  g_set_object (&self->tree, tree);
  g_set_object (&self->clock, clock);
  g_set_object (&self->settings, settings);
  self->id = g_strdup (id);
  load (self);
  update (self);
  return GTK_WIDGET (self);
}
