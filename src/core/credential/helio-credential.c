// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/credential/helio-credential.h"

#include <string.h>

#define SOONEST (30 * G_USEC_PER_SEC)

struct _HelioCredential {
  gatomicrefcount ref_count;
  char *username;
  char *name;
  const char *organization; /* inside username */
  HelioSecret *password;
  HelioCredentialLife life_kind;
  gint64 obtained;
  gint64 expires, renew_at;
  gint64 expires_wall, renew_wall;
  char *method;
  char *provider;
  char *user_id;
  char *user_email;
  char *token_id;
};

G_DEFINE_BOXED_TYPE (HelioCredential,
                     helio_credential,
                     helio_credential_ref,
                     helio_credential_unref)

/* A service may state a life of centuries; the sum must not wrap around into the past. */
static gint64
add_saturated (gint64 time, gint64 delay)
{
  return delay > G_MAXINT64 - 1 - MAX (time, 0) ? G_MAXINT64 - 1 : time + delay;
}

gint64
helio_credential_plan_renewal (gint64 life, gint64 recommended, double jitter)
{
  gint64 lead, delay;

  if (life <= 0)
    return 0;
  /* Not at once, whatever is recommended: renewals that follow one another without a pause help nobody. */
  if (recommended > 0 && recommended < life)
    return MAX (recommended, MIN (SOONEST, life / 3));
  lead = MIN (MAX (life / 10, G_GINT64_CONSTANT (60000000)), life / 3);
  delay = life - lead;
  return delay - (gint64) ((double) delay * 0.05 * CLAMP (jitter, 0.0, 1.0));
}

static void
plan (HelioCredential *self, const HelioCredentialInit *init)
{
  gint64 life = init->life, delay;

  switch (init->life_kind) {
    case HELIO_CREDENTIAL_LIFE_ENDLESS:
      self->expires = self->renew_at = G_MAXINT64;
      return;
    case HELIO_CREDENTIAL_LIFE_ASSUMED:
      life = HELIO_CREDENTIAL_ASSUMED_LIFE;
      delay = HELIO_CREDENTIAL_ASSUMED_RENEW;
      break;
    case HELIO_CREDENTIAL_LIFE_STATED:
    default:
      delay = helio_credential_plan_renewal (life, init->recommended, init->jitter);
      break;
  }
  self->expires = add_saturated (init->obtained_boot, life);
  self->renew_at = add_saturated (init->obtained_boot, delay);
  self->expires_wall = add_saturated (init->obtained_wall, life);
  self->renew_wall = add_saturated (init->obtained_wall, delay);
}

char *
helio_credential_cut_name (const char *username)
{
  const char *at = username != NULL ? strrchr (username, '@') : NULL;

  return at != NULL ? g_strndup (username, (gsize) (at - username)) : g_strdup (username);
}

HelioCredential *
helio_credential_new (const HelioCredentialInit *init)
{
  HelioCredential *self;
  const char *at;

  g_return_val_if_fail ((init->username != NULL) == (init->password != NULL), NULL);
  g_return_val_if_fail (init->life_kind != HELIO_CREDENTIAL_LIFE_STATED || init->life > 0, NULL);

  self = g_new0 (HelioCredential, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->username = g_strdup (init->username != NULL ? init->username : "");
  at = strrchr (self->username, '@');
  self->name = helio_credential_cut_name (self->username);
  self->organization = at != NULL ? at + 1 : "";
  self->password = init->password != NULL ? helio_secret_ref (init->password) : NULL;
  self->life_kind = init->life_kind;
  self->obtained = init->obtained_boot;
  self->method = g_strdup (init->method);
  self->provider = g_strdup (init->provider);
  self->user_id = g_strdup (init->user_id);
  self->user_email = g_strdup (init->user_email);
  self->token_id = g_strdup (init->token_id);
  plan (self, init);
  return self;
}

HelioCredential *
helio_credential_ref (HelioCredential *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
helio_credential_unref (HelioCredential *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  helio_secret_unref (self->password);
  g_free (self->username);
  g_free (self->name);
  g_free (self->method);
  g_free (self->provider);
  g_free (self->user_id);
  g_free (self->user_email);
  g_free (self->token_id);
  g_free (self);
}

gboolean
helio_credential_is_anonymous (const HelioCredential *self)
{
  return self->password == NULL;
}

const char *
helio_credential_get_username (const HelioCredential *self)
{
  return self->username;
}

HelioSecret *
helio_credential_get_password (const HelioCredential *self)
{
  return self->password;
}

const char *
helio_credential_get_name (const HelioCredential *self)
{
  return self->name;
}

const char *
helio_credential_get_organization (const HelioCredential *self)
{
  return self->organization;
}

HelioCredentialLife
helio_credential_get_life_kind (const HelioCredential *self)
{
  return self->life_kind;
}

gint64
helio_credential_get_obtained (const HelioCredential *self)
{
  return self->obtained;
}

gint64
helio_credential_get_expires (const HelioCredential *self)
{
  return self->expires;
}

gint64
helio_credential_get_renew_at (const HelioCredential *self)
{
  return self->renew_at;
}

gint64
helio_credential_get_expires_wall (const HelioCredential *self)
{
  return self->expires_wall;
}

gint64
helio_credential_get_renew_wall (const HelioCredential *self)
{
  return self->renew_wall;
}

gboolean
helio_credential_is_expired (const HelioCredential *self, gint64 now_boot)
{
  return self->expires != G_MAXINT64 && now_boot >= self->expires;
}

const char *
helio_credential_get_method (const HelioCredential *self)
{
  return self->method;
}

const char *
helio_credential_get_provider (const HelioCredential *self)
{
  return self->provider;
}

const char *
helio_credential_get_user_id (const HelioCredential *self)
{
  return self->user_id;
}

const char *
helio_credential_get_user_email (const HelioCredential *self)
{
  return self->user_email;
}

const char *
helio_credential_get_token_id (const HelioCredential *self)
{
  return self->token_id;
}
