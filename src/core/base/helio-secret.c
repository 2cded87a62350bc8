// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-secret.h"

#include <string.h>

struct _HelioSecret {
  gatomicrefcount ref_count;
  gsize length;
  char text[];
};

G_DEFINE_BOXED_TYPE (HelioSecret, helio_secret, helio_secret_ref, helio_secret_unref)

void
helio_wipe (void *memory, gsize length)
{
  if (memory != NULL && length > 0)
    explicit_bzero (memory, length);
}

void
helio_wipe_free (char *text)
{
  if (text == NULL)
    return;
  helio_wipe (text, strlen (text));
  g_free (text);
}

HelioSecret *
helio_secret_new_len (const char *text, gsize length)
{
  HelioSecret *self = g_malloc (sizeof (HelioSecret) + length + 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->length = length;
  if (length > 0)
    memcpy (self->text, text, length);
  self->text[length] = '\0';
  return self;
}

HelioSecret *
helio_secret_new (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);
  return helio_secret_new_len (text, strlen (text));
}

HelioSecret *
helio_secret_new_take (char *text)
{
  HelioSecret *self;

  if (text == NULL)
    return NULL;
  self = helio_secret_new (text);
  helio_wipe_free (text);
  return self;
}

HelioSecret *
helio_secret_ref (HelioSecret *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
helio_secret_unref (HelioSecret *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  helio_wipe (self->text, self->length);
  g_free (self);
}

const char *
helio_secret_peek (const HelioSecret *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->text;
}

gsize
helio_secret_get_length (const HelioSecret *self)
{
  return self != NULL ? self->length : 0;
}

static gboolean
equal_bytes (const char *a, gsize a_length, const char *b, gsize b_length)
{
  volatile guint8 difference = 0;

  if (a_length != b_length)
    return FALSE;
  for (gsize i = 0; i < a_length; i++)
    difference |= (guint8) (a[i] ^ b[i]);
  return difference == 0;
}

gboolean
helio_secret_equal (const HelioSecret *a, const HelioSecret *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return equal_bytes (a->text, a->length, b->text, b->length);
}

gboolean
helio_secret_equal_text (const HelioSecret *a, const char *text)
{
  if (a == NULL || text == NULL)
    return a == NULL && text == NULL;
  return equal_bytes (a->text, a->length, text, strlen (text));
}

typedef struct {
  gsize length;
  char *text;
} WipedText;

static void
wiped_text_free (gpointer data)
{
  WipedText *wiped = data;

  helio_wipe (wiped->text, wiped->length);
  g_free (wiped->text);
  g_free (wiped);
}

GBytes *
helio_bytes_new_wiped (char *text_taken, gsize length)
{
  WipedText *wiped = g_new (WipedText, 1);

  wiped->length = length;
  wiped->text = text_taken;
  return g_bytes_new_with_free_func (text_taken, length, wiped_text_free, wiped);
}
