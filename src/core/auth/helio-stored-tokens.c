// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-stored-tokens.h"

#include "core/auth/helio-id-token.h"
#include "core/base/helio-json-members.h"
#include "core/base/helio-json.h"

#define VERSION 1

HelioStoredTokens *
helio_stored_tokens_new (HelioSecret *refresh_token,
                         HelioSecret *id_token,
                         const char *sub,
                         const char *scope,
                         gint64 first_issued,
                         gint64 chosen)
{
  HelioStoredTokens *self = g_new0 (HelioStoredTokens, 1);

  g_ref_count_init (&self->ref_count);
  self->refresh_token = helio_secret_ref (refresh_token);
  self->id_token = id_token != NULL ? helio_secret_ref (id_token) : NULL;
  self->sub = g_strdup (sub);
  self->scope = g_strdup (scope);
  self->first_issued = first_issued;
  self->chosen = chosen;
  return self;
}

HelioStoredTokens *
helio_stored_tokens_new_chosen (const HelioStoredTokens *self, gint64 chosen)
{
  return helio_stored_tokens_new (self->refresh_token,
                                  self->id_token,
                                  self->sub,
                                  self->scope,
                                  self->first_issued,
                                  chosen);
}

HelioAccount *
helio_stored_tokens_get_account (const HelioStoredTokens *self, const char *issuer)
{
  g_autoptr (HelioJwt) token =
      self->id_token != NULL ? helio_jwt_parse (self->id_token, NULL) : NULL;
  HelioAccount *account = token != NULL ? helio_id_token_get_account (token) : NULL;

  return account != NULL ? account : helio_account_new (issuer, self->sub, NULL, NULL);
}

HelioStoredTokens *
helio_stored_tokens_ref (HelioStoredTokens *self)
{
  g_ref_count_inc (&self->ref_count);
  return self;
}

void
helio_stored_tokens_unref (HelioStoredTokens *self)
{
  if (self == NULL || !g_ref_count_dec (&self->ref_count))
    return;
  helio_secret_unref (self->refresh_token);
  helio_secret_unref (self->id_token);
  g_free (self->sub);
  g_free (self->scope);
  g_free (self);
}

/* Never through json-glib, which leaves copies of every string behind. */
HelioSecret *
helio_stored_tokens_to_secret (const HelioStoredTokens *self)
{
  g_autofree char *first = g_strdup_printf ("%" G_GINT64_FORMAT, self->first_issued);
  g_autofree char *chosen = g_strdup_printf ("%" G_GINT64_FORMAT, self->chosen);
  const HelioJsonMember members[] = {
      {"v", .raw = G_STRINGIFY (VERSION)},
      {"rt", .text = helio_secret_peek (self->refresh_token)},
      {"idt", .text = self->id_token != NULL ? helio_secret_peek (self->id_token) : NULL},
      {"sub", .text = self->sub},
      {"scope", .text = self->scope},
      {"first", .raw = first},
      {"chosen", .raw = chosen},
  };
  /* All of it came out of JSON, and so is text. */
  g_autoptr (GBytes) bytes = helio_json_members_new (members, G_N_ELEMENTS (members), NULL);

  return helio_secret_new_len (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

HelioStoredTokens *
helio_stored_tokens_from_secret (const HelioSecret *secret)
{
  g_autoptr (HelioJson) json = helio_json_parse_secrets (helio_secret_peek (secret),
                                                         helio_secret_get_length (secret),
                                                         HELIO_JSON_SIZE_ANSWER,
                                                         HELIO_JSON_DEPTH_ANSWER,
                                                         NULL);
  g_autoptr (HelioSecret) refresh_token = NULL;
  g_autoptr (HelioSecret) id_token = NULL;
  const char *token, *sub, *id;
  gint64 version = 0, first = 0, chosen = 0;

  if (json == NULL || helio_json_get_kind (json) != HELIO_JSON_OBJECT ||
      !helio_json_get_integer (json, "v", &version) || version != VERSION)
    return NULL;
  token = helio_json_get_string (json, "rt");
  sub = helio_json_get_string (json, "sub");
  id = helio_json_get_string (json, "idt");
  helio_json_get_integer (json, "first", &first);
  /* Before there were several it was the one in use. */
  if (!helio_json_get_integer (json, "chosen", &chosen))
    chosen = MAX (first, 1);
  if (token == NULL || *token == '\0' || sub == NULL || *sub == '\0')
    return NULL;
  refresh_token = helio_secret_new (token);
  id_token = id != NULL ? helio_secret_new (id) : NULL;
  return helio_stored_tokens_new (refresh_token,
                                  id_token,
                                  sub,
                                  helio_json_get_string (json, "scope"),
                                  first,
                                  chosen);
}
