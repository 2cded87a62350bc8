// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-token-report.h"

#include "core/auth/helio-token-rows.h"
#include "core/base/helio-error.h"

#include <glib/gi18n-lib.h>

struct _HelioTokenReport {
  HelioCheckRows parent_instance;

  HelioTokenFacts *facts;
  HelioHttp *http; /* (nullable) */
  HelioClock *clock;
  HelioDiscovery *discovery; /* (nullable) */
  GError *fetch_error;
};

/* In the order in which they are shown. */
static const struct {
  const char *id, *title;
  HelioTokenRowFunc fill;
} kinds[] = {
    {"shape", NC_ ("token row", "Form"), helio_token_row_shape},
    {"type", NC_ ("token row", "Type (typ)"), helio_token_row_type},
    {"algorithm", NC_ ("token row", "Algorithm (alg)"), helio_token_row_algorithm},
    {"key", NC_ ("token row", "Key (kid)"), helio_token_row_key},
    {"signature", NC_ ("token row", "Signature"), helio_token_row_signature},
    {"issuer", NC_ ("token row", "Issuer (iss)"), helio_token_row_issuer},
    {"audience", NC_ ("token row", "Audience (aud)"), helio_token_row_audience},
    {"expiry", NC_ ("token row", "Expires (exp)"), helio_token_row_expiry},
    {"not-before", NC_ ("token row", "Not before (nbf)"), helio_token_row_not_before},
    {"issued", NC_ ("token row", "Issued (iat)"), helio_token_row_issued},
    {"clock", NC_ ("token row", "This computer's clock"), helio_token_row_clock},
    {"client", NC_ ("token row", "Application (azp)"), helio_token_row_client},
    {"subject", NC_ ("token row", "User (sub)"), helio_token_row_subject},
    {"scope", NC_ ("token row", "Scope"), helio_token_row_scope},
    {"email", NC_ ("token row", "E-mail address (email)"), helio_token_row_email},
    {"topics", NC_ ("token row", "Topics (mqtt_topics)"), helio_token_row_topics},
    {"size", NC_ ("token row", "Size"), helio_token_row_size},
};

G_DEFINE_FINAL_TYPE (HelioTokenReport, helio_token_report, HELIO_TYPE_CHECK_ROWS)

static void
helio_token_report_dispose (GObject *object)
{
  HelioTokenReport *self = HELIO_TOKEN_REPORT (object);

  g_clear_object (&self->http);
  g_clear_object (&self->clock);
  g_clear_object (&self->discovery);
  G_OBJECT_CLASS (helio_token_report_parent_class)->dispose (object);
}

static void
helio_token_report_finalize (GObject *object)
{
  HelioTokenReport *self = HELIO_TOKEN_REPORT (object);

  helio_token_facts_free (self->facts);
  g_clear_error (&self->fetch_error);
  G_OBJECT_CLASS (helio_token_report_parent_class)->finalize (object);
}

static void
helio_token_report_class_init (HelioTokenReportClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = helio_token_report_dispose;
  object_class->finalize = helio_token_report_finalize;
}

static void
helio_token_report_init (HelioTokenReport *self)
{
}

static gint64
floor_seconds (gint64 microseconds)
{
  return microseconds / G_USEC_PER_SEC - (microseconds % G_USEC_PER_SEC < 0);
}

/* Every row anew from what is known by now. */
static void
fill (HelioTokenReport *self)
{
  gint64 wall = helio_clock_now_wall (self->clock);

  if (self->facts->clock_offset != G_MAXINT64)
    wall += self->facts->clock_offset;
  self->facts->now = floor_seconds (wall);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    HelioCheckRow *row = helio_check_rows_find (HELIO_CHECK_ROWS (self), kinds[i].id);

    if (row != NULL) {
      helio_check_row_set_causes (row, NULL);
      kinds[i].fill (self->facts, row);
    }
  }
  helio_check_rows_update (HELIO_CHECK_ROWS (self));
}

static void
add_rows (HelioTokenReport *self)
{
  const HelioTokenFacts *facts = self->facts;

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (kinds[i].fill == helio_token_row_not_before &&
        (facts->payload == NULL || !helio_json_has (facts->payload, "nbf")))
      continue;
    if (kinds[i].fill == helio_token_row_clock &&
        (facts->issuer == NULL || self->http == NULL || facts->payload == NULL))
      continue;
    helio_check_rows_add (HELIO_CHECK_ROWS (self),
                          kinds[i].id,
                          g_dpgettext2 (GETTEXT_PACKAGE, "token row", kinds[i].title));
  }
}

static HelioDiscovery *
make_discovery (HelioTokenReport *self)
{
  HelioDiscoveryInit init = {.issuer = self->facts->issuer,
                             .http = self->http,
                             .clock = self->clock,
                             .allow_insecure = self->facts->profile->broker.allow_insecure,
                             .ca_pem = self->facts->profile->broker.ca_pem,
                             .only_looks = TRUE};

  return helio_discovery_new (&init);
}

HelioTokenReport *
helio_token_report_new (const HelioTokenReportInit *init)
{
  HelioTokenReport *self = g_object_new (HELIO_TYPE_TOKEN_REPORT, NULL);
  HelioTokenFacts *facts = helio_token_facts_new (init->token);

  self->facts = facts;
  self->clock = g_object_ref (init->clock);
  self->http = init->http != NULL ? g_object_ref (init->http) : NULL;
  if (init->profile != NULL) {
    facts->profile = helio_profile_ref (init->profile);
    facts->issuer = helio_profile_get_issuer (init->profile);
    if (facts->issuer == NULL)
      facts->keys_error = g_strdup (C_ ("token", "The profile names no issuer."));
    else if (self->http == NULL)
      facts->keys_error = g_strdup (C_ ("token", "The issuer's keys were not fetched."));
  }
  if (facts->issuer != NULL && self->http != NULL) {
    self->discovery =
        init->discovery != NULL ? g_object_ref (init->discovery) : make_discovery (self);
    facts->fetching = facts->payload != NULL;
    facts->clock_offset = helio_discovery_get_clock_offset (self->discovery);
  }
  add_rows (self);
  fill (self);
  return self;
}

static void
on_keys (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HelioTokenReport *self = g_task_get_source_object (task);
  HelioDiscovery *discovery = HELIO_DISCOVERY (source);
  g_autoptr (GError) error = NULL;
  HelioJwks *keys = helio_discovery_get_keys_finish (discovery, result, &error);

  self->facts->fetching = FALSE;
  self->facts->clock_offset = helio_discovery_get_clock_offset (discovery);
  g_clear_pointer (&self->facts->keys_error, g_free);
  g_clear_pointer (&self->facts->keys, helio_jwks_unref);
  self->facts->keys = keys;
  if (keys == NULL)
    self->facts->keys_error = helio_error_to_text (error);
  g_clear_error (&self->fetch_error);
  self->fetch_error = error != NULL ? g_error_copy (error) : NULL;
  fill (self);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

void
helio_token_report_run_async (HelioTokenReport *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, helio_token_report_run_async);
  if (self->discovery == NULL || self->facts->payload == NULL) {
    fill (self);
    g_task_return_boolean (task, TRUE);
    return;
  }
  helio_discovery_get_keys_async (self->discovery,
                                  helio_json_get_string (self->facts->header, "kid"),
                                  cancellable,
                                  on_keys,
                                  g_steal_pointer (&task));
}

gboolean
helio_token_report_run_finish (HelioTokenReport *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

const GError *
helio_token_report_get_fetch_error (HelioTokenReport *self)
{
  return self->fetch_error;
}

const char *
helio_token_report_get_notice (HelioTokenReport *self)
{
  return self->facts->issuer != NULL
             ? C_ ("token", "Checked here against the issuer's keys; the broker may use others.")
             : C_ ("token", "Without an issuer's keys only the form and the claims are looked at.");
}

GStrv
helio_token_report_get_topics (HelioTokenReport *self)
{
  g_autoptr (HelioTokenTopics) topics = helio_token_topics_read (self->facts->payload);

  g_ptr_array_add (topics->filters, NULL);
  return g_strdupv ((char **) topics->filters->pdata);
}

char *
helio_token_report_get_header_text (HelioTokenReport *self)
{
  return self->facts->header != NULL ? helio_json_to_text (self->facts->header, TRUE) : NULL;
}

char *
helio_token_report_get_payload_text (HelioTokenReport *self)
{
  return self->facts->payload != NULL ? helio_json_to_text (self->facts->payload, TRUE) : NULL;
}

HelioJson *
helio_token_report_to_json (HelioTokenReport *self)
{
  HelioJson *object = helio_check_rows_to_json (HELIO_CHECK_ROWS (self));
  HelioJson *list = helio_json_new_array ();
  g_auto (GStrv) topics = helio_token_report_get_topics (self);

  for (guint i = 0; topics[i] != NULL; i++)
    helio_json_append (list, helio_json_new_string (topics[i]));
  helio_json_set_string (object, "notice", helio_token_report_get_notice (self));
  helio_json_set (object, "topics", list);
  return object;
}

char *
helio_token_report_to_text (HelioTokenReport *self)
{
  g_autofree char *rows = helio_check_rows_to_text (HELIO_CHECK_ROWS (self));

  return g_strdup_printf ("%s%s\n", rows, helio_token_report_get_notice (self));
}
