// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What there is to see of a payload: unpacked, looked at, formatted or decoded, within limits. What takes longer than a
 * frame may is done in a thread of the pool. */

#include "core/store/helio-image-info.h"
#include "core/store/helio-payload-nodes.h"
#include "core/store/helio-payload.h"
#include "core/store/helio-unpack.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct {
  GBytes *bytes;        /* unpacked, or the payload itself */
  HelioPacking packing; /* how the payload was packed; NONE: @bytes is the payload */
  gboolean cut,
      damaged; /* of what was packed: there is more than is unpacked; it ended before its time */
  gsize rest;  /* bytes of the payload behind the end of what was packed */
  HelioPayloadKind kind;    /* of @bytes */
  HelioImageInfo image;     /* of @bytes; format NONE: no picture */
  GdkTexture *texture;      /* (nullable): the picture, unless it is too large or damaged */
  char *formatted;          /* (nullable): of JSON and XML, indented, up to the limit */
  gsize formatted_shown;    /* bytes of @bytes in @formatted */
  HelioPayloadNodes *nodes; /* (nullable): of JSON, instead of @formatted */
  gboolean compared;        /* the changes in @nodes mean something */
  char *fault;              /* (nullable): why what looks like JSON is none */
  gboolean too_much;        /* it may be JSON, but is too long or too deep to be shown as such */
} HelioPayloadContent;

typedef struct {
  gboolean unpack; /* FALSE: as it was sent */
  gsize limit;     /* bytes of formatted text */
  gboolean nodes;  /* JSON that holds anything is taken apart, not indented */
  guint64 seed;
  GBytes *previous;          /* (nullable): what the members are compared with */
  GCancellable *cancellable; /* (nullable): when it is cancelled nobody wants what comes of it */
} HelioPayloadWish;

void helio_payload_content_free (HelioPayloadContent *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioPayloadContent, helio_payload_content_free)

/* Whether helio_payload_content_new() takes no longer than a few milliseconds. */
gboolean helio_payload_content_is_quick (GBytes *payload);
/* Any thread. */
HelioPayloadContent *helio_payload_content_new (GBytes *payload, const HelioPayloadWish *wish);
/* Only what needs no look at all of it: for what is shown until the rest is known. */
HelioPayloadContent *helio_payload_content_new_raw (GBytes *payload);

void helio_payload_content_make_async (GBytes *payload,
                                       const HelioPayloadWish *wish,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
/* NULL only if it was cancelled: soon after, and then it has ended. */
HelioPayloadContent *helio_payload_content_make_finish (GAsyncResult *result, GError **error);

/* In words, for a line beside the payload: "Unpacked from gzip: 1.2 kB of 312 bytes", "PNG, 640 × 480".
 * (transfer full) (nullable) */
char *helio_payload_content_describe (const HelioPayloadContent *self, GBytes *payload);

G_END_DECLS
