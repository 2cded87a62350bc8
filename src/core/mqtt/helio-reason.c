// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/mqtt/helio-reason.h"

#include "core/base/helio-error.h"

#include <glib/gi18n-lib.h>

/* MQTT 5.0 §2.4. */
static const struct {
  int code;
  const char *name;
} names[] = {
    {0x00, NC_ ("reason", "Success")},
    {0x01, NC_ ("reason", "Granted QoS 1")},
    {0x02, NC_ ("reason", "Granted QoS 2")},
    {0x04, NC_ ("reason", "Disconnect with Will Message")},
    {0x10, NC_ ("reason", "No matching subscribers")},
    {0x11, NC_ ("reason", "No subscription existed")},
    {0x18, NC_ ("reason", "Continue authentication")},
    {0x19, NC_ ("reason", "Re-authenticate")},
    {0x80, NC_ ("reason", "Unspecified error")},
    {0x81, NC_ ("reason", "Malformed Packet")},
    {0x82, NC_ ("reason", "Protocol Error")},
    {0x83, NC_ ("reason", "Implementation specific error")},
    {0x84, NC_ ("reason", "Unsupported Protocol Version")},
    {0x85, NC_ ("reason", "Client Identifier not valid")},
    {0x86, NC_ ("reason", "Bad User Name or Password")},
    {0x87, NC_ ("reason", "Not authorized")},
    {0x88, NC_ ("reason", "Server unavailable")},
    {0x89, NC_ ("reason", "Server busy")},
    {0x8A, NC_ ("reason", "Banned")},
    {0x8B, NC_ ("reason", "Server shutting down")},
    {0x8C, NC_ ("reason", "Bad authentication method")},
    {0x8D, NC_ ("reason", "Keep Alive timeout")},
    {0x8E, NC_ ("reason", "Session taken over")},
    {0x8F, NC_ ("reason", "Topic Filter invalid")},
    {0x90, NC_ ("reason", "Topic Name invalid")},
    {0x91, NC_ ("reason", "Packet Identifier in use")},
    {0x92, NC_ ("reason", "Packet Identifier not found")},
    {0x93, NC_ ("reason", "Receive Maximum exceeded")},
    {0x94, NC_ ("reason", "Topic Alias invalid")},
    {0x95, NC_ ("reason", "Packet too large")},
    {0x96, NC_ ("reason", "Message rate too high")},
    {0x97, NC_ ("reason", "Quota exceeded")},
    {0x98, NC_ ("reason", "Administrative action")},
    {0x99, NC_ ("reason", "Payload format invalid")},
    {0x9A, NC_ ("reason", "Retain not supported")},
    {0x9B, NC_ ("reason", "QoS not supported")},
    {0x9C, NC_ ("reason", "Use another server")},
    {0x9D, NC_ ("reason", "Server moved")},
    {0x9E, NC_ ("reason", "Shared Subscriptions not supported")},
    {0x9F, NC_ ("reason", "Connection rate exceeded")},
    {0xA0, NC_ ("reason", "Maximum connect time")},
    {0xA1, NC_ ("reason", "Subscription Identifiers not supported")},
    {0xA2, NC_ ("reason", "Wildcard Subscriptions not supported")},
};

#define ANY (-1)

/* The first row that fits counts. Causes and remedies are those of cloudsignal.md §1.6 and §6. */
static const struct {
  int packet;
  int code;
  const char *cause, *remedy;
} meanings[] = {
    {HELIO_PACKET_CONNACK,
     0x86,
     NC_ ("reason", "The broker did not accept the user name and password."),
     NC_ ("reason",
          "The credential may have expired or belong to another organization. A fresh one is "
          "fetched; "
          "check the organization and the token service of the profile if it happens again.")},
    {HELIO_PACKET_CONNACK,
     0x87,
     NC_ ("reason", "The broker did not authorize this connection."),
     NC_ ("reason",
          "Check that the credential is of this organization and not expired, that the auth "
          "provider is "
          "enabled, and, if the profile has a last will, that its topic may be published to.")},
    {HELIO_PACKET_CONNACK,
     0x85,
     NC_ ("reason", "The broker did not accept the client id."),
     NC_ ("reason", "Choose a shorter client id of letters, digits, “-” and “_” in the profile.")},
    {HELIO_PACKET_CONNACK,
     0x84,
     NC_ ("reason", "The broker does not speak this version of MQTT here."),
     NC_ ("reason", "Set the protocol of the profile to automatic or to the other version.")},
    {HELIO_PACKET_CONNACK,
     0x8C,
     NC_ ("reason", "The broker wants another way of authentication."),
     NC_ ("reason", "Choose another credential method in the profile.")},
    {HELIO_PACKET_CONNACK,
     0x97,
     NC_ ("reason", "A quota of the broker is used up, such as the number of connections."),
     NC_ ("reason", "Close another connection of this organization, or ask for a larger plan.")},
    {ANY,
     0x88,
     NC_ ("reason", "The broker cannot serve this client at the moment."),
     NC_ ("reason", "Heliograph tries again by itself.")},
    {ANY,
     0x89,
     NC_ ("reason", "The broker is busy."),
     NC_ ("reason", "Heliograph tries again by itself.")},
    {ANY,
     0x8A,
     NC_ ("reason", "The broker has banned this client."),
     NC_ ("reason", "Ask the person who runs the broker.")},
    {HELIO_PACKET_DISCONNECT,
     0x87,
     NC_ ("reason", "The broker ended the connection because it is no longer authorized."),
     NC_ ("reason", "The credential has probably expired; a fresh one is fetched.")},
    {HELIO_PACKET_DISCONNECT,
     0x8B,
     NC_ ("reason", "The broker is shutting down."),
     NC_ ("reason", "Heliograph tries again by itself.")},
    {HELIO_PACKET_DISCONNECT,
     0x8D,
     NC_ ("reason", "The broker heard nothing for longer than the keep-alive time."),
     NC_ ("reason", "The network was probably away. A shorter keep-alive notices that sooner.")},
    {HELIO_PACKET_DISCONNECT,
     0x8E,
     NC_ ("reason", "Another client uses this client id."),
     NC_ ("reason", "Give this profile a client id of its own, or close the other program.")},
    {HELIO_PACKET_DISCONNECT,
     0x98,
     NC_ ("reason",
          "The broker ended the connection: its credential ran out, or somebody closed it."),
     NC_ ("reason", "Heliograph connects again by itself.")},
    {HELIO_PACKET_DISCONNECT,
     0xA0,
     NC_ ("reason", "The connection reached the longest time that the broker allows."),
     NC_ ("reason", "Heliograph connects again with a fresh credential.")},
    {HELIO_PACKET_SUBACK,
     0x87,
     NC_ ("reason", "Your permissions do not allow this subscription."),
     NC_ ("reason",
          "Ask for an ACL rule that covers the whole topic filter, or choose a narrower one.")},
    {HELIO_PACKET_SUBACK,
     0x80,
     NC_ ("reason", "The broker refused this subscription."),
     NC_ ("reason",
          "Most likely no ACL rule covers the whole topic filter; choose a narrower one.")},
    {HELIO_PACKET_SUBACK,
     0x8F,
     NC_ ("reason", "The broker does not accept this topic filter."),
     NC_ ("reason", "Check its wildcards and the number of levels.")},
    {HELIO_PACKET_SUBACK,
     0x97,
     NC_ ("reason", "No more subscriptions are allowed here."),
     NC_ ("reason", "Remove one that is not needed.")},
    {HELIO_PACKET_SUBACK,
     0x9E,
     NC_ ("reason", "This broker has no shared subscriptions."),
     NC_ ("reason", "Leave out $share and the group.")},
    {HELIO_PACKET_SUBACK,
     0xA2,
     NC_ ("reason", "This broker has no wildcard subscriptions."),
     NC_ ("reason", "Name each topic.")},
    {HELIO_PACKET_PUBACK,
     0x10,
     NC_ ("reason", "The broker took the message; nobody is subscribed to this topic."),
     NULL},
    {HELIO_PACKET_PUBACK,
     0x87,
     NC_ ("reason", "Your permissions do not allow publishing to this topic."),
     NC_ ("reason", "Ask for an ACL rule that lets you publish there.")},
    {HELIO_PACKET_PUBACK,
     0x90,
     NC_ ("reason", "The broker does not accept this topic."),
     NC_ ("reason", "Check its characters and the number of levels.")},
    {HELIO_PACKET_PUBACK,
     0x97,
     NC_ ("reason", "A quota of the broker is used up."),
     NC_ ("reason", "Try again later, or ask for a larger plan.")},
    {ANY,
     0x95,
     NC_ ("reason", "The message is larger than the broker takes."),
     NC_ ("reason", "Send a smaller one.")},
    {ANY,
     0x9A,
     NC_ ("reason", "This broker keeps no retained messages."),
     NC_ ("reason", "Publish without “retain”.")},
    {ANY,
     0x9B,
     NC_ ("reason", "This broker does not have that QoS."),
     NC_ ("reason", "Choose a lower QoS.")},
    {ANY,
     0x81,
     NC_ ("reason", "The broker could not read what was sent."),
     NC_ ("reason", "Copy the timeline and report it: this should not happen.")},
    {ANY,
     0x82,
     NC_ ("reason", "The broker says that the protocol was broken."),
     NC_ ("reason", "Copy the timeline and report it: this should not happen.")},
    {ANY,
     0x9C,
     NC_ ("reason", "The broker wants this client to use another server."),
     NC_ ("reason", "Ask for the new address and put it into the profile.")},
    {ANY,
     0x9D,
     NC_ ("reason", "The broker has moved."),
     NC_ ("reason", "Ask for the new address and put it into the profile.")},
};

const char *
helio_reason_get_name (int code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (names[i].code == code)
      return g_dpgettext2 (GETTEXT_PACKAGE, "reason", names[i].name);
  return C_ ("reason", "Unknown reason code");
}

static gssize
find_meaning (HelioPacket packet, int code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (meanings); i++)
    if (meanings[i].code == code &&
        (meanings[i].packet == ANY || meanings[i].packet == (int) packet))
      return (gssize) i;
  return -1;
}

const char *
helio_reason_get_cause (HelioPacket packet, int code)
{
  gssize i = find_meaning (packet, code);

  return i >= 0 ? g_dpgettext2 (GETTEXT_PACKAGE, "reason", meanings[i].cause) : NULL;
}

const char *
helio_reason_get_remedy (HelioPacket packet, int code)
{
  gssize i = find_meaning (packet, code);

  if (i < 0 || meanings[i].remedy == NULL)
    return NULL;
  return g_dpgettext2 (GETTEXT_PACKAGE, "reason", meanings[i].remedy);
}

int
helio_reason_from_v3_connack (int return_code)
{
  static const int codes[] = {0x00, 0x84, 0x85, 0x88, 0x86, 0x87};

  if (return_code >= 0 && return_code < (int) G_N_ELEMENTS (codes))
    return codes[return_code];
  return 0x80;
}

static HelioErrorCode
classify (HelioPacket packet, int code)
{
  switch (packet) {
    case HELIO_PACKET_CONNACK:
      if (code == 0x86 || code == 0x87 || code == 0x8C)
        return HELIO_ERROR_MQTT_CREDENTIAL;
      return code == 0x81 || code == 0x82 ? HELIO_ERROR_MQTT_PROTOCOL : HELIO_ERROR_MQTT_REFUSED;
    case HELIO_PACKET_DISCONNECT:
      if (code == 0x8E)
        return HELIO_ERROR_MQTT_TAKEN_OVER;
      return code == 0x81 || code == 0x82 ? HELIO_ERROR_MQTT_PROTOCOL : HELIO_ERROR_MQTT_ENDED;
    case HELIO_PACKET_SUBACK:
    case HELIO_PACKET_UNSUBACK:
    case HELIO_PACKET_PUBACK:
    default:
      return code == 0x87 || (packet == HELIO_PACKET_SUBACK && code == 0x80)
                 ? HELIO_ERROR_MQTT_NOT_AUTHORIZED
                 : HELIO_ERROR_MQTT_REFUSED;
  }
}

GError *
helio_reason_to_error (HelioPacket packet, int code, const char *reason_string)
{
  const char *cause = helio_reason_get_cause (packet, code);
  /* Translators: the standard's name of an MQTT reason code, its number, and what it means. */
  GError *error =
      helio_error_new (classify (packet, code),
                       helio_reason_get_remedy (packet, code),
                       cause != NULL ? C_ ("reason", "%3$s (%1$s, 0x%2$02X)")
                                     : C_ ("reason", "The broker says: %1$s (0x%2$02X)"),
                       helio_reason_get_name (code),
                       (unsigned) code,
                       cause);

  helio_error_set_reason_code (error, code);
  helio_error_set_detail (error, reason_string);
  return error;
}
