// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The users of a plan as people who can connect: their profile is read, their environment variables are looked up,
 * and a credential is got when it is needed. Main thread. */

#include "core/acl/helio-plan.h"
#include "core/connection/helio-connection.h"

G_BEGIN_DECLS

typedef struct _HelioPerson HelioPerson;

/**
 * helio_plan_people_load_async:
 * @services: shared, but for secrets of the environment that say who somebody is: those count only where the plan
 *   names them
 * @folder: (nullable): what the plan's paths are relative to; the current one
 * @environment: (nullable): names of variables that the plan may read besides those of
 *   helio_plan_check_environment(); in the window they count for loopback hosts only (design.md §5.0)
 * @agreed: (nullable) (element-type HelioPlanProfile): what helio_plan_profiles_load_async() gave for this plan, once
 *   whoever runs it has been shown helio_plan_profiles_describe_hosts() and …_risks() of it and has agreed. It is used
 *   as it is, nothing is read again: a file may be another one by now. NULL: read here, and the profile files that the
 *   plan names need the consent that a stored profile needs (design.md §4)
 *
 * Nothing is sent. A profile is a file if it contains "/" or ends in .json or .heliograph, else a stored one, by
 * id or name.
 */
void helio_plan_people_load_async (HelioPlan *plan,
                                   HelioServices *services,
                                   const char *folder,
                                   const char *const *environment,
                                   GPtrArray *agreed,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
/* Returns: (transfer full) (element-type HelioPerson): one for each user of the plan, in its order. NULL with an
 * error that names the user and the file or variable: INVALID_USAGE, INVALID_DATA, TOO_LARGE, FILE; CONSENT for a
 * profile whose hosts nobody has agreed to; G_IO_ERROR_CANCELLED. */
GPtrArray *helio_plan_people_load_finish (GAsyncResult *result, GError **error);

HelioPerson *helio_person_ref (HelioPerson *self);
void helio_person_unref (HelioPerson *self);

/* Without last will and subscriptions: whoever tries something must not do what the profile does by itself. */
HelioProfile *helio_person_get_profile (HelioPerson *self);

/* What gets the person's credentials. It may be connected, too, by whoever wants to be that person for longer than a
 * check takes, once helio_person_sign_in_async() has found out which account is meant. */
HelioConnection *helio_person_get_connection (HelioPerson *self);

/* A credential, and the key of the client certificate if there is one. Never opens a browser. @flags: as
 * helio_connection_fetch_credential_async() has them. */
void helio_person_sign_in_async (HelioPerson *self,
                                 HelioCredentialFlags flags,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
/* @private_key: (out) (nullable) (transfer full). Returns: (transfer full): NULL with the errors of
 * helio_connection_fetch_credential_async(), or SIGN_IN_REQUIRED where the plan's account has no sign-in. */
HelioCredential *
helio_person_sign_in_finish (GAsyncResult *result, HelioSecret **private_key, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioPerson, helio_person_unref)

G_END_DECLS
