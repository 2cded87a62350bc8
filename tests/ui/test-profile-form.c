// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "support/helio-test.h"
#include "ui/helio-ui-test.h"

#include "core/base/helio-error.h"
#include "core/profile/helio-profile-preset.h"
#include "ui/profile/helio-profile-editor.h"
#include "ui/profile/helio-profile-fields.h"
#include "ui/profile/helio-profile-form.h"

#include <string.h>

/* Every member of design.md §5.1, none at its default value, and some that this version does not know. */
static const char full[] =
    "{\"version\":1,\"id\":\"11111111-2222-3333-4444-555555555555\",\"name\":\"Everything\","
    "\"broker\":{\"url\":\"wss://broker.example.com:8443/mqtt\",\"allow_insecure\":true,"
    "\"protocol\":\"5\",\"client_id\":\"me\",\"keep_alive\":30,\"clean_start\":true,"
    "\"session_expiry\":77,\"keep_session\":true,"
    "\"connect_properties\":{\"receive_maximum\":2000,\"maximum_packet_size\":4096,"
    "\"request_problem_information\":false,\"user_properties\":[[\"a\",\"1\"],[\"b\",\"2\"]]},"
    "\"will\":{\"topic\":\"last/will\",\"payload\":\"two\\nlines\",\"qos\":2,\"retain\":true,"
    "\"delay\":9,\"properties\":{\"content_type\":\"text/plain\",\"response_topic\":\"r\","
    "\"message_expiry\":60,\"user_properties\":[[\"w\",\"x\"]]}}},"
    "\"sign_in\":{\"domain\":\"tenant.example.com\",\"issuer\":\"https://issuer.example.com/\","
    "\"client_id\":\"abc\",\"audience\":\"https://api.example.com\",\"scope\":\"openid\","
    "\"connection\":\"c\",\"organization\":\"o\",\"login_hint\":\"h\",\"prompt\":\"login\","
    "\"redirect_ports\":[1000,2000]},"
    "\"credentials\":{\"method\":\"exchange\",\"exchange\":{\"url\":\"https://x.example.com/e\","
    "\"dialect\":\"organization\",\"provider\":\"p\",\"organization_id\":\"org_1\","
    "\"integration_id\":\"int_1\",\"ttl\":600},"
    "\"backend\":{\"url\":\"https://b.example.com/\",\"style\":\"json\",\"token_field\":\"t\"},"
    "\"native\":{\"url\":\"https://n.example.com/"
    "\",\"organization_id\":\"org_2\",\"email\":\"e@x\"},"
    "\"password\":{\"username\":\"u@org\"}},"
    "\"subscriptions\":[{\"filter\":\"a/#\",\"qos\":2,\"no_local\":true,"
    "\"retain_as_published\":false,\"retain_handling\":2,\"later\":1}],"
    "\"from_the_future\":{\"x\":[1,2]}}";

static HelioProfile *
read_full (void)
{
  GError *error = NULL;
  HelioProfile *profile = helio_profile_from_text (full, strlen (full), &error);
  g_assert_no_error (error);
  return profile;
}

static HelioProfileForm *
show_form (const HelioProfile *profile, GtkWindow **window)
{
  GtkWidget *form = helio_profile_form_new ();
  helio_profile_form_set_profile (HELIO_PROFILE_FORM (form), profile);
  *window = helio_ui_test_show (form, 600, 600);
  return HELIO_PROFILE_FORM (form);
}

static void
test_round_trip (void)
{
  g_autoptr (HelioProfile) profile = read_full ();
  g_autofree char *before = helio_profile_to_text (profile);
  GtkWindow *window;
  HelioProfileForm *form = show_form (profile, &window);

  g_autoptr (HelioProfile) again = helio_profile_form_get_profile (form);
  g_autofree char *after = helio_profile_to_text (again);
  g_assert_cmpstr (after, ==, before);
  g_assert_true (helio_profile_form_check (form, TRUE, NULL));
  gtk_window_destroy (window);
}

static char *const *
get_place (const HelioProfile *profile, int group, const HelioField *field)
{
  gconstpointer base =
      group == HELIO_FORM_WILL ? (gconstpointer) profile->broker.will : (gconstpointer) profile;
  return (gpointer) ((const char *) base + field->offset);
}

/* Each row that is changed by hand changes its member and no other. */
static void
test_every_text_row (void)
{
  g_autoptr (HelioProfile) profile = read_full ();
  GtkWindow *window;
  HelioProfileForm *form = show_form (profile, &window);
  guint n = 0;

  for (int pass = 0; pass < 2; pass++) {
    g_autoptr (HelioProfile) again = helio_profile_form_get_profile (form);
    for (int group = 0; group < HELIO_FORM_N_GROUPS; group++) {
      const HelioField *fields = helio_profile_fields_get ((HelioFormGroup) group);
      for (guint i = 0; fields[i].path != NULL; i++) {
        if (fields[i].kind != HELIO_FIELD_TEXT && fields[i].kind != HELIO_FIELD_TEXT_OR_NULL)
          continue;
        GtkWidget *row = helio_profile_form_get_row (form, fields[i].path);
        g_assert_nonnull (row);
        if (pass == 0) {
          gtk_editable_set_text (GTK_EDITABLE (row), fields[i].path);
          n++;
        } else {
          g_assert_cmpstr (*get_place (again, group, &fields[i]), ==, fields[i].path);
        }
      }
    }
  }
  g_assert_cmpuint (n, >, 25);
  gtk_window_destroy (window);
}

/* As a person does: comes to the field, types, goes on. */
static void
type_and_leave (HelioProfileForm *form, const char *path, const char *text)
{
  GtkWidget *row = helio_profile_form_get_row (form, path);
  const char *other = g_str_equal (path, "$.name") ? "$.broker.client_id" : "$.name";

  gtk_widget_grab_focus (row);
  gtk_editable_set_text (GTK_EDITABLE (row), text);
  gtk_widget_grab_focus (helio_profile_form_get_row (form, other));
}

static void
test_error_at_its_row (void)
{
  static const char *const schemes[] = {"mqtt://", "mqtts://", "ws://", "wss://"};
  g_autoptr (HelioProfile) profile = read_full ();
  GtkWindow *window;
  HelioProfileForm *form = show_form (profile, &window);
  GtkWidget *row = helio_profile_form_get_row (form, "$.broker.url");
  GtkWidget *error_row = helio_profile_form_get_error_row (form, "$.broker.url");

  g_assert_false (gtk_widget_get_visible (error_row));
  gtk_widget_grab_focus (row);
  gtk_editable_set_text (GTK_EDITABLE (row), "foo://bar");
  /* Not while one types. */
  g_assert_false (gtk_widget_get_visible (error_row));
  gtk_widget_grab_focus (helio_profile_form_get_row (form, "$.name"));
  g_assert_true (gtk_widget_get_visible (error_row));
  g_assert_true (gtk_widget_has_css_class (row, "error"));
  g_autofree char *said = helio_ui_test_texts (error_row);
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    g_assert_nonnull (strstr (said, schemes[i]));
  g_assert_null (strstr (said, "$.broker"));
  g_assert_true (g_str_has_prefix (said, "An address that begins with "));
  g_assert_true (
      g_str_has_prefix (helio_profile_form_get_problem (form), "Broker URL: an address that "));

  g_autoptr (GError) error = NULL;
  g_assert_false (helio_profile_form_check (form, TRUE, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);

  gtk_editable_set_text (GTK_EDITABLE (row), "mqtts://broker.example.com");
  g_assert_false (gtk_widget_get_visible (error_row));
  g_assert_false (gtk_widget_has_css_class (row, "error"));
  gtk_window_destroy (window);
}

/* What stands alone below a field begins as a sentence does. */
static void
test_error_is_sentence (void)
{
  static const struct {
    const char *path, *text, *said;
  } cases[] = {
      {"$.sign_in.domain", "https://x.y/", "A host name such as "},
      {"$.sign_in.issuer", "nonsense", "An address such as "},
      {"$.credentials.exchange.url", "nonsense", "An address such as "},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (HelioProfile) profile = read_full ();
    GtkWindow *window;
    HelioProfileForm *form = show_form (profile, &window);

    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (gtk_widget_get_ancestor (
                                       helio_profile_form_get_row (form, "$.sign_in.issuer"),
                                       ADW_TYPE_EXPANDER_ROW)),
                                   TRUE);
    helio_ui_test_frames (GTK_WIDGET (form), 2);
    type_and_leave (form, cases[i].path, cases[i].text);
    g_autofree char *said =
        helio_ui_test_texts (helio_profile_form_get_error_row (form, cases[i].path));
    if (!g_str_has_prefix (said, cases[i].said))
      g_error ("“%s” does not begin with “%s”", said, cases[i].said);
    gtk_window_destroy (window);
  }
}

/* Tab goes by what is said of a fault to the next field, and not out of the group. */
static void
test_tab_passes_error (void)
{
  g_autoptr (HelioProfile) profile = read_full ();
  GtkWindow *window;
  HelioProfileForm *form = show_form (profile, &window);
  GtkWidget *domain = helio_profile_form_get_row (form, "$.sign_in.domain");
  GtkWidget *next = helio_profile_form_get_row (form, "$.sign_in.client_id");
  guint steps = 0;

  gtk_widget_grab_focus (domain);
  gtk_editable_set_text (GTK_EDITABLE (domain), "https://x.y/");
  g_assert_false (helio_profile_form_check (form, TRUE, NULL));
  g_assert_true (
      gtk_widget_get_visible (helio_profile_form_get_error_row (form, "$.sign_in.domain")));
  do
    gtk_widget_child_focus (GTK_WIDGET (window), GTK_DIR_TAB_FORWARD);
  while (++steps < 4 && !gtk_widget_is_ancestor (gtk_window_get_focus (window), next));
  g_assert_cmpuint (steps, <, 4);
  gtk_window_destroy (window);
}

static void
assert_in_view (GtkWidget *widget)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (widget, scroller, &bounds));
  g_assert_cmpfloat (bounds.size.height, >, 0);
  g_assert_cmpfloat (bounds.origin.y, >=, 0);
  g_assert_cmpfloat (bounds.origin.y + bounds.size.height, <=, gtk_widget_get_height (scroller));
}

/* Saving leads to what is wrong, in the part that is seen. */
static void
test_fault_in_view (void)
{
  static const char *const paths[] = {"$.sign_in.redirect_ports",
                                      "$.name",
                                      "$.broker.will.topic",
                                      "$.sign_in.domain"};
  static const char *const texts[] = {"70000", "", "a/#", "https://x.y/"};

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++) {
    g_autoptr (HelioProfile) profile = read_full ();
    GtkWindow *window;
    HelioProfileForm *form = show_form (profile, &window);

    gtk_window_set_default_size (window, 600, 300);
    gtk_editable_set_text (GTK_EDITABLE (helio_profile_form_get_row (form, paths[i])), texts[i]);
    helio_ui_test_frames (GTK_WIDGET (form), 2);
    g_assert_false (helio_profile_form_check (form, TRUE, NULL));
    helio_ui_test_frames (GTK_WIDGET (form), 40);
    g_test_message ("%s", paths[i]);
    assert_in_view (helio_profile_form_get_row (form, paths[i]));
    assert_in_view (helio_profile_form_get_error_row (form, paths[i]));
    gtk_window_destroy (window);
  }
}

/* Wherever Tab leads, the row is not cut off. */
static void
test_tab_in_view (void)
{
  g_autoptr (HelioProfile) profile = read_full ();
  GtkWindow *window;
  HelioProfileForm *form = show_form (profile, &window);

  gtk_window_set_default_size (window, 600, 300);
  gtk_widget_grab_focus (helio_profile_form_get_row (form, "$.name"));
  for (guint i = 0; i < 14; i++) {
    gtk_widget_child_focus (GTK_WIDGET (window), GTK_DIR_TAB_FORWARD);
    helio_ui_test_frames (GTK_WIDGET (form), 4);
    assert_in_view (gtk_widget_get_ancestor (gtk_window_get_focus (window), GTK_TYPE_LIST_BOX_ROW));
  }
  gtk_window_destroy (window);
}

static void
test_ports (void)
{
  g_autoptr (HelioProfile) profile = read_full ();
  GtkWindow *window;
  HelioProfileForm *form = show_form (profile, &window);
  GtkWidget *row = helio_profile_form_get_row (form, "$.sign_in.redirect_ports");

  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, "1000, 2000");
  gtk_editable_set_text (GTK_EDITABLE (row), "70000");
  g_assert_false (helio_profile_form_check (form, FALSE, NULL));
  gtk_editable_set_text (GTK_EDITABLE (row), "0,17731");
  g_assert_true (helio_profile_form_check (form, FALSE, NULL));
  g_autoptr (HelioProfile) again = helio_profile_form_get_profile (form);
  g_assert_cmpuint (again->sign_in.redirect_ports->len, ==, 2);
  g_assert_cmpint (g_array_index (again->sign_in.redirect_ports, int, 1), ==, 17731);
  gtk_window_destroy (window);
}

static void
test_method_decides_rows (void)
{
  g_autoptr (HelioProfile) profile = read_full ();
  GtkWindow *window;
  HelioProfileForm *form = show_form (profile, &window);
  GtkWidget *method = helio_profile_form_get_row (form, "$.credentials.method");

  g_assert_true (gtk_widget_get_visible (
      helio_profile_form_get_row (form, "$.credentials.exchange.organization_id")));
  g_assert_false (gtk_widget_get_visible (
      helio_profile_form_get_row (form, "$.credentials.exchange.provider")));
  adw_combo_row_set_selected (ADW_COMBO_ROW (method), HELIO_METHOD_PASSWORD);
  g_assert_false (gtk_widget_get_visible (
      helio_profile_form_get_row (form, "$.credentials.exchange.organization_id")));
  g_assert_true (gtk_widget_get_visible (
      helio_profile_form_get_row (form, "$.credentials.password.username")));
  g_assert_false (gtk_widget_get_mapped (helio_profile_form_get_row (form, "$.sign_in.domain")));
  gtk_window_destroy (window);
}

/* (nullable) */
static GtkLabel *
find_label (GtkWidget *widget, const char *text)
{
  GtkLabel *found = NULL;

  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL &&
      gtk_widget_get_mapped (widget))
    found = GTK_LABEL (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_label (child, text);
  return found;
}

/* Where there is room, what is chosen is not cut off. */
static void
test_choice_whole (void)
{
  g_autoptr (HelioProfile) profile = read_full ();
  GtkWindow *window;
  HelioProfileForm *form = show_form (profile, &window);
  GtkWidget *method = helio_profile_form_get_row (form, "$.credentials.method");
  GtkLabel *label;

  adw_combo_row_set_selected (ADW_COMBO_ROW (method), HELIO_METHOD_PASSWORD);
  helio_ui_test_frames (GTK_WIDGET (form), 2);
  label = find_label (method, "Username and password");
  g_assert_nonnull (label);
  g_assert_false (pango_layout_is_ellipsized (gtk_label_get_layout (label)));
  gtk_window_destroy (window);
}

/* What is not a URL yet becomes one when one goes on, and when one saves from within the field. */
static void
test_address_completed (void)
{
  g_autoptr (HelioProfile) profile = helio_profile_new_preset (HELIO_PRESET_ANY_BROKER);
  GtkWindow *window;
  HelioProfileForm *form = show_form (profile, &window);
  GtkWidget *row = helio_profile_form_get_row (form, "$.broker.url");

  type_and_leave (form, "$.name", "Mine");
  gtk_widget_grab_focus (row);
  gtk_editable_set_text (GTK_EDITABLE (row), "localhost:1883");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, "localhost:1883");
  g_assert_true (helio_profile_form_check (form, TRUE, NULL));
  g_autoptr (HelioProfile) saved = helio_profile_form_get_profile (form);
  g_assert_cmpstr (saved->broker.url, ==, "mqtt://localhost:1883");
  gtk_widget_grab_focus (helio_profile_form_get_row (form, "$.name"));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, "mqtt://localhost:1883");
  type_and_leave (form, "$.broker.url", "broker.example.com");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, "mqtts://broker.example.com");
  g_assert_true (helio_profile_form_check (form, FALSE, NULL));
  gtk_window_destroy (window);
}

/* Nobody is scolded for what they have not come to; CloudSignal is not spoken of where it has no part. */
static void
test_any_broker (void)
{
  g_autoptr (HelioProfile) profile = helio_profile_new_preset (HELIO_PRESET_ANY_BROKER);
  GtkWindow *window;
  HelioProfileForm *form = show_form (profile, &window);
  GtkWidget *method = helio_profile_form_get_row (form, "$.credentials.method");
  GtkWidget *username = helio_profile_form_get_row (form, "$.credentials.password.username");
  GtkWidget *secret = helio_ui_test_find (form, ADW_TYPE_PASSWORD_ENTRY_ROW);

  g_assert_false (helio_profile_form_check (form, FALSE, NULL));
  g_assert_false (gtk_widget_get_visible (helio_profile_form_get_error_row (form, "$.name")));
  g_assert_cmpstr (helio_profile_form_get_problem (form), ==, "Still needed: Name");
  type_and_leave (form, "$.name", "");
  g_assert_true (gtk_widget_get_visible (helio_profile_form_get_error_row (form, "$.name")));
  g_assert_nonnull (strstr (helio_profile_form_get_problem (form), "missing"));

  /* Anonymous: neither username nor password is asked for. */
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (method)), ==, HELIO_METHOD_NONE);
  g_assert_false (gtk_widget_get_visible (username));
  g_assert_false (gtk_widget_get_visible (secret));
  g_autofree char *texts = helio_ui_test_texts (form);
  g_assert_nonnull (strstr (texts, "None (anonymous)"));
  type_and_leave (form, "$.name", "Mosquitto");
  type_and_leave (form, "$.broker.url", "mqtt://localhost");
  g_assert_true (helio_profile_form_check (form, TRUE, NULL));

  adw_combo_row_set_selected (ADW_COMBO_ROW (method), HELIO_METHOD_PASSWORD);
  g_assert_true (gtk_widget_get_visible (username));
  g_assert_true (gtk_widget_get_visible (secret));
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (username)), ==, "Username");
  type_and_leave (form, "$.broker.url", "mqtts://connect.cloudsignal.app:8883");
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (username)),
                   ==,
                   "Username (name@organization)");
  gtk_window_destroy (window);
}

/* A file's fault in words. */
static void
test_fault_in_words (void)
{
  static const struct {
    const char *message, *words;
  } cases[] = {
      {"$.broker.url: text is expected, not 7.",
       "Broker URL (“broker.url”): text is expected, not 7."},
      {"$.name is missing: text is expected.", "Name (“name”) is missing: text is expected."},
      {"$.version: 1 is expected, not 7.", "“version”: 1 is expected, not 7."},
      {"$: an object is expected, not a list.", "An object is expected, not a list."},
      {"The file is empty.", "The file is empty."},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *words = helio_profile_fields_word (cases[i].message);

    g_assert_cmpstr (words, ==, cases[i].words);
  }
}

static void
test_secret_stays_out (void)
{
  g_autoptr (HelioProfile) profile = helio_profile_new_preset (HELIO_PRESET_AUTH0);
  GtkWindow *window;
  HelioProfileForm *form = show_form (profile, &window);
  AdwPasswordEntryRow *row = helio_ui_test_find (form, ADW_TYPE_PASSWORD_ENTRY_ROW);

  gtk_editable_set_text (GTK_EDITABLE (row), "sk_very_secret");
  g_autofree char *said = helio_ui_test_texts (form);
  g_assert_nonnull (strstr (said, "secret key of the whole organization"));
  g_autoptr (HelioSecret) key = helio_profile_form_dup_secret (form, HELIO_KEYRING_EXCHANGE_KEY);
  g_assert_true (helio_secret_equal_text (key, "sk_very_secret"));
  g_assert_null (helio_profile_form_dup_secret (form, HELIO_KEYRING_PASSWORD));
  g_autoptr (HelioProfile) again = helio_profile_form_get_profile (form);
  g_autofree char *text = helio_profile_to_text (again);
  g_assert_null (strstr (text, "sk_very_secret"));

  gtk_editable_set_text (GTK_EDITABLE (row), "pk_fine");
  g_autofree char *later = helio_ui_test_texts (form);
  g_assert_null (strstr (later, "secret key of the whole organization"));
  gtk_window_destroy (window);
}

/* A preset needs nothing but what its rows ask for. */
static void
test_presets (void)
{
  for (int i = 0; i < HELIO_PRESET_N; i++) {
    g_autoptr (HelioProfile) profile = helio_profile_new_preset ((HelioPreset) i);
    GtkWindow *window;
    HelioProfileForm *form = show_form (profile, &window);
    g_assert_false (helio_profile_form_check (form, TRUE, NULL));
    const struct {
      const char *path, *text;
    } values[] = {
        {"$.name", "New"},
        {"$.broker.url", "mqtts://broker.example.com"},
        {"$.credentials.exchange.url", "https://x.example.com/v2/tokens/exchange"},
        {"$.credentials.backend.url", "https://b.example.com/"},
        {"$.credentials.password.username", "me@org"},
        {"$.sign_in.domain", "tenant.example.com"},
        {"$.sign_in.client_id", "abc"},
        {"$.sign_in.audience", "https://api.example.com"},
    };
    for (guint v = 0; v < G_N_ELEMENTS (values); v++) {
      GtkWidget *row = helio_profile_form_get_row (form, values[v].path);
      if (gtk_widget_get_mapped (row) || gtk_widget_get_visible (row))
        gtk_editable_set_text (GTK_EDITABLE (row), values[v].text);
    }
    g_autoptr (GError) error = NULL;
    helio_profile_form_check (form, TRUE, &error);
    g_assert_no_error (error);
    gtk_window_destroy (window);
  }
}

int
main (int argc, char **argv)
{
  helio_ui_test_init (&argc, &argv);
  g_test_add_func ("/ui/profile-form/round-trip", test_round_trip);
  g_test_add_func ("/ui/profile-form/every-text-row", test_every_text_row);
  g_test_add_func ("/ui/profile-form/error-at-its-row", test_error_at_its_row);
  g_test_add_func ("/ui/profile-form/error-is-sentence", test_error_is_sentence);
  g_test_add_func ("/ui/profile-form/tab-passes-error", test_tab_passes_error);
  g_test_add_func ("/ui/profile-form/fault-in-view", test_fault_in_view);
  g_test_add_func ("/ui/profile-form/tab-in-view", test_tab_in_view);
  g_test_add_func ("/ui/profile-form/ports", test_ports);
  g_test_add_func ("/ui/profile-form/method-decides-rows", test_method_decides_rows);
  g_test_add_func ("/ui/profile-form/choice-whole", test_choice_whole);
  g_test_add_func ("/ui/profile-form/address-completed", test_address_completed);
  g_test_add_func ("/ui/profile-form/any-broker", test_any_broker);
  g_test_add_func ("/ui/profile-form/fault-in-words", test_fault_in_words);
  g_test_add_func ("/ui/profile-form/secret-stays-out", test_secret_stays_out);
  g_test_add_func ("/ui/profile-form/presets", test_presets);
  return g_test_run ();
}
