// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* A retained publication: brokers have a switch of their own for it. The witness looks before, so that nobody's
 * message is written over, and after it, as somebody who comes later would. */
#include "config.h"

#include "core/acl/helio-prober-private.h"

#include <glib/gi18n-lib.h>

static HelioAim *
get_aim (HelioProbe *self)
{
  return self->aims->pdata[0];
}

static void try_it (HelioProbe *self);

static void
evaluate (HelioProbe *self)
{
  const HelioAim *aim = get_aim (self);

  if (!self->looked) {
    try_it (self);
    return;
  }
  /* The witness asked for what is kept there, and got an answer to a later message. */
  self->lies = aim->kept;
  self->dirty = self->dirty && (aim->kept || !aim->echoed);
  if (aim->kept)
    helio_probe_finish (
        self,
        HELIO_EVIDENCE_DELIVERED,
        self->code,
        g_strdup (C_ ("evidence", "The broker kept the message and gave it to the witness.")));
  else if (self->crossed)
    helio_probe_finish (self,
                        HELIO_EVIDENCE_NONE,
                        self->code,
                        g_strdup (C_ ("evidence",
                                      "Somebody else wrote on this topic at the same time, "
                                      "another run for example, so nobody can tell whether the "
                                      "broker kept the message.")));
  else if (self->flooded)
    helio_probe_finish (self,
                        HELIO_EVIDENCE_NONE,
                        self->code,
                        g_strdup (C_ ("evidence",
                                      "More came to the witness than could be looked at, so "
                                      "nobody can tell whether the broker kept the message.")));
  else if (aim->echoed && aim->arrived)
    helio_probe_finish (self,
                        HELIO_EVIDENCE_SILENT,
                        self->code,
                        g_strdup (C_ ("evidence",
                                      "The broker delivered the message but did not keep it: "
                                      "whoever subscribes later does not get it.")));
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
on_second_pong (gpointer owner, int code)
{
  HelioProbe *self = owner;

  if (get_aim (self)->kept)
    evaluate (self);
  else
    helio_probe_send_control (self);
}

static void
on_looked_again (gpointer owner, int code)
{
  HelioProbe *self = owner;

  helio_probe_expect (self, TRUE);
  helio_probe_client_ping (self->prober->witness->client, self, on_second_pong);
}

static void
look_again (HelioProbe *self)
{
  self->answered = TRUE;
  helio_probe_note (self, C_ ("step", "The witness subscribes to %s anew"), self->topic);
  helio_probe_expect (self, TRUE);
  helio_probe_client_subscribe (self->prober->witness->client,
                                self->topic,
                                TRUE,
                                self,
                                on_looked_again);
}

static void
on_user_pong (gpointer owner, int code)
{
  look_again (owner);
}

static void
on_answer (gpointer owner, int code)
{
  HelioProbe *self = owner;
  gboolean told = helio_probe_client_get_info (self->party->client)->maximum_qos > 0;
  g_autofree char *words = helio_probe_describe_code (code);

  if (code >= 0x80) {
    helio_probe_note (self, "PUBACK %s", words);
    self->dirty = FALSE;
    helio_probe_refused (self, "PUBACK", code);
    return;
  }
  if (told && helio_probe_is_version_5 (self)) {
    self->code = code;
    helio_probe_note (self, "PUBACK %s", words);
  }
  if (told) {
    look_again (self);
    return;
  }
  helio_probe_expect (self, FALSE);
  helio_probe_client_ping (self->party->client, self, on_user_pong);
}

/* Only who gets a message there would also get one that is kept: brokers grant what they then do not deliver. */
static void
try_it (HelioProbe *self)
{
  HelioAim *aim = get_aim (self);
  const char *why = NULL;

  if (self->foreign)
    why = C_ ("evidence", "The topic holds a retained message already; it was not written over.");
  else if (self->flooded)
    why = C_ ("evidence",
              "Not tried: more came to the witness than could be looked at, so nobody can tell "
              "whether the topic holds a message already.");
  else if (!aim->echoed)
    why = C_ ("evidence",
              "Not tried: the witness does not get its own message on this topic, so nobody can "
              "see whether it holds a message already.");
  if (why != NULL) {
    helio_probe_finish (self, HELIO_EVIDENCE_NONE, -1, g_strdup (why));
    return;
  }
  self->looked = TRUE;
  aim->echoed = FALSE;
  g_hash_table_remove (self->prober->serials, &aim->control);
  aim->control = 0;
  self->dirty = TRUE;
  helio_probe_note (self, C_ ("step", "PUBLISH %s, retained"), self->topic);
  helio_probe_expect (self, FALSE);
  helio_probe_client_publish (self->party->client, self->topic, aim->serial, TRUE, self, on_answer);
}

static void
on_first_pong (gpointer owner, int code)
{
  HelioProbe *self = owner;

  if (self->foreign || get_aim (self)->echoed)
    try_it (self);
  else
    helio_probe_begin_grace (self);
}

static void
on_first_published (gpointer owner, int code)
{
  HelioProbe *self = owner;

  helio_probe_expect (self, TRUE);
  helio_probe_client_ping (self->prober->witness->client, self, on_first_pong);
}

static void
on_watched (gpointer owner, int code)
{
  HelioAim *aim = owner;
  HelioProbe *self = aim->probe;

  if (code >= 0x80) {
    helio_probe_finish (self,
                        HELIO_EVIDENCE_NONE,
                        -1,
                        g_strdup (C_ ("evidence",
                                      "Not tried: the witness may not subscribe to this topic, "
                                      "so nobody can see whether it holds a message already.")));
    return;
  }
  aim->control = helio_prober_take_serial (self->prober, self);
  aim->sent_at = helio_prober_now (self->prober);
  helio_probe_note (self, C_ ("step", "The witness publishes on %s"), aim->topic);
  helio_probe_expect (self, TRUE);
  helio_probe_client_publish (self->prober->witness->client,
                              aim->topic,
                              aim->control,
                              FALSE,
                              self,
                              on_first_published);
}

static void
start (HelioProbe *self)
{
  HelioParty *witness = self->prober->witness;

  if (witness == NULL || witness->state != HELIO_PARTY_ONLINE) {
    helio_probe_finish (
        self,
        HELIO_EVIDENCE_NONE,
        -1,
        g_strdup (C_ ("evidence",
                      "Not tried: without a witness nobody can see whether the topic holds a "
                      "message already, or take away the one that is tried.")));
    return;
  }
  helio_probe_note (self, C_ ("step", "The witness subscribes to %s"), self->topic);
  helio_probe_watch (self, helio_probe_add_aim (self, self->topic), TRUE, on_watched);
}

static void
arrived (HelioProbe *self)
{
  if (self->answered && get_aim (self)->kept)
    evaluate (self);
}

const HelioProbeKind helio_probe_retained = {start, arrived, evaluate};
