// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/mqtt/helio-event.h"

G_DEFINE_BOXED_TYPE (HelioEvent, helio_event, helio_event_ref, helio_event_unref)

HelioEvent *
helio_event_new (HelioEventKind kind)
{
  HelioEvent *self = g_new0 (HelioEvent, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->kind = kind;
  self->reason_code = -1;
  self->granted_qos = -1;
  return self;
}

HelioEvent *
helio_event_ref (HelioEvent *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
helio_event_unref (HelioEvent *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->reason_string);
  g_clear_error (&self->error);
  helio_link_info_free (self->info);
  g_free (self);
}

HelioLinkInfo *
helio_link_info_new (void)
{
  HelioLinkInfo *self = g_new0 (HelioLinkInfo, 1);

  self->server_keep_alive = -1;
  self->receive_maximum = -1;
  self->maximum_packet_size = -1;
  self->maximum_qos = 2;
  self->retain_available = TRUE;
  return self;
}

HelioLinkInfo *
helio_link_info_copy (const HelioLinkInfo *self)
{
  HelioLinkInfo *copy = g_memdup2 (self, sizeof *self);

  copy->scheme = g_strdup (self->scheme);
  copy->peer = g_strdup (self->peer);
  copy->tls_version = g_strdup (self->tls_version);
  copy->tls_cipher = g_strdup (self->tls_cipher);
  copy->assigned_client_id = g_strdup (self->assigned_client_id);
  return copy;
}

void
helio_link_info_free (HelioLinkInfo *self)
{
  if (self == NULL)
    return;
  g_free (self->scheme);
  g_free (self->peer);
  g_free (self->tls_version);
  g_free (self->tls_cipher);
  g_free (self->assigned_client_id);
  g_free (self);
}
