# SPDX-FileCopyrightText: 2026 The Heliograph authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which secrets a run of the sandbox issued, and how often each is in a process's memory.

What was freed is filled by the allocator (MALLOC_PERTURB_, or AddressSanitizer's max_free_fill_size), so that what is
found is held by somebody, or lies on a stack."""
import json, os, re, urllib.parse


class Secret:
    def __init__(self, kind, text, live=False):
        self.kind, self.text, self.live = kind, text, live

    def __repr__(self):
        return '%s %s (%d bytes)' % ('live' if self.live else 'superseded', self.kind, len(self.text))


def of_record(path):
    """In the order in which they came; the last of each kind that is renewed is live."""
    found = {}

    def note(kind, text):
        if text and (kind, text) not in found:
            found[(kind, text)] = Secret(kind, text)

    for line in open(path, encoding='utf-8'):
        entry = json.loads(line)
        body = entry['request'].get('body') or ''
        form = {} if body.startswith('{') else urllib.parse.parse_qs(body)
        for name, kind in (('code', 'code'), ('code_verifier', 'verifier'), ('refresh_token', 'refresh token')):
            for value in form.get(name, ()):
                note(kind, value)
        try:
            answer = json.loads(entry['answer'].get('body') or '{}')
        except ValueError:
            continue
        if not isinstance(answer, dict) or entry['answer']['status'] != 200:
            continue
        note('access token', answer.get('access_token'))
        note('refresh token', answer.get('refresh_token'))
        note('ID token', answer.get('id_token'))
        note('MQTT password', answer.get('mqtt_password') or (answer.get('mqtt_credentials') or {}).get('password'))
    secrets = list(found.values())
    for kind in ('access token', 'refresh token', 'ID token', 'MQTT password'):
        of_kind = [s for s in secrets if s.kind == kind]
        if of_kind:
            of_kind[-1].live = True
    return secrets


def read(pid):
    """(name, place, bytes) of what can be written. A sanitizer's shadow, terabytes of marks, is left out."""
    with open('/proc/%d/maps' % pid) as maps, open('/proc/%d/mem' % pid, 'rb', 0) as memory:
        for line in maps:
            fields = line.split(None, 5)
            begin, end = (int(n, 16) for n in fields[0].split('-'))
            if 'w' not in fields[1] or end - begin > SHADOW or (len(fields) > 5 and '/dev/dri' in fields[5]):
                continue
            name = fields[5].strip() if len(fields) > 5 else 'anonymous'
            for place, length in resident(pid, begin, end):
                try:
                    memory.seek(place)
                    data = memory.read(length)
                except (OSError, ValueError, OverflowError):
                    continue
                yield '%s+%x' % (name, place - begin), place, data


PAGE = os.sysconf('SC_PAGESIZE')
SHADOW = 64 << 30


def resident(pid, begin, end):
    """Runs of pages that are there."""
    if end - begin <= 64 << 20:
        yield begin, end - begin
        return
    with open('/proc/%d/pagemap' % pid, 'rb', 0) as pagemap:
        place, start = begin, None
        while place < end:
            n = min((end - place) // PAGE, 1 << 16)
            pagemap.seek(place // PAGE * 8)
            entries = pagemap.read(n * 8)
            if not entries.strip(b'\0'):
                if start is not None:
                    yield start, place - start
                    start = None
                place += n * PAGE
                continue
            for i in range(n):
                there = entries[i * 8 + 7] & 0xc0
                if there and start is None:
                    start = place + i * PAGE
                elif not there and start is not None:
                    yield start, place + i * PAGE - start
                    start = None
            place += n * PAGE
        if start is not None:
            yield start, end - start


def count(pid, secrets):
    """Secret → [(where, what is before it)]. Half of a long one counts as it: a buffer may be cut in two."""
    found = {secret: [] for secret in secrets}
    needles = [(secret, n) for secret in secrets for n in needles_of(secret)]
    for name, place, data in read(pid):
        for secret, needle in needles:
            at = data.find(needle)
            while at >= 0:
                start = data.rfind(secret.text[:8].encode(), max(0, at - len(secret.text)), at + 8)
                start = at if start < 0 else start
                before = re.sub(rb'[^ -~]', b'.', data[max(0, start - 48):start]).decode()
                where = (name, place + at, before)
                # Both halves of one copy are one.
                if not any(abs(w[1] - where[1]) <= len(secret.text) for w in found[secret]):
                    found[secret].append(where)
                at = data.find(needle, at + 1)
    return found


def needles_of(secret):
    text = secret.text.encode()
    if len(text) < 64:
        return [text]
    # The header of a JWT is that of every other one; the end is the signature.
    return [text[-len(text) // 4:-len(text) // 8], text[-len(text) // 8:]]


# Who has a copy, and how many: more than that is a leak.
OWNERS = {
    'access token': 1,   # the token source
    'refresh token': 1,  # the stored tokens in the refresher
    'ID token': 1,       # the same
    'MQTT password': 1,  # the credential; session, link and worker share it by reference
}
# So that freed memory is filled: by glibc (whose thread caches are passed over by MALLOC_PERTURB_, and so are off where
# not everything that is freed is ours), and by AddressSanitizer in an instrumented build. GSlice would keep blocks from both.
FILLING = {'MALLOC_PERTURB_': '165', 'GLIBC_TUNABLES': 'glibc.malloc.tcache_count=0', 'G_SLICE': 'always-malloc'}
FILLING_ASAN = 'max_free_fill_size=1073741824:free_fill_byte=165'


def filling(env, caches=False):
    """@caches: glibc's are on, and what was not wiped before it was freed stays in them."""
    chosen = {name: value for name, value in FILLING.items() if not caches or name != 'GLIBC_TUNABLES'}
    return {**chosen, 'ASAN_OPTIONS': ':'.join(filter(None, (env.get('ASAN_OPTIONS'), FILLING_ASAN)))}


def check(pid, record, out=print):
    """Fails with what is there that should not be. What lives must be found, or the search proves nothing."""
    secrets = of_record(record)
    faults = []
    found = count(pid, secrets)
    for secret, places in found.items():
        allowed = OWNERS[secret.kind] if secret.live else 0
        out('# %s: %d, at most %d' % (secret, len(places), allowed))
        if len(places) > allowed:
            faults.append('%s: %s' % (secret, places))
    for kind in ('access token', 'refresh token', 'MQTT password'):
        assert any(s.kind == kind and s.live and found[s] for s in secrets), 'no live %s was found' % kind
        assert any(s.kind == kind and not s.live for s in secrets), 'no %s was superseded' % kind
    assert not faults, '; '.join(faults)
    return secrets


def expect_none(secrets, text, what):
    for secret in secrets:
        assert secret.text not in text, '%s in %s' % (secret, what)
        if len(secret.text) >= 64:  # nor the signature of a token by itself
            assert secret.text[-40:] not in text, 'the end of a %s in %s' % (secret, what)
