// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* For tests of the store: messages in one line, and a list that only knows what a model emitted. */

#include "core/store/helio-message-store.h"

G_BEGIN_DECLS

/* QoS 0, time 0 unless changed. */
HelioMessage helio_store_test_message (const char *topic, const char *payload);
void helio_store_test_append (HelioMessageStore *store, const char *topic, const char *payload);
/* Appends @length bytes of @fill. */
void helio_store_test_append_size (HelioMessageStore *store,
                                   const char *topic,
                                   gsize length,
                                   guint8 fill);

/* Replays items-changed of a model on an array of numbers, and fails the test if an emission replaces
 * rows or does not fit the model at that moment. */
typedef struct _HelioShadow HelioShadow;
typedef guint64 (*HelioShadowFunc) (gpointer item);
HelioShadow *helio_shadow_new (GListModel *model, HelioShadowFunc number_of);
void helio_shadow_free (HelioShadow *self);
/* Emissions so far. */
guint helio_shadow_get_n_emissions (HelioShadow *self);
guint helio_shadow_get_largest_removal (HelioShadow *self);
/* Fails the test if the array is not what the model says. Returns: (transfer none) (element-type
 * guint64). */
GArray *helio_shadow_check (HelioShadow *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioShadow, helio_shadow_free)

G_END_DECLS
