// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/access/helio-access-words.h"

#include "core/base/helio-util.h"

#include <glib/gi18n.h>

#define NAME_CHARS 80
#define TOPIC_CHARS 200

const char *
helio_access_describe_action (HelioAction action)
{
  switch (action) {
    case HELIO_ACTION_PUBLISH:
      return C_ ("access action", "Publish");
    case HELIO_ACTION_PUBLISH_RETAINED:
      return C_ ("access action", "Publish retained");
    case HELIO_ACTION_PUBLISH_WILL:
      /* Translators: a last will that is published */
      return C_ ("access action", "Publish as will");
    case HELIO_ACTION_SUBSCRIBE:
    default:
      return C_ ("access action", "Subscribe");
  }
}

const char *
helio_access_describe_verdict (HelioVerdict verdict)
{
  switch (verdict) {
    case HELIO_VERDICT_ALLOW:
      return C_ ("access verdict", "allow");
    case HELIO_VERDICT_DENY:
      return C_ ("access verdict", "deny");
    case HELIO_VERDICT_UNKNOWN:
    default:
      return C_ ("access verdict", "unknown");
  }
}

const char *
helio_access_get_glyph (HelioCellState state)
{
  static const char *const glyphs[HELIO_N_CELL_STATES] = {"", "·", "✓", "–", "!", "?", "✕"};

  return state < HELIO_N_CELL_STATES ? glyphs[state] : "";
}

const char *
helio_access_describe_state (HelioCellState state)
{
  switch (state) {
    case HELIO_CELL_PENDING:
      return C_ ("access state", "Not tried");
    case HELIO_CELL_MATCHES:
      return C_ ("access state", "As planned");
    case HELIO_CELL_NOTED:
      return C_ ("access state", "Nothing expected");
    case HELIO_CELL_MISPREDICTED:
      return C_ ("access state", "The rules predict otherwise");
    case HELIO_CELL_UNKNOWN:
      return C_ ("access state", "Could not be found out");
    case HELIO_CELL_DIFFERS:
      return C_ ("access state", "Differs from the plan");
    case HELIO_CELL_NONE:
    default:
      return C_ ("access state", "No check");
  }
}

static const HelioPlanCheck *
get_check (HelioAccessGrid *grid, guint check)
{
  return helio_plan_get_check (helio_report_get_plan (helio_access_grid_get_report (grid)), check);
}

static const HelioResult *
get_result (HelioAccessGrid *grid, guint check)
{
  return helio_report_get_result (helio_access_grid_get_report (grid), check);
}

/* The lines of a cell */

static char *
make_observed (HelioCellState state, HelioVerdict observed)
{
  const char *glyph = helio_access_get_glyph (state);

  if (state == HELIO_CELL_PENDING)
    /* Translators: what stands in a cell whose check was not tried; the first is a mark. */
    return g_strdup_printf (C_ ("access cell", "%s not tried"), glyph);
  return g_strdup_printf ("%s %s", glyph, helio_access_describe_verdict (observed));
}

static char *
make_expected (HelioVerdict expect)
{
  switch (expect) {
    case HELIO_VERDICT_ALLOW:
      return g_strdup (C_ ("access cell", "plan: allow"));
    case HELIO_VERDICT_DENY:
      return g_strdup (C_ ("access cell", "plan: deny"));
    case HELIO_VERDICT_UNKNOWN:
    default:
      return g_strdup (C_ ("access cell", "plan: open"));
  }
}

static char *
make_predicted (HelioAccessGrid *grid, const HelioPrediction *prediction, HelioVerdict predicted)
{
  /* Who one is at the broker is known of some only when they have signed in. */
  if (prediction == NULL)
    return g_strdup (helio_report_get_rules (helio_access_grid_get_report (grid)) == NULL
                         ? C_ ("access cell", "no rules")
                         : C_ ("access cell", "rules: not yet"));
  switch (predicted) {
    case HELIO_VERDICT_ALLOW:
      return g_strdup (C_ ("access cell", "rules: allow"));
    case HELIO_VERDICT_DENY:
      return g_strdup (C_ ("access cell", "rules: deny"));
    case HELIO_VERDICT_UNKNOWN:
    default:
      return g_strdup (C_ ("access cell", "rules: open"));
  }
}

char *
helio_access_make_line (HelioAccessGrid *grid, guint check, HelioCellLine line)
{
  const HelioResult *result = get_result (grid, check);

  switch (line) {
    case HELIO_CELL_LINE_EXPECTED:
      return make_expected (get_check (grid, check)->expect);
    case HELIO_CELL_LINE_PREDICTED:
      return make_predicted (grid, result->prediction, helio_result_get_predicted (result));
    case HELIO_CELL_LINE_OBSERVED:
    default:
      return make_observed (helio_access_grid_get_state (grid, check), result->observed);
  }
}

char *
helio_access_make_any_line (guint index)
{
  if (index == 0)
    return make_observed (HELIO_CELL_PENDING, HELIO_VERDICT_UNKNOWN);
  if (index < HELIO_ACCESS_OBSERVED_LINES)
    return make_observed (HELIO_CELL_DIFFERS, (HelioVerdict) (index - 1));
  if (index < HELIO_ACCESS_OBSERVED_LINES + 3)
    return make_expected ((HelioVerdict) (index - HELIO_ACCESS_OBSERVED_LINES));
  return NULL;
}

/* Sentences */

static char *
say_allowed (HelioAction action, const char *user, const char *topic)
{
  switch (action) {
    case HELIO_ACTION_PUBLISH:
      return g_strdup_printf (C_ ("access sentence", "%s can publish to %s."), user, topic);
    case HELIO_ACTION_PUBLISH_RETAINED:
      return g_strdup_printf (C_ ("access sentence", "%s can publish retained messages to %s."),
                              user,
                              topic);
    case HELIO_ACTION_PUBLISH_WILL:
      return g_strdup_printf (C_ ("access sentence", "%s can leave a will for %s."), user, topic);
    case HELIO_ACTION_SUBSCRIBE:
    default:
      return g_strdup_printf (C_ ("access sentence", "%s can subscribe to %s."), user, topic);
  }
}

static char *
say_denied (HelioAction action, const char *user, const char *topic)
{
  switch (action) {
    case HELIO_ACTION_PUBLISH:
      return g_strdup_printf (C_ ("access sentence", "%s cannot publish to %s."), user, topic);
    case HELIO_ACTION_PUBLISH_RETAINED:
      return g_strdup_printf (C_ ("access sentence", "%s cannot publish retained messages to %s."),
                              user,
                              topic);
    case HELIO_ACTION_PUBLISH_WILL:
      return g_strdup_printf (C_ ("access sentence", "%s cannot leave a will for %s."),
                              user,
                              topic);
    case HELIO_ACTION_SUBSCRIBE:
    default:
      return g_strdup_printf (C_ ("access sentence", "%s cannot subscribe to %s."), user, topic);
  }
}

static char *
say_wrongly_allowed (HelioAction action, const char *user, const char *topic)
{
  switch (action) {
    case HELIO_ACTION_PUBLISH:
      return g_strdup_printf (
          C_ ("access sentence", "%s can publish to %s, but the plan says deny."),
          user,
          topic);
    case HELIO_ACTION_PUBLISH_RETAINED:
      return g_strdup_printf (
          C_ ("access sentence", "%s can publish retained messages to %s, but the plan says deny."),
          user,
          topic);
    case HELIO_ACTION_PUBLISH_WILL:
      return g_strdup_printf (
          C_ ("access sentence", "%s can leave a will for %s, but the plan says deny."),
          user,
          topic);
    case HELIO_ACTION_SUBSCRIBE:
    default:
      return g_strdup_printf (
          C_ ("access sentence", "%s can subscribe to %s, but the plan says deny."),
          user,
          topic);
  }
}

static char *
say_wrongly_denied (HelioAction action, const char *user, const char *topic)
{
  switch (action) {
    case HELIO_ACTION_PUBLISH:
      return g_strdup_printf (
          C_ ("access sentence", "%s cannot publish to %s, but the plan says allow."),
          user,
          topic);
    case HELIO_ACTION_PUBLISH_RETAINED:
      return g_strdup_printf (
          C_ ("access sentence",
              "%s cannot publish retained messages to %s, but the plan says allow."),
          user,
          topic);
    case HELIO_ACTION_PUBLISH_WILL:
      return g_strdup_printf (
          C_ ("access sentence", "%s cannot leave a will for %s, but the plan says allow."),
          user,
          topic);
    case HELIO_ACTION_SUBSCRIBE:
    default:
      return g_strdup_printf (
          C_ ("access sentence", "%s cannot subscribe to %s, but the plan says allow."),
          user,
          topic);
  }
}

static char *
say_unknown (HelioAction action, const char *user, const char *topic)
{
  switch (action) {
    case HELIO_ACTION_PUBLISH:
      return g_strdup_printf (C_ ("access sentence", "Whether %s can publish to %s is unknown."),
                              user,
                              topic);
    case HELIO_ACTION_PUBLISH_RETAINED:
      return g_strdup_printf (
          C_ ("access sentence", "Whether %s can publish retained messages to %s is unknown."),
          user,
          topic);
    case HELIO_ACTION_PUBLISH_WILL:
      return g_strdup_printf (
          C_ ("access sentence", "Whether %s can leave a will for %s is unknown."),
          user,
          topic);
    case HELIO_ACTION_SUBSCRIBE:
    default:
      return g_strdup_printf (C_ ("access sentence", "Whether %s can subscribe to %s is unknown."),
                              user,
                              topic);
  }
}

/* The prediction as a sentence of its own; it is never said without its name. */
static char *
say_prediction (const HelioResult *result)
{
  const char *reason;

  if (result->prediction == NULL)
    return NULL;
  reason = helio_prediction_get_reason (result->prediction);
  switch (helio_result_get_predicted (result)) {
    case HELIO_VERDICT_ALLOW:
      /* Translators: what the rules let one expect; why follows in sentences of its own. */
      return g_strdup_printf (C_ ("access sentence", "Prediction: allow. %s"), reason);
    case HELIO_VERDICT_DENY:
      return g_strdup_printf (C_ ("access sentence", "Prediction: deny. %s"), reason);
    case HELIO_VERDICT_UNKNOWN:
    default:
      return g_strdup_printf (C_ ("access sentence", "Prediction: none. %s"), reason);
  }
}

static void
append_sentence (GString *text, const char *sentence)
{
  if (sentence == NULL || *sentence == '\0')
    return;
  if (text->len > 0)
    g_string_append_c (text, ' ');
  g_string_append (text, sentence);
}

static void
append_past (GString *text, HelioAccessGrid *grid, guint check)
{
  const HelioPastResult *past = helio_access_grid_get_past (grid, check);
  g_autofree char *sentence = NULL;

  if (past == NULL || !helio_access_grid_get_changed (grid, check))
    return;
  /* Translators: allow, deny or unknown. */
  sentence = g_strdup_printf (C_ ("access sentence", "It was %s in the last run."),
                              helio_access_describe_verdict (past->observed));
  append_sentence (text, sentence);
}

char *
helio_access_make_sentence (HelioAccessGrid *grid, guint check)
{
  const HelioPlan *plan = helio_report_get_plan (helio_access_grid_get_report (grid));
  const HelioPlanCheck *planned = get_check (grid, check);
  const HelioResult *result = get_result (grid, check);
  const gboolean differs = helio_access_grid_get_state (grid, check) == HELIO_CELL_DIFFERS;
  g_autofree char *user =
      helio_printable (helio_plan_get_user (plan, planned->user)->name, -1, NAME_CHARS);
  g_autofree char *topic = helio_printable (planned->topic, -1, TOPIC_CHARS);
  g_autofree char *first = NULL, *prediction = NULL;
  GString *text;

  if (result->observed == HELIO_VERDICT_UNKNOWN)
    first = say_unknown (planned->action, user, topic);
  else if (result->observed == HELIO_VERDICT_ALLOW)
    first = differs ? say_wrongly_allowed (planned->action, user, topic)
                    : say_allowed (planned->action, user, topic);
  else
    first = differs ? say_wrongly_denied (planned->action, user, topic)
                    : say_denied (planned->action, user, topic);
  prediction = say_prediction (result);
  text = g_string_new (first);
  append_past (text, grid, check);
  append_sentence (text, prediction);
  return g_string_free (text, FALSE);
}

char *
helio_access_make_cell_label (HelioAccessGrid *grid, guint check)
{
  const HelioPlan *plan = helio_report_get_plan (helio_access_grid_get_report (grid));
  const HelioPlanCheck *planned = get_check (grid, check);
  g_autofree char *user =
      helio_printable (helio_plan_get_user (plan, planned->user)->name, -1, NAME_CHARS);
  g_autofree char *topic = helio_printable (planned->topic, -1, TOPIC_CHARS);
  const HelioResult *result = get_result (grid, check);
  const HelioCellState state = helio_access_grid_get_state (grid, check);
  g_autofree char *expected = make_expected (planned->expect);
  g_autofree char *predicted =
      make_predicted (grid, result->prediction, helio_result_get_predicted (result));
  GString *text = g_string_new (NULL);

  g_string_append_printf (text,
                          "%s, %s %s: ",
                          user,
                          helio_access_describe_action (planned->action),
                          topic);
  if (state != HELIO_CELL_PENDING)
    /* Translators: allow, deny or unknown, as a broker did it */
    g_string_append_printf (text,
                            C_ ("access cell", "observed: %s, "),
                            helio_access_describe_verdict (result->observed));
  g_string_append_printf (text,
                          "%s, %s. %s",
                          expected,
                          predicted,
                          helio_access_describe_state (state));
  if (helio_access_grid_get_changed (grid, check))
    g_string_append_printf (text, ". %s", C_ ("access cell", "Changed since the last run"));
  return g_string_free (text, FALSE);
}
