// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-check-row.h"

#include "core/base/helio-util.h"

#include <glib/gi18n-lib.h>

#define VALUE_MAX_CHARS 1000
#define TEXT_MAX_CHARS 2000

struct _HelioCheckRow {
  GObject parent_instance;

  char *id;
  char *title;
  HelioCheckStatus status;
  char *value;
  char *explanation;
  char *remedy;
  GStrv causes;
};

G_DEFINE_FINAL_TYPE (HelioCheckRow, helio_check_row, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_ID,
  PROP_TITLE,
  PROP_STATUS,
  PROP_VALUE,
  PROP_EXPLANATION,
  PROP_CAUSES,
  PROP_REMEDY,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
helio_check_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HelioCheckRow *self = HELIO_CHECK_ROW (object);

  switch (id) {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_STATUS:
      g_value_set_int (value, self->status);
      break;
    case PROP_VALUE:
      g_value_set_string (value, self->value);
      break;
    case PROP_EXPLANATION:
      g_value_set_string (value, self->explanation);
      break;
    case PROP_CAUSES:
      g_value_set_boxed (value, self->causes);
      break;
    case PROP_REMEDY:
      g_value_set_string (value, self->remedy);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
helio_check_row_finalize (GObject *object)
{
  HelioCheckRow *self = HELIO_CHECK_ROW (object);

  g_free (self->id);
  g_free (self->title);
  g_free (self->value);
  g_free (self->explanation);
  g_free (self->remedy);
  g_strfreev (self->causes);
  G_OBJECT_CLASS (helio_check_row_parent_class)->finalize (object);
}

static void
helio_check_row_class_init (HelioCheckRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = helio_check_row_get_property;
  object_class->finalize = helio_check_row_finalize;
  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_STATUS] = g_param_spec_int ("status",
                                              NULL,
                                              NULL,
                                              HELIO_CHECK_PENDING,
                                              HELIO_CHECK_INFO,
                                              HELIO_CHECK_PENDING,
                                              flags);
  properties[PROP_VALUE] = g_param_spec_string ("value", NULL, NULL, NULL, flags);
  properties[PROP_EXPLANATION] = g_param_spec_string ("explanation", NULL, NULL, NULL, flags);
  properties[PROP_CAUSES] = g_param_spec_boxed ("causes", NULL, NULL, G_TYPE_STRV, flags);
  properties[PROP_REMEDY] = g_param_spec_string ("remedy", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
helio_check_row_init (HelioCheckRow *self)
{
  self->causes = g_new0 (char *, 1);
}

HelioCheckRow *
helio_check_row_new (const char *id, const char *title)
{
  HelioCheckRow *self = g_object_new (HELIO_TYPE_CHECK_ROW, NULL);

  self->id = g_strdup (id);
  self->title = g_strdup (title);
  return self;
}

const char *
helio_check_row_get_id (HelioCheckRow *self)
{
  return self->id;
}

const char *
helio_check_row_get_title (HelioCheckRow *self)
{
  return self->title;
}

HelioCheckStatus
helio_check_row_get_status (HelioCheckRow *self)
{
  return self->status;
}

const char *
helio_check_row_get_value (HelioCheckRow *self)
{
  return self->value;
}

const char *
helio_check_row_get_explanation (HelioCheckRow *self)
{
  return self->explanation;
}

const char *const *
helio_check_row_get_causes (HelioCheckRow *self)
{
  return (const char *const *) self->causes;
}

const char *
helio_check_row_get_remedy (HelioCheckRow *self)
{
  return self->remedy;
}

gboolean
helio_check_row_is_done (HelioCheckRow *self)
{
  return self->status != HELIO_CHECK_PENDING && self->status != HELIO_CHECK_RUNNING;
}

/* Some of it comes from outside, and all of it ends in labels. */
static void
set_text (HelioCheckRow *self, char **place, const char *text, gsize max_chars, int property)
{
  g_autofree char *fit = text != NULL ? helio_printable (text, -1, max_chars) : NULL;

  if (helio_set_str (place, fit))
    g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

void
helio_check_row_set_value (HelioCheckRow *self, const char *value)
{
  set_text (self, &self->value, value, VALUE_MAX_CHARS, PROP_VALUE);
}

void
helio_check_row_set_causes (HelioCheckRow *self, const char *const *causes)
{
  static const char *const none[] = {NULL};

  if (causes == NULL)
    causes = none;
  if (g_strv_equal ((const char *const *) self->causes, causes))
    return;
  g_strfreev (self->causes);
  self->causes = g_strdupv ((char **) causes);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAUSES]);
}

void
helio_check_row_set (HelioCheckRow *self,
                     HelioCheckStatus status,
                     const char *explanation,
                     const char *remedy)
{
  set_text (self, &self->explanation, explanation, TEXT_MAX_CHARS, PROP_EXPLANATION);
  set_text (self, &self->remedy, remedy, TEXT_MAX_CHARS, PROP_REMEDY);
  if (status == self->status)
    return;
  self->status = status;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATUS]);
}

const char *
helio_check_status_get_name (HelioCheckStatus status)
{
  static const char *const names[] = {"pending", "running", "pass", "fail", "unchecked", "info"};

  return names[status];
}

const char *
helio_check_status_get_label (HelioCheckStatus status)
{
  switch (status) {
    case HELIO_CHECK_RUNNING:
      return C_ ("check", "Under way");
    case HELIO_CHECK_PASS:
      return C_ ("check", "Passed");
    case HELIO_CHECK_FAIL:
      return C_ ("check", "Failed");
    case HELIO_CHECK_UNCHECKED:
      return C_ ("check", "Cannot be checked");
    case HELIO_CHECK_INFO:
      return C_ ("check", "For information");
    case HELIO_CHECK_PENDING:
    default:
      return C_ ("check", "Waiting");
  }
}

HelioJson *
helio_check_row_to_json (HelioCheckRow *self)
{
  HelioJson *object = helio_json_new_object ();
  HelioJson *causes = helio_json_new_array ();

  for (guint i = 0; self->causes[i] != NULL; i++)
    helio_json_append (causes, helio_json_new_string (self->causes[i]));
  helio_json_set_string (object, "id", self->id);
  helio_json_set_string (object, "title", self->title);
  helio_json_set_string (object, "status", helio_check_status_get_name (self->status));
  helio_json_set_string (object, "value", self->value);
  helio_json_set_string (object, "explanation", self->explanation);
  helio_json_set (object, "causes", causes);
  helio_json_set_string (object, "remedy", self->remedy);
  return object;
}

char *
helio_check_row_to_text (HelioCheckRow *self)
{
  static const char *const marks[] = {"·", "·", "✓", "✕", "?", "i"};
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%s %s", marks[self->status], self->title);
  if (self->value != NULL && *self->value != '\0')
    g_string_append_printf (text, ": %s", self->value);
  g_string_append_c (text, '\n');
  if (self->explanation != NULL)
    g_string_append_printf (text, "    %s\n", self->explanation);
  for (guint i = 0; self->causes[i] != NULL; i++)
    g_string_append_printf (text, "    %u. %s\n", i + 1, self->causes[i]);
  if (self->remedy != NULL)
    g_string_append_printf (text, "    → %s\n", self->remedy);
  return g_string_free (text, FALSE);
}
