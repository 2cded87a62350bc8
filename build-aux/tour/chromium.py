# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the Chromium that the product opened: chromedriver attached to its debugging port."""
import base64, json, os, socket, subprocess, sys, time, urllib.error, urllib.request


def wait_for_port(port_file, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            return int(open(port_file).readline())
        except (OSError, ValueError):
            time.sleep(0.05)
    raise TimeoutError('the browser was not opened within %d s' % seconds)


def open_link(port_file, link):
    """In a new tab, as a desktop browser does with a second link."""
    port = wait_for_port(port_file)
    # It is decoded once there: a link with escapes of its own would lose them.
    url = 'http://127.0.0.1:%d/json/new?%s' % (port, urllib.request.quote(link, safe=''))
    urllib.request.urlopen(urllib.request.Request(url, method='PUT'), timeout=10).read()


class Browser:
    def __init__(self, port_file, log):
        port = wait_for_port(port_file)
        with socket.socket() as s:
            s.bind(('127.0.0.1', 0))
            own = s.getsockname()[1]
        self.driver = subprocess.Popen(['chromedriver', '--port=%d' % own], stdout=log, stderr=log)
        self.base = 'http://127.0.0.1:%d' % own
        end = time.monotonic() + 20
        while True:
            try:
                answer = self.call('POST', '/session', {'capabilities': {'alwaysMatch': {
                    'goog:chromeOptions': {'debuggerAddress': '127.0.0.1:%d' % port}}}})
                break
            except (urllib.error.URLError, ConnectionError):
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)
        self.session = '/session/' + answer['sessionId']

    def call(self, method, path, body=None):
        request = urllib.request.Request(
            self.base + path, method=method, headers={'Content-Type': 'application/json'},
            data=json.dumps(body).encode() if body is not None else None)
        try:
            return json.load(urllib.request.urlopen(request, timeout=30))['value']
        except urllib.error.HTTPError as error:
            raise LookupError(json.load(error)['value'].get('message', 'chromedriver error').split('\n')[0])

    def use_newest_tab(self):
        handles = self.call('GET', self.session + '/window/handles')
        self.call('POST', self.session + '/window', {'handle': handles[-1]})

    def title(self):
        return self.call('GET', self.session + '/title')

    def url(self):
        return self.call('GET', self.session + '/url')

    def text(self):
        return self.call('POST', self.session + '/execute/sync',
                         {'script': 'return document.body ? document.body.innerText : ""', 'args': []})

    def element(self, css, seconds=15):
        end = time.monotonic() + seconds
        while True:
            try:
                found = self.call('POST', self.session + '/element', {'using': 'css selector', 'value': css})
                return list(found.values())[0]
            except LookupError:
                if time.monotonic() > end:
                    raise LookupError('no %s in the page at %s, which says: %s' % (css, self.url(), self.text()[:300]))
                time.sleep(0.05)

    def type(self, css, text):
        element = self.element(css)
        self.call('POST', '%s/element/%s/clear' % (self.session, element), {})
        self.call('POST', '%s/element/%s/value' % (self.session, element), {'text': text})

    def click(self, css):
        self.call('POST', '%s/element/%s/click' % (self.session, self.element(css)), {})

    def wait_for_text(self, text, seconds=15):
        end = time.monotonic() + seconds
        while text not in self.text():
            if time.monotonic() > end:
                raise LookupError('the page never said "%s"; it says: %s' % (text, self.text()[:300]))
            time.sleep(0.05)

    def picture(self, path):
        with open(path, 'wb') as out:
            out.write(base64.b64decode(self.call('GET', self.session + '/screenshot')))

    def close(self):
        self.driver.terminate()
        self.driver.wait(10)


if __name__ == '__main__' and sys.argv[1] == 'open':
    open_link(sys.argv[2], sys.argv[3])
