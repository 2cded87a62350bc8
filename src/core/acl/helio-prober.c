// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/acl/helio-prober-private.h"

#include "core/acl/helio-plan-private.h"
#include "core/acl/helio-plan-profiles.h"
#include "core/acl/helio-probe-topics.h"
#include "core/crypto/helio-random.h"
#include "core/mqtt/helio-topic.h"

#include <string.h>

#define USERS_AT_ONCE 8
#define CHECKS_PER_SECOND 100
#define ANSWER_MS 10000
#define LEAST_GRACE (500 * G_GINT64_CONSTANT (1000))
/* Checks of one user at a time, where the broker answers. */
#define CHECKS_AT_ONCE 8
/* Checks without a lost connection after which they go side by side again. */
#define CALM 20
/* What of a user's waiting checks is looked at for one that may begin. */
#define LOOK_AHEAD 32
/* For what is under way when it is to stop. */
#define STOP_TIME (2 * HELIO_SECOND)

G_DEFINE_FINAL_TYPE (HelioProber, helio_prober, G_TYPE_OBJECT)

enum {
  PROP_DONE = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
helio_prober_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HelioProber *self = HELIO_PROBER (object);

  if (id == PROP_DONE)
    g_value_set_uint (value, self->done);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
helio_prober_finalize (GObject *object)
{
  HelioProber *self = HELIO_PROBER (object);

  g_ptr_array_unref (self->sweeps);
  g_ptr_array_unref (self->running);
  g_ptr_array_unref (self->here);
  g_ptr_array_unref (self->parties);
  helio_party_free (self->witness);
  g_clear_pointer (&self->people, g_ptr_array_unref);
  g_clear_pointer (&self->pump_timer, helio_timer_cancel);
  g_clear_pointer (&self->stop_timer, helio_timer_cancel);
  g_hash_table_unref (self->serials);
  g_hash_table_unref (self->serial_urls);
  g_object_unref (self->cancellable);
  g_object_unref (self->report);
  helio_plan_unref (self->plan);
  helio_services_unref (self->services);
  g_free (self->folder);
  g_strfreev (self->environment);
  g_clear_pointer (&self->options.agreed, g_ptr_array_unref);
  g_free (self->run);
  G_OBJECT_CLASS (helio_prober_parent_class)->finalize (object);
}

static void
helio_prober_class_init (HelioProberClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = helio_prober_get_property;
  object_class->finalize = helio_prober_finalize;
  properties[PROP_DONE] =
      g_param_spec_uint ("done",
                         NULL,
                         NULL,
                         0,
                         G_MAXUINT,
                         0,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
helio_prober_init (HelioProber *self)
{
  self->parties = g_ptr_array_new_with_free_func ((GDestroyNotify) helio_party_free);
  self->here = g_ptr_array_new ();
  self->running = g_ptr_array_new ();
  self->sweeps = g_ptr_array_new_with_free_func ((GDestroyNotify) helio_sweep_free);
  self->serials = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->serial_urls = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->cancellable = g_cancellable_new ();
  self->run = helio_random_token (9);
}

HelioProber *
helio_prober_new (HelioServices *services,
                  HelioReport *report,
                  const char *folder,
                  const HelioProberOptions *options)
{
  HelioProber *self = g_object_new (HELIO_TYPE_PROBER, NULL);

  self->services = helio_services_ref (services);
  self->report = g_object_ref (report);
  self->plan = helio_plan_ref (helio_report_get_plan (report));
  self->folder = g_strdup (folder);
  if (options != NULL) {
    self->options = *options;
    self->options.environment = NULL;
    if (options->agreed != NULL)
      g_ptr_array_ref (self->options.agreed);
    self->environment = g_strdupv ((char **) options->environment);
  }
  return self;
}

/* What a run writes to. */

gboolean
helio_prober_may_try (HelioPlan *plan, guint check)
{
  return helio_plan_get_witness (plan) >= 0 ||
         helio_plan_get_check (plan, check)->action != HELIO_ACTION_PUBLISH_RETAINED;
}

/* The client id is another one in each run. */
static void
add_topic (GHashTable *topics, const char *pattern, const char *name)
{
  char *topic = helio_topic_substitute (pattern, name, "%c", NULL);

  g_hash_table_add (topics, topic != NULL ? topic : g_strdup (pattern));
}

static void
collect (GHashTable *topics,
         HelioPlan *plan,
         HelioRules *rules,
         GPtrArray *profiles,
         const HelioPlanCheck *check)
{
  const HelioPlanUser *user = helio_plan_get_user (plan, check->user);
  g_autofree char *guessed = helio_prober_guess_name (user);
  g_autofree char *name = helio_credential_cut_name (
      profiles != NULL ? helio_plan_profile_get_username (profiles->pdata[check->user])
                       : user->username);
  g_autofree char *filter = helio_topic_substitute (check->topic, name, "%c", NULL);
  g_auto (GStrv) chosen = NULL;

  if (helio_action_writes (check->action)) {
    add_topic (topics, check->topic, name);
    return;
  }
  if (helio_plan_get_witness (plan) < 0)
    return;
  /* As the run chooses them. */
  chosen = helio_probe_topics_choose (check->topic, rules, guessed);
  for (guint i = 0; chosen[i] != NULL; i++) {
    g_autofree char *topic = helio_topic_substitute (chosen[i], name, "%c", NULL);

    if (topic == NULL || filter == NULL)
      g_hash_table_add (topics, g_strdup (chosen[i]));
    else if (helio_topic_matches (helio_topic_strip_share (filter), topic))
      g_hash_table_add (topics, g_steal_pointer (&topic));
  }
}

GStrv
helio_prober_list_topics_with_rules (HelioPlan *plan, HelioRules *rules, GPtrArray *profiles)
{
  g_autoptr (GHashTable) topics = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer topic;

  for (guint i = 0; i < helio_plan_get_n_checks (plan); i++)
    if (helio_prober_may_try (plan, i))
      collect (topics, plan, rules, profiles, helio_plan_get_check (plan, i));
  g_hash_table_iter_init (&iter, topics);
  while (g_hash_table_iter_next (&iter, &topic, NULL)) {
    g_ptr_array_add (sorted, topic);
    g_hash_table_iter_steal (&iter);
  }
  g_ptr_array_sort (sorted, helio_plan_compare_texts);
  g_ptr_array_add (sorted, NULL);
  return (GStrv) g_ptr_array_free (g_steal_pointer (&sorted), FALSE);
}

GStrv
helio_prober_list_topics (HelioPlan *plan, GPtrArray *profiles)
{
  return helio_prober_list_topics_with_rules (plan, helio_plan_get_rules (plan), profiles);
}

char *
helio_prober_guess_name (const HelioPlanUser *user)
{
  return helio_credential_cut_name (user->username);
}

/* For the parts. */

gint64
helio_prober_now (HelioProber *self)
{
  return helio_clock_now_boot (self->services->clock);
}

gint64
helio_prober_get_grace (HelioProber *self)
{
  if (self->options.delivery_ms > 0)
    return self->options.delivery_ms * G_GINT64_CONSTANT (1000);
  return MAX (self->slowest, LEAST_GRACE);
}

gint64
helio_prober_get_answer_time (HelioProber *self)
{
  guint ms = self->options.answer_ms > 0 ? self->options.answer_ms : ANSWER_MS;

  return ms * G_GINT64_CONSTANT (1000);
}

guint64
helio_prober_take_serial (HelioProber *self, HelioProbe *probe)
{
  guint64 serial = ++self->last_serial;

  g_hash_table_insert (self->serials, g_memdup2 (&serial, sizeof serial), probe);
  return serial;
}

void
helio_prober_count_done (HelioProber *self, guint n)
{
  self->done += n;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DONE]);
}

guint
helio_prober_get_done (HelioProber *self)
{
  return self->done;
}

HelioReport *
helio_prober_get_report (HelioProber *self)
{
  return self->report;
}

/* Running. */

static void
on_pump_timer (gpointer user_data)
{
  HelioProber *self = user_data;

  g_clear_pointer (&self->pump_timer, helio_timer_cancel);
  helio_prober_pump (self);
}

/* FALSE: too early. */
static gboolean
take_turn (HelioProber *self)
{
  guint rate =
      self->options.checks_per_second > 0 ? self->options.checks_per_second : CHECKS_PER_SECOND;
  gint64 now = helio_prober_now (self);

  if (now < self->next_start) {
    if (self->pump_timer == NULL)
      self->pump_timer =
          helio_clock_after (self->services->clock, self->next_start - now, on_pump_timer, self);
    return FALSE;
  }
  self->next_start = MAX (self->next_start, now - HELIO_SECOND / 10) + HELIO_SECOND / rate;
  return TRUE;
}

static gboolean
goes_alone (HelioParty *party)
{
  return party->one_at_a_time && (party->refuses || party->calm < CALM);
}

static gboolean
has_room (HelioProber *self, HelioParty *party)
{
  HelioParty *witness = self->witness;

  if (self->stopping || party->state != HELIO_PARTY_ONLINE ||
      party->running->len >= (goes_alone (party) ? 1 : CHECKS_AT_ONCE))
    return FALSE;
  if (witness == NULL)
    return TRUE;
  /* At which of several the witness was put out could not be told. */
  if (goes_alone (witness) && self->running->len > 0)
    return FALSE;
  return witness->state == HELIO_PARTY_ONLINE || witness->state == HELIO_PARTY_OVER;
}

static HelioProbe *
take_probe (HelioParty *party)
{
  guint n = 0;

  for (GList *l = party->checks.head; l != NULL && n < LOOK_AHEAD; l = l->next, n++)
    if (helio_probe_may_start (l->data)) {
      HelioProbe *probe = l->data;

      g_queue_delete_link (&party->checks, l);
      return probe;
    }
  return NULL;
}

static void
start_probes (HelioProber *self)
{
  gboolean any = TRUE;

  /* One of each in turn, so that all get on. */
  while (any) {
    any = FALSE;
    for (guint i = 0; i < self->here->len; i++) {
      HelioParty *party = self->here->pdata[i];
      HelioProbe *probe;

      if (party->checks.length == 0 || !has_room (self, party))
        continue;
      if (!take_turn (self))
        return;
      probe = take_probe (party);
      if (probe == NULL)
        continue;
      helio_probe_start (probe);
      any = TRUE;
    }
  }
}

static gboolean
is_swept_by (HelioProber *self, HelioParty *party)
{
  for (guint i = 0; i < self->sweeps->len; i++)
    if (helio_sweep_get_party (self->sweeps->pdata[i]) == party)
      return TRUE;
  return FALSE;
}

static void
let_go (HelioProber *self)
{
  for (guint i = self->here->len; i > 0; i--) {
    HelioParty *party = self->here->pdata[i - 1];
    gboolean busy =
        party->checks.length > 0 || party->running->len > 0 || is_swept_by (self, party);

    if (!busy && (party->state == HELIO_PARTY_ONLINE ||
                  (party->state == HELIO_PARTY_CONNECTING && self->stopping)))
      helio_party_leave (party);
    if (!busy && party->state == HELIO_PARTY_OVER)
      g_ptr_array_remove_index_fast (self->here, i - 1);
  }
}

static void
bring_in (HelioProber *self)
{
  guint most = self->options.users_at_once > 0 ? self->options.users_at_once : USERS_AT_ONCE;

  while (!self->stopping && self->here->len < most && self->next_party < self->parties->len) {
    HelioParty *party = self->parties->pdata[self->next_party++];

    g_ptr_array_add (self->here, party);
    helio_party_connect (party);
  }
}

static void
work_sweeps (HelioProber *self)
{
  for (guint i = self->sweeps->len; i > 0; i--) {
    HelioSweep *sweep = self->sweeps->pdata[i - 1];

    helio_sweep_work (sweep);
    if (helio_sweep_is_done (sweep))
      g_ptr_array_remove_index (self->sweeps, i - 1);
  }
}

static gboolean
is_over (HelioProber *self)
{
  gboolean all = self->stopping || self->next_party == self->parties->len;

  if (!all || self->here->len > 0 || self->sweeps->len > 0)
    return FALSE;
  if (self->witness != NULL && (self->witness->state == HELIO_PARTY_ONLINE ||
                                self->witness->state == HELIO_PARTY_CONNECTING))
    helio_party_leave (self->witness);
  return self->leaving == 0 && (self->witness == NULL || self->witness->state == HELIO_PARTY_OVER);
}

static gboolean
on_end (gpointer user_data)
{
  GTask *task = user_data;
  HelioProber *self = g_task_get_source_object (task);

  if (--self->ending > 0)
    return G_SOURCE_REMOVE;
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_boolean (task, TRUE);
  return G_SOURCE_REMOVE;
}

static void
on_person_left (GObject *connection, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  helio_connection_shutdown_finish (HELIO_CONNECTION (connection), result, NULL);
  on_end (task);
}

/* A run that is stopped may end the program, and a sign-in that was being renewed would be lost with it.
 * The caller may let go of the prober in its callback, and whoever pumped still stands in one of its parts. */
static void
end (HelioProber *self)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_end, self->task, g_object_unref);
  g_source_attach (source, g_task_get_context (self->task));
  self->ending = self->people->len + 1;
  for (guint i = 0; i < self->people->len; i++)
    helio_connection_shutdown_async (helio_person_get_connection (self->people->pdata[i]),
                                     on_person_left,
                                     g_object_ref (self->task));
  self->task = NULL;
  g_clear_pointer (&self->pump_timer, helio_timer_cancel);
  g_clear_pointer (&self->stop_timer, helio_timer_cancel);
  if (self->cancel_source != NULL)
    g_source_destroy (self->cancel_source);
  g_clear_pointer (&self->cancel_source, g_source_unref);
  g_cancellable_cancel (self->cancellable);
}

void
helio_prober_pump (HelioProber *self)
{
  g_autoptr (HelioProber) alive = g_object_ref (self);

  self->pump_again = TRUE;
  if (self->pumping || self->task == NULL)
    return;
  self->pumping = TRUE;
  while (self->pump_again) {
    self->pump_again = FALSE;
    work_sweeps (self);
    bring_in (self);
    start_probes (self);
    let_go (self);
  }
  self->pumping = FALSE;
  if (is_over (self))
    end (self);
}

/* Stopping. */

static void
on_stop_deadline (gpointer user_data)
{
  HelioProber *self = user_data;

  while (self->running->len > 0)
    helio_probe_drop (self->running->pdata[0]);
  helio_prober_pump (self);
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  g_autoptr (HelioProber) self = g_object_ref (user_data);

  if (self->stopping || self->task == NULL)
    return G_SOURCE_REMOVE;
  self->stopping = TRUE;
  g_cancellable_cancel (self->cancellable);
  for (guint i = 0; i < self->parties->len; i++) {
    HelioParty *party = self->parties->pdata[i];
    HelioProbe *probe;

    while ((probe = g_queue_pop_head (&party->checks)) != NULL)
      helio_probe_free (probe);
  }
  self->stop_timer = helio_clock_after (self->services->clock, STOP_TIME, on_stop_deadline, self);
  helio_prober_pump (self);
  return G_SOURCE_REMOVE;
}

static void
watch_cancellable (HelioProber *self)
{
  GCancellable *cancellable = g_task_get_cancellable (self->task);

  if (cancellable == NULL)
    return;
  self->cancel_source = g_cancellable_source_new (cancellable);
  g_source_set_callback (self->cancel_source, G_SOURCE_FUNC (on_cancelled), self, NULL);
  g_source_attach (self->cancel_source, g_task_get_context (self->task));
}

static void
make_parties (HelioProber *self)
{
  guint n_users = helio_plan_get_n_users (self->plan);
  g_autofree HelioParty **parties = g_new0 (HelioParty *, n_users);

  for (guint i = 0; i < helio_plan_get_n_checks (self->plan); i++) {
    guint user = helio_plan_get_check (self->plan, i)->user;

    if (parties[user] == NULL) {
      parties[user] = helio_party_new (self, user, FALSE);
      g_ptr_array_add (self->parties, parties[user]);
    }
    g_queue_push_tail (&parties[user]->checks, helio_probe_new (parties[user], i));
  }
}

static void
on_people (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioProber *self = user_data;
  GError *error = NULL;
  int witness = helio_plan_get_witness (self->plan);

  self->people = helio_plan_people_load_finish (result, &error);
  if (self->people == NULL) {
    g_autoptr (GTask) task = g_steal_pointer (&self->task);

    g_task_return_error (task, error);
    return;
  }
  self->began = helio_prober_now (self);
  make_parties (self);
  watch_cancellable (self);
  if (witness >= 0 && self->parties->len > 0) {
    self->witness = helio_party_new (self, (guint) witness, TRUE);
    helio_party_connect (self->witness);
  }
  helio_prober_pump (self);
}

void
helio_prober_run_async (HelioProber *self,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_return_if_fail (self->task == NULL && self->people == NULL);

  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, helio_prober_run_async);
  helio_plan_people_load_async (self->plan,
                                self->services,
                                self->folder,
                                (const char *const *) self->environment,
                                self->options.agreed,
                                cancellable,
                                on_people,
                                self);
}

gboolean
helio_prober_run_finish (HelioProber *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
