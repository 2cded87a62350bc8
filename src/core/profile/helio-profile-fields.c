// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/profile/helio-profile-private.h"

static const char *const protocols[] = {"auto", "5", "3.1.1", NULL};
const char *const helio_profile_methods[] =
    {"exchange", "backend", "native", "password", "none", NULL};
static const char *const dialects[] = {"key", "organization", NULL};
static const char *const redirect_hosts[] = {"127.0.0.1", "[::1]", NULL};
static const char *const styles[] = {"bearer", "json", NULL};

#define P(member) G_STRUCT_OFFSET (HelioProfile, member)

const HelioProfileField helio_profile_root_fields[] = {
    {"name",
     HELIO_PROFILE_FIELD_TEXT,
     P (name),
     TRUE,
     .max = HELIO_PROFILE_TEXT_MAX,
     .check = helio_profile_check_name},
    {0},
};

const HelioProfileField helio_profile_broker_fields[] = {
    {"url",
     HELIO_PROFILE_FIELD_TEXT,
     P (broker.url),
     TRUE,
     .max = HELIO_PROFILE_TEXT_MAX,
     .check = helio_profile_check_broker_url},
    {"allow_insecure", HELIO_PROFILE_FIELD_BOOLEAN, P (broker.allow_insecure)},
    {"protocol", HELIO_PROFILE_FIELD_CHOICE, P (broker.protocol), .choices = protocols},
    {"client_id", HELIO_PROFILE_FIELD_TEXT, P (broker.client_id), .max = HELIO_PROFILE_TEXT_MAX},
    {"keep_alive", HELIO_PROFILE_FIELD_INT, P (broker.keep_alive), .max = 65535},
    {"clean_start", HELIO_PROFILE_FIELD_BOOLEAN, P (broker.clean_start)},
    {"session_expiry", HELIO_PROFILE_FIELD_INT64, P (broker.session_expiry), .max = G_MAXUINT32},
    {"keep_session", HELIO_PROFILE_FIELD_BOOLEAN, P (broker.keep_session)},
    {0},
};

const HelioProfileField helio_profile_connect_fields[] = {
    {"receive_maximum",
     HELIO_PROFILE_FIELD_INT,
     P (broker.receive_maximum),
     .min = 1,
     .max = 65535},
    {"maximum_packet_size",
     HELIO_PROFILE_FIELD_INT64_OR_NULL,
     P (broker.maximum_packet_size),
     .min = 1,
     .max = G_MAXUINT32},
    {"request_problem_information",
     HELIO_PROFILE_FIELD_BOOLEAN,
     P (broker.request_problem_information)},
    {0},
};

const HelioProfileField helio_profile_sign_in_fields[] = {
    {"domain",
     HELIO_PROFILE_FIELD_TEXT_OR_NULL,
     P (sign_in.domain),
     .max = 255,
     .check = helio_profile_check_domain},
    {"issuer",
     HELIO_PROFILE_FIELD_TEXT_OR_NULL,
     P (sign_in.issuer),
     .max = HELIO_PROFILE_TEXT_MAX,
     .check = helio_profile_check_issuer},
    {"client_id", HELIO_PROFILE_FIELD_TEXT, P (sign_in.client_id), .max = HELIO_PROFILE_TEXT_MAX},
    {"audience", HELIO_PROFILE_FIELD_TEXT, P (sign_in.audience), .max = HELIO_PROFILE_TEXT_MAX},
    {"resource",
     HELIO_PROFILE_FIELD_TEXT_OR_NULL,
     P (sign_in.resource),
     .max = HELIO_PROFILE_TEXT_MAX,
     .check = helio_profile_check_resource},
    {"scope", HELIO_PROFILE_FIELD_TEXT, P (sign_in.scope), .max = HELIO_PROFILE_TEXT_MAX},
    {"connection",
     HELIO_PROFILE_FIELD_TEXT_OR_NULL,
     P (sign_in.connection),
     .max = HELIO_PROFILE_TEXT_MAX},
    {"organization",
     HELIO_PROFILE_FIELD_TEXT_OR_NULL,
     P (sign_in.organization),
     .max = HELIO_PROFILE_TEXT_MAX},
    {"login_hint",
     HELIO_PROFILE_FIELD_TEXT_OR_NULL,
     P (sign_in.login_hint),
     .max = HELIO_PROFILE_TEXT_MAX},
    {"prompt", HELIO_PROFILE_FIELD_TEXT_OR_NULL, P (sign_in.prompt), .max = HELIO_PROFILE_TEXT_MAX},
    {"redirect_host",
     HELIO_PROFILE_FIELD_CHOICE,
     P (sign_in.redirect_host),
     .choices = redirect_hosts},
    {0},
};

const HelioProfileField helio_profile_method_fields[] = {
    {"method", HELIO_PROFILE_FIELD_CHOICE, P (method), TRUE, .choices = helio_profile_methods},
    {0},
};

static const HelioProfileField exchange_fields[] = {
    {"url",
     HELIO_PROFILE_FIELD_TEXT,
     P (exchange.url),
     TRUE,
     .max = HELIO_PROFILE_TEXT_MAX,
     .check = helio_profile_check_service_url},
    {"dialect", HELIO_PROFILE_FIELD_CHOICE, P (exchange.dialect), .choices = dialects},
    {"provider",
     HELIO_PROFILE_FIELD_TEXT,
     P (exchange.provider),
     TRUE,
     .max = HELIO_PROFILE_TEXT_MAX},
    {"organization_id",
     HELIO_PROFILE_FIELD_TEXT_OR_NULL,
     P (exchange.organization_id),
     .max = HELIO_PROFILE_TEXT_MAX},
    {"integration_id",
     HELIO_PROFILE_FIELD_TEXT_OR_NULL,
     P (exchange.integration_id),
     .max = HELIO_PROFILE_TEXT_MAX},
    {"ttl", HELIO_PROFILE_FIELD_INT64, P (exchange.ttl), .min = 1, .max = 86400},
    {0},
};

static const HelioProfileField backend_fields[] = {
    {"url",
     HELIO_PROFILE_FIELD_TEXT,
     P (backend.url),
     TRUE,
     .max = HELIO_PROFILE_TEXT_MAX,
     .check = helio_profile_check_service_url},
    {"style", HELIO_PROFILE_FIELD_CHOICE, P (backend.style), .choices = styles},
    {"token_field",
     HELIO_PROFILE_FIELD_TEXT,
     P (backend.token_field),
     TRUE,
     .max = HELIO_PROFILE_TEXT_MAX},
    {0},
};

static const HelioProfileField native_fields[] = {
    {"url",
     HELIO_PROFILE_FIELD_TEXT,
     P (native.url),
     TRUE,
     .max = HELIO_PROFILE_TEXT_MAX,
     .check = helio_profile_check_service_url},
    {"organization_id",
     HELIO_PROFILE_FIELD_TEXT,
     P (native.organization_id),
     TRUE,
     .max = HELIO_PROFILE_TEXT_MAX},
    {"email", HELIO_PROFILE_FIELD_TEXT, P (native.email), TRUE, .max = HELIO_PROFILE_TEXT_MAX},
    {0},
};

static const HelioProfileField password_fields[] = {
    {"username", HELIO_PROFILE_FIELD_TEXT, P (password.username), TRUE, .max = 65535},
    {0},
};

static const HelioProfileField none_fields[] = {{0}};

/* In the order of HelioMethod and of the names. */
const HelioProfileField *const helio_profile_fields_of_method[] = {
    exchange_fields,
    backend_fields,
    native_fields,
    password_fields,
    none_fields,
};

#define W(member) G_STRUCT_OFFSET (HelioProfileWill, member)

const HelioProfileField helio_profile_will_fields[] = {
    {"topic",
     HELIO_PROFILE_FIELD_TEXT,
     W (topic),
     TRUE,
     .max = 65535,
     .check = helio_profile_check_topic},
    {"payload", HELIO_PROFILE_FIELD_BODY, W (payload), .max = HELIO_PROFILE_PEM_MAX},
    {"payload_base64",
     HELIO_PROFILE_FIELD_BODY,
     W (payload_base64),
     .max = HELIO_PROFILE_PEM_MAX,
     .check = helio_profile_check_base64},
    {"qos", HELIO_PROFILE_FIELD_INT, W (qos), .max = 2},
    {"retain", HELIO_PROFILE_FIELD_BOOLEAN, W (retain)},
    {"delay", HELIO_PROFILE_FIELD_INT, W (delay), .max = G_MAXINT32},
    {0},
};

const HelioProfileField helio_profile_will_property_fields[] = {
    {"content_type", HELIO_PROFILE_FIELD_TEXT_OR_NULL, W (content_type), .max = 65535},
    {"response_topic",
     HELIO_PROFILE_FIELD_TEXT_OR_NULL,
     W (response_topic),
     .max = 65535,
     .check = helio_profile_check_topic},
    {"correlation_data_base64",
     HELIO_PROFILE_FIELD_TEXT_OR_NULL,
     W (correlation_data_base64),
     .max = 87380, /* of 65,535 bytes */
     .check = helio_profile_check_base64},
    {"payload_format", HELIO_PROFILE_FIELD_INT64_OR_NULL, W (payload_format), .max = 1},
    {"message_expiry", HELIO_PROFILE_FIELD_INT64_OR_NULL, W (message_expiry), .max = G_MAXUINT32},
    {0},
};

#define S(member) G_STRUCT_OFFSET (HelioProfileSubscription, member)

const HelioProfileField helio_profile_subscription_fields[] = {
    {"filter",
     HELIO_PROFILE_FIELD_TEXT,
     S (filter),
     TRUE,
     .max = 65535,
     .check = helio_profile_check_filter},
    {"qos", HELIO_PROFILE_FIELD_INT, S (qos), .max = 2},
    {"no_local", HELIO_PROFILE_FIELD_BOOLEAN, S (no_local)},
    {"retain_as_published", HELIO_PROFILE_FIELD_BOOLEAN, S (retain_as_published)},
    {"retain_handling", HELIO_PROFILE_FIELD_INT, S (retain_handling), .max = 2},
    {0},
};
