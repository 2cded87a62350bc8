# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds and works the widgets of a window through AT-SPI, as a screen reader would."""
import re, subprocess, time

import gi

import warnings

warnings.filterwarnings('ignore', category=DeprecationWarning)  # of the binding's own short names
gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, GLib


LEAVES = ('label', 'image', 'separator', 'scroll bar', 'text', 'entry', 'progress bar', 'combo box', 'check box',
          'status bar', 'page tab', 'icon')
CONTAINERS = ('panel', 'filler', 'page tab list', 'scroll pane', 'list', 'grouping', 'section')


class NotThere(Exception):
    pass


def matches(wanted, text):
    if wanted is None:
        return True
    if isinstance(wanted, re.Pattern):
        return wanted.search(text or '') is not None
    return wanted == (text or '')


class Application:
    def __init__(self, name, seconds=30):
        Atspi.init()
        end = time.monotonic() + seconds
        self.root = None
        while self.root is None:
            desktop = Atspi.get_desktop(0)
            for i in range(desktop.get_child_count()):
                child = desktop.get_child_at_index(i)
                if child is not None and name in (child.get_name() or ''):
                    self.root = child
            if self.root is None:
                if time.monotonic() > end:
                    raise NotThere('no application "%s" on the accessibility bus' % name)
                time.sleep(0.1)

    def walk(self, node=None, depth=0):
        """Every accessible below, outer ones first."""
        node = node or self.root
        try:
            for i in range(node.get_child_count()):
                child = node.get_child_at_index(i)
                if child is None:
                    continue
                yield child
                role = child.get_role_name()
                # Leaves need no question for children, and two hundred rows that change all the time are looked at
                # only when they are asked for.
                if role in LEAVES or (role == 'list' and child.get_name() == 'Messages'):
                    continue
                # A page or dialog that has not been shown yet has no size, and nothing in it can be seen.
                if role in CONTAINERS and not self.has_size(child):
                    continue
                if depth < 80:
                    yield from self.walk(child, depth + 1)
        except GLib.Error:
            return  # it went away while we looked

    def has_size(self, node):
        component = node.get_component_iface()
        extents = component.get_extents(Atspi.CoordType.WINDOW) if component is not None else None
        return extents is None or (extents.width > 0 and extents.height > 0)

    def shows(self, node):
        """GTK 4.8 sets no SHOWING state on widgets: what shows has a place and is visible up to the window."""
        try:
            if not self.has_size(node):
                return False
            while node is not None and node.get_role_name() not in ('frame', 'window', 'dialog', 'application'):
                if not node.get_state_set().contains(Atspi.StateType.VISIBLE):
                    return False
                node = node.get_parent()
            return True
        except (GLib.Error, AttributeError):
            return False

    def all(self, role=None, name=None, within=None):
        self.root.clear_cache()
        found = []
        for node in self.walk(within):
            try:
                if (role is None or node.get_role_name() in ((role,) if isinstance(role, str) else role)) and \
                        matches(name, node.get_name()) and self.shows(node):
                    found.append(node)
            except GLib.Error:
                pass
        return found

    def find(self, role=None, name=None, within=None, seconds=15, enabled=False):
        end = time.monotonic() + seconds
        while True:
            for node in self.all(role, name, within):
                if not enabled or node.get_state_set().contains(Atspi.StateType.SENSITIVE):
                    return node
            if time.monotonic() > end:
                raise NotThere('nothing with role %s and name %s shows; what shows:\n%s' % (
                    role, getattr(name, 'pattern', name), self.dump(within)))
            time.sleep(0.1)

    def gone(self, role=None, name=None, within=None, seconds=15):
        end = time.monotonic() + seconds
        while self.all(role, name, within):
            if time.monotonic() > end:
                raise NotThere('%s %s is still there' % (role, name))
            time.sleep(0.1)

    def text_of(self, node):
        """What the widget says: its text, else its name."""
        try:
            text = node.get_text_iface()
            if text is not None:
                said = Atspi.Text.get_text(text, 0, -1)
                if said:
                    return said
        except GLib.Error:
            pass
        return node.get_name() or ''

    def texts(self, within=None):
        roles = ('label', 'text', 'entry', 'push button', 'toggle button', 'alert', 'status bar', 'list item', 'table row',
                 'heading', 'notification')
        return [t for t in (self.text_of(n) for n in self.all(roles, within=within)) if t]

    def wait_text(self, wanted, within=None, seconds=15):
        """Waits until some widget says it, and returns what it says."""
        pattern = wanted if isinstance(wanted, re.Pattern) else re.compile(re.escape(wanted))
        end = time.monotonic() + seconds
        while True:
            for text in self.texts(within):
                if pattern.search(text):
                    return text
            if time.monotonic() > end:
                raise NotThere('nothing says "%s"; what shows:\n%s' % (pattern.pattern, self.dump(within)))
            time.sleep(0.1)

    def press(self, node):
        """The widget's own action, as assistive technology invokes it."""
        action = node.get_action_iface()
        if action is None or Atspi.Action.get_n_actions(action) == 0:
            raise NotThere('%s "%s" has no action' % (node.get_role_name(), node.get_name()))
        Atspi.Action.do_action(action, 0)

    def fill(self, node, text):
        """Replaces what stands in an entry, as a dictation program does."""
        editable = node.get_editable_text_iface()
        if editable is None or not Atspi.EditableText.set_text_contents(editable, text):
            raise NotThere('%s "%s" does not take text' % (node.get_role_name(), node.get_name()))

    def dump(self, within=None, limit=150):
        lines = []
        for node in self.walk(within):
            try:
                if node.get_role_name() not in ('panel', 'filler', 'image', 'scroll bar') and self.shows(node):
                    lines.append('  %s "%s" %s' % (node.get_role_name(), self.text_of(node)[:100],
                                                   node.get_description() or ''))
            except GLib.Error:
                pass
            if len(lines) >= limit:
                lines.append('  …')
                break
        return '\n'.join(lines)


def keys(*names):
    """To the newest window: there is no window manager that would give it the keyboard."""
    windows = subprocess.run(['xdotool', 'search', '--onlyvisible', '--class', '.'], capture_output=True, text=True).stdout.split()
    for window in windows[-1:]:
        subprocess.run(['xdotool', 'windowfocus', '--sync', window], check=False)
    subprocess.run(['xdotool', 'key', '--clearmodifiers', *names], check=True)


def picture(path):
    subprocess.run(['import', '-silent', '-window', 'root', path], check=True)
