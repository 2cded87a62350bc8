// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "sandbox/helio-devices.h"

#include "core/crypto/helio-random.h"

#define MAX_DEVICES 256
#define USER_CODE_LETTERS 8
#define SLOWER (5 * HELIO_SECOND)

typedef struct {
  char *device_code;
  char *user_code; /* letters only */
  char *scope, *audience;
  gint64 started, last_poll, interval; /* boot time, µs; last_poll 0: none */
  gboolean decided;
  HelioGrant *grant; /* (nullable) */
} Device;

struct _HelioDevices {
  HelioClock *clock;
  gint64 interval;
  GQueue devices; /* oldest first */
};

static void
device_free (gpointer data)
{
  Device *device = data;

  g_clear_pointer (&device->grant, helio_grant_unref);
  g_free (device->device_code);
  g_free (device->user_code);
  g_free (device->scope);
  g_free (device->audience);
  g_free (device);
}

static void
forget (HelioDevices *self, Device *device)
{
  g_queue_remove (&self->devices, device);
  device_free (device);
}

HelioDevices *
helio_devices_new (HelioClock *clock, gint64 interval)
{
  HelioDevices *self = g_new0 (HelioDevices, 1);

  self->clock = g_object_ref (clock);
  self->interval = interval;
  return self;
}

void
helio_devices_free (HelioDevices *self)
{
  g_queue_clear_full (&self->devices, device_free);
  g_object_unref (self->clock);
  g_free (self);
}

gint64
helio_devices_get_interval (const HelioDevices *self)
{
  return self->interval;
}

/* Consonants only, so that no word comes out (RFC 8628 §6.1). */
static char *
make_user_code (void)
{
  static const char letters[] = "BCDFGHJKLMNPQRST";
  guint8 octets[USER_CODE_LETTERS];
  char code[USER_CODE_LETTERS + 1];

  helio_random_bytes (octets, sizeof octets);
  for (guint i = 0; i < USER_CODE_LETTERS; i++)
    code[i] = letters[octets[i] % 16];
  code[USER_CODE_LETTERS] = '\0';
  return g_strdup (code);
}

void
helio_devices_start (HelioDevices *self,
                     const char *scope,
                     const char *audience,
                     char **device_code,
                     char **user_code)
{
  Device *device = g_new0 (Device, 1);

  if (g_queue_get_length (&self->devices) >= MAX_DEVICES)
    device_free (g_queue_pop_head (&self->devices));
  device->device_code = helio_random_token (32);
  device->user_code = make_user_code ();
  device->scope = g_strdup (scope);
  device->audience = g_strdup (audience);
  device->started = helio_clock_now_boot (self->clock);
  device->interval = self->interval * HELIO_SECOND;
  g_queue_push_tail (&self->devices, device);
  *device_code = g_strdup (device->device_code);
  *user_code = g_strdup_printf ("%.4s-%s", device->user_code, device->user_code + 4);
}

static gboolean
is_over (const HelioDevices *self, const Device *device)
{
  return helio_clock_now_boot (self->clock) - device->started > HELIO_DEVICE_LIFE * HELIO_SECOND;
}

static Device *
find_device (HelioDevices *self, const char *device_code)
{
  for (GList *link = self->devices.head; device_code != NULL && link != NULL; link = link->next) {
    Device *device = link->data;

    if (g_str_equal (device->device_code, device_code))
      return device;
  }
  return NULL;
}

gboolean
helio_devices_find (HelioDevices *self,
                    const char *user_code,
                    char **device_code,
                    char **scope,
                    char **audience)
{
  g_autoptr (GString) typed = g_string_new (NULL);

  for (const char *p = user_code; *p != '\0'; p++)
    if (g_ascii_isalpha (*p))
      g_string_append_c (typed, g_ascii_toupper (*p));
  for (GList *link = self->devices.head; link != NULL; link = link->next) {
    const Device *device = link->data;

    if (!g_str_equal (device->user_code, typed->str) || device->decided || is_over (self, device))
      continue;
    *device_code = g_strdup (device->device_code);
    *scope = g_strdup (device->scope);
    *audience = g_strdup (device->audience);
    return TRUE;
  }
  return FALSE;
}

gboolean
helio_devices_decide (HelioDevices *self, const char *device_code, HelioGrant *grant)
{
  Device *device = find_device (self, device_code);

  if (device == NULL || device->decided || is_over (self, device))
    return FALSE;
  device->decided = TRUE;
  device->grant = grant != NULL ? helio_grant_ref (grant) : NULL;
  return TRUE;
}

HelioDeviceVerdict
helio_devices_poll (HelioDevices *self, const char *device_code, HelioGrant **grant)
{
  Device *device = find_device (self, device_code);
  gint64 now = helio_clock_now_boot (self->clock);
  gboolean early;

  *grant = NULL;
  if (device == NULL)
    return HELIO_DEVICE_UNKNOWN;
  if (is_over (self, device)) {
    forget (self, device);
    return HELIO_DEVICE_EXPIRED;
  }
  early = device->last_poll != 0 && now - device->last_poll < device->interval;
  device->last_poll = now;
  if (early) {
    device->interval += SLOWER;
    return HELIO_DEVICE_SLOW_DOWN;
  }
  if (!device->decided)
    return HELIO_DEVICE_PENDING;
  *grant = g_steal_pointer (&device->grant);
  forget (self, device);
  return *grant != NULL ? HELIO_DEVICE_GRANTED : HELIO_DEVICE_DENIED;
}
