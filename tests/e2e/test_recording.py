#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Heliograph authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""heliograph-cli record and export, against a real broker."""
import csv, io, json, os, signal, sqlite3, stat, subprocess, sys, time
from xml.etree import ElementTree
from helio_e2e import *

place = Place('--traffic', '200')
OPERATOR = place.profile('operator-password')
ENV = place.password_env('operator')


def path_of(name):
    return os.path.join(place.dir, name)


def rows_of(path, *options):
    status, out, err = place.cli('export', path, *options)
    assert status == 0, (status, err)
    return [json.loads(line) for line in out.splitlines()]


def test_record():
    path = path_of('a.heliorec')
    status, out, err = place.cli('record', OPERATOR, path, 'site/#', '--count', '100', '--for', '40', env=ENV)
    assert status == 0 and out == '' and 'Recorded: ' in err, (status, out, err)
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert not os.path.exists(path + '-wal')
    with sqlite3.connect(path) as db:
        assert db.execute('PRAGMA application_id').fetchone()[0] == 0x48454C52
        assert db.execute('PRAGMA user_version').fetchone()[0] == 1
        count = db.execute('SELECT count(*) FROM message WHERE topic IS NOT NULL').fetchone()[0]
        assert count >= 100, count
    content = open(path, 'rb').read()
    for secret in (place.users['operator']['password'], place.ready['publishable_key']):
        assert secret.encode() not in content
    rows = [row for row in rows_of(path) if 'topic' in row]
    assert len(rows) == count and all(row['topic'].startswith('site/') for row in rows), rows[:3]
    topic = rows[0]['topic']
    some = [row for row in rows_of(path, '--filter', 'topic = "%s"' % topic) if 'topic' in row]
    assert some == [row for row in rows if row['topic'] == topic], (topic, some)

    # CSV has the same, and both can be read again.
    status, out, err = place.cli('export', path, '--csv')
    assert status == 0, err
    table = list(csv.DictReader(io.StringIO(out)))
    assert [row['topic'] for row in table if not row['event']] == [row['topic'] for row in rows]
    for name, text in (('a.csv', out), ('a.jsonl', ''.join(json.dumps(row) + '\n' for row in rows_of(path)))):
        open(path_of(name), 'w', newline='').write(text)
        assert rows_of(path_of(name)) == rows_of(path), name


def test_import():
    """Exported, imported, exported: the same byte for byte. A wrong line is named and left out."""
    for option, name in (('--json', 'b.jsonl'), ('--csv', 'b.csv')):
        text = place.cli('export', path_of('a.heliorec'), option)[1]
        with open(path_of(name), 'w', newline='') as file:
            file.write(text)
        status, out, err = place.cli('import', path_of(name), path_of(name + '.heliorec'))
        assert status == 0 and out == '' and 'Imported: ' in err, (name, status, out, err)
        assert place.cli('export', path_of(name + '.heliorec'), option)[1] == text, name
        assert place.cli('import', path_of(name), path_of(name + '.heliorec'))[0] == 2
    with open(path_of('b.jsonl'), 'a') as file:
        file.write('{"topic":7}\n')
    lines = len(open(path_of('b.jsonl')).readlines())
    status, out, err = place.cli('import', path_of('b.jsonl'), path_of('b.jsonl.heliorec'), '--replace')
    assert status == 1 and 'Line %d: ' % lines in err, (status, err)
    assert len(rows_of(path_of('b.jsonl.heliorec'))) == lines - 1
    assert place.cli('import', path_of('not-there'), path_of('c.heliorec'))[0] == 2
    assert not os.path.exists(path_of('c.heliorec'))


def test_mime_type():
    """A recording opens by double click: its type is known and Heliograph takes it."""
    share = os.path.join(PREFIX, 'share')
    packages = os.path.join(share, 'mime', 'packages', 'io.github.heliograph.Heliograph.xml')
    root = ElementTree.parse(packages).getroot()
    space = '{http://www.freedesktop.org/standards/shared-mime-info}'
    kind = root.find(space + 'mime-type')
    assert kind.find(space + 'glob').get('pattern') == '*.heliorec'
    desktop = open(os.path.join(share, 'applications', 'io.github.heliograph.Heliograph.desktop')).read()
    assert kind.get('type') + ';' in desktop, desktop


def test_there_already():
    path = path_of('there.heliorec')
    open(path, 'w').write('something else')
    for options in ([], ['--replace']):
        status, out, err = place.cli('record', OPERATOR, path, 'site/#', '--for', '5', *options, env=ENV)
        assert status == 2 and 'Choose another name' in err, (options, status, err)
    assert open(path).read() == 'something else'
    os.unlink(path)
    for options in ([], ['--replace']):
        status, out, err = place.cli('record', OPERATOR, path, 'site/#', '--count', '1', '--for', '20', *options, env=ENV)
        assert status == 0, (options, status, err)


def test_not_reached():
    path = path_of('none.heliorec')
    status, out, err = place.cli('record', OPERATOR, path, 'nothing/comes', '--count', '1', '--for', '1', env=ENV)
    assert status == 1 and rows_of(path) == [], (status, err)


def wait_for_rows(path, n):
    deadline = time.monotonic() + 30
    while len(rows_of(path)) < n:
        assert time.monotonic() < deadline, 'nothing is recorded'


def test_interrupted():
    path = path_of('interrupted.heliorec')
    process = place.start('record', OPERATOR, path, 'site/#', '--verbose', env=ENV)
    said = place.read_until(process, 'Subscribed to')
    wait_for_rows(path, 50)
    before = len(rows_of(path))
    place.interrupt(process, said)
    assert os.path.exists(path) and not os.path.exists(path + '-wal')
    assert len(rows_of(path)) >= before


def test_killed():
    """SIGKILL: the file opens, at most the last second is missing of what came, as one that ends in order knows it."""
    path = path_of('killed.heliorec')
    witness = place.start('record', OPERATOR, path_of('witness.heliorec'), 'site/#', '--verbose', env=ENV)
    said = place.read_until(witness, 'Subscribed to')
    process = place.start('record', OPERATOR, path, 'site/#', '--verbose', env=ENV)
    place.read_until(process, 'Subscribed to')
    wait_for_rows(path, 200)
    wait_for_rows(path_of('witness.heliorec'), 1)
    begin = time.time()
    while time.time() < begin + 1.5:
        wait_for_rows(path, 200)
    killed = time.time()
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=20)
    place.interrupt(witness, said)
    rows = rows_of(path)
    last = max(row['time'] for row in rows)
    at = time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(killed - 1)) + '.%03dZ' % (killed % 1 * 1000)
    came = max(row['time'] for row in rows_of(path_of('witness.heliorec')) if row['time'] <= at)
    assert last >= came, (last, came, at)
    with sqlite3.connect(path) as db:
        assert db.execute('PRAGMA integrity_check').fetchone()[0] == 'ok'


def on_terminal(*arguments):
    """What a terminal gets, with the line breaks that it makes of line feeds."""
    reader, writer = os.openpty()
    process = subprocess.Popen([CLI, *arguments], env=place.env, stdin=subprocess.DEVNULL, stdout=writer)
    os.close(writer)
    out = b''
    while True:
        try:
            read = os.read(reader, 65536)
        except OSError:
            read = b''
        if not read:
            break
        out += read
    os.close(reader)
    assert process.wait(timeout=20) == 0
    return out.decode()


def test_export_on_terminal():
    """What others sent can't steer the terminal; anywhere else it is exact."""
    row = {'time': '2026-01-31T12:00:00.000Z', 'topic': 'a\u202e\x07b', 'payload': '\x1b]0;x\x07\x9b2J\n\U000e0041č'}
    path = path_of('wild.jsonl')
    open(path, 'w').write(json.dumps(row) + '\n')
    status, out, err = place.cli('export', path, '--csv')
    assert status == 0, err
    exact = next(csv.DictReader(io.StringIO(out)))
    assert (exact['topic'], exact['payload']) == (row['topic'], row['payload']), exact
    exact = rows_of(path)[0]
    assert (exact['topic'], exact['payload']) == (row['topic'], row['payload']), exact
    wild = set('\u202e\x07\x1b\x9b\U000e0041')
    shown = on_terminal('export', path, '--csv').split('\r\n')
    assert len(shown) == 3 and not wild & set(''.join(shown)), shown
    assert ',a\ufffd\ufffdb,\ufffd]0;x\ufffd\ufffd2J \ufffdč,' in shown[1].replace('"', ''), shown
    shown = on_terminal('export', path)
    assert not wild & set(shown), shown
    shown = json.loads(shown)
    assert (shown['topic'], shown['payload']) == (row['topic'], row['payload']), shown


def test_export_faults():
    for name, content in (('empty', b''), ('text', b'hello'), ('db', b'SQLite format 3\0' + bytes(100))):
        open(path_of(name), 'wb').write(content)
        status, out, err = place.cli('export', path_of(name))
        assert status == 2 and out == '' and 'Choose' in err, (name, status, out, err)
    assert place.cli('export', path_of('not-there'))[0] == 2
    assert place.cli('export', path_of('a.heliorec'), '--filter', '(')[0] == 2
    assert place.cli('export', path_of('a.heliorec'), '--json', '--csv')[0] == 2
    line = '{"time":"2026-01-31T12:00:00Z","topic":"a","payload":"1"}\n'
    open(path_of('bad.jsonl'), 'w').write(line + '{"topic":7}\n')
    status, out, err = place.cli('export', path_of('bad.jsonl'))
    assert status == 2 and len(out.splitlines()) == 1 and 'Line 2: ' in err, (status, out, err)


failed = main(globals())
place.close()
sys.exit(1 if failed else 0)
