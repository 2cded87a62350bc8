// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "sandbox/helio-fleet-plant.h"

#include "core/base/helio-util.h"

#include <math.h>
#include <string.h>

#define SITES 4
#define LINES 6
#define N_LINES (SITES * LINES)
#define ROOMS 5
#define FRAME_SAMPLES 120
#define CYCLE (90.0 * G_USEC_PER_SEC) /* of the slow swing of every value */
#define JSON "application/json"
#define TEXT "text/plain"

typedef enum {
  METRIC_TEMP,
  METRIC_HUMIDITY,
  METRIC_VIBRATION,
  METRIC_PRESSURE,
  METRIC_POWER,
  METRIC_COUNT,
  METRIC_FRAME,
  METRIC_LOG,
  METRIC_STATE,
  METRIC_CONFIG,
  N_METRICS,
} Metric;

static const char *const metric_names[N_METRICS] = {"temp",
                                                    "humidity",
                                                    "vibration",
                                                    "pressure",
                                                    "power",
                                                    "count",
                                                    "frame",
                                                    "log",
                                                    "state",
                                                    "config"};

typedef struct {
  guint site;
  guint number;
  char name[16];
  double phase;
  double heat; /* °C it wanders around */
  guint64 count;
  guint state;
  guint32 sequence;
} Line;

struct _HelioPlant {
  GRand *rand;
  char **users;
  guint n_users;
  Line lines[N_LINES];
  guint orders;
};

static const char *const states[] = {"running", "running", "running", "idle", "setup", "fault"};
static const char *const log_lines[] = {
    "INFO  recipe 4711 loaded",
    "INFO  pallet 12 released",
    "WARN  belt slip 2.1 % on axis 3",
    "INFO  tool change, Größe M → L",
    "ERROR light barrier LB-7 blocked for 4.2 s",
    "DEBUG plc cycle 4.08 ms, jitter 0.11 ms",
};
static const char *const chat_lines[] = {
    "Line 2 is back, thanks!",
    "Who has the key to cabinet 7?",
    "Shift change in ten minutes",
    "I am looking at the vibration on 3/1, it climbs again 🔧",
    "Coffee ☕ is ready",
    "Please do not restart the gateway now",
};
static const char *const alert_lines[] = {
    "temperature over limit",
    "vibration over limit",
    "no pallets left",
    "door open",
};

void
helio_plant_message_clear (HelioPlantMessage *message)
{
  g_clear_pointer (&message->topic, g_free);
  g_clear_pointer (&message->payload, g_bytes_unref);
}

HelioPlant *
helio_plant_new (guint32 seed, const char *const *users)
{
  HelioPlant *self = g_new0 (HelioPlant, 1);

  self->rand = g_rand_new_with_seed (seed);
  self->users = g_strdupv ((char **) users);
  self->n_users = users != NULL ? g_strv_length (self->users) : 0;
  for (guint i = 0; i < N_LINES; i++) {
    Line *line = &self->lines[i];

    line->site = i / LINES + 1;
    line->number = i % LINES + 1;
    g_snprintf (line->name, sizeof line->name, "%u/%u", line->site, line->number);
    line->phase = g_rand_double_range (self->rand, 0, 2 * G_PI);
    line->heat = g_rand_double_range (self->rand, 18, 64);
    line->count = (guint64) g_rand_int_range (self->rand, 10000, 900000);
  }
  return self;
}

void
helio_plant_free (HelioPlant *self)
{
  if (self == NULL)
    return;
  g_rand_free (self->rand);
  g_strfreev (self->users);
  g_free (self);
}

guint
helio_plant_get_n_topics (HelioPlant *self)
{
  return N_LINES * N_METRICS + SITES + ROOMS + 3 * self->n_users;
}

static double
noise (HelioPlant *self, double width)
{
  return g_rand_double_range (self->rand, -width, width);
}

/* Slow swing and a little noise around @middle. */
static double
moving (HelioPlant *self, const Line *line, gint64 wall, double middle, double swing)
{
  double turn = fmod ((double) wall, CYCLE) / CYCLE * 2 * G_PI;

  return middle + swing * sin (turn + line->phase) + noise (self, swing / 12);
}

/* A number as JSON has it, whatever the locale. */
static const char *
number (char buffer[G_ASCII_DTOSTR_BUF_SIZE], double value, const char *format)
{
  return g_ascii_formatd (buffer, G_ASCII_DTOSTR_BUF_SIZE, format, value);
}

static void
take_text (HelioPlantMessage *message, const char *content_type, char *text_taken)
{
  message->payload = g_bytes_new_take (text_taken, strlen (text_taken));
  message->content_type = content_type;
}

static void
put_pair (HelioPlant *self,
          HelioPlantMessage *message,
          const char *first,
          double first_value,
          const char *second,
          double second_value)
{
  char a[G_ASCII_DTOSTR_BUF_SIZE];
  char b[G_ASCII_DTOSTR_BUF_SIZE];

  take_text (message,
             JSON,
             g_strdup_printf ("{\"%s\":%s,\"%s\":%s}",
                              first,
                              number (a, first_value, "%.2f"),
                              second,
                              number (b, second_value, "%.2f")));
}

/* 16 octets of header, big-endian as field buses have it, then samples of a vibration. */
static void
put_frame (HelioPlant *self, HelioPlantMessage *message, Line *line, gint64 wall)
{
  GByteArray *frame = g_byte_array_new ();
  guint64 time = GUINT64_TO_BE ((guint64) wall);
  guint32 sequence = GUINT32_TO_BE (++line->sequence);
  guint16 samples = GUINT16_TO_BE (FRAME_SAMPLES);

  g_byte_array_append (frame, (const guint8 *) "\xa5\x01", 2);
  g_byte_array_append (frame, (const guint8 *) &samples, 2);
  g_byte_array_append (frame, (const guint8 *) &sequence, 4);
  g_byte_array_append (frame, (const guint8 *) &time, 8);
  for (guint i = 0; i < FRAME_SAMPLES; i++) {
    double value = 9000 * sin (i * 0.31 + line->phase) + 2500 * sin (i * 1.7) + noise (self, 400);
    guint16 sample = GUINT16_TO_BE ((guint16) (gint16) value);

    g_byte_array_append (frame, (const guint8 *) &sample, 2);
  }
  message->payload = g_byte_array_free_to_bytes (frame);
  message->content_type = "application/octet-stream";
}

static void
put_state (HelioPlant *self, HelioPlantMessage *message, Line *line, gint64 wall)
{
  g_autofree char *since = helio_format_time_utc (wall);

  line->state = (guint) g_rand_int_range (self->rand, 0, G_N_ELEMENTS (states));
  message->qos = 1;
  message->retain = TRUE;
  take_text (message,
             JSON,
             g_strdup_printf ("{\"state\":\"%s\",\"since\":\"%s\",\"recipe\":%d}",
                              states[line->state],
                              since,
                              g_rand_int_range (self->rand, 4700, 4720)));
}

static void
put_config (HelioPlant *self, HelioPlantMessage *message, const Line *line)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "{\n  \"line\": \"%s\",\n  \"axes\": [\n", line->name);
  for (guint axis = 1; axis <= 8; axis++)
    g_string_append_printf (text,
                            "    {\"id\": %u, \"name\": \"Achse %u\", \"limits\": {\"rms\": %d, "
                            "\"peak\": %d}, \"enabled\": %s}%s\n",
                            axis,
                            axis,
                            g_rand_int_range (self->rand, 2, 9),
                            g_rand_int_range (self->rand, 10, 40),
                            axis % 4 == 0 ? "false" : "true",
                            axis < 8 ? "," : "");
  g_string_append (text, "  ],\n  \"gateway\": null,\n  \"firmware\": \"2.14.1\"\n}\n");
  message->qos = 1;
  message->retain = TRUE;
  take_text (message, JSON, g_string_free (text, FALSE));
}

static void
put_metric (HelioPlant *self, HelioPlantMessage *message, Line *line, Metric metric, gint64 wall)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  message->topic =
      g_strdup_printf ("site/%u/line/%u/%s", line->site, line->number, metric_names[metric]);
  message->line = line->name;
  switch (metric) {
    case METRIC_TEMP:
      number (buffer, moving (self, line, wall, line->heat, 4), "%.2f");
      take_text (message, JSON, g_strdup_printf ("{\"v\":%s,\"u\":\"C\"}", buffer));
      break;
    case METRIC_HUMIDITY:
      number (buffer, moving (self, line, wall, 48, 9), "%.1f");
      take_text (message, TEXT, g_strdup (buffer));
      break;
    case METRIC_VIBRATION:
      put_pair (self,
                message,
                "rms",
                fabs (moving (self, line, wall, 2.2, 1.4)),
                "peak",
                fabs (moving (self, line, wall, 7.5, 4)));
      break;
    case METRIC_PRESSURE:
      number (buffer, moving (self, line, wall, 6.1, 0.4), "%.3f");
      take_text (message, TEXT, g_strdup (buffer));
      break;
    case METRIC_POWER:
      put_pair (self,
                message,
                "kw",
                fabs (moving (self, line, wall, 31, 12)),
                "pf",
                moving (self, line, wall, 0.92, 0.04));
      break;
    case METRIC_COUNT:
      line->count += (guint64) g_rand_int_range (self->rand, 0, 4);
      take_text (message, TEXT, g_strdup_printf ("%" G_GUINT64_FORMAT, line->count));
      break;
    case METRIC_FRAME:
      put_frame (self, message, line, wall);
      break;
    case METRIC_LOG:
      take_text (message,
                 TEXT,
                 g_strdup (log_lines[g_rand_int_range (self->rand, 0, G_N_ELEMENTS (log_lines))]));
      break;
    case METRIC_STATE:
      put_state (self, message, line, wall);
      break;
    case METRIC_CONFIG:
    case N_METRICS:
    default:
      put_config (self, message, line);
  }
}

static void
put_site (HelioPlant *self, HelioPlantMessage *message, guint site)
{
  static const char *const towns[SITES] = {"Aachen", "Łódź", "São Carlos", "Ōtsu"};

  message->topic = g_strdup_printf ("site/%u/info", site);
  message->qos = 1;
  message->retain = TRUE;
  take_text (
      message,
      JSON,
      g_strdup_printf ("{\"site\":%u,\"town\":\"%s\",\"lines\":%d}", site, towns[site - 1], LINES));
}

static void
put_chat (HelioPlant *self, HelioPlantMessage *message, gint64 wall)
{
  const char *who = self->n_users > 0
                        ? self->users[g_rand_int_range (self->rand, 0, (gint32) self->n_users)]
                        : "operator";
  const char *what = chat_lines[g_rand_int_range (self->rand, 0, G_N_ELEMENTS (chat_lines))];
  g_autofree char *when = helio_format_time_utc (wall);

  message->topic = g_strdup_printf ("chat/%d/msg", g_rand_int_range (self->rand, 1, ROOMS + 1));
  message->qos = 1;
  take_text (message,
             JSON,
             g_strdup_printf ("{\"from\":\"%s\",\"text\":\"%s\",\"ts\":\"%s\"}", who, what, when));
}

static void
put_alert (HelioPlant *self, HelioPlantMessage *message, const char *user)
{
  const Line *line = &self->lines[g_rand_int_range (self->rand, 0, N_LINES)];
  const char *what = alert_lines[g_rand_int_range (self->rand, 0, G_N_ELEMENTS (alert_lines))];

  message->topic = g_strconcat ("alerts/", user, NULL);
  message->qos = 2;
  message->line = line->name;
  take_text (message,
             JSON,
             g_strdup_printf ("{\"severity\":%d,\"line\":\"%s\",\"text\":\"%s\"}",
                              g_rand_int_range (self->rand, 1, 6),
                              line->name,
                              what));
}

static void
put_inbox (HelioPlant *self, HelioPlantMessage *message, const char *user)
{
  self->orders++;
  message->topic = g_strconcat ("users/", user, "/inbox", NULL);
  message->qos = 1;
  take_text (message,
             JSON,
             g_strdup_printf ("{\"order\":%u,\"status\":\"%s\"}",
                              self->orders,
                              self->orders % 3 == 0 ? "shipped" : "confirmed"));
}

gboolean
helio_plant_get_retained (HelioPlant *self, guint index, HelioPlantMessage *message)
{
  memset (message, 0, sizeof *message);
  if (index < SITES) {
    put_site (self, message, index + 1);
    return TRUE;
  }
  index -= SITES;
  if (index < N_LINES) {
    put_metric (self, message, &self->lines[index], METRIC_CONFIG, 0);
    return TRUE;
  }
  index -= N_LINES;
  if (index < N_LINES) {
    put_metric (self, message, &self->lines[index], METRIC_STATE, g_get_real_time ());
    return TRUE;
  }
  index -= N_LINES;
  if (index < self->n_users) {
    message->topic = g_strconcat ("users/", self->users[index], "/profile", NULL);
    message->qos = 1;
    message->retain = TRUE;
    take_text (message, JSON, g_strdup_printf ("{\"name\":\"%s\"}", self->users[index]));
    return TRUE;
  }
  return FALSE;
}

void
helio_plant_next (HelioPlant *self, gint64 wall, HelioPlantMessage *message)
{
  static const Metric common[] = {METRIC_TEMP,
                                  METRIC_TEMP,
                                  METRIC_HUMIDITY,
                                  METRIC_VIBRATION,
                                  METRIC_VIBRATION,
                                  METRIC_PRESSURE,
                                  METRIC_POWER,
                                  METRIC_COUNT,
                                  METRIC_COUNT,
                                  METRIC_FRAME};
  gint32 lot = g_rand_int_range (self->rand, 0, 100);
  const char *user = self->n_users > 0
                         ? self->users[g_rand_int_range (self->rand, 0, (gint32) self->n_users)]
                         : NULL;
  Line *line = &self->lines[g_rand_int_range (self->rand, 0, N_LINES)];

  memset (message, 0, sizeof *message);
  if (lot < 4)
    put_chat (self, message, wall);
  else if (lot < 6 && user != NULL)
    put_inbox (self, message, user);
  else if (lot < 7 && user != NULL)
    put_alert (self, message, user);
  else if (lot < 10)
    put_metric (self, message, line, METRIC_STATE, wall);
  else if (lot < 14)
    put_metric (self, message, line, METRIC_LOG, wall);
  else
    put_metric (self, message, line, common[lot % (gint32) G_N_ELEMENTS (common)], wall);
}
