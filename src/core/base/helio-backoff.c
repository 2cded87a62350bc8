// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-backoff.h"

void
helio_backoff_init (HelioBackoff *self, gint64 minimum, gint64 base, gint64 cap)
{
  g_return_if_fail (minimum >= 0 && base >= minimum && cap >= base);
  self->minimum = minimum;
  self->base = base;
  self->cap = cap;
  self->attempt = 0;
}

void
helio_backoff_reset (HelioBackoff *self)
{
  self->attempt = 0;
}

gint64
helio_backoff_next (HelioBackoff *self, double unit)
{
  gint64 ceiling = self->base;

  for (guint i = 0; i < self->attempt && ceiling < self->cap; i++)
    ceiling = ceiling > self->cap / 2 ? self->cap : ceiling * 2;
  ceiling = MIN (ceiling, self->cap);
  if (self->attempt < G_MAXUINT)
    self->attempt++;
  return self->minimum + (gint64) (CLAMP (unit, 0.0, 1.0) * (double) (ceiling - self->minimum));
}
