// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "sandbox/helio-issuer-pages.h"

#include "sandbox/helio-grants.h"

static const char style[] =
    ":root{color-scheme:light dark;--bg:#eef1f5;--card:#fff;--fg:#1e2329;--dim:#5c6673;"
    "--line:#8b95a3;--accent:#1c5fc4;--on:#fff;--bad:#a4161a;--badbg:#fdecec}"
    "@media(prefers-color-scheme:dark){:root{--bg:#14171b;--card:#1f242a;--fg:#edf0f3;--dim:#"
    "a3adb9;"
    "--line:#75808d;--accent:#7fb0ff;--on:#0c1a30;--bad:#ffb3b3;--badbg:#3d1b1d}}"
    "*{box-sizing:border-box}"
    "body{margin:0;min-height:100vh;display:flex;flex-direction:column;align-items:center;"
    "justify-content:center;background:var(--bg);color:var(--fg);"
    "font:16px/1.5 system-ui,Cantarell,sans-serif;padding:24px}"
    "main{width:100%;max-width:400px;background:var(--card);border-radius:12px;padding:36px 40px;"
    "box-shadow:0 6px 24px rgba(0,0,0,.12)}"
    "h1{font-size:24px;line-height:1.25;margin:0 0 8px}"
    "p{margin:0 0 16px;color:var(--dim)}"
    "label{display:block;font-weight:600;margin:16px 0 6px}"
    "input{width:100%;font:inherit;color:inherit;background:transparent;border:1px solid "
    "var(--line);"
    "border-radius:6px;padding:10px 12px}"
    "button{width:100%;font:inherit;font-weight:600;border-radius:6px;padding:11px;margin-top:20px;"
    "border:1px solid var(--accent);background:var(--accent);color:var(--on);cursor:pointer}"
    "button.second{background:transparent;color:var(--accent);margin-top:12px}"
    "input:focus-visible,button:focus-visible{outline:3px solid var(--accent);outline-offset:2px}"
    "ul{margin:0 0 16px;padding-left:20px}"
    ".fault{color:var(--bad);background:var(--badbg);border-radius:6px;padding:10px 12px}"
    "code{font-size:14px;overflow-wrap:anywhere;color:var(--fg)}"
    "footer{max-width:400px;margin-top:20px;font-size:14px;color:var(--dim);text-align:center}";

static char *
escape (const char *text)
{
  return g_markup_escape_text (text != NULL ? text : "", -1);
}

static char *
page (const char *title, const char *content)
{
  return g_strdup_printf (
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width\">\n"
      "<link rel=\"icon\" href=\"data:,\">\n"
      "<title>%s | Heliograph sandbox</title>\n<style>%s</style>\n</head>\n<body>\n"
      "<main>\n%s</main>\n"
      "<footer>heliograph-sandbox: a stand-in for Auth0 on this machine. "
      "Do not type a real password here.</footer>\n</body>\n</html>\n",
      title,
      style,
      content);
}

static char *
make_alert (const char *fault)
{
  g_autofree char *text = escape (fault);

  return fault != NULL
             ? g_strdup_printf ("<p class=\"fault\" role=\"alert\" id=\"fault\">%s</p>\n", text)
             : g_strdup ("");
}

char *
helio_page_sign_in (const char *transaction, const char *hint, const char *fault)
{
  g_autofree char *state = escape (transaction);
  g_autofree char *name = escape (hint);
  g_autofree char *alert = make_alert (fault);
  gboolean named = hint != NULL && *hint != '\0';
  g_autofree char *content = g_strdup_printf (
      "<h1>Welcome</h1>\n<p>Log in to the sandbox to continue to Heliograph.</p>\n%s"
      "<form method=\"post\" action=\"/u/login?state=%s\">\n"
      "<label for=\"username\">Username or email address</label>\n"
      "<input id=\"username\" name=\"username\" type=\"text\" value=\"%s\" required "
      "autocomplete=\"username\" autocapitalize=\"none\" spellcheck=\"false\"%s>\n"
      "<label for=\"password\">Password</label>\n"
      "<input id=\"password\" name=\"password\" type=\"password\" required "
      "autocomplete=\"current-password\"%s>\n"
      "<button type=\"submit\" id=\"continue\" name=\"action\" "
      "value=\"default\">Continue</button>\n"
      "</form>\n",
      alert,
      state,
      name,
      named ? "" : " autofocus",
      named ? " autofocus" : "");

  return page ("Log in", content);
}

static void
append_scopes (GString *list, const char *scope)
{
  static const struct {
    const char *word, *text;
  } known[] = {
      {"profile", "Profile: access to your profile"},
      {"email", "Email: access to your email address"},
      {"offline_access", "Offline access: stay signed in when you are away"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (helio_scope_contains (scope, known[i].word))
      g_string_append_printf (list, "<li>%s</li>\n", known[i].text);
}

char *
helio_page_consent (const char *transaction,
                    const char *user,
                    const char *email,
                    const char *audience,
                    const char *scope)
{
  g_autofree char *state = escape (transaction);
  g_autofree char *name = escape (user);
  g_autofree char *address = escape (email);
  g_autofree char *content = NULL;
  g_autoptr (GString) list = g_string_new (NULL);

  append_scopes (list, scope);
  if (audience != NULL) {
    g_autofree char *api = escape (audience);

    g_string_append_printf (list, "<li>The API <code>%s</code></li>\n", api);
  }
  content = g_strdup_printf (
      "<h1>Authorize App</h1>\n"
      "<p>Hi %s, Heliograph is requesting access to your sandbox account (%s).</p>\n<ul>\n%s</ul>\n"
      "<form method=\"post\" action=\"/u/consent?state=%s\">\n"
      "<button type=\"submit\" id=\"accept\" name=\"action\" value=\"accept\" "
      "autofocus>Accept</button>\n"
      "<button type=\"submit\" id=\"decline\" name=\"action\" value=\"decline\" "
      "class=\"second\">Decline</button>\n</form>\n",
      name,
      address,
      list->str,
      state);
  return page ("Authorize App", content);
}

char *
helio_page_select (const char *transaction, const char *user, const char *email)
{
  g_autofree char *state = escape (transaction);
  g_autofree char *name = escape (user);
  g_autofree char *address = escape (email);
  g_autofree char *content =
      g_strdup_printf ("<h1>Choose an account</h1>\n<p>You are signed in as %s (%s).</p>\n"
                       "<form method=\"post\" action=\"/u/select?state=%s\">\n"
                       "<button type=\"submit\" id=\"same\" name=\"action\" value=\"same\" "
                       "autofocus>Continue as %s</button>\n"
                       "<button type=\"submit\" id=\"other\" name=\"action\" value=\"other\" "
                       "class=\"second\">Use another account</button>\n</form>\n",
                       name,
                       address,
                       state,
                       name);

  return page ("Choose an account", content);
}

char *
helio_page_error (const char *title, const char *text, const char *technical)
{
  g_autofree char *head = escape (title);
  g_autofree char *body = escape (text);
  g_autofree char *detail = escape (technical);
  g_autofree char *details =
      technical != NULL
          ? g_strdup_printf ("<p>Technical details</p>\n<p><code id=\"technical\">%s</code></p>\n",
                             detail)
          : g_strdup ("");
  g_autofree char *content =
      g_strdup_printf ("<h1>%s</h1>\n<p id=\"reason\">%s</p>\n%s", head, body, details);

  return page ("Error", content);
}

char *
helio_page_done (const char *title, const char *text)
{
  g_autofree char *head = escape (title);
  g_autofree char *body = escape (text);
  g_autofree char *content = g_strdup_printf ("<h1>%s</h1>\n<p id=\"reason\">%s</p>\n", head, body);

  return page (title, content);
}

char *
helio_page_device_code (const char *user_code, const char *fault)
{
  g_autofree char *code = escape (user_code);
  g_autofree char *alert = make_alert (fault);
  g_autofree char *content = g_strdup_printf (
      "<h1>Connect a device</h1>\n"
      "<p>Type the code that your device shows. Is there a code already? Go on only if it is the "
      "same.</p>\n%s"
      "<form method=\"post\" action=\"/activate\">\n"
      "<label for=\"user_code\">Code</label>\n"
      "<input id=\"user_code\" name=\"user_code\" type=\"text\" value=\"%s\" required "
      "autocomplete=\"off\" autocapitalize=\"characters\" spellcheck=\"false\" autofocus>\n"
      "<button type=\"submit\" id=\"continue\">Continue</button>\n</form>\n",
      alert,
      code);

  return page ("Connect a device", content);
}
