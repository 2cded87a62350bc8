// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-image-info.h"

#include <string.h>

static guint
big_endian (const guint8 *data, gsize n)
{
  guint value = 0;

  for (gsize i = 0; i < n; i++)
    value = value << 8 | data[i];
  return value;
}

static guint
little_endian (const guint8 *data)
{
  return data[0] | (guint) data[1] << 8;
}

static gboolean
read_png (const guint8 *data, gsize length, HelioImageInfo *info)
{
  if (length < 8 || memcmp (data, "\x89PNG\r\n\x1a\n", 8) != 0)
    return FALSE;
  info->format = HELIO_IMAGE_PNG;
  if (length >= 24 && memcmp (data + 12, "IHDR", 4) == 0) {
    info->width = big_endian (data + 16, 4);
    info->height = big_endian (data + 20, 4);
  }
  return TRUE;
}

static gboolean
read_gif (const guint8 *data, gsize length, HelioImageInfo *info)
{
  if (length < 6 || (memcmp (data, "GIF87a", 6) != 0 && memcmp (data, "GIF89a", 6) != 0))
    return FALSE;
  info->format = HELIO_IMAGE_GIF;
  if (length >= 10) {
    info->width = little_endian (data + 6);
    info->height = little_endian (data + 8);
  }
  return TRUE;
}

/* Start of frame, baseline to arithmetic; not DHT (C4), JPG (C8), DAC (CC). */
static gboolean
is_frame (guint8 marker)
{
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

/* What may come before it: DHT, DAC, DQT, DRI, COM and APP. Anything else a decoder may take for something that has no
 * length, or no meaning, and look for the frame where we do not. */
static gboolean
is_table (guint8 marker)
{
  return marker == 0xC4 || marker == 0xCC || marker == 0xDB || marker == 0xDD || marker == 0xFE ||
         (marker >= 0xE0 && marker <= 0xEF);
}

/* ITU T.81 §B.1.1: FF, marker, two bytes of length that count themselves. */
static gboolean
read_jpeg (const guint8 *data, gsize length, HelioImageInfo *info)
{
  gsize at = 2;

  if (length < 3 || data[0] != 0xFF || data[1] != 0xD8 || data[2] != 0xFF)
    return FALSE;
  info->format = HELIO_IMAGE_JPEG;
  while (at + 4 <= length && data[at] == 0xFF) {
    guint8 marker = data[at + 1];
    gsize size;

    if (marker == 0xFF) {
      at++; /* fill */
      continue;
    }
    if (!is_frame (marker) && !is_table (marker))
      break;
    size = big_endian (data + at + 2, 2);
    if (size < 2)
      break;
    if (is_frame (marker)) {
      if (size >= 7 && at + 9 <= length) {
        info->height = big_endian (data + at + 5, 2);
        info->width = big_endian (data + at + 7, 2);
      }
      break;
    }
    at += 2 + size;
  }
  return TRUE;
}

gboolean
helio_payload_get_image (GBytes *payload, HelioImageInfo *info)
{
  gsize length = 0;
  const guint8 *data = payload != NULL ? g_bytes_get_data (payload, &length) : NULL;

  *info = (HelioImageInfo){0};
  if (length == 0)
    return FALSE;
  return read_png (data, length, info) || read_jpeg (data, length, info) ||
         read_gif (data, length, info);
}

static gsize
get_table_size (guint8 flags)
{
  return (flags & 0x80) != 0 ? (gsize) 3 << ((flags & 7) + 1) : 0;
}

/* Returns: behind the blocks at @at and the empty one that ends them (GIF89a §15). */
static gsize
skip_blocks (const guint8 *data, gsize length, gsize at)
{
  while (at < length && data[at] != 0)
    at += 1 + data[at];
  return at + 1;
}

/* GIF89a §20: a frame should lie within the screen. Where one does not, decoders make the screen larger. */
static void
measure_gif (HelioImageInfo *info, const guint8 *data, gsize length)
{
  gsize at = 13;

  if (length > at)
    at += get_table_size (data[10]);
  while (at < length && data[at] != ';') {
    const guint8 *frame = data + at;

    if (*frame == '!') {
      at = skip_blocks (data, length, at + 2);
    } else if (*frame == ',' && length - at >= 10) {
      info->width = MAX (info->width, little_endian (frame + 1) + little_endian (frame + 5));
      info->height = MAX (info->height, little_endian (frame + 3) + little_endian (frame + 7));
      at = skip_blocks (data, length, at + 10 + get_table_size (frame[9]) + 1);
    } else if (*frame == '\0') {
      at++;
    } else {
      if (*frame != ',') /* else it was cut off */
        info->width = info->height = 0;
      break;
    }
  }
}

void
helio_image_info_measure (HelioImageInfo *info, GBytes *payload)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (payload, &length);

  if (info->format == HELIO_IMAGE_GIF && info->width > 0)
    measure_gif (info, data, length);
}

gboolean
helio_image_info_is_small_enough (const HelioImageInfo *info, gsize length)
{
  return info->format != HELIO_IMAGE_NONE && length <= HELIO_IMAGE_BYTES_MAX && info->width > 0 &&
         info->height > 0 && info->width <= HELIO_IMAGE_SIDE_MAX &&
         info->height <= HELIO_IMAGE_SIDE_MAX &&
         (guint64) info->width * info->height <= HELIO_IMAGE_PIXELS_MAX;
}

const char *
helio_image_format_get_name (HelioImageFormat format)
{
  switch (format) {
    case HELIO_IMAGE_PNG:
      return "PNG";
    case HELIO_IMAGE_JPEG:
      return "JPEG";
    case HELIO_IMAGE_GIF:
      return "GIF";
    case HELIO_IMAGE_NONE:
    default:
      return NULL;
  }
}
