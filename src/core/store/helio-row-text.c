// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-row-text.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/mqtt/helio-properties.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* ── to text ── */

void
helio_row_text_set_payload (HelioJson *object, GBytes *payload)
{
  gsize length;
  const char *bytes = g_bytes_get_data (payload, &length);
  const char *data = bytes != NULL ? bytes : "";

  if (g_utf8_validate_len (data, length, NULL)) {
    g_autofree char *text = g_strndup (data, length);
    helio_json_set_string (object, "payload", text);
  } else {
    g_autofree char *text = g_base64_encode ((const guchar *) data, length);
    helio_json_set_string (object, "payload_base64", text);
  }
}

static HelioJson *
properties_to_json (GBytes *wire)
{
  HelioJson *object = helio_json_new_object (), *pairs = NULL;
  const char *name = NULL;
  gsize length = 0;
  const guint8 *data = wire != NULL ? g_bytes_get_data (wire, &length) : NULL;
  g_autoptr (GPtrArray) properties = helio_properties_decode (data, length, NULL);

  for (guint i = 0; properties != NULL && i < properties->len; i++) {
    const HelioProperty *property = properties->pdata[i];

    if (property->key == NULL)
      helio_json_set_string (object, property->name, property->value);
    else {
      /* User properties may repeat, so they are a list of pairs. */
      HelioJson *pair = helio_json_new_array ();

      helio_json_append (pair, helio_json_new_string (property->key));
      helio_json_append (pair, helio_json_new_string (property->value));
      if (pairs == NULL)
        pairs = helio_json_new_array ();
      name = property->name;
      helio_json_append (pairs, pair);
    }
  }
  if (pairs != NULL)
    helio_json_set (object, name, pairs);
  return object;
}

static void
set_base64 (HelioJson *object, const char *name, GBytes *bytes)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  g_autofree char *text = g_base64_encode (data, length);

  helio_json_set_string (object, name, text);
}

static HelioJson *
gap_to_json (const HelioSavedRow *row)
{
  HelioJson *object = helio_json_new_object ();
  g_autofree char *time = helio_format_time_utc (row->time);

  helio_json_set_string (object, "event", "gap");
  helio_json_set_string (object, "time", time);
  if (row->gap >= 0)
    helio_json_set_integer (object, "ms", (row->gap + 500) / 1000);
  if (row->lost > 0)
    helio_json_set_integer (object, "lost", (gint64) row->lost);
  if (row->why != NULL)
    helio_json_set_string (object, "why", row->why);
  return object;
}

HelioJson *
helio_row_text_to_json (const HelioSavedRow *row)
{
  HelioJson *object;
  g_autofree char *time = NULL;

  if (row->kind == HELIO_ROW_GAP)
    return gap_to_json (row);
  object = helio_json_new_object ();
  time = helio_format_time_utc (row->time);
  helio_json_set_string (object, "time", time);
  helio_json_set_string (object, "topic", row->topic);
  if (row->payload != NULL)
    helio_row_text_set_payload (object, row->payload);
  else
    helio_json_set_integer (object, "payload_not_kept", (gint64) row->size);
  if (row->payload == NULL && row->hash != NULL) {
    g_autofree char *hash =
        helio_hex (g_bytes_get_data (row->hash, NULL), g_bytes_get_size (row->hash));

    helio_json_set_string (object, "sha256", hash);
  }
  if (row->payload == NULL && row->head != NULL && g_bytes_get_size (row->head) > 0)
    set_base64 (object, "head_base64", row->head);
  helio_json_set_integer (object, "qos", row->qos);
  helio_json_set_boolean (object, "retain", row->retained);
  if (row->duplicate)
    helio_json_set_boolean (object, "duplicate", TRUE);
  helio_json_set_integer (object, "packet_id", row->packet_id);
  helio_json_set (object, "properties", properties_to_json (row->properties));
  /* Those on view are made readable and no longer than one can read. */
  if (row->properties != NULL)
    set_base64 (object, "properties_wire", row->properties);
  return object;
}

void
helio_row_text_append_json (GString *to, const HelioSavedRow *row)
{
  g_autoptr (HelioJson) object = helio_row_text_to_json (row);
  g_autofree char *text = helio_json_to_text (object, FALSE);

  g_string_append (to, text);
  g_string_append_c (to, '\n');
}

/* ── from JSON ── */

static gboolean
fail (GError **error, const char *member, const char *expected)
{
  return helio_error_set (error,
                          HELIO_ERROR_INVALID_DATA,
                          C_ ("import", "Correct that line, or take it out."),
                          /* Translators: the name of a member of JSON, then what it should be. */
                          C_ ("import", "“%s” has to be %s."),
                          member,
                          expected);
}

/* RFC 4648 §4, with its padding and nothing else; GLib's decoder leaves out what it does not know. */
static GBytes *
decode_base64 (const char *text)
{
  const gsize length = strlen (text);
  gsize padding = 0, decoded_length = 0;
  guchar *decoded;

  if (length % 4 != 0)
    return NULL;
  while (padding < 2 && padding < length && text[length - 1 - padding] == '=')
    padding++;
  for (gsize i = 0; i < length - padding; i++)
    if (!g_ascii_isalnum (text[i]) && text[i] != '+' && text[i] != '/')
      return NULL;
  if (length == 0)
    return g_bytes_new (NULL, 0);
  decoded = g_base64_decode (text, &decoded_length);
  return g_bytes_new_take (decoded, decoded_length);
}

static GBytes *
decode_hex (const char *text)
{
  const gsize length = strlen (text) / 2;
  g_autofree guint8 *bytes = g_malloc (length + 1);

  if (strlen (text) % 2 != 0)
    return NULL;
  for (gsize i = 0; i < length; i++) {
    const int high = g_ascii_xdigit_value (text[2 * i]),
              low = g_ascii_xdigit_value (text[2 * i + 1]);

    if (high < 0 || low < 0)
      return NULL;
    bytes[i] = (guint8) (high << 4 | low);
  }
  return g_bytes_new (bytes, length);
}

static gboolean
read_time (const HelioJson *object, gint64 *time, GError **error)
{
  const char *text = helio_json_get_string (object, "time");
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) date = text != NULL ? g_date_time_new_from_iso8601 (text, utc) : NULL;

  if (date == NULL)
    return fail (error, "time", C_ ("import", "a time such as 2026-01-31T12:00:00.000Z"));
  *time = g_date_time_to_unix (date) * G_USEC_PER_SEC + g_date_time_get_microsecond (date);
  return TRUE;
}

static gboolean
read_number (const HelioJson *object,
             const char *name,
             gint64 highest,
             gint64 *value,
             const char *expected,
             GError **error)
{
  if (!helio_json_has (object, name))
    return TRUE;
  if (!helio_json_get_integer (object, name, value) || *value < 0 || *value > highest)
    return fail (error, name, expected);
  return TRUE;
}

static gboolean
read_not_kept (const HelioJson *object, HelioSavedRow *row, GError **error)
{
  const char *hash = helio_json_get_string (object, "sha256");
  const char *head = helio_json_get_string (object, "head_base64");
  gint64 size = -1;

  if (!read_number (object,
                    "payload_not_kept",
                    HELIO_SAVED_PAYLOAD_MAX,
                    &size,
                    C_ ("import", "the length of a payload"),
                    error))
    return FALSE;
  if (size < 0)
    return fail (error, "payload", C_ ("import", "a text, or payload_base64 in its place"));
  row->size = (guint64) size;
  row->hash = hash != NULL ? decode_hex (hash) : NULL;
  if (hash != NULL &&
      (row->hash == NULL || g_bytes_get_size (row->hash) != HELIO_SAVED_HASH_LENGTH))
    return fail (error, "sha256", C_ ("import", "64 hexadecimal digits"));
  row->head = head != NULL ? decode_base64 (head) : NULL;
  if (head != NULL &&
      (row->head == NULL || g_bytes_get_size (row->head) > MIN (row->size, HELIO_SAVED_HEAD_MAX)))
    return fail (error, "head_base64", C_ ("import", "Base64 of no more than 512 bytes"));
  return TRUE;
}

static gboolean
read_payload (const HelioJson *object, HelioSavedRow *row, GError **error)
{
  const char *text = helio_json_get_string (object, "payload");
  const char *coded = helio_json_get_string (object, "payload_base64");

  if (text != NULL)
    row->payload = g_bytes_new (text, strlen (text));
  else if (coded != NULL) {
    row->payload = decode_base64 (coded);
    if (row->payload == NULL)
      return fail (error, "payload_base64", C_ ("import", "Base64 with its padding"));
  } else
    return read_not_kept (object, row, error);
  row->size = g_bytes_get_size (row->payload);
  return TRUE;
}

static void
add_user_properties (GByteArray *wire, const HelioJson *properties)
{
  g_autoptr (HelioJson) list = helio_json_get_array (properties, "User Property");

  for (guint i = 0; list != NULL && i < helio_json_get_length (list); i++) {
    g_autoptr (HelioJson) pair = helio_json_get_element (list, i);
    g_autoptr (HelioJson) key = NULL;
    g_autoptr (HelioJson) value = NULL;

    if (helio_json_get_kind (pair) != HELIO_JSON_ARRAY || helio_json_get_length (pair) != 2)
      continue;
    key = helio_json_get_element (pair, 0);
    value = helio_json_get_element (pair, 1);
    if (helio_json_as_string (key) != NULL && helio_json_as_string (value) != NULL &&
        strlen (helio_json_as_string (key)) <= G_MAXUINT16 &&
        strlen (helio_json_as_string (value)) <= G_MAXUINT16)
      helio_properties_add_pair (wire,
                                 0x26,
                                 helio_json_as_string (key),
                                 helio_json_as_string (value));
  }
}

/* Of the properties by name those that a PUBLISH has (MQTT 5.0 §3.3.2.3) and that mean something later. */
static GBytes *
encode_properties (const HelioJson *properties)
{
  GByteArray *wire = g_byte_array_new ();
  const char *type = helio_json_get_string (properties, "Content Type");
  const char *response = helio_json_get_string (properties, "Response Topic");
  const char *correlation = helio_json_get_string (properties, "Correlation Data");
  const char *format = helio_json_get_string (properties, "Payload Format Indicator");

  if (format != NULL && (strcmp (format, "0") == 0 || strcmp (format, "1") == 0))
    helio_properties_add_byte (wire, 0x01, (guint8) (*format - '0'));
  if (type != NULL && strlen (type) <= G_MAXUINT16)
    helio_properties_add_string (wire, 0x03, type);
  if (response != NULL && strlen (response) <= G_MAXUINT16)
    helio_properties_add_string (wire, 0x08, response);
  if (correlation != NULL) {
    g_autoptr (GBytes) data = decode_hex (correlation);
    gsize length = 0;
    const guint8 *bytes = data != NULL ? g_bytes_get_data (data, &length) : NULL;

    if (data != NULL && length <= G_MAXUINT16)
      helio_properties_add_binary (wire, 0x09, bytes, length);
  }
  add_user_properties (wire, properties);
  return g_byte_array_free_to_bytes (wire);
}

static gboolean
read_properties (const HelioJson *object, HelioSavedRow *row, GError **error)
{
  const char *wire = helio_json_get_string (object, "properties_wire");
  g_autoptr (HelioJson) properties = helio_json_get_object (object, "properties");

  if (wire != NULL) {
    row->properties = decode_base64 (wire);
    if (row->properties == NULL)
      return fail (error, "properties_wire", C_ ("import", "Base64 with its padding"));
  } else if (properties != NULL)
    row->properties = encode_properties (properties);
  if (row->properties != NULL && g_bytes_get_size (row->properties) == 0)
    g_clear_pointer (&row->properties, g_bytes_unref);
  return TRUE;
}

static gboolean
read_gap (const HelioJson *object, HelioSavedRow *row, GError **error)
{
  const char *why = helio_json_get_string (object, "why");
  gint64 ms = -1, lost = 0;

  row->kind = HELIO_ROW_GAP;
  if (!read_number (object,
                    "ms",
                    G_MAXINT64 / 1000,
                    &ms,
                    C_ ("import", "a number of milliseconds"),
                    error) ||
      !read_number (object,
                    "lost",
                    G_MAXINT64,
                    &lost,
                    C_ ("import", "a number of messages"),
                    error))
    return FALSE;
  row->gap = ms >= 0 ? ms * 1000 : -1;
  row->lost = (guint64) lost;
  row->why = why != NULL ? helio_printable (why, -1, 250) : NULL;
  return TRUE;
}

static gboolean
read_message (const HelioJson *object, HelioSavedRow *row, GError **error)
{
  const char *topic = helio_json_get_string (object, "topic");
  gint64 qos = 0, packet_id = 0;

  if (topic == NULL)
    return fail (error, "topic", C_ ("import", "the name of a topic"));
  row->topic = g_strdup (topic);
  row->topic_length = strlen (topic);
  if (!read_payload (object, row, error) ||
      !read_number (object, "qos", 2, &qos, C_ ("import", "0, 1 or 2"), error) ||
      !read_number (object,
                    "packet_id",
                    G_MAXUINT16,
                    &packet_id,
                    C_ ("import", "a number from 0 to 65535"),
                    error) ||
      !read_properties (object, row, error))
    return FALSE;
  row->qos = (guint8) qos;
  row->packet_id = (guint16) packet_id;
  row->retained = helio_json_get_boolean (object, "retain", FALSE);
  row->duplicate = helio_json_get_boolean (object, "duplicate", FALSE);
  return TRUE;
}

gboolean
helio_row_text_from_json (const HelioJson *object,
                          HelioSavedRow *row,
                          gboolean *skip,
                          GError **error)
{
  const char *event;
  gboolean done;

  *skip = FALSE;
  if (helio_json_get_kind (object) != HELIO_JSON_OBJECT)
    return helio_error_set (error,
                            HELIO_ERROR_INVALID_DATA,
                            C_ ("import", "Correct that line, or take it out."),
                            C_ ("import", "There has to be one JSON object."));
  event = helio_json_get_string (object, "event");
  if (event != NULL && strcmp (event, "gap") != 0 && strcmp (event, "dropped") != 0) {
    *skip = TRUE;
    return TRUE;
  }
  if (!read_time (object, &row->time, error))
    return FALSE;
  done = event != NULL ? read_gap (object, row, error) : read_message (object, row, error);
  return done && helio_saved_row_validate (row, error);
}
