// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Inside of the topic tree: its nodes, compact, addressed by number, children sorted. Knows nothing of
 * messages or lists. Main thread. */

#include "core/store/helio-id-table.h"

G_BEGIN_DECLS

/* Deeper levels of a topic stay together in one name: a topic of slashes must not become a chain of
 * sixty-five thousand nodes. */
#define HELIO_TOPIC_DEPTH_MAX 64

enum {
  HELIO_NODE_LIVE = 1 << 0,
  HELIO_NODE_EXPANDED = 1 << 1, /* by the user, without a filter */
  HELIO_NODE_IGNORED = 1 << 2,  /* its topic is one of those the tree is to hide */
  HELIO_NODE_RETAINED = 1 << 3,
  HELIO_NODE_CHANGED = 1 << 4, /* in a list of the tree: children to be merged or sorted out */
  HELIO_NODE_DOOMED = 1 << 5,  /* in the list of those that may have to go */
  /* of the filter, valid with its serial number */
  HELIO_NODE_CLOSED = 1 << 6, /* by the user */
  HELIO_NODE_JUDGED = 1 << 7, /* path and topic */
  HELIO_NODE_PATH = 1 << 8,   /* the text is in a name from the top to here */
  HELIO_NODE_PATH_KNOWN = 1 << 9,
  HELIO_NODE_MATCH = 1 << 10, /* its topic matches */
};
#define HELIO_NODE_FILTER_FLAGS                                                                    \
  (HELIO_NODE_CLOSED | HELIO_NODE_JUDGED | HELIO_NODE_PATH | HELIO_NODE_PATH_KNOWN |               \
   HELIO_NODE_MATCH)

#define HELIO_NODE_NAME_INLINE 16

/* What makes the order of the rows comes first, in one cache line. */
typedef struct {
  guint16 flags;
  guint16 filter_serial;
  guint16 list_serial; /* the tree's: it is in the list */
  guint16 name_length;
  guint32 *children;
  guint32 n_children;
  guint32 n_matches; /* of n_topics, that match the filter */
  guint32 parent;
  guint32 topic_id; /* HELIO_ID_NONE: only a branch */
  union {
    char bytes[HELIO_NODE_NAME_INLINE]; /* not terminated */
    char *pointer;
  } name;
  guint8 depth; /* 0: the root, that nobody sees */
  guint32 generation;
  guint32 n_topics;  /* on it and below */
  guint32 birth;     /* differs from that of whoever had the number before */
  guint64 count;     /* messages on it and below */
  guint64 own;       /* of these, on it */
  guint64 last_seq;  /* if it has a topic */
  guint32 serial;    /* of the topic */
  guint32 size;      /* room for children */
  guint32 first_new; /* children that are not in the array yet */
  guint32 next_new;
} HelioTopicNode;

#define HELIO_NODE_ROOT 0
/* Of a node that came after the ranks were given: behind those that have one, by name. */
#define HELIO_NODE_UNRANKED G_MAXUINT32

typedef struct {
  GPtrArray *blocks;
  GArray *free_numbers; /* guint32 */
  guint32 end;
  guint32 n;
  guint32 births;
  HelioIdTable by_name;
  guint64 seed;
  gsize bytes;        /* names and arrays of children */
  guint64 n_compared; /* siblings, ever: what keeping the order costs */
  guint32 *ranks;     /* by number, among siblings; (nullable): the order is by name alone */
  guint32 n_ranks;    /* higher numbers have none */
} HelioTopicNodes;

void helio_topic_nodes_init (HelioTopicNodes *self);
/* Gives the memory back, in a thread where it is much. Nothing but init may come after it. */
void helio_topic_nodes_clear (HelioTopicNodes *self);
gsize helio_topic_nodes_get_bytes (const HelioTopicNodes *self);

#define HELIO_NODE_BLOCK 512
static inline HelioTopicNode *
helio_topic_nodes_at (const HelioTopicNodes *self, guint32 number)
{
  return (HelioTopicNode *) g_ptr_array_index (self->blocks, number / HELIO_NODE_BLOCK) +
         number % HELIO_NODE_BLOCK;
}

/* NULL: no such node. */
HelioTopicNode *helio_topic_nodes_get (const HelioTopicNodes *self, guint32 number);

static inline const char *
helio_topic_node_get_name (const HelioTopicNode *self)
{
  return self->name_length <= HELIO_NODE_NAME_INLINE ? self->name.bytes : self->name.pointer;
}

/* The next level of a topic: its length; @rest is behind its slash, NULL: it was the last. */
gsize helio_topic_level (const char *topic, guint depth, const char **rest);

guint32 helio_topic_nodes_find_child (const HelioTopicNodes *self,
                                      guint32 parent,
                                      const char *name,
                                      gsize length);
/* It is in the parent's list of new ones until helio_topic_nodes_merge(). */
guint32
helio_topic_nodes_add (HelioTopicNodes *self, guint32 parent, const char *name, gsize length);
/* Sorts the new children in. */
void helio_topic_nodes_merge (HelioTopicNodes *self, guint32 parent);
/* Takes the children @dead out, all of @parent's that were killed, and gives them back. Sorts @dead. */
void helio_topic_nodes_bury (HelioTopicNodes *self, guint32 parent, guint32 *dead, guint n);
/* Not live from now on, not found by name any more; there until it is buried. */
void helio_topic_nodes_kill (HelioTopicNodes *self, guint32 number);

/* The order of siblings: by rank, then by name, numbers in names by value. */
int helio_topic_nodes_compare_siblings (const HelioTopicNodes *self, guint32 a, guint32 b);
/* By name alone. */
int helio_topic_nodes_compare_names (const HelioTopicNodes *self, guint32 a, guint32 b);
/* The order of the rows: branch before its children. */
int helio_topic_nodes_compare (const HelioTopicNodes *self, guint32 a, guint32 b);
/* The whole topic, into @path. */
void helio_topic_nodes_get_path (const HelioTopicNodes *self, guint32 number, GString *path);

G_END_DECLS
