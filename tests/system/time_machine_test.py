"""Any moment of the past, asked of a running daemon: the bytes of `query --at`, from a checkpoint or from the whole journal,
whatever came late or was corrected since."""

import concurrent.futures
import datetime
import json
import os
import subprocess
import tempfile
import time
import unittest

from daemon import SHUZHID, Daemon, await_that

SECOND = 10**9
PATHS = ["/api/v1/halls", "/api/v1/cases?limit=1000", "/api/v1/cases.csv?sort=applied", "/api/v1/cases/outlook",
         "/api/v1/case?hall=330106&id=OLD2", "/api/v1/queues?hall=330106", "/api/v1/waits", "/api/v1/windows?hall=330106",
         "/api/v1/kiosks?hall=330106", "/api/v1/ratings?hall=330106", "/api/v1/quality", "/api/v1/situation?hall=330106",
         "/api/v1/index?hall=330106", "/api/v1/index?area=330106", "/api/v1/ranking?tier=county",
         "/api/v1/panels/deadlines.json?hall=330106"]


def with_(path, more):
    return path + ("&" if "?" in path else "?") + more


class TimeMachine(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory(prefix="shuzhi-test-")
        self.folder = os.path.join(self.scratch.name, "data")
        self.daemons = []

    def tearDown(self):
        for daemon in self.daemons:
            daemon.close()
        self.scratch.cleanup()

    def start(self):
        self.daemons.append(Daemon("serve", "--data", self.folder))
        return self.daemons[-1].await_ready()

    @staticmethod
    def now_s():
        return time.time_ns() // SECOND

    @staticmethod
    def instant(second):
        return datetime.datetime.fromtimestamp(second, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")

    @staticmethod
    def figure(daemon, name):
        _, _, body = daemon.ask("GET", "/metrics")
        return int(float(body.decode().split(f"\n{name} ")[1].split("\n")[0]))

    @staticmethod
    def lines(name, from_s, n):
        for i in range(n):
            at = (from_s + i) * SECOND
            yield f'ticket,event=take,hall=330106,queue=A id="{name}{i}" {at}'
            if i % 3 == 0:
                yield f'ticket,event=call,hall=330106,queue=A,window=W1 id="{name}{i}" {at + SECOND // 2}'
            yield f'window,hall=330106,window=W{i % 4} state="{("open", "serving", "paused")[i % 3]}" {at}'
            yield f'kiosk,event=heartbeat,hall=330106,kiosk=K{i % 3} state="online",faults="paper_low" {at}'
            yield f'rating,event=new,channel=pad,hall=330106 id="{name}{i}",level={i % 5 + 1}i,active=true {at}'
            yield (f'case,hall=330106,item=GA0602,channel=window,event=accept id="{name}{i}",promise=1i,'
                   f'promise_unit="workday" {at}')

    def old_cases(self):
        for i in range(9):
            at = self.now_s() - 30 * 86400 + i
            tags = "hall=330106,item=GA0602,channel=window"
            yield f'case,{tags},event=accept id="OLD{i}",promise=1i,promise_unit="workday" {at * SECOND}'
            yield f'case,{tags},event=close id="OLD{i}" {(at + 86400) * SECOND}'

    def query(self, *arguments):
        done = subprocess.run([SHUZHID, "query", "--data", self.folder, *arguments], capture_output=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.rstrip(b"\n")

    def compare(self, daemon, when, paths=tuple(PATHS)):
        """@when: as the query of a path says it."""
        options = [f"--{part.replace('_', '-').replace('=', ' ', 1)}" for part in when.split("&")]
        options = [word for option in options for word in option.split(" ")]
        for path in paths:
            status, headers, body = daemon.ask("GET", with_(path, when))
            self.assertEqual(status, 200, (path, when, body))
            exactly = ["--batch", headers["X-Shuzhi-Batch"]]
            self.assertEqual(body.rstrip(b"\n"), self.query("--no-checkpoint", *options, *exactly, path), (path, when))
        self.assertEqual(self.query(*options, paths[0]), self.query("--no-checkpoint", *options, paths[0]))

    def past_life(self):
        """A daemon that has lived before, and left a checkpoint.  Returns: it, and when that was."""
        daemon = self.start()
        daemon.write(*self.old_cases(), *self.lines("A", self.now_s() - 60, 40))
        await_that("in the archive", lambda: self.figure(daemon, "shuzhid_cases_archived") == 9)
        self.assertEqual(daemon.stop(), 0)
        checkpoint_s = self.now_s() + 1
        return self.start(), checkpoint_s

    def test_the_bytes_of_query(self):
        daemon, checkpoint_s = self.past_life()
        daemon.write(*self.lines("B", self.now_s(), 10))
        await_that("its time has come", lambda: self.now_s() > checkpoint_s + 2)
        before, after = f"at={self.instant(checkpoint_s - 30)}", f"at={self.instant(checkpoint_s + 1)}"
        self.compare(daemon, before)
        self.assertEqual(self.figure(daemon, "shuzhid_past_states_from_checkpoint_total"), 0)
        self.compare(daemon, after)
        self.assertEqual(self.figure(daemon, "shuzhid_past_states_from_checkpoint_total"), 1)
        # What comes late belongs to the past, also a case that is in the archive.
        daemon.write(*self.lines("C", checkpoint_s - 50, 10),
                     'case,hall=330106,item=GA0602,channel=window,event=void id="OLD2" '
                     f'{(checkpoint_s - 40) * SECOND}')
        self.compare(daemon, before, PATHS[1:14:3])
        self.compare(daemon, after, PATHS[1:14:3] + PATHS[4:5])
        self.compare(daemon, f"{after}&known_at={self.instant(checkpoint_s)}", PATHS[5:8])
        self.compare(daemon, f"known_at={self.instant(checkpoint_s)}", PATHS[:3])
        case = daemon.get(with_("/api/v1/case?hall=330106&id=OLD2", after))
        self.assertEqual(case["case"]["state"], "void")

    def test_corrections_are_of_the_past_too(self):
        if (self.now_s() + 8 * 3600) % 86400 < 300:
            self.skipTest("tickets of a minute ago may not be of today")
        daemon, checkpoint_s = self.past_life()
        at = f"at={self.instant(checkpoint_s + 1)}"
        waiting = daemon.get(with_("/api/v1/queues?hall=330106", at))["queues"][0]["waiting"]
        listed = subprocess.run([SHUZHID, "journal", "cat", "--meta", "--data", self.folder], capture_output=True,
                                text=True, timeout=120).stdout.splitlines()
        line = next(head.split()[1] for head, row in zip(listed[::2], listed[1::2])
                    if 'id="A1"' in row and "event=take" in row)
        status, _, body = daemon.ask("POST", "/api/v1/corrections",
                                     json.dumps({"line": line, "do": "void", "reason": "窗口误操作"}).encode())
        self.assertEqual(status, 201, body)
        self.assertEqual(daemon.get(with_("/api/v1/queues?hall=330106", at))["queues"][0]["waiting"], waiting - 1)
        self.compare(daemon, at, PATHS[4:10])

    def test_one_state_for_many(self):
        daemon, checkpoint_s = self.past_life()
        at = f"at={self.instant(checkpoint_s - 10)}"
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda path: daemon.ask("GET", with_(path, at)), PATHS * 3))
        self.assertEqual({status for status, _, _ in answers}, {200})
        self.assertEqual(self.figure(daemon, "shuzhid_past_states_total"), 1)
        tag = answers[1][1]["ETag"]
        status, _, body = daemon.ask("GET", with_(PATHS[1], at), headers={"If-None-Match": tag})
        self.assertEqual((status, body), (304, b""))
        # On the other listener, and as a picture.
        status, _, body = daemon.ask("GET", with_(PATHS[1], at), port=daemon.screens)
        self.assertEqual((status, body), (200, answers[1][2]))
        status, headers, body = daemon.ask("GET", with_("/api/v1/panels/deadlines.png?hall=330106", at))
        self.assertEqual((status, headers["Content-Type"]), (200, "image/png"))

    def test_what_cannot_be(self):
        daemon, _ = self.past_life()
        for when, code in [("at=yesterday", "bad_time"), ("at=2026-01-01&at=2026-01-02", "bad_query")]:
            status, _, body = daemon.ask("GET", with_("/api/v1/cases", when))
            self.assertEqual((status, json.loads(body)["error"]["code"]), (400, code))
        status, _, _ = daemon.ask("GET", "/api/v1/nothing?at=2026-01-01")
        self.assertEqual(status, 404)
        # Nothing had happened yet.
        self.assertEqual(daemon.get("/api/v1/cases?at=1999-12-31")["total"], 0)
        # Who stops the daemon waits for no state.
        self.assertEqual(daemon.stop(), 0)


if __name__ == "__main__":
    unittest.main()
