// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The window back to the front when something in it waits for a person, and notifications of the desktop. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Nothing, if the window has the focus. Else it is presented; where the desktop does not give it the focus (a
 * Wayland one need not, since the browser hands over no activation token) a notification says @title and @text,
 * and a click on it is app.present with @target. It goes away when the window gets the focus. */
void helio_desktop_come_back (GtkWindow *window,
                              const char *title,
                              const char *text,
                              const char *target);

/* Calls @func if notifications can be shown, now or within three seconds, and @destroy in any case. GLib complains aloud
 * about a desktop without notifications; such a one is nothing to complain about. */
void helio_desktop_when_notifying (GApplication *application,
                                   void (*func) (gpointer user_data),
                                   gpointer user_data,
                                   GDestroyNotify destroy);

G_END_DECLS
