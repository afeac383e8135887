"""A start from a checkpoint is a start from the journal: nobody who asks can tell, and whatever is odd about a checkpoint
costs time and nothing else."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

from daemon import Daemon, await_that

SHUZHID = os.environ["SHUZHID"]
S_NS = 1_000_000_000
DAY_S = 86_400
PATHS = ["/api/v1/halls", "/api/v1/items", "/api/v1/cases?limit=1000", "/api/v1/cases.csv?sort=applied",
         "/api/v1/cases?state=closed&limit=9&sort=-applied", "/api/v1/case?hall=330106&id=NEWA0003",
         "/api/v1/case?hall=330106&id=OLDA0006", "/api/v1/cases/outlook", "/api/v1/queues?hall=330106",
         "/api/v1/windows?hall=330106", "/api/v1/kiosks?hall=330106", "/api/v1/ratings?hall=330106", "/api/v1/quality",
         "/api/v1/situation?hall=330106", "/api/v1/panels/deadlines.json?hall=330106"]


FEW = PATHS[2:4] + PATHS[6:7] + PATHS[12:13]


class Checkpoint(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory(prefix="shuzhi-test-")
        self.folder = os.path.join(self.scratch.name, "data")
        self.daemons = []
        self.now_s = int(time.time())

    def tearDown(self):
        for daemon in self.daemons:
            daemon.close()
        self.scratch.cleanup()

    def start(self, *options):
        self.daemons.append(Daemon("serve", "--data", self.folder, *options))
        return self.daemons[-1].await_ready()

    def cases(self, name, n, days_ago):
        for i in range(n):
            begin_s = self.now_s - days_ago * DAY_S - i * 60
            tags = f"hall={('330106', '330106002', '990001')[i % 3]},item=GA0602,channel=window"
            yield f'case,{tags},event=accept id="{name}{i:04}",promise=1i,promise_unit="workday" {begin_s * S_NS}'
            if i % 2 == 0:
                yield f'case,{tags},event=close id="{name}{i:04}" {(begin_s + DAY_S) * S_NS}'

    def live_lines(self, name, n):
        for i in range(n):
            at = (self.now_s - n + i) * S_NS
            yield f'ticket,event=take,hall=330106,queue=A id="{name}{i}" {at}'
            if i % 3 == 0:
                yield f'ticket,event=call,hall=330106,queue=A,window=W1 id="{name}{i}" {at + S_NS}'
            yield f'window,hall=330106,window=W{i % 4} state="{("open", "serving", "paused")[i % 3]}" {at}'
            yield f'kiosk,event=heartbeat,hall=330106,kiosk=K{i % 3} state="online",faults="paper_low" {at}'
            yield f'kiosk,event=txn,hall=330106,kiosk=K{i % 3} result="ok",dur_s=3,eid="{name}{i}" {at}'
            yield f'rating,event=new,channel=pad,hall=330106 id="{name}{i}",level={i % 5 + 1}i,active=true {at}'

    def fill(self, daemon, name):
        daemon.write(*self.cases("OLD" + name, 40, 30), *self.cases("NEW" + name, 40, 2), *self.live_lines(name, 60))

    def query(self, *arguments):
        done = subprocess.run([SHUZHID, "query", "--data", self.folder, *arguments], capture_output=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def answers(self, daemon, paths=tuple(FEW)):
        """Each at the instant of the daemon, and what the whole journal says of that instant."""
        for path in paths:
            status, headers, live = daemon.ask("GET", path)
            self.assertEqual(status, 200, (path, live))
            at = json.loads(live).get("time") if live.startswith(b"{") else None
            at = at or daemon.get("/api/v1/cases?limit=0")["time"]
            whole = self.query("--no-checkpoint", "--at", at, "--batch", headers["X-Shuzhi-Batch"], path)
            self.assertEqual(whole.rstrip(b"\n"), live.rstrip(b"\n"), path)

    @staticmethod
    def figure(daemon, name):
        _, _, body = daemon.ask("GET", "/metrics")
        return int(float(body.decode().split(f"\n{name} ")[1].split("\n")[0]))

    def checkpoints(self):
        folder = os.path.join(self.folder, "checkpoints")
        return sorted(os.path.join(folder, name) for name in os.listdir(folder))

    def await_archived(self, daemon, n):
        await_that("the old ones are in the archive", lambda: self.figure(daemon, "shuzhid_cases_archived") == n)

    def test_nobody_can_tell(self):
        daemon = self.start()
        self.fill(daemon, "A")
        self.await_archived(daemon, 20)
        lines = self.figure(daemon, "shuzhid_lines_total")
        self.assertEqual(daemon.stop(), 0)
        self.assertEqual(len(self.checkpoints()), 1)
        self.assertEqual(os.stat(self.checkpoints()[0]).st_mode & 0o777, 0o600)
        daemon = self.start()
        self.assertIn("started from the checkpoint", daemon.said())
        self.assertEqual(self.figure(daemon, "shuzhid_lines_total"), lines)
        self.assertEqual(self.figure(daemon, "shuzhid_cases_archived"), 20)
        self.answers(daemon)
        # The rest comes, also of what is in the archive, and the daemon is killed.
        self.fill(daemon, "B")
        daemon.write(f'case,hall=330106,item=GA0602,channel=window,event=void id="OLDA0006" {self.now_s * S_NS}')
        await_that("it is void", lambda: daemon.get("/api/v1/case?hall=330106&id=OLDA0006")["case"]["state"] == "void")
        self.await_archived(daemon, 39)
        self.answers(daemon)
        daemon.stop(signal.SIGKILL)
        daemon = self.start()
        self.assertIn("started from the checkpoint", daemon.said())
        self.await_archived(daemon, 39)
        self.answers(daemon, PATHS)

    def test_lights_are_written_once(self):
        daemon = self.start()
        self.fill(daemon, "A")
        lit = await_that("lights", lambda: self.figure(daemon, "shuzhid_actions_total") > 5 and
                         self.figure(daemon, "shuzhid_actions_total"))
        self.assertEqual(daemon.stop(), 0)
        for _ in range(3):
            daemon = self.start()
            self.assertEqual(self.figure(daemon, "shuzhid_actions_total"), lit)
            daemon.stop(signal.SIGKILL)
        done = subprocess.run([SHUZHID, "journal", "verify", "--data", self.folder], capture_output=True)
        self.assertEqual(done.returncode, 0, done)

    def damaged(self, damage):
        """The newest is damaged: the older is used, then none is there, then the whole journal is read."""
        newest = self.checkpoints()[-1]
        damage(newest)
        daemon = self.start()
        self.assertIn(f"checkpoint {int(os.path.basename(newest)[:20])} is not used", daemon.said())
        self.answers(daemon)
        daemon.stop(signal.SIGKILL)

    def test_a_damaged_one_is_not_used(self):
        daemon = self.start()
        self.fill(daemon, "A")
        self.await_archived(daemon, 20)
        daemon.stop()
        daemon = self.start()
        self.fill(daemon, "B")
        self.await_archived(daemon, 40)
        daemon.stop()
        self.assertEqual(len(self.checkpoints()), 2)
        kept = [(path, pathlib.Path(path).read_bytes()) for path in self.checkpoints()]

        def flip(path):
            whole = bytearray(pathlib.Path(path).read_bytes())
            whole[len(whole) // 2] ^= 0x10
            pathlib.Path(path).write_bytes(whole)

        def cut(path):
            os.truncate(path, os.path.getsize(path) - 1)

        for damage in (flip, cut):
            self.damaged(damage)
            self.assertIn("started from the checkpoint", self.daemons[-1].said())
            shutil.rmtree(os.path.join(self.folder, "checkpoints"))
            os.mkdir(os.path.join(self.folder, "checkpoints"))
            for path, whole in kept:
                pathlib.Path(path).write_bytes(whole)
        for path, _ in kept:
            flip(path)
        daemon = self.start()
        self.assertIn("started from all", daemon.said())
        self.answers(daemon)

    def test_another_journal_or_archive_is_found_out(self):
        daemon = self.start()
        self.fill(daemon, "A")
        self.await_archived(daemon, 20)
        daemon.stop()
        os.remove(os.path.join(self.folder, "archive.db"))
        daemon = self.start()
        self.assertIn("is not used", daemon.said())
        self.answers(daemon)
        daemon.stop()
        shutil.rmtree(os.path.join(self.folder, "journal"))
        daemon = self.start()
        self.assertIn("is not used", daemon.said())
        self.assertEqual(daemon.get("/api/v1/cases?limit=0")["total"], 0)

    def test_other_rules_make_other_rows(self):
        config = os.path.join(self.scratch.name, "config")
        os.mkdir(config)

        def configure(due_at):
            with open(os.path.join(config, "shuzhid.yaml"), "w", encoding="utf-8") as file:
                file.write(f"deadlines: {{due_at: {due_at}}}\n")

        configure("close_of_business")
        daemon = self.start("--config", config)
        self.fill(daemon, "A")
        self.await_archived(daemon, 20)
        path = "/api/v1/case?hall=330106&id=OLDA0006"
        before = daemon.get(path)["case"]["due"]
        daemon.stop()
        configure("midnight")
        daemon = self.start("--config", config)
        # From its rows, made again; or, within ten seconds, for the sake of the index, from the journal.
        self.assertRegex(daemon.said(), "started from the checkpoint|made by other rules")
        self.assertGreater(daemon.get(path)["case"]["due"], before)
        self.answers(daemon)


if __name__ == "__main__":
    unittest.main()
