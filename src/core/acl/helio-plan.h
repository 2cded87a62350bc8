// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What must hold: users, and what each may or may not do (design.md §5.4). An immutable value, read from a
 * JSON or CSV file that is kept in version control. Nothing is opened or looked up here. */

#include "core/policy/helio-predictor.h"
#include "core/profile/helio-profile.h"

G_BEGIN_DECLS

#define HELIO_PLAN_SIZE_MAX (16 * 1024 * 1024)
#define HELIO_PLAN_CHECKS_MAX 100000
#define HELIO_PLAN_USERS_MAX 1000

typedef enum {
  HELIO_ACTION_SUBSCRIBE,
  HELIO_ACTION_PUBLISH,
  HELIO_ACTION_PUBLISH_RETAINED, /* brokers have a switch for it of their own */
  HELIO_ACTION_PUBLISH_WILL,     /* by a client that goes without saying goodbye */
} HelioAction;
#define HELIO_N_ACTIONS 4

/* Who one is: a profile, with an account of it that has signed in; or a broker and a username. */
typedef struct {
  char *name;
  char *profile; /* (nullable): a file as the plan names it, or the name of a stored one */
  char *account; /* (nullable): "sub" or e-mail of a stored sign-in of that profile */
  char *broker;  /* (nullable): URL, where there is no profile */
  gboolean allow_insecure;
  HelioProtocol protocol;
  char *username;  /* (nullable): with a broker: anonymous */
  char *client_id; /* (nullable) */
  char *ca_file;   /* (nullable): as the plan names it */
  /* Names of environment variables. (nullable) */
  char *password_env;
  char *access_token_env;
  char *key_env; /* of the exchange */
} HelioPlanUser;

typedef struct {
  guint user; /* index */
  HelioAction action;
  char *topic;         /* %u and %c as written */
  HelioVerdict expect; /* UNKNOWN: nothing, it is tried and shown only */
  char *place;         /* "$.checks[3]", "line 4": where it stands in the file */
} HelioPlanCheck;

#define HELIO_TYPE_PLAN (helio_plan_get_type ())
typedef struct _HelioPlan HelioPlan;
GType helio_plan_get_type (void);

/**
 * helio_plan_parse:
 * @text: JSON if it begins with "{" or "[", else CSV with a head line that names user, action, topic and expect
 * @users: (nullable): a plan read from the file of `--users`; its users come first, and its witness and rules
 *   count where @text names none
 *
 * "matrix" is expanded, after "checks". A check that is there twice is taken once; twice with different
 * expectations is a fault that names both places. A member that is not known is a fault, for it is most
 * likely a misspelt one.
 *
 * Returns: (transfer full): NULL with HELIO_ERROR_INVALID_DATA that names the JSON path, or line and
 * column, and the accepted form; or HELIO_ERROR_TOO_LARGE. Any thread.
 */
HelioPlan *helio_plan_parse (const char *text, gsize length, HelioPlan *users, GError **error);
/* The same for a file of this name: ".json" and ".csv" decide what it is, whatever it begins with. @name: (nullable) */
HelioPlan *helio_plan_parse_named (const char *name,
                                   const char *text,
                                   gsize length,
                                   HelioPlan *users,
                                   GError **error);
/* The same for a file of users alone: "checks" and "matrix" may be left out. */
HelioPlan *helio_plan_parse_users (const char *text, gsize length, GError **error);
/* Whether a file of this name ends in this, upper case or lower. @name: (nullable); @ending: with its dot. */
gboolean helio_plan_name_ends_in (const char *name, const char *ending);

/* What reads it back has the same users, witness, rules and checks in the same order, paths as they were written. A
 * matrix is written as its checks, one a line. Returns: (transfer full). Any thread. */
char *helio_plan_to_json (const HelioPlan *self);
/* The checks alone, RFC 4180; … Returns: (transfer full). */
char *helio_plan_to_csv (const HelioPlan *self);
/* … and the file of `--users` that goes with it. Returns: (transfer full). */
char *helio_plan_users_to_json (const HelioPlan *self);

HelioPlan *helio_plan_ref (HelioPlan *self);
void helio_plan_unref (HelioPlan *self);

guint helio_plan_get_n_users (const HelioPlan *self);
/* (transfer none): as long as the plan. */
const HelioPlanUser *helio_plan_get_user (const HelioPlan *self, guint index);
/* Index; -1: none of that name. */
int helio_plan_find_user (const HelioPlan *self, const char *name);
/* What one connects with who has a broker instead of a profile: a profile with a username and no password yet, or
 * an anonymous one where no username is given.
 * Returns: (transfer full) (nullable): NULL for one with a profile. */
HelioProfile *helio_plan_user_to_profile (const HelioPlanUser *user);
guint helio_plan_get_n_checks (const HelioPlan *self);
const HelioPlanCheck *helio_plan_get_check (const HelioPlan *self, guint index);
/* Index of the user who watches whether messages arrive; -1: nobody. */
int helio_plan_get_witness (const HelioPlan *self);
/* (transfer none) (nullable): the rules in the plan itself … */
HelioRules *helio_plan_get_rules (const HelioPlan *self);
/* … or the path of their file, as written. (transfer none) (nullable) */
const char *helio_plan_get_rules_path (const HelioPlan *self);

/* Who connects in a run: who has checks, and the witness where somebody has. Returns: (transfer full): one for each user,
 * and one more. */
gboolean *helio_plan_list_busy (const HelioPlan *self);
/* A path of a plan, which is relative to the plan's folder. @folder: (nullable): the current one. Returns:
 * (transfer full). */
char *helio_plan_resolve_path (const char *folder, const char *path);

/* A plan in a pull request must not read the variables of a CI: a name begins with HELIOGRAPH_ or is one of
 * @allowed (nullable). FALSE with HELIO_ERROR_INVALID_USAGE that names user and variable. */
gboolean
helio_plan_check_environment (const HelioPlan *self, const char *const *allowed, GError **error);

/* "subscribe", "publish", "publish-retained", "publish-will": the words of files, not translated. */
const char *helio_action_to_text (HelioAction action);
gboolean helio_action_from_text (const char *text, HelioAction *action);
/* What the rules know of it. */
HelioPermission helio_action_get_permission (HelioAction action);
gboolean helio_action_writes (HelioAction action);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioPlan, helio_plan_unref)

G_END_DECLS
