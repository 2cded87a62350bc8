// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Choosing files; through the portal where there is one. A person who changes their mind is
 * G_IO_ERROR_CANCELLED. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @filter: (nullable): which files are offered first; all are offered beside it. */
void helio_file_chooser_open_async (GtkWindow *parent,
                                    const char *title,
                                    GtkFileFilter *filter,
                                    gboolean multiple,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
/* Returns: (transfer full) (element-type GFile). */
GListModel *helio_file_chooser_open_finish (GAsyncResult *result, GError **error);

void helio_file_chooser_save_async (GtkWindow *parent,
                                    const char *title,
                                    const char *name,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
/* Returns: (transfer full). */
GFile *helio_file_chooser_save_finish (GAsyncResult *result, GError **error);

G_END_DECLS
