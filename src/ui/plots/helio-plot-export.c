// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/plots/helio-plot-export.h"

#include "core/base/helio-error.h"
#include "core/store/helio-series.h"
#include "ui/base/helio-payload-file.h"
#include "ui/compat/helio-file-chooser.h"
#include "ui/widgets/helio-toast.h"

#include <cairo-svg.h>
#include <glib/gi18n.h>

/* For print and dense screens. */
#define PNG_SCALE 2
#define WIDTH_MIN 800
#define HEIGHT_MIN 300

static cairo_status_t
on_write (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static GBytes *
draw (HelioPlot *plot, HelioPlotForm form, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  const int width = MAX (gtk_widget_get_width (GTK_WIDGET (plot)), WIDTH_MIN);
  const int height = MAX (gtk_widget_get_height (GTK_WIDGET (plot)), HEIGHT_MIN);
  g_autoptr (GskRenderNode) node = helio_plot_render (plot, width, height);
  cairo_surface_t *surface;
  cairo_status_t status;
  cairo_t *cr;

  if (form == HELIO_PLOT_FORM_SVG) {
    surface = cairo_svg_surface_create_for_stream (on_write, bytes, width, height);
    cairo_svg_surface_set_document_unit (surface, CAIRO_SVG_UNIT_PX);
  } else {
    surface =
        cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width * PNG_SCALE, height * PNG_SCALE);
    cairo_surface_set_device_scale (surface, PNG_SCALE, PNG_SCALE);
  }
  cr = cairo_create (surface);
  if (node != NULL)
    gsk_render_node_draw (node, cr);
  status = cairo_status (cr);
  cairo_destroy (cr);
  if (status == CAIRO_STATUS_SUCCESS && form == HELIO_PLOT_FORM_PNG)
    status = cairo_surface_write_to_png_stream (surface, on_write, bytes);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status != CAIRO_STATUS_SUCCESS) {
    helio_error_set (error,
                     HELIO_ERROR_FILE,
                     C_ ("remedy", "Make the window smaller, or export the numbers as CSV."),
                     /* Translators: %s says why */
                     C_ ("error", "The picture cannot be made: %s"),
                     cairo_status_to_string (status));
    return NULL;
  }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

static GBytes *
write_numbers (HelioPlot *plot)
{
  g_autoptr (GArray) buckets = g_array_new (FALSE, FALSE, sizeof (HelioSeriesBucket));
  g_autoptr (GArray) inside = g_array_new (FALSE, FALSE, sizeof (HelioSeriesBucket));
  GString *csv = g_string_new (NULL);
  GPtrArray *lines = helio_plot_get_lines (plot);
  gint64 from, to;

  helio_plot_get_range (plot, &from, &to);
  for (guint i = 0; i < lines->len; i++) {
    const HelioPlotLine *line = lines->pdata[i];

    helio_series_data_read (line->data, from, to, HELIO_SERIES_POINTS_MAX, buckets);
    g_array_set_size (inside, 0);
    for (guint j = 0; j < buckets->len; j++) {
      const HelioSeriesBucket *bucket = &g_array_index (buckets, HelioSeriesBucket, j);

      /* The neighbours of single values, which a line needs, are not in the range. */
      if (bucket->to >= from && bucket->from <= to)
        g_array_append_val (inside, *bucket);
    }
    helio_series_append_csv (csv, line->name, inside);
  }
  return g_string_free_to_bytes (csv);
}

GBytes *
helio_plot_export (HelioPlot *plot, HelioPlotForm form, GError **error)
{
  return form == HELIO_PLOT_FORM_CSV ? write_numbers (plot) : draw (plot, form, error);
}

typedef struct {
  HelioPlot *plot; /* owned */
  HelioPlotForm form;
} Question;

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioPlot) plot = HELIO_PLOT (user_data);
  g_autoptr (GError) error = NULL;
  gboolean done = helio_payload_file_write_finish (result, &error);

  helio_toast_show (GTK_WIDGET (plot), done ? C_ ("toast", "Plot saved") : error->message, NULL);
}

static void
on_chosen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Question *question = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = helio_file_chooser_save_finish (result, &error);
  g_autoptr (GBytes) bytes =
      file != NULL ? helio_plot_export (question->plot, question->form, &error) : NULL;

  if (bytes != NULL)
    helio_payload_file_write_async (file,
                                    bytes,
                                    NULL,
                                    NULL,
                                    NULL,
                                    on_written,
                                    g_object_ref (question->plot));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    helio_toast_show (GTK_WIDGET (question->plot), error->message, NULL);
  g_object_unref (question->plot);
  g_free (question);
}

void
helio_plot_export_ask (HelioPlot *plot, HelioPlotForm form)
{
  static const char *const names[] = {"plot.png", "plot.svg", "plot.csv"};
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (plot));
  Question *question;

  if (!GTK_IS_WINDOW (root))
    return;
  question = g_new0 (Question, 1);
  question->plot = g_object_ref (plot);
  question->form = form;
  helio_file_chooser_save_async (GTK_WINDOW (root),
                                 C_ ("save", "Save Plot"),
                                 names[form],
                                 on_chosen,
                                 question);
}
