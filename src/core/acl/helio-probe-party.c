// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/acl/helio-prober-private.h"

#include "core/base/helio-error.h"
#include "core/crypto/helio-random.h"
#include "core/mqtt/helio-topic.h"

#include <glib/gi18n-lib.h>

/* How often a broker that was there is asked again, and after how long, ms. */
static const guint pauses[] = {0, 100, 400, 1000, 2000, 4000};
/* A credential that ends sooner is not connected with, µs. */
#define LEAST_LIFE (10 * HELIO_SECOND)

static void sign_in (HelioParty *self);

HelioParty *
helio_party_new (HelioProber *prober, guint user, gboolean is_witness)
{
  HelioParty *self = g_new0 (HelioParty, 1);
  HelioProfile *profile;
  g_autofree char *base = NULL, *suffix = helio_random_token (6);

  self->prober = prober;
  self->user = user;
  self->is_witness = is_witness;
  self->person = helio_person_ref (prober->people->pdata[user]);
  profile = helio_person_get_profile (self->person);
  base = helio_profile_get_client_id (profile);
  /* Each has its own, whoever else uses this profile: two with one client id would put each other out. */
  self->client_id = g_strdup_printf ("%.80s-%s", base, suffix);
  self->will_client_id = g_strconcat (self->client_id, "-will", NULL);
  self->version = profile->broker.protocol == HELIO_PROTOCOL_3_1_1 ? 4 : 5;
  self->refuses = self->one_at_a_time =
      g_hash_table_contains (prober->serial_urls, profile->broker.url);
  self->running = g_ptr_array_new ();
  self->watches = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_queue_init (&self->checks);
  return self;
}

void
helio_party_free (HelioParty *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->client, helio_probe_client_free);
  g_clear_pointer (&self->retry, helio_timer_cancel);
  g_queue_clear_full (&self->checks, (GDestroyNotify) helio_probe_free);
  g_clear_pointer (&self->credential, helio_credential_unref);
  g_clear_pointer (&self->private_key, helio_secret_unref);
  g_clear_error (&self->failure);
  g_ptr_array_unref (self->running);
  g_hash_table_unref (self->watches);
  helio_person_unref (self->person);
  g_free (self->client_id);
  g_free (self->will_client_id);
  g_free (self);
}

const char *
helio_party_get_name (HelioParty *self)
{
  return helio_plan_get_user (self->prober->plan, self->user)->name;
}

static HelioEvidenceKind
kind_of_failure (const GError *error)
{
  switch (helio_error_get_class (error)) {
    case HELIO_ERROR_CLASS_MQTT:
    case HELIO_ERROR_CLASS_SIGN_IN:
    case HELIO_ERROR_CLASS_EXCHANGE:
      return HELIO_EVIDENCE_NOT_AUTHORISED;
    case HELIO_ERROR_CLASS_NETWORK:
      return g_error_matches (error, HELIO_ERROR, HELIO_ERROR_TIMED_OUT) ? HELIO_EVIDENCE_TIMED_OUT
                                                                         : HELIO_EVIDENCE_NONE;
    case HELIO_ERROR_CLASS_FILE:
    case HELIO_ERROR_CLASS_OTHER:
    case HELIO_ERROR_CLASS_CANCELLED:
    default:
      return HELIO_EVIDENCE_NONE;
  }
}

/* The broker is not to be had any more: what is left of this user stays unknown. */
static void
fail (HelioParty *self, const GError *error)
{
  HelioProbe *probe;

  g_clear_pointer (&self->client, helio_probe_client_free);
  self->state = HELIO_PARTY_OVER;
  self->failure = g_error_copy (error);
  if (!self->prober->stopping)
    helio_report_add_fault (self->prober->report, self->user, error);
  while ((probe = g_queue_pop_head (&self->checks)) != NULL) {
    if (self->prober->stopping)
      helio_probe_drop (probe);
    else
      helio_probe_finish (
          probe,
          self->ever_online ? HELIO_EVIDENCE_SESSION_ENDED : kind_of_failure (error),
          helio_error_get_reason_code (error),
          self->ever_online
              ? g_strdup (C_ ("evidence", "The connection ended, and could not be made again."))
              : g_strdup_printf (C_ ("evidence", "This user could not connect: %s"),
                                 error->message));
  }
  helio_prober_pump (self->prober);
}

/* A goodbye of its own; somebody else may be waited for. */
static void
drop_client (HelioParty *self)
{
  g_clear_pointer (&self->client, helio_probe_client_free);
  g_hash_table_remove_all (self->watches);
}

static void
on_retry (gpointer user_data)
{
  HelioParty *self = user_data;

  g_clear_pointer (&self->retry, helio_timer_cancel);
  sign_in (self);
}

static void
connect_again (HelioParty *self)
{
  guint pause = pauses[MIN (self->attempts, G_N_ELEMENTS (pauses) - 1)];

  self->attempts++;
  self->state = HELIO_PARTY_CONNECTING;
  g_clear_pointer (&self->retry, helio_timer_cancel);
  self->retry = helio_clock_after (self->prober->services->clock,
                                   pause * G_GINT64_CONSTANT (1000),
                                   on_retry,
                                   self);
}

static void
on_connected (gpointer user_data)
{
  HelioParty *self = user_data;

  self->state = HELIO_PARTY_ONLINE;
  self->ever_online = TRUE;
  self->refused = FALSE;
  helio_prober_pump (self->prober);
}

/* 0x84, or a peer that gave up at a CONNECT of MQTT 5. */
static gboolean
try_older_version (HelioParty *self, const GError *error)
{
  HelioProfile *profile = helio_person_get_profile (self->person);

  if (profile->broker.protocol != HELIO_PROTOCOL_AUTO || self->version != 5 || self->ever_online ||
      (helio_error_get_reason_code (error) != 0x84 &&
       !g_error_matches (error, HELIO_ERROR, HELIO_ERROR_MQTT_PROTOCOL)))
    return FALSE;
  self->version = 4;
  return TRUE;
}

static gboolean
is_passing (const GError *error)
{
  int code = helio_error_get_reason_code (error);

  return helio_error_is_transient (error) || code == 0x88 || code == 0x89 || code == 0x97 ||
         code == 0x9F;
}

/* What was accepted once may have run out or been taken back. A fresh one is tried once: each that is refused is a failed
 * login, and a few of those lock an account. A password is the same one again. */
static gboolean
may_sign_in_anew (HelioParty *self)
{
  const HelioMethod method = helio_person_get_profile (self->person)->method;

  return self->ever_online && !self->refused && method != HELIO_METHOD_PASSWORD &&
         method != HELIO_METHOD_NONE;
}

static gboolean
may_come_back (HelioParty *self, const GError *error)
{
  if (self->prober->stopping || self->attempts >= G_N_ELEMENTS (pauses) ||
      g_error_matches (error, HELIO_ERROR, HELIO_ERROR_TIMED_OUT))
    return FALSE;
  if (g_error_matches (error, HELIO_ERROR, HELIO_ERROR_MQTT_CREDENTIAL))
    return may_sign_in_anew (self);
  return self->ever_online || is_passing (error);
}

static void
on_refused (gpointer user_data, const GError *error)
{
  HelioParty *self = user_data;
  g_autoptr (GError) why = g_error_copy (error);
  const gboolean again = try_older_version (self, why) || may_come_back (self, why);

  drop_client (self);
  if (g_error_matches (why, HELIO_ERROR, HELIO_ERROR_MQTT_CREDENTIAL)) {
    g_clear_pointer (&self->credential, helio_credential_unref);
    self->refused = TRUE;
  }
  if (again)
    connect_again (self);
  else
    fail (self, why);
}

gboolean
helio_party_may_be_refusal (const GError *error)
{
  static const int codes[] =
      {0x80, 0x81, 0x82, 0x83, 0x87, 0x8F, 0x90, 0x99, 0x9A, 0x9B, 0x9E, 0xA1, 0xA2};
  int code = helio_error_get_reason_code (error);

  /* What CONNACK says is about the connection. */
  if (g_error_matches (error, HELIO_ERROR, HELIO_ERROR_MQTT_REFUSED) ||
      g_error_matches (error, HELIO_ERROR, HELIO_ERROR_MQTT_CREDENTIAL))
    return FALSE;
  if (code < 0)
    return g_error_matches (error, HELIO_ERROR, HELIO_ERROR_MQTT_ENDED);
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (codes[i] == code)
      return TRUE;
  return FALSE;
}

/* Everything that was under way on this connection begins anew, one after the other from now on: then it is known at
 * which the connection ends. @counts: FALSE: it was not the broker that ended it. The caller pumps. */
static void
lose (HelioParty *self, const GError *error, gboolean counts)
{
  HelioProber *prober = self->prober;
  g_autoptr (GPtrArray) hit = g_ptr_array_new ();
  GPtrArray *from = self->is_witness ? prober->running : self->running;
  gboolean alone = counts && from->len == 1;
  const gboolean pumping = prober->pumping;

  for (guint i = 0; i < prober->sweeps->len; i++)
    alone = alone && !helio_sweep_writes_as (prober->sweeps->pdata[i], self);
  self->state = HELIO_PARTY_CONNECTING;
  drop_client (self);
  self->one_at_a_time = TRUE;
  self->refuses = self->refuses || helio_party_may_be_refusal (error);
  self->calm = 0;
  for (guint i = 0; i < from->len; i++)
    g_ptr_array_add (hit, from->pdata[i]);
  /* Nobody is let go of before all of them know. */
  prober->pumping = TRUE;
  for (guint i = 0; i < hit->len; i++)
    if (self->is_witness)
      helio_probe_witness_lost (hit->pdata[i], alone);
    else
      helio_probe_lost (hit->pdata[i], error, alone);
  for (guint i = 0; i < prober->sweeps->len; i++)
    helio_sweep_lost (prober->sweeps->pdata[i], self);
  prober->pumping = pumping;
}

static void
on_ended (gpointer user_data, const GError *error)
{
  HelioParty *self = user_data;
  g_autoptr (GError) why = g_error_copy (error);

  if (helio_party_may_be_refusal (why))
    g_hash_table_add (self->prober->serial_urls,
                      g_strdup (helio_person_get_profile (self->person)->broker.url));
  lose (self, why, TRUE);
  self->attempts = 0;
  connect_again (self);
  helio_prober_pump (self->prober);
}

void
helio_party_reset (HelioParty *self)
{
  g_autoptr (GError) error = helio_error_new (HELIO_ERROR_TIMED_OUT, NULL, "%s", "reset");

  if (self->state != HELIO_PARTY_ONLINE)
    return;
  lose (self, error, FALSE);
  self->attempts = 0;
  connect_again (self);
  helio_prober_pump (self->prober);
}

static void
on_left (gpointer user_data)
{
  HelioParty *self = user_data;

  drop_client (self);
  self->state = HELIO_PARTY_OVER;
  self->prober->leaving--;
  helio_prober_pump (self->prober);
}

static void
on_message (gpointer user_data, const HelioProbeMessage *message)
{
  HelioParty *self = user_data;
  HelioProber *prober = self->prober;
  HelioProbe *probe = g_hash_table_lookup (prober->serials, &message->serial);

  for (guint i = 0; i < prober->sweeps->len; i++)
    helio_sweep_message (prober->sweeps->pdata[i], self, message);
  if (message->serial != 0) {
    if (probe != NULL)
      helio_probe_message (probe, self, message);
    return;
  }
  for (guint i = prober->running->len; i > 0; i--)
    helio_probe_message (prober->running->pdata[i - 1], self, message);
}

static const HelioProbeClientFuncs client_funcs = {on_connected,
                                                   on_refused,
                                                   on_ended,
                                                   on_left,
                                                   on_message};

HelioProbeClient *
helio_party_make_client (HelioParty *self,
                         const char *client_id,
                         const char *will_topic,
                         guint64 will_serial,
                         const HelioProbeClientFuncs *funcs,
                         gpointer user_data,
                         GError **error)
{
  return helio_probe_client_new (helio_person_get_profile (self->person),
                                 self->version,
                                 client_id,
                                 self->private_key,
                                 self->prober->run,
                                 will_topic,
                                 will_serial,
                                 funcs,
                                 user_data,
                                 error);
}

static void
open_connection (HelioParty *self)
{
  g_autoptr (GError) error = NULL;

  self->client =
      helio_party_make_client (self, self->client_id, NULL, 0, &client_funcs, self, &error);
  if (self->client == NULL)
    fail (self, error);
  else
    helio_probe_client_connect (self->client, self->credential);
}

typedef struct {
  HelioProber *prober; /* owned: keeps the party */
  HelioParty *party;
} Waiter;

static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Waiter *waiter = user_data;
  g_autoptr (HelioProber) alive = waiter->prober;
  HelioParty *self = waiter->party;
  g_autoptr (HelioSecret) key = NULL;
  g_autoptr (GError) error = NULL;
  HelioCredential *credential = helio_person_sign_in_finish (result, &key, &error);

  if (self->state != HELIO_PARTY_CONNECTING) {
    g_clear_pointer (&credential, helio_credential_unref);
    return;
  }
  if (credential == NULL) {
    if (is_passing (error) && self->attempts < G_N_ELEMENTS (pauses) && !self->prober->stopping)
      connect_again (self);
    else
      fail (self, error);
    return;
  }
  self->credential = credential;
  g_clear_pointer (&self->private_key, helio_secret_unref);
  self->private_key = g_steal_pointer (&key);
  /* The client id stands for itself: it is another one in each run, and a report is to be the same. */
  if (!self->is_witness)
    helio_report_set_identity (self->prober->report,
                               self->user,
                               helio_credential_is_anonymous (credential)
                                   ? NULL
                                   : helio_credential_get_username (credential),
                               "%c");
  open_connection (self);
}

static void
sign_in (HelioParty *self)
{
  gint64 now = helio_clock_now_boot (self->prober->services->clock);
  Waiter *waiter;

  if (self->credential != NULL &&
      !helio_credential_is_expired (self->credential, now + LEAST_LIFE)) {
    open_connection (self);
    return;
  }
  g_clear_pointer (&self->credential, helio_credential_unref);
  waiter = g_new (Waiter, 1);
  *waiter = (Waiter){g_object_ref (self->prober), self};
  helio_person_sign_in_async (self->person,
                              self->refused ? HELIO_CREDENTIAL_REFUSED : HELIO_CREDENTIAL_NONE,
                              self->prober->cancellable,
                              on_signed_in,
                              waiter);
}

void
helio_party_connect (HelioParty *self)
{
  self->state = HELIO_PARTY_CONNECTING;
  sign_in (self);
}

void
helio_party_leave (HelioParty *self)
{
  g_clear_pointer (&self->retry, helio_timer_cancel);
  if (self->state != HELIO_PARTY_ONLINE) {
    drop_client (self);
    self->state = HELIO_PARTY_OVER;
    return;
  }
  self->state = HELIO_PARTY_LEAVING;
  self->prober->leaving++;
  helio_probe_client_leave (self->client);
}

char *
helio_party_substitute (HelioParty *self,
                        const char *pattern,
                        const char *client_id,
                        GError **error)
{
  return helio_topic_substitute (pattern,
                                 helio_credential_get_name (self->credential),
                                 client_id,
                                 error);
}

void
helio_party_watch (HelioParty *witness,
                   const char *topic,
                   gboolean with_retained,
                   gpointer owner,
                   HelioProbeAnswer func)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (witness->watches, topic));

  g_hash_table_insert (witness->watches, g_strdup (topic), GUINT_TO_POINTER (n + 1));
  helio_probe_client_subscribe (witness->client, topic, with_retained, owner, func);
}

void
helio_party_unwatch (HelioParty *witness, const char *topic)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (witness->watches, topic));

  if (witness->state != HELIO_PARTY_ONLINE || n == 0)
    return;
  if (n > 1) {
    g_hash_table_insert (witness->watches, g_strdup (topic), GUINT_TO_POINTER (n - 1));
    return;
  }
  g_hash_table_remove (witness->watches, topic);
  helio_probe_client_unsubscribe (witness->client, topic, witness, NULL);
}
