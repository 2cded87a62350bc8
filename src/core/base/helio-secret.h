// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A token, password, key, code or verifier. Reference-counted and immutable; its bytes are wiped when
 * the last reference goes. There is no way to print one: pass helio_secret_peek() straight to the call
 * that needs it and let go. */

#include <glib-object.h>

G_BEGIN_DECLS

#define HELIO_TYPE_SECRET (helio_secret_get_type ())
typedef struct _HelioSecret HelioSecret;
GType helio_secret_get_type (void);

/* Copies @text. Returns: (transfer full). Any thread. */
HelioSecret *helio_secret_new (const char *text);
HelioSecret *helio_secret_new_len (const char *text, gsize length);
/* Copies @text, wipes and frees it. @text must come from g_malloc(); NULL gives NULL. */
HelioSecret *helio_secret_new_take (char *text);

HelioSecret *helio_secret_ref (HelioSecret *self);
void helio_secret_unref (HelioSecret *self);

/* (transfer none): NUL-terminated, lives as long as the secret. */
const char *helio_secret_peek (const HelioSecret *self);
gsize helio_secret_get_length (const HelioSecret *self);

/* Constant time in the length of the strings; NULL equals NULL only. */
gboolean helio_secret_equal (const HelioSecret *a, const HelioSecret *b);
gboolean helio_secret_equal_text (const HelioSecret *a, const char *text);

/* Overwrites memory in a way that the compiler keeps. */
void helio_wipe (void *memory, gsize length);
/* Wipes and frees a NUL-terminated string; NULL is fine. */
void helio_wipe_free (char *text);

/* Bytes with a copy of the secret, wiped when freed: for request bodies. */
GBytes *helio_bytes_new_wiped (char *text_taken, gsize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioSecret, helio_secret_unref)

G_END_DECLS
