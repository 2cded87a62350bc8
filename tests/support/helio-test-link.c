// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "tests/support/helio-test-link.h"

#include "tests/support/helio-test.h"

#define WAIT 20.0

#define HELIO_TYPE_TEST_SINK (helio_test_sink_get_type ())
G_DECLARE_FINAL_TYPE (HelioTestSink, helio_test_sink, HELIO, TEST_SINK, GObject)

struct _HelioTestSink {
  GObject parent_instance;
  GMutex lock;
  GPtrArray *messages;
  guint gaps;
  guint64 lost;
};

G_DEFINE_FINAL_TYPE (HelioTestSink, helio_test_sink, G_TYPE_OBJECT)

struct _HelioTestLink {
  HelioLink *link;
  HelioTestSink *sink;
  GQueue events;
};

static void
message_free (gpointer data)
{
  HelioTestMessage *message = data;

  g_free (message->topic);
  g_free (message->payload);
  g_clear_pointer (&message->properties, g_bytes_unref);
  g_free (message);
}

static void
helio_test_sink_finalize (GObject *object)
{
  HelioTestSink *self = HELIO_TEST_SINK (object);

  g_ptr_array_unref (self->messages);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (helio_test_sink_parent_class)->finalize (object);
}

static void
helio_test_sink_class_init (HelioTestSinkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = helio_test_sink_finalize;
}

static void
helio_test_sink_init (HelioTestSink *self)
{
  g_mutex_init (&self->lock);
  self->messages = g_ptr_array_new_with_free_func (message_free);
}

/* Worker thread. */
static void
take_message (gpointer sink, const HelioMessage *message)
{
  HelioTestSink *self = sink;
  HelioTestMessage *copy = g_new0 (HelioTestMessage, 1);

  g_assert_cmpuint (message->topic_length, ==, strlen (message->topic));
  copy->topic = g_strdup (message->topic);
  copy->payload = g_malloc0 (message->payload_length + 1);
  if (message->payload_length > 0)
    memcpy (copy->payload, message->payload, message->payload_length);
  copy->payload_length = message->payload_length;
  if (message->properties_length > 0)
    copy->properties = g_bytes_new (message->properties, message->properties_length);
  copy->packet_id = message->packet_id;
  copy->qos = message->qos;
  copy->retained = message->retained;
  copy->duplicate = message->duplicate;
  copy->redelivered = message->redelivered;
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->messages, copy);
  g_mutex_unlock (&self->lock);
}

static void
take_gap (gpointer sink, gint64 time, gint64 gap, guint64 lost, const char *why)
{
  HelioTestSink *self = sink;

  g_assert_cmpint (gap, >=, 0);
  g_mutex_lock (&self->lock);
  self->gaps++;
  self->lost += lost;
  g_mutex_unlock (&self->lock);
}

static const HelioMessageSinkFuncs sink_funcs = {take_message, take_gap};

static void
on_events (HelioLink *link, GPtrArray *events, gpointer user_data)
{
  HelioTestLink *self = user_data;

  g_assert_true (link == self->link);
  for (guint i = 0; i < events->len; i++)
    g_queue_push_tail (&self->events, helio_event_ref (events->pdata[i]));
}

HelioTestLink *
helio_test_link_new (const HelioLinkConfig *config)
{
  static guint serial;
  HelioTestLink *self = g_new0 (HelioTestLink, 1);
  HelioLinkConfig filled = *config;
  g_autofree char *client_id = g_strdup_printf ("helio-test-%u", ++serial);
  HelioMessageSink sink;

  if (filled.client_id == NULL)
    filled.client_id = client_id;
  if (filled.receive_maximum == 0)
    filled.receive_maximum = 1000;
  if (filled.keep_alive == 0)
    filled.keep_alive = 60;
  if (filled.maximum_packet_size == 0)
    filled.maximum_packet_size = -1;
  filled.request_problem_information = TRUE;
  self->sink = g_object_new (HELIO_TYPE_TEST_SINK, NULL);
  sink = (HelioMessageSink){&sink_funcs, self->sink};
  g_queue_init (&self->events);
  self->link = helio_link_new (&filled, &sink, on_events, self);
  return self;
}

void
helio_test_link_drop (HelioTestLink *self)
{
  g_clear_pointer (&self->link, helio_link_free);
}

static gboolean
only_reference (gpointer data)
{
  return g_atomic_int_get (&((GObject *) data)->ref_count) == 1;
}

void
helio_test_link_free (HelioTestLink *self)
{
  helio_test_link_drop (self);
  g_queue_clear_full (&self->events, (GDestroyNotify) helio_event_unref);
  /* The worker has ended when nobody else has the sink. */
  helio_test_wait (only_reference, self->sink, WAIT, "the worker's end");
  g_object_unref (self->sink);
  g_free (self);
}

HelioLink *
helio_test_link_get (HelioTestLink *self)
{
  return self->link;
}

HelioCredential *
helio_test_credential (const char *username, const char *password)
{
  /* A broker that lets everybody in takes any name. */
  g_autoptr (HelioSecret) secret = helio_secret_new (password != NULL ? password : "anything");
  HelioCredentialInit init = {
      .username = username != NULL ? username : "anybody",
      .password = secret,
      .life_kind = HELIO_CREDENTIAL_LIFE_ENDLESS,
      .method = "password",
  };

  return helio_credential_new (&init);
}

void
helio_test_link_start (HelioTestLink *self,
                       const char *username,
                       const char *password,
                       gboolean clean_start)
{
  g_autoptr (HelioCredential) credential = helio_test_credential (username, password);

  helio_link_connect (self->link, credential, clean_start);
}

HelioEvent *
helio_test_link_connect (HelioTestLink *self,
                         const char *username,
                         const char *password,
                         gboolean clean_start)
{
  helio_test_link_start (self, username, password, clean_start);
  return helio_test_link_wait (self, HELIO_EVENT_CONNECTED);
}

typedef struct {
  HelioTestLink *self;
  HelioEventKind kind;
  guint64 request;
  gboolean end, any;
  HelioEvent *found;
} Search;

static gboolean
is_wanted (const Search *search, const HelioEvent *event)
{
  if (search->any)
    return TRUE;
  if (search->request != 0)
    return event->request == search->request;
  if (search->end)
    return event->kind == HELIO_EVENT_RENEWED || event->kind == HELIO_EVENT_RENEW_FAILED ||
           event->kind == HELIO_EVENT_DISCONNECTED;
  return event->kind == search->kind;
}

static gboolean
find_event (gpointer data)
{
  Search *search = data;
  HelioEvent *event;

  while (search->found == NULL && (event = g_queue_pop_head (&search->self->events)) != NULL) {
    if (g_getenv ("HELIO_TEST_VERBOSE") != NULL)
      g_printerr ("event %d request %" G_GUINT64_FORMAT " code %d gap %" G_GINT64_FORMAT " %s\n",
                  event->kind,
                  event->request,
                  event->reason_code,
                  event->gap,
                  event->error != NULL ? event->error->message : "");
    if (is_wanted (search, event))
      search->found = event;
    else
      helio_event_unref (event);
  }
  return search->found != NULL;
}

HelioEvent *
helio_test_link_wait (HelioTestLink *self, HelioEventKind kind)
{
  Search search = {.self = self, .kind = kind};
  g_autofree char *what = g_strdup_printf ("event %d", kind);

  helio_test_wait (find_event, &search, WAIT, what);
  return search.found;
}

HelioEvent *
helio_test_link_next (HelioTestLink *self)
{
  Search search = {.self = self, .any = TRUE};

  helio_test_wait (find_event, &search, WAIT, "an event");
  return search.found;
}

HelioEvent *
helio_test_link_wait_end (HelioTestLink *self)
{
  Search search = {.self = self, .end = TRUE};

  helio_test_wait (find_event, &search, WAIT, "the outcome of a renewal");
  return search.found;
}

HelioEvent *
helio_test_link_wait_request (HelioTestLink *self, guint64 request)
{
  Search search = {.self = self, .request = request};

  helio_test_wait (find_event, &search, WAIT, "the answer to a request");
  return search.found;
}

guint
helio_test_link_count (HelioTestLink *self, HelioEventKind kind)
{
  guint count = 0;

  for (GList *l = self->events.head; l != NULL; l = l->next)
    if (((HelioEvent *) l->data)->kind == kind)
      count++;
  return count;
}

void
helio_test_link_subscribe (HelioTestLink *self, const char *filter, int qos, int granted)
{
  HelioFilterOptions options = {.filter = filter, .qos = qos, .retain_as_published = TRUE};
  guint64 request = helio_link_subscribe (self->link, &options);
  g_autoptr (HelioEvent) event = helio_test_link_wait_request (self, request);

  g_assert_cmpint (event->kind, ==, HELIO_EVENT_SUBSCRIBED);
  g_assert_cmpint (event->granted_qos, ==, granted);
  if (granted >= 0)
    g_assert_no_error (event->error);
  else
    g_assert_nonnull (event->error);
}

guint64
helio_test_link_publish (HelioTestLink *self, const char *topic, const char *payload, int qos)
{
  g_autoptr (GBytes) bytes = payload != NULL ? g_bytes_new (payload, strlen (payload)) : NULL;
  HelioPublication publication = {.topic = topic, .payload = bytes, .qos = qos};

  return helio_link_publish (self->link, &publication);
}

guint
helio_test_link_get_n_messages (HelioTestLink *self)
{
  guint count;

  g_mutex_lock (&self->sink->lock);
  count = self->sink->messages->len;
  g_mutex_unlock (&self->sink->lock);
  return count;
}

typedef struct {
  HelioTestLink *self;
  guint count;
} Count;

static gboolean
has_messages (gpointer data)
{
  Count *count = data;

  return helio_test_link_get_n_messages (count->self) >= count->count;
}

void
helio_test_link_wait_messages (HelioTestLink *self, guint count, double seconds)
{
  Count wanted = {self, count};

  helio_test_wait (has_messages, &wanted, seconds, "messages");
}

const HelioTestMessage *
helio_test_link_get_message (HelioTestLink *self, guint index)
{
  const HelioTestMessage *message;

  g_mutex_lock (&self->sink->lock);
  g_assert_cmpuint (index, <, self->sink->messages->len);
  message = self->sink->messages->pdata[index];
  g_mutex_unlock (&self->sink->lock);
  return message;
}

guint
helio_test_link_get_n_gaps (HelioTestLink *self)
{
  guint gaps;

  g_mutex_lock (&self->sink->lock);
  gaps = self->sink->gaps;
  g_mutex_unlock (&self->sink->lock);
  return gaps;
}

guint64
helio_test_link_get_lost (HelioTestLink *self)
{
  guint64 lost;

  g_mutex_lock (&self->sink->lock);
  lost = self->sink->lost;
  g_mutex_unlock (&self->sink->lock);
  return lost;
}
