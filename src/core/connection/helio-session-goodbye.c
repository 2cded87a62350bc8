// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* How a session lets its link go, and what is still to come of one that says goodbye. */
#include "config.h"

#include "core/connection/helio-session-private.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"

#include <glib/gi18n-lib.h>

/* How long a goodbye may take before the link is let go: what is under way, then ending the session. */
#define CLOSING_DEADLINE (5 * HELIO_SECOND)

/* @closing has gone. @session_left: the broker could not be told to end the session, though it should. */
static void
closed (HelioSession *self, gboolean session_left)
{
  g_autoptr (HelioSession) alive = g_object_ref (self);

  g_clear_pointer (&self->closing_timer, helio_timer_cancel);
  g_clear_pointer (&self->closing, helio_link_free);
  if (session_left)
    helio_timeline_add (
        self->timeline,
        helio_clock_now_wall (self->clock),
        HELIO_TIMELINE_WARNING,
        "%s",
        C_ ("timeline",
            "The broker could not be told to end the session: it may keep messages for "
            "this client id until the session expires"));
  if (helio_session_emit_changed (self, HELIO_SESSION_CHANGED_STATE) && self->connect_waits)
    helio_session_connect_link (self);
}

static void
set_cut (HelioSession *self, HelioErrorCode code, const char *message)
{
  g_clear_error (&self->cut);
  self->cut = helio_error_new (
      code,
      C_ ("publish", "It may have been delivered all the same; look before you publish it again."),
      "%s",
      message);
}

static void
set_ended (HelioSession *self)
{
  set_cut (self,
           HELIO_ERROR_NETWORK,
           C_ ("publish",
               "The connection ended before the broker showed that it had read all that was "
               "published."));
}

static void
on_closing_deadline (gpointer user_data)
{
  HelioSession *self = user_data;

  helio_link_disconnect (self->closing, FALSE);
  closed (self, self->closing_ends);
}

gboolean
helio_session_drop_link (HelioSession *self)
{
  g_autoptr (HelioSession) alive = g_object_ref (self);
  guint epoch = self->epoch;
  g_autoptr (GHashTable) publications = helio_session_take_publications (self);

  g_clear_pointer (&self->link, helio_link_free);
  self->had_session = FALSE;
  self->link_leaves = FALSE;
  helio_subscriptions_end (self->subscriptions, FALSE);
  helio_session_fail_publications (publications);
  return self->epoch == epoch;
}

/* Whether the broker has a session that is to be ended and that there is no connection to say so on. */
static gboolean
has_session_away (HelioSession *self)
{
  /* On MQTT 5 that of a second view ends by itself within a minute. */
  return self->link != NULL && self->had_session && !(self->second_view && self->mqtt_version == 5);
}

void
helio_session_close_link (HelioSession *self, gboolean deliberate)
{
  gboolean online = self->state == HELIO_SESSION_ONLINE || self->state == HELIO_SESSION_RENEWING;
  gboolean keep = self->profile->broker.keep_session && !self->second_view;
  gboolean away = !online && !keep && has_session_away (self);
  /* The broker may have taken CONNECT by now. Whoever ends the program waits until it knows better. */
  gboolean unanswered = self->state == HELIO_SESSION_CONNECTING && deliberate;
  gboolean useless =
      self->refused ||
      (self->credential != NULL &&
       helio_credential_is_expired (self->credential, helio_clock_now_boot (self->clock)));

  if (self->closing == NULL)
    g_clear_error (&self->cut);
  if (self->patient && self->unconfirmed && self->cut == NULL)
    set_ended (self);
  if (self->link == NULL || !(online || away || unanswered)) {
    helio_session_drop_link (self);
    return;
  }
  /* It waits for a person, who goes on with it or disconnects: then the broker is told. */
  if (!online && !deliberate) {
    if (self->state == HELIO_SESSION_CONNECTING) {
      helio_link_disconnect (self->link, FALSE);
      self->link_leaves = TRUE;
    }
    return;
  }
  g_warn_if_fail (self->closing == NULL);
  self->closing = g_steal_pointer (&self->link);
  self->had_session = FALSE;
  helio_subscriptions_end (self->subscriptions, keep && online);
  if (away && useless) {
    closed (self, TRUE);
    return;
  }
  self->closing_ends = !keep;
  if (self->patient) {
    helio_link_disconnect_patiently (self->closing, self->closing_ends);
    return;
  }
  helio_link_disconnect (self->closing, self->closing_ends);
  self->closing_timer =
      helio_clock_after (self->clock, CLOSING_DEADLINE, on_closing_deadline, self);
}

gboolean
helio_session_set_patient (HelioSession *self, gboolean patient)
{
  gboolean waits = self->patient && self->closing != NULL && self->closing_timer == NULL;

  self->patient = patient;
  if (patient || !waits)
    return FALSE;
  set_cut (self,
           HELIO_ERROR_TIMED_OUT,
           C_ ("publish",
               "Nobody waited until the broker showed that it had read all that was published."));
  on_closing_deadline (self);
  return TRUE;
}

const GError *
helio_session_get_cut (HelioSession *self)
{
  return self->cut;
}

void
helio_session_take_over (HelioSession *self, HelioSession *old)
{
  self->was_connected = old->was_connected;
  helio_set_str (&self->connected_name, old->connected_name);
  helio_set_str (&self->marked_name, old->marked_name);
  self->unconfirmed = old->unconfirmed;
  if (old->closing == NULL || self->closing != NULL)
    return;
  self->closing = g_steal_pointer (&old->closing);
  self->closing_ends = old->closing_ends;
  self->link_leaves = old->link_leaves;
  g_clear_pointer (&old->closing_timer, helio_timer_cancel);
  helio_link_set_user_data (self->closing, self);
  self->closing_timer =
      helio_clock_after (self->clock, CLOSING_DEADLINE, on_closing_deadline, self);
}

/* Sentences, since only some of them are true each time. */
static void
note_cut (HelioSession *self, const HelioEvent *event, const char *what, gboolean will)
{
  g_autoptr (GString) text = g_string_new (what);
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, event->lost);

  if (event->lost > 0) {
    g_string_append_c (text, ' ');
    /* Translators: a number */
    g_string_append_printf (text, C_ ("timeline", "Messages of QoS 0 lost with it: %s."), number);
  }
  /* The others' is told by itself (helio_session_note_unconfirmed()). */
  if (event->kind == HELIO_EVENT_CUT && event->unconfirmed > 0) {
    g_autofree char *unconfirmed = g_strdup_printf ("%" G_GUINT64_FORMAT, event->unconfirmed);

    g_string_append_c (text, ' ');
    /* Translators: a number */
    g_string_append_printf (text,
                            C_ ("timeline", "Messages of QoS 0 that may be lost: %s."),
                            unconfirmed);
  }
  if (will && self->profile->broker.will != NULL)
    g_string_append_printf (text, " %s", C_ ("timeline", "The broker may publish the last will."));
  helio_timeline_add (self->timeline, event->time_wall, HELIO_TIMELINE_WARNING, "%s", text->str);
}

void
helio_session_note_unconfirmed (HelioSession *self, const HelioEvent *event)
{
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, event->unconfirmed);

  if (event->unconfirmed == 0)
    return;
  self->unconfirmed = TRUE;
  helio_timeline_add (
      self->timeline,
      event->time_wall,
      HELIO_TIMELINE_WARNING,
      /* Translators: a number of messages */
      C_ ("timeline",
          "The broker had not shown yet that it read the last messages of QoS 0 that were "
          "published (%s): they may be lost"),
      number);
}

void
helio_session_note_renewal_cut (HelioSession *self, const HelioEvent *event)
{
  if (event->cut)
    note_cut (self,
              event,
              C_ ("timeline",
                  "The old connection ended in the middle of an upload: what has QoS 1 or 2 is "
                  "sent again."),
              TRUE);
}

static void
note_goodbye_cut (HelioSession *self, const HelioEvent *event)
{
  const char *what =
      event->error != NULL ? event->error->message
      : event->connected
          ? C_ ("timeline",
                "Disconnected in the middle of an upload, which the broker took too slowly: "
                "what was not confirmed is given up.")
      : event->unconfirmed > 0 && event->lost == 0
          ? C_ ("timeline",
                "The connection ended before the broker showed that it had read all that was "
                "published.")
          : C_ ("timeline",
                "The connection ended in the middle of an upload: what was not confirmed is "
                "given up.");

  note_cut (self, event, what, !event->parted);
  if (event->error != NULL)
    set_cut (self, HELIO_ERROR_TIMED_OUT, event->error->message);
  else if (event->connected)
    set_cut (self,
             HELIO_ERROR_TIMED_OUT,
             C_ ("publish",
                 "The broker took the end of what was published too slowly, and it was given up."));
  else
    set_ended (self);
  self->counters.lost_qos0 += event->lost;
  helio_session_emit_changed (self, HELIO_SESSION_CHANGED_COUNTERS);
}

gboolean
helio_session_handle_closing (HelioSession *self, const HelioEvent *event)
{
  if (event->kind == HELIO_EVENT_CUT)
    note_goodbye_cut (self, event);
  else if (event->error != NULL || event->kind == HELIO_EVENT_RENEWED || self->patient) {
    /* Before goodbye could be said. */
    helio_session_note_unconfirmed (self, event);
    if (self->patient && event->unconfirmed > 0 && self->cut == NULL)
      set_ended (self);
  }
  if (event->kind != HELIO_EVENT_DISCONNECTED)
    return self->closing != NULL;
  if (self->link_leaves) {
    self->link_leaves = FALSE;
    return TRUE;
  }
  closed (self, event->session_left);
  return FALSE;
}
