// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/publish/helio-publish-answer.h"

#include "core/mqtt/helio-reason.h"
#include "ui/base/helio-format.h"

#include <glib/gi18n.h>

static const struct {
  const char *icon, *css_class;
} looks[] = {
    [HELIO_PUBLISH_NONE] = {NULL, NULL},
    [HELIO_PUBLISH_HINT] = {"dialog-information-symbolic", "dim-label"},
    [HELIO_PUBLISH_GOOD] = {"emblem-ok-symbolic", "success"},
    [HELIO_PUBLISH_WARNING] = {"dialog-warning-symbolic", "warning"},
    [HELIO_PUBLISH_BAD] = {"dialog-error-symbolic", "error"},
};

const char *
helio_publish_result_get_icon (HelioPublishResult result)
{
  return looks[result].icon;
}

const char *
helio_publish_result_get_css_class (HelioPublishResult result)
{
  return looks[result].css_class;
}

char *
helio_publish_answer_to_text (const HelioPublishAnswer *answer, HelioPublishResult *result)
{
  g_autofree char *duration =
      answer->round_trip >= 0 ? helio_format_duration (answer->round_trip) : NULL;
  GString *text = g_string_new (NULL);

  *result = HELIO_PUBLISH_GOOD;
  if (answer->qos == 0) {
    g_string_append (text, C_ ("publish", "Sent. With QoS 0 the broker does not answer."));
  } else if (answer->reason_code == 0x10) {
    *result = HELIO_PUBLISH_WARNING;
    g_string_append_printf (
        text,
        C_ ("publish", "The broker took it, but nobody is subscribed: %s (0x10)"),
        helio_reason_get_name (answer->reason_code));
  } else {
    /* Translators: %s is the name of a reason code, "Success". */
    g_string_append_printf (text,
                            C_ ("publish", "The broker took it: %s (0x%02X)"),
                            helio_reason_get_name (MAX (answer->reason_code, 0)),
                            (guint) MAX (answer->reason_code, 0));
  }
  if (duration != NULL && answer->qos > 0)
    g_string_append_printf (text, " · %s", duration);
  if (answer->clears_retained)
    g_string_append_printf (text,
                            " · %s",
                            C_ ("publish", "the retained message of the topic is cleared"));
  if (answer->without_properties)
    g_string_append_printf (text,
                            " · %s",
                            C_ ("publish", "without the properties: MQTT 3.1.1 has none"));
  return g_string_free (text, FALSE);
}
