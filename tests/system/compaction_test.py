"""Compaction changes what a journal weighs, not what it says: answers before and after, killed at any moment, beside a
daemon, and by the daemon itself."""

import json
import os
import pathlib
import random
import re
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
DAYS = 12
AGO_DAYS = 60
SEGMENT_BYTES = 256 << 10
NOW_PATHS = ["/api/v1/quality", "/api/v1/windows?hall=330106", "/api/v1/kiosks?hall=330106", "/api/v1/index?hall=330106",
             "/api/v1/queues?hall=330106", "/api/v1/cases?limit=1000", "/api/v1/ratings?hall=330106",
             "/api/v1/situation?hall=330106", "/api/v1/panels/deadlines.json?hall=330106", "/api/v1/ranking?tier=county"]
PAST_PATHS = NOW_PATHS[1:7]


def past_lines(begin_s):
    """A kiosk and a window that repeat themselves each minute, for less than 4,096 times, and what happens besides."""
    chance = random.Random(7)
    state, faults, kiosk_state = "open", "", "online"
    for minute in range(DAYS * 1440):
        at = (begin_s + minute * 60) * S_NS
        if minute % 97 == 0:
            state = chance.choice(["open", "serving", "paused", "closed"])
            yield f'window,hall=330106,window=W1 eid="w{minute}",seq={minute}i,staff="s1",state="{state}" {at}'
        else:
            late = 3600 * S_NS if chance.random() < 0.002 else 0
            yield f'window,hall=330106,window=W1 seq={minute}i,state="{state}" {at - late}'
        if minute % 1111 == 0:
            faults = chance.choice(["", "paper_out", "door,temp"])
            kiosk_state = "maint" if kiosk_state == "online" else "online"
        yield f'kiosk,event=heartbeat,hall=330106,kiosk=K1 faults="{faults}",state="{kiosk_state}" {at + S_NS}'
        if minute % 30 == 0:
            yield f'kiosk,event=txn,hall=330106,kiosk=K1 dur_s=3,eid="k{minute}",result="ok" {at + 2 * S_NS}'
            yield f'ticket,event=take,hall=330106,queue=A id="A{minute}" {at + 3 * S_NS}'
        if minute % 240 == 0:
            tags = "channel=window,event=accept,hall=330106,item=GA0602"
            yield f'case,{tags} id="HK{minute}",promise=1i,promise_unit="workday" {at + 4 * S_NS}'
            yield f'rating,channel=pad,event=new,hall=330106 active=true,id="R{minute}",level=4i {at + 5 * S_NS}'


def run(*arguments, status=0, **more):
    done = subprocess.run([SHUZHID, *arguments], capture_output=True, text=True, timeout=240, **more)
    assert done.returncode == status, (arguments, done)
    return done


class Compaction(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory(prefix="shuzhi-test-")
        cls.original = os.path.join(cls.scratch.name, "original")
        cls.begin_s = (int(time.time()) // DAY_S - AGO_DAYS) * DAY_S - 8 * 3600
        text = "\n".join(past_lines(cls.begin_s)) + "\n"
        subprocess.run([os.environ["JOURNAL_PAST"], cls.original, str(SEGMENT_BYTES), "10"], input=text, text=True,
                       check=True, capture_output=True)

    @classmethod
    def tearDownClass(cls):
        cls.scratch.cleanup()

    def setUp(self):
        self.folder = os.path.join(self.scratch.name, "data")
        shutil.copytree(self.original, self.folder)
        self.daemons = []

    def tearDown(self):
        for daemon in self.daemons:
            daemon.close()
        shutil.rmtree(self.folder)

    def start(self, *options):
        self.daemons.append(Daemon("serve", "--data", self.folder, *options))
        return self.daemons[-1].await_ready()

    def compact(self, *options):
        return run("journal", "compact", "--data", self.folder, *options).stdout

    def files(self):
        folder = os.path.join(self.folder, "journal")
        names = sorted(name for name in os.listdir(folder) if name.endswith((".szj", ".tmp")))
        return {name: pathlib.Path(folder, name).read_bytes() for name in names}

    def stat(self):
        return json.loads(run("journal", "stat", "--data", self.folder).stdout)

    def verify(self):
        self.assertIn("0 faults", run("journal", "verify", "--data", self.folder).stdout)

    def query(self, *arguments):
        return run("query", "--data", self.folder, *arguments).stdout

    def days_end(self, day):
        date = time.strftime("%Y-%m-%d", time.gmtime(self.begin_s + 8 * 3600 + day * DAY_S))
        return f"{date}T23:59:59.999999999+08:00"

    def answers(self):
        now = [self.query(path) for path in NOW_PATHS]
        past = [self.query("--at", self.days_end(day), path) for day in (1, 4) for path in PAST_PATHS]
        known = [self.query("--at", self.days_end(3), "--known-at", self.days_end(6), path) for path in PAST_PATHS[:2]]
        return now + past + known

    def test_answers_are_the_same(self):
        before, lines = self.answers(), run("journal", "cat", "--meta", "--data", self.folder).stdout.split("\n")
        weighed = self.stat()
        counted = self.compact("--dry-run")
        self.assertEqual(weighed, self.stat())
        said = self.compact()
        self.assertEqual(said.split("\n")[1:], counted.split("\n")[1:])
        numbers = [int(number) for number in re.findall(r"\d+", said)]
        segments, _, dropped, bytes_before, bytes_after = numbers
        after = self.stat()
        self.assertGreater(segments, 5)
        self.assertGreater(dropped, 10_000)
        self.assertEqual(after["dropped"], dropped)
        self.assertEqual(after["lines"], weighed["lines"])
        self.assertEqual(after["batches"], weighed["batches"])
        self.assertEqual(weighed["bytes"] - after["bytes"], bytes_before - bytes_after)
        self.assertLess(bytes_after * 10, bytes_before)
        self.verify()
        for path, old, new in zip(NOW_PATHS + 2 * PAST_PATHS + PAST_PATHS[:2], before, self.answers()):
            self.assertEqual(old, new, path)
        kept = run("journal", "cat", "--meta", "--data", self.folder).stdout.split("\n")
        self.assertEqual(len(kept), len(lines))
        self.assertEqual(sum(1 for old, new in zip(lines, kept) if old != new), dropped)
        for old, new in zip(lines, kept):
            self.assertTrue(new in (old, ""), (old, new))
            self.assertTrue(new != "" or old == "" or old.startswith(("window,", "kiosk,event=heartbeat,")), old)
        self.assertIn("segments: 0", self.compact())

    def test_who_may(self):
        daemon = self.start()
        refused = run("journal", "compact", "--data", self.folder, status=1)
        self.assertIn("in use", refused.stderr)
        self.compact("--dry-run")
        self.assertEqual(daemon.stop(), 0)
        for arguments in (["--older-than", "soon"], ["--older-than", "-1d"], ["--meta"]):
            run("journal", "compact", "--data", self.folder, *arguments, status=2)
        run("journal", "stat", "--dry-run", "--data", self.folder, status=2)
        self.assertIn("segments: 0", self.compact("--older-than", "90d"))

    def test_a_flipped_byte_is_found(self):
        self.compact()
        name, data = next(iter(self.files().items()))
        path = os.path.join(self.folder, "journal", name)
        for at in (0, 20, 70, len(data) // 2, len(data) - 1):
            changed = bytearray(data)
            changed[at] ^= 1
            with open(path, "wb") as file:
                file.write(changed)
            done = run("journal", "verify", "--data", self.folder, status=1)
            self.assertIn(name, done.stdout)

    def test_killed_at_any_moment(self):
        self.compact()
        whole = self.files()
        shutil.rmtree(self.folder)
        shutil.copytree(self.original, self.folder)
        chance = random.Random(11)
        begun = time.monotonic()
        self.compact("--dry-run")
        took_s = time.monotonic() - begun
        for _ in range(12):
            process = subprocess.Popen([SHUZHID, "journal", "compact", "--data", self.folder],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                process.wait(timeout=chance.uniform(0, 1.2 * took_s))
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
            self.verify()
        self.compact()
        self.assertEqual(self.files(), whole)

    def test_started_from_an_older_checkpoint(self):
        daemon = self.start()
        self.assertEqual(daemon.stop(), 0)
        before = [self.query(path) for path in NOW_PATHS]
        self.compact("--older-than", "0d")
        daemon = self.start()
        self.assertIn("started from the checkpoint", daemon.said())
        for path in PAST_PATHS:
            status, headers, live = daemon.ask("GET", path)
            at = json.loads(live)["time"] if live.startswith(b"{") else daemon.get("/api/v1/cases?limit=0")["time"]
            told = self.query("--at", at, "--batch", headers["X-Shuzhi-Batch"], path)
            self.assertEqual(told.rstrip("\n"), live.decode().rstrip("\n"), path)
        self.assertEqual(daemon.stop(), 0)
        # Without it the whole journal says the same.
        shutil.rmtree(os.path.join(self.folder, "checkpoints"))
        daemon = self.start()
        for path, old in zip(NOW_PATHS, before):
            self.assertEqual(old, self.query("--batch", str(self.last_telemetry()), path), path)

    def last_telemetry(self):
        """The last batch that the halls sent; behind it are the daemon's."""
        batches = run("journal", "cat", "--meta", "--data", self.folder).stdout
        return max(int(number) for number in re.findall(r"^# (\d+)\.\d+ .* source=token:", batches, re.M))

    def test_the_daemon_does_so_itself(self):
        before = self.answers()
        batch = self.last_telemetry()
        daemon = self.start()
        # Lines come meanwhile, and it is read beside.
        for i in range(20):
            daemon.write(f'ticket,event=take,hall=330106,queue=B id="B{i}" {int(time.time()) * S_NS}')
            self.verify()
        said = await_that("compacted", lambda: re.search(r"compacted (\d+) segments", daemon.said()))
        # All but what was received on the newest two days, of which today is one now.
        self.assertGreater(int(said[1]), 5)
        self.verify()
        self.assertGreater(self.stat()["dropped"], 10_000)
        self.assertEqual(daemon.stop(), 0)
        at = self.days_end(1)
        for path, old in zip(PAST_PATHS, before[len(NOW_PATHS):]):
            self.assertEqual(old, self.query("--at", at, "--batch", str(batch), path), path)

    def test_pulses_may_stay_for_ever(self):
        config = os.path.join(self.scratch.name, "config")
        os.makedirs(config, exist_ok=True)
        with open(os.path.join(config, "shuzhid.yaml"), "w", encoding="utf-8") as file:
            file.write("retention: {pulse: 0}\n")
        before = self.files()
        daemon = self.start("--config", config)
        self.assertEqual(daemon.stop(), 0)
        for name in list(before)[:-1]:
            self.assertEqual(before[name], self.files()[name], name)


if __name__ == "__main__":
    unittest.main(verbosity=2)
