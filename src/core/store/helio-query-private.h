// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A query taken apart: what the parser makes and the evaluation walks. */

#include "core/store/helio-needle.h"
#include "core/store/helio-query.h"

G_BEGIN_DECLS

typedef enum {
  HELIO_TERM_AND,
  HELIO_TERM_OR,
  HELIO_TERM_NOT,    /* of a */
  HELIO_TERM_TEXT,   /* anywhere in topic or payload */
  HELIO_TERM_FILTER, /* of MQTT */
  HELIO_TERM_FIELD,  /* compared with something */
} HelioTermKind;

typedef enum {
  HELIO_FIELD_TOPIC,
  HELIO_FIELD_PAYLOAD,
  HELIO_FIELD_QOS,
  HELIO_FIELD_RETAINED,
  HELIO_FIELD_DUPLICATE,
  HELIO_FIELD_SIZE,
  HELIO_FIELD_CONTENT_TYPE,
  HELIO_FIELD_USER_PROPERTY, /* text: its name */
  HELIO_FIELD_VALUE,
  HELIO_FIELD_JSON, /* path */
} HelioField;

typedef enum {
  HELIO_COMPARE_EQUAL,
  HELIO_COMPARE_UNEQUAL,
  HELIO_COMPARE_LESS,
  HELIO_COMPARE_AT_MOST,
  HELIO_COMPARE_MORE,
  HELIO_COMPARE_AT_LEAST,
  HELIO_COMPARE_CONTAINS,
} HelioCompare;

typedef struct _HelioTerm HelioTerm;
struct _HelioTerm {
  HelioTermKind kind;
  HelioTerm *a, *b;
  HelioNeedle *needle; /* TEXT; FIELD: the value */
  char *text;          /* FILTER; FIELD: the value as written, or NULL for what is no text */
  guint number;        /* TEXT and "payload ~": its bit of found */

  HelioField field;
  HelioCompare compare;
  GStrv path;
  char *name;
  gboolean is_number;
  double value; /* with is_number; 0 or 1 for yes and no */
};

struct _HelioQuery {
  HelioTerm *root; /* NULL: everything matches */
  guint n_terms;
};

void helio_term_free (HelioTerm *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioTerm, helio_term_free)

G_END_DECLS
