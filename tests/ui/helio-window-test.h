// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The real window around a connection that does as it is told, at its sign-in page. */

#include "support/helio-fake-connection.h"
#include "support/helio-test.h"
#include "ui/helio-ui-test.h"

#include "ui/connections/helio-connection-list.h"
#include "ui/window/helio-window.h"

G_BEGIN_DECLS

typedef struct {
  char *directory;
  HelioFakeClock *clock;
  HelioServices *services;
  HelioConnectionList *list;
  HelioWindow *window;
  HelioConnectionItem *item; /* borrowed */
  HelioConnection *connection;
  HelioFakeConnection *fake;
} HelioWindowTest;

void helio_window_test_set_up (HelioWindowTest *f, gconstpointer data);
void helio_window_test_tear_down (HelioWindowTest *f, gconstpointer data);
GtkWidget *helio_window_test_get_page (HelioWindowTest *f);
void helio_window_test_assert_says (HelioWindowTest *f, const char *expected);
void helio_window_test_assert_silent (HelioWindowTest *f, const char *text);
void helio_window_test_press (HelioWindowTest *f, const char *label);
gboolean helio_window_test_has_dialog (gpointer data);
void helio_window_test_assert_calls (HelioWindowTest *f, const char *calls);
HelioFakeLogin *helio_window_test_begin_login (HelioWindowTest *f);
HelioFakeDeviceLogin *helio_window_test_begin_device_login (HelioWindowTest *f);
void helio_window_test_end_login (HelioWindowTest *f);
/* Returns: (transfer full). */
char *helio_window_test_paste (HelioWindowTest *f);
void helio_window_test_assert_clipboard (HelioWindowTest *f, const char *expected);
void helio_window_test_sign_in_alice (HelioWindowTest *f);
GtkWidget *helio_window_test_find_check (GtkWidget *widget, const char *name);
GtkWidget *helio_window_test_open_dialog (HelioWindowTest *f, const char *action);

G_END_DECLS
