// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The rules of a document as text, checked as one types, and a place to try them. */

#include "core/connection/helio-connection.h"
#include "ui/access/helio-access-document.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HELIO_TYPE_RULES_EDITOR (helio_rules_editor_get_type ())
G_DECLARE_FINAL_TYPE (HelioRulesEditor, helio_rules_editor, HELIO, RULES_EDITOR, GtkWidget)

/* Property "document": HelioAccessDocument. Valid rules go there at once; while they are not, its "problem" says why
 * and its rules stay those from before. An empty text is no rules. "modified" (read only): the text is in no file and
 * not what the document brought. */
GtkWidget *helio_rules_editor_new (HelioAccessDocument *document);
/* (nullable) */
void helio_rules_editor_set_document (HelioRulesEditor *self, HelioAccessDocument *document);
/* (nullable): whose topics and names are offered. */
void helio_rules_editor_set_connection (HelioRulesEditor *self, HelioConnection *connection);
gboolean helio_rules_editor_get_modified (HelioRulesEditor *self);

/* What Open and Save do once the file is chosen. The form is that of its name: ".json", else text. */
void helio_rules_editor_load (HelioRulesEditor *self, GFile *file, const char *text, gsize length);
void helio_rules_editor_save (HelioRulesEditor *self, GFile *file);

G_END_DECLS
