// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-util.h"
#include "core/profile/helio-profile-private.h"
#include "core/profile/helio-profile-store.h"

struct _HelioProfileItem {
  GObject parent_instance;

  HelioProfile *profile; /* NULL: broken */
  GError *error;
  char *id;
  char *name;
  char *path;
  gboolean transient;
};

G_DEFINE_FINAL_TYPE (HelioProfileItem, helio_profile_item, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_PROFILE,
  PROP_ID,
  PROP_NAME,
  PROP_TRANSIENT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
helio_profile_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HelioProfileItem *self = HELIO_PROFILE_ITEM (object);

  switch (id) {
    case PROP_PROFILE:
      g_value_set_boxed (value, self->profile);
      break;
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_TRANSIENT:
      g_value_set_boolean (value, self->transient);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
helio_profile_item_finalize (GObject *object)
{
  HelioProfileItem *self = HELIO_PROFILE_ITEM (object);

  g_clear_pointer (&self->profile, helio_profile_unref);
  g_clear_error (&self->error);
  g_free (self->id);
  g_free (self->name);
  g_free (self->path);
  G_OBJECT_CLASS (helio_profile_item_parent_class)->finalize (object);
}

static void
helio_profile_item_class_init (HelioProfileItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = helio_profile_item_get_property;
  object_class->finalize = helio_profile_item_finalize;
  properties[PROP_PROFILE] = g_param_spec_boxed ("profile", NULL, NULL, HELIO_TYPE_PROFILE, flags);
  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_TRANSIENT] = g_param_spec_boolean ("transient", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
helio_profile_item_init (HelioProfileItem *self)
{
}

HelioProfileItem *
helio_profile_item_new (const char *path, gboolean transient)
{
  HelioProfileItem *self = g_object_new (HELIO_TYPE_PROFILE_ITEM, NULL);

  self->path = g_strdup (path);
  self->transient = transient;
  return self;
}

static void
set_names (HelioProfileItem *self, const char *id, const char *name)
{
  if (helio_set_str (&self->id, id))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ID]);
  if (helio_set_str (&self->name, name))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
}

void
helio_profile_item_set_profile (HelioProfileItem *self, HelioProfile *profile)
{
  HelioProfile *old = self->profile;

  self->profile = helio_profile_ref (profile);
  g_clear_pointer (&old, helio_profile_unref);
  g_clear_error (&self->error);
  set_names (self, profile->id, profile->name);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROFILE]);
}

void
helio_profile_item_set_broken (HelioProfileItem *self, const char *id, const GError *error)
{
  g_clear_pointer (&self->profile, helio_profile_unref);
  g_clear_error (&self->error);
  self->error = g_error_copy (error);
  set_names (self, id, id);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROFILE]);
}

HelioProfile *
helio_profile_item_get_profile (HelioProfileItem *self)
{
  return self->profile;
}

const char *
helio_profile_item_get_id (HelioProfileItem *self)
{
  return self->id;
}

const char *
helio_profile_item_get_name (HelioProfileItem *self)
{
  return self->name;
}

const GError *
helio_profile_item_get_error (HelioProfileItem *self)
{
  return self->error;
}

gboolean
helio_profile_item_is_transient (HelioProfileItem *self)
{
  return self->transient;
}

const char *
helio_profile_item_get_path (HelioProfileItem *self)
{
  return self->path;
}
