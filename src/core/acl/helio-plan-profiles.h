// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The profiles of a plan's users, and who is told what in a run with them. Main thread. */

#include "core/acl/helio-plan.h"
#include "core/profile/helio-profile-store.h"

G_BEGIN_DECLS

typedef struct {
  HelioProfile *profile; /* a copy, with the contents of the files that it names */
  gboolean is_stored;    /* one of the store: what a person has agreed to of it is known there */
  GStrv files; /* paths of what was read for it: its own, if it has one, and those that it names */
} HelioPlanProfile;

/**
 * helio_plan_profiles_load_async:
 * @store: loaded where the plan names a profile: what was agreed to of one of a file is kept there, too
 * @folder: (nullable): what the plan's paths are relative to; the current one
 *
 * Nothing is sent, and no environment is read. A profile is a file by helio_profile_is_file_name(), else a stored one,
 * by id or name; a user with a broker gets one of that.
 */
void helio_plan_profiles_load_async (HelioPlan *plan,
                                     HelioProfileStore *store,
                                     const char *folder,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
/* Returns: (transfer full) (element-type HelioPlanProfile): one for each user, in the plan's order. NULL with an error
 * that names the user and the file: INVALID_USAGE, INVALID_DATA, TOO_LARGE, FILE; G_IO_ERROR_CANCELLED. */
GPtrArray *helio_plan_profiles_load_finish (GAsyncResult *result, GError **error);

/* What a profile says about the MQTT username is known before anybody signs in. (transfer none) (nullable): anonymous, or
 * a service decides. */
const char *helio_plan_profiles_read_username (const HelioProfile *profile);
const char *helio_plan_profile_get_username (const HelioPlanProfile *self);

/* Every host that gets a token or credential from those who connect in a run, as helio_profile_describe_hosts() says it:
 * each once, sorted. Returns: (transfer full). */
GStrv helio_plan_profiles_describe_hosts (HelioPlan *plan, GPtrArray *profiles);
/* What needs a yes of its own (design.md §4), in the same way; empty if nothing does. Nothing of a profile whose hosts are
 * all loopback, and of a stored one, since a person has agreed to that by itself, or the run ends with CONSENT. Returns:
 * (transfer full). */
GStrv helio_plan_profiles_describe_risks (HelioPlan *plan, GPtrArray *profiles);

G_END_DECLS
