// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What came of a message that was published, in words and looks. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum {
  HELIO_PUBLISH_NONE,
  HELIO_PUBLISH_HINT,
  HELIO_PUBLISH_GOOD,
  HELIO_PUBLISH_WARNING,
  HELIO_PUBLISH_BAD,
} HelioPublishResult;

/* Icon and style class; (nullable) of NONE. */
const char *helio_publish_result_get_icon (HelioPublishResult result);
const char *helio_publish_result_get_css_class (HelioPublishResult result);

typedef struct {
  int qos;
  int reason_code;   /* −1: none */
  gint64 round_trip; /* µs; −1: not known */
  gboolean clears_retained;
  gboolean without_properties; /* there were some that MQTT 3.1.1 cannot send */
} HelioPublishAnswer;

/* Returns: (transfer full). */
char *helio_publish_answer_to_text (const HelioPublishAnswer *answer, HelioPublishResult *result);

G_END_DECLS
