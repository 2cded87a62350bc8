// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/credential/helio-credential-source.h"
#include "core/credential/helio-credential.h"
#include "tests/support/helio-test.h"

#define S G_GINT64_CONSTANT (1000000)
#define MINUTE (60 * S)

static void
test_plan (void)
{
  static const struct {
    const char *what;
    gint64 life, recommended;
    double jitter;
    gint64 delay;
  } plans[] = {
      {"a tenth before the end", 60 * MINUTE, 0, 0, 54 * MINUTE},
      {"a tenth of a day", 24 * 60 * MINUTE, 0, 0, 1296 * MINUTE},
      {"where a tenth is 60 s exactly", 10 * MINUTE, 0, 0, 9 * MINUTE},
      {"60 s where a tenth is less", 5 * MINUTE, 0, 0, 4 * MINUTE},
      {"where 60 s is a third exactly", 3 * MINUTE, 0, 0, 2 * MINUTE},
      {"a third where 60 s is too much", 90 * S, 0, 0, 60 * S},
      {"a third of very little", 3 * S, 0, 0, 2 * S},
      {"half of the jitter", 60 * MINUTE, 0, 0.5, 54 * MINUTE - 54 * MINUTE / 40},
      {"all of the jitter", 60 * MINUTE, 0, 1, 54 * MINUTE - 54 * MINUTE / 20},
      {"no more than all of it", 60 * MINUTE, 0, 7, 54 * MINUTE - 54 * MINUTE / 20},
      {"no less than none", 60 * MINUTE, 0, -1, 54 * MINUTE},
      {"as recommended", 60 * MINUTE, 50 * MINUTE, 0.5, 50 * MINUTE},
      {"recommended too soon", 60 * MINUTE, 1, 0, 30 * S},
      {"recommended too soon for a short life", 60 * S, S, 0, 20 * S},
      {"recommended as soon as may be", 60 * MINUTE, 31 * S, 0, 31 * S},
      {"recommended just inside", 60 * MINUTE, 60 * MINUTE - 1, 0, 60 * MINUTE - 1},
      {"recommended at the end", 60 * MINUTE, 60 * MINUTE, 0, 54 * MINUTE},
      {"recommended after the end", 60 * MINUTE, 61 * MINUTE, 0, 54 * MINUTE},
      {"recommended in the past", 60 * MINUTE, -1, 0, 54 * MINUTE},
      {"no life", 0, 0, 0, 0},
      {"a negative life", -5 * S, 0, 0, 0},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (plans); i++) {
    g_test_message ("%s", plans[i].what);
    g_assert_cmpint (
        helio_credential_plan_renewal (plans[i].life, plans[i].recommended, plans[i].jitter),
        ==,
        plans[i].delay);
  }
}

static HelioCredential *
make (HelioCredentialLife kind, const char *username, gint64 life, gint64 recommended)
{
  g_autoptr (HelioSecret) password = helio_secret_new ("open sesame");
  HelioCredentialInit init = {
      .username = username,
      .password = password,
      .life_kind = kind,
      .obtained_boot = 1000 * S,
      .obtained_wall = 1700000000 * S,
      .life = life,
      .recommended = recommended,
      .method = "exchange",
      .provider = "auth0",
      .user_id = "auth0|1",
      .user_email = "alice@example.com",
      .token_id = "tkn_1",
  };

  return helio_credential_new (&init);
}

static void
test_stated (void)
{
  g_autoptr (HelioCredential) self =
      make (HELIO_CREDENTIAL_LIFE_STATED, "alice@org_k7xm4", 60 * MINUTE, 50 * MINUTE);

  g_assert_cmpstr (helio_credential_get_username (self), ==, "alice@org_k7xm4");
  g_assert_true (helio_secret_equal_text (helio_credential_get_password (self), "open sesame"));
  g_assert_cmpstr (helio_credential_get_name (self), ==, "alice");
  g_assert_cmpstr (helio_credential_get_organization (self), ==, "org_k7xm4");
  g_assert_cmpint (helio_credential_get_life_kind (self), ==, HELIO_CREDENTIAL_LIFE_STATED);
  g_assert_cmpint (helio_credential_get_obtained (self), ==, 1000 * S);
  g_assert_cmpint (helio_credential_get_expires (self), ==, 4600 * S);
  g_assert_cmpint (helio_credential_get_renew_at (self), ==, 4000 * S);
  g_assert_cmpint (helio_credential_get_expires_wall (self), ==, 1700003600 * S);
  g_assert_cmpint (helio_credential_get_renew_wall (self), ==, 1700003000 * S);
  g_assert_false (helio_credential_is_expired (self, 4600 * S - 1));
  g_assert_true (helio_credential_is_expired (self, 4600 * S));
  g_assert_cmpstr (helio_credential_get_method (self), ==, "exchange");
  g_assert_cmpstr (helio_credential_get_provider (self), ==, "auth0");
  g_assert_cmpstr (helio_credential_get_user_id (self), ==, "auth0|1");
  g_assert_cmpstr (helio_credential_get_user_email (self), ==, "alice@example.com");
  g_assert_cmpstr (helio_credential_get_token_id (self), ==, "tkn_1");
}

static void
test_anonymous (void)
{
  const HelioCredentialInit init = {.life_kind = HELIO_CREDENTIAL_LIFE_ENDLESS, .method = "none"};
  g_autoptr (HelioCredential) self = helio_credential_new (&init);
  g_autoptr (HelioCredential) named = make (HELIO_CREDENTIAL_LIFE_ENDLESS, "alice", 0, 0);

  g_assert_true (helio_credential_is_anonymous (self));
  g_assert_false (helio_credential_is_anonymous (named));
  g_assert_cmpstr (helio_credential_get_username (self), ==, "");
  g_assert_cmpstr (helio_credential_get_name (self), ==, "");
  g_assert_cmpstr (helio_credential_get_organization (self), ==, "");
  g_assert_null (helio_credential_get_password (self));
  g_assert_cmpint (helio_credential_get_renew_at (self), ==, G_MAXINT64);
}

static void
test_assumed (void)
{
  /* What the service states besides is of no account: there is no expiry to hold it against. */
  g_autoptr (HelioCredential) self =
      make (HELIO_CREDENTIAL_LIFE_ASSUMED, "alice@org_k7xm4", 0, 10 * MINUTE);

  g_assert_cmpint (helio_credential_get_life_kind (self), ==, HELIO_CREDENTIAL_LIFE_ASSUMED);
  g_assert_cmpint (helio_credential_get_expires (self), ==, 4600 * S);
  g_assert_cmpint (helio_credential_get_renew_at (self), ==, 4000 * S);
  g_assert_cmpint (helio_credential_get_renew_wall (self), ==, 1700003000 * S);
}

static void
test_endless (void)
{
  g_autoptr (HelioCredential) self = make (HELIO_CREDENTIAL_LIFE_ENDLESS, "alice@org_1", 0, 0);

  g_assert_cmpint (helio_credential_get_expires (self), ==, G_MAXINT64);
  g_assert_cmpint (helio_credential_get_renew_at (self), ==, G_MAXINT64);
  g_assert_cmpint (helio_credential_get_expires_wall (self), ==, 0);
  g_assert_cmpint (helio_credential_get_renew_wall (self), ==, 0);
  g_assert_false (helio_credential_is_expired (self, G_MAXINT64));
}

static void
test_huge_life (void)
{
  g_autoptr (HelioCredential) self =
      make (HELIO_CREDENTIAL_LIFE_STATED, "alice", G_MAXINT64 - 1, 0);

  g_assert_cmpint (helio_credential_get_expires (self), ==, G_MAXINT64 - 1);
  g_assert_cmpint (helio_credential_get_expires_wall (self), ==, G_MAXINT64 - 1);
  g_assert_cmpint (helio_credential_get_renew_at (self), >, 1000 * S);
  g_assert_false (helio_credential_is_expired (self, 100 * 365 * 24 * 60 * MINUTE));
}

static void
test_names (void)
{
  static const struct {
    const char *username, *name, *organization;
  } names[] = {
      {"alice@org_1", "alice", "org_1"},
      {"alice@example.com@org_1", "alice@example.com", "org_1"},
      {"alice", "alice", ""},
      {"alice@", "alice", ""},
      {"@org_1", "", "org_1"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (HelioCredential) self =
        make (HELIO_CREDENTIAL_LIFE_ENDLESS, names[i].username, 0, 0);
    g_autofree char *cut = helio_credential_cut_name (names[i].username);

    g_assert_cmpstr (cut, ==, names[i].name);
    g_assert_cmpstr (helio_credential_get_name (self), ==, names[i].name);
    g_assert_cmpstr (helio_credential_get_organization (self), ==, names[i].organization);
  }
  g_assert_null (helio_credential_cut_name (NULL));
}

#define TEST_TYPE_SOURCE (test_source_get_type ())
G_DECLARE_FINAL_TYPE (TestSource, test_source, TEST, SOURCE, GObject)

struct _TestSource {
  GObject parent_instance;
  HelioCredentialStage stage;
};

static void
test_source_get_async (HelioCredentialSource *source,
                       HelioCredentialFlags flags,
                       HelioCredential *previous,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (source, cancellable, callback, user_data);

  TEST_SOURCE (source)->stage = HELIO_CREDENTIAL_STAGE_FETCHING;
  helio_credential_source_emit_stage_changed (source);
  g_assert_cmpint (flags, ==, HELIO_CREDENTIAL_INTERACTIVE | HELIO_CREDENTIAL_REFUSED);
  g_task_return_pointer (task,
                         helio_credential_ref (previous),
                         (GDestroyNotify) helio_credential_unref);
}

static HelioCredential *
test_source_get_finish (HelioCredentialSource *source, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static HelioCredentialStage
test_source_get_stage (HelioCredentialSource *source)
{
  return TEST_SOURCE (source)->stage;
}

static void
source_iface_init (HelioCredentialSourceInterface *iface)
{
  iface->get_async = test_source_get_async;
  iface->get_finish = test_source_get_finish;
  iface->get_stage = test_source_get_stage;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestSource,
                               test_source,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (HELIO_TYPE_CREDENTIAL_SOURCE,
                                                      source_iface_init))

static void
test_source_class_init (TestSourceClass *klass)
{
}

static void
test_source_init (TestSource *self)
{
}

static void
on_stage_changed (HelioCredentialSource *source, gpointer user_data)
{
  *(HelioCredentialStage *) user_data = helio_credential_source_get_stage (source);
}

static void
test_interface (void)
{
  g_autoptr (HelioCredentialSource) source = g_object_new (TEST_TYPE_SOURCE, NULL);
  g_autoptr (HelioCredential) previous = make (HELIO_CREDENTIAL_LIFE_ENDLESS, "alice", 0, 0);
  g_autoptr (HelioCredential) got = NULL;
  g_autoptr (GError) error = NULL;
  HelioCredentialStage seen = HELIO_CREDENTIAL_STAGE_IDLE;
  HelioTestResult result = {0};

  g_signal_connect (source, "stage-changed", G_CALLBACK (on_stage_changed), &seen);
  helio_credential_source_get_async (source,
                                     HELIO_CREDENTIAL_INTERACTIVE | HELIO_CREDENTIAL_REFUSED,
                                     previous,
                                     NULL,
                                     helio_test_result_ready,
                                     &result);
  g_assert_cmpint (seen, ==, HELIO_CREDENTIAL_STAGE_FETCHING);
  got = helio_credential_source_get_finish (source, helio_test_result_wait (&result, 20), &error);
  g_assert_no_error (error);
  g_assert_true (got == previous);
  helio_test_result_clear (&result);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/credential/plan", test_plan);
  g_test_add_func ("/credential/stated", test_stated);
  g_test_add_func ("/credential/anonymous", test_anonymous);
  g_test_add_func ("/credential/assumed", test_assumed);
  g_test_add_func ("/credential/endless", test_endless);
  g_test_add_func ("/credential/huge-life", test_huge_life);
  g_test_add_func ("/credential/names", test_names);
  g_test_add_func ("/credential/source", test_interface);
  return g_test_run ();
}
