// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/acl/helio-probe-client.h"

#include "core/base/helio-error.h"
#include "core/mqtt/helio-publish-properties.h"

#include <string.h>

#define MARK "heliograph-probe "
/* What the worker may be ahead of the main thread. More that is not ours is dropped, and it is told that it was; more
 * that is ours comes from a broker that repeats itself. Bytes, of all that is kept. */
#define FOREIGN_MAX (256 * 1024)
#define KEPT_MAX (8 * 1024 * 1024)
/* Below redraw, like the link's events. */
#define MESSAGE_PRIORITY 190
/* A probe that nobody takes is gone by itself, where the broker knows how (MQTT 5.0 §3.3.2.3.3). Seconds. */
#define EXPIRY 60
#define RECEIVE_MAXIMUM 1000

/* From the worker to the main thread. */

#define HELIO_TYPE_PROBE_SINK (helio_probe_sink_get_type ())
G_DECLARE_FINAL_TYPE (HelioProbeSink, helio_probe_sink, HELIO, PROBE_SINK, GObject)

typedef struct {
  guint64 serial;
  char *topic;
  gboolean retained, marked;
} Kept;

struct _HelioProbeSink {
  GObject parent_instance;
  char *mark; /* of this run, what the payload of a probe message begins with */
  GMainContext *context;
  HelioProbeClient *client; /* the main thread's; NULL once it was let go */

  /* under the lock */
  GMutex lock;
  GPtrArray *kept; /* Kept */
  gsize size;      /* of them */
  gboolean lost;   /* there was no room for another one */
  gboolean scheduled;
};

G_DEFINE_FINAL_TYPE (HelioProbeSink, helio_probe_sink, G_TYPE_OBJECT)

typedef struct {
  gpointer owner;
  HelioProbeAnswer func; /* (nullable) */
} Waiting;

struct _HelioProbeClient {
  grefcount ref_count; /* while its funcs are called it may be let go */
  HelioLinkSetup *setup;
  HelioLink *link; /* NULL once it was let go */
  HelioProbeSink *sink;
  const HelioProbeClientFuncs *funcs;
  gpointer user_data;
  char *run;
  HelioLinkInfo *info;
  GHashTable *waiting; /* request → Waiting */
  GQueue pings;        /* Waiting */
  gboolean leaving;
};

static void
kept_free (gpointer data)
{
  Kept *kept = data;

  g_free (kept->topic);
  g_free (kept);
}

static void
helio_probe_sink_finalize (GObject *object)
{
  HelioProbeSink *self = HELIO_PROBE_SINK (object);

  g_ptr_array_unref (self->kept);
  g_mutex_clear (&self->lock);
  g_main_context_unref (self->context);
  g_free (self->mark);
  G_OBJECT_CLASS (helio_probe_sink_parent_class)->finalize (object);
}

static void
helio_probe_sink_class_init (HelioProbeSinkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = helio_probe_sink_finalize;
}

static void
helio_probe_sink_init (HelioProbeSink *self)
{
  g_mutex_init (&self->lock);
  self->kept = g_ptr_array_new_with_free_func (kept_free);
  self->context = g_main_context_ref_thread_default ();
}

static char *
make_mark (const char *run)
{
  return g_strdup_printf (MARK "%s ", run);
}

/* Any thread. 0: none of this run. */
static guint64
read_serial (const char *mark, const guint8 *payload, gsize length)
{
  gsize mark_length = strlen (mark);
  char digits[24] = "";

  if (length <= mark_length || length - mark_length >= sizeof digits ||
      memcmp (payload, mark, mark_length) != 0)
    return 0;
  memcpy (digits, payload + mark_length, length - mark_length);
  return g_ascii_strtoull (digits, NULL, 10);
}

static gboolean
is_marked (const guint8 *payload, gsize length)
{
  return length > strlen (MARK) && memcmp (payload, MARK, strlen (MARK)) == 0;
}

static void
drain (HelioProbeSink *self)
{
  g_autoptr (GPtrArray) kept = NULL;
  g_autoptr (HelioProbeSink) alive = g_object_ref (self);
  const HelioProbeMessage gap = {.topic = "", .lost = TRUE};
  gboolean lost;

  g_mutex_lock (&self->lock);
  kept = g_steal_pointer (&self->kept);
  self->kept = g_ptr_array_new_with_free_func (kept_free);
  self->size = 0;
  lost = self->lost;
  self->lost = FALSE;
  g_mutex_unlock (&self->lock);
  for (guint i = 0; i < kept->len && self->client != NULL; i++) {
    const Kept *one = kept->pdata[i];
    HelioProbeMessage message = {.serial = one->serial,
                                 .topic = one->topic,
                                 .retained = one->retained,
                                 .marked = one->marked};

    self->client->funcs->message (self->client->user_data, &message);
  }
  if (lost && self->client != NULL)
    self->client->funcs->message (self->client->user_data, &gap);
}

static gboolean
on_scheduled (gpointer user_data)
{
  HelioProbeSink *self = user_data;

  g_mutex_lock (&self->lock);
  self->scheduled = FALSE;
  g_mutex_unlock (&self->lock);
  drain (self);
  return G_SOURCE_REMOVE;
}

/* Worker thread. */
static void
take_message (gpointer sink, const HelioMessage *message)
{
  HelioProbeSink *self = sink;
  guint64 serial = read_serial (self->mark, message->payload, message->payload_length);
  gboolean schedule = FALSE;
  const gboolean marked = serial == 0 && (message->payload_length == 0 ||
                                          is_marked (message->payload, message->payload_length));

  /* What else tells something: a topic holds a message already; the broker's own topics deliver something; somebody
   * else writes and clears what is retained. */
  if (serial == 0 && !marked && !message->retained && message->topic[0] != '$')
    return;
  g_mutex_lock (&self->lock);
  if (serial == 0 && self->size >= FOREIGN_MAX) {
    schedule = !self->lost && !self->scheduled;
    self->lost = TRUE;
    self->scheduled = self->scheduled || schedule;
  } else if (self->size < KEPT_MAX) {
    Kept *kept = g_new (Kept, 1);

    self->size += sizeof *kept + strlen (message->topic);
    *kept = (Kept){serial, g_strdup (message->topic), message->retained, marked};
    g_ptr_array_add (self->kept, kept);
    schedule = !self->scheduled;
    self->scheduled = TRUE;
  }
  g_mutex_unlock (&self->lock);
  if (schedule) {
    g_autoptr (GSource) source = g_idle_source_new ();

    g_source_set_priority (source, MESSAGE_PRIORITY);
    g_source_set_callback (source, on_scheduled, g_object_ref (self), g_object_unref);
    g_source_attach (source, self->context);
  }
}

static void
take_gap (gpointer sink, gint64 time, gint64 gap, guint64 lost, const char *why)
{
}

static const HelioMessageSinkFuncs sink_funcs = {take_message, take_gap};

/* The client. */

static void
release (HelioProbeClient *self)
{
  if (!g_ref_count_dec (&self->ref_count))
    return;
  g_hash_table_unref (self->waiting);
  g_queue_clear_full (&self->pings, g_free);
  g_clear_pointer (&self->info, helio_link_info_free);
  g_clear_pointer (&self->setup, helio_link_setup_free);
  g_object_unref (self->sink);
  g_free (self->run);
  g_free (self);
}

static void
forget_all (HelioProbeClient *self)
{
  g_hash_table_remove_all (self->waiting);
  g_queue_clear_full (&self->pings, g_free);
}

static void
answer (HelioProbeClient *self, const HelioEvent *event)
{
  g_autofree Waiting *waiting = NULL;
  int code = MAX (event->reason_code, 0);

  if (event->kind == HELIO_EVENT_ROUND_TRIP)
    waiting = g_queue_pop_head (&self->pings);
  else {
    gpointer key = NULL, found = NULL;

    if (g_hash_table_steal_extended (self->waiting, &event->request, &key, &found))
      waiting = found;
    g_free (key);
  }
  if (waiting == NULL || waiting->func == NULL)
    return;
  /* Packet too large, Retain not supported: PUBACK has no such codes (MQTT 5.0 §3.4.2.1), the link says so by itself. */
  if (event->kind == HELIO_EVENT_PUBLISHED && (code == 0x95 || code == 0x9A))
    code = HELIO_PROBE_NOT_SENT;
  /* No answer of the broker: the connection is at its end, which is told next. */
  if (g_error_matches (event->error, HELIO_ERROR, HELIO_ERROR_MQTT_ENDED) ||
      g_error_matches (event->error, HELIO_ERROR, HELIO_ERROR_MQTT_NOT_CONNECTED))
    return;
  if (event->error != NULL && code < 0x80)
    code = helio_error_get_reason_code (event->error) < 0 ? HELIO_PROBE_NOT_SENT : 0x80;
  waiting->func (waiting->owner, code);
}

static void
handle_event (HelioProbeClient *self, const HelioEvent *event)
{
  switch (event->kind) {
    case HELIO_EVENT_CONNECTED:
      g_clear_pointer (&self->info, helio_link_info_free);
      self->info = helio_link_info_copy (event->info);
      self->funcs->connected (self->user_data);
      break;
    case HELIO_EVENT_REFUSED:
      self->funcs->refused (self->user_data, event->error);
      break;
    case HELIO_EVENT_DISCONNECTED:
      forget_all (self);
      if (self->leaving)
        self->funcs->left (self->user_data);
      else if (event->error != NULL)
        self->funcs->ended (self->user_data, event->error);
      break;
    case HELIO_EVENT_SUBSCRIBED:
    case HELIO_EVENT_UNSUBSCRIBED:
    case HELIO_EVENT_PUBLISHED:
    case HELIO_EVENT_ROUND_TRIP:
      answer (self, event);
      break;
    case HELIO_EVENT_TRANSPORT:
    case HELIO_EVENT_RENEWED:
    case HELIO_EVENT_RENEW_FAILED:
    case HELIO_EVENT_COUNTERS:
    case HELIO_EVENT_CUT:
    default:
      break;
  }
}

static void
on_events (HelioLink *link, GPtrArray *events, gpointer user_data)
{
  HelioProbeClient *self = user_data;

  g_ref_count_inc (&self->ref_count);
  for (guint i = 0; i < events->len && self->link != NULL; i++) {
    /* The worker put them there before it posted the event. */
    drain (self->sink);
    if (self->link != NULL)
      handle_event (self, events->pdata[i]);
  }
  release (self);
}

static GBytes *
make_payload (const char *run, guint64 serial)
{
  g_autofree char *mark = make_mark (run);
  char *text = g_strdup_printf ("%s%" G_GUINT64_FORMAT, mark, serial);

  return g_bytes_new_take (text, strlen (text));
}

/* Who finds such a message should see what it is. */
static GBytes *
make_properties (const char *run)
{
  g_auto (HelioPublishProperties) properties = HELIO_PUBLISH_PROPERTIES_INIT;
  const char *pairs[] = {"heliograph-probe", run, NULL};

  properties.message_expiry = EXPIRY;
  properties.user_properties = g_strdupv ((char **) pairs);
  return helio_publish_properties_encode (&properties, NULL);
}

HelioProbeClient *
helio_probe_client_new (HelioProfile *profile,
                        int mqtt_version,
                        const char *client_id,
                        HelioSecret *private_key,
                        const char *run,
                        const char *will_topic,
                        guint64 will_serial,
                        const HelioProbeClientFuncs *funcs,
                        gpointer user_data,
                        GError **error)
{
  HelioLinkSetup *setup =
      helio_link_setup_new (profile, mqtt_version, client_id, NULL, TRUE, private_key, error);
  HelioProbeClient *self;
  HelioMessageSink sink;

  if (setup == NULL)
    return NULL;
  /* Nothing is left behind, whatever ends it. */
  setup->config.session_expiry = 0;
  setup->config.receive_maximum = RECEIVE_MAXIMUM;
  if (will_topic != NULL) {
    setup->will_topic = g_strdup (will_topic);
    setup->will_payload = make_payload (run, will_serial);
    setup->will_properties = make_properties (run);
    setup->config.will_topic = setup->will_topic;
    setup->config.will_payload = setup->will_payload;
    setup->config.will_properties = setup->will_properties;
    setup->config.will_qos = 1;
  }
  self = g_new0 (HelioProbeClient, 1);
  g_ref_count_init (&self->ref_count);
  self->setup = setup;
  self->funcs = funcs;
  self->user_data = user_data;
  self->run = g_strdup (run);
  self->waiting = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  g_queue_init (&self->pings);
  self->sink = g_object_new (HELIO_TYPE_PROBE_SINK, NULL);
  self->sink->mark = make_mark (run);
  self->sink->client = self;
  sink = (HelioMessageSink){&sink_funcs, self->sink};
  self->link = helio_link_new (&setup->config, &sink, on_events, self);
  return self;
}

void
helio_probe_client_free (HelioProbeClient *self)
{
  if (self == NULL)
    return;
  self->sink->client = NULL;
  g_clear_pointer (&self->link, helio_link_free);
  release (self);
}

void
helio_probe_client_abort (HelioProbeClient *self)
{
  self->sink->client = NULL;
  g_clear_pointer (&self->link, helio_link_abort);
  release (self);
}

void
helio_probe_client_connect (HelioProbeClient *self, HelioCredential *credential)
{
  helio_link_connect (self->link, credential, TRUE);
}

void
helio_probe_client_leave (HelioProbeClient *self)
{
  self->leaving = TRUE;
  forget_all (self);
  helio_link_disconnect (self->link, TRUE);
}

const HelioLinkInfo *
helio_probe_client_get_info (HelioProbeClient *self)
{
  return self->info;
}

static void
wait_for (HelioProbeClient *self, guint64 request, gpointer owner, HelioProbeAnswer func)
{
  Waiting *waiting = g_new (Waiting, 1);

  *waiting = (Waiting){owner, func};
  g_hash_table_insert (self->waiting, g_memdup2 (&request, sizeof request), waiting);
}

void
helio_probe_client_subscribe (HelioProbeClient *self,
                              const char *filter,
                              gboolean with_retained,
                              gpointer owner,
                              HelioProbeAnswer func)
{
  HelioFilterOptions options = {
      .filter = filter,
      .qos = self->info != NULL ? MIN (self->info->maximum_qos, 1) : 1,
      .retain_handling = with_retained ? 0 : 2,
  };

  wait_for (self, helio_link_subscribe (self->link, &options), owner, func);
}

void
helio_probe_client_unsubscribe (HelioProbeClient *self,
                                const char *filter,
                                gpointer owner,
                                HelioProbeAnswer func)
{
  wait_for (self, helio_link_unsubscribe (self->link, filter), owner, func);
}

void
helio_probe_client_publish (HelioProbeClient *self,
                            const char *topic,
                            guint64 serial,
                            gboolean retain,
                            gpointer owner,
                            HelioProbeAnswer func)
{
  g_autoptr (GBytes) payload = serial != 0 ? make_payload (self->run, serial) : NULL;
  g_autoptr (GBytes) properties = make_properties (self->run);
  HelioPublication publication = {
      .topic = topic,
      .payload = payload,
      .qos = self->info != NULL ? MIN (self->info->maximum_qos, 1) : 1,
      .retain = retain,
  };

  if (self->info != NULL && self->info->mqtt_version == 5)
    publication.properties = g_bytes_get_data (properties, &publication.properties_length);
  wait_for (self, helio_link_publish (self->link, &publication), owner, func);
}

void
helio_probe_client_ping (HelioProbeClient *self, gpointer owner, HelioProbeAnswer func)
{
  Waiting *waiting = g_new (Waiting, 1);

  *waiting = (Waiting){owner, func};
  g_queue_push_tail (&self->pings, waiting);
  helio_link_ping (self->link);
}

void
helio_probe_client_forget (HelioProbeClient *self, gpointer owner)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->waiting);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((Waiting *) value)->owner == owner)
      g_hash_table_iter_remove (&iter);
  /* Their answers still come and must not be taken for those of others. */
  for (GList *l = self->pings.head; l != NULL; l = l->next)
    if (((Waiting *) l->data)->owner == owner)
      ((Waiting *) l->data)->func = NULL;
}
