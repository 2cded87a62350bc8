# SPDX-FileCopyrightText: 2026 The Heliograph authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Alice, then bob, in one profile of a real Chromium, whose cookie at the issuer stays: two identities."""
import json, os, re, subprocess, sys, time, urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, '..', '..', 'build-aux', 'tour')]
import chromium
from helio_e2e import SANITIZER, Place, main

place = Place()
ALICE = place.profile('alice-exchange')
folder = os.path.join(place.dir, 'chromium')
os.mkdir(folder, 0o700)
log = open(os.path.join(place.dir, 'chromium.log'), 'ab')
# Strictness is for what is tested.
tools = {name: value for name, value in os.environ.items()
         if name not in ('G_DEBUG', 'MALLOC_CHECK_', 'MALLOC_PERTURB_', 'ASAN_OPTIONS')}
process = subprocess.Popen(
    ['chromium', '--headless', *(['--no-sandbox'] if os.getuid() == 0 else []), '--disable-gpu', '--disable-quic', '--no-first-run',
     '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-extensions',
     '--disable-dev-shm-usage', '--remote-debugging-port=0', '--user-data-dir=' + folder, 'about:blank'],
    stdout=log, stderr=log, env={**tools, 'HOME': place.dir})
PORT = os.path.join(folder, 'DevToolsActivePort')
browser = None


def begin(profile, *options):
    """The program gives a link, the browser follows it in the tab that it has."""
    child = place.start('login', profile, '--print-url', '--timeout', '90', *options)
    link = child.stdout.readline().strip()
    assert link.startswith(place.ready['issuer']), child.stderr.read() if not link else link
    browser.call('POST', browser.session + '/url', {'url': link})
    return child, link


DONE = re.compile(r'http://127\.0\.0\.1:\d+/(done|declined)$')


def asks_for_password():
    """Or for the consent only, or for nothing, since the issuer knows the browser."""
    end = time.monotonic() + 20
    while True:
        if DONE.match(browser.url()):
            return False
        for css, answer in (('#password', True), ('#accept', False)):
            try:
                browser.element(css, 0)
                return answer
            except LookupError:
                pass
        assert time.monotonic() < end, browser.text()
        time.sleep(0.05)


def type_password(user):
    browser.type('#username', user)
    browser.type('#password', place.users[user]['password'])
    browser.click('#continue')


def end(child):
    """Status, sub and what it said. The last page of the browser is the program's."""
    limit = time.monotonic() + 30
    while not DONE.match(browser.url()):
        try:  # consent, where it has not been given; or that a program on this machine asks
            browser.call('POST', '%s/element/%s/click' % (browser.session, browser.element('#accept', 0)), {})
        except LookupError:
            pass
        assert time.monotonic() < limit, browser.url()
        time.sleep(0.05)
    assert 'code=' not in browser.url(), browser.url()
    out, err = child.communicate(timeout=60)
    assert not SANITIZER.search(err), err
    said = re.search(r'Signed in as .* \((.+)\)', err)
    return child.returncode, said.group(1) if said else None, err


def mqtt_username(profile):
    status, out, err = place.cli('credentials', profile, '--json')
    assert status == 0, (status, err)
    return json.loads(out)['username']


seen = {}  # name → (sub, MQTT username)


def test_alice():
    child, link = begin(ALICE)
    assert asks_for_password()
    type_password('alice')
    status, sub, err = end(child)
    assert status == 0 and sub, err
    seen['alice'] = sub, mqtt_username(ALICE)
    assert seen['alice'][1].startswith('alice@'), seen


def test_cookie_is_hers():
    """Another profile at the same issuer: nobody types anything, and it is alice."""
    profile = place.profile('alice-organization')
    child, link = begin(profile)
    assert 'prompt=' not in link and not asks_for_password()
    status, sub, err = end(child)
    assert (status, sub) == (0, seen['alice'][0]), err


def test_bob_in_spite_of_it():
    child, link = begin(ALICE, '--as', 'bob')
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(link).query)
    assert query['prompt'] == ['login'] and query['login_hint'] == ['bob'], link
    assert asks_for_password(), 'the cookie was taken for bob'
    type_password('bob')
    status, sub, err = end(child)
    assert status == 0, err
    seen['bob'] = sub, mqtt_username(ALICE)
    assert seen['bob'][1].startswith('bob@'), seen
    assert seen['bob'][0] != seen['alice'][0] and seen['bob'][1] != seen['alice'][1], seen


def test_the_wrong_person_comes_back():
    """Asked for alice, and bob typed: refused, and what was there is as it was."""
    child, link = begin(ALICE, '--as', 'alice')
    assert asks_for_password()
    type_password('bob')
    status, sub, err = end(child)
    assert status == 3 and sub is None and 'bob' in err and 'alice' in err, (status, err)
    assert mqtt_username(ALICE) == seen['bob'][1]


def test_alice_again():
    child, link = begin(ALICE, '--as', 'alice')
    assert asks_for_password()
    type_password('alice')
    status, sub, err = end(child)
    assert (status, sub) == (0, seen['alice'][0]), err
    assert mqtt_username(ALICE) == seen['alice'][1]
    # The other profile's sign-in is one of its own.
    assert mqtt_username(place.profile('alice-organization')).startswith('alice@')


try:
    browser = chromium.Browser(PORT, log)
    failed = main(globals())
finally:
    if browser is not None:
        browser.close()
    process.terminate()
    process.wait(20)
    log.close()
    place.close()
sys.exit(1 if failed else 0)
