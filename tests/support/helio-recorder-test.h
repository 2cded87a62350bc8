// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A recorder with its store and a folder of its own; set_up and tear_down are for g_test_add(). */

#include "core/base/helio-error.h"
#include "core/store/helio-recorder.h"
#include "core/store/helio-row-source.h"

G_BEGIN_DECLS

#define HELIO_RECORDER_TEST_MIB (1024 * 1024)

typedef struct {
  char *dir, *path;
  HelioMessageStore *store;
  HelioRecorder *recorder;
} HelioRecorderTest;

void helio_recorder_test_set_up (HelioRecorderTest *f, gconstpointer data);
void helio_recorder_test_tear_down (HelioRecorderTest *f, gconstpointer data);
gboolean helio_recorder_test_start (HelioRecorderTest *f, gboolean replace, GError **error);
gboolean helio_recorder_test_stop (HelioRecorderTest *f, GError **error);
HelioRowSource *helio_recorder_test_open (const char *path);
guint helio_recorder_test_count (const char *path);
/* For helio_test_wait(): 300 messages are in the file. */
gboolean helio_recorder_test_has_300 (gpointer data);
void helio_recorder_test_assert_remedy (const GError *error, HelioErrorCode code);
/* Beside the recording. */
void helio_recorder_test_copy (HelioRecorderTest *f, const char *name, GError **error);
/* Of a copy that nothing else belongs to. */
guint helio_recorder_test_count_copy (HelioRecorderTest *f, const char *name);

G_END_DECLS
