// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A plain Mosquitto on free ports of loopback, with its own listeners only, for tests and benchmarks that
 * are to know what a broker as distributed does. Runs the default main context while it waits. Main thread. */

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  const char *config;       /* (nullable): further lines, of the whole broker */
  const char *acl;          /* (nullable): an acl_file's text */
  const char *const *users; /* (nullable): name, password, …, NULL; then nobody else is let in */
  const char *const *names; /* (nullable): of the certificate; NULL: localhost, 127.0.0.1 */
  gint64 not_after;         /* of the certificate, seconds from now; 0: a day */
  gboolean client_certificates; /* mqtts and wss want one */
} HelioMosquittoOptions;

typedef struct _HelioMosquitto HelioMosquitto;

/* @options: (nullable). Returns when a CONNACK has come. Fails the test otherwise. */
HelioMosquitto *helio_mosquitto_start (const HelioMosquittoOptions *options);
/* Stops it and removes what it left. */
void helio_mosquitto_free (HelioMosquitto *self);
/* The path of its plugin for dynamic security, wherever it is installed. (transfer full) */
char *helio_mosquitto_find_dynamic_security (void);

/* "mqtt", "mqtts", "ws", "wss" → "mqtts://localhost:12345" */
const char *helio_mosquitto_get_url (HelioMosquitto *self, const char *scheme);
guint16 helio_mosquitto_get_port (HelioMosquitto *self, const char *scheme);
/* The authority of the server. PEM. */
const char *helio_mosquitto_get_ca (HelioMosquitto *self);
/* With client_certificates: one that is let in, and its key. PEM. */
const char *helio_mosquitto_get_client_certificate (HelioMosquitto *self);
const char *helio_mosquitto_get_client_key (HelioMosquitto *self);

/* SIGKILL; and on the same ports again. */
void helio_mosquitto_kill (HelioMosquitto *self);
void helio_mosquitto_restart (HelioMosquitto *self);
/* SIGSTOP and SIGCONT: connections are accepted, nothing is answered. */
void helio_mosquitto_freeze (HelioMosquitto *self, gboolean frozen);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioMosquitto, helio_mosquitto_free)

G_END_DECLS
