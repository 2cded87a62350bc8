// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "tests/support/helio-test-source.h"

struct _HelioTestSource {
  GObject parent_instance;
  HelioSandboxBroker *broker;
  HelioClock *clock;
  char *username;
  gint64 life;
  GError *error;
  guint failures, lies, asked;
  HelioCredentialFlags flags;
  HelioCredentialStage stage;
  gboolean held;
  GTask *waiting; /* the last that was asked for while held */
};

static void
answer (HelioTestSource *self, GTask *task)
{
  g_autofree char *text = g_strdup_printf ("password-%u", ++self->asked);
  g_autoptr (HelioSecret) password = helio_secret_new (text);
  HelioCredentialInit init = {
      .username = self->username,
      .password = password,
      .life_kind = self->life > 0 ? HELIO_CREDENTIAL_LIFE_STATED : HELIO_CREDENTIAL_LIFE_ENDLESS,
      .obtained_boot = helio_clock_now_boot (self->clock),
      .obtained_wall = helio_clock_now_wall (self->clock),
      .life = self->life,
      .method = "test",
  };

  if (self->failures > 0) {
    self->failures--;
    g_task_return_error (task, g_error_copy (self->error));
    return;
  }
  if (self->lies > 0)
    self->lies--;
  else if (self->broker != NULL) {
    GError *error = NULL;

    helio_sandbox_broker_grant (self->broker,
                                self->username,
                                text,
                                self->life > 0 ? init.obtained_wall + self->life : 0,
                                NULL,
                                &error);
    g_assert_no_error (error);
  }
  g_task_return_pointer (task,
                         helio_credential_new (&init),
                         (GDestroyNotify) helio_credential_unref);
}

static void
get_async (HelioCredentialSource *source,
           HelioCredentialFlags flags,
           HelioCredential *previous,
           GCancellable *cancellable,
           GAsyncReadyCallback callback,
           gpointer user_data)
{
  HelioTestSource *self = HELIO_TEST_SOURCE (source);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  self->flags = flags;
  if (!self->held) {
    answer (self, task);
    return;
  }
  if (self->waiting != NULL)
    g_task_return_error_if_cancelled (self->waiting);
  g_set_object (&self->waiting, task);
}

static HelioCredential *
get_finish (HelioCredentialSource *source, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static HelioCredentialStage
get_stage (HelioCredentialSource *source)
{
  return HELIO_TEST_SOURCE (source)->stage;
}

static void
source_init (HelioCredentialSourceInterface *iface)
{
  iface->get_async = get_async;
  iface->get_finish = get_finish;
  iface->get_stage = get_stage;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HelioTestSource,
                               helio_test_source,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (HELIO_TYPE_CREDENTIAL_SOURCE, source_init))

static void
helio_test_source_finalize (GObject *object)
{
  HelioTestSource *self = HELIO_TEST_SOURCE (object);

  g_clear_object (&self->broker);
  g_clear_object (&self->clock);
  g_clear_error (&self->error);
  g_free (self->username);
  G_OBJECT_CLASS (helio_test_source_parent_class)->finalize (object);
}

static void
helio_test_source_class_init (HelioTestSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = helio_test_source_finalize;
}

static void
helio_test_source_init (HelioTestSource *self)
{
  self->username = g_strdup ("alice@org_test");
}

HelioTestSource *
helio_test_source_new (HelioSandboxBroker *broker, HelioClock *clock)
{
  HelioTestSource *self = g_object_new (HELIO_TYPE_TEST_SOURCE, NULL);

  if (broker != NULL)
    self->broker = g_object_ref (broker);
  self->clock = g_object_ref (clock);
  return self;
}

void
helio_test_source_set_user (HelioTestSource *self, const char *username)
{
  g_free (self->username);
  self->username = g_strdup (username);
}

void
helio_test_source_set_life (HelioTestSource *self, gint64 life)
{
  self->life = life;
}

void
helio_test_source_fail (HelioTestSource *self, const GError *error, guint count)
{
  g_clear_error (&self->error);
  self->error = g_error_copy (error);
  self->failures = count;
}

void
helio_test_source_lie (HelioTestSource *self, guint count)
{
  self->lies = count;
}

void
helio_test_source_set_stage (HelioTestSource *self, HelioCredentialStage stage)
{
  self->stage = stage;
  helio_credential_source_emit_stage_changed (HELIO_CREDENTIAL_SOURCE (self));
}

void
helio_test_source_set_held (HelioTestSource *self, gboolean held)
{
  g_autoptr (GTask) task = NULL;

  self->held = held;
  if (held)
    return;
  task = g_steal_pointer (&self->waiting);
  if (task != NULL)
    answer (self, task);
}

guint
helio_test_source_get_asked (HelioTestSource *self)
{
  return self->asked;
}

HelioCredentialFlags
helio_test_source_get_last_flags (HelioTestSource *self)
{
  return self->flags;
}
