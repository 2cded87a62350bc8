// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* MQTT 5 properties as on the wire (MQTT 5.0 §2.2.2), without the length in front: kept that way in the
 * store, taken apart when somebody looks. Pure, bounds-checked. */

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  guint8 id;
  const char *name; /* the standard's: "Content Type"; not translated */
  char *key;        /* User Property only */
  char *value;      /* printable; binary data as hex */
} HelioProperty;
void helio_property_free (HelioProperty *self);

/* Returns: (transfer full) (element-type HelioProperty), NULL with INVALID_DATA if malformed. */
GPtrArray *helio_properties_decode (const guint8 *wire, gsize length, GError **error);
/* Whether they are all whole, and ones that there are; makes nothing of them. */
gboolean helio_properties_check (const guint8 *wire, gsize length);

/* Building, for publishing. @id as §2.2.2.2. */
void helio_properties_add_byte (GByteArray *wire, guint8 id, guint8 value);
void helio_properties_add_int16 (GByteArray *wire, guint8 id, guint16 value);
void helio_properties_add_int32 (GByteArray *wire, guint8 id, guint32 value);
void helio_properties_add_varint (GByteArray *wire, guint8 id, guint32 value);
void helio_properties_add_string (GByteArray *wire, guint8 id, const char *value);
void helio_properties_add_binary (GByteArray *wire, guint8 id, const guint8 *data, gsize length);
void helio_properties_add_pair (GByteArray *wire, guint8 id, const char *name, const char *value);

G_END_DECLS
