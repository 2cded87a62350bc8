// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/exchange/helio-providers.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/diagnosis/helio-diagnosis.h"
#include "core/exchange/helio-exchange-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Characters of an id; the profile takes no longer one either. */
#define ID_MAX 128
#define NAME_MAX_CHARS 80

G_DEFINE_BOXED_TYPE (HelioProvider, helio_provider, helio_provider_ref, helio_provider_unref)

HelioProvider *
helio_provider_ref (HelioProvider *self)
{
  g_ref_count_inc (&self->ref_count);
  return self;
}

void
helio_provider_unref (HelioProvider *self)
{
  if (self == NULL || !g_ref_count_dec (&self->ref_count))
    return;
  g_free (self->id);
  g_free (self->name);
  g_free (self);
}

/* Takes @base's path apart from behind: ".../v2/tokens/exchange" and ".../v2/tokens" have the list at
 * ".../v2/providers". (nullable) */
static char *
make_uri (const char *base, const char *ending, const char *organization)
{
  g_autofree char *escaped = NULL;
  gsize length = base != NULL ? strlen (base) : 0;

  if (organization == NULL || *organization == '\0')
    return NULL;
  while (length > 0 && base[length - 1] == '/')
    length--;
  if (length <= strlen (ending) ||
      strncmp (base + length - strlen (ending), ending, strlen (ending)) != 0)
    return NULL;
  escaped = g_uri_escape_string (organization, NULL, FALSE);
  return g_strdup_printf ("%.*s/providers?organization_id=%s",
                          (int) (length - strlen (ending)),
                          base,
                          escaped);
}

char *
helio_providers_get_uri (const HelioProfile *profile)
{
  if (profile->method == HELIO_METHOD_EXCHANGE)
    return make_uri (profile->exchange.url, "/tokens/exchange", profile->exchange.organization_id);
  if (profile->method == HELIO_METHOD_NATIVE)
    return make_uri (profile->native.url, "/tokens", profile->native.organization_id);
  return NULL;
}

/* What the exchange takes: a short word without anything that needs care. */
static gboolean
is_id (const char *text)
{
  gsize length = text != NULL ? strlen (text) : 0;

  if (length == 0 || length > ID_MAX)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (text[i]) && strchr ("-_.", text[i]) == NULL)
      return FALSE;
  return TRUE;
}

static const char *
read_id (HelioJson *item)
{
  static const char *const names[] = {"id", "provider", "type", "slug"};

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    const char *text = helio_json_get_string (item, names[i]);

    /* An id may be a UUID beside the word that the exchange wants: that comes first then. */
    if (i == 0 && helio_json_get_string (item, "provider") != NULL)
      continue;
    if (text != NULL)
      return text;
  }
  return NULL;
}

static void
add (GPtrArray *providers, GHashTable *seen, HelioJson *item)
{
  gboolean object = helio_json_get_kind (item) == HELIO_JSON_OBJECT;
  const char *id = object ? read_id (item) : helio_json_as_string (item);
  const char *name = object ? helio_json_get_string (item, "name") : NULL;
  HelioProvider *provider;

  if (!is_id (id) || (object && !helio_json_get_boolean (item, "enabled", TRUE)))
    return;
  if (g_hash_table_contains (seen, id))
    return;
  provider = g_new0 (HelioProvider, 1);
  g_ref_count_init (&provider->ref_count);
  provider->id = g_strdup (id);
  provider->name =
      name != NULL && *name != '\0' ? helio_printable (name, -1, NAME_MAX_CHARS) : g_strdup (id);
  g_hash_table_add (seen, provider->id);
  g_ptr_array_add (providers, provider);
}

GPtrArray *
helio_providers_read (const HelioJson *answer, GError **error)
{
  g_autoptr (HelioJson) list = helio_json_get_kind (answer) == HELIO_JSON_OBJECT
                                   ? helio_json_get_array (answer, "providers")
                                   : NULL;
  g_autoptr (GPtrArray) providers =
      g_ptr_array_new_with_free_func ((GDestroyNotify) helio_provider_unref);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  if (list == NULL) {
    helio_error_set (error,
                     HELIO_ERROR_BAD_ANSWER,
                     C_ ("error", "Type the provider's name, in lower case (“auth0”)."),
                     C_ ("error", "The service's answer holds no list of providers."));
    return NULL;
  }
  if (helio_json_get_length (list) > HELIO_PROVIDERS_MAX) {
    helio_error_set (error,
                     HELIO_ERROR_TOO_LARGE,
                     C_ ("error", "Type the provider's name, in lower case (“auth0”)."),
                     C_ ("error", "The service lists more than %d providers."),
                     HELIO_PROVIDERS_MAX);
    return NULL;
  }
  for (guint i = 0; i < helio_json_get_length (list); i++) {
    g_autoptr (HelioJson) item = helio_json_get_element (list, i);

    add (providers, seen, item);
  }
  return g_steal_pointer (&providers);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const char *uri = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (HelioHttpAnswer) answer =
      helio_http_send_finish (HELIO_HTTP (source), result, NULL, &error);
  g_autoptr (HelioJson) json = NULL;
  GPtrArray *providers = NULL;

  helio_diagnosis_note_place (error, HELIO_PLACE_ORGANIZATION);
  if (answer != NULL && (answer->status < 200 || answer->status > 299))
    error = helio_exchange_error_new (HELIO_SERVICE_EXCHANGE_ORGANIZATION, uri, answer);
  else if (answer != NULL)
    json = helio_http_answer_parse (answer, &error);
  if (json != NULL)
    providers = helio_providers_read (json, &error);
  if (providers != NULL)
    g_task_return_pointer (task, providers, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
helio_providers_fetch_async (HelioHttp *http,
                             const HelioProfile *profile,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  char *uri = helio_providers_get_uri (profile);
  HelioHttpRequest request = {.method = "GET",
                              .uri = uri,
                              .allow_insecure = profile->broker.allow_insecure,
                              .ca_pem = profile->broker.ca_pem};

  g_task_set_source_tag (task, helio_providers_fetch_async);
  g_task_set_task_data (task, uri, g_free);
  if (uri == NULL)
    g_task_return_error (
        task,
        helio_error_new (
            HELIO_ERROR_INVALID_DATA,
            C_ ("error", "Fill in the organization id and the address of the token exchange."),
            C_ ("error", "Whose providers to ask for is not known yet.")));
  else
    helio_http_send_async (http, &request, cancellable, on_answer, g_steal_pointer (&task));
}

GPtrArray *
helio_providers_fetch_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, helio_providers_fetch_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
