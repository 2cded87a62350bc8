// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-loopback-page.h"

#include "core/crypto/helio-digest.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define STYLE                                                                                      \
  ":root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}"                              \
  "main{max-width:32em;margin:15vh auto;padding:0 1.5em}h1{font-size:1.4em}"                       \
  "a{display:inline-block;margin-top:1em;padding:.5em 1.2em;border:1px solid;border-radius:.4em}"

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

/* The .desktop file is registered for the scheme, in lower case as schemes are looked up. */
static char *
get_way_back (void)
{
  g_autofree char *scheme = g_ascii_strdown (APPLICATION_ID, -1);

  return g_strconcat (scheme, ":/signed-in", NULL);
}

gboolean
helio_page_is_way_back (const char *uri)
{
  g_autofree char *way_back = get_way_back ();
  const char *path = strchr (way_back, ':');

  /* Whatever follows the scheme: nothing of it is used. */
  return g_ascii_strncasecmp (uri, way_back, (gsize) (path - way_back) + 1) == 0;
}

/* A link that the person clicks, since a browser gives no other program the focus by itself. It brings the window to
 * the front, says nothing and is trusted with nothing; heliograph-cli has no window to bring back. */
static char *
make_way_back (HelioPage page)
{
  g_autofree char *uri = get_way_back ();

  if ((page != HELIO_PAGE_ARRIVED && page != HELIO_PAGE_DECLINED) ||
      g_application_get_default () == NULL)
    return g_strdup ("");
  return g_markup_printf_escaped ("<p><a href=\"%s\">%s</a></p>",
                                  uri,
                                  C_ ("sign-in page", "Show the Window"));
}

GBytes *
helio_page_new_response (HelioPage page)
{
  const char *title = g_dpgettext2 (GETTEXT_PACKAGE, "sign-in page", pages[page].title);
  const char *text = g_dpgettext2 (GETTEXT_PACKAGE, "sign-in page", pages[page].text);
  g_autofree char *way_back = make_way_back (page);
  g_autofree char *main_part =
      g_markup_printf_escaped ("<!DOCTYPE html><html><head><meta charset=\"utf-8\">"
                               "<meta name=\"viewport\" content=\"width=device-width\">"
                               "<title>%s</title><style>" STYLE "</style></head>"
                               "<body><main><h1>%s</h1><p>%s</p>",
                               title,
                               title,
                               text);
  g_autofree char *body = g_strconcat (main_part, way_back, "</main></body></html>\n", NULL);

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
