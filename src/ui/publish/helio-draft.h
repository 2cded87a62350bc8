// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A message that is being written, and how its payload is written down. */

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  HELIO_DRAFT_TEXT,
  HELIO_DRAFT_HEX,
  HELIO_DRAFT_BASE64,
  HELIO_DRAFT_FILE, /* of the payload only */
} HelioDraftForm;

/* MQTT 5 properties, as written; "" is not given. */
typedef struct {
  char *content_type;
  gboolean utf8; /* Payload Format Indicator 1 */
  char *expiry;  /* seconds */
  char *response_topic;
  char *correlation;
  HelioDraftForm correlation_form;
  GStrv pairs; /* (nullable): name, value, …, NULL */
} HelioDraftProperties;

typedef struct {
  char *topic;
  char *payload; /* as written */
  HelioDraftForm form;
  GFile *file; /* (nullable): for HELIO_DRAFT_FILE */
  int qos;
  gboolean retain;
  HelioDraftProperties properties;
} HelioDraft;

/* The draft of @owner, an empty one with QoS 1 at first; it lives as long as @owner. (transfer none) */
HelioDraft *helio_draft_get (GObject *owner);

/* Returns: (transfer full). */
HelioDraft *helio_draft_copy (const HelioDraft *self);
void helio_draft_free (HelioDraft *self);
/* Makes @self what @other is. */
void helio_draft_assign (HelioDraft *self, const HelioDraft *other);
gboolean helio_draft_equal (const HelioDraft *self, const HelioDraft *other);
/* Nothing that anybody would miss: neither topic nor payload nor properties. */
gboolean helio_draft_is_empty (const HelioDraft *self);
/* Bytes of what was written. */
gsize helio_draft_get_size (const HelioDraft *self);

/* The bytes that @text stands for; INVALID_DATA if it is no hex or Base64. Spaces in between are fine.
 * Returns: (transfer full). */
GBytes *helio_draft_parse (const char *text, HelioDraftForm form, GError **error);
/* The other way round, as text if it is text. Returns: (transfer full). */
char *helio_draft_write (GBytes *payload, HelioDraftForm *form);

void helio_draft_properties_init (HelioDraftProperties *self);
void helio_draft_properties_clear (HelioDraftProperties *self);
/* How many are given. */
guint helio_draft_properties_count (const HelioDraftProperties *self);
/* As on the wire; INVALID_DATA says which one is wrong. @name: (nullable): the MQTT username before "@", for
 * %u in the response topic. Returns: (transfer full): of size 0 if nothing is given. */
GBytes *
helio_draft_properties_encode (const HelioDraftProperties *self, const char *name, GError **error);
/* Takes over those of a message. @wire: (nullable). */
void helio_draft_properties_decode (HelioDraftProperties *self, GBytes *wire);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioDraft, helio_draft_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HelioDraftProperties, helio_draft_properties_clear)

G_END_DECLS
