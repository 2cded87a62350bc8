// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/acl/helio-prober-private.h"

#include "core/base/helio-error.h"
#include "core/mqtt/helio-reason.h"
#include "core/mqtt/helio-topic.h"

#include <glib/gi18n-lib.h>

/* Connections that ended at one check, before it is given up. */
#define LOSSES_MAX 2
#define TRIES_MAX 8

static const HelioProbeKind *const kinds[HELIO_N_ACTIONS] = {
    [HELIO_ACTION_SUBSCRIBE] = &helio_probe_subscribe,
    [HELIO_ACTION_PUBLISH] = &helio_probe_publish,
    [HELIO_ACTION_PUBLISH_RETAINED] = &helio_probe_retained,
    [HELIO_ACTION_PUBLISH_WILL] = &helio_probe_will,
};

static void
aim_free (gpointer data)
{
  HelioAim *aim = data;

  g_free (aim->topic);
  g_free (aim);
}

HelioProbe *
helio_probe_new (HelioParty *party, guint index)
{
  HelioProbe *self = g_new0 (HelioProbe, 1);

  self->prober = party->prober;
  self->party = party;
  self->index = index;
  self->check = helio_plan_get_check (self->prober->plan, index);
  self->steps = g_ptr_array_new_with_free_func ((GDestroyNotify) helio_step_free);
  self->aims = g_ptr_array_new_with_free_func (aim_free);
  self->code = -1;
  return self;
}

static void
forget (HelioProbe *self, gpointer owner)
{
  HelioParty *witness = self->prober->witness;

  if (self->party->client != NULL)
    helio_probe_client_forget (self->party->client, owner);
  if (witness != NULL && witness->client != NULL)
    helio_probe_client_forget (witness->client, owner);
}

static void
on_unsubscribed (gpointer owner, int code)
{
  /* It would go on to get messages that are about other checks. */
  if (code >= 0x80)
    helio_party_reset (owner);
}

/* Takes back what this try has brought about. */
static void
clear_try (HelioProbe *self)
{
  HelioParty *witness = self->prober->witness;

  forget (self, self);
  for (guint i = 0; i < self->aims->len; i++) {
    HelioAim *aim = self->aims->pdata[i];

    forget (self, aim);
    g_hash_table_remove (self->prober->serials, &aim->serial);
    g_hash_table_remove (self->prober->serials, &aim->control);
    if (aim->watched)
      helio_party_unwatch (witness, aim->topic);
  }
  g_ptr_array_set_size (self->aims, 0);
  if (self->subscribed && self->party->state == HELIO_PARTY_ONLINE)
    helio_probe_client_unsubscribe (self->party->client,
                                    self->subscribed,
                                    self->party,
                                    on_unsubscribed);
  helio_probe_stop_will (self);
  g_clear_pointer (&self->subscribed, g_free);
  self->begun = FALSE;
  self->open = 0;
  self->code = -1;
  self->answered = FALSE;
  self->foreign = FALSE;
  self->crossed = FALSE;
  self->flooded = FALSE;
  self->looked = FALSE;
  self->spoke = FALSE;
  g_clear_pointer (&self->deadline, helio_timer_cancel);
  g_clear_pointer (&self->grace, helio_timer_cancel);
}

void
helio_probe_free (HelioProbe *self)
{
  g_clear_pointer (&self->deadline, helio_timer_cancel);
  g_clear_pointer (&self->grace, helio_timer_cancel);
  g_clear_pointer (&self->will, helio_probe_client_free);
  g_clear_pointer (&self->steps, g_ptr_array_unref);
  g_ptr_array_unref (self->aims);
  g_free (self->subscribed);
  g_free (self->topic);
  g_free (self);
}

void
helio_probe_note (HelioProbe *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (self->steps,
                   helio_step_new (helio_prober_now (self->prober) - self->prober->began, text));
}

/* The topic as a report has it: every run has another client id. (transfer full) (nullable) */
static char *
show_topic (HelioProbe *self)
{
  return self->party->credential != NULL
             ? helio_party_substitute (self->party, self->check->topic, "%c", NULL)
             : NULL;
}

static void
add_sweep (HelioProbe *self)
{
  g_autofree char *shown = show_topic (self);

  g_ptr_array_add (self->prober->sweeps,
                   helio_sweep_new (self->party,
                                    self->topic,
                                    shown != NULL ? shown : self->check->topic,
                                    self->lies));
}

static void
stop_running (HelioProbe *self)
{
  clear_try (self);
  g_ptr_array_remove (self->party->running, self);
  g_ptr_array_remove (self->prober->running, self);
  if (self->dirty)
    add_sweep (self);
  self->dirty = FALSE;
  self->lies = FALSE;
}

void
helio_probe_finish (HelioProbe *self, HelioEvidenceKind kind, int code, char *evidence_taken)
{
  g_autofree char *evidence = evidence_taken;
  HelioProber *prober = self->prober;
  g_autofree char *shown = show_topic (self);

  self->party->calm++;
  if (prober->witness != NULL)
    prober->witness->calm++;
  stop_running (self);
  helio_probe_note (self, "%s", evidence);
  helio_report_observe (prober->report,
                        self->index,
                        kind,
                        code,
                        shown,
                        evidence,
                        g_steal_pointer (&self->steps));
  helio_probe_free (self);
  helio_prober_count_done (prober, 1);
  helio_prober_pump (prober);
}

void
helio_probe_restart (HelioProbe *self)
{
  stop_running (self);
  if (self->prober->stopping || self->party->state == HELIO_PARTY_OVER) {
    helio_probe_free (self);
    return;
  }
  g_queue_push_head (&self->party->checks, self);
}

void
helio_probe_begin_again (HelioProbe *self)
{
  clear_try (self);
  kinds[self->check->action]->start (self);
}

void
helio_probe_drop (HelioProbe *self)
{
  stop_running (self);
  helio_probe_free (self);
}

/* Whether both get the same messages. */
static gboolean
disturb (HelioProbe *one, HelioProbe *other)
{
  if (one->check->action == HELIO_ACTION_SUBSCRIBE &&
      other->check->action == HELIO_ACTION_SUBSCRIBE && one->party == other->party)
    return helio_topic_overlaps (helio_topic_strip_share (one->topic),
                                 helio_topic_strip_share (other->topic));
  /* One client id. */
  if (one->check->action == HELIO_ACTION_PUBLISH_WILL &&
      other->check->action == HELIO_ACTION_PUBLISH_WILL)
    return one->party == other->party;
  return one->check->action == HELIO_ACTION_PUBLISH_RETAINED &&
         other->check->action == HELIO_ACTION_PUBLISH_RETAINED &&
         g_str_equal (one->topic, other->topic);
}

static void
make_topic (HelioProbe *self, GError **error)
{
  HelioParty *party = self->party;

  if (self->topic == NULL)
    self->topic = helio_party_substitute (
        party,
        self->check->topic,
        self->check->action == HELIO_ACTION_PUBLISH_WILL ? party->will_client_id : party->client_id,
        error);
}

static gboolean
resolve_topic (HelioProbe *self)
{
  g_autoptr (GError) error = NULL;

  make_topic (self, &error);
  if (self->topic != NULL)
    return TRUE;
  helio_probe_finish (
      self,
      HELIO_EVIDENCE_NONE,
      -1,
      g_strdup_printf (C_ ("evidence", "The topic cannot be made: %s"), error->message));
  return FALSE;
}

gboolean
helio_probe_may_start (HelioProbe *self)
{
  HelioProber *prober = self->prober;

  make_topic (self, NULL);
  if (self->topic == NULL)
    return TRUE; /* and finishes at once */
  for (guint i = 0; i < prober->running->len; i++)
    if (disturb (self, prober->running->pdata[i]))
      return FALSE;
  for (guint i = 0; i < prober->sweeps->len; i++)
    if (self->check->action == HELIO_ACTION_PUBLISH_RETAINED &&
        g_str_equal (helio_sweep_get_topic (prober->sweeps->pdata[i]), self->topic))
      return FALSE;
  return TRUE;
}

static void
on_alive (gpointer owner, int code)
{
  HelioProbe *self = owner;

  helio_probe_note (self, "%s", C_ ("step", "PINGRESP: the connection lives"));
  self->begun = TRUE;
  kinds[self->check->action]->start (self);
}

void
helio_probe_start (HelioProbe *self)
{
  g_ptr_array_add (self->party->running, self);
  g_ptr_array_add (self->prober->running, self);
  self->tries++;
  if (!resolve_topic (self))
    return;
  if (self->tries > TRIES_MAX) {
    helio_probe_finish (self,
                        HELIO_EVIDENCE_SESSION_ENDED,
                        -1,
                        g_strdup (C_ ("evidence", "The connection ended again and again.")));
    return;
  }
  if (!self->party->one_at_a_time) {
    kinds[self->check->action]->start (self);
    return;
  }
  /* If it ends with a sign of life just before, it is because of this one, and not of what came before it and needs
   * no answer, such as UNSUBSCRIBE. */
  helio_probe_expect (self, FALSE);
  helio_probe_client_ping (self->party->client, self, on_alive);
}

/* Waiting. */

static void
on_deadline (gpointer user_data)
{
  HelioProbe *self = user_data;
  HelioParty *late = self->waits_for_witness ? self->prober->witness : self->party;

  helio_probe_finish (
      self,
      HELIO_EVIDENCE_TIMED_OUT,
      -1,
      g_strdup (self->waits_for_witness
                    ? C_ ("evidence", "The broker did not answer the witness in time.")
                    : C_ ("evidence", "The broker did not answer in time.")));
  helio_party_reset (late);
}

void
helio_probe_expect_nothing (HelioProbe *self)
{
  g_clear_pointer (&self->deadline, helio_timer_cancel);
}

void
helio_probe_expect (HelioProbe *self, gboolean witness)
{
  helio_probe_expect_nothing (self);
  self->waits_for_witness = witness;
  self->deadline = helio_clock_after (self->prober->services->clock,
                                      helio_prober_get_answer_time (self->prober),
                                      on_deadline,
                                      self);
}

static void
on_grace (gpointer user_data)
{
  HelioProbe *self = user_data;
  gint64 left =
      self->grace_from + helio_prober_get_grace (self->prober) - helio_prober_now (self->prober);

  g_clear_pointer (&self->grace, helio_timer_cancel);
  /* The control came meanwhile: what is later than it gets its time all the same. */
  if (left > 0) {
    self->grace = helio_clock_after (self->prober->services->clock, left, on_grace, self);
    return;
  }
  kinds[self->check->action]->evaluate (self);
}

void
helio_probe_begin_grace (HelioProbe *self)
{
  helio_probe_expect_nothing (self);
  self->grace_from = MAX (self->grace_from, helio_prober_now (self->prober));
  g_clear_pointer (&self->grace, helio_timer_cancel);
  self->grace = helio_clock_after (self->prober->services->clock,
                                   helio_prober_get_grace (self->prober),
                                   on_grace,
                                   self);
}

/* Aims. */

HelioAim *
helio_probe_add_aim (HelioProbe *self, const char *topic)
{
  HelioAim *aim = g_new0 (HelioAim, 1);

  aim->probe = self;
  aim->topic = g_strdup (topic);
  aim->serial = helio_prober_take_serial (self->prober, self);
  g_ptr_array_add (self->aims, aim);
  return aim;
}

void
helio_probe_watch (HelioProbe *self, HelioAim *aim, gboolean with_retained, HelioProbeAnswer func)
{
  aim->watched = TRUE;
  helio_probe_expect (self, TRUE);
  helio_party_watch (self->prober->witness, aim->topic, with_retained, aim, func);
}

static void
take_echo (HelioProbe *self, HelioAim *aim)
{
  gint64 now = helio_prober_now (self->prober);

  aim->echoed = TRUE;
  self->prober->slowest = MAX (self->prober->slowest, now - aim->sent_at);
  self->grace_from = now;
  helio_probe_note (self, C_ ("step", "The witness got its own message on %s"), aim->topic);
}

/* Not of this run: it tells something all the same. */
static void
take_foreign (HelioProbe *self, HelioParty *at, const HelioProbeMessage *message)
{
  gboolean subscribe = self->check->action == HELIO_ACTION_SUBSCRIBE;

  if (message->lost)
    self->flooded = self->flooded || at->is_witness;
  else if (!subscribe && at->is_witness && g_str_equal (message->topic, self->topic)) {
    /* What a run left behind that crashed may be written over; what comes after that, or at this moment, is somebody's
     * who is at work. */
    if (message->retained && !message->marked)
      self->foreign = TRUE;
    if (self->looked || !message->retained)
      self->crossed = TRUE;
  } else if (subscribe && !message->marked && at == self->party && message->topic[0] == '$' &&
             helio_topic_matches (helio_topic_strip_share (self->topic), message->topic))
    self->spoke = TRUE;
}

void
helio_probe_message (HelioProbe *self, HelioParty *at, const HelioProbeMessage *message)
{
  gboolean subscribe = self->check->action == HELIO_ACTION_SUBSCRIBE;

  if (message->serial == 0) {
    take_foreign (self, at, message);
    return;
  }
  for (guint i = 0; i < self->aims->len; i++) {
    HelioAim *aim = self->aims->pdata[i];

    if (message->serial == aim->control && !aim->echoed && at->is_witness)
      take_echo (self, aim);
    else if (message->serial == aim->serial && subscribe && at->is_witness && !aim->echoed)
      take_echo (self, aim);
    else if (message->serial == aim->serial && (subscribe ? at == self->party : at->is_witness)) {
      aim->kept = aim->kept || message->retained;
      if (!aim->arrived)
        helio_probe_note (self,
                          subscribe ? C_ ("step", "The user got the message on %s")
                                    : C_ ("step", "The witness got the message on %s"),
                          aim->topic);
      aim->arrived = TRUE;
      kinds[self->check->action]->arrived (self);
      return;
    }
  }
}

/* Connections that end. */

void
helio_probe_lost (HelioProbe *self, const GError *error, gboolean alone)
{
  int code = helio_error_get_reason_code (error);
  g_autofree char *what =
      code >= 0 ? helio_probe_describe_code (code) : g_strdup (C_ ("evidence", "without a word"));
  gboolean refusal = helio_party_may_be_refusal (error);

  helio_probe_note (self, C_ ("step", "The connection ended (%s)"), what);
  self->losses += alone && self->begun ? 1 : 0;
  if (self->losses < LOSSES_MAX) {
    helio_probe_restart (self);
    return;
  }
  helio_probe_finish (
      self,
      refusal ? HELIO_EVIDENCE_CLOSED : HELIO_EVIDENCE_SESSION_ENDED,
      code,
      g_strdup_printf (
          refusal ? C_ ("evidence", "The broker closed the connection at it, twice (%s).")
                  : C_ ("evidence",
                        "The connection ended twice meanwhile, for a reason of its own (%s)."),
          what));
}

void
helio_probe_witness_lost (HelioProbe *self, gboolean alone)
{
  helio_probe_note (self, "%s", C_ ("step", "The witness’s connection ended"));
  self->witness_losses += alone ? 1 : 0;
  if (self->witness_losses < LOSSES_MAX)
    helio_probe_restart (self);
  else
    helio_probe_finish (
        self,
        HELIO_EVIDENCE_NONE,
        -1,
        g_strdup (C_ ("evidence",
                      "The broker closed the witness’s connection at this topic, twice: the "
                      "witness may not use it, so nobody can tell.")));
}

/* Words. */

char *
helio_probe_describe_code (int code)
{
  if (code >= HELIO_PROBE_NOT_SENT)
    return g_strdup (C_ ("step", "none: it was not sent"));
  return g_strdup_printf ("0x%02X (%s)", (guint) code, helio_reason_get_name (code));
}

gboolean
helio_probe_is_version_5 (HelioProbe *self)
{
  return helio_probe_client_get_info (self->party->client)->mqtt_version == 5;
}

void
helio_probe_refused (HelioProbe *self, const char *packet, int code)
{
  g_autofree char *words = helio_probe_describe_code (code);

  if (code >= HELIO_PROBE_NOT_SENT) {
    helio_probe_finish (self,
                        HELIO_EVIDENCE_NONE,
                        -1,
                        g_strdup (C_ ("evidence",
                                      "It was not sent: MQTT does not carry such a topic or "
                                      "message, or this broker has said that it takes none.")));
    return;
  }
  /* It may be let through later. */
  if (code == 0x97) {
    helio_probe_finish (
        self,
        HELIO_EVIDENCE_NONE,
        code,
        g_strdup_printf (C_ ("evidence", "The broker takes no more now: %s %s."), packet, words));
    return;
  }
  helio_probe_finish (
      self,
      HELIO_EVIDENCE_REFUSED,
      code,
      /* Translators: a packet such as SUBACK, and its reason code with its name. */
      g_strdup_printf (C_ ("evidence", "The broker refused it: %s %s."), packet, words));
}

gboolean
helio_probe_check_witness (HelioProbe *self)
{
  HelioParty *witness = self->prober->witness;

  if (witness->state == HELIO_PARTY_ONLINE)
    return TRUE;
  helio_probe_finish (
      self,
      HELIO_EVIDENCE_NONE,
      self->code,
      g_strdup (C_ ("evidence",
                    "The broker did not refuse it, but the witness could not connect, so nobody "
                    "can tell whether it has any effect.")));
  return FALSE;
}
