"""Cases that ended long ago move to the archive, and nobody who asks can tell: not live, not after a kill, not when the
disk is full."""

import json
import os
import signal
import sqlite3
import subprocess
import tempfile
import time
import unittest

from daemon import Daemon, await_that

SHUZHID = os.environ["SHUZHID"]
DAY_NS = 86_400 * 1_000_000_000
HALLS = ("330106", "330106002", "330100", "990001")  # the last is in no registry
PATHS = ["/api/v1/cases?limit=5&sort=remaining", "/api/v1/cases?state=closed&limit=0",
         "/api/v1/cases?state=closed&sort=-applied&limit=7", "/api/v1/cases?state=closed_late&limit=1000",
         "/api/v1/cases?hall=990001&limit=3", "/api/v1/cases?area=330106&state=closed&limit=9", "/api/v1/cases?q=OLD0007",
         "/api/v1/case?hall=330106&id=OLD0004", "/api/v1/cases/outlook", "/api/v1/cases.csv?sort=applied",
         "/api/v1/panels/deadlines.json?hall=330106002", "/api/v1/situation?hall=330106"]


def case_lines(name, n, ended_ns, is_open=False):
    for i in range(n):
        tags = f"hall={HALLS[i % len(HALLS)]},item=GA0602,channel=window"
        begin = ended_ns - (i % 9 + 1) * DAY_NS
        yield f'case,{tags},event=accept id="{name}{i:04}",promise=3i,promise_unit="workday" {begin}'
        if not is_open:
            yield f'case,{tags},event=close id="{name}{i:04}" {ended_ns - i * 1_000_000}'


class Archive(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory(prefix="shuzhi-test-")
        self.folder = os.path.join(self.scratch.name, "data")
        self.daemons = []
        self.now_ns = time.time_ns()

    def tearDown(self):
        for daemon in self.daemons:
            daemon.close()
        self.scratch.cleanup()

    def start(self, *options):
        self.daemons.append(Daemon("serve", "--data", self.folder, *options))
        return self.daemons[-1].await_ready()

    def write(self, daemon, lines):
        lines = list(lines)
        for begin in range(0, len(lines), 5000):
            daemon.write(*lines[begin:begin + 5000])

    @staticmethod
    def n_archived(daemon):
        _, _, body = daemon.ask("GET", "/metrics")
        return int(float(body.decode().split("\nshuzhid_cases_archived ")[1].split("\n")[0]))

    @staticmethod
    def total(daemon, question="state=closed"):
        return daemon.get(f"/api/v1/cases?limit=0&{question}")["total"]

    def query(self, *arguments):
        done = subprocess.run([SHUZHID, "query", "--data", self.folder, *arguments], capture_output=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def check_against_offline(self, daemon):
        """Offline every case is in memory."""
        for path in PATHS:
            status, headers, live = daemon.ask("GET", path)
            self.assertEqual(status, 200, (path, live))
            at = json.loads(live).get("time") if live.startswith(b"{") else None
            at = at or daemon.get("/api/v1/cases?limit=0")["time"]
            offline = self.query("--at", at, "--batch", headers["X-Shuzhi-Batch"], path)
            self.assertEqual(offline.rstrip(b"\n"), live.rstrip(b"\n"), path)

    def test_nobody_can_tell(self):
        daemon = self.start()
        self.write(daemon, case_lines("OLD", 300, self.now_ns - 20 * DAY_NS))
        self.write(daemon, case_lines("NEW", 100, self.now_ns - 2 * DAY_NS))
        self.write(daemon, case_lines("OPEN", 100, self.now_ns - DAY_NS, is_open=True))
        await_that("the old ones are in the archive", lambda: self.n_archived(daemon) == 300)
        self.assertEqual(os.stat(os.path.join(self.folder, "archive.db")).st_mode & 0o777, 0o600)
        self.check_against_offline(daemon)
        daemon.stop()
        self.check_against_offline(self.start())

    def test_how_long_they_stay_is_configured(self):
        config = os.path.join(self.scratch.name, "config")
        os.mkdir(config)
        with open(os.path.join(config, "shuzhid.yaml"), "w", encoding="utf-8") as file:
            file.write("archive: {after_days: 30}\n")
        daemon = self.start("--config", config)
        self.write(daemon, case_lines("OLD", 50, self.now_ns - 20 * DAY_NS))
        self.write(daemon, case_lines("ANCIENT", 30, self.now_ns - 60 * DAY_NS))
        await_that("the ancient ones are in the archive", lambda: self.n_archived(daemon) > 0)
        await_that("all are counted", lambda: self.total(daemon) == 80)
        self.assertLessEqual(self.n_archived(daemon), 30)
        self.check_against_offline(daemon)

    def test_another_configuration_reaches_the_archive(self):
        config = os.path.join(self.scratch.name, "config")
        os.mkdir(config)

        def configure(due_at):
            with open(os.path.join(config, "shuzhid.yaml"), "w", encoding="utf-8") as file:
                file.write(f"deadlines: {{due_at: {due_at}}}\n")

        configure("close_of_business")
        daemon = self.start("--config", config)
        self.write(daemon, case_lines("OLD", 50, self.now_ns - 20 * DAY_NS))
        await_that("all are in the archive", lambda: self.n_archived(daemon) == 50)
        path = "/api/v1/case?hall=330106&id=OLD0004"
        before = daemon.get(path)["case"]["due"]
        configure("midnight")
        daemon.process.send_signal(signal.SIGHUP)
        await_that("it is due later", lambda: daemon.get(path)["case"]["due"] > before)
        await_that("the decision is in the state", lambda: "\nshuzhid_actions_total 3\n" in
                   daemon.ask("GET", "/metrics")[2].decode())
        self.assertEqual(self.total(daemon), 50)
        self.check_against_offline(daemon)

    def test_an_archived_case_is_corrected(self):
        daemon = self.start()
        self.write(daemon, case_lines("OLD", 40, self.now_ns - 20 * DAY_NS))
        await_that("all are in the archive", lambda: self.n_archived(daemon) == 40)
        before = self.total(daemon)
        path = "/api/v1/case?hall=330106&id=OLD0004"
        self.assertEqual([event["event"] for event in daemon.get(path)["case"]["events"]], ["accept", "close"])
        daemon.write(f'case,hall=330106,item=GA0602,channel=window,event=void id="OLD0004" {self.now_ns - 1000}')
        await_that("it is void", lambda: daemon.get(path)["case"]["state"] == "void")
        self.assertEqual([event["event"] for event in daemon.get(path)["case"]["events"]], ["accept", "close", "void"])
        self.assertEqual(self.total(daemon), before - 1)
        self.assertEqual(self.total(daemon, "state=void"), 1)
        self.check_against_offline(daemon)

    def test_a_kill_in_the_middle_loses_nothing_and_doubles_nothing(self):
        n = 12000
        daemon = self.start()
        self.write(daemon, case_lines("OLD", n, self.now_ns - 20 * DAY_NS))
        await_that("some are in the archive", lambda: 0 < self.n_archived(daemon) < n)
        daemon.stop(signal.SIGKILL)
        daemon = self.start()
        self.assertEqual(self.total(daemon), n)
        await_that("all are in the archive", lambda: self.n_archived(daemon) == n)
        self.assertEqual(self.total(daemon), n)
        self.assertEqual(self.total(daemon, "q=OLD0123"), 1)

    def test_whatever_lies_in_its_place(self):
        daemon = self.start()
        self.write(daemon, case_lines("OLD", 50, self.now_ns - 20 * DAY_NS))
        await_that("all are in the archive", lambda: self.n_archived(daemon) == 50)
        daemon.stop()
        path = os.path.join(self.folder, "archive.db")
        for ending in ("", "-wal", "-shm"):
            with open(path + ending, "wb") as file:
                file.write(b"nonsense" * 1000)
        daemon = self.start()
        await_that("they are there again", lambda: self.n_archived(daemon) == 50)
        self.assertRegex(daemon.said(), "checkpoint .* is not used: .*archive")
        self.assertIn("started from all", daemon.said())
        daemon.stop()
        os.unlink(path)
        os.mkdir(path)
        daemon = self.start()
        self.assertEqual(self.total(daemon), 50)
        self.assertEqual(self.n_archived(daemon), 0)
        self.assertIn("archive: unlink '", daemon.said())
        self.assertIn("every case stays in memory", daemon.said())

    def test_somebody_spoils_it(self):
        daemon = self.start()
        self.write(daemon, case_lines("OLD", 50, self.now_ns - 20 * DAY_NS))
        await_that("all are in the archive", lambda: self.n_archived(daemon) == 50)
        with sqlite3.connect(os.path.join(self.folder, "archive.db")) as db:
            db.execute("DROP TABLE cases")
        db.close()
        status, headers, body = daemon.ask("GET", "/api/v1/cases?state=closed")
        self.assertEqual((status, json.loads(body)["error"]["code"]), (503, "archive_unreadable"))
        self.assertIn("Retry-After", headers)
        daemon.write(f'case,hall=330106,item=GA0602,channel=window,event=step id="OLD0004" {self.now_ns - 1000}')
        withheld = "\nshuzhid_archive_events_withheld_total 1\n"
        await_that("it waits in the journal", lambda: withheld in daemon.ask("GET", "/metrics")[2].decode())
        self.assertEqual(daemon.get("/api/v1/cases?state=open")["total"], 0)  # half a case would be shown here
        self.assertEqual(daemon.said().count("archive: "), 1, daemon.said())
        daemon.stop()
        daemon = self.start()
        self.assertEqual(self.total(daemon), 50)
        self.assertEqual(len(daemon.get("/api/v1/case?hall=330106&id=OLD0004")["case"]["events"]), 3)


@unittest.skipUnless(os.geteuid() == 0, "only root can mount a small disk")
class FullDisk(Archive):
    DISK_MIB = 200  # two segments of 64 MiB and some more

    def setUp(self):
        super().setUp()
        os.mkdir(self.folder)
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={self.DISK_MIB}m", "tmpfs", self.folder],
                              capture_output=True)
        if done.returncode != 0:
            self.scratch.cleanup()
            self.skipTest("this system mounts no tmpfs")

    def tearDown(self):
        for daemon in self.daemons:
            daemon.close()
        subprocess.run(["umount", self.folder], check=True)
        self.scratch.cleanup()

    def fill(self):
        with open(os.path.join(self.folder, "filler"), "wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                pass

    def test_what_cannot_be_written_stays_in_memory(self):
        daemon = self.start()
        self.fill()
        self.write(daemon, case_lines("OLD", 3000, self.now_ns - 20 * DAY_NS))
        await_that("it says so", lambda: "cases that ended stay in memory" in daemon.said())
        self.assertEqual(self.total(daemon), 3000)
        self.assertLess(self.n_archived(daemon), 3000)
        self.assertEqual(daemon.said().count("archive: "), 1, daemon.said())


for name in [name for name in dir(Archive) if name.startswith("test_")]:
    setattr(FullDisk, name, None)  # once is enough

if __name__ == "__main__":
    unittest.main(verbosity=2)
