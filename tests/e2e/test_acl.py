# SPDX-FileCopyrightText: 2026 The Heliograph authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""heliograph-cli acl against the sandbox's broker: predictions, a plan that is tried, its reports, every exit status."""
import csv, io, json, os, pty, re, select, socket, subprocess, sys, time, xml.etree.ElementTree

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from helio_e2e import CLI, SANITIZER, Place, main

try:
    import junitparser
except ImportError:  # said by the one test that needs it
    junitparser = None

RULES = '''User Pattern: operator
Topic: #
Permission: pubsub

User Pattern: %
Topic: users/%u/#
Permission: pubsub

User Pattern: %
Topic: news/#
Permission: subscribe
'''


def write(name, content):
    path = os.path.join(place.dir, name)
    with open(path, 'w') as file:
        file.write(content if isinstance(content, str) else json.dumps(content))
    return path


place_rules = '/tmp/helio-acl-rules-%d.txt' % os.getpid()
with open(place_rules, 'w') as file:
    file.write(RULES)
try:
    place = Place('--traffic', '1', '--acl', place_rules)
finally:
    os.unlink(place_rules)
rules_path = write('rules.txt', RULES)
ENV = {'HELIOGRAPH_%s' % name.upper(): place.users[name]['password'] for name in ('alice', 'bob', 'operator')}


def person(name, **changes):
    """A user of a plan as the sandbox's profile with a password has it."""
    profile = json.load(open(place.profile(name + '-password')))
    return {**{'broker': place.ready['broker']['mqtt'], 'username': profile['credentials']['password']['username'],
               'protocol': '5', 'password_env': 'HELIOGRAPH_' + name.upper()}, **changes}


def check(user, action, topic, expect):
    return {'user': user, 'action': action, 'topic': topic, 'expect': expect}


GOOD = [check('alice', 'subscribe', 'users/alice/#', 'allow'), check('alice', 'publish', 'users/alice/x', 'allow'),
        check('alice', 'subscribe', 'users/bob/#', 'deny'), check('alice', 'publish', 'users/bob/x', 'deny'),
        check('bob', 'publish-retained', 'users/bob/kept', 'allow'), check('bob', 'subscribe', '#', 'deny')]


def plan(name, checks=GOOD, rules='rules.txt', **users):
    people = {'alice': person('alice'), 'bob': person('bob'), 'operator': person('operator'), **users}
    used = {c['user'] for c in checks} | {'operator'}
    content = {'version': 1, 'witness': 'operator', 'users': {k: v for k, v in people.items() if k in used}, 'checks': checks}
    if rules:
        content['rules'] = rules
    return write(name, content)


def run(*arguments, **keywords):
    return place.cli('acl', 'test', *arguments, **{'env': ENV, **keywords})


# Predictions.

def test_predict():
    for topic, action, verdict, words in (('users/alice/x', 'publish', 'allow', 'rule 2 (line 5): “users/%u/#” is “users/alice/#”'),
                                          ('users/bob/x', 'publish', 'deny', 'the default denies'),
                                          ('#', 'subscribe', 'deny', 'Only a part'), ('news/x', 'publish', 'deny', 'default')):
        status, out, err = place.cli('acl', 'predict', rules_path, '--user', 'alice@org_1', '--topic', topic, '--action', action)
        assert status == 0 and out.startswith('Prediction: %s. ' % verdict) and words in out, (status, out, err)
    status, out, err = place.cli('acl', 'predict', rules_path, '--user', 'alice', '--topic', 'x', '--action', 'publish',
                                 '--default', 'allow', '--json')
    answer = json.loads(out)
    assert status == 0 and answer['predicted'] == 'allow' and 'rule' not in answer['prediction'], out
    status, out, err = place.cli('acl', 'predict', '-', '--user', 'alice', '--topic', 'users/alice/+', '--action', 'subscribe',
                                 '--json', input=RULES)
    answer = json.loads(out)
    assert status == 0 and (answer['prediction']['rule'], answer['prediction']['line']) == (2, 5), out


def test_predict_client_id():
    rules = write('client.txt', 'User Pattern: %\nTopic: own/%c\nPermission: publish\n')
    for client, verdict in (('c1', 'allow'), ('c2', 'deny'), (None, 'unknown')):
        status, out, err = place.cli('acl', 'predict', rules, '--user', 'a', '--topic', 'own/c1', '--action', 'publish', '--json',
                                     *(('--client-id', client) if client else ()))
        assert status == 0 and json.loads(out)['predicted'] == verdict, (client, out, err)


def test_predict_policy():
    policy = write('policy.json', {'rules': [{'user': 'sensor-*', 'topic': 'data/{username}/#', 'permission': 'publish'}]})
    status, out, err = place.cli('acl', 'predict', policy, '--user', 'sensor-1@org_1', '--topic', 'data/sensor-1/x',
                                 '--action', 'publish')
    assert status == 0 and 'Prediction: allow. ' in out and 'Note: ' in out and 'data/{username}/#' in out, (status, out, err)


def test_predict_usage():
    good = ('--user', 'a', '--topic', 'x', '--action', 'publish')
    bad = write('bad.txt', 'User Pattern: %\nTopic: a/#/b\nPermission: pubsub\n')
    for arguments, words in (((), 'missing'), ((rules_path,), '--user, --action and --topic'), ((rules_path, *good[:-1], 'sing'), '--action'),
                             ((rules_path, *good, '--default', 'perhaps'), '--default'), ((place.dir + '/none', *good), 'cannot be read'),
                             ((bad, *good), 'line 2'), ((rules_path, '--user', 'a', '--topic', '#', '--action', 'publish'), 'wildcard')):
        status, out, err = place.cli('acl', 'predict', *arguments)
        assert status == 2 and out == '' and words in err, (arguments, status, out, err)


# Before a run.

def test_dry_run():
    """Nobody is connected to: the broker of the plan is not there."""
    nobody = person('alice', broker='mqtt://127.0.0.1:1')
    status, out, err = run(plan('dry.json', GOOD[:4], alice=nobody), '--dry-run')
    assert status == 0, (status, out, err)
    assert 'alice publish users/bob/x: expected deny' in out and 'Prediction: deny. ' in out, out
    assert '4 checks:' in out and 'Messages would be written to' in out and '\n  users/bob/x\n' in out, out
    profile = os.path.relpath(place.profile('alice-password'), place.dir)  # as a path in a plan is
    path = plan('dry.json', GOOD[:1] + [check('carol', 'publish', 'x', 'deny')], alice={'profile': profile},
                carol={'profile': place.profile('bob-exchange')})
    status, out, err = run(path, '--dry-run')
    assert status == 0 and 'rule 2 (line 5): “users/%u/#” is “users/alice/#”' in out, (status, out, err)
    assert 'carol publish x: expected deny\n    No prediction: ' in out, out
    status, out, err = run(plan('dry.json', GOOD[:1], alice={'profile': 'none.json'}), '--dry-run', env={})
    assert status == 2 and 'none.json' in err, (status, out, err)
    status, out, err = run(plan('dry.json'), '--dry-run', '--json', 'x.json')
    assert status == 2 and 'there is no report' in err, (status, err)


def test_dry_run_topics():
    """As they would be written, each user's."""
    checks = [check(user, 'publish', 'users/%u/note', 'allow') for user in ('alice', 'bob')]
    status, out, err = run(plan('topics.json', checks), '--dry-run')
    assert status == 0 and 'written to 2 topics:\n  users/alice/note\n  users/bob/note\n' in out, (status, out, err)
    unseen = write('unseen.json', {'version': 1, 'users': {'bob': person('bob')}, 'checks': [GOOD[4]]})
    status, out, err = run(unseen, '--dry-run')
    assert status == 0 and 'Nothing would be written' in out and 'Not tried, and nothing published' in out, (status, out, err)


def test_reports_first():
    """Whether they can be written is known before anything is tried, and an earlier run's does not stay."""
    good, bad = plan('first.json', GOOD[:2]), write('first-bad.json', '[]')
    status, out, err = run(good, '--yes', '--junit', place.dir + '/none/x.xml')
    assert status == 2 and out == '' and 'cannot be written' in err and 'go to' not in err, (status, out, err)
    files = {'--junit': place.dir + '/first.xml', '--json': place.dir + '/first.report', '--csv': place.dir + '/first.csv'}
    options = [word for pair in files.items() for word in pair]
    status, out, err = run(good, '--yes', *options)
    assert status == 0 and '<error' not in open(files['--junit']).read(), (status, out, err)
    status, out, err = run(bad, '--yes', *options)
    assert status == 2 and 'not a list' in err, (status, out, err)
    assert not any(os.path.exists(path) for path in files.values()), os.listdir(place.dir)
    for words, alice in (('none.json', {'profile': 'none.json'}), ('HELIOGRAPH_NONE', person('alice', password_env='HELIOGRAPH_NONE'))):
        assert run(good, '--yes', *options)[0] == 0
        status, out, err = run(plan('first-other.json', GOOD[:2], alice=alice), '--yes', *options)
        assert status == 2 and words in err and not any(map(os.path.exists, files.values())), (status, out, err)
    assert run(good, '--yes', *options)[0] == 0
    status, out, err = run(good, '--dry-run', *options)
    assert status == 2 and all(map(os.path.exists, files.values())), (status, out, err)


def test_report_in_place_of_input():
    """By whatever name it goes, nothing that a run reads is written over or taken away, nor what no run has written."""
    inputs = {'rules': write('read-rules.txt', RULES), 'ca': write('read-ca.pem', open(place.ready['ca_file']).read())}
    profile = json.load(open(place.profile('bob-password')))
    profile['broker'].update(url=place.ready['broker']['mqtts'], ca={'file': 'read-inner.pem'})
    inputs.update(profile=write('read-bob.json', profile), inner=write('read-inner.pem', open(place.ready['ca_file']).read()))
    inputs['plan'] = good = plan('read.json', GOOD[:2] + GOOD[4:], rules='read-rules.txt',
                                 alice=person('alice', broker=place.ready['broker']['mqtts'], ca_file='read-ca.pem'),
                                 bob={'profile': 'read-bob.json', 'password_env': 'HELIOGRAPH_BOB'})
    inputs['users'] = write('read-users.json', {key: value for key, value in json.load(open(good)).items() if key != 'checks'})
    table = write('read.csv', 'user,action,topic,expect\nalice,publish,users/alice/x,allow\n')
    before = {name: open(path).read() for name, path in inputs.items()}
    os.symlink('read.json', place.dir + '/read-link.json')
    os.link(good, place.dir + '/read-other.json')
    assert run(good, '--yes')[0] == run(table, '--users', inputs['users'], '--yes')[0] == 0
    tries = [(good, path) for path in inputs.values() if path != inputs['users']] + [(table, path) for path in inputs.values() if path != good]
    tries += [(good, name) for name in (os.path.relpath(good), place.dir + '/./read.json', 'file://' + good,
                                        place.dir + '/read-link.json', place.dir + '/read-other.json')]
    for tried, path in tries:
        status, out, err = run(tried, *(('--users', inputs['users']) if tried == table else ()), '--yes', '--json', path)
        assert status == 2 and 'take the place of' in err and 'go to' not in err, (path, status, out, err)
        assert {name: open(path).read() for name, path in inputs.items()} == before, path
    with open(good) as stdin:
        process = place.start('acl', 'test', '-', '--yes', '--json', good, stdin=stdin, env=ENV)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 2 and 'take the place of -' in err and open(good).read() == before['plan'], (out, err)
    # What would be read is not known yet.
    status, out, err = run(write('read-bad.json', '{"version": 1, "rules": "read-rules.txt"}'), '--yes', '--json', inputs['rules'])
    assert status == 2 and 'take the place' not in err and open(inputs['rules']).read() == RULES, (status, out, err)


def test_report_links():
    """A link stays, and what it leads to is written or empty."""
    good, target, link = plan('links.json', GOOD[:2]), write('links.report', ''), place.dir + '/links.latest'
    os.symlink('links.report', link)
    for broken in (write('links-bad.json', '[]'), plan('links-unset.json', GOOD[:2], alice=person('alice', password_env='HELIOGRAPH_NONE'))):
        status, out, err = run(good, '--yes', '--json', link)
        assert status == 0 and os.path.islink(link) and json.load(open(target))['counts']['checks'] == 2, (status, out, err)
        status, out, err = run(broken, '--yes', '--json', link)
        assert status == 2 and os.path.islink(link) and os.path.getsize(target) == 0, (broken, status, out, err)
    # /dev/stdout is such a link, which root could remove.
    link, target = place.dir + '/links.stdout', place.dir + '/links.out'
    os.symlink('/proc/self/fd/1', link)
    with open(target, 'w') as file:
        done = subprocess.run([CLI, 'acl', 'test', good, '--yes', '--json', link], env={**place.env, **ENV}, text=True,
                              stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.PIPE, timeout=60)
    assert done.returncode == 0 and os.path.islink(link) and '"counts"' in open(target).read(), (done, open(target).read())


def test_report_into_pipe():
    """What is no file is written to all the same; whether it can be would be known too late."""
    good = plan('pipe.json', GOOD[:2])
    status, out, err = run(good, '--yes', '--json', '/dev/stdout', '--csv', '/dev/null')
    assert status == 0 and json.loads(out[out.index('{'):])['counts']['matched'] == 2, (status, out, err)


def test_dry_run_without_password():
    """It ends as the run would, which looks at the variables before it connects."""
    path = plan('unset.json', GOOD[:2])
    for option in ('--dry-run', '--yes'):
        status, out, err = run(path, option, env={'HELIOGRAPH_OPERATOR': 'x'})
        assert status == 2 and 'HELIOGRAPH_ALICE is not set' in err, (option, status, out, err)
        assert ('2 checks:' in out) == (option == '--dry-run'), (option, out)


def test_no_such_command():
    status, out, err = place.cli('acl', 'tst', 'plan.json')
    assert status == 2 and 'there is no command “acl tst”' in err and 'acl predict' in err, (status, out, err)


def test_not_asked():
    status, out, err = run(plan('ask.json'))
    assert status == 2 and out == '' and '--yes' in err and '\n  users/bob/x\n' in err, (status, out, err)


def on_terminal(answer):
    """As a person at a terminal sees it. Status, standard output, what was on the terminal."""
    here, there = pty.openpty()
    process = subprocess.Popen([CLI, 'acl', 'test', plan('terminal.json')], env={**place.env, **ENV}, stdin=there, stderr=there,
                               stdout=subprocess.PIPE, text=True)
    os.close(there)
    said = ''
    deadline = time.monotonic() + 60
    answered = False
    while time.monotonic() < deadline:
        if select.select([here], [], [], 1)[0]:
            try:
                data = os.read(here, 65536)
            except OSError:  # the last one on the other side is gone
                break
            said += data.decode('utf-8', 'replace')
            if 'Go on? [y/N]' in said and not answered:
                os.write(here, (answer + '\n').encode())
                answered = True
    out = process.communicate(timeout=20)[0]
    os.close(here)
    assert answered and not SANITIZER.search(said), said
    return process.returncode, out, said


def test_asked():
    status, out, said = on_terminal('n')
    assert status == 2 and out == '' and '  users/bob/x' in said and 'tried' not in said, (status, out, said)
    status, out, said = on_terminal('y')
    assert status == 0 and '6 as expected' in out and '6 of 6 checks tried' in said, (status, out, said)


def test_bad_plans():
    users = {'alice': person('alice')}
    for content, words in (({'version': 1, 'users': users, 'checks': [check('eve', 'publish', 'x', 'deny')]}, '$.checks[0].user'),
                           ({'version': 1, 'users': users, 'checks': [check('alice', 'publish', '#', 'deny')]}, '$.checks[0]'),
                           ({'version': 1, 'users': users, 'checks': [{**GOOD[0], 'expct': 'deny'}]}, '$.checks[0].expct'),
                           ('{"version": 1,\n "users": }', 'line 2'), ('[]', 'not a list'), ('', 'is empty')):
        status, out, err = run(write('bad.json', content), '--yes')
        assert status == 2 and out == '' and words in err and 'bad.json' in err, (content, status, out, err)
    status, out, err = run(write('bad.csv', 'user,action,topic,expect\n'), '--yes')
    assert status == 2 and '--users' in err and 'bad.csv' in err, (status, out, err)
    table = write('bad.csv', 'user,action,topic,expect\nalice,publish,a,deny\nalice,sing,a,deny\n')
    status, out, err = run(table, '--users', write('users.json', {'version': 1, 'users': users}), '--yes')
    assert status == 2 and 'line 3' in err and 'publish-retained' in err, (status, err)
    status, out, err = run(plan('norules.json', rules='none.txt'), '--yes')
    assert status == 2 and 'none.txt' in err, (status, err)
    for options in (('--json', '-', '--csv', '-'), ('--no-such',)):
        assert run(plan('ask.json'), '--yes', *options)[0] == 2, options


def test_environment():
    """A plan of a pull request must not read the variables of the CI."""
    path = plan('env.json', GOOD[:2], alice=person('alice', password_env='CI_SECRET'))
    secret = {**ENV, 'CI_SECRET': place.users['alice']['password']}
    status, out, err = run(path, '--yes', env=secret)
    assert status == 2 and 'CI_SECRET' in err and '--env' in err and secret['CI_SECRET'] not in out + err, (status, out, err)
    status, out, err = run(path, '--yes', '--env', 'CI_SECRET', env=secret)
    assert status == 0, (status, out, err)
    status, out, err = run(path, '--yes', '--env', 'CI_SECRET')
    assert status == 2 and 'CI_SECRET' in err, (status, out, err)


# Runs.

def test_all_match():
    status, out, err = run(plan('good.json'), '--yes')
    assert status == 0 and out.endswith('6 checks: 6 as expected, 0 not, 0 not found out.\n'), (status, out, err)
    assert 'differs' not in out, (out, err)
    # Who gets a password is named, and nothing else is said.
    assert err.startswith('Tokens and passwords go to:\n  127.0.0.1:') and err.count('\n') == 2, err


def test_differs():
    checks = GOOD[:2] + [check('alice', 'publish', 'news/x', 'allow'), check('bob', 'subscribe', 'news/#', 'deny')]
    status, out, err = run(plan('differs.json', checks), '--yes', '--json', place.dir + '/differs.report')
    assert status == 1, (status, out, err)
    lines = out.split('\n')
    assert lines[0] == '✕ differs: alice publish news/x' and 'Expected allow, observed deny.' in lines[1], out
    assert '✕ differs: bob subscribe news/#' in out and 'Prediction: allow. Allowed by rule 3 (line 9)' in out, out
    assert '4 checks: 2 as expected, 2 not, 0 not found out.' in out, out
    report = json.load(open(place.dir + '/differs.report'))
    assert report['counts'] == {'checks': 4, 'matched': 2, 'differ': 2, 'unknown': 0, 'skipped': 0, 'mispredicted': 0,
                                'faults': 0}, report
    assert [(c['user'], c['observed'], c['predicted']) for c in report['checks'] if not c['matches']] == [
        ('alice', 'deny', 'deny'), ('bob', 'allow', 'allow')], report


def test_differs_unread():
    """"| head -1" takes nothing from the status or the files; what cannot be written is no success."""
    checks = GOOD[:1] + [check('alice', 'publish', 'news/x', 'allow')]
    report = place.dir + '/unread.xml'
    status, err = place.unread('acl', 'test', plan('unread.json', checks), '--yes', '--junit', report, env=ENV)
    assert status == 1, (status, err)
    suite = xml.etree.ElementTree.parse(report).getroot()
    assert len(list(suite.iter('testcase'))) == 2 and len(list(suite.iter('failure'))) == 1, open(report).read()
    status, err = place.unread('acl', 'test', plan('full.json', GOOD[:1]), '--yes', output='/dev/full', env=ENV)
    assert status == 1, (status, err)
    assert place.unread('acl', 'test', plan('gone.json', GOOD[:1]), '--yes', env=ENV)[0] == 0


def test_hosts_and_risks():
    """Whoever says yes has been told who gets a secret; less protection than usual needs a yes of its own."""
    far = plan('far.json', GOOD[:1], alice={'broker': 'mqtt://192.0.2.1', 'allow_insecure': True, 'username': 'alice'})
    status, out, err = run(far)
    assert status == 2 and '  192.0.2.1' in err and 'unencrypted' in err and '--agree-risks' in err, (status, out, err)
    status, out, err = run(far, '--yes')
    assert status == 2 and 'unencrypted' in err and '--agree-risks' in err and '1 check' not in out, (status, out, err)
    status, out, err = run(far, '--dry-run')
    assert status == 0 and '  192.0.2.1' in out and 'unencrypted' in out, (status, out, err)
    status, out, err = run(far, '--dry-run', '--yes')
    assert status == 2 and '  192.0.2.1' in out and '--agree-risks' in err, (status, out, err)
    status, out, err = run(far, '--dry-run', '--yes', '--agree-risks')
    assert status == 0 and '  192.0.2.1' in out and err == '', (status, out, err)
    status, out, err = run(plan('near.json', GOOD[:1]), '--yes')
    assert status == 0 and 'Tokens and passwords go to:\n  127.0.0.1:' in err, (status, out, err)


def test_rules_that_are_wrong():
    """The rules of --rules go before those of the plan, and the broker has others."""
    other = write('other.txt', RULES + '\nUser Pattern: %\nTopic: users/bob/#\nPermission: pubsub\n')
    status, out, err = run(plan('other.json', GOOD[3:4]), '--rules', other, '--yes')
    assert status == 0 and 'something else than the rules predict in 1 check' in out, (status, out, err)


def test_csv_plan_and_stdout():
    users = write('users.json', {'version': 1, 'witness': 'operator', 'rules': 'rules.txt',
                                 'users': {name: person(name) for name in ('alice', 'operator')}})
    table = write('plan.csv', 'topic,user,action,expect\r\nusers/alice/x,alice,publish,allow\r\n"users/bob/x,y",alice,publish,deny\r\n')
    status, out, err = run(table, '--users', users, '--yes', '--csv', '-')
    rows = list(csv.DictReader(io.StringIO(out, newline='')))
    assert status == 0 and [(r['topic'], r['observed']) for r in rows] == [('users/alice/x', 'allow'), ('users/bob/x,y', 'deny')], (status, out, err)
    assert list(rows[0]) == ['user', 'action', 'topic', 'expect', 'predicted', 'observed', 'evidence'], rows
    assert '2 as expected' in err, err


def test_needs_sign_in():
    status, out, err = run(plan('three.json', [check('carol', 'publish', 'users/x', 'deny')] + GOOD[:1],
                                carol={'profile': place.profile('bob-exchange')}), '--yes')
    assert status == 3 and 'carol' in err and '1 not found out' in out and '1 as expected' in out, (status, out, err)


def test_exchange_fails():
    token = place.tokens('bob')['access_token']
    place.fault(target='exchange', effect='status', value=404, count=20)
    try:
        status, out, err = run(plan('four.json', [check('carol', 'publish', 'users/x', 'deny')],
                                    carol={'profile': place.profile('bob-exchange'), 'access_token_env': 'HELIOGRAPH_TOKEN'}),
                               '--yes', env={**ENV, 'HELIOGRAPH_TOKEN': token})
    finally:
        place.fault(target='exchange', effect='clear')
    assert status == 4 and 'carol' in err and token not in out + err, (status, out, err)


def test_broker_refuses():
    status, out, err = run(plan('five.json', GOOD[:2]), '--yes', env={**ENV, 'HELIOGRAPH_ALICE': 'wrong'})
    assert status == 5 and 'alice' in err and '2 not found out' in out, (status, out, err)


def test_network():
    with socket.socket() as free:
        free.bind(('127.0.0.1', 0))
        nobody = 'mqtt://127.0.0.1:%d' % free.getsockname()[1]
    status, out, err = run(plan('six.json', GOOD[:2], alice=person('alice', broker=nobody)), '--yes')
    assert status == 6 and 'alice' in err and '2 not found out' in out, (status, out, err)


def test_interrupted():
    many = [check('alice', 'publish', 'users/alice/many/%d' % i, 'allow') for i in range(4000)]
    report = place.dir + '/interrupted.json'
    watcher = place.start('subscribe', place.profile('operator-password'), 'users/alice/many/#', '--verbose', '--json',
                          env=place.password_env('operator'))
    said = place.read_until(watcher, 'Subscribed to')
    process = place.start('acl', 'test', plan('many.json', many), '--yes', '--json', report, env=ENV)
    assert 'users/alice/many/' in watcher.stdout.readline()  # it is under way; all of it takes forty seconds
    out, err = place.interrupt(process)
    place.interrupt(watcher, said)
    assert out == '' and not os.path.exists(report), out


def test_interrupted_refresh():
    """A user is being signed in, and the issuer has rotated the refresh token: the new one is kept before the program ends."""
    profile = place.profile('alice-exchange')
    status, out, err = place.login(profile, 'alice')
    assert status == 0, err
    before = place.requests('refresh')
    place.fault(target='refresh', effect='delay', value=4000, count=1)
    process = place.start('acl', 'test', plan('refresh.json', [check('carol', 'publish', 'users/x', 'deny')], carol={'profile': profile}),
                          '--yes', env=ENV)
    while place.requests('refresh') == before:
        assert process.poll() is None, process.communicate()
    place.interrupt(process)
    status, out, err = place.cli('credentials', profile)
    assert status == 0, err


# Reports.

MIXED = GOOD + [check('alice', 'publish', 'news/a,"b"<&>', 'allow'), check('carol', 'subscribe', 'x', 'deny')]


def reports(suffix):
    """All three of one run with passes, a failure and an error."""
    paths = {form: '%s/report%s.%s' % (place.dir, suffix, form) for form in ('json', 'junit', 'csv')}
    status, out, err = run(plan('mixed.json', MIXED, carol={'profile': place.profile('bob-exchange')}), '--yes',
                           *(word for form in paths for word in ('--' + form, paths[form])))
    assert status == 1, (status, out, err)
    return paths


def test_two_runs_are_the_same():
    first, second = reports('1'), reports('2')
    for form in first:
        one, two = open(first[form], 'rb').read(), open(second[form], 'rb').read()
        assert one == two and len(one) > 300, (form, one, two)


def expected(counts):
    """What JUnit states, by the counts of the JSON report: tests, failures, errors, skipped."""
    return [counts['checks'] + counts['faults'], counts['differ'], counts['unknown'] + counts['faults'], counts['skipped']]


def test_junit_elements():
    paths = reports('4')
    counts = json.load(open(paths['json']))['counts']
    root = xml.etree.ElementTree.parse(paths['junit']).getroot()
    names = ('tests', 'failures', 'errors', 'skipped')
    stated = [int(root.get(name)) for name in names]
    assert stated == expected(counts) == [9, 1, 2, 0], (stated, counts)
    assert [sum(int(suite.get(name)) for suite in root) for name in names] == stated
    found = [len(root.findall('./testsuite/testcase' + inner)) for inner in ('', '/failure', '/error', '/skipped')]
    assert found == stated, found
    assert [suite.get('name') for suite in root] == ['alice', 'bob', 'carol'], root


def test_junit():
    assert junitparser, 'python3-junitparser is not installed; build-aux/test installs it'
    paths = reports('3')
    counts = json.load(open(paths['json']))['counts']
    suites = junitparser.JUnitXml.fromfile(paths['junit'])
    stated = [suites.tests, suites.failures, suites.errors, suites.skipped]
    assert stated == expected(counts) == [9, 1, 2, 0], (stated, counts)
    suites.update_statistics()
    assert [suites.tests, suites.failures, suites.errors, suites.skipped] == stated
    cases = {(case.classname, case.name): [type(r).__name__ for r in case.result] for suite in suites for case in suite}
    assert len(cases) == 9 and cases['carol', 'subscribe x'] == cases['carol', 'fault 1'] == ['Error'], cases
    assert cases['alice', 'publish news/a,"b"<&>'] == ['Failure'], cases
    assert cases['alice', 'publish users/bob/x'] == [], cases


# The page for people.

PAGE = os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../data/docs/acl.md')


def blocks(language):
    """What stands in the page's blocks, with the kind of each."""
    return re.findall(r'^```(%s)\n(.*?)^```$' % language, open(PAGE).read(), re.M | re.S)


def test_page():
    """All that the page says to type, typed as it stands there; what it shows is what comes."""
    folder = os.path.join(place.dir, 'page')
    os.mkdir(folder)
    env = {**place.env, 'PATH': os.path.dirname(CLI) + ':' + os.environ['PATH']}
    typed = []
    for number, (kind, text) in enumerate(blocks('sh|text')):
        typed.append(text + '\necho == %d\n' % number if kind == 'sh' else '')
    done = subprocess.run(['bash', '-c', ''.join(typed)], cwd=folder, env=env, text=True, timeout=120,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert done.returncode == 0 and not SANITIZER.search(done.stderr), (done.returncode, done.stdout, done.stderr)
    parts = re.split(r'^== \d+\n', done.stdout, flags=re.M)
    shown = 0
    for number, (kind, text) in enumerate(blocks('sh|text')):
        if kind == 'text':
            shown += 1
            assert parts[number - shown] == text, 'the page says:\n%s\nwhat comes:\n%s' % (text, parts[number - shown])
    assert shown == 3, shown


def test_pipeline_steps():
    """The same line in both files, and it does what the page says."""
    steps = {line.split('heliograph-cli ')[1] for _, text in blocks('yaml') for line in text.split('\n') if 'heliograph-cli acl' in line}
    assert steps == {'acl test plan.json --yes --junit acl.xml --json acl.json'}, steps
    folder = os.path.dirname(plan('plan.json'))
    done = subprocess.run([CLI, *steps.pop().split()], cwd=folder, env={**place.env, **ENV}, text=True, timeout=60,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert done.returncode == 0 and os.path.getsize(folder + '/acl.xml') and os.path.getsize(folder + '/acl.json'), done


status = main(globals())
place.close()
sys.exit(1 if status else 0)
