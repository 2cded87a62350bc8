// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A text that is looked for in many others, whatever its case. Immutable. */

#include <glib.h>

G_BEGIN_DECLS

#define HELIO_NEEDLE_MAX 1024

typedef struct _HelioNeedle HelioNeedle;

/* Of a longer text the first HELIO_NEEDLE_MAX bytes count. Returns: (transfer full). */
HelioNeedle *helio_needle_new (const char *text);
void helio_needle_free (HelioNeedle *self);

/* @data need not be text. The empty needle is in everything. */
gboolean helio_needle_find (const HelioNeedle *self, const guint8 *data, gsize length);
/* Whether @data is the needle, no more and no less. */
gboolean helio_needle_equals (const HelioNeedle *self, const guint8 *data, gsize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioNeedle, helio_needle_free)

G_END_DECLS
