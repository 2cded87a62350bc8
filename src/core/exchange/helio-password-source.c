// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/exchange/helio-password-source.h"

#include "core/base/helio-error.h"
#include "core/exchange/helio-credential-answer.h"

#include <glib/gi18n-lib.h>

struct _HelioPasswordSource {
  GObject parent_instance;
  HelioProfile *profile;
  HelioClock *clock;
  HelioSecret *password;
  gboolean tried; /* given out since it was set */
};

static void credential_source_iface_init (HelioCredentialSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HelioPasswordSource,
                               helio_password_source,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (HELIO_TYPE_CREDENTIAL_SOURCE,
                                                      credential_source_iface_init))

static HelioCredential *
make_credential (HelioPasswordSource *self, HelioCredentialFlags flags, GError **error)
{
  const char *username = self->profile->password.username;
  HelioCredentialInit init = {.username = username,
                              .password = self->password,
                              .life_kind = HELIO_CREDENTIAL_LIFE_ENDLESS,
                              .obtained_boot = helio_clock_now_boot (self->clock),
                              .obtained_wall = helio_clock_now_wall (self->clock),
                              .method = "password"};

  if (self->password == NULL) {
    helio_error_set (error,
                     HELIO_ERROR_SIGN_IN_REQUIRED,
                     C_ ("error", "Enter the password."),
                     C_ ("error", "The password for “%s” is needed."),
                     username);
    return NULL;
  }
  if ((flags & HELIO_CREDENTIAL_REFUSED) != 0 && self->tried) {
    helio_error_set (error,
                     HELIO_ERROR_SIGN_IN_REQUIRED,
                     C_ ("error",
                         "Enter the password again, and check that the username is complete: "
                         "name@organization."),
                     C_ ("error", "The broker refused the password for “%s”."),
                     username);
    return NULL;
  }
  if (helio_secret_get_length (self->password) > HELIO_CREDENTIAL_TEXT_MAX) {
    helio_error_set (error,
                     HELIO_ERROR_TOO_LARGE,
                     C_ ("error", "Enter a shorter password."),
                     C_ ("error", "The password is longer than MQTT allows (%u bytes)."),
                     HELIO_CREDENTIAL_TEXT_MAX);
    return NULL;
  }
  self->tried = TRUE;
  return helio_credential_new (&init);
}

static void
helio_password_source_get_async (HelioCredentialSource *source,
                                 HelioCredentialFlags flags,
                                 HelioCredential *previous,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (source, cancellable, callback, user_data);
  GError *error = NULL;
  HelioCredential *credential = make_credential (HELIO_PASSWORD_SOURCE (source), flags, &error);

  g_task_set_source_tag (task, helio_password_source_get_async);
  if (credential != NULL)
    g_task_return_pointer (task, credential, (GDestroyNotify) helio_credential_unref);
  else
    g_task_return_error (task, error);
}

static HelioCredential *
helio_password_source_get_finish (HelioCredentialSource *source,
                                  GAsyncResult *result,
                                  GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static HelioCredentialStage
helio_password_source_get_stage (HelioCredentialSource *source)
{
  return HELIO_CREDENTIAL_STAGE_IDLE;
}

static void
credential_source_iface_init (HelioCredentialSourceInterface *iface)
{
  iface->get_async = helio_password_source_get_async;
  iface->get_finish = helio_password_source_get_finish;
  iface->get_stage = helio_password_source_get_stage;
}

static void
helio_password_source_finalize (GObject *object)
{
  HelioPasswordSource *self = HELIO_PASSWORD_SOURCE (object);

  helio_secret_unref (self->password);
  helio_profile_unref (self->profile);
  g_object_unref (self->clock);
  G_OBJECT_CLASS (helio_password_source_parent_class)->finalize (object);
}

static void
helio_password_source_class_init (HelioPasswordSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = helio_password_source_finalize;
}

static void
helio_password_source_init (HelioPasswordSource *self)
{
}

HelioPasswordSource *
helio_password_source_new (HelioProfile *profile, HelioClock *clock)
{
  HelioPasswordSource *self = g_object_new (HELIO_TYPE_PASSWORD_SOURCE, NULL);

  self->profile = helio_profile_ref (profile);
  self->clock = g_object_ref (clock);
  return self;
}

void
helio_password_source_set_password (HelioPasswordSource *self, HelioSecret *password)
{
  HelioSecret *kept = password != NULL ? helio_secret_ref (password) : NULL;

  helio_secret_unref (self->password);
  self->password = kept;
  self->tried = FALSE;
}
