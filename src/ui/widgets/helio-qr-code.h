// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* An address as a picture for the camera of a telephone (ISO/IEC 18004; the encoder is libqrencode, which only
 * this file knows). Black on white in a dark style too: many readers do not see the reverse. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HELIO_TYPE_QR_CODE (helio_qr_code_get_type ())
G_DECLARE_FINAL_TYPE (HelioQrCode, helio_qr_code, HELIO, QR_CODE, GtkWidget)

GtkWidget *helio_qr_code_new (void);
/* @text: (nullable): ASCII, such as an URI. FALSE, and nothing shown, if there is none or it is too long. */
gboolean helio_qr_code_set_text (HelioQrCode *self, const char *text);

/* For tests: modules on a side without the margin, 0: none; and whether one of them is dark. */
guint helio_qr_code_get_size (HelioQrCode *self);
gboolean helio_qr_code_is_dark (HelioQrCode *self, guint x, guint y);

G_END_DECLS
