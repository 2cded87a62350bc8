// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-unpack.h"

#define STEP (64 * 1024)
/* Shorter ones are too often something else. */
#define DEFLATE_GUESS_MIN 8

HelioPacking
helio_payload_get_packing (GBytes *payload)
{
  gsize length = 0;
  const guint8 *data = payload != NULL ? g_bytes_get_data (payload, &length) : NULL;

  if (length >= 18 && data[0] == 0x1F && data[1] == 0x8B && data[2] == 8)
    return HELIO_PACKING_GZIP;
  /* RFC 1950 §2.2: method 8, window ≤ 32 KiB, both bytes a multiple of 31, no preset dictionary. */
  if (length >= 8 && (data[0] & 0x0F) == 8 && data[0] >> 4 <= 7 &&
      (data[0] * 256 + data[1]) % 31 == 0 && (data[1] & 0x20) == 0)
    return HELIO_PACKING_ZLIB;
  return HELIO_PACKING_NONE;
}

static GZlibCompressorFormat
get_format (HelioPacking packing)
{
  switch (packing) {
    case HELIO_PACKING_GZIP:
      return G_ZLIB_COMPRESSOR_FORMAT_GZIP;
    case HELIO_PACKING_ZLIB:
      return G_ZLIB_COMPRESSOR_FORMAT_ZLIB;
    case HELIO_PACKING_NONE:
    case HELIO_PACKING_DEFLATE:
    default:
      return G_ZLIB_COMPRESSOR_FORMAT_RAW;
  }
}

typedef struct {
  gboolean whole, damaged;
  gsize used; /* of the payload */
} Outcome;

/* gzip may be several members, one after the other (RFC 1952 §2.2). */
static gboolean
begin_next_member (GConverter *converter, HelioPacking packing, const guint8 *data, gsize left)
{
  if (packing != HELIO_PACKING_GZIP || left < 18 || data[0] != 0x1F || data[1] != 0x8B)
    return FALSE;
  g_converter_reset (converter);
  return TRUE;
}

static GByteArray *
inflate (GBytes *payload, HelioPacking packing, gsize max, Outcome *outcome)
{
  g_autoptr (GConverter) converter = G_CONVERTER (g_zlib_decompressor_new (get_format (packing)));
  gsize length;
  const guint8 *data = g_bytes_get_data (payload, &length);
  GByteArray *out = g_byte_array_new ();
  GConverterResult result = G_CONVERTER_CONVERTED;
  gsize at = 0;

  /* One byte more than wanted, to know whether there is more. */
  while (result != G_CONVERTER_FINISHED && out->len <= max) {
    guint8 step[STEP];
    gsize read = 0, written = 0;

    result = g_converter_convert (converter,
                                  data + at,
                                  length - at,
                                  step,
                                  MIN (sizeof step, max + 1 - out->len),
                                  G_CONVERTER_INPUT_AT_END,
                                  &read,
                                  &written,
                                  NULL);
    if (result == G_CONVERTER_ERROR) {
      outcome->damaged = TRUE;
      break;
    }
    at += read;
    g_byte_array_append (out, step, (guint) written);
    if (result == G_CONVERTER_FINISHED && at < length &&
        begin_next_member (converter, packing, data + at, length - at))
      result = G_CONVERTER_CONVERTED;
  }
  outcome->whole = out->len <= max && !outcome->damaged;
  outcome->used = at;
  if (out->len > max)
    g_byte_array_set_size (out, (guint) max);
  return out;
}

GBytes *
helio_payload_unpack (GBytes *payload,
                      HelioPacking packing,
                      gsize max,
                      gboolean *whole,
                      gboolean *damaged,
                      gsize *rest)
{
  Outcome outcome = {0};
  GByteArray *out;

  g_return_val_if_fail (packing != HELIO_PACKING_NONE, NULL);
  out = inflate (payload, packing, MIN (max, HELIO_UNPACK_MAX), &outcome);
  if (out->len == 0 && outcome.damaged) {
    g_byte_array_unref (out);
    return NULL;
  }
  if (whole != NULL)
    *whole = outcome.whole;
  if (damaged != NULL)
    *damaged = outcome.damaged;
  if (rest != NULL)
    *rest = outcome.whole ? g_bytes_get_size (payload) - outcome.used : 0;
  return g_byte_array_free_to_bytes (out);
}

/* Any bytes are the beginning of some deflate stream; few that nobody made as one end in time, as text. */
static GBytes *
guess_deflate (GBytes *payload, gsize max, gboolean *whole)
{
  gsize length = g_bytes_get_size (payload);
  g_autoptr (GByteArray) out = NULL;
  Outcome outcome = {0};

  if (length < DEFLATE_GUESS_MIN || length > HELIO_UNPACK_GUESS_MAX)
    return NULL;
  if (g_utf8_validate_len (g_bytes_get_data (payload, NULL), length, NULL))
    return NULL;
  out = inflate (payload, HELIO_PACKING_DEFLATE, MIN (max, HELIO_UNPACK_MAX), &outcome);
  if (outcome.damaged || !outcome.whole || outcome.used != length || out->len < length / 2 ||
      !g_utf8_validate_len ((const char *) out->data, out->len, NULL))
    return NULL;
  *whole = TRUE;
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

GBytes *
helio_payload_find_packed (GBytes *payload,
                           gsize max,
                           HelioPacking *packing,
                           gboolean *whole,
                           gboolean *damaged,
                           gsize *rest)
{
  HelioPacking found = helio_payload_get_packing (payload);
  gboolean all = FALSE, broken = FALSE;
  gsize behind = 0;
  GBytes *unpacked = NULL;

  if (found != HELIO_PACKING_NONE)
    unpacked = helio_payload_unpack (payload, found, max, &all, &broken, &behind);
  /* Two bytes can look like zlib by chance: then all of it must be right. */
  if (unpacked != NULL && found == HELIO_PACKING_ZLIB && broken)
    g_clear_pointer (&unpacked, g_bytes_unref);
  if (unpacked == NULL && payload != NULL) {
    found = HELIO_PACKING_DEFLATE;
    broken = FALSE;
    behind = 0;
    unpacked = guess_deflate (payload, max, &all);
  }
  if (packing != NULL)
    *packing = unpacked != NULL ? found : HELIO_PACKING_NONE;
  if (whole != NULL)
    *whole = all;
  if (damaged != NULL)
    *damaged = broken;
  if (rest != NULL)
    *rest = behind;
  return unpacked;
}

const char *
helio_packing_get_name (HelioPacking packing)
{
  switch (packing) {
    case HELIO_PACKING_GZIP:
      return "gzip";
    case HELIO_PACKING_ZLIB:
      return "zlib";
    case HELIO_PACKING_DEFLATE:
      return "deflate";
    case HELIO_PACKING_NONE:
    default:
      return NULL;
  }
}
