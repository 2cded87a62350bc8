// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A message that is being written, and how its payload is written down. */

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum {
  HELIO_DRAFT_TEXT,
  HELIO_DRAFT_HEX,
  HELIO_DRAFT_BASE64,
} HelioDraftForm;

/* In the order of HelioDraftForm. */
typedef struct {
  char *topic;
  char *payload; /* as written */
  HelioDraftForm form;
  int qos;
  gboolean retain;
} HelioDraft;

/* The draft of @owner, an empty one with QoS 1 at first; it lives as long as @owner. (transfer none) */
HelioDraft *helio_draft_get (GObject *owner);

/* The bytes that @text stands for; INVALID_DATA if it is no hex or Base64. Spaces in between are fine.
 * Returns: (transfer full). */
GBytes *helio_draft_parse (const char *text, HelioDraftForm form, GError **error);
/* The other way round, as text if it is text. Returns: (transfer full). */
char *helio_draft_write (GBytes *payload, HelioDraftForm *form);

G_END_DECLS
