// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/profile/helio-profile-private.h"
#include "core/profile/helio-profile.h"

#include <string.h>

/* Writes the profile into a copy of the file that it came from, so that members unknown here, at whatever
 * level, stay where they were. */

static HelioJson *
value_of (const HelioProfileField *field, gconstpointer target)
{
  switch (field->kind) {
    case HELIO_PROFILE_FIELD_BOOLEAN:
      return helio_json_new_boolean (*(const gboolean *) target);
    case HELIO_PROFILE_FIELD_INT:
      return helio_json_new_integer (*(const int *) target);
    case HELIO_PROFILE_FIELD_INT64:
      return helio_json_new_integer (*(const gint64 *) target);
    case HELIO_PROFILE_FIELD_INT64_OR_NULL:
      return *(const gint64 *) target < 0 ? helio_json_new_null ()
                                          : helio_json_new_integer (*(const gint64 *) target);
    case HELIO_PROFILE_FIELD_CHOICE:
      return helio_json_new_string (field->choices[*(const guint *) target]);
    case HELIO_PROFILE_FIELD_TEXT:
    case HELIO_PROFILE_FIELD_TEXT_OR_NULL:
    case HELIO_PROFILE_FIELD_BODY:
    default:
      return helio_json_new_string (*(char *const *) target);
  }
}

static void
write_fields (HelioJson *object, const HelioProfileField *fields, gconstpointer target)
{
  for (const HelioProfileField *field = fields; field->name != NULL; field++)
    helio_json_set (object, field->name, value_of (field, (const char *) target + field->offset));
}

/* The member as an object, made if it is not there. */
static HelioJson *
get_object (HelioJson *parent, const char *name)
{
  HelioJson *object = helio_json_get_object (parent, name);

  if (object == NULL) {
    helio_json_set (parent, name, helio_json_new_object ());
    object = helio_json_get_object (parent, name);
  }
  return object;
}

static HelioJson *
copy_or_new (const HelioJson *extra)
{
  return extra != NULL ? helio_json_copy (extra) : helio_json_new_object ();
}

static void
write_user_properties (HelioJson *parent, GStrv pairs)
{
  HelioJson *list = helio_json_new_array ();

  for (guint i = 0; pairs != NULL && pairs[i] != NULL && pairs[i + 1] != NULL; i += 2) {
    HelioJson *pair = helio_json_new_array ();

    helio_json_append (pair, helio_json_new_string (pairs[i]));
    helio_json_append (pair, helio_json_new_string (pairs[i + 1]));
    helio_json_append (list, pair);
  }
  helio_json_set (parent, "user_properties", list);
}

static void
write_pem (HelioJson *broker, const char *name, const char *pem, const char *file)
{
  g_autoptr (HelioJson) object = NULL;

  if (pem == NULL && file == NULL) {
    helio_json_set_null (broker, name);
    return;
  }
  object = get_object (broker, name);
  helio_json_remove (object, pem != NULL ? "file" : "pem");
  helio_json_set_string (object, pem != NULL ? "pem" : "file", pem != NULL ? pem : file);
}

static void
write_will (HelioJson *broker, const HelioProfileWill *will)
{
  HelioJson *object;
  gboolean has_properties;

  if (will == NULL) {
    helio_json_set_null (broker, "will");
    return;
  }
  object = copy_or_new (will->extra);
  write_fields (object, helio_profile_will_fields, will);
  helio_json_remove (object, will->payload_base64 != NULL ? "payload" : "payload_base64");
  has_properties = will->content_type != NULL || will->response_topic != NULL ||
                   will->correlation_data_base64 != NULL || will->payload_format >= 0 ||
                   will->message_expiry >= 0 ||
                   (will->user_properties != NULL && will->user_properties[0] != NULL);
  if (has_properties || helio_json_has (object, "properties")) {
    g_autoptr (HelioJson) properties = get_object (object, "properties");

    write_fields (properties, helio_profile_will_property_fields, will);
    write_user_properties (properties, will->user_properties);
  }
  helio_json_set (broker, "will", object);
}

static void
write_broker (HelioJson *root, const HelioProfile *self)
{
  g_autoptr (HelioJson) broker = get_object (root, "broker");
  g_autoptr (HelioJson) properties = NULL;

  write_fields (broker, helio_profile_broker_fields, self);
  write_pem (broker, "ca", self->broker.ca_pem, self->broker.ca_file);
  write_pem (broker,
             "client_certificate",
             self->broker.certificate_pem,
             self->broker.certificate_file);
  properties = get_object (broker, "connect_properties");
  write_fields (properties, helio_profile_connect_fields, self);
  write_user_properties (properties, self->broker.user_properties);
  write_will (broker, self->broker.will);
}

static void
write_sign_in (HelioJson *root, const HelioProfile *self)
{
  g_autoptr (HelioJson) sign_in = get_object (root, "sign_in");
  HelioJson *ports = helio_json_new_array ();

  write_fields (sign_in, helio_profile_sign_in_fields, self);
  for (guint i = 0; i < self->sign_in.redirect_ports->len; i++)
    helio_json_append (
        ports,
        helio_json_new_integer (g_array_index (self->sign_in.redirect_ports, int, i)));
  helio_json_set (sign_in, "redirect_ports", ports);
}

static gboolean
fields_equal (const HelioProfileField *fields, const HelioProfile *a, const HelioProfile *b)
{
  g_autoptr (HelioJson) of_a = helio_json_new_object ();
  g_autoptr (HelioJson) of_b = helio_json_new_object ();
  g_autofree char *text_a = NULL;
  g_autofree char *text_b = NULL;

  write_fields (of_a, fields, a);
  write_fields (of_b, fields, b);
  text_a = helio_json_to_text (of_a, FALSE);
  text_b = helio_json_to_text (of_b, FALSE);
  return strcmp (text_a, text_b) == 0;
}

/* The method in use, and what was typed for the others. */
static void
write_credentials (HelioJson *root, const HelioProfile *self)
{
  g_autoptr (HelioJson) credentials = get_object (root, "credentials");
  g_autoptr (HelioProfile) defaults = helio_profile_new ();

  write_fields (credentials, helio_profile_method_fields, self);
  for (guint i = 0; helio_profile_methods[i] != NULL; i++) {
    const HelioProfileField *fields = helio_profile_fields_of_method[i];
    g_autoptr (HelioJson) object = NULL;

    if (i != self->method && !helio_json_has (credentials, helio_profile_methods[i]) &&
        fields_equal (fields, self, defaults))
      continue;
    if (fields->name == NULL)
      continue;
    object = get_object (credentials, helio_profile_methods[i]);
    write_fields (object, fields, self);
  }
}

static void
write_subscriptions (HelioJson *root, const HelioProfile *self)
{
  HelioJson *list = helio_json_new_array ();

  for (guint i = 0; i < self->subscriptions->len; i++) {
    const HelioProfileSubscription *subscription = g_ptr_array_index (self->subscriptions, i);
    HelioJson *element = copy_or_new (subscription->extra);

    write_fields (element, helio_profile_subscription_fields, subscription);
    helio_json_append (list, element);
  }
  helio_json_set (root, "subscriptions", list);
}

char *
helio_profile_to_text (const HelioProfile *self)
{
  g_autoptr (HelioJson) root = copy_or_new (self->extra);
  g_autofree char *text = NULL;

  helio_json_set_integer (root, "version", HELIO_PROFILE_VERSION);
  helio_json_set_string (root, "id", self->id);
  write_fields (root, helio_profile_root_fields, self);
  write_broker (root, self);
  write_sign_in (root, self);
  write_credentials (root, self);
  write_subscriptions (root, self);
  text = helio_json_to_text (root, TRUE);
  return g_strconcat (text, "\n", NULL);
}
