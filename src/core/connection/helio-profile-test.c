// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/connection/helio-profile-test-private.h"

#include "core/base/helio-error.h"
#include "core/connection/helio-connection-source.h"
#include "core/diagnosis/helio-diagnosis.h"

#include <glib/gi18n-lib.h>

G_DEFINE_FINAL_TYPE (HelioProfileTest, helio_profile_test, HELIO_TYPE_CHECK_ROWS)

static void
helio_profile_test_finalize (GObject *object)
{
  HelioProfileTest *self = HELIO_PROFILE_TEST (object);

  g_clear_pointer (&self->password, helio_secret_unref);
  g_clear_object (&self->http);
  g_clear_object (&self->clock);
  helio_profile_unref (self->profile);
  G_OBJECT_CLASS (helio_profile_test_parent_class)->finalize (object);
}

static void
helio_profile_test_class_init (HelioProfileTestClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = helio_profile_test_finalize;
}

static void
helio_profile_test_init (HelioProfileTest *self)
{
}

static guint
get_length (HelioProfileTest *self)
{
  return helio_object_list_get_length (HELIO_OBJECT_LIST (self));
}

static HelioCheckRow *
peek (HelioProfileTest *self, guint position)
{
  return helio_check_rows_peek (HELIO_CHECK_ROWS (self), position);
}

static void
add (HelioProfileTest *self, const char *id, const char *title)
{
  helio_check_rows_add (HELIO_CHECK_ROWS (self), id, title);
}

static void
add_rows (HelioProfileTest *self)
{
  const char *url = self->profile->broker.url;
  g_autofree char *scheme = g_uri_parse_scheme (url);

  add (self, "profile", C_ ("profile test", "Profile"));
  if (helio_profile_needs_sign_in (self->profile)) {
    add (self, "issuer", C_ ("profile test", "Issuer is reached"));
    add (self, "metadata", C_ ("profile test", "Issuer describes itself"));
    add (self, "keys", C_ ("profile test", "Issuer’s keys"));
    add (self, "ports", C_ ("profile test", "Ports for the way back from the browser"));
  }
  switch (self->profile->method) {
    case HELIO_METHOD_EXCHANGE:
      add (self, "service", C_ ("profile test", "Token exchange answers"));
      break;
    case HELIO_METHOD_BACKEND:
      add (self, "service", C_ ("profile test", "Backend answers"));
      break;
    case HELIO_METHOD_NATIVE:
      add (self, "service", C_ ("profile test", "Token service answers"));
      break;
    case HELIO_METHOD_PASSWORD:
    case HELIO_METHOD_NONE:
    default:
      break;
  }
  add (self, "broker", C_ ("profile test", "Broker is reached"));
  if (g_strcmp0 (scheme, "mqtts") == 0 || g_strcmp0 (scheme, "wss") == 0)
    add (self, "tls", C_ ("profile test", "Broker’s TLS"));
  if (g_strcmp0 (scheme, "ws") == 0 || g_strcmp0 (scheme, "wss") == 0)
    add (self, "websocket", C_ ("profile test", "WebSocket for MQTT"));
  if (self->profile->method == HELIO_METHOD_PASSWORD)
    add (self, "credentials", C_ ("profile test", "Username and password are accepted"));
  if (self->profile->method == HELIO_METHOD_NONE)
    add (self, "credentials", C_ ("profile test", "Accepted without credentials"));
}

HelioProfileTest *
helio_profile_test_new (const HelioProfile *profile,
                        HelioHttp *http,
                        HelioClock *clock,
                        gint64 deadline)
{
  HelioProfileTest *self = g_object_new (HELIO_TYPE_PROFILE_TEST, NULL);

  self->profile = helio_profile_copy (profile);
  self->http = g_object_ref (http);
  self->clock = g_object_ref (clock);
  self->deadline = deadline > 0 ? deadline : HELIO_PROFILE_TEST_DEADLINE;
  add_rows (self);
  return self;
}

void
helio_profile_test_set_password (HelioProfileTest *self, HelioSecret *password)
{
  g_return_if_fail (self->run == NULL);
  g_clear_pointer (&self->password, helio_secret_unref);
  self->password = password != NULL ? helio_secret_ref (password) : NULL;
}

/* Steps */

static void
on_step_deadline (gpointer user_data)
{
  HelioProfileStep *self = user_data;

  self->timed_out = TRUE;
  g_cancellable_cancel (self->cancellable);
}

static void
on_outer_cancelled (GCancellable *outer, gpointer user_data)
{
  g_cancellable_cancel (G_CANCELLABLE (user_data));
}

HelioProfileStep *
helio_profile_step_new (HelioProfileTest *test, const char *id)
{
  HelioProfileStep *self = g_new0 (HelioProfileStep, 1);
  GCancellable *outer = g_task_get_cancellable (test->run);

  self->test = g_object_ref (test);
  self->row = g_object_ref (helio_check_rows_find (HELIO_CHECK_ROWS (test), id));
  self->cancellable = g_cancellable_new ();
  if (outer != NULL)
    self->outer_id = g_cancellable_connect (outer,
                                            G_CALLBACK (on_outer_cancelled),
                                            g_object_ref (self->cancellable),
                                            g_object_unref);
  self->timer = helio_clock_after (test->clock, test->deadline, on_step_deadline, self);
  helio_check_row_set (self->row, HELIO_CHECK_RUNNING, NULL, NULL);
  helio_check_rows_update (HELIO_CHECK_ROWS (test));
  return self;
}

static void
step_free (HelioProfileStep *self)
{
  GCancellable *outer = g_task_get_cancellable (self->test->run);

  helio_check_rows_update (HELIO_CHECK_ROWS (self->test));
  if (self->outer_id != 0)
    g_cancellable_disconnect (outer, self->outer_id);
  helio_timer_cancel (self->timer);
  g_object_unref (self->cancellable);
  g_object_unref (self->row);
  g_object_unref (self->test);
  g_free (self);
}

void
helio_profile_step_pass (HelioProfileStep *self, const char *value, const char *explanation)
{
  helio_check_row_set_value (self->row, value);
  helio_check_row_set (self->row, HELIO_CHECK_PASS, explanation, NULL);
  step_free (self);
}

void
helio_profile_step_unchecked (HelioProfileStep *self, const char *explanation, const char *remedy)
{
  helio_check_row_set (self->row, HELIO_CHECK_UNCHECKED, explanation, remedy);
  step_free (self);
}

gboolean
helio_profile_step_is_cancelled (HelioProfileStep *self)
{
  return g_cancellable_is_cancelled (g_task_get_cancellable (self->test->run));
}

void
helio_profile_step_fail (HelioProfileStep *self, GError *error_taken, const char *what)
{
  g_autoptr (GError) error = error_taken;

  if (helio_profile_step_is_cancelled (self)) {
    helio_profile_step_unchecked (self, C_ ("profile test", "The test was stopped."), NULL);
    return;
  }
  if (self->timed_out) {
    g_clear_error (&error);
    error =
        helio_error_new (HELIO_ERROR_TIMED_OUT,
                         C_ ("error", "Check the address and port; a firewall may be in the way."),
                         C_ ("error", "%s did not answer in time."),
                         what);
  }
  helio_profile_test_fail_row (self->test, self->row, error);
  step_free (self);
}

void
helio_profile_test_fail_row (HelioProfileTest *self, HelioCheckRow *row, const GError *error)
{
  const HelioDiagnosis *diagnosis = helio_diagnosis_of_error (error, self->profile);
  const char *remedy = helio_error_get_remedy (error);
  const char *detail = helio_error_get_detail (error);
  /* A silent port is told from a silent service by where it was seen only. */
  gboolean of_broker = g_str_equal (helio_check_row_get_id (row), "broker") ||
                       !g_error_matches (error, HELIO_ERROR, HELIO_ERROR_TIMED_OUT);

  if (detail != NULL && *detail != '\0')
    helio_check_row_set_value (row, detail);
  if (diagnosis != NULL && of_broker) {
    g_auto (GStrv) causes = helio_diagnosis_get_causes (diagnosis);

    helio_check_row_set_causes (row, (const char *const *) causes);
  }
  if (remedy == NULL && diagnosis != NULL)
    remedy = helio_diagnosis_get_remedy (diagnosis);
  helio_check_row_set (row, HELIO_CHECK_FAIL, error->message, remedy);
}

void
helio_profile_test_skip (HelioProfileTest *self, const char *id, const char *why)
{
  HelioCheckRow *row = helio_check_rows_find (HELIO_CHECK_ROWS (self), id);

  if (row != NULL && !helio_check_row_is_done (row))
    helio_check_row_set (row, HELIO_CHECK_UNCHECKED, why, NULL);
  helio_check_rows_update (HELIO_CHECK_ROWS (self));
}

/* The whole */

static void
skip_all (HelioProfileTest *self, const char *why)
{
  for (guint i = 0; i < get_length (self); i++)
    helio_profile_test_skip (self, helio_check_row_get_id (peek (self, i)), why);
}

void
helio_profile_test_branch_done (HelioProfileTest *self)
{
  g_autoptr (GTask) run = NULL;

  if (--self->branches > 0)
    return;
  run = g_steal_pointer (&self->run);
  if (g_cancellable_is_cancelled (g_task_get_cancellable (run)))
    skip_all (self, C_ ("profile test", "The test was stopped."));
  helio_check_rows_update (HELIO_CHECK_ROWS (self));
  g_task_return_boolean (run, TRUE);
}

/* What makes any request pointless or unwanted; what only a sign-in misses is told by @sign_in. */
static gboolean
check_profile (HelioProfileTest *self, gboolean *sign_in)
{
  HelioCheckRow *row = helio_check_rows_find (HELIO_CHECK_ROWS (self), "profile");
  g_autoptr (GError) error = NULL;
  gboolean usable = helio_profile_validate (self->profile, NULL, &error) &&
                    helio_profile_check_files (self->profile, NULL, &error) &&
                    helio_connection_check_encryption (self->profile, &error);

  *sign_in = usable && helio_profile_needs_sign_in (self->profile) &&
             helio_profile_check_sign_in (self->profile, NULL, &error);
  if (error != NULL)
    helio_profile_test_fail_row (self, row, error);
  else
    helio_check_row_set (row,
                         HELIO_CHECK_PASS,
                         C_ ("profile test", "Everything that is needed is filled in."),
                         NULL);
  return usable;
}

static void
start_sign_in (HelioProfileTest *self, gboolean complete)
{
  static const char *const ids[] = {"issuer", "metadata", "keys", "ports"};

  if (complete) {
    self->branches++;
    helio_profile_test_sign_in (self);
    return;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    helio_profile_test_skip (
        self,
        ids[i],
        C_ ("profile test", "The profile does not say yet where and as what to sign in."));
}

void
helio_profile_test_run_async (HelioProfileTest *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  gboolean sign_in;

  g_return_if_fail (self->run == NULL);
  self->run = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->run, helio_profile_test_run_async);
  for (guint i = 0; i < get_length (self); i++) {
    helio_check_row_set_value (peek (self, i), NULL);
    helio_check_row_set_causes (peek (self, i), NULL);
    helio_check_row_set (peek (self, i), HELIO_CHECK_PENDING, NULL, NULL);
  }
  /* Held here until all have begun: a branch may end at once. */
  self->branches = 1;
  if (check_profile (self, &sign_in)) {
    start_sign_in (self, sign_in);
    if (helio_check_rows_find (HELIO_CHECK_ROWS (self), "service") != NULL) {
      self->branches++;
      helio_profile_test_service (self);
    }
    self->branches++;
    helio_profile_test_broker (self);
  } else {
    skip_all (self, C_ ("profile test", "Nothing is sent before the profile is as it has to be."));
  }
  helio_profile_test_branch_done (self);
}

gboolean
helio_profile_test_run_finish (HelioProfileTest *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
