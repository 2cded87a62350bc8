// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/recording/helio-record-bar.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/store/helio-recording-copy.h"
#include "ui/base/helio-accessible.h"
#include "ui/base/helio-format.h"
#include "ui/compat/helio-file-chooser.h"
#include "ui/widgets/helio-toast.h"
#include "ui/widgets/helio-wrap-layout.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

/* Twice a second is enough for a size, and costs nothing. */
#define LOOK_MS 500
#define NAME_CHARS 60

struct _HelioRecordBar {
  AdwBin parent_instance;

  HelioRecorder *recorder; /* owned (nullable) */
  guint look_id;

  /* borrowed */
  GtkWidget *box, *icon;
  GtkLabel *label;
  GtkWidget *stop_button, *open_button, *save_button, *close_button;
};

enum {
  PROP_RECORDING = 1,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

enum {
  OPEN,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HelioRecordBar, helio_record_bar, ADW_TYPE_BIN)

static gboolean
is_over (HelioRecordBar *self)
{
  const HelioRecorderState state = helio_recorder_get_state (self->recorder);

  return state == HELIO_RECORDER_DONE || state == HELIO_RECORDER_FAILED;
}

static char *
describe (HelioRecordBar *self)
{
  HelioRecorderStatus status;
  g_autofree char *count = NULL, *size = NULL, *time = NULL;
  GString *text;

  helio_recorder_get_status (self->recorder, &status);
  count = helio_format_n_messages (status.messages);
  size = helio_format_size (status.bytes);
  time = helio_format_duration ((g_get_real_time () - status.started) / G_USEC_PER_SEC *
                                G_USEC_PER_SEC);
  text = g_string_new (NULL);
  if (is_over (self))
    /* Translators: "Recorded 12,480 messages, 3.4 MB" */
    g_string_printf (text, C_ ("recording", "Recorded %s, %s"), count, size);
  else
    /* Translators: "Recording for 1 min 5 s: 12,480 messages, 3.4 MB" */
    g_string_printf (text, C_ ("recording", "Recording for %s: %s, %s"), time, count, size);
  if (status.missed > 0) {
    g_autofree char *missed = helio_format_n_messages (status.missed);

    /* Translators: follows the above; "12 messages" */
    g_string_append_printf (text,
                            C_ ("recording", ". The disk is too slow: %s are missing"),
                            missed);
  } else if (!is_over (self) && status.waiting > 0 && status.messages > 0) {
    g_autofree char *waiting = helio_format_n_messages (status.waiting);

    /* Translators: follows the above; "12 messages" */
    g_string_append_printf (text, C_ ("recording", ", %s to be written"), waiting);
  }
  return g_string_free (text, FALSE);
}

static void
update (HelioRecordBar *self)
{
  const GError *error = self->recorder != NULL ? helio_recorder_get_error (self->recorder) : NULL;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->box, self->recorder != NULL);
  if (self->recorder == NULL)
    return;
  text = error != NULL ? helio_error_to_text (error) : describe (self);
  gtk_label_set_text (self->label, text);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon),
                                error != NULL    ? "helio-state-failed-symbolic"
                                : is_over (self) ? "document-save-symbolic"
                                                 : "media-record-symbolic");
  if (!is_over (self))
    gtk_widget_add_css_class (self->icon, "error");
  else
    gtk_widget_remove_css_class (self->icon, "error");
  gtk_widget_set_visible (self->stop_button, !is_over (self));
  gtk_widget_set_sensitive (self->stop_button,
                            helio_recorder_get_state (self->recorder) == HELIO_RECORDER_RECORDING);
  gtk_widget_set_visible (
      self->open_button,
      is_over (self) && g_file_test (helio_recorder_get_path (self->recorder), G_FILE_TEST_EXISTS));
  gtk_widget_set_visible (self->save_button, gtk_widget_get_visible (self->open_button));
  gtk_widget_set_visible (self->close_button, is_over (self));
}

static gboolean
on_look (gpointer user_data)
{
  update (user_data);
  return G_SOURCE_CONTINUE;
}

static void
on_state (HelioRecordBar *self)
{
  if (is_over (self))
    g_clear_handle_id (&self->look_id, g_source_remove);
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RECORDING]);
}

/* ── begin and end ── */

static void
on_started (GObject *recorder, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioRecordBar) self = user_data;
  g_autoptr (GError) error = NULL;

  /* What went wrong is the recorder's state, and on view. */
  helio_recorder_start_finish (HELIO_RECORDER (recorder), result, &error);
  if (self->box != NULL)
    update (self);
}

/* "Production 2026-01-31 12.00.00.heliorec" in a folder that only the user may look into. */
static char *
make_path (const char *name)
{
  g_autofree char *dir =
      g_build_filename (g_get_user_data_dir (), "heliograph", "recordings", NULL);
  g_autofree char *shown = helio_printable (name, -1, NAME_CHARS);
  g_autofree char *safe = g_strdelimit (g_steal_pointer (&shown), "/\\:*?\"<>|%", '-');
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%d %H.%M.%S");
  g_autofree char *base = g_strdup_printf ("%s %s", *safe == '.' ? safe + 1 : safe, time);
  g_autofree char *file = g_strconcat (base, ".heliorec", NULL);

  /* If it cannot be made the recorder says so. */
  (void) g_mkdir_with_parents (dir, 0700);
  return g_build_filename (dir, file, NULL);
}

void
helio_record_bar_start (HelioRecordBar *self, HelioMessageStore *store, const char *name)
{
  g_autofree char *path = NULL;
  guint64 first, end;

  if (helio_record_bar_is_recording (self))
    return;
  path = make_path (name);
  if (self->recorder != NULL)
    g_signal_handlers_disconnect_by_data (self->recorder, self);
  g_clear_object (&self->recorder);
  self->recorder = helio_recorder_new (store);
  g_signal_connect_object (self->recorder,
                           "notify::state",
                           G_CALLBACK (on_state),
                           self,
                           G_CONNECT_SWAPPED);
  helio_message_store_get_range (store, &first, &end);
  helio_recorder_start_async (self->recorder,
                              path,
                              name,
                              end,
                              FALSE,
                              on_started,
                              g_object_ref (self));
  if (self->look_id == 0)
    self->look_id = g_timeout_add (LOOK_MS, on_look, self);
  on_state (self);
}

static void
on_stopped (GObject *recorder, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GApplication) application = user_data;

  helio_recorder_stop_finish (HELIO_RECORDER (recorder), result, NULL);
  if (application != NULL)
    g_application_release (application);
}

/* The program does not end before the file is closed. */
static void
stop (HelioRecorder *recorder)
{
  GApplication *application = g_application_get_default ();

  if (application != NULL)
    g_application_hold (application);
  helio_recorder_stop_async (recorder,
                             on_stopped,
                             application != NULL ? g_object_ref (application) : NULL);
}

void
helio_record_bar_stop (HelioRecordBar *self)
{
  if (helio_record_bar_is_recording (self))
    stop (self->recorder);
}

gboolean
helio_record_bar_is_recording (HelioRecordBar *self)
{
  return self->recorder != NULL && !is_over (self);
}

const char *
helio_record_bar_get_path (HelioRecordBar *self)
{
  return self->recorder != NULL ? helio_recorder_get_path (self->recorder) : NULL;
}

/* ── afterwards ── */

static void
on_open (HelioRecordBar *self)
{
  g_signal_emit (self, signals[OPEN], 0, helio_recorder_get_path (self->recorder));
}

static void
on_close (HelioRecordBar *self)
{
  g_signal_handlers_disconnect_by_data (self->recorder, self);
  g_clear_object (&self->recorder);
  update (self);
}

static void
on_copied (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioRecordBar) self = user_data;
  g_autoptr (GError) error = NULL;
  const gboolean copied = helio_recording_copy_finish (result, &error);
  g_autofree char *text =
      copied ? g_strdup (C_ ("toast", "Copy saved"))
             /* Translators: %s says why. */
             : g_strdup_printf (C_ ("toast", "The copy could not be saved: %s"), error->message);

  if (self->box != NULL)
    helio_toast_show (GTK_WIDGET (self), text, NULL);
}

void
helio_record_bar_save_copy (HelioRecordBar *self, const char *to)
{
  g_return_if_fail (helio_record_bar_get_path (self) != NULL);

  helio_recording_copy_async (helio_recorder_get_path (self->recorder),
                              to,
                              NULL,
                              on_copied,
                              g_object_ref (self));
}

static void
on_copy_chosen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioRecordBar) self = user_data;
  g_autoptr (GFile) to = helio_file_chooser_save_finish (result, NULL);

  if (to == NULL || self->recorder == NULL)
    return;
  if (g_file_peek_path (to) != NULL)
    helio_record_bar_save_copy (self, g_file_peek_path (to));
  else
    helio_toast_show (GTK_WIDGET (self),
                      C_ ("toast", "A copy can be saved in a folder of this computer only"),
                      NULL);
}

static void
on_save (HelioRecordBar *self)
{
  g_autofree char *name = g_path_get_basename (helio_recorder_get_path (self->recorder));

  helio_file_chooser_save_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                 C_ ("recording", "Save a Copy"),
                                 name,
                                 on_copy_chosen,
                                 g_object_ref (self));
}

/* ── object ── */

static void
helio_record_bar_dispose (GObject *object)
{
  HelioRecordBar *self = HELIO_RECORD_BAR (object);

  g_clear_handle_id (&self->look_id, g_source_remove);
  if (self->recorder != NULL) {
    g_signal_handlers_disconnect_by_data (self->recorder, self);
    if (!is_over (self))
      stop (self->recorder);
    g_clear_object (&self->recorder);
  }
  self->box = NULL;
  G_OBJECT_CLASS (helio_record_bar_parent_class)->dispose (object);
}

static void
helio_record_bar_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_RECORDING)
    g_value_set_boolean (value, helio_record_bar_is_recording (HELIO_RECORD_BAR (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
helio_record_bar_class_init (HelioRecordBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = helio_record_bar_dispose;
  object_class->get_property = helio_record_bar_get_property;
  properties[PROP_RECORDING] = g_param_spec_boolean ("recording",
                                                     NULL,
                                                     NULL,
                                                     FALSE,
                                                     G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[OPEN] = g_signal_new ("open",
                                HELIO_TYPE_RECORD_BAR,
                                G_SIGNAL_RUN_LAST,
                                0,
                                NULL,
                                NULL,
                                NULL,
                                G_TYPE_NONE,
                                1,
                                G_TYPE_STRING);
}

static GtkWidget *
add_button (HelioRecordBar *self, const char *label, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (button, "clicked", callback, self);
  gtk_box_append (GTK_BOX (self->box), button);
  return button;
}

static void
helio_record_bar_init (HelioRecordBar *self)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  /* The buttons go below the words where there is no room beside them. */
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_layout_manager (self->box,
                                 g_object_new (HELIO_TYPE_WRAP_LAYOUT, "spacing", 6, NULL));
  self->icon = gtk_image_new_from_icon_name ("media-record-symbolic");
  self->label = GTK_LABEL (gtk_label_new (NULL));
  g_object_set (self->icon, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  gtk_label_set_xalign (self->label, 0);
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_width_chars (self->label, 16);
  gtk_label_set_wrap_mode (self->label, PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (GTK_WIDGET (self->label), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "numeric");
  gtk_widget_add_css_class (self->box, "helio-record-bar");
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), self->icon);
  gtk_box_append (GTK_BOX (words), GTK_WIDGET (self->label));
  gtk_box_append (GTK_BOX (self->box), words);
  self->stop_button =
      add_button (self, C_ ("recording", "_Stop Recording"), G_CALLBACK (helio_record_bar_stop));
  self->open_button = add_button (self, C_ ("recording", "_Open"), G_CALLBACK (on_open));
  self->save_button = add_button (self, C_ ("recording", "Save a _Copy…"), G_CALLBACK (on_save));
  self->close_button = gtk_button_new_from_icon_name ("window-close-symbolic");
  gtk_widget_add_css_class (self->close_button, "flat");
  gtk_widget_set_valign (self->close_button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (self->close_button, C_ ("recording", "Close"));
  helio_accessible_name (self->close_button, C_ ("recording", "Close"), NULL);
  g_signal_connect_swapped (self->close_button, "clicked", G_CALLBACK (on_close), self);
  gtk_box_append (GTK_BOX (self->box), self->close_button);
  adw_bin_set_child (ADW_BIN (self), self->box);
  update (self);
}

GtkWidget *
helio_record_bar_new (void)
{
  return g_object_new (HELIO_TYPE_RECORD_BAR, NULL);
}
