// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The people who can sign in at the sandbox. Their passwords are no secrets: the ready line prints them. */

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  char *name; /* letters, digits, '.', '-', '_'; also the MQTT name before '@' */
  char *email;
  char *password;
  char *subject;     /* "auth0|" and the name */
  GStrv mqtt_topics; /* the claim https://cloudsignal.io/mqtt_topics; may be empty, never NULL */
} HelioSandboxUser;

typedef struct _HelioSandboxUsers HelioSandboxUsers;

/* alice, bob and operator with passwords of this run. */
HelioSandboxUsers *helio_sandbox_users_new_default (void);
/* [{name, email, password, mqtt_topics}] (design.md §5.3). NULL with HELIO_ERROR_INVALID_DATA, _FILE,
 * _TOO_LARGE or _BAD_ANSWER. */
HelioSandboxUsers *helio_sandbox_users_load (const char *path, GError **error);
void helio_sandbox_users_free (HelioSandboxUsers *self);

guint helio_sandbox_users_get_length (const HelioSandboxUsers *self);
const HelioSandboxUser *helio_sandbox_users_get (const HelioSandboxUsers *self, guint index);
/* (nullable): by name or e-mail address, as typed on the sign-in page; case does not matter. */
const HelioSandboxUser *helio_sandbox_users_find (const HelioSandboxUsers *self, const char *login);
/* (nullable) */
const HelioSandboxUser *helio_sandbox_users_find_subject (const HelioSandboxUsers *self,
                                                          const char *subject);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioSandboxUsers, helio_sandbox_users_free)

G_END_DECLS
