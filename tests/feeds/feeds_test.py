"""The feeds listener over real sockets: InfluxDB's answers, durability, and nobody who hangs it."""

import http.client
import os
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest

from daemon import await_that
from listener import IS_ASAN, Listener

HEAD = "POST /write?db=mydb HTTP/1.1\r\nHost: 127.0.0.1\r\n"


def read_status(stream):
    """Status of one answer; '' when the connection was closed without any."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = stream.recv(65536)
        if not piece:
            break
        data += piece
    return data.split(b"\r\n", 1)[0].decode()


def unread_bytes(port):
    """Of what was sent to a port of this machine: proc(5), /proc/net/tcp."""
    with open("/proc/net/tcp", encoding="ascii") as table:
        rows = [line.split() for line in table.readlines()[1:]]
    return sum(int(row[4].split(":")[1], 16) for row in rows if row[1].endswith(f":{port:04X}") and row[3] == "01")


class Feeds(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory(prefix="shuzhi-test-")
        self.feeds = Listener(os.path.join(self.scratch.name, "data"))

    def tearDown(self):
        if self.feeds.process.poll() is None:
            self.assertEqual(self.feeds.stop(), 0)
        self.scratch.cleanup()

    def assert_serving(self):
        self.assertEqual(self.feeds.post("ok v=1 1")[0], 204)

    def test_an_acknowledged_line_survives_a_kill(self):
        for i in range(20):
            self.assertEqual(self.feeds.post(f"m v={i} {i}")[0], 204)
        self.feeds.stop(signal.SIGKILL)
        self.feeds = Listener(self.feeds.folder)
        self.assertEqual(self.feeds.journal(), [f"m v={i} {i}" for i in range(20)])

    def test_requests_that_become_ready_at_once(self):
        for n in (128, 256, 384):
            streams = [self.feeds.connect() for _ in range(n)]
            self.feeds.process.send_signal(signal.SIGSTOP)
            for i, stream in enumerate(streams):
                body = f"burst v={i} {n}"
                stream.sendall(f"{HEAD}Content-Length: {len(body)}\r\n\r\n{body}".encode())
            started = time.monotonic()
            self.feeds.process.send_signal(signal.SIGCONT)
            for stream in streams:
                self.assertEqual(read_status(stream), "HTTP/1.1 204 No Content")
                stream.close()
            self.assertLess(time.monotonic() - started, 3.0 if IS_ASAN else 1.0, n)

    def test_many_writers_lose_and_double_nothing(self):
        def write(worker):
            connection = http.client.HTTPConnection("127.0.0.1", self.feeds.port, timeout=30)
            for i in range(50):
                connection.request("POST", "/write?db=mydb", f"w,k={worker} v={i}i {i}")
                answer = connection.getresponse()
                answer.read()
                if answer.status != 204:
                    failures.append(answer.status)
            connection.close()

        failures = []
        threads = [threading.Thread(target=write, args=(k,)) for k in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(failures, [])
        self.assertEqual(sorted(self.feeds.journal()),
                         sorted(f"w,k={k} v={i}i {i}" for k in range(8) for i in range(50)))

    def test_bad_framing_is_refused_and_the_connection_closed(self):
        heads = [
            HEAD + "Content-Length: 5\r\nContent-Length: 6\r\n",
            HEAD + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
            HEAD + "Transfer-Encoding: gzip\r\n",
            HEAD + "Host: 127.0.0.1\r\nContent-Length: 5\r\n",
            "POST /write?db=mydb HTTP/1.1\r\nContent-Length: 5\r\n",
        ]
        for head in heads:
            stream = self.feeds.connect()
            stream.sendall((head + "\r\na v=1").encode())
            self.assertEqual(read_status(stream).split(" ")[1:2], ["400"], head)
            stream.close()
            self.assert_serving()
        self.assertEqual([line for line in self.feeds.journal() if line.startswith("a ")], [])

    def test_pipelined_bodies_are_separate_requests(self):
        stream = self.feeds.connect()
        one = "p v=1 1"
        stream.sendall((f"{HEAD}Content-Length: {len(one)}\r\n\r\n{one}" * 3).encode())
        seen = b""
        while seen.count(b"HTTP/1.1 204") < 3:
            piece = stream.recv(65536)
            self.assertTrue(piece, seen)
            seen += piece
        stream.close()
        self.assertEqual(self.feeds.journal(), ["p v=1 1"] * 3)

    def test_open_use_is_for_programs_on_this_machine(self):
        for header, status in (({"Origin": "http://127.0.0.1"}, 403), ({"Sec-Fetch-Site": "none"}, 403),
                               ({"X-Forwarded-For": "10.0.0.1"}, 401), ({"Host": "example.org"}, 401),
                               ({"Host": "localhost.example.org"}, 401), ({"Host": "localhost:8086"}, 204)):
            self.assertEqual(self.feeds.post("a v=1 1", headers=header)[0], status, header)

    def test_unfinished_bodies_are_bounded(self):
        # The driver lets bodies in the making take 8 MiB together.
        line = b"big v=1 1\n"
        part = line * (1_000_000 // len(line))
        streams = []
        for _ in range(6):
            streams.append(self.feeds.connect())
            streams[-1].sendall(HEAD.encode() + b"Content-Length: %d\r\n\r\n" % (3 * len(part)))
        for _ in range(2):
            for stream in streams:
                stream.sendall(part)
                self.assert_serving()
        await_that("all of that is read", lambda: unread_bytes(self.feeds.port) == 0)
        for stream in streams:
            stream.sendall(part)
        statuses = [read_status(stream).split(" ")[1] for stream in streams]
        self.assertIn("503", statuses)
        self.assertIn("204", statuses)
        self.assertEqual(set(statuses), {"204", "503"})
        self.assertEqual(self.feeds.post(part)[0], 204, "what was given up is still counted")
        n = sum(entry.startswith("big ") for entry in self.feeds.journal())
        self.assertEqual(n, (3 * statuses.count("204") + 1) * part.count(b"\n"))
        for stream in streams:
            stream.close()

    def begin_large(self, n_streams, part, n_parts):
        streams = [self.feeds.connect() for _ in range(n_streams)]
        for stream in streams:
            stream.sendall(HEAD.encode() + b"Content-Length: %d\r\n\r\n" % (n_parts * len(part)) + part)
        return streams

    def test_who_stops_in_a_large_body_keeps_nobody_waiting(self):
        part = b"slow v=1 1\n" * 20_000
        streams = self.begin_large(8, part, 3)
        self.assertEqual(self.feeds.post(b"fast v=1 1\n" * 50_000)[0], 204)
        for stream in streams:
            stream.sendall(part[:-1])
            self.assert_serving()
        self.assertEqual(self.feeds.post(b"fast v=1 1\n" * 50_000)[0], 204)
        for stream in reversed(streams):
            stream.sendall(part[-1:] + part)
        for stream in streams:
            self.assertEqual(read_status(stream), "HTTP/1.1 204 No Content")
            stream.close()
        self.assertEqual(sum(line.startswith("slow ") for line in self.feeds.journal()), 8 * 60_000)

    def test_who_leaves_in_a_large_body_keeps_nobody_waiting(self):
        streams = self.begin_large(16, b"gone v=1 1\n" * 20_000, 2)
        for stream in streams:
            stream.close()
            self.assertEqual(self.feeds.post(b"fast v=1 1\n" * 20_000)[0], 204)
        self.assertNotIn("gone v=1 1", self.feeds.journal())

    def test_stopping_in_the_middle_of_large_bodies(self):
        streams = self.begin_large(16, b"big v=1 1\n" * 50_000, 2)
        self.assertEqual(self.feeds.stop(), 0)
        for stream in streams:
            stream.close()

    def test_stopping_answers_what_waits(self):
        streams = [self.feeds.connect() for _ in range(64)]
        for i, stream in enumerate(streams):
            body = f"last v={i} 1"
            stream.sendall(f"{HEAD}Content-Length: {len(body)}\r\n\r\n{body}".encode())
        status = self.feeds.stop()
        answered = 0
        for stream in streams:
            try:
                answered += read_status(stream) == "HTTP/1.1 204 No Content"
            except ConnectionResetError:
                pass  # never read: nothing was promised
            stream.close()
        self.assertEqual(status, 0)
        self.assertLessEqual(answered, len(self.feeds.journal()))


if __name__ == "__main__":
    unittest.main()
