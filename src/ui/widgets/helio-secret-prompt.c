// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/widgets/helio-secret-prompt.h"

#include "ui/widgets/helio-pem-row.h"

#include <glib/gi18n.h>

struct _HelioSecretPrompt {
  AdwBin parent_instance;

  HelioConnection *connection; /* owned (nullable) */
  int kind;

  /* template children */
  GtkRevealer *revealer;
  GtkLabel *title;
  GtkLabel *advice;
  GtkPasswordEntry *entry;
  GtkListBox *file_list;
  GtkCheckButton *remember;
  GtkButton *use;

  HelioPemRow *file; /* borrowed: in file_list; a key has lines, which the entry would lose */
};

G_DEFINE_FINAL_TYPE (HelioSecretPrompt, helio_secret_prompt, ADW_TYPE_BIN)

int
helio_secret_kind_for_profile (const HelioProfile *profile)
{
  switch (profile->method) {
    case HELIO_METHOD_EXCHANGE:
      return profile->exchange.dialect == HELIO_DIALECT_KEY ? HELIO_KEYRING_EXCHANGE_KEY : -1;
    case HELIO_METHOD_NATIVE:
      return HELIO_KEYRING_EXCHANGE_KEY;
    case HELIO_METHOD_PASSWORD:
      return HELIO_KEYRING_PASSWORD;
    case HELIO_METHOD_BACKEND:
    case HELIO_METHOD_NONE:
    default:
      return -1;
  }
}

const char *
helio_secret_kind_get_label (int kind)
{
  switch (kind) {
    case HELIO_KEYRING_EXCHANGE_KEY:
      return C_ ("secret", "API key");
    case HELIO_KEYRING_PASSWORD:
      return C_ ("secret", "MQTT password");
    case HELIO_KEYRING_PRIVATE_KEY:
      return C_ ("secret", "Private key of the client certificate (PEM)");
    case HELIO_KEYRING_PASSPHRASE:
      return C_ ("secret", "Passphrase of the client certificate’s private key");
    default:
      return C_ ("secret", "Secret");
  }
}

/* Returns: (transfer full) (nullable). */
static HelioSecret *
dup_secret (HelioSecretPrompt *self)
{
  if (self->kind == HELIO_KEYRING_PRIVATE_KEY) {
    HelioSecret *key = helio_pem_row_get_secret (self->file);
    return key != NULL ? helio_secret_ref (key) : NULL;
  }
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  return *text != '\0' ? helio_secret_new (text) : NULL;
}

static void
on_changed (HelioSecretPrompt *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autoptr (HelioSecret) secret = dup_secret (self);

  gtk_widget_set_sensitive (GTK_WIDGET (self->use), secret != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->advice),
                          self->kind == HELIO_KEYRING_EXCHANGE_KEY &&
                              g_str_has_prefix (text, "sk_"));
}

static void
on_use (HelioSecretPrompt *self)
{
  g_autoptr (HelioSecret) secret = dup_secret (self);
  if (secret == NULL || self->connection == NULL)
    return;

  g_autoptr (HelioConnection) connection = g_object_ref (self->connection);
  const HelioKeyringKind kind = (HelioKeyringKind) self->kind;
  helio_connection_set_secret (connection,
                               kind,
                               secret,
                               gtk_check_button_get_active (self->remember));
  helio_secret_prompt_set_kind (self, NULL, -1);
  gtk_widget_activate_action (GTK_WIDGET (self), "connection.connect", NULL);
}

static void
helio_secret_prompt_dispose (GObject *object)
{
  HelioSecretPrompt *self = HELIO_SECRET_PROMPT (object);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (helio_secret_prompt_parent_class)->dispose (object);
}

static void
helio_secret_prompt_class_init (HelioSecretPromptClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = helio_secret_prompt_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-secret-prompt.ui");
  gtk_widget_class_bind_template_child (widget_class, HelioSecretPrompt, revealer);
  gtk_widget_class_bind_template_child (widget_class, HelioSecretPrompt, title);
  gtk_widget_class_bind_template_child (widget_class, HelioSecretPrompt, advice);
  gtk_widget_class_bind_template_child (widget_class, HelioSecretPrompt, entry);
  gtk_widget_class_bind_template_child (widget_class, HelioSecretPrompt, file_list);
  gtk_widget_class_bind_template_child (widget_class, HelioSecretPrompt, remember);
  gtk_widget_class_bind_template_child (widget_class, HelioSecretPrompt, use);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_use);
}

static void
helio_secret_prompt_init (HelioSecretPrompt *self)
{
  self->kind = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->file = HELIO_PEM_ROW (
      helio_pem_row_new (C_ ("secret", "Private key"), C_ ("secret", "A file in PEM form"), TRUE));
  g_signal_connect_object (self->file, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  gtk_list_box_append (self->file_list, GTK_WIDGET (self->file));
}

void
helio_secret_prompt_set_kind (HelioSecretPrompt *self, HelioConnection *connection, int kind)
{
  if (kind != self->kind || connection != self->connection) {
    gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
    helio_pem_row_set (self->file, NULL, NULL);
  }
  g_set_object (&self->connection, connection);
  self->kind = kind;
  if (kind >= 0) {
    const char *label = helio_secret_kind_get_label (kind);
    gtk_label_set_text (self->title, label);
    gtk_widget_set_visible (GTK_WIDGET (self->entry), kind != HELIO_KEYRING_PRIVATE_KEY);
    gtk_widget_set_visible (GTK_WIDGET (self->file_list), kind == HELIO_KEYRING_PRIVATE_KEY);
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    label,
                                    -1);
    on_changed (self);
  }
  gtk_revealer_set_reveal_child (self->revealer, kind >= 0);
}

gboolean
helio_secret_prompt_get_revealed (HelioSecretPrompt *self)
{
  return gtk_revealer_get_reveal_child (self->revealer);
}

void
helio_secret_prompt_grab (HelioSecretPrompt *self)
{
  gtk_widget_grab_focus (self->kind == HELIO_KEYRING_PRIVATE_KEY ? GTK_WIDGET (self->file)
                                                                 : GTK_WIDGET (self->entry));
}
