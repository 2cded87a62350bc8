// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/sign-in/helio-account-dialogs.h"

#include "core/base/helio-util.h"
#include "ui/compat/helio-alert.h"

#include <adwaita.h>
#include <glib/gi18n.h>

typedef struct {
  HelioConnection *connection; /* owned */
  /* owned (nullable) each: what was asked */
  GtkEditable *hint;
  GtkCheckButton *at_issuer;
  GtkCheckButton *everything;
} Question;

static Question *
question_new (HelioConnection *connection)
{
  Question *question = g_new0 (Question, 1);

  question->connection = g_object_ref (connection);
  return question;
}

static void
question_free (Question *question)
{
  g_clear_object (&question->hint);
  g_clear_object (&question->at_issuer);
  g_clear_object (&question->everything);
  g_object_unref (question->connection);
  g_free (question);
}

static GtkWidget *
make_list (void)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  return list;
}

/* Returns: (transfer full): the check button of a new row. */
static GtkCheckButton *
add_choice (GtkWidget *list, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  subtitle,
                                  -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  return g_object_ref (GTK_CHECK_BUTTON (check));
}

/* Returns: (transfer full): for a label. */
static char *
describe_issuer (HelioConnection *connection)
{
  g_autofree char *issuer = helio_profile_get_issuer (helio_connection_get_profile (connection));

  return helio_printable (issuer != NULL ? issuer : "", -1, 120);
}

static void
on_sign_in_as_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Question *question = user_data;
  g_autofree char *answer = helio_alert_choose_finish (result);

  if (g_str_equal (answer, "sign-in")) {
    g_autofree char *hint = g_strdup (gtk_editable_get_text (question->hint));
    g_strstrip (hint);
    helio_connection_sign_in_as (question->connection,
                                 *hint != '\0' ? hint : NULL,
                                 gtk_check_button_get_active (question->at_issuer));
  }
  question_free (question);
}

void
helio_account_dialogs_sign_in_as (GtkWidget *parent, HelioConnection *connection)
{
  const HelioAlertResponse responses[] = {
      {"cancel", C_ ("sign-in as", "_Cancel"), HELIO_ALERT_PLAIN},
      {"sign-in", C_ ("sign-in as", "_Sign In"), HELIO_ALERT_SUGGESTED},
  };
  Question *question = question_new (connection);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *who = make_list ();
  GtkWidget *choices = make_list ();
  GtkWidget *hint = adw_entry_row_new ();
  g_autofree char *issuer = describe_issuer (connection);
  g_autofree char *detail =
      /* Translators: the issuer's address */
      g_strdup_printf (
          C_ ("sign-in as",
              "Opens the logout page of %s first, for when it brings back the same person "
              "again and again."),
          issuer);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (hint),
                                 C_ ("sign-in as", "E-mail or username (optional)"));
  gtk_list_box_append (GTK_LIST_BOX (who), hint);
  gtk_box_append (GTK_BOX (box), who);
  question->hint = g_object_ref (GTK_EDITABLE (hint));
  question->at_issuer =
      add_choice (choices, C_ ("sign-in as", "Sign out at the issuer first"), detail);
  gtk_box_append (GTK_BOX (box), choices);
  helio_alert_choose_async (parent,
                            C_ ("sign-in as", "Sign In as Someone Else?"),
                            C_ ("sign-in as",
                                "The browser asks for a name and password again, even if somebody "
                                "is signed in there. If you "
                                "say who it should be, only that account is accepted. The account "
                                "in use stays known here, "
                                "so that you can switch back."),
                            box,
                            responses,
                            G_N_ELEMENTS (responses),
                            on_sign_in_as_answered,
                            question);
}

static void
on_sign_out_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Question *question = user_data;
  g_autofree char *answer = helio_alert_choose_finish (result);
  HelioSignOutFlags flags = HELIO_SIGN_OUT_HERE;

  if (gtk_check_button_get_active (question->everything))
    flags |= HELIO_SIGN_OUT_ALL_ACCOUNTS;
  if (gtk_check_button_get_active (question->at_issuer))
    flags |= HELIO_SIGN_OUT_AT_ISSUER;
  if (g_str_equal (answer, "sign-out"))
    helio_connection_sign_out (question->connection, flags);
  question_free (question);
}

void
helio_account_dialogs_sign_out (GtkWidget *parent, HelioConnection *connection)
{
  const HelioAlertResponse responses[] = {
      {"cancel", C_ ("sign-out", "_Cancel"), HELIO_ALERT_PLAIN},
      {"sign-out", C_ ("sign-out", "_Sign Out"), HELIO_ALERT_DESTRUCTIVE},
  };
  HelioAccount *account = helio_connection_get_account (connection);
  Question *question = question_new (connection);
  GtkWidget *choices = make_list ();
  g_autofree char *name =
      helio_printable (account != NULL ? helio_account_get_label (account) : "", -1, 100);
  /* Translators: a person's name or address */
  g_autofree char *heading = g_strdup_printf (C_ ("sign-out", "Sign Out %s?"), name);
  g_autofree char *issuer = describe_issuer (connection);
  g_autofree char *detail =
      /* Translators: the issuer's address */
      g_strdup_printf (
          C_ ("sign-out",
              "Opens the logout page of %s in the browser. Other programs that use its "
              "session are signed out, too."),
          issuer);

  question->everything = add_choice (
      choices,
      C_ ("sign-out", "All accounts and typed secrets"),
      C_ ("sign-out",
          "Everybody who signed in for this connection, and keys and passwords that were "
          "typed for it."));
  question->at_issuer =
      add_choice (choices, C_ ("sign-out", "Also sign out at the issuer"), detail);
  helio_alert_choose_async (parent,
                            heading,
                            C_ ("sign-out",
                                "The connection is closed. The tokens are deleted here, whatever "
                                "the network says, and the "
                                "issuer is told to revoke them."),
                            choices,
                            responses,
                            G_N_ELEMENTS (responses),
                            on_sign_out_answered,
                            question);
}
