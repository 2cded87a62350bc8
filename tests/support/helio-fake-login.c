// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "support/helio-fake-connection.h"

/* The login */

struct _HelioLogin {
  GObject parent_instance;
  HelioFakeLogin fake;
};

G_DEFINE_FINAL_TYPE (HelioLogin, helio_login, G_TYPE_OBJECT)

enum {
  LOGIN_STATE = 1,
  LOGIN_URI,
  LOGIN_REDIRECT_URI,
  LOGIN_DEADLINE,
  LOGIN_BROWSER_ERROR,
  LOGIN_N,
};
static GParamSpec *login_properties[LOGIN_N];

static void
helio_login_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  /* Nobody binds to it: the getters are what widgets read. */
  g_value_reset (value);
}

static void
helio_login_finalize (GObject *object)
{
  HelioFakeLogin *fake = &HELIO_LOGIN (object)->fake;
  g_free (fake->uri);
  g_free (fake->redirect_uri);
  g_clear_error (&fake->browser_error);
  g_string_free (fake->calls, TRUE);
  G_OBJECT_CLASS (helio_login_parent_class)->finalize (object);
}

static void
helio_login_class_init (HelioLoginClass *klass)
{
  static const char *const names[LOGIN_N] =
      {NULL, "state", "uri", "redirect-uri", "deadline", "browser-error"};
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  object_class->get_property = helio_login_get_property;
  object_class->finalize = helio_login_finalize;
  for (guint i = 1; i < LOGIN_N; i++)
    login_properties[i] =
        g_param_spec_pointer (names[i], NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, LOGIN_N, login_properties);
}

static void
helio_login_init (HelioLogin *self)
{
  self->fake.calls = g_string_new (NULL);
}

HelioLogin *
helio_fake_login_new (void)
{
  return g_object_new (HELIO_TYPE_LOGIN, NULL);
}

HelioFakeLogin *
helio_fake_login (HelioLogin *self)
{
  return &self->fake;
}

void
helio_fake_login_changed (HelioLogin *self)
{
  for (guint i = 1; i < LOGIN_N; i++)
    g_object_notify_by_pspec (G_OBJECT (self), login_properties[i]);
}

HelioLoginState
helio_login_get_state (HelioLogin *self)
{
  return self->fake.state;
}

const char *
helio_login_get_uri (HelioLogin *self)
{
  return self->fake.uri;
}

const char *
helio_login_get_redirect_uri (HelioLogin *self)
{
  return self->fake.redirect_uri;
}

gint64
helio_login_get_deadline (HelioLogin *self)
{
  return self->fake.deadline;
}

const GError *
helio_login_get_browser_error (HelioLogin *self)
{
  return self->fake.browser_error;
}

GStrv
helio_login_get_callback_uris (HelioLogin *self)
{
  static const char *const uris[] = {"http://127.0.0.1:17731/callback",
                                     "http://127.0.0.1:21739/callback",
                                     NULL};
  return g_strdupv ((char **) uris);
}

void
helio_login_open_again (HelioLogin *self)
{
  g_string_append (self->fake.calls, "open-again\n");
}

void
helio_login_cancel (HelioLogin *self)
{
  g_string_append (self->fake.calls, "cancel\n");
}

void
helio_login_supersede (HelioLogin *self)
{
  g_string_append (self->fake.calls, "supersede\n");
}

void
helio_login_browser_failed (HelioLogin *self, const GError *error)
{
  g_clear_error (&self->fake.browser_error);
  self->fake.browser_error = g_error_copy (error);
  helio_fake_login_changed (self);
}

/* The login with a code */

struct _HelioDeviceLogin {
  GObject parent_instance;
  HelioFakeDeviceLogin fake;
};

G_DEFINE_FINAL_TYPE (HelioDeviceLogin, helio_device_login, G_TYPE_OBJECT)

static GParamSpec *device_login_state;

static void
helio_device_login_finalize (GObject *object)
{
  HelioFakeDeviceLogin *fake = &HELIO_DEVICE_LOGIN (object)->fake;
  g_free (fake->user_code);
  g_free (fake->verification_uri);
  g_free (fake->verification_uri_complete);
  g_clear_error (&fake->poll_error);
  g_string_free (fake->calls, TRUE);
  G_OBJECT_CLASS (helio_device_login_parent_class)->finalize (object);
}

static void
helio_device_login_class_init (HelioDeviceLoginClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  object_class->get_property = helio_login_get_property;
  object_class->finalize = helio_device_login_finalize;
  device_login_state =
      g_param_spec_pointer ("state", NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_property (object_class, 1, device_login_state);
}

static void
helio_device_login_init (HelioDeviceLogin *self)
{
  self->fake.calls = g_string_new (NULL);
}

HelioDeviceLogin *
helio_fake_device_login_new (void)
{
  return g_object_new (HELIO_TYPE_DEVICE_LOGIN, NULL);
}

HelioFakeDeviceLogin *
helio_fake_device_login (HelioDeviceLogin *self)
{
  return &self->fake;
}

void
helio_fake_device_login_changed (HelioDeviceLogin *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), device_login_state);
}

HelioDeviceLoginState
helio_device_login_get_state (HelioDeviceLogin *self)
{
  return self->fake.state;
}

const char *
helio_device_login_get_user_code (HelioDeviceLogin *self)
{
  return self->fake.user_code;
}

const char *
helio_device_login_get_verification_uri (HelioDeviceLogin *self)
{
  return self->fake.verification_uri;
}

const char *
helio_device_login_get_verification_uri_complete (HelioDeviceLogin *self)
{
  return self->fake.verification_uri_complete;
}

gint64
helio_device_login_get_deadline (HelioDeviceLogin *self)
{
  return self->fake.deadline;
}

const GError *
helio_device_login_get_poll_error (HelioDeviceLogin *self)
{
  return self->fake.poll_error;
}

void
helio_device_login_cancel (HelioDeviceLogin *self)
{
  g_string_append (self->fake.calls, "cancel\n");
}
