// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/access/helio-rules-editor.h"

#include "core/base/helio-error.h"
#include "core/base/helio-json-reader.h"
#include "core/base/helio-util.h"
#include "ui/access/helio-policy-words.h"
#include "ui/access/helio-rules-try.h"
#include "ui/access/helio-rules-view.h"
#include "ui/base/helio-accessible.h"
#include "ui/base/helio-text-file.h"
#include "ui/widgets/helio-banner.h"
#include "ui/widgets/helio-toast.h"
#include "ui/widgets/helio-unsaved.h"
#include "ui/widgets/helio-wrap-layout.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

/* What the core takes. */
#define FILE_MAX (4 * 1024 * 1024)
/* A text up to this is checked at every key, a larger one when there is a pause. */
#define AT_ONCE_MAX (64 * 1024)
#define PAUSE_MS 250
#define SHOWN_CHARS 80
/* Rules that play a part: more marks than this tell nothing. */
#define MARKED_MAX 20

struct _HelioRulesEditor {
  GtkWidget parent_instance;

  HelioAccessDocument *document; /* (nullable) */
  gulong rules_id, modified_id, replaced_id, flush_id;
  HelioRules *rules; /* (nullable): what the text says; with its lines */
  HelioRules *told;  /* (nullable): what the document has, from us or to us */
  GFile *file;       /* (nullable) */
  char *kept;        /* the text as it is in the file, or as the document brought it */
  guint check_id;
  GError *fault;    /* (nullable): what is wrong with the text */
  guint fault_line; /* 0: none */
  gboolean faulty;  /* the document's problem is ours */
  gboolean modified;
  gboolean updating; /* widgets follow, nobody acts */

  GtkLabel *file_label, *help_label, *policy_label;
  GtkExpander *policy_expander;
  GtkToggleButton *deny_button, *allow_button;
  GtkMenuButton *help_button;
  HelioBanner *banner;
  HelioRulesView *view;
  HelioRulesTry *try_strip;
};

enum {
  PROP_DOCUMENT = 1,
  PROP_MODIFIED,
  N_PROPS,
};
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (HelioRulesEditor, helio_rules_editor, GTK_TYPE_WIDGET)

static void
show_file (HelioRulesEditor *self)
{
  g_autofree char *name = self->file != NULL ? g_file_get_basename (self->file) : NULL;
  g_autofree char *shown =
      name != NULL ? helio_printable (name, -1, SHOWN_CHARS) : g_strdup (C_ ("rules", "Rules"));
  g_autofree char *text =
      /* Translators: the name of a file with changes that are not saved. */
      self->modified ? g_strdup_printf (C_ ("rules", "%s (not saved)"), shown) : g_strdup (shown);

  gtk_label_set_text (self->file_label, text);
}

static void
set_modified (HelioRulesEditor *self, gboolean modified)
{
  if (self->modified != modified) {
    self->modified = modified;
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MODIFIED]);
  }
  show_file (self);
}

static void
set_file (HelioRulesEditor *self, GFile *file)
{
  g_set_object (&self->file, file);
  show_file (self);
}

/* The text and the document */

static void
tell_document (HelioRulesEditor *self)
{
  g_autofree char *text = NULL;

  if (self->document == NULL)
    return;
  if (self->fault != NULL) {
    self->faulty = TRUE;
    helio_access_document_set_problem (self->document, HELIO_ACCESS_PART_RULES, self->fault);
    return;
  }
  if (self->faulty)
    helio_access_document_set_problem (self->document, HELIO_ACCESS_PART_RULES, NULL);
  self->faulty = FALSE;
  g_clear_pointer (&self->told, helio_rules_unref);
  self->told = self->rules != NULL ? helio_rules_ref (self->rules) : NULL;
  text = helio_rules_view_get_text (self->view);
  helio_access_document_set_rules_text (self->document, self->rules, text);
}

static void
show_fault (HelioRulesEditor *self, guint line)
{
  self->fault_line = line;
  helio_rules_view_mark_fault (self->view, line);
  helio_banner_set_error (self->banner,
                          HELIO_BANNER_ERROR,
                          self->fault,
                          line > 0 ? C_ ("rules", "Go to Line") : NULL);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->view),
                               GTK_ACCESSIBLE_STATE_INVALID,
                               self->fault != NULL ? GTK_ACCESSIBLE_INVALID_TRUE
                                                   : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

static void
show_default (HelioRulesEditor *self)
{
  const gboolean open = self->rules != NULL && helio_rules_is_default_open (self->rules);
  const gboolean allow = self->rules != NULL && helio_rules_get_allow_by_default (self->rules);

  self->updating = TRUE;
  gtk_toggle_button_set_active (self->allow_button, allow && !open);
  gtk_toggle_button_set_active (self->deny_button, !allow && !open);
  self->updating = FALSE;
}

static void
show_policy (HelioRulesEditor *self)
{
  const gboolean is_policy = self->rules != NULL && helio_rules_is_policy (self->rules);
  g_autofree char *text = is_policy ? helio_policy_explain (self->rules) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->policy_expander), is_policy);
  gtk_label_set_text (self->policy_label, text != NULL ? text : "");
}

static gboolean
is_blank (const char *text)
{
  while (g_ascii_isspace (*text))
    text++;
  return *text == '\0';
}

/* What the text says now; the document is not told. */
static void
check (HelioRulesEditor *self)
{
  g_autofree char *text = helio_rules_view_get_text (self->view);
  guint line = 0;

  g_clear_handle_id (&self->check_id, g_source_remove);
  g_clear_pointer (&self->rules, helio_rules_unref);
  g_clear_error (&self->fault);
  if (!is_blank (text))
    self->rules = helio_rules_parse_at (text, -1, &line, &self->fault);
  show_fault (self, line);
  if (self->fault == NULL) {
    show_default (self);
    show_policy (self);
  }
  helio_rules_try_set_rules (self->try_strip, self->rules);
  set_modified (self, g_strcmp0 (text, self->kept) != 0);
}

static gboolean
check_and_tell (gpointer data)
{
  HelioRulesEditor *self = data;

  check (self);
  tell_document (self);
  return G_SOURCE_REMOVE;
}

static void
on_text_changed (HelioRulesEditor *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view));

  if (self->updating)
    return;
  g_clear_handle_id (&self->check_id, g_source_remove);
  if (gtk_text_buffer_get_char_count (buffer) <= AT_ONCE_MAX)
    check_and_tell (self);
  else
    self->check_id = g_timeout_add (PAUSE_MS, check_and_tell, self);
}

static void
put_text (HelioRulesEditor *self, const char *text, GFile *file)
{
  self->updating = TRUE;
  helio_rules_view_set_text (self->view, text);
  self->updating = FALSE;
  helio_set_str (&self->kept, text);
  set_file (self, file);
  check (self);
}

/* As it was written, comments and all; JSON as the text that it stands for, except for a policy, which is explained.
 * @text: (nullable). Returns: (transfer full). */
static char *
make_shown (HelioRules *rules, const char *text)
{
  if (rules == NULL)
    return g_strdup ("");
  return text == NULL || (helio_access_is_json (text) && !helio_rules_is_policy (rules))
             ? helio_rules_to_text (rules)
             : g_strdup (text);
}

static void
take_document_rules (HelioRulesEditor *self)
{
  HelioRules *rules = helio_access_document_get_rules (self->document);
  HelioPlan *plan = helio_access_document_get_plan (self->document);
  const char *path = plan != NULL ? helio_plan_get_rules_path (plan) : NULL;
  g_autofree char *folder = helio_access_document_dup_folder (self->document);
  g_autofree char *text = make_shown (rules, helio_access_document_get_rules_text (self->document));
  g_autoptr (GFile) file = NULL;

  g_clear_pointer (&self->told, helio_rules_unref);
  self->told = rules != NULL ? helio_rules_ref (rules) : NULL;
  if (path != NULL && folder != NULL) {
    g_autoptr (GFile) base = g_file_new_for_path (folder);

    file = g_file_resolve_relative_path (base, path);
  }
  put_text (self, text, file);
}

/* The document was given other rules than ours. */
static void
on_document_rules (HelioRulesEditor *self)
{
  if (helio_access_document_get_rules (self->document) != self->told)
    take_document_rules (self);
}

/* The same rules, or none, all the same: what stands here is of another plan. */
static void
on_document_replaced (HelioRulesEditor *self)
{
  self->faulty = FALSE;
  take_document_rules (self);
}

static void
on_document_flush (HelioRulesEditor *self)
{
  if (self->check_id != 0)
    check_and_tell (self);
}

static guint
find_line (HelioRulesEditor *self, guint index)
{
  const HelioRule *rule = helio_rules_get (self->rules, index);
  g_autofree char *place = NULL;

  if (rule->line > 0)
    return rule->line;
  place = rule->place != NULL ? g_strdup (rule->place) : g_strdup_printf ("rules[%u]", index);
  return helio_rules_view_find_element (self->view, place);
}

/* The plan was written with its rules, or read. */
static void
on_document_kept (HelioRulesEditor *self)
{
  if (helio_access_document_get_modified (self->document) || self->fault != NULL)
    return;
  g_free (self->kept);
  self->kept = helio_rules_view_get_text (self->view);
  set_modified (self, FALSE);
}

static void
on_predicted (HelioRulesEditor *self)
{
  HelioPrediction *prediction = helio_rules_try_get_prediction (self->try_strip);
  guint lines[MARKED_MAX];
  const guint *partial;
  guint n = 0;
  int rule;

  if (prediction == NULL || self->rules == NULL) {
    helio_rules_view_mark_rules (self->view, NULL, 0, HELIO_VERDICT_UNKNOWN);
    return;
  }
  rule = helio_prediction_get_rule (prediction);
  partial = helio_prediction_get_partial (prediction, &n);
  n = rule >= 0 ? 1 : MIN (n, MARKED_MAX);
  for (guint i = 0; i < n; i++)
    lines[i] = find_line (self, rule >= 0 ? (guint) rule : partial[i]);
  helio_rules_view_mark_rules (self->view,
                               lines,
                               n,
                               rule >= 0 ? HELIO_VERDICT_ALLOW : HELIO_VERDICT_UNKNOWN);
}

static void
on_go_to_fault (HelioRulesEditor *self)
{
  helio_rules_view_go_to (self->view, self->fault_line);
}

/* Whatever else is in it stays. */
static char *
set_json_default (const char *text, gboolean allow)
{
  g_autoptr (HelioJson) read = helio_json_parse_file (text, strlen (text), FILE_MAX, NULL);
  g_autoptr (HelioJson) json = read != NULL ? helio_json_copy (read) : NULL;

  if (json == NULL)
    return NULL;
  helio_json_set_string (json, "default", allow ? "allow" : "deny");
  return helio_json_to_text (json, TRUE);
}

static void
on_default_toggled (GtkToggleButton *button, HelioRulesEditor *self)
{
  const gboolean allow = button == self->allow_button;
  g_autofree char *text = NULL, *changed = NULL;

  if (self->updating || !gtk_toggle_button_get_active (button))
    return;
  text = helio_rules_view_get_text (self->view);
  if (!helio_access_is_json (text)) {
    helio_rules_view_set_default (self->view, allow);
    return;
  }
  changed = set_json_default (text, allow);
  if (changed != NULL)
    helio_rules_view_set_text (self->view, changed);
}

/* Files */

static void
report (HelioRulesEditor *self, const GError *error)
{
  g_autofree char *text = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  text = helio_error_to_text (error);
  helio_toast_show (GTK_WIDGET (self), text, NULL);
}

void
helio_rules_editor_load (HelioRulesEditor *self, GFile *file, const char *text, gsize length)
{
  g_autoptr (HelioRules) rules = helio_rules_parse (text, (gssize) length, NULL);
  g_autofree char *shown = NULL;

  /* What cannot be read is shown as it is, with what is wrong. */
  if (rules != NULL)
    shown = make_shown (rules, text);
  else
    shown = g_utf8_make_valid (text, (gssize) length);
  put_text (self, shown, file);
  tell_document (self);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioRulesEditor *self = HELIO_RULES_EDITOR (source);
  g_autoptr (GFile) file = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;
  g_autofree char *text = helio_text_file_open_finish (result, &file, &length, &error);

  if (text == NULL)
    report (self, error);
  else
    helio_rules_editor_load (self, file, text, length);
}

static void
choose_file (HelioRulesEditor *self)
{
  static const char *const patterns[] = {"*.json", "*.txt", "*.acl", "*.rules", NULL};

  helio_text_file_open_async (GTK_WIDGET (self),
                              C_ ("rules", "Open ACL Rules"),
                              C_ ("rules", "ACL rules"),
                              patterns,
                              FILE_MAX,
                              on_opened,
                              NULL);
}

static void
on_discard_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  if (helio_unsaved_ask_finish (result))
    choose_file (HELIO_RULES_EDITOR (source));
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioRulesEditor *self = HELIO_RULES_EDITOR (widget);

  if (self->check_id != 0)
    check_and_tell (self);
  if (self->modified)
    helio_unsaved_ask_async (
        widget,
        C_ ("rules", "Discard These Rules?"),
        C_ ("rules", "What you wrote is in no file. Other rules take its place."),
        NULL,
        on_discard_answered,
        NULL);
  else
    choose_file (self);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioRulesEditor *self = HELIO_RULES_EDITOR (source);
  g_autofree char *written = user_data;
  g_autofree char *text = helio_rules_view_get_text (self->view);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = helio_text_file_save_finish (result, &error);

  if (file == NULL) {
    report (self, error);
    return;
  }
  if (self->document != NULL)
    helio_access_document_flush (self->document);
  helio_set_str (&self->kept, written);
  set_file (self, file);
  set_modified (self, !g_str_equal (text, written));
  /* Rules alone are all that there was to keep. */
  if (!self->modified && self->document != NULL && self->fault == NULL &&
      helio_access_document_get_plan (self->document) == NULL)
    helio_access_document_set_modified (self->document, FALSE);
  helio_toast_show (GTK_WIDGET (self),
                    self->fault == NULL ? C_ ("rules", "Saved")
                                        : C_ ("rules", "Saved as it is, though it is not valid"),
                    NULL);
}

/* @file: (nullable): to be asked for, with @name. */
static void
save (HelioRulesEditor *self, GFile *file, const char *name, gboolean json)
{
  g_autofree char *text = NULL;
  g_autofree char *written = helio_rules_view_get_text (self->view);

  check_and_tell (self);
  if (json && self->rules == NULL) {
    helio_toast_show (GTK_WIDGET (self),
                      C_ ("rules", "As JSON only valid rules can be saved; as text anything."),
                      NULL);
    return;
  }
  text = json && !helio_access_is_json (written) ? helio_rules_to_json (self->rules)
                                                 : g_strdup (written);
  helio_text_file_save_async (GTK_WIDGET (self),
                              file,
                              C_ ("rules", "Save ACL Rules"),
                              name,
                              text,
                              on_saved,
                              g_steal_pointer (&written));
}

void
helio_rules_editor_save (HelioRulesEditor *self, GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);

  save (self, file, name, g_str_has_suffix (name, ".json"));
}

static void
save_text_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  save (HELIO_RULES_EDITOR (widget), NULL, "rules.txt", FALSE);
}

static void
save_json_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  save (HELIO_RULES_EDITOR (widget), NULL, "rules.json", TRUE);
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioRulesEditor *self = HELIO_RULES_EDITOR (widget);

  if (self->file != NULL)
    helio_rules_editor_save (self, self->file);
  else
    save_text_action (widget, NULL, NULL);
}

/* Object */

static char *
make_help (void)
{
  return g_strjoin (
      "\n\n",
      C_ ("rules",
          "A rule is three lines; an empty line ends it:\n"
          "User Pattern: %\nTopic: users/%u/#\nPermission: pubsub"),
      C_ ("rules",
          "In a user pattern “%” is any run of characters, so “agent-%” is everybody whose name "
          "begins with “agent-”. It is compared with the MQTT username before “@”."),
      C_ ("rules",
          "In a topic %u is the username before “@”, %c the client id, “+” one level, “#” this "
          "level and all below."),
      C_ ("rules", "The permission is publish, subscribe, or pubsub for both."),
      C_ ("rules",
          "The first rule that matches user, topic and action allows. A subscription needs one "
          "rule that covers all of its filter."),
      C_ ("rules",
          "CloudSignal’s documents contradict each other about what counts where no rule "
          "matches: one page says that everything is allowed until the first rule is written, "
          "another that a locked last rule denies. The first rule for anybody locks out everybody "
          "else. Choose above what you expect; the results show what the broker does."),
      NULL);
}

static void
drop_document (HelioRulesEditor *self)
{
  if (self->document == NULL)
    return;
  g_clear_signal_handler (&self->rules_id, self->document);
  g_clear_signal_handler (&self->modified_id, self->document);
  g_clear_signal_handler (&self->replaced_id, self->document);
  g_clear_signal_handler (&self->flush_id, self->document);
  g_clear_object (&self->document);
}

static void
helio_rules_editor_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HelioRulesEditor *self = HELIO_RULES_EDITOR (object);

  switch (id) {
    case PROP_DOCUMENT:
      g_value_set_object (value, self->document);
      break;
    case PROP_MODIFIED:
      g_value_set_boolean (value, self->modified);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
helio_rules_editor_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id) {
    case PROP_DOCUMENT:
      helio_rules_editor_set_document (HELIO_RULES_EDITOR (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
helio_rules_editor_dispose (GObject *object)
{
  HelioRulesEditor *self = HELIO_RULES_EDITOR (object);
  GtkWidget *child;

  g_clear_handle_id (&self->check_id, g_source_remove);
  drop_document (self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->rules, helio_rules_unref);
  g_clear_pointer (&self->told, helio_rules_unref);
  g_clear_object (&self->file);
  g_clear_error (&self->fault);
  g_clear_pointer (&self->kept, g_free);
  G_OBJECT_CLASS (helio_rules_editor_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (HELIO_TYPE_BANNER);
  g_type_ensure (HELIO_TYPE_RULES_TRY);
  g_type_ensure (HELIO_TYPE_RULES_VIEW);
  g_type_ensure (HELIO_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-rules-editor.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, HelioRulesEditor, name)
  BIND (file_label);
  BIND (help_label);
  BIND (deny_button);
  BIND (allow_button);
  BIND (help_button);
  BIND (banner);
  BIND (view);
  BIND (try_strip);
  BIND (policy_expander);
  BIND (policy_label);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, on_default_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_go_to_fault);
  gtk_widget_class_bind_template_callback (widget_class, on_text_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_predicted);
}

static void
helio_rules_editor_class_init (HelioRulesEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = helio_rules_editor_get_property;
  object_class->set_property = helio_rules_editor_set_property;
  object_class->dispose = helio_rules_editor_dispose;
  props[PROP_DOCUMENT] =
      g_param_spec_object ("document",
                           NULL,
                           NULL,
                           HELIO_TYPE_ACCESS_DOCUMENT,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_MODIFIED] = g_param_spec_boolean ("modified",
                                               NULL,
                                               NULL,
                                               FALSE,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "rules.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "rules.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "rules.save-text", NULL, save_text_action);
  gtk_widget_class_install_action (widget_class, "rules.save-json", NULL, save_json_action);
  gtk_widget_class_add_binding_action (widget_class,
                                       GDK_KEY_s,
                                       GDK_CONTROL_MASK,
                                       "rules.save",
                                       NULL);
}

static void
helio_rules_editor_init (HelioRulesEditor *self)
{
  g_autofree char *help = make_help ();

  self->kept = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_label_set_text (self->help_label, help);
  helio_accessible_name (GTK_WIDGET (self->help_button),
                         C_ ("rules", "How rules are written"),
                         NULL);
  check (self);
}

GtkWidget *
helio_rules_editor_new (HelioAccessDocument *document)
{
  return g_object_new (HELIO_TYPE_RULES_EDITOR, "document", document, NULL);
}

void
helio_rules_editor_set_document (HelioRulesEditor *self, HelioAccessDocument *document)
{
  if (self->document == document)
    return;
  drop_document (self);
  if (document != NULL) {
    self->document = g_object_ref (document);
    self->rules_id =
        g_signal_connect_swapped (document, "notify::rules", G_CALLBACK (on_document_rules), self);
    self->modified_id = g_signal_connect_swapped (document,
                                                  "notify::modified",
                                                  G_CALLBACK (on_document_kept),
                                                  self);
    self->replaced_id =
        g_signal_connect_swapped (document, "replaced", G_CALLBACK (on_document_replaced), self);
    self->flush_id =
        g_signal_connect_swapped (document, "flush", G_CALLBACK (on_document_flush), self);
    on_document_rules (self);
  }
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DOCUMENT]);
}

void
helio_rules_editor_set_connection (HelioRulesEditor *self, HelioConnection *connection)
{
  HelioRulesCompletion *completion = helio_rules_view_get_completion (self->view);
  HelioCredential *credential =
      connection != NULL ? helio_connection_get_credential (connection) : NULL;

  helio_rules_completion_set_tree (completion,
                                   connection != NULL ? helio_connection_get_tree (connection)
                                                      : NULL);
  helio_rules_completion_set_name (completion,
                                   credential != NULL ? helio_credential_get_name (credential)
                                                      : NULL);
  helio_rules_try_set_connection (self->try_strip, connection);
}

gboolean
helio_rules_editor_get_modified (HelioRulesEditor *self)
{
  return self->modified;
}
