// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/window/helio-connection-page.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "ui/access/helio-access-page.h"
#include "ui/base/helio-accessible.h"
#include "ui/base/helio-double-press.h"
#include "ui/base/helio-focus.h"
#include "ui/base/helio-settings.h"
#include "ui/plots/helio-plots-page.h"
#include "ui/plots/helio-statistics-window.h"
#include "ui/recording/helio-record-bar.h"
#include "ui/recording/helio-replay-window.h"
#include "ui/sign-in/helio-sign-in-page.h"
#include "ui/status/helio-pill.h"
#include "ui/status/helio-problem.h"
#include "ui/status/helio-status-popover.h"
#include "ui/status/helio-status.h"
#include "ui/topics/helio-ignored-topics.h"
#include "ui/topics/helio-topics-page.h"
#include "ui/watch/helio-watch-page.h"
#include "ui/widgets/helio-banner.h"
#include "ui/widgets/helio-consent.h"
#include "ui/widgets/helio-secret-prompt.h"
#include "ui/widgets/helio-title-layout.h"
#include "ui/widgets/helio-toast.h"
#include "ui/widgets/helio-width-bin.h"
#include "ui/widgets/helio-wrap-layout.h"
#include "ui/window/helio-access-visit.h"
#include "ui/window/helio-connection-actions.h"
#include "ui/window/helio-subscription-keeper.h"
#include "ui/window/helio-window.h"

#include <glib/gi18n.h>

struct _HelioConnectionPage {
  AdwBin parent_instance;

  HelioConnectionItem *item;   /* owned */
  HelioConnection *connection; /* owned */
  HelioStatistics *statistics; /* owned */
  GSettings *settings;         /* owned (nullable) */
  char *seen_warning;          /* what was dismissed */
  char *page_before_login;     /* the view that a sign-in took the place of */
  GtkWidget *notice;           /* in notices (nullable) */

  /* template children */
  AdwHeaderBar *header;
  GtkButton *back;
  GtkWidget *title_box;
  GtkLabel *title;
  GtkLabel *who;
  GtkMenuButton *menu_button;
  HelioPill *pill;
  GtkButton *help;
  GtkWidget *notices_fit;
  GtkWidget *notices;
  GtkWidget *insecure;
  HelioBanner *error_banner;
  HelioBanner *warning_banner;
  HelioSecretPrompt *secret_prompt;
  HelioWidthBin *room;
  GtkWidget *view_bar;
  AdwViewSwitcher *switcher;
  HelioRecordBar *record_bar;
  AdwViewStack *views;
  AdwBin *topics_bin;
  AdwBin *plots_bin;
  AdwViewStackPage *watch_page;
  AdwBin *watch_bin;
  AdwBin *access_bin;
  AdwBin *sign_in_bin;
};

G_DEFINE_FINAL_TYPE (HelioConnectionPage, helio_connection_page, ADW_TYPE_BIN)

char *
helio_connection_page_describe (HelioConnection *connection)
{
  HelioCredential *credential = helio_connection_get_credential (connection);
  g_autofree char *transport =
      helio_status_describe_transport (helio_connection_get_info (connection));

  if (!helio_connection_is_connected (connection) || credential == NULL || transport == NULL)
    return helio_printable (helio_connection_get_profile (connection)->broker.url, -1, 120);

  g_autofree char *name = helio_printable (helio_status_get_who (credential), -1, 60);
  g_autofree char *organization =
      helio_printable (helio_credential_get_organization (credential), -1, 60);
  return *organization != '\0' ? g_strdup_printf ("%s · %s · %s", name, organization, transport)
                               : g_strdup_printf ("%s · %s", name, transport);
}

static void
update_title (HelioConnectionPage *self)
{
  g_autofree char *name = helio_printable (helio_connection_item_get_name (self->item), -1, 120);
  g_autofree char *who = helio_connection_page_describe (self->connection);
  gtk_label_set_text (self->title, name);
  gtk_label_set_text (self->who, who);
  gtk_widget_set_tooltip_text (self->title_box, who);
  gtk_widget_set_visible (
      self->insecure,
      helio_profile_is_insecure (helio_connection_get_profile (self->connection)));
}

/* Who asked to connect goes on typing at what is missing; what somebody is at in another field stays theirs. */
static void
show_secret_prompt (HelioConnectionPage *self, int kind)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  const gboolean appears = kind >= 0 && !helio_secret_prompt_get_revealed (self->secret_prompt);

  helio_secret_prompt_set_kind (self->secret_prompt, self->connection, kind);
  if (appears && gtk_widget_get_mapped (GTK_WIDGET (self)) && !GTK_IS_EDITABLE (focus) &&
      !GTK_IS_TEXT_VIEW (focus))
    helio_secret_prompt_grab (self->secret_prompt);
}

/* Out of sight it keeps its room, so that nothing below moves; nobody comes upon it there. */
static void
show_help (HelioConnectionPage *self, HelioProblemAction help)
{
  GtkWidget *button = GTK_WIDGET (self->help);
  const char *label = helio_problem_get_label (help);

  gtk_widget_set_child_visible (button, label != NULL);
  gtk_accessible_update_state (GTK_ACCESSIBLE (button),
                               GTK_ACCESSIBLE_STATE_HIDDEN,
                               label == NULL,
                               -1);
  if (label == NULL)
    return;
  /* What changed in it out of sight never reached those around it: GTK goes on showing them without it. */
  gtk_widget_queue_draw (gtk_widget_get_parent (button));
  gtk_button_set_label (self->help, label);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), helio_problem_get_action_name (help));
  if (help == HELIO_PROBLEM_ACTION_CANCEL || help == HELIO_PROBLEM_ACTION_DISCONNECT)
    gtk_widget_remove_css_class (button, "suggested-action");
  else
    gtk_widget_add_css_class (button, "suggested-action");
}

static gboolean
has_login (HelioConnectionPage *self)
{
  return helio_connection_get_login (self->connection) != NULL ||
         helio_connection_get_device_login (self->connection) != NULL;
}

static void
update_problem (HelioConnectionPage *self)
{
  const GError *error = helio_connection_get_error (self->connection);
  const GError *warning = helio_connection_get_warning (self->connection);
  const int missing = helio_connection_get_missing_secret (self->connection);
  const gboolean shown =
      error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  HelioProblemAction action =
      helio_problem_get_action (helio_connection_get_profile (self->connection), error, missing);

  /* The field itself is better than a button that leads to it. */
  if (missing >= 0 || !helio_secret_prompt_get_revealed (self->secret_prompt) ||
      helio_connection_is_connected (self->connection))
    show_secret_prompt (self, missing);
  if (missing >= 0)
    action = HELIO_PROBLEM_ACTION_NONE;
  helio_banner_set_error (self->error_banner,
                          helio_connection_get_state (self->connection) ==
                                  HELIO_SESSION_WAITING_TO_RETRY
                              ? HELIO_BANNER_WARNING
                              : HELIO_BANNER_ERROR,
                          shown ? error : NULL,
                          helio_problem_get_label (action));

  /* One button for one thing: beside the views only while no banner has it. */
  const gboolean in_banner = missing >= 0 || (shown && action != HELIO_PROBLEM_ACTION_NONE);
  show_help (self,
             helio_problem_get_help (helio_connection_get_state (self->connection),
                                     action,
                                     in_banner,
                                     has_login (self)));

  if (warning == NULL)
    g_clear_pointer (&self->seen_warning, g_free);
  helio_banner_set_error (
      self->warning_banner,
      HELIO_BANNER_WARNING,
      warning != NULL && g_strcmp0 (warning->message, self->seen_warning) == 0 ? NULL : warning,
      g_error_matches (warning, HELIO_ERROR, HELIO_ERROR_CONSENT)
          ? helio_problem_get_label (HELIO_PROBLEM_ACTION_CONSENT)
          : NULL);
}

static void
update (HelioConnectionPage *self)
{
  update_title (self);
  update_problem (self);
}

static void
on_login_changed (HelioConnectionPage *self)
{
  const char *visible = adw_view_stack_get_visible_child_name (self->views);

  update_problem (self);
  if (has_login (self) || helio_connection_get_other_account (self->connection) != NULL) {
    if (self->page_before_login == NULL && visible != NULL) {
      self->page_before_login = g_strdup (visible);
      adw_view_stack_set_visible_child_name (self->views, "sign-in");
    }
  } else if (self->page_before_login != NULL) {
    if (g_strcmp0 (visible, "sign-in") == 0)
      adw_view_stack_set_visible_child_name (self->views, self->page_before_login);
    g_clear_pointer (&self->page_before_login, g_free);
  }
}

static void
on_error_action (HelioConnectionPage *self)
{
  const HelioProblemAction action =
      helio_problem_get_action (helio_connection_get_profile (self->connection),
                                helio_connection_get_error (self->connection),
                                helio_connection_get_missing_secret (self->connection));
  const char *name = helio_problem_get_action_name (action);
  if (name != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), name, NULL);
}

static void
on_warning_action (HelioConnectionPage *self)
{
  helio_consent_ask_endpoints (GTK_WIDGET (self), self->connection);
}

static void
on_warning_dismissed (HelioConnectionPage *self)
{
  const GError *warning = helio_connection_get_warning (self->connection);
  helio_set_str (&self->seen_warning, warning != NULL ? warning->message : NULL);
}

/* Under which what belongs to the profile is remembered; NULL: it is not. */
static const char *
get_remembered_id (HelioConnectionPage *self)
{
  HelioProfileItem *profile_item = helio_connection_item_get_profile_item (self->item);

  return helio_profile_item_is_transient (profile_item) ? NULL
                                                        : helio_profile_item_get_id (profile_item);
}

/* Made when it is first looked at; what is pinned there begins with what the store has. */
static HelioPlotsPage *
get_plots (HelioConnectionPage *self)
{
  GtkWidget *plots = adw_bin_get_child (self->plots_bin);

  if (plots == NULL) {
    plots = helio_plots_page_new (helio_connection_get_store (self->connection),
                                  helio_connection_get_tree (self->connection),
                                  helio_connection_get_clock (self->connection),
                                  self->settings,
                                  get_remembered_id (self));
    adw_bin_set_child (self->plots_bin, plots);
  }
  return HELIO_PLOTS_PAGE (plots);
}

static void
plot_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioConnectionPage *self = HELIO_CONNECTION_PAGE (widget);

  adw_view_stack_set_visible_child_name (self->views, "plots");
  helio_plots_page_ask (get_plots (self), g_variant_get_string (parameter, NULL));
}

static void
plot_member_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioConnectionPage *self = HELIO_CONNECTION_PAGE (widget);
  g_autoptr (GError) error = NULL;
  const char *topic, *member;

  g_variant_get (parameter, "(&s&s)", &topic, &member);
  adw_view_stack_set_visible_child_name (self->views, "plots");
  if (!helio_plots_page_add (get_plots (self), -1, topic, member, &error))
    helio_toast_show (widget, error->message, NULL);
}

static void
on_show_message (HelioConnectionPage *self, guint64 seq, const char *topic)
{
  adw_view_stack_set_visible_child_name (self->views, "topics");
  helio_topics_page_reveal (HELIO_TOPICS_PAGE (adw_bin_get_child (self->topics_bin)), seq, topic);
}

static void on_subscribe (HelioConnectionPage *self, const char *filter);

static HelioWatchPage *
get_watch (HelioConnectionPage *self)
{
  GtkWidget *watch = adw_bin_get_child (self->watch_bin);

  if (watch == NULL) {
    watch = helio_watch_page_new (helio_connection_item_get_watcher (self->item),
                                  helio_connection_item_get_watch_keeper (self->item),
                                  helio_connection_get_store (self->connection),
                                  helio_connection_get_tree (self->connection));
    g_signal_connect_object (watch,
                             "show-message",
                             G_CALLBACK (on_show_message),
                             self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (watch,
                             "subscribe",
                             G_CALLBACK (on_subscribe),
                             self,
                             G_CONNECT_SWAPPED);
    adw_bin_set_child (self->watch_bin, watch);
  }
  return HELIO_WATCH_PAGE (watch);
}

static void
watch_topic_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioConnectionPage *self = HELIO_CONNECTION_PAGE (widget);

  adw_view_stack_set_visible_child_name (self->views, "watch");
  helio_watch_page_ask (get_watch (self), g_variant_get_string (parameter, NULL));
}

static void
update_watch (HelioConnectionPage *self)
{
  const guint n_unseen =
      helio_watcher_get_n_unseen (helio_connection_item_get_watcher (self->item));

  adw_view_stack_page_set_badge_number (self->watch_page, n_unseen);
  adw_view_stack_page_set_needs_attention (self->watch_page, n_unseen > 0);
}

static void
statistics_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioConnectionPage *self = HELIO_CONNECTION_PAGE (widget);
  GtkRoot *root = gtk_widget_get_root (widget);

  if (self->statistics != NULL && GTK_IS_WINDOW (root))
    gtk_window_present (
        GTK_WINDOW (helio_statistics_window_new (GTK_WINDOW (root), self->statistics)));
}

/* Made when it is first looked at: most who watch topics never do. */
static void
on_view_changed (HelioConnectionPage *self)
{
  const char *visible = adw_view_stack_get_visible_child_name (self->views);
  GtkWidget *access;

  if (self->item != NULL && g_strcmp0 (visible, "plots") == 0)
    get_plots (self);
  if (self->item != NULL && g_strcmp0 (visible, "watch") == 0)
    get_watch (self);
  if (self->item == NULL || adw_bin_get_child (self->access_bin) != NULL ||
      g_strcmp0 (visible, "access") != 0)
    return;
  access =
      helio_access_page_new (helio_connection_item_get_services (self->item), self->connection);
  g_signal_connect_object (access,
                           "sign-in",
                           G_CALLBACK (helio_access_visit_begin),
                           self,
                           G_CONNECT_SWAPPED);
  adw_bin_set_child (self->access_bin, access);
}

static void
on_open_recording (HelioConnectionPage *self, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  helio_replay_window_open (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), file);
}

/* One key for both: it is what the bar shows that matters. */
static void
record_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioConnectionPage *self = HELIO_CONNECTION_PAGE (widget);
  const gboolean recording = helio_record_bar_is_recording (self->record_bar);

  if (recording && !g_str_equal (name, "recording.start"))
    helio_record_bar_stop (self->record_bar);
  else if (!recording && !g_str_equal (name, "recording.stop"))
    helio_record_bar_start (self->record_bar,
                            helio_connection_get_store (self->connection),
                            helio_connection_item_get_name (self->item));
}

static void
on_recording (HelioConnectionPage *self)
{
  const gboolean recording = helio_record_bar_is_recording (self->record_bar);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "recording.start", !recording);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "recording.stop", recording);
}

static void
helio_connection_page_dispose (GObject *object)
{
  HelioConnectionPage *self = HELIO_CONNECTION_PAGE (object);
  g_clear_object (&self->settings);
  g_clear_object (&self->statistics);
  g_clear_object (&self->connection);
  g_clear_object (&self->item);
  G_OBJECT_CLASS (helio_connection_page_parent_class)->dispose (object);
}

static void
helio_connection_page_finalize (GObject *object)
{
  HelioConnectionPage *self = HELIO_CONNECTION_PAGE (object);
  g_free (self->seen_warning);
  g_free (self->page_before_login);
  G_OBJECT_CLASS (helio_connection_page_parent_class)->finalize (object);
}

/* Icons above the words where there is no room for them side by side: twice the text in 360 px. */
static void
on_room (HelioConnectionPage *self)
{
  int wide;

  adw_view_switcher_set_policy (self->switcher, ADW_VIEW_SWITCHER_POLICY_WIDE);
  gtk_widget_measure (GTK_WIDGET (self->switcher),
                      GTK_ORIENTATION_HORIZONTAL,
                      -1,
                      &wide,
                      NULL,
                      NULL,
                      NULL);
  if (wide > gtk_widget_get_width (self->view_bar))
    adw_view_switcher_set_policy (self->switcher, ADW_VIEW_SWITCHER_POLICY_NARROW);
}

static void
helio_connection_page_class_init (HelioConnectionPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  object_class->dispose = helio_connection_page_dispose;
  object_class->finalize = helio_connection_page_finalize;

  g_type_ensure (HELIO_TYPE_BANNER);
  g_type_ensure (HELIO_TYPE_PILL);
  g_type_ensure (HELIO_TYPE_RECORD_BAR);
  g_type_ensure (HELIO_TYPE_SECRET_PROMPT);
  g_type_ensure (HELIO_TYPE_TITLE_LAYOUT);
  g_type_ensure (HELIO_TYPE_WIDTH_BIN);
  g_type_ensure (HELIO_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-connection-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HelioConnectionPage, header);
  gtk_widget_class_bind_template_child (widget_class, HelioConnectionPage, back);
  gtk_widget_class_bind_template_child (widget_class, HelioConnectionPage, title_box);
  gtk_widget_class_bind_template_child (widget_class, HelioConnectionPage, title);
  gtk_widget_class_bind_template_child (widget_class, HelioConnectionPage, who);
  gtk_widget_class_bind_template_child (widget_class, HelioConnectionPage, menu_button);
  gtk_widget_class_bind_template_child (widget_class, HelioConnectionPage, pill);
  gtk_widget_class_bind_template_child (widget_class, HelioConnectionPage, help);
  gtk_widget_class_bind_template_child (widget_class, HelioConnectionPage, notices_fit);
  gtk_widget_class_bind_template_child (widget_class, HelioConnectionPage, notices);
  gtk_widget_class_bind_template_child (widget_class, HelioConnectionPage, insecure);
  gtk_widget_class_bind_template_child (widget_class, HelioConnectionPage, error_banner);
  gtk_widget_class_bind_template_child (widget_class, HelioConnectionPage, warning_banner);
  gtk_widget_class_bind_template_child (widget_class, HelioConnectionPage, secret_prompt);
  gtk_widget_class_bind_template_child (widget_class, HelioConnectionPage, room);
  gtk_widget_class_bind_template_child (widget_class, HelioConnectionPage, view_bar);
  gtk_widget_class_bind_template_child (widget_class, HelioConnectionPage, switcher);
  gtk_widget_class_bind_template_child (widget_class, HelioConnectionPage, record_bar);
  gtk_widget_class_bind_template_child (widget_class, HelioConnectionPage, views);
  gtk_widget_class_bind_template_child (widget_class, HelioConnectionPage, topics_bin);
  gtk_widget_class_bind_template_child (widget_class, HelioConnectionPage, plots_bin);
  gtk_widget_class_bind_template_child (widget_class, HelioConnectionPage, watch_page);
  gtk_widget_class_bind_template_child (widget_class, HelioConnectionPage, watch_bin);
  gtk_widget_class_bind_template_child (widget_class, HelioConnectionPage, access_bin);
  gtk_widget_class_bind_template_child (widget_class, HelioConnectionPage, sign_in_bin);
  gtk_widget_class_install_action (widget_class, "page.plot", "s", plot_action);
  gtk_widget_class_install_action (widget_class, "page.plot-member", "(ss)", plot_member_action);
  gtk_widget_class_install_action (widget_class, "page.watch-topic", "s", watch_topic_action);
  gtk_widget_class_bind_template_callback (widget_class, on_room);
  gtk_widget_class_install_action (widget_class, "page.statistics", NULL, statistics_action);
  gtk_widget_class_bind_template_callback (widget_class, on_view_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_open_recording);
  gtk_widget_class_bind_template_callback (widget_class, on_error_action);
  gtk_widget_class_bind_template_callback (widget_class, on_warning_action);
  gtk_widget_class_bind_template_callback (widget_class, on_warning_dismissed);
  gtk_widget_class_bind_template_callback (widget_class, on_recording);
  gtk_widget_class_install_action (widget_class, "recording.start", NULL, record_action);
  gtk_widget_class_install_action (widget_class, "recording.stop", NULL, record_action);
  gtk_widget_class_install_action (widget_class, "recording.toggle", NULL, record_action);
  gtk_widget_class_add_binding_action (widget_class,
                                       GDK_KEY_s,
                                       GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "recording.toggle",
                                       NULL);
}

static void
allocate_child (GtkWidget *widget, int width, int height, int baseline)
{
  gtk_widget_allocate (gtk_widget_get_first_child (widget), width, height, baseline, NULL);
}

/* What is wrong may take many lines in large type: it scrolls before it pushes the rest out of the window. A
 * scrolled window by itself would ask for the height of its narrowest width. */
#define NOTICES_MINIMUM 48

static void
measure_notices (GtkWidget *widget,
                 GtkOrientation orientation,
                 int for_size,
                 int *minimum,
                 int *natural,
                 int *minimum_baseline,
                 int *natural_baseline)
{
  GtkWidget *page = gtk_widget_get_ancestor (widget, HELIO_TYPE_CONNECTION_PAGE);
  GtkWidget *notices = HELIO_CONNECTION_PAGE (page)->notices;
  int least;

  gtk_widget_measure (notices, GTK_ORIENTATION_HORIZONTAL, -1, &least, natural, NULL, NULL);
  *minimum = least;
  if (orientation == GTK_ORIENTATION_VERTICAL) {
    const int width = for_size < 0 ? *natural : MAX (for_size, least);
    gtk_widget_measure (notices, orientation, width, natural, NULL, NULL, NULL);
    *minimum = MIN (*natural, NOTICES_MINIMUM);
  }
}

static GtkSizeRequestMode
get_notices_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
helio_connection_page_init (HelioConnectionPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (
      self->notices_fit,
      gtk_custom_layout_new (get_notices_mode, measure_notices, allocate_child));
  helio_banner_set_dismissable (self->warning_banner, TRUE);
  helio_double_press_ignore (self->help);
  on_recording (self);
  g_autoptr (GMenuModel) menu = helio_connection_actions_make_menu ();
  gtk_menu_button_set_menu_model (self->menu_button, menu);
  helio_accessible_name (GTK_WIDGET (self->menu_button),
                         C_ ("accessible name", "Connection Menu"),
                         NULL);
}

static void
on_attention (HelioConnectionPage *self)
{
  adw_view_stack_set_visible_child_name (self->views, "sign-in");
}

/* A topic of the token's claim: as if it had been typed into the list of subscriptions. */
static void
on_subscribe (HelioConnectionPage *self, const char *filter)
{
  const HelioFilterOptions options = {.filter = filter, .qos = 1, .retain_as_published = TRUE};
  g_autoptr (GError) error = NULL;

  if (helio_connection_subscribe (self->connection, &options, &error) == NULL) {
    helio_toast_show (GTK_WIDGET (self), error->message, NULL);
    return;
  }
  g_signal_emit_by_name (adw_bin_get_child (self->topics_bin), "subscribed", &options);
  g_autofree char *shown = helio_printable (filter, -1, 100);
  /* Translators: a topic filter */
  g_autofree char *text = g_strdup_printf (C_ ("toast", "Subscribed to %s"), shown);
  helio_toast_show (GTK_WIDGET (self), text, NULL);
}

static void
add_views (HelioConnectionPage *self)
{
  static const char *const remembered[] = {"topics-width",
                                           "inspector-width",
                                           "strip-height",
                                           "strip-open"};
  GtkWidget *topics = helio_topics_page_new ();

  self->settings = helio_settings_new ();
  helio_topics_page_set_connection (HELIO_TOPICS_PAGE (topics), self->connection);
  for (guint i = 0; i < G_N_ELEMENTS (remembered); i++)
    helio_settings_bind (self->settings,
                         remembered[i],
                         topics,
                         remembered[i],
                         G_SETTINGS_BIND_DEFAULT);
  helio_subscription_keeper_attach (HELIO_TOPICS_PAGE (topics), self->item);
  helio_ignored_topics_keep (helio_connection_get_tree (self->connection),
                             self->settings,
                             get_remembered_id (self),
                             topics);
  adw_bin_set_child (self->topics_bin, topics);
  GtkWidget *sign_in = helio_sign_in_page_new (self->connection);
  g_signal_connect_object (sign_in,
                           "attention",
                           G_CALLBACK (on_attention),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (sign_in,
                           "subscribe",
                           G_CALLBACK (on_subscribe),
                           self,
                           G_CONNECT_SWAPPED);
  adw_bin_set_child (self->sign_in_bin, sign_in);
}

GtkWidget *
helio_connection_page_new (HelioConnectionItem *item)
{
  static const char *const watched[] = {"notify::state",
                                        "notify::error",
                                        "notify::warning",
                                        "notify::info",
                                        "notify::credential",
                                        "notify::profile",
                                        "notify::missing-secret",
                                        "notify::account"};
  static const char *const signing_in[] = {"notify::login",
                                           "notify::device-login",
                                           "notify::other-account"};
  HelioConnectionPage *self = g_object_new (HELIO_TYPE_CONNECTION_PAGE, NULL);

  self->item = g_object_ref (item);
  self->connection = g_object_ref (helio_connection_item_get_connection (item));
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_connect_object (self->connection,
                             watched[i],
                             G_CALLBACK (update),
                             self,
                             G_CONNECT_SWAPPED);
  for (guint i = 0; i < G_N_ELEMENTS (signing_in); i++)
    g_signal_connect_object (self->connection,
                             signing_in[i],
                             G_CALLBACK (on_login_changed),
                             self,
                             G_CONNECT_SWAPPED);
  /* Of another connection than the one on view: its banner has a button for it. */
  helio_consent_follow_endpoints (GTK_WIDGET (self), self->connection);
  g_signal_connect_object (item,
                           "notify::name",
                           G_CALLBACK (update_title),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (helio_connection_item_get_watcher (item),
                           "notify::n-unseen",
                           G_CALLBACK (update_watch),
                           self,
                           G_CONNECT_SWAPPED);
  helio_pill_set_connection (self->pill, self->connection);
  self->statistics = helio_statistics_new (self->connection);
  helio_pill_set_statistics (self->pill, self->statistics);
  add_views (self);
  update_watch (self);
  update (self);
  on_login_changed (self);
  return GTK_WIDGET (self);
}

HelioConnectionItem *
helio_connection_page_get_item (HelioConnectionPage *self)
{
  return self->item;
}

void
helio_connection_page_set_collapsed (HelioConnectionPage *self, gboolean collapsed, gboolean back)
{
  gtk_widget_set_visible (GTK_WIDGET (self->back), back);
  adw_header_bar_set_show_start_title_buttons (self->header, collapsed);
}

void
helio_connection_page_set_notice (HelioConnectionPage *self, GtkWidget *notice)
{
  if (self->notice != NULL) {
    /* Whoever is at one of its buttons goes on with what comes after it. */
    while (helio_focus_is_in (self->notice) &&
           gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD))
      continue;
    gtk_box_remove (GTK_BOX (self->notices), self->notice);
  }
  self->notice = notice;
  if (notice != NULL)
    gtk_box_prepend (GTK_BOX (self->notices), notice);
}

void
helio_connection_page_popup_status (HelioConnectionPage *self)
{
  helio_pill_popup (self->pill);
}

void
helio_connection_page_enter_secret (HelioConnectionPage *self)
{
  const int missing = helio_connection_get_missing_secret (self->connection);
  const int kind =
      missing >= 0
          ? missing
          : helio_secret_kind_for_profile (helio_connection_get_profile (self->connection));
  if (kind < 0)
    return;
  helio_secret_prompt_set_kind (self->secret_prompt, self->connection, kind);
  helio_secret_prompt_grab (self->secret_prompt);
}

void
helio_connection_page_show_sign_in (HelioConnectionPage *self, const char *view)
{
  helio_sign_in_page_show (HELIO_SIGN_IN_PAGE (adw_bin_get_child (self->sign_in_bin)), view);
  adw_view_stack_set_visible_child_name (self->views, "sign-in");
}

void
helio_connection_page_find (HelioConnectionPage *self)
{
  adw_view_stack_set_visible_child_name (self->views, "topics");
  helio_topics_page_find (HELIO_TOPICS_PAGE (adw_bin_get_child (self->topics_bin)));
}

gboolean
helio_connection_page_is_running (HelioConnectionPage *self)
{
  GtkWidget *access = adw_bin_get_child (self->access_bin);

  return access != NULL && helio_access_page_is_running (HELIO_ACCESS_PAGE (access));
}

gboolean
helio_connection_page_has_unsaved (HelioConnectionPage *self)
{
  GtkWidget *access = adw_bin_get_child (self->access_bin);

  return access != NULL && helio_access_page_is_modified (HELIO_ACCESS_PAGE (access));
}

void
helio_connection_page_show_view (HelioConnectionPage *self, const char *view)
{
  adw_view_stack_set_visible_child_name (self->views, view);
}

void
helio_connection_page_write (HelioConnectionPage *self, gboolean publish)
{
  adw_view_stack_set_visible_child_name (self->views, "topics");
  helio_topics_page_write (HELIO_TOPICS_PAGE (adw_bin_get_child (self->topics_bin)), publish);
}
