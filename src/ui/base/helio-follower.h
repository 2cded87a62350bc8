// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Keeps a list view at its end until the user scrolls up (gtk-scale.md §1e). */

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct _HelioFollower HelioFollower;

/* Called when the user's scrolling started or stopped it. */
typedef void (*HelioFollowerFunc) (gboolean following, gpointer user_data);

/* Both widgets are borrowed and must outlive the follower. @func: (nullable) */
HelioFollower *helio_follower_new (GtkScrolledWindow *scroller,
                                   GtkListView *list_view,
                                   HelioFollowerFunc func,
                                   gpointer user_data);
void helio_follower_free (HelioFollower *self);

void helio_follower_set_following (HelioFollower *self, gboolean following);
gboolean helio_follower_get_following (HelioFollower *self);
/* Once a frame; @changed: rows were added or removed. */
void helio_follower_frame (HelioFollower *self, gboolean changed);
/* The user is not scrolling, and has not been for a while. */
gboolean helio_follower_is_still (HelioFollower *self);
/* Something takes the pointer or the finger away, and where they are let go will not be heard of. */
void helio_follower_let_go (HelioFollower *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioFollower, helio_follower_free)

G_END_DECLS
