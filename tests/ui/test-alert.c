// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/compat/helio-alert.h"
#include "ui/helio-ui-test.h"

static const HelioAlertResponse responses[] = {
    {"cancel", "_Keep", HELIO_ALERT_PLAIN},
    {"discard", "_Discard", HELIO_ALERT_DESTRUCTIVE},
};

typedef struct {
  char *answer;
  gboolean destroys;
} Answer;

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->answer = helio_alert_choose_finish (result);
  if (answer->destroys)
    gtk_window_destroy (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (source))));
}

static gboolean
is_answered (gpointer data)
{
  return ((Answer *) data)->answer != NULL;
}

static gboolean
has_alert (gpointer window)
{
  return helio_alert_find (window) != NULL;
}

static GtkWidget *
ask (GtkWidget *child, Answer *answer)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (child));

  helio_alert_choose_async (child,
                            "Discard?",
                            "It is not saved.",
                            NULL,
                            responses,
                            2,
                            on_answered,
                            answer);
  helio_test_wait (has_alert, window, 10, "the question");
  helio_ui_test_frames (child, 2);
  return helio_alert_find (window);
}

/* As a press on the button does, which is where the dialog still needs its window afterwards. */
static void
answer_discard (GtkWidget *alert)
{
  helio_alert_respond (alert, "discard");
}

static void
test_answer (void)
{
  GtkWidget *child = gtk_label_new ("form");
  GtkWindow *window = helio_ui_test_show (child, 400, 300);
  Answer answer = {0};

  answer_discard (ask (child, &answer));
  helio_test_wait (is_answered, &answer, 20, "the answer");
  g_assert_cmpstr (answer.answer, ==, "discard");
  g_assert_null (helio_alert_find (window));
  g_free (answer.answer);
  gtk_window_destroy (window);
}

/* “Discard” closes the window that was asked about, while its dialog is at answering. */
static void
test_window_goes (void)
{
  GtkWidget *child = gtk_label_new ("form");
  GtkWindow *window = helio_ui_test_show (child, 400, 300);
  Answer answer = {.destroys = TRUE};
  GtkWidget *alert = ask (child, &answer);
  gpointer weak = window;

  g_object_add_weak_pointer (G_OBJECT (window), &weak);
  g_object_ref (alert);
  answer_discard (alert);
  helio_test_wait (is_answered, &answer, 20, "the answer");
  helio_test_settle ();
  g_object_unref (alert);
  g_assert_null (weak);
  g_free (answer.answer);
}

static void
test_window_goes_first (void)
{
  GtkWidget *child = gtk_label_new ("form");
  GtkWindow *window = helio_ui_test_show (child, 400, 300);
  Answer answer = {0};

  ask (child, &answer);
  gtk_window_destroy (window);
  helio_test_wait (is_answered, &answer, 20, "the answer");
  g_assert_cmpstr (answer.answer, ==, "cancel");
  g_free (answer.answer);
}

int
main (int argc, char **argv)
{
  helio_ui_test_init (&argc, &argv);
  g_test_add_func ("/alert/answer", test_answer);
  g_test_add_func ("/alert/window-goes", test_window_goes);
  g_test_add_func ("/alert/window-goes-first", test_window_goes_first);
  return g_test_run ();
}
