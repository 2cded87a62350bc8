// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "tests/support/helio-acl-truth.h"

#include "tests/support/helio-closing-broker.h"
#include "tests/support/helio-mosquitto.h"
#include "tests/support/helio-mqtt-peer.h"
#include "tests/support/helio-sandbox-run.h"
#include "tests/support/helio-test.h"

#include <string.h>

#define WITNESS "operator"
#define PASSWORD "secret"
#define VARIABLE "HELIOGRAPH_TEST_PASSWORD"
/* PASSWORD as dynamic security keeps it: PBKDF2, SHA-512, 101 rounds. */
#define SALT "aGVsaW9ncmFwaDEy"
#define HASH                                                                                       \
  "FSk+PQDd7HcO76a6giymLX0zq2HVFhAEFnQ5Uu5fkHa46V6hUmWoEoCuIvA6RCZRQioZ4ChmHNys2zf0cC7bEw=="

struct _HelioAclTruth {
  HelioAclTruthOptions options;
  char *dir;
  HelioMosquitto *mosquitto;
  HelioSandboxRun *sandbox;
  HelioClosingBroker *closing;
  char *url;
  char *organization; /* "@org_…" or "" */
  char *username;     /* of the witness */
  HelioPlan *plan;
};

/* The rules, once. Each user: everything below users/NAME, reading shared/+/data and inbox/NAME, writing out/NAME. */
typedef struct {
  const char *topic; /* %s: the user's name */
  gboolean publish, subscribe;
} Rule;

static const Rule rules[] = {
    {"users/%s/#", TRUE, TRUE},
    {"shared/+/data", FALSE, TRUE},
    {"inbox/%s", FALSE, TRUE},
    {"out/%s", TRUE, FALSE},
};

/* What follows from them. %s is the user's name, $o another's. */
static const struct {
  HelioAction action;
  const char *topic; /* %s: own name, %o: another's, %n: a number that makes it another topic */
  gboolean allowed;
} templates[] = {
    {HELIO_ACTION_SUBSCRIBE, "users/%s/#", TRUE},
    {HELIO_ACTION_SUBSCRIBE, "users/%o/#", FALSE},
    {HELIO_ACTION_PUBLISH, "users/%s/state%n", TRUE},
    {HELIO_ACTION_PUBLISH, "users/%o/state%n", FALSE},
    {HELIO_ACTION_SUBSCRIBE, "shared/+/data", TRUE},
    {HELIO_ACTION_SUBSCRIBE, "shared/#", FALSE},
    {HELIO_ACTION_PUBLISH_RETAINED, "users/%s/kept%n", TRUE},
    {HELIO_ACTION_PUBLISH_RETAINED, "users/%o/kept%n", FALSE},
    {HELIO_ACTION_PUBLISH_WILL, "users/%s/will%n", TRUE},
    {HELIO_ACTION_PUBLISH_WILL, "users/%o/will%n", FALSE},
    {HELIO_ACTION_SUBSCRIBE, "users/%s/state%n", TRUE},
    {HELIO_ACTION_SUBSCRIBE, "users/+/state%n", FALSE},
    {HELIO_ACTION_SUBSCRIBE, "inbox/%s", TRUE},
    {HELIO_ACTION_PUBLISH, "inbox/%s", FALSE},
    {HELIO_ACTION_SUBSCRIBE, "out/%s", FALSE},
    {HELIO_ACTION_PUBLISH, "out/%s", TRUE},
    {HELIO_ACTION_SUBSCRIBE, "#", FALSE},
    {HELIO_ACTION_PUBLISH, "shared/a%n/data", FALSE},
    {HELIO_ACTION_SUBSCRIBE, "$share/g-%s/users/%s/part%n/#", TRUE},
    {HELIO_ACTION_SUBSCRIBE, "users/%s/+/x%n", TRUE},
    {HELIO_ACTION_SUBSCRIBE, "shared/a%n/data", TRUE},
    {HELIO_ACTION_SUBSCRIBE, "shared/a%n/+", FALSE},
    {HELIO_ACTION_SUBSCRIBE, "+/%s/state%n", FALSE},
    {HELIO_ACTION_PUBLISH, "inbox/%o", FALSE},
};

static char *
user_name (guint index)
{
  return g_strdup_printf ("user%02u", index);
}

static char *
fill_in (const char *topic, const char *own, const char *other, guint round)
{
  g_autoptr (GString) text = g_string_new (topic);
  g_autofree char *number = round > 0 ? g_strdup_printf ("-%u", round) : g_strdup ("");

  g_string_replace (text, "%s", own, 0);
  g_string_replace (text, "%o", other, 0);
  g_string_replace (text, "%n", number, 0);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_checks (HelioAclTruth *self, GString *json, guint user)
{
  g_autofree char *own = user_name (user);
  g_autofree char *other = user_name ((user + 1) % self->options.users);
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n = 0;

  for (guint i = 0; n < self->options.checks; i++) {
    guint template = i % G_N_ELEMENTS (templates);
    g_autofree char *topic =
        fill_in (templates[template].topic, own, other, i / G_N_ELEMENTS (templates));
    const char *action = helio_action_to_text (templates[template].action);

    if (!g_hash_table_add (known, g_strconcat (action, " ", topic, NULL)))
      continue;
    n++;
    g_string_append_printf (
        json,
        "%s{\"user\": \"%s\", \"action\": \"%s\", \"topic\": \"%s\", \"expect\": \"%s\"}",
        json->str[json->len - 1] == '[' ? "" : ",\n",
        own,
        action,
        topic,
        templates[template].allowed ? "allow" : "deny");
  }
}

static void
add_user (HelioAclTruth *self, GString *json, const char *name)
{
  g_autofree char *variable = g_strdup_printf (VARIABLE "_%s", name);

  g_setenv (variable,
            self->sandbox != NULL ? helio_sandbox_run_get_password (self->sandbox, name) : PASSWORD,
            TRUE);
  g_string_append_printf (json,
                          "%s\"%s\": {\"broker\": \"%s\", \"protocol\": \"%s\", \"username\": "
                          "\"%s%s\", \"password_env\": \"%s\"}",
                          json->str[json->len - 1] == '{' ? "" : ",\n",
                          name,
                          self->url,
                          self->options.version == 5 ? "5" : "3.1.1",
                          name,
                          self->organization,
                          variable);
}

static void
make_plan (HelioAclTruth *self)
{
  g_autoptr (GString) json =
      g_string_new ("{\"version\": 1, \"witness\": \"" WITNESS "\", \"users\": {");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < self->options.users; i++) {
    g_autofree char *name = user_name (i);

    add_user (self, json, name);
  }
  add_user (self, json, WITNESS);
  g_string_append (json, "}, \"checks\": [");
  for (guint i = 0; i < self->options.users; i++)
    add_checks (self, json, i);
  g_string_append (json, "]}");
  self->plan = helio_plan_parse (json->str, json->len, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (helio_plan_get_n_checks (self->plan),
                    ==,
                    self->options.users * self->options.checks);
}

static char *
write_file (HelioAclTruth *self, const char *name, const char *text)
{
  char *path = g_build_filename (self->dir, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return path;
}

static char *
rule_topic (const Rule *rule, const char *name)
{
  return fill_in (rule->topic, name, "", 0);
}

/* Dynamic security. */

static void
add_acl (GString *json, const char *type, const char *topic)
{
  g_string_append_printf (
      json,
      "%s{\"acltype\": \"%s\", \"topic\": \"%s\", \"priority\": 0, \"allow\": true}",
      json->str[json->len - 1] == '[' ? "" : ", ",
      type,
      topic);
}

static void
add_dynsec_user (GString *clients, GString *roles, const char *name, gboolean is_witness)
{
  g_string_append_printf (clients,
                          "%s{\"username\": \"%s\", \"roles\": [{\"rolename\": \"%s\"}], "
                          "\"password\": \"" HASH "\", \"salt\": \"" SALT
                          "\", \"iterations\": 101}",
                          clients->len > 0 ? ",\n" : "",
                          name,
                          name);
  g_string_append_printf (roles,
                          "%s{\"rolename\": \"%s\", \"acls\": [",
                          roles->len > 0 ? ",\n" : "",
                          name);
  if (is_witness) {
    add_acl (roles, "publishClientSend", "#");
    add_acl (roles, "publishClientReceive", "#");
    add_acl (roles, "subscribePattern", "#");
  }
  for (gsize i = 0; !is_witness && i < G_N_ELEMENTS (rules); i++) {
    g_autofree char *topic = rule_topic (&rules[i], name);

    if (rules[i].publish)
      add_acl (roles, "publishClientSend", topic);
    if (rules[i].subscribe) {
      g_autofree char *shared = g_strdup_printf ("$share/g-%s/%s", name, topic);

      add_acl (roles, "publishClientReceive", topic);
      add_acl (roles, "subscribePattern", topic);
      /* It compares the whole of it. */
      add_acl (roles, "subscribePattern", shared);
    }
  }
  g_string_append (roles, "]}");
}

static void
start_dynsec (HelioAclTruth *self)
{
  g_autoptr (GString) clients = g_string_new (NULL);
  g_autoptr (GString) roles = g_string_new (NULL);
  g_autofree char *json = NULL, *path = NULL, *config = NULL, *plugin = NULL;
  HelioMosquittoOptions options = {.users = NULL};

  add_dynsec_user (clients, roles, WITNESS, TRUE);
  for (guint i = 0; i < self->options.users; i++) {
    g_autofree char *name = user_name (i);

    add_dynsec_user (clients, roles, name, FALSE);
  }
  json = g_strdup_printf ("{\"defaultACLAccess\": {\"publishClientSend\": false, "
                          "\"publishClientReceive\": false, \"subscribe\": false, "
                          "\"unsubscribe\": true}, \"clients\": [%s], \"groups\": [], \"roles\": "
                          "[%s]}",
                          clients->str,
                          roles->str);
  path = write_file (self, "dynamic-security.json", json);
  plugin = helio_mosquitto_find_dynamic_security ();
  config = g_strdup_printf ("plugin %s\nplugin_opt_config_file %s", plugin, path);
  options.config = config;
  self->mosquitto = helio_mosquitto_start (&options);
}

/* acl_file. */

static void
start_acl_file (HelioAclTruth *self)
{
  g_autoptr (GString) acl = g_string_new ("user " WITNESS "\ntopic readwrite #\n");
  g_autoptr (GPtrArray) users = g_ptr_array_new_with_free_func (g_free);
  HelioMosquittoOptions options = {.users = NULL};

  g_ptr_array_add (users, g_strdup (WITNESS));
  g_ptr_array_add (users, g_strdup (PASSWORD));
  for (guint i = 0; i < self->options.users; i++) {
    char *name = user_name (i);

    g_ptr_array_add (users, name);
    g_ptr_array_add (users, g_strdup (PASSWORD));
    g_string_append_printf (acl, "\nuser %s\n", name);
    for (gsize k = 0; k < G_N_ELEMENTS (rules); k++) {
      g_autofree char *topic = rule_topic (&rules[k], name);

      g_string_append_printf (acl,
                              "topic %s %s\n",
                              rules[k].publish && rules[k].subscribe ? "readwrite"
                              : rules[k].publish                     ? "write"
                                                                     : "read",
                              topic);
    }
  }
  g_ptr_array_add (users, NULL);
  options.acl = acl->str;
  options.users = (const char *const *) users->pdata;
  self->mosquitto = helio_mosquitto_start (&options);
}

/* The sandbox. */

static void
start_sandbox (HelioAclTruth *self)
{
  g_autoptr (GString) acl = g_string_new ("{\"version\": 1, \"default\": \"deny\", \"rules\": [");
  g_autoptr (GString) users = g_string_new ("[");
  g_autofree char *acl_path = NULL, *users_path = NULL;

  g_string_append (acl,
                   "{\"user\": \"" WITNESS "\", \"topic\": \"#\", \"permission\": \"pubsub\"}");
  for (guint i = 0; i <= self->options.users; i++) {
    g_autofree char *name = i < self->options.users ? user_name (i) : g_strdup (WITNESS);

    g_string_append_printf (users,
                            "%s{\"name\": \"%s\", \"email\": \"%s@example.com\", \"password\": "
                            "\"" PASSWORD "\", \"mqtt_topics\": []}",
                            i > 0 ? ", " : "",
                            name,
                            name);
  }
  g_string_append (users, "]");
  for (gsize k = 0; k < G_N_ELEMENTS (rules); k++) {
    g_autofree char *topic = fill_in (rules[k].topic, "%u", "", 0);

    g_string_append_printf (acl,
                            ", {\"user\": \"user%%\", \"topic\": \"%s\", \"permission\": \"%s\"}",
                            topic,
                            rules[k].publish && rules[k].subscribe ? "pubsub"
                            : rules[k].publish                     ? "publish"
                                                                   : "subscribe");
  }
  g_string_append (acl, "]}");
  acl_path = write_file (self, "acl.json", acl->str);
  users_path = write_file (self, "users.json", users->str);
  self->sandbox = helio_sandbox_run_new ("--acl", acl_path, "--users", users_path, NULL);
}

/* The one that closes. */

static HelioClosingAnswer
judge (const char *username,
       HelioClosingRequest request,
       const char *topic,
       guint serial,
       gpointer user_data)
{
  /* One without a will; with one it is refused there and then. */
  gboolean allowed =
      strcmp (username, WITNESS) == 0 || (request == HELIO_CLOSING_CONNECT && *topic == '\0');

  for (gsize i = 0; i < G_N_ELEMENTS (rules) && !allowed; i++) {
    g_autofree char *own = rule_topic (&rules[i], username);
    const char *filter =
        g_str_has_prefix (topic, "$share/") ? strchr (topic + strlen ("$share/"), '/') + 1 : topic;

    if (request == HELIO_CLOSING_SUBSCRIBE)
      allowed = rules[i].subscribe && helio_closing_broker_covers (own, filter);
    else if (request == HELIO_CLOSING_RECEIVE)
      allowed = rules[i].subscribe && helio_closing_broker_covers (own, topic);
    else
      allowed = rules[i].publish && helio_closing_broker_covers (own, topic);
  }
  return allowed                            ? HELIO_CLOSING_ALLOW
         : request == HELIO_CLOSING_RECEIVE ? HELIO_CLOSING_DROP
                                            : HELIO_CLOSING_CLOSE;
}

HelioAclTruth *
helio_acl_truth_new (const HelioAclTruthOptions *options)
{
  HelioAclTruth *self = g_new0 (HelioAclTruth, 1);
  const char *url;

  self->options = *options;
  self->dir = helio_test_make_dir ();
  switch (options->broker) {
    case HELIO_ACL_BROKER_DYNSEC:
      start_dynsec (self);
      break;
    case HELIO_ACL_BROKER_ACL_FILE:
      start_acl_file (self);
      break;
    case HELIO_ACL_BROKER_SANDBOX:
      start_sandbox (self);
      break;
    case HELIO_ACL_BROKER_CLOSING:
    default:
      self->closing = helio_closing_broker_new (judge, self);
  }
  url = self->mosquitto != NULL ? helio_mosquitto_get_url (self->mosquitto, "mqtt")
        : self->sandbox != NULL ? helio_sandbox_run_get (self->sandbox, "broker.mqtt")
                                : helio_closing_broker_get_url (self->closing);
  self->url = g_strdup (url);
  self->organization =
      self->sandbox != NULL
          ? g_strconcat ("@", helio_sandbox_run_get (self->sandbox, "organization_id"), NULL)
          : g_strdup ("");
  self->username = g_strconcat (WITNESS, self->organization, NULL);
  make_plan (self);
  return self;
}

void
helio_acl_truth_free (HelioAclTruth *self)
{
  g_clear_pointer (&self->plan, helio_plan_unref);
  g_clear_pointer (&self->mosquitto, helio_mosquitto_free);
  g_clear_pointer (&self->sandbox, helio_sandbox_run_free);
  g_clear_pointer (&self->closing, helio_closing_broker_free);
  helio_test_remove_dir (self->dir);
  g_free (self->url);
  g_free (self->organization);
  g_free (self->username);
  g_free (self);
}

HelioPlan *
helio_acl_truth_get_plan (HelioAclTruth *self)
{
  return self->plan;
}

const char *
helio_acl_truth_get_url (HelioAclTruth *self)
{
  return self->url;
}

const char *
helio_acl_truth_get_username (HelioAclTruth *self)
{
  return self->username;
}

const char *
helio_acl_truth_get_password (HelioAclTruth *self)
{
  return PASSWORD;
}

HelioServices *
helio_acl_truth_make_services (void)
{
  HelioServices *services = g_new0 (HelioServices, 1);

  g_ref_count_init (&services->ref_count);
  services->clock = helio_clock_new_system ();
  services->http = helio_http_new ();
  services->profiles = helio_profile_store_new ("/nonexistent");
  services->second_view = TRUE;
  return services;
}

HelioReport *
helio_acl_truth_run (HelioAclTruth *self, const HelioProberOptions *options)
{
  g_autoptr (HelioServices) services = helio_acl_truth_make_services ();
  HelioReport *report = helio_report_new (self->plan, NULL, -1);
  g_autoptr (HelioProber) prober = helio_prober_new (services, report, NULL, options);
  HelioTestResult result = {NULL};
  g_autoptr (GError) error = NULL;

  helio_prober_run_async (prober, NULL, helio_test_result_ready, &result);
  helio_prober_run_finish (prober, helio_test_result_wait (&result, 600), &error);
  g_assert_no_error (error);
  helio_test_result_clear (&result);
  g_assert_cmpuint (helio_prober_get_done (prober), ==, helio_plan_get_n_checks (self->plan));
  return report;
}

void
helio_acl_truth_assert (HelioReport *report)
{
  HelioPlan *plan = helio_report_get_plan (report);
  GPtrArray *faults = helio_report_get_faults (report);
  guint wrong = faults->len;

  for (guint i = 0; i < faults->len; i++)
    g_test_message ("fault of user %u: %s",
                    ((HelioReportFault *) faults->pdata[i])->user,
                    ((HelioReportFault *) faults->pdata[i])->error->message);
  for (guint i = 0; i < helio_plan_get_n_checks (plan); i++) {
    const HelioPlanCheck *check = helio_plan_get_check (plan, i);
    const HelioResult *result = helio_report_get_result (report, i);

    if (result->observed == check->expect)
      continue;
    wrong++;
    g_test_message ("%s %s %s: expected %s, observed %s (%s): %s",
                    helio_plan_get_user (plan, check->user)->name,
                    helio_action_to_text (check->action),
                    check->topic,
                    helio_verdict_to_text (check->expect),
                    helio_verdict_to_text (result->observed),
                    helio_evidence_kind_to_text (result->kind),
                    result->evidence);
    for (guint k = 0; result->steps != NULL && k < result->steps->len; k++)
      g_test_message ("    %7.3f ms %s",
                      (double) ((HelioStep *) result->steps->pdata[k])->at / 1000.0,
                      ((HelioStep *) result->steps->pdata[k])->text);
  }
  g_assert_cmpuint (wrong, ==, 0);
}

void
helio_acl_truth_assert_nothing_retained (HelioAclTruth *self)
{
  g_autoptr (HelioMqttPeer) peer = helio_mqtt_peer_new (self->url, NULL);
  HelioMqttPeerConnect connect = {.version = 4,
                                  .client_id = "fresh",
                                  .username = self->username,
                                  .password = PASSWORD};
  g_autofree char *topic = NULL, *payload = NULL;

  g_assert_nonnull (peer);
  g_assert_cmpint (helio_mqtt_peer_connect (peer, &connect, NULL), ==, 0);
  g_assert_cmpint (helio_mqtt_peer_subscribe (peer, "#", 0), ==, 0);
  /* What is retained is on its way before this one. */
  g_assert_cmpint (helio_mqtt_peer_publish (peer, "the/last", "one", 0), ==, 0);
  g_assert_true (helio_mqtt_peer_take_message (peer, &topic, &payload));
  g_assert_cmpstr (topic, ==, "the/last");
}
