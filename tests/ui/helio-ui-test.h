// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What tests of widgets share. */

#include "core/store/helio-message-store.h"
#include "support/helio-test.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Instead of g_test_init(): toolkit, resources and style sheet as in the application. */
void helio_ui_test_init (int *argc, char ***argv);

/* A window of this size with @child, on screen. Destroy it with gtk_window_destroy(). */
GtkWindow *helio_ui_test_show (GtkWidget *child, int width, int height);
/* Waits until the frame clock of @widget has drawn @frames frames. */
void helio_ui_test_frames (GtkWidget *widget, guint frames);

/* Nothing, unless HELIO_TEST_PICTURES names a folder: what @widget looks like goes there as NAME.png. */
void helio_ui_test_picture (GtkWidget *widget, const char *name);
/* @window as narrow as a telephone: pictures NAME-narrow, NAME-dark, and NAME-large with text twice as large. Nothing
 * in it may need more than 360 px then. */
void helio_ui_test_looks (GtkWindow *window, const char *name);

/* The widget with this id in the template of @widget's class. */
gpointer helio_ui_test_child (gpointer widget, GType type, const char *id);
/* The first widget of @type below @widget, depth first; NULL: none. */
gpointer helio_ui_test_find (gpointer widget, GType type);
gboolean helio_ui_test_is_named (GtkWidget *widget, const char *name);
/* The first button on screen below @widget with this text or name; NULL: none. */
GtkWidget *helio_ui_test_find_button (GtkWidget *widget, const char *label);
/* Items of a menu's popover that can be chosen. */
guint helio_ui_test_count_menu_items (gpointer menu);
/* The text of every visible label and button below @widget, a line each. Returns: (transfer full). */
char *helio_ui_test_texts (gpointer widget);

/* Waits until these texts contain @text; shows them if they do not. */
void helio_ui_test_wait_text (gpointer widget, const char *text);

/* Every button below @widget that shows an icon, pages of a stack included, has a name for a screen reader. */
void helio_ui_test_assert_named (gpointer widget);

void helio_ui_test_feed (HelioMessageStore *store,
                         const char *topic,
                         const char *payload,
                         int qos,
                         gboolean retained);

G_END_DECLS
