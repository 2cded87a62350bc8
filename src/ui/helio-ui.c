// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/helio-ui.h"

#include "ui/helio-resources.h"

#include <gtksourceview/gtksource.h>

void
helio_ui_init (void)
{
  /* A static library's constructor is not linked in unless something names it. */
  g_resources_register (helio_get_resource ());
  gtk_source_init ();
}
