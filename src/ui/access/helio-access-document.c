// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/access/helio-access-document.h"

#include "core/acl/helio-plan-builder.h"
#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "ui/access/helio-access-paths.h"
#include "ui/base/helio-payload-file.h"

#include <glib/gi18n.h>
#include <string.h>

#define RULES_FILE_MAX (16 * 1024 * 1024)
#define TITLE_CHARS 80

struct _HelioAccessDocument {
  GObject parent_instance;

  /* owned (nullable) */
  HelioPlan *plan;
  HelioRules *rules;
  char *rules_text; /* that @rules were read from */
  GFile *file;
  GError *problems[HELIO_N_ACCESS_PARTS];
  HelioRules *kept_rules; /* those in the file that the plan names */

  gboolean modified;
};

enum {
  PROP_PLAN = 1,
  PROP_RULES,
  PROP_FILE,
  PROP_MODIFIED,
  PROP_PROBLEM,
  N_PROPS,
};
static GParamSpec *props[N_PROPS];

enum {
  SIGNAL_FLUSH,
  SIGNAL_REPLACED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HelioAccessDocument, helio_access_document, G_TYPE_OBJECT)

HelioPlan *
helio_access_document_get_plan (HelioAccessDocument *self)
{
  return self->plan;
}

void
helio_access_document_set_plan (HelioAccessDocument *self, HelioPlan *plan)
{
  HelioPlan *old = self->plan;

  if (old == plan)
    return;
  self->plan = plan != NULL ? helio_plan_ref (plan) : NULL;
  g_clear_pointer (&old, helio_plan_unref);
  helio_access_document_set_modified (self, TRUE);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PLAN]);
}

HelioRules *
helio_access_document_get_rules (HelioAccessDocument *self)
{
  return self->rules;
}

gboolean
helio_access_is_json (const char *text)
{
  while (g_ascii_isspace (*text))
    text++;
  return *text == '{';
}

const char *
helio_access_document_get_rules_text (HelioAccessDocument *self)
{
  return self->rules_text;
}

void
helio_access_document_set_rules (HelioAccessDocument *self, HelioRules *rules)
{
  helio_access_document_set_rules_text (self, rules, NULL);
}

void
helio_access_document_set_rules_text (HelioAccessDocument *self,
                                      HelioRules *rules,
                                      const char *text)
{
  HelioRules *old = self->rules;

  if (old == rules)
    return;
  self->rules = rules != NULL ? helio_rules_ref (rules) : NULL;
  helio_set_str (&self->rules_text, text);
  g_clear_pointer (&old, helio_rules_unref);
  helio_access_document_set_modified (self, TRUE);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RULES]);
}

GFile *
helio_access_document_get_file (HelioAccessDocument *self)
{
  return self->file;
}

void
helio_access_document_set_file (HelioAccessDocument *self, GFile *file)
{
  if (g_set_object (&self->file, file))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FILE]);
}

gboolean
helio_access_document_get_modified (HelioAccessDocument *self)
{
  return self->modified;
}

void
helio_access_document_set_modified (HelioAccessDocument *self, gboolean modified)
{
  modified = !!modified;
  if (self->modified == modified)
    return;
  self->modified = modified;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MODIFIED]);
}

const GError *
helio_access_document_get_problem (HelioAccessDocument *self)
{
  for (guint i = 0; i < HELIO_N_ACCESS_PARTS; i++)
    if (self->problems[i] != NULL)
      return self->problems[i];
  return NULL;
}

void
helio_access_document_set_problem (HelioAccessDocument *self,
                                   HelioAccessPart part,
                                   const GError *problem)
{
  if (self->problems[part] == problem)
    return;
  g_clear_error (&self->problems[part]);
  self->problems[part] = problem != NULL ? g_error_copy (problem) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROBLEM]);
}

char *
helio_access_document_dup_folder (HelioAccessDocument *self)
{
  g_autoptr (GFile) folder = self->file != NULL ? g_file_get_parent (self->file) : NULL;

  return folder != NULL ? g_file_get_path (folder) : NULL;
}

char *
helio_access_document_dup_title (HelioAccessDocument *self)
{
  g_autofree char *name = self->file != NULL ? g_file_get_basename (self->file) : NULL;

  return name != NULL
             ? helio_printable (name, -1, TITLE_CHARS)
             /* Translators: stands for the name of a plan that was not kept in a file yet. */
             : g_strdup (C_ ("access plan", "New plan"));
}

typedef struct {
  GFile *file;
  HelioPlan *plan;
} Load;

static void
load_free (gpointer data)
{
  Load *load = data;

  g_object_unref (load->file);
  g_clear_pointer (&load->plan, helio_plan_unref);
  g_free (load);
}

static void
keep_rules (HelioAccessDocument *self, HelioRules *rules)
{
  g_clear_pointer (&self->kept_rules, helio_rules_unref);
  self->kept_rules = rules != NULL ? helio_rules_ref (rules) : NULL;
}

/* All of it at once: what was being written before is gone. */
static void
replace (HelioAccessDocument *self,
         GFile *file,
         HelioPlan *plan,
         HelioRules *rules,
         const char *rules_text)
{
  keep_rules (self, rules);
  g_object_freeze_notify (G_OBJECT (self));
  helio_access_document_set_file (self, file);
  helio_access_document_set_rules_text (self, rules, rules_text);
  helio_access_document_set_plan (self, plan);
  for (guint i = 0; i < HELIO_N_ACCESS_PARTS; i++)
    helio_access_document_set_problem (self, i, NULL);
  helio_access_document_set_modified (self, FALSE);
  g_object_thaw_notify (G_OBJECT (self));
  g_signal_emit (self, signals[SIGNAL_REPLACED], 0);
}

void
helio_access_document_clear (HelioAccessDocument *self)
{
  replace (self, NULL, NULL, NULL, NULL);
}

void
helio_access_document_flush (HelioAccessDocument *self)
{
  g_signal_emit (self, signals[SIGNAL_FLUSH], 0);
}

static void
take_over (GTask *task, HelioRules *rules, const char *rules_text)
{
  Load *load = g_task_get_task_data (task);

  replace (g_task_get_source_object (task), load->file, load->plan, rules, rules_text);
  g_task_return_boolean (task, TRUE);
}

static void
fail (GTask *task, GError *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    helio_access_document_set_problem (g_task_get_source_object (task),
                                       HELIO_ACCESS_PART_FILE,
                                       error);
  g_task_return_error (task, error);
}

static void
on_rules_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (HelioRules) rules = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;
  GError *error = NULL;

  bytes = helio_payload_file_read_finish (result, &error);
  if (bytes != NULL)
    rules = helio_rules_parse (g_bytes_get_data (bytes, NULL),
                               (gssize) g_bytes_get_size (bytes),
                               &error);
  if (rules == NULL) {
    Load *load = g_task_get_task_data (task);
    g_autofree char *path = helio_printable (helio_plan_get_rules_path (load->plan), -1, 200);

    /* Translators: the file of rules that a plan names; what is wrong with it follows. */
    g_prefix_error (&error, C_ ("access plan", "The rules “%s” of the plan: "), path);
    fail (task, error);
    return;
  }
  text = g_utf8_make_valid (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
  take_over (task, rules, text);
}

static void
on_plan_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Load *load = g_task_get_task_data (task);
  g_autoptr (GFile) folder = g_file_get_parent (load->file);
  g_autoptr (GFile) rules_file = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *name = g_file_get_basename (load->file);
  const char *path, *data = NULL;
  gsize length = 0;
  GError *error = NULL;

  bytes = helio_payload_file_read_finish (result, &error);
  if (bytes != NULL)
    data = g_bytes_get_data (bytes, &length);
  if (bytes != NULL)
    load->plan = helio_plan_parse_named (name, data != NULL ? data : "", length, NULL, &error);
  if (load->plan == NULL) {
    fail (task, error);
    return;
  }
  path = helio_plan_get_rules_path (load->plan);
  if (path == NULL || folder == NULL) {
    take_over (task, helio_plan_get_rules (load->plan), NULL);
    return;
  }
  rules_file = g_file_resolve_relative_path (folder, path);
  helio_payload_file_read_async (rules_file,
                                 RULES_FILE_MAX,
                                 g_task_get_cancellable (task),
                                 on_rules_read,
                                 g_object_ref (task));
}

void
helio_access_document_load_async (HelioAccessDocument *self,
                                  GFile *file,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Load *load = g_new0 (Load, 1);

  g_task_set_source_tag (task, helio_access_document_load_async);
  load->file = g_object_ref (file);
  g_task_set_task_data (task, load, load_free);
  helio_payload_file_read_async (file, HELIO_PLAN_SIZE_MAX, cancellable, on_plan_read, task);
}

gboolean
helio_access_document_load_finish (HelioAccessDocument *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Saving */

#define RULES_NAMES_MAX 100

typedef struct {
  GFile *file;
  GFile *old_folder, *folder; /* what paths are relative to, before and after */
  HelioPlan *plan;            /* as it was when the save began */
  HelioRules *rules;          /* (nullable) */
  char *rules_text;           /* (nullable) */
  char *rules_path;           /* (nullable): in the plan that is written */
  gboolean is_moved;
  guint attempt; /* at a name for the rules */
} Save;

static void
save_free (gpointer data)
{
  Save *save = data;

  g_object_unref (save->file);
  g_object_unref (save->old_folder);
  g_object_unref (save->folder);
  helio_plan_unref (save->plan);
  g_clear_pointer (&save->rules, helio_rules_unref);
  g_free (save->rules_text);
  g_free (save->rules_path);
  g_free (save);
}

/* @plan as it stands in the new file. Returns: (transfer full). */
static HelioPlan *
make_written (Save *save, HelioPlan *plan)
{
  g_autoptr (HelioPlanBuilder) builder = NULL;
  HelioRules *inside = save->rules_path == NULL ? save->rules : NULL;

  if (save->is_moved)
    return helio_access_move_plan (plan, save->old_folder, save->folder, save->rules_path, inside);
  if (save->rules_path != NULL || helio_plan_get_rules (plan) == inside)
    return helio_plan_ref (plan);
  builder = helio_plan_builder_new (plan);
  helio_plan_builder_set_rules (builder, NULL, inside);
  return helio_plan_builder_get_plan (builder);
}

static void
on_plan_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HelioAccessDocument *self = g_task_get_source_object (task);
  Save *save = g_task_get_task_data (task);
  gboolean is_same;
  GError *error = NULL;

  if (!helio_payload_file_write_finish (result, &error)) {
    g_task_return_error (task, error);
    return;
  }
  /* What was changed meanwhile is not in the file, handed over or not. */
  helio_access_document_flush (self);
  is_same = self->plan == save->plan && self->rules == save->rules;
  keep_rules (self, save->rules);
  g_object_freeze_notify (G_OBJECT (self));
  helio_access_document_set_file (self, save->file);
  if (save->is_moved && self->plan != NULL) {
    g_autoptr (HelioPlan) moved = make_written (save, self->plan);

    helio_access_document_set_plan (self, moved);
  }
  if (is_same)
    helio_access_document_set_modified (self, FALSE);
  g_object_thaw_notify (G_OBJECT (self));
  g_task_return_boolean (task, TRUE);
}

static void
write_text (GTask *task, GFile *file, const char *text, GAsyncReadyCallback callback)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  helio_payload_file_write_async (file,
                                  bytes,
                                  NULL,
                                  NULL,
                                  g_task_get_cancellable (task),
                                  callback,
                                  g_object_ref (task));
}

static void
write_plan (GTask *task)
{
  Save *save = g_task_get_task_data (task);
  g_autoptr (HelioPlan) plan = make_written (save, save->plan);
  g_autofree char *text = helio_plan_to_json (plan);

  write_text (task, save->file, text, on_plan_written);
}

static void
on_rules_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!helio_payload_file_write_finish (result, &error))
    g_task_return_error (task, error);
  else
    write_plan (task);
}

/* As they were written, with comments, where that is the form that the name of the file says. */
static void
write_rules (GTask *task)
{
  Save *save = g_task_get_task_data (task);
  const gboolean json = g_str_has_suffix (save->rules_path, ".json");
  g_autoptr (GFile) file = g_file_resolve_relative_path (save->folder, save->rules_path);
  g_autofree char *text = NULL;

  if (save->rules_text != NULL && (!json || helio_access_is_json (save->rules_text)))
    text = g_strdup (save->rules_text);
  else
    text = json ? helio_rules_to_json (save->rules) : helio_rules_to_text (save->rules);
  write_text (task, file, text, on_rules_written);
}

static void find_rules_name (GTask *task);

static void
on_rules_name_tried (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, &error);

  if (info == NULL)
    write_rules (task); /* which says what is wrong with the folder, if something is */
  else
    find_rules_name (task);
}

/* Rules go along into another folder, under a name that is free there: other people's rules may have theirs. */
static void
find_rules_name (GTask *task)
{
  Save *save = g_task_get_task_data (task);
  g_autofree char *name = g_path_get_basename (helio_plan_get_rules_path (save->plan));
  const char *dot = strrchr (name, '.');
  const int length = dot != NULL ? (int) (dot - name) : (int) strlen (name);
  g_autoptr (GFile) file = NULL;

  g_free (save->rules_path);
  save->rules_path =
      ++save->attempt == 1
          ? g_strdup (name)
          : g_strdup_printf ("%.*s-%u%s", length, name, save->attempt, dot != NULL ? dot : "");
  if (save->attempt > RULES_NAMES_MAX) {
    g_task_return_error (task,
                         helio_error_new (HELIO_ERROR_FILE,
                                          C_ ("access plan", "Choose another folder."),
                                          C_ ("access plan",
                                              "There is no free name for the rules beside the "
                                              "plan.")));
    return;
  }
  file = g_file_get_child (save->folder, save->rules_path);
  g_file_query_info_async (file,
                           G_FILE_ATTRIBUTE_STANDARD_TYPE,
                           G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS,
                           G_PRIORITY_DEFAULT,
                           g_task_get_cancellable (task),
                           on_rules_name_tried,
                           g_object_ref (task));
}

static void
begin_save (GTask *task, HelioRules *kept_rules)
{
  Save *save = g_task_get_task_data (task);
  const char *path = helio_plan_get_rules_path (save->plan);
  const gboolean goes_along = save->is_moved && path != NULL && !g_path_is_absolute (path);

  if (goes_along && save->rules != NULL) {
    find_rules_name (task);
    return;
  }
  save->rules_path = goes_along ? NULL : g_strdup (path);
  if (save->rules_path != NULL && save->rules != NULL && save->rules != kept_rules)
    write_rules (task);
  else
    write_plan (task);
}

/* Its name says what a file is when it is opened again: another one would be a plan that nobody can read. */
static gboolean
check_name (GFile *file, GError **error)
{
  g_autofree char *name = g_file_get_basename (file);

  return !helio_plan_name_ends_in (name, ".csv") ||
         helio_error_set (
             error,
             HELIO_ERROR_INVALID_USAGE,
             C_ ("access plan", "Save it under a name that ends in “.json”."),
             C_ ("access plan",
                 "What ends in “.csv” is read as a table, which has no room for users and rules."));
}

void
helio_access_document_save_async (HelioAccessDocument *self,
                                  GFile *file,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GFile *target = file != NULL ? file : self->file;
  g_autoptr (GFile) folder = target != NULL ? g_file_get_parent (target) : NULL;
  GError *error = NULL;
  Save *save;

  g_task_set_source_tag (task, helio_access_document_save_async);
  helio_access_document_flush (self);
  if (folder == NULL || self->plan == NULL) {
    g_task_return_error (task,
                         helio_error_new (HELIO_ERROR_INVALID_USAGE,
                                          C_ ("access plan", "Make a plan and name its file."),
                                          C_ ("access plan", "There is nothing to be saved.")));
    return;
  }
  if (!check_name (target, &error)) {
    g_task_return_error (task, error);
    return;
  }
  save = g_new0 (Save, 1);
  save->file = g_object_ref (target);
  save->folder = g_steal_pointer (&folder);
  save->old_folder =
      self->file != NULL ? g_file_get_parent (self->file) : g_file_new_for_path (".");
  save->is_moved = !g_file_equal (save->old_folder, save->folder);
  save->plan = helio_plan_ref (self->plan);
  save->rules = self->rules != NULL ? helio_rules_ref (self->rules) : NULL;
  save->rules_text = g_strdup (self->rules_text);
  g_task_set_task_data (task, save, save_free);
  begin_save (task, self->kept_rules);
}

gboolean
helio_access_document_save_finish (HelioAccessDocument *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
helio_access_document_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HelioAccessDocument *self = HELIO_ACCESS_DOCUMENT (object);

  switch (id) {
    case PROP_PLAN:
      g_value_set_boxed (value, self->plan);
      break;
    case PROP_RULES:
      g_value_set_boxed (value, self->rules);
      break;
    case PROP_FILE:
      g_value_set_object (value, self->file);
      break;
    case PROP_MODIFIED:
      g_value_set_boolean (value, self->modified);
      break;
    case PROP_PROBLEM:
      g_value_set_boxed (value, helio_access_document_get_problem (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
helio_access_document_set_property (GObject *object,
                                    guint id,
                                    const GValue *value,
                                    GParamSpec *pspec)
{
  HelioAccessDocument *self = HELIO_ACCESS_DOCUMENT (object);

  switch (id) {
    case PROP_PLAN:
      helio_access_document_set_plan (self, g_value_get_boxed (value));
      break;
    case PROP_RULES:
      helio_access_document_set_rules (self, g_value_get_boxed (value));
      break;
    case PROP_FILE:
      helio_access_document_set_file (self, g_value_get_object (value));
      break;
    case PROP_MODIFIED:
      helio_access_document_set_modified (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
helio_access_document_finalize (GObject *object)
{
  HelioAccessDocument *self = HELIO_ACCESS_DOCUMENT (object);

  g_clear_pointer (&self->plan, helio_plan_unref);
  g_clear_pointer (&self->rules, helio_rules_unref);
  g_clear_pointer (&self->kept_rules, helio_rules_unref);
  g_free (self->rules_text);
  g_clear_object (&self->file);
  for (guint i = 0; i < HELIO_N_ACCESS_PARTS; i++)
    g_clear_error (&self->problems[i]);
  G_OBJECT_CLASS (helio_access_document_parent_class)->finalize (object);
}

static void
helio_access_document_class_init (HelioAccessDocumentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = helio_access_document_get_property;
  object_class->set_property = helio_access_document_set_property;
  object_class->finalize = helio_access_document_finalize;
  props[PROP_PLAN] = g_param_spec_boxed ("plan", NULL, NULL, HELIO_TYPE_PLAN, flags);
  props[PROP_RULES] = g_param_spec_boxed ("rules", NULL, NULL, HELIO_TYPE_RULES, flags);
  props[PROP_FILE] = g_param_spec_object ("file", NULL, NULL, G_TYPE_FILE, flags);
  props[PROP_MODIFIED] = g_param_spec_boolean ("modified", NULL, NULL, FALSE, flags);
  props[PROP_PROBLEM] =
      g_param_spec_boxed ("problem",
                          NULL,
                          NULL,
                          G_TYPE_ERROR,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[SIGNAL_FLUSH] = helio_signal_new ("flush", G_TYPE_FROM_CLASS (klass));
  signals[SIGNAL_REPLACED] = helio_signal_new ("replaced", G_TYPE_FROM_CLASS (klass));
}

static void
helio_access_document_init (HelioAccessDocument *self)
{
}

HelioAccessDocument *
helio_access_document_new (void)
{
  return g_object_new (HELIO_TYPE_ACCESS_DOCUMENT, NULL);
}
