# SPDX-FileCopyrightText: 2026 The Heliograph authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""heliograph-cli against the sandbox, with a real keyring (the wrapper's) and a real Mosquitto."""
import http.server, json, math, os, signal, socket, subprocess, sys, threading, time, urllib.parse

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from helio_e2e import SANITIZER, Place, main

place = Place('--traffic', '40', '--credential-ttl', '600')
ALICE = place.profile('alice-exchange')
OPERATOR = place.profile('operator-password')


def test_needs_sign_in():
    status, out, err = place.cli('credentials', ALICE, '--json')
    assert status == 3 and out == '', (status, out, err)
    assert 'heliograph-cli login' in err and 'Sign in.' not in err, err
    status, out, err = place.cli('logout', ALICE)
    assert status == 0 and 'Nobody was signed in' in err and 'deleted' not in err, (status, err)


def test_login_and_credentials():
    status, out, err = place.login(ALICE, 'alice')
    assert status == 0 and 'alice' in err and 'up to 60 seconds' not in err and 'up to 1 minute' in err, (status, err)
    status, out, err = place.login(ALICE, 'alice')
    assert status == 0 and 'is signed in already' in err, (status, err)
    status, out, err = place.cli('credentials', ALICE, '--json')
    assert status == 0, err
    answer = json.loads(out)
    assert sorted(answer) == ['expires_at', 'method', 'provider', 'renew_at', 'username'], answer
    assert answer['username'].startswith('alice@org_') and answer['method'] == 'exchange', answer
    status, out, err = place.cli('credentials', ALICE, '--json', '--show-secret')
    password = json.loads(out)['password']
    assert status == 0 and password and password not in err


def test_no_keyring():
    nowhere = {'DBUS_SESSION_BUS_ADDRESS': 'unix:path=/nowhere'}
    status, out, err = place.login(ALICE, 'alice', env=nowhere)
    assert status == 3 and 'No keyring service is running.' in err and 'ends with this command' in err, (status, err)
    assert 'HELIOGRAPH_ACCESS_TOKEN' in err and 'until Heliograph ends' not in err, err
    status, out, err = place.cli('credentials', ALICE, env=nowhere)
    assert status == 3 and 'No keyring service is running.' in err and 'HELIOGRAPH_ACCESS_TOKEN' in err, (status, err)
    given = {'HELIOGRAPH_ACCESS_TOKEN': access_token('alice'), **nowhere}
    status, out, err = place.cli('credentials', ALICE, '--json', env=given)
    assert status == 0 and json.loads(out)['username'].startswith('alice@'), (status, err)
    status, out, err = place.cli('credentials', OPERATOR, env={**nowhere, 'HELIOGRAPH_PASSWORD': ''})
    assert status == 3 and 'HELIOGRAPH_PASSWORD' in err, (status, err)


def rows_of(out):
    return {row['id']: row['status'] for row in json.loads(out)['rows']}


def access_token(user):
    return place.tokens(user)['access_token']


def test_token_of_profile():
    status, out, err = place.cli('token', ALICE, '--json')
    rows = rows_of(out)
    assert status == 0 and rows['signature'] == 'pass' and rows['audience'] == 'pass', (status, out, err)
    assert json.loads(out)['topics'], out
    status, out, err = place.cli('token', ALICE)
    assert status == 0 and 'the broker may use others' in out and 'eyJ' not in out + err, (status, out, err)


def test_token_environment():
    token = access_token('bob')
    status, out, err = place.cli('token', ALICE, '--json', env={'HELIOGRAPH_ACCESS_TOKEN': token})
    assert status == 0 and rows_of(out)['signature'] == 'pass', (status, out, err)
    assert token not in out + err and token.split('.')[2] not in out + err
    status, out, err = place.cli('token', ALICE, '--json', env={'HELIOGRAPH_ACCESS_TOKEN': token[:-40]})
    assert status == 1 and rows_of(out)['signature'] == 'fail' and rows_of(out)['issuer'] == 'pass', (status, out)


def test_token_opaque():
    status, out, err = place.cli('token', '--stdin', input='abcdef0123456789')
    assert status == 1 and out.count('only its issuer knows') == 1, (status, out)


def test_token_stdin():
    token = access_token('alice')
    status, out, err = place.cli('token', '--stdin', '--json', input=token + '\n')
    assert status == 0 and rows_of(out)['shape'] == 'pass' and rows_of(out)['signature'] == 'unchecked', (status, out)
    status, out, err = place.cli('token', ALICE, '--stdin', '--json', input=token)
    assert status == 0 and rows_of(out)['signature'] == 'pass', (status, out, err)
    status, out, err = place.cli('token', ALICE, '--stdin', input='Bearer ' + token)
    assert status == 1 and 'Bearer' in out and token not in out, (status, out)
    status, out, err = place.cli('token', ALICE, '--stdin', '--json', input='')
    assert status == 1, (status, out)


def test_token_usage_and_network():
    assert place.cli('token')[0] == 2
    assert place.cli('token', OPERATOR)[0] == 2
    assert place.cli('token', place.profile('bob-exchange'))[0] == 3
    token = access_token('alice')
    with socket.socket() as free:
        free.bind(('127.0.0.1', 0))
        nobody = 'http://127.0.0.1:%d/' % free.getsockname()[1]
    path = place.edited('alice-exchange', lambda p: p['sign_in'].update(issuer=nobody))
    status, out, err = place.cli('token', path, '--stdin', '--json', input=token)
    assert status == 1 and rows_of(out)['issuer'] == 'fail' and rows_of(out)['signature'] == 'unchecked', (status, out)


def test_check():
    for name in ('alice-exchange', 'alice-backend-json', 'alice-password'):
        status, out, err = place.cli('check', place.profile(name), '--json', env=place.password_env('alice'))
        rows = rows_of(out)
        assert status == 0 and set(rows.values()) == {'pass'}, (name, status, out, err)
        assert {'profile', 'broker', 'tls', 'websocket'} <= set(rows), rows
    assert rows['credentials'] == 'pass', rows
    status, out, err = place.cli('check', place.profile('alice-password'), '--json')
    assert status == 0 and rows_of(out)['credentials'] == 'unchecked', (status, out, err)
    status, out, err = place.cli('check', place.profile('alice-password'), env={'HELIOGRAPH_PASSWORD': 'blunder'})
    assert status == 1 and 'password' in out and 'blunder' not in out + err, (status, out, err)
    status, out, err = place.cli('check', ALICE)
    assert status == 0 and 'TLS 1.3' in out and '✓' in out, (status, out, err)


def test_check_failures():
    with socket.socket() as free:
        free.bind(('127.0.0.1', 0))
        port = free.getsockname()[1]
    path = place.edited('alice-exchange', lambda p: p['broker'].update(url='wss://127.0.0.1:%d/' % port))
    status, out, err = place.cli('check', path, '--json')
    rows = rows_of(out)
    assert status == 1 and rows['broker'] == 'fail' and rows['tls'] == 'unchecked', (status, out, err)
    assert rows['service'] == rows['keys'] == 'pass', out
    failed = [row for row in json.loads(out)['rows'] if row['status'] == 'fail']
    assert failed[0]['remedy'] and failed[0]['causes'], failed
    assert place.unread('check', path)[0] == 1
    assert place.cli('check')[0] == 2
    assert place.cli('check', place.edited('alice-exchange', lambda p: p['broker'].update(url=7)))[0] == 2


def test_subscribe_json():
    status, out, err = place.cli('subscribe', ALICE, 'site/#', '--json', '--count', '20', '--for', '30')
    assert status == 0, (status, err)
    rows = [json.loads(line) for line in out.splitlines()]
    messages = [row for row in rows if 'topic' in row]
    assert len(messages) == 20, len(messages)
    for row in messages:
        assert row['topic'].startswith('site/') and ('payload' in row) != ('payload_base64' in row), row
        assert {'time', 'qos', 'retain', 'packet_id', 'properties'} <= set(row), row


def round_trip(profile, env=None):
    reader = place.start('subscribe', profile, 'users/%u/note', '--qos', '1', '--json', '--count', '3', '--for', '30', '--verbose',
                         env=env)
    seen = place.read_until(reader, 'Subscribed to')
    status, out, err = place.cli('publish', profile, 'users/%u/note', '--lines', env=env, input='eins\nzwei\ndrei\n')
    assert status == 0, (status, err)
    out, err = reader.communicate(timeout=40)
    assert reader.returncode == 0 and not SANITIZER.search(seen + err), (reader.returncode, seen + err)
    assert [json.loads(line)['payload'] for line in out.splitlines()] == ['eins', 'zwei', 'drei'], out
    return seen


def test_round_trip_wss():
    assert 'wss' in round_trip(ALICE)


def test_round_trip_every_transport():
    for scheme in ('mqtt', 'mqtts', 'ws'):
        def change(profile, scheme=scheme):
            profile['broker']['url'] = place.ready['broker'][scheme]
        said = round_trip(place.edited('operator-password', change), place.password_env('operator'))
        assert '%s (' % scheme in said, said


def test_round_trip_3_1_1():
    def change(profile):
        profile['broker']['protocol'] = '3.1.1'
    assert 'MQTT 3.1.1' in round_trip(place.edited('operator-password', change), place.password_env('operator'))


def test_backends():
    for name in ('alice-backend-bearer', 'alice-backend-json', 'alice-organization'):
        status, out, err = place.login(place.profile(name), 'alice')
        assert status == 0, (name, status, err)
        status, out, err = place.cli('credentials', place.profile(name), '--json')
        assert status == 0 and json.loads(out)['username'].startswith('alice@'), (name, status, out, err)


def test_subscription_refused():
    for protocol in ('5', '3.1.1'):
        def change(profile, protocol=protocol):
            profile['broker']['protocol'] = protocol
        status, out, err = place.cli('subscribe', place.edited('alice-password', change), 'users/bob/#', '--for', '20',
                                     env=place.password_env('alice'))
        assert status == 5, (protocol, status, err)
        assert 'users/bob/#' in err and ('permissions' in err or 'refused' in err), err


def test_raw_is_what_was_sent():
    alice = place.profile('alice-password')
    reader = place.start('subscribe', alice, 'users/alice/raw', '--qos', '1', '--raw', '--count', '2', '--for', '30', '--verbose',
                         env=place.password_env('alice'))
    seen = place.read_until(reader, 'Subscribed to')
    for payload in ('zwei\nZeilen', 'Größe\t2'):
        status, out, err = place.cli('publish', alice, 'users/alice/raw', '--message', payload, env=place.password_env('alice'))
        assert status == 0, (status, err)
    out, err = reader.communicate(timeout=40)
    assert reader.returncode == 0 and out == 'zwei\nZeilen\nGröße\t2\n', (reader.returncode, out, seen + err)


def test_stats_when_refused():
    status, out, err = place.cli('subscribe', place.profile('alice-password'), 'site/#', 'users/bob/#', '--stats', '--for', '20',
                                 env=place.password_env('alice'))
    stats = json.loads(out)
    assert status == 5 and stats['topics'] <= stats['messages'], (status, out, err)
    assert bool(stats['topics']) == bool(stats['messages']), out


def test_publish_refused():
    status, out, err = place.cli('publish', place.profile('alice-password'), 'users/bob/note', '--message', 'x',
                                 env=place.password_env('alice'))
    assert status == 5 and '0x87' in err, (status, err)


def test_wrong_password():
    status, out, err = place.cli('publish', OPERATOR, 'site/x', '--message', 'x', env={'HELIOGRAPH_PASSWORD': 'wrong'})
    assert status == 5, (status, err)
    assert 'wrong' not in err.replace('is wrong', ''), err


def test_wrong_key():
    status, out, err = place.cli('credentials', ALICE, env={'HELIOGRAPH_EXCHANGE_KEY': 'pk_wrong_wrong_wrong'})
    assert status == 4 and 'key' in err and 'pk_wrong_wrong_wrong' not in err, (status, err)


def test_provider_not_found():
    path = place.edited('alice-exchange', lambda p: p['credentials']['exchange'].update(provider='auth1'))
    status, out, err = place.cli('credentials', path)
    assert status == 4 and 'lower case' in err, (status, err)


def test_network_down():
    with socket.socket() as taken:
        taken.bind(('127.0.0.1', 0))  # bound, not listening: refused
        path = place.edited('operator-password', lambda p: p['broker'].update(
            url='mqtt://127.0.0.1:%d' % taken.getsockname()[1]))
        status, out, err = place.cli('publish', path, 'site/x', '--message', 'x', env=place.password_env('operator'))
    assert status == 6, (status, err)


def test_bad_files():
    path = place.edited('alice-exchange', lambda p: p['broker'].update(keep_alive='often'))
    status, out, err = place.cli('credentials', path)
    assert status == 2 and '$.broker.keep_alive' in err, (status, err)
    path = place.edited('alice-exchange', lambda p: p['sign_in'].update(audiance=p['sign_in'].pop('audience')))
    status, out, err = place.cli('credentials', path)
    assert '$.sign_in.audiance' in err and 'not known' in err, (status, err)
    path = place.edited('alice-exchange', lambda p: p.update(brokerr=p.pop('broker')))
    status, out, err = place.cli('credentials', path)
    assert status == 2 and 'is “broker” meant?' in err, (status, err)
    broken = os.path.join(place.dir, 'broken.json')
    open(broken, 'w').write('[' * 100000)
    status, out, err = place.cli('credentials', broken)
    assert status == 2, (status, err)
    status, out, err = place.cli('credentials', 'no-such-profile')
    assert status == 2 and 'no-such-profile' in err, (status, err)
    status, out, err = place.cli('credentials', '/nonexistent/x.json')
    assert status == 2 and err.count('/nonexistent/x.json') == 1 and 'no such file' in err and 'Check the path' in err, (status, err)


def test_usage():
    for arguments in ([], ['nonsense'], ['subscribe'], ['publish', OPERATOR, 'a'], ['publish', OPERATOR, 'a', '--message', 'x', '--qos', '7'],
                      ['subscribe', OPERATOR, 'a/#/b'], ['publish', ALICE, 'a/#', '--message', 'x'], ['subscribe', ALICE, 'a/#/b'],
                      ['subscribe', OPERATOR, 'a', '--json', '--raw']):
        status, out, err = place.cli(*arguments, env=place.password_env('operator'))
        assert status == 2 and err + out, (arguments, status, err)
    status, out, err = place.cli('subscribe', OPERATOR)
    assert status == 2 and 'An argument is missing' in err and 'Usage: heliograph-cli subscribe' in err, (status, err)
    status, out, err = place.cli('subscribe', '--help')
    assert status == 0 and 'heliograph-cli subscribe' in out, (status, out, err)
    assert '--raw' in out and 'hexadecimal' in out, out
    status, out, err = place.cli('acl', '--help')
    assert status == 0 and 'acl predict' in out and 'acl test' in out and err == '', (status, out, err)
    assert place.cli('acl')[0] == 2
    status, out, err = place.cli('--help')
    assert status == 0 and '--verbose' in out and '--agree-risks' in out, (status, out)


def test_count_not_reached():
    status, out, err = place.cli('subscribe', OPERATOR, 'nothing/comes/here', '--count', '1', '--for', '1', env=place.password_env('operator'))
    assert status == 1, (status, err)


def test_interrupted():
    process = place.start('subscribe', OPERATOR, 'site/#', '--verbose', '--stats', env=place.password_env('operator'))
    out, err = place.interrupt(process, place.read_until(process, 'Subscribed to'))
    assert 'messages' in json.loads(out), out


def test_interrupted_refresh():
    """The issuer has rotated the refresh token and has not answered: the new one is kept before the program ends."""
    for command in (('credentials', ALICE), ('token', ALICE), ('subscribe', ALICE, 'site/#')):
        before = place.requests('refresh')
        place.fault(target='refresh', effect='delay', value=4000, count=1)
        process = place.start(*command)
        while place.requests('refresh') == before:
            assert process.poll() is None, process.communicate()
        out, err = place.interrupt(process)
        assert out == '', (command, out, err)
        status, out, err = place.cli('credentials', ALICE, '--json')
        assert status == 0, (command, status, err)


def test_reader_stops():
    """Nobody takes our output any more: reconnecting goes on all the same, and an interrupt ends it."""
    reader = place.start('subscribe', OPERATOR, 'users/%u/x', '--qos', '1', '--json', '--verbose', env=place.password_env('operator'))
    said = place.read_until(reader, 'Subscribed to')
    status, out, err = place.cli('publish', OPERATOR, 'users/%u/x', '--lines', env=place.password_env('operator'), input='x' * 200 + '\n' + ('y' * 200 + '\n') * 1999)
    assert status == 0, err
    place.fault(target='broker', effect='kick', count=1, user='operator')
    out, err = place.interrupt(reader, said + place.read_until(reader, 'Online'))
    assert 65536 < len(out) < 2000 * 200, len(out)


def unread_flood(seconds, n=1500):
    """A subscriber whose output nobody has read when --for is over, though @n messages had come by then."""
    reader = place.start('subscribe', OPERATOR, 'users/%u/x', '--qos', '1', '--json', '--verbose', '--for', str(seconds), '--count',
                         str(n), env=place.password_env('operator'))
    said = place.read_until(reader, 'Subscribed to')
    over = time.monotonic() + seconds
    status, out, err = place.cli('publish', OPERATOR, 'users/%u/x', '--lines', env=place.password_env('operator'),
                                 input=('y' * 200 + '\n') * n)
    left = over - time.monotonic()
    assert status == 0 and left > 0, (status, left, err)
    # One that began later is over: so is the other.
    status, out, err = place.cli('subscribe', OPERATOR, 'nothing/comes/here', '--for', str(math.ceil(left)),
                                 env=place.password_env('operator'))
    assert status == 0, (status, err)
    return reader, said


def test_tail_of_for():
    """What came in time is printed and counted, though it is read only when --for is over."""
    reader, said = unread_flood(40)
    out, err = reader.communicate(timeout=90)
    rows = [json.loads(line) for line in out.splitlines()]
    assert reader.returncode == 0 and len([row for row in rows if 'topic' in row]) == 1500, (reader.returncode, len(rows), said + err)
    assert not [row for row in rows if row.get('event') == 'dropped'] and not SANITIZER.search(said + err), said + err


def test_reader_stops_at_for():
    """A reader that takes nothing does not hold it for ever. How much it has not got is said on standard error: what it
    does not read is no place for that. The pipe itself has what it holds, to the byte, and not to the end of a line."""
    reader, said = unread_flood(40)
    said += reader.stderr.read()
    assert reader.wait(20) == 1, (reader.returncode, said)
    rows = [json.loads(line) for line in reader.stdout.read().split('\n')[:-1]]
    printed = len([row for row in rows if 'topic' in row])
    assert 0 < printed < 1500 and '%d messages that came are not printed' % (1500 - printed) in said, (printed, said)
    assert not SANITIZER.search(said), said


def test_stored_profile():
    """A stored profile sends nothing before its hosts are agreed to; --agree is kept."""
    folder = os.path.join(place.env['XDG_CONFIG_HOME'], 'heliograph', 'profiles')
    os.makedirs(folder, mode=0o700)
    profile = json.load(open(OPERATOR))
    profile.update(id='6f1c2d3e-0000-4000-8000-000000000001', name='kept')
    path = os.path.join(folder, profile['id'] + '.json')
    json.dump(profile, open(path, 'w'))
    os.chmod(path, 0o600)
    env = place.password_env('operator')
    arguments = ('publish', 'kept', 'users/%u/x', '--message', 'x')
    status, out, err = place.cli(*arguments, env=env)
    assert status == 2 and '--agree' in err and '127.0.0.1' in err, (status, err)
    # The sandbox's own authority is a question by itself.
    status, out, err = place.cli(*arguments, '--agree', env=env)
    assert status == 2 and '--agree-risks' in err and 'authority' in err, (status, err)
    status, out, err = place.cli(*arguments, '--agree', '--agree-risks', env=env)
    assert status == 0, (status, err)
    status, out, err = place.cli(*arguments, env=env)
    assert status == 0, (status, err)


def test_publish_input():
    """No end in sight: refused at what MQTT can carry, with the memory of that; and lines without a last newline."""
    status, out, err = place.cli('publish', OPERATOR, 'users/%u/x', '--file', '/dev/zero', env=place.password_env('operator'), seconds=120)
    assert status == 2 and 'larger than MQTT can carry' in err, (status, err)
    status, out, err = place.cli('publish', OPERATOR, 'users/%u/x', '--lines', env=place.password_env('operator'), input='a\r\n\nb')
    assert status == 0, (status, err)


def test_broker_back():
    """The broker is killed and comes back: the reader goes on by itself, and says both without being asked."""
    process = place.start('subscribe', OPERATOR, 'site/#', '--json', env=place.password_env('operator'))
    assert process.stdout.readline()
    place.fault(target='broker', effect='kill', value=300)
    said = place.read_until(process, 'connection is lost')
    place.interrupt(process, said + place.read_until(process, 'Connected again'))


def openssl(*arguments):
    subprocess.run(['openssl', *arguments], check=True, cwd=place.dir, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def make_certificate(name, *options):
    openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-keyout', name + '.key', '-out', name + '.pem',
            '-days', '2', '-subj', '/CN=' + name, *options)


def test_anonymous():
    """A Mosquitto as it comes: no username, no password, no sign-in; and one that wants a username."""
    with socket.socket() as one, socket.socket() as two:
        one.bind(('127.0.0.1', 0))
        two.bind(('127.0.0.1', 0))
        open_port, closed_port = one.getsockname()[1], two.getsockname()[1]
    conf = os.path.join(place.dir, 'open.conf')
    open(conf, 'w').write('user root\nper_listener_settings true\nlistener %d 127.0.0.1\nallow_anonymous true\n'
                          'listener %d 127.0.0.1\nallow_anonymous false\n' % (open_port, closed_port))
    broker = subprocess.Popen(['/usr/sbin/mosquitto', '-c', conf], stderr=subprocess.PIPE, text=True)

    def profile(port):
        path = os.path.join(place.dir, 'open-%d.json' % port)
        json.dump({'version': 1, 'name': 'Mosquitto', 'broker': {'url': 'mqtt://127.0.0.1:%d' % port},
                   'credentials': {'method': 'none'}}, open(path, 'w'))
        return path
    try:
        for line in broker.stderr:
            if 'running' in line:
                break
        path = profile(open_port)
        subscriber = place.start('subscribe', path, 'site/#', '--count', '1', '--for', '30', '--json')
        status = out = err = None
        for _ in range(20):
            status, out, err = place.cli('publish', path, 'site/x', '--message', 'hello', '--retain')
            assert status == 0, (status, err)
            if subscriber.poll() is not None:
                break
            try:
                subscriber.wait(1)
                break
            except subprocess.TimeoutExpired:
                pass
        got, said = subscriber.communicate(timeout=30)
        assert subscriber.returncode == 0 and json.loads(got.splitlines()[0])['payload'] == 'hello', (got, said)
        status, out, err = place.cli('credentials', path)
        assert status == 0 and 'Anonymous' in out, (status, out, err)
        status, out, err = place.cli('credentials', path, '--json', '--show-secret')
        answer = json.loads(out)
        assert status == 0 and answer['username'] is None and answer['password'] is None and answer['method'] == 'none', out
        status, out, err = place.cli('login', path)
        assert status == 2 and 'nothing to sign in to' in err, (status, err)
        status, out, err = place.cli('check', path, '--json')
        assert status == 0 and set(rows_of(out).values()) == {'pass'} and 'credentials' in rows_of(out), out
        status, out, err = place.cli('subscribe', path, 'users/%u/#', '--for', '1')
        assert status != 0 and 'has no username' in err, (status, err)
        path = profile(closed_port)
        status, out, err = place.cli('publish', path, 'site/x', '--message', 'x')
        assert status == 5 and 'username and password' in err, (status, err)
        status, out, err = place.cli('check', path, '--json')
        assert status == 1 and rows_of(out)['credentials'] == 'fail' and rows_of(out)['broker'] == 'pass', out
    finally:
        broker.kill()
        broker.communicate()


def test_client_certificate():
    """A broker that wants a client certificate; its key is encrypted and lies beside it."""
    make_certificate('broker', '-nodes', '-addext', 'subjectAltName=IP:127.0.0.1')
    make_certificate('client', '-passout', 'pass:open sesame')
    path = lambda name: os.path.join(place.dir, name)
    open(path('both.pem'), 'w').write(open(path('client.pem')).read() + open(path('client.key')).read())
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        port = probe.getsockname()[1]
    open(path('broker.conf'), 'w').write('user root\nallow_anonymous true\nlistener %d 127.0.0.1\ncertfile %s\nkeyfile %s\ncafile %s\n'
                                         'require_certificate true\n' % (port, path('broker.pem'), path('broker.key'), path('client.pem')))
    broker = subprocess.Popen(['/usr/sbin/mosquitto', '-c', path('broker.conf')], stderr=subprocess.PIPE, text=True)
    try:
        for line in broker.stderr:
            if 'running' in line:
                break

        def change(profile):
            profile['broker'].update(url='mqtts://127.0.0.1:%d' % port, ca={'file': 'broker.pem'}, client_certificate={'file': 'both.pem'})
        profile = place.edited('operator-password', change)
        arguments = ('publish', profile, 'site/x', '--message', 'x')
        env = place.password_env('operator')
        status, out, err = place.cli(*arguments, env=env)
        assert status == 3 and 'HELIOGRAPH_KEY_PASSPHRASE' in err and 'login' not in err, (status, err)
        status, out, err = place.cli(*arguments, env={**env, 'HELIOGRAPH_KEY_PASSPHRASE': 'open caraway'})
        assert status == 3 and 'passphrase is wrong' in err and 'caraway' not in err, (status, err)
        status, out, err = place.cli(*arguments, env={**env, 'HELIOGRAPH_KEY_PASSPHRASE': 'open sesame'})
        assert status == 0, (status, err)
    finally:
        broker.kill()
        broker.communicate()


def test_renewal_fails_again():
    """A renewal that fails, works, and fails later in the same words is told of both times."""
    short = Place('--credential-ttl', '8')
    try:
        profile = short.profile('alice-exchange')
        status, out, err = short.login(profile, 'alice')
        assert status == 0, err
        reader = short.start('subscribe', profile, 'users/%u/n', '--json', '--for', '60')
        told = []
        for _ in range(2):
            while json.loads(reader.stdout.readline()).get('event') != 'renewed':
                pass
            short.fault(target='exchange', effect='status', value=503, count=1)
            told.append(short.read_until(reader, 'could not be renewed'))
        assert told[0].splitlines()[-1] == told[1].splitlines()[-1], told
        short.interrupt(reader, ''.join(told))
    finally:
        short.close()


def test_renewal_loses_nothing():
    """Credentials of six seconds, a numbered stream of QoS 1 and 2: every renewal is of both sides."""
    short = Place('--credential-ttl', '6')
    try:
        profile = short.profile('alice-exchange')
        status, out, err = short.login(profile, 'alice')
        assert status == 0, err
        for qos in ('1', '2'):
            reader = short.start('subscribe', profile, 'users/%u/n', '--qos', qos, '--json', '--verbose', '--for', '60')
            said = [place.read_until(reader, 'Subscribed to')]
            drain = threading.Thread(target=lambda: said.append(reader.stderr.read()), daemon=True)
            drain.start()
            writer = short.start('publish', profile, 'users/%u/n', '--lines', '--qos', qos, stdin=subprocess.PIPE)
            events, numbers, sent = [], [], 0

            def read():
                for line in reader.stdout:
                    row = json.loads(line)
                    (events.append(row['event']) if 'event' in row else numbers.append(int(row['payload'])))
            reading = threading.Thread(target=read, daemon=True)
            reading.start()
            end = time.monotonic() + 30
            while events.count('renewed') < 3 and time.monotonic() < end:
                writer.stdin.write('%d\n' % sent)
                writer.stdin.flush()
                sent += 1
                time.sleep(0.002)
            writer.stdin.close()
            err = writer.stderr.read()
            assert writer.wait(30) == 0 and not SANITIZER.search(err), err
            while len(set(numbers)) < sent and time.monotonic() < end + 10:
                time.sleep(0.05)
            reader.send_signal(signal.SIGINT)
            assert reader.wait(20) == 130
            reading.join(10)
            drain.join(10)
            assert len(said) == 2 and not SANITIZER.search(''.join(said)), said
            assert events.count('renewed') >= 3, events
            lost = set(range(sent)) - set(numbers)
            assert not lost, (qos, sent, sorted(lost)[:20])
            if qos == '2':
                assert numbers == list(range(sent)), 'out of order or twice'
    finally:
        short.close()


def test_login_refused():
    """What the issuer gave is no good: the command says so, and does not leave a refresh token that nobody holds."""
    revoked = []

    class Issuer(http.server.BaseHTTPRequestHandler):
        def answer(self, answer):
            body = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header('Content-Type', 'application/json')
            self.send_header('Content-Length', str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self):
            self.answer({'issuer': base + '/', **{name: base + '/' + name for name in (
                'authorization_endpoint', 'token_endpoint', 'jwks_uri', 'device_authorization_endpoint',
                'revocation_endpoint')}, 'code_challenge_methods_supported': ['S256']})

        def do_POST(self):
            form = urllib.parse.parse_qs(self.rfile.read(int(self.headers['Content-Length'])).decode())
            if self.path == '/revocation_endpoint':
                revoked.extend(form['token'])
            self.answer({'/device_authorization_endpoint': {'device_code': 'd', 'user_code': 'WXYZ-ABCD', 'interval': 1,
                                                            'verification_uri': base + '/activate'},
                         '/token_endpoint': {'token_type': 'mac', 'access_token': 'a', 'refresh_token': 'left'}}.get(self.path, {}))

        def log_message(self, *arguments):
            pass

    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Issuer)
    base = 'http://127.0.0.1:%d' % server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    profile = place.edited('alice-exchange', lambda profile: profile['sign_in'].update(issuer=base + '/'))
    try:
        status, out, err = place.cli('login', profile, '--device')
    finally:
        server.shutdown()
    assert status not in (0, 2) and 'not Bearer' in err and 'left' not in err, (status, err)
    assert revoked == ['left'], (revoked, err)


def test_logout():
    status, out, err = place.cli('logout', ALICE)
    assert status == 0 and 'are deleted here' in err, err
    status, out, err = place.cli('credentials', ALICE)
    assert status == 3, (status, err)


failed = main(globals())
place.close()
sys.exit(1 if failed else 0)
