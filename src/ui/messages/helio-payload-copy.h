// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum {
  HELIO_COPY_TEXT, /* as it is if it is text, as hex if it is not */
  HELIO_COPY_HEX,
  HELIO_COPY_BASE64,
} HelioCopyForm;

/* Returns: (transfer full). */
char *helio_payload_copy_to_text (GBytes *payload, HelioCopyForm form);
/* Puts it on the clipboard of @widget's display. */
void helio_payload_copy (GtkWidget *widget, GBytes *payload, HelioCopyForm form);

G_END_DECLS
