// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A sandbox whose files lie somewhere else leaves word where windows look for one: a file of its own among the
 * temporary files (heliograph-sandbox-XXXXXX, 0600) that holds the folder's path. It is locked (flock) as long as
 * the sandbox lives, so one that was left behind by an accident deceives nobody. */

#include <glib.h>

G_BEGIN_DECLS

typedef struct _HelioSandboxPointer HelioSandboxPointer;

/* @state_dir: absolute. NULL with FILE. */
HelioSandboxPointer *helio_sandbox_pointer_new (const char *state_dir, GError **error);
/* Removes the file. */
void helio_sandbox_pointer_free (HelioSandboxPointer *self);

G_END_DECLS
