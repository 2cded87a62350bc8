# SPDX-FileCopyrightText: 2026 The Heliograph authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Issuers that follow the standards and are not like Auth0: from the sign-in to the MQTT credential. Nothing names them;
what differs is in their metadata and in the profile."""
import json, os, sys, urllib.error, urllib.parse, urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from helio_e2e import Place, main


def metadata(place):
    return json.load(urllib.request.urlopen(place.ready['issuer'] + '.well-known/openid-configuration', timeout=10))


def keys(place):
    return json.load(urllib.request.urlopen(metadata(place)['jwks_uri'], timeout=10))['keys']


def works(place, profile):
    """Signed in, a token that the exchange takes, and renewed from the keyring."""
    status, out, err = place.login(profile, 'alice')
    assert status == 0 and 'Signed in as' in err, (status, err)
    status, out, err = place.cli('credentials', profile, '--json')
    assert status == 0 and json.loads(out)['username'].startswith('alice@'), (status, out, err)
    return profile


def at(*options):
    """A test at an issuer with these options of the sandbox."""
    def decorate(test):
        def run():
            place = Place(*options)
            try:
                test(place)
            finally:
                place.close()
        return run
    return decorate


def signed(place, algorithm):
    assert {key['alg'] for key in keys(place)} == {algorithm}
    profile = works(place, place.profile('alice-exchange'))
    status, out, err = place.cli('token', profile, '--json')
    assert status == 0 and {row['id']: row['status'] for row in json.loads(out)['rows']}['signature'] == 'pass', (status, out, err)


@at('--signing-algorithm', 'ES256')
def test_es256(place):
    signed(place, 'ES256')


@at('--signing-algorithm', 'PS256')
def test_ps256(place):
    signed(place, 'PS256')


def any_port(profile):
    profile['sign_in']['redirect_ports'] = [0]


@at('--any-port')
def test_ephemeral_port(place):
    works(place, place.edited('alice-exchange', any_port))


@at()
def test_ephemeral_port_is_not_taken_everywhere(place):
    """The same profile where ports are registered: the issuer's own page, and no redirect."""
    child = place.start('login', place.edited('alice-exchange', any_port), '--print-url', '--timeout', '60')
    try:
        link = child.stdout.readline().strip()
        try:
            urllib.request.urlopen(link, timeout=10)
            raise AssertionError('the port was taken')
        except urllib.error.HTTPError as error:
            assert error.code == 403 and 'Callback URL mismatch' in error.read().decode()
    finally:
        child.terminate()
        child.communicate(timeout=20)


@at('--takes-resource')
def test_resource(place):
    def change(profile):
        profile['sign_in'].update(audience='', resource=place.ready['audience'])
    works(place, place.edited('alice-exchange', change))


@at('--takes-resource')
def test_audience_where_resource_is_needed(place):
    """It is passed over there: the token is not for the API, and the exchange says so."""
    profile = place.profile('alice-exchange')
    status, out, err = place.login(profile, 'alice')
    assert status == 0, err
    status, out, err = place.cli('credentials', profile)
    assert status == 4 and 'audience' in err.lower(), (status, err)


@at('--iss-parameter')
def test_iss(place):
    assert metadata(place)['authorization_response_iss_parameter_supported'] is True
    works(place, place.profile('alice-exchange'))


@at('--no-offline-access')
def test_no_offline_access(place):
    assert 'offline_access' not in metadata(place)['scopes_supported']
    profile = place.profile('alice-exchange')
    status, out, err = place.login(profile, 'alice')
    assert 'Signed in as' in err and 'no refresh token' in err, (status, err)
    # Nothing outlives the program, and it says what to do.
    status, out, err = place.cli('credentials', profile)
    assert status == 3 and 'heliograph-cli login' in err, (status, err)


@at('--token-host', 'localhost')
def test_tokens_elsewhere(place):
    """Where codes and tokens go is asked about once: no link is even printed before."""
    profile = place.profile('alice-exchange')
    host = 'localhost:%d' % urllib.parse.urlsplit(place.ready['issuer']).port
    assert urllib.parse.urlsplit(metadata(place)['token_endpoint']).netloc == host
    for options in ((), ('--device',)):
        status, out, err = place.cli('login', profile, '--print-url', *options)
        assert status == 2 and out == '' and host in err and '--agree' in err, (status, out, err)
    status, out, err = place.login(profile, 'alice', '--agree')
    assert status == 0 and 'Agreed to' in err and host in err, (status, err)
    # Kept, and not said again; the refresh goes there.
    status, out, err = place.cli('credentials', profile, '--json')
    assert status == 0 and host not in err and json.loads(out)['username'].startswith('alice@'), (status, out, err)
    # A plan knows it as well.
    plan = os.path.join(place.dir, 'plan.json')
    with open(plan, 'w') as file:
        json.dump({'version': 1, 'users': {'alice': {'profile': profile}}, 'checks': [
            {'user': 'alice', 'action': 'publish', 'topic': 'users/alice/x', 'expect': 'allow'}]}, file)
    status, out, err = place.cli('acl', 'test', plan, '--yes')
    assert status == 0 and '1 as expected' in out, (status, out, err)
    # Somebody who takes it back, on this machine, is asked again: nothing is refreshed.
    consents = os.path.join(place.dir, 'config', 'heliograph', 'consents.json')
    assert host in open(consents).read() and os.stat(consents).st_mode & 0o77 == 0
    os.remove(consents)
    status, out, err = place.cli('credentials', profile, '--json')
    assert status == 2 and out == '' and host in err and '--agree' in err, (status, out, err)
    status, out, err = place.cli('acl', 'test', plan, '--yes')
    assert status == 3 and host in err and '--agree' in err and '1 not found out' in out, (status, out, err)
    # The test of the profile tells of it, and sends nothing.
    status, out, err = place.cli('check', profile, '--json')
    assert host in out, (status, out, err)


@at('--signing-algorithm', 'ES256', '--any-port', '--takes-resource', '--iss-parameter')
def test_all_at_once(place):
    def change(profile):
        any_port(profile)
        profile['sign_in'].update(audience='', resource=place.ready['audience'])
    works(place, place.edited('alice-exchange', change))


sys.exit(1 if main(globals()) else 0)
