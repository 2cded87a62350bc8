// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* How far it is with a file that is being written: a bar that can be stopped. Not there until that takes its time or
 * fails; what is over is told by a toast. One file at a time. */

#include <adwaita.h>

G_BEGIN_DECLS

#define HELIO_TYPE_FILE_PROGRESS (helio_file_progress_get_type ())
G_DECLARE_DERIVABLE_TYPE (HelioFileProgress, helio_file_progress, HELIO, FILE_PROGRESS, AdwBin)

struct _HelioFileProgressClass {
  AdwBinClass parent_class;

  const char *stop_name; /* what the button does while it runs; translated when it is shown */
  const char *context;   /* of that text */
};

typedef void (*HelioFileChosen) (gpointer self, GFile *file, gpointer data);

/* Asks for the place; @chosen is called only if there is one. Nothing happens while a file is being written. */
void helio_file_progress_ask (HelioFileProgress *self,
                              const char *title,
                              const char *name,
                              HelioFileChosen chosen,
                              gpointer data,
                              GDestroyNotify free_data);

/* Returns: (transfer none) (nullable): what stops it; NULL while another file is being written, and once the widget
 * is gone: then nothing is to be begun. */
GCancellable *helio_file_progress_begin (HelioFileProgress *self);
/* @fraction: 0-1 */
void helio_file_progress_set (HelioFileProgress *self, double fraction, const char *text);
/* @done: what is told if it went well; @error: (nullable): of G_IO_ERROR_CANCELLED nothing is told. */
void helio_file_progress_end (HelioFileProgress *self, const char *done, const GError *error);
/* Also after the widget has gone: what was begun is finished. */
gboolean helio_file_progress_is_busy (HelioFileProgress *self);

G_END_DECLS
