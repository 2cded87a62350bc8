// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/helio-json.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A view of a JsonNode. json-glib's nodes are not thread-safe to count, so a value belongs to one
 * thread at a time, like the rest of the core. */
typedef struct _HelioJsonSecrets HelioJsonSecrets;

struct _HelioJson {
  grefcount ref_count;
  JsonNode *node;
  HelioJsonSecrets *secrets; /* (nullable): what strings of the node stand for */
};

/* @text: of valid JSON. Returns: (transfer full): the same with stand-ins. @secrets: (out) (transfer full) */
char *helio_json_lift_secrets (const char *text, gsize length, HelioJsonSecrets **secrets);
HelioJsonSecrets *helio_json_secrets_ref (HelioJsonSecrets *self);
void helio_json_secrets_unref (HelioJsonSecrets *self);
/* What @text stands for, or itself. @self, @text: (nullable) */
const char *helio_json_secrets_resolve (const HelioJsonSecrets *self, const char *text);

/* As helio_json_check(). @wide (nullable) gets the offsets (gsize) behind whole numbers that do not fit 64 bits, where
 * json-glib would wrap around; with it what its tables would take long for is HELIO_ERROR_TOO_LARGE, too. */
gboolean helio_json_check_wide (const char *text,
                                gsize length,
                                gsize max_size,
                                guint max_depth,
                                GArray *wide,
                                GError **error);

G_END_DECLS
