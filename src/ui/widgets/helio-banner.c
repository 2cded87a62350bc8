// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/widgets/helio-banner.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "ui/widgets/helio-wrap-layout.h"

#include <glib/gi18n.h>

struct _HelioBanner {
  GtkWidget parent_instance;

  /* template children */
  GtkRevealer *revealer;
  GtkWidget *strip;
  GtkImage *icon;
  GtkLabel *message;
  GtkLabel *remedy;
  GtkLabel *detail;
  GtkButton *action;
  GtkButton *dismiss;
};

enum {
  ACTION_ACTIVATED,
  DISMISSED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HelioBanner, helio_banner, GTK_TYPE_WIDGET)

static void
on_action_clicked (HelioBanner *self)
{
  g_signal_emit (self, signals[ACTION_ACTIVATED], 0);
}

static void
on_dismiss_clicked (HelioBanner *self)
{
  gtk_revealer_set_reveal_child (self->revealer, FALSE);
  g_signal_emit (self, signals[DISMISSED], 0);
}

static void
set_text (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

static void
helio_banner_dispose (GObject *object)
{
  HelioBanner *self = HELIO_BANNER (object);
  if (self->revealer != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->revealer)));
  G_OBJECT_CLASS (helio_banner_parent_class)->dispose (object);
}

static void
helio_banner_class_init (HelioBannerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = helio_banner_dispose;

  signals[ACTION_ACTIVATED] = helio_signal_new ("action-activated", G_TYPE_FROM_CLASS (klass));
  signals[DISMISSED] = helio_signal_new ("dismissed", G_TYPE_FROM_CLASS (klass));

  g_type_ensure (HELIO_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, HelioBanner, revealer);
  gtk_widget_class_bind_template_child (widget_class, HelioBanner, strip);
  gtk_widget_class_bind_template_child (widget_class, HelioBanner, icon);
  gtk_widget_class_bind_template_child (widget_class, HelioBanner, message);
  gtk_widget_class_bind_template_child (widget_class, HelioBanner, remedy);
  gtk_widget_class_bind_template_child (widget_class, HelioBanner, detail);
  gtk_widget_class_bind_template_child (widget_class, HelioBanner, action);
  gtk_widget_class_bind_template_child (widget_class, HelioBanner, dismiss);
  gtk_widget_class_bind_template_callback (widget_class, on_action_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_dismiss_clicked);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "heliobanner");
}

static void
helio_banner_init (HelioBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
helio_banner_new (void)
{
  return g_object_new (HELIO_TYPE_BANNER, NULL);
}

void
helio_banner_set (HelioBanner *self,
                  HelioBannerTone tone,
                  const char *message,
                  const char *remedy,
                  const char *detail,
                  const char *action)
{
  static const char *const icons[] = {"dialog-information-symbolic",
                                      "helio-state-failed-symbolic",
                                      "helio-state-failed-symbolic"};
  static const char *const classes[] = {"note", "warning", "error"};

  g_return_if_fail (HELIO_IS_BANNER (self));
  if (message == NULL) {
    gtk_revealer_set_reveal_child (self->revealer, FALSE);
    return;
  }
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++) {
    if (i == tone)
      gtk_widget_add_css_class (self->strip, classes[i]);
    else
      gtk_widget_remove_css_class (self->strip, classes[i]);
  }
  gtk_image_set_from_icon_name (self->icon, icons[tone]);

  g_autofree char *foreign = NULL;
  if (detail != NULL && *detail != '\0') {
    g_autofree char *printable = helio_printable (detail, -1, 400);
    /* Translators: what a server answered, in its own words */
    foreign = g_strdup_printf (C_ ("banner", "The other side said: “%s”"), printable);
  }
  set_text (self->message, message);
  set_text (self->remedy, remedy);
  set_text (self->detail, foreign);
  gtk_button_set_label (self->action, action != NULL ? action : "");
  gtk_widget_set_visible (GTK_WIDGET (self->action), action != NULL);
  gtk_revealer_set_reveal_child (self->revealer, TRUE);
}

void
helio_banner_set_error (HelioBanner *self,
                        HelioBannerTone tone,
                        const GError *error,
                        const char *action)
{
  if (error == NULL)
    helio_banner_set (self, tone, NULL, NULL, NULL, NULL);
  else
    helio_banner_set (self,
                      tone,
                      error->message,
                      helio_error_get_remedy (error),
                      helio_error_get_detail (error),
                      action);
}

void
helio_banner_set_dismissable (HelioBanner *self, gboolean dismissable)
{
  gtk_widget_set_visible (GTK_WIDGET (self->dismiss), dismissable);
}

gboolean
helio_banner_get_revealed (HelioBanner *self)
{
  return gtk_revealer_get_reveal_child (self->revealer);
}
