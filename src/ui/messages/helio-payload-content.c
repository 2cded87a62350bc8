// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/messages/helio-payload-content.h"

#include "core/base/helio-error.h"
#include "core/base/helio-json.h"
#include "ui/base/helio-format.h"

#include <glib/gi18n.h>

/* JSON and XML beyond this are looked at and indented in another thread. */
#define HERE_MAX HELIO_PAYLOAD_HIGHLIGHT_MAX
/* Trying whether binary data is deflate makes at most a thousand times as much of it. */
#define GUESS_HERE_MAX 4096
/* Behind so many blanks nobody looks for a bracket. */
#define BEGINNING 1024

void
helio_payload_content_free (HelioPayloadContent *self)
{
  g_bytes_unref (self->bytes);
  g_clear_object (&self->texture);
  g_free (self->formatted);
  g_clear_pointer (&self->nodes, helio_payload_nodes_unref);
  g_free (self->fault);
  g_free (self);
}

gboolean
helio_payload_content_is_quick (GBytes *payload)
{
  gsize size = g_bytes_get_size (payload);
  HelioImageInfo image;

  if (helio_payload_get_packing (payload) != HELIO_PACKING_NONE ||
      helio_payload_get_image (payload, &image))
    return FALSE;
  if (size > HERE_MAX &&
      (helio_payload_may_be_json (payload) || helio_payload_may_be_xml (payload)))
    return FALSE;
  return size <= GUESS_HERE_MAX || size > HELIO_UNPACK_GUESS_MAX ||
         g_utf8_validate_len (g_bytes_get_data (payload, NULL), size, NULL);
}

static void
unpack_bytes (HelioPayloadContent *self, GBytes *payload)
{
  gboolean whole;
  GBytes *unpacked;

  unpacked = helio_payload_find_packed (payload,
                                        HELIO_UNPACK_MAX,
                                        &self->packing,
                                        &whole,
                                        &self->damaged,
                                        &self->rest);
  if (unpacked == NULL)
    return;
  self->cut = !whole && !self->damaged;
  g_bytes_unref (self->bytes);
  self->bytes = unpacked;
}

/* Like the payload itself, and only if that is JSON. */
static void
compare (HelioPayloadContent *self, const HelioPayloadWish *wish)
{
  const HelioPayloadWish same = {.unpack = wish->unpack, .nodes = TRUE, .seed = wish->seed};
  g_autoptr (HelioPayloadContent) before = helio_payload_content_new (wish->previous, &same);

  self->compared =
      before->nodes != NULL && helio_payload_nodes_compare (self->nodes, before->nodes);
}

static void
take_apart (HelioPayloadContent *self, const HelioPayloadWish *wish)
{
  self->nodes = helio_payload_nodes_new (self->bytes, wish->seed, NULL);
  if (self->nodes != NULL && helio_payload_nodes_get_n (self->nodes) <= 1)
    g_clear_pointer (&self->nodes, helio_payload_nodes_unref);
  if (self->nodes != NULL && wish->previous != NULL &&
      !g_cancellable_is_cancelled (wish->cancellable))
    compare (self, wish);
}

static void
format (HelioPayloadContent *self, const HelioPayloadWish *wish)
{
  if (self->kind == HELIO_PAYLOAD_JSON && wish->nodes)
    take_apart (self, wish);
  if (self->kind == HELIO_PAYLOAD_JSON && self->nodes == NULL)
    self->formatted =
        helio_payload_to_json (self->bytes, wish->limit, &self->formatted_shown, NULL);
  else if (self->kind == HELIO_PAYLOAD_XML)
    self->formatted = helio_payload_to_xml (self->bytes, wish->limit, &self->formatted_shown);
}

/* What begins like JSON is hardly meant to be anything else. */
static void
find_fault (HelioPayloadContent *self)
{
  const gsize size = g_bytes_get_size (self->bytes);
  g_autoptr (GBytes) beginning = g_bytes_new_from_bytes (self->bytes, 0, MIN (size, BEGINNING));
  g_autoptr (GError) error = NULL;

  if (!helio_payload_may_be_json (beginning))
    return;
  if (size > HELIO_PAYLOAD_TEXT_MAX) {
    g_autofree char *most = helio_format_size (HELIO_PAYLOAD_TEXT_MAX);

    self->too_much = TRUE;
    self->fault =
        g_strdup_printf (C_ ("payload", "Longer than %s: not shown as JSON, but as it is"), most);
  } else if (!helio_json_check (g_bytes_get_data (self->bytes, NULL),
                                size,
                                HELIO_PAYLOAD_TEXT_MAX,
                                HELIO_JSON_DEPTH_PAYLOAD,
                                &error)) {
    self->too_much = g_error_matches (error, HELIO_ERROR, HELIO_ERROR_TOO_LARGE);
    self->fault = helio_error_to_text (error);
  }
}

/* What looks like a picture and cannot be decoded stays what it is: bytes; so does what turns out larger than it said. */
static void
decode_image (HelioPayloadContent *self)
{
  HelioImageInfo *image = &self->image;

  if (!helio_payload_get_image (self->bytes, image))
    return;
  helio_image_info_measure (image, self->bytes);
  if (!helio_image_info_is_small_enough (image, g_bytes_get_size (self->bytes)))
    return;
  self->texture = gdk_texture_new_from_bytes (self->bytes, NULL);
  if (self->texture != NULL && ((guint) gdk_texture_get_width (self->texture) > image->width ||
                                (guint) gdk_texture_get_height (self->texture) > image->height))
    g_clear_object (&self->texture);
}

HelioPayloadContent *
helio_payload_content_new_raw (GBytes *payload)
{
  HelioPayloadContent *self = g_new0 (HelioPayloadContent, 1);

  self->bytes = g_bytes_ref (payload);
  self->kind = helio_payload_detect (payload, HERE_MAX);
  return self;
}

HelioPayloadContent *
helio_payload_content_new (GBytes *payload, const HelioPayloadWish *wish)
{
  HelioPayloadContent *self = g_new0 (HelioPayloadContent, 1);

  self->bytes = g_bytes_ref (payload);
  if (wish->unpack)
    unpack_bytes (self, payload);
  if (g_cancellable_is_cancelled (wish->cancellable))
    return self;
  self->kind = helio_payload_detect (self->bytes, HELIO_PAYLOAD_TEXT_MAX);
  decode_image (self);
  if (g_cancellable_is_cancelled (wish->cancellable))
    return self;
  format (self, wish);
  if (self->kind == HELIO_PAYLOAD_TEXT)
    find_fault (self);
  return self;
}

/* In a thread */

typedef struct {
  GBytes *payload;
  HelioPayloadWish wish;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_bytes_unref (request->payload);
  g_clear_pointer (&request->wish.previous, g_bytes_unref);
  g_free (request);
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Request *request = data;

  if (g_task_return_error_if_cancelled (task))
    return;
  request->wish.cancellable = cancellable;
  g_task_return_pointer (task,
                         helio_payload_content_new (request->payload, &request->wish),
                         (GDestroyNotify) helio_payload_content_free);
}

void
helio_payload_content_make_async (GBytes *payload,
                                  const HelioPayloadWish *wish,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Request *request = g_new0 (Request, 1);

  *request = (Request){g_bytes_ref (payload), *wish};
  if (wish->previous != NULL)
    g_bytes_ref (wish->previous);
  g_task_set_source_tag (task, helio_payload_content_make_async);
  g_task_set_task_data (task, request, request_free);
  g_task_run_in_thread (task, run);
}

HelioPayloadContent *
helio_payload_content_make_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Words */

static char *
describe_packing (const HelioPayloadContent *self, GBytes *payload)
{
  g_autofree char *sent = helio_format_size (g_bytes_get_size (payload));
  g_autofree char *size = helio_format_size (g_bytes_get_size (self->bytes));
  g_autofree char *rest = NULL;
  const char *name = helio_packing_get_name (self->packing);

  if (self->damaged)
    /* Translators: size, name of a packing such as gzip. */
    return g_strdup_printf (C_ ("payload", "%s unpacked from %s; the rest is damaged"), size, name);
  if (self->cut)
    return g_strdup_printf (C_ ("payload", "First %s unpacked from %s; there is more"), size, name);
  /* Translators: size, name of a packing such as gzip, size. */
  if (self->rest == 0)
    return g_strdup_printf (C_ ("payload", "%s, unpacked from %s of %s"), size, name, sent);
  rest = helio_format_size (self->rest);
  /* Translators: size, name of a packing such as gzip, size, size. */
  return g_strdup_printf (C_ ("payload", "%s, unpacked from %s of %s; left out: %s behind its end"),
                          size,
                          name,
                          sent,
                          rest);
}

static char *
describe_image (const HelioPayloadContent *self)
{
  const char *name = helio_image_format_get_name (self->image.format);
  g_autofree char *width = helio_format_count (self->image.width);
  g_autofree char *height = helio_format_count (self->image.height);

  if (self->texture != NULL)
    /* Translators: name of a picture's format, width and height in pixels. */
    return g_strdup_printf (C_ ("payload", "%s, %s × %s"), name, width, height);
  if (self->image.width > 0 &&
      !helio_image_info_is_small_enough (&self->image, g_bytes_get_size (self->bytes)))
    return g_strdup_printf (C_ ("payload", "%s, %s × %s: too large to be shown"),
                            name,
                            width,
                            height);
  return g_strdup_printf (C_ ("payload", "Looks like %s, but cannot be shown"), name);
}

char *
helio_payload_content_describe (const HelioPayloadContent *self, GBytes *payload)
{
  g_autofree char *packing =
      self->packing != HELIO_PACKING_NONE ? describe_packing (self, payload) : NULL;
  g_autofree char *what = self->image.format != HELIO_IMAGE_NONE ? describe_image (self)
                          : self->too_much                       ? g_strdup (self->fault)
                                                                 : NULL;

  if (packing != NULL && what != NULL)
    return g_strdup_printf ("%s\n%s", packing, what);
  return packing != NULL ? g_steal_pointer (&packing) : g_steal_pointer (&what);
}
