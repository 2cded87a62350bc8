# SPDX-FileCopyrightText: 2026 The Heliograph authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""For build-aux/tour/run (TOUR_SCRIPT): alice signs in with a real browser, whose last page brings the window back to
the front; then heliograph-cli signs her out while the window is connected."""
import json, os, re, subprocess, sys, time

sys.path[:0] = [os.environ['TOUR_HERE'], os.path.dirname(os.path.abspath(__file__))]
from tour import BUTTON, Tour, main, out, prefix, work  # noqa: E402

COVER = """
import gi
gi.require_version('Gtk', '4.0')
from gi.repository import GLib, Gtk
window = Gtk.Window(title='in front', default_width=1200, default_height=850)
window.present()
GLib.MainLoop().run()
"""


def x(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def windows():
    """Titles of what is on the screen, the top one first."""
    return [title for title in re.findall(r'^     0x\w+ "([^"]*)"', x('xwininfo', '-root', '-children'), re.M)
            if title in ('in front', 'Heliograph') or 'alice' in title]


def wait_for(what, holds, seconds=20):
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, what() if callable(what) else what
        time.sleep(0.1)


class Walk(Tour):
    def start(self, name, *command, env=None):
        if name == 'heliograph':
            # How a desktop opens links: by the scheme that the .desktop file is registered for.
            env = {**(env or {}), 'XDG_CURRENT_DESKTOP': 'GNOME', 'PATH': prefix + '/bin:' + os.environ['PATH']}
        return super().start(name, *command, env=env)

    def trusts_the_link(self):
        """A person ticks "Always allow" in the browser's question; this is where it keeps that."""
        scheme = 'io.github.heliograph.heliograph'
        folder = os.path.join(work, 'chromium', 'Default')
        os.makedirs(folder, 0o700)
        pairs = {'http://127.0.0.1:%d' % port: {scheme: True} for port in self.ready['redirect_ports']}
        json.dump({'protocol_handler': {'allowed_origin_protocol_pairs': pairs}}, open(os.path.join(folder, 'Preferences'), 'w'))

    def is_covered(self):
        self.cover = self.start('cover', '/usr/bin/python3', '-c', COVER, env={'GTK_A11Y': 'none'})
        wait_for(lambda: 'on the screen: %s' % windows(), lambda: windows()[:1] == ['in front'])
        focus = x('xdotool', 'search', '--name', '^in front$').split()[-1]
        x('xdotool', 'windowfocus', '--sync', focus)
        return 'on top: ' + ', then '.join(windows())

    def comes_back(self):
        """By the link that a person clicks in the browser."""
        self.browser.click('a')
        wait_for(lambda: 'on the screen: %s' % windows(), lambda: windows()[:1] != ['in front'])
        focused = x('xdotool', 'getwindowfocus', 'getwindowname').strip()
        assert focused != 'in front', 'the keyboard is still at the window that was in front'
        # The window that was there, not another one.
        assert self.program.poll() is None and windows().count('in front') == 1 and len(windows()) == 2, windows()
        self.cover.terminate()
        return 'on top: ' + ', then '.join(windows())

    def is_signed_out_elsewhere(self):
        links = open(os.path.join(work, 'opened-links')).read()
        done = subprocess.run([prefix + '/bin/heliograph-cli', 'logout', self.ready['profiles']['alice-exchange']],
                              capture_output=True, text=True, timeout=60)
        assert done.returncode == 0 and 'Signed out' in done.stderr, done.stderr
        said = self.wait_pill('^Needs sign-in')
        self.window.wait_text(re.compile('This account was signed out elsewhere: another window, or heliograph-cli'))
        self.window.find(BUTTON, 'Sign In', enabled=True)
        # It stays so: nobody tries again, and no browser opens by itself.
        time.sleep(3)
        assert open(os.path.join(work, 'opened-links')).read() == links, 'the browser was opened'
        assert self.wait_pill('^Needs sign-in', 0) == said
        return said

    def signs_in_again(self):
        self.window.press(self.window.find(BUTTON, 'Sign In', enabled=True))
        # The browser's own session at the issuer goes on: it knows alice, and there is nothing to type.
        return self.wait_pill('^Online')

    def run(self):
        self.start_sandbox()
        self.trusts_the_link()
        self.step('the window opens on the profiles', self.window_opens)
        self.step('alice is chosen', self.choose_alice)
        self.step('the hosts are agreed to', self.agrees)
        self.step('a real Chromium signs alice in', self.signs_in)
        self.step('the connection comes up', self.is_online)
        self.step('another window is in front', self.is_covered)
        self.step('the link in the browser shows the window', self.comes_back)
        self.step('heliograph-cli signs her out', self.is_signed_out_elsewhere)
        self.step('she signs in again', self.signs_in_again)
        self.step('it quits', self.quits)


sys.exit(main(Walk()))
