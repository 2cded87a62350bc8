// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-token-request.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/diagnosis/helio-diagnosis.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* A longer life is cut to this: sums stay far from overflow. */
#define LIFE_MAX (366 * 24 * 60 * 60)

typedef struct {
  char *uri;
  HelioClock *clock;
  HelioOauthPlace place;
  gint64 boot;
  gboolean sent;
  char *oauth_code;           /* (nullable) */
  HelioSecret *refresh_token; /* (nullable) */
} Request;

static void
request_free (gpointer data)
{
  Request *self = data;

  g_free (self->uri);
  g_free (self->oauth_code);
  helio_secret_unref (self->refresh_token);
  g_object_unref (self->clock);
  g_free (self);
}

void
helio_tokens_free (HelioTokens *self)
{
  if (self == NULL)
    return;
  helio_secret_unref (self->access_token);
  helio_secret_unref (self->refresh_token);
  helio_secret_unref (self->id_token);
  helio_account_unref (self->account);
  g_free (self->scope);
  g_free (self);
}

/* Writes @text percent-encoded to @out, or only counts while that is NULL. */
static gsize
put_escaped (char *out, const char *text)
{
  static const char digits[] = "0123456789ABCDEF";
  gsize n = 0;

  for (; *text != '\0'; text++) {
    guchar c = (guchar) *text;

    if (g_ascii_isalnum (c) || strchr ("-._~", c) != NULL) {
      if (out != NULL)
        out[n] = (char) c;
      n++;
    } else {
      if (out != NULL) {
        out[n] = '%';
        out[n + 1] = digits[c >> 4];
        out[n + 2] = digits[c & 15];
      }
      n += 3;
    }
  }
  return n;
}

static gsize
put_form (char *out, const char *const *form)
{
  gsize n = 0;

  for (; form[0] != NULL; form += 2) {
    if (form[1] == NULL || *form[1] == '\0')
      continue;
    if (n > 0) {
      if (out != NULL)
        out[n] = '&';
      n++;
    }
    n += put_escaped (out != NULL ? out + n : NULL, form[0]);
    if (out != NULL)
      out[n] = '=';
    n++;
    n += put_escaped (out != NULL ? out + n : NULL, form[1]);
  }
  return n;
}

/* In two passes, so that no copy of a token is left by a growing buffer. */
GBytes *
helio_token_request_build_form (const char *const *form)
{
  gsize length = put_form (NULL, form);
  char *body = g_malloc (length);

  put_form (body, form);
  return helio_bytes_new_wiped (body, length);
}

static gboolean
bad_answer (GError **error, const char *message)
{
  return helio_error_set (error,
                          HELIO_ERROR_BAD_ANSWER,
                          C_ ("error", "Check that domain and issuer in the profile are right."),
                          "%s",
                          message);
}

/* NULL where the member is absent; FALSE for one that is no token. */
static gboolean
read_token (HelioJson *json, const char *name, HelioSecret **token, GError **error)
{
  const char *text = helio_json_get_string (json, name);

  if (!helio_json_has (json, name))
    return TRUE;
  if (text == NULL || *text == '\0')
    return bad_answer (error, C_ ("error", "The issuer's answer holds a token that is no text."));
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isgraph (*p))
      return bad_answer (
          error,
          C_ ("error", "The issuer's answer holds a token with characters that no token has."));
  *token = helio_secret_new (text);
  return TRUE;
}

/* Seconds as a number, or as a text that some servers send. -1: not given. */
static gboolean
read_life (HelioJson *json, gint64 *life, GError **error)
{
  g_autoptr (HelioJson) member = helio_json_get (json, "expires_in");
  const char *text;
  char *end = NULL;
  double seconds;

  *life = -1;
  if (member == NULL || helio_json_get_kind (member) == HELIO_JSON_NULL)
    return TRUE;
  if (!helio_json_as_double (member, &seconds)) {
    text = helio_json_as_string (member);
    seconds = text != NULL ? g_ascii_strtod (text, &end) : 0;
    if (text == NULL || end == text || *end != '\0')
      return bad_answer (error, C_ ("error", "The issuer's “expires_in” is not a number."));
  }
  if (!isfinite (seconds) || seconds < 1)
    return bad_answer (error,
                       C_ ("error", "The issuer's answer holds a token that has expired already."));
  *life = (gint64) MIN (seconds, LIFE_MAX) * G_USEC_PER_SEC;
  return TRUE;
}

static gboolean
fill_tokens (HelioTokens *tokens, HelioJson *json, GError **error)
{
  const char *type;

  if (helio_json_get_kind (json) != HELIO_JSON_OBJECT)
    return bad_answer (error, C_ ("error", "The issuer's answer is not a JSON object."));
  type = helio_json_get_string (json, "token_type");
  if (type == NULL || g_ascii_strcasecmp (type, "Bearer") != 0) {
    g_autofree char *shown = helio_printable (type != NULL ? type : "", -1, 40);

    return helio_error_set (error,
                            HELIO_ERROR_BAD_ANSWER,
                            C_ ("error", "The issuer has to be set to give Bearer tokens."),
                            C_ ("error", "The issuer gave a token of the type “%s”, not Bearer."),
                            shown);
  }
  if (!read_token (json, "access_token", &tokens->access_token, error) ||
      !read_token (json, "refresh_token", &tokens->refresh_token, error) ||
      !read_token (json, "id_token", &tokens->id_token, error) ||
      !read_life (json, &tokens->life, error))
    return FALSE;
  if (tokens->access_token == NULL)
    return bad_answer (error, C_ ("error", "The issuer's answer holds no access token."));
  tokens->scope = g_strdup (helio_json_get_string (json, "scope"));
  return TRUE;
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Request *request = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (HelioHttpAnswer) answer =
      helio_http_send_finish (HELIO_HTTP (source), result, &request->sent, &error);
  g_autoptr (HelioJson) json = NULL;
  g_autoptr (HelioTokens) tokens = NULL;

  if (answer == NULL) {
    helio_diagnosis_note_place (error, HELIO_PLACE_TOKEN);
    g_task_return_error (task, error);
    return;
  }
  if (answer->status < 200 || answer->status > 299) {
    json = helio_http_answer_parse (answer, NULL);
    request->oauth_code = g_strdup (json != NULL ? helio_json_get_string (json, "error") : NULL);
    g_task_return_error (task,
                         helio_oauth_error_new_from_answer (request->place, request->uri, answer));
    return;
  }
  tokens = g_new0 (HelioTokens, 1);
  tokens->obtained_boot = request->boot;
  tokens->clock_offset =
      answer->date != 0 ? answer->date - helio_clock_now_wall (request->clock) : G_MAXINT64;
  json = helio_http_answer_parse (answer, &error);
  if (json != NULL && helio_json_get_kind (json) == HELIO_JSON_OBJECT)
    read_token (json, "refresh_token", &request->refresh_token, NULL);
  if (json == NULL || !fill_tokens (tokens, json, &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&tokens), (GDestroyNotify) helio_tokens_free);
}

void
helio_token_request_async (const HelioTokenRequest *request,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GBytes) body = helio_token_request_build_form (request->form);
  HelioHttpRequest http_request = {.method = "POST",
                                   .uri = request->uri,
                                   .content_type = "application/x-www-form-urlencoded",
                                   .body = body,
                                   .allow_insecure = request->allow_insecure,
                                   .ca_pem = request->ca_pem};
  Request *data = g_new0 (Request, 1);

  data->uri = g_strdup (request->uri);
  data->clock = g_object_ref (request->clock);
  data->place = request->place;
  data->boot = helio_clock_now_boot (request->clock);
  g_task_set_source_tag (task, helio_token_request_async);
  g_task_set_task_data (task, data, request_free);
  helio_http_send_async (request->http, &http_request, cancellable, on_answer, task);
}

const char *
helio_token_request_get_oauth_code (GAsyncResult *result)
{
  return ((Request *) g_task_get_task_data (G_TASK (result)))->oauth_code;
}

HelioSecret *
helio_token_request_get_refresh_token (GAsyncResult *result)
{
  return ((Request *) g_task_get_task_data (G_TASK (result)))->refresh_token;
}

HelioTokens *
helio_token_request_finish (GAsyncResult *result, gboolean *sent, GError **error)
{
  Request *request = g_task_get_task_data (G_TASK (result));

  if (sent != NULL)
    *sent = request->sent;
  return g_task_propagate_pointer (G_TASK (result), error);
}
