// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/helio-access-document.h"

#include "core/acl/helio-plan-builder.h"
#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "ui/helio-payload-file.h"

#include <glib/gi18n.h>
#include <string.h>

#define RULES_FILE_MAX (16 * 1024 * 1024)
#define TITLE_CHARS 80

struct _HelioAccessDocument {
  GObject parent_instance;

  /* owned (nullable) */
  HelioPlan *plan;
  HelioRules *rules;
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

void
helio_access_document_set_rules (HelioAccessDocument *self, HelioRules *rules)
{
  HelioRules *old = self->rules;

  if (old == rules)
    return;
  self->rules = rules != NULL ? helio_rules_ref (rules) : NULL;
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

static void
take_over (GTask *task, HelioRules *rules)
{
  HelioAccessDocument *self = g_task_get_source_object (task);
  Load *load = g_task_get_task_data (task);

  keep_rules (self, rules);
  g_object_freeze_notify (G_OBJECT (self));
  helio_access_document_set_file (self, load->file);
  helio_access_document_set_rules (self, rules);
  helio_access_document_set_plan (self, load->plan);
  for (guint i = 0; i < HELIO_N_ACCESS_PARTS; i++)
    helio_access_document_set_problem (self, i, NULL);
  helio_access_document_set_modified (self, FALSE);
  g_object_thaw_notify (G_OBJECT (self));
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
  take_over (task, rules);
}

static void
on_plan_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Load *load = g_task_get_task_data (task);
  g_autoptr (GFile) folder = g_file_get_parent (load->file);
  g_autoptr (GFile) rules_file = NULL;
  g_autoptr (GBytes) bytes = NULL;
  const char *path;
  GError *error = NULL;

  bytes = helio_payload_file_read_finish (result, &error);
  if (bytes != NULL)
    load->plan =
        helio_plan_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL, &error);
  if (load->plan == NULL) {
    fail (task, error);
    return;
  }
  path = helio_plan_get_rules_path (load->plan);
  if (path == NULL || folder == NULL) {
    take_over (task, helio_plan_get_rules (load->plan));
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

typedef struct {
  GFile *file;
  HelioPlan *plan;   /* as it was when the save began */
  HelioRules *rules; /* (nullable) */
  char *text;
} Save;

static void
save_free (gpointer data)
{
  Save *save = data;

  g_object_unref (save->file);
  helio_plan_unref (save->plan);
  g_clear_pointer (&save->rules, helio_rules_unref);
  g_free (save->text);
  g_free (save);
}

static void
on_plan_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HelioAccessDocument *self = g_task_get_source_object (task);
  Save *save = g_task_get_task_data (task);
  GError *error = NULL;

  if (!helio_payload_file_write_finish (result, &error)) {
    g_task_return_error (task, error);
    return;
  }
  keep_rules (self, save->rules);
  helio_access_document_set_file (self, save->file);
  if (self->plan == save->plan && self->rules == save->rules)
    helio_access_document_set_modified (self, FALSE);
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
on_rules_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Save *save = g_task_get_task_data (task);
  GError *error = NULL;

  if (!helio_payload_file_write_finish (result, &error))
    g_task_return_error (task, error);
  else
    write_text (task, save->file, save->text, on_plan_written);
}

static char *
make_plan_text (HelioAccessDocument *self)
{
  g_autoptr (HelioPlanBuilder) builder = NULL;
  g_autoptr (HelioPlan) plan = NULL;

  if (helio_plan_get_rules_path (self->plan) != NULL ||
      helio_plan_get_rules (self->plan) == self->rules)
    return helio_plan_to_json (self->plan);
  builder = helio_plan_builder_new (self->plan);
  helio_plan_builder_set_rules (builder, NULL, self->rules);
  plan = helio_plan_builder_get_plan (builder);
  return helio_plan_to_json (plan);
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
  g_autoptr (GFile) rules_file = NULL;
  g_autofree char *rules_text = NULL;
  const char *path;
  Save *save;

  g_task_set_source_tag (task, helio_access_document_save_async);
  if (target == NULL || self->plan == NULL) {
    g_task_return_error (task,
                         helio_error_new (HELIO_ERROR_INVALID_USAGE,
                                          C_ ("access plan", "Make a plan and name its file."),
                                          C_ ("access plan", "There is nothing to be saved.")));
    return;
  }
  save = g_new0 (Save, 1);
  save->file = g_object_ref (target);
  save->plan = helio_plan_ref (self->plan);
  save->rules = self->rules != NULL ? helio_rules_ref (self->rules) : NULL;
  save->text = make_plan_text (self);
  g_task_set_task_data (task, save, save_free);
  path = helio_plan_get_rules_path (self->plan);
  if (path == NULL || folder == NULL || self->rules == NULL || self->rules == self->kept_rules) {
    write_text (task, target, save->text, on_plan_written);
    return;
  }
  rules_file = g_file_resolve_relative_path (folder, path);
  rules_text = g_str_has_suffix (path, ".json") ? helio_rules_to_json (self->rules)
                                                : helio_rules_to_text (self->rules);
  write_text (task, rules_file, rules_text, on_rules_written);
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
