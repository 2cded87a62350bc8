// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/helio-ui-test.h"

#include "ui/base/helio-time-axis.h"
#include "ui/plots/helio-plot.h"

#include <math.h>
#include <string.h>

#define SECOND ((gint64) G_USEC_PER_SEC)
#define START (1700000000 * SECOND)

/* Three lines: one with few values, one with many, one with a gap. */
static HelioPlot *
make_plot (gint64 *end)
{
  HelioPlot *plot = HELIO_PLOT (helio_plot_new ());
  g_autoptr (HelioSeriesData) few = helio_series_data_new ();
  g_autoptr (HelioSeriesData) many = helio_series_data_new ();
  g_autoptr (HelioSeriesData) gap = helio_series_data_new ();

  *end = START + 300 * SECOND;
  for (int i = 0; i <= 10; i++)
    helio_series_data_add (few, START + i * 30 * SECOND, 20 + i % 4);
  for (int i = 0; i < 30000; i++)
    helio_series_data_add (many,
                           START + i * SECOND / 100,
                           25 + sin (i / 2000.) * 4 + (i * 7919 % 100) / 50.);
  for (int i = 0; i < 300; i++)
    if (i < 100 || i > 160)
      helio_series_data_add (gap, START + i * SECOND, 18 + i / 60.);
  helio_series_data_add_gap (few, START + 100 * SECOND, START + 160 * SECOND, 0);
  helio_series_data_add_gap (gap, START + 100 * SECOND, START + 160 * SECOND, 0);
  helio_plot_add_line (plot, few, "site/3/temp");
  helio_plot_add_line (plot, many, "site/3/line/1 · speed");
  helio_plot_add_line (plot, gap, "alerts\nevil");
  helio_plot_set_now (plot, *end);
  return plot;
}

static void
test_range (void)
{
  gint64 end, from, to;
  HelioPlot *plot = make_plot (&end);
  GtkWindow *window = helio_ui_test_show (GTK_WIDGET (plot), 700, 300);

  helio_plot_get_range (plot, &from, &to);
  g_assert_cmpint (to, ==, end);
  g_assert_cmpint (from, ==, end - 300 * SECOND);
  helio_plot_set_now (plot, end + 10 * SECOND);
  helio_plot_get_range (plot, &from, &to);
  g_assert_cmpint (to, ==, end + 10 * SECOND);

  /* Following, the right edge stays. */
  helio_plot_zoom (plot, 0.5, START);
  helio_plot_get_range (plot, &from, &to);
  g_assert_cmpint (to, ==, end + 10 * SECOND);
  g_assert_cmpint (from, ==, end - 140 * SECOND);
  g_assert_true (helio_plot_get_following (plot));

  helio_plot_pan (plot, -1);
  g_assert_false (helio_plot_get_following (plot));
  helio_plot_get_range (plot, &from, &to);
  g_assert_cmpint (to, ==, end - 140 * SECOND);
  helio_plot_set_now (plot, end + 20 * SECOND);
  helio_plot_get_range (plot, &from, &to);
  g_assert_cmpint (to, ==, end - 140 * SECOND);
  /* What is under the pointer stays there. */
  helio_plot_zoom (plot, 2, to);
  helio_plot_get_range (plot, &from, &to);
  g_assert_cmpint (to, ==, end - 140 * SECOND);
  g_assert_cmpint (from, ==, to - 300 * SECOND);

  helio_plot_set_following (plot, TRUE);
  helio_plot_set_paused (plot, TRUE);
  helio_plot_set_now (plot, end + 50 * SECOND);
  helio_plot_get_range (plot, &from, &to);
  g_assert_cmpint (to, ==, end + 20 * SECOND);
  helio_plot_set_paused (plot, FALSE);
  helio_plot_set_now (plot, end + 50 * SECOND);
  helio_plot_get_range (plot, &from, &to);
  g_assert_cmpint (to, ==, end + 50 * SECOND);

  helio_plot_show_all (plot);
  helio_plot_get_range (plot, &from, &to);
  g_assert_cmpint (from, <=, START);
  g_assert_cmpint (from, >, START - 20 * SECOND);
  gtk_window_destroy (window);
}

/* Whether anything of this colour is in the picture, and where. */
static guint
count_color (GtkWidget *widget, guint index)
{
  HelioPlot *plot = HELIO_PLOT (widget);
  g_autoptr (GskRenderNode) node = helio_plot_render (plot, 700, 300);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 700, 300);
  cairo_t *cr = cairo_create (surface);
  const guint8 *data;
  guint found = 0;
  GdkRGBA color;

  gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  data = cairo_image_surface_get_data (surface);
  helio_plot_get_color (index, TRUE, &color);
  for (int y = 0; y < 300; y++)
    for (int x = 0; x < 700; x++) {
      const guint8 *pixel = data + y * cairo_image_surface_get_stride (surface) + 4 * x;

      if (ABS (pixel[2] - (int) roundf (color.red * 255)) <= 2 &&
          ABS (pixel[1] - (int) roundf (color.green * 255)) <= 2 &&
          ABS (pixel[0] - (int) roundf (color.blue * 255)) <= 2)
        found++;
    }
  cairo_surface_destroy (surface);
  return found;
}

static void
test_picture (void)
{
  static const char *const names[] = {"plot-light", "plot-dark"};

  for (guint dark = 0; dark < 2; dark++) {
    gint64 end;
    HelioPlot *plot;
    GtkWindow *window;

    adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                        dark ? ADW_COLOR_SCHEME_FORCE_DARK
                                             : ADW_COLOR_SCHEME_FORCE_LIGHT);
    plot = make_plot (&end);
    window = helio_ui_test_show (GTK_WIDGET (plot), 700, 300);
    helio_plot_set_crosshair (plot, START + 200 * SECOND);
    helio_ui_test_frames (GTK_WIDGET (plot), 2);
    helio_ui_test_picture (GTK_WIDGET (plot), names[dark]);
    for (guint i = 0; i < 3; i++)
      g_assert_cmpuint (count_color (GTK_WIDGET (plot), i), >, 50);
    g_assert_cmpuint (count_color (GTK_WIDGET (plot), 3), ==, 0);
    gtk_window_destroy (window);
  }
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
}

static void
test_words (void)
{
  gint64 end;
  HelioPlot *plot = make_plot (&end);
  GtkWindow *window = helio_ui_test_show (GTK_WIDGET (plot), 700, 300);
  g_autofree char *text = NULL;
  g_autofree char *there = NULL;

  helio_ui_test_frames (GTK_WIDGET (plot), 2);
  text = helio_plot_describe (plot);
  g_assert_nonnull (
      strstr (text,
              "site/3/temp: last value 22; shown are 11 values from 20 to 23, mean 21.3636."));
  g_assert_nonnull (strstr (text, "30,000 values"));
  g_assert_null (strchr (text, '\n'));
  helio_plot_set_crosshair (plot, START + 61 * SECOND);
  there = helio_plot_describe (plot);
  g_assert_nonnull (strstr (there, "site/3/temp at "));
  g_assert_nonnull (strstr (there, ": 22."));
  gtk_window_destroy (window);
}

static void
test_format (void)
{
  static const struct {
    double value;
    const char *text;
  } cases[] = {{0, "0"}, {-0.0, "0"}, {23.4, "23.4"}, {1234567, "1.23457e+06"}, {-1e-9, "-1e-09"}};

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = helio_plot_format_number (cases[i].value);

    g_assert_cmpstr (text, ==, cases[i].text);
  }
}

static void
test_time_axis (void)
{
  g_autofree char *fine = helio_time_axis_format (START + SECOND / 4, SECOND / 10);
  gint64 step, first;

  g_assert_cmpint (helio_time_axis_choose_step (300 * SECOND, 6), ==, 60 * SECOND);
  g_assert_cmpint (helio_time_axis_choose_step (SECOND, 6), ==, SECOND / 5);
  step = helio_time_axis_choose_step (100 * (gint64) 86400 * SECOND, 5);
  g_assert_cmpint (step % (86400 * SECOND), ==, 0);
  first = helio_time_axis_get_first (START, 60 * SECOND);
  g_assert_cmpint (first, >, START);
  g_assert_cmpint (first, <=, START + 60 * SECOND);
  g_assert_true (g_str_has_suffix (fine, ".250"));
}

int
main (int argc, char **argv)
{
  helio_ui_test_init (&argc, &argv);
  g_test_add_func ("/plot/range", test_range);
  g_test_add_func ("/plot/picture", test_picture);
  g_test_add_func ("/plot/words", test_words);
  g_test_add_func ("/plot/format", test_format);
  g_test_add_func ("/plot/time-axis", test_time_axis);
  return g_test_run ();
}
