// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/messages/helio-payload-copy.h"

#include "core/base/helio-util.h"

#include <string.h>

char *
helio_payload_copy_to_text (GBytes *payload, HelioCopyForm form)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (payload, &length);

  if (length == 0)
    return g_strdup ("");
  if (form == HELIO_COPY_BASE64)
    return g_base64_encode (data, length);
  if (form == HELIO_COPY_TEXT && g_utf8_validate ((const char *) data, (gssize) length, NULL))
    return g_strndup ((const char *) data, length);
  return helio_hex (data, length);
}

void
helio_payload_copy (GtkWidget *widget, GBytes *payload, HelioCopyForm form)
{
  g_autofree char *text = helio_payload_copy_to_text (payload, form);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}
