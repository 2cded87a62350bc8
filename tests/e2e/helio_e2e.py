# SPDX-FileCopyrightText: 2026 The Heliograph authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the end-to-end tests share: the installed programs, a sandbox of their own, private folders, TAP."""
import json, os, re, shutil, signal, subprocess, sys, tempfile, threading, time, traceback, urllib.parse, urllib.request
import http.cookiejar, http.server

PREFIX = os.environ['HELIO_PREFIX']
CLI = PREFIX + '/bin/heliograph-cli'
# The programs are built with sanitizers; a finding must fail the test, not only be printed.
SANITIZER = re.compile(r'AddressSanitizer|LeakSanitizer|runtime error:|CRITICAL|GLib-WARNING')


class Place:
    """Private folders and one sandbox, gone at the end."""

    def __init__(self, *options):
        self.dir = tempfile.mkdtemp(prefix='helio-e2e-')
        self.env = {k: v for k, v in os.environ.items() if not k.startswith('HELIOGRAPH_')}
        for name in ('config', 'data', 'cache', 'state', 'sandbox'):
            os.mkdir(os.path.join(self.dir, name), 0o700)
            if name != 'sandbox':
                self.env['XDG_%s_HOME' % name.upper()] = os.path.join(self.dir, name)
        self.env.setdefault('XDG_RUNTIME_DIR', self.dir)
        self.env['G_DEBUG'] = 'fatal-warnings'
        self.errors = open(os.path.join(self.dir, 'sandbox.err'), 'w+')
        self.sandbox = subprocess.Popen(
            [PREFIX + '/bin/heliograph-sandbox', '--state-dir', self.dir + '/sandbox', '--redirect-ports', 'auto', *options],
            stdout=subprocess.PIPE, stderr=self.errors, env=self.env)
        line = self.sandbox.stdout.readline()
        if not line:
            self.errors.seek(0)
            raise RuntimeError('the sandbox did not start: ' + self.errors.read())
        self.ready = json.loads(line)
        self.users = {u['name']: u for u in self.ready['users']}
        self.env['HELIOGRAPH_EXCHANGE_KEY'] = self.ready['publishable_key']

    def profile(self, name):
        return self.ready['profiles'][name]

    def edited(self, name, change):
        """A copy of a profile with something else in it."""
        profile = json.load(open(self.profile(name)))
        change(profile)
        path = os.path.join(self.dir, 'edited-%d.json' % time.monotonic_ns())
        json.dump(profile, open(path, 'w'))
        return path

    def password_env(self, user):
        return {'HELIOGRAPH_PASSWORD': self.users[user]['password']}

    def fault(self, **fault):
        request = urllib.request.Request(self.ready['faults_url'], method='POST', data=json.dumps(fault).encode(),
                                         headers={'Content-Type': 'application/json'})
        return urllib.request.urlopen(request, timeout=10).read()

    def requests(self, target):
        """How many the sandbox has had."""
        return json.load(urllib.request.urlopen(self.ready['faults_url'], timeout=10))['requests'][target]

    def start(self, *arguments, env=None, **keywords):
        return subprocess.Popen([CLI, *arguments], env={**self.env, **(env or {})}, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, **keywords)

    def cli(self, *arguments, env=None, input=None, seconds=60):
        process = self.start(*arguments, env=env, stdin=subprocess.PIPE)
        out, err = process.communicate(input, timeout=seconds)
        assert not SANITIZER.search(err), err
        return process.returncode, out, err

    def unread(self, *arguments, output=None, env=None, seconds=60):
        """Its status and standard error where nobody reads what it writes: the pipe's other end is closed already."""
        reader, writer = os.pipe()
        os.close(reader)
        with os.fdopen(writer, 'w') as pipe, open(output or os.devnull, 'w') as file:
            process = subprocess.run([CLI, *arguments], env={**self.env, **(env or {})}, text=True, stdin=subprocess.DEVNULL,
                                     stdout=file if output else pipe, stderr=subprocess.PIPE, timeout=seconds)
        assert not SANITIZER.search(process.stderr), process.stderr
        return process.returncode, process.stderr

    def read_until(self, process, *words):
        """What it says on standard error up to a line with one of @words, which has to come."""
        said = ''
        for line in process.stderr:
            said += line
            if any(word in line for word in words):
                return said
        raise AssertionError('it ended without %s: %s' % (' or '.join(words), said))

    def interrupt(self, process, said=''):
        """It ends as an interrupted program does, and not by a sanitizer. @said: what was read of its standard error."""
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
        assert not SANITIZER.search(said + err), said + err
        assert process.returncode == 130, (process.returncode, said + err)
        return out, said + err

    def sign_in(self, link, user, password=None):
        """Fills in the issuer's form as a browser would, without one; follows the redirect to the program."""
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        page = opener.open(link, timeout=20)
        for _ in range(3):
            text = page.read().decode()
            form = re.search(r'<form[^>]*action="([^"]*)"', text)
            if form is None:
                return page.geturl(), text
            target = urllib.parse.urljoin(page.geturl(), form.group(1).replace('&amp;', '&'))
            fields = {name: value.replace('&amp;', '&') for name, value in
                      re.findall(r'<input[^>]*type="hidden"[^>]*name="([^"]*)"[^>]*value="([^"]*)"', text)}
            if 'name="password"' in text:
                fields.update(username=user, password=password or self.users[user]['password'])
            button = re.search(r'<button[^>]*id="(?:continue|accept)"[^>]*name="([^"]*)"[^>]*value="([^"]*)"', text)
            if button:
                fields[button.group(1)] = button.group(2)
            page = opener.open(target, urllib.parse.urlencode(fields).encode(), timeout=20)
        raise AssertionError('the sign-in did not end; the page is ' + page.geturl())

    def login(self, profile, user, *options, env=None):
        process = self.start('login', profile, '--print-url', '--timeout', '60', *options, env=env)
        link = process.stdout.readline().strip()
        assert link.startswith(self.ready['issuer']), 'no link: %r %s' % (link, process.stderr.read() if not link else '')
        self.sign_in(link, user)
        out, err = process.communicate(timeout=60)
        assert not SANITIZER.search(err), err
        return process.returncode, out, err

    def tokens(self, user):
        """What the token endpoint gives for a sign-in that no program of ours takes part in."""
        redirect = 'http://127.0.0.1:%d/callback' % self.ready['redirect_ports'][0]
        calls = []

        class Callback(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                calls.append(urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *arguments):
                pass

        server = http.server.HTTPServer(('127.0.0.1', self.ready['redirect_ports'][0]), Callback)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:  # code verifier and challenge of RFC 7636, appendix B
            self.sign_in(self.ready['issuer'] + 'authorize?' + urllib.parse.urlencode({
                'response_type': 'code', 'client_id': self.ready['client_id'], 'redirect_uri': redirect, 'state': 's',
                'nonce': 'n', 'scope': 'openid profile email offline_access', 'audience': self.ready['audience'],
                'code_challenge_method': 'S256',
                'code_challenge': 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'}), user)
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
        form = {'grant_type': 'authorization_code', 'client_id': self.ready['client_id'], 'redirect_uri': redirect,
                'code': calls[0]['code'][0], 'code_verifier': 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'}
        request = urllib.request.Request(self.ready['issuer'] + 'oauth/token', urllib.parse.urlencode(form).encode())
        return json.loads(urllib.request.urlopen(request, timeout=20).read())

    def close(self):
        self.sandbox.send_signal(signal.SIGTERM)
        status = self.sandbox.wait(20)
        self.errors.seek(0)
        said = self.errors.read()
        left = os.listdir(self.dir + '/sandbox') if os.path.isdir(self.dir + '/sandbox') else []
        shutil.rmtree(self.dir, ignore_errors=True)
        assert status == 0 and not SANITIZER.search(said), 'sandbox ended with %d: %s' % (status, said)
        assert not left, 'the sandbox left behind: %s' % left


class Skip(Exception):
    """This machine does not allow the test."""


def main(namespace):
    """Runs every test_* of a module and prints TAP."""
    tests = [(name[5:].replace('_', '-'), value) for name, value in namespace.items()
             if name.startswith('test_') and callable(value)]
    wanted = sys.argv[1:]
    tests = [t for t in tests if not wanted or t[0] in wanted]
    print('1..%d' % len(tests))
    failed = 0
    for number, (name, test) in enumerate(tests, 1):
        try:
            test()
            print('ok %d %s' % (number, name), flush=True)
        except Skip as reason:
            print('ok %d %s # SKIP %s' % (number, name, reason), flush=True)
        except Exception as error:
            failed += 1
            print('not ok %d %s' % (number, name))
            print('\n'.join('# ' + line for line in (traceback.format_exc() + str(error)).split('\n')), flush=True)
    return failed
