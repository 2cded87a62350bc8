// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* The window is 360 px wide and its text twice as large as usual: nothing may need more. And the columns of the
 * message list where lines begin at the right. */
#include "config.h"

#include "core/base/helio-error.h"
#include "support/helio-fake-connection.h"
#include "support/helio-test.h"
#include "ui/connections/helio-connection-list.h"
#include "ui/helio-ui-test.h"
#include "ui/messages/helio-message-header.h"
#include "ui/messages/helio-message-line.h"
#include "ui/topics/helio-topics-page.h"
#include "ui/widgets/helio-banner.h"
#include "ui/widgets/helio-width-bin.h"
#include "ui/widgets/helio-wrap-layout.h"
#include "ui/window/helio-connection-page.h"
#include "ui/window/helio-window.h"

#include <string.h>

#define NARROW 360

typedef struct {
  char *directory;
  HelioFakeClock *clock;
  HelioServices *services;
  HelioConnectionList *list;
  HelioWindow *window;
  HelioConnection *connection;
  HelioFakeConnection *fake;
  HelioTopicsPage *page;
} Fixture;

static const char profile_text[] =
    "{\"version\":1,\"id\":\"p1\",\"name\":\"Production of the whole company\","
    "\"broker\":{\"url\":\"ws://broker.example.com:8443/\",\"allow_insecure\":true},"
    "\"sign_in\":{\"domain\":\"tenant.example.com\",\"client_id\":\"abc\",\"audience\":\"x\"},"
    "\"credentials\":{\"method\":\"exchange\",\"exchange\":{\"url\":\"https://service.example.com/"
    "e\",\"provider\":\"auth0\"}},"
    "\"subscriptions\":[{\"filter\":\"a/rather/long/filter/for/one/device/only/#\"}]}";

static void
store_profile (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioProfile) profile =
      helio_profile_from_text (profile_text, strlen (profile_text), &error);
  HelioTestResult result = {0};

  g_assert_no_error (error);
  helio_profile_store_save_async (self->services->profiles,
                                  profile,
                                  NULL,
                                  helio_test_result_ready,
                                  &result);
  helio_profile_store_save_finish (self->services->profiles,
                                   helio_test_result_wait (&result, 10),
                                   &error);
  g_assert_no_error (error);
  helio_test_result_clear (&result);
}

static void
set_text_scale (int percent)
{
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 96 * PANGO_SCALE * percent / 100, NULL);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  HelioConnectionItem *item;

  set_text_scale (200);
  self->directory = helio_test_make_dir ();
  self->clock = helio_fake_clock_new ();
  self->services = helio_fake_services_new (HELIO_CLOCK (self->clock), self->directory);
  self->list = helio_connection_list_new (self->services);
  store_profile (self);
  item = helio_connection_list_find (self->list, "p1");
  self->connection = helio_connection_item_get_connection (item);
  self->fake = helio_fake_connection (self->connection);
  self->window = helio_window_new (NULL, self->list, NULL);
  gtk_window_set_default_size (GTK_WINDOW (self->window), NARROW, 700);
  gtk_window_present (GTK_WINDOW (self->window));
  helio_window_show_item (self->window, item);
  helio_ui_test_frames (GTK_WIDGET (self->window), 4);
  self->page = helio_ui_test_find (self->window, HELIO_TYPE_TOPICS_PAGE);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  helio_test_settle ();
  g_assert_finalize_object (self->list);
  helio_services_unref (self->services);
  helio_test_wait_gone (self->clock, 10, "the clock to go");
  helio_test_remove_dir (self->directory);
  set_text_scale (100);
}

static void
add_culprits (GtkWidget *widget, int limit, guint depth, GString *text)
{
  int minimum;

  if (!gtk_widget_get_visible (widget) || !gtk_widget_get_child_visible (widget) ||
      GTK_IS_POPOVER (widget))
    return;
  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  if (minimum > limit / 2)
    g_string_append_printf (text,
                            "%*s%s %s %d\n",
                            (int) depth * 2,
                            "",
                            G_OBJECT_TYPE_NAME (widget),
                            gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget)),
                            minimum);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    add_culprits (child, limit, depth + 1, text);
}

static void
assert_fits (GtkWidget *widget, int limit, const char *when)
{
  int minimum;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  if (minimum > limit) {
    g_autoptr (GString) text = g_string_new (NULL);

    add_culprits (widget, limit, 0, text);
    g_error ("%s: %d px are needed where %d are there:\n%s", when, minimum, limit, text->str);
  }
}

static void
assert_window_fits (Fixture *self, const char *when)
{
  GtkWidget *bin = helio_ui_test_child (self->page, HELIO_TYPE_TOPICS_PAGE, "width_bin");

  helio_ui_test_frames (GTK_WIDGET (self->window), 3);
  assert_fits (GTK_WIDGET (self->window), NARROW, when);
  assert_fits (gtk_widget_get_first_child (bin), NARROW - 12, when);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (self->window)), <=, NARROW);
}

static void
test_states (Fixture *self, gconstpointer data)
{
  static const HelioSessionState states[] = {HELIO_SESSION_IDLE,
                                             HELIO_SESSION_CONNECTING,
                                             HELIO_SESSION_WAITING_TO_RETRY,
                                             HELIO_SESSION_NEEDS_SIGN_IN,
                                             HELIO_SESSION_FAILED};

  assert_window_fits (self, "at first");
  for (guint i = 0; i < G_N_ELEMENTS (states); i++) {
    g_clear_error (&self->fake->error);
    if (states[i] >= HELIO_SESSION_WAITING_TO_RETRY)
      self->fake->error = helio_error_new (HELIO_ERROR_NETWORK,
                                           "Check the address and the network, then try again.",
                                           "broker.example.com:8443 cannot be reached.");
    helio_fake_connection_set_state (self->connection, states[i], "Some reason or other.");
    assert_window_fits (self, helio_session_state_get_nick (states[i]));
  }
  g_clear_error (&self->fake->error);
  self->fake->missing_secret = HELIO_KEYRING_EXCHANGE_KEY;
  helio_fake_connection_changed (self->connection);
  assert_window_fits (self, "a secret is missing");
  self->fake->missing_secret = -1;
  helio_fake_connection_go_online (self->connection);
  assert_window_fits (self, "online");
}

static gpointer
page_child (Fixture *self, const char *id)
{
  return helio_ui_test_child (helio_ui_test_find (self->window, HELIO_TYPE_CONNECTION_PAGE),
                              HELIO_TYPE_CONNECTION_PAGE,
                              id);
}

static float
get_top (Fixture *self, const char *id)
{
  graphene_rect_t bounds;

  helio_ui_test_frames (GTK_WIDGET (self->window), 3);
  g_assert_true (
      gtk_widget_compute_bounds (page_child (self, id), GTK_WIDGET (self->window), &bounds));
  return bounds.origin.y;
}

/* A banner that comes or goes puts no other button under the pointer. */
static void
test_banner (Fixture *self, gconstpointer data)
{
  float top;

  helio_fake_connection_go_online (self->connection);
  top = get_top (self, "view_bar");
  self->fake->warning = helio_error_new (HELIO_ERROR_FAILED, "This helps.", "Beware.");
  helio_fake_connection_changed (self->connection);
  g_assert_true (helio_banner_get_revealed (page_child (self, "warning_banner")));
  g_assert_cmpfloat (get_top (self, "view_bar"), ==, top);
}

static void
assert_not_met (Fixture *self, GtkWidget *button)
{
  g_assert_false (gtk_widget_get_mapped (button));
  gtk_test_accessible_assert_state (button, GTK_ACCESSIBLE_STATE_HIDDEN, TRUE);
  for (guint i = 0; i < 40; i++) {
    gtk_widget_child_focus (GTK_WIDGET (self->window), GTK_DIR_TAB_FORWARD);
    g_assert_true (gtk_window_get_focus (GTK_WINDOW (self->window)) != button);
  }
}

static gboolean
is_wide (gpointer window)
{
  return gtk_widget_get_width (window) > NARROW;
}

/* The X server has its say. */
static void
set_width (Fixture *self, int width)
{
  gtk_window_set_default_size (GTK_WINDOW (self->window), width, 700);
  if (width <= NARROW)
    return;
  helio_test_wait (is_wide, self->window, 20, "the window to be wide");
  /* A breakpoint takes all off the screen until the next frame, and GTK loses a reference to what is hidden with the
   * focus in it, twice within a frame. */
  helio_ui_test_frames (GTK_WIDGET (self->window), 3);
}

/* Nor does the button beside the views move what is below, in whatever line it stands. */
static void
test_button (Fixture *self, gconstpointer data)
{
  static const struct {
    int width, percent;
  } sizes[] = {{NARROW, 200}, {NARROW, 100}, {1000, 100}, {1000, 200}};
  GtkWidget *button = page_child (self, "help");

  self->fake->warning = helio_error_new (HELIO_ERROR_FAILED, "This helps.", "Beware.");
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    float top;

    set_text_scale (sizes[i].percent);
    set_width (self, sizes[i].width);
    helio_fake_connection_go_online (self->connection);
    helio_ui_test_frames (GTK_WIDGET (self->window), 10);
    top = get_top (self, "warning_banner");
    g_assert_true (gtk_widget_get_mapped (button));
    gtk_test_accessible_assert_state (button, GTK_ACCESSIBLE_STATE_HIDDEN, FALSE);
    /* What is under way has its button on the page that comes. */
    self->fake->login = helio_fake_login_new ();
    helio_fake_connection_set_state (self->connection, HELIO_SESSION_SIGNING_IN, NULL);
    g_assert_cmpfloat (get_top (self, "warning_banner"), ==, top);
    assert_not_met (self, button);
    helio_ui_test_picture (GTK_WIDGET (self->window), i == 0 ? "button-away-large" : "button-away");
    g_clear_object (&self->fake->login);
  }
}

static void
test_panes (Fixture *self, gconstpointer data)
{
  static const char *const panes[] = {"nav_topics",
                                      "nav_messages",
                                      "nav_subscriptions",
                                      "nav_publish"};
  HelioMessageStore *store = helio_connection_get_store (self->connection);

  helio_fake_connection_go_online (self->connection);
  for (guint i = 0; i < 30; i++)
    helio_ui_test_feed (store, "site/3/line/1/temperature/average", "{\"v\": 23.4}", 1, i == 0);
  for (guint i = 0; i < G_N_ELEMENTS (panes); i++) {
    gtk_toggle_button_set_active (
        helio_ui_test_child (self->page, HELIO_TYPE_TOPICS_PAGE, panes[i]),
        TRUE);
    assert_window_fits (self, panes[i]);
  }
}

/* From the list of connections, say, and with another pane on screen. */
static void
test_find (Fixture *self, gconstpointer data)
{
  GtkWidget *list = helio_ui_test_child (self->page, HELIO_TYPE_TOPICS_PAGE, "message_list");

  gtk_toggle_button_set_active (
      helio_ui_test_child (self->page, HELIO_TYPE_TOPICS_PAGE, "nav_publish"),
      TRUE);
  gtk_window_set_focus (GTK_WINDOW (self->window), NULL);
  helio_ui_test_frames (GTK_WIDGET (self->window), 3);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->window), "win.find", NULL));
  helio_ui_test_frames (GTK_WIDGET (self->window), 3);
  g_assert_nonnull (gtk_widget_get_focus_child (list));
  g_assert_true (gtk_widget_get_mapped (list));
}

/* Keys lead everywhere, whatever is on screen. */
static void
test_keys (Fixture *self, gconstpointer data)
{
  static const struct {
    const char *action, *child;
  } writes[] = {{"win.publish", "publish_pane"}, {"win.subscribe", "subscription_list"}};
  static const char *const views[] = {"access", "plots", "sign-in", "topics", "access"};

  for (guint i = 0; i < G_N_ELEMENTS (views); i++) {
    g_assert_true (
        gtk_widget_activate_action (GTK_WIDGET (self->window), "win.show-view", "s", views[i]));
    g_assert_cmpstr (adw_view_stack_get_visible_child_name (page_child (self, "views")),
                     ==,
                     views[i]);
  }
  for (guint i = 0; i < G_N_ELEMENTS (writes); i++) {
    GtkWidget *child = helio_ui_test_child (self->page, HELIO_TYPE_TOPICS_PAGE, writes[i].child);

    g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->window), writes[i].action, NULL));
    helio_ui_test_frames (GTK_WIDGET (self->window), 3);
    g_assert_nonnull (gtk_widget_get_focus_child (child));
    g_assert_true (gtk_widget_get_mapped (child));
  }
}

static void
assert_tabs_fit (Fixture *self)
{
  int needed;

  helio_ui_test_frames (GTK_WIDGET (self->window), 4);
  gtk_widget_measure (page_child (self, "switcher"),
                      GTK_ORIENTATION_HORIZONTAL,
                      -1,
                      &needed,
                      NULL,
                      NULL,
                      NULL);
  g_assert_cmpint (needed, <=, gtk_widget_get_width (page_child (self, "view_bar")));
}

/* Beside one another only where there is room. */
static void
test_tabs (Fixture *self, gconstpointer data)
{
  assert_tabs_fit (self);
  g_assert_cmpint (adw_view_switcher_get_policy (page_child (self, "switcher")),
                   ==,
                   ADW_VIEW_SWITCHER_POLICY_NARROW);
  helio_ui_test_picture (GTK_WIDGET (self->window), "narrow-tabs");
  set_text_scale (100);
  set_width (self, 1000);
  assert_tabs_fit (self);
  g_assert_cmpint (adw_view_switcher_get_policy (page_child (self, "switcher")),
                   ==,
                   ADW_VIEW_SWITCHER_POLICY_WIDE);
}

/* Columns */

/* Whether anything is drawn in these columns of pixels of a picture of @widget. */
static gboolean
has_ink (const guint32 *pixels, int stride, int height, int from, int to)
{
  for (int y = 0; y < height; y++)
    for (int x = from; x < to; x++)
      if (pixels[y * stride + x] != pixels[y * stride])
        return TRUE;
  return FALSE;
}

static guint32 *
draw (GtkWidget *widget, int width, int height)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  guint32 *pixels = g_new0 (guint32, (gsize) width * (gsize) height);
  const GdkRGBA white = {1, 1, 1, 1};
  GtkWidget *parent = gtk_widget_get_parent (widget);
  graphene_rect_t bounds;

  gtk_snapshot_append_color (snapshot,
                             &white,
                             &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  g_assert_true (gtk_widget_compute_bounds (widget, parent, &bounds));
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (-bounds.origin.x, -bounds.origin.y));
  gtk_widget_snapshot_child (parent, widget, snapshot);
  node = gtk_snapshot_free_to_node (snapshot);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (gtk_widget_get_native (widget)),
                                         node,
                                         &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  gdk_texture_download (texture, (guchar *) pixels, (gsize) width * 4);
  return pixels;
}

/* Every column that is there has ink, and there is none between them. */
static void
assert_columns (GtkWidget *widget, HelioMessageColumns *columns, gboolean rtl)
{
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  g_autofree guint32 *pixels = draw (widget, width, height);
  const HelioColumnSpan *spans = helio_message_columns_get_spans (columns, width);
  int end = 0;

  for (guint i = 0; i < HELIO_N_COLUMNS; i++) {
    int from = spans[i].x, to = spans[i].x + spans[i].width;

    if (spans[i].width == 0)
      continue;
    g_test_message ("column %u from %d to %d", i, from, to);
    g_assert_true (
        has_ink (pixels, width, height, rtl ? width - to : from, rtl ? width - from : to));
    /* The edge of a letter may reach a pixel over its place. */
    g_assert_false (has_ink (pixels,
                             width,
                             height,
                             rtl ? width - from + 1 : end + 1,
                             rtl ? width - end - 1 : from - 1));
    end = to;
  }
}

static void
check_columns (int width, int percent, gboolean rtl)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (HELIO_STORE_DEFAULT_BUDGET);
  g_autoptr (HelioMessageColumns) columns = helio_message_columns_new ();
  GtkWidget *box, *header, *line, *numbers;
  GtkWindow *window;

  set_text_scale (percent);
  gtk_widget_set_default_direction (rtl ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
  helio_ui_test_feed (store, "site/3/line/1/temperature", "{\"v\": 23.4, \"u\": \"C\"}", 1, FALSE);
  helio_ui_test_feed (store, "7", "56.1", 0, FALSE);
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  header = g_object_new (HELIO_TYPE_MESSAGE_HEADER, NULL);
  line = GTK_WIDGET (helio_message_line_new (store, columns));
  numbers = GTK_WIDGET (helio_message_line_new (store, columns));
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), line);
  gtk_box_append (GTK_BOX (box), numbers);
  helio_message_columns_set_style (columns, box);
  helio_message_header_set_columns (HELIO_MESSAGE_HEADER (header), columns);
  helio_message_line_set_seq (HELIO_MESSAGE_LINE (line), 0);
  helio_message_line_set_seq (HELIO_MESSAGE_LINE (numbers), 1);
  window = helio_ui_test_show (box, width, 200);
  helio_message_columns_set_style (columns, line);
  gtk_widget_queue_draw (header);
  gtk_widget_queue_draw (line);
  gtk_widget_queue_draw (numbers);
  helio_ui_test_frames (box, 3);
  assert_columns (header, columns, rtl);
  assert_columns (line, columns, rtl);
  assert_columns (numbers, columns, rtl);
  gtk_window_destroy (window);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
  set_text_scale (100);
}

static void
test_columns (void)
{
  static const int widths[] = {340, 500, 800};

  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    for (int percent = 100; percent <= 200; percent += 100) {
      check_columns (widths[i], percent, FALSE);
      check_columns (widths[i], percent, TRUE);
    }
}

/* Lines */

static GtkWidget *
new_row (gboolean homogeneous, guint n)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkLayoutManager *layout = helio_wrap_layout_new ();

  g_object_set (layout, "spacing", 10, "homogeneous", homogeneous, NULL);
  gtk_widget_set_layout_manager (box, layout);
  for (guint i = 0; i < n; i++) {
    GtkWidget *child = gtk_drawing_area_new ();

    gtk_widget_set_size_request (child, 100, 20);
    gtk_box_append (GTK_BOX (box), child);
  }
  return box;
}

/* "x,y,width" of each child. */
static char *
describe_places (GtkWidget *box)
{
  GString *text = g_string_new (NULL);

  for (GtkWidget *child = gtk_widget_get_first_child (box); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    graphene_rect_t bounds;

    g_assert_true (gtk_widget_compute_bounds (child, box, &bounds));
    g_string_append_printf (text,
                            "%s%g,%g,%g",
                            text->len > 0 ? " " : "",
                            (double) bounds.origin.x,
                            (double) bounds.origin.y,
                            (double) bounds.size.width);
  }
  return g_string_free (text, FALSE);
}

static void
assert_places (GtkWidget *box, int width, const char *expected)
{
  GtkWindow *window;
  g_autofree char *places = NULL;
  int height;

  gtk_widget_set_halign (box, GTK_ALIGN_START);
  gtk_widget_set_valign (box, GTK_ALIGN_START);
  gtk_widget_set_size_request (box, width, -1);
  window = helio_ui_test_show (box, width, 200);
  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, width, &height, NULL, NULL, NULL);
  gtk_widget_allocate (box, width, height, -1, NULL);
  places = describe_places (box);
  g_assert_cmpstr (places, ==, expected);
  gtk_window_destroy (window);
}

static void
test_wrap (void)
{
  GtkWidget *box;

  assert_places (new_row (FALSE, 3), 400, "0,0,100 110,0,100 220,0,100");
  assert_places (new_row (FALSE, 3), 250, "0,0,100 110,0,100 0,30,100");
  assert_places (new_row (FALSE, 3), 100, "0,0,100 0,30,100 0,60,100");
  box = new_row (FALSE, 3);
  gtk_widget_set_hexpand (gtk_widget_get_first_child (box), TRUE);
  gtk_widget_set_hexpand (gtk_widget_get_last_child (box), TRUE);
  assert_places (box, 250, "0,0,140 150,0,100 0,30,250");
  /* No lone one in the last line. */
  assert_places (new_row (TRUE, 4), 430, "0,0,100 110,0,100 220,0,100 330,0,100");
  assert_places (new_row (TRUE, 4), 350, "0,0,170 180,0,170 0,30,170 180,30,170");
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  assert_places (new_row (FALSE, 3), 250, "150,0,100 40,0,100 150,30,100");
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

int
main (int argc, char **argv)
{
  helio_ui_test_init (&argc, &argv);
  g_test_add ("/narrow/states", Fixture, NULL, set_up, test_states, tear_down);
  g_test_add ("/narrow/banner", Fixture, NULL, set_up, test_banner, tear_down);
  g_test_add ("/narrow/button", Fixture, NULL, set_up, test_button, tear_down);
  g_test_add ("/narrow/panes", Fixture, NULL, set_up, test_panes, tear_down);
  g_test_add ("/narrow/find", Fixture, NULL, set_up, test_find, tear_down);
  g_test_add ("/narrow/keys", Fixture, NULL, set_up, test_keys, tear_down);
  g_test_add ("/narrow/tabs", Fixture, NULL, set_up, test_tabs, tear_down);
  g_test_add_func ("/narrow/columns", test_columns);
  g_test_add_func ("/narrow/wrap", test_wrap);
  return g_test_run ();
}
