// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/mqtt/helio-properties-private.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A value on view is no longer than this many characters, or half as many bytes in hex. */
#define SHOWN_MAX 4096

typedef enum {
  TYPE_BYTE,
  TYPE_INT16,
  TYPE_INT32,
  TYPE_VARINT,
  TYPE_STRING,
  TYPE_BINARY,
  TYPE_PAIR,
} Type;

/* MQTT 5.0 §2.2.2.2. */
static const struct {
  guint8 id;
  Type type;
  const char *name;
} known[] = {
    {0x01, TYPE_BYTE, "Payload Format Indicator"},
    {0x02, TYPE_INT32, "Message Expiry Interval"},
    {0x03, TYPE_STRING, "Content Type"},
    {0x08, TYPE_STRING, "Response Topic"},
    {0x09, TYPE_BINARY, "Correlation Data"},
    {0x0B, TYPE_VARINT, "Subscription Identifier"},
    {0x11, TYPE_INT32, "Session Expiry Interval"},
    {0x12, TYPE_STRING, "Assigned Client Identifier"},
    {0x13, TYPE_INT16, "Server Keep Alive"},
    {0x15, TYPE_STRING, "Authentication Method"},
    {0x16, TYPE_BINARY, "Authentication Data"},
    {0x17, TYPE_BYTE, "Request Problem Information"},
    {0x18, TYPE_INT32, "Will Delay Interval"},
    {0x19, TYPE_BYTE, "Request Response Information"},
    {0x1A, TYPE_STRING, "Response Information"},
    {0x1C, TYPE_STRING, "Server Reference"},
    {0x1F, TYPE_STRING, "Reason String"},
    {0x21, TYPE_INT16, "Receive Maximum"},
    {0x22, TYPE_INT16, "Topic Alias Maximum"},
    {0x23, TYPE_INT16, "Topic Alias"},
    {0x24, TYPE_BYTE, "Maximum QoS"},
    {0x25, TYPE_BYTE, "Retain Available"},
    {0x26, TYPE_PAIR, "User Property"},
    {0x27, TYPE_INT32, "Maximum Packet Size"},
    {0x28, TYPE_BYTE, "Wildcard Subscription Available"},
    {0x29, TYPE_BYTE, "Subscription Identifier Available"},
    {0x2A, TYPE_BYTE, "Shared Subscription Available"},
};

static gssize
find (guint8 id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (known[i].id == id)
      return (gssize) i;
  return -1;
}

void
helio_property_free (HelioProperty *self)
{
  if (self == NULL)
    return;
  g_free (self->key);
  g_free (self->value);
  g_free (self);
}

gboolean
helio_properties_read_varint (const guint8 *data, gsize length, gsize *offset, guint32 *value)
{
  *value = 0;
  for (guint shift = 0; shift <= 21 && *offset < length; shift += 7) {
    guint8 byte = data[(*offset)++];

    *value |= (guint32) (byte & 0x7F) << shift;
    if ((byte & 0x80) == 0)
      return TRUE;
  }
  return FALSE;
}

void
helio_properties_append_varint (GByteArray *wire, guint32 value)
{
  do {
    guint8 byte = (guint8) (value & 0x7F);

    value >>= 7;
    if (value > 0)
      byte |= 0x80;
    g_byte_array_append (wire, &byte, 1);
  } while (value > 0);
}

static gboolean
read_number (const guint8 *wire, gsize length, gsize *offset, gsize size, guint32 *value)
{
  if (length - *offset < size)
    return FALSE;
  *value = 0;
  for (gsize i = 0; i < size; i++)
    *value = *value << 8 | wire[(*offset)++];
  return TRUE;
}

static gboolean
read_bytes (const guint8 *wire,
            gsize length,
            gsize *offset,
            const guint8 **value,
            gsize *value_length)
{
  guint32 size;

  if (!read_number (wire, length, offset, 2, &size) || length - *offset < size)
    return FALSE;
  *value = wire + *offset;
  *value_length = size;
  *offset += size;
  return TRUE;
}

static gboolean
read_value (Type type, const guint8 *wire, gsize length, gsize *offset, HelioWireProperty *property)
{
  switch (type) {
    case TYPE_BYTE:
      return read_number (wire, length, offset, 1, &property->number);
    case TYPE_INT16:
      return read_number (wire, length, offset, 2, &property->number);
    case TYPE_INT32:
      return read_number (wire, length, offset, 4, &property->number);
    case TYPE_VARINT:
      return helio_properties_read_varint (wire, length, offset, &property->number);
    case TYPE_PAIR:
      return read_bytes (wire, length, offset, &property->name, &property->name_length) &&
             read_bytes (wire, length, offset, &property->value, &property->value_length);
    case TYPE_STRING:
    case TYPE_BINARY:
    default:
      return read_bytes (wire, length, offset, &property->value, &property->value_length);
  }
}

/* FALSE at the end (*@offset is @length then) or where it is malformed. */
static gboolean
step (const guint8 *wire, gsize length, gsize *offset, HelioWireProperty *property)
{
  gsize at = *offset;
  gssize i;

  if (at >= length)
    return FALSE;
  memset (property, 0, sizeof *property);
  property->id = wire[at++];
  i = find (property->id);
  if (i < 0 || !read_value (known[i].type, wire, length, &at, property))
    return FALSE;
  *offset = at;
  return TRUE;
}

gboolean
helio_properties_check (const guint8 *wire, gsize length)
{
  HelioWireProperty property;
  gsize offset = 0;

  while (step (wire, length, &offset, &property)) {
  }
  return offset == length;
}

gboolean
helio_properties_next (const guint8 *wire,
                       gsize length,
                       gsize *offset,
                       HelioWireProperty *property,
                       GError **error)
{
  if (step (wire, length, offset, property))
    return TRUE;
  if (*offset >= length)
    return FALSE;
  return helio_error_set (error,
                          HELIO_ERROR_INVALID_DATA,
                          NULL,
                          find (wire[*offset]) < 0
                              ? C_ ("error", "There is no MQTT property 0x%02X.")
                              : C_ ("error", "The MQTT property 0x%02X is cut off."),
                          wire[*offset]);
}

static char *
to_shown_hex (const guint8 *data, gsize length)
{
  gsize shown = MIN (length, SHOWN_MAX / 2);
  g_autofree char *hex = helio_hex (data, shown);

  return g_strconcat (hex, shown < length ? "…" : NULL, NULL);
}

GPtrArray *
helio_properties_decode (const guint8 *wire, gsize length, GError **error)
{
  g_autoptr (GPtrArray) list =
      g_ptr_array_new_with_free_func ((GDestroyNotify) helio_property_free);
  g_autoptr (GError) local = NULL;
  HelioWireProperty property;
  gsize offset = 0;

  while (helio_properties_next (wire, length, &offset, &property, &local)) {
    gssize i = find (property.id);
    HelioProperty *shown = g_new0 (HelioProperty, 1);

    shown->id = property.id;
    shown->name = known[i].name;
    if (known[i].type == TYPE_PAIR)
      shown->key =
          helio_printable ((const char *) property.name, (gssize) property.name_length, SHOWN_MAX);
    if (known[i].type == TYPE_BINARY)
      shown->value = to_shown_hex (property.value, property.value_length);
    else if (known[i].type == TYPE_STRING || known[i].type == TYPE_PAIR)
      shown->value = helio_printable ((const char *) property.value,
                                      (gssize) property.value_length,
                                      SHOWN_MAX);
    else
      shown->value = g_strdup_printf ("%u", property.number);
    g_ptr_array_add (list, shown);
  }
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return NULL;
  }
  return g_steal_pointer (&list);
}

static void
add_number (GByteArray *wire, guint8 id, gsize size, guint32 value)
{
  guint8 bytes[5] = {id};

  for (gsize i = 0; i < size; i++)
    bytes[1 + i] = (guint8) (value >> (8 * (size - 1 - i)));
  g_byte_array_append (wire, bytes, (guint) (1 + size));
}

static void
append_bytes (GByteArray *wire, const void *data, gsize length)
{
  gsize kept = MIN (length, G_MAXUINT16);
  guint8 header[] = {(guint8) (kept >> 8), (guint8) kept};

  g_byte_array_append (wire, header, sizeof header);
  if (kept > 0)
    g_byte_array_append (wire, data, (guint) kept);
}

void
helio_properties_add_byte (GByteArray *wire, guint8 id, guint8 value)
{
  add_number (wire, id, 1, value);
}

void
helio_properties_add_int16 (GByteArray *wire, guint8 id, guint16 value)
{
  add_number (wire, id, 2, value);
}

void
helio_properties_add_int32 (GByteArray *wire, guint8 id, guint32 value)
{
  add_number (wire, id, 4, value);
}

void
helio_properties_add_varint (GByteArray *wire, guint8 id, guint32 value)
{
  g_byte_array_append (wire, &id, 1);
  helio_properties_append_varint (wire, value);
}

void
helio_properties_add_string (GByteArray *wire, guint8 id, const char *value)
{
  helio_properties_add_binary (wire, id, (const guint8 *) value, strlen (value));
}

void
helio_properties_add_binary (GByteArray *wire, guint8 id, const guint8 *data, gsize length)
{
  g_byte_array_append (wire, &id, 1);
  append_bytes (wire, data, length);
}

void
helio_properties_add_pair (GByteArray *wire, guint8 id, const char *name, const char *value)
{
  g_byte_array_append (wire, &id, 1);
  append_bytes (wire, name, strlen (name));
  append_bytes (wire, value, strlen (value));
}
