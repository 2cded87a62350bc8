// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "sandbox/helio-faults.h"

#include "core/base/helio-error.h"

#define MAX_ARMED 1000

static const char *const target_names[HELIO_FAULT_N_TARGETS] =
    {"token", "refresh", "jwks", "exchange", "backend", "broker"};
static const char *const effect_names[] = {"status",
                                           "delay",
                                           "malformed",
                                           "drop_before",
                                           "drop_after",
                                           "skew",
                                           "code",
                                           "rotate",
                                           "clear"};

struct _HelioFaults {
  GQueue armed;
  gint64 requests[HELIO_FAULT_N_TARGETS];
};

static int
find_name (const char *const *names, guint n_names, const char *name)
{
  for (guint i = 0; name != NULL && i < n_names; i++)
    if (g_str_equal (names[i], name))
      return (int) i;
  return -1;
}

static gboolean
read_value (HelioFault *self, const HelioJson *request, GError **error)
{
  const char *text = helio_json_get_string (request, "value");

  if (text != NULL) {
    self->text = g_strdup (text);
    self->has_number =
        g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &self->number, NULL);
  } else if (helio_json_get_integer (request, "value", &self->number)) {
    self->has_number = TRUE;
    self->text = g_strdup_printf ("%" G_GINT64_FORMAT, self->number);
  } else if (helio_json_has (request, "value")) {
    return helio_error_set (error,
                            HELIO_ERROR_INVALID_DATA,
                            NULL,
                            "$.value must be a text or a whole number");
  }
  return TRUE;
}

static gboolean
check_value (const HelioFault *self, GError **error)
{
  gboolean good = TRUE;

  if (self->target == HELIO_FAULT_BROKER)
    return TRUE; /* the broker looks itself */
  if (self->effect == HELIO_FAULT_STATUS)
    good = self->text == NULL || (self->has_number && self->number >= 200 && self->number <= 599);
  else if (self->effect == HELIO_FAULT_DELAY)
    good = self->has_number && self->number >= 0 && self->number <= 600000;
  else if (self->effect == HELIO_FAULT_SKEW)
    good = self->has_number && ABS (self->number) <= (gint64) 100 * 365 * 86400;
  else if (self->effect == HELIO_FAULT_CODE)
    good = self->text != NULL && !self->has_number;
  if (!good)
    return helio_error_set (error,
                            HELIO_ERROR_INVALID_DATA,
                            NULL,
                            "$.value does not fit \"%s\"",
                            self->effect_name);
  if (self->effect == HELIO_FAULT_ROTATE && self->target != HELIO_FAULT_JWKS)
    return helio_error_set (error,
                            HELIO_ERROR_INVALID_DATA,
                            NULL,
                            "$.effect \"rotate\" is for the target jwks");
  return TRUE;
}

HelioFault *
helio_fault_new_from_json (const HelioJson *request, GError **error)
{
  g_autoptr (HelioFault) self = g_new0 (HelioFault, 1);
  const char *effect;
  gint64 count = 1;
  int target, known;

  if (helio_json_get_kind (request) != HELIO_JSON_OBJECT) {
    helio_error_set (error, HELIO_ERROR_INVALID_DATA, NULL, "$ must be an object");
    return NULL;
  }
  target =
      find_name (target_names, HELIO_FAULT_N_TARGETS, helio_json_get_string (request, "target"));
  effect = helio_json_get_string (request, "effect");
  known = find_name (effect_names, G_N_ELEMENTS (effect_names), effect);
  if (target < 0) {
    helio_error_set (error,
                     HELIO_ERROR_INVALID_DATA,
                     NULL,
                     "$.target must be token, refresh, jwks, exchange, backend or broker");
    return NULL;
  }
  if (effect == NULL || (known < 0 && target != HELIO_FAULT_BROKER)) {
    helio_error_set (error, HELIO_ERROR_INVALID_DATA, NULL, "$.effect is not known");
    return NULL;
  }
  if (helio_json_has (request, "count") &&
      (!helio_json_get_integer (request, "count", &count) || count < 0 || count > 1000000)) {
    helio_error_set (error,
                     HELIO_ERROR_INVALID_DATA,
                     NULL,
                     "$.count must be a whole number from 0 to 1000000");
    return NULL;
  }
  self->target = (HelioFaultTarget) target;
  self->effect = known < 0 ? HELIO_FAULT_OTHER : (HelioFaultEffect) known;
  self->effect_name = g_strdup (effect);
  self->count = (int) count;
  self->user = g_strdup (helio_json_get_string (request, "user"));
  if (self->user == NULL && helio_json_has (request, "user")) {
    helio_error_set (error, HELIO_ERROR_INVALID_DATA, NULL, "$.user must be a text or null");
    return NULL;
  }
  if (!read_value (self, request, error) || !check_value (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
helio_fault_free (HelioFault *self)
{
  g_free (self->effect_name);
  g_free (self->text);
  g_free (self->user);
  g_free (self);
}

static HelioFault *
fault_copy (const HelioFault *fault)
{
  HelioFault *copy = g_new0 (HelioFault, 1);

  *copy = *fault;
  copy->effect_name = g_strdup (fault->effect_name);
  copy->text = g_strdup (fault->text);
  copy->user = g_strdup (fault->user);
  return copy;
}

HelioFaults *
helio_faults_new (void)
{
  HelioFaults *self = g_new0 (HelioFaults, 1);

  g_queue_init (&self->armed);
  return self;
}

void
helio_faults_free (HelioFaults *self)
{
  g_queue_clear_full (&self->armed, (GDestroyNotify) helio_fault_free);
  g_free (self);
}

gboolean
helio_faults_add (HelioFaults *self, HelioFault *fault_taken, GError **error)
{
  g_autoptr (HelioFault) fault = fault_taken;

  if (fault->effect == HELIO_FAULT_CLEAR) {
    for (GList *link = self->armed.head, *next; link != NULL; link = next) {
      HelioFault *armed = link->data;

      next = link->next;
      if (armed->target == fault->target &&
          (fault->user == NULL || g_strcmp0 (fault->user, armed->user) == 0)) {
        g_queue_delete_link (&self->armed, link);
        helio_fault_free (armed);
      }
    }
    return TRUE;
  }
  if (g_queue_get_length (&self->armed) >= MAX_ARMED)
    return helio_error_set (error,
                            HELIO_ERROR_TOO_LARGE,
                            NULL,
                            "More than %d faults are armed",
                            MAX_ARMED);
  g_queue_push_tail (&self->armed, g_steal_pointer (&fault));
  return TRUE;
}

HelioFault *
helio_faults_take (HelioFaults *self, HelioFaultTarget target, const char *user)
{
  for (GList *link = self->armed.head; link != NULL; link = link->next) {
    HelioFault *armed = link->data;

    if (armed->target != target || (armed->user != NULL && g_strcmp0 (armed->user, user) != 0))
      continue;
    if (armed->count == 1) {
      g_queue_delete_link (&self->armed, link);
      return armed;
    }
    if (armed->count > 1)
      armed->count--;
    return fault_copy (armed);
  }
  return NULL;
}

void
helio_faults_count (HelioFaults *self, HelioFaultTarget target)
{
  self->requests[target]++;
}

HelioJson *
helio_faults_to_json (const HelioFaults *self)
{
  HelioJson *answer = helio_json_new_object ();
  HelioJson *requests = helio_json_new_object ();

  for (guint i = 0; i < HELIO_FAULT_N_TARGETS; i++)
    helio_json_set_integer (requests, target_names[i], self->requests[i]);
  helio_json_set (answer, "requests", requests);
  helio_json_set_integer (answer, "armed", g_queue_get_length ((GQueue *) &self->armed));
  return answer;
}
