// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What the loopback listener answers: complete HTTP responses around static pages. Nothing that was sent is
 * ever in them. */

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  HELIO_PAGE_ARRIVED,    /* the answer is here; 303 to a page without the code in its address */
  HELIO_PAGE_DECLINED,   /* the issuer answered with an error */
  HELIO_PAGE_SUPERSEDED, /* a newer sign-in has taken over */
  HELIO_PAGE_STRANGER,   /* wrong or no state */
  HELIO_PAGE_INCOMPLETE, /* right state, but neither code nor error */
} HelioPage;

/* 303 See Other to the page's own address, which has no query. Returns: (transfer full). */
GBytes *helio_page_new_redirect (HelioPage page);
/* The page itself, with 200 or 400 as fits it; with a link back to the window where this program has one. Returns: (transfer full). */
GBytes *helio_page_new_response (HelioPage page);
/* A refusal in a word. Returns: (transfer full). */
GBytes *helio_page_new_refusal (int status);
/* What that link opens: it raises the window and is good for nothing else, whoever made it. */
gboolean helio_page_is_way_back (const char *uri);
/* TRUE if @path is the address of a page. */
gboolean helio_page_from_path (const char *path, HelioPage *page);

G_END_DECLS
