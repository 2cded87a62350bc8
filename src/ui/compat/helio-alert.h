// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A question with a few answers, over @parent's window. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum {
  HELIO_ALERT_PLAIN,
  HELIO_ALERT_SUGGESTED,
  HELIO_ALERT_DESTRUCTIVE,
} HelioAlertStyle;

typedef struct {
  const char *id;
  const char *label; /* translated, with mnemonic */
  HelioAlertStyle style;
} HelioAlertResponse;

/* The first response is the one of Escape and of closing; the last one is the default, unless it is
 * destructive. @extra: (nullable) (transfer full): shown under the body. Never markup. */
void helio_alert_choose_async (GtkWidget *parent,
                               const char *heading,
                               const char *body,
                               GtkWidget *extra,
                               const HelioAlertResponse *responses,
                               gsize n_responses,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
/* Returns: (transfer full): id of the answer. Never fails. */
char *helio_alert_choose_finish (GAsyncResult *result);

/* For tests: the alert over @parent if it is on screen, (nullable); and an answer to it. */
GtkWidget *helio_alert_find (GtkWindow *parent);
void helio_alert_respond (GtkWidget *alert, const char *response);

G_END_DECLS
