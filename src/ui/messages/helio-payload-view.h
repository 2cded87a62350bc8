// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A payload as JSON, as a tree of its members, as XML, image, text or hex, unpacked if it was packed, within the limits
 * of gtk-scale.md §4: highlighting to 128 KiB, plain beyond, the first part of what is larger than a megabyte. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum {
  HELIO_PAYLOAD_VIEW_AUTO,      /* what suits the payload */
  HELIO_PAYLOAD_VIEW_FORMATTED, /* indented and highlighted, or the image */
  HELIO_PAYLOAD_VIEW_TREE,      /* members of JSON; where there are none as FORMATTED */
  HELIO_PAYLOAD_VIEW_TEXT,
  HELIO_PAYLOAD_VIEW_HEX,
} HelioPayloadViewMode;

#define HELIO_TYPE_PAYLOAD_VIEW (helio_payload_view_get_type ())
G_DECLARE_FINAL_TYPE (HelioPayloadView, helio_payload_view, HELIO, PAYLOAD_VIEW, GtkWidget)

/* @payload: (nullable): nothing is known of it, @note says why. @previous: (nullable): what members are compared with.
 * @note: (nullable): instead of a text. */
void helio_payload_view_set_payload (HelioPayloadView *self,
                                     GBytes *payload,
                                     GBytes *previous,
                                     const char *note);
/* As it was sent. (nullable) (transfer none) */
GBytes *helio_payload_view_get_payload (HelioPayloadView *self);
/* What is to be seen of it is not ready: what was shown before stays, and is said to be no more than that. One that is
 * set meanwhile is begun when that is over. */
gboolean helio_payload_view_is_preparing (HelioPayloadView *self);
/* What one sees of it: unpacked if it was packed and nobody asked for what was sent. (nullable) (transfer none) */
GBytes *helio_payload_view_get_shown_bytes (HelioPayloadView *self);

/* What the user chose; kept from payload to payload. AUTO till then. */
void helio_payload_view_set_mode (HelioPayloadView *self, HelioPayloadViewMode mode);
/* What is shown: never AUTO. */
HelioPayloadViewMode helio_payload_view_get_shown_mode (HelioPayloadView *self);

G_END_DECLS
