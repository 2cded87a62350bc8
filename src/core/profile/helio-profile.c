// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/profile/helio-profile.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/profile/helio-profile-private.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_BOXED_TYPE (HelioProfile, helio_profile, helio_profile_ref, helio_profile_unref)

/* Auth0 does not accept "any port" (RFC 8252 §7.3), so these are registered there. */
static const int default_ports[] = {17731, 21739, 26737, 28751, 31727};

HelioProfile *
helio_profile_new (void)
{
  HelioProfile *self = g_new0 (HelioProfile, 1);

  g_ref_count_init (&self->ref_count);
  self->id = g_uuid_string_random ();
  self->name = g_strdup ("");

  self->broker.url = g_strdup ("");
  self->broker.protocol = HELIO_PROTOCOL_AUTO;
  self->broker.client_id = g_strdup ("");
  self->broker.keep_alive = 60;
  self->broker.session_expiry = 3600;
  self->broker.receive_maximum = 1000;
  self->broker.maximum_packet_size = -1;
  self->broker.request_problem_information = TRUE;
  self->broker.user_properties = g_new0 (char *, 1);

  self->sign_in.client_id = g_strdup ("");
  self->sign_in.audience = g_strdup ("");
  self->sign_in.scope = g_strdup ("openid profile email offline_access");
  self->sign_in.redirect_ports = g_array_new (FALSE, FALSE, sizeof (int));
  g_array_append_vals (self->sign_in.redirect_ports, default_ports, G_N_ELEMENTS (default_ports));

  self->method = HELIO_METHOD_EXCHANGE;
  self->exchange.url = g_strdup ("https://api.cloudsignal.io/v2/tokens/exchange");
  self->exchange.dialect = HELIO_DIALECT_KEY;
  self->exchange.provider = g_strdup ("auth0");
  self->exchange.ttl = 3600;
  self->backend.url = g_strdup ("");
  self->backend.style = HELIO_STYLE_BEARER;
  self->backend.token_field = g_strdup ("auth0Token");
  self->native.url = g_strdup ("https://auth.cloudsignal.app/v2/tokens");
  self->native.organization_id = g_strdup ("");
  self->native.email = g_strdup ("");
  self->password.username = g_strdup ("");
  self->subscriptions =
      g_ptr_array_new_with_free_func ((GDestroyNotify) helio_profile_subscription_free);
  return self;
}

HelioProfile *
helio_profile_ref (HelioProfile *self)
{
  g_ref_count_inc (&self->ref_count);
  return self;
}

void
helio_profile_unref (HelioProfile *self)
{
  if (self == NULL || !g_ref_count_dec (&self->ref_count))
    return;
  helio_json_unref (self->extra);
  g_free (self->id);
  g_free (self->name);

  g_free (self->broker.url);
  g_free (self->broker.client_id);
  g_free (self->broker.ca_pem);
  g_free (self->broker.ca_file);
  g_free (self->broker.certificate_pem);
  g_free (self->broker.certificate_file);
  helio_secret_unref (self->broker.private_key);
  g_strfreev (self->broker.user_properties);
  helio_profile_will_free (self->broker.will);

  g_free (self->sign_in.domain);
  g_free (self->sign_in.issuer);
  g_free (self->sign_in.client_id);
  g_free (self->sign_in.audience);
  g_free (self->sign_in.resource);
  g_free (self->sign_in.scope);
  g_free (self->sign_in.connection);
  g_free (self->sign_in.organization);
  g_free (self->sign_in.login_hint);
  g_free (self->sign_in.prompt);
  g_array_unref (self->sign_in.redirect_ports);

  g_free (self->exchange.url);
  g_free (self->exchange.provider);
  g_free (self->exchange.organization_id);
  g_free (self->exchange.integration_id);
  g_free (self->backend.url);
  g_free (self->backend.token_field);
  g_free (self->native.url);
  g_free (self->native.organization_id);
  g_free (self->native.email);
  g_free (self->password.username);
  g_ptr_array_unref (self->subscriptions);
  g_free (self);
}

static HelioJson *
ref_extra (HelioJson *extra)
{
  return extra != NULL ? helio_json_ref (extra) : NULL;
}

static gpointer
copy_subscription (gconstpointer subscription, gpointer user_data)
{
  return helio_profile_subscription_copy (subscription);
}

HelioProfile *
helio_profile_copy (const HelioProfile *self)
{
  HelioProfile *copy = g_new (HelioProfile, 1);

  /* The numbers; every pointer is replaced below. */
  memcpy (copy, self, sizeof *copy);
  g_ref_count_init (&copy->ref_count);
  copy->extra = ref_extra (self->extra);
  copy->id = g_strdup (self->id);
  copy->name = g_strdup (self->name);

  copy->broker.url = g_strdup (self->broker.url);
  copy->broker.client_id = g_strdup (self->broker.client_id);
  copy->broker.ca_pem = g_strdup (self->broker.ca_pem);
  copy->broker.ca_file = g_strdup (self->broker.ca_file);
  copy->broker.certificate_pem = g_strdup (self->broker.certificate_pem);
  copy->broker.certificate_file = g_strdup (self->broker.certificate_file);
  if (self->broker.private_key != NULL)
    copy->broker.private_key = helio_secret_ref (self->broker.private_key);
  copy->broker.user_properties = g_strdupv (self->broker.user_properties);
  copy->broker.will = helio_profile_will_copy (self->broker.will);

  copy->sign_in.domain = g_strdup (self->sign_in.domain);
  copy->sign_in.issuer = g_strdup (self->sign_in.issuer);
  copy->sign_in.client_id = g_strdup (self->sign_in.client_id);
  copy->sign_in.audience = g_strdup (self->sign_in.audience);
  copy->sign_in.resource = g_strdup (self->sign_in.resource);
  copy->sign_in.redirect_host = self->sign_in.redirect_host;
  copy->sign_in.scope = g_strdup (self->sign_in.scope);
  copy->sign_in.connection = g_strdup (self->sign_in.connection);
  copy->sign_in.organization = g_strdup (self->sign_in.organization);
  copy->sign_in.login_hint = g_strdup (self->sign_in.login_hint);
  copy->sign_in.prompt = g_strdup (self->sign_in.prompt);
  copy->sign_in.redirect_ports = g_array_copy (self->sign_in.redirect_ports);

  copy->exchange.url = g_strdup (self->exchange.url);
  copy->exchange.provider = g_strdup (self->exchange.provider);
  copy->exchange.organization_id = g_strdup (self->exchange.organization_id);
  copy->exchange.integration_id = g_strdup (self->exchange.integration_id);
  copy->backend.url = g_strdup (self->backend.url);
  copy->backend.token_field = g_strdup (self->backend.token_field);
  copy->native.url = g_strdup (self->native.url);
  copy->native.organization_id = g_strdup (self->native.organization_id);
  copy->native.email = g_strdup (self->native.email);
  copy->password.username = g_strdup (self->password.username);
  copy->subscriptions = g_ptr_array_copy (self->subscriptions, (GCopyFunc) copy_subscription, NULL);
  return copy;
}

HelioProfileSubscription *
helio_profile_subscription_new (const char *filter, int qos)
{
  HelioProfileSubscription *self = g_new0 (HelioProfileSubscription, 1);

  self->filter = g_strdup (filter);
  self->qos = qos;
  self->retain_as_published = TRUE;
  return self;
}

HelioProfileSubscription *
helio_profile_subscription_copy (const HelioProfileSubscription *self)
{
  HelioProfileSubscription *copy = g_memdup2 (self, sizeof *self);

  copy->filter = g_strdup (self->filter);
  copy->extra = ref_extra (self->extra);
  return copy;
}

void
helio_profile_subscription_free (HelioProfileSubscription *self)
{
  if (self == NULL)
    return;
  g_free (self->filter);
  helio_json_unref (self->extra);
  g_free (self);
}

HelioProfileWill *
helio_profile_will_new (const char *topic)
{
  HelioProfileWill *self = g_new0 (HelioProfileWill, 1);

  self->topic = g_strdup (topic);
  self->payload_format = -1;
  self->message_expiry = -1;
  self->user_properties = g_new0 (char *, 1);
  return self;
}

HelioProfileWill *
helio_profile_will_copy (const HelioProfileWill *self)
{
  HelioProfileWill *copy;

  if (self == NULL)
    return NULL;
  copy = g_memdup2 (self, sizeof *self);
  copy->topic = g_strdup (self->topic);
  copy->payload = g_strdup (self->payload);
  copy->payload_base64 = g_strdup (self->payload_base64);
  copy->content_type = g_strdup (self->content_type);
  copy->response_topic = g_strdup (self->response_topic);
  copy->correlation_data_base64 = g_strdup (self->correlation_data_base64);
  copy->user_properties = g_strdupv (self->user_properties);
  copy->extra = ref_extra (self->extra);
  return copy;
}

void
helio_profile_will_free (HelioProfileWill *self)
{
  if (self == NULL)
    return;
  g_free (self->topic);
  g_free (self->payload);
  g_free (self->payload_base64);
  g_free (self->content_type);
  g_free (self->response_topic);
  g_free (self->correlation_data_base64);
  g_strfreev (self->user_properties);
  helio_json_unref (self->extra);
  g_free (self);
}

GBytes *
helio_profile_will_get_payload (const HelioProfileWill *self)
{
  gsize length;
  guchar *octets;

  if (self->payload_base64 != NULL && *self->payload_base64 != '\0') {
    octets = g_base64_decode (self->payload_base64, &length);
    return g_bytes_new_take (octets, length);
  }
  if (self->payload == NULL)
    return g_bytes_new_static ("", 0);
  return g_bytes_new (self->payload, strlen (self->payload));
}

gboolean
helio_profile_needs_sign_in (const HelioProfile *self)
{
  return self->method == HELIO_METHOD_EXCHANGE || self->method == HELIO_METHOD_BACKEND;
}

static gboolean
is_given (const char *text)
{
  return text != NULL && *text != '\0';
}

char *
helio_profile_get_issuer (const HelioProfile *self)
{
  if (!helio_profile_needs_sign_in (self))
    return NULL;
  if (is_given (self->sign_in.issuer))
    return g_strdup (self->sign_in.issuer);
  return is_given (self->sign_in.domain) ? g_strdup_printf ("https://%s/", self->sign_in.domain)
                                         : NULL;
}

gboolean
helio_profile_check_sign_in (const HelioProfile *self, char **path, GError **error)
{
  g_autofree char *issuer = helio_profile_get_issuer (self);
  const char *missing = NULL, *message = NULL;

  if (!helio_profile_needs_sign_in (self))
    return TRUE;
  if (issuer == NULL) {
    missing = "$.sign_in.domain";
    message = C_ ("profile", "The domain of the issuer is missing.");
  } else if (!is_given (self->sign_in.client_id)) {
    missing = "$.sign_in.client_id";
    message = C_ ("profile", "The client id of the application is missing.");
  } else if (!is_given (self->sign_in.audience) && !is_given (self->sign_in.resource) &&
             !is_given (self->sign_in.issuer)) {
    missing = "$.sign_in.audience";
    message = C_ ("profile", "The audience is missing: the identifier of the API.");
  }
  if (missing == NULL)
    return TRUE;
  if (path != NULL)
    *path = g_strdup (missing);
  return helio_error_set (error,
                          HELIO_ERROR_INVALID_DATA,
                          C_ ("profile", "Fill in the sign-in part of the connection."),
                          "%s: %s",
                          missing,
                          message);
}

/* Two machines with one profile must not take the session from each other. machine-id(5) asks not to show
 * the id, so it only goes into a hash. */
static char *
read_machine_id (void)
{
  static const char *const files[] = {"/etc/machine-id", "/var/lib/dbus/machine-id"};

  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    char *text = NULL;

    if (g_file_get_contents (files[i], &text, NULL, NULL) && *g_strstrip (text) != '\0')
      return text;
    g_free (text);
  }
  return g_strdup (g_get_host_name ());
}

char *
helio_profile_get_client_id (const HelioProfile *self)
{
  g_autoptr (GChecksum) checksum = NULL;
  g_autofree char *machine = NULL;

  if (is_given (self->broker.client_id))
    return g_strdup (self->broker.client_id);
  machine = read_machine_id ();
  checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_checksum_update (checksum, (const guchar *) self->id, (gssize) strlen (self->id) + 1);
  g_checksum_update (checksum, (const guchar *) machine, (gssize) strlen (machine));
  return g_strdup_printf ("heliograph-%.12s", g_checksum_get_string (checksum));
}

const char *
helio_profile_get_credential_url (const HelioProfile *self)
{
  switch (self->method) {
    case HELIO_METHOD_EXCHANGE:
      return self->exchange.url;
    case HELIO_METHOD_BACKEND:
      return self->backend.url;
    case HELIO_METHOD_NATIVE:
      return self->native.url;
    case HELIO_METHOD_PASSWORD:
    case HELIO_METHOD_NONE:
    default:
      return NULL;
  }
}

static void
hash_part (GChecksum *checksum, const char *part)
{
  /* With its NUL, so that two parts cannot trade characters. */
  g_checksum_update (checksum,
                     (const guchar *) (part != NULL ? part : ""),
                     part != NULL ? (gssize) strlen (part) + 1 : 1);
}

char *
helio_profile_get_binding (const HelioProfile *self)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *issuer = helio_profile_get_issuer (self);
  const char *credential_url = helio_profile_get_credential_url (self);
  g_autofree char *credential = helio_uri_origin (credential_url);
  g_autofree char *broker = helio_uri_origin (self->broker.url);
  gboolean signs_in = helio_profile_needs_sign_in (self);

  hash_part (checksum, issuer);
  hash_part (checksum, signs_in ? self->sign_in.client_id : NULL);
  hash_part (checksum, signs_in ? self->sign_in.audience : NULL);
  hash_part (checksum, credential != NULL ? credential : credential_url);
  hash_part (checksum, broker != NULL ? broker : self->broker.url);
  /* Only where it is given, so that what was stored before this member existed is still found. */
  if (signs_in && is_given (self->sign_in.resource))
    hash_part (checksum, self->sign_in.resource);
  return g_strdup (g_checksum_get_string (checksum));
}

static void
add_host (GStrvBuilder *builder, const char *url, const char *what)
{
  g_autofree char *origin = helio_uri_origin (url);
  const char *host = origin != NULL ? strstr (origin, "://") + 3 : url;
  g_autofree char *shown = NULL;
  g_autofree char *line = NULL;

  if (!is_given (host))
    return;
  shown = helio_printable (host, -1, 200);
  /* Translators: host and port, and what the host is for. */
  line = g_strdup_printf (C_ ("host", "%s (%s)"), shown, what);
  g_strv_builder_add (builder, line);
}

GStrv
helio_profile_describe_hosts (const HelioProfile *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *issuer = helio_profile_get_issuer (self);

  if (issuer != NULL)
    /* Where else it may do so is known once it has been asked, and then asked about by itself. */
    add_host (builder, issuer, C_ ("host", "signs you in and gives tokens"));
  switch (self->method) {
    case HELIO_METHOD_EXCHANGE:
      add_host (builder,
                self->exchange.url,
                self->exchange.dialect == HELIO_DIALECT_KEY
                    ? C_ ("host", "receives the access token and the API key")
                    : C_ ("host", "receives the access token"));
      break;
    case HELIO_METHOD_BACKEND:
      add_host (builder, self->backend.url, C_ ("host", "receives the access token"));
      break;
    case HELIO_METHOD_NATIVE:
      add_host (builder, self->native.url, C_ ("host", "receives the e-mail address and the key"));
      break;
    case HELIO_METHOD_PASSWORD:
    case HELIO_METHOD_NONE:
    default:
      break;
  }
  add_host (builder,
            self->broker.url,
            self->method == HELIO_METHOD_NONE
                ? C_ ("host", "is connected to without username and password")
                : C_ ("host", "receives the MQTT username and password"));
  return g_strv_builder_end (builder);
}

static void
add_risk (GStrvBuilder *builder, const char *url)
{
  g_autofree char *origin = NULL;
  g_autofree char *line = NULL;

  if (!helio_profile_url_is_insecure (url))
    return;
  origin = helio_uri_origin (url);
  line = g_strdup_printf (
      C_ ("risk", "Everything to and from %s goes unencrypted, passwords and tokens included."),
      origin);
  g_strv_builder_add (builder, line);
}

static void
add_authority_risk (GStrvBuilder *builder, const HelioProfile *self)
{
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autofree char *subject = NULL, *shown = NULL, *line = NULL;

  if (!is_given (self->broker.ca_pem) && !is_given (self->broker.ca_file))
    return;
  if (is_given (self->broker.ca_pem))
    certificate = g_tls_certificate_new_from_pem (self->broker.ca_pem, -1, NULL);
  if (certificate != NULL)
    subject = g_tls_certificate_get_subject_name (certificate);
  shown = subject != NULL ? helio_printable (subject, -1, 120) : g_strdup (self->broker.ca_file);
  line = shown != NULL
             /* Translators: the name of a certificate authority */
             ? g_strdup_printf (C_ ("risk",
                                    "A certificate authority of the connection’s own (%s) decides "
                                    "which hosts are genuine, instead of the system’s."),
                                shown)
             : g_strdup (C_ ("risk",
                             "A certificate authority of the connection’s own decides which hosts "
                             "are genuine, instead of the system’s."));
  g_strv_builder_add (builder, line);
}

GStrv
helio_profile_describe_risks (const HelioProfile *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *issuer = helio_profile_get_issuer (self);

  add_risk (builder, issuer);
  add_risk (builder, helio_profile_get_credential_url (self));
  add_risk (builder, self->broker.url);
  add_authority_risk (builder, self);
  return g_strv_builder_end (builder);
}

gboolean
helio_profile_is_insecure (const HelioProfile *self)
{
  g_autofree char *issuer = helio_profile_get_issuer (self);

  return helio_profile_url_is_insecure (issuer) ||
         helio_profile_url_is_insecure (helio_profile_get_credential_url (self)) ||
         helio_profile_url_is_insecure (self->broker.url);
}

/* Certificate and key often lie in one file. The first key in @text, which is left without it. */
static HelioSecret *
take_private_key (char *text)
{
  static const char kind[] = "PRIVATE KEY";

  for (char *begin = strstr (text, "-----BEGIN "); begin != NULL;
       begin = strstr (begin + 1, "-----BEGIN ")) {
    char *label = begin + strlen ("-----BEGIN ");
    char *label_end = strstr (label, "-----");
    char *end = label_end != NULL ? strstr (label_end, "-----END ") : NULL;
    char *stop = end != NULL ? strstr (end + strlen ("-----END "), "-----") : NULL;
    HelioSecret *key;
    gsize rest;

    if (stop == NULL)
      return NULL;
    if ((gsize) (label_end - label) < strlen (kind) ||
        memcmp (label_end - strlen (kind), kind, strlen (kind)) != 0)
      continue;
    stop += strlen ("-----");
    key = helio_secret_new_len (begin, (gsize) (stop - begin));
    rest = strlen (stop) + 1;
    memmove (begin, stop, rest);
    helio_wipe (begin + rest, (gsize) (stop - begin));
    return key;
  }
  return NULL;
}

static gboolean
load_pem (char **pem,
          HelioSecret **private_key,
          char **file,
          const char *base,
          const char *path,
          GError **error)
{
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GMappedFile) mapped = NULL;
  g_autoptr (HelioSecret) key = NULL;
  g_autoptr (GError) file_error = NULL;
  const char *expected;

  if (*file == NULL)
    return TRUE;
  name = base != NULL && !g_path_is_absolute (*file) ? g_build_filename (base, *file, NULL)
                                                     : g_strdup (*file);
  mapped = g_mapped_file_new (name, FALSE, &file_error);
  if (mapped == NULL)
    return helio_error_set (error,
                            HELIO_ERROR_FILE,
                            NULL,
                            C_ ("profile file", "%s: the file cannot be read: %s"),
                            path,
                            file_error->message);
  if (g_mapped_file_get_length (mapped) > HELIO_PROFILE_PEM_MAX)
    return helio_error_set (error,
                            HELIO_ERROR_TOO_LARGE,
                            NULL,
                            C_ ("profile file", "%s: the file “%s” is larger than 1 MiB."),
                            path,
                            name);
  text = g_utf8_make_valid (
      g_mapped_file_get_contents (mapped) != NULL ? g_mapped_file_get_contents (mapped) : "",
      (gssize) g_mapped_file_get_length (mapped));
  if (private_key != NULL)
    key = take_private_key (text);
  expected = helio_profile_check_certificates (text);
  if (expected != NULL)
    return helio_error_set (error,
                            HELIO_ERROR_INVALID_DATA,
                            NULL,
                            C_ ("profile file", "%s: in the file “%s” %s is expected."),
                            path,
                            name,
                            expected);
  g_free (*pem);
  *pem = g_steal_pointer (&text);
  if (key != NULL) {
    helio_secret_unref (*private_key);
    *private_key = g_steal_pointer (&key);
  }
  g_clear_pointer (file, g_free);
  return TRUE;
}

gboolean
helio_profile_load_files (HelioProfile *self, const char *base, GError **error)
{
  return load_pem (&self->broker.ca_pem,
                   NULL,
                   &self->broker.ca_file,
                   base,
                   "$.broker.ca.file",
                   error) &&
         load_pem (&self->broker.certificate_pem,
                   &self->broker.private_key,
                   &self->broker.certificate_file,
                   base,
                   "$.broker.client_certificate.file",
                   error);
}

static gboolean
check_file (const char *file, const char *place, char **path, GError **error)
{
  if (file == NULL)
    return TRUE;
  if (path != NULL)
    *path = g_strdup (place);
  return helio_error_set (
      error,
      HELIO_ERROR_INVALID_DATA,
      C_ ("profile file",
          "Edit the connection and choose the file there, so that the profile holds its content "
          "(“pem”); only heliograph-cli reads “file”."),
      C_ ("profile file", "%s: the file that the profile names has not been read."),
      place);
}

gboolean
helio_profile_check_files (const HelioProfile *self, char **path, GError **error)
{
  return check_file (self->broker.ca_file, "$.broker.ca.file", path, error) &&
         check_file (self->broker.certificate_file,
                     "$.broker.client_certificate.file",
                     path,
                     error);
}
