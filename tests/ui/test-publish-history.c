// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-util.h"
#include "support/helio-test.h"
#include "ui/publish/helio-history-cursor.h"

#include <string.h>

/* What is kept of what was published, and the way through it. */

typedef struct {
  GObject *owner;
  GListModel *history;
  HelioHistoryCursor cursor;
  HelioDraft *draft; /* what is shown */
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->owner = g_object_new (G_TYPE_OBJECT, NULL);
  self->history = helio_publish_history_get (self->owner);
  self->draft = helio_draft_copy (helio_draft_get (self->owner));
  helio_history_cursor_init (&self->cursor);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  helio_history_cursor_clear (&self->cursor);
  helio_draft_free (self->draft);
  g_assert_finalize_object (self->owner);
}

static void
write_topic (Fixture *self, const char *topic)
{
  helio_set_str (&self->draft->topic, topic);
}

static HelioPublished *
publish (Fixture *self, const char *topic)
{
  HelioPublished *published;

  write_topic (self, topic);
  published = helio_publish_history_add (self->history, self->draft, 0);
  helio_history_cursor_added (&self->cursor, TRUE);
  return published;
}

/* One step; what is shown then. */
static const char *
go (Fixture *self, int step)
{
  HelioDraft *draft = helio_history_cursor_step (&self->cursor, self->history, self->draft, step);

  if (draft != NULL) {
    helio_draft_free (self->draft);
    self->draft = draft;
  }
  return self->draft->topic;
}

static char *
list_topics (Fixture *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (self->history); i++) {
    g_autoptr (HelioPublished) published = g_list_model_get_item (self->history, i);

    g_string_append_printf (text, "%s ", helio_published_get_draft (published)->topic);
  }
  return g_string_free (text, FALSE);
}

static void
test_list (Fixture *self, gconstpointer data)
{
  g_autofree char *all = NULL, *some = NULL;
  HelioPublished *first = publish (self, "a");

  publish (self, "b");
  /* What is written later does not change what was published. */
  write_topic (self, "c");
  all = list_topics (self);
  g_assert_cmpstr (all, ==, "b a ");
  g_assert_cmpint (helio_published_get_result (first), ==, HELIO_PUBLISH_NONE);
  helio_published_set_answer (first, HELIO_PUBLISH_BAD, "refused");
  g_assert_cmpint (helio_published_get_result (first), ==, HELIO_PUBLISH_BAD);
  g_assert_cmpstr (helio_published_get_answer (first), ==, "refused");
  g_assert_true (helio_publish_history_get (self->owner) == self->history);
  helio_publish_history_remove (self->history, first);
  some = list_topics (self);
  g_assert_cmpstr (some, ==, "b ");
  helio_publish_history_clear (self->history);
  g_assert_cmpuint (g_list_model_get_n_items (self->history), ==, 0);
}

static void
test_bounds (Fixture *self, gconstpointer data)
{
  g_autofree char *much = g_strnfill (HELIO_PUBLISH_HISTORY_BYTES / 3, 'x');
  g_autofree char *too_much = g_strnfill (HELIO_PUBLISH_HISTORY_BYTES + 1, 'x');
  g_autofree char *topics = NULL, *last = NULL;

  for (guint i = 0; i < HELIO_PUBLISH_HISTORY_MAX + 10; i++)
    publish (self, "a");
  g_assert_cmpuint (g_list_model_get_n_items (self->history), ==, HELIO_PUBLISH_HISTORY_MAX);
  helio_set_str (&self->draft->payload, much);
  publish (self, "b");
  publish (self, "c");
  publish (self, "d");
  topics = list_topics (self);
  g_assert_cmpstr (topics, ==, "d c ");
  helio_set_str (&self->draft->payload, too_much);
  publish (self, "e");
  last = list_topics (self);
  g_assert_cmpstr (last, ==, "e ");
}

/* As in a shell: what is being written comes back behind the latest. */
static void
test_steps (Fixture *self, gconstpointer data)
{
  g_assert_cmpstr (go (self, 1), ==, ""); /* nothing yet */
  publish (self, "a");
  publish (self, "b");
  publish (self, "c");
  write_topic (self, "unfinished");
  g_assert_cmpstr (go (self, -1), ==, "unfinished");
  g_assert_cmpstr (go (self, 1), ==, "c");
  g_assert_cmpstr (go (self, 1), ==, "b");
  g_assert_cmpstr (go (self, 1), ==, "a");
  g_assert_cmpstr (go (self, 1), ==, "a");
  g_assert_cmpstr (go (self, -1), ==, "b");
  g_assert_cmpstr (go (self, -1), ==, "c");
  g_assert_true (helio_history_cursor_is_shown (&self->cursor, self->history, self->draft, TRUE));
  g_assert_cmpstr (go (self, -1), ==, "unfinished");
  g_assert_false (helio_history_cursor_is_shown (&self->cursor, self->history, self->draft, FALSE));
  g_assert_cmpstr (go (self, -1), ==, "unfinished");
}

/* What was published stays shown: the next step is to the one before, and what had been put aside is still there. */
static void
test_published (Fixture *self, gconstpointer data)
{
  publish (self, "a");
  publish (self, "b");
  g_assert_cmpstr (go (self, 1), ==, "a");
  write_topic (self, "unfinished");
  go (self, 1); /* b */
  go (self, 1); /* a */
  publish (self, "a");
  g_assert_cmpstr (go (self, 1), ==, "b");
  g_assert_cmpstr (go (self, -1), ==, "a");
  g_assert_cmpstr (go (self, -1), ==, "unfinished");
  /* Something is published that is not shown. */
  g_assert_cmpstr (go (self, 1), ==, "a");
  g_assert_cmpstr (go (self, 1), ==, "b");
  helio_publish_history_add (self->history, self->draft, 0);
  helio_history_cursor_added (&self->cursor, FALSE);
  g_assert_cmpstr (go (self, 1), ==, "a");
}

/* A message of the history that was changed is what is being written. */
static void
test_changed (Fixture *self, gconstpointer data)
{
  publish (self, "a");
  publish (self, "b");
  write_topic (self, "");
  g_assert_cmpstr (go (self, 1), ==, "b");
  g_assert_cmpstr (go (self, 1), ==, "a");
  write_topic (self, "a changed");
  g_assert_false (helio_history_cursor_is_shown (&self->cursor, self->history, self->draft, FALSE));
  g_assert_cmpstr (go (self, 1), ==, "b");
  g_assert_cmpstr (go (self, -1), ==, "a changed");
}

static void
test_copy (Fixture *self, gconstpointer data)
{
  g_autoptr (HelioDraft) copy = NULL;
  char *pairs[] = {(char *) "name", (char *) "value", NULL};

  g_assert_true (helio_draft_is_empty (self->draft));
  self->draft->properties.pairs = g_strdupv (pairs);
  self->draft->file = g_file_new_for_path ("/a");
  self->draft->retain = TRUE;
  copy = helio_draft_copy (self->draft);
  g_assert_true (helio_draft_equal (copy, self->draft));
  g_assert_false (helio_draft_is_empty (copy));
  helio_draft_assign (copy, copy);
  g_assert_true (helio_draft_equal (copy, self->draft));
  g_clear_object (&copy->file);
  copy->file = g_file_new_for_path ("/b");
  g_assert_false (helio_draft_equal (copy, self->draft));
  helio_draft_assign (copy, self->draft);
  g_assert_true (helio_draft_equal (copy, self->draft));
  g_clear_pointer (&copy->properties.pairs, g_strfreev);
  g_assert_false (helio_draft_equal (copy, self->draft));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name)                                                                                  \
  g_test_add ("/ui/publish-history/" #name, Fixture, NULL, set_up, test_##name, tear_down)
  ADD (list);
  ADD (bounds);
  ADD (steps);
  ADD (published);
  ADD (changed);
  ADD (copy);
#undef ADD
  return g_test_run ();
}
