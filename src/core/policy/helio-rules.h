// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* ACL rules as the Auth0 guide writes them, as text or as JSON (design.md §5.4), or the dashboard's ACL v2 policy.
 * An immutable value; what the rules mean for a user is not decided here. */

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
  /* Of a policy alone: */
  char *place;   /* (nullable): where it stands in the policy, "global[0]" */
  char *written; /* (nullable): the topic with the policy's own variables */
  /* It allows no more than @topic; whether it does depends on what the file does not have: a claim, a grant. */
  gboolean is_open;
  gboolean has_organization; /* @topic has {org_short_id} in it */
} HelioRule;

#define HELIO_TYPE_RULES (helio_rules_get_type ())
typedef struct _HelioRules HelioRules;
GType helio_rules_get_type (void);

/**
 * helio_rules_parse:
 * @text: any form; the first character that is no white space tells: "{" is JSON
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
 * A policy (cloudsignal.io/docs/dashboard/access-control/acl-v2-policy and …/docs/cli/acl-commands) is
 * {"rules": [{"user": "sensor-*", "topic": "data/{username}/#", "permission": "both"}]} or {"version": "2.1",
 * "default": "deny", "global": [{"topic": …, "action": "pub+sub"}], "rules": [{"topic": "/{$self}/in", "action": "sub",
 * "binding": "email"}], "publishers": []}. Its patterns are turned into those of the guide.
 *
 * Returns: (transfer full): NULL with HELIO_ERROR_INVALID_DATA whose message names the line or the JSON path,
 * or HELIO_ERROR_TOO_LARGE. Any thread.
 */
HelioRules *helio_rules_parse (const char *text, gssize length, GError **error);
/* The same; @line: (out): on which line of the text form the fault is, from 1 on; 0: none, or it is JSON. */
HelioRules *helio_rules_parse_at (const char *text, gssize length, guint *line, GError **error);

/* Copies @rules, none of them open. Returns: (transfer full): NULL with HELIO_ERROR_INVALID_DATA that names rules[N]. */
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

/* Whether they came from a policy. */
gboolean helio_rules_is_policy (const HelioRules *self);
/* The documents contradict one another about what counts where no rule matches. */
gboolean helio_rules_is_default_open (const HelioRules *self);
/* Where the documents contradict one another or say too little about what this policy uses, both readings named;
 * translated sentences. (transfer none) (array zero-terminated=1): empty where there is nothing to say. */
const char *const *helio_rules_get_notes (const HelioRules *self);

/* Each reads back as the same rules; a policy is written as a policy in both. Returns: (transfer full). */
char *helio_rules_to_text (const HelioRules *self);
char *helio_rules_to_json (const HelioRules *self);

/* "publish", "subscribe" or "pubsub": the words of the file, not translated. (transfer none) */
const char *helio_permission_to_text (HelioPermission permission);
gboolean helio_permission_from_text (const char *text, HelioPermission *permission);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioRules, helio_rules_unref)

G_END_DECLS
