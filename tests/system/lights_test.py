#!/usr/bin/env python3
"""The record of lights of a running daemon: each change once, within a second of its instant, over kills."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, __file__.rsplit("/", 2)[0] + "/support")
from daemon import SHUZHID, Daemon, await_that  # noqa: E402

S = 1_000_000_000
DAY = 86400 * S


def cat(folder, *options):
    done = subprocess.run([SHUZHID, "journal", "cat", "--data", folder, *options], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def lights(folder, case=None):
    """[(from, to, instant)] of the journal, of one case or all."""
    found = []
    for line in cat(folder):
        if line.startswith("action,kind=light ") and (case is None or f'id="{case}"' in line):
            step = re.search(r'from="(\w+)".*to="(\w+)" (\d+)$', line)
            found.append((step[1], step[2], int(step[3])))
    return found


def case(number, event, at, **fields):
    said = "".join(f",{key}={value}" for key, value in fields.items())
    return f'case,hall=330106,item=X1,channel=window,event={event} id="{number}"{said} {at}'


class Lights(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.folder = self.scratch.name
        self.daemons = []

    def tearDown(self):
        for daemon in self.daemons:
            daemon.close()
        self.scratch.cleanup()

    def start(self, *options):
        self.daemons.append(Daemon("serve", "--data", self.folder, *options).await_ready())
        return self.daemons[-1]

    def light(self, daemon, number):
        status, _, body = daemon.ask("GET", f"/api/v1/case?hall=330106&id={number}")
        return json.loads(body)["case"]["light"] if status == 200 else "unknown"

    def test_turns_at_its_instant_and_is_written_once(self):
        daemon = self.start()
        now = time.time_ns()
        due = now + 2 * S
        daemon.write(case("A1", "apply", now - 10 * S, due=f"{due}i"), case("A2", "apply", now - 10 * S))
        await_that("red", lambda: self.light(daemon, "A1") == "red")
        shown_ns = time.time_ns() - due
        found = await_that("written", lambda: lights(self.folder, "A1")[1:] and lights(self.folder, "A1"))
        self.assertEqual([step[:2] for step in found], [("green", "yellow"), ("yellow", "red")])
        self.assertEqual(found[1][2], due + 1)
        self.assertLess(shown_ns, 30 * S)  # loaded machines; the second is measured by the bench
        for number in (signal.SIGKILL, signal.SIGTERM):
            daemon.stop(number)
            daemon = self.start()
            self.assertEqual(self.light(daemon, "A1"), "red")
            self.assertEqual(lights(self.folder, "A1"), found)
        self.assertEqual(lights(self.folder, "A2"), [])
        verify = subprocess.run([SHUZHID, "journal", "verify", "--data", self.folder], capture_output=True)
        self.assertEqual(verify.returncode, 0, verify.stdout)

    def test_what_passed_while_it_was_down(self):
        daemon = self.start()
        now = time.time_ns()
        daemon.write(case("B1", "apply", now - 5 * S, due=f"{now + 60 * S}i"))
        await_that("yellow is written", lambda: lights(self.folder, "B1"))
        daemon.write(case("B1", "suspend", now - 3 * S, kind='"testing"'))
        await_that("suspended is written", lambda: len(lights(self.folder, "B1")) == 2)
        daemon.stop(signal.SIGKILL)
        daemon = self.start()
        self.assertEqual([step[:2] for step in lights(self.folder, "B1")],
                         [("green", "yellow"), ("yellow", "suspended")])
        daemon.write(case("B1", "close", now - 2 * S))
        await_that("closed", lambda: self.light(daemon, "B1") is None)
        self.assertEqual(len(lights(self.folder, "B1")), 2)  # leaving supervision is no change

    def test_every_light_there_was_however_short(self):
        """What comes and goes between two looks of the daemon, also across a kill."""
        daemon = self.start()
        now = time.time_ns()
        ms = S // 1000
        daemon.write(case("S1", "accept", now - 40 * ms), case("S1", "suspend", now - 30 * ms, kind='"testing"'),
                     case("S1", "resume", now - 20 * ms), case("S2", "apply", now - 40 * ms, due=f"{now - S}i"))
        daemon.stop(signal.SIGKILL)  # before or after it was written
        daemon = self.start()
        expected = [("green", "suspended", now - 30 * ms), ("suspended", "green", now - 20 * ms)]
        await_that("there", lambda: self.light(daemon, "S1") == "green" and self.light(daemon, "S2") == "red")
        self.assertEqual(lights(self.folder, "S1"), expected)
        self.assertEqual(lights(self.folder, "S2"), [("green", "red", now - 40 * ms)])
        daemon.stop(signal.SIGKILL)
        self.start()
        self.assertEqual(lights(self.folder, "S1"), expected)

    def test_news_from_the_past_leave_no_light_that_nobody_saw(self):
        daemon = self.start()
        now = time.time_ns()
        old = now - 60 * DAY
        daemon.write(*(case(f"C{i}", "apply", old, due=f"{old + DAY}i") for i in range(50)))
        await_that("there", lambda: daemon.get("/api/v1/cases?state=overdue&limit=0")["total"] == 50)
        daemon.write(*(case(f"C{i}", "close", old + DAY // 2) for i in range(50)))
        daemon.write(case("D1", "apply", now - 5 * S, due=f"{now - S}i"))
        await_that("closed", lambda: daemon.get("/api/v1/cases?state=closed&limit=0")["total"] == 50)
        daemon.stop()
        self.assertEqual([line for line in cat(self.folder) if "kind=light" in line and 'id="C' in line], [])

    def test_another_calendar_while_it_runs(self):
        config = tempfile.TemporaryDirectory()
        self.addCleanup(config.cleanup)
        shutil.copytree(os.path.join(os.environ["SHUZHI_SOURCE"], "config", "default"), config.name, dirs_exist_ok=True)
        daemon = self.start("--config", config.name)
        year = time.localtime().tm_year + 1
        now = time.time_ns()
        # So many working days lead over the year's end.
        daemon.write(case("E1", "accept", now - 5 * S, promise="100i", promise_unit='"workday"'),
                     case("E2", "accept", now - 5 * S, promise="1i", promise_unit='"minute"'))
        path = "/api/v1/case?hall=330106&id=E1"
        before = await_that("there", lambda: daemon.ask("GET", path)[0] == 200 and daemon.get(path)["case"])
        self.assertTrue(before["provisional"])
        with open(os.path.join(config.name, "calendar", f"{year}.yaml"), "w", encoding="utf-8") as file:
            file.write(f'year: {year}\nversion: "{year}.test"\nsource: https://example.org/\nholidays:\n'
                       f"  - {{first: {year}-01-01, last: {year}-01-20, zh: 元旦, en: New Year}}\nmakeup: []\n")
        daemon.process.send_signal(signal.SIGHUP)
        after = await_that("settled", lambda: not daemon.get(path)["case"]["provisional"] and daemon.get(path)["case"])
        self.assertGreater(after["due"], before["due"])
        said = await_that("said", lambda: [line for line in cat(self.folder) if "kind=redate" in line])
        self.assertIn("moved=1i,open=2i", said[0])
        self.assertIn("settled=1i", said[0])
        self.assertIn("of 2 open cases 1 have another due (1 later, 0 earlier), 1 are no longer provisional", daemon.said())
        self.check_offline(daemon, path)
        with open(os.path.join(config.name, "items.yaml"), "a", encoding="utf-8") as file:
            file.write("itemz: 1\n")
        daemon.process.send_signal(signal.SIGHUP)
        await_that("refused", lambda: "not read again" in daemon.said())
        daemon.stop()
        self.assertEqual(len([line for line in cat(self.folder) if "kind=config" in line]), 2)

    def check_offline(self, daemon, path):
        """The same bytes from the journal, which says what is in force."""
        status, headers, body = daemon.ask("GET", path)
        self.assertEqual(status, 200)
        at = json.loads(body)["time"]
        done = subprocess.run([SHUZHID, "query", "--data", self.folder, "--at", at, "--batch",
                               headers["X-Shuzhi-Batch"], path], capture_output=True, text=True)
        self.assertEqual(done.stdout.strip(), body.decode().strip(), done.stderr)


if __name__ == "__main__":
    unittest.main()
