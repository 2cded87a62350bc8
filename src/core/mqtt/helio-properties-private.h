// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Between the wire form and libmosquitto's lists. */

#include "core/mqtt/helio-properties.h"

#include <mosquitto.h>

G_BEGIN_DECLS

/* One property as it lies in the wire bytes; strings are borrowed and not terminated. */
typedef struct {
  guint8 id;
  guint32 number; /* byte, int16, int32, varint */
  const guint8 *name;
  gsize name_length; /* pair only */
  const guint8 *value;
  gsize value_length; /* string, binary, pair */
} HelioWireProperty;

/* Steps through @wire from *@offset. Returns FALSE at the end, or with @error if malformed. */
gboolean helio_properties_next (const guint8 *wire,
                                gsize length,
                                gsize *offset,
                                HelioWireProperty *property,
                                GError **error);

/* Appends @list to @wire. */
void helio_properties_from_mosquitto (const mosquitto_property *list, GByteArray *wire);

/* Returns: whether all could be taken; *@list is to be freed with mosquitto_property_free_all(). */
gboolean helio_properties_to_mosquitto (const guint8 *wire,
                                        gsize length,
                                        mosquitto_property **list,
                                        GError **error);

/* The length of @wire in front of it, as in packets (MQTT 5.0 §2.2.2.1). */
void helio_properties_append_varint (GByteArray *wire, guint32 value);
/* FALSE if there is none or it is too long; §1.5.5. */
gboolean
helio_properties_read_varint (const guint8 *data, gsize length, gsize *offset, guint32 *value);

G_END_DECLS
