// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The MQTT 5 properties of a message, a line each; not there when there are none. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HELIO_TYPE_PROPERTY_LIST (helio_property_list_get_type ())
G_DECLARE_FINAL_TYPE (HelioPropertyList, helio_property_list, HELIO, PROPERTY_LIST, GtkWidget)

/* @wire: (nullable): as helio_message_store_get_properties() gives them. */
void helio_property_list_set_wire (HelioPropertyList *self, GBytes *wire);
GBytes *helio_property_list_get_wire (HelioPropertyList *self); /* (nullable) */

G_END_DECLS
