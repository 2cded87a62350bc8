# SPDX-FileCopyrightText: 2026 The Heliograph authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets are where they have an owner and nowhere else: not in memory that was freed or left over, not in what is
written. HELIO_MEMORY_WAIT: seconds from a renewal to the image of the memory (60 by build-aux/long/memory)."""
import os, resource, signal, subprocess, sys, tempfile, threading, time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import helio_memory
from helio_e2e import CLI, Place, Skip, main

WAIT = float(os.environ.get('HELIO_MEMORY_WAIT', '10'))
# A third of a short life is kept as lead, and up to 5 % less: the image comes before the next renewal. The access token
# does not last from one renewal to the next.
CREDENTIAL = max(24, int(WAIT * 5 / 3) + 2)


class Reader:
    """heliograph-cli subscribe, with all that it writes."""

    def __init__(self, place, profile):
        self.events, self.text = [], []
        self.process = place.start('subscribe', profile, 'site/#', '--json', '--verbose', env=helio_memory.filling(place.env, caches=True))
        for stream, keep in ((self.process.stdout, self.note), (self.process.stderr, self.text.append)):
            threading.Thread(target=lambda s=stream, k=keep: [k(line) for line in s], daemon=True).start()

    def note(self, line):
        self.text.append(line)
        if '"renewed"' in line:
            self.events.append(time.monotonic())

    def wait_for_renewal(self, seconds):
        end = time.monotonic() + seconds
        while not self.events:
            assert self.process.poll() is None and time.monotonic() < end, ''.join(self.text)[-2000:]
            time.sleep(0.05)
        return self.events[-1]


def test_E2_memory_and_output():
    """0 of what was superseded; of what lives as many as have a name in helio_memory.OWNERS; none in any output."""
    record = os.path.join(tempfile.mkdtemp(prefix='helio-record-'), 'record')
    place = Place('--credential-ttl', str(CREDENTIAL), '--access-token-ttl', str(CREDENTIAL // 2 + 3), '--traffic', '20',
                  '--record', record)
    try:
        profile = place.profile('alice-exchange')
        status, out, err = place.login(profile, 'alice', '--verbose')
        assert status == 0, err
        said = [err, out.split('\n', 1)[-1]]
        reader = Reader(place, profile)
        renewed = reader.wait_for_renewal(CREDENTIAL + 60)
        # What is not waited for: what the event loop has yet to free at the renewal itself.
        while time.monotonic() < renewed + WAIT:
            time.sleep(0.1)
        assert reader.events[-1] == renewed, 'renewed again before the image'
        reader.process.send_signal(signal.SIGSTOP)
        try:
            secrets = helio_memory.check(reader.process.pid, record)
        finally:
            reader.process.send_signal(signal.SIGCONT)
        reader.process.send_signal(signal.SIGINT)
        reader.process.wait(20)

        # What goes wrong is told without them, too.
        for target, effect, value in (('exchange', 'status', 500), ('exchange', 'malformed', 'html'), ('refresh', 'status', 403),
                                      ('refresh', 'drop_after', None)):
            place.fault(target=target, effect=effect, value=value, count=2)
            said += place.cli('credentials', profile, '--json')[1:]
        said += place.cli('token', profile)[1:] + place.cli('logout', profile, '--verbose')[1:]
        helio_memory.expect_none(helio_memory.of_record(record), ''.join(said + reader.text), 'the output')
    finally:
        place.close()
        os.unlink(record)
        os.rmdir(os.path.dirname(record))


def dumps_core(command, place):
    """Whether the kernel leaves a file when it is killed in a way that makes one."""
    folder = tempfile.mkdtemp(dir=place.dir)
    child = subprocess.Popen(command, cwd=folder, env=place.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                             preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY,) * 2))
    child.stdout.readline()
    child.send_signal(signal.SIGQUIT)
    child.communicate(timeout=30)
    return os.listdir(folder) != []


def test_E2_no_core_file():
    place = Place()
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (resource.getrlimit(resource.RLIMIT_CORE)[1],) * 2)
        login = [CLI, 'login', place.profile('alice-exchange'), '--print-url']
        child = subprocess.Popen(login, env=place.env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        child.stdout.readline()
        limits = open('/proc/%d/limits' % child.pid).read()
        child.terminate()
        child.communicate(timeout=20)
        line = [line for line in limits.split('\n') if line.startswith('Max core file size')][0]
        assert line.split()[4:6] == ['0', '0'], line
        try:
            if not dumps_core(['sh', '-c', 'echo ready; exec sleep 60'], place):
                raise Skip('this machine keeps core files elsewhere')
        except (subprocess.SubprocessError, ValueError):
            raise Skip('core files may not be switched on here')
        assert not dumps_core(login, place)
    finally:
        place.close()


sys.exit(1 if main(globals()) else 0)
