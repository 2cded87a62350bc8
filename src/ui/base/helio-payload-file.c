// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/base/helio-payload-file.h"

#include "core/base/helio-error.h"
#include "core/store/helio-payload.h"

#include <glib/gi18n.h>
#include <string.h>

#define PIECE (256 * 1024)
#define NAME_MAX_BYTES 100

/* What GIO says, in the terms of the program; a person who cancels is no error of ours. */
static GError *
file_error (GFile *file, const GError *cause, gboolean writing)
{
  g_autofree char *name = g_file_get_basename (file);
  GError *error;

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (cause);
  error = writing
              ? helio_error_new (HELIO_ERROR_FILE,
                                 C_ ("payload file", "Choose another place, or make room there."),
                                 C_ ("payload file", "“%s” could not be written."),
                                 name)
              : helio_error_new (HELIO_ERROR_FILE,
                                 C_ ("payload file", "Check that it is there and readable."),
                                 C_ ("payload file", "“%s” could not be read."),
                                 name);
  helio_error_set_detail (error, cause->message);
  return error;
}

/* Reading */

typedef struct {
  gsize max;
  GByteArray *bytes;
  GInputStream *stream;
} Reading;

static void
reading_free (gpointer data)
{
  Reading *self = data;

  g_byte_array_unref (self->bytes);
  g_clear_object (&self->stream);
  g_free (self);
}

static void
return_read_error (GTask *task, const GError *cause)
{
  g_task_return_error (task, file_error (g_task_get_source_object (task), cause, FALSE));
}

static void
return_too_large (GTask *task)
{
  Reading *reading = g_task_get_task_data (task);
  g_autofree char *name = g_file_get_basename (g_task_get_source_object (task));
  g_autofree char *max = g_format_size_full (reading->max, G_FORMAT_SIZE_IEC_UNITS);

  g_task_return_error (
      task,
      helio_error_new (HELIO_ERROR_TOO_LARGE,
                       C_ ("payload file", "Choose a smaller file."),
                       /* Translators: the name of a file; the largest size allowed. */
                       C_ ("payload file", "“%s” is larger than %s, too large to be published."),
                       name,
                       max));
}

static void read_piece (GTask *task);

static void
on_piece_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Reading *reading = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) piece =
      g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);

  if (piece == NULL) {
    return_read_error (task, error);
    return;
  }
  if (g_bytes_get_size (piece) == 0) {
    g_task_return_pointer (task,
                           g_byte_array_free_to_bytes (g_byte_array_ref (reading->bytes)),
                           (GDestroyNotify) g_bytes_unref);
    return;
  }
  if (reading->bytes->len + g_bytes_get_size (piece) > reading->max) {
    return_too_large (task);
    return;
  }
  g_byte_array_append (reading->bytes,
                       g_bytes_get_data (piece, NULL),
                       (guint) g_bytes_get_size (piece));
  read_piece (g_steal_pointer (&task));
}

static void
read_piece (GTask *task)
{
  Reading *reading = g_task_get_task_data (task);

  g_input_stream_read_bytes_async (reading->stream,
                                   PIECE,
                                   G_PRIORITY_DEFAULT,
                                   g_task_get_cancellable (task),
                                   on_piece_read,
                                   task);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Reading *reading = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  GFileInputStream *stream = g_file_read_finish (G_FILE (source), result, &error);

  if (stream == NULL) {
    return_read_error (task, error);
    return;
  }
  reading->stream = G_INPUT_STREAM (stream);
  read_piece (g_steal_pointer (&task));
}

static void
on_queried (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Reading *reading = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, &error);

  if (info == NULL) {
    return_read_error (task, error);
    return;
  }
  /* A pipe would wait for its writer, a device has no end. */
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR) {
    g_autofree char *name = g_file_get_basename (G_FILE (source));
    g_task_return_error (task,
                         helio_error_new (HELIO_ERROR_FILE,
                                          C_ ("payload file", "Choose a file."),
                                          C_ ("payload file", "“%s” is no regular file."),
                                          name));
    return;
  }
  if (g_file_info_get_size (info) > (goffset) reading->max) {
    return_too_large (task);
    return;
  }
  g_file_read_async (G_FILE (source),
                     G_PRIORITY_DEFAULT,
                     g_task_get_cancellable (task),
                     on_opened,
                     g_object_ref (task));
}

void
helio_payload_file_read_async (GFile *file,
                               gsize max,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task = g_task_new (file, cancellable, callback, user_data);
  Reading *reading = g_new0 (Reading, 1);

  reading->max = max;
  reading->bytes = g_byte_array_new ();
  g_task_set_source_tag (task, helio_payload_file_read_async);
  g_task_set_task_data (task, reading, reading_free);
  g_file_query_info_async (file,
                           G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                           G_FILE_QUERY_INFO_NONE,
                           G_PRIORITY_DEFAULT,
                           cancellable,
                           on_queried,
                           task);
}

GBytes *
helio_payload_file_read_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Writing */

typedef struct {
  GBytes *payload;
  gsize written;
  HelioPayloadFileProgress progress;
  gpointer progress_data;
  GOutputStream *stream;
  gboolean replaces;
  GError *error; /* what is said in the end */
} Writing;

static void
writing_free (gpointer data)
{
  Writing *self = data;

  g_bytes_unref (self->payload);
  g_clear_object (&self->stream);
  g_clear_error (&self->error);
  g_free (self);
}

static void
return_write_error (GTask *task)
{
  Writing *writing = g_task_get_task_data (task);

  g_task_return_error (task, file_error (g_task_get_source_object (task), writing->error, TRUE));
}

static void
on_removed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  g_file_delete_finish (G_FILE (source), result, NULL);
  return_write_error (task);
}

static void
on_given_up (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Writing *writing = g_task_get_task_data (task);

  g_output_stream_close_finish (G_OUTPUT_STREAM (source), result, NULL);
  if (writing->replaces) {
    return_write_error (task);
    return;
  }
  g_file_delete_async (g_task_get_source_object (task),
                       G_PRIORITY_DEFAULT,
                       NULL,
                       on_removed,
                       g_object_ref (task));
}

/* A stream that is closed cancelled leaves the old file as it was. */
static void
give_up (GTask *task, GError *error)
{
  Writing *writing = g_task_get_task_data (task);
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();

  writing->error = error;
  g_cancellable_cancel (cancelled);
  g_output_stream_close_async (writing->stream, G_PRIORITY_DEFAULT, cancelled, on_given_up, task);
}

static void
on_closed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Writing *writing = g_task_get_task_data (task);

  if (g_output_stream_close_finish (G_OUTPUT_STREAM (source), result, &writing->error))
    g_task_return_boolean (task, TRUE);
  else
    return_write_error (task);
}

static void write_piece (GTask *task);

static void
on_piece_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Writing *writing = g_task_get_task_data (task);
  GError *error = NULL;
  gssize n = g_output_stream_write_bytes_finish (G_OUTPUT_STREAM (source), result, &error);

  if (n < 0) {
    give_up (task, error);
    return;
  }
  writing->written += (gsize) n;
  if (writing->progress != NULL)
    writing->progress (writing->written,
                       g_bytes_get_size (writing->payload),
                       writing->progress_data);
  write_piece (task);
}

static void
write_piece (GTask *task)
{
  Writing *writing = g_task_get_task_data (task);
  gsize left = g_bytes_get_size (writing->payload) - writing->written;
  g_autoptr (GBytes) piece = NULL;

  if (left == 0) {
    g_output_stream_close_async (writing->stream,
                                 G_PRIORITY_DEFAULT,
                                 g_task_get_cancellable (task),
                                 on_closed,
                                 task);
    return;
  }
  piece = g_bytes_new_from_bytes (writing->payload, writing->written, MIN (left, PIECE));
  g_output_stream_write_bytes_async (writing->stream,
                                     piece,
                                     G_PRIORITY_DEFAULT,
                                     g_task_get_cancellable (task),
                                     on_piece_written,
                                     task);
}

static void
on_replaced (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Writing *writing = g_task_get_task_data (task);
  GFileOutputStream *stream = g_file_replace_finish (G_FILE (source), result, &writing->error);

  if (stream == NULL) {
    return_write_error (task);
    g_object_unref (task);
    return;
  }
  writing->stream = G_OUTPUT_STREAM (stream);
  write_piece (task);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Writing *writing = g_task_get_task_data (task);
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, NULL);

  writing->replaces = info != NULL;
  g_file_replace_async (G_FILE (source),
                        NULL,
                        FALSE,
                        G_FILE_CREATE_NONE,
                        G_PRIORITY_DEFAULT,
                        g_task_get_cancellable (task),
                        on_replaced,
                        task);
}

void
helio_payload_file_write_async (GFile *file,
                                GBytes *payload,
                                HelioPayloadFileProgress progress,
                                gpointer progress_data,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task = g_task_new (file, cancellable, callback, user_data);
  Writing *writing = g_new0 (Writing, 1);

  writing->payload = g_bytes_ref (payload);
  writing->progress = progress;
  writing->progress_data = progress_data;
  g_task_set_source_tag (task, helio_payload_file_write_async);
  g_task_set_task_data (task, writing, writing_free);
  g_file_query_info_async (file,
                           G_FILE_ATTRIBUTE_STANDARD_TYPE,
                           G_FILE_QUERY_INFO_NONE,
                           G_PRIORITY_DEFAULT,
                           cancellable,
                           on_looked,
                           task);
}

gboolean
helio_payload_file_write_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Names */

static const char *
find_extension (GBytes *payload)
{
  static const struct {
    const char *magic;
    const char *extension;
  } magics[] = {
      {"\x89PNG\r\n\x1a\n", "png"},
      {"\xff\xd8\xff", "jpg"},
      {"GIF8", "gif"},
      {"%PDF-", "pdf"},
      {"\x1f\x8b", "gz"},
  };
  gsize length;
  const char *data = g_bytes_get_data (payload, &length);

  for (guint i = 0; i < G_N_ELEMENTS (magics); i++)
    if (length >= strlen (magics[i].magic) &&
        memcmp (data, magics[i].magic, strlen (magics[i].magic)) == 0)
      return magics[i].extension;
  switch (helio_payload_detect (payload, HELIO_PAYLOAD_TEXT_MAX)) {
    case HELIO_PAYLOAD_JSON:
      return "json";
    case HELIO_PAYLOAD_XML:
      return "xml";
    case HELIO_PAYLOAD_TEXT:
      return "txt";
    case HELIO_PAYLOAD_EMPTY:
    case HELIO_PAYLOAD_BINARY:
    default:
      return "bin";
  }
}

char *
helio_payload_file_suggest_name (const char *topic, GBytes *payload)
{
  g_autofree char *valid = g_utf8_make_valid (topic, -1);
  g_autoptr (GString) name = g_string_new (NULL);
  const char *dot;

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p)) {
    const gunichar c = g_utf8_get_char (p);

    if (c == '/' || c == '\\' || c == ':' || !g_unichar_isprint (c)) {
      if (name->len > 0 && name->str[name->len - 1] != '-')
        g_string_append_c (name, '-');
    } else if (c != '.' || name->len > 0) { /* no hidden file */
      g_string_append_unichar (name, c);
    }
  }
  /* The end of a topic says more than its start. */
  if (name->len > NAME_MAX_BYTES) {
    const char *from = name->str + name->len - NAME_MAX_BYTES;

    while (((guchar) *from & 0xC0) == 0x80 || *from == '-' || *from == '.')
      from++;
    g_string_erase (name, 0, from - name->str);
  }
  while (name->len > 0 && strchr ("-. ", name->str[name->len - 1]) != NULL)
    g_string_truncate (name, name->len - 1);
  if (name->len == 0)
    g_string_append (name, C_ ("file name", "message"));
  dot = strrchr (name->str, '.');
  if (dot == NULL || dot == name->str || strlen (dot) > 6 || strchr (dot, '-') != NULL ||
      g_ascii_isdigit (dot[1]))
    g_string_append_printf (name, ".%s", find_extension (payload));
  return g_string_free (g_steal_pointer (&name), FALSE);
}
