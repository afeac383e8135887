"""The screens listener over real sockets: pages, answers, live topics, and nobody who hangs it."""

import itertools
import json
import os
import re
import socket
import struct
import tempfile
import time
import unittest
import urllib.parse

import websocket

from daemon import Daemon as AnyDaemon, await_that

SHUZHID = os.environ["SHUZHID"]
HALL = "330106"


def apply_patch(target, patch):
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = apply_patch(result.get(key), value)
    return result


def without_nulls(value):
    return {k: without_nulls(v) for k, v in value.items() if v is not None} if isinstance(value, dict) else value


class Daemon(AnyDaemon):
    """What it is asked goes to its screens listener."""

    def __init__(self, folder):
        # What the address sanitizer keeps of freed memory would hide what the daemon keeps.
        options = os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=1"
        super().__init__("serve", "--data", folder, environment={"ASAN_OPTIONS": options})
        self.port = self.screens
        self.await_ready()

    def until(self, is_so):
        await_that("so", is_so)

    def ask(self, method, path, body=None, headers=None, port=None):
        return super().ask(method, path, body, headers, port or self.screens)

    def get(self, path, headers=None):
        return self.ask("GET", path, headers=headers)

    def post(self, *lines):
        return self.ask("POST", "/write?db=x", "\n".join(lines).encode(), port=self.feeds)

    def live(self, **options):
        return websocket.create_connection(f"ws://127.0.0.1:{self.port}/live", timeout=20,
                                           subprotocols=["shuzhi.v1"], **options)

    def proc(self, name):
        with open(f"/proc/{self.process.pid}/{name}") as file:
            return file.read()

    def cpu_s(self):
        fields = self.proc("stat").rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def rss_kb(self):
        return int(re.search(r"VmRSS:\s+(\d+)", self.proc("status"))[1])


def say(live, **message):
    live.send(json.dumps(message))
    return live


def hear(live):
    return json.loads(live.recv())


def closed_with(live):
    while True:
        opcode, data = live.recv_data(control_frame=True)
        if opcode == websocket.ABNF.OPCODE_CLOSE:
            return int.from_bytes(data[:2], "big")


BODIES = {
    "length": lambda n: f"Content-Length: {n}\r\n\r\n".encode() + b"x" * n,
    "chunked": lambda n: b"Transfer-Encoding: chunked\r\n\r\n" + (b"%x\r\n%s\r\n" % (n, b"x" * n) if n else b"")
    + b"0\r\n\r\n",
    "both": lambda n: f"Content-Length: {n}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    + (b"%x\r\n%s\r\n" % (n, b"x" * n) if n else b"") + b"0\r\n\r\n",
}
UPGRADE = (b"GET /live HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
           b"Sec-WebSocket-Protocol: %s\r\n")
FIRSTS = {
    "get": b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "get of the pool": b"GET /api/v1/halls HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "head, closing": b"HEAD /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
    "get of 1.0, staying": b"GET /health HTTP/1.0\r\nHost: 127.0.0.1\r\nConnection: keep-alive\r\n\r\n",
    "upgrade": UPGRADE % b"shuzhi.v1" + b"\r\n",
    "bad upgrade": UPGRADE % b"other" + b"\r\n",
    "h2c": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n",
}
SIZES = (0, 1, 4079, 4081, 65536)


def attacks():
    """First request, second request with a body, and whether they come in one segment: 252 of them."""
    methods = itertools.cycle((b"POST", b"PUT", b"PATCH", b"GET", b"DELETE", b"OPTIONS"))
    for (_, first), (_, body), size, is_split in itertools.product(
            FIRSTS.items(), BODIES.items(), SIZES + (17,), (False, True)):
        yield first, next(methods) + b" /write HTTP/1.1\r\nHost: 127.0.0.1\r\n" + body(size), is_split


class Screens(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory(prefix="shuzhi-test-")
        self.daemon = Daemon(os.path.join(self.scratch.name, "data"))

    def tearDown(self):
        if self.daemon.process.poll() is None:
            self.assertEqual(self.daemon.stop(), 0)
        self.daemon.close()
        self.scratch.cleanup()

    def test_answers(self):
        status, headers, _ = self.daemon.get("/")
        self.assertEqual((status, headers["location"]), (302, "/city"))
        status, headers, body = self.daemon.get("/api/v1/halls")
        self.assertEqual(status, 200)
        self.assertIn(HALL, body.decode())
        self.assertEqual(self.daemon.get("/api/v1/halls", {"If-None-Match": headers["etag"]})[0], 304)
        self.assertEqual(self.daemon.get("/api/v1/queues?area=no%26such")[0], 404)
        self.assertIn("no&such", self.daemon.get("/api/v1/queues?area=no%26such")[2].decode())
        for nothing in ("?", "?&", "?&&"):
            self.assertEqual(self.daemon.get("/api/v1/halls" + nothing)[0], 200, nothing)
        self.assertEqual(self.daemon.get("/metrics")[0], 200)
        self.assertEqual(self.daemon.get("/ping")[0], 204)
        self.assertEqual(self.daemon.ask("HEAD", "/api/v1/halls")[1]["content-length"], str(len(body)))
        status, headers, _ = self.daemon.get("/static/favicon.svg")
        self.assertEqual((status, headers["content-type"]), (200, "image/svg+xml"))
        self.assertEqual(self.daemon.get("/static/favicon.svg", {"If-None-Match": headers["etag"]})[0], 304)
        self.assertEqual(self.daemon.get("/static/../screens.c")[0], 404)
        status, _, body = self.daemon.get("/wall/%3Cb%3E")
        self.assertEqual(status, 404)
        self.assertNotIn(b"<b>", body)
        self.assertIn("default-src 'self'", headers["content-security-policy"])
        self.assertEqual(headers["x-content-type-options"], "nosniff")

    def test_what_is_refused(self):
        for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
            self.assertIn(self.daemon.ask(method, "/health")[0], (400, 405), method)
        self.assertEqual(self.daemon.ask("GET", "/health", body=b"x")[0], 400)
        for name in ("X-Forwarded-For", "Forwarded", "X-Forwarded-Host", "Via", "X-Real-IP"):
            self.assertEqual(self.daemon.get("/health", {name: "1.2.3.4"})[0], 403, name)
        self.assertEqual(self.daemon.get("/health", {"Host": "evil.example"})[0], 403)
        for origin in ("http://evil.example", "null", f"http://127.0.0.1:{self.daemon.port}.evil.example"):
            with self.assertRaises(websocket.WebSocketBadStatusException) as caught:
                self.daemon.live(origin=origin)
            self.assertEqual(caught.exception.status_code, 403)
        self.daemon.live(origin=f"http://127.0.0.1:{self.daemon.port}").close()

    def test_no_packet_hangs_a_listener(self):
        for port in (self.daemon.screens, self.daemon.feeds):
            with self.subTest("screens" if port == self.daemon.screens else "feeds"):
                self.check_no_packet_hangs(port)

    def check_no_packet_hangs(self, port):
        n = 0
        held = []
        for first, second, is_split in attacks():
            stream = socket.create_connection(("127.0.0.1", port), timeout=10)
            try:
                if is_split:
                    stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    stream.sendall(first)
                    stream.sendall(second)
                else:
                    stream.sendall(first + second)
            except (ConnectionResetError, BrokenPipeError):
                pass  # refused before all of it was read
            held.append(stream)
            n += 1
            if n % 21 == 0:
                self.assertEqual(self.daemon.ask("GET", "/health", port=port)[0], 200)
        self.assertEqual(n, 252)
        self.assertEqual(self.daemon.ask("GET", "/api/v1/halls", port=port)[0], 200)
        before = self.daemon.cpu_s()
        time.sleep(1)  # the claim is about a second in which nothing happens
        self.assertLess(self.daemon.cpu_s() - before, 0.5)
        for stream in held:
            stream.close()

    def test_state_then_deltas(self):
        self.daemon.write(f'window,hall={HALL},window=W1 state="open"')
        live = say(self.daemon.live(), op="subscribe", id=7, topic="windows", hall=HALL)
        self.daemon.until(lambda: b"W1" in self.daemon.get(f"/api/v1/windows?hall={HALL}")[2])
        first = hear(live)
        self.assertEqual((first["id"], first["seq"]), (7, 1))
        state = first["state"]
        self.daemon.write(f'window,hall={HALL},window=W2 state="paused",reason="就餐"')
        while "W2" not in state["windows"]:
            frame = hear(live)
            self.assertEqual(list(frame), ["id", "seq", "time", "delta"])
            self.assertEqual(frame["seq"], first["seq"] + 1)
            first, state = frame, apply_patch(state, frame["delta"])
        answer = json.loads(self.daemon.get(f"/api/v1/windows?hall={HALL}")[2])["windows"]
        self.assertEqual(state["windows"], {w.pop("window"): without_nulls(w) for w in answer})
        live.close()

    def time_now(self, live):
        return hear(say(live, op="ping", id=99))["time"]

    def test_a_state_is_sent_with_the_time_of_now(self):
        live = say(self.daemon.live(), op="subscribe", id=1, topic="kiosks", hall=HALL)
        first = hear(live)
        late = self.daemon.live()
        self.daemon.until(lambda: self.time_now(late) > first["time"])
        before = self.time_now(late)
        frame = hear(say(late, op="subscribe", id=2, topic="kiosks", hall=HALL))
        self.assertEqual(list(frame), ["id", "seq", "time", "state"])
        self.assertEqual((frame["seq"], frame["state"]), (first["seq"], first["state"]))
        self.assertGreaterEqual(frame["time"], before)
        for each in (live, late):
            each.close()

    def pictures_drawn(self):
        return int(re.search(rb"^shuzhid_pictures_drawn_total (\d+)", self.daemon.get("/metrics")[2], re.M)[1])

    def test_a_panel_is_drawn_once_and_only_when_it_changes(self):
        panel = {"panel": "queues", "hall": HALL, "w": 400, "h": 300, "dpr": 1, "theme": "dark"}
        walls = [say(self.daemon.live(), op="subscribe", id=5, topic="panel", **panel) for _ in range(20)]
        pictures = [live.recv() for live in walls]
        self.assertEqual(len({bytes(picture) for picture in pictures}), 1)
        version, kind, zero, number, seq = struct.unpack(">BBHIQ", pictures[0][:16])
        self.assertEqual((version, kind, zero, number, seq), (1, 1, 0, 5, 1))
        self.assertEqual(pictures[0][16:24], b"\x89PNG\r\n\x1a\n")
        query = urllib.parse.urlencode({name: value for name, value in panel.items() if name != "panel"})
        status, headers, body = self.daemon.get(f"/api/v1/panels/queues.png?{query}")
        self.assertEqual((status, body), (200, bytes(pictures[0][16:])))
        self.assertEqual(self.pictures_drawn(), 1)
        # Time goes on and other halls speak; what this hall shows stays the same.
        self.daemon.write('window,hall=330105,window=W1 state="open"')
        self.daemon.until(lambda: b"W1" in self.daemon.get("/api/v1/windows?hall=330105")[2])
        again = self.daemon.get(f"/api/v1/panels/queues.png?{query}", {"If-None-Match": headers["etag"]})
        self.assertEqual((again[0], again[2]), (304, b""))
        self.assertEqual(self.pictures_drawn(), 1)
        for live in walls:
            live.close()

    def test_words_of_a_panel(self):
        self.daemon.write(f'ticket,hall={HALL},queue=A,event=take id="A1"')
        asked = {"panel": "queues", "hall": HALL, "w": 700, "h": 400, "bare": True}
        live = say(self.daemon.live(), op="subscribe", id=6, topic="words", **asked)
        state = hear(live)["state"]
        self.assertEqual(state["title"], "排队")
        self.assertEqual(set(state["text"]), {"zh", "en"})
        said = json.loads(self.daemon.get(f"/api/v1/panels/queues.json?hall={HALL}&w=700&h=400&bare=1")[2])
        self.assertIn("hits", said)
        self.assertEqual(say(live, op="subscribe", id=7, topic="words", **{**asked, "panel": "nobody"}) and
                         hear(live)["error"]["code"], "unknown_panel")
        live.close()

    def test_operations(self):
        live = self.daemon.live()
        for text, code in (("nonsense", "bad_json"), ('{"id":1,"op":"dance"}', "unknown_op"), ("[]", "bad_json"),
                           ('{"id":1,"op":"act"}', "not_available"), ('{"op":"ping"}', "bad_id"),
                           ('{"id":1,"op":"unsubscribe"}', "unknown_id"),
                           ('{"id":1,"op":"subscribe","topic":"x"}', "unknown_topic"),
                           ('{"id":1,"op":"subscribe","topic":"queues","hall":"none"}', "unknown_hall")):
            live.send(text)
            self.assertEqual(hear(live)["error"]["code"], code, text)
        self.assertTrue(hear(say(live, op="ping", id=3))["ok"])
        live.close()

    def test_bounds(self):
        live = self.daemon.live()
        # At once, or the end of the connection meets the rest of them.
        pings = [websocket.ABNF.create_frame(json.dumps({"op": "ping", "id": i}), websocket.ABNF.OPCODE_TEXT).format()
                 for i in range(60)]
        live.sock.sendall(b"".join(pings))
        self.assertEqual(closed_with(live), 1008)
        live = self.daemon.live()
        live.send("x" * 16385)
        self.assertEqual(closed_with(live), 1009)
        live = self.daemon.live()
        live.send_binary(b"x")
        self.assertEqual(closed_with(live), 1003)
        live = self.daemon.live()
        self.assertEqual(self.daemon.stop(), 0)
        self.assertEqual(closed_with(live), 1001)

    def test_heartbeat(self):
        live = say(self.daemon.live(), op="subscribe", id=1, topic="kiosks", hall=HALL)
        self.assertIn("state", hear(live))
        begun = time.monotonic()
        self.assertEqual(list(hear(live)), ["id", "seq", "time"])
        self.assertLess(9, time.monotonic() - begun)
        self.assertLess(time.monotonic() - begun, 12)

    def test_numbers_do_not_wait_for_pictures(self):
        def watch(kind, first):
            live = self.daemon.live()
            for i in range(45):
                say(live, op="subscribe", id=i, topic="panel", panel=kind, hall=HALL, w=1900 - first - i, h=1000)
            return live
        watchers = [watch("queues", 45 * i) for i in range(8)]
        hear_one = watchers[0].recv()  # drawing has begun, and 359 pictures wait
        self.assertEqual(hear_one[:2], b"\x01\x01")
        for _ in range(5):
            begun = time.monotonic()
            self.assertEqual(self.daemon.get(f"/api/v1/queues?hall={HALL}")[0], 200)
            self.assertLess(time.monotonic() - begun, 1)
        begun = time.monotonic()
        self.assertEqual(self.daemon.stop(), 0)
        self.assertLess(time.monotonic() - begun, 2)
        for live in watchers:
            live.sock.close()

    def test_stalled_clients_cost_little(self):
        self.daemon.write(*(f'window,hall={HALL},window=W{i} state="open"' for i in range(2000)))
        stalled = [say(self.daemon.live(sockopt=((socket.SOL_SOCKET, socket.SO_RCVBUF, 4096),)),
                       op="subscribe", id=1, topic="windows", hall=HALL) for _ in range(40)]
        watcher = say(self.daemon.live(), op="subscribe", id=1, topic="windows", hall=HALL)
        hear(watcher)
        for i in range(60):
            if i == 30:
                before = self.daemon.rss_kb()
            word = "paused" if i % 2 else "open"
            self.daemon.write(*(f'window,hall={HALL},window=W{k} state="{word}",reason="{i}"' for k in range(2000)))
            hear(watcher)
        # A copy of what each of them has missed would be 40 times 30 times some 200 KB.
        grown = self.daemon.rss_kb() - before
        print(f"# 40 stalled clients, 30 changes: {grown} KB", flush=True)
        self.assertLess(grown, 60000)
        self.assertEqual(self.daemon.get("/health")[0], 200)
        for live in stalled:
            live.sock.close()


if __name__ == "__main__":
    unittest.main()
