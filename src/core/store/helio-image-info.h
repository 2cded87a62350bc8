// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What a picture says of itself before anybody decodes it: 60 bytes can ask for 16 GiB of memory. Pure. */

#include <gio/gio.h>

G_BEGIN_DECLS

/* Larger ones are not decoded: 4 bytes a pixel. */
#define HELIO_IMAGE_PIXELS_MAX (32 * 1024 * 1024)
#define HELIO_IMAGE_SIDE_MAX 16384
#define HELIO_IMAGE_BYTES_MAX (32 * 1024 * 1024)

typedef enum {
  HELIO_IMAGE_NONE,
  HELIO_IMAGE_PNG,
  HELIO_IMAGE_JPEG,
  HELIO_IMAGE_GIF,
} HelioImageFormat;

typedef struct {
  HelioImageFormat format;
  guint width, height; /* pixels; 0 if the beginning does not tell */
} HelioImageInfo;

/* PNG (its IHDR), JPEG (its frame header) and GIF (its screen descriptor); anything else is NONE. Reads headers only:
 * segments of a JPEG are stepped over. Returns: whether it is a picture of a kind that is shown. */
gboolean helio_payload_get_image (GBytes *payload, HelioImageInfo *info);
/* Goes through all of @payload, which helio_payload_get_image() told of: the frames of a GIF may be larger than what it
 * says at its beginning. No sizes at all: a decoder may see something else in it than we do. */
void helio_image_info_measure (HelioImageInfo *info, GBytes *payload);
/* Whether it is safe to decode: sizes known and within the limits above. After helio_image_info_measure(). */
gboolean helio_image_info_is_small_enough (const HelioImageInfo *info, gsize length);
/* "PNG" … */
const char *helio_image_format_get_name (HelioImageFormat format);

G_END_DECLS
