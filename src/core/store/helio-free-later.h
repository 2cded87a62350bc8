// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A full store or tree consists of millions of pieces: to give them back takes a tenth of a second. */

#include <glib.h>

G_BEGIN_DECLS

/* Calls @destroy in a thread of the pool; nobody else may know @data any more. Any thread. */
void helio_free_later (gpointer data, GDestroyNotify destroy);

G_END_DECLS
