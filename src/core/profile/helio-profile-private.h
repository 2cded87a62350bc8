// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What the files of this folder share: the members of the profile file as tables, read and written by the
 * same line, and the checks of single values. */

#include "core/profile/helio-profile-store.h"
#include "core/profile/helio-profile.h"

G_BEGIN_DECLS

/* Returns NULL if the value is good, and otherwise what is expected, as a noun phrase, translated. */
typedef const char *(*HelioProfileCheck) (const char *value);

typedef enum {
  HELIO_PROFILE_FIELD_TEXT,
  HELIO_PROFILE_FIELD_TEXT_OR_NULL,
  HELIO_PROFILE_FIELD_BODY, /* text or null, in which controls are fine */
  HELIO_PROFILE_FIELD_BOOLEAN,
  HELIO_PROFILE_FIELD_INT,
  HELIO_PROFILE_FIELD_INT64,
  HELIO_PROFILE_FIELD_INT64_OR_NULL, /* null is -1 */
  HELIO_PROFILE_FIELD_CHOICE,
} HelioProfileFieldKind;

typedef struct {
  const char *name;
  HelioProfileFieldKind kind;
  gsize offset;
  gboolean required; /* text: there and not empty; others: there */
  gint64 min, max;   /* numbers; text: bytes */
  const char *const *choices;
  HelioProfileCheck check;
} HelioProfileField;

#define HELIO_PROFILE_VERSION 1
#define HELIO_PROFILE_TEXT_MAX 4096
#define HELIO_PROFILE_PEM_MAX (1024 * 1024)

/* Each ends with a field without a name. */
extern const HelioProfileField helio_profile_root_fields[];
extern const HelioProfileField helio_profile_broker_fields[];
extern const HelioProfileField helio_profile_connect_fields[];
extern const HelioProfileField helio_profile_sign_in_fields[];
extern const HelioProfileField helio_profile_method_fields[];
extern const HelioProfileField helio_profile_will_fields[];
extern const HelioProfileField helio_profile_will_property_fields[];
extern const HelioProfileField helio_profile_subscription_fields[];

/* By HelioMethod; the names end with NULL. */
extern const char *const helio_profile_methods[];
extern const HelioProfileField *const helio_profile_fields_of_method[];

const char *helio_profile_check_id (const char *value);
const char *helio_profile_check_name (const char *value);
const char *helio_profile_check_broker_url (const char *value);
const char *helio_profile_check_service_url (const char *value);
const char *helio_profile_check_issuer (const char *value);
const char *helio_profile_check_resource (const char *value);
const char *helio_profile_check_domain (const char *value);
const char *helio_profile_check_filter (const char *value);
const char *helio_profile_check_topic (const char *value);
const char *helio_profile_check_base64 (const char *value);
const char *helio_profile_check_certificates (const char *value);

/* TRUE for http, ws and mqtt to a host that is not loopback. */
gboolean helio_profile_url_is_insecure (const char *url);

HelioProfileItem *helio_profile_item_new (const char *path, gboolean transient);
void helio_profile_item_set_profile (HelioProfileItem *self, HelioProfile *profile);
/* @id: of the file's name, which is also what is shown. */
void helio_profile_item_set_broken (HelioProfileItem *self, const char *id, const GError *error);

/* One file of the folder as read in a worker thread. */
typedef struct {
  char *path;
  char *stem;            /* the file's name without ".json" */
  HelioProfile *profile; /* NULL: broken */
  GError *error;
} HelioProfileFile;
void helio_profile_file_free (HelioProfileFile *self);

/* The calls below block: for worker threads. */

/* Sorted so that a file named after its id comes before others with that id. NULL with FILE. */
GPtrArray *helio_profile_folder_read (const char *folder, GError **error);
/* Makes the folder (0700) and the file (0600), by renaming. @only_over_id: (nullable): a file that is there
 * and is not a good profile with this id is not written over. */
gboolean helio_profile_folder_write (const char *path,
                                     const char *text,
                                     const char *only_over_id,
                                     GError **error);
gboolean helio_profile_folder_delete (const char *path, GError **error);
/* A small JSON file of ours; NULL if it is not there or broken. */
HelioJson *helio_profile_folder_read_json (const char *path);
/* Profiles that were removed while the keyring may still have something of theirs: a note each in the folder. */
void helio_profile_removed_note (const char *folder, const char *id);
void helio_profile_removed_drop (const char *folder, const char *id);
GPtrArray *helio_profile_removed_list (const char *folder); /* (element-type utf8) */
/* Whether an unknown member beside it looks like the one that is missing at @path: a question for a person.
 * Returns: (transfer full) (nullable). */
char *helio_profile_ask_for_misspelt (const HelioProfile *self, const char *path);
/* consents.json has "consents", which agreement each profile has, and "endpoints", on which other hosts an issuer may
 * have its endpoints under an agreement. One change of it: */
typedef struct {
  const char
      *id; /* (nullable): profile whose consent is set, or taken out where there is no agreement */
  const char *agreement; /* (nullable) */
  GStrv endpoints;       /* (nullable): set for the agreement */
} HelioProfileConsentChange;
/* Under a lock that every process of ours takes, so that none writes over what another has just written. The endpoints
 * of an agreement go with it. */
gboolean helio_profile_consents_change (const char *path,
                                        const HelioProfileConsentChange *change,
                                        GError **error);
/* @endpoints: (nullable): the member of the file. Returns: (transfer full): empty if there are none. */
GStrv helio_profile_consents_read_endpoints (const HelioJson *endpoints, const char *agreement);

G_END_DECLS
