// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Puts a payload into a file. Not there until a save takes its time or fails: then it shows how far it is, or
 * why not. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HELIO_TYPE_PAYLOAD_SAVER (helio_payload_saver_get_type ())
G_DECLARE_FINAL_TYPE (HelioPayloadSaver, helio_payload_saver, HELIO, PAYLOAD_SAVER, GtkWidget)

GtkWidget *helio_payload_saver_new (void);

/* Asks for the place first; the name offered comes from @topic. One at a time: while another is saved, nothing
 * happens. */
void helio_payload_saver_ask (HelioPayloadSaver *self, const char *topic, GBytes *payload);
void helio_payload_saver_save (HelioPayloadSaver *self, GFile *file, GBytes *payload);
gboolean helio_payload_saver_is_saving (HelioPayloadSaver *self);

G_END_DECLS
