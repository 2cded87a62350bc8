// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "sandbox/helio-broker-faults.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_ARMED 1000
#define MAX_DELAY_MS (10 * 60 * 1000)

typedef struct {
  HelioBrokerFault fault;
  gboolean live;
  int left; /* 0: no end */
  char *user;
} Armed;

struct _HelioBrokerFaults {
  gatomicrefcount ref_count;
  GMutex lock;
  GPtrArray *armed;
};

static void
armed_free (gpointer data)
{
  Armed *armed = data;

  g_free (armed->user);
  g_free (armed);
}

HelioBrokerFaults *
helio_broker_faults_new (void)
{
  HelioBrokerFaults *self = g_new0 (HelioBrokerFaults, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  self->armed = g_ptr_array_new_with_free_func (armed_free);
  return self;
}

HelioBrokerFaults *
helio_broker_faults_ref (HelioBrokerFaults *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
helio_broker_faults_unref (HelioBrokerFaults *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_ptr_array_unref (self->armed);
  g_mutex_clear (&self->lock);
  g_free (self);
}

gboolean
helio_broker_user_is (const char *username, const char *user)
{
  gsize length;

  if (user == NULL)
    return TRUE;
  if (username == NULL)
    return FALSE;
  length = strlen (user);
  return strncmp (username, user, length) == 0 &&
         (username[length] == '\0' || username[length] == '@');
}

static gboolean
parse_number (const char *text, guint max, guint *number)
{
  guint64 value = 0;
  gboolean is_hex = text != NULL && g_ascii_strncasecmp (text, "0x", 2) == 0;

  if (text == NULL || !g_ascii_string_to_unsigned (is_hex ? text + 2 : text,
                                                   is_hex ? 16 : 10,
                                                   0,
                                                   max,
                                                   &value,
                                                   NULL))
    return FALSE;
  *number = (guint) value;
  return TRUE;
}

static gboolean
parse (Armed *armed, const char *effect, const char *value)
{
  static const char prefix[] = "disconnect:";

  if (strcmp (effect, "delay") == 0) {
    armed->fault.kind = HELIO_BROKER_FAULT_DELAY;
    return parse_number (value, MAX_DELAY_MS, &armed->fault.value);
  }
  if (strcmp (effect, "code") == 0) {
    armed->fault.kind = HELIO_BROKER_FAULT_CODE;
    armed->live = value != NULL && g_str_has_prefix (value, prefix);
    return parse_number (armed->live ? value + strlen (prefix) : value, 0xff, &armed->fault.value);
  }
  if (strcmp (effect, "malformed") == 0) {
    armed->fault.kind = HELIO_BROKER_FAULT_MALFORMED;
    armed->live = g_strcmp0 (value, "live") == 0;
    return TRUE;
  }
  if (strcmp (effect, "drop_before") == 0)
    armed->fault.kind = HELIO_BROKER_FAULT_DROP_BEFORE;
  else if (strcmp (effect, "drop_after") == 0)
    armed->fault.kind = HELIO_BROKER_FAULT_DROP_AFTER;
  return armed->fault.kind != HELIO_BROKER_FAULT_NONE;
}

gboolean
helio_broker_faults_arm (HelioBrokerFaults *self,
                         const char *effect,
                         const char *value,
                         int count,
                         const char *user,
                         gboolean *live,
                         GError **error)
{
  Armed *armed = g_new0 (Armed, 1);

  armed->left = MAX (count, 0);
  armed->user = g_strdup (user);
  *live = FALSE;
  if (!parse (armed, effect, value)) {
    g_autofree char *shown_effect = helio_printable (effect, -1, 40);
    g_autofree char *shown_value = helio_printable (value != NULL ? value : "", -1, 40);

    armed_free (armed);
    return helio_error_set (
        error,
        HELIO_ERROR_INVALID_DATA,
        C_ ("sandbox",
            "Broker faults: kill, start, stop, cont, kick, code, delay, malformed, "
            "drop_before, drop_after, clear."),
        C_ ("sandbox", "The broker has no fault “%s” with the value “%s”."),
        shown_effect,
        shown_value);
  }
  *live = armed->live;
  g_mutex_lock (&self->lock);
  if (self->armed->len >= MAX_ARMED)
    g_ptr_array_remove_index (self->armed, 0);
  g_ptr_array_add (self->armed, armed);
  g_mutex_unlock (&self->lock);
  return TRUE;
}

void
helio_broker_faults_clear (HelioBrokerFaults *self)
{
  g_mutex_lock (&self->lock);
  g_ptr_array_set_size (self->armed, 0);
  g_mutex_unlock (&self->lock);
}

static HelioBrokerFault
take (HelioBrokerFaults *self, const char *username, gboolean live, gboolean delay)
{
  HelioBrokerFault fault = {HELIO_BROKER_FAULT_NONE, 0};

  for (guint i = 0; i < self->armed->len; i++) {
    Armed *armed = g_ptr_array_index (self->armed, i);

    if (armed->live != live || (armed->fault.kind == HELIO_BROKER_FAULT_DELAY) != delay ||
        !helio_broker_user_is (username, armed->user))
      continue;
    fault = armed->fault;
    if (armed->left == 1)
      g_ptr_array_remove_index (self->armed, i);
    else if (armed->left > 1)
      armed->left--;
    break;
  }
  return fault;
}

HelioBrokerFault
helio_broker_faults_take_connect (HelioBrokerFaults *self, const char *username, guint *delay_ms)
{
  HelioBrokerFault fault;

  g_mutex_lock (&self->lock);
  *delay_ms = take (self, username, FALSE, TRUE).value;
  fault = take (self, username, FALSE, FALSE);
  g_mutex_unlock (&self->lock);
  return fault;
}

HelioBrokerFault
helio_broker_faults_take_live (HelioBrokerFaults *self, const char *username)
{
  HelioBrokerFault fault;

  g_mutex_lock (&self->lock);
  fault = take (self, username, TRUE, FALSE);
  g_mutex_unlock (&self->lock);
  return fault;
}
