// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A row of the table. What stands in the second group is what it is found by: all that is given must hold. */

#include "core/diagnosis/helio-diagnosis.h"

G_BEGIN_DECLS

#define HELIO_DIAGNOSIS_CODES 4

/* Instead of an HTTP status: a class of them. */
#define HELIO_STATUS_4XX 4
#define HELIO_STATUS_5XX 5

struct _HelioDiagnosis {
  const char *id;
  const char *condition;
  int code;            /* HelioErrorCode: what it is called as an error, and found by as one */
  const char *title;   /* the strings: of the context "diagnosis" */
  const char *message; /* {who}, {status} and {code} are put in */
  const char *causes;  /* one a line */
  const char *remedy;
  HelioRemedy action;
  const char *target; /* (nullable) */

  guint places; /* of 1 << HelioPlace; 0: found by its error code or symptom only */
  HelioSymptom symptom;
  guint16 statuses[HELIO_DIAGNOSIS_CODES];
  gboolean foreign;      /* only an answer that is not in the service's own form */
  const char *codes;     /* (nullable): of OAuth, "|" between; "*": any */
  const char *words;     /* (nullable): one of these, lower case, "|" between … */
  const char *and_words; /* (nullable): … and one of these */
  guint8 reasons[HELIO_DIAGNOSIS_CODES];
  guint methods;    /* of 1 << HelioMethod; 0: any */
  gboolean will;    /* only with a last will */
  gboolean special; /* not what its error code means when no more is known */
};

/* The three parts of the table, searched in this order. */
extern const HelioDiagnosis helio_diagnosis_service[], helio_diagnosis_sign_in[],
    helio_diagnosis_connection[];
extern const guint helio_diagnosis_service_length, helio_diagnosis_sign_in_length,
    helio_diagnosis_connection_length;

G_END_DECLS
