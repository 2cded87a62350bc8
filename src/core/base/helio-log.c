// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-log.h"

#include <string.h>

char *
helio_redact_uri (const char *uri)
{
  g_autoptr (GUri) parsed = NULL;

  if (uri == NULL)
    return NULL;
  parsed = g_uri_parse (uri, G_URI_FLAGS_ENCODED, NULL);
  if (parsed == NULL)
    return g_strdup ("…");
  return g_uri_join (G_URI_FLAGS_ENCODED,
                     g_uri_get_scheme (parsed),
                     g_uri_get_userinfo (parsed) != NULL ? "…" : NULL,
                     g_uri_get_host (parsed),
                     g_uri_get_port (parsed),
                     g_uri_get_path (parsed),
                     g_uri_get_query (parsed) != NULL ? "…" : NULL,
                     g_uri_get_fragment (parsed) != NULL ? "…" : NULL);
}

/* The end of a quotation may have been cut off. */
#define QUOTED_OR_BARE "(\"(?:[^\"\\\\]++|\\\\.)*+\"?|'[^']*'?|[^\\s&,;}\"']+)"
#define NAMED_VALUE "[\"']?\\s*[=:]\\s*)" QUOTED_OR_BARE

char *
helio_redact (const char *text)
{
  /* Order matters: whole tokens first, then named values of any other shape. */
  static const struct {
    const char *pattern, *replacement;
  } rules[] = {
      {"-----BEGIN [A-Z ]*PRIVATE KEY-----[\\s\\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|\\z)", "…"},
      {"eyJ[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]*){1,4}", "…"},
      {"\\b(sk|pk|cs|rk|tkn|temp)_[A-Za-z0-9_-]{6,}", "\\1_…"},
      {"(?i)\\b(Bearer|Basic)\\s+[^\\s\"']+", "\\1 …"},
      {"(?i)([\"']?\\b[a-z0-9_-]*"
       "(?:token|password|passwd|passphrase|secret|verifier|api[_-]?key)" NAMED_VALUE,
       "\\1…"},
      /* An HTTP status or a reason code is no secret. */
      {"(?i)([\"']?\\b(?:[a-z0-9]+_)*(?:code|state|nonce)"
       "[\"']?\\s*[=:]\\s*)(?![\"']?\\d{1,5}[\"']?(?:[\\s&,;}.]|\\z))" QUOTED_OR_BARE,
       "\\1…"},
  };
  char *out;

  if (text == NULL)
    return NULL;
  out = g_utf8_make_valid (text, -1);
  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++) {
    g_autoptr (GRegex) regex = g_regex_new (rules[i].pattern, 0, 0, NULL);
    char *next =
        regex != NULL ? g_regex_replace (regex, out, -1, 0, rules[i].replacement, 0, NULL) : NULL;

    g_free (out);
    out = next != NULL ? next : g_strdup ("…");
  }
  return out;
}
