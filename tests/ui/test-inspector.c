// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/mqtt/helio-properties.h"
#include "core/store/helio-payload.h"
#include "ui/helio-ui-test.h"
#include "ui/messages/helio-inspector.h"
#include "ui/messages/helio-message-diff.h"
#include "ui/messages/helio-payload-copy.h"
#include "ui/messages/helio-payload-view.h"
#include "ui/widgets/helio-payload-saver.h"

#include <gtksourceview/gtksource.h>
#include <string.h>

typedef struct {
  HelioMessageStore *store;
  HelioInspector *inspector;
  HelioPayloadView *payload_view;
  GtkSourceBuffer *buffer;
  GtkWindow *window;
  guint idle_refs; /* of the payload view */
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->store = helio_message_store_new (HELIO_STORE_DEFAULT_BUDGET);
  self->inspector = g_object_ref_sink (helio_inspector_new ());
  helio_inspector_set_store (self->inspector, self->store);
  self->window = helio_ui_test_show (GTK_WIDGET (self->inspector), 360, 600);
  self->payload_view = helio_ui_test_child (self->inspector, HELIO_TYPE_INSPECTOR, "payload_view");
  self->buffer = helio_ui_test_child (self->payload_view, HELIO_TYPE_PAYLOAD_VIEW, "buffer");
  self->idle_refs = G_OBJECT (self->payload_view)->ref_count;
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gtk_window_destroy (self->window);
  g_assert_finalize_object (self->inspector);
  g_assert_finalize_object (self->store);
}

static char *
get_text (Fixture *self)
{
  char *text;

  g_object_get (self->buffer, "text", &text, NULL);
  return text;
}

static void
append (Fixture *self, const char *topic, const void *payload, gsize length, GByteArray *properties)
{
  HelioMessage message = {
      .topic = topic,
      .topic_length = strlen (topic),
      .payload = payload,
      .payload_length = length,
      .properties = properties != NULL ? properties->data : NULL,
      .properties_length = properties != NULL ? properties->len : 0,
      .time = G_GINT64_CONSTANT (1767225600184000),
      .qos = 1,
      .retained = properties != NULL,
  };

  helio_message_store_append (self->store, &message);
}

static void
test_json (Fixture *self, gconstpointer data)
{
  g_autofree char *text = NULL, *texts = NULL, *plain = NULL;

  helio_ui_test_feed (self->store, "site/3/temp", "{\"v\":23.40,\"u\":\"C\"}", 1, TRUE);
  helio_inspector_show_message (self->inspector, 0);
  text = get_text (self);
  g_assert_cmpstr (text, ==, "{\n  \"v\": 23.40,\n  \"u\": \"C\"\n}");
  g_assert_true (gtk_source_buffer_get_highlight_syntax (self->buffer));
  texts = helio_ui_test_texts (self->inspector);
  g_assert_nonnull (strstr (texts, "site/3/temp"));
  g_assert_nonnull (strstr (texts, "QoS 1 · 19 B"));
  g_assert_nonnull (strstr (texts, "Retained"));

  helio_payload_view_set_mode (self->payload_view, HELIO_PAYLOAD_VIEW_TEXT);
  plain = get_text (self);
  g_assert_cmpstr (plain, ==, "{\"v\":23.40,\"u\":\"C\"}");
  g_assert_false (gtk_source_buffer_get_highlight_syntax (self->buffer));
}

static void
test_binary (Fixture *self, gconstpointer data)
{
  const guint8 payload[] = {0xff, 0x00, 0x41};
  GtkWidget *json =
      helio_ui_test_child (self->payload_view, HELIO_TYPE_PAYLOAD_VIEW, "formatted_button");
  g_autofree char *text = NULL, *copy = NULL, *base64 = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new (payload, sizeof payload);

  append (self, "bin", payload, sizeof payload, NULL);
  helio_inspector_show_message (self->inspector, 0);
  g_assert_cmpint (helio_payload_view_get_shown_mode (self->payload_view),
                   ==,
                   HELIO_PAYLOAD_VIEW_HEX);
  text = get_text (self);
  g_assert_nonnull (strstr (text, "ff 00 41"));
  g_assert_false (gtk_widget_get_sensitive (json));
  copy = helio_payload_copy_to_text (bytes, HELIO_COPY_TEXT);
  g_assert_cmpstr (copy, ==, "ff0041");
  base64 = helio_payload_copy_to_text (bytes, HELIO_COPY_BASE64);
  g_assert_cmpstr (base64, ==, "/wBB");
}

static void
test_large (Fixture *self, gconstpointer data)
{
  gsize length = 3 * HELIO_PAYLOAD_TEXT_MAX / 2;
  g_autofree char *payload = g_malloc (length);
  GtkWidget *more = helio_ui_test_child (self->payload_view, HELIO_TYPE_PAYLOAD_VIEW, "more_box");
  g_autofree char *text = NULL, *whole = NULL;

  memset (payload, 'x', length);
  for (gsize i = 99; i < length; i += 100)
    payload[i] = '\n';
  append (self, "large", payload, length, NULL);
  helio_inspector_show_message (self->inspector, 0);
  text = get_text (self);
  g_assert_cmpuint (strlen (text), <=, HELIO_PAYLOAD_TEXT_MAX);
  g_assert_true (gtk_widget_get_visible (more));
  for (guint i = 0; i < 2; i++)
    g_signal_emit_by_name (
        helio_ui_test_child (self->payload_view, HELIO_TYPE_PAYLOAD_VIEW, "more_button"),
        "clicked");
  whole = get_text (self);
  g_assert_cmpuint (strlen (whole), ==, length);
  g_assert_false (gtk_widget_get_visible (more));
}

static gboolean shows_json (gpointer data);

/* ── unpacked, pictures, XML ── */

static void
append_packed (Fixture *self, const char *text)
{
  g_autoptr (GConverter) converter =
      G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9));
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) out = g_converter_output_stream_new (memory, converter);

  g_assert_true (g_output_stream_write_all (out, text, strlen (text), NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (out, NULL, NULL));
  append (self,
          "packed",
          g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (memory)),
          g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (memory)),
          NULL);
}

static void
test_packed (Fixture *self, gconstpointer data)
{
  GtkToggleButton *as_sent =
      helio_ui_test_child (self->payload_view, HELIO_TYPE_PAYLOAD_VIEW, "packed_button");
  g_autofree char *text = NULL, *texts = NULL, *hex = NULL;

  append_packed (self, "{\"temp\":23.4,\"unit\":\"C\"}");
  helio_inspector_show_message (self->inspector, 0);
  helio_test_wait (shows_json, self, 20, "what was packed");
  text = get_text (self);
  g_assert_cmpstr (text, ==, "{\n  \"temp\": 23.4,\n  \"unit\": \"C\"\n}");
  texts = helio_ui_test_texts (self->inspector);
  g_assert_nonnull (strstr (texts, "24 B, unpacked from gzip of "));
  helio_ui_test_picture (GTK_WIDGET (self->window), "inspector-packed");
  g_assert_cmpint (
      memcmp (g_bytes_get_data (helio_payload_view_get_payload (self->payload_view), NULL),
              "\x1f\x8b",
              2),
      ==,
      0);
  g_assert_cmpuint (g_bytes_get_size (helio_payload_view_get_shown_bytes (self->payload_view)),
                    ==,
                    24);

  gtk_toggle_button_set_active (as_sent, TRUE);
  helio_ui_test_wait_text (self->payload_view, "As it was sent: packed");
  hex = get_text (self);
  g_assert_nonnull (strstr (hex, "1f 8b 08"));
  /* The next message is unpacked again. */
  append_packed (self, "{\"temp\":23.5}");
  helio_inspector_show_message (self->inspector, 1);
  helio_test_wait (shows_json, self, 20, "the next one");
  g_assert_false (gtk_toggle_button_get_active (as_sent));
}

static void
test_picture (Fixture *self, gconstpointer data)
{
  const guint8 pixels[4 * 3 * 4] = {255};
  static const char huge[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\1\0\0\0\1\0\0\x08";
  g_autoptr (GBytes) raw = g_bytes_new (pixels, sizeof pixels);
  g_autoptr (GdkTexture) texture = gdk_memory_texture_new (4, 3, GDK_MEMORY_R8G8B8A8, raw, 4 * 4);
  g_autoptr (GBytes) png = gdk_texture_save_to_png_bytes (texture);
  GtkPicture *picture =
      helio_ui_test_child (self->payload_view, HELIO_TYPE_PAYLOAD_VIEW, "picture");
  gsize length;
  const void *bytes = g_bytes_get_data (png, &length);

  append (self, "camera", bytes, length, NULL);
  helio_inspector_show_message (self->inspector, 0);
  helio_ui_test_wait_text (self->payload_view, "PNG, 4 × 3");
  helio_ui_test_picture (GTK_WIDGET (self->window), "inspector-picture");
  g_assert_cmpint (helio_payload_view_get_shown_mode (self->payload_view),
                   ==,
                   HELIO_PAYLOAD_VIEW_FORMATTED);
  g_assert_cmpint (gdk_paintable_get_intrinsic_width (gtk_picture_get_paintable (picture)), ==, 4);

  /* 65,536 × 65,536 in a few bytes, and one that is cut. */
  append (self, "camera", huge, sizeof huge - 1, NULL);
  helio_inspector_show_message (self->inspector, 1);
  helio_ui_test_wait_text (self->payload_view, "PNG, 65,536 × 65,536: too large to be shown");
  append (self, "camera", bytes, length / 2, NULL);
  helio_inspector_show_message (self->inspector, 2);
  helio_ui_test_wait_text (self->payload_view, "Looks like PNG, but cannot be shown");
  g_assert_cmpint (helio_payload_view_get_shown_mode (self->payload_view),
                   ==,
                   HELIO_PAYLOAD_VIEW_HEX);
}

static void
test_xml (Fixture *self, gconstpointer data)
{
  g_autofree char *text = NULL;

  helio_ui_test_feed (self->store, "site/3", "<v u=\"C\"><t>23.4</t></v>", 1, FALSE);
  helio_inspector_show_message (self->inspector, 0);
  text = get_text (self);
  g_assert_cmpstr (text, ==, "<v u=\"C\">\n  <t>23.4</t>\n</v>");
  g_assert_true (gtk_source_buffer_get_highlight_syntax (self->buffer));
}

static void
test_convention (Fixture *self, gconstpointer data)
{
  g_autofree char *texts = NULL, *other = NULL;

  helio_ui_test_feed (self->store, "$spaces/42/presence", "{}", 0, FALSE);
  helio_ui_test_feed (self->store, "site/3", "1", 0, FALSE);
  helio_inspector_show_message (self->inspector, 0);
  texts = helio_ui_test_texts (self->inspector);
  g_assert_nonnull (strstr (texts, "Presence in a space"));
  helio_inspector_show_message (self->inspector, 1);
  other = helio_ui_test_texts (self->inspector);
  g_assert_null (strstr (other, "Presence"));
}

/* ── comparing ── */

static HelioMessageDiff *
find_diff (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (HELIO_IS_MESSAGE_DIFF (l->data))
      return l->data;
  return NULL;
}

static gboolean
is_compared (gpointer diff)
{
  return helio_message_diff_is_ready (diff);
}

static char *
get_diff (HelioMessageDiff *diff)
{
  GtkTextView *view = helio_ui_test_child (diff, HELIO_TYPE_MESSAGE_DIFF, "text_view");
  char *text;

  helio_test_wait (is_compared, diff, 20, "the difference");
  g_object_get (gtk_text_view_get_buffer (view), "text", &text, NULL);
  return text;
}

static void
test_compare (Fixture *self, gconstpointer data)
{
  GtkWidget *inspector = GTK_WIDGET (self->inspector);
  HelioMessageDiff *diff;
  g_autofree char *text = NULL, *texts = NULL, *back = NULL, *any = NULL;

  helio_ui_test_feed (self->store, "a", "{\"v\":1,\"u\":\"F\"}", 1, FALSE);
  helio_ui_test_feed (self->store, "a", "{\"v\":2,\"u\":\"C\"}", 1, FALSE);
  helio_ui_test_feed (self->store, "b", "other", 1, FALSE);
  helio_ui_test_feed (self->store, "a", "{\"v\":3,\"u\":\"C\"}", 1, FALSE);
  helio_inspector_show_message (self->inspector, 3);
  g_assert_true (gtk_widget_activate_action (inspector, "inspector.compare-previous", NULL));
  diff = find_diff ();
  g_assert_nonnull (diff);
  text = get_diff (diff);
  g_assert_cmpstr (text, ==, "  {\n−   \"v\": 2,\n+   \"v\": 3,\n    \"u\": \"C\"\n  }\n");
  texts = helio_ui_test_texts (diff);
  g_assert_nonnull (strstr (texts, "1 line removed · 1 line added"));
  helio_ui_test_picture (GTK_WIDGET (diff), "compare");
  g_signal_emit_by_name (helio_ui_test_child (diff, HELIO_TYPE_MESSAGE_DIFF, "back_button"),
                         "clicked");
  back = get_diff (diff);
  g_assert_nonnull (strstr (back, "−   \"u\": \"F\"\n"));
  gtk_window_destroy (GTK_WINDOW (diff));

  /* Any two. */
  helio_inspector_show_message (self->inspector, 2);
  gtk_widget_activate_action (inspector, "inspector.remember", NULL);
  helio_inspector_show_message (self->inspector, 0);
  g_assert_true (gtk_widget_activate_action (inspector, "inspector.compare-remembered", NULL));
  diff = find_diff ();
  any = get_diff (diff);
  g_assert_cmpstr (any, ==, "− {\"v\":1,\"u\":\"F\"}\n+ other\n");
  gtk_window_destroy (GTK_WINDOW (diff));
}

static void
on_insert (GtkTextBuffer *buffer, GtkTextIter *where, const char *text, int length, guint *n)
{
  (*n)++;
}

/* Lines go in together, and no more than a text view can take. */
static void
test_compare_many (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) before = g_string_new (NULL);
  g_autoptr (GString) after = g_string_new (NULL);
  HelioMessageDiff *diff;
  GtkTextBuffer *buffer;
  g_autofree char *text = NULL, *texts = NULL;
  guint n_inserted = 0;

  for (guint i = 0; i < 15000; i++) {
    g_string_append (before, "a\n");
    g_string_append (after, "b\n");
  }
  helio_ui_test_feed (self->store, "a", before->str, 1, FALSE);
  helio_ui_test_feed (self->store, "a", after->str, 1, FALSE);
  helio_inspector_show_message (self->inspector, 1);
  gtk_widget_activate_action (GTK_WIDGET (self->inspector), "inspector.compare-previous", NULL);
  diff = find_diff ();
  buffer =
      gtk_text_view_get_buffer (helio_ui_test_child (diff, HELIO_TYPE_MESSAGE_DIFF, "text_view"));
  g_signal_connect (buffer, "insert-text", G_CALLBACK (on_insert), &n_inserted);
  text = get_diff (diff);
  g_assert_cmpuint (n_inserted, <=, 4);
  g_assert_cmpint (gtk_text_buffer_get_line_count (buffer), ==, 10001);
  texts = helio_ui_test_texts (diff);
  g_assert_nonnull (strstr (texts, "Only the first 10,000 lines are shown."));
  gtk_window_destroy (GTK_WINDOW (diff));
}

static gboolean
shows_json (gpointer data)
{
  return helio_payload_view_get_shown_mode (((Fixture *) data)->payload_view) ==
         HELIO_PAYLOAD_VIEW_FORMATTED;
}

static gboolean
is_hidden (gpointer data)
{
  return !gtk_widget_get_visible (data);
}

/* What is under way in a thread has a reference. */
static gboolean
is_idle (gpointer data)
{
  Fixture *self = data;

  return self->idle_refs == (guint) g_atomic_int_get (&G_OBJECT (self->payload_view)->ref_count);
}

/* JSON that takes long is indented elsewhere; what was chosen meanwhile is not overwritten. */
static void
test_long_json (Fixture *self, gconstpointer data)
{
  GtkWidget *more = helio_ui_test_child (self->payload_view, HELIO_TYPE_PAYLOAD_VIEW, "more_box");
  GtkLabel *label = helio_ui_test_child (self->payload_view, HELIO_TYPE_PAYLOAD_VIEW, "more_label");
  g_autoptr (GString) payload = g_string_new ("[");
  g_autofree char *part = NULL, *small = NULL, *text = NULL;

  while (payload->len < 3 * HELIO_PAYLOAD_HIGHLIGHT_MAX)
    g_string_append (payload, "1234567,");
  g_string_append (payload, "89]");
  append (self, "array", payload->str, payload->len, NULL);
  append (self, "small", "x", 1, NULL);
  helio_inspector_show_message (self->inspector, 0);
  helio_test_wait (shows_json, self, 20, "JSON");
  part = get_text (self);
  g_assert_true (g_str_has_prefix (part, "[\n  1234567,\n"));
  g_assert_true (gtk_widget_get_visible (more));
  g_assert_true (g_str_has_prefix (gtk_label_get_text (label), "The first "));
  g_signal_emit_by_name (
      helio_ui_test_child (self->payload_view, HELIO_TYPE_PAYLOAD_VIEW, "more_button"),
      "clicked");
  helio_test_wait (is_hidden, more, 20, "all of it");
  text = get_text (self);
  g_assert_true (g_str_has_suffix (text, "\n  89\n]"));

  helio_inspector_show_message (self->inspector, 0);
  helio_inspector_show_message (self->inspector, 1);
  helio_test_wait (is_idle, self, 20, "the pool");
  small = get_text (self);
  g_assert_cmpstr (small, ==, "x");
}

/* 128 KiB is the most that is highlighted: beyond, clearing it would freeze the window. */
static void
test_highlight_limit (Fixture *self, gconstpointer data)
{
  GString *payload = g_string_new ("[");

  while (payload->len < HELIO_PAYLOAD_HIGHLIGHT_MAX)
    g_string_append (payload, "1234567,");
  g_string_append (payload, "1]");
  append (self, "array", payload->str, payload->len, NULL);
  helio_inspector_show_message (self->inspector, 0);
  helio_test_wait (shows_json, self, 20, "JSON");
  g_assert_false (gtk_source_buffer_get_highlight_syntax (self->buffer));
  g_string_free (payload, TRUE);
}

static void
test_properties (Fixture *self, gconstpointer data)
{
  g_autoptr (GByteArray) wire = g_byte_array_new ();
  g_autofree char *texts = NULL, *none = NULL;

  helio_properties_add_string (wire, 0x03, "application/json");
  helio_properties_add_pair (wire, 0x26, "trace-id", "5f0c");
  append (self, "with", "1", 1, wire);
  append (self, "without", "1", 1, NULL);
  helio_inspector_show_message (self->inspector, 0);
  texts = helio_ui_test_texts (self->inspector);
  g_assert_nonnull (strstr (texts, "Properties (2)"));
  g_assert_nonnull (strstr (texts, "Content Type\napplication/json"));
  g_assert_nonnull (strstr (texts, "User Property\ntrace-id: 5f0c"));
  helio_inspector_show_message (self->inspector, 1);
  none = helio_ui_test_texts (self->inspector);
  g_assert_null (strstr (none, "Properties"));
}

static guint64 wanted_seq;

static gboolean
shows_seq (gpointer data)
{
  return helio_inspector_get_seq (((Fixture *) data)->inspector) == wanted_seq;
}

static void
test_follow (Fixture *self, gconstpointer data)
{
  GtkToggleButton *follow =
      helio_ui_test_child (self->inspector, HELIO_TYPE_INSPECTOR, "follow_button");

  helio_ui_test_feed (self->store, "a", "1", 0, FALSE);
  helio_inspector_follow_topic (self->inspector, "a");
  g_assert_cmpuint (helio_inspector_get_seq (self->inspector), ==, 0);
  g_assert_true (gtk_toggle_button_get_active (follow));
  helio_ui_test_feed (self->store, "b", "1", 0, FALSE);
  helio_ui_test_feed (self->store, "a", "2", 0, FALSE);
  wanted_seq = 2;
  helio_test_wait (shows_seq, self, 10, "the latest message of the topic");

  /* A message that was chosen stays. */
  helio_inspector_show_message (self->inspector, 1);
  g_assert_false (helio_inspector_get_following (self->inspector));
  g_assert_false (gtk_toggle_button_get_active (follow));
  gtk_toggle_button_set_active (follow, TRUE);
  helio_ui_test_feed (self->store, "b", "2", 0, FALSE);
  wanted_seq = 3;
  helio_test_wait (shows_seq, self, 10, "the latest message of the other topic");
}

static gboolean
says_gone (gpointer data)
{
  g_autofree char *texts = helio_ui_test_texts (((Fixture *) data)->inspector);

  return strstr (texts, "No longer kept") != NULL;
}

static void
test_gone (Fixture *self, gconstpointer data)
{
  g_autofree char *text = NULL;
  GtkWidget *mark = helio_ui_test_child (self->inspector, HELIO_TYPE_INSPECTOR, "marks");

  helio_ui_test_feed (self->store, "a", "precious", 0, FALSE);
  helio_inspector_show_message (self->inspector, 0);
  helio_message_store_clear (self->store);
  helio_test_wait (says_gone, self, 10, "the mark of a removed message");
  /* What was on screen does not go from under the reader. */
  text = get_text (self);
  g_assert_cmpstr (text, ==, "precious");
  /* It was not the budget, or not that alone. */
  mark = gtk_widget_get_first_child (gtk_widget_get_first_child (mark));
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (mark), "list was cleared"));
}

static void
on_draft (HelioInspector *inspector,
          const char *topic,
          GBytes *payload,
          int qos,
          gboolean retain,
          GBytes *properties,
          char **out)
{
  *out = g_strdup_printf ("%s %u %d %d %u",
                          topic,
                          (guint) g_bytes_get_size (payload),
                          qos,
                          retain,
                          properties != NULL ? (guint) g_bytes_get_size (properties) : 0);
}

static void
test_actions (Fixture *self, gconstpointer data)
{
  g_autoptr (GByteArray) wire = g_byte_array_new ();
  g_autofree char *draft = NULL, *other = NULL;
  g_autofree char *texts = helio_ui_test_texts (self->inspector);

  g_assert_nonnull (strstr (texts, "No Message Selected"));
  helio_ui_test_feed (self->store, "chat/7", "hello", 2, TRUE);
  g_signal_connect (self->inspector, "use-as-draft", G_CALLBACK (on_draft), &draft);
  helio_inspector_show_message (self->inspector, 0);
  gtk_widget_activate_action (GTK_WIDGET (self->inspector), "inspector.use-as-draft", NULL);
  g_assert_cmpstr (draft, ==, "chat/7 5 2 1 0");

  helio_properties_add_byte (wire, 0x01, 1);
  append (self, "with", "1", 1, wire);
  helio_inspector_show_message (self->inspector, 1);
  g_signal_handlers_disconnect_by_data (self->inspector, &draft);
  g_signal_connect (self->inspector, "use-as-draft", G_CALLBACK (on_draft), &other);
  gtk_widget_activate_action (GTK_WIDGET (self->inspector), "inspector.use-as-draft", NULL);
  g_assert_cmpstr (other, ==, "with 1 1 1 2");
}

static gboolean
is_saved (gpointer saver)
{
  return !helio_file_progress_is_busy (HELIO_FILE_PROGRESS (saver));
}

/* What is larger than the memory gives a message comes from the temporary file, whole. */
static void
test_save (Fixture *self, gconstpointer data)
{
  const gsize size = 40 * 1024 * 1024;
  g_autofree char *dir = helio_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "payload.bin", NULL), *got = NULL;
  g_autofree guint8 *bytes = g_malloc (size);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFile) nowhere = g_file_new_for_path ("/proc/heliograph/payload");
  HelioPayloadSaver *saver =
      helio_ui_test_child (self->inspector, HELIO_TYPE_INSPECTOR, "payload_saver");
  g_autoptr (GBytes) payload = NULL;
  gsize length;

  for (gsize i = 0; i < size; i++)
    bytes[i] = (guint8) (i >> 3);
  append (self, "camera/1", bytes, size, NULL);
  g_assert_cmpuint (helio_message_store_get_spilled_bytes (self->store), >=, size);
  payload = helio_message_store_get_payload (self->store, 0);
  helio_inspector_show_message (self->inspector, 0);
  helio_payload_saver_save (saver, file, payload);
  g_assert_true (helio_file_progress_is_busy (HELIO_FILE_PROGRESS (saver)));
  helio_test_wait (is_saved, saver, 60, "the payload to be saved");
  g_assert_true (g_file_get_contents (path, &got, &length, NULL));
  g_assert_cmpmem (got, length, bytes, size);

  helio_payload_saver_save (saver, nowhere, payload);
  helio_ui_test_wait_text (saver, "“payload” could not be written.");
  g_assert_false (helio_file_progress_is_busy (HELIO_FILE_PROGRESS (saver)));
  helio_test_remove_dir (g_steal_pointer (&dir));
}

typedef struct {
  char *text;
  gboolean done;
} Pasted;

static void
on_pasted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Pasted *pasted = user_data;

  pasted->text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
  pasted->done = TRUE;
}

static void
assert_copies (Fixture *self, const char *action, const char *target, const char *expected)
{
  Pasted pasted = {0};

  if (target != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self->inspector), action, "s", target);
  else
    gtk_widget_activate_action (GTK_WIDGET (self->inspector), action, NULL);
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (self->inspector)),
                                 NULL,
                                 on_pasted,
                                 &pasted);
  helio_test_wait_flag (&pasted.done, 10, "the clipboard");
  g_assert_cmpstr (pasted.text, ==, expected);
  g_free (pasted.text);
}

static void
test_copies (Fixture *self, gconstpointer data)
{
  append (self, "-t it's", "h\xc3\xa9", 3, NULL);
  append (self, "b", "\xff\x00", 2, NULL);
  helio_inspector_show_message (self->inspector, 0);
  assert_copies (self, "inspector.copy", "text", "hé");
  assert_copies (self, "inspector.copy", "hex", "68c3a9");
  assert_copies (self, "inspector.copy", "base64", "aMOp");
  assert_copies (self, "inspector.copy-topic", NULL, "-t it's");
  assert_copies (self,
                 "inspector.copy-command",
                 NULL,
                 "mosquitto_pub -q 1 -t '-t it'\\''s' -m 'hé'");
  helio_inspector_show_message (self->inspector, 1);
  assert_copies (self, "inspector.copy", "text", "ff00");
  assert_copies (self,
                 "inspector.copy-command",
                 NULL,
                 "printf %s /wA= | base64 -d | mosquitto_pub -q 1 -t 'b' -s");
}

static void
test_menu (Fixture *self, gconstpointer data)
{
  GtkMenuButton *button =
      helio_ui_test_child (self->inspector, HELIO_TYPE_INSPECTOR, "menu_button");
  g_autofree char *draft = NULL;

  helio_ui_test_feed (self->store, "a", "1", 1, FALSE);
  helio_ui_test_feed (self->store, "a", "2", 1, FALSE);
  helio_inspector_show_message (self->inspector, 1);
  gtk_menu_button_popup (button);
  helio_ui_test_frames (GTK_WIDGET (self->inspector), 5);
  /* All but comparing with what was remembered, which nothing was, and what nobody around it does. */
  g_assert_cmpuint (helio_ui_test_count_menu_items (gtk_menu_button_get_popover (button)), ==, 8);
  gtk_menu_button_popdown (button);
  helio_ui_test_frames (GTK_WIDGET (self->inspector), 5);
  g_signal_connect (self->inspector, "use-as-draft", G_CALLBACK (on_draft), &draft);
  helio_inspector_show_message (self->inspector, 0);
  helio_inspector_show_message (self->inspector, 1);
  gtk_menu_button_popup (button);
  helio_ui_test_frames (GTK_WIDGET (self->inspector), 5);
  g_assert_cmpuint (helio_ui_test_count_menu_items (gtk_menu_button_get_popover (button)), ==, 9);
  gtk_menu_button_popdown (button);
  helio_ui_test_frames (GTK_WIDGET (self->inspector), 5);
}

static void
add (const char *name, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (name, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  helio_ui_test_init (&argc, &argv);
  add ("/inspector/json", test_json);
  add ("/inspector/binary", test_binary);
  add ("/inspector/large", test_large);
  add ("/inspector/highlight-limit", test_highlight_limit);
  add ("/inspector/long-json", test_long_json);
  add ("/inspector/properties", test_properties);
  add ("/inspector/follow", test_follow);
  add ("/inspector/gone", test_gone);
  add ("/inspector/actions", test_actions);
  add ("/inspector/save", test_save);
  add ("/inspector/copies", test_copies);
  add ("/inspector/packed", test_packed);
  add ("/inspector/picture", test_picture);
  add ("/inspector/xml", test_xml);
  add ("/inspector/convention", test_convention);
  add ("/inspector/compare", test_compare);
  add ("/inspector/compare/many", test_compare_many);
  add ("/inspector/menu", test_menu);
  return g_test_run ();
}
