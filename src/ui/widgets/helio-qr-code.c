// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/widgets/helio-qr-code.h"

#include <glib/gi18n.h>
#include <qrencode.h>
#include <string.h>

/* Modules of white around it, as the standard wants. */
#define MARGIN 4
/* Pixels of a module: smaller ones are hard to read from a screen. */
#define MODULE 4
#define TEXT_MAX 1024

struct _HelioQrCode {
  GtkWidget parent_instance;

  QRcode *code; /* owned (nullable) */
};

G_DEFINE_FINAL_TYPE (HelioQrCode, helio_qr_code, GTK_TYPE_WIDGET)

static int
count_modules (HelioQrCode *self)
{
  return self->code != NULL ? self->code->width + 2 * MARGIN : 0;
}

static void
helio_qr_code_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  const int modules = count_modules (HELIO_QR_CODE (widget));

  *minimum = *natural = modules * MODULE;
}

/* Dark modules that lie side by side are one rectangle, so that no seam shows between them. */
static void
draw_row (GtkSnapshot *snapshot,
          const unsigned char *row,
          int width,
          float x,
          float y,
          float module)
{
  static const GdkRGBA black = {0, 0, 0, 1};

  for (int i = 0; i < width; i++) {
    const int first = i;
    while (i < width && (row[i] & 1) != 0)
      i++;
    if (i > first)
      gtk_snapshot_append_color (
          snapshot,
          &black,
          &GRAPHENE_RECT_INIT (x + first * module, y, (i - first) * module, module));
  }
}

static void
helio_qr_code_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  static const GdkRGBA white = {1, 1, 1, 1};
  HelioQrCode *self = HELIO_QR_CODE (widget);
  const int modules = count_modules (self);
  const int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);

  if (modules == 0)
    return;
  /* Whole pixels: an edge in between is a grey line. */
  const int module = MAX (MIN (width, height) / modules, 1);
  const int side = module * modules;
  const int left = (width - side) / 2, top = (height - side) / 2;

  gtk_snapshot_append_color (snapshot, &white, &GRAPHENE_RECT_INIT (left, top, side, side));
  for (int y = 0; y < self->code->width; y++)
    draw_row (snapshot,
              self->code->data + (gsize) y * self->code->width,
              self->code->width,
              (float) (left + MARGIN * module),
              (float) (top + (y + MARGIN) * module),
              (float) module);
}

static void
helio_qr_code_finalize (GObject *object)
{
  HelioQrCode *self = HELIO_QR_CODE (object);
  g_clear_pointer (&self->code, QRcode_free);
  G_OBJECT_CLASS (helio_qr_code_parent_class)->finalize (object);
}

static void
helio_qr_code_class_init (HelioQrCodeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->finalize = helio_qr_code_finalize;
  widget_class->measure = helio_qr_code_measure;
  widget_class->snapshot = helio_qr_code_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
helio_qr_code_init (HelioQrCode *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  C_ ("accessible name", "QR code of the sign-in page's address"),
                                  -1);
}

GtkWidget *
helio_qr_code_new (void)
{
  return g_object_new (HELIO_TYPE_QR_CODE, NULL);
}

gboolean
helio_qr_code_set_text (HelioQrCode *self, const char *text)
{
  g_clear_pointer (&self->code, QRcode_free);
  if (text != NULL && *text != '\0' && strlen (text) <= TEXT_MAX)
    self->code = QRcode_encodeString (text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
  gtk_widget_queue_resize (GTK_WIDGET (self));
  return self->code != NULL;
}

guint
helio_qr_code_get_size (HelioQrCode *self)
{
  return self->code != NULL ? (guint) self->code->width : 0;
}

gboolean
helio_qr_code_is_dark (HelioQrCode *self, guint x, guint y)
{
  const guint size = helio_qr_code_get_size (self);

  g_return_val_if_fail (x < size && y < size, FALSE);
  return (self->code->data[y * size + x] & 1) != 0;
}
