// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-account.h"

G_DEFINE_BOXED_TYPE (HelioAccount, helio_account, helio_account_ref, helio_account_unref)

HelioAccount *
helio_account_new (const char *issuer, const char *sub, const char *name, const char *email)
{
  HelioAccount *self = g_new0 (HelioAccount, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->issuer = g_strdup (issuer);
  self->sub = g_strdup (sub);
  self->name = g_strdup (name);
  self->email = g_strdup (email);
  return self;
}

HelioAccount *
helio_account_ref (HelioAccount *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
helio_account_unref (HelioAccount *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->issuer);
  g_free (self->sub);
  g_free (self->name);
  g_free (self->email);
  g_free (self);
}

const char *
helio_account_get_label (const HelioAccount *self)
{
  if (self->name != NULL && *self->name != '\0')
    return self->name;
  if (self->email != NULL && *self->email != '\0')
    return self->email;
  return self->sub;
}
