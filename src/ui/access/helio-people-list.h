// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Who one can be: each profile with the account in use, each account that has signed in with it, and each user of a
 * plan. A GListModel of HelioPeopleItem that follows profiles and plan; accounts are asked for at the beginning and at
 * helio_people_list_refresh (). Main thread. */

#include "core/connection/helio-services.h"
#include "ui/access/helio-access-document.h"

G_BEGIN_DECLS

typedef enum {
  HELIO_PEOPLE_PROFILES = 1 << 0,
  HELIO_PEOPLE_ACCOUNTS = 1 << 1,
  HELIO_PEOPLE_PLAN_USERS = 1 << 2,
} HelioPeopleKinds;

#define HELIO_TYPE_PEOPLE_ITEM (helio_people_item_get_type ())
G_DECLARE_FINAL_TYPE (HelioPeopleItem, helio_people_item, HELIO, PEOPLE_ITEM, GObject)

HelioPeopleKinds helio_people_item_get_kind (HelioPeopleItem *self);
/* Fit for a label; property "label". */
const char *helio_people_item_get_label (HelioPeopleItem *self);
/* (nullable): of a plan's user. */
HelioProfileItem *helio_people_item_get_profile_item (HelioPeopleItem *self);
/* (nullable): the "sub", where it is an account. */
const char *helio_people_item_get_sub (HelioPeopleItem *self);
/* (nullable): its name in the plan, where it is a user of it. */
const char *helio_people_item_get_user (HelioPeopleItem *self);
/* An account as a plan names it: by e-mail, where that is one account's only. (nullable) */
const char *helio_people_item_get_account (HelioPeopleItem *self);

#define HELIO_TYPE_PEOPLE_LIST (helio_people_list_get_type ())
G_DECLARE_FINAL_TYPE (HelioPeopleList, helio_people_list, HELIO, PEOPLE_LIST, GObject)

/* @document: (nullable): whose plan's users there are, with HELIO_PEOPLE_PLAN_USERS. */
HelioPeopleList *helio_people_list_new (HelioServices *services,
                                        HelioAccessDocument *document,
                                        HelioPeopleKinds kinds);
/* Somebody may have signed in since. */
void helio_people_list_refresh (HelioPeopleList *self);
/* Who is the same as @item in what the list has by now; G_MAXUINT: nobody. */
guint helio_people_list_find (HelioPeopleList *self, HelioPeopleItem *item);

/* A profile as a plan names it: by its file, if it is there for this run only, else by name or, where several have
 * that, by id. (transfer none) */
const char *helio_people_name_profile (HelioProfileStore *profiles, HelioProfileItem *item);

G_END_DECLS
