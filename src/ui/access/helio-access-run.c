// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/access/helio-access-run.h"

#include "core/acl/helio-plan-builder.h"
#include "ui/access/helio-access-past.h"

#include <string.h>

struct _HelioAccessRun {
  GObject parent_instance;

  /* owned */
  HelioServices *services; /* with "second_view" */
  HelioAccessDocument *document;
  /* (nullable) */
  HelioReport *report;
  GPtrArray *past;
  GFile *run_file;           /* owned (nullable): of the plan that runs or ran */
  HelioProber *prober;       /* while it runs */
  GCancellable *cancellable; /* of the run */
  GCancellable *loading;     /* of the past */
  GApplication *held; /* owned (nullable): while it runs, and takes away again what it wrote */
  GError *error;

  gboolean tried; /* the report is the outcome of a run, whole or not */
};

enum {
  PROP_REPORT = 1,
  PROP_PAST,
  PROP_RUNNING,
  PROP_DONE,
  PROP_ERROR,
  N_PROPS,
};
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (HelioAccessRun, helio_access_run, G_TYPE_OBJECT)

HelioProfileStore *
helio_access_run_get_profiles (HelioAccessRun *self)
{
  return self->services->profiles;
}

HelioAccessDocument *
helio_access_run_get_document (HelioAccessRun *self)
{
  return self->document;
}

HelioReport *
helio_access_run_get_report (HelioAccessRun *self)
{
  return self->report;
}

GPtrArray *
helio_access_run_get_past (HelioAccessRun *self)
{
  return self->past;
}

gboolean
helio_access_run_get_running (HelioAccessRun *self)
{
  return self->prober != NULL;
}

guint
helio_access_run_get_done (HelioAccessRun *self)
{
  return self->prober != NULL ? helio_prober_get_done (self->prober) : 0;
}

guint
helio_access_run_get_total (HelioAccessRun *self)
{
  return self->report != NULL ? helio_plan_get_n_checks (helio_report_get_plan (self->report)) : 0;
}

const GError *
helio_access_run_get_error (HelioAccessRun *self)
{
  return self->error;
}

static void
take_error (HelioAccessRun *self, GError *error)
{
  if (self->error == NULL && error == NULL)
    return;
  g_clear_error (&self->error);
  self->error = error;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
}

static void
take_past (HelioAccessRun *self, GPtrArray *past)
{
  g_clear_pointer (&self->past, g_ptr_array_unref);
  self->past = past;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PAST]);
}

static void
take_report (HelioAccessRun *self, HelioReport *report, gboolean tried)
{
  g_clear_object (&self->report);
  self->report = report;
  self->tried = tried;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REPORT]);
}

/* The past */

static void
on_past_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioAccessRun) self = user_data;
  g_autoptr (GError) error = NULL;
  GPtrArray *past = helio_access_past_load_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->loading);
  /* A plan that was never run here has none, and a damaged one is no reason not to run. */
  if (past != NULL)
    take_past (self, past);
}

static void
load_past (HelioAccessRun *self)
{
  GFile *file = helio_access_document_get_file (self->document);

  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  take_past (self, NULL);
  if (file == NULL)
    return;
  self->loading = g_cancellable_new ();
  helio_access_past_load_async (file, self->loading, on_past_loaded, g_object_ref (self));
}

static void
on_past_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioAccessRun) self = user_data;
  GError *error = NULL;

  if (!helio_access_past_save_finish (result, &error))
    take_error (self, error);
}

static void
save_past (HelioAccessRun *self)
{
  /* Another plan may have been opened meanwhile. */
  if (self->run_file != NULL)
    helio_access_past_save_async (self->run_file,
                                  helio_report_to_json (self->report, FALSE),
                                  NULL,
                                  on_past_saved,
                                  g_object_ref (self));
}

/* Reports */

static HelioReport *
make_report (HelioAccessRun *self, HelioPlan *plan)
{
  return plan != NULL
             ? helio_report_new (plan, helio_access_document_get_rules (self->document), -1)
             : NULL;
}

void
helio_access_run_update (HelioAccessRun *self)
{
  HelioPlan *plan = helio_access_document_get_plan (self->document);

  if (self->prober != NULL)
    return;
  if (self->report == NULL && plan == NULL)
    return;
  if (self->report != NULL && helio_report_get_plan (self->report) == plan &&
      helio_report_get_rules (self->report) == helio_access_document_get_rules (self->document))
    return;
  take_report (self, make_report (self, plan), FALSE);
}

void
helio_access_run_set_report (HelioAccessRun *self, HelioReport *report)
{
  take_report (self, report != NULL ? g_object_ref (report) : NULL, report != NULL);
}

/* Runs */

static void
on_done (HelioAccessRun *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DONE]);
}

/* A window that is closed meanwhile ends the run, but not before nothing of it is left at the broker. */
static void
hold_application (HelioAccessRun *self, gboolean hold)
{
  if (hold && g_application_get_default () != NULL)
    self->held = g_object_ref (g_application_get_default ());
  if (self->held == NULL)
    return;
  if (hold) {
    g_application_hold (self->held);
  } else {
    g_application_release (self->held);
    g_clear_object (&self->held);
  }
}

static void
on_run_finished (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioAccessRun) self = user_data;
  HelioProber *prober = HELIO_PROBER (source);
  GError *error = NULL;
  const gboolean finished = helio_prober_run_finish (prober, result, &error);

  g_signal_handlers_disconnect_by_func (prober, on_done, self);
  g_clear_object (&self->prober);
  g_clear_object (&self->cancellable);
  if (finished)
    save_past (self);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_clear_error (&error);
  take_error (self, error);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RUNNING]);
  hold_application (self, FALSE);
}

void
helio_access_run_start (HelioAccessRun *self, HelioPlan *plan, GPtrArray *profiles)
{
  const HelioProberOptions options = {.agreed = profiles};
  g_autofree char *folder = helio_access_document_dup_folder (self->document);

  if (self->prober != NULL)
    return;
  take_error (self, NULL);
  if (self->tried) {
    g_autofree char *json = helio_report_to_json (self->report, FALSE);
    GPtrArray *past = helio_report_parse_past (json, strlen (json), NULL);

    if (past != NULL)
      take_past (self, past);
  }
  self->cancellable = g_cancellable_new ();
  g_set_object (&self->run_file, helio_access_document_get_file (self->document));
  take_report (self, make_report (self, plan), TRUE);
  self->prober = helio_prober_new (self->services, self->report, folder, &options);
  g_signal_connect_swapped (self->prober, "notify::done", G_CALLBACK (on_done), self);
  hold_application (self, TRUE);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RUNNING]);
  helio_prober_run_async (self->prober, self->cancellable, on_run_finished, g_object_ref (self));
}

void
helio_access_run_stop (HelioAccessRun *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

static GPtrArray *
copy_steps (const GPtrArray *steps)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func ((GDestroyNotify) helio_step_free);

  for (guint i = 0; steps != NULL && i < steps->len; i++) {
    const HelioStep *step = steps->pdata[i];

    g_ptr_array_add (copy, helio_step_new (step->at, step->text));
  }
  return copy;
}

guint
helio_access_run_record (HelioAccessRun *self, guint *n_kept)
{
  g_autoptr (HelioReport) old = self->report != NULL ? g_object_ref (self->report) : NULL;
  g_autoptr (HelioPlan) plan = NULL;
  HelioReport *report;
  guint n_changed = 0;

  *n_kept = 0;
  if (old == NULL || self->prober != NULL)
    return 0;
  plan = helio_plan_new_from_report (old, HELIO_PLAN_FROM_OBSERVATION, n_kept);
  report = helio_report_new (plan, helio_report_get_rules (old), -1);
  for (guint i = 0; i < helio_plan_get_n_checks (plan); i++) {
    const HelioResult *result = helio_report_get_result (old, i);

    if (helio_plan_get_check (plan, i)->expect !=
        helio_plan_get_check (helio_report_get_plan (old), i)->expect)
      n_changed++;
    helio_report_observe (report,
                          i,
                          result->kind,
                          result->reason_code,
                          result->topic,
                          result->evidence,
                          copy_steps (result->steps));
  }
  take_report (self, report, TRUE);
  helio_access_document_set_plan (self->document, plan);
  return n_changed;
}

static void
helio_access_run_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HelioAccessRun *self = HELIO_ACCESS_RUN (object);

  switch (id) {
    case PROP_REPORT:
      g_value_set_object (value, self->report);
      break;
    case PROP_PAST:
      g_value_set_boxed (value, self->past);
      break;
    case PROP_RUNNING:
      g_value_set_boolean (value, self->prober != NULL);
      break;
    case PROP_DONE:
      g_value_set_uint (value, helio_access_run_get_done (self));
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
helio_access_run_dispose (GObject *object)
{
  HelioAccessRun *self = HELIO_ACCESS_RUN (object);

  /* A run holds a reference of its own: it has ended. */
  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->report);
  g_clear_object (&self->run_file);
  g_clear_object (&self->document);
  g_clear_pointer (&self->past, g_ptr_array_unref);
  g_clear_pointer (&self->services, helio_services_unref);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (helio_access_run_parent_class)->dispose (object);
}

static void
helio_access_run_class_init (HelioAccessRunClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = helio_access_run_get_property;
  object_class->dispose = helio_access_run_dispose;
  props[PROP_REPORT] = g_param_spec_object ("report", NULL, NULL, HELIO_TYPE_REPORT, flags);
  props[PROP_PAST] = g_param_spec_boxed ("past", NULL, NULL, G_TYPE_PTR_ARRAY, flags);
  props[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, flags);
  props[PROP_DONE] = g_param_spec_uint ("done", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
helio_access_run_init (HelioAccessRun *self)
{
}

HelioAccessRun *
helio_access_run_new (HelioServices *services, HelioAccessDocument *document)
{
  HelioAccessRun *self = g_object_new (HELIO_TYPE_ACCESS_RUN, NULL);

  self->services = helio_services_new_second_view (services);
  self->document = g_object_ref (document);
  g_signal_connect_object (document,
                           "notify::file",
                           G_CALLBACK (load_past),
                           self,
                           G_CONNECT_SWAPPED);
  load_past (self);
  return self;
}
