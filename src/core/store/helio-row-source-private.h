// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What each kind of file brings along. */

#include "core/store/helio-row-source.h"

G_BEGIN_DECLS

typedef struct {
  gboolean (*next) (HelioRowSource *self, HelioSavedRow *row, GError **error);
  gboolean (*rewind) (HelioRowSource *self, GError **error);
  void (*rest) (HelioRowSource *self); /* (nullable) */
  double (*get_progress) (HelioRowSource *self);
  void (*free) (HelioRowSource *self);
} HelioRowSourceFuncs;

/* The first member of each kind's own. */
struct _HelioRowSource {
  const HelioRowSourceFuncs *funcs;
  char *path;
  HelioRowsInfo info;
  gboolean can_go_on; /* set by next(), together with an error */
};

HelioRowSource *helio_recording_file_open (const char *path, GError **error);
HelioRowSource *helio_text_rows_open (const char *path, HelioRowsKind kind, GError **error);

G_END_DECLS
