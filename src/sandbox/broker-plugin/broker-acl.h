// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What the sandbox's broker decides with. Written from the MQTT standard and the ACL pages of the
 * service alone, with nothing but libc and nothing of the console's: if both agree, that means
 * something. Also compiled into the sandbox, for the wills that a plugin never sees. */

#include <stdbool.h>
#include <stddef.h>

/* "%" is any run of characters, everything else stands for itself. */
bool broker_acl_user_matches (const char *pattern, const char *name);

/* What a rule speaks about: its topic, where %u is @name and %c is @client_id. A rule that would need a
 * name or client id with + # or / in it speaks about nothing. */

/* Whether the rule's topic holds @topic, a name without wildcards. */
bool broker_acl_topic_holds (const char *rule_topic,
                             const char *name,
                             const char *client_id,
                             const char *topic);
/* Whether every topic that @filter may deliver is one that the rule's topic holds. "$share/GROUP/" in
 * front of @filter does not count. */
bool broker_acl_topic_holds_filter (const char *rule_topic,
                                    const char *name,
                                    const char *client_id,
                                    const char *filter);

/* The name before "@" of @username, in @buffer; false if it does not fit. */
bool broker_acl_name (const char *username, char *buffer, size_t size);
