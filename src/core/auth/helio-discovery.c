// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-discovery.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/diagnosis/helio-diagnosis.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MINUTE (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)
#define METADATA_LIFE (60 * MINUTE)
#define KEYS_LIFE (10 * MINUTE)
#define REFETCH_PAUSE MINUTE
#define REFETCHES_PER_HOUR 5

/* From the metadata. */
typedef struct {
  char *authorization, *token, *jwks;
  char *device, *revocation, *end_session; /* (nullable) */
  GStrv others;                            /* on other origins than the issuer's */
  gboolean announces_iss;
} Endpoints;

static void
endpoints_clear (Endpoints *self)
{
  g_free (self->authorization);
  g_free (self->token);
  g_free (self->jwks);
  g_free (self->device);
  g_free (self->revocation);
  g_free (self->end_session);
  g_strfreev (self->others);
  *self = (Endpoints){0};
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Endpoints, endpoints_clear)

struct _HelioDiscovery {
  GObject parent_instance;

  char *issuer;
  HelioHttp *http;
  HelioClock *clock;
  gboolean allow_insecure;
  char *ca_pem;
  HelioEndpointConsent *consent; /* (nullable) */
  gboolean only_looks;

  gint64 loaded; /* boot µs; 0: never */
  Endpoints endpoints;
  gint64 clock_offset; /* µs; G_MAXINT64: not known */

  HelioJwks *keys;
  gint64 keys_loaded;
  gint64 refetches[REFETCHES_PER_HOUR]; /* boot µs, a ring */
  guint n_refetches;
};

G_DEFINE_FINAL_TYPE (HelioDiscovery, helio_discovery, G_TYPE_OBJECT)

/* "https://tenant/" and "https://tenant" have their document in the same place (OIDC Discovery 4.1). */
static char *
get_metadata_uri (HelioDiscovery *self)
{
  gsize length = strlen (self->issuer);

  while (length > 0 && self->issuer[length - 1] == '/')
    length--;
  return g_strdup_printf ("%.*s/.well-known/openid-configuration", (int) length, self->issuer);
}

static void
send_get (HelioDiscovery *self, const char *uri, GAsyncReadyCallback callback, GTask *task)
{
  HelioHttpRequest request = {.method = "GET",
                              .uri = uri,
                              .allow_insecure = self->allow_insecure,
                              .ca_pem = self->ca_pem};

  helio_http_send_async (self->http, &request, g_task_get_cancellable (task), callback, task);
}

/* 200 and a JSON object, or an error that names the document. */
static HelioJson *
finish_get (HelioDiscovery *self,
            GObject *source,
            GAsyncResult *result,
            const char *uri,
            GError **error)
{
  g_autoptr (HelioHttpAnswer) answer =
      helio_http_send_finish (HELIO_HTTP (source), result, NULL, error);
  g_autoptr (HelioJson) json = NULL;

  if (answer == NULL) {
    if (error != NULL)
      helio_diagnosis_note_place (*error, HELIO_PLACE_TOKEN);
    return NULL;
  }
  if (answer->date != 0)
    self->clock_offset = answer->date - helio_clock_now_wall (self->clock);
  if (answer->status == 429 || answer->status >= 500) {
    GError *busy =
        helio_error_new (answer->status == 429 ? HELIO_ERROR_RATE_LIMITED : HELIO_ERROR_SERVER,
                         C_ ("error", "Try again later."),
                         C_ ("error", "%s cannot be had now (HTTP %d)."),
                         uri,
                         answer->status);

    helio_error_set_retry_after (busy, answer->retry_after);
    g_propagate_error (error, busy);
    return NULL;
  }
  if (answer->status != 200) {
    helio_error_set (error,
                     HELIO_ERROR_ISSUER_METADATA,
                     C_ ("error", "Check domain and issuer in the profile."),
                     C_ ("error", "%s cannot be had (HTTP %d)."),
                     uri,
                     answer->status);
    return NULL;
  }
  json = helio_http_answer_parse (answer, error);
  if (json != NULL && helio_json_get_kind (json) != HELIO_JSON_OBJECT) {
    helio_error_set (error,
                     HELIO_ERROR_BAD_ANSWER,
                     C_ ("error", "Check domain and issuer in the profile."),
                     C_ ("error", "%s is not a JSON object."),
                     uri);
    return NULL;
  }
  return g_steal_pointer (&json);
}

static gboolean
check_issuer (HelioDiscovery *self, HelioJson *json, GError **error)
{
  const char *issuer = helio_json_get_string (json, "issuer");
  g_autofree char *shown = helio_printable (issuer != NULL ? issuer : "", -1, 200);

  if (g_strcmp0 (issuer, self->issuer) == 0)
    return TRUE;
  return helio_error_set (error,
                          HELIO_ERROR_ISSUER_METADATA,
                          C_ ("error",
                              "Enter the issuer exactly as it names itself, with or without the "
                              "slash at its end; with a "
                              "custom domain it is the custom domain."),
                          C_ ("error", "The issuer calls itself “%s”, but the profile has “%s”."),
                          shown,
                          self->issuer);
}

/* Servers without the list support what they support; one with a list has to have S256 in it. */
static gboolean
check_s256 (HelioJson *json, GError **error)
{
  g_autoptr (HelioJson) methods = helio_json_get_array (json, "code_challenge_methods_supported");

  if (methods == NULL)
    return TRUE;
  for (guint i = 0; i < helio_json_get_length (methods); i++) {
    g_autoptr (HelioJson) method = helio_json_get_element (methods, i);

    if (g_strcmp0 (helio_json_as_string (method), "S256") == 0)
      return TRUE;
  }
  return helio_error_set (error,
                          HELIO_ERROR_ISSUER_METADATA,
                          C_ ("error", "Another issuer is needed: PKCE is what protects the code."),
                          C_ ("error", "The issuer does not support PKCE with S256."));
}

/* The leave that a profile gives for plain text is for an issuer that is asked in plain text itself: one that is
 * reached by https has no reason to have tokens sent in the clear. */
static gboolean
may_be_plain (HelioDiscovery *self, const char *host)
{
  return helio_host_is_loopback (host) ||
         (self->allow_insecure && g_str_has_prefix (self->issuer, "http:"));
}

static gboolean
read_endpoint (HelioDiscovery *self,
               HelioJson *json,
               const char *name,
               char **endpoint,
               GError **error)
{
  const char *text = helio_json_get_string (json, name);
  g_autoptr (GUri) uri = text != NULL ? g_uri_parse (text, G_URI_FLAGS_NONE, NULL) : NULL;
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : "";
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host != NULL && *host != '\0' && g_uri_get_fragment (uri) == NULL &&
      g_uri_get_userinfo (uri) == NULL &&
      (strcmp (scheme, "https") == 0 ||
       (strcmp (scheme, "http") == 0 && may_be_plain (self, host)))) {
    helio_set_str (endpoint, text);
    return TRUE;
  }
  return helio_error_set (error,
                          HELIO_ERROR_ISSUER_METADATA,
                          C_ ("error", "Check domain and issuer in the profile."),
                          C_ ("error", "The issuer's “%s” is missing or not an https address."),
                          name);
}

/* One that is listed but no good is no reason to refuse the sign-in: it is as if it were not there. */
static void
read_optional (HelioDiscovery *self,
               HelioJson *json,
               const char *name,
               const char *token_endpoint,
               const char *place_of_auth0,
               char **endpoint)
{
  g_autofree char *token_place = g_strconcat (self->issuer, "oauth/token", NULL);

  if (helio_json_has (json, name))
    read_endpoint (self, json, name, endpoint, NULL);
  else if (strcmp (token_endpoint, token_place) == 0)
    *endpoint = g_strconcat (self->issuer, place_of_auth0, NULL);
}

static gboolean
read_endpoints (HelioDiscovery *self, HelioJson *json, Endpoints *read, GError **error)
{
  if (!read_endpoint (self, json, "authorization_endpoint", &read->authorization, error) ||
      !read_endpoint (self, json, "token_endpoint", &read->token, error) ||
      !read_endpoint (self, json, "jwks_uri", &read->jwks, error))
    return FALSE;
  read_optional (self,
                 json,
                 "device_authorization_endpoint",
                 read->token,
                 "oauth/device/code",
                 &read->device);
  read_optional (self, json, "revocation_endpoint", read->token, "oauth/revoke", &read->revocation);
  read_optional (self,
                 json,
                 "end_session_endpoint",
                 read->token,
                 "oidc/logout",
                 &read->end_session);
  read->announces_iss =
      helio_json_get_boolean (json, "authorization_response_iss_parameter_supported", FALSE);
  return TRUE;
}

/* Each once. The keys are not among them: they are fetched, and nothing is sent for it. */
static void
find_others (HelioDiscovery *self, Endpoints *read)
{
  const struct {
    const char *kind, *uri;
  } all[] = {{HELIO_ENDPOINT_TOKENS, read->token},
             {HELIO_ENDPOINT_TOKENS, read->device},
             {HELIO_ENDPOINT_TOKENS, read->revocation},
             {HELIO_ENDPOINT_PAGE, read->authorization},
             {HELIO_ENDPOINT_PAGE, read->end_session}};
  g_autofree char *own = helio_uri_origin (self->issuer);
  g_autoptr (GPtrArray) others = g_ptr_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++) {
    g_autofree char *origin = helio_uri_origin (all[i].uri);
    g_autofree char *other = g_strconcat (all[i].kind, origin, NULL);

    if (all[i].uri != NULL && g_strcmp0 (origin, own) != 0 &&
        !g_ptr_array_find_with_equal_func (others, other, g_str_equal, NULL))
      g_ptr_array_add (others, g_steal_pointer (&other));
  }
  g_ptr_array_add (others, NULL);
  read->others = (GStrv) g_ptr_array_free (g_steal_pointer (&others), FALSE);
}

static gboolean
check_others (HelioDiscovery *self, const Endpoints *read, GError **error)
{
  g_auto (GStrv) lines = NULL;
  g_autofree char *list = NULL;

  if (self->only_looks || *read->others == NULL)
    return TRUE;
  if (self->consent != NULL)
    return helio_endpoint_consent_check (self->consent, (const char *const *) read->others, error);
  lines = helio_endpoint_consent_describe ((const char *const *) read->others);
  list = g_strjoinv (", ", lines);
  return helio_error_set (error,
                          HELIO_ERROR_CONSENT,
                          NULL,
                          C_ ("error", "The issuer names hosts that nobody was asked about: %s"),
                          list);
}

static void
on_metadata (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HelioDiscovery *self = g_task_get_source_object (task);
  g_autofree char *uri = get_metadata_uri (self);
  GError *error = NULL;
  g_autoptr (HelioJson) json = finish_get (self, source, result, uri, &error);
  g_auto (Endpoints) read = {0};

  if (json == NULL || !check_issuer (self, json, &error) || !check_s256 (json, &error) ||
      !read_endpoints (self, json, &read, &error)) {
    g_task_return_error (task, error);
    return;
  }
  find_others (self, &read);
  /* A sign-in that is under way goes on with what was agreed to. */
  if (!check_others (self, &read, &error)) {
    g_task_return_error (task, error);
    return;
  }
  endpoints_clear (&self->endpoints);
  self->endpoints = read;
  read = (Endpoints){0};
  self->loaded = helio_clock_now_boot (self->clock);
  g_task_return_boolean (task, TRUE);
}

void
helio_discovery_load_async (HelioDiscovery *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *uri = get_metadata_uri (self);

  g_task_set_source_tag (task, helio_discovery_load_async);
  if (self->loaded != 0 && helio_clock_now_boot (self->clock) - self->loaded < METADATA_LIFE)
    g_task_return_boolean (task, TRUE);
  else
    send_get (self, uri, on_metadata, g_steal_pointer (&task));
}

gboolean
helio_discovery_load_finish (HelioDiscovery *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Nobody can make us hammer the issuer with tokens of invented key ids. */
static gboolean
may_refetch (HelioDiscovery *self)
{
  gint64 now = helio_clock_now_boot (self->clock);
  gint64 *oldest = &self->refetches[self->n_refetches % REFETCHES_PER_HOUR];
  gint64 last =
      self->n_refetches > 0 ? self->refetches[(self->n_refetches - 1) % REFETCHES_PER_HOUR] : 0;

  if (self->n_refetches > 0 && now - last < REFETCH_PAUSE)
    return FALSE;
  if (self->n_refetches >= REFETCHES_PER_HOUR && now - *oldest < 60 * MINUTE)
    return FALSE;
  *oldest = now;
  self->n_refetches++;
  return TRUE;
}

static void on_keys (GObject *source, GAsyncResult *result, gpointer user_data);

/* Takes the task. @fetched: the keys are as fresh as can be. */
static void
return_keys (GTask *task, gboolean fetched)
{
  HelioDiscovery *self = g_task_get_source_object (task);
  const char *key_id = g_task_get_task_data (task);

  if (key_id != NULL && helio_jwks_find (self->keys, key_id) == NULL && !fetched &&
      may_refetch (self)) {
    send_get (self, self->endpoints.jwks, on_keys, task);
    return;
  }
  g_task_return_pointer (task, helio_jwks_ref (self->keys), (GDestroyNotify) helio_jwks_unref);
  g_object_unref (task);
}

/* Takes the task. */
static void
check_signature (GTask *task, gboolean fetched)
{
  HelioDiscovery *self = g_task_get_source_object (task);
  HelioJwt *token = g_task_get_task_data (task);
  GError *error = NULL;
  HelioJwtVerdict verdict = helio_jwt_verify (token, self->keys, &error);

  if (verdict == HELIO_JWT_NO_KEY && !fetched && may_refetch (self)) {
    g_clear_error (&error);
    send_get (self, self->endpoints.jwks, on_keys, task);
    return;
  }
  if (verdict == HELIO_JWT_VALID)
    g_task_return_boolean (task, TRUE);
  else {
    helio_error_set_remedy (error,
                            C_ ("error",
                                "Check domain and issuer in the profile, and that the "
                                "application's signature algorithm in "
                                "Auth0 is RS256; then sign in again."));
    g_task_return_error (task, error);
  }
  g_object_unref (task);
}

static void
use_keys (GTask *task, gboolean fetched)
{
  if (g_task_get_source_tag (task) == helio_discovery_get_keys_async)
    return_keys (task, fetched);
  else
    check_signature (task, fetched);
}

static void
on_keys (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  HelioDiscovery *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (HelioJson) json = finish_get (self, source, result, self->endpoints.jwks, &error);
  HelioJwks *keys = json != NULL ? helio_jwks_new (json, &error) : NULL;

  if (keys == NULL) {
    g_task_return_error (task, error);
    g_object_unref (task);
    return;
  }
  g_clear_pointer (&self->keys, helio_jwks_unref);
  self->keys = keys;
  self->keys_loaded = helio_clock_now_boot (self->clock);
  use_keys (task, TRUE);
}

static void
on_loaded_for_keys (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  HelioDiscovery *self = HELIO_DISCOVERY (source);
  GError *error = NULL;

  if (!helio_discovery_load_finish (self, result, &error)) {
    g_task_return_error (task, error);
    g_object_unref (task);
  } else if (self->keys == NULL ||
             helio_clock_now_boot (self->clock) - self->keys_loaded >= KEYS_LIFE)
    send_get (self, self->endpoints.jwks, on_keys, task);
  else
    use_keys (task, FALSE);
}

void
helio_discovery_get_keys_async (HelioDiscovery *self,
                                const char *key_id,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, helio_discovery_get_keys_async);
  g_task_set_task_data (task, g_strdup (key_id), g_free);
  helio_discovery_load_async (self, cancellable, on_loaded_for_keys, task);
}

HelioJwks *
helio_discovery_get_keys_finish (HelioDiscovery *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
helio_discovery_verify_async (HelioDiscovery *self,
                              HelioJwt *token,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, helio_discovery_verify_async);
  g_task_set_task_data (task, helio_jwt_ref (token), (GDestroyNotify) helio_jwt_unref);
  helio_discovery_load_async (self, cancellable, on_loaded_for_keys, task);
}

gboolean
helio_discovery_verify_finish (HelioDiscovery *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
helio_discovery_dispose (GObject *object)
{
  HelioDiscovery *self = HELIO_DISCOVERY (object);

  g_clear_object (&self->http);
  g_clear_object (&self->clock);
  g_clear_object (&self->consent);
  G_OBJECT_CLASS (helio_discovery_parent_class)->dispose (object);
}

static void
helio_discovery_finalize (GObject *object)
{
  HelioDiscovery *self = HELIO_DISCOVERY (object);

  g_free (self->issuer);
  g_free (self->ca_pem);
  endpoints_clear (&self->endpoints);
  helio_jwks_unref (self->keys);
  G_OBJECT_CLASS (helio_discovery_parent_class)->finalize (object);
}

static void
helio_discovery_class_init (HelioDiscoveryClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = helio_discovery_dispose;
  G_OBJECT_CLASS (klass)->finalize = helio_discovery_finalize;
}

static void
helio_discovery_init (HelioDiscovery *self)
{
}

HelioDiscovery *
helio_discovery_new (const HelioDiscoveryInit *init)
{
  HelioDiscovery *self = g_object_new (HELIO_TYPE_DISCOVERY, NULL);

  self->issuer = g_strdup (init->issuer);
  self->http = g_object_ref (init->http);
  self->clock = g_object_ref (init->clock);
  self->allow_insecure = init->allow_insecure;
  self->ca_pem = g_strdup (init->ca_pem);
  self->consent = init->consent != NULL ? g_object_ref (init->consent) : NULL;
  self->only_looks = init->only_looks;
  self->clock_offset = G_MAXINT64;
  return self;
}

static HelioDiscovery *
new_for_profile (const HelioProfile *profile,
                 HelioHttp *http,
                 HelioClock *clock,
                 HelioEndpointConsent *consent,
                 gboolean only_looks)
{
  g_autofree char *issuer = helio_profile_get_issuer (profile);
  HelioDiscoveryInit init = {.issuer = issuer != NULL ? issuer : "",
                             .http = http,
                             .clock = clock,
                             .allow_insecure = profile->broker.allow_insecure,
                             .ca_pem = profile->broker.ca_pem,
                             .consent = consent,
                             .only_looks = only_looks};

  return helio_discovery_new (&init);
}

HelioDiscovery *
helio_discovery_new_for_profile (const HelioProfile *profile,
                                 HelioHttp *http,
                                 HelioClock *clock,
                                 HelioEndpointConsent *consent)
{
  return new_for_profile (profile, http, clock, consent, FALSE);
}

HelioDiscovery *
helio_discovery_new_to_look_at (const HelioProfile *profile, HelioHttp *http, HelioClock *clock)
{
  return new_for_profile (profile, http, clock, NULL, TRUE);
}

const char *
helio_discovery_get_issuer (HelioDiscovery *self)
{
  return self->issuer;
}

const char *
helio_discovery_get_authorization_endpoint (HelioDiscovery *self)
{
  return self->endpoints.authorization;
}

const char *
helio_discovery_get_token_endpoint (HelioDiscovery *self)
{
  return self->endpoints.token;
}

const char *
helio_discovery_get_device_endpoint (HelioDiscovery *self)
{
  return self->endpoints.device;
}

const char *
helio_discovery_get_revocation_endpoint (HelioDiscovery *self)
{
  return self->endpoints.revocation;
}

const char *
helio_discovery_get_end_session_endpoint (HelioDiscovery *self)
{
  return self->endpoints.end_session;
}

const char *const *
helio_discovery_get_other_endpoints (HelioDiscovery *self)
{
  return (const char *const *) self->endpoints.others;
}

gboolean
helio_discovery_announces_iss (HelioDiscovery *self)
{
  return self->endpoints.announces_iss;
}

gint64
helio_discovery_get_clock_offset (HelioDiscovery *self)
{
  return self->clock_offset;
}
