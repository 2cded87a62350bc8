// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/base/helio-json-reader.h"
#include "core/base/helio-util.h"
#include "core/profile/helio-profile-private.h"
#include "core/profile/helio-profile.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Reads the profile file by the tables; the first fault ends it, with its JSON path. */

#define PORTS_MAX 16
#define SUBSCRIPTIONS_MAX 1000
#define USER_PROPERTIES_MAX 100

static gboolean
has_controls (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (g_unichar_iscntrl (g_utf8_get_char (text)))
      return TRUE;
  return FALSE;
}

static gboolean
read_text (HelioJsonReader *r,
           const HelioProfileField *field,
           const HelioJson *value,
           char **target)
{
  const char *text = helio_json_as_string (value), *expected;

  if (helio_json_get_kind (value) == HELIO_JSON_NULL && field->kind != HELIO_PROFILE_FIELD_TEXT) {
    g_clear_pointer (target, g_free);
    return TRUE;
  }
  if (text == NULL)
    return helio_json_reader_fail (r, value, C_ ("profile file", "text"));
  if (strlen (text) > (gsize) field->max)
    return helio_json_reader_fail (r, value, C_ ("profile file", "a shorter text"));
  if (field->kind != HELIO_PROFILE_FIELD_BODY && has_controls (text))
    return helio_json_reader_fail (r,
                                   value,
                                   C_ ("profile file", "text without control characters"));
  /* Nothing typed is nothing given; whether it may be left out is asked in the end. */
  if (*text != '\0' && field->check != NULL && (expected = field->check (text)) != NULL)
    return helio_json_reader_fail (r, value, expected);
  if (*text == '\0' && field->kind == HELIO_PROFILE_FIELD_TEXT_OR_NULL)
    text = NULL;
  helio_set_str (target, text);
  return TRUE;
}

static gboolean
read_number (HelioJsonReader *r,
             const HelioProfileField *field,
             const HelioJson *value,
             gint64 *number)
{
  g_autofree char *min = NULL;
  g_autofree char *max = NULL;
  g_autofree char *expected = NULL;

  if (helio_json_get_kind (value) == HELIO_JSON_NULL &&
      field->kind == HELIO_PROFILE_FIELD_INT64_OR_NULL) {
    *number = -1;
    return TRUE;
  }
  if (helio_json_as_integer (value, number) && *number >= field->min && *number <= field->max)
    return TRUE;
  /* xgettext cuts a text at G_GINT64_FORMAT. */
  min = g_strdup_printf ("%" G_GINT64_FORMAT, field->min);
  max = g_strdup_printf ("%" G_GINT64_FORMAT, field->max);
  expected = g_strdup_printf (C_ ("profile file", "a whole number from %s to %s"), min, max);
  return helio_json_reader_fail (r, value, expected);
}

static gboolean
read_choice (HelioJsonReader *r,
             const HelioProfileField *field,
             const HelioJson *value,
             guint *choice)
{
  const char *text = helio_json_as_string (value);
  g_autofree char *list = g_strjoinv ("”, “", (char **) field->choices);
  g_autofree char *expected = NULL;

  for (guint i = 0; field->choices[i] != NULL; i++)
    if (g_strcmp0 (text, field->choices[i]) == 0) {
      *choice = i;
      return TRUE;
    }
  expected = g_strdup_printf (C_ ("profile file", "one of “%s”"), list);
  return helio_json_reader_fail (r, value, expected);
}

static gboolean
read_value (HelioJsonReader *r,
            const HelioProfileField *field,
            const HelioJson *value,
            gpointer target)
{
  gint64 number;

  switch (field->kind) {
    case HELIO_PROFILE_FIELD_BOOLEAN:
      if (helio_json_get_kind (value) != HELIO_JSON_BOOLEAN)
        return helio_json_reader_fail (r, value, C_ ("profile file", "true or false"));
      *(gboolean *) target = helio_json_as_boolean (value);
      return TRUE;
    case HELIO_PROFILE_FIELD_INT:
      if (!read_number (r, field, value, &number))
        return FALSE;
      *(int *) target = (int) number;
      return TRUE;
    case HELIO_PROFILE_FIELD_INT64:
    case HELIO_PROFILE_FIELD_INT64_OR_NULL:
      if (!read_number (r, field, value, &number))
        return FALSE;
      *(gint64 *) target = number;
      return TRUE;
    case HELIO_PROFILE_FIELD_CHOICE:
      return read_choice (r, field, value, target);
    case HELIO_PROFILE_FIELD_TEXT:
    case HELIO_PROFILE_FIELD_TEXT_OR_NULL:
    case HELIO_PROFILE_FIELD_BODY:
    default:
      return read_text (r, field, value, target);
  }
}

/* Members that are not there keep the value that the struct has. */
static gboolean
read_fields (HelioJsonReader *r,
             const HelioProfileField *fields,
             const HelioJson *object,
             gpointer target)
{
  for (const HelioProfileField *field = fields; field->name != NULL; field++) {
    g_autoptr (HelioJson) value = helio_json_get (object, field->name);
    gsize before;
    gboolean good;

    if (value == NULL)
      continue;
    before = helio_json_reader_enter (r, field->name);
    good = read_value (r, field, value, (char *) target + field->offset);
    helio_json_reader_leave (r, before);
    if (!good)
      return FALSE;
  }
  return TRUE;
}

static gboolean
check_required (HelioJsonReader *r,
                const HelioProfileField *fields,
                const HelioJson *object,
                gconstpointer target)
{
  for (const HelioProfileField *field = fields; field->name != NULL; field++) {
    gboolean there = field->kind == HELIO_PROFILE_FIELD_TEXT
                         ? **(char *const *) ((const char *) target + field->offset) != '\0'
                         : helio_json_has (object, field->name);

    if (field->required && !there) {
      helio_json_reader_enter (r, field->name);
      return helio_json_reader_fail (r,
                                     NULL,
                                     field->check != NULL && field->check ("") != NULL
                                         ? field->check ("")
                                     : field->choices != NULL ? C_ ("profile file", "a choice")
                                                              : C_ ("profile file", "text"));
    }
  }
  return TRUE;
}

/* FALSE with the fault if it is something else. @object stays NULL if it is not there, or null. */
static gboolean
enter_object (HelioJsonReader *r,
              const HelioJson *parent,
              const char *name,
              gsize *before,
              HelioJson **object)
{
  g_autoptr (HelioJson) value = helio_json_get (parent, name);

  *before = helio_json_reader_enter (r, name);
  *object = NULL;
  if (value == NULL || helio_json_get_kind (value) == HELIO_JSON_NULL)
    return TRUE;
  if (helio_json_get_kind (value) != HELIO_JSON_OBJECT)
    return helio_json_reader_fail (r, value, C_ ("profile file", "an object"));
  *object = g_steal_pointer (&value);
  return TRUE;
}

static gboolean
read_user_properties (HelioJsonReader *r, const HelioJson *parent, GStrv *target)
{
  g_autoptr (HelioJson) list = helio_json_get (parent, "user_properties");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  gsize before;

  if (list == NULL)
    return TRUE;
  before = helio_json_reader_enter (r, "user_properties");
  if (helio_json_get_kind (list) != HELIO_JSON_ARRAY ||
      helio_json_get_length (list) > USER_PROPERTIES_MAX)
    return helio_json_reader_fail (r, list, C_ ("profile file", "a list of at most 100 pairs"));
  for (guint i = 0; i < helio_json_get_length (list); i++) {
    g_autoptr (HelioJson) pair = helio_json_get_element (list, i);
    gsize before_element = helio_json_reader_enter_element (r, i);

    if (helio_json_get_length (pair) != 2)
      return helio_json_reader_fail (r, pair, C_ ("profile file", "a list of a name and a value"));
    for (guint k = 0; k < 2; k++) {
      g_autoptr (HelioJson) text = helio_json_get_element (pair, k);

      if (helio_json_as_string (text) == NULL || strlen (helio_json_as_string (text)) > 65535)
        return helio_json_reader_fail (r,
                                       pair,
                                       C_ ("profile file", "a list of a name and a value"));
      g_strv_builder_add (builder, helio_json_as_string (text));
    }
    helio_json_reader_leave (r, before_element);
  }
  g_strfreev (*target);
  *target = g_strv_builder_end (builder);
  helio_json_reader_leave (r, before);
  return TRUE;
}

/* {"pem": "…"} or {"file": "…"} */
static gboolean
read_pem (HelioJsonReader *r, const HelioJson *broker, const char *name, char **pem, char **file)
{
  const HelioProfileField fields[] = {
      {"pem",
       HELIO_PROFILE_FIELD_BODY,
       .max = HELIO_PROFILE_PEM_MAX,
       .check = helio_profile_check_certificates},
      {"file",
       HELIO_PROFILE_FIELD_TEXT_OR_NULL,
       .offset = sizeof (char *),
       .max = HELIO_PROFILE_TEXT_MAX},
      {0},
  };
  char *values[2] = {NULL, NULL};
  g_autoptr (HelioJson) object = NULL;
  gsize before;
  gboolean good;

  if (!enter_object (r, broker, name, &before, &object))
    return FALSE;
  good = object == NULL || read_fields (r, fields, object, values);
  if (good && object != NULL && (values[0] == NULL || *values[0] == '\0') == (values[1] == NULL))
    good = helio_json_reader_fail (
        r,
        object,
        C_ ("profile file", "{\"pem\": \"…\"} or {\"file\": \"…\"} or null"));
  g_free (*pem);
  g_free (*file);
  *pem = values[0];
  *file = values[1];
  if (good)
    helio_json_reader_leave (r, before);
  return good;
}

static gboolean
read_will (HelioJsonReader *r, const HelioJson *broker, HelioProfile *self)
{
  g_autoptr (HelioJson) object = NULL;
  g_autoptr (HelioJson) properties = NULL;
  HelioProfileWill *will;
  gsize before, before_properties;

  if (!enter_object (r, broker, "will", &before, &object))
    return FALSE;
  if (object == NULL) {
    helio_json_reader_leave (r, before);
    return TRUE;
  }
  g_clear_pointer (&self->broker.will, helio_profile_will_free);
  will = self->broker.will = helio_profile_will_new ("");
  will->extra = helio_json_ref (object);
  if (!read_fields (r, helio_profile_will_fields, object, will) ||
      !check_required (r, helio_profile_will_fields, object, will))
    return FALSE;
  if (will->payload != NULL && will->payload_base64 != NULL)
    return helio_json_reader_fail (r,
                                   object,
                                   C_ ("profile file", "either “payload” or “payload_base64”"));
  if (!enter_object (r, object, "properties", &before_properties, &properties))
    return FALSE;
  if (properties != NULL &&
      (!read_fields (r, helio_profile_will_property_fields, properties, will) ||
       !read_user_properties (r, properties, &will->user_properties)))
    return FALSE;
  helio_json_reader_leave (r, before);
  return TRUE;
}

static gboolean
read_broker (HelioJsonReader *r, const HelioJson *root, HelioProfile *self)
{
  g_autoptr (HelioJson) broker = NULL;
  g_autoptr (HelioJson) properties = NULL;
  gsize before, before_properties;

  if (!enter_object (r, root, "broker", &before, &broker))
    return FALSE;
  if (broker == NULL)
    return helio_json_reader_fail (r, NULL, C_ ("profile file", "an object"));
  if (!read_fields (r, helio_profile_broker_fields, broker, self) ||
      !check_required (r, helio_profile_broker_fields, broker, self) ||
      !read_pem (r, broker, "ca", &self->broker.ca_pem, &self->broker.ca_file) ||
      !read_pem (r,
                 broker,
                 "client_certificate",
                 &self->broker.certificate_pem,
                 &self->broker.certificate_file) ||
      !enter_object (r, broker, "connect_properties", &before_properties, &properties))
    return FALSE;
  if (properties != NULL && (!read_fields (r, helio_profile_connect_fields, properties, self) ||
                             !read_user_properties (r, properties, &self->broker.user_properties)))
    return FALSE;
  helio_json_reader_leave (r, before_properties);
  if (!read_will (r, broker, self))
    return FALSE;
  helio_json_reader_leave (r, before);
  return TRUE;
}

static gboolean
read_ports (HelioJsonReader *r, const HelioJson *sign_in, GArray *target)
{
  g_autoptr (HelioJson) list = helio_json_get (sign_in, "redirect_ports");
  gsize before;

  if (list == NULL)
    return TRUE;
  before = helio_json_reader_enter (r, "redirect_ports");
  if (helio_json_get_length (list) < 1 || helio_json_get_length (list) > PORTS_MAX)
    return helio_json_reader_fail (r, list, C_ ("profile file", "a list of 1 to 16 ports"));
  g_array_set_size (target, 0);
  for (guint i = 0; i < helio_json_get_length (list); i++) {
    static const HelioProfileField field = {.kind = HELIO_PROFILE_FIELD_INT64, .max = 65535};
    g_autoptr (HelioJson) element = helio_json_get_element (list, i);
    gsize before_element = helio_json_reader_enter_element (r, i);
    gint64 number;
    int port;

    if (!read_number (r, &field, element, &number))
      return FALSE;
    port = (int) number;
    for (guint k = 0; k < target->len; k++)
      if (g_array_index (target, int, k) == port)
        return helio_json_reader_fail (r,
                                       element,
                                       C_ ("profile file", "a port that is not there yet"));
    g_array_append_val (target, port);
    helio_json_reader_leave (r, before_element);
  }
  helio_json_reader_leave (r, before);
  return TRUE;
}

static gboolean
read_sign_in (HelioJsonReader *r, const HelioJson *root, HelioProfile *self)
{
  g_autoptr (HelioJson) sign_in = NULL;
  gsize before;

  if (!enter_object (r, root, "sign_in", &before, &sign_in))
    return FALSE;
  if (sign_in != NULL && (!read_fields (r, helio_profile_sign_in_fields, sign_in, self) ||
                          !read_ports (r, sign_in, self->sign_in.redirect_ports)))
    return FALSE;
  helio_json_reader_leave (r, before);
  return TRUE;
}

static gboolean
read_method (HelioJsonReader *r,
             const HelioJson *credentials,
             HelioMethod method,
             HelioProfile *self)
{
  const HelioProfileField *fields = helio_profile_fields_of_method[method];
  g_autoptr (HelioJson) object = NULL;
  gsize before;

  if (!enter_object (r, credentials, helio_profile_methods[method], &before, &object))
    return FALSE;
  if (object == NULL && method == self->method && fields->name != NULL)
    return helio_json_reader_fail (r, NULL, C_ ("profile file", "an object"));
  if (object != NULL && !read_fields (r, fields, object, self))
    return FALSE;
  if (method == self->method && !check_required (r, fields, object, self))
    return FALSE;
  if (method == HELIO_METHOD_EXCHANGE && method == self->method &&
      self->exchange.dialect == HELIO_DIALECT_ORGANIZATION &&
      self->exchange.organization_id == NULL) {
    helio_json_reader_enter (r, "organization_id");
    return helio_json_reader_fail (
        r,
        NULL,
        C_ ("profile file", "the organization’s id, for the dialect “organization”,"));
  }
  helio_json_reader_leave (r, before);
  return TRUE;
}

static gboolean
read_credentials (HelioJsonReader *r, const HelioJson *root, HelioProfile *self)
{
  g_autoptr (HelioJson) credentials = NULL;
  gsize before;

  if (!enter_object (r, root, "credentials", &before, &credentials))
    return FALSE;
  if (credentials == NULL)
    return helio_json_reader_fail (r, NULL, C_ ("profile file", "an object"));
  if (!read_fields (r, helio_profile_method_fields, credentials, self) ||
      !check_required (r, helio_profile_method_fields, credentials, self))
    return FALSE;
  for (guint i = 0; helio_profile_methods[i] != NULL; i++)
    if (!read_method (r, credentials, (HelioMethod) i, self))
      return FALSE;
  helio_json_reader_leave (r, before);
  return TRUE;
}

/* A protocol error, for which a broker ends the connection: MQTT 5.0 §3.8.3.1. */
static gboolean
check_shared (HelioJsonReader *r, const HelioJson *element, const HelioProfileSubscription *self)
{
  g_autoptr (HelioJson) value = helio_json_get (element, "no_local");

  if (!self->no_local || !g_str_has_prefix (self->filter, "$share/"))
    return TRUE;
  helio_json_reader_enter (r, "no_local");
  return helio_json_reader_fail (r, value, C_ ("profile file", "false for a shared subscription"));
}

static gboolean
read_subscriptions (HelioJsonReader *r, const HelioJson *root, HelioProfile *self)
{
  g_autoptr (HelioJson) list = helio_json_get (root, "subscriptions");
  gsize before;

  if (list == NULL)
    return TRUE;
  before = helio_json_reader_enter (r, "subscriptions");
  if (helio_json_get_kind (list) != HELIO_JSON_ARRAY ||
      helio_json_get_length (list) > SUBSCRIPTIONS_MAX)
    return helio_json_reader_fail (r,
                                   list,
                                   C_ ("profile file", "a list of at most 1000 subscriptions"));
  for (guint i = 0; i < helio_json_get_length (list); i++) {
    g_autoptr (HelioJson) element = helio_json_get_element (list, i);
    HelioProfileSubscription *subscription = helio_profile_subscription_new ("", 1);
    gsize before_element = helio_json_reader_enter_element (r, i);

    g_ptr_array_add (self->subscriptions, subscription);
    if (helio_json_get_kind (element) != HELIO_JSON_OBJECT)
      return helio_json_reader_fail (r, element, C_ ("profile file", "an object"));
    subscription->extra = helio_json_ref (element);
    if (!read_fields (r, helio_profile_subscription_fields, element, subscription) ||
        !check_required (r, helio_profile_subscription_fields, element, subscription))
      return FALSE;
    if (!check_shared (r, element, subscription))
      return FALSE;
    helio_json_reader_leave (r, before_element);
  }
  helio_json_reader_leave (r, before);
  return TRUE;
}

/* Without encryption off this machine only where the user has said so. */
static gboolean
check_encryption (HelioJsonReader *r, const HelioProfile *self)
{
  const struct {
    const char *path, *url;
    gboolean used;
  } urls[] = {
      {"$.broker.url", self->broker.url, TRUE},
      {"$.sign_in.issuer", self->sign_in.issuer, helio_profile_needs_sign_in (self)},
      {"$.credentials.exchange.url", self->exchange.url, self->method == HELIO_METHOD_EXCHANGE},
      {"$.credentials.backend.url", self->backend.url, self->method == HELIO_METHOD_BACKEND},
      {"$.credentials.native.url", self->native.url, self->method == HELIO_METHOD_NATIVE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (urls) && !self->broker.allow_insecure; i++)
    if (urls[i].used && helio_profile_url_is_insecure (urls[i].url)) {
      g_autofree char *shown = helio_printable (urls[i].url, -1, 100);

      r->fault_path = g_strdup (urls[i].path);
      return helio_error_set (
          &r->error,
          HELIO_ERROR_INVALID_DATA,
          C_ ("profile file", "Use wss, mqtts or https, or set “allow_insecure”."),
          C_ ("profile file", "%s: “%s” is not encrypted and not on this machine."),
          urls[i].path,
          shown);
    }
  return TRUE;
}

static gboolean
read_version_and_id (HelioJsonReader *r, const HelioJson *root, HelioProfile *self)
{
  g_autoptr (HelioJson) version = helio_json_get (root, "version");
  g_autoptr (HelioJson) id = helio_json_get (root, "id");
  gint64 number = 0;
  gsize before = helio_json_reader_enter (r, "version");

  if (version == NULL || !helio_json_as_integer (version, &number) ||
      number != HELIO_PROFILE_VERSION)
    return helio_json_reader_fail_version (r, version, HELIO_PROFILE_VERSION);
  helio_json_reader_leave (r, before);
  before = helio_json_reader_enter (r, "id");
  if (id != NULL && helio_json_get_kind (id) != HELIO_JSON_NULL) {
    const char *text = helio_json_as_string (id);
    const char *expected = helio_profile_check_id (text != NULL ? text : "");

    if (expected != NULL)
      return helio_json_reader_fail (r, id, expected);
    helio_set_str (&self->id, text);
  }
  helio_json_reader_leave (r, before);
  return TRUE;
}

static gboolean
read_root (HelioJsonReader *r, HelioJson *root, HelioProfile *self)
{
  if (helio_json_get_kind (root) != HELIO_JSON_OBJECT)
    return helio_json_reader_fail (r, root, C_ ("profile file", "an object"));
  self->extra = helio_json_ref (root);
  return read_version_and_id (r, root, self) &&
         read_fields (r, helio_profile_root_fields, root, self) &&
         check_required (r, helio_profile_root_fields, root, self) && read_broker (r, root, self) &&
         read_sign_in (r, root, self) && read_credentials (r, root, self) &&
         read_subscriptions (r, root, self) && check_encryption (r, self);
}

/* JSON of another kind is told of by its root; what is no JSON at all deserves a better word than which character of
 * a number was not a digit. */
static gboolean
check_is_json (const char *text, gsize length, GError **error)
{
  gsize at = length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

  while (at < length && text[at] != '\0' && strchr (" \t\r\n", text[at]) != NULL)
    at++;
  /* Also what is too large is told of by who reads it. */
  if (length > HELIO_JSON_SIZE_FILE ||
      (at < length && text[at] != '\0' && (text[at] == '{' || text[at] == '[')))
    return TRUE;
  return helio_error_set (
      error,
      HELIO_ERROR_INVALID_DATA,
      C_ ("profile file", "Choose a profile that Heliograph exported, or that was written for it."),
      "%s",
      at < length
          ? C_ ("profile file", "This is no profile: it does not begin with “{”, as JSON would.")
          : C_ ("profile file", "The file is empty."));
}

static HelioProfile *
read_text_at (const char *text, gsize length, char **path, GError **error)
{
  g_autoptr (HelioJson) root =
      check_is_json (text, length, error)
          ? helio_json_parse_file (text, length, HELIO_JSON_SIZE_FILE, error)
          : NULL;
  g_autoptr (HelioProfile) self = helio_profile_new ();
  g_auto (HelioJsonReader) r = {0};
  g_autofree char *question = NULL;

  if (root == NULL) {
    if (path != NULL)
      *path = g_strdup ("$");
    return NULL;
  }
  helio_json_reader_init (&r);
  if (read_root (&r, root, self))
    return g_steal_pointer (&self);
  question = helio_profile_ask_for_misspelt (self, r.fault_path);
  if (question != NULL)
    helio_error_set_remedy (r.error, question);
  g_propagate_error (error, g_steal_pointer (&r.error));
  if (path != NULL)
    *path = g_steal_pointer (&r.fault_path);
  return NULL;
}

HelioProfile *
helio_profile_from_text (const char *text, gsize length, GError **error)
{
  return read_text_at (text, length, NULL, error);
}

gboolean
helio_profile_validate (const HelioProfile *self, char **path, GError **error)
{
  g_autofree char *text = helio_profile_to_text (self);
  g_autoptr (HelioProfile) again = read_text_at (text, strlen (text), path, error);

  return again != NULL;
}
