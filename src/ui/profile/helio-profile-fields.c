// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/profile/helio-profile-fields.h"

#include <glib/gi18n.h>
#include <string.h>

#define P(member) G_STRUCT_OFFSET (HelioProfile, member)
#define W(member) G_STRUCT_OFFSET (HelioProfileWill, member)

static gboolean
is_exchange (const HelioProfile *profile)
{
  return profile->method == HELIO_METHOD_EXCHANGE;
}

static gboolean
is_key_exchange (const HelioProfile *profile)
{
  return is_exchange (profile) && profile->exchange.dialect == HELIO_DIALECT_KEY;
}

static gboolean
is_organization_exchange (const HelioProfile *profile)
{
  return is_exchange (profile) && profile->exchange.dialect == HELIO_DIALECT_ORGANIZATION;
}

static gboolean
is_backend (const HelioProfile *profile)
{
  return profile->method == HELIO_METHOD_BACKEND;
}

static gboolean
is_json_backend (const HelioProfile *profile)
{
  return is_backend (profile) && profile->backend.style == HELIO_STYLE_JSON;
}

static gboolean
is_native (const HelioProfile *profile)
{
  return profile->method == HELIO_METHOD_NATIVE;
}

static gboolean
is_password (const HelioProfile *profile)
{
  return profile->method == HELIO_METHOD_PASSWORD;
}

static const char *const protocols[] = {NC_ ("choice", "MQTT 5, else 3.1.1"),
                                        NC_ ("choice", "MQTT 5"),
                                        NC_ ("choice", "MQTT 3.1.1"),
                                        NULL};
static const char *const methods[] = {NC_ ("choice", "Token exchange"),
                                      NC_ ("choice", "My own backend"),
                                      NC_ ("choice", "Native token"),
                                      NC_ ("choice", "Username and password"),
                                      NC_ ("choice", "None (anonymous)"),
                                      NULL};
static const char *const dialects[] = {NC_ ("choice", "API key and provider"),
                                       NC_ ("choice", "Organization, no key"),
                                       NULL};
static const char *const styles[] = {NC_ ("choice", "Authorization: Bearer"),
                                     NC_ ("choice", "JSON body with the token"),
                                     NULL};
static const char *const qualities[] = {NC_ ("choice", "0, at most once"),
                                        NC_ ("choice", "1, at least once"),
                                        NC_ ("choice", "2, exactly once"),
                                        NULL};

static const HelioField connection_fields[] = {
    {"$.name", HELIO_FIELD_TEXT, P (name), NC_ ("field", "Name")},
    {"$.broker.url",
     HELIO_FIELD_TEXT,
     P (broker.url),
     NC_ ("field", "Broker URL"),
     .complete = helio_profile_complete_broker_url},
    {"$.broker.protocol",
     HELIO_FIELD_CHOICE,
     P (broker.protocol),
     NC_ ("field", "Protocol"),
     .choices = protocols},
    {"$.broker.client_id",
     HELIO_FIELD_TEXT,
     P (broker.client_id),
     NC_ ("field", "Client ID (empty: made for this computer)")},
    {0},
};

static const HelioField credential_fields[] = {
    {"$.credentials.method",
     HELIO_FIELD_CHOICE,
     P (method),
     NC_ ("field", "Credentials from"),
     .choices = methods},
    {"$.credentials.exchange.url",
     HELIO_FIELD_TEXT,
     P (exchange.url),
     NC_ ("field", "Token exchange URL"),
     .applies = is_exchange},
    {"$.credentials.exchange.dialect",
     HELIO_FIELD_CHOICE,
     P (exchange.dialect),
     NC_ ("field", "Request with"),
     .choices = dialects,
     .applies = is_exchange},
    {"$.credentials.exchange.provider",
     HELIO_FIELD_TEXT,
     P (exchange.provider),
     NC_ ("field", "Provider"),
     .applies = is_key_exchange},
    {"$.credentials.exchange.ttl",
     HELIO_FIELD_INT64,
     P (exchange.ttl),
     NC_ ("field", "Time to live"),
     NC_ ("field", "Seconds that a credential is asked for, at most 86,400"),
     .min = 1,
     .max = 86400,
     .applies = is_key_exchange},
    {"$.credentials.exchange.organization_id",
     HELIO_FIELD_TEXT_OR_NULL,
     P (exchange.organization_id),
     NC_ ("field", "Organization ID"),
     .applies = is_exchange},
    {"$.credentials.exchange.integration_id",
     HELIO_FIELD_TEXT_OR_NULL,
     P (exchange.integration_id),
     NC_ ("field", "Integration ID (optional)"),
     .applies = is_organization_exchange},
    {"$.credentials.backend.url",
     HELIO_FIELD_TEXT,
     P (backend.url),
     NC_ ("field", "Backend URL"),
     .applies = is_backend},
    {"$.credentials.backend.style",
     HELIO_FIELD_CHOICE,
     P (backend.style),
     NC_ ("field", "The access token goes in"),
     .choices = styles,
     .applies = is_backend},
    {"$.credentials.backend.token_field",
     HELIO_FIELD_TEXT,
     P (backend.token_field),
     NC_ ("field", "Name of the JSON field"),
     .applies = is_json_backend},
    {"$.credentials.native.url",
     HELIO_FIELD_TEXT,
     P (native.url),
     NC_ ("field", "Token service URL"),
     .applies = is_native},
    {"$.credentials.native.organization_id",
     HELIO_FIELD_TEXT,
     P (native.organization_id),
     NC_ ("field", "Organization ID"),
     .applies = is_native},
    {"$.credentials.native.email",
     HELIO_FIELD_TEXT,
     P (native.email),
     NC_ ("field", "User’s e-mail"),
     .applies = is_native},
    {"$.credentials.password.username",
     HELIO_FIELD_TEXT,
     P (password.username),
     NC_ ("field", "Username"),
     .applies = is_password},
    {0},
};

static const HelioField sign_in_fields[] = {
    {"$.sign_in.domain",
     HELIO_FIELD_TEXT_OR_NULL,
     P (sign_in.domain),
     NC_ ("field", "Domain (your-tenant.auth0.com)"),
     .applies = helio_profile_needs_sign_in},
    {"$.sign_in.client_id",
     HELIO_FIELD_TEXT,
     P (sign_in.client_id),
     NC_ ("field", "Client ID of the application"),
     .applies = helio_profile_needs_sign_in},
    {"$.sign_in.audience",
     HELIO_FIELD_TEXT,
     P (sign_in.audience),
     NC_ ("field", "Audience (identifier of the API)"),
     .applies = helio_profile_needs_sign_in},
    {0},
};

static const HelioField sign_in_more_fields[] = {
    {"$.sign_in.issuer",
     HELIO_FIELD_TEXT_OR_NULL,
     P (sign_in.issuer),
     NC_ ("field", "Issuer, if it is not https://domain/")},
    {"$.sign_in.scope", HELIO_FIELD_TEXT, P (sign_in.scope), NC_ ("field", "Scope")},
    {"$.sign_in.connection",
     HELIO_FIELD_TEXT_OR_NULL,
     P (sign_in.connection),
     NC_ ("field", "Connection (optional)")},
    {"$.sign_in.organization",
     HELIO_FIELD_TEXT_OR_NULL,
     P (sign_in.organization),
     NC_ ("field", "Organization (optional)")},
    {"$.sign_in.login_hint",
     HELIO_FIELD_TEXT_OR_NULL,
     P (sign_in.login_hint),
     NC_ ("field", "Login hint (optional)")},
    {"$.sign_in.prompt",
     HELIO_FIELD_TEXT_OR_NULL,
     P (sign_in.prompt),
     NC_ ("field", "Prompt (optional)")},
    {"$.sign_in.redirect_ports",
     HELIO_FIELD_PORTS,
     P (sign_in.redirect_ports),
     NC_ ("field", "Ports for the way back from the browser")},
    {0},
};

static const HelioField session_fields[] = {
    {"$.broker.keep_alive",
     HELIO_FIELD_INT,
     P (broker.keep_alive),
     NC_ ("field", "Keep alive"),
     NC_ ("field", "Seconds; 0 turns it off"),
     .max = 65535},
    {"$.broker.clean_start",
     HELIO_FIELD_BOOLEAN,
     P (broker.clean_start),
     NC_ ("field", "Clean start"),
     NC_ ("field", "Forget what the broker holds for this client")},
    {"$.broker.session_expiry",
     HELIO_FIELD_INT64,
     P (broker.session_expiry),
     NC_ ("field", "Session expiry"),
     NC_ ("field", "Seconds that the broker keeps the session over a lost connection"),
     .max = G_MAXUINT32},
    {"$.broker.keep_session",
     HELIO_FIELD_BOOLEAN,
     P (broker.keep_session),
     NC_ ("field", "Keep the session on disconnect"),
     NC_ ("field", "The broker then queues messages while nobody is connected")},
    {"$.broker.connect_properties.receive_maximum",
     HELIO_FIELD_INT,
     P (broker.receive_maximum),
     NC_ ("field", "Receive maximum"),
     NC_ ("field", "Messages under way at a time"),
     .min = 1,
     .max = 65535},
    {"$.broker.connect_properties.maximum_packet_size",
     HELIO_FIELD_INT64_OR_NONE,
     P (broker.maximum_packet_size),
     NC_ ("field", "Maximum packet size in bytes (empty: no limit)")},
    {"$.broker.connect_properties.request_problem_information",
     HELIO_FIELD_BOOLEAN,
     P (broker.request_problem_information),
     NC_ ("field", "Ask for reasons"),
     NC_ ("field", "The broker may explain refusals in its own words")},
    {0},
};

static const HelioField security_fields[] = {
    {"$.broker.allow_insecure",
     HELIO_FIELD_BOOLEAN,
     P (broker.allow_insecure),
     NC_ ("field", "Allow without encryption"),
     NC_ ("field", "For http, ws and mqtt to hosts other than this computer")},
    {0},
};

static const HelioField will_fields[] = {
    {"$.broker.will.topic", HELIO_FIELD_TEXT, W (topic), NC_ ("field", "Topic of the last will")},
    {"$.broker.will.payload",
     HELIO_FIELD_TEXT_OR_NULL,
     W (payload),
     NC_ ("field", "Payload as text")},
    {"$.broker.will.payload_base64",
     HELIO_FIELD_TEXT_OR_NULL,
     W (payload_base64),
     NC_ ("field", "Or payload as base64")},
    {"$.broker.will.qos", HELIO_FIELD_CHOICE, W (qos), NC_ ("field", "QoS"), .choices = qualities},
    {"$.broker.will.retain", HELIO_FIELD_BOOLEAN, W (retain), NC_ ("field", "Retain")},
    {"$.broker.will.delay",
     HELIO_FIELD_INT,
     W (delay),
     NC_ ("field", "Delay"),
     NC_ ("field", "Seconds after the connection was lost"),
     .max = G_MAXINT32},
    {"$.broker.will.properties.content_type",
     HELIO_FIELD_TEXT_OR_NULL,
     W (content_type),
     NC_ ("field", "Content type (optional)")},
    {"$.broker.will.properties.response_topic",
     HELIO_FIELD_TEXT_OR_NULL,
     W (response_topic),
     NC_ ("field", "Response topic (optional)")},
    {"$.broker.will.properties.message_expiry",
     HELIO_FIELD_INT64_OR_NONE,
     W (message_expiry),
     NC_ ("field", "Message expiry in seconds (optional)")},
    {0},
};

const HelioField *
helio_profile_fields_get (HelioFormGroup group)
{
  static const HelioField *const fields[HELIO_FORM_N_GROUPS] = {
      [HELIO_FORM_CONNECTION] = connection_fields,
      [HELIO_FORM_CREDENTIALS] = credential_fields,
      [HELIO_FORM_SIGN_IN] = sign_in_fields,
      [HELIO_FORM_SIGN_IN_MORE] = sign_in_more_fields,
      [HELIO_FORM_SESSION] = session_fields,
      [HELIO_FORM_SECURITY] = security_fields,
      [HELIO_FORM_WILL] = will_fields,
  };
  return fields[group];
}

char *
helio_profile_fields_make_sentence (const char *words)
{
  char first[6];
  const int length = g_unichar_to_utf8 (g_unichar_totitle (g_utf8_get_char (words)), first);

  return *words != '\0' ? g_strdup_printf ("%.*s%s", length, first, g_utf8_next_char (words))
                        : g_strdup ("");
}

static const char *
find_title (const char *path, gsize length)
{
  for (int group = 0; group < HELIO_FORM_N_GROUPS; group++) {
    const HelioField *fields = helio_profile_fields_get ((HelioFormGroup) group);

    for (guint i = 0; fields[i].path != NULL; i++)
      if (strlen (fields[i].path) == length && strncmp (fields[i].path, path, length) == 0)
        return g_dpgettext2 (GETTEXT_PACKAGE, "field", fields[i].title);
  }
  return NULL;
}

char *
helio_profile_fields_word (const char *message)
{
  const gsize length = message[0] == '$' ? strcspn (message, " :") : 0;
  g_autofree char *member = NULL;
  const char *title;

  if (length < 2 || message[1] != '.')
    return helio_profile_fields_make_sentence (g_str_has_prefix (message, "$: ") ? message + 3
                                                                                 : message);
  member = g_strndup (message + 2, length - 2);
  title = find_title (message, length);
  if (title == NULL)
    /* Translators: a member of a file, then what is wrong there. */
    return g_strdup_printf (C_ ("profile file", "“%s”%s"), member, message + length);
  /* Translators: a field, the member of a file that it is, then what is wrong there. */
  return g_strdup_printf (C_ ("profile file", "%s (“%s”)%s"), title, member, message + length);
}
