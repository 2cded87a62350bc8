// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* Takes away a retained probe message. The witness looks whether it is there; the user who wrote it clears it, the
 * witness sees that it is gone or clears it, too. Whatever ended the probe, this goes on with whoever is there.
 * Nothing is written where nothing lies: that would be refused to whoever was refused before.
 *
 * What was sent on a connection that ended may lie unread at a busy broker. It has read it, or never will, once the
 * same client id has connected anew: only then does looking tell something. */
#include "config.h"

#include "core/acl/helio-prober-private.h"

#include "core/base/helio-error.h"

#include <glib/gi18n-lib.h>

/* Times that the witness's connection may end meanwhile. */
#define LOSSES_MAX 3
/* Of the time for an answer, for each step: several are needed. */
#define PATIENCE 4

typedef enum {
  STEP_AWAIT, /* waits for the user to be there anew */
  STEP_LOOK,  /* waits for the witness to be there */
  STEP_LOOKING,
  STEP_CLEAR, /* waits for the user to be there */
  STEP_CLEARING,
  STEP_CLEARING_TOO, /* the witness does */
  STEP_DONE,
} Step;

struct _HelioSweep {
  HelioProber *prober;
  HelioParty *party;
  char *topic;
  char *shown; /* the same in a report, which is to say the same in each run */
  Step step;
  gboolean expected; /* known to lie there */
  gboolean seen;
  gboolean anew;       /* the connection on which it was sent has ended */
  gboolean by_user;    /* the user has cleared it, or cannot */
  gboolean by_witness; /* … the witness */
  guint losses;
  HelioTimer *deadline;
  HelioTimer *pause; /* it may still be on its way */
};

static void
done (HelioSweep *self)
{
  self->step = STEP_DONE;
  g_clear_pointer (&self->deadline, helio_timer_cancel);
  helio_prober_pump (self->prober);
}

static void
give_up (HelioSweep *self)
{
  g_autoptr (GError) error = helio_error_new (
      HELIO_ERROR_FAILED,
      C_ ("prober", "Look there, and clear it with an empty retained message."),
      C_ ("prober", "The retained message of a check on %s could not be seen to be gone again."),
      self->shown);

  helio_report_add_fault (self->prober->report, self->party->user, error);
  done (self);
}

static void on_deadline (gpointer user_data);

/* Each step is taken a bounded number of times. */
static void
set_step (HelioSweep *self, Step step)
{
  self->step = step;
  g_clear_pointer (&self->deadline, helio_timer_cancel);
  self->deadline = helio_clock_after (self->prober->services->clock,
                                      PATIENCE * helio_prober_get_answer_time (self->prober),
                                      on_deadline,
                                      self);
}

/* The user has had the time: the witness is left. */
static void
on_deadline (gpointer user_data)
{
  HelioSweep *self = user_data;

  if (self->step == STEP_LOOK || self->step == STEP_LOOKING || self->step == STEP_CLEARING_TOO) {
    give_up (self);
    return;
  }
  if (self->party->client != NULL)
    helio_probe_client_forget (self->party->client, self);
  self->by_user = self->by_user || self->step != STEP_AWAIT;
  set_step (self, STEP_LOOK);
  helio_prober_pump (self->prober);
}

HelioSweep *
helio_sweep_new (HelioParty *party, const char *topic, const char *shown, gboolean expected)
{
  HelioSweep *self = g_new0 (HelioSweep, 1);

  self->prober = party->prober;
  self->party = party;
  self->topic = g_strdup (topic);
  self->shown = g_strdup (shown);
  self->expected = expected;
  set_step (self, expected ? STEP_CLEAR : STEP_LOOK);
  return self;
}

void
helio_sweep_free (HelioSweep *self)
{
  HelioParty *witness = self->prober->witness;

  if (self->party->client != NULL)
    helio_probe_client_forget (self->party->client, self);
  if (witness != NULL && witness->client != NULL)
    helio_probe_client_forget (witness->client, self);
  g_clear_pointer (&self->deadline, helio_timer_cancel);
  g_clear_pointer (&self->pause, helio_timer_cancel);
  g_free (self->topic);
  g_free (self->shown);
  g_free (self);
}

const char *
helio_sweep_get_topic (HelioSweep *self)
{
  return self->topic;
}

HelioParty *
helio_sweep_get_party (HelioSweep *self)
{
  return self->party;
}

gboolean
helio_sweep_writes_as (HelioSweep *self, HelioParty *party)
{
  return self->party == party && self->step == STEP_CLEARING;
}

gboolean
helio_sweep_is_done (HelioSweep *self)
{
  return self->step == STEP_DONE;
}

void
helio_sweep_message (HelioSweep *self, HelioParty *at, const HelioProbeMessage *message)
{
  if (at->is_witness && message->serial != 0 && message->retained &&
      g_str_equal (message->topic, self->topic))
    self->seen = TRUE;
}

static void
on_cleared (gpointer owner, int code)
{
  HelioSweep *self = owner;

  set_step (self, STEP_LOOK);
  helio_sweep_work (self);
}

static void
judge (HelioSweep *self)
{
  HelioParty *witness = self->prober->witness;

  helio_party_unwatch (witness, self->topic);
  if (!self->seen)
    done (self);
  else if (!self->by_user) {
    set_step (self, STEP_CLEAR);
    helio_sweep_work (self);
  } else if (!self->by_witness) {
    self->by_witness = TRUE;
    set_step (self, STEP_CLEARING_TOO);
    helio_probe_client_publish (witness->client, self->topic, 0, TRUE, self, on_cleared);
  } else
    give_up (self);
}

static void
on_pause (gpointer user_data)
{
  HelioSweep *self = user_data;

  g_clear_pointer (&self->pause, helio_timer_cancel);
  judge (self);
}

static void
on_pong (gpointer owner, int code)
{
  HelioSweep *self = owner;

  if (self->seen || self->expected)
    judge (self);
  else
    self->pause = helio_clock_after (self->prober->services->clock,
                                     helio_prober_get_grace (self->prober),
                                     on_pause,
                                     self);
}

static void
on_looked (gpointer owner, int code)
{
  HelioSweep *self = owner;

  if (code >= 0x80)
    give_up (self);
  else
    helio_probe_client_ping (self->prober->witness->client, self, on_pong);
}

void
helio_sweep_work (HelioSweep *self)
{
  HelioParty *witness = self->prober->witness;

  if (self->step == STEP_AWAIT &&
      (self->party->state == HELIO_PARTY_ONLINE || self->party->state == HELIO_PARTY_OVER))
    set_step (self, STEP_LOOK);
  if (self->step == STEP_CLEAR && self->party->state == HELIO_PARTY_ONLINE) {
    set_step (self, STEP_CLEARING);
    self->by_user = TRUE;
    self->expected = TRUE;
    helio_probe_client_publish (self->party->client, self->topic, 0, TRUE, self, on_cleared);
  } else if (self->step == STEP_CLEAR && self->party->state == HELIO_PARTY_OVER) {
    self->by_user = TRUE;
    set_step (self, STEP_LOOK);
  }
  if (self->step == STEP_LOOK && witness->state == HELIO_PARTY_ONLINE) {
    set_step (self, STEP_LOOKING);
    self->seen = FALSE;
    helio_party_watch (witness, self->topic, TRUE, self, on_looked);
  } else if (self->step == STEP_LOOK && witness->state == HELIO_PARTY_OVER)
    give_up (self);
}

/* What the witness was asked does not tell any more. */
static void
stop_looking (HelioSweep *self)
{
  HelioParty *witness = self->prober->witness;

  g_clear_pointer (&self->pause, helio_timer_cancel);
  if (self->step != STEP_LOOKING || witness->client == NULL)
    return;
  helio_probe_client_forget (witness->client, self);
  helio_party_unwatch (witness, self->topic);
}

void
helio_sweep_lost (HelioSweep *self, HelioParty *party)
{
  if (party == self->party && self->step == STEP_CLEARING) {
    set_step (self, STEP_LOOK);
  } else if (party == self->party && !self->anew &&
             (self->step == STEP_LOOK || self->step == STEP_LOOKING)) {
    stop_looking (self);
    self->anew = TRUE;
    set_step (self, STEP_AWAIT);
  } else if (party->is_witness && (self->step == STEP_LOOKING || self->step == STEP_CLEARING_TOO)) {
    g_clear_pointer (&self->pause, helio_timer_cancel);
    set_step (self, STEP_LOOK);
    if (++self->losses >= LOSSES_MAX)
      give_up (self);
  }
}
