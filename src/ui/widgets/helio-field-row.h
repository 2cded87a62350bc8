// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* One member of a profile as a row of a form: what it is called, how it is shown, where it lies in the
 * struct, and the JSON path by which an error finds it. */

#include "core/profile/helio-profile.h"

#include <adwaita.h>

G_BEGIN_DECLS

typedef enum {
  HELIO_FIELD_TEXT,
  HELIO_FIELD_TEXT_OR_NULL, /* empty: NULL */
  HELIO_FIELD_INT,
  HELIO_FIELD_INT64,
  HELIO_FIELD_INT64_OR_NONE, /* empty: -1 */
  HELIO_FIELD_BOOLEAN,
  HELIO_FIELD_CHOICE, /* an enum or an int from 0 on */
  HELIO_FIELD_PORTS,  /* GArray of int */
} HelioFieldKind;

typedef struct {
  const char *path;
  HelioFieldKind kind;
  gsize offset;
  const char *title;          /* NC_ ("field", …) */
  const char *subtitle;       /* (nullable) NC_ ("field", …): not for TEXT */
  const char *const *choices; /* CHOICE: NC_ ("choice", …), NULL at the end */
  double min, max;            /* INT, INT64 */
  /* (nullable): whether it means anything in this profile */
  gboolean (*applies) (const HelioProfile *profile);
  /* TEXT (nullable): what was most likely meant. (transfer full) (nullable): NULL: as it stands */
  char *(*complete) (const char *text);
} HelioField;

typedef struct _HelioFieldRow HelioFieldRow;
typedef void (*HelioFieldChanged) (gpointer user_data);

/* @left: the focus has gone on from it, and what was typed is complete. */
HelioFieldRow *helio_field_row_new (const HelioField *field,
                                    HelioFieldChanged changed,
                                    HelioFieldChanged left,
                                    gpointer user_data);
void helio_field_row_free (HelioFieldRow *self);
const HelioField *helio_field_row_get_field (HelioFieldRow *self);
/* The row and, below it, the place of its error: both go into the same list. (transfer none) */
GtkWidget *helio_field_row_get_row (HelioFieldRow *self);
GtkWidget *helio_field_row_get_error_row (HelioFieldRow *self);
/* @base: the struct that the offset counts from. */
void helio_field_row_load (HelioFieldRow *self, gconstpointer base);
void helio_field_row_store (HelioFieldRow *self, gpointer base);
/* What is wrong with the text before it can be stored: no number, no port. (nullable) (transfer none) */
const char *helio_field_row_get_fault (HelioFieldRow *self);
/* (nullable): NULL takes it away. */
void helio_field_row_set_error (HelioFieldRow *self, const char *message);
/* Whether a person has changed it, or been there and gone on, since it was loaded. */
gboolean helio_field_row_is_touched (HelioFieldRow *self);
gboolean helio_field_row_is_left (HelioFieldRow *self);
/* Whether there is a text in it. */
gboolean helio_field_row_is_empty (HelioFieldRow *self);
void helio_field_row_set_title (HelioFieldRow *self, const char *title);
void helio_field_row_set_applies (HelioFieldRow *self, const HelioProfile *profile);
void helio_field_row_grab (HelioFieldRow *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioFieldRow, helio_field_row_free)

G_END_DECLS
