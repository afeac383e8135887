"""The daemon as people run it: feeds in, answers out, nothing lost, and a demo that lives."""

import hashlib
import json
import os
import re
import signal
import socket
import subprocess
import tempfile
import time
import unittest

from daemon import WAIT_MAX_S, Daemon as AnyDaemon, await_that

SHUZHID = os.environ["SHUZHID"]
SOURCE = os.environ["SHUZHI_SOURCE"]
PATHS = ["/api/v1/halls", "/api/v1/queues?hall=330106", "/api/v1/queues?area=330100",
         "/api/v1/windows?hall=330106", "/api/v1/kiosks?hall=330106", "/api/v1/ratings?hall=330106",
         "/api/v1/cases?state=all&limit=50", "/api/v1/case?hall=330106&id=C1",
         "/api/v1/index?hall=330106", "/api/v1/index?area=330100", "/api/v1/ranking?tier=county",
         "/api/v1/indicators?indicator=L04"]


class Daemon(AnyDaemon):
    """Bodies as text."""

    def ask(self, *question, **more):
        status, headers, body = super().ask(*question, **more)
        return status, headers, body.decode()


def query(folder, *arguments):
    done = subprocess.run([SHUZHID, "query", "--data", folder, *arguments], capture_output=True, text=True)
    assert done.returncode == 0, (arguments, done.stderr)
    return done.stdout.rstrip("\n")


def journal(folder, action):
    return subprocess.run([SHUZHID, "journal", action, "--data", folder], capture_output=True, text=True)


def actions(folder, kind):
    return [line for line in journal(folder, "cat").stdout.splitlines() if line.startswith(f"action,kind={kind} ")]


def some_lines(now_ns, second=1_000_000_000):
    def at(age_s):
        return now_ns - age_s * second
    return [
        f'ticket,hall=330106,queue=A,event=take id="A001" {at(900)}',
        f'ticket,hall=330106,queue=A,event=call,window=W1 id="A001" {at(300)}',
        f'ticket,hall=330106,queue=B,event=take id="B001" {at(60)}',
        f'window,hall=330106,window=W1 state="serving" {at(299)}',
        f'kiosk,hall=330106,kiosk=K1,event=heartbeat state="online" {at(20)}',
        f'case,hall=330106,item=GA0602,channel=window,event=accept id="C1",promise=3i,promise_unit="workday" {at(400)}',
        f'case,hall=330106,item=GA0602,channel=window,event=close id="C1" {at(30)}',
        f'case,hall=330106,item=GA0602,channel=online,event=apply id="C2" {at(30)}',
        f'rating,hall=330106,event=new,channel=window id="R1",level=5i,active=true {at(10)}',
    ]


class Serve(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory(prefix="shuzhi-test-")
        self.folder = os.path.join(self.scratch.name, "data")
        self.daemons = []

    def tearDown(self):
        for daemon in self.daemons:
            daemon.close()
        self.scratch.cleanup()

    def start(self, *options):
        self.daemons.append(Daemon("serve", "--data", self.folder, *options))
        return self.daemons[-1].await_ready()

    def configure(self, name):
        """A folder in which a hall and a queue are called so, and weights are others."""
        folder = os.path.join(self.scratch.name, "config")
        os.makedirs(folder, exist_ok=True)
        for file in ("halls.yaml", "index.yaml"):
            with open(os.path.join(SOURCE, "config", "default", file), encoding="utf-8") as shipped:
                text = shipped.read()
            text = text.replace("西湖区政务服务中心", name).replace("综合受理", name).replace("weight: 20", "weight: 30")
            with open(os.path.join(folder, file), "w", encoding="utf-8") as mine:
                mine.write(text)
        return folder

    def n_actions(self):
        """Configurations in force, in a chain that is whole."""
        verify = journal(self.folder, "verify")
        self.assertEqual(verify.returncode, 0, verify.stdout)
        return len(actions(self.folder, "config"))

    def n_waiting(self, daemon, hall="330106"):
        return sum(queue["waiting"] for queue in daemon.get(f"/api/v1/queues?hall={hall}")["queues"])

    def test_a_line_is_seen(self):
        daemon = self.start()
        status, _, _ = daemon.post(*some_lines(time.time_ns()))
        self.assertEqual(status, 204)
        await_that("a person waits", lambda: self.n_waiting(daemon) == 1)
        self.assertEqual(daemon.stop(), 0)

    def test_live_and_offline_say_the_same(self):
        self.check_live_and_offline(self.start())

    def test_live_and_offline_say_the_same_of_a_configuration(self):
        daemon = self.start("--config", self.configure("新西湖大厅"))
        self.configure("后来的大厅")  # what the folder holds later is not in force
        self.check_live_and_offline(daemon)
        self.assertIn("新西湖大厅", query(self.folder, "/api/v1/index?hall=330106"))

    def check_live_and_offline(self, daemon):
        daemon.write(*some_lines(time.time_ns()))
        await_that("a person waits", lambda: self.n_waiting(daemon) == 1)
        await_that("an index", lambda: daemon.ask("GET", "/api/v1/index?hall=330106")[0] == 200)
        for path in PATHS:
            status, headers, live = daemon.ask("GET", path)
            self.assertEqual(status, 200, (path, live))
            # What comes later is no part of that answer.
            daemon.write(f'ticket,hall=330106,queue=A,event=take id="L{PATHS.index(path)}" {time.time_ns()}')
            at = json.loads(live)["time"] if live.startswith("{") else None
            if at is None:
                continue
            batch = headers["X-Shuzhi-Batch"]
            self.assertEqual(query(self.folder, "--at", at, "--batch", batch, path), live, path)

    def test_the_index_of_then_beside_the_state_of_now(self):
        daemon = self.start()
        monday = 1_772_417_000_000_000_000  # 2026-03-02T10:03:20+08:00
        daemon.write(f'kiosk,hall=330106,kiosk=K1,event=state state="online" {monday}')
        path = "/api/v1/panels/index.json?hall=330106"
        await_that("an index", lambda: daemon.ask("GET", path)[0] == 200)
        _, first, _ = daemon.ask("GET", path)
        daemon.write(*some_lines(monday))
        await_that("a person waits", lambda: daemon.ask("GET", path)[1]["X-Shuzhi-Batch"] != first["X-Shuzhi-Batch"])
        _, headers, _ = daemon.ask("GET", path)
        self.assertLessEqual(int(headers["X-Shuzhi-Index-Batch"]), int(headers["X-Shuzhi-Batch"]))
        self.assertNotIn("X-Shuzhi-Index-Batch", daemon.ask("GET", "/api/v1/queues?hall=330106")[1])
        at = ["--at", "2026-03-02T10:03:25"]
        before = query(self.folder, *at, "--batch", first["X-Shuzhi-Batch"], path)
        after = query(self.folder, *at, path)
        self.assertNotEqual(before, after)
        # The panel shows the index alone: with the index of before it says what it said before.
        self.assertEqual(query(self.folder, *at, "--index-batch", first["X-Shuzhi-Batch"], path), before)

    def test_the_configuration_in_force(self):
        path = "/api/v1/index?hall=330106"

        def life(*options):
            """One daemon; what it says of the hall, and how to ask for that again."""
            daemon = self.start(*options)
            _, headers, body = daemon.ask("GET", path)
            self.assertEqual(daemon.stop(), 0)
            return ["--at", json.loads(body)["time"], "--batch", headers["X-Shuzhi-Batch"]], body

        none = life()
        self.assertEqual(self.n_actions(), 1)
        life()
        self.assertEqual(self.n_actions(), 1)  # the same one
        first = life("--config", self.configure("第一大厅"))
        self.assertEqual(self.n_actions(), 2)
        second = life("--config", self.configure("第二大厅"))
        self.assertEqual(self.n_actions(), 3)
        last = life()
        self.assertEqual(self.n_actions(), 4)
        for instant, live in (none, first, second, last):
            self.assertEqual(query(self.folder, *instant, path), live)
        self.assertIn("第一大厅", first[1])
        self.assertIn("第二大厅", second[1])
        self.assertIn("西湖区政务服务中心", last[1])
        early = query(self.folder, "--at", "2020-01-01", path)
        self.assertIn("西湖区政务服务中心", early)  # before the first decision: as in it
        mine = query(self.folder, *last[0], "--config", self.configure("第三大厅"), path)
        self.assertIn("第三大厅", mine)

    def check_stored(self):
        """The halls of the first decision: there, then altered, then gone."""
        folder = os.path.join(self.folder, "config")
        self.assertEqual(os.stat(folder).st_mode & 0o777, 0o700)
        lines = actions(self.folder, "config")
        name = re.search(r'halls\.yaml="([0-9a-f]{64})"', lines[0]).group(1)
        stored = os.path.join(folder, name)
        self.assertEqual(os.stat(stored).st_mode & 0o777, 0o600)
        with open(stored, "rb") as file:
            content = file.read()
        self.assertEqual(hashlib.sha256(content).hexdigest(), name)
        self.assertEqual(hashlib.sha256(lines[0].encode()).hexdigest(), re.search('prev="(.*?)"', lines[1]).group(1))
        with open(stored, "ab") as file:
            file.write(b"\n")
        self.check_complaint(f"{stored} (halls.yaml): altered")
        os.unlink(stored)
        self.check_complaint(f"{stored} (halls.yaml): cannot be read: No such file")

    def check_complaint(self, expected):
        picture = os.path.join(self.scratch.name, "queues.png")
        for options in (["query", "/api/v1/queues?hall=330106"],
                        ["render", "--hall", "330106", "--size", "600x400", "--out", picture, "queues"]):
            done = subprocess.run([SHUZHID, *options, "--data", self.folder], capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stdout, len(done.stderr.splitlines())), (1, "", 1), done.stderr)
            self.assertIn(expected, done.stderr)

    def test_without_at_the_configuration_is_that_of_the_last_event(self):
        daemon = self.start("--config", self.configure("第一大厅"))
        monday_ns = 1772417400 * 10**9  # 2026-03-02T10:10+08:00
        daemon.write(*some_lines(monday_ns))
        await_that("lines are in", lambda: "\nshuzhid_lines_total 9\n" in daemon.ask("GET", "/metrics")[2])
        daemon.stop()
        path = "/api/v1/index?hall=330106"
        before = query(self.folder, path)
        self.assertIn("第一大厅", before)
        self.start("--config", self.configure("第二大厅")).stop()
        self.assertEqual(self.n_actions(), 2)
        # The last event is older than both decisions.
        self.assertEqual(query(self.folder, path), before)
        self.assertIn("第二大厅", query(self.folder, "--at", "2100-01-01", path))
        self.check_stored()

    def test_nobody_else_decides(self):
        daemon = self.start()
        line = f'action,kind=config prev="",halls.yaml="{"0" * 64}" {time.time_ns()}'
        status, _, body = daemon.post(line, f'ticket,hall=330106,queue=A,event=take id="N1" {time.time_ns()}')
        self.assertEqual(status, 400, body)
        self.assertIn("written by the daemon only", body)
        await_that("the good line is kept", lambda: self.n_waiting(daemon) == 1)
        status, _, body = daemon.ask("POST", "/api/v2/write?bucket=city&org=o", line)
        self.assertEqual(status, 400, body)
        self.assertEqual(self.n_actions(), 1)
        written = daemon.ask("GET", "/metrics")[2]
        daemon.stop()
        self.assertEqual(journal(self.folder, "verify").returncode, 0)
        of_kinds = sorted(line.split(" ")[0] for line in journal(self.folder, "cat").stdout.splitlines()
                          if line.startswith("action"))
        # That they were refused is a decision of the daemon; what they said is not in the journal.
        self.assertEqual(set(of_kinds), {"action,kind=config", "action,kind=refused"}, of_kinds)
        self.assertEqual(of_kinds.count("action,kind=config"), 1)
        self.assertNotIn('halls.yaml="0000', journal(self.folder, "cat").stdout)
        self.assertRegex(written, r"\nshuzhid_actions_total [123]\n")
        done = subprocess.run([SHUZHID, "lint", "--standard", "-"], input=line + "\n", capture_output=True, text=True)
        self.assertEqual(json.loads(done.stdout)["error"], "reserved_measurement", done)

    def test_tags_say_what_changed(self):
        daemon = self.start()
        daemon.write(*some_lines(time.time_ns()))
        await_that("a person waits", lambda: self.n_waiting(daemon) == 1)
        path = "/api/v1/windows?hall=330106"
        _, headers, _ = daemon.ask("GET", path)
        self.assertEqual(headers["Cache-Control"], "no-cache")
        tag = headers["ETag"]
        status, _, body = daemon.ask("GET", path, headers={"If-None-Match": f'"x", {tag}'})
        self.assertEqual((status, body), (304, ""))
        daemon.write(f'window,hall=330106,window=W9 state="open" {time.time_ns()}')
        await_that("another tag", lambda: daemon.ask("GET", path, headers={"If-None-Match": tag})[0] == 200)

    def test_bad_questions(self):
        daemon = self.start()
        for method, path, expected in [("GET", "/api/v1/nope", 404), ("GET", "/api/v1/queues?hall=none", 404),
                                       ("GET", "/api/v1/queues?hal=330106", 400), ("DELETE", "/api/v1/halls", 405),
                                       ("GET", "/api/v1/queues?hall=330106%00x", 404),
                                       ("GET", "/api/v1/queues?hall%00x=330106", 400),
                                       ("GET", "/api/v1/halls%00x", 404), ("GET", "/api/v1/cases?cursor=%00", 400),
                                       ("GET", "/api/v1/halls?at=then", 400)]:
            status, headers, body = daemon.ask(method, path)
            self.assertEqual(status, expected, (path, body))
            self.assertIn("error", json.loads(body), path)
            self.assertTrue(headers["Content-Type"].startswith("application/json"), path)
        self.assertEqual(daemon.ask("GET", "/elsewhere")[::2], (404, "404 page not found\n"))
        status, _, body = daemon.ask("HEAD", "/api/v1/halls")
        self.assertEqual((status, body), (200, ""))
        self.assertEqual(daemon.ask("GET", "/api/v1/halls", headers={"Origin": "http://evil"})[0], 403)
        status, headers, body = daemon.ask("GET", "/metrics")
        self.assertEqual(status, 200)
        self.assertIn("version=0.0.4", headers["Content-Type"])
        self.assertIn("\nshuzhid_ready 1\n", body)

    def test_nothing_acknowledged_is_lost(self):
        now_ns = time.time_ns()
        n = 0
        for _ in range(5):
            daemon = self.start()
            for _ in range(7):
                n += 1
                status, _, _ = daemon.post(f'ticket,hall=330106,queue=A,event=take id="T{n:04}" {now_ns - n}')
                self.assertEqual(status, 204)
            daemon.stop(signal.SIGKILL)
        daemon = self.start()
        self.assertEqual(self.n_waiting(daemon), n)
        self.assertEqual(daemon.stop(), 0)
        done = subprocess.run([SHUZHID, "journal", "verify", "--data", self.folder], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_many_that_become_ready_at_once(self):
        daemon = self.start()
        for n in (128, 256, 384):
            streams = [socket.create_connection(("127.0.0.1", daemon.feeds), timeout=60) for _ in range(n)]
            for stream in streams:  # accepted, so that what follows is all there is to do
                stream.sendall(b"GET /ping HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                self.assertIn(b"204", stream.recv(4096))
            daemon.process.send_signal(signal.SIGSTOP)
            for i, stream in enumerate(streams):
                line = f'ticket,hall=330106,queue=A,event=take id="S{n}-{i}" {time.time_ns()}'.encode()
                stream.sendall(b"POST /write?db=city HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n\r\n%s"
                               % (len(line), line))
            daemon.process.send_signal(signal.SIGCONT)
            begun = time.monotonic()
            for stream in streams:
                self.assertIn(b" 204 ", stream.recv(4096))
            took_s = time.monotonic() - begun
            for stream in streams:
                stream.close()
            self.assertLess(took_s, 1.0 if not os.environ.get("ASAN_OPTIONS") else 5.0, n)
            print(f"# {n} requests at once: answered in {took_s * 1000:.0f} ms")

    def test_one_daemon_a_folder(self):
        self.start()
        done = subprocess.run([SHUZHID, "serve", "--data", self.folder, "--feeds", "127.0.0.1:0",
                               "--listen", "127.0.0.1:0"], capture_output=True, text=True, timeout=WAIT_MAX_S)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)

    def test_ports_in_use(self):
        with socket.create_server(("127.0.0.1", 0)) as other:
            taken = f"127.0.0.1:{other.getsockname()[1]}"
            for screens, feeds in ((taken, "127.0.0.1:0"), ("127.0.0.1:0", taken)):
                done = subprocess.run([SHUZHID, "serve", "--data", self.folder, "--listen", screens, "--feeds", feeds],
                                      capture_output=True, text=True, timeout=WAIT_MAX_S)
                self.assertEqual((done.returncode, done.stdout), (1, ""))
                self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
                self.assertIn(taken.split(":")[1], done.stderr)

    def test_wrong_usage(self):
        for options in (["--listen", "0.0.0.0:8080"], ["--feeds", "192.168.1.1:80"], ["--feeds", "nonsense"],
                        ["surplus"], ["--nope"]):
            done = subprocess.run([SHUZHID, "serve", "--data", self.folder, *options], capture_output=True,
                                  text=True, timeout=WAIT_MAX_S)
            self.assertEqual(done.returncode, 2, (options, done.stderr))
            self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
            self.assertEqual(done.stdout, "")
        for options in (["--speed", "0"], ["--start", "yesterday"], ["--seed", "-1"]):
            done = subprocess.run([SHUZHID, "demo", *options], capture_output=True, text=True, timeout=WAIT_MAX_S)
            self.assertEqual(done.returncode, 2, (options, done.stderr))

    def test_the_demo_lives(self):
        daemon = Daemon("demo", "--start", "2026-03-02T09:20", "--speed", "30", environment={"TMPDIR": self.scratch.name})
        self.daemons.append(daemon)
        daemon.await_ready()
        self.assertIn("/city", daemon.process.stdout.readline())
        [folder] = os.listdir(self.scratch.name)
        self.assertTrue(folder.startswith("shuzhid-demo-"), folder)
        [line] = actions(os.path.join(self.scratch.name, folder), "config")
        begun_s = int(line.rsplit(" ", 1)[1]) / 1e9  # by its clock: shortly before 2026-03-02T09:20
        self.assertTrue(1772414400 - 20 <= begun_s < 1772414400 + 60, begun_s)
        await_that("people wait", lambda: self.n_waiting(daemon) > 0)
        first = daemon.get("/api/v1/queues?hall=330106")
        await_that("it moves", lambda: daemon.get("/api/v1/queues?hall=330106")["queues"] != first["queues"])
        self.assertEqual(daemon.stop(), 0)
        self.assertEqual(daemon.said(), "")
        self.assertEqual(os.listdir(self.scratch.name), [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
