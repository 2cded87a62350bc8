// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Puts a payload into a file, and shows how far it is with that, or why not. */

#include "ui/widgets/helio-file-progress.h"

G_BEGIN_DECLS

#define HELIO_TYPE_PAYLOAD_SAVER (helio_payload_saver_get_type ())
G_DECLARE_FINAL_TYPE (HelioPayloadSaver,
                      helio_payload_saver,
                      HELIO,
                      PAYLOAD_SAVER,
                      HelioFileProgress)

GtkWidget *helio_payload_saver_new (void);

/* Asks for the place first; the name offered comes from @topic. While another is saved, nothing happens. */
void helio_payload_saver_ask (HelioPayloadSaver *self, const char *topic, GBytes *payload);
void helio_payload_saver_save (HelioPayloadSaver *self, GFile *file, GBytes *payload);

G_END_DECLS
