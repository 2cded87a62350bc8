// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Who is signed in, from the verified ID token. Immutable. */

#include <glib-object.h>

G_BEGIN_DECLS

#define HELIO_TYPE_ACCOUNT (helio_account_get_type ())
typedef struct _HelioAccount HelioAccount;
struct _HelioAccount {
  gatomicrefcount ref_count;
  char *issuer;
  char *sub;
  char *name;  /* (nullable) */
  char *email; /* (nullable) */
};
GType helio_account_get_type (void);
HelioAccount *
helio_account_new (const char *issuer, const char *sub, const char *name, const char *email);
HelioAccount *helio_account_ref (HelioAccount *self);
void helio_account_unref (HelioAccount *self);
/* Name, else e-mail, else sub. */
const char *helio_account_get_label (const HelioAccount *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioAccount, helio_account_unref)

G_END_DECLS
