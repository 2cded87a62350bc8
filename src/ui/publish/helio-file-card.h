// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A file in place of a text: name, size, and the way to choose another. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HELIO_TYPE_FILE_CARD (helio_file_card_get_type ())
G_DECLARE_FINAL_TYPE (HelioFileCard, helio_file_card, HELIO, FILE_CARD, GtkWidget)

/* Property: "file", notifies. */
GtkWidget *helio_file_card_new (void);
/* @file: (nullable). */
void helio_file_card_set_file (HelioFileCard *self, GFile *file);
GFile *helio_file_card_get_file (HelioFileCard *self); /* (nullable) */

G_END_DECLS
