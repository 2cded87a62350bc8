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
  guint all;
  guint arrived;
  guint silent; /* would have arrived */
  guint blind;  /* the witness may not look there */
} Tally;

static void
count (HelioProbe *self, Tally *tally)
{
  *tally = (Tally){.all = self->aims->len};
  for (guint i = 0; i < self->aims->len; i++) {
    const HelioAim *aim = self->aims->pdata[i];

    /* PUBACK alone proves nothing: a broker may say yes, and drop the message all the same. */
    if (aim->arrived)
      tally->arrived++;
    else if (aim->echoed)
      tally->silent++;
    else if (aim->blind)
      tally->blind++;
  }
}

static const char *
describe (const Tally *tally)
{
  if (tally->arrived == tally->all)
    return C_ ("evidence", "Granted, and the witness’s messages arrived.");
  return tally->arrived > 0 ? C_ ("evidence",
                                  "Granted, but the broker delivers only a part of it: some of "
                                  "the witness’s messages did not arrive.")
                            : C_ ("evidence",
                                  "Granted, but nothing is delivered: the witness’s message did "
                                  "not arrive.");
}

/* In the group of the plan another member may have got what did not arrive. */
static void
evaluate_shared (HelioProbe *self, const Tally *tally)
{
  if (!self->own_group && tally->arrived < tally->all) {
    self->own_group = TRUE;
    helio_probe_begin_again (self);
  } else if (!self->own_group || tally->silent > 0)
    helio_probe_finish (self,
                        tally->silent > 0 ? HELIO_EVIDENCE_SILENT : HELIO_EVIDENCE_DELIVERED,
                        self->code,
                        g_strdup (describe (tally)));
  else if (tally->arrived < tally->all)
    helio_probe_finish (self,
                        HELIO_EVIDENCE_NONE,
                        self->code,
                        g_strdup (C_ ("evidence",
                                      "Granted, and some messages arrived; on other topics of "
                                      "this filter the witness may not publish, so nobody can "
                                      "tell about those.")));
  else
    helio_probe_finish (self,
                        HELIO_EVIDENCE_GRANTED,
                        self->code,
                        g_strdup (C_ ("evidence",
                                      "Granted. Not all of the witness’s messages arrived, but "
                                      "they do in a group of its own: other members of this one "
                                      "get them, too.")));
}

static void
evaluate (HelioProbe *self)
{
  Tally tally;

  count (self, &tally);
  if (helio_topic_is_shared (self->topic) && tally.arrived + tally.silent > 0)
    evaluate_shared (self, &tally);
  else if (tally.silent > 0 || (tally.arrived == tally.all && tally.all > 0))
    helio_probe_finish (self,
                        tally.silent > 0 ? HELIO_EVIDENCE_SILENT : HELIO_EVIDENCE_DELIVERED,
                        self->code,
                        g_strdup (describe (&tally)));
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
        g_strdup (tally.blind > 0
                      ? C_ ("evidence",
                            "Granted, but not all of the witness’s messages arrived, and the "
                            "witness may not subscribe to their topics: nobody can tell whether "
                            "the broker delivers them to anybody.")
                      : C_ ("evidence",
                            "Granted, but the witness may not publish on topics of this filter, "
                            "so nobody can tell whether messages arrive.")));
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

  if (code >= 0x80)
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
  if (aim->blind)
    helio_probe_note (aim->probe,
                      C_ ("step", "The witness may not subscribe to %s (0x%02X)"),
                      aim->topic,
                      (guint) code);
  if (--aim->probe->open == 0)
    publish_all (aim->probe);
}

static void
add_aims (HelioProbe *self)
{
  HelioProber *prober = self->prober;
  const HelioPlanUser *user = helio_plan_get_user (prober->plan, self->check->user);
  HelioRules *rules = prober->options.with_report_rules ? helio_report_get_rules (prober->report)
                                                        : helio_plan_get_rules (prober->plan);
  g_autofree char *name = helio_prober_guess_name (user);
  g_auto (GStrv) topics = NULL;

  topics = helio_probe_topics_choose (self->check->topic, rules, name);
  for (guint i = 0; topics[i] != NULL; i++) {
    g_autofree char *topic =
        helio_party_substitute (self->party, topics[i], self->party->client_id, NULL);

    if (topic != NULL && helio_topic_matches (helio_topic_strip_share (self->topic), topic))
      helio_probe_add_aim (self, topic);
  }
}

/* (transfer full) */
static char *
make_filter (HelioProbe *self)
{
  return self->own_group ? g_strdup_printf ("$share/heliograph-probe-%s/%s",
                                            self->prober->run,
                                            helio_topic_strip_share (self->topic))
                         : g_strdup (self->topic);
}

static void
on_suback (gpointer owner, int code)
{
  HelioProbe *self = owner;
  g_autofree char *words = helio_probe_describe_code (code);

  self->code = code;
  helio_probe_note (self, "SUBACK %s", words);
  if (code >= 0x80 && self->own_group) {
    helio_probe_finish (self,
                        HELIO_EVIDENCE_NONE,
                        -1,
                        g_strdup (C_ ("evidence",
                                      "Granted, but not all of the witness’s messages arrived: "
                                      "other members of the group may have got them.")));
    return;
  }
  if (code >= 0x80) {
    helio_probe_refused (self, "SUBACK", code);
    return;
  }
  self->subscribed = make_filter (self);
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
  g_autofree char *filter = make_filter (self);

  helio_probe_note (self, "SUBSCRIBE %s", filter);
  helio_probe_expect (self, FALSE);
  /* What the broker itself says below "$" cannot be published by a witness. */
  helio_probe_client_subscribe (self->party->client,
                                filter,
                                self->topic[0] == '$' && !helio_topic_is_shared (self->topic),
                                self,
                                on_suback);
}

const HelioProbeKind helio_probe_subscribe = {start, arrived, evaluate};
