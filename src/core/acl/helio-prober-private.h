// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The prober's parts: helio-prober.c runs the plan; a party (helio-probe-party.c) is a user or the witness with
 * their one connection; a probe (helio-probe.c and one file for each kind of check) is one check under way, which
 * goes from answer to answer and may be begun anew at any time. */

#include "core/acl/helio-plan-people.h"
#include "core/acl/helio-probe-client.h"
#include "core/acl/helio-prober.h"

G_BEGIN_DECLS

typedef struct _HelioParty HelioParty;
typedef struct _HelioProbe HelioProbe;
typedef struct _HelioAim HelioAim;
typedef struct _HelioSweep HelioSweep;

struct _HelioProber {
  GObject parent_instance;

  HelioServices *services;
  HelioPlan *plan;
  HelioReport *report;
  char *folder;      /* (nullable) */
  GStrv environment; /* (nullable) */
  HelioProberOptions options;

  /* of a run */
  GTask *task;
  GSource *cancel_source;    /* (nullable) */
  GCancellable *cancellable; /* of our own sign-ins */
  GPtrArray *people;         /* HelioPerson */
  GPtrArray *parties;        /* HelioParty of users with checks, in order */
  GPtrArray *here;           /* of them: connecting, connected, or saying goodbye; borrowed */
  HelioParty *witness;       /* (nullable): the plan has none */
  guint next_party;
  char *run;    /* what marks the messages of this run */
  gint64 began; /* boot µs */
  guint64 last_serial;
  GHashTable *serials;     /* serial → HelioProbe */
  GPtrArray *running;      /* HelioProbe */
  GPtrArray *sweeps;       /* HelioSweep */
  GHashTable *serial_urls; /* brokers that close the connection at what they refuse */
  gint64 next_start;       /* boot µs */
  HelioTimer *pump_timer;  /* for the rate */
  HelioTimer *stop_timer;  /* what is under way may end until then */
  gint64 slowest;          /* µs from publishing a message that must arrive to its arrival */
  guint leaving;           /* connections that say goodbye */
  guint ending;            /* what the end waits for still */
  guint done;
  gboolean stopping, pumping, pump_again;
};

/* One topic of a probe. */
struct _HelioAim {
  HelioProbe *probe;
  char *topic;
  guint64 serial;  /* of the message that tells */
  guint64 control; /* of the one that must arrive if the witness sees the topic; 0: none yet */
  gint64 sent_at;
  gboolean watched; /* the witness has asked to see the topic */
  gboolean blind;   /* and was refused */
  gboolean arrived; /* at who should get it */
  gboolean echoed;  /* the control, at the witness */
  gboolean kept;    /* arrived as a retained message */
};

struct _HelioProbe {
  HelioProber *prober;
  HelioParty *party;
  guint index;
  const HelioPlanCheck *check;
  char *topic; /* as it is sent */
  GPtrArray *steps;
  gboolean dirty;     /* a retained message of ours may lie on the topic … */
  gboolean lies;      /* … and has been seen there */
  gboolean own_group; /* a shared subscription is tried in a group that nobody else is in */
  guint tries;
  guint losses; /* times that the user's connection ended at it, with nothing else under way */
  guint witness_losses; /* … the witness's */
  /* of this try */
  GPtrArray *aims; /* HelioAim */
  guint open;      /* aims that wait for an answer */
  int code;        /* of the answer that counts; -1: none yet */
  gboolean begun;  /* after a sign of life on the user's connection */
  gboolean answered;
  gboolean waits_for_witness;
  char *subscribed; /* (nullable): filter that UNSUBSCRIBE is due for, its own group included */
  gboolean looked;  /* RETAIN: the witness has been seen to see the topic */
  gboolean foreign; /* the topic holds a retained message that is not ours */
  gboolean crossed; /* RETAIN: somebody else writes on the topic, another run for example */
  gboolean flooded; /* RETAIN: not all that came to the witness could be looked at */
  gboolean spoke;   /* the broker itself sent something on a topic of the filter */
  HelioTimer *deadline, *grace;
  gint64 grace_from;
  HelioProbeClient *will; /* (nullable): who has the last will */
};

typedef enum {
  HELIO_PARTY_IDLE,
  HELIO_PARTY_CONNECTING, /* signing in, connecting, or waiting to do so again */
  HELIO_PARTY_ONLINE,
  HELIO_PARTY_LEAVING,
  HELIO_PARTY_OVER,
} HelioPartyState;

struct _HelioParty {
  HelioProber *prober;
  HelioPerson *person;
  guint user;
  gboolean is_witness;
  HelioPartyState state;
  char *client_id;
  char *will_client_id;
  HelioCredential *credential; /* (nullable) */
  HelioSecret *private_key;    /* (nullable) */
  HelioProbeClient *client;    /* (nullable) */
  int version;
  gboolean ever_online;
  gboolean
      refused; /* the broker has refused the last credential: the next one is a fresh one, and the last */
  guint attempts;
  HelioTimer *retry;
  GError *failure;        /* why it is over, if it was not meant to be */
  gboolean one_at_a_time; /* since the connection ended at something */
  gboolean refuses;       /* it ended in a way that may have been the answer */
  guint calm;             /* checks since then */
  GQueue checks;          /* HelioProbe that wait */
  GPtrArray *running;     /* HelioProbe; borrowed */
  GHashTable *watches;    /* of the witness: topic → how many want it */
};

/* helio-prober.c */
/* The username before "@", where the plan says it. (transfer full) (nullable) */
char *helio_prober_guess_name (const HelioPlanUser *user);
gint64 helio_prober_now (HelioProber *self);
/* Begins what may begin, lets go of who is done, ends the run. Safe anywhere: it comes back later if it must. */
void helio_prober_pump (HelioProber *self);
guint64 helio_prober_take_serial (HelioProber *self, HelioProbe *probe);
/* How long a message may be on its way after one that must arrive, µs. */
gint64 helio_prober_get_grace (HelioProber *self);
gint64 helio_prober_get_answer_time (HelioProber *self);
void helio_prober_count_done (HelioProber *self, guint n);

/* helio-probe-party.c */
HelioParty *helio_party_new (HelioProber *prober, guint user, gboolean is_witness);
void helio_party_free (HelioParty *self);
const char *helio_party_get_name (HelioParty *self); /* of the plan */
void helio_party_connect (HelioParty *self);
/* The connection is made anew: what was asked on it is not answered any more. */
void helio_party_reset (HelioParty *self);
void helio_party_leave (HelioParty *self);
/* @pattern with what is known of this party put in. (transfer full) */
char *helio_party_substitute (HelioParty *self,
                              const char *pattern,
                              const char *client_id,
                              GError **error);
/* Another client of the same user. (transfer full) */
HelioProbeClient *helio_party_make_client (HelioParty *self,
                                           const char *client_id,
                                           const char *will_topic,
                                           guint64 will_serial,
                                           const HelioProbeClientFuncs *funcs,
                                           gpointer user_data,
                                           GError **error);
/* Whether @error may be an answer to what was asked last: brokers that refuse by closing say nothing more. */
gboolean helio_party_may_be_refusal (const GError *error);
void helio_party_watch (HelioParty *witness,
                        const char *topic,
                        gboolean with_retained,
                        gpointer owner,
                        HelioProbeAnswer func);
void helio_party_unwatch (HelioParty *witness, const char *topic);

/* helio-probe.c */
HelioProbe *helio_probe_new (HelioParty *party, guint index);
void helio_probe_free (HelioProbe *self);
/* FALSE: not now, for another one would get its messages. */
gboolean helio_probe_may_start (HelioProbe *self);
void helio_probe_start (HelioProbe *self);
/* Back to the beginning, waiting for its next turn. */
void helio_probe_restart (HelioProbe *self);
/* The same, at once. */
void helio_probe_begin_again (HelioProbe *self);
/* It will not be tried: nothing is written down. */
void helio_probe_drop (HelioProbe *self);
void helio_probe_note (HelioProbe *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* An answer of the witness, or of the user, is due. */
void helio_probe_expect (HelioProbe *self, gboolean witness);
void helio_probe_expect_nothing (HelioProbe *self);
/* Writes it down; the probe is gone afterwards. @evidence is taken. */
void helio_probe_finish (HelioProbe *self, HelioEvidenceKind kind, int code, char *evidence_taken);
void helio_probe_message (HelioProbe *self, HelioParty *at, const HelioProbeMessage *message);
/* The user's connection, or the witness's, ended by itself. */
void helio_probe_lost (HelioProbe *self, const GError *error, gboolean alone);
void helio_probe_witness_lost (HelioProbe *self, gboolean alone);
HelioAim *helio_probe_add_aim (HelioProbe *self, const char *topic);
void
helio_probe_watch (HelioProbe *self, HelioAim *aim, gboolean with_retained, HelioProbeAnswer func);
/* Evaluates after the time that a message may take after the last control. */
void helio_probe_begin_grace (HelioProbe *self);
/* FALSE where there is nobody to watch; the probe is finished then. */
gboolean helio_probe_check_witness (HelioProbe *self);
/* " (Not authorized)" and the like: "0x87 (Not authorized)". (transfer full) */
char *helio_probe_describe_code (int code);
gboolean helio_probe_is_version_5 (HelioProbe *self);
/* Finishes as refused by @code. */
void helio_probe_refused (HelioProbe *self, const char *packet, int code);

/* One kind of check each. */
typedef struct {
  void (*start) (HelioProbe *self);
  /* Something arrived. */
  void (*arrived) (HelioProbe *self);
  /* Time is up: what arrived is all. */
  void (*evaluate) (HelioProbe *self);
} HelioProbeKind;
extern const HelioProbeKind helio_probe_subscribe, helio_probe_publish, helio_probe_retained,
    helio_probe_will;
/* What is shared by those who publish: the witness's own message, after the user's. */
void helio_probe_send_control (HelioProbe *self);
void helio_probe_stop_will (HelioProbe *self);

/* helio-probe-sweep.c: no probe message stays retained. */
/* @shown: how a report names the topic. @expected: one of ours is known to lie there. */
HelioSweep *
helio_sweep_new (HelioParty *party, const char *topic, const char *shown, gboolean expected);
void helio_sweep_free (HelioSweep *self);
const char *helio_sweep_get_topic (HelioSweep *self);
HelioParty *helio_sweep_get_party (HelioSweep *self);
/* Goes on, if it waits for somebody who is there now or will not come. */
void helio_sweep_work (HelioSweep *self);
void helio_sweep_message (HelioSweep *self, HelioParty *at, const HelioProbeMessage *message);
/* A connection that it may be waiting on ended. */
void helio_sweep_lost (HelioSweep *self, HelioParty *party);
/* If the connection of @party ends now, it may be because of this. */
gboolean helio_sweep_writes_as (HelioSweep *self, HelioParty *party);
gboolean helio_sweep_is_done (HelioSweep *self);

G_END_DECLS
