// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/widgets/helio-check-list.h"

#include "ui/base/helio-scroll.h"

#include <glib/gi18n.h>

/* What of a row belongs to which HelioCheckRow. */
#define CHECK "helio-check"
#define SUBTITLE_CHARS 40

struct _HelioCheckList {
  AdwBin parent_instance;

  GListModel *rows; /* owned (nullable) */
  GtkListBox *list; /* child */
};

G_DEFINE_FINAL_TYPE (HelioCheckList, helio_check_list, ADW_TYPE_BIN)

static const struct {
  const char *icon, *style;
} looks[] = {
    [HELIO_CHECK_PENDING] = {"helio-state-idle-symbolic", "status-idle"},
    [HELIO_CHECK_RUNNING] = {"helio-state-busy-symbolic", "status-busy"},
    [HELIO_CHECK_PASS] = {"helio-state-online-symbolic", "status-online"},
    [HELIO_CHECK_FAIL] = {"helio-state-failed-symbolic", "status-bad"},
    [HELIO_CHECK_UNCHECKED] = {"helio-check-unknown-symbolic", "status-waiting"},
    [HELIO_CHECK_INFO] = {"helio-check-info-symbolic", "status-busy"},
};

const char *
helio_check_status_get_icon_name (HelioCheckStatus status)
{
  g_return_val_if_fail ((guint) status < G_N_ELEMENTS (looks), looks[0].icon);
  return looks[status].icon;
}

const char *
helio_check_status_get_style (HelioCheckStatus status)
{
  g_return_val_if_fail ((guint) status < G_N_ELEMENTS (looks), looks[0].style);
  return looks[status].style;
}

/* Everything that is folded away, as one text to read and to copy. (transfer full) (nullable) */
static char *
describe (HelioCheckRow *check)
{
  const char *explanation = helio_check_row_get_explanation (check);
  const char *remedy = helio_check_row_get_remedy (check);
  const char *const *causes = helio_check_row_get_causes (check);
  GString *text = g_string_new (explanation);

  if (causes != NULL && causes[0] != NULL) {
    if (text->len > 0)
      g_string_append (text, "\n\n");
    g_string_append (text, C_ ("check", "Likely causes, the likeliest first:"));
    for (guint i = 0; causes[i] != NULL; i++)
      /* Translators: number of a cause in a list, the cause */
      g_string_append_printf (text, C_ ("check", "\n%u. %s"), i + 1, causes[i]);
  }
  if (remedy != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n\n" : "", remedy);
  return g_string_free (text, text->len == 0);
}

typedef struct {
  GtkStack *mark;
  GtkImage *icon;
  GtkSpinner *spinner;
  GtkLabel *word;
  GtkLabel *value;
  GtkLabel *text;
} RowParts;

static void
on_check_changed (GtkWidget *row)
{
  HelioCheckRow *check = g_object_get_data (G_OBJECT (row), CHECK);
  RowParts *parts = g_object_get_data (G_OBJECT (row), "helio-parts");
  const HelioCheckStatus status = helio_check_row_get_status (check);
  const char *value = helio_check_row_get_value (check);
  g_autofree char *text = describe (check);

  gtk_image_set_from_icon_name (parts->icon, looks[status].icon);
  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (parts->icon), looks[i].style);
  gtk_widget_add_css_class (GTK_WIDGET (parts->icon), looks[status].style);
  gtk_stack_set_visible_child (parts->mark,
                               status == HELIO_CHECK_RUNNING ? GTK_WIDGET (parts->spinner)
                                                             : GTK_WIDGET (parts->icon));
  gtk_spinner_set_spinning (parts->spinner, status == HELIO_CHECK_RUNNING);
  gtk_label_set_text (parts->word, helio_check_status_get_label (status));
  gtk_label_set_text (parts->text, text != NULL ? text : "");
  gtk_label_set_text (parts->value, value != NULL ? value : "");
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), value != NULL ? value : "");
  /* The line under the title may have had to cut it. */
  gtk_widget_set_visible (GTK_WIDGET (parts->value),
                          value != NULL &&
                              (text == NULL || g_utf8_strlen (value, -1) > SUBTITLE_CHARS));
  gtk_widget_set_visible (GTK_WIDGET (parts->text), text != NULL);

  /* "Audience, Failed: https://api.example.com" */
  g_autofree char *name = value != NULL
                              /* Translators: what was looked at, how it went, what was seen */
                              ? g_strdup_printf (C_ ("accessible name", "%s, %s: %s"),
                                                 helio_check_row_get_title (check),
                                                 helio_check_status_get_label (status),
                                                 value)
                              : g_strdup_printf (C_ ("accessible name", "%s, %s"),
                                                 helio_check_row_get_title (check),
                                                 helio_check_status_get_label (status));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text != NULL ? text : "",
                                  -1);
}

static GtkLabel *
make_text (const char *style)
{
  GtkLabel *label = GTK_LABEL (gtk_label_new (NULL));

  gtk_label_set_xalign (label, 0);
  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_wrap_mode (label, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (label, TRUE);
  if (style != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (label), style);
  return label;
}

static GtkWidget *
make_mark (RowParts *parts)
{
  parts->mark = GTK_STACK (gtk_stack_new ());
  parts->icon = GTK_IMAGE (gtk_image_new ());
  g_object_set (parts->icon, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  parts->spinner = GTK_SPINNER (gtk_spinner_new ());
  gtk_stack_add_child (parts->mark, GTK_WIDGET (parts->icon));
  gtk_stack_add_child (parts->mark, GTK_WIDGET (parts->spinner));
  gtk_widget_set_valign (GTK_WIDGET (parts->mark), GTK_ALIGN_CENTER);
  return GTK_WIDGET (parts->mark);
}

static GtkWidget *
make_row (HelioCheckRow *check)
{
  GtkWidget *row = adw_expander_row_new ();
  GtkWidget *details = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  RowParts *parts = g_new0 (RowParts, 1);

  g_object_set_data_full (G_OBJECT (row), CHECK, g_object_ref (check), g_object_unref);
  g_object_set_data_full (G_OBJECT (row), "helio-parts", parts, g_free);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), helio_check_row_get_title (check));
  adw_expander_row_add_prefix (ADW_EXPANDER_ROW (row), make_mark (parts));
  parts->word = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (parts->word, TRUE);
  gtk_label_set_width_chars (parts->word, 11);
  gtk_label_set_xalign (parts->word, 1);
  gtk_label_set_justify (parts->word, GTK_JUSTIFY_RIGHT);
  gtk_widget_add_css_class (GTK_WIDGET (parts->word), "dim-label");
  adw_expander_row_add_action (ADW_EXPANDER_ROW (row), GTK_WIDGET (parts->word));

  parts->value = make_text ("monospace");
  parts->text = make_text (NULL);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (parts->value));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (parts->text));
  gtk_widget_add_css_class (box, "check-details");
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (details), FALSE);
  gtk_widget_set_focusable (details, FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (details), box);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), details);

  g_signal_connect_object (check, "notify", G_CALLBACK (on_check_changed), row, G_CONNECT_SWAPPED);
  on_check_changed (row);
  return row;
}

static void
on_rows_changed (HelioCheckList *self, guint position, guint removed, guint added)
{
  for (guint i = 0; i < removed; i++)
    gtk_list_box_remove (self->list,
                         GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, (int) position)));
  for (guint i = 0; i < added; i++) {
    g_autoptr (HelioCheckRow) check = g_list_model_get_item (self->rows, position + i);
    gtk_list_box_insert (self->list, make_row (check), (int) (position + i));
  }
}

static void
helio_check_list_dispose (GObject *object)
{
  HelioCheckList *self = HELIO_CHECK_LIST (object);
  if (self->rows != NULL)
    g_signal_handlers_disconnect_by_func (self->rows, on_rows_changed, self);
  g_clear_object (&self->rows);
  G_OBJECT_CLASS (helio_check_list_parent_class)->dispose (object);
}

static void
helio_check_list_class_init (HelioCheckListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = helio_check_list_dispose;
}

static void
helio_check_list_init (HelioCheckList *self)
{
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  C_ ("accessible name", "Checks"),
                                  -1);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->list));
}

void
helio_check_list_set_rows (HelioCheckList *self, GListModel *rows)
{
  const guint before = self->rows != NULL ? g_list_model_get_n_items (self->rows) : 0;

  if (self->rows == rows)
    return;
  if (self->rows != NULL) {
    g_signal_handlers_disconnect_by_func (self->rows, on_rows_changed, self);
    on_rows_changed (self, 0, before, 0);
  }
  g_set_object (&self->rows, rows);
  if (rows == NULL)
    return;
  g_signal_connect_swapped (rows, "items-changed", G_CALLBACK (on_rows_changed), self);
  on_rows_changed (self, 0, 0, g_list_model_get_n_items (rows));
}

static GtkListBoxRow *
find_row (HelioCheckList *self, const char *id)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++) {
    HelioCheckRow *check = g_object_get_data (G_OBJECT (row), CHECK);

    if (g_strcmp0 (helio_check_row_get_id (check), id) == 0)
      return row;
  }
  return NULL;
}

void
helio_check_list_unfold (HelioCheckList *self, const char *id)
{
  GtkListBoxRow *row = find_row (self, id);

  if (row != NULL)
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
}

void
helio_check_list_reveal (HelioCheckList *self, const char *id)
{
  GtkListBoxRow *row = find_row (self, id);

  if (row == NULL)
    return;
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  /* Into the header, which is a list box of its own. */
  gtk_widget_child_focus (GTK_WIDGET (row), GTK_DIR_TAB_FORWARD);
  /* What is unfolded lies below what has the focus. */
  helio_scroll_to (GTK_WIDGET (row), TRUE);
}
