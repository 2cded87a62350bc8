// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/mqtt/helio-redelivery.h"

#include <string.h>

/* More than any broker has under way to one client by default (Mosquitto 20, others up to 1,000). */
#define KEPT 4096

typedef struct {
  guint64 hash;
  guint32 epoch;
  guint16 id;
  gboolean valid;
} Delivery;

struct _HelioRedelivery {
  Delivery ring[KEPT];
  guint64 next; /* how many were ever noted */
  guint64 acknowledged;
  guint32 epoch;
};

HelioRedelivery *
helio_redelivery_new (void)
{
  return g_new0 (HelioRedelivery, 1);
}

void
helio_redelivery_free (HelioRedelivery *self)
{
  g_free (self);
}

void
helio_redelivery_switch (HelioRedelivery *self)
{
  self->epoch++;
}

void
helio_redelivery_note (HelioRedelivery *self, guint16 id, guint64 hash)
{
  self->ring[self->next++ % KEPT] = (Delivery){hash, self->epoch, id, TRUE};
}

gboolean
helio_redelivery_take (HelioRedelivery *self, guint16 id, guint64 hash)
{
  guint64 first = MAX (self->next > KEPT ? self->next - KEPT : 0, self->acknowledged);

  for (guint64 i = first; i < self->next; i++) {
    Delivery *delivery = &self->ring[i % KEPT];

    if (delivery->valid && delivery->id == id && delivery->hash == hash &&
        delivery->epoch != self->epoch) {
      delivery->valid = FALSE;
      return TRUE;
    }
  }
  return FALSE;
}

guint64
helio_redelivery_get_position (HelioRedelivery *self)
{
  return self->next;
}

void
helio_redelivery_acknowledged (HelioRedelivery *self, guint64 position)
{
  self->acknowledged = MAX (self->acknowledged, position);
}

static guint64
mix (guint64 hash, guint64 value)
{
  hash = (hash ^ value) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
  return hash ^ hash >> 29;
}

static guint64
add (guint64 hash, const guint8 *data, gsize length)
{
  guint64 word;

  for (; length >= sizeof word; data += sizeof word, length -= sizeof word) {
    memcpy (&word, data, sizeof word);
    hash = mix (hash, word);
  }
  word = 0;
  if (length > 0)
    memcpy (&word, data, length);
  return mix (hash, word ^ (guint64) length << 56);
}

guint64
helio_redelivery_hash (const char *topic, const void *payload, gsize length)
{
  guint64 hash = add (0, (const guint8 *) topic, strlen (topic));

  return payload != NULL ? add (hash, payload, length) : hash;
}
