// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The question before rules or a plan that are in no file are lost. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @names: (nullable): of the connections that it is about, shown in a list; as they are, unfit for a label or not. */
void helio_unsaved_ask_async (GtkWidget *parent,
                              const char *heading,
                              const char *body,
                              const char *const *names,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
/* TRUE: it may be lost. */
gboolean helio_unsaved_ask_finish (GAsyncResult *result);

G_END_DECLS
