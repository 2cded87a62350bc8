// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-util.h"
#include "core/profile/helio-profile-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Longer names are misspelt no more. */
#define NAME_MAX_CHARS 40
/* More would not be read. */
#define MAX_UNKNOWN 32

/* An object of the file: where it is, the table of its members, and those that are in no table. */
static const struct {
  const char *path; /* names of members with dots between */
  const HelioProfileField *fields;
  const char *others; /* with spaces around each */
} places[] = {
    {"", helio_profile_root_fields, " version id broker sign_in credentials subscriptions "},
    {"broker", helio_profile_broker_fields, " ca client_certificate connect_properties will "},
    {"broker.connect_properties", helio_profile_connect_fields, " user_properties "},
    {"broker.will", helio_profile_will_fields, " properties "},
    {"broker.will.properties", helio_profile_will_property_fields, " user_properties "},
    {"sign_in", helio_profile_sign_in_fields, " redirect_ports "},
    {"credentials", helio_profile_method_fields, " exchange backend native password "},
};

static gboolean
is_known (const HelioProfileField *fields, const char *others, const char *name)
{
  g_autofree char *spaced = g_strdup_printf (" %s ", name);

  for (guint i = 0; fields[i].name != NULL; i++)
    if (strcmp (fields[i].name, name) == 0)
      return TRUE;
  return strstr (others, spaced) != NULL;
}

static void
look (GPtrArray *unknown,
      const HelioJson *object,
      const char *path,
      const HelioProfileField *fields,
      const char *others)
{
  g_auto (GStrv) names = object != NULL ? helio_json_get_names (object) : g_new0 (char *, 1);

  for (guint i = 0; names[i] != NULL && unknown->len < MAX_UNKNOWN; i++)
    if (!is_known (fields, others, names[i]))
      g_ptr_array_add (unknown,
                       g_strdup_printf ("$%s%s.%s", *path != '\0' ? "." : "", path, names[i]));
}

static HelioJson *
find (const HelioProfile *self, const char *path)
{
  g_auto (GStrv) names = g_strsplit (path, ".", -1);
  HelioJson *object = helio_json_ref (self->extra);

  for (guint i = 0; names[i] != NULL && object != NULL; i++) {
    HelioJson *inner = helio_json_get_object (object, names[i]);

    helio_json_unref (object);
    object = inner;
  }
  return object;
}

GStrv
helio_profile_list_unknown (const HelioProfile *self)
{
  GPtrArray *unknown = g_ptr_array_new ();

  for (gsize i = 0; self->extra != NULL && i < G_N_ELEMENTS (places); i++) {
    g_autoptr (HelioJson) object = find (self, places[i].path);

    look (unknown, object, places[i].path, places[i].fields, places[i].others);
  }
  for (gsize i = 0; self->extra != NULL && helio_profile_methods[i] != NULL; i++) {
    g_autofree char *path = g_strconcat ("credentials.", helio_profile_methods[i], NULL);
    g_autoptr (HelioJson) object = find (self, path);

    look (unknown, object, path, helio_profile_fields_of_method[i], "");
  }
  for (guint i = 0; i < self->subscriptions->len; i++) {
    const HelioProfileSubscription *subscription = self->subscriptions->pdata[i];
    g_autofree char *path = g_strdup_printf ("subscriptions[%u]", i);

    look (unknown, subscription->extra, path, helio_profile_subscription_fields, "");
  }
  g_ptr_array_add (unknown, NULL);
  return (GStrv) g_ptr_array_free (unknown, FALSE);
}

/* How many letters have to be put in, taken out or changed (Levenshtein). */
static guint
count_slips (const char *a, const char *b)
{
  guint row[NAME_MAX_CHARS + 1];
  const gsize n = strlen (b);

  if (strlen (a) > NAME_MAX_CHARS || n > NAME_MAX_CHARS)
    return G_MAXUINT;
  for (guint j = 0; j <= n; j++)
    row[j] = j;
  for (guint i = 1; a[i - 1] != '\0'; i++) {
    guint diagonal = row[0];

    row[0] = i;
    for (guint j = 1; j <= n; j++) {
      guint changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);

      diagonal = row[j];
      row[j] = MIN (changed, MIN (row[j], row[j - 1]) + 1);
    }
  }
  return row[n];
}

char *
helio_profile_ask_for_misspelt (const HelioProfile *self, const char *path)
{
  const char *name = strrchr (path, '.');
  g_autofree char *place =
      name != NULL && name > path + 1 ? g_strndup (path + 2, (gsize) (name - path - 2)) : NULL;
  g_autoptr (HelioJson) parent =
      self->extra != NULL && name != NULL ? find (self, place != NULL ? place : "") : NULL;
  g_auto (GStrv) unknown = NULL;
  const char *best = NULL;
  guint least = 0;

  if (parent == NULL || helio_json_has (parent, name + 1))
    return NULL;
  unknown = helio_profile_list_unknown (self);

  for (guint i = 0; unknown[i] != NULL; i++) {
    const char *other = strrchr (unknown[i], '.');
    guint slips;

    if (other - unknown[i] != name - path || strncmp (unknown[i], path, (gsize) (name - path)) != 0)
      continue;
    slips = count_slips (name + 1, other + 1);
    if (slips <= MAX (1, MIN (2, strlen (name + 1) / 3)) && (best == NULL || slips < least)) {
      best = other + 1;
      least = slips;
    }
  }
  if (best == NULL)
    return NULL;
  g_autofree char *shown = helio_printable (best, -1, NAME_MAX_CHARS);
  /* Translators: two names of JSON members, what is there and what is missing */
  return g_strdup_printf (C_ ("profile file", "There is “%s”: is “%s” meant?"), shown, name + 1);
}
