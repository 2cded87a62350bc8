// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/publish/helio-draft.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/mqtt/helio-publish-properties.h"
#include "core/mqtt/helio-topic.h"

#include <glib/gi18n.h>
#include <string.h>

static void
clear (HelioDraft *self)
{
  g_free (self->topic);
  g_free (self->payload);
  g_clear_object (&self->file);
  helio_draft_properties_clear (&self->properties);
}

static void
copy (HelioDraft *self, const HelioDraft *other)
{
  const HelioDraftProperties *properties = &other->properties;

  *self = *other;
  self->topic = g_strdup (other->topic);
  self->payload = g_strdup (other->payload);
  if (other->file != NULL)
    g_object_ref (other->file);
  self->properties.content_type = g_strdup (properties->content_type);
  self->properties.expiry = g_strdup (properties->expiry);
  self->properties.response_topic = g_strdup (properties->response_topic);
  self->properties.correlation = g_strdup (properties->correlation);
  self->properties.pairs = g_strdupv (properties->pairs);
}

HelioDraft *
helio_draft_copy (const HelioDraft *self)
{
  HelioDraft *draft = g_new0 (HelioDraft, 1);

  copy (draft, self);
  return draft;
}

void
helio_draft_free (HelioDraft *self)
{
  clear (self);
  g_free (self);
}

void
helio_draft_assign (HelioDraft *self, const HelioDraft *other)
{
  HelioDraft draft;

  copy (&draft, other); /* may be the same */
  clear (self);
  *self = draft;
}

static gboolean
pairs_are_equal (GStrv a, GStrv b)
{
  const gboolean none_a = a == NULL || *a == NULL, none_b = b == NULL || *b == NULL;

  return none_a || none_b ? none_a == none_b
                          : g_strv_equal ((const char *const *) a, (const char *const *) b);
}

gboolean
helio_draft_equal (const HelioDraft *self, const HelioDraft *other)
{
  const HelioDraftProperties *a = &self->properties, *b = &other->properties;

  return g_str_equal (self->topic, other->topic) && g_str_equal (self->payload, other->payload) &&
         self->form == other->form && self->qos == other->qos && self->retain == other->retain &&
         (self->file == other->file ||
          (self->file != NULL && other->file != NULL && g_file_equal (self->file, other->file))) &&
         g_str_equal (a->content_type, b->content_type) && a->utf8 == b->utf8 &&
         g_str_equal (a->expiry, b->expiry) && g_str_equal (a->response_topic, b->response_topic) &&
         g_str_equal (a->correlation, b->correlation) &&
         a->correlation_form == b->correlation_form && pairs_are_equal (a->pairs, b->pairs);
}

gboolean
helio_draft_is_empty (const HelioDraft *self)
{
  return *self->topic == '\0' && *self->payload == '\0' && self->file == NULL &&
         helio_draft_properties_count (&self->properties) == 0;
}

gsize
helio_draft_get_size (const HelioDraft *self)
{
  const HelioDraftProperties *properties = &self->properties;
  gsize size = strlen (self->topic) + strlen (self->payload) + strlen (properties->content_type) +
               strlen (properties->response_topic) + strlen (properties->correlation);

  for (guint i = 0; properties->pairs != NULL && properties->pairs[i] != NULL; i++)
    size += strlen (properties->pairs[i]);
  return size;
}

HelioDraft *
helio_draft_get (GObject *owner)
{
  HelioDraft *self = g_object_get_data (owner, "helio-draft");

  if (self != NULL)
    return self;
  self = g_new0 (HelioDraft, 1);
  self->topic = g_strdup ("");
  self->payload = g_strdup ("");
  self->qos = 1;
  helio_draft_properties_init (&self->properties);
  g_object_set_data_full (owner, "helio-draft", self, (GDestroyNotify) helio_draft_free);
  return self;
}

static GBytes *
parse_hex (const char *text, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  int high = -1;

  for (const char *p = text; *p != '\0'; p++) {
    int digit;

    if (g_ascii_isspace (*p))
      continue;
    digit = g_ascii_xdigit_value (*p);
    if (digit < 0) {
      helio_error_set (error,
                       HELIO_ERROR_INVALID_DATA,
                       C_ ("publish", "Write two digits from 0 to f for each byte."),
                       C_ ("publish", "The payload is not hex."));
      return NULL;
    }
    if (high < 0) {
      high = digit;
    } else {
      guint8 byte = (guint8) (high << 4 | digit);
      g_byte_array_append (bytes, &byte, 1);
      high = -1;
    }
  }
  if (high >= 0) {
    helio_error_set (error,
                     HELIO_ERROR_INVALID_DATA,
                     C_ ("publish", "Write two digits from 0 to f for each byte."),
                     C_ ("publish", "The last byte of the payload has one digit only."));
    return NULL;
  }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

static GBytes *
parse_base64 (const char *text, GError **error)
{
  g_autofree char *clean = g_strdup (text);
  gsize length = 0, out;
  guchar *data;

  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isspace (*p))
      clean[length++] = *p;
  clean[length] = '\0';
  if (length % 4 != 0 ||
      strspn (clean, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=") !=
          length) {
    helio_error_set (error,
                     HELIO_ERROR_INVALID_DATA,
                     C_ ("publish", "Base64 has letters, digits, + and /, and = at the end."),
                     C_ ("publish", "The payload is not Base64."));
    return NULL;
  }
  if (length == 0)
    return g_bytes_new (NULL, 0);
  data = g_base64_decode (clean, &out);
  return g_bytes_new_take (data, out);
}

GBytes *
helio_draft_parse (const char *text, HelioDraftForm form, GError **error)
{
  switch (form) {
    case HELIO_DRAFT_HEX:
      return parse_hex (text, error);
    case HELIO_DRAFT_BASE64:
      return parse_base64 (text, error);
    case HELIO_DRAFT_TEXT:
    case HELIO_DRAFT_FILE:
    default:
      return g_bytes_new (text, strlen (text));
  }
}

char *
helio_draft_write (GBytes *payload, HelioDraftForm *form)
{
  gsize length;
  const char *data = g_bytes_get_data (payload, &length);
  GString *hex;

  *form = HELIO_DRAFT_TEXT;
  if (length == 0)
    return g_strdup ("");
  if (g_utf8_validate (data, (gssize) length, NULL))
    return g_strndup (data, length);
  *form = HELIO_DRAFT_HEX;
  hex = g_string_sized_new (length * 3);
  for (gsize i = 0; i < length; i++)
    g_string_append_printf (hex, i % 16 == 15 ? "%02x\n" : "%02x ", (guint8) data[i]);
  return g_strchomp (g_string_free (hex, FALSE));
}

void
helio_draft_properties_init (HelioDraftProperties *self)
{
  memset (self, 0, sizeof *self);
  self->content_type = g_strdup ("");
  self->expiry = g_strdup ("");
  self->response_topic = g_strdup ("");
  self->correlation = g_strdup ("");
}

void
helio_draft_properties_clear (HelioDraftProperties *self)
{
  g_clear_pointer (&self->content_type, g_free);
  g_clear_pointer (&self->expiry, g_free);
  g_clear_pointer (&self->response_topic, g_free);
  g_clear_pointer (&self->correlation, g_free);
  g_clear_pointer (&self->pairs, g_strfreev);
}

guint
helio_draft_properties_count (const HelioDraftProperties *self)
{
  return (guint) (*self->content_type != '\0') + (self->utf8 ? 1 : 0) +
         (guint) (*self->expiry != '\0') + (guint) (*self->response_topic != '\0') +
         (guint) (*self->correlation != '\0') +
         (self->pairs != NULL ? g_strv_length (self->pairs) / 2 : 0);
}

static gboolean
encode_expiry (const char *text, gint64 *expiry, GError **error)
{
  guint64 seconds;

  if (*text == '\0')
    return TRUE;
  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, &seconds, NULL))
    return helio_error_set (error,
                            HELIO_ERROR_INVALID_DATA,
                            C_ ("publish", "Write a whole number of seconds from 0 to 4294967295."),
                            C_ ("publish", "The message expiry is no number of seconds."));
  *expiry = (gint64) seconds;
  return TRUE;
}

static gboolean
encode_correlation (const HelioDraftProperties *self, GBytes **correlation, GError **error)
{
  if (*self->correlation == '\0')
    return TRUE;
  *correlation = helio_draft_parse (self->correlation, self->correlation_form, error);
  if (*correlation == NULL)
    g_prefix_error (error, "%s ", C_ ("publish", "Correlation data:"));
  return *correlation != NULL;
}

GBytes *
helio_draft_properties_encode (const HelioDraftProperties *self, const char *name, GError **error)
{
  g_auto (HelioPublishProperties) properties = HELIO_PUBLISH_PROPERTIES_INIT;

  if (!encode_expiry (self->expiry, &properties.message_expiry, error) ||
      !encode_correlation (self, &properties.correlation, error))
    return NULL;
  if (*self->response_topic != '\0') {
    /* Before the name is known the text is checked as it is. */
    properties.response_topic =
        name != NULL ? helio_topic_substitute (self->response_topic, name, NULL, error)
                     : g_strdup (self->response_topic);
    if (properties.response_topic == NULL)
      return NULL;
  }
  if (self->utf8)
    properties.payload_format = 1;
  if (*self->content_type != '\0')
    properties.content_type = g_strdup (self->content_type);
  properties.user_properties = g_strdupv (self->pairs);
  return helio_publish_properties_encode (&properties, error);
}

void
helio_draft_properties_decode (HelioDraftProperties *self, GBytes *wire)
{
  g_auto (HelioPublishProperties) properties = HELIO_PUBLISH_PROPERTIES_INIT;
  gsize length;
  const guint8 *data;

  helio_draft_properties_clear (self);
  helio_draft_properties_init (self);
  if (wire == NULL)
    return;
  data = g_bytes_get_data (wire, &length);
  if (!helio_publish_properties_decode (&properties, data, length, NULL))
    return;
  self->utf8 = properties.payload_format == 1;
  if (properties.message_expiry >= 0) {
    g_free (self->expiry);
    self->expiry = g_strdup_printf ("%" G_GINT64_FORMAT, properties.message_expiry);
  }
  if (properties.content_type != NULL)
    helio_set_str (&self->content_type, properties.content_type);
  if (properties.response_topic != NULL)
    helio_set_str (&self->response_topic, properties.response_topic);
  if (properties.correlation != NULL) {
    g_free (self->correlation);
    self->correlation = helio_draft_write (properties.correlation, &self->correlation_form);
  }
  self->pairs = g_steal_pointer (&properties.user_properties);
}
