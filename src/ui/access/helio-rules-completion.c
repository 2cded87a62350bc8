// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/access/helio-rules-completion.h"

#include "core/base/helio-util.h"

#include <glib/gi18n.h>
#include <string.h>

#define TOPICS_MAX 12
#define SHOWN_CHARS 80

/* A line of the list. */

#define HELIO_TYPE_RULES_PROPOSAL (helio_rules_proposal_get_type ())
G_DECLARE_FINAL_TYPE (HelioRulesProposal, helio_rules_proposal, HELIO, RULES_PROPOSAL, GObject)

struct _HelioRulesProposal {
  GObject parent_instance;

  char *text;        /* takes the place of what is written */
  const char *about; /* (nullable) */
};

static void
proposal_iface_init (GtkSourceCompletionProposalInterface *iface)
{
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HelioRulesProposal,
                               helio_rules_proposal,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GTK_SOURCE_TYPE_COMPLETION_PROPOSAL,
                                                      proposal_iface_init))

static void
helio_rules_proposal_finalize (GObject *object)
{
  g_free (HELIO_RULES_PROPOSAL (object)->text);
  G_OBJECT_CLASS (helio_rules_proposal_parent_class)->finalize (object);
}

static void
helio_rules_proposal_class_init (HelioRulesProposalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = helio_rules_proposal_finalize;
}

static void
helio_rules_proposal_init (HelioRulesProposal *self)
{
}

/* The provider. */

struct _HelioRulesCompletion {
  GObject parent_instance;

  HelioTopicTree *tree; /* (nullable) */
  char *name;           /* (nullable) */
};

static void provider_iface_init (GtkSourceCompletionProviderInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HelioRulesCompletion,
                               helio_rules_completion,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GTK_SOURCE_TYPE_COMPLETION_PROVIDER,
                                                      provider_iface_init))

static const char *const keys[] = {"User Pattern", "Topic", "Permission"};

static char *
get_line (const GtkTextIter *at, gboolean whole)
{
  GtkTextIter start = *at, end = *at;

  gtk_text_iter_set_line_offset (&start, 0);
  if (whole && !gtk_text_iter_ends_line (&end))
    gtk_text_iter_forward_to_line_end (&end);
  return g_strchug (gtk_text_iter_get_text (&start, &end));
}

/* What stands before the colon of @line. (nullable) (transfer full) */
static char *
get_key (const char *line)
{
  const char *colon = strchr (line, ':');

  return colon != NULL ? g_strchomp (g_strndup (line, (gsize) (colon - line))) : NULL;
}

/* Of the block around @at, without its own line. */
static gboolean
block_has (const GtkTextIter *at, const char *key)
{
  for (int step = -1; step <= 1; step += 2) {
    GtkTextIter iter = *at;

    while (step < 0 ? gtk_text_iter_backward_line (&iter) : gtk_text_iter_forward_line (&iter)) {
      g_autofree char *line = get_line (&iter, TRUE);
      g_autofree char *there = get_key (line);

      if (g_strchomp (line)[0] == '\0')
        break;
      if (there != NULL && g_ascii_strcasecmp (there, key) == 0)
        return TRUE;
      if (step < 0 && gtk_text_iter_get_line (&iter) == 0)
        break;
    }
  }
  return FALSE;
}

static void
propose (GListStore *list, const char *written, const char *text, const char *about)
{
  HelioRulesProposal *proposal;
  const gsize length = strlen (written);

  /* What stands there in full is no help. */
  if (g_ascii_strncasecmp (text, written, length) != 0 || text[length] == '\0')
    return;
  proposal = g_object_new (HELIO_TYPE_RULES_PROPOSAL, NULL);
  proposal->text = g_strdup (text);
  proposal->about = about;
  g_list_store_append (list, proposal);
  g_object_unref (proposal);
}

static void
propose_keys (GListStore *list, const char *written, const GtkTextIter *at)
{
  gboolean any = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    if (block_has (at, keys[i])) {
      any = TRUE;
    } else {
      g_autofree char *text = g_strconcat (keys[i], ": ", NULL);

      propose (list, written, text, NULL);
    }
  }
  if (!any)
    propose (list, written, "Default: ", C_ ("rules", "where no rule matches"));
}

/* Variables and wildcards go on from the level that is being written. */
static void
propose_topics (HelioRulesCompletion *self, GListStore *list, const char *written)
{
  static const struct {
    const char *text, *about;
  } parts[] = {
      {"%u", NC_ ("rules", "the username before @")},
      {"%c", NC_ ("rules", "the client id")},
      {"+", NC_ ("rules", "one level, any name")},
      {"#", NC_ ("rules", "this and all levels below")},
  };
  const char *slash = strrchr (written, '/');
  g_autofree char *before = g_strndup (written, slash != NULL ? (gsize) (slash + 1 - written) : 0);
  g_auto (GStrv) topics = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autofree char *text = g_strconcat (before, parts[i].text, NULL);

    propose (list, written, text, g_dpgettext2 (GETTEXT_PACKAGE, "rules", parts[i].about));
  }
  if (self->tree == NULL)
    return;
  topics = helio_topic_tree_complete (self->tree, written, TOPICS_MAX);
  for (guint i = 0; topics[i] != NULL; i++)
    propose (list, written, topics[i], C_ ("rules", "seen"));
}

/* @written: what stands there already, of what a proposal replaces. Returns: (transfer full). */
static GListStore *
make_list (HelioRulesCompletion *self, const GtkTextIter *at, char **written)
{
  GListStore *list = g_list_store_new (HELIO_TYPE_RULES_PROPOSAL);
  g_autofree char *line = get_line (at, FALSE);
  g_autofree char *key = get_key (line);

  if (line[0] == '#' || line[0] == '{') {
    *written = g_strdup ("");
    return list;
  }
  *written = g_strdup (key != NULL ? g_strchug (strchr (line, ':') + 1) : line);
  if (key == NULL) {
    propose_keys (list, *written, at);
  } else if (g_ascii_strcasecmp (key, "Permission") == 0) {
    propose (list, *written, "pubsub", C_ ("rules", "both"));
    propose (list, *written, "publish", NULL);
    propose (list, *written, "subscribe", NULL);
  } else if (g_ascii_strcasecmp (key, "Default") == 0) {
    propose (list, *written, "deny", C_ ("rules", "where no rule matches"));
    propose (list, *written, "allow", C_ ("rules", "where no rule matches"));
  } else if (g_ascii_strcasecmp (key, "Topic") == 0) {
    propose_topics (self, list, *written);
  } else if (g_ascii_strcasecmp (key, "User Pattern") == 0) {
    propose (list, *written, "%", C_ ("rules", "any run of characters"));
    if (self->name != NULL)
      propose (list, *written, self->name, C_ ("rules", "this connection"));
  }
  return list;
}

GStrv
helio_rules_completion_list (HelioRulesCompletion *self, const GtkTextIter *at)
{
  g_autofree char *written = NULL;
  g_autoptr (GListStore) list = make_list (self, at, &written);
  g_autoptr (GStrvBuilder) texts = g_strv_builder_new ();

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++) {
    g_autoptr (HelioRulesProposal) proposal = g_list_model_get_item (G_LIST_MODEL (list), i);

    g_strv_builder_add (texts, proposal->text);
  }
  return g_strv_builder_end (texts);
}

static void
get_cursor (GtkSourceCompletionContext *context, GtkTextIter *at)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (gtk_source_completion_context_get_buffer (context));

  gtk_text_buffer_get_iter_at_mark (buffer, at, gtk_text_buffer_get_insert (buffer));
}

static GListModel *
populate (GtkSourceCompletionProvider *provider,
          GtkSourceCompletionContext *context,
          GError **error)
{
  g_autofree char *written = NULL;
  GtkTextIter at;

  get_cursor (context, &at);
  return G_LIST_MODEL (make_list (HELIO_RULES_COMPLETION (provider), &at, &written));
}

static void
refilter (GtkSourceCompletionProvider *provider,
          GtkSourceCompletionContext *context,
          GListModel *model)
{
  g_autofree char *written = NULL;
  g_autoptr (GListStore) list = NULL;
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  GtkTextIter at;

  get_cursor (context, &at);
  list = make_list (HELIO_RULES_COMPLETION (provider), &at, &written);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    g_ptr_array_add (items, g_list_model_get_item (G_LIST_MODEL (list), i));
  g_list_store_splice (G_LIST_STORE (model),
                       0,
                       g_list_model_get_n_items (model),
                       items->pdata,
                       items->len);
}

static void
display (GtkSourceCompletionProvider *provider,
         GtkSourceCompletionContext *context,
         GtkSourceCompletionProposal *proposal,
         GtkSourceCompletionCell *cell)
{
  const HelioRulesProposal *line = HELIO_RULES_PROPOSAL (proposal);

  switch (gtk_source_completion_cell_get_column (cell)) {
    case GTK_SOURCE_COMPLETION_COLUMN_TYPED_TEXT: {
      g_autofree char *text = helio_printable (line->text, -1, SHOWN_CHARS);

      gtk_source_completion_cell_set_text (cell, text);
      break;
    }
    case GTK_SOURCE_COMPLETION_COLUMN_AFTER:
      gtk_source_completion_cell_set_text (cell, line->about);
      break;
    case GTK_SOURCE_COMPLETION_COLUMN_ICON:
    case GTK_SOURCE_COMPLETION_COLUMN_BEFORE:
    case GTK_SOURCE_COMPLETION_COLUMN_COMMENT:
    case GTK_SOURCE_COMPLETION_COLUMN_DETAILS:
    default:
      gtk_source_completion_cell_set_text (cell, NULL);
  }
}

static void
activate (GtkSourceCompletionProvider *provider,
          GtkSourceCompletionContext *context,
          GtkSourceCompletionProposal *proposal)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (gtk_source_completion_context_get_buffer (context));
  g_autofree char *written = NULL;
  g_autofree char *text = g_strdup (HELIO_RULES_PROPOSAL (proposal)->text);
  g_autoptr (GListStore) list = NULL;
  GtkTextIter start, end;

  get_cursor (context, &end);
  list = make_list (HELIO_RULES_COMPLETION (provider), &end, &written);
  start = end;
  gtk_text_iter_backward_chars (&start, (int) g_utf8_strlen (written, -1));
  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_delete (buffer, &start, &end);
  /* A value stands apart from its key. */
  if (gtk_text_iter_backward_char (&end) && gtk_text_iter_get_char (&end) == ':')
    gtk_text_buffer_insert (buffer, &start, " ", 1);
  gtk_text_buffer_insert (buffer, &start, text, -1);
  gtk_text_buffer_end_user_action (buffer);
}

static gboolean
is_trigger (GtkSourceCompletionProvider *provider, const GtkTextIter *iter, gunichar ch)
{
  return ch == ':' || ch == ' ' || ch == '/' || ch == '%';
}

static gboolean
key_activates (GtkSourceCompletionProvider *provider,
               GtkSourceCompletionContext *context,
               GtkSourceCompletionProposal *proposal,
               guint keyval,
               GdkModifierType state)
{
  return FALSE;
}

static void
provider_iface_init (GtkSourceCompletionProviderInterface *iface)
{
  iface->is_trigger = is_trigger;
  iface->key_activates = key_activates;
  iface->populate = populate;
  iface->refilter = refilter;
  iface->display = display;
  iface->activate = activate;
}

static void
helio_rules_completion_dispose (GObject *object)
{
  HelioRulesCompletion *self = HELIO_RULES_COMPLETION (object);

  g_clear_object (&self->tree);
  g_clear_pointer (&self->name, g_free);
  G_OBJECT_CLASS (helio_rules_completion_parent_class)->dispose (object);
}

static void
helio_rules_completion_class_init (HelioRulesCompletionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = helio_rules_completion_dispose;
}

static void
helio_rules_completion_init (HelioRulesCompletion *self)
{
}

HelioRulesCompletion *
helio_rules_completion_new (void)
{
  return g_object_new (HELIO_TYPE_RULES_COMPLETION, NULL);
}

void
helio_rules_completion_set_tree (HelioRulesCompletion *self, HelioTopicTree *tree)
{
  g_set_object (&self->tree, tree);
}

void
helio_rules_completion_set_name (HelioRulesCompletion *self, const char *name)
{
  helio_set_str (&self->name, name);
}
