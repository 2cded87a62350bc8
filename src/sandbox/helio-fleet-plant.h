// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What the demo fleet has to say: a few production lines whose values move as such things do, chat, alerts and
 * what concerns single users. No I/O; the same seed says the same. */

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  char *topic;
  GBytes *payload;
  int qos;
  gboolean retain;
  const char *content_type; /* (nullable): static */
  const char *line;         /* (nullable): static: which line sent it, a user property */
} HelioPlantMessage;

void helio_plant_message_clear (HelioPlantMessage *message);

typedef struct _HelioPlant HelioPlant;

HelioPlant *helio_plant_new (guint32 seed, const char *const *users);
void helio_plant_free (HelioPlant *self);

/* Retained messages that stand from the beginning. FALSE when @index is past the last. */
gboolean helio_plant_get_retained (HelioPlant *self, guint index, HelioPlantMessage *message);

/* The next of the stream, as of @wall (µs). */
void helio_plant_next (HelioPlant *self, gint64 wall, HelioPlantMessage *message);

/* How many topics all of it speaks on. */
guint helio_plant_get_n_topics (HelioPlant *self);

G_END_DECLS
