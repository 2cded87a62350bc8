// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/watch/helio-watch-event.h"

#include "core/base/helio-util.h"

struct _HelioWatchEvent {
  GObject parent_instance;

  HelioWatchFacts facts;
};

G_DEFINE_FINAL_TYPE (HelioWatchEvent, helio_watch_event, G_TYPE_OBJECT)

static guint changed_signal;

static void
helio_watch_event_finalize (GObject *object)
{
  HelioWatchEvent *self = HELIO_WATCH_EVENT (object);

  g_free (self->facts.topic);
  g_free (self->facts.preview);
  G_OBJECT_CLASS (helio_watch_event_parent_class)->finalize (object);
}

static void
helio_watch_event_class_init (HelioWatchEventClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = helio_watch_event_finalize;
  changed_signal = helio_signal_new ("changed", HELIO_TYPE_WATCH_EVENT);
}

static void
helio_watch_event_init (HelioWatchEvent *self)
{
}

HelioWatchEvent *
helio_watch_event_new (const HelioWatchFacts *facts_taken)
{
  HelioWatchEvent *self = g_object_new (HELIO_TYPE_WATCH_EVENT, NULL);

  self->facts = *facts_taken;
  return self;
}

const HelioWatchFacts *
helio_watch_event_get (HelioWatchEvent *self)
{
  return &self->facts;
}

HelioWatchFacts *
helio_watch_event_edit (HelioWatchEvent *self)
{
  return &self->facts;
}

void
helio_watch_event_tell (HelioWatchEvent *self)
{
  g_signal_emit (self, changed_signal, 0);
}
