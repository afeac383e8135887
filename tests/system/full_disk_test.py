"""A disk that fills up.  While a log is imported: one clear line, exit 1, and nothing acknowledged is lost.  Under a
daemon: 503, nothing half-written, and it goes on when there is room again."""

import contextlib
import os
import re
import subprocess
import tempfile
import time
import unittest

from daemon import Daemon, await_that

SHUZHID = os.environ["SHUZHID"]
SOURCE = os.environ["SHUZHI_SOURCE"]
CASES = 60000
# What makes Telegraf throw a batch away although it is to be sent again.
DROPPED = ("partial write", "unable to parse", "retention policy not found", "points beyond retention policy",
           "hinted handoff queue not empty")


def run(*arguments):
    return subprocess.run([SHUZHID, *arguments], capture_output=True, text=True, timeout=240)


@contextlib.contextmanager
def disk(mib):
    """A folder on a small disk of its own."""
    with tempfile.TemporaryDirectory(prefix="shuzhi-test-") as folder:
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={mib}m", "tmpfs", folder],
                              capture_output=True, text=True)
        if done.returncode != 0:
            raise unittest.SkipTest("this system mounts no tmpfs")
        try:
            yield folder
        finally:
            subprocess.run(["umount", folder], check=True)


def write_log(path):
    event = '<event><string key="concept:name" value="check %s"/><date key="time:timestamp" value="2026-03-0%dT10:00:00+08:00"/></event>'
    padding = "x" * 200
    with open(path, "w", encoding="utf-8") as out:
        out.write('<log xes.version="1.0">')
        for i in range(CASES):
            out.write(f'<trace><string key="concept:name" value="C{i}"/>'
                      '<date key="startdate" value="2026-03-02T09:00:00+08:00"/>'
                      '<date key="deadline" value="2026-03-20T09:00:00+08:00"/>'
                      '<string key="channel" value="Desk"/>')
            out.write("".join(event % (padding, k) for k in (3, 4, 5, 6)))
            out.write("</trace>")
        out.write("</log>")


@unittest.skipUnless(os.geteuid() == 0, "only root can mount a small disk")
class FullDisk(unittest.TestCase):
    def test_import_stops_and_says_how_far_it_came(self):
        # One segment of 64 MiB fits, a second does not.
        with tempfile.TemporaryDirectory(prefix="shuzhi-test-") as scratch, disk(80) as small:
            log = os.path.join(scratch, "log.xes")
            write_log(log)
            self.check(log, os.path.join(small, "data"))

    def check(self, log, data):
        done = run("import", log, "--map", os.path.join(SOURCE, "config", "import", "receipt.yaml"), "--data", data)
        self.assertEqual(done.returncode, 1, done.stderr)
        lines = done.stderr.strip().splitlines()
        self.assertEqual(len(lines), 1, done.stderr)
        self.assertIn("No space left", lines[0])
        verified = run("journal", "verify", "--data", data)
        self.assertEqual((verified.returncode, verified.stderr), (0, ""), verified.stdout)
        kept = sum(1 for line in run("journal", "cat", "--data", data).stdout.splitlines() if line)
        self.assertGreater(kept, 1000)
        self.assertIn(f"{kept} lines", lines[0])

    def test_daemon_says_503_and_goes_on(self):
        # Room for one segment of 64 MiB beside the ballast, for two without it.
        with disk(150) as small:
            ballast, data = os.path.join(small, "ballast"), os.path.join(small, "data")
            with open(ballast, "wb") as out:
                out.write(bytes(70 << 20))
            daemon = Daemon("serve", "--data", data).await_ready()
            try:
                self.fill_and_empty(daemon, data, ballast)
                self.assertEqual(daemon.stop(), 0)
            finally:
                daemon.close()
            self.check_kept(data)
            daemon = Daemon("serve", "--data", data).await_ready()
            try:
                self.assertEqual(self.n_waiting(daemon), len(self.acked))
                self.assertEqual(daemon.stop(), 0)
            finally:
                daemon.close()

    def write(self, daemon, number):
        """A batch of some tickets and much that fills a journal; what was answered."""
        ids = [f"A{number}-{i}" for i in range(5)]
        filler = "x" * 60000
        status, headers, body = daemon.post(
            *(f'ticket,hall=330106,queue=A,event=take id="{id}" {time.time_ns()}' for id in ids),
            *(f'note,hall=330106 text="{filler}" {time.time_ns()}' for _ in range(10)))
        if status == 204:
            self.acked.extend(ids)
        return status, headers, body.decode()

    def n_waiting(self, daemon):
        return sum(queue["waiting"] for queue in daemon.get("/api/v1/queues?hall=330106")["queues"])

    def check_kept(self, data):
        """What was acknowledged, once, and nothing of what was not."""
        verified = run("journal", "verify", "--data", data)
        self.assertEqual((verified.returncode, verified.stderr), (0, ""), verified.stdout)
        self.assertNotIn("tail", verified.stdout)
        kept = re.findall(r'^ticket,.*id="([^"]*)"', run("journal", "cat", "--data", data).stdout, re.MULTILINE)
        self.assertEqual(sorted(kept), sorted(self.acked))

    def fill_and_empty(self, daemon, data, ballast):
        self.acked, refusals, number = [], 0, 0
        while refusals < 5:  # each a try that finds the disk full
            number += 1
            status, headers, body = self.write(daemon, number)
            if status == 204:
                continue
            refusals += 1
            self.assertEqual(status, 503, body)
            self.assertGreater(int(headers["Retry-After"]), 0)
            self.assertFalse([words for words in DROPPED if words in body], body)
        self.assertGreater(len(self.acked), 300)
        self.check_kept(data)
        # It answers as before, and shows all it took.
        self.assertEqual(daemon.ask("GET", "/ready")[0], 200)
        await_that("all is shown", lambda: self.n_waiting(daemon) == len(self.acked))
        os.unlink(ballast)
        for number in range(number + 1, number + 10):
            status, _, body = self.write(daemon, number)
            self.assertEqual(status, 204, body)
        await_that("all is shown", lambda: self.n_waiting(daemon) == len(self.acked))


if __name__ == "__main__":
    unittest.main(verbosity=2)  # so that a skip gives its reason
