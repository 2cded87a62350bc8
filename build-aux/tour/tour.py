# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job, walked through in a real window: sign in, connect, receive, publish, renew under traffic, a
refusal. Works the window by AT-SPI actions and keys alone, reads every text that it asserts from the window,
prints what it saw and leaves a picture of each step. A step that fails makes it exit 1."""
import json, os, re, signal, subprocess, sys, time, traceback

here = os.environ['TOUR_HERE']
sys.path.insert(0, here)
from desktop import Application, NotThere, keys, picture  # noqa: E402
import chromium  # noqa: E402

work, out, prefix = os.environ['TOUR_WORK'], os.environ['TOUR_OUT'], os.environ['TOUR_PREFIX']
BUTTON = ('push button', 'toggle button', 'button')


class Tour:
    def __init__(self):
        self.number = 0
        self.failed = 0
        self.processes = []
        self.window = None
        self.browser = None

    # what runs ------------------------------------------------------------------------------------------

    def start(self, name, *command, env=None):
        log = open(os.path.join(out, name + '.log'), 'ab')
        process = subprocess.Popen(command, stdout=subprocess.PIPE if name == 'sandbox' else log, stderr=log,
                                   env={**os.environ, **(env or {})})
        self.processes.append(process)
        return process

    def start_sandbox(self):
        state = os.path.join(work, 'sandbox')
        os.mkdir(state, 0o700)
        self.sandbox = self.start('sandbox', prefix + '/bin/heliograph-sandbox', '--state-dir', state,
                                  '--redirect-ports', 'auto', '--traffic', '8' if '--slow' in sys.argv else '25', '--credential-ttl', '40')
        line = self.sandbox.stdout.readline()
        if not line:
            raise RuntimeError('the sandbox did not start; see sandbox.log')
        self.ready = json.loads(line)
        self.users = {user['name']: user for user in self.ready['users']}

    def start_window(self):
        files = [self.ready['profiles'][name] for name in ('alice-exchange', 'bob-exchange', 'operator-password')
                 if name in self.ready['profiles']]
        env = {'HELIOGRAPH_EXCHANGE_KEY': self.ready['publishable_key']}
        if '--fatal-warnings' in sys.argv:
            env['G_DEBUG'] = 'fatal-warnings'
        wrapper = os.environ.get('TOUR_WRAPPER', '').split()  # a debugger, say
        self.program = self.start('heliograph', *wrapper, prefix + '/bin/heliograph', *files, env=env)
        self.window = Application('heliograph')

    def stop(self):
        if self.browser is not None:
            self.browser.close()
        for process in reversed(self.processes):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in reversed(self.processes):
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()

    # steps ----------------------------------------------------------------------------------------------

    def step(self, title, do):
        self.number += 1
        begin = time.monotonic()
        try:
            seen = do()
            print('%2d  ok    %-52s %s' % (self.number, title, seen or ''), flush=True)
        except Exception as error:  # a step that cannot be done is a result, not a crash of the tour
            self.failed += 1
            print('%2d  FAIL  %-52s %s' % (self.number, title, error), flush=True)
            if not isinstance(error, (NotThere, LookupError, TimeoutError, AssertionError)):
                traceback.print_exc()
        slug = re.sub(r'[^a-z0-9]+', '-', title.lower()).strip('-')
        try:
            picture(os.path.join(out, '%02d-%s.png' % (self.number, slug)))
        except subprocess.CalledProcessError:
            pass
        return time.monotonic() - begin

    def window_opens(self):
        self.start_window()
        self.window.find('frame')
        return 'connections: ' + ' | '.join(
            self.window.find('list item', re.compile(name)).get_name() for name in ('alice', 'bob'))

    def choose_alice(self):
        self.window.find('list item', re.compile('alice'))
        self.window.find('label', re.compile('alice'))
        self.window.press(self.window.find(BUTTON, 'Connect', enabled=True))
        return 'pressed Connect'

    def agrees(self):
        """Every host that will get a token or credential is named before anything is sent."""
        # The sandbox has an authority of its own, which is a question by itself.
        self.window.find('dialog', 'Connect with Less Protection?')
        self.window.press(self.window.find(BUTTON, re.compile('Accept Risk')))
        self.window.find('dialog', 'Allow These Hosts?')
        named = [t for t in self.window.texts() if re.match(r'127\.0\.0\.1:\d+ \(', t)]
        assert len(named) >= 3, 'hosts named: %s' % named
        assert not os.path.exists(os.path.join(work, 'opened-links')), 'the browser was opened before the consent'
        self.window.press(self.window.find(BUTTON, re.compile('Allow and Connect')))
        self.window.gone('dialog', 'Allow These Hosts?')
        return '%d hosts named' % len(named)

    def waits_for_browser(self):
        said = self.window.wait_text(re.compile('^Continue in Your Browser$'))
        self.window.find(BUTTON, 'Copy Link')
        self.window.find(BUTTON, 'Cancel')
        return '%s; %s' % (said, self.window.wait_text(re.compile(r'^\d+:\d\d left')))

    def signs_in(self):
        log = open(os.path.join(out, 'chromedriver.log'), 'ab')
        self.browser = chromium.Browser(os.path.join(work, 'chromium', 'DevToolsActivePort'), log)
        self.browser.type('#username', 'alice')
        self.browser.type('#password', self.users['alice']['password'])
        self.browser.picture(os.path.join(out, 'browser-1-login.png'))
        self.browser.click('#continue')
        self.browser.wait_for_text('Accept')
        self.browser.picture(os.path.join(out, 'browser-2-consent.png'))
        self.browser.click('#accept')
        self.browser.wait_for_text('Heliograph')
        self.browser.picture(os.path.join(out, 'browser-3-done.png'))
        assert 'code=' not in self.browser.url(), 'the code is still in the address bar'
        return 'the browser shows: ' + self.browser.title()

    def pill(self):
        self.window.find(BUTTON, re.compile('^Connection status'))
        # GtkMenuButton and the button inside it both have the name; the inner one has the action.
        return self.window.all(BUTTON, re.compile('^Connection status'))[-1]

    def wait_pill(self, wanted, seconds=30):
        """Until the pill says it: bob's row in the sidebar says things too."""
        end = time.monotonic() + seconds
        while True:
            said = self.pill().get_description() or ''
            if re.search(wanted, said):
                return said.split('.')[0] + '.'
            assert time.monotonic() < end, 'the pill says "%s"' % said
            time.sleep(0.1)

    def is_online(self):
        self.wait_pill('^Online')
        return self.window.wait_text(re.compile(r'^alice · org_\w+ · MQTT 5 over wss, TLS 1\.[23]$'))

    def messages_move(self):
        first = self.message_count()
        end = time.monotonic() + 15
        while self.message_count() <= first:
            assert time.monotonic() < end, 'the number of messages stays at %d' % first
            time.sleep(0.2)
        topic = self.window.find('list item', re.compile('^site, '))
        return '%d, then %d messages; tree: %s' % (first, self.message_count(), topic.get_name())

    def message_count(self):
        """In the list, as the count beside the filter says: "2 of 997 messages and 1 gap shown; …"."""
        name = re.compile(r'^[\d,]+( of [\d,]+)? messages?( and [\d,]+ gaps?)? shown')
        return int(re.match(r'[\d,]+', self.window.find('label', name).get_name()).group(0).replace(',', ''))

    def publishes(self):
        self.window.fill(self.window.find('text', 'Topic to publish to'), 'users/alice/note')
        self.window.fill(self.window.find('text', 'Payload to publish'), '{"from": "the tour"}')
        self.window.press(self.window.find(BUTTON, re.compile('^_?Publish( Publish)?$'), enabled=True))
        return self.window.wait_text(re.compile(r'users/alice/note.*(Success|No matching subscribers|QoS 1)|Success'))

    def sees_own_message(self):
        self.filter_messages('users/alice/note')
        row = self.window.find('list item', re.compile(r'users/alice/note, QoS 1, .*the tour'),
                               within=self.window.find('list', 'Messages'))
        return row.get_name()

    def filter_messages(self, text):
        self.window.fill(self.window.find('entry', 'Filter messages'), text)

    def renews_under_traffic(self):
        """A numbered stream by QoS 1 while the credential is swapped: all of it must be in the window."""
        count = 400
        self.filter_messages('chat/tour')
        before = self.renewals()
        publisher = subprocess.Popen(
            [prefix + '/bin/heliograph-cli', 'publish', self.ready['profiles']['operator-password'], 'chat/tour',
             '--lines', '--qos', '1'], stdin=subprocess.PIPE, stderr=open(os.path.join(out, 'publish.log'), 'ab'),
            env={**os.environ, 'HELIOGRAPH_PASSWORD': self.users['operator']['password']})
        sent = 0
        end = time.monotonic() + 60
        renewed_at = None
        while sent < count or renewed_at is None or sent < renewed_at + 100:
            publisher.stdin.write(b'%d\n' % sent)
            publisher.stdin.flush()
            sent += 1
            time.sleep(0.02)
            if sent % 25 == 0 and renewed_at is None and self.renewals() > before:
                renewed_at = sent
            assert time.monotonic() < end, 'no renewal within a minute'
        publisher.stdin.close()
        assert publisher.wait(30) == 0, 'the publisher ended with %d' % publisher.returncode
        renewals = self.renewals() - before
        # The tree counts messages only; the list has a row for each gap too.
        self.window.fill(self.window.find('entry', 'Filter topics'), 'chat/tour')
        end = time.monotonic() + 15
        while True:
            said = self.window.find('list item', re.compile('^tour[:,] ')).get_name()
            there = int(re.sub(r'\D', '', re.search(r'([\d,]+) messages', said).group(1)))
            if there >= sent:
                break
            assert time.monotonic() < end, '%d sent, the tree says "%s"' % (sent, said)
            time.sleep(0.2)
        assert there == sent, '%d sent, the tree says "%s"' % (sent, said)
        self.window.fill(self.window.find('entry', 'Filter topics'), '')
        self.filter_messages('')
        return '%d sent, the tree says "%s", %d renewal(s) meanwhile' % (sent, said, renewals)

    def renewals(self):
        """As the pill counts them for a screen reader."""
        found = re.search(r'(\d+) renewal', self.pill().get_description() or '')
        return int(found.group(1)) if found else 0

    def refuses_foreign_topic(self):
        self.window.fill(self.window.find('text', 'Topic filter to subscribe to'), 'users/bob/#')
        self.window.press(self.window.find(BUTTON, re.compile('^_?Subscribe( Subscribe)?$'), enabled=True))
        end = time.monotonic() + 15
        while True:
            row = self.window.find('list item', re.compile('^users/bob/#')).get_name()
            if 'refused' in row:
                return row + ': ' + self.window.wait_text(re.compile('permissions do not allow this subscription'))
            assert time.monotonic() < end, 'the row says "%s"' % row
            time.sleep(0.1)

    def disconnects(self):
        self.window.press(self.window.find(BUTTON, 'Disconnect', enabled=True))
        return self.wait_pill('^Not connected')

    def quits(self):
        keys('ctrl+q')
        status = self.program.wait(15)
        assert status == 0, 'heliograph ended with %d; see heliograph.log' % status
        return 'heliograph ended by itself'

    def run(self):
        self.start_sandbox()
        begin = time.monotonic()
        self.step('the window opens on the profiles', self.window_opens)
        self.step('alice is chosen', self.choose_alice)
        self.step('the hosts are agreed to', self.agrees)
        self.step('the window waits for the browser', self.waits_for_browser)
        self.step('a real Chromium signs alice in', self.signs_in)
        self.step('the connection comes up over WebSocket', self.is_online)
        self.step('topics move', self.messages_move)
        self.step('a message is published', self.publishes)
        self.step('it comes back', self.sees_own_message)
        self.step('the credential is renewed under traffic', self.renews_under_traffic)
        self.step('a topic that is not hers is refused', self.refuses_foreign_topic)
        self.step('it disconnects', self.disconnects)
        self.step('it quits', self.quits)
        print('%d of %d steps seen, %.0f s, pictures in %s' % (
            self.number - self.failed, self.number, time.monotonic() - begin, os.path.relpath(out)), flush=True)



def main(tour):
    try:
        tour.run()
    finally:
        tour.stop()
    return 1 if tour.failed or tour.number == 0 else 0


if __name__ == '__main__':
    sys.exit(main(Tour()))
