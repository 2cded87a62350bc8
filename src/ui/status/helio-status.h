// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* How a state of a connection looks and reads: shape, colour and words, in one place for the sidebar, the
 * pill and its popover. */

#include "core/connection/helio-connection.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Symbolic icon; each has a shape of its own, since colour is never the only difference. */
const char *helio_status_get_icon_name (HelioSessionState state);
/* Style class: "status-idle", "status-busy", "status-online", "status-waiting", "status-bad". */
const char *helio_status_get_style (HelioSessionState state);
/* Puts that class on @widget in place of an earlier one. */
void helio_status_style_widget (GtkWidget *widget, HelioSessionState state);

/* The state in words; where a key or password is what is missing, "Needs API key" and the like instead of "Needs
 * sign-in". */
const char *helio_status_get_label (HelioConnection *connection);
/* On a page for a connection that waits for a person: a title, and what to do, which for a key or password is on the
 * page above. */
const char *helio_status_describe_missing (HelioConnection *connection, const char **description);
/* Whose credential it is, or "Anonymous". Not bounded: for helio_printable(). */
const char *helio_status_get_who (HelioCredential *credential);

/* "0:07", "12:40", "1:02:03", "2 days"; @remaining µs, rounded up, never below zero.
 * Returns: (transfer full). */
char *helio_status_format_countdown (gint64 remaining);

/* "Online · renews in 12:40". @label: of the state, as above. @until: boot µs of what comes next in this state (the renewal, the retry, the
 * end of the sign-in); 0: nothing. Returns: (transfer full). */
char *helio_status_get_text (HelioSessionState state, const char *label, gint64 until, gint64 now);

/* Local time of day with seconds, and the date where it is not today; wall µs. Returns: (transfer full). */
char *helio_status_format_time (gint64 wall);

G_END_DECLS
