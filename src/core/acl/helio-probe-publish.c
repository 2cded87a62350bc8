// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* A publication: what the broker answers, and whether the witness gets it. Only a message of the witness itself, on
 * the same topic and after it, shows that it would have got it. */
#include "config.h"

#include "core/acl/helio-prober-private.h"

#include <glib/gi18n-lib.h>

static HelioAim *
get_aim (HelioProbe *self)
{
  return self->aims->pdata[0];
}

static void
evaluate (HelioProbe *self)
{
  const HelioAim *aim = get_aim (self);

  if (aim->arrived)
    helio_probe_finish (self,
                        HELIO_EVIDENCE_DELIVERED,
                        self->code,
                        g_strdup (C_ ("evidence", "The witness got the message.")));
  else if (aim->echoed)
    helio_probe_finish (self,
                        HELIO_EVIDENCE_SILENT,
                        self->code,
                        g_strdup (C_ ("evidence",
                                      "The broker dropped it: the witness did not get it, but "
                                      "its own message on the same topic after it.")));
  else
    helio_probe_finish (self,
                        HELIO_EVIDENCE_NONE,
                        self->code,
                        g_strdup (C_ ("evidence",
                                      "The witness did not get it, but gets nothing on this "
                                      "topic from itself either, so nobody can tell.")));
}

static void
on_control_pong (gpointer owner, int code)
{
  helio_probe_begin_grace (owner);
}

static void
on_control_published (gpointer owner, int code)
{
  HelioProbe *self = owner;

  if (code >= 0x80)
    helio_probe_note (self,
                      C_ ("step", "The witness may not publish on %s (0x%02X)"),
                      get_aim (self)->topic,
                      (guint) code);
  helio_probe_expect (self, TRUE);
  helio_probe_client_ping (self->prober->witness->client, self, on_control_pong);
}

void
helio_probe_send_control (HelioProbe *self)
{
  HelioAim *aim = get_aim (self);

  aim->control = helio_prober_take_serial (self->prober, self);
  aim->sent_at = helio_prober_now (self->prober);
  helio_probe_note (self, C_ ("step", "The witness publishes on %s"), aim->topic);
  helio_probe_expect (self, TRUE);
  helio_probe_client_publish (self->prober->witness->client,
                              aim->topic,
                              aim->control,
                              FALSE,
                              self,
                              on_control_published);
}

static void
on_witness_pong (gpointer owner, int code)
{
  helio_probe_send_control (owner);
}

/* The broker has answered, and has not refused it. */
static void
look (HelioProbe *self)
{
  if (get_aim (self)->arrived) {
    evaluate (self);
    return;
  }
  /* Most often it is there by then, and no further message is needed. */
  helio_probe_expect (self, TRUE);
  helio_probe_client_ping (self->prober->witness->client, self, on_witness_pong);
}

static void
on_user_pong (gpointer owner, int code)
{
  look (owner);
}

/* Nobody watches. TRUE: finished. */
static gboolean
finish_unseen (HelioProbe *self, gboolean told)
{
  if (self->prober->witness == NULL) {
    helio_probe_finish (
        self,
        told ? HELIO_EVIDENCE_GRANTED : HELIO_EVIDENCE_NONE,
        self->code,
        g_strdup (told ? C_ ("evidence",
                             "The broker accepted it. The plan has no witness, so whether it is "
                             "delivered was not tried.")
                       : C_ ("evidence",
                             "The broker’s answer does not tell, and the plan has no witness.")));
    return TRUE;
  }
  if (!helio_probe_check_witness (self))
    return TRUE;
  if (!get_aim (self)->blind)
    return FALSE;
  helio_probe_finish (self,
                      HELIO_EVIDENCE_NONE,
                      self->code,
                      g_strdup (C_ ("evidence",
                                    "The broker did not refuse it, but the witness may not "
                                    "subscribe to this topic, so nobody can tell.")));
  return TRUE;
}

static void
on_answer (gpointer owner, int code)
{
  HelioProbe *self = owner;
  gboolean told = helio_probe_client_get_info (self->party->client)->maximum_qos > 0;
  g_autofree char *words = helio_probe_describe_code (code);

  self->answered = TRUE;
  if (told && helio_probe_is_version_5 (self)) {
    self->code = code;
    helio_probe_note (self, "PUBACK %s", words);
  } else if (told)
    helio_probe_note (self, "PUBACK");
  /* What both say is that the witness got it. */
  if (code >= 0x80 && !get_aim (self)->arrived) {
    helio_probe_refused (self, "PUBACK", code);
    return;
  }
  if (finish_unseen (self, told && helio_probe_is_version_5 (self)))
    return;
  if (told) {
    look (self);
    return;
  }
  /* QoS 0: it has only been written so far. */
  helio_probe_expect (self, FALSE);
  helio_probe_client_ping (self->party->client, self, on_user_pong);
}

static void
publish (HelioProbe *self)
{
  helio_probe_note (self, "PUBLISH %s", self->topic);
  helio_probe_expect (self, FALSE);
  helio_probe_client_publish (self->party->client,
                              self->topic,
                              get_aim (self)->serial,
                              FALSE,
                              self,
                              on_answer);
}

static void
on_watched (gpointer owner, int code)
{
  HelioAim *aim = owner;

  aim->blind = code >= 0x80;
  if (aim->blind)
    helio_probe_note (aim->probe,
                      C_ ("step", "The witness may not subscribe to %s (0x%02X)"),
                      aim->topic,
                      (guint) code);
  publish (aim->probe);
}

static void
start (HelioProbe *self)
{
  HelioParty *witness = self->prober->witness;
  HelioAim *aim = helio_probe_add_aim (self, self->topic);

  if (witness == NULL || witness->state != HELIO_PARTY_ONLINE)
    publish (self);
  else
    helio_probe_watch (self, aim, FALSE, on_watched);
}

static void
arrived (HelioProbe *self)
{
  if (self->answered)
    evaluate (self);
}

const HelioProbeKind helio_probe_publish = {start, arrived, evaluate};
