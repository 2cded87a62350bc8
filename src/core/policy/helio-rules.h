// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* ACL rules as the Auth0 guide writes them, as text or as JSON (design.md §5.4). An immutable value; what
 * the rules mean for a user is not decided here. */

#include <glib-object.h>

G_BEGIN_DECLS

/* More would be no list that anybody wrote. */
#define HELIO_RULES_MAX 10000

typedef enum {
  HELIO_PERMISSION_PUBLISH = 1 << 0,
  HELIO_PERMISSION_SUBSCRIBE = 1 << 1,
  HELIO_PERMISSION_PUBSUB = HELIO_PERMISSION_PUBLISH | HELIO_PERMISSION_SUBSCRIBE,
} HelioPermission;

typedef struct {
  char *user;  /* "%" is any run of characters */
  char *topic; /* a valid topic filter, %u and %c as written */
  HelioPermission permission;
  guint line; /* where it begins in the text form; 0: not from text */
} HelioRule;

#define HELIO_TYPE_RULES (helio_rules_get_type ())
typedef struct _HelioRules HelioRules;
GType helio_rules_get_type (void);

/**
 * helio_rules_parse:
 * @text: either form; the first character that is no white space tells: "{" is JSON
 * @length: bytes; -1: up to the NUL
 *
 * The text form has one block a rule, blocks apart by an empty line, keys in any order and case, lines that
 * begin with "#" are comments; "Default: allow" or "Default: deny" may stand in a block of its own:
 *
 *     User Pattern: %
 *     Topic: users/%u/#
 *     Permission: pubsub
 *
 * The JSON form is {"version": 1, "default": "deny", "rules": [{"user": …, "topic": …, "permission": …}]};
 * only "rules" must be there, members that it does not know are passed over. No default given: deny.
 *
 * Returns: (transfer full): NULL with HELIO_ERROR_INVALID_DATA whose message names the line or the JSON path,
 * or HELIO_ERROR_TOO_LARGE. Any thread.
 */
HelioRules *helio_rules_parse (const char *text, gssize length, GError **error);

/* Copies @rules. Returns: (transfer full): NULL with HELIO_ERROR_INVALID_DATA that names rules[N]. */
HelioRules *
helio_rules_new (const HelioRule *rules, guint n_rules, gboolean allow_by_default, GError **error);

HelioRules *helio_rules_ref (HelioRules *self);
void helio_rules_unref (HelioRules *self);

guint helio_rules_get_length (const HelioRules *self);
/* (transfer none): lives as long as the rules. @index must be below the length. */
const HelioRule *helio_rules_get (const HelioRules *self, guint index);
gboolean helio_rules_get_allow_by_default (const HelioRules *self);
/* Whether the text said so itself; a caller with a default of its own looks here first. */
gboolean helio_rules_has_default (const HelioRules *self);

/* Each reads back as the same rules. Returns: (transfer full). */
char *helio_rules_to_text (const HelioRules *self);
char *helio_rules_to_json (const HelioRules *self);

/* "publish", "subscribe" or "pubsub": the words of the file, not translated. (transfer none) */
const char *helio_permission_to_text (HelioPermission permission);
gboolean helio_permission_from_text (const char *text, HelioPermission *permission);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioRules, helio_rules_unref)

G_END_DECLS
