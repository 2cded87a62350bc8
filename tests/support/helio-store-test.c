// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "support/helio-store-test.h"

#include <string.h>

HelioMessage
helio_store_test_message (const char *topic, const char *payload)
{
  return (HelioMessage){
      .topic = topic,
      .topic_length = strlen (topic),
      .payload = (const guint8 *) payload,
      .payload_length = payload != NULL ? strlen (payload) : 0,
  };
}

void
helio_store_test_append (HelioMessageStore *store, const char *topic, const char *payload)
{
  HelioMessage message = helio_store_test_message (topic, payload);

  helio_message_store_append (store, &message);
}

void
helio_store_test_append_size (HelioMessageStore *store,
                              const char *topic,
                              gsize length,
                              guint8 fill)
{
  g_autofree guint8 *payload = g_malloc (length);
  HelioMessage message = helio_store_test_message (topic, NULL);

  if (length > 0)
    memset (payload, fill, length);
  message.payload = payload;
  message.payload_length = length;
  helio_message_store_append (store, &message);
}

struct _HelioShadow {
  GListModel *model;
  HelioShadowFunc number_of;
  GArray *rows; /* guint64 */
  gulong handler;
  guint n_emissions;
  guint largest_removal;
};

static guint64
number_at (HelioShadow *self, guint position)
{
  g_autoptr (GObject) item = g_list_model_get_item (self->model, position);

  g_assert_nonnull (item);
  return self->number_of (item);
}

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  HelioShadow *self = user_data;

  g_assert_true (removed == 0 || added == 0);
  g_assert_cmpuint (position + removed, <=, self->rows->len);
  self->n_emissions++;
  self->largest_removal = MAX (self->largest_removal, removed);
  if (removed > 0)
    g_array_remove_range (self->rows, position, removed);
  for (guint i = 0; i < added; i++) {
    guint64 number = number_at (self, position + i);

    g_array_insert_val (self->rows, position + i, number);
  }
  g_assert_cmpuint (self->rows->len, ==, g_list_model_get_n_items (model));
}

HelioShadow *
helio_shadow_new (GListModel *model, HelioShadowFunc number_of)
{
  HelioShadow *self = g_new0 (HelioShadow, 1);

  self->model = g_object_ref (model);
  self->number_of = number_of;
  self->rows = g_array_new (FALSE, FALSE, sizeof (guint64));
  on_items_changed (model, 0, 0, g_list_model_get_n_items (model), self);
  self->n_emissions = 0;
  self->handler = g_signal_connect (model, "items-changed", G_CALLBACK (on_items_changed), self);
  return self;
}

void
helio_shadow_free (HelioShadow *self)
{
  g_signal_handler_disconnect (self->model, self->handler);
  g_object_unref (self->model);
  g_array_unref (self->rows);
  g_free (self);
}

guint
helio_shadow_get_n_emissions (HelioShadow *self)
{
  return self->n_emissions;
}

guint
helio_shadow_get_largest_removal (HelioShadow *self)
{
  return self->largest_removal;
}

GArray *
helio_shadow_check (HelioShadow *self)
{
  g_assert_cmpuint (self->rows->len, ==, g_list_model_get_n_items (self->model));
  g_assert_null (g_list_model_get_item (self->model, self->rows->len));
  for (guint i = 0; i < self->rows->len; i++)
    g_assert_cmpuint (g_array_index (self->rows, guint64, i), ==, number_at (self, i));
  return self->rows;
}
