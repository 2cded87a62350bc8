// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* accept4() */
#define _GNU_SOURCE
#include "config.h"

#include "tests/support/helio-closing-broker.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct _HelioClosingBroker {
  int listen_fd;
  int wake[2];
  char *url;
  HelioClosingJudge judge;
  gpointer user_data;
  GThread *thread;

  GMutex lock;
  GPtrArray *clients;   /* Client */
  GHashTable *retained; /* topic → GBytes */
  GHashTable *serials;  /* "user request topic" → how often */
  GHashTable *late;     /* client id → Late: read when it has connected anew */
  guint n_connections;
  gboolean no_retain;
};

typedef struct {
  HelioClosingBroker *broker;
  int fd;
  GByteArray *input;
  int version; /* 0: no CONNECT yet */
  char *username;
  char *client_id;
  GPtrArray *filters; /* char */
  char *will_topic;   /* (nullable) */
  GBytes *will_payload;
  gboolean over;
} Client;

typedef struct {
  char *topic;
  GBytes *payload;
} Late;

static void
late_free (gpointer data)
{
  Late *late = data;

  g_free (late->topic);
  g_bytes_unref (late->payload);
  g_free (late);
}

/* What is left of a packet while it is read. Beyond its end all is 0. */
typedef struct {
  const guint8 *data;
  gsize length;
} Cursor;

static guint
take_byte (Cursor *at)
{
  guint byte = at->length > 0 ? at->data[0] : 0;

  if (at->length > 0) {
    at->data++;
    at->length--;
  }
  return byte;
}

static guint
take_int16 (Cursor *at)
{
  guint high = take_byte (at);

  return high << 8 | take_byte (at);
}

static char *
take_text (Cursor *at)
{
  gsize wanted = take_int16 (at), length = MIN (wanted, at->length);
  char *text = g_strndup ((const char *) at->data, length);

  at->data += length;
  at->length -= length;
  return text;
}

static void
skip_properties (Cursor *at, int version)
{
  gsize length = 0, shift = 0;
  guint byte;

  if (version != 5)
    return;
  do {
    byte = take_byte (at);
    length |= (gsize) (byte & 0x7F) << shift;
    shift += 7;
  } while ((byte & 0x80) != 0);
  length = MIN (length, at->length);
  at->data += length;
  at->length -= length;
}

static void
send_bytes (Client *self, const void *data, gsize length)
{
  const char *bytes = data;

  while (length > 0) {
    gssize n = send (self->fd, bytes, length, MSG_NOSIGNAL);

    if (n <= 0)
      return;
    bytes += n;
    length -= (gsize) n;
  }
}

static gboolean
covers_from (char **wide, char **narrow)
{
  for (;; wide++, narrow++) {
    if (*wide != NULL && strcmp (*wide, "#") == 0)
      return TRUE;
    if (*wide == NULL || *narrow == NULL)
      return *wide == NULL && *narrow == NULL;
    if (strcmp (*narrow, "#") == 0)
      return FALSE;
    if (strcmp (*wide, "+") != 0 && strcmp (*wide, *narrow) != 0)
      return FALSE;
    /* "a/#" is about "a", too. */
    if (narrow[1] == NULL && wide[1] != NULL && strcmp (wide[1], "#") == 0)
      return TRUE;
  }
}

gboolean
helio_closing_broker_covers (const char *wide, const char *narrow)
{
  g_auto (GStrv) a = g_strsplit (wide, "/", -1);
  g_auto (GStrv) b = g_strsplit (narrow, "/", -1);

  return covers_from (a, b);
}

static HelioClosingAnswer
ask (Client *self, HelioClosingRequest request, const char *topic)
{
  HelioClosingBroker *broker = self->broker;
  char *key = g_strdup_printf ("%s %d %s", self->username, (int) request, topic);
  guint serial = GPOINTER_TO_UINT (g_hash_table_lookup (broker->serials, key));

  g_hash_table_insert (broker->serials, key, GUINT_TO_POINTER (serial + 1));
  return broker->judge (self->username, request, topic, serial, broker->user_data);
}

static void
reset_connection (Client *self)
{
  struct linger linger = {.l_onoff = 1};

  setsockopt (self->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
}

/* TRUE: the connection is at its end, or nothing more is to be said. */
static gboolean
end_by (Client *self, HelioClosingAnswer answer)
{
  static const guint8 disconnect[] = {0xE0, 1, 0x8B};

  if (answer == HELIO_CLOSING_SHUT_DOWN && self->version == 5)
    send_bytes (self, disconnect, sizeof disconnect);
  else if (answer == HELIO_CLOSING_SHUT_DOWN)
    reset_connection (self);
  if (answer == HELIO_CLOSING_CLOSE || answer == HELIO_CLOSING_SHUT_DOWN)
    self->over = TRUE;
  return self->over || answer == HELIO_CLOSING_SILENCE;
}

static void
deliver (Client *self, const char *topic, GBytes *payload, gboolean retained)
{
  g_autoptr (GByteArray) packet = g_byte_array_new ();
  gsize size, topic_length = strlen (topic);
  const guint8 *data = g_bytes_get_data (payload, &size);
  gsize length = 2 + topic_length + (self->version == 5 ? 1 : 0) + size;
  guint8 head[7] = {retained ? 0x31 : 0x30};
  guint n = 1;

  if (self->over || self->version == 0 ||
      ask (self, HELIO_CLOSING_RECEIVE, topic) != HELIO_CLOSING_ALLOW)
    return;
  do {
    head[n] = (guint8) (length % 128 | (length > 127 ? 0x80 : 0));
    length /= 128;
  } while ((head[n++] & 0x80) != 0);
  head[n++] = (guint8) (topic_length >> 8);
  head[n++] = (guint8) topic_length;
  g_byte_array_append (packet, head, n);
  g_byte_array_append (packet, (const guint8 *) topic, (guint) topic_length);
  if (self->version == 5)
    g_byte_array_append (packet, (const guint8 *) "", 1);
  g_byte_array_append (packet, data, (guint) size);
  send_bytes (self, packet->data, packet->len);
}

static const char *
strip_share (const char *filter)
{
  return g_str_has_prefix (filter, "$share/") ? strchr (filter + strlen ("$share/"), '/') + 1
                                              : filter;
}

static void
route (HelioClosingBroker *self, const char *topic, GBytes *payload)
{
  for (guint i = 0; i < self->clients->len; i++) {
    Client *client = self->clients->pdata[i];

    for (guint k = 0; k < client->filters->len; k++)
      if (helio_closing_broker_covers (strip_share (client->filters->pdata[k]), topic)) {
        deliver (client, topic, payload, FALSE);
        break;
      }
  }
}

static void
keep (HelioClosingBroker *self, const char *topic, GBytes *payload)
{
  if (g_bytes_get_size (payload) == 0)
    g_hash_table_remove (self->retained, topic);
  else
    g_hash_table_insert (self->retained, g_strdup (topic), g_bytes_ref (payload));
}

static gboolean
refuses (HelioClosingAnswer answer)
{
  return answer == HELIO_CLOSING_REFUSE || answer >= HELIO_CLOSING_CODE;
}

static guint8
get_code (HelioClosingAnswer answer, guint8 usual)
{
  return answer >= HELIO_CLOSING_CODE ? (guint8) (answer & 0xff) : usual;
}

static void
read_late (Client *self)
{
  Late *late = g_hash_table_lookup (self->broker->late, self->client_id);

  if (late == NULL)
    return;
  keep (self->broker, late->topic, late->payload);
  g_hash_table_remove (self->broker->late, self->client_id);
}

static void
handle_connect (Client *self, Cursor *at)
{
  g_autofree char *protocol = take_text (at), *password = NULL;
  guint8 connack[] = {0x20, 2, 0, 0, 0, 0x25, 0};
  guint flags;
  HelioClosingAnswer answer;

  self->version = (int) take_byte (at);
  flags = take_byte (at);
  take_int16 (at);
  skip_properties (at, self->version);
  self->client_id = take_text (at);
  if ((flags & 4) != 0) {
    gsize length;

    skip_properties (at, self->version);
    self->will_topic = take_text (at);
    length = take_int16 (at);
    length = MIN (length, at->length);
    self->will_payload = g_bytes_new (at->data, length);
    at->data += length;
    at->length -= length;
  }
  self->username = (flags & 0x80) != 0 ? take_text (at) : g_strdup ("");
  for (guint i = 0; i < self->broker->clients->len; i++) {
    Client *other = self->broker->clients->pdata[i];

    if (other != self && g_strcmp0 (other->client_id, self->client_id) == 0)
      other->over = TRUE;
  }
  read_late (self);
  answer = ask (self, HELIO_CLOSING_CONNECT, self->will_topic != NULL ? self->will_topic : "");
  if (answer != HELIO_CLOSING_ALLOW)
    g_clear_pointer (&self->will_topic, g_free);
  if (end_by (self, answer))
    return;
  connack[1] = self->version == 5 ? 3 : 2;
  if (refuses (answer)) {
    connack[3] = get_code (answer, self->version == 5 ? 0x87 : 5);
    self->over = TRUE;
  } else if (self->version == 5 && self->broker->no_retain) {
    connack[1] = 5;
    connack[4] = 2; /* Retain Available: MQTT 5.0 §3.2.2.3.5 */
  }
  send_bytes (self, connack, 2 + connack[1]);
}

static void
handle_subscribe (Client *self, Cursor *at)
{
  guint id = take_int16 (at);
  guint8 suback[] = {0x90, 3, (guint8) (id >> 8), (guint8) id, 0, 0};
  g_autofree char *filter = NULL;
  HelioClosingAnswer answer;
  GHashTableIter iter;
  gpointer topic, payload;
  guint options, code;

  skip_properties (at, self->version);
  filter = take_text (at);
  options = take_byte (at);
  answer = ask (self, HELIO_CLOSING_SUBSCRIBE, filter);
  if (end_by (self, answer))
    return;
  code = refuses (answer) ? get_code (answer, self->version == 5 ? 0x87 : 0x80)
                          : (guint8) (options & 3);
  suback[1] = self->version == 5 ? 4 : 3;
  suback[self->version == 5 ? 5 : 4] = (guint8) code;
  send_bytes (self, suback, 2 + suback[1]);
  if (answer != HELIO_CLOSING_ALLOW)
    return;
  if (!g_ptr_array_find_with_equal_func (self->filters, filter, g_str_equal, NULL))
    g_ptr_array_add (self->filters, g_strdup (filter));
  if ((options & 0x30) == 0x20 || g_str_has_prefix (filter, "$share/"))
    return;
  g_hash_table_iter_init (&iter, self->broker->retained);
  while (g_hash_table_iter_next (&iter, &topic, &payload))
    if (helio_closing_broker_covers (filter, topic))
      deliver (self, topic, payload, TRUE);
}

static void
handle_unsubscribe (Client *self, Cursor *at)
{
  guint id = take_int16 (at), index;
  guint8 unsuback[] = {0xB0, 2, (guint8) (id >> 8), (guint8) id, 0, 0};
  g_autofree char *filter = NULL;
  HelioClosingAnswer answer;

  skip_properties (at, self->version);
  filter = take_text (at);
  answer = ask (self, HELIO_CLOSING_UNSUBSCRIBE, filter);
  if (refuses (answer) && self->version == 5)
    unsuback[5] = get_code (answer, 0x87);
  else if (g_ptr_array_find_with_equal_func (self->filters, filter, g_str_equal, &index))
    g_ptr_array_remove_index (self->filters, index);
  unsuback[1] = self->version == 5 ? 4 : 2;
  send_bytes (self, unsuback, 2 + unsuback[1]);
}

static void
handle_publish (Client *self, Cursor *at, guint flags)
{
  g_autofree char *topic = take_text (at);
  guint qos = flags >> 1 & 3, id = qos > 0 ? take_int16 (at) : 0;
  guint8 puback[] = {0x40, 2, (guint8) (id >> 8), (guint8) id, 0x87};
  gboolean retain = (flags & 1) != 0;
  g_autoptr (GBytes) payload = NULL;
  HelioClosingAnswer answer;

  skip_properties (at, self->version);
  payload = g_bytes_new (at->data, at->length);
  answer =
      ask (self, retain && at->length > 0 ? HELIO_CLOSING_RETAIN : HELIO_CLOSING_PUBLISH, topic);
  if (end_by (self, answer))
    return;
  if (answer == HELIO_CLOSING_LATE) {
    Late *late = g_new (Late, 1);

    *late = (Late){g_steal_pointer (&topic), g_steal_pointer (&payload)};
    g_hash_table_insert (self->broker->late, g_strdup (self->client_id), late);
    return;
  }
  if (refuses (answer) && self->version == 5) {
    puback[1] = 3;
    puback[4] = get_code (answer, 0x87);
  }
  self->over = answer == HELIO_CLOSING_TAKE_AND_CLOSE;
  if (qos > 0 && !self->over)
    send_bytes (self, puback, 2 + puback[1]);
  if ((answer == HELIO_CLOSING_ALLOW || self->over) && retain)
    keep (self->broker, topic, payload);
  if (answer == HELIO_CLOSING_ALLOW || answer == HELIO_CLOSING_UNRETAINED || self->over)
    route (self->broker, topic, payload);
}

static void
handle (Client *self, guint first, Cursor *at)
{
  static const guint8 pingresp[] = {0xD0, 0};

  switch (first & 0xF0) {
    case 0x10:
      handle_connect (self, at);
      break;
    case 0x30:
      handle_publish (self, at, first & 0x0F);
      break;
    case 0x80:
      handle_subscribe (self, at);
      break;
    case 0xA0:
      handle_unsubscribe (self, at);
      break;
    case 0xC0:
      send_bytes (self, pingresp, sizeof pingresp);
      break;
    case 0xE0:
      g_clear_pointer (&self->will_topic, g_free);
      self->over = TRUE;
      break;
    default:
      break;
  }
}

/* The packets that are there as a whole. */
static void
read_packets (Client *self)
{
  while (!self->over && self->input->len >= 2) {
    gsize used = 1, remaining = 0;
    Cursor at;

    do {
      if (used >= self->input->len)
        return;
      remaining |= (gsize) (self->input->data[used] & 0x7F) << (7 * (used - 1));
    } while ((self->input->data[used++] & 0x80) != 0);
    if (self->input->len < used + remaining)
      return;
    at = (Cursor){self->input->data + used, remaining};
    handle (self, self->input->data[0], &at);
    g_byte_array_remove_range (self->input, 0, (guint) (used + remaining));
  }
}

static void
client_free (gpointer data)
{
  Client *self = data;

  close (self->fd);
  g_byte_array_unref (self->input);
  g_ptr_array_unref (self->filters);
  g_clear_pointer (&self->will_payload, g_bytes_unref);
  g_free (self->will_topic);
  g_free (self->username);
  g_free (self->client_id);
  g_free (self);
}

static void
let_in (HelioClosingBroker *self)
{
  int fd = accept4 (self->listen_fd, NULL, NULL, SOCK_CLOEXEC), yes = 1;
  Client *client;

  if (fd == -1)
    return;
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  client = g_new0 (Client, 1);
  client->broker = self;
  client->fd = fd;
  client->input = g_byte_array_new ();
  client->filters = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->clients, client);
  self->n_connections++;
}

static void
read_from (Client *self)
{
  guint8 buffer[8192];
  gssize n = recv (self->fd, buffer, sizeof buffer, 0);

  if (n <= 0) {
    self->over = TRUE;
    return;
  }
  g_byte_array_append (self->input, buffer, (guint) n);
  read_packets (self);
}

static void
let_out (HelioClosingBroker *self)
{
  for (guint i = self->clients->len; i > 0; i--) {
    Client *client = self->clients->pdata[i - 1];
    g_autofree char *topic = NULL;
    g_autoptr (GBytes) payload = NULL;

    if (!client->over)
      continue;
    topic = g_steal_pointer (&client->will_topic);
    payload = g_steal_pointer (&client->will_payload);
    if (topic != NULL && ask (client, HELIO_CLOSING_WILL, topic) == HELIO_CLOSING_ALLOW)
      route (self, topic, payload);
    g_ptr_array_remove_index (self->clients, i - 1);
  }
}

static gpointer
serve (gpointer data)
{
  HelioClosingBroker *self = data;
  g_autoptr (GArray) fds = g_array_new (FALSE, FALSE, sizeof (struct pollfd));

  for (;;) {
    struct pollfd fixed[] = {{self->wake[0], POLLIN, 0}, {self->listen_fd, POLLIN, 0}};
    struct pollfd *polled;

    g_array_set_size (fds, 0);
    g_array_append_vals (fds, fixed, 2);
    for (guint i = 0; i < self->clients->len; i++) {
      struct pollfd fd = {((Client *) self->clients->pdata[i])->fd, POLLIN, 0};

      g_array_append_val (fds, fd);
    }
    poll ((struct pollfd *) (void *) fds->data, fds->len, -1);
    polled = (struct pollfd *) (void *) fds->data;
    if (polled[0].revents != 0)
      return NULL;
    g_mutex_lock (&self->lock);
    for (guint i = 2; i < fds->len; i++)
      if (polled[i].revents != 0)
        read_from (self->clients->pdata[i - 2]);
    let_out (self);
    if (polled[1].revents != 0)
      let_in (self);
    g_mutex_unlock (&self->lock);
  }
}

HelioClosingBroker *
helio_closing_broker_new (HelioClosingJudge judge, gpointer user_data)
{
  HelioClosingBroker *self = g_new0 (HelioClosingBroker, 1);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK)};
  socklen_t length = sizeof address;

  self->judge = judge;
  self->user_data = user_data;
  g_mutex_init (&self->lock);
  self->clients = g_ptr_array_new_with_free_func (client_free);
  self->retained =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  self->serials = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->late = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, late_free);
  g_assert_cmpint (pipe2 (self->wake, O_CLOEXEC), ==, 0);
  self->listen_fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (bind (self->listen_fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (listen (self->listen_fd, 128), ==, 0);
  g_assert_cmpint (getsockname (self->listen_fd, (struct sockaddr *) &address, &length), ==, 0);
  self->url = g_strdup_printf ("mqtt://127.0.0.1:%u", ntohs (address.sin_port));
  self->thread = g_thread_new ("closing-broker", serve, self);
  return self;
}

void
helio_closing_broker_free (HelioClosingBroker *self)
{
  g_assert_cmpint (write (self->wake[1], "", 1), ==, 1);
  g_thread_join (self->thread);
  close (self->wake[0]);
  close (self->wake[1]);
  close (self->listen_fd);
  g_ptr_array_unref (self->clients);
  g_hash_table_unref (self->retained);
  g_hash_table_unref (self->serials);
  g_hash_table_unref (self->late);
  g_mutex_clear (&self->lock);
  g_free (self->url);
  g_free (self);
}

const char *
helio_closing_broker_get_url (HelioClosingBroker *self)
{
  return self->url;
}

void
helio_closing_broker_set_no_retain (HelioClosingBroker *self)
{
  g_mutex_lock (&self->lock);
  self->no_retain = TRUE;
  g_mutex_unlock (&self->lock);
}

guint
helio_closing_broker_count_connections (HelioClosingBroker *self)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = self->n_connections;
  g_mutex_unlock (&self->lock);
  return n;
}

guint
helio_closing_broker_count_retained (HelioClosingBroker *self)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = g_hash_table_size (self->retained);
  g_mutex_unlock (&self->lock);
  return n;
}

void
helio_closing_broker_retain (HelioClosingBroker *self, const char *topic, const char *payload)
{
  g_autoptr (GBytes) bytes = g_bytes_new (payload, strlen (payload));

  g_mutex_lock (&self->lock);
  keep (self, topic, bytes);
  g_mutex_unlock (&self->lock);
}

char *
helio_closing_broker_get_retained (HelioClosingBroker *self, const char *topic)
{
  GBytes *found;
  char *text = NULL;

  g_mutex_lock (&self->lock);
  found = g_hash_table_lookup (self->retained, topic);
  if (found != NULL)
    text = g_strndup (g_bytes_get_data (found, NULL), g_bytes_get_size (found));
  g_mutex_unlock (&self->lock);
  return text;
}
