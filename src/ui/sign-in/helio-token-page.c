// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/sign-in/helio-token-page.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "ui/base/helio-accessible.h"
#include "ui/status/helio-problem.h"
#include "ui/status/helio-status.h"
#include "ui/widgets/helio-banner.h"
#include "ui/widgets/helio-check-list.h"
#include "ui/widgets/helio-toast.h"

#include <glib/gi18n.h>

struct _HelioTokenPage {
  AdwBin parent_instance;

  HelioConnection *connection; /* owned */
  HelioTokenReport *report;    /* owned (nullable) */
  GCancellable *looking;       /* owned (nullable) */
  GError *error;               /* owned (nullable): why there is no report */
  char *sub;                   /* owned (nullable): whose token */
  gboolean after_refusal;      /* the look that is under way */

  /* template children */
  HelioBanner *banner;
  GtkImage *icon;
  GtkLabel *summary;
  GtkLabel *notice;
  GtkWidget *again;
  HelioCheckList *checks;
  GtkWidget *topics_group;
  GtkListBox *topics;
  GtkWidget *contents;
  GtkTextView *header_text;
  GtkTextView *claims_text;
};

enum {
  SIGNAL_FAILURE,
  SIGNAL_SUBSCRIBE,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HelioTokenPage, helio_token_page, ADW_TYPE_BIN)

gboolean
helio_token_page_is_about_token (const HelioProfile *profile, const GError *error)
{
  if (error == NULL || error->domain != HELIO_ERROR || !helio_profile_needs_sign_in (profile))
    return FALSE;
  switch (error->code) {
    case HELIO_ERROR_EXCHANGE_TOKEN:
    case HELIO_ERROR_EXCHANGE_TOKEN_EXPIRED:
    case HELIO_ERROR_EXCHANGE_SIGNATURE:
    case HELIO_ERROR_EXCHANGE_PROVIDER:
    case HELIO_ERROR_EXCHANGE_CLAIMS:
    case HELIO_ERROR_MQTT_CREDENTIAL:
      return TRUE;
    default:
      return FALSE;
  }
}

static guint
count (GListModel *rows, HelioCheckStatus status)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (rows); i++) {
    g_autoptr (HelioCheckRow) row = g_list_model_get_item (rows, i);
    n += helio_check_row_get_status (row) == status;
  }
  return n;
}

/* Returns: (transfer full). */
static char *
summarize (HelioTokenReport *report, HelioCheckStatus status)
{
  const guint failed = count (G_LIST_MODEL (report), HELIO_CHECK_FAIL);
  const guint unchecked = count (G_LIST_MODEL (report), HELIO_CHECK_UNCHECKED);

  if (status == HELIO_CHECK_FAIL)
    return g_strdup_printf (NP_ ("token",
                                 "%u thing is wrong with the token",
                                 "%u things are wrong with the token",
                                 failed),
                            failed);
  if (status == HELIO_CHECK_UNCHECKED)
    return g_strdup_printf (NP_ ("token",
                                 "Nothing is wrong, but %u thing cannot be checked here",
                                 "Nothing is wrong, but %u things cannot be checked here",
                                 unchecked),
                            unchecked);
  return g_strdup (C_ ("token", "Nothing is wrong with the token"));
}

static gboolean
is_subscribed (HelioTokenPage *self, const char *filter)
{
  GListModel *model = helio_connection_get_subscriptions (self->connection);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++) {
    g_autoptr (HelioSubscription) subscription = g_list_model_get_item (model, i);
    if (g_strcmp0 (helio_subscription_get_filter (subscription), filter) == 0 ||
        g_strcmp0 (helio_subscription_get_resolved (subscription), filter) == 0)
      return TRUE;
  }
  return FALSE;
}

static void
on_subscribe (GtkButton *button, gpointer user_data)
{
  g_signal_emit (user_data,
                 signals[SIGNAL_SUBSCRIBE],
                 0,
                 g_object_get_data (G_OBJECT (button), "filter"));
}

static GtkWidget *
make_topic_row (HelioTokenPage *self, const char *filter)
{
  g_autofree char *shown = helio_printable (filter, -1, 300);
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), shown);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_add_css_class (row, "monospace");
  if (is_subscribed (self, filter)) {
    GtkWidget *word = gtk_label_new (C_ ("token", "Subscribed"));
    gtk_widget_add_css_class (word, "dim-label");
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), word);
  } else {
    GtkWidget *button = gtk_button_new_with_label (C_ ("button", "Subscribe"));
    g_autofree char *spoken = g_strdup_printf (C_ ("accessible name", "Subscribe to %s"), shown);
    gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
    helio_accessible_name (button, spoken, NULL);
    g_object_set_data_full (G_OBJECT (button), "filter", g_strdup (filter), g_free);
    g_signal_connect_object (button, "clicked", G_CALLBACK (on_subscribe), self, 0);
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  }
  return row;
}

static void
fill_topics (HelioTokenPage *self)
{
  g_auto (GStrv) topics =
      self->report != NULL ? helio_token_report_get_topics (self->report) : NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->topics))) != NULL)
    gtk_list_box_remove (self->topics, child);
  for (guint i = 0; topics != NULL && topics[i] != NULL; i++)
    gtk_list_box_append (self->topics, make_topic_row (self, topics[i]));
  gtk_widget_set_visible (self->topics_group, topics != NULL && topics[0] != NULL);
}

static void
set_text (GtkTextView *view, const char *text)
{
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (view), text != NULL ? text : "", -1);
  gtk_widget_set_visible (GTK_WIDGET (view), text != NULL);
}

static void
show_head (HelioTokenPage *self, HelioCheckStatus status, const char *summary, const char *notice)
{
  gtk_image_set_from_icon_name (self->icon, helio_check_status_get_icon_name (status));
  for (int i = HELIO_CHECK_PENDING; i <= HELIO_CHECK_INFO; i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon),
                                 helio_check_status_get_style ((HelioCheckStatus) i));
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), helio_check_status_get_style (status));
  gtk_label_set_text (self->summary, summary);
  gtk_label_set_text (self->notice, notice != NULL ? notice : "");
  gtk_widget_set_visible (GTK_WIDGET (self->notice), notice != NULL);
}

static void
update (HelioTokenPage *self)
{
  g_autofree char *header =
      self->report != NULL ? helio_token_report_get_header_text (self->report) : NULL;
  g_autofree char *claims =
      self->report != NULL ? helio_token_report_get_payload_text (self->report) : NULL;

  if (self->report != NULL) {
    const HelioCheckStatus status = helio_check_rows_get_status (HELIO_CHECK_ROWS (self->report));
    g_autofree char *summary = summarize (self->report, status);
    show_head (self, status, summary, helio_token_report_get_notice (self->report));
  } else if (self->looking != NULL)
    show_head (self, HELIO_CHECK_RUNNING, C_ ("token", "Looking into the Token…"), NULL);
  else
    show_head (self,
               HELIO_CHECK_PENDING,
               C_ ("token", "No Token to Look Into"),
               helio_profile_needs_sign_in (helio_connection_get_profile (self->connection))
                   ? C_ ("token", "There is one after somebody has signed in.")
                   : C_ ("token", "This connection uses a key or a username and password."));
  gtk_widget_set_sensitive (self->again, self->looking == NULL);
  helio_check_list_set_rows (self->checks, (GListModel *) self->report);
  gtk_widget_set_visible (GTK_WIDGET (self->checks), self->report != NULL);
  fill_topics (self);
  set_text (self->header_text, header);
  set_text (self->claims_text, claims);
  gtk_widget_set_visible (self->contents, header != NULL || claims != NULL);
  helio_banner_set_error (self->banner,
                          HELIO_BANNER_WARNING,
                          self->error,
                          helio_problem_get_label (helio_problem_get_action (
                              helio_connection_get_profile (self->connection),
                              self->error,
                              -1)));
}

static gboolean
is_expected (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
         g_error_matches (error, HELIO_ERROR, HELIO_ERROR_INVALID_USAGE) ||
         g_error_matches (error, HELIO_ERROR, HELIO_ERROR_SIGN_IN_REQUIRED);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioTokenPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioTokenReport) report =
      helio_connection_inspect_token_finish (HELIO_CONNECTION (source), result, &error);

  /* A later one is under way, or the page has gone. */
  if (g_task_get_cancellable (G_TASK (result)) != self->looking)
    return;
  g_clear_object (&self->looking);
  g_clear_error (&self->error);
  g_set_object (&self->report, report);
  if (error != NULL && !is_expected (error))
    self->error = g_steal_pointer (&error);
  update (self);
  if (self->after_refusal && report != NULL &&
      helio_check_rows_get_first_failure (HELIO_CHECK_ROWS (report)) != NULL) {
    g_signal_emit (self, signals[SIGNAL_FAILURE], 0);
    helio_check_list_reveal (
        self->checks,
        helio_check_row_get_id (helio_check_rows_get_first_failure (HELIO_CHECK_ROWS (report))));
  }
  self->after_refusal = FALSE;
}

void
helio_token_page_look (HelioTokenPage *self)
{
  g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  g_clear_error (&self->error);
  self->looking = g_cancellable_new ();
  helio_connection_inspect_token_async (self->connection,
                                        self->looking,
                                        on_looked,
                                        g_object_ref (self));
  update (self);
}

void
helio_token_page_look_after_refusal (HelioTokenPage *self)
{
  self->after_refusal = TRUE;
  helio_token_page_look (self);
}

static void
on_again (HelioTokenPage *self)
{
  helio_token_page_look (self);
}

static void
on_banner_action (HelioTokenPage *self)
{
  const char *action = helio_problem_get_action_name (
      helio_problem_get_action (helio_connection_get_profile (self->connection), self->error, -1));

  if (action != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), action, NULL);
}

static void
on_copy_claims (HelioTokenPage *self)
{
  g_autofree char *claims =
      self->report != NULL ? helio_token_report_get_payload_text (self->report) : NULL;

  if (claims == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), claims);
  helio_toast_show (GTK_WIDGET (self), C_ ("toast", "Claims copied"), NULL);
}

/* What is shown is of the one who is signed in now. */
static void
on_account_changed (HelioTokenPage *self)
{
  HelioAccount *account = helio_connection_get_account (self->connection);

  if (self->after_refusal || !helio_set_str (&self->sub, account != NULL ? account->sub : NULL))
    return;
  g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  g_clear_object (&self->report);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && account != NULL)
    helio_token_page_look (self);
  else
    update (self);
}

/* A renewal brings another token; what one is looking at stays. */
static void
on_credential_changed (HelioTokenPage *self)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) && self->looking == NULL)
    g_clear_object (&self->report);
}

static void
helio_token_page_map (GtkWidget *widget)
{
  HelioTokenPage *self = HELIO_TOKEN_PAGE (widget);

  GTK_WIDGET_CLASS (helio_token_page_parent_class)->map (widget);
  if (self->report == NULL && self->looking == NULL &&
      helio_connection_get_account (self->connection) != NULL)
    helio_token_page_look (self);
}

static void
helio_token_page_dispose (GObject *object)
{
  HelioTokenPage *self = HELIO_TOKEN_PAGE (object);
  g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  g_clear_object (&self->report);
  g_clear_object (&self->connection);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (helio_token_page_parent_class)->dispose (object);
}

static void
helio_token_page_finalize (GObject *object)
{
  g_free (HELIO_TOKEN_PAGE (object)->sub);
  G_OBJECT_CLASS (helio_token_page_parent_class)->finalize (object);
}

static void
helio_token_page_class_init (HelioTokenPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = helio_token_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = helio_token_page_finalize;
  widget_class->map = helio_token_page_map;

  signals[SIGNAL_FAILURE] = helio_signal_new ("failure", G_TYPE_FROM_CLASS (klass));
  signals[SIGNAL_SUBSCRIBE] = g_signal_new ("subscribe",
                                            G_TYPE_FROM_CLASS (klass),
                                            G_SIGNAL_RUN_LAST,
                                            0,
                                            NULL,
                                            NULL,
                                            NULL,
                                            G_TYPE_NONE,
                                            1,
                                            G_TYPE_STRING);
  g_type_ensure (HELIO_TYPE_BANNER);
  g_type_ensure (HELIO_TYPE_CHECK_LIST);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-token-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HelioTokenPage, banner);
  gtk_widget_class_bind_template_child (widget_class, HelioTokenPage, icon);
  gtk_widget_class_bind_template_child (widget_class, HelioTokenPage, summary);
  gtk_widget_class_bind_template_child (widget_class, HelioTokenPage, notice);
  gtk_widget_class_bind_template_child (widget_class, HelioTokenPage, again);
  gtk_widget_class_bind_template_child (widget_class, HelioTokenPage, checks);
  gtk_widget_class_bind_template_child (widget_class, HelioTokenPage, topics_group);
  gtk_widget_class_bind_template_child (widget_class, HelioTokenPage, topics);
  gtk_widget_class_bind_template_child (widget_class, HelioTokenPage, contents);
  gtk_widget_class_bind_template_child (widget_class, HelioTokenPage, header_text);
  gtk_widget_class_bind_template_child (widget_class, HelioTokenPage, claims_text);
  gtk_widget_class_bind_template_callback (widget_class, on_again);
  gtk_widget_class_bind_template_callback (widget_class, on_banner_action);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_claims);
}

static void
helio_token_page_init (HelioTokenPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
helio_token_page_set_connection (HelioTokenPage *self, HelioConnection *connection)
{
  g_return_if_fail (self->connection == NULL);

  HelioAccount *account = helio_connection_get_account (connection);

  self->connection = g_object_ref (connection);
  helio_set_str (&self->sub, account != NULL ? account->sub : NULL);
  g_signal_connect_object (connection,
                           "notify::account",
                           G_CALLBACK (on_account_changed),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (connection,
                           "notify::credential",
                           G_CALLBACK (on_credential_changed),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (helio_connection_get_subscriptions (connection),
                           "items-changed",
                           G_CALLBACK (fill_topics),
                           self,
                           G_CONNECT_SWAPPED);
  update (self);
}
