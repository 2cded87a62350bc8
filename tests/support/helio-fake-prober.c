// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "support/helio-fake-prober.h"

struct _HelioProber {
  GObject parent_instance;

  HelioReport *report; /* owned */
  GTask *task;         /* (nullable): the run */
  gulong cancelled_id;
  guint done;
};

static GParamSpec *done_pspec;
static HelioProber *latest;

G_DEFINE_FINAL_TYPE (HelioProber, helio_prober, G_TYPE_OBJECT)

static void
helio_prober_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_uint (value, HELIO_PROBER (object)->done);
}

static void
helio_prober_finalize (GObject *object)
{
  HelioProber *self = HELIO_PROBER (object);

  if (latest == self)
    latest = NULL;
  g_object_unref (self->report);
  G_OBJECT_CLASS (helio_prober_parent_class)->finalize (object);
}

static void
helio_prober_class_init (HelioProberClass *klass)
{
  G_OBJECT_CLASS (klass)->get_property = helio_prober_get_property;
  G_OBJECT_CLASS (klass)->finalize = helio_prober_finalize;
  done_pspec = g_param_spec_uint ("done",
                                  NULL,
                                  NULL,
                                  0,
                                  G_MAXUINT,
                                  0,
                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_property (G_OBJECT_CLASS (klass), 1, done_pspec);
}

static void
helio_prober_init (HelioProber *self)
{
}

HelioProber *
helio_prober_new (HelioServices *services,
                  HelioReport *report,
                  const char *folder,
                  const HelioProberOptions *options)
{
  HelioProber *self = g_object_new (HELIO_TYPE_PROBER, NULL);

  g_assert_true (services->second_view);
  /* What a person was asked about. */
  g_assert_nonnull (options->agreed);
  g_assert_cmpuint (options->agreed->len,
                    ==,
                    helio_plan_get_n_users (helio_report_get_plan (report)));
  self->report = g_object_ref (report);
  latest = self;
  return self;
}

static int
compare_strings (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(char *const *) a, *(char *const *) b);
}

gboolean
helio_prober_may_try (HelioPlan *plan, guint check)
{
  return TRUE;
}

GStrv
helio_prober_list_topics (HelioPlan *plan, GPtrArray *profiles)
{
  GPtrArray *topics = g_ptr_array_new ();

  for (guint i = 0; i < helio_plan_get_n_checks (plan); i++) {
    const HelioPlanCheck *check = helio_plan_get_check (plan, i);

    if (helio_action_writes (check->action) &&
        !g_ptr_array_find_with_equal_func (topics, check->topic, g_str_equal, NULL))
      g_ptr_array_add (topics, g_strdup (check->topic));
  }
  g_ptr_array_sort (topics, compare_strings);
  g_ptr_array_add (topics, NULL);
  return (GStrv) g_ptr_array_free (topics, FALSE);
}

static gboolean
end_cancelled (gpointer user_data)
{
  HelioProber *self = user_data;

  helio_fake_prober_finish (self,
                            g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled"));
  return G_SOURCE_REMOVE;
}

static void
on_cancelled (GCancellable *cancellable, HelioProber *self)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, end_cancelled, g_object_ref (self), g_object_unref);
}

void
helio_prober_run_async (HelioProber *self,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_assert_null (self->task);
  self->task = g_task_new (self, NULL, callback, user_data);
  g_object_set_data_full (G_OBJECT (self->task),
                          "cancellable",
                          g_object_ref (cancellable),
                          g_object_unref);
  self->cancelled_id = g_signal_connect (cancellable, "cancelled", G_CALLBACK (on_cancelled), self);
}

gboolean
helio_prober_run_finish (HelioProber *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

guint
helio_prober_get_done (HelioProber *self)
{
  return self->done;
}

HelioReport *
helio_prober_get_report (HelioProber *self)
{
  return self->report;
}

HelioProber *
helio_fake_prober_get (void)
{
  return latest;
}

void
helio_fake_prober_set_done (HelioProber *self, guint done)
{
  self->done = done;
  g_object_notify_by_pspec (G_OBJECT (self), done_pspec);
}

void
helio_fake_prober_finish (HelioProber *self, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  g_assert_nonnull (task);
  g_signal_handler_disconnect (g_object_get_data (G_OBJECT (task), "cancellable"),
                               self->cancelled_id);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}
