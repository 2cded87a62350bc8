// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/connection/helio-profile-test-private.h"

#include "core/base/helio-error.h"
#include "core/connection/helio-link-setup.h"
#include "core/crypto/helio-random.h"
#include "core/diagnosis/helio-diagnosis.h"
#include "core/exchange/helio-credential-answer.h"

#include <glib/gi18n-lib.h>

/* A real CONNECT, where there is something to be tried: a password that was typed for this, or nobody's name. It goes
 * with a client id of its own and a clean start, leaves nothing behind, and says goodbye as soon as it is answered. */
typedef struct {
  HelioProfileTest *test;
  HelioProfileStep *step;
  HelioProfile *profile; /* without a last will: a broker may refuse CONNECT for that alone */
  HelioCredential *credential;
  HelioLink *link; /* (nullable) */
  GSource *cancelled;
  char *client_id;
  int mqtt_version;
} Attempt;

static void
attempt_end (Attempt *attempt)
{
  HelioProfileTest *test = attempt->test;

  g_source_destroy (attempt->cancelled);
  g_source_unref (attempt->cancelled);
  g_clear_pointer (&attempt->link, helio_link_free);
  helio_credential_unref (attempt->credential);
  helio_profile_unref (attempt->profile);
  g_free (attempt->client_id);
  g_free (attempt);
  helio_profile_test_branch_done (test);
  g_object_unref (test);
}

static void
fail (Attempt *attempt, GError *error_taken)
{
  helio_profile_step_fail (g_steal_pointer (&attempt->step),
                           error_taken,
                           attempt->profile->broker.url);
  attempt_end (attempt);
}

static void
pass (Attempt *attempt, const HelioLinkInfo *info)
{
  const char *version = info->mqtt_version == 5 ? "MQTT 5" : "MQTT 3.1.1";
  g_autofree char *value =
      helio_credential_is_anonymous (attempt->credential)
          /* Translators: a version of MQTT */
          ? g_strdup_printf (C_ ("profile test", "anonymous, %s"), version)
          /* Translators: a username, and a version of MQTT */
          : g_strdup_printf (C_ ("profile test", "%s, %s"),
                             helio_credential_get_username (attempt->credential),
                             version);

  helio_profile_step_pass (
      g_steal_pointer (&attempt->step),
      value,
      C_ ("profile test", "The broker accepted the connection; it was closed again at once."));
  attempt_end (attempt);
}

static gboolean try_version (Attempt *attempt, GError **error);

/* As the session does it: 0x84, or a peer that gives up at a CONNECT of MQTT 5. */
static gboolean
wants_older_version (Attempt *attempt, const GError *error)
{
  return attempt->profile->broker.protocol == HELIO_PROTOCOL_AUTO && attempt->mqtt_version == 5 &&
         (helio_error_get_reason_code (error) == 0x84 ||
          g_error_matches (error, HELIO_ERROR, HELIO_ERROR_MQTT_PROTOCOL));
}

static void
refused (Attempt *attempt, const GError *refusal)
{
  GError *error = NULL;

  if (!wants_older_version (attempt, refusal)) {
    fail (attempt, helio_diagnosis_refine (refusal, HELIO_PLACE_CONNECT, attempt->profile));
    return;
  }
  g_clear_pointer (&attempt->link, helio_link_free);
  attempt->mqtt_version = 4;
  if (!try_version (attempt, &error))
    fail (attempt, error);
}

static void
on_events (HelioLink *link, GPtrArray *events, gpointer user_data)
{
  Attempt *attempt = user_data;

  for (guint i = 0; i < events->len; i++) {
    const HelioEvent *event = events->pdata[i];

    if (event->kind == HELIO_EVENT_CONNECTED) {
      pass (attempt, event->info);
      return;
    }
    if (event->kind == HELIO_EVENT_REFUSED) {
      refused (attempt, event->error);
      return;
    }
  }
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  fail (user_data,
        g_error_new (G_IO_ERROR,
                     G_IO_ERROR_CANCELLED,
                     "%s",
                     C_ ("profile test", "The test was stopped.")));
  return G_SOURCE_REMOVE;
}

static gboolean
try_version (Attempt *attempt, GError **error)
{
  g_autoptr (HelioLinkSetup) setup =
      helio_link_setup_new (attempt->profile,
                            attempt->mqtt_version,
                            attempt->client_id,
                            helio_credential_get_name (attempt->credential),
                            TRUE,
                            NULL,
                            error);

  if (setup == NULL)
    return FALSE;
  setup->config.session_expiry = 0;
  attempt->link = helio_link_new (&setup->config, NULL, on_events, attempt);
  helio_link_connect (attempt->link, attempt->credential, TRUE);
  return TRUE;
}

/* Returns: (transfer full) (nullable): NULL: nothing at hand to try with. */
static HelioCredential *
make_credential (HelioProfileTest *self)
{
  HelioCredentialInit init = {.life_kind = HELIO_CREDENTIAL_LIFE_ENDLESS, .method = "none"};

  if (self->profile->method == HELIO_METHOD_PASSWORD) {
    if (self->password == NULL ||
        helio_secret_get_length (self->password) > HELIO_CREDENTIAL_TEXT_MAX)
      return NULL;
    init.method = "password";
    init.username = self->profile->password.username;
    init.password = self->password;
  }
  return helio_credential_new (&init);
}

void
helio_profile_test_credentials (HelioProfileTest *self)
{
  HelioCredential *credential;
  Attempt *attempt;
  g_autofree char *base = NULL, *suffix = NULL;
  GError *error = NULL;

  if (helio_check_rows_find (HELIO_CHECK_ROWS (self), "credentials") == NULL)
    return;
  if (self->profile->broker.certificate_pem != NULL) {
    helio_profile_test_skip (
        self,
        "credentials",
        C_ ("profile test",
            "Cannot be checked: the client certificate’s key is not used in a test."));
    return;
  }
  credential = make_credential (self);
  if (credential == NULL) {
    helio_profile_test_skip (
        self,
        "credentials",
        C_ ("profile test", "Cannot be checked: the password is not at hand. Type it to try it."));
    return;
  }
  attempt = g_new0 (Attempt, 1);
  attempt->test = g_object_ref (self);
  attempt->step = helio_profile_step_new (self, "credentials");
  attempt->profile = helio_profile_copy (self->profile);
  g_clear_pointer (&attempt->profile->broker.will, helio_profile_will_free);
  attempt->credential = credential;
  attempt->mqtt_version = self->profile->broker.protocol == HELIO_PROTOCOL_3_1_1 ? 4 : 5;
  base = helio_profile_get_client_id (self->profile);
  suffix = helio_random_token (6);
  attempt->client_id = g_strdup_printf ("%.80s-%s", base, suffix);
  attempt->cancelled = g_cancellable_source_new (attempt->step->cancellable);
  g_source_set_callback (attempt->cancelled, G_SOURCE_FUNC (on_cancelled), attempt, NULL);
  g_source_attach (attempt->cancelled, g_main_context_get_thread_default ());
  self->branches++;
  if (!try_version (attempt, &error))
    fail (attempt, error);
}
