// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/exchange/helio-anonymous-source.h"

#include "core/base/helio-error.h"

#include <glib/gi18n-lib.h>

struct _HelioAnonymousSource {
  GObject parent_instance;
  HelioClock *clock;
};

static void credential_source_iface_init (HelioCredentialSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HelioAnonymousSource,
                               helio_anonymous_source,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (HELIO_TYPE_CREDENTIAL_SOURCE,
                                                      credential_source_iface_init))

static void
helio_anonymous_source_get_async (HelioCredentialSource *source,
                                  HelioCredentialFlags flags,
                                  HelioCredential *previous,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  HelioAnonymousSource *self = HELIO_ANONYMOUS_SOURCE (source);
  g_autoptr (GTask) task = g_task_new (source, cancellable, callback, user_data);
  HelioCredentialInit init = {.life_kind = HELIO_CREDENTIAL_LIFE_ENDLESS,
                              .obtained_boot = helio_clock_now_boot (self->clock),
                              .obtained_wall = helio_clock_now_wall (self->clock),
                              .method = "none"};

  g_task_set_source_tag (task, helio_anonymous_source_get_async);
  if ((flags & HELIO_CREDENTIAL_REFUSED) != 0)
    g_task_return_error (
        task,
        helio_error_new (HELIO_ERROR_MQTT_CREDENTIAL,
                         C_ ("error", "Give the connection a username and password."),
                         C_ ("error", "The broker lets nobody in without a username.")));
  else
    g_task_return_pointer (task,
                           helio_credential_new (&init),
                           (GDestroyNotify) helio_credential_unref);
}

static HelioCredential *
helio_anonymous_source_get_finish (HelioCredentialSource *source,
                                   GAsyncResult *result,
                                   GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
credential_source_iface_init (HelioCredentialSourceInterface *iface)
{
  iface->get_async = helio_anonymous_source_get_async;
  iface->get_finish = helio_anonymous_source_get_finish;
}

static void
helio_anonymous_source_finalize (GObject *object)
{
  g_object_unref (HELIO_ANONYMOUS_SOURCE (object)->clock);
  G_OBJECT_CLASS (helio_anonymous_source_parent_class)->finalize (object);
}

static void
helio_anonymous_source_class_init (HelioAnonymousSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = helio_anonymous_source_finalize;
}

static void
helio_anonymous_source_init (HelioAnonymousSource *self)
{
}

HelioAnonymousSource *
helio_anonymous_source_new (HelioClock *clock)
{
  HelioAnonymousSource *self = g_object_new (HELIO_TYPE_ANONYMOUS_SOURCE, NULL);

  self->clock = g_object_ref (clock);
  return self;
}
