// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Topics whose meaning is known: those of CloudSignal's own products (cloudsignal.md §5, last table), and the broker's
 * $SYS. Pure. */

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  const char *name;   /* translated: "Presence in a space" */
  const char *detail; /* translated: what a message there is, and how it is sent */
} HelioTopicConvention;

/* Returns: whether @topic (a name, no filter) follows one. Topics that
 * merely look like one, such as an application's own “chat/…”, are told as what the product uses them for. */
gboolean helio_topic_convention_find (const char *topic, HelioTopicConvention *convention);

G_END_DECLS
