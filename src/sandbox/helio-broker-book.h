// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What the broker's plugin goes by (broker-plugin/broker-state.h), kept here and renamed into place as a whole
 * after every change, so that the plugin never sees half of it and a broker that starts again finds it all. */

#include "core/policy/helio-rules.h"

G_BEGIN_DECLS

typedef struct _HelioBrokerBook HelioBrokerBook;

HelioBrokerBook *helio_broker_book_new (const char *path);
void helio_broker_book_free (HelioBrokerBook *self);

void helio_broker_book_set_rules (HelioBrokerBook *self, HelioRules *rules);

/* @expires_wall: µs, 0: never. Credentials that have expired are forgotten. */
void helio_broker_book_add_credential (HelioBrokerBook *self,
                                       const char *username,
                                       const char *password,
                                       gint64 expires_wall);
/* Replaces what the user had. */
void helio_broker_book_set_extra_filters (HelioBrokerBook *self,
                                          const char *username,
                                          const char *const *filters);
/* A user that may do everything and that "kick everybody" leaves alone. */
void helio_broker_book_set_free (HelioBrokerBook *self, const char *username);
/* @user: (nullable): everybody. */
void helio_broker_book_kick (HelioBrokerBook *self, const char *user, gboolean with_will);

/* Next time a credential expires; 0: none will. */
gint64 helio_broker_book_get_next_expiry (HelioBrokerBook *self, gint64 after);

/* In force when this returns TRUE. */
gboolean helio_broker_book_write (HelioBrokerBook *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioBrokerBook, helio_broker_book_free)

G_END_DECLS
