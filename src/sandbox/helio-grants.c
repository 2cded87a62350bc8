// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "sandbox/helio-grants.h"

#include "core/crypto/helio-digest.h"
#include "core/crypto/helio-random.h"

#include <string.h>

#define CODE_LIFE (60 * HELIO_SECOND)
#define CODE_MEMORY (600 * HELIO_SECOND) /* how long a second use is still recognised */
#define MAX_CODES 4096
#define MAX_FAMILIES_PER_USER 200 /* as Auth0: the oldest goes */
#define MAX_CHAIN 256

typedef struct {
  HelioGrant *grant;
  GPtrArray *tokens; /* in the order of issue; the last one is current */
  gint64 rotated;    /* boot time at which the last one was issued */
} Family;

typedef struct {
  char *text;
  HelioGrant *grant;
  Family *family; /* (nullable): what came of it */
  gint64 issued;
  gboolean used;
} Code;

struct _HelioGrants {
  HelioClock *clock;
  gint64 overlap;
  GQueue codes; /* oldest first */
  GHashTable *codes_by_text;
  GQueue families; /* oldest first */
  GHashTable *families_by_token;
};

HelioGrant *
helio_grant_ref (HelioGrant *self)
{
  g_ref_count_inc (&self->references);
  return self;
}

void
helio_grant_unref (HelioGrant *self)
{
  if (!g_ref_count_dec (&self->references))
    return;
  g_free (self->user);
  g_free (self->client_id);
  g_free (self->redirect_uri);
  g_free (self->challenge);
  g_free (self->scope);
  g_free (self->audience);
  g_free (self->nonce);
  g_free (self->session);
  g_free (self);
}

gboolean
helio_scope_contains (const char *scope, const char *word)
{
  g_auto (GStrv) words = g_strsplit (scope != NULL ? scope : "", " ", -1);

  return g_strv_contains ((const char *const *) words, word);
}

gboolean
helio_grant_has_scope (const HelioGrant *self, const char *word)
{
  return helio_scope_contains (self->scope, word);
}

HelioGrants *
helio_grants_new (HelioClock *clock, gint64 overlap)
{
  HelioGrants *self = g_new0 (HelioGrants, 1);

  self->clock = g_object_ref (clock);
  self->overlap = overlap;
  self->codes_by_text = g_hash_table_new (g_str_hash, g_str_equal);
  self->families_by_token = g_hash_table_new (g_str_hash, g_str_equal);
  return self;
}

static void
code_free (HelioGrants *self, Code *code)
{
  g_queue_remove (&self->codes, code);
  g_hash_table_remove (self->codes_by_text, code->text);
  helio_grant_unref (code->grant);
  g_free (code->text);
  g_free (code);
}

static void
forget_token (HelioGrants *self, Family *family, guint index)
{
  g_hash_table_remove (self->families_by_token, g_ptr_array_index (family->tokens, index));
  g_ptr_array_remove_index (family->tokens, index);
}

static void
family_free (HelioGrants *self, Family *family)
{
  for (GList *link = self->codes.head; link != NULL; link = link->next) {
    Code *code = link->data;

    if (code->family == family)
      code->family = NULL;
  }
  while (family->tokens->len > 0)
    forget_token (self, family, 0);
  g_queue_remove (&self->families, family);
  g_ptr_array_unref (family->tokens);
  helio_grant_unref (family->grant);
  g_free (family);
}

void
helio_grants_free (HelioGrants *self)
{
  while (!g_queue_is_empty (&self->codes))
    code_free (self, g_queue_peek_head (&self->codes));
  while (!g_queue_is_empty (&self->families))
    family_free (self, g_queue_peek_head (&self->families));
  g_hash_table_unref (self->codes_by_text);
  g_hash_table_unref (self->families_by_token);
  g_object_unref (self->clock);
  g_free (self);
}

char *
helio_grants_issue_code (HelioGrants *self, HelioGrant *grant)
{
  gint64 now = helio_clock_now_boot (self->clock);
  Code *code, *oldest;

  while ((oldest = g_queue_peek_head (&self->codes)) != NULL &&
         (now - oldest->issued > CODE_MEMORY || g_queue_get_length (&self->codes) >= MAX_CODES))
    code_free (self, oldest);
  code = g_new0 (Code, 1);
  code->text = helio_random_token (32);
  code->grant = helio_grant_ref (grant);
  code->issued = now;
  g_queue_push_tail (&self->codes, code);
  g_hash_table_insert (self->codes_by_text, code->text, code);
  return g_strdup (code->text);
}

/* RFC 7636 §4.6. */
static gboolean
verifier_fits (const char *verifier, const char *challenge)
{
  g_autofree char *computed = NULL;

  if (verifier == NULL || strlen (verifier) < 43 || strlen (verifier) > 128)
    return FALSE;
  for (const char *p = verifier; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr ("-._~", *p) == NULL)
      return FALSE;
  computed = helio_digest_sha256_base64url (verifier, -1);
  return g_str_equal (computed, challenge);
}

HelioGrantVerdict
helio_grants_redeem_code (HelioGrants *self,
                          const char *text,
                          const char *client_id,
                          const char *redirect_uri,
                          const char *verifier,
                          HelioGrant **grant)
{
  Code *code = text != NULL ? g_hash_table_lookup (self->codes_by_text, text) : NULL;

  *grant = NULL;
  if (code == NULL)
    return HELIO_GRANT_UNKNOWN;
  if (code->used) {
    /* RFC 6749 §4.1.2: what was issued for it is revoked. */
    if (code->family != NULL)
      family_free (self, code->family);
    return HELIO_GRANT_REUSED;
  }
  code->used = TRUE;
  if (helio_clock_now_boot (self->clock) - code->issued > CODE_LIFE)
    return HELIO_GRANT_EXPIRED;
  if (g_strcmp0 (client_id, code->grant->client_id) != 0)
    return HELIO_GRANT_WRONG_CLIENT;
  if (g_strcmp0 (redirect_uri, code->grant->redirect_uri) != 0)
    return HELIO_GRANT_WRONG_REDIRECT;
  if (!verifier_fits (verifier, code->grant->challenge))
    return HELIO_GRANT_WRONG_VERIFIER;
  *grant = helio_grant_ref (code->grant);
  return HELIO_GRANT_OK;
}

static char *
append_token (HelioGrants *self, Family *family)
{
  g_autofree char *random = helio_random_token (40);
  char *token = g_strconcat ("v1.", random, NULL);

  if (family->tokens->len >= MAX_CHAIN)
    forget_token (self, family, 0);
  g_ptr_array_add (family->tokens, token);
  g_hash_table_insert (self->families_by_token, token, family);
  family->rotated = helio_clock_now_boot (self->clock);
  return g_strdup (token);
}

static void
make_room (HelioGrants *self, const char *user)
{
  Family *oldest = NULL;
  guint count = 0;

  for (GList *link = self->families.head; link != NULL; link = link->next) {
    Family *family = link->data;

    if (!g_str_equal (family->grant->user, user))
      continue;
    if (oldest == NULL)
      oldest = family;
    count++;
  }
  if (count >= MAX_FAMILIES_PER_USER)
    family_free (self, oldest);
}

char *
helio_grants_issue_refresh (HelioGrants *self, HelioGrant *grant, const char *text)
{
  Code *code = text != NULL ? g_hash_table_lookup (self->codes_by_text, text) : NULL;
  Family *family;

  make_room (self, grant->user);
  family = g_new0 (Family, 1);
  family->grant = helio_grant_ref (grant);
  family->tokens = g_ptr_array_new_with_free_func (g_free);
  g_queue_push_tail (&self->families, family);
  if (code != NULL)
    code->family = family;
  return append_token (self, family);
}

HelioGrantVerdict
helio_grants_rotate (HelioGrants *self,
                     const char *token,
                     const char *client_id,
                     HelioGrant **grant,
                     char **next)
{
  Family *family = token != NULL ? g_hash_table_lookup (self->families_by_token, token) : NULL;
  GPtrArray *tokens;
  gboolean current, previous;

  *grant = NULL;
  *next = NULL;
  if (family == NULL)
    return HELIO_GRANT_UNKNOWN;
  if (g_strcmp0 (client_id, family->grant->client_id) != 0)
    return HELIO_GRANT_WRONG_CLIENT;
  tokens = family->tokens;
  current = g_str_equal (g_ptr_array_index (tokens, tokens->len - 1), token);
  previous = tokens->len > 1 && g_str_equal (g_ptr_array_index (tokens, tokens->len - 2), token) &&
             self->overlap > 0 &&
             helio_clock_now_boot (self->clock) - family->rotated <= self->overlap;
  *grant = helio_grant_ref (family->grant);
  if (!current && !previous) {
    family_free (self, family);
    return HELIO_GRANT_REUSED;
  }
  *next = append_token (self, family);
  return HELIO_GRANT_OK;
}

void
helio_grants_revoke (HelioGrants *self, const char *token)
{
  Family *family = token != NULL ? g_hash_table_lookup (self->families_by_token, token) : NULL;

  if (family != NULL)
    family_free (self, family);
}

const char *
helio_grants_peek_user (HelioGrants *self, const char *code_or_token)
{
  const Family *family;
  const Code *code;

  if (code_or_token == NULL)
    return NULL;
  family = g_hash_table_lookup (self->families_by_token, code_or_token);
  if (family != NULL)
    return family->grant->user;
  code = g_hash_table_lookup (self->codes_by_text, code_or_token);
  return code != NULL ? code->grant->user : NULL;
}
