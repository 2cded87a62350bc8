# SPDX-FileCopyrightText: 2026 The Heliograph authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Access page of the installed window on the sandbox's broker, on the private desktop of the tour: a plan is run
and the red cell names the rule that is wrong; two users of the plan on one filter, where one is told no; and Ctrl+Q, as
a real key, does not throw away what is in no file."""
import json, os, re, subprocess, sys, time, traceback

sys.path.insert(0, os.environ['TOUR_HERE'])
from desktop import Application, keys, picture  # noqa: E402

work, out, prefix = os.environ['TOUR_WORK'], os.environ['TOUR_OUT'], os.environ['TOUR_PREFIX']
BUTTON = ('push button', 'toggle button', 'button', 'page tab')
NAMES = ('alice', 'bob', 'operator')
# The third was meant for news/#.
RULES = """User Pattern: operator
Topic: #
Permission: pubsub

User Pattern: %
Topic: users/%u/#
Permission: pubsub

User Pattern: alice
Topic: users/#
Permission: subscribe
"""


def write(name, content):
    path = os.path.join(work, name)
    with open(path, 'w') as file:
        file.write(content if isinstance(content, str) else json.dumps(content))
    return path


def start_sandbox():
    users = [{'name': name, 'email': name + '@example.com', 'password': name + '-secret'} for name in NAMES]
    sandbox = subprocess.Popen(
        [prefix + '/bin/heliograph-sandbox', '--redirect-ports', 'auto', '--traffic', '0', '--state-dir',
         os.path.join(work, 'sandbox'), '--users', write('users.json', users), '--acl', write('rules.txt', RULES)],
        stdout=subprocess.PIPE, stderr=open(os.path.join(out, 'sandbox.log'), 'ab'), text=True)
    return sandbox, json.loads(sandbox.stdout.readline())


def write_plan(ready):
    def person(name):
        return {'broker': ready['broker']['mqtt'], 'username': '%s@%s' % (name, ready['organization_id']),
                'password_env': 'HELIOGRAPH_' + name.upper()}

    def check(user, topic):
        return {'user': user, 'action': 'subscribe', 'topic': topic, 'expect': 'deny'}
    return write('plan.json', {
        'version': 1, 'rules': 'rules.txt', 'witness': 'operator', 'users': {name: person(name) for name in NAMES},
        'checks': [check('alice', 'users/bob/#'), check('bob', 'users/alice/#')]})


def press(name, last=False, within=None):
    window.find(BUTTON, re.compile(name), within=within)
    window.press(window.all(BUTTON, re.compile(name), within=within)[-1 if last else 0])


def test_red_cell():
    press('^Access')
    press('Open Plan')
    window.find('label', 'Other Locations')  # of the file chooser
    subprocess.run(['xdotool', 'type', '--delay', '20', plan], check=True)
    keys('Return')
    window.wait_text('2 checks, not tried yet.')
    press('^_?Run…')
    window.find('dialog', 'Run 2 Checks?')
    press('^_?Run( Run)?$', last=True)
    window.wait_text(re.compile('1 differs from the plan'), seconds=60)
    press('^_?List')
    return window.wait_text(re.compile(r'alice.*users/bob/#.*rule 3 \(line 9\)', re.S))


def test_two_users():
    """Those of the plan are offered by themselves; they agree once to the broker that both have."""
    press('^Two Users')
    window.fill(window.find(('text', 'entry'), 'Topic filter for both'), 'users/#')
    press('Watch Both')
    window.find('dialog', 'Allow These Hosts?', seconds=20)
    press('Allow and Connect', last=True)
    window.wait_text('✓ alice (of the plan): subscription granted', seconds=30)
    window.wait_text(re.compile(r'✕ bob \(of the plan\): subscription refused'))
    # The Topics page has one of that name, too.
    window.fill(window.all(('text', 'entry'), 'Topic to publish to')[-1], 'users/bob/note')
    press('Publish as bob')
    window.wait_text(re.compile('users/bob/note'))
    return window.wait_text(re.compile(r'only alice \(of the plan\): 1'), seconds=20)


def test_quit_asks():
    press('^Rules')
    window.press(window.find(BUTTON, re.compile('^_?Allow')))  # the default, which is in no file now
    window.wait_text('rules.txt (not saved)')
    keys('ctrl+q')
    window.find('dialog', 'Discard Rules and Plan?')
    press('Keep Editing', last=True)
    window.gone('dialog', 'Discard Rules and Plan?')
    assert program.poll() is None
    keys('ctrl+q')
    window.find('dialog', 'Discard Rules and Plan?')
    press('Discard', last=True)
    assert program.wait(30) == 0


sandbox, ready = start_sandbox()
plan = write_plan(ready)
env = {**os.environ, **{'HELIOGRAPH_' + name.upper(): name + '-secret' for name in NAMES}}
if '--fatal-warnings' in sys.argv:
    env['G_DEBUG'] = 'fatal-warnings'
program = subprocess.Popen([prefix + '/bin/heliograph', ready['profiles']['operator-password']], env=env,
                           stderr=open(os.path.join(out, 'heliograph.log'), 'ab'))
tests = [(name[5:], test) for name, test in globals().items() if name.startswith('test_')]
failed = 0
print('1..%d' % len(tests))
try:
    window = Application('heliograph')
    for number, (name, test) in enumerate(tests, 1):
        try:
            said = test()
            print('ok %d %s%s' % (number, name, ' # ' + said.replace('\n', ' ') if said else ''), flush=True)
        except Exception:
            failed += 1
            print('not ok %d %s' % (number, name), flush=True)
            print('# ' + traceback.format_exc().replace('\n', '\n# '), flush=True)
        picture(os.path.join(out, '%d-%s.png' % (number, name)))
finally:
    for process in (program, sandbox):
        if process.poll() is None:
            process.terminate()
            process.wait(20)
sys.exit(1 if failed else 0)
