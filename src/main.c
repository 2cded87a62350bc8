// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/window/helio-application.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <sys/resource.h>

int
main (int argc, char **argv)
{
  /* Tokens and passwords are in this memory: no core file may carry them to the disk. */
  const struct rlimit none = {0, 0};
  setrlimit (RLIMIT_CORE, &none);

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  g_autoptr (HelioApplication) application = helio_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
