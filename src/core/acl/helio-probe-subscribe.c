// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* A subscription: is it granted, and does a message come. The witness publishes on topics of the filter and sees its
 * own messages; that proves that the broker took them and passes them on. What the user has not got after that, and
 * after an answer on the user's own connection, and some time more, does not come. */
#include "config.h"

#include "core/acl/helio-prober-private.h"

#include "core/acl/helio-probe-topics.h"
#include "core/mqtt/helio-topic.h"

#include <glib/gi18n-lib.h>

typedef struct {
  guint all, arrived, silent, unproven;
  const char *first_arrived, *first_silent, *first_unproven; /* (nullable) */
} Tally;

static void
count (HelioProbe *self, Tally *tally)
{
  *tally = (Tally){.all = self->aims->len};
  for (guint i = self->aims->len; i > 0; i--) {
    const HelioAim *aim = self->aims->pdata[i - 1];

    if (aim->arrived) {
      tally->arrived++;
      tally->first_arrived = aim->topic;
    } else if (aim->echoed || (aim->blind && aim->accepted)) {
      tally->silent++;
      tally->first_silent = aim->topic;
    } else {
      tally->unproven++;
      tally->first_unproven = aim->topic;
    }
  }
}

/* As the plan writes it, so that every run says the same. */
static void
evaluate (HelioProbe *self)
{
  Tally tally;

  count (self, &tally);
  if (tally.arrived == tally.all && tally.all > 0)
    helio_probe_finish (self,
                        HELIO_EVIDENCE_DELIVERED,
                        self->code,
                        g_strdup (C_ ("evidence", "Granted, and the witness’s messages arrived.")));
  else if (tally.silent > 0 && helio_topic_is_shared (self->topic))
    helio_probe_finish (self,
                        HELIO_EVIDENCE_NONE,
                        self->code,
                        g_strdup (C_ ("evidence",
                                      "Granted, but the witness’s messages did not all arrive: "
                                      "another member of the group may have got them.")));
  else if (tally.silent > 0 && tally.arrived > 0)
    helio_probe_finish (
        self,
        HELIO_EVIDENCE_SILENT,
        self->code,
        g_strdup (C_ ("evidence",
                      "Granted, but the broker delivers only a part of it: some of the witness’s "
                      "messages did not arrive.")));
  else if (tally.silent > 0)
    helio_probe_finish (self,
                        HELIO_EVIDENCE_SILENT,
                        self->code,
                        g_strdup (C_ ("evidence",
                                      "Granted, but nothing is delivered: the witness’s message "
                                      "did not arrive.")));
  else if (self->spoke)
    helio_probe_finish (
        self,
        HELIO_EVIDENCE_DELIVERED,
        self->code,
        g_strdup (C_ ("evidence", "Granted, and the broker’s own messages arrived.")));
  else
    helio_probe_finish (
        self,
        HELIO_EVIDENCE_NONE,
        self->code,
        g_strdup (C_ ("evidence",
                      "Granted, but the witness may not publish on topics of this filter, so "
                      "nobody can tell whether messages arrive.")));
}

static void
arrived (HelioProbe *self)
{
  Tally tally;

  count (self, &tally);
  if (tally.arrived == tally.all)
    evaluate (self);
}

static void
on_user_pong (gpointer owner, int code)
{
  helio_probe_begin_grace (owner);
}

static void
on_witness_pong (gpointer owner, int code)
{
  HelioProbe *self = owner;

  helio_probe_expect (self, FALSE);
  helio_probe_client_ping (self->party->client, self, on_user_pong);
}

static void
on_published (gpointer owner, int code)
{
  HelioAim *aim = owner;
  HelioProbe *self = aim->probe;

  aim->refused = code >= 0x80;
  aim->accepted = code < 0x80 && helio_probe_is_version_5 (self);
  if (aim->refused)
    helio_probe_note (self,
                      C_ ("step", "The witness may not publish on %s (0x%02X)"),
                      aim->topic,
                      (guint) code);
  if (--self->open > 0)
    return;
  helio_probe_expect (self, TRUE);
  helio_probe_client_ping (self->prober->witness->client, self, on_witness_pong);
}

static void
publish_all (HelioProbe *self)
{
  helio_probe_expect (self, TRUE);
  self->open = self->aims->len;
  for (guint i = 0; i < self->aims->len; i++) {
    HelioAim *aim = self->aims->pdata[i];

    aim->sent_at = helio_prober_now (self->prober);
    helio_probe_note (self, C_ ("step", "The witness publishes on %s"), aim->topic);
    helio_probe_client_publish (self->prober->witness->client,
                                aim->topic,
                                aim->serial,
                                FALSE,
                                aim,
                                on_published);
  }
}

static void
on_watched (gpointer owner, int code)
{
  HelioAim *aim = owner;

  aim->blind = code >= 0x80;
  if (--aim->probe->open == 0)
    publish_all (aim->probe);
}

static void
add_aims (HelioProbe *self)
{
  HelioProber *prober = self->prober;
  const HelioPlanUser *user = helio_plan_get_user (prober->plan, self->check->user);
  g_autofree char *name = helio_prober_guess_name (user);
  g_auto (GStrv) topics = NULL;

  topics =
      helio_probe_topics_choose (self->check->topic, helio_report_get_rules (prober->report), name);
  for (guint i = 0; topics[i] != NULL; i++) {
    g_autofree char *topic =
        helio_party_substitute (self->party, topics[i], self->party->client_id, NULL);

    if (topic != NULL && helio_topic_matches (helio_topic_strip_share (self->topic), topic))
      helio_probe_add_aim (self, topic);
  }
}

static void
on_suback (gpointer owner, int code)
{
  HelioProbe *self = owner;
  g_autofree char *words = helio_probe_describe_code (code);

  self->code = code;
  helio_probe_note (self, "SUBACK %s", words);
  if (code >= 0x80) {
    helio_probe_refused (self, "SUBACK", code);
    return;
  }
  self->subscribed = TRUE;
  if (self->prober->witness == NULL) {
    helio_probe_finish (self,
                        HELIO_EVIDENCE_GRANTED,
                        code,
                        g_strdup (C_ ("evidence",
                                      "Granted. The plan has no witness, so whether messages "
                                      "arrive was not tried.")));
    return;
  }
  if (!helio_probe_check_witness (self))
    return;
  add_aims (self);
  self->open = self->aims->len;
  if (self->open == 0) {
    evaluate (self);
    return;
  }
  for (guint i = 0; i < self->aims->len; i++)
    helio_probe_watch (self, self->aims->pdata[i], FALSE, on_watched);
}

static void
start (HelioProbe *self)
{
  helio_probe_note (self, "SUBSCRIBE %s", self->topic);
  helio_probe_expect (self, FALSE);
  /* What the broker itself says below "$" cannot be published by a witness. */
  helio_probe_client_subscribe (self->party->client,
                                self->topic,
                                self->topic[0] == '$' && !helio_topic_is_shared (self->topic),
                                self,
                                on_suback);
}

const HelioProbeKind helio_probe_subscribe = {start, arrived, evaluate};
