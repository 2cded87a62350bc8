// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* A last will: a second client of the user connects with it and goes without goodbye. When the broker finds that out
 * is its own affair, so the control is a will as well, of the witness, that comes after it. */
#include "config.h"

#include "core/acl/helio-prober-private.h"

#include "core/base/helio-error.h"

#include <glib/gi18n-lib.h>

static HelioAim *
get_aim (HelioProbe *self)
{
  return self->aims->pdata[0];
}

void
helio_probe_stop_will (HelioProbe *self)
{
  g_clear_pointer (&self->will, helio_probe_client_free);
}

static void
evaluate (HelioProbe *self)
{
  const HelioAim *aim = get_aim (self);

  if (aim->arrived)
    helio_probe_finish (self,
                        HELIO_EVIDENCE_DELIVERED,
                        self->code,
                        g_strdup (C_ ("evidence", "The witness got the will.")));
  else if (aim->echoed)
    helio_probe_finish (self,
                        HELIO_EVIDENCE_SILENT,
                        self->code,
                        g_strdup (C_ ("evidence",
                                      "The broker accepted the will and dropped it: the witness "
                                      "did not get it, but its own will on the same topic after "
                                      "it.")));
  else
    helio_probe_finish (self,
                        HELIO_EVIDENCE_NONE,
                        self->code,
                        g_strdup (C_ ("evidence",
                                      "The witness did not get the will, but does not get its own "
                                      "on this topic either, so nobody can tell.")));
}

static void
on_message (gpointer user_data, const HelioProbeMessage *message)
{
}

static void
on_left (gpointer user_data)
{
}

/* The witness's. */

static void
on_control_connected (gpointer user_data)
{
  HelioProbe *self = user_data;

  get_aim (self)->sent_at = helio_prober_now (self->prober);
  helio_probe_note (self,
                    "%s",
                    C_ ("step", "A second client of the witness goes without DISCONNECT"));
  g_clear_pointer (&self->will, helio_probe_client_abort);
  helio_probe_begin_grace (self);
}

static void
on_control_refused (gpointer user_data, const GError *error)
{
  HelioProbe *self = user_data;

  helio_probe_note (self,
                    C_ ("step", "The witness could not connect with that will: %s"),
                    error->message);
  helio_probe_stop_will (self);
  helio_probe_begin_grace (self);
}

static const HelioProbeClientFuncs control_funcs = {on_control_connected,
                                                    on_control_refused,
                                                    on_control_refused,
                                                    on_left,
                                                    on_message};

static void
send_control (HelioProbe *self)
{
  HelioParty *witness = self->prober->witness;
  HelioAim *aim = get_aim (self);
  g_autoptr (GError) error = NULL;
  g_autofree char *client_id = NULL;

  aim->control = helio_prober_take_serial (self->prober, self);
  client_id = g_strdup_printf ("%s-%" G_GUINT64_FORMAT, witness->will_client_id, aim->control);
  self->will = helio_party_make_client (witness,
                                        client_id,
                                        self->topic,
                                        aim->control,
                                        &control_funcs,
                                        self,
                                        &error);
  if (self->will == NULL) {
    on_control_refused (self, error);
    return;
  }
  helio_probe_expect (self, TRUE);
  helio_probe_client_connect (self->will, witness->credential);
}

static void
on_witness_pong (gpointer owner, int code)
{
  send_control (owner);
}

/* The user's. */

static void
on_connected (gpointer user_data)
{
  HelioProbe *self = user_data;

  helio_probe_note (self,
                    "%s",
                    C_ ("step", "CONNACK 0x00: the second client goes without DISCONNECT"));
  g_clear_pointer (&self->will, helio_probe_client_abort);
  self->answered = TRUE;
  if (self->prober->witness == NULL)
    helio_probe_finish (self,
                        HELIO_EVIDENCE_NONE,
                        self->code,
                        g_strdup (C_ ("evidence",
                                      "The broker accepted the will, which does not tell whether "
                                      "it publishes it, and the plan has no witness.")));
  else if (!helio_probe_check_witness (self))
    return;
  else if (get_aim (self)->blind)
    helio_probe_finish (self,
                        HELIO_EVIDENCE_NONE,
                        self->code,
                        g_strdup (C_ ("evidence",
                                      "The broker accepted the will, but the witness may not "
                                      "subscribe to this topic, so nobody can tell.")));
  else {
    helio_probe_expect (self, TRUE);
    helio_probe_client_ping (self->prober->witness->client, self, on_witness_pong);
  }
}

/* Of CONNACK: what is about a connection at this time, such as "Server busy" or a credential that has run out, tells
 * nothing of the will. MQTT 5.0 §3.2.2.2. */
static gboolean
is_about_the_will (int code)
{
  static const int codes[] = {0x80, 0x83, 0x87, 0x90, 0x99, 0x9A, 0x9B};

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (codes[i] == code)
      return TRUE;
  return FALSE;
}

/* TRUE: it has run out since this user connected, who connects anew now, and the check begins from there. */
static gboolean
renew_credential (HelioProbe *self)
{
  HelioParty *party = self->party;

  if (party->state != HELIO_PARTY_ONLINE ||
      !helio_credential_is_expired (party->credential, helio_prober_now (self->prober)))
    return FALSE;
  helio_probe_note (self, "%s", C_ ("step", "The credential has run out: the user connects anew"));
  helio_party_reset (party);
  return TRUE;
}

/* The user is connected without the will, so a refusal is because of it. */
static void
on_refused (gpointer user_data, const GError *error)
{
  HelioProbe *self = user_data;
  HelioProber *prober = self->prober;
  int code = helio_error_get_reason_code (error);
  g_autoptr (GError) why = g_error_copy (error);

  helio_probe_stop_will (self);
  /* Nobody is let in with a credential that has run out, whatever the will. */
  if (renew_credential (self))
    return;
  if (is_about_the_will (code)) {
    helio_probe_refused (self, "CONNACK", code);
    return;
  }
  /* Closed instead of an answer to CONNECT: it was one for the same user without the will. */
  if (code >= 0)
    why->code = HELIO_ERROR_MQTT_REFUSED;
  else if (g_error_matches (why, HELIO_ERROR, HELIO_ERROR_MQTT_PROTOCOL))
    why->code = HELIO_ERROR_MQTT_ENDED;
  /* This connection is about nothing else. */
  self->begun = TRUE;
  helio_probe_lost (self, why, TRUE);
  helio_prober_pump (prober);
}

static const HelioProbeClientFuncs user_funcs = {on_connected,
                                                 on_refused,
                                                 on_refused,
                                                 on_left,
                                                 on_message};

static void
connect_with_will (HelioProbe *self)
{
  g_autoptr (GError) error = NULL;

  if (renew_credential (self))
    return;
  helio_probe_note (self, C_ ("step", "A second client connects with the will %s"), self->topic);
  self->will = helio_party_make_client (self->party,
                                        self->party->will_client_id,
                                        self->topic,
                                        get_aim (self)->serial,
                                        &user_funcs,
                                        self,
                                        &error);
  if (self->will == NULL) {
    helio_probe_finish (self, HELIO_EVIDENCE_NONE, -1, g_strdup (error->message));
    return;
  }
  helio_probe_expect (self, FALSE);
  helio_probe_client_connect (self->will, self->party->credential);
}

static void
on_watched (gpointer owner, int code)
{
  HelioAim *aim = owner;

  aim->blind = code >= 0x80;
  connect_with_will (aim->probe);
}

static void
start (HelioProbe *self)
{
  HelioParty *witness = self->prober->witness;
  HelioAim *aim = helio_probe_add_aim (self, self->topic);

  if (witness == NULL || witness->state != HELIO_PARTY_ONLINE)
    connect_with_will (self);
  else
    helio_probe_watch (self, aim, FALSE, on_watched);
}

static void
arrived (HelioProbe *self)
{
  if (self->answered)
    evaluate (self);
}

const HelioProbeKind helio_probe_will = {start, arrived, evaluate};
