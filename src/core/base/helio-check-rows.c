// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-check-rows.h"

typedef struct {
  HelioCheckStatus status;
} HelioCheckRowsPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (HelioCheckRows, helio_check_rows, HELIO_TYPE_OBJECT_LIST)

typedef enum {
  PROP_STATUS = 1,
  N_PROPERTIES
} HelioCheckRowsProperty;

static GParamSpec *properties[N_PROPERTIES];

static guint
get_length (HelioCheckRows *self)
{
  return helio_object_list_get_length (HELIO_OBJECT_LIST (self));
}

static void
helio_check_rows_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch ((HelioCheckRowsProperty) id) {
    case PROP_STATUS:
      g_value_set_int (value, helio_check_rows_get_status (HELIO_CHECK_ROWS (object)));
      break;
    case N_PROPERTIES:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
helio_check_rows_class_init (HelioCheckRowsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = helio_check_rows_get_property;
  HELIO_OBJECT_LIST_CLASS (klass)->item_type = HELIO_TYPE_CHECK_ROW;
  properties[PROP_STATUS] =
      g_param_spec_int ("status",
                        NULL,
                        NULL,
                        HELIO_CHECK_PENDING,
                        HELIO_CHECK_INFO,
                        HELIO_CHECK_PENDING,
                        G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
helio_check_rows_init (HelioCheckRows *self)
{
}

HelioCheckStatus
helio_check_rows_get_status (HelioCheckRows *self)
{
  HelioCheckRowsPrivate *priv = helio_check_rows_get_instance_private (self);

  return priv->status;
}

HelioCheckRow *
helio_check_rows_peek (HelioCheckRows *self, guint position)
{
  return helio_object_list_peek (HELIO_OBJECT_LIST (self), position);
}

HelioCheckRow *
helio_check_rows_find (HelioCheckRows *self, const char *id)
{
  for (guint i = 0; i < get_length (self); i++) {
    HelioCheckRow *row = helio_check_rows_peek (self, i);

    if (g_str_equal (helio_check_row_get_id (row), id))
      return row;
  }
  return NULL;
}

HelioCheckRow *
helio_check_rows_get_first_failure (HelioCheckRows *self)
{
  for (guint i = 0; i < get_length (self); i++) {
    HelioCheckRow *row = helio_check_rows_peek (self, i);

    if (helio_check_row_get_status (row) == HELIO_CHECK_FAIL)
      return row;
  }
  return NULL;
}

void
helio_check_rows_add (HelioCheckRows *self, const char *id, const char *title)
{
  helio_object_list_append (HELIO_OBJECT_LIST (self), helio_check_row_new (id, title));
}

static HelioCheckStatus
find_worst (HelioCheckRows *self)
{
  /* By HelioCheckStatus: how much each says about the whole. */
  static const int weights[] = {3, 3, 1, 4, 2, 0};
  HelioCheckStatus worst = HELIO_CHECK_PASS;

  for (guint i = 0; i < get_length (self); i++) {
    const HelioCheckStatus status = helio_check_row_get_status (helio_check_rows_peek (self, i));

    if (weights[status] > weights[worst])
      worst = status == HELIO_CHECK_RUNNING ? HELIO_CHECK_PENDING : status;
  }
  return worst;
}

void
helio_check_rows_update (HelioCheckRows *self)
{
  HelioCheckRowsPrivate *priv = helio_check_rows_get_instance_private (self);
  const HelioCheckStatus status = find_worst (self);

  if (status == priv->status)
    return;
  priv->status = status;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATUS]);
}

HelioJson *
helio_check_rows_to_json (HelioCheckRows *self)
{
  HelioJson *object = helio_json_new_object ();
  HelioJson *rows = helio_json_new_array ();

  for (guint i = 0; i < get_length (self); i++)
    helio_json_append (rows, helio_check_row_to_json (helio_check_rows_peek (self, i)));
  helio_json_set_string (object,
                         "status",
                         helio_check_status_get_name (helio_check_rows_get_status (self)));
  helio_json_set (object, "rows", rows);
  return object;
}

/* Rows of which there is the same to say, and nothing of their own. */
static gboolean
say_the_same (HelioCheckRow *a, HelioCheckRow *b)
{
  return helio_check_row_get_status (a) == helio_check_row_get_status (b) &&
         helio_check_row_get_value (a) == NULL && helio_check_row_get_value (b) == NULL &&
         helio_check_row_get_causes (a)[0] == NULL && helio_check_row_get_causes (b)[0] == NULL &&
         helio_check_row_get_explanation (a) != NULL &&
         g_strcmp0 (helio_check_row_get_explanation (a), helio_check_row_get_explanation (b)) ==
             0 &&
         g_strcmp0 (helio_check_row_get_remedy (a), helio_check_row_get_remedy (b)) == 0;
}

char *
helio_check_rows_to_text (HelioCheckRows *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < get_length (self);) {
    HelioCheckRow *first = helio_check_rows_peek (self, i++);
    g_autoptr (GString) titles = g_string_new (helio_check_row_get_title (first));
    g_autoptr (HelioCheckRow) together = NULL;
    g_autofree char *row = NULL;

    for (; i < get_length (self) && say_the_same (first, helio_check_rows_peek (self, i)); i++)
      g_string_append_printf (titles,
                              ", %s",
                              helio_check_row_get_title (helio_check_rows_peek (self, i)));
    together = helio_check_row_new (helio_check_row_get_id (first), titles->str);
    helio_check_row_set_value (together, helio_check_row_get_value (first));
    helio_check_row_set_causes (together, helio_check_row_get_causes (first));
    helio_check_row_set (together,
                         helio_check_row_get_status (first),
                         helio_check_row_get_explanation (first),
                         helio_check_row_get_remedy (first));
    row = helio_check_row_to_text (together);
    g_string_append (text, row);
  }
  return g_string_free (text, FALSE);
}
