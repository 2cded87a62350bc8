// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/helio-ui-test.h"

#include "ui/base/helio-ui.h"

#include <string.h>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>

/* Of <sanitizer/allocator_interface.h>, which GCC does not install. */
int __sanitizer_install_malloc_and_free_hooks (void (*on_malloc) (const volatile void *memory,
                                                                  size_t size),
                                               void (*on_free) (const volatile void *memory));

/* GLib makes its first table of quarks in a constructor and leaves it behind, on purpose, when a program
 * needs a larger one, as a whole page of widgets does. No suppression can name it: its stack is one g_malloc.
 * So the tables are noted as they are made, which must begin before GLib's constructor. */
#define NARROW 360
#define QUARK_TABLE (2048 * sizeof (char *))
static const volatile void *tables[16];
static guint n_tables;

static void
on_malloc (const volatile void *memory, size_t size)
{
  if (size == QUARK_TABLE && n_tables < G_N_ELEMENTS (tables))
    tables[n_tables++] = memory;
}

static void
on_free (const volatile void *memory)
{
  for (guint i = 0; i < n_tables; i++)
    if (tables[i] == memory)
      tables[i] = tables[--n_tables];
}

static void
watch_malloc (void)
{
  __sanitizer_install_malloc_and_free_hooks (on_malloc, on_free);
}
__attribute__ ((section (".preinit_array"),
                used)) static void (*watch_malloc_first) (void) = watch_malloc;

/* Only what was there before main() can be the table. */
static void
ignore_quark_table (void)
{
  guint n = n_tables;

  n_tables = G_N_ELEMENTS (tables);
  for (guint i = 0; i < n; i++)
    __lsan_ignore_object ((const void *) tables[i]);
}
#else
static void
ignore_quark_table (void)
{
}
#endif

void
helio_ui_test_init (int *argc, char ***argv)
{
  GtkCssProvider *provider;

  ignore_quark_table ();
  gtk_test_init (argc, argv, NULL);
  adw_init ();
  helio_ui_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  provider = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (provider, HELIO_RESOURCE_PATH "/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  g_object_unref (provider);
}

static gboolean
is_mapped (gpointer data)
{
  return gtk_widget_get_mapped (data);
}

GtkWindow *
helio_ui_test_show (GtkWidget *child, int width, int height)
{
  /* As the program's windows are: a newer libadwaita shows a dialog within such a one only. */
  GtkWindow *window = GTK_WINDOW (adw_window_new ());

  gtk_window_set_default_size (window, width, height);
  adw_window_set_content (ADW_WINDOW (window), child);
  gtk_window_present (window);
  helio_test_wait (is_mapped, child, 10, "the widget to be on screen");
  helio_ui_test_frames (child, 2);
  return window;
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *frame_clock, gpointer user_data)
{
  guint *left = user_data;

  if (*left > 0)
    --*left;
  gtk_widget_queue_draw (widget);
  return *left > 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean
is_zero (gpointer data)
{
  return *(guint *) data == 0;
}

void
helio_ui_test_frames (GtkWidget *widget, guint frames)
{
  guint left = frames + 1;

  gtk_widget_add_tick_callback (widget, on_tick, &left, NULL);
  helio_test_wait (is_zero, &left, 10, "frames");
}

void
helio_ui_test_picture (GtkWidget *widget, const char *name)
{
  const char *folder = g_getenv ("HELIO_TEST_PICTURES");
  GtkNative *native = gtk_widget_get_native (widget);

  if (folder == NULL || native == NULL)
    return;
  helio_ui_test_frames (widget, 3);
  g_autofree char *path = g_strdup_printf ("%s/%s.png", folder, name);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  const double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  gdk_paintable_snapshot (paintable, snapshot, width, height);
  g_autoptr (GskRenderNode) node = gtk_snapshot_to_node (snapshot);
  g_autoptr (GdkTexture) texture =
      gsk_renderer_render_texture (gtk_native_get_renderer (native),
                                   node,
                                   &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  g_assert_true (gdk_texture_save_to_png (texture, path));
}

/* Returns: what it needs. */
static int
take (GtkWindow *window, const char *name, const char *how)
{
  g_autofree char *full = g_strdup_printf ("%s-%s", name, how);
  int minimum;

  helio_ui_test_frames (GTK_WIDGET (window), 5);
  helio_ui_test_picture (GTK_WIDGET (window), full);
  gtk_widget_measure (GTK_WIDGET (window),
                      GTK_ORIENTATION_HORIZONTAL,
                      -1,
                      &minimum,
                      NULL,
                      NULL,
                      NULL);
  return minimum;
}

void
helio_ui_test_looks (GtkWindow *window, const char *name)
{
  AdwStyleManager *style = adw_style_manager_get_default ();
  GtkSettings *settings = gtk_settings_get_default ();
  int width, height, narrow, dark, large;

  gtk_window_get_default_size (window, &width, &height);
  gtk_window_set_default_size (window, NARROW, height);
  narrow = take (window, name, "narrow");
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_FORCE_DARK);
  dark = take (window, name, "dark");
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_DEFAULT);
  g_object_set (settings, "gtk-xft-dpi", 192 * PANGO_SCALE, NULL);
  large = take (window, name, "large");
  g_object_set (settings, "gtk-xft-dpi", 96 * PANGO_SCALE, NULL);
  gtk_window_set_default_size (window, width, height);
  helio_ui_test_frames (GTK_WIDGET (window), 5);
  g_assert_cmpint (narrow, <=, NARROW);
  g_assert_cmpint (dark, <=, NARROW);
  g_assert_cmpint (large, <=, NARROW);
}

gpointer
helio_ui_test_child (gpointer widget, GType type, const char *id)
{
  GObject *child = gtk_widget_get_template_child (widget, type, id);

  g_assert_nonnull (child);
  return child;
}

gpointer
helio_ui_test_find (gpointer widget, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    gpointer found = helio_ui_test_find (child, type);
    if (found != NULL)
      return found;
  }
  return NULL;
}

/* What the screen reader says of it, as far as GTK 4.8 lets a test ask. */
gboolean
helio_ui_test_is_named (GtkWidget *widget, const char *name)
{
  g_autofree char *fault = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget),
                                                               GTK_ACCESSIBLE_PROPERTY_LABEL,
                                                               name);
  return fault == NULL;
}

GtkWidget *
helio_ui_test_find_button (GtkWidget *widget, const char *label)
{
  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (GTK_IS_BUTTON (widget) &&
      (g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0 ||
       helio_ui_test_is_named (widget, label)))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = helio_ui_test_find_button (child, label);
    if (found != NULL)
      return found;
  }
  return NULL;
}

guint
helio_ui_test_count_menu_items (gpointer menu)
{
  guint n = 0;

  if (g_str_equal (G_OBJECT_TYPE_NAME (menu), "GtkModelButton"))
    return gtk_widget_is_sensitive (menu) ? 1 : 0;
  for (GtkWidget *child = gtk_widget_get_first_child (menu); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += helio_ui_test_count_menu_items (child);
  return n;
}

static void
add_texts (GtkWidget *widget, GString *text)
{
  const char *own = NULL;

  if (!gtk_widget_get_child_visible (widget) || !gtk_widget_get_visible (widget))
    return;
  if (GTK_IS_LABEL (widget))
    own = gtk_label_get_text (GTK_LABEL (widget));
  else if (GTK_IS_INSCRIPTION (widget))
    own = gtk_inscription_get_text (GTK_INSCRIPTION (widget));
  if (own != NULL && *own != '\0')
    g_string_append_printf (text, "%s\n", own);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    add_texts (child, text);
}

char *
helio_ui_test_texts (gpointer widget)
{
  GString *text = g_string_new (NULL);

  add_texts (widget, text);
  return g_string_free (text, FALSE);
}

void
helio_ui_test_assert_named (gpointer widget)
{
  const gboolean is_menu = GTK_IS_MENU_BUTTON (widget);
  const char *icon = is_menu                  ? gtk_menu_button_get_icon_name (widget)
                     : GTK_IS_BUTTON (widget) ? gtk_button_get_icon_name (widget)
                                              : NULL;

  /* GTK's and libadwaita's own parts are named by what they are parts of. */
  if (!gtk_widget_get_visible (widget) || GTK_IS_EDITABLE (widget) || GTK_IS_DROP_DOWN (widget) ||
      GTK_IS_POPOVER (widget) || ADW_IS_SPLIT_BUTTON (widget) || GTK_IS_WINDOW_CONTROLS (widget))
    return;
  if (icon != NULL &&
      !gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL))
    g_error ("a button without a name, in %s: %s “%s”",
             G_OBJECT_TYPE_NAME (gtk_widget_get_parent (widget)),
             icon,
             gtk_widget_get_tooltip_text (widget));
  if (is_menu)
    return;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    helio_ui_test_assert_named (child);
}

#define TEXT_DEADLINE (20 * G_USEC_PER_SEC)

void
helio_ui_test_wait_text (gpointer widget, const char *text)
{
  gint64 deadline = g_get_monotonic_time () + TEXT_DEADLINE;

  for (;;) {
    g_autofree char *texts = helio_ui_test_texts (widget);

    if (strstr (texts, text) != NULL)
      return;
    if (g_get_monotonic_time () > deadline)
      g_error ("waited in vain for “%s” in:\n%s", text, texts);
    helio_ui_test_frames (widget, 2);
  }
}

void
helio_ui_test_feed (HelioMessageStore *store,
                    const char *topic,
                    const char *payload,
                    int qos,
                    gboolean retained)
{
  HelioMessage message = {
      .topic = topic,
      .topic_length = strlen (topic),
      .payload = (const guint8 *) payload,
      .payload_length = strlen (payload),
      .time = G_GINT64_CONSTANT (1767225600000000) + 184000, /* 2026-01-01T00:00:00.184Z */
      .qos = (guint8) qos,
      .retained = retained,
  };

  helio_message_store_append (store, &message);
}
