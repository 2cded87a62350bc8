// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/access/helio-plan-grid.h"

#include "core/base/helio-util.h"
#include "ui/access/helio-access-words.h"
#include "ui/base/helio-focus.h"
#include "ui/widgets/helio-toast.h"
#include "ui/widgets/helio-topic-completion.h"
#include "ui/widgets/helio-wrap-layout.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define SHOWN_CHARS 300
#define N_VERDICTS 3

typedef enum {
  COLUMN_USER,
  COLUMN_ACTION,
  COLUMN_TOPIC,
  COLUMN_EXPECT,
  N_COLUMNS,
} Column;

static const char *const titles[N_COLUMNS] = {
    [COLUMN_USER] = NC_ ("plan", "User"),
    [COLUMN_ACTION] = NC_ ("plan", "Action"),
    [COLUMN_TOPIC] = NC_ ("plan", "Topic"),
    [COLUMN_EXPECT] = NC_ ("plan", "Expected"),
};

static const HelioVerdict verdicts[N_VERDICTS] = {HELIO_VERDICT_ALLOW,
                                                  HELIO_VERDICT_DENY,
                                                  HELIO_VERDICT_UNKNOWN};

struct _HelioPlanGrid {
  GtkWidget parent_instance;

  HelioPlanDraft *draft; /* (nullable) */
  gulong users_id, checks_id;
  GtkMultiSelection *selection; /* (nullable) */
  gulong selection_id;
  gboolean loading; /* the fields show what is selected */

  GtkStack *stack;
  GtkColumnView *column_view;
  GtkDropDown *user_drop, *action_drop, *expect_drop;
  GtkEntry *topic_entry;
  HelioTopicCompletion *completion;
};

G_DEFINE_FINAL_TYPE (HelioPlanGrid, helio_plan_grid, GTK_TYPE_WIDGET)

enum {
  PASTE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* What is selected */

/* Returns: (transfer full) (element-type HelioPlanDraftCheck). */
static GPtrArray *
get_selected (HelioPlanGrid *self)
{
  GPtrArray *checks = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GtkBitset) bits = NULL;
  GtkBitsetIter iter;
  guint position;

  if (self->selection == NULL)
    return checks;
  bits = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  for (gboolean valid = gtk_bitset_iter_init_first (&iter, bits, &position); valid;
       valid = gtk_bitset_iter_next (&iter, &position))
    g_ptr_array_add (checks, g_list_model_get_item (G_LIST_MODEL (self->selection), position));
  return checks;
}

static guint
find_user (HelioPlanGrid *self, const char *name)
{
  GListModel *names = gtk_drop_down_get_model (self->user_drop);

  for (guint i = 0; names != NULL && i < g_list_model_get_n_items (names); i++)
    if (g_str_equal (gtk_string_list_get_string (GTK_STRING_LIST (names), i), name))
      return i;
  return GTK_INVALID_LIST_POSITION;
}

static guint
find_verdict (HelioVerdict verdict)
{
  guint i = 0;

  while (i < N_VERDICTS - 1 && verdicts[i] != verdict)
    i++;
  return i;
}

/* GTK 4.8 leaves the focus in what becomes insensitive. */
static void
set_sensitive (HelioPlanGrid *self, gpointer field, gboolean sensitive)
{
  if (!sensitive && helio_focus_is_in (field) &&
      !gtk_widget_grab_focus (GTK_WIDGET (self->column_view)))
    gtk_root_set_focus (gtk_widget_get_root (field), NULL);
  gtk_widget_set_sensitive (field, sensitive);
}

static void
load_fields (HelioPlanGrid *self)
{
  g_autoptr (GPtrArray) selected = get_selected (self);
  HelioPlanDraftCheck *first = selected->len > 0 ? g_ptr_array_index (selected, 0) : NULL;

  self->loading = TRUE;
  if (first != NULL) {
    const char *topic = helio_plan_draft_check_get_topic (first);

    gtk_drop_down_set_selected (self->user_drop,
                                find_user (self, helio_plan_draft_check_get_user (first)));
    gtk_drop_down_set_selected (self->action_drop,
                                (guint) helio_plan_draft_check_get_action (first));
    gtk_drop_down_set_selected (self->expect_drop,
                                find_verdict (helio_plan_draft_check_get_expect (first)));
    if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->topic_entry)), topic))
      gtk_editable_set_text (GTK_EDITABLE (self->topic_entry), topic);
  }
  set_sensitive (self, self->user_drop, first != NULL);
  set_sensitive (self, self->action_drop, first != NULL);
  set_sensitive (self, self->expect_drop, first != NULL);
  /* One topic for many rows is never meant. */
  set_sensitive (self, self->topic_entry, selected->len == 1);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "plan-grid.remove", first != NULL);
  self->loading = FALSE;
}

static void
on_user (HelioPlanGrid *self)
{
  g_autoptr (GPtrArray) selected = get_selected (self);
  GtkStringObject *name = gtk_drop_down_get_selected_item (self->user_drop);

  for (guint i = 0; !self->loading && name != NULL && i < selected->len; i++)
    helio_plan_draft_change_user (self->draft,
                                  g_ptr_array_index (selected, i),
                                  gtk_string_object_get_string (name));
}

static void
on_action (HelioPlanGrid *self)
{
  g_autoptr (GPtrArray) selected = get_selected (self);

  for (guint i = 0; !self->loading && i < selected->len; i++)
    helio_plan_draft_change_action (self->draft,
                                    g_ptr_array_index (selected, i),
                                    (HelioAction) gtk_drop_down_get_selected (self->action_drop));
}

static void
on_expect (HelioPlanGrid *self)
{
  g_autoptr (GPtrArray) selected = get_selected (self);
  const guint index = gtk_drop_down_get_selected (self->expect_drop);

  for (guint i = 0; !self->loading && index < N_VERDICTS && i < selected->len; i++)
    helio_plan_draft_change_expect (self->draft, g_ptr_array_index (selected, i), verdicts[index]);
}

static void
on_topic (HelioPlanGrid *self)
{
  g_autoptr (GPtrArray) selected = get_selected (self);

  if (!self->loading && selected->len == 1)
    helio_plan_draft_change_topic (self->draft,
                                   g_ptr_array_index (selected, 0),
                                   gtk_editable_get_text (GTK_EDITABLE (self->topic_entry)));
}

/* Rows */

static void
show_row (HelioPlanDraftCheck *check, GtkListItem *item)
{
  const Column column = (Column) GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (item), "column"));
  GtkWidget *box = gtk_list_item_get_child (item);
  GtkWidget *label = gtk_widget_get_first_child (box);
  const char *fault = helio_plan_draft_check_get_fault (check);
  g_autofree char *text = NULL;

  switch (column) {
    case COLUMN_USER:
      text = helio_printable (helio_plan_draft_check_get_user (check), -1, SHOWN_CHARS);
      break;
    case COLUMN_ACTION:
      text = g_strdup (helio_access_describe_action (helio_plan_draft_check_get_action (check)));
      break;
    case COLUMN_TOPIC: {
      GtkWidget *reason = gtk_widget_get_next_sibling (label);

      text = helio_printable (helio_plan_draft_check_get_topic (check), -1, SHOWN_CHARS);
      gtk_label_set_text (GTK_LABEL (reason), fault != NULL ? fault : "");
      gtk_widget_set_visible (reason, fault != NULL);
      break;
    }
    case COLUMN_EXPECT:
      text = g_strdup (helio_access_describe_verdict (helio_plan_draft_check_get_expect (check)));
      break;
    case N_COLUMNS:
    default:
      g_assert_not_reached ();
  }
  gtk_label_set_text (GTK_LABEL (label), text);
  if (column == COLUMN_TOPIC && fault != NULL)
    gtk_widget_add_css_class (label, "error");
  else
    gtk_widget_remove_css_class (label, "error");
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer column)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *label = gtk_label_new (NULL);

  g_object_set_data (G_OBJECT (item), "column", column);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label),
                           GPOINTER_TO_UINT (column) == COLUMN_TOPIC ? PANGO_ELLIPSIZE_MIDDLE
                                                                     : PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), label);
  if (GPOINTER_TO_UINT (column) == COLUMN_TOPIC) {
    GtkWidget *reason = gtk_label_new (NULL);

    gtk_label_set_xalign (GTK_LABEL (reason), 0);
    gtk_label_set_wrap (GTK_LABEL (reason), TRUE);
    gtk_label_set_wrap_mode (GTK_LABEL (reason), PANGO_WRAP_WORD_CHAR);
    gtk_widget_add_css_class (reason, "caption");
    gtk_widget_add_css_class (reason, "error");
    gtk_box_append (GTK_BOX (box), reason);
  }
  gtk_list_item_set_child (item, box);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer column)
{
  HelioPlanDraftCheck *check = gtk_list_item_get_item (item);

  g_signal_connect_object (check, "changed", G_CALLBACK (show_row), item, 0);
  show_row (check, item);
}

static void
on_unbind (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer column)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (item), show_row, item);
}

static void
add_columns (HelioPlanGrid *self)
{
  for (guint i = 0; i < N_COLUMNS; i++) {
    GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
    g_autoptr (GtkColumnViewColumn) column = NULL;

    g_signal_connect (factory, "setup", G_CALLBACK (on_setup), GUINT_TO_POINTER (i));
    g_signal_connect (factory, "bind", G_CALLBACK (on_bind), GUINT_TO_POINTER (i));
    g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), GUINT_TO_POINTER (i));
    column =
        gtk_column_view_column_new (g_dpgettext2 (GETTEXT_PACKAGE, "plan", titles[i]), factory);
    gtk_column_view_column_set_expand (column, i == COLUMN_TOPIC);
    gtk_column_view_append_column (self->column_view, column);
  }
}

static void
scroll_to (HelioPlanGrid *self, guint position)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->column_view));
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_LIST_VIEW (child))
      gtk_widget_activate_action (child, "list.scroll-to-item", "u", position);
}

void
helio_plan_grid_select (HelioPlanGrid *self, guint position)
{
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, TRUE);
  scroll_to (self, position);
}

/* Adding and removing */

static void
on_add (HelioPlanGrid *self)
{
  GtkStringObject *user = gtk_drop_down_get_selected_item (self->user_drop);
  const guint action = gtk_drop_down_get_selected (self->action_drop);
  const guint expect = gtk_drop_down_get_selected (self->expect_drop);

  if (self->draft == NULL)
    return;
  helio_plan_draft_add_check (self->draft,
                              user != NULL ? gtk_string_object_get_string (user) : "",
                              action < HELIO_N_ACTIONS ? (HelioAction) action
                                                       : HELIO_ACTION_SUBSCRIBE,
                              "",
                              expect < N_VERDICTS ? verdicts[expect] : HELIO_VERDICT_ALLOW);
  helio_plan_grid_select (self,
                          g_list_model_get_n_items (helio_plan_draft_get_checks (self->draft)) - 1);
  gtk_widget_grab_focus (GTK_WIDGET (self->topic_entry));
}

static void
add_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  on_add (HELIO_PLAN_GRID (widget));
}

typedef struct {
  HelioPlanDraft *draft;
  HelioPlanDraftRemoval *removal;
} Undo;

static void
undo_free (gpointer data, GClosure *closure)
{
  Undo *undo = data;

  g_object_unref (undo->draft);
  helio_plan_draft_removal_free (undo->removal);
  g_free (undo);
}

static void
on_undo (AdwToast *toast, gpointer data)
{
  Undo *undo = data;

  helio_plan_draft_restore (undo->draft, undo->removal);
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioPlanGrid *self = HELIO_PLAN_GRID (widget);
  g_autoptr (GPtrArray) selected = get_selected (self);
  g_autoptr (GtkBitset) bits = NULL;
  g_autofree char *text = NULL;
  guint first, n_left;
  Undo *undo;
  AdwToast *toast;

  if (selected->len == 0)
    return;
  bits = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  first = gtk_bitset_get_minimum (bits);
  undo = g_new0 (Undo, 1);
  undo->draft = g_object_ref (self->draft);
  undo->removal = helio_plan_draft_remove_checks (self->draft, selected);
  text = g_strdup_printf (NP_ ("plan", "%u check removed", "%u checks removed", selected->len),
                          selected->len);
  toast = helio_toast_show (widget, text, C_ ("plan", "_Undo"));
  if (toast != NULL)
    g_signal_connect_data (toast, "button-clicked", G_CALLBACK (on_undo), undo, undo_free, 0);
  else
    undo_free (undo, NULL);
  n_left = g_list_model_get_n_items (helio_plan_draft_get_checks (self->draft));
  if (n_left > 0)
    helio_plan_grid_select (self, MIN (first, n_left - 1));
}

static void
on_clipboard (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioPlanGrid) self = user_data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);

  if (text == NULL || *text == '\0')
    helio_toast_show (GTK_WIDGET (self), C_ ("plan", "There is no text to paste"), NULL);
  else
    g_signal_emit (self, signals[PASTE], 0, text);
}

static void
paste_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (widget),
                                 NULL,
                                 on_clipboard,
                                 g_object_ref (widget));
}

/* What is typed into an entry is the entry's. */
static gboolean
on_list_key (HelioPlanGrid *self, guint keyval, guint keycode, GdkModifierType state)
{
  const GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask ();
  GtkWidget *widget = GTK_WIDGET (self);

  if (modifiers == 0 && (keyval == GDK_KEY_Delete || keyval == GDK_KEY_KP_Delete))
    remove_action (widget, NULL, NULL);
  else if (modifiers == 0 && keyval == GDK_KEY_Insert)
    on_add (self);
  else if (modifiers == GDK_CONTROL_MASK && keyval == GDK_KEY_v)
    paste_action (widget, NULL, NULL);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

/* The draft */

static void
update_users (HelioPlanGrid *self)
{
  GListModel *users = helio_plan_draft_get_users (self->draft);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (users); i++) {
    g_autoptr (HelioPlanDraftUser) user = g_list_model_get_item (users, i);

    gtk_string_list_append (names, helio_plan_draft_user_get (user)->name);
  }
  self->loading = TRUE;
  gtk_drop_down_set_model (self->user_drop, G_LIST_MODEL (names));
  self->loading = FALSE;
  load_fields (self);
}

static void
update_empty (HelioPlanGrid *self)
{
  gtk_stack_set_visible_child_name (
      self->stack,
      g_list_model_get_n_items (helio_plan_draft_get_checks (self->draft)) > 0 ? "rows" : "empty");
  load_fields (self);
}

static void
drop_draft (HelioPlanGrid *self)
{
  if (self->draft == NULL)
    return;
  g_clear_signal_handler (&self->selection_id, self->selection);
  g_clear_signal_handler (&self->users_id, helio_plan_draft_get_users (self->draft));
  g_clear_signal_handler (&self->checks_id, helio_plan_draft_get_checks (self->draft));
  g_clear_object (&self->selection);
  g_clear_object (&self->draft);
}

static void
fill_choices (HelioPlanGrid *self)
{
  g_autoptr (GtkStringList) actions = gtk_string_list_new (NULL);
  g_autoptr (GtkStringList) expectations = gtk_string_list_new (NULL);

  for (guint i = 0; i < HELIO_N_ACTIONS; i++)
    gtk_string_list_append (actions, helio_access_describe_action ((HelioAction) i));
  for (guint i = 0; i < N_VERDICTS; i++)
    gtk_string_list_append (expectations, helio_access_describe_verdict (verdicts[i]));
  gtk_drop_down_set_model (self->action_drop, G_LIST_MODEL (actions));
  gtk_drop_down_set_model (self->expect_drop, G_LIST_MODEL (expectations));
}

static void
helio_plan_grid_dispose (GObject *object)
{
  HelioPlanGrid *self = HELIO_PLAN_GRID (object);
  GtkWidget *child;

  drop_draft (self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (helio_plan_grid_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (HELIO_TYPE_TOPIC_COMPLETION);
  g_type_ensure (HELIO_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-plan-grid.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, HelioPlanGrid, name)
  BIND (stack);
  BIND (column_view);
  BIND (user_drop);
  BIND (action_drop);
  BIND (topic_entry);
  BIND (expect_drop);
  BIND (completion);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, on_user);
  gtk_widget_class_bind_template_callback (widget_class, on_action);
  gtk_widget_class_bind_template_callback (widget_class, on_topic);
  gtk_widget_class_bind_template_callback (widget_class, on_expect);
  gtk_widget_class_bind_template_callback (widget_class, on_add);
}

static void
helio_plan_grid_class_init (HelioPlanGridClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = helio_plan_grid_dispose;
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "plan-grid.add", NULL, add_action);
  gtk_widget_class_install_action (widget_class, "plan-grid.remove", NULL, remove_action);
  gtk_widget_class_install_action (widget_class, "plan-grid.paste", NULL, paste_action);
  gtk_widget_class_add_binding_action (widget_class,
                                       GDK_KEY_Return,
                                       GDK_CONTROL_MASK,
                                       "plan-grid.add",
                                       NULL);
  signals[PASTE] = g_signal_new ("paste",
                                 HELIO_TYPE_PLAN_GRID,
                                 G_SIGNAL_RUN_LAST,
                                 0,
                                 NULL,
                                 NULL,
                                 NULL,
                                 G_TYPE_NONE,
                                 1,
                                 G_TYPE_STRING);
}

static void
helio_plan_grid_init (HelioPlanGrid *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->loading = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_choices (self);
  add_columns (self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_list_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self->column_view), keys);
  self->loading = FALSE;
  load_fields (self);
}

GtkWidget *
helio_plan_grid_new (void)
{
  return g_object_new (HELIO_TYPE_PLAN_GRID, NULL);
}

void
helio_plan_grid_set_draft (HelioPlanGrid *self, HelioPlanDraft *draft)
{
  GListModel *checks = helio_plan_draft_get_checks (draft);

  drop_draft (self);
  self->draft = g_object_ref (draft);
  self->selection = gtk_multi_selection_new (g_object_ref (checks));
  self->selection_id = g_signal_connect_swapped (self->selection,
                                                 "selection-changed",
                                                 G_CALLBACK (load_fields),
                                                 self);
  self->users_id = g_signal_connect_swapped (helio_plan_draft_get_users (draft),
                                             "items-changed",
                                             G_CALLBACK (update_users),
                                             self);
  self->checks_id =
      g_signal_connect_swapped (checks, "items-changed", G_CALLBACK (update_empty), self);
  gtk_column_view_set_model (self->column_view, GTK_SELECTION_MODEL (self->selection));
  update_users (self);
  update_empty (self);
}

void
helio_plan_grid_set_tree (HelioPlanGrid *self, HelioTopicTree *tree)
{
  helio_topic_completion_set_tree (self->completion, tree);
}
