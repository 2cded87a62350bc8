// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-token-rows.h"

#include "core/auth/helio-token-report.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A claim as text, whatever it is. Returns: (transfer full) (nullable): NULL if it is absent. */
static char *
show_claim (const HelioTokenFacts *facts, const char *name)
{
  g_autoptr (HelioJson) member = helio_json_get (facts->payload, name);

  if (member == NULL || helio_json_get_kind (member) == HELIO_JSON_NULL)
    return NULL;
  if (helio_json_as_string (member) != NULL)
    return g_strdup (helio_json_as_string (member));
  return helio_json_to_text (member, FALSE);
}

static void
no_profile (HelioCheckRow *row)
{
  helio_check_row_set (row,
                       HELIO_CHECK_INFO,
                       C_ ("token", "Nothing is known here that it could be held against."),
                       NULL);
}

static gboolean
differs_by_slash (const char *a, const char *b)
{
  gsize a_length = strlen (a), b_length = strlen (b);

  if (a_length > b_length)
    return a_length == b_length + 1 && a[b_length] == '/' && strncmp (a, b, b_length) == 0;
  return b_length == a_length + 1 && b[a_length] == '/' && strncmp (a, b, a_length) == 0;
}

static void
wrong_issuer (const HelioTokenFacts *facts, HelioCheckRow *row, const char *value)
{
  static const char *const slash[] = {
      NC_ ("token", "Only the slash at the end differs, and issuers are compared to the letter."),
      NULL,
  };
  static const char *const letters[] = {
      NC_ ("token", "Only capital letters differ, and issuers are compared to the letter."),
      NULL,
  };
  static const char *const causes[] = {
      NC_ ("token",
           "The token comes from another tenant, or from tenant.auth0.com where a custom domain is "
           "in use, or the other way round."),
      NC_ ("token", "It is a token of another environment."),
      NULL,
  };
  g_autofree char *text = g_strdup_printf (C_ ("token", "The profile has “%s”."), facts->issuer);

  helio_token_row_fail (
      row,
      text,
      differs_by_slash (value, facts->issuer)          ? slash
      : g_ascii_strcasecmp (value, facts->issuer) == 0 ? letters
                                                       : causes,
      C_ ("token",
          "Check the domain in the profile, and the one that is configured at the "
          "service."));
}

void
helio_token_row_issuer (const HelioTokenFacts *facts, HelioCheckRow *row)
{
  const char *text;
  g_autofree char *value = NULL;

  if (helio_token_row_is_unreadable (facts, row))
    return;
  text = helio_json_get_string (facts->payload, "iss");
  value = show_claim (facts, "iss");
  helio_check_row_set_value (row, value != NULL ? value : C_ ("token", "not given"));
  if (text == NULL)
    helio_token_row_fail (row, C_ ("token", "The token does not name its issuer."), NULL, NULL);
  else if (facts->issuer == NULL)
    no_profile (row);
  else if (strcmp (text, facts->issuer) == 0)
    helio_check_row_set (row, HELIO_CHECK_PASS, NULL, NULL);
  else
    wrong_issuer (facts, row, text);
}

/* The audiences with commas between. */
static char *
show_audience (const HelioTokenFacts *facts)
{
  g_autoptr (HelioJson) list = helio_json_get_array (facts->payload, "aud");
  GString *text;

  if (list == NULL)
    return show_claim (facts, "aud");
  text = g_string_new (NULL);
  for (guint i = 0; i < MIN (helio_json_get_length (list), 64); i++) {
    g_autoptr (HelioJson) element = helio_json_get_element (list, i);
    g_autofree char *raw =
        helio_json_as_string (element) == NULL ? helio_json_to_text (element, FALSE) : NULL;

    g_string_append_printf (text,
                            "%s%s",
                            i > 0 ? ", " : "",
                            raw != NULL ? raw : helio_json_as_string (element));
  }
  return g_string_free (text, FALSE);
}

static void
wrong_audience (const HelioTokenFacts *facts, HelioCheckRow *row)
{
  static const char *const id_token[] = {
      NC_ ("token", "It is an ID token, which is for the application, not an access token."),
      NULL,
  };
  static const char *const causes[] = {
      NC_ ("token", "The audience in the profile is not the API's identifier to the letter."),
      NC_ ("token",
           "The sign-in asked for another API, or the tenant's default audience was used."),
      NC_ ("token", "It is a token of another environment."),
      NULL,
  };
  g_autofree char *text =
      g_strdup_printf (C_ ("token", "The profile has “%s”."), facts->profile->sign_in.audience);

  helio_token_row_fail (
      row,
      text,
      helio_token_facts_is_id_token (facts) ? id_token : causes,
      C_ ("token",
          "The audience must be the same in the profile, as identifier of the API "
          "in Auth0, and in the provider's settings at the service."));
}

void
helio_token_row_audience (const HelioTokenFacts *facts, HelioCheckRow *row)
{
  g_autofree char *value = NULL;

  if (helio_token_row_is_unreadable (facts, row))
    return;
  value = show_audience (facts);
  helio_check_row_set_value (row, value != NULL ? value : C_ ("token", "not given"));
  if (value == NULL)
    helio_token_row_fail (row, C_ ("token", "The token is for no audience."), NULL, NULL);
  else if (facts->profile == NULL || *facts->profile->sign_in.audience == '\0' ||
           helio_token_facts_want_id_token (facts))
    no_profile (row);
  else if (helio_token_facts_has_audience (facts, facts->profile->sign_in.audience))
    helio_check_row_set (row, HELIO_CHECK_PASS, NULL, NULL);
  else
    wrong_audience (facts, row);
}

void
helio_token_row_client (const HelioTokenFacts *facts, HelioCheckRow *row)
{
  g_autofree char *value = NULL, *text = NULL;

  if (helio_token_row_is_unreadable (facts, row))
    return;
  value = show_claim (facts, "azp");
  if (value == NULL)
    value = show_claim (facts, "client_id");
  helio_check_row_set_value (row, value != NULL ? value : C_ ("token", "not given"));
  if (value == NULL)
    helio_check_row_set (row, HELIO_CHECK_INFO, NULL, NULL);
  else if (facts->profile == NULL || *facts->profile->sign_in.client_id == '\0')
    no_profile (row);
  else if (strcmp (value, facts->profile->sign_in.client_id) == 0)
    helio_check_row_set (row, HELIO_CHECK_PASS, NULL, NULL);
  else {
    text = g_strdup_printf (C_ ("token",
                                "The token was given to another application; the profile has “%s”. "
                                "Few services look at this."),
                            facts->profile->sign_in.client_id);
    helio_token_row_fail (row,
                          text,
                          NULL,
                          C_ ("token", "Check the client id, or sign in with this profile."));
  }
}

void
helio_token_row_subject (const HelioTokenFacts *facts, HelioCheckRow *row)
{
  g_autofree char *value = NULL;

  if (helio_token_row_is_unreadable (facts, row))
    return;
  value = show_claim (facts, "sub");
  helio_check_row_set_value (row, value != NULL ? value : C_ ("token", "not given"));
  if (helio_json_get_string (facts->payload, "sub") == NULL)
    helio_token_row_fail (row, C_ ("token", "The token does not say who it is about."), NULL, NULL);
  else
    helio_check_row_set (row,
                         HELIO_CHECK_PASS,
                         C_ ("token", "The service may make the MQTT username of it."),
                         NULL);
}

/* Scopes of the profile that were not granted. Those of OpenID Connect are about the ID token. */
static char *
find_missing_scopes (const HelioTokenFacts *facts, const char *granted)
{
  static const char *const openid[] =
      {"openid", "profile", "email", "offline_access", "address", "phone", "", NULL};
  g_auto (GStrv) have = g_strsplit (granted, " ", 256);
  g_auto (GStrv) want = g_strsplit (facts->profile->sign_in.scope, " ", 256);
  GString *missing = g_string_new (NULL);

  for (guint i = 0; want[i] != NULL; i++)
    if (!g_strv_contains ((const char *const *) have, want[i]) &&
        !g_strv_contains (openid, want[i]))
      g_string_append_printf (missing, "%s%s", missing->len > 0 ? ", " : "", want[i]);
  return g_string_free (missing, FALSE);
}

void
helio_token_row_scope (const HelioTokenFacts *facts, HelioCheckRow *row)
{
  g_autofree char *scope = NULL, *permissions = NULL, *value = NULL, *missing = NULL, *text = NULL;

  if (helio_token_row_is_unreadable (facts, row))
    return;
  scope = show_claim (facts, "scope");
  if (scope == NULL)
    scope = show_claim (facts, "scp");
  permissions = show_claim (facts, "permissions");
  value = permissions != NULL
              ? g_strdup_printf ("%s · permissions %s", scope != NULL ? scope : "–", permissions)
              : g_strdup (scope);
  helio_check_row_set_value (row, value != NULL ? value : C_ ("token", "not given"));
  if (facts->profile != NULL && scope != NULL)
    missing = find_missing_scopes (facts, scope);
  if (missing != NULL && *missing != '\0')
    text = g_strdup_printf (C_ ("token", "Asked for and not granted: %s."), missing);
  helio_check_row_set (row, HELIO_CHECK_INFO, text, NULL);
}

void
helio_token_row_email (const HelioTokenFacts *facts, HelioCheckRow *row)
{
  const char *text;
  g_autofree char *value = NULL;

  if (helio_token_row_is_unreadable (facts, row))
    return;
  text = helio_json_get_string (facts->payload, "email");
  value = show_claim (facts, "email");
  helio_check_row_set_value (row, value != NULL ? value : C_ ("token", "not given"));
  if (text != NULL && strchr (text, '@') != NULL)
    helio_check_row_set (row, HELIO_CHECK_PASS, NULL, NULL);
  else if (value != NULL)
    helio_token_row_fail (row, C_ ("token", "It is no e-mail address."), NULL, NULL);
  else
    helio_check_row_set (
        row,
        HELIO_CHECK_INFO,
        C_ ("token",
            "Auth0 puts no address into access tokens by itself. An exchange that demands one "
            "answers with HTTP 422."),
        C_ ("token",
            "If it is refused for that: a post-login Action in Auth0 can add it with "
            "api.accessToken.setCustomClaim('email', event.user.email)."));
}

static char *
join (GPtrArray *texts, const char *between)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < MIN (texts->len, 50); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? between : "", (char *) texts->pdata[i]);
  if (texts->len > 50)
    g_string_append (text, " …");
  return g_string_free (text, FALSE);
}

static void
absent_topics (const HelioTokenTopics *topics, HelioCheckRow *row)
{
  g_autofree char *text = NULL;

  helio_check_row_set_value (row, C_ ("token", "not given"));
  if (topics->misnamed == NULL) {
    helio_check_row_set (
        row,
        HELIO_CHECK_INFO,
        C_ ("token", "The token says nothing about topics; the rules decide alone."),
        NULL);
    return;
  }
  text = g_strdup_printf (C_ ("token",
                              "There is a claim “%s”, but the name has to be exactly "
                              "“https://cloudsignal.io/mqtt_topics”."),
                          topics->misnamed);
  helio_token_row_fail (row, text, NULL, C_ ("token", "Correct the name in the Action of Auth0."));
}

static const char *
explain_shape (const HelioTokenTopics *topics)
{
  switch (topics->kind) {
    case HELIO_TOPICS_TEXT:
      return C_ ("token", "A single text, where a list is usual; a service may not take it.");
    case HELIO_TOPICS_OBJECT:
      return C_ ("token",
                 "An object, where a list is usual; what the service reads of it is its own.");
    case HELIO_TOPICS_OTHER:
      return C_ ("token", "Neither text nor a list of texts; it is shown as it is.");
    case HELIO_TOPICS_LIST:
    case HELIO_TOPICS_ABSENT:
    default:
      return topics->filters->len == 0 ? C_ ("token", "The list is empty.") : NULL;
  }
}

void
helio_token_row_topics (const HelioTokenFacts *facts, HelioCheckRow *row)
{
  g_autoptr (HelioTokenTopics) topics = NULL;
  g_autofree char *value = NULL, *bad = NULL, *text = NULL;

  if (helio_token_row_is_unreadable (facts, row))
    return;
  topics = helio_token_topics_read (facts->payload);
  if (topics->kind == HELIO_TOPICS_ABSENT) {
    absent_topics (topics, row);
    return;
  }
  if (topics->kind == HELIO_TOPICS_LIST && topics->n_other == 0 && topics->invalid->len == 0)
    value = join (topics->filters, ", ");
  helio_check_row_set_value (row, value != NULL && *value != '\0' ? value : topics->raw);
  if (topics->invalid->len > 0) {
    bad = join (topics->invalid, "”, “");
    text = g_strdup_printf (C_ ("token", "No topic filters: “%s”."), bad);
    helio_token_row_fail (row,
                          text,
                          NULL,
                          C_ ("token",
                              "“#” stands alone at the end of a filter, “+” alone between two "
                              "slashes."));
  } else if (topics->n_other > 0)
    helio_token_row_fail (row,
                          C_ ("token", "The list has entries that are no text."),
                          NULL,
                          C_ ("token", "Correct the Action of Auth0 that adds the claim."));
  else
    helio_check_row_set (row,
                         topics->kind == HELIO_TOPICS_LIST ? HELIO_CHECK_PASS : HELIO_CHECK_INFO,
                         explain_shape (topics),
                         NULL);
}

void
helio_token_row_size (const HelioTokenFacts *facts, HelioCheckRow *row)
{
  /* Translators: the length of a token, of at most so many */
  g_autofree char *value =
      g_strdup_printf (C_ ("token", "%u of at most 65535 bytes"), (guint) facts->size);

  helio_check_row_set_value (row, value);
  if (facts->size <= HELIO_TOKEN_REPORT_PASSWORD_MAX)
    helio_check_row_set (row, HELIO_CHECK_PASS, NULL, NULL);
  else
    helio_token_row_fail (row,
                          C_ ("token", "A CONNECT packet cannot carry it as a password."),
                          NULL,
                          C_ ("token", "Have the Action of Auth0 add less to the token."));
}
