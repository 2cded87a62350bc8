// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A strip across a page that says what is wrong, what helps, what the other side said, and offers the one
 * action that helps. Text from outside is shown as plain text. */

#include <adwaita.h>

G_BEGIN_DECLS

typedef enum {
  HELIO_BANNER_NOTE,
  HELIO_BANNER_WARNING,
  HELIO_BANNER_ERROR,
} HelioBannerTone;

#define HELIO_TYPE_BANNER (helio_banner_get_type ())
G_DECLARE_FINAL_TYPE (HelioBanner, helio_banner, HELIO, BANNER, GtkWidget)

/* Signals: "action-activated", "dismissed". */
GtkWidget *helio_banner_new (void);
/* @remedy, @detail, @action: (nullable); without @message it hides. */
void helio_banner_set (HelioBanner *self,
                       HelioBannerTone tone,
                       const char *message,
                       const char *remedy,
                       const char *detail,
                       const char *action);
/* Message, remedy and detail of a HelioError; NULL hides. */
void helio_banner_set_error (HelioBanner *self,
                             HelioBannerTone tone,
                             const GError *error,
                             const char *action);
void helio_banner_set_dismissable (HelioBanner *self, gboolean dismissable);
gboolean helio_banner_get_revealed (HelioBanner *self);

G_END_DECLS
