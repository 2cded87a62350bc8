// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Puts what a list of messages shows into a file, and shows how far it is with that, or why not. */

#include "core/store/helio-message-view.h"
#include "ui/widgets/helio-file-progress.h"

G_BEGIN_DECLS

#define HELIO_TYPE_MESSAGE_EXPORT (helio_message_export_get_type ())
G_DECLARE_FINAL_TYPE (HelioMessageExport,
                      helio_message_export,
                      HELIO,
                      MESSAGE_EXPORT,
                      HelioFileProgress)

/* Asks for the place; a name that ends in .csv gives CSV, any other JSON Lines. While another export runs, nothing
 * happens. @view: (nullable): nothing happens. */
void helio_message_export_ask (HelioMessageExport *self, HelioMessageView *view);
void helio_message_export_run (HelioMessageExport *self, HelioMessageView *view, GFile *file);

G_END_DECLS
