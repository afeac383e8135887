"""Limits of the feeds listener: over each of them 413, 400 or 408, memory stays where it is, and everybody else is served."""

import contextlib
import gzip
import http.client
import os
import resource
import select
import tempfile
import time
import unittest

from daemon import Daemon
from listener import IS_ASAN, Listener, Memory
from peer import Wire, exchange

IDLE_S = 2
REQUEST_S = 6
LATE_S = 10 if IS_ASAN else 2  # how late a deadline may be noticed on a busy machine
HEAD = b"POST /write?db=mydb HTTP/1.1\r\nHost: 127.0.0.1\r\n"
BODY_MAX = 25_000_000
LINE_MAX = 1 << 20
SLACK = 3 if IS_ASAN else 1  # the sanitizer's share of memory


class Limits(unittest.TestCase):
    options = {"idle_s": IDLE_S, "request_s": REQUEST_S}

    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory(prefix="shuzhi-test-")
        self.feeds = Listener(os.path.join(self.scratch.name, "data"), **self.options)

    def tearDown(self):
        self.assertEqual(self.feeds.stop(), 0)
        self.scratch.cleanup()

    def assert_serving(self):
        self.assertEqual(self.feeds.post("ok v=1 1")[0], 204)

    @contextlib.contextmanager
    def at_most(self, mib):
        memory = Memory(self.feeds.process.pid)
        yield
        grown = memory.grown_mib()
        self.assertLess(grown, mib * SLACK)
        print(f"# {self._testMethodName}: {grown:.0f} MiB more at the peak")

    def wire(self):
        return Wire(self.feeds.port)


class Time(Limits):
    def drip(self, wire, data, every_s):
        """A byte at a time, for ever if need be.  Returns: the answer and how long it took to come."""
        begun = time.monotonic()
        for i in range(10_000):
            if select.select([wire.socket], [], [], every_s)[0]:
                break
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                wire.send(data[i % len(data):i % len(data) + 1])
        return wire.answer(), time.monotonic() - begun

    def check_late(self, answer, took_s, limit_s):
        self.assertEqual(answer.status, 408)
        self.assertIn(b'{"error":"timeout', answer.body)
        self.assertEqual(answer.header("connection"), "close")
        self.assertEqual(int(answer.header("content-length")), len(answer.body))
        self.assertGreater(took_s, limit_s - 0.5)
        self.assertLess(took_s, limit_s + LATE_S)

    def test_a_head_that_comes_slowly(self):
        with self.wire() as wire:
            self.check_late(*self.drip(wire, b"POST /write?db=mydb HTTP/1.1\r\nX-Slow: " + b"x" * 5000, 0.05), IDLE_S)
        self.assert_serving()

    def test_a_head_without_an_end(self):
        for part in (HEAD, b"POST /wri"):
            with self.wire() as wire:
                wire.send(part)
                begun = time.monotonic()
                self.check_late(wire.answer(), time.monotonic() - begun, IDLE_S)

    def test_a_body_that_comes_slowly(self):
        with self.wire() as wire:
            wire.send(HEAD + b"Content-Length: 100000\r\n\r\n")
            self.check_late(*self.drip(wire, b"slow v=1 1\n", 0.1), REQUEST_S)
        self.assert_serving()
        self.assertEqual(self.feeds.journal(), ["ok v=1 1"])

    def test_a_body_that_stops(self):
        for head in (b"Content-Length: 1000\r\n\r\nstopped v=1 1\n", b"Transfer-Encoding: chunked\r\n\r\n5\r\nab"):
            with self.wire() as wire:
                wire.send(HEAD + head)
                begun = time.monotonic()
                self.check_late(wire.answer(), time.monotonic() - begun, IDLE_S)
        self.assertEqual(self.feeds.journal(), [])

    def test_a_slow_line_that_keeps_going_is_no_fault(self):
        body = b"slow v=1 1\n"
        with self.wire() as wire:
            wire.send(HEAD + b"Content-Length: %d\r\n\r\n" % len(body))
            for i in range(len(body)):
                wire.send(body[i:i + 1])
                time.sleep(0.22)  # longer in all than a silence may be, shorter than a request may take
            self.assertEqual(wire.answer().status, 204)

    def test_nothing_said_nothing_answered(self):
        with self.wire() as fresh, self.wire() as kept:
            kept.send(b"GET /ping HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            self.assertEqual(kept.answer().status, 204)
            begun = time.monotonic()
            for wire in (fresh, kept):
                self.assertFalse(wire.more())
                self.assertEqual(wire.seen, b"")
            self.assertLess(time.monotonic() - begun, IDLE_S + LATE_S)
            self.assertGreater(time.monotonic() - begun, IDLE_S - 0.5)

    def test_an_endless_body_ends(self):
        piece = b"100000\r\n" + b"endless v=1 1\n" * 74898 + b"...." + b"\r\n"
        with self.at_most(64), self.wire() as wire:
            wire.send(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
            begun = time.monotonic()
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                while time.monotonic() - begun < REQUEST_S + 10:
                    wire.send(piece)
            self.assertLess(time.monotonic() - begun, REQUEST_S + LATE_S)
        self.assert_serving()


class Size(Limits):
    options = {"unfinished": 64 << 20, "idle_s": 120}

    def test_a_body_too_large(self):
        body = b"large v=1 1\n" * (BODY_MAX // 12 + 1)
        with self.at_most(64):
            for path, expected in (("/write?db=mydb", '{"error":"Request Entity Too Large"}\n'),
                                   ("/api/v2/write?bucket=mydb", '{"code":"request too large","message":"request too large"}')):
                self.assertEqual(self.feeds.post(body, path), (413, expected))
                self.assertEqual(self.feeds.post(iter([body[:1 << 20]] * 25), path), (413, expected))
        self.assertEqual(self.feeds.journal(), [])

    def test_a_body_too_large_is_not_asked_for(self):
        head = HEAD + b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n"
        answer = exchange(self.feeds.port, head % (BODY_MAX + 1))
        self.assertEqual((answer.status, answer.interim, answer.header("connection")), (413, 0, "close"))
        with self.wire() as wire:
            wire.send(head % 9)
            self.assertEqual(wire.head()[0], 100)
            wire.send(b"asked v=1")
            self.assertEqual(wire.answer().status, 204)

    def test_a_bomb(self):
        with self.at_most(16):
            for unit in (b"#", b"\n", b"bad\n", b"m", b" ", b'"'):
                bomb = gzip.compress(unit * ((200 << 20) // len(unit)), 9)
                self.assertLess(len(bomb), 1 << 20)
                self.assertEqual(self.feeds.post(bomb, headers={"Content-Encoding": "gzip"})[0], 413, unit)
        self.assert_serving()

    def test_chunks_of_one_byte(self):
        body = b"tiny v=1 1\n" * 3000
        with self.at_most(16), self.wire() as wire:
            wire.send(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
            wire.send(b"".join(b"1\r\n%c\r\n" % byte for byte in body) + b"0\r\n\r\n")
            self.assertEqual(wire.answer().status, 204)
        self.assertEqual(len(self.feeds.journal()), 3000)

    def test_a_line_too_long(self):
        long = b'long v="' + b"x" * LINE_MAX + b'" 1'
        status, text = self.feeds.post(b"good v=1 1\n" + long + b"\ngood v=2 2\n")
        self.assertEqual(status, 400)
        self.assertIn("...': found too much, expected an end within the line limit", text)
        self.assertLess(len(text), 1000)
        self.assertEqual(self.feeds.journal(), ["good v=1 1", "good v=2 2"])

    def test_too_many_tags_and_fields(self):
        tags = b"m," + b",".join(b"t%d=1" % i for i in range(4097)) + b" v=1 1"
        fields = b"m " + b",".join(b"f%d=1" % i for i in range(16385)) + b" 1"
        for line, expected in ((tags, "expected fewer tags"), (fields, "expected fewer fields")):
            status, text = self.feeds.post(line + b"\ngood v=1 1")
            self.assertEqual(status, 400)
            self.assertIn(expected, text)
        self.assertEqual(self.feeds.journal(), ["good v=1 1"] * 2)

    def test_a_head_too_large(self):
        with self.at_most(16):
            for head in (HEAD + b"X-Large: " + b"x" * 70_000, b"POST /write?db=" + b"x" * 70_000 + b" HTTP/1.1\r\nHost: 127.0.0.1",
                         HEAD + b"X-Many: 1\r\n" * 20_000):
                answer = exchange(self.feeds.port, head + b"\r\n\r\n")
                self.assertIn(answer.status, (400, 413, 414, 431))
        self.assert_serving()


class Connections(Limits):
    options = {"connections": 8, "idle_s": IDLE_S}

    def test_who_comes_too_late_waits_for_who_is_silent(self):
        with contextlib.ExitStack() as stack:
            silent = [stack.enter_context(self.wire()) for _ in range(8)]
            begun = time.monotonic()
            self.assertEqual(exchange(self.feeds.port, b"GET /ping HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").status, 204)
            self.assertGreater(time.monotonic() - begun, IDLE_S - 0.5)
            self.assertLess(time.monotonic() - begun, IDLE_S + LATE_S)
            for wire in silent:
                self.assertFalse(wire.more())


class Idle(unittest.TestCase):
    N = 5000

    def setUp(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if hard < self.N + 100:
            self.skipTest(f"this process may open {hard} files only")
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))

    def test_five_thousand_idle_connections(self):
        with tempfile.TemporaryDirectory(prefix="shuzhi-test-") as scratch, contextlib.ExitStack() as stack:
            daemon = Daemon("serve", "--data", os.path.join(scratch, "data"))
            stack.callback(daemon.close)
            daemon.await_ready()
            memory = Memory(daemon.process.pid)
            begun = time.monotonic()
            wires = [stack.enter_context(Wire(daemon.feeds)) for _ in range(self.N)]
            for i, wire in enumerate(wires):
                wire.send(HEAD + b"X-Half: 1\r\n" if i % 2 else HEAD + b"Content-Length: 100\r\n\r\nm v=1")
            kept = http.client.HTTPConnection("127.0.0.1", daemon.feeds, timeout=60)
            stack.callback(kept.close)
            slowest_s = 0.0
            for i in range(50):
                asked = time.monotonic()
                kept.request("POST", "/write?db=city", f"m v={i} {i}")
                answer = kept.getresponse()
                answer.read()
                self.assertEqual(answer.status, 204)
                slowest_s = max(slowest_s, time.monotonic() - asked)
            grown = memory.grown_mib()
            print(f"# {self.N} idle connections: {grown:.0f} MiB, slowest write beside them {slowest_s * 1000:.0f} ms")
            self.assertLess(grown, 96 * SLACK)
            self.assertLess(slowest_s, 10.0 if IS_ASAN else 0.5)
            answers = [wire.answer() for wire in wires]
            self.assertEqual({answer.status for answer in answers}, {408})
            self.assertLess(time.monotonic() - begun, 110)
            self.assertEqual(daemon.ask("GET", "/ready")[0], 200)
            self.assertEqual(daemon.stop(), 0)
            self.assertEqual(daemon.said(), "")


del Limits

if __name__ == "__main__":
    unittest.main(verbosity=2)
