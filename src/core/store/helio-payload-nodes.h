// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A JSON payload taken apart: where its members stand in the text, what holds what, and which of them are not what
 * they were in another payload. Nothing is copied: some 50 bytes for each member beside the payload. Made in any thread;
 * does not change once it is shared. */

#include "core/base/helio-json.h"
#include "core/store/helio-needle.h"

G_BEGIN_DECLS

/* Payloads with more members are not compared. */
#define HELIO_PAYLOAD_COMPARE_MAX 20000

typedef enum {
  HELIO_PAYLOAD_SAME,    /* or not compared */
  HELIO_PAYLOAD_INSIDE,  /* something that it holds is not the same, or is gone */
  HELIO_PAYLOAD_CHANGED, /* another value, or of another kind */
  HELIO_PAYLOAD_ADDED,
} HelioPayloadChange;

typedef struct {
  guint64 key; /* made of the names that lead to it: the same in every payload with the same seed */
  guint32 start, length;     /* of the value, quotes and brackets included */
  guint32 name, name_length; /* of a member's name, without quotes, escapes as they are */
  guint32 parent;            /* HELIO_ID_NONE: none */
  guint32 end;               /* behind the last one that it holds */
  guint32 n_children;
  guint32 index; /* in what holds it, from 0 */
  guint16 depth; /* 0: the whole payload */
  guint8 kind;   /* HelioJsonType */
  guint8 change; /* HelioPayloadChange */
} HelioPayloadNode;

typedef struct _HelioPayloadNodes HelioPayloadNodes;

/**
 * helio_payload_nodes_new:
 * @seed: random, so that nobody can choose names that all fall into one place
 *
 * The order is that of the text: 0 is the whole payload, what it holds follows.
 *
 * Returns: (transfer full): NULL with what helio_json_check() says: it is no JSON, longer than
 * HELIO_PAYLOAD_TEXT_MAX or deeper than HELIO_JSON_DEPTH_PAYLOAD.
 */
HelioPayloadNodes *helio_payload_nodes_new (GBytes *payload, guint64 seed, GError **error);
HelioPayloadNodes *helio_payload_nodes_ref (HelioPayloadNodes *self);
void helio_payload_nodes_unref (HelioPayloadNodes *self);

guint helio_payload_nodes_get_n (const HelioPayloadNodes *self);
/* @node must be below the number of them. */
const HelioPayloadNode *helio_payload_nodes_get (const HelioPayloadNodes *self, guint32 node);
/* HELIO_ID_NONE: there is none. */
guint32 helio_payload_nodes_find (const HelioPayloadNodes *self, guint64 key);
/* An object or array. */
gboolean helio_payload_nodes_is_container (const HelioPayloadNodes *self, guint32 node);

/* Marks what is not as in @previous, which was made with the same seed. Before it is shared, and once. FALSE: one of
 * them has more than HELIO_PAYLOAD_COMPARE_MAX members. */
gboolean helio_payload_nodes_compare (HelioPayloadNodes *self, const HelioPayloadNodes *previous);
/* Values that changed and members that were added; those that are gone. Of what holds others only the outermost
 * counts. */
guint helio_payload_nodes_get_n_changed (const HelioPayloadNodes *self);
guint helio_payload_nodes_get_n_removed (const HelioPayloadNodes *self);

/* The name with its escapes resolved, the number of an element from 0, "" of the whole payload; no more than
 * @max_chars, printable. Returns: (transfer full). */
char *helio_payload_nodes_get_name (const HelioPayloadNodes *self, guint32 node, gsize max_chars);
/* The value in one line, as helio_payload_preview(). Returns: (transfer full). */
char *helio_payload_nodes_preview (const HelioPayloadNodes *self, guint32 node, gsize max_chars);
/* The value whole: of a string the text that it stands for, else as it is written. Returns: (transfer full). */
char *helio_payload_nodes_get_value (const HelioPayloadNodes *self, guint32 node);
/* Where it is, as filters and plots name it: "a.b", "list.0.x". Returns: (transfer full) (nullable): deeper than
 * those look, or the whole payload. */
char *helio_payload_nodes_get_member (const HelioPayloadNodes *self, guint32 node);
/* The same as others write it: "$.list[0].x", RFC 9535 §2.7 but for escapes. Returns: (transfer full). */
char *helio_payload_nodes_get_json_path (const HelioPayloadNodes *self, guint32 node);

/* A filter (helio_query_parse()) for messages with this value. Returns: (transfer full) (nullable): it is no plain value,
 * or cannot be named or written in one. */
char *helio_payload_nodes_get_filter (const HelioPayloadNodes *self, guint32 node);

/* The next one, or the one before with @backwards, whose name or value @needle is in; begins beside @from
 * (HELIO_ID_NONE: at the end) and goes around once, @from last. HELIO_ID_NONE: there is none. */
guint32 helio_payload_nodes_search (const HelioPayloadNodes *self,
                                    const HelioNeedle *needle,
                                    guint32 from,
                                    gboolean backwards);
/* How many there are; @nth gets which of them @node is, from 1, or 0. */
guint helio_payload_nodes_count_matches (const HelioPayloadNodes *self,
                                         const HelioNeedle *needle,
                                         guint32 node,
                                         guint *nth);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioPayloadNodes, helio_payload_nodes_unref)

G_END_DECLS
