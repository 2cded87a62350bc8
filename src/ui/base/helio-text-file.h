// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A text that a person opens from a file or keeps in one: asks for the place, reads and writes. Who changes their mind
 * is G_IO_ERROR_CANCELLED. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @patterns: "*.json", …, NULL at the end: what is offered first, under the name @kind. */
void helio_text_file_open_async (GtkWidget *widget,
                                 const char *title,
                                 const char *kind,
                                 const char *const *patterns,
                                 gsize max,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
/* @file: (out) (transfer full). Returns: (transfer full): the bytes, with a NUL behind them; NULL with TOO_LARGE, FILE
 * or G_IO_ERROR_CANCELLED. */
char *
helio_text_file_open_finish (GAsyncResult *result, GFile **file, gsize *length, GError **error);

/* @file: (nullable): NULL asks for the place, and offers @name. */
void helio_text_file_save_async (GtkWidget *widget,
                                 GFile *file,
                                 const char *title,
                                 const char *name,
                                 const char *text,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
/* Returns: (transfer full): where it is now; NULL with FILE or G_IO_ERROR_CANCELLED. */
GFile *helio_text_file_save_finish (GAsyncResult *result, GError **error);

G_END_DECLS
