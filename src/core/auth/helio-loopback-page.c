// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-loopback-page.h"

#include "core/crypto/helio-digest.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define STYLE                                                                                      \
  ":root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}"                              \
  "main{max-width:32em;margin:15vh auto;padding:0 1.5em}h1{font-size:1.4em}"

static const struct {
  const char *path; /* (nullable): only pages that are redirected to have one */
  int status;
  const char *title;
  const char *text;
} pages[] = {
    [HELIO_PAGE_ARRIVED] = {"/done",
                            200,
                            NC_ ("sign-in page", "Back to Heliograph"),
                            NC_ ("sign-in page",
                                 "Heliograph has the answer of the sign-in. You can close this tab "
                                 "and go back to its window.")},
    [HELIO_PAGE_DECLINED] = {"/declined",
                             200,
                             NC_ ("sign-in page", "Not signed in"),
                             NC_ ("sign-in page",
                                  "The sign-in ended without success. Heliograph shows the reason. "
                                  "You can close this tab.")},
    [HELIO_PAGE_SUPERSEDED] = {"/superseded",
                               200,
                               NC_ ("sign-in page", "This sign-in was replaced"),
                               NC_ ("sign-in page",
                                    "A newer sign-in was started in Heliograph. Go on in the newer "
                                    "tab and close this one.")},
    [HELIO_PAGE_STRANGER] = {NULL,
                             400,
                             NC_ ("sign-in page", "Not the current sign-in"),
                             NC_ ("sign-in page",
                                  "This sign-in link does not belong to the current sign-in. Start "
                                  "the sign-in from Heliograph.")},
    [HELIO_PAGE_INCOMPLETE] = {NULL,
                               400,
                               NC_ ("sign-in page", "The answer is not complete"),
                               NC_ ("sign-in page",
                                    "The sign-in page sent neither a code nor an error. Start the "
                                    "sign-in from Heliograph again.")},
};

static const char *
get_phrase (int status)
{
  switch (status) {
    case 200:
      return "OK";
    case 303:
      return "See Other";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 414:
      return "URI Too Long";
    case 421:
      return "Misdirected Request";
    case 431:
      return "Request Header Fields Too Large";
    default:
      return "Bad Request";
  }
}

/* @extra: complete header lines. The style is allowed by its hash and nothing else at all, so that not even
 * a mistake in a page could load or run anything (RFC 9700 §4.2.4). */
static GBytes *
build (int status, const char *extra, const char *type, const char *body)
{
  guint8 digest[HELIO_SHA256_SIZE];
  g_autofree char *hash = NULL;
  char *text;

  helio_digest_sha256 (STYLE, strlen (STYLE), digest);
  hash = g_base64_encode (digest, sizeof digest);
  text = g_strdup_printf ("HTTP/1.1 %d %s\r\n%s"
                          "Content-Type: %s; charset=utf-8\r\n"
                          "Content-Length: %u\r\n"
                          "Cache-Control: no-store\r\n"
                          "Referrer-Policy: no-referrer\r\n"
                          "Content-Security-Policy: default-src 'none'; style-src 'sha256-%s'; "
                          "base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n"
                          "X-Content-Type-Options: nosniff\r\n"
                          "Connection: close\r\n\r\n%s",
                          status,
                          get_phrase (status),
                          extra,
                          type,
                          (guint) strlen (body),
                          hash,
                          body);
  return g_bytes_new_take (text, strlen (text));
}

GBytes *
helio_page_new_redirect (HelioPage page)
{
  g_autofree char *extra = g_strdup_printf ("Location: %s\r\n", pages[page].path);

  return build (303, extra, "text/plain", "");
}

GBytes *
helio_page_new_response (HelioPage page)
{
  const char *title = g_dpgettext2 (GETTEXT_PACKAGE, "sign-in page", pages[page].title);
  const char *text = g_dpgettext2 (GETTEXT_PACKAGE, "sign-in page", pages[page].text);
  g_autofree char *body =
      g_markup_printf_escaped ("<!DOCTYPE html><html><head><meta charset=\"utf-8\">"
                               "<meta name=\"viewport\" content=\"width=device-width\">"
                               "<title>%s</title><style>" STYLE "</style></head>"
                               "<body><main><h1>%s</h1><p>%s</p></main></body></html>\n",
                               title,
                               title,
                               text);

  return build (pages[page].status, "", "text/html", body);
}

GBytes *
helio_page_new_refusal (int status)
{
  g_autofree char *body = g_strdup_printf ("%d %s\n", status, get_phrase (status));

  return build (status, status == 405 ? "Allow: GET\r\n" : "", "text/plain", body);
}

gboolean
helio_page_from_path (const char *path, HelioPage *page)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    if (g_strcmp0 (path, pages[i].path) == 0 && path != NULL) {
      *page = (HelioPage) i;
      return TRUE;
    }
  return FALSE;
}
