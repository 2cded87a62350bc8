// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What is wrong, why most likely, and what helps: every row of the troubleshooting tables (cloudsignal.md §6,
 * auth.md §2.5) once, in one table (in three files, since it is long). Services, sign-in and window all take cause, remedy and
 * action from there. Pure; any thread. */

#include "core/base/helio-error.h"
#include "core/profile/helio-profile.h"

G_BEGIN_DECLS

/* The one action that helps. */
typedef enum {
  HELIO_REMEDY_NONE,     /* nothing here: the remedy says what to do elsewhere */
  HELIO_REMEDY_RETRY,    /* the same again */
  HELIO_REMEDY_SIGN_IN,  /* in the browser */
  HELIO_REMEDY_EDIT,     /* the profile, at the field of the target */
  HELIO_REMEDY_INSPECT,  /* the token inspector, on the row of the target */
  HELIO_REMEDY_KEY,      /* enter another API key */
  HELIO_REMEDY_PASSWORD, /* enter another password */
  HELIO_REMEDY_CONSENT,  /* the question that names the hosts */
  HELIO_REMEDY_CALLBACK, /* copy the callback URLs that have to be registered */
  HELIO_REMEDY_DEVICE,   /* sign in with a code */
  HELIO_REMEDY_ACCESS,   /* what the rules allow */
} HelioRemedy;

/* Where something was seen. */
typedef enum {
  HELIO_PLACE_ANY,
  HELIO_PLACE_PAGE,         /* the issuer's own page in the browser; nothing reaches us */
  HELIO_PLACE_REDIRECT,     /* error parameter of the callback */
  HELIO_PLACE_TOKEN,        /* token endpoint, authorization code */
  HELIO_PLACE_DEVICE,       /* token endpoint, device code */
  HELIO_PLACE_REFRESH,      /* token endpoint, refresh token */
  HELIO_PLACE_EXCHANGE,     /* token exchange with a key */
  HELIO_PLACE_ORGANIZATION, /* token exchange without one */
  HELIO_PLACE_BACKEND,      /* the user's own endpoint */
  HELIO_PLACE_NATIVE,       /* native tokens */
  HELIO_PLACE_CONNECT,      /* CONNACK */
  HELIO_PLACE_LINK,         /* a connection that was up: DISCONNECT, or closed without a word */
  HELIO_PLACE_SUBSCRIBE,    /* SUBACK */
  HELIO_PLACE_PUBLISH,      /* PUBACK, PUBREC, and HTTP publish */
} HelioPlace;

/* What a person observes and no error says. */
typedef enum {
  HELIO_SYMPTOM_NONE,
  HELIO_SYMPTOM_ENDLESS_RECONNECTS, /* again and again with the same credential */
  HELIO_SYMPTOM_SHORT_SESSIONS,     /* up, and closed soon after, repeatedly */
  HELIO_SYMPTOM_ENDED_AT_EXPIRY,    /* closed when the credential's life was over */
  HELIO_SYMPTOM_RENEWAL_FAILS,      /* now and then a renewal is refused */
  HELIO_SYMPTOM_NO_MESSAGES,
  HELIO_SYMPTOM_LATE_MESSAGES,
  HELIO_SYMPTOM_RETAINED_STAYS,
  HELIO_SYMPTOM_ONLY_3_1_1, /* works with 3.1.1, drops with MQTT 5 */
} HelioSymptom;

/* Everything that was seen; zero (NULL) where nothing is known. Borrowed. */
typedef struct {
  HelioPlace place;
  HelioSymptom symptom;
  const HelioProfile *profile; /* (nullable) */
  const GError *error;         /* (nullable) */
  int http_status;
  const char *code;  /* (nullable): OAuth "error", or the service's */
  const char *words; /* (nullable): what else was said; sharpens, never decides alone for OAuth */
  gboolean foreign;  /* the answer was not in the service's own form (JSON) */
  int reason_code;   /* of MQTT, with place CONNECT and later; 0: none */
  gboolean has_will;
} HelioEvidence;

typedef struct _HelioDiagnosis HelioDiagnosis;

/* The first row that fits what was seen, the special before the general. Errors of ours carry the id of
 * their row; others are found by domain and code, place, HTTP status, codes and profile.
 * Returns: (transfer none) (nullable): static. */
const HelioDiagnosis *helio_diagnosis_find (const HelioEvidence *evidence);
/* A request that timed out does not say of itself whose answer was waited for: this does. Does nothing for another
 * error. @error: (nullable). */
void helio_diagnosis_note_place (GError *error, HelioPlace place);
/* As helio_diagnosis_find() for an error alone. @profile: (nullable). */
const HelioDiagnosis *helio_diagnosis_of_error (const GError *error, const HelioProfile *profile);
/* A copy of @error with the remedy and the id of the row that fits it at @place for this profile: who made it need not
 * know how the profile gets its credentials. @profile: (nullable). Returns: (transfer full). */
GError *helio_diagnosis_refine (const GError *error, HelioPlace place, const HelioProfile *profile);
const HelioDiagnosis *helio_diagnosis_get (const char *id); /* (nullable) */
guint helio_diagnosis_get_n (void);
const HelioDiagnosis *helio_diagnosis_at (guint index);

/* "exchange-token-invalid"; untranslated. */
const char *helio_diagnosis_get_id (const HelioDiagnosis *self);
/* What is seen when it applies, for documents and tests; untranslated. */
const char *helio_diagnosis_get_condition (const HelioDiagnosis *self);
/* Translated. */
const char *helio_diagnosis_get_title (const HelioDiagnosis *self);
const char *helio_diagnosis_get_remedy (const HelioDiagnosis *self);
/* Likely causes, the likeliest first. Returns: (transfer full) (array zero-terminated=1): translated. */
GStrv helio_diagnosis_get_causes (const HelioDiagnosis *self);

/* Which action helps; by the profile where it depends on it (a key or a password). @profile: (nullable). */
HelioRemedy helio_diagnosis_get_action (const HelioDiagnosis *self, const HelioProfile *profile);
/* With EDIT a JSON path of the profile file ("$.sign_in.audience"), with INSPECT a row of the token report
 * ("audience"). (nullable) */
const char *helio_diagnosis_get_target (const HelioDiagnosis *self, const HelioProfile *profile);

/* An error with the row's code, message, remedy and id. @who: (nullable): the other side, an origin; the
 * service's words go into the detail by the caller. Returns: (transfer full). */
GError *helio_diagnosis_to_error (const HelioDiagnosis *self,
                                  const char *who,
                                  const HelioEvidence *evidence);

G_END_DECLS
