// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* One run of mosquitto: started, watched, ended. It dies with us, whatever happens to us. For the thread that
 * made it, and that thread must live on: the kernel ties the child to it. */

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _HelioBrokerProcess HelioBrokerProcess;

/* @status: as of waitpid(). The process is freed by its owner. */
typedef void (*HelioBrokerExitFunc) (HelioBrokerProcess *process, int status, gpointer user_data);

/* (transfer full) (nullable): in PATH or where Debian has it, /usr/sbin, which is not in a user's PATH. */
char *helio_broker_process_find (void);

/* Its output goes to @log_file. Returns: NULL with an error. */
HelioBrokerProcess *helio_broker_process_spawn (const char *program,
                                                const char *config_file,
                                                const char *log_file,
                                                HelioBrokerExitFunc exited,
                                                gpointer user_data,
                                                GError **error);
/* TERM, 1 s, TERM, 1 s, KILL, without a call of @exited; blocks at most so long. */
void helio_broker_process_free (HelioBrokerProcess *self);

/* FALSE when it is gone already. */
gboolean helio_broker_process_signal (HelioBrokerProcess *self, int signal_number);

/* A port that was free a moment ago; the broker cannot choose one. 0: none. */
guint helio_broker_process_pick_port (void);

/**
 * helio_broker_probe_async:
 * @deadline_ms: for all tries
 *
 * Connects to the broker's Unix listener until it answers a CONNECT with success.
 * Fails with HELIO_ERROR_TIMED_OUT, or HELIO_ERROR_MQTT_REFUSED.
 */
void helio_broker_probe_async (const char *unix_path,
                               const char *username,
                               const char *password,
                               guint deadline_ms,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean helio_broker_probe_finish (GAsyncResult *result, GError **error);

/* Wakes the broker, so that its plugin looks at once and not in up to 100 ms. */
void helio_broker_poke (const char *unix_path);

G_END_DECLS
