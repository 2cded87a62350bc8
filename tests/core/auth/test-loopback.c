// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#define _GNU_SOURCE /* unshare() */
#include "config.h"

#include "core/auth/helio-loopback.h"
#include "core/base/helio-error.h"
#include "tests/support/helio-raw-client.h"
#include "tests/support/helio-test.h"

#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static const char *program;

typedef struct {
  HelioFakeClock *clock;
  GArray *ports;
  HelioLoopback *loopback;
  guint16 port;
  guint n_callbacks;
  guint n_served;
  HelioPage page;
  char *code;
} Fixture;

static HelioPage
on_callback (const HelioCallback *callback, gpointer user_data)
{
  Fixture *self = user_data;

  self->n_callbacks++;
  g_free (self->code);
  self->code = g_strdup (callback->code);
  return self->page;
}

static void
on_served (HelioPage page, gpointer user_data)
{
  ((Fixture *) user_data)->n_served++;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  int any = 0;
  GError *error = NULL;

  self->clock = helio_fake_clock_new ();
  self->ports = g_array_new (FALSE, FALSE, sizeof (int));
  g_array_append_val (self->ports, any);
  self->loopback =
      helio_loopback_new (HELIO_CLOCK (self->clock), self->ports, HELIO_REDIRECT_IPV4, &error);
  g_assert_no_error (error);
  self->port = helio_raw_get_port (helio_loopback_get_redirect_uri (self->loopback));
  helio_loopback_set_handler (self->loopback, on_callback, on_served, self);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  if (self->loopback != NULL) {
    helio_loopback_close (self->loopback);
    helio_test_settle ();
    g_assert_finalize_object (self->loopback);
  }
  helio_test_settle ();
  g_array_unref (self->ports);
  g_free (self->code);
  g_assert_finalize_object (self->clock);
}

/* %H in @text stands for the right Host line. */
static int
send_text (Fixture *self, const char *text, HelioRawReply *reply)
{
  g_autofree char *host = g_strdup_printf ("Host: 127.0.0.1:%u\r\n", self->port);
  g_auto (GStrv) parts = g_strsplit (text, "%H", -1);
  g_autofree char *bytes = g_strjoinv (host, parts);

  helio_raw_send (reply, self->port, bytes, strlen (bytes));
  return reply->status;
}

static void
test_redirect_and_pages (Fixture *self, gconstpointer data)
{
  static const struct {
    HelioPage page;
    const char *location;
    const char *text;
  } cases[] = {{HELIO_PAGE_ARRIVED, "/done", "close this tab"},
               {HELIO_PAGE_DECLINED, "/declined", "Not signed in"},
               {HELIO_PAGE_SUPERSEDED, "/superseded", "newer sign-in"}};

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (HelioRawReply) reply = {0};
    g_autofree char *next = NULL;

    self->page = cases[i].page;
    g_assert_cmpint (
        send_text (self, "GET /callback?code=SECRETCODE&state=s HTTP/1.1\r\n%H\r\n", &reply),
        ==,
        303);
    g_assert_cmpstr (self->code, ==, "SECRETCODE");
    g_assert_cmpstr (reply.location, ==, cases[i].location);
    g_assert_null (strstr (reply.text, "SECRETCODE"));
    next = g_strdup_printf ("GET %s HTTP/1.1\r\n%%H\r\n", cases[i].location);
    g_assert_cmpint (send_text (self, next, &reply), ==, 200);
    g_assert_nonnull (strstr (reply.text, cases[i].text));
    g_assert_nonnull (strstr (reply.text, "\r\nCache-Control: no-store\r\n"));
    g_assert_nonnull (strstr (reply.text, "\r\nReferrer-Policy: no-referrer\r\n"));
    g_assert_nonnull (strstr (reply.text, "\r\nX-Content-Type-Options: nosniff\r\n"));
    g_assert_nonnull (strstr (reply.text, "default-src 'none'; style-src 'sha256-"));
    g_assert_nonnull (strstr (reply.text, "\r\nConnection: close\r\n"));
    g_assert_null (strstr (reply.text, "<script"));
    g_assert_null (strstr (reply.text, "http://"));
    g_assert_null (strstr (reply.text, "https://"));
  }
  g_assert_cmpuint (self->n_served, ==, 3);
}

/* The window offers a way back that carries nothing; heliograph-cli has no window. */
static void
test_way_back (void)
{
  g_autofree char *scheme = g_ascii_strdown (APPLICATION_ID, -1);
  g_autofree char *link = g_strdup_printf ("<a href=\"%s:/signed-in\">", scheme);
  static const HelioPage pages[] = {HELIO_PAGE_ARRIVED,
                                    HELIO_PAGE_DECLINED,
                                    HELIO_PAGE_SUPERSEDED,
                                    HELIO_PAGE_STRANGER};
  g_autoptr (GApplication) application = NULL;

  for (gsize i = 0; i < 2 * G_N_ELEMENTS (pages); i++) {
    g_autoptr (GBytes) response = NULL;
    HelioPage page = pages[i % G_N_ELEMENTS (pages)];
    gboolean expected =
        i >= G_N_ELEMENTS (pages) && (page == HELIO_PAGE_ARRIVED || page == HELIO_PAGE_DECLINED);
    const char *text;
    gsize length;

    if (i == G_N_ELEMENTS (pages)) {
      application = g_application_new (APPLICATION_ID, G_APPLICATION_NON_UNIQUE);
      g_application_set_default (application);
    }
    response = helio_page_new_response (page);
    text = g_bytes_get_data (response, &length);
    g_assert_true ((g_strstr_len (text, (gssize) length, link) != NULL) == expected);
  }
  g_application_set_default (NULL);
  g_assert_true (helio_page_is_way_back (APPLICATION_ID ":/signed-in?code=x"));
  g_assert_false (helio_page_is_way_back ("file:///tmp/a.heliograph"));
  g_assert_false (helio_page_is_way_back (""));
}

static void
test_strangers (Fixture *self, gconstpointer data)
{
  g_auto (HelioRawReply) reply = {0};

  self->page = HELIO_PAGE_STRANGER;
  g_assert_cmpint (
      send_text (self,
                 "GET /callback?error=x&error_description=%3Cscript%3E&state=s HTTP/1.1\r\n%H\r\n",
                 &reply),
      ==,
      400);
  g_assert_nonnull (strstr (reply.text, "does not belong to the current sign-in"));
  g_assert_null (strstr (reply.text, "script"));
  g_assert_cmpuint (self->n_served, ==, 0);
}

typedef struct {
  const char *text;
  int status;
} RefusedCase;

/* Whatever is no navigation to the callback never reaches the handler. */
static void
expect_no_state_change (Fixture *self, const RefusedCase *cases, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    g_auto (HelioRawReply) reply = {0};

    g_test_message ("%s", cases[i].text);
    g_assert_cmpint (send_text (self, cases[i].text, &reply), ==, cases[i].status);
  }
  g_assert_cmpuint (self->n_callbacks, ==, 0);
}

static void
test_wrong_place (Fixture *self, gconstpointer data)
{
  static const RefusedCase cases[] = {
      {"GET / HTTP/1.1\r\n%H\r\n", 404},
      {"GET /callback/ HTTP/1.1\r\n%H\r\n", 404},
      {"GET /Callback?code=1 HTTP/1.1\r\n%H\r\n", 404},
      {"GET //evil/callback?code=1 HTTP/1.1\r\n%H\r\n", 404},
      {"GET /%63allback?code=1 HTTP/1.1\r\n%H\r\n", 404},
      {"GET /callback/../callback?code=1 HTTP/1.1\r\n%H\r\n", 404},
      {"GET /callback?code=1&state=s HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421},
      {"\x16\x03\x01\x02\x00\x01\xfc\x03\x03", 400},
  };

  expect_no_state_change (self, cases, G_N_ELEMENTS (cases));
}

static void
test_no_navigation (Fixture *self, gconstpointer data)
{
  static const RefusedCase cases[] = {
      {"GET /favicon.ico HTTP/1.1\r\n%H\r\n", 404},
      {"HEAD /callback?code=1&state=s HTTP/1.1\r\n%H\r\n", 405},
      {"OPTIONS /callback HTTP/1.1\r\n%H\r\n", 405},
      {"POST /callback HTTP/1.1\r\n%HContent-Length: 5\r\n\r\nhello", 405},
      {"GET /callback?code=1&state=s HTTP/1.1\r\n%HSec-Fetch-Dest: image\r\n\r\n", 400},
      {"GET /callback?code=1&state=s HTTP/1.1\r\n%HSec-Purpose: prefetch\r\n\r\n", 400},
  };
  g_auto (HelioRawReply) reply = {0};

  expect_no_state_change (self, cases, G_N_ELEMENTS (cases));
  /* Nor after the answer. */
  self->page = HELIO_PAGE_ARRIVED;
  g_assert_cmpint (send_text (self, "GET /callback?code=1 HTTP/1.1\r\n%H\r\n", &reply), ==, 303);
  g_assert_cmpuint (self->n_callbacks, ==, 1);
  self->n_callbacks = 0;
  expect_no_state_change (self, cases, G_N_ELEMENTS (cases));
}

static void
test_damaged (Fixture *self, gconstpointer data)
{
  static const RefusedCase cases[] = {
      {"GET /callback?code=1&code=2 HTTP/1.1\r\n%H\r\n", 400},
      {"GET /callback HTTP/1.1\n\r\n\r\n", 400},
  };

  expect_no_state_change (self, cases, G_N_ELEMENTS (cases));
}

/* Pages of this process that are in memory, in bytes. */
static gsize
get_resident (void)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) fields = NULL;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  fields = g_strsplit (text, " ", 3);
  return (gsize) g_ascii_strtoull (fields[1], NULL, 10) * (gsize) sysconf (_SC_PAGESIZE);
}

/* 50 MB of body: refused by its head, none of it kept; the client sees the answer. */
static void
test_big_body (Fixture *self, gconstpointer data)
{
  const gsize length = 50 * 1024 * 1024;
  g_auto (HelioRawReply) reply = {0};
  g_autofree char *head = g_strdup_printf ("POST /callback HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n"
                                           "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n",
                                           self->port,
                                           length);
  g_autofree char *text = g_malloc (strlen (head) + length);
  gsize before;

  memset (text + strlen (head), 'x', length);
  memcpy (text, head, strlen (head));
  helio_raw_send (&reply, self->port, text, strlen (head) + 60000);
  g_assert_cmpint (reply.status, ==, 405);
  before = get_resident ();
  /* Whether the answer comes before the reset is up to the system here. */
  helio_raw_send (&reply, self->port, text, strlen (head) + length);
  g_assert_cmpuint (get_resident (), <, before + length / 4);
  g_assert_cmpuint (self->n_callbacks, ==, 0);
}

/* The same for 300 lines that are too long, 20 MB in all. In a process whose sanitizer does not keep what was
 * freed. */
static int
run_long_lines (void)
{
  g_autofree char *filler = g_strnfill (64 * 1024, 'a');
  g_autofree char *line = g_strconcat ("GET /", filler, NULL);
  g_auto (HelioRawReply) reply = {0};
  Fixture fixture = {0};
  gsize before = 0;

  set_up (&fixture, NULL);
  for (int i = 0; i < 400; i++) {
    if (i == 100)
      before = get_resident ();
    helio_raw_send (&reply, fixture.port, line, strlen (line));
  }
  g_assert_cmpuint (get_resident (), <, before + 300 * strlen (line) / 8);
  tear_down (&fixture, NULL);
  return 0;
}

static void
test_memory_flat (void)
{
  g_autofree char *options =
      g_strconcat (g_getenv ("ASAN_OPTIONS") != NULL ? g_getenv ("ASAN_OPTIONS") : "",
                   ":quarantine_size_mb=0:thread_local_quarantine_size_kb=0",
                   NULL);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_setenv (launcher, "ASAN_OPTIONS", options, TRUE);
  child = g_subprocess_launcher_spawn (launcher, &error, program, "--long-lines", NULL);
  g_assert_no_error (error);
  g_subprocess_wait_check (child, NULL, &error);
  g_assert_no_error (error);
}

static void
test_long_line (Fixture *self, gconstpointer data)
{
  g_auto (HelioRawReply) reply = {0};
  g_autofree char *filler = g_strnfill (16 * 1024, 'a');
  g_autofree char *line = g_strconcat ("GET /", filler, NULL);
  g_autofree char *headers = g_strconcat ("GET / HTTP/1.1\r\nX: ", filler, NULL);

  helio_raw_send (&reply, self->port, line, strlen (line));
  g_assert_cmpint (reply.status, ==, 414);
  helio_raw_send (&reply, self->port, headers, strlen (headers));
  g_assert_cmpint (reply.status, ==, 431);
  helio_raw_send (&reply, self->port, "GET /\0callback", 14);
  g_assert_cmpint (reply.status, ==, 400);
}

/* One request in single bytes is fine as long as it is in time. */
static void
test_single_bytes (Fixture *self, gconstpointer data)
{
  g_autoptr (GSocketConnection) connection = helio_raw_connect (self->port);
  g_autofree char *text =
      g_strdup_printf ("GET /done HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n", self->port);
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  HelioTestResult ready = {0};
  char buffer[64] = "";

  for (const char *p = text; *p != '\0'; p++) {
    g_socket_send (g_socket_connection_get_socket (connection), p, 1, NULL, NULL);
    helio_test_settle ();
  }
  g_input_stream_read_async (input,
                             buffer,
                             sizeof buffer - 1,
                             G_PRIORITY_DEFAULT,
                             NULL,
                             helio_test_result_ready,
                             &ready);
  g_assert_cmpint (g_input_stream_read_finish (input, helio_test_result_wait (&ready, 20), NULL),
                   >,
                   0);
  g_assert_true (g_str_has_prefix (buffer, "HTTP/1.1 200 OK\r\n"));
  helio_test_result_clear (&ready);
}

static gboolean
is_closed (gpointer data)
{
  GSocket *socket = g_socket_connection_get_socket (data);
  g_autoptr (GError) error = NULL;
  char byte;
  gssize n;

  g_socket_set_blocking (socket, FALSE);
  n = g_socket_receive (socket, &byte, 1, NULL, &error);
  return n == 0 || (n < 0 && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK));
}

static void
test_slowloris (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) slow = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto (HelioRawReply) reply = {0};

  for (int i = 0; i < 100; i++) {
    GSocketConnection *connection = helio_raw_connect (self->port);

    g_socket_send (g_socket_connection_get_socket (connection), "G", 1, NULL, NULL);
    g_ptr_array_add (slow, connection);
  }
  self->page = HELIO_PAGE_ARRIVED;
  g_assert_cmpint (send_text (self, "GET /callback?code=1 HTTP/1.1\r\n%H\r\n", &reply), ==, 303);
  /* The oldest had to go for it; the youngest live on until their time is over. */
  helio_test_wait (is_closed, g_ptr_array_index (slow, 0), 20, "the oldest to be closed");
  g_assert_false (is_closed (g_ptr_array_index (slow, 99)));
  helio_fake_clock_advance (self->clock, HELIO_LOOPBACK_PEER_TIMEOUT);
  for (int i = 0; i < 100; i++)
    helio_test_wait (is_closed, g_ptr_array_index (slow, (guint) i), 20, "a slow one to be closed");
}

static void
test_closed_is_refused (Fixture *self, gconstpointer data)
{
  g_auto (HelioRawReply) reply = {0};

  helio_loopback_close (self->loopback);
  helio_test_settle ();
  g_assert_cmpint (send_text (self, "GET /callback HTTP/1.1\r\n%H\r\n", &reply), ==, -1);
}

static void
test_linger (Fixture *self, gconstpointer data)
{
  g_auto (HelioRawReply) reply = {0};
  GObject *owner = g_object_new (G_TYPE_OBJECT, NULL);

  helio_loopback_linger (self->loopback, owner);
  g_object_unref (self->loopback);
  self->loopback = NULL;
  self->page = HELIO_PAGE_ARRIVED;
  g_assert_cmpint (send_text (self, "GET /callback?code=1 HTTP/1.1\r\n%H\r\n", &reply), ==, 303);
  g_assert_cmpint (send_text (self, "GET /done HTTP/1.1\r\n%H\r\n", &reply), ==, 200);
  helio_fake_clock_advance (self->clock, G_USEC_PER_SEC - 1);
  g_assert_cmpint (send_text (self, "GET /done HTTP/1.1\r\n%H\r\n", &reply), ==, 200);
  helio_fake_clock_advance (self->clock, G_USEC_PER_SEC + 1);
  helio_test_settle ();
  g_assert_cmpint (send_text (self, "GET /done HTTP/1.1\r\n%H\r\n", &reply), ==, -1);
  g_assert_finalize_object (owner);
}

static void
test_ports (Fixture *self, gconstpointer data)
{
  g_autoptr (GArray) ports = g_array_new (FALSE, FALSE, sizeof (int));
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioLoopback) second = NULL;
  g_autofree char *number = g_strdup_printf ("%u", self->port);
  int busy = self->port, any = 0;

  g_array_append_val (ports, busy);
  g_array_append_val (ports, any);
  second = helio_loopback_new (HELIO_CLOCK (self->clock), ports, HELIO_REDIRECT_IPV4, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (helio_raw_get_port (helio_loopback_get_redirect_uri (second)), !=, self->port);
  g_array_set_size (ports, 1);
  g_assert_null (
      helio_loopback_new (HELIO_CLOCK (self->clock), ports, HELIO_REDIRECT_IPV4, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_PORTS_BUSY);
  g_assert_nonnull (strstr (error->message, number));
  g_assert_nonnull (strstr (helio_error_get_remedy (error), "with a code"));
  helio_loopback_close (second);
  helio_test_settle ();
}

/* Takes IPv4 away from a network namespace of its own: SIOCSIFADDR with 0.0.0.0 removes the address. */
static gboolean
enter_ipv6_only (void)
{
  struct ifreq request = {0};
  struct sockaddr_in *address = (struct sockaddr_in *) (void *) &request.ifr_addr;
  int fd;
  gboolean good;

  if (unshare (CLONE_NEWNET) != 0 && unshare (CLONE_NEWUSER | CLONE_NEWNET) != 0)
    return FALSE;
  fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  g_strlcpy (request.ifr_name, "lo", sizeof request.ifr_name);
  request.ifr_flags = IFF_UP | IFF_RUNNING | IFF_LOOPBACK;
  good = fd >= 0 && ioctl (fd, SIOCSIFFLAGS, &request) == 0;
  memset (&request.ifr_addr, 0, sizeof request.ifr_addr);
  address->sin_family = AF_INET;
  good = good && ioctl (fd, SIOCSIFADDR, &request) == 0;
  if (fd >= 0)
    close (fd);
  return good;
}

static gboolean
can_bind (GSocketFamily family)
{
  g_autoptr (GSocket) probe =
      g_socket_new (family, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (family);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);

  return probe != NULL && g_socket_bind (probe, address, FALSE, NULL);
}

/* In a process of its own, since a namespace cannot be left. Exit status 77: this machine does not allow it. */
static int
run_in_namespace (void)
{
  g_autoptr (HelioFakeClock) clock = helio_fake_clock_new ();
  g_autoptr (GArray) ports = g_array_new (FALSE, FALSE, sizeof (int));
  g_autoptr (HelioLoopback) loopback = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *uri = NULL, *other_host = NULL;
  g_auto (HelioRawReply) reply = {0};
  Fixture fixture = {.page = HELIO_PAGE_ARRIVED};
  int port = 17731;

  if (!enter_ipv6_only () || !can_bind (G_SOCKET_FAMILY_IPV6))
    return 77;
  g_assert_false (can_bind (G_SOCKET_FAMILY_IPV4));
  g_array_append_val (ports, port);
  loopback = helio_loopback_new (HELIO_CLOCK (clock), ports, HELIO_REDIRECT_IPV4, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (helio_loopback_get_redirect_uri (loopback), ==, "http://[::1]:17731/callback");
  helio_loopback_set_handler (loopback, on_callback, on_served, &fixture);
  uri = g_strconcat (helio_loopback_get_redirect_uri (loopback), "?code=c&state=s", NULL);
  helio_raw_browse (&reply, uri);
  g_assert_cmpint (reply.status, ==, 200);
  g_assert_cmpuint (fixture.n_callbacks, ==, 1);
  g_assert_cmpuint (fixture.n_served, ==, 1);
  /* Another name for the same place is a stranger. */
  other_host = g_strdup ("GET /callback?code=c HTTP/1.1\r\nHost: 127.0.0.1:17731\r\n\r\n");
  helio_raw_send_to (&reply, "::1", 17731, other_host, strlen (other_host));
  g_assert_cmpint (reply.status, ==, 421);
  g_assert_cmpuint (fixture.n_callbacks, ==, 1);
  helio_loopback_close (loopback);
  helio_test_settle ();
  g_free (fixture.code);
  return 0;
}

static void
test_namespace (void)
{
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (GError) error = NULL;

  child = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program, "--ipv6-only", NULL);
  g_assert_no_error (error);
  g_subprocess_wait (child, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (child));
  if (g_subprocess_get_exit_status (child) == 77)
    g_test_skip ("no network namespace with IPv6 can be made here");
  else
    g_assert_cmpint (g_subprocess_get_exit_status (child), ==, 0);
}

int
main (int argc, char **argv)
{
  if (argc == 2 && strcmp (argv[1], "--ipv6-only") == 0)
    return run_in_namespace ();
  if (argc == 2 && strcmp (argv[1], "--long-lines") == 0)
    return run_long_lines ();
  program = argv[0];
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/auth/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("loopback/redirect-and-pages", test_redirect_and_pages);
  ADD ("loopback/strangers", test_strangers);
  ADD ("loopback/single-bytes", test_single_bytes);
  ADD ("loopback/linger", test_linger);
  ADD ("B8/closed-is-refused", test_closed_is_refused);
  ADD ("B9/next-port", test_ports);
  ADD ("B10/wrong-place", test_wrong_place);
  g_test_add_func ("/auth/B11/network-namespace", test_namespace);
  ADD ("B12/big-body", test_big_body);
  ADD ("B12/damaged", test_damaged);
  g_test_add_func ("/auth/B12/memory-flat", test_memory_flat);
  ADD ("B12/long-line", test_long_line);
  ADD ("B13/slowloris", test_slowloris);
  ADD ("B14/no-navigation", test_no_navigation);
  g_test_add_func ("/loopback/way-back", test_way_back);
  return g_test_run ();
}
