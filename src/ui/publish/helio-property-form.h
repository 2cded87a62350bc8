// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The MQTT 5 properties of a message that is being written. */

#include "ui/publish/helio-draft.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HELIO_TYPE_PROPERTY_FORM (helio_property_form_get_type ())
G_DECLARE_FINAL_TYPE (HelioPropertyForm, helio_property_form, HELIO, PROPERTY_FORM, GtkWidget)

/* Signal: "changed", by the user. */
GtkWidget *helio_property_form_new (void);

void helio_property_form_load (HelioPropertyForm *self, const HelioDraftProperties *properties);
/* @properties: replaced by what stands in the form. */
void helio_property_form_store (HelioPropertyForm *self, HelioDraftProperties *properties);
/* @why: (nullable): why none can be given now; NULL: they can. What is written stays. */
void helio_property_form_set_unavailable (HelioPropertyForm *self, const char *why);
/* @fault: (nullable): what is wrong with what stands there. */
void helio_property_form_set_fault (HelioPropertyForm *self, const char *fault);

G_END_DECLS
