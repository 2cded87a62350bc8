// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* The renewal row of design.md §7: what N renewals lose, with a round trip of 20 ms, messages of every QoS
 * going both ways meanwhile. */
#include "config.h"

#include "tests/support/helio-mosquitto.h"
#include "tests/support/helio-rtt-proxy.h"
#include "tests/support/helio-test-link.h"

#include <mosquitto.h>
#include <stdlib.h>
#include <string.h>

#define TICK_MS 5
#define SEEN_MAX (1 << 20)
#define LATE (10 * G_USEC_PER_SEC)
/* A machine that is too slow for the rate gets what it can take: no side has more than this under way. */
#define UNDER_WAY_MAX 1000

static int option_renewals = 50;
static int option_round_trip = 20;
static int option_pause = 250;
static int option_rate[3] = {500, 1000, 200};
static gboolean option_leave;
static gboolean option_verbose;
static char *option_scheme;
static int option_version;
static char *option_json;

static const GOptionEntry entries[] = {
    {"renewals", 'n', 0, G_OPTION_ARG_INT, &option_renewals, "Renewals a run (50)", "N"},
    {"round-trip", 0, 0, G_OPTION_ARG_INT, &option_round_trip, "Milliseconds (20)", "MS"},
    {"pause", 0, 0, G_OPTION_ARG_INT, &option_pause, "Between renewals, milliseconds (250)", "MS"},
    {"qos0", 0, 0, G_OPTION_ARG_INT, &option_rate[0], "Messages a second each way (500)", "N"},
    {"qos1", 0, 0, G_OPTION_ARG_INT, &option_rate[1], "The same (1000)", "N"},
    {"qos2", 0, 0, G_OPTION_ARG_INT, &option_rate[2], "The same (200)", "N"},
    {"leave-first", 0, 0, G_OPTION_ARG_NONE, &option_leave, "DISCONNECT before CONNECT", NULL},
    {"verbose", 'v', 0, G_OPTION_ARG_NONE, &option_verbose, "Tell each renewal", NULL},
    {"scheme", 0, 0, G_OPTION_ARG_STRING, &option_scheme, "Only this one", "mqtts|wss|…"},
    {"mqtt", 0, 0, G_OPTION_ARG_INT, &option_version, "Only this version", "5|4"},
    {"json", 0, 0, G_OPTION_ARG_FILENAME, &option_json, "Write the results", "FILE"},
    G_OPTION_ENTRY_NULL};

/* One direction and QoS. */
typedef struct {
  guint64 sent, received, twice, folded;
  guint8 *seen; /* how often each number came, up to 255 */
} Flow;

typedef struct {
  GMutex lock;
  Flow down[3]; /* broker to console */
  Flow up[3];
  gint64 last_arrival, silence;
  GArray *gaps; /* gint64, µs */
  guint renewed, failed;
  guint session_lost;
  char *failure;
  gboolean done;
  int down_under_way; /* atomic */
  int up_under_way;
} Run;

static void
count_arrival (Run *run, Flow *flow, const void *payload, gsize length, gboolean folded)
{
  char text[24] = {0};
  gint64 now = g_get_monotonic_time ();
  guint64 number;

  memcpy (text, payload, MIN (length, sizeof text - 1));
  number = g_ascii_strtoull (text, NULL, 10);
  g_mutex_lock (&run->lock);
  if (number < SEEN_MAX) {
    if (flow->seen[number] == 0)
      flow->received++;
    else if (folded)
      flow->folded++;
    else
      flow->twice++;
    if (flow->seen[number] < 255)
      flow->seen[number]++;
  }
  if (flow >= run->down && flow < run->down + 3) {
    if (run->last_arrival > 0)
      run->silence = MAX (run->silence, now - run->last_arrival);
    run->last_arrival = now;
  }
  g_mutex_unlock (&run->lock);
}

/* The console's sink: a GObject only because a link holds a reference to one. */
static void
console_message (gpointer sink, const HelioMessage *message)
{
  Run *run = g_object_get_data (sink, "run");

  count_arrival (run,
                 &run->down[message->topic[strlen ("down/")] - '0'],
                 message->payload,
                 message->payload_length,
                 message->redelivered);
}

static void
console_gap (gpointer sink, gint64 time, gint64 gap, guint64 lost, const char *why)
{
}

static const HelioMessageSinkFuncs console_funcs = {console_message, console_gap};

/* The other side: libmosquitto as it comes, without a delay. */
static void
on_partner_message (struct mosquitto *mosq, void *data, const struct mosquitto_message *message)
{
  Run *run = data;

  count_arrival (run,
                 &run->up[message->topic[strlen ("up/")] - '0'],
                 message->payload,
                 (gsize) message->payloadlen,
                 FALSE);
}

static void
on_partner_published (struct mosquitto *mosq, void *data, int mid)
{
  g_atomic_int_add (&((Run *) data)->down_under_way, -1);
}

static void
on_partner_ready (struct mosquitto *mosq, void *data, int mid, int count, const int *granted)
{
  Run *run = data;

  g_mutex_lock (&run->lock);
  run->done = TRUE;
  g_mutex_unlock (&run->lock);
}

static gboolean
tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
wait_until (gint64 deadline, gboolean (*condition) (gpointer), gpointer data)
{
  guint source = g_timeout_add (TICK_MS, tick, NULL);

  while (!condition (data) && g_get_monotonic_time () < deadline)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (source);
}

static gboolean
partner_is_ready (gpointer data)
{
  Run *run = data;
  gboolean done;

  g_mutex_lock (&run->lock);
  done = run->done;
  g_mutex_unlock (&run->lock);
  return done;
}

static struct mosquitto *
partner_new (HelioMosquitto *broker, Run *run)
{
  struct mosquitto *mosq = mosquitto_new ("partner", true, run);

  mosquitto_username_pw_set (mosq, "partner", "secret");
  mosquitto_max_inflight_messages_set (mosq, 0);
  mosquitto_message_callback_set (mosq, on_partner_message);
  mosquitto_subscribe_callback_set (mosq, on_partner_ready);
  mosquitto_publish_callback_set (mosq, on_partner_published);
  if (mosquitto_connect (mosq, "127.0.0.1", helio_mosquitto_get_port (broker, "mqtt"), 60) !=
          MOSQ_ERR_SUCCESS ||
      mosquitto_loop_start (mosq) != MOSQ_ERR_SUCCESS)
    g_error ("the partner cannot connect");
  mosquitto_subscribe (mosq, NULL, "up/#", 2);
  wait_until (g_get_monotonic_time () + LATE, partner_is_ready, run);
  g_assert_true (partner_is_ready (run));
  return mosq;
}

typedef struct {
  Run *run;
  struct mosquitto *partner;
  HelioLink *link;
  gint64 last;
  double due[2][3];
  gboolean stop;
} Traffic;

static void
send_down (Traffic *traffic, int qos)
{
  char topic[8], text[24];
  guint64 number = traffic->run->down[qos].sent++;

  g_atomic_int_inc (&traffic->run->down_under_way);
  g_snprintf (topic, sizeof topic, "down/%d", qos);
  g_snprintf (text, sizeof text, "%" G_GUINT64_FORMAT, number);
  mosquitto_publish (traffic->partner, NULL, topic, (int) strlen (text), text, qos, false);
}

static void
send_up (Traffic *traffic, int qos)
{
  char topic[8], text[24];
  guint64 number = traffic->run->up[qos].sent++;
  g_autoptr (GBytes) payload = NULL;
  HelioPublication publication = {.topic = topic, .qos = qos};

  g_snprintf (topic, sizeof topic, "up/%d", qos);
  g_snprintf (text, sizeof text, "%" G_GUINT64_FORMAT, number);
  payload = publication.payload = g_bytes_new (text, strlen (text));
  traffic->run->up_under_way++;
  helio_link_publish (traffic->link, &publication);
}

static gboolean
on_traffic (gpointer user_data)
{
  Traffic *traffic = user_data;
  gint64 now = g_get_monotonic_time ();
  double seconds = (double) MIN (now - traffic->last, 10 * TICK_MS * 1000) / G_USEC_PER_SEC;

  traffic->last = now;
  for (int qos = 0; !traffic->stop && qos < 3; qos++) {
    traffic->due[0][qos] += seconds * option_rate[qos];
    for (; traffic->due[0][qos] >= 1; traffic->due[0][qos]--)
      if (g_atomic_int_get (&traffic->run->down_under_way) < UNDER_WAY_MAX)
        send_down (traffic, qos);
    traffic->due[1][qos] += seconds * option_rate[qos];
    for (; traffic->due[1][qos] >= 1; traffic->due[1][qos]--)
      if (traffic->run->up_under_way < UNDER_WAY_MAX)
        send_up (traffic, qos);
  }
  return G_SOURCE_CONTINUE;
}

static gboolean got_connected, got_subscribed, got_answer;

static void
on_events (HelioLink *link, GPtrArray *events, gpointer user_data)
{
  Run *run = user_data;

  for (guint i = 0; i < events->len; i++) {
    const HelioEvent *event = events->pdata[i];

    if (event->kind == HELIO_EVENT_CONNECTED) {
      got_connected = TRUE;
    } else if (event->kind == HELIO_EVENT_SUBSCRIBED) {
      got_subscribed = TRUE;
    } else if (event->kind == HELIO_EVENT_RENEWED) {
      run->renewed++;
      if (!event->info->session_present)
        run->session_lost++;
      g_array_append_val (run->gaps, event->gap);
      got_answer = TRUE;
    } else if (event->kind == HELIO_EVENT_RENEW_FAILED || event->kind == HELIO_EVENT_REFUSED ||
               event->kind == HELIO_EVENT_DISCONNECTED) {
      run->failed++;
      g_free (run->failure);
      run->failure = g_strdup (event->error != NULL ? event->error->message : "disconnected");
      got_answer = TRUE;
    } else if (event->kind == HELIO_EVENT_PUBLISHED) {
      run->up_under_way--;
      if (event->error != NULL) {
        g_free (run->failure);
        run->failure = g_strdup (event->error->message);
      }
    }
  }
}

static gboolean
is_set (gpointer data)
{
  return *(gboolean *) data;
}

static gboolean
never (gpointer data)
{
  return FALSE;
}

static gboolean
all_arrived (gpointer data)
{
  Run *run = data;
  gboolean all = TRUE;

  g_mutex_lock (&run->lock);
  for (int qos = 0; qos < 3; qos++)
    all = all && run->down[qos].received == run->down[qos].sent &&
          run->up[qos].received == run->up[qos].sent;
  g_mutex_unlock (&run->lock);
  return all;
}

static Run *
run_new (void)
{
  Run *run = g_new0 (Run, 1);

  g_mutex_init (&run->lock);
  run->gaps = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (int qos = 0; qos < 3; qos++) {
    run->down[qos].seen = g_malloc0 (SEEN_MAX);
    run->up[qos].seen = g_malloc0 (SEEN_MAX);
  }
  return run;
}

static void
run_free (Run *run)
{
  for (int qos = 0; qos < 3; qos++) {
    g_free (run->down[qos].seen);
    g_free (run->up[qos].seen);
  }
  g_array_unref (run->gaps);
  g_mutex_clear (&run->lock);
  g_free (run->failure);
  g_free (run);
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return x < y ? -1 : x > y;
}

static double
milliseconds (gint64 microseconds)
{
  return (double) microseconds / 1000.0;
}

static gint64
gap_at (Run *run, double part)
{
  if (run->gaps->len == 0)
    return 0;
  g_array_sort (run->gaps, compare_times);
  return g_array_index (run->gaps, gint64, (guint) (part * (run->gaps->len - 1)));
}

static void
print_flow (const char *direction, int qos, const Flow *flow)
{
  g_print ("    %-5s QoS %d %9" G_GUINT64_FORMAT " %9" G_GUINT64_FORMAT " %6" G_GUINT64_FORMAT
           " %6" G_GUINT64_FORMAT " %7" G_GUINT64_FORMAT "\n",
           direction,
           qos,
           flow->sent,
           flow->received,
           flow->sent - flow->received,
           flow->twice,
           flow->folded);
}

static void
print_run (const char *scheme, int version, Run *run)
{
  g_print ("%s, MQTT %s, %s: %u renewed, %u failed, %u sessions lost\n",
           scheme,
           version == 5 ? "5" : "3.1.1",
           option_leave ? "DISCONNECT first" : "takeover",
           run->renewed,
           run->failed,
           run->session_lost);
  if (run->failure != NULL)
    g_print ("  last failure: %s\n", run->failure);
  g_print ("                   sent  received   lost  twice  folded\n");
  for (int qos = 0; qos < 3; qos++)
    print_flow ("down", qos, &run->down[qos]);
  for (int qos = 0; qos < 3; qos++)
    print_flow ("up", qos, &run->up[qos]);
  g_print ("    gap median %.1f ms, max %.1f ms; longest silence %.1f ms\n\n",
           milliseconds (gap_at (run, 0.5)),
           milliseconds (gap_at (run, 1)),
           milliseconds (run->silence));
}

static void
add_json (GString *json, const char *scheme, int version, Run *run)
{
  static const char *const names[] = {"down", "up"};

  for (int qos = 0; qos < 3; qos++)
    for (int way = 0; way < 2; way++) {
      const Flow *flow = way == 0 ? &run->down[qos] : &run->up[qos];
      g_autofree char *name = g_strdup_printf ("renewal/%s/%s/%s/qos%d",
                                               scheme,
                                               version == 5 ? "5" : "3.1.1",
                                               names[way],
                                               qos);

      g_string_append_printf (json,
                              "%s  {\"name\": \"%s/lost\", \"value\": %" G_GUINT64_FORMAT
                              ", \"unit\": \"messages\", \"budget\": 0},\n"
                              "  {\"name\": \"%s/twice\", \"value\": %" G_GUINT64_FORMAT
                              ", \"unit\": \"messages\", \"budget\": 0}",
                              json->len > 2 ? ",\n" : "",
                              name,
                              flow->sent - flow->received,
                              name,
                              flow->twice);
    }
}

static gboolean
run_passes (Run *run)
{
  gboolean good =
      run->failed == 0 && run->session_lost == 0 && run->renewed == (guint) option_renewals;

  for (int qos = 1; qos < 3; qos++)
    good = good && run->down[qos].sent == run->down[qos].received &&
           run->up[qos].sent == run->up[qos].received && run->down[qos].twice == 0;
  return good && run->up[2].twice == 0;
}

static gboolean
bench (HelioMosquitto *broker, const char *scheme, int version, GString *json)
{
  Run *run = run_new ();
  HelioRttProxy *proxy = helio_rtt_proxy_new (helio_mosquitto_get_port (broker, scheme),
                                              (gint64) option_round_trip * 1000);
  g_autofree char *url =
      g_strdup_printf ("%s://localhost:%u/mqtt", scheme, helio_rtt_proxy_get_port (proxy));
  g_autofree char *client_id = g_strdup_printf ("console-%s-%d", scheme, version);
  g_autoptr (HelioCredential) credential = helio_test_credential ("console", "secret");
  g_autoptr (GObject) sink_object = g_object_new (G_TYPE_OBJECT, NULL);
  HelioMessageSink sink = {&console_funcs, sink_object};
  HelioLinkConfig config = {.url = url,
                            .mqtt_version = version,
                            .client_id = client_id,
                            .keep_alive = 60,
                            .session_expiry = 300,
                            .receive_maximum = 1000,
                            .maximum_packet_size = -1,
                            .request_problem_information = TRUE,
                            .will_topic = option_leave ? "will" : NULL,
                            .ca_pem = helio_mosquitto_get_ca (broker)};
  HelioFilterOptions filter = {.filter = "down/#", .qos = 2};
  Traffic traffic = {.run = run};
  gint64 asked;
  guint source;
  gboolean good;

  g_object_set_data (sink_object, "run", run);
  got_connected = got_subscribed = FALSE;
  traffic.partner = partner_new (broker, run);
  traffic.link = helio_link_new (&config, &sink, on_events, run);
  helio_link_connect (traffic.link, credential, TRUE);
  wait_until (g_get_monotonic_time () + LATE, is_set, &got_connected);
  helio_link_subscribe (traffic.link, &filter);
  wait_until (g_get_monotonic_time () + LATE, is_set, &got_subscribed);
  g_assert_true (got_subscribed);

  traffic.last = g_get_monotonic_time ();
  source = g_timeout_add (TICK_MS, on_traffic, &traffic);
  for (int i = 0; i < option_renewals; i++) {
    wait_until (g_get_monotonic_time () + option_pause * 1000, never, NULL);
    got_answer = FALSE;
    helio_link_renew (traffic.link, credential);
    asked = g_get_monotonic_time ();
    wait_until (asked + 3 * LATE, is_set, &got_answer);
    if (option_verbose)
      g_printerr ("renewal %d took %.1f ms%s\n",
                  i + 1,
                  milliseconds (g_get_monotonic_time () - asked),
                  got_answer ? "" : ": no answer");
  }
  wait_until (g_get_monotonic_time () + option_pause * 1000, never, NULL);
  traffic.stop = TRUE;
  wait_until (g_get_monotonic_time () + LATE, all_arrived, run);
  g_source_remove (source);

  print_run (scheme, version, run);
  add_json (json, scheme, version, run);
  good = run_passes (run);
  helio_link_free (traffic.link);
  while (sink_object->ref_count > 1)
    g_main_context_iteration (NULL, TRUE);
  mosquitto_disconnect (traffic.partner);
  mosquitto_loop_stop (traffic.partner, false);
  mosquitto_destroy (traffic.partner);
  helio_rtt_proxy_free (proxy);
  run_free (run);
  return good;
}

int
main (int argc, char **argv)
{
  static const char *const schemes[] = {"wss", "mqtts"};
  static const char *const users[] = {"console", "secret", "partner", "secret", NULL};
  HelioMosquittoOptions options = {.config = "max_inflight_messages 0\n", .users = users};
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioMosquitto) broker = NULL;
  GString *json = g_string_new ("[\n");
  gboolean good = TRUE;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("%s\n", error->message);
    return 2;
  }
  mosquitto_lib_init ();
  broker = helio_mosquitto_start (&options);
  if (option_scheme != NULL) {
    for (int version = 5; version >= 4; version--)
      if (option_version == 0 || option_version == version)
        good = bench (broker, option_scheme, version, json) && good;
  } else {
    for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
      for (int version = 5; version >= 4; version--)
        if (option_version == 0 || option_version == version)
          good = bench (broker, schemes[i], version, json) && good;
  }
  g_string_append (json, "\n]\n");
  if (option_json != NULL && !g_file_set_contents (option_json, json->str, -1, &error)) {
    g_printerr ("%s\n", error->message);
    good = FALSE;
  }
  g_string_free (json, TRUE);
  g_free (option_json);
  g_free (option_scheme);
  return good ? 0 : 1;
}
