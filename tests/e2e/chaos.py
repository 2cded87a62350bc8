# SPDX-FileCopyrightText: 2026 The Heliograph authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A console that stays connected while nearly everything around it fails.

  chaos.py [--seconds S] [--life S] [--seed N] [--patience N] [--verbose]

heliograph-cli subscribes with credentials that live for --life seconds. Between it and the exchange stands a relay
that answers at random with 5xx, 429 and Retry-After, not at all, or late (never more than --patience times in a row);
between it and the broker one that writes down every CONNECT. The broker is killed twice. Shown in the end: the
connection came back each time without a person, no credential was tried after it had run out or been refused, and
of the messages that the broker had confirmed none is missing but those of its own crashes.
"""
import argparse, collections, http.server, json, os, random, socket, struct, sys, threading, time, urllib.error, urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from helio_e2e import SANITIZER, Place

# So much later than its expiry a CONNECT may still be under way on a busy machine.
GRACE = 0.5
# Between two tries the console waits for up to a minute, and several may fail in a row: it has to come back by itself,
# not within a certain time.
BACK = 180


def say(text):
    print('# ' + text, flush=True)


def read_exactly(sock, length):
    data = b''
    while len(data) < length:
        piece = sock.recv(length - len(data))
        if not piece:
            raise ConnectionError
        data += piece
    return data


def read_packet(sock):
    head = read_exactly(sock, 1)
    length, shift = 0, 0
    while True:
        byte = read_exactly(sock, 1)
        head += byte
        length |= (byte[0] & 0x7F) << shift
        shift += 7
        if not byte[0] & 0x80:
            return head, read_exactly(sock, length)


class Reader:
    def __init__(self, data, at):
        self.data, self.at = data, at

    def block(self):
        length = struct.unpack_from('>H', self.data, self.at)[0]
        self.at += 2 + length
        return self.data[self.at - length:self.at]

    def properties(self):
        length, shift = 0, 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                self.at += length
                return


def parse_connect(body):
    """(username, password) of a CONNECT, MQTT 3.1.1 or 5."""
    version, flags = body[6], body[7]
    reader = Reader(body, 10)
    if version == 5:
        reader.properties()
    reader.block()
    if flags & 0x04:
        if version == 5:
            reader.properties()
        reader.block()
        reader.block()
    return reader.block().decode(), reader.block().decode()


class BrokerRelay:
    """Writes down who tried to connect with what, when, and what the broker said."""

    def __init__(self, host, port):
        self.target = host, port
        self.log = []  # (time, password, CONNACK code or None)
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        try:
            with client, socket.create_connection(self.target) as broker:
                for sock in (client, broker):
                    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                head, body = read_packet(client)
                entry = [time.monotonic(), parse_connect(body)[1], None]
                self.log.append(entry)
                broker.sendall(head + body)
                head, body = read_packet(broker)
                entry[2] = body[1]
                client.sendall(head + body)
                back = threading.Thread(target=self.pump, args=(broker, client), daemon=True)
                back.start()
                self.pump(client, broker)
                back.join()
        except OSError:
            pass

    @staticmethod
    def pump(source, sink):
        try:
            while True:
                data = source.recv(65536)
                if not data:
                    break
                sink.sendall(data)
        except OSError:
            pass
        try:
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass


class ExchangeRelay:
    """In front of the exchange; what it does to a request comes from a seeded generator."""
    # Dealt from a shuffled pack, so that also a short run sees something of each.
    PACK = ['good'] * 3 + ['5xx'] * 3 + ['429', 'drop before', 'drop after', 'slow']

    def __init__(self, target, seed, patience):
        self.target, self.patience = target, patience
        self.random = random.Random(seed)
        self.pack = ['5xx']  # The first one fails for sure: in so short a run as CI's a handful are asked for.
        self.lock = threading.Lock()
        self.wild = False
        self.row = 0
        self.done = collections.Counter()
        self.expiry = {}  # password → when it runs out
        relay = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'

            def do_POST(self):
                body = self.rfile.read(int(self.headers['Content-Length']))
                relay.answer(self, body)

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.server.daemon_threads = True
        self.url = 'http://127.0.0.1:%d/v2/tokens/exchange' % self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def choose(self):
        with self.lock:
            if not self.pack:
                self.pack = self.random.sample(self.PACK, len(self.PACK))
            choice = self.pack.pop() if self.wild else 'good'
            number = self.random.random()
            if choice not in ('good', 'slow') and self.row >= self.patience:
                choice = 'good'
            self.row = 0 if choice in ('good', 'slow') else self.row + 1
            self.done[choice] += 1
            return choice, number

    def forward(self, handler, body):
        request = urllib.request.Request(self.target, body, {
            name: handler.headers[name] for name in ('Authorization', 'Content-Type') if name in handler.headers})
        asked = time.monotonic()
        try:
            with urllib.request.urlopen(request, timeout=20) as reply:
                status, data = reply.status, reply.read()
        except urllib.error.HTTPError as error:
            status, data = error.code, error.read()
        if status == 200:
            answer = json.loads(data)
            with self.lock:
                self.expiry[answer['mqtt_password']] = asked + answer['expires_in']
        return status, data

    def answer(self, handler, body):
        choice, number = self.choose()
        status, data, more = 503, b'{"error": "unavailable"}', {}
        if choice == '5xx':
            status = (500, 502, 503, 504)[int(number * 4)]
        elif choice == '429':
            status, more = 429, {'Retry-After': str(1 + int(number * 2))}
        elif choice != 'drop before':
            if choice == 'slow':
                time.sleep(0.3 + number)
            status, data = self.forward(handler, body)
        if choice.startswith('drop'):
            handler.close_connection = True
            handler.connection.shutdown(socket.SHUT_RDWR)
            return
        try:
            handler.send_response(status)
            for name, value in {'Content-Type': 'application/json', 'Content-Length': str(len(data)), **more}.items():
                handler.send_header(name, value)
            handler.end_headers()
            handler.wfile.write(data)
        except OSError:
            pass  # it gave up waiting


class Publisher(threading.Thread):
    """Numbers, QoS 1, straight to the broker; remembers when each was confirmed."""

    def __init__(self, host, port, username, password, topic):
        super().__init__(daemon=True)
        self.target, self.username, self.password, self.topic = (host, port), username, password, topic
        self.confirmed = {}
        self.stopped = threading.Event()

    @staticmethod
    def text(value):
        data = value.encode()
        return struct.pack('>H', len(data)) + data

    def packet(self, first, body):
        assert len(body) < 128
        return bytes([first, len(body)]) + body

    def connect(self):
        sock = socket.create_connection(self.target, timeout=5)
        body = (self.text('MQTT') + bytes([4, 0xC2, 0, 60]) + self.text('chaos-publisher') +
                self.text(self.username) + self.text(self.password))
        sock.sendall(self.packet(0x10, body))
        assert read_packet(sock)[1] == b'\0\0', 'the publisher may not connect'
        return sock

    def run(self):
        sock, number = None, 0
        while not self.stopped.wait(0.05):
            try:
                sock = sock or self.connect()
                body = self.text(self.topic) + struct.pack('>H', number % 65535 + 1) + str(number).encode()
                sock.sendall(self.packet(0x32, body))
                read_packet(sock)
                self.confirmed[number] = time.monotonic()
            except OSError:
                sock = None  # its number is nobody's
            number += 1


class Watcher(threading.Thread):
    """What the console writes."""

    def __init__(self, process):
        super().__init__(daemon=True)
        self.process = process
        self.received = collections.defaultdict(list)  # number → when
        self.events = collections.Counter()
        self.last = 0.0

    def run(self):
        for line in self.process.stdout:
            row = json.loads(line)
            if 'event' in row:
                self.events[row['event']] += 1
                continue
            self.last = time.monotonic()
            self.received[int(row['payload'])].append(self.last)


def wait_for(what, seconds, condition):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, 'waited %d s in vain for %s' % (seconds, what)
        time.sleep(0.05)


def tell(log):
    say('the console says:')
    for line in log[-200:]:
        say(line.rstrip())


def run(options, place):
    host, port = place.ready['broker']['mqtt'].removeprefix('mqtt://').rstrip('/').split(':')
    broker = BrokerRelay(host, int(port))
    exchange = ExchangeRelay(place.ready['exchange_url'], options.seed, options.patience)

    def change(profile):
        profile['broker']['url'] = 'mqtt://127.0.0.1:%d' % broker.port
        profile['credentials']['exchange'].update(url=exchange.url, ttl=options.life)

    profile = place.edited('alice-exchange', change)
    status, out, err = place.login(profile, 'alice')
    assert status == 0, err
    static = json.load(open(place.profile('alice-password')))
    publisher = Publisher(host, int(port), static['credentials']['password']['username'],
                          place.users['alice']['password'], 'users/alice/n')
    process = place.start('subscribe', '--verbose', profile, 'users/%u/#', '--qos', '1', '--json')
    log = []
    reader = threading.Thread(target=lambda: log.extend(process.stderr), daemon=True)
    reader.start()
    watcher = Watcher(process)
    watcher.start()
    publisher.start()
    try:
        wait_for('the first message', 30, lambda: watcher.received)
        begin = time.monotonic()
        exchange.wild = True
        kills = []
        for part in (1 / 3, 2 / 3):
            # Not while it has hardly come back: that is the same crash once more.
            due = max(begin + part * options.seconds * 0.8, kills[-1][1] + options.life if kills else 0)
            time.sleep(max(0, due - time.monotonic()))
            assert process.poll() is None, 'the console has ended'
            at = time.monotonic()
            place.fault(target='broker', effect='kill', value=500)
            wait_for('a message after the broker was killed', BACK, lambda: watcher.last > at + 0.5)
            kills.append((at, watcher.last))
        time.sleep(max(0, begin + options.seconds * 0.8 - time.monotonic()))
        exchange.wild = False
        # Everything has to be well again by itself.
        calm = time.monotonic()
        wait_for('a message in calm weather', BACK, lambda: watcher.last > calm + 0.5)
        time.sleep(max(0, begin + options.seconds - time.monotonic()))
        publisher.stopped.set()
        publisher.join(20)
        wait_for('the last message', 60, lambda: watcher.received.get(max(publisher.confirmed)))
        assert process.poll() is None, 'the console has ended'
    except AssertionError:
        process.terminate()
        reader.join(5)
        tell(log)
        raise
    process.send_signal(2)
    assert process.wait(20) == 130
    reader.join(5)
    said = ''.join(log)
    assert not SANITIZER.search(said), said
    if options.verbose:
        tell(log)
    check(options, broker, exchange, publisher, watcher, kills)


def check(options, broker, exchange, publisher, watcher, kills):
    late, again = collections.Counter(), collections.Counter()
    refused = set()
    for at, password, code in broker.log:
        assert password in exchange.expiry, 'a credential that the exchange never gave'
        late[password] += at > exchange.expiry[password] + GRACE
        again[password] += password in refused
        if code:
            refused.add(password)
    # What was confirmed before the subscription was granted is not asked for.
    lost = [n for n in publisher.confirmed if n > min(watcher.received) and n not in watcher.received]
    twice = sum(len(times) - 1 for times in watcher.received.values())
    # They went with the broker: confirmed before it was back, and nothing after them had come when it died.
    seen = [max((n for n, times in watcher.received.items() if times[0] <= begin), default=0) for begin, _ in kills]
    excused = [n for n in lost if any(n > last and publisher.confirmed[n] <= end
                                      for last, (_, end) in zip(seen, kills))]
    say('exchange: ' + ', '.join('%d %s' % (count, what) for what, count in sorted(exchange.done.items())))
    say('broker: %d connections, %d refused' % (len(broker.log), len(refused)))
    say('console: ' + ', '.join('%d %s' % (count, what) for what, count in sorted(watcher.events.items())))
    say('messages: %d confirmed, %d received, %d twice, %d lost, of these %d with the broker' % (
        len(publisher.confirmed), len(watcher.received), twice, len(lost), len(excused)))
    say('back after a kill: ' + ', '.join('%.1f s' % (end - begin) for begin, end in kills))
    assert max(late.values()) == 0, 'a credential was tried after it had run out'
    assert max(again.values()) == 0, 'a credential was tried after it had been refused'
    assert len(lost) == len(excused), 'lost without a crash: %s' % sorted(set(lost) - set(excused))[:20]
    assert len(broker.log) >= options.seconds / options.life / 3, 'hardly anything was renewed'
    assert set(exchange.done) - {'good', 'slow'}, 'nothing failed'


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--seconds', type=float, default=240)
    parser.add_argument('--life', type=int, default=8)
    parser.add_argument('--seed', type=int, default=int.from_bytes(os.urandom(3), 'big'))
    parser.add_argument('--patience', type=int, default=4)
    parser.add_argument('--verbose', action='store_true')
    options = parser.parse_args()
    print('1..1', flush=True)
    say('--seed %d' % options.seed)
    place = Place('--traffic', '0', '--credential-ttl', str(options.life))
    good = False
    try:
        run(options, place)
        good = True
    finally:
        try:
            place.close()
        finally:
            print('%s 1 chaos' % ('ok' if good else 'not ok'), flush=True)
    return 0


sys.exit(main())
