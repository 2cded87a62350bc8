// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* One connection's settings, without secrets: the profile file of design.md §5.1. A profile is a plain
 * value: read it freely, copy it to change it, and validate the copy before anybody else gets it.
 * Members of the file that this version does not know are kept. */

#include "core/base/helio-json.h"
#include "core/base/helio-secret.h"

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum {
  HELIO_PROTOCOL_AUTO, /* MQTT 5, then 3.1.1 */
  HELIO_PROTOCOL_5,
  HELIO_PROTOCOL_3_1_1,
} HelioProtocol;

typedef enum {
  HELIO_METHOD_EXCHANGE,
  HELIO_METHOD_BACKEND,
  HELIO_METHOD_NATIVE,
  HELIO_METHOD_PASSWORD,
  HELIO_METHOD_NONE, /* anonymous: CONNECT without username and password */
} HelioMethod;

typedef enum {
  HELIO_DIALECT_KEY,
  HELIO_DIALECT_ORGANIZATION
} HelioDialect;
typedef enum {
  HELIO_STYLE_BEARER,
  HELIO_STYLE_JSON
} HelioStyle;

/* The address that a redirect comes back to, as it stands in the redirect URI. */
typedef enum {
  HELIO_REDIRECT_IPV4, /* "127.0.0.1"; "[::1]" where this machine has no IPv4 */
  HELIO_REDIRECT_IPV6, /* "[::1]" */
} HelioRedirectHost;

typedef struct {
  char *filter;
  int qos;
  gboolean no_local;
  gboolean retain_as_published;
  int retain_handling;
  HelioJson *extra; /* (nullable): members unknown here */
} HelioProfileSubscription;

typedef struct {
  char *topic;
  char *payload;        /* (nullable): text */
  char *payload_base64; /* (nullable): or this */
  int qos;
  gboolean retain;
  int delay; /* seconds */
  /* "properties" of MQTT 5 */
  char *content_type;            /* (nullable) */
  char *response_topic;          /* (nullable) */
  char *correlation_data_base64; /* (nullable) */
  gint64 payload_format;         /* 0: bytes; 1: UTF-8; -1: none */
  gint64 message_expiry;         /* seconds; -1: none */
  GStrv user_properties;         /* name, value, …, NULL */
  HelioJson *extra;              /* (nullable): members unknown here */
} HelioProfileWill;

typedef struct _HelioProfile HelioProfile;
struct _HelioProfile {
  /*< private >*/
  grefcount ref_count;
  HelioJson *extra; /* the file as read, for members unknown here */

  /*< public >*/
  char *id; /* UUID */
  char *name;

  struct {
    char *url;
    gboolean allow_insecure;
    HelioProtocol protocol;
    char *client_id; /* "" : helio_profile_get_client_id() makes one */
    int keep_alive;
    gboolean clean_start;
    gint64 session_expiry; /* seconds */
    gboolean keep_session;
    char *ca_pem;           /* (nullable) content */
    char *ca_file;          /* (nullable) path; CLI only */
    char *certificate_pem;  /* (nullable) */
    char *certificate_file; /* (nullable) */
    /* (nullable): out of certificate_file, for this run; never written */
    HelioSecret *private_key;
    int receive_maximum;
    gint64 maximum_packet_size; /* -1: none */
    gboolean request_problem_information;
    GStrv user_properties;  /* name, value, …, NULL */
    HelioProfileWill *will; /* (nullable) */
  } broker;

  struct {
    char *domain; /* (nullable) */
    char *issuer; /* (nullable): overrides https://domain/ */
    char *client_id;
    char *audience; /* "" where resource or the issuer does without */
    char *resource; /* (nullable): RFC 8707, for issuers that know it */
    char *scope;
    char *connection, *organization, *login_hint, *prompt; /* (nullable) each */
    HelioRedirectHost redirect_host;
    GArray *redirect_ports; /* int; 0: ephemeral */
  } sign_in;

  HelioMethod method;
  struct {
    char *url;
    HelioDialect dialect;
    char *provider;
    char *organization_id, *integration_id; /* (nullable) */
    gint64 ttl;
  } exchange;
  struct {
    char *url;
    HelioStyle style;
    char *token_field;
  } backend;
  struct {
    char *url;
    char *organization_id;
    char *email;
  } native;
  struct {
    char *username;
  } password;

  GPtrArray *subscriptions; /* HelioProfileSubscription */
};

#define HELIO_TYPE_PROFILE (helio_profile_get_type ())
GType helio_profile_get_type (void);

/* A new profile with the default values and a fresh id. Returns: (transfer full). */
HelioProfile *helio_profile_new (void);
HelioProfile *helio_profile_ref (HelioProfile *self);
void helio_profile_unref (HelioProfile *self);
/* A deep copy to be changed; same id. Returns: (transfer full). */
HelioProfile *helio_profile_copy (const HelioProfile *self);

/* Errors: HELIO_ERROR_INVALID_DATA with the JSON path ("$.broker.keep_alive") and the accepted form. A
 * file without an id gets one. Returns: (transfer full). */
HelioProfile *helio_profile_from_text (const char *text, gsize length, GError **error);
/* Pretty JSON with a newline at the end. Returns: (transfer full). */
char *helio_profile_to_text (const HelioProfile *self);

/* JSON paths of the members that this version does not know, which may be misspelt ones: for a warning, since they
 * are kept. A bounded number. Returns: (transfer full). */
GStrv helio_profile_list_unknown (const HelioProfile *self);

/* The same checks as reading does, for a profile made in an editor. On failure @path (nullable) gets the
 * JSON path of the member. (transfer full) */
gboolean helio_profile_validate (const HelioProfile *self, char **path, GError **error);
/* Whether what a sign-in needs is there: domain or issuer, client id, and with a domain, which is Auth0's,
 * audience or resource, without which its tokens are good for nothing. Not asked by reading, since
 * a profile may be used with an access token from elsewhere. On failure @path (nullable) as above. */
gboolean helio_profile_check_sign_in (const HelioProfile *self, char **path, GError **error);

/* "https://domain/" or the issuer; NULL where the method needs no sign-in or neither is given. (transfer full)
 * (nullable) */
char *helio_profile_get_issuer (const HelioProfile *self);
gboolean helio_profile_needs_sign_in (const HelioProfile *self);
/* broker.client_id, or "heliograph-" and 12 hex digits of a hash of profile id and machine id. */
char *helio_profile_get_client_id (const HelioProfile *self);
/* URL of the service that makes credentials; NULL for the methods password and none. (transfer none) */
const char *helio_profile_get_credential_url (const HelioProfile *self);

/* Whether both connect in the same way: they may differ in name and subscriptions. */
gboolean helio_profile_connects_alike (const HelioProfile *self, const HelioProfile *other);
/* By the text as typed, with %u and %c. (transfer none) (nullable) */
HelioProfileSubscription *helio_profile_find_subscription (const HelioProfile *self,
                                                           const char *filter);

/* A broker's address as one types it, "localhost" or "broker.example.com:8883", with the scheme that it most likely means:
 * mqtt on this machine and on port 1883, mqtts elsewhere; "tcp", "ssl" and "tls", as other clients have them, become those
 * of ours. Returns: (transfer full) (nullable): NULL: it is complete, or cannot be completed. */
char *helio_profile_complete_broker_url (const char *text);

/* What secrets of this profile are bound to: a SHA-256 in hex over issuer, client id, audience, resource,
 * credential origin and broker origin (design.md §4). Returns: (transfer full). */
char *helio_profile_get_binding (const HelioProfile *self);
/* Every host that will receive a token or credential, "host:port (what)", translated, for the question
 * that is put before the first request. Returns: (transfer full). */
GStrv helio_profile_describe_hosts (const HelioProfile *self);
/* Whether something here needs a yes of its own: allow_insecure with a plain scheme off loopback, or a CA
 * of the profile's own. Returns: (transfer full): sentences, empty if none. */
GStrv helio_profile_describe_risks (const HelioProfile *self);
/* Whether broker, issuer or service go unencrypted to a host that is not loopback. */
gboolean helio_profile_is_insecure (const HelioProfile *self);

/* Replaces ca_file and certificate_file by their contents; a private key that lies with the certificate goes
 * to private_key. @base: (nullable): folder of the profile file, for relative paths. For the CLI. */
gboolean helio_profile_load_files (HelioProfile *self, const char *base, GError **error);
/* Whether that is still to be done: {"file": …} names a place on the computer of whoever wrote the profile, which the
 * window never reads. INVALID_DATA with the remedy. On failure @path (nullable) as helio_profile_validate(). */
gboolean helio_profile_check_files (const HelioProfile *self, char **path, GError **error);

/* The default values besides. */
HelioProfileSubscription *helio_profile_subscription_new (const char *filter, int qos);
HelioProfileSubscription *helio_profile_subscription_copy (const HelioProfileSubscription *self);
void helio_profile_subscription_free (HelioProfileSubscription *self);
HelioProfileWill *helio_profile_will_new (const char *topic);
HelioProfileWill *helio_profile_will_copy (const HelioProfileWill *self);
void helio_profile_will_free (HelioProfileWill *self);
/* The octets of whichever payload there is; empty if there is none. Returns: (transfer full). */
GBytes *helio_profile_will_get_payload (const HelioProfileWill *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioProfile, helio_profile_unref)

G_END_DECLS
