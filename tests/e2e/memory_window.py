# SPDX-FileCopyrightText: 2026 The Heliograph authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""For build-aux/tour/run (TOUR_SCRIPT): alice signs in with a real browser in the window, which stays on line over two
renewals; then no secret is in the window's memory without an owner, and none in what it shows.
HELIO_MEMORY_WAIT: seconds from the last renewal to the image."""
import os, signal, sys, time

sys.path[:0] = [os.environ['TOUR_HERE'], os.path.dirname(os.path.abspath(__file__))]
import helio_memory  # noqa: E402
from tour import BUTTON, Tour, main, out, work  # noqa: E402

WAIT = float(os.environ.get('HELIO_MEMORY_WAIT', '10'))
CREDENTIAL = max(24, int(WAIT * 5 / 3) + 2)


class Walk(Tour):
    record = os.path.join(work, 'record')

    def start(self, name, *command, env=None):
        if name == 'sandbox':
            command += ('--credential-ttl', str(CREDENTIAL), '--access-token-ttl', str(CREDENTIAL // 2 + 3), '--record', self.record)
        elif name == 'heliograph':
            env = {**(env or {}), **helio_memory.filling(os.environ)}
        return super().start(name, *command, env=env)

    def is_renewed(self):
        end = time.monotonic() + 2.5 * CREDENTIAL + 60
        seen = self.renewals()
        while seen < 2:
            assert time.monotonic() < end, '%d renewals' % seen
            time.sleep(0.1)
            seen = self.renewals()
        self.renewed = time.monotonic()
        return '%d renewals' % seen

    def memory_is_clean(self):
        time.sleep(max(0, self.renewed + WAIT - time.monotonic()))
        self.program.send_signal(signal.SIGSTOP)
        try:
            self.secrets = helio_memory.check(self.program.pid, self.record)
        finally:
            self.program.send_signal(signal.SIGCONT)
        kinds = {secret.kind for secret in self.secrets}
        assert {'code', 'verifier'} <= kinds, kinds
        return '%d secrets, of which %d are superseded' % (len(self.secrets), sum(not s.live for s in self.secrets))

    def shows_none(self):
        self.window.press(self.pill())
        texts = '\n'.join(self.window.texts())
        self.window.press(self.window.find('page tab', 'Timeline'))
        self.window.find(BUTTON, 'Copy Timeline')
        texts += '\n'.join(self.window.texts())
        assert 'enew' in texts, texts
        helio_memory.expect_none(helio_memory.of_record(self.record), texts, 'the window')
        written = ''.join(open(os.path.join(out, name + '.log'), errors='replace').read() for name in ('heliograph',))
        helio_memory.expect_none(helio_memory.of_record(self.record), written, 'what it writes')
        self.window.press(self.pill())
        # Keys would go to the popover as long as that is on its way out.
        self.window.gone(BUTTON, 'Copy Timeline')
        return '%d bytes of text' % len(texts + written)

    def run(self):
        self.start_sandbox()
        self.step('the window opens on the profiles', self.window_opens)
        self.step('alice is chosen', self.choose_alice)
        self.step('the hosts are agreed to', self.agrees)
        self.step('a real Chromium signs alice in', self.signs_in)
        self.step('the connection comes up', self.is_online)
        self.step('it is renewed twice', self.is_renewed)
        self.step('no secret is in memory without an owner', self.memory_is_clean)
        self.step('nor in what the window shows', self.shows_none)
        self.step('it quits', self.quits)


sys.exit(main(Walk()))
