// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/sign-in/helio-device-card.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "ui/status/helio-countdown.h"
#include "ui/widgets/helio-banner.h"
#include "ui/widgets/helio-qr-code.h"
#include "ui/widgets/helio-toast.h"
#include "ui/widgets/helio-wrap-box.h"

#include <glib/gi18n.h>

struct _HelioDeviceCard {
  AdwBin parent_instance;

  HelioConnection *connection; /* owned (nullable) */
  HelioDeviceLogin *login;     /* owned (nullable) */

  /* template children */
  HelioBanner *banner;
  GtkSpinner *spinner;
  GtkLabel *title;
  GtkLabel *text;
  GtkLabel *superseded;
  GtkWidget *code_box;
  GtkLabel *code;
  GtkButton *open;
  GtkWidget *qr_box;
  HelioQrCode *qr_code;
  HelioCountdown *countdown;
};

G_DEFINE_FINAL_TYPE (HelioDeviceCard, helio_device_card, ADW_TYPE_BIN)

/* A screen reader would try to say it as a word. */
static char *
spell (const char *code)
{
  GString *text = g_string_new (NULL);

  for (const char *c = code; *c != '\0'; c = g_utf8_next_char (c)) {
    if (text->len > 0)
      g_string_append_c (text, ' ');
    if (*c == '-')
      g_string_append (text, C_ ("spelled code", "dash"));
    else
      g_string_append_len (text, c, g_utf8_next_char (c) - c);
  }
  return g_string_free (text, FALSE);
}

static const char *
get_link (HelioDeviceCard *self)
{
  const char *complete;

  if (self->login == NULL)
    return NULL;
  complete = helio_device_login_get_verification_uri_complete (self->login);
  return complete != NULL ? complete : helio_device_login_get_verification_uri (self->login);
}

static void
update_code (HelioDeviceCard *self, gboolean waiting)
{
  const char *code = helio_device_login_get_user_code (self->login);
  const char *uri = helio_device_login_get_verification_uri (self->login);

  gtk_widget_set_visible (self->code_box, waiting && code != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), !waiting);
  gtk_spinner_set_spinning (self->spinner, !waiting);
  if (!waiting || code == NULL || uri == NULL) {
    gtk_label_set_text (self->text, "");
    return;
  }
  g_autofree char *shown_uri = helio_printable (uri, -1, 300);
  g_autofree char *text =
      /* Translators: the address of a page */
      g_strdup_printf (
          C_ ("sign-in",
              "On any device, open %s, enter this code, and sign in there. This window "
              "goes on by itself."),
          shown_uri);
  g_autofree char *shown_code = helio_printable (code, -1, 60);
  g_autofree char *spelled = spell (shown_code);
  /* Translators: the letters of a code, apart */
  g_autofree char *spoken = g_strdup_printf (C_ ("accessible name", "Code: %s"), spelled);

  gtk_label_set_text (self->text, text);
  if (g_strcmp0 (gtk_label_get_text (self->code), shown_code) != 0)
    gtk_label_set_text (self->code, shown_code);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->code),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken,
                                  -1);
  gtk_widget_set_visible (self->qr_box, helio_qr_code_set_text (self->qr_code, get_link (self)));
}

static void
update (HelioDeviceCard *self)
{
  const HelioDeviceLoginState state = helio_device_login_get_state (self->login);
  const gboolean waiting = state == HELIO_DEVICE_LOGIN_WAITING;
  const GError *error = helio_device_login_get_poll_error (self->login);
  const char *title = C_ ("sign-in", "Finishing the Sign-In…");

  if (state == HELIO_DEVICE_LOGIN_PREPARING)
    title = C_ ("sign-in", "Asking for a Code…");
  else if (waiting)
    title = C_ ("sign-in", "Enter This Code");
  gtk_label_set_text (self->title, title);
  gtk_widget_set_visible (GTK_WIDGET (self->text), waiting);
  update_code (self, waiting);
  helio_banner_set (
      self->banner,
      HELIO_BANNER_WARNING,
      waiting && error != NULL ? error->message : NULL,
      C_ ("sign-in", "It is tried again until the code expires; what you do on the page counts."),
      error != NULL ? helio_error_get_detail (error) : NULL,
      NULL);
  helio_countdown_set (self->countdown,
                       helio_connection_get_clock (self->connection),
                       helio_device_login_get_deadline (self->login));
}

static void
copy (HelioDeviceCard *self, const char *text, const char *said)
{
  if (text == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  helio_toast_show (GTK_WIDGET (self), said, NULL);
}

static void
on_copy_code (HelioDeviceCard *self)
{
  copy (self,
        self->login != NULL ? helio_device_login_get_user_code (self->login) : NULL,
        C_ ("toast", "Code copied"));
}

static void
on_copy_link (HelioDeviceCard *self)
{
  copy (self, get_link (self), C_ ("toast", "Link copied"));
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioDeviceCard) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_app_info_launch_default_for_uri_finish (result, &error))
    helio_toast_show (
        GTK_WIDGET (self),
        C_ ("toast", "The browser could not be opened: copy the link and open it yourself"),
        NULL);
}

static void
on_open (HelioDeviceCard *self)
{
  const char *uri = get_link (self);
  g_autoptr (GdkAppLaunchContext) context =
      gdk_display_get_app_launch_context (gtk_widget_get_display (GTK_WIDGET (self)));

  if (uri != NULL)
    g_app_info_launch_default_for_uri_async (uri,
                                             G_APP_LAUNCH_CONTEXT (context),
                                             NULL,
                                             on_opened,
                                             g_object_ref (self));
}

static void
on_cancel (HelioDeviceCard *self)
{
  if (self->login != NULL)
    helio_device_login_cancel (self->login);
}

static void
helio_device_card_dispose (GObject *object)
{
  HelioDeviceCard *self = HELIO_DEVICE_CARD (object);
  if (self->login != NULL)
    g_signal_handlers_disconnect_by_func (self->login, update, self);
  g_clear_object (&self->login);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (helio_device_card_parent_class)->dispose (object);
}

static void
helio_device_card_class_init (HelioDeviceCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = helio_device_card_dispose;

  g_type_ensure (HELIO_TYPE_BANNER);
  g_type_ensure (HELIO_TYPE_COUNTDOWN);
  g_type_ensure (HELIO_TYPE_QR_CODE);
  g_type_ensure (HELIO_TYPE_WRAP_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-device-card.ui");
  gtk_widget_class_bind_template_child (widget_class, HelioDeviceCard, banner);
  gtk_widget_class_bind_template_child (widget_class, HelioDeviceCard, spinner);
  gtk_widget_class_bind_template_child (widget_class, HelioDeviceCard, title);
  gtk_widget_class_bind_template_child (widget_class, HelioDeviceCard, text);
  gtk_widget_class_bind_template_child (widget_class, HelioDeviceCard, superseded);
  gtk_widget_class_bind_template_child (widget_class, HelioDeviceCard, code_box);
  gtk_widget_class_bind_template_child (widget_class, HelioDeviceCard, code);
  gtk_widget_class_bind_template_child (widget_class, HelioDeviceCard, open);
  gtk_widget_class_bind_template_child (widget_class, HelioDeviceCard, qr_box);
  gtk_widget_class_bind_template_child (widget_class, HelioDeviceCard, qr_code);
  gtk_widget_class_bind_template_child (widget_class, HelioDeviceCard, countdown);
  gtk_widget_class_bind_template_callback (widget_class, on_open);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_code);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_link);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel);
}

static void
helio_device_card_init (HelioDeviceCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
helio_device_card_set_login (HelioDeviceCard *self,
                             HelioConnection *connection,
                             HelioDeviceLogin *login,
                             gboolean superseded)
{
  if (self->login == login)
    return;
  if (self->login != NULL)
    g_signal_handlers_disconnect_by_func (self->login, update, self);
  g_set_object (&self->connection, connection);
  g_set_object (&self->login, login);
  gtk_widget_set_visible (GTK_WIDGET (self->superseded), superseded);
  if (login == NULL) {
    gtk_spinner_set_spinning (self->spinner, FALSE);
    helio_countdown_set (self->countdown, helio_connection_get_clock (connection), 0);
    return;
  }
  g_signal_connect_swapped (login, "notify", G_CALLBACK (update), self);
  update (self);
}

void
helio_device_card_grab (HelioDeviceCard *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->open));
}
