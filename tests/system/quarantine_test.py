"""Lines that are refused: kept, listed, counted in the journal, tried again."""
import json
import os
import re
import signal
import subprocess
import tempfile
import time
import unittest

from daemon import SHUZHID, Daemon, await_that

SECOND = 10**9


def shuzhid(*arguments):
    return subprocess.run([SHUZHID, *arguments], capture_output=True, text=True, timeout=120)


def take(number, at_ns, hall="330106", more=""):
    return f'ticket,hall={hall},queue=A,event=take id="{number}"{more} {at_ns}'


class Quarantine(unittest.TestCase):
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

    def listed(self, *options):
        done = shuzhid("quarantine", "list", "--data", self.folder, "--json", *options)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return [json.loads(line) for line in done.stdout.splitlines()]

    def replay(self, *options, status=0):
        done = shuzhid("quarantine", "replay", "--data", self.folder, *options)
        self.assertEqual(done.returncode, status, done.stderr)
        return done.stdout + done.stderr

    def await_listed(self, n, *options):
        return await_that(f"{n} lines are listed", lambda: len(found := self.listed(*options)) == n and found)

    def cat(self):
        return shuzhid("journal", "cat", "--data", self.folder).stdout

    def counted(self):
        """Of the journal: refused lines by kind."""
        sums = {}
        for line in self.cat().splitlines():
            if line.startswith("action,kind=refused "):
                why = re.search(r'why="(\w+)"', line)[1]
                sums[why] = sums.get(why, 0) + int(re.search(r"[ ,]n=(\d+)i", line)[1])
        return sums

    def test_what_is_refused_is_kept_and_counted(self):
        daemon = self.start()
        now = time.time_ns()
        ahead = now + 3600 * SECOND
        lines = [
            take("A1", now, more=',src="desk"'),
            take("A2", ahead, more=',src="desk"'),
            'ticket,hall=330106,queue=A,event=jump id="A3"',
            f"ticket,hall=330106,queue=A,event=take id= {now}",
            'action,kind=close,hall=330106 prev=""',
            'ticket,hall=330106,queue=A,event=take id="A4",staff="13800138000"',
        ]
        status, _, body = daemon.post(*lines)
        self.assertEqual(status, 400)
        self.assertIn(b"partial write", body)
        self.assertIn(b"more than 120 s ahead", body)
        self.assertNotIn(b"13800138000", body)
        found = self.await_listed(5)
        self.assertEqual([each["why"] for each in found],
                         ["future", "standard", "syntax", "reserved_measurement", "personal_data"])
        self.assertEqual([each["line"] for each in found], lines[1:5] + [None])
        self.assertEqual([each["hall"] for each in found], ["330106"] * 5)
        self.assertEqual([each["src"] for each in found], ["desk", None, None, None, None])
        self.assertEqual([each["measurement"] for each in found], ["ticket"] * 3 + ["action", "ticket"])
        self.assertTrue(all(each["author"] is None for each in found))
        # Words for people; filters.
        text = shuzhid("quarantine", "list", "--data", self.folder, "--why", "personal_data").stdout
        self.assertIn("(withheld)", text)
        self.assertEqual(text.count("\n"), 1)
        self.assertEqual(len(self.listed("--hall", "330106", "--limit", "2")), 2)
        self.assertEqual(self.listed("--hall", "330105"), [])
        self.assertEqual(self.listed("--since", "2100-01-01T00:00:00+08:00"), [])
        self.assertEqual(len(self.listed("--since", found[0]["received"][:19] + "+08:00")), 5)
        await_that("they are counted", lambda: sum(self.counted().values()) == 5)
        self.assertEqual(set(self.counted().values()), {1})
        self.assertEqual(shuzhid("journal", "verify", "--data", self.folder).returncode, 0)
        daemon.stop()
        # Nowhere in the folder is there a number of somebody.
        for parent, _, files in os.walk(self.folder):
            for name in files:
                with open(os.path.join(parent, name), "rb") as file:
                    self.assertNotIn(b"13800138000", file.read(), name)

    def test_counts_survive_and_the_rest_is_written_at_the_end(self):
        daemon = self.start()
        daemon.post("bad one")
        await_that("the first is counted at once", lambda: self.counted() == {"syntax": 1})
        for _ in range(3):
            daemon.post("bad two", take("A1", time.time_ns() + 1000 * SECOND))
        daemon.stop()
        self.assertEqual(self.counted(), {"syntax": 4, "future": 3})
        daemon = self.start()
        daemon.post("bad three")
        await_that("counted", lambda: self.counted() == {"syntax": 5, "future": 3})
        self.await_listed(8)
        daemon.stop(signal.SIGKILL)
        self.assertEqual(self.counted(), {"syntax": 5, "future": 3})
        self.assertEqual([each["id"] for each in self.listed()], list(range(1, 9)))
        self.start().stop()
        self.assertEqual(self.counted(), {"syntax": 5, "future": 3})

    def test_the_future_is_taken_when_it_has_come(self):
        daemon = self.start()
        daemon.write(take("A1", time.time_ns() + 110 * SECOND))  # a clock that is a little ahead
        soon = time.time_ns() + 123 * SECOND
        status, _, _ = daemon.post(take("A2", soon), take("A3", time.time_ns() + 3600 * SECOND), "broken")
        self.assertEqual(status, 400)
        self.await_listed(3)
        url = f"http://127.0.0.1:{daemon.feeds}"
        await_that("it is no longer the future", lambda: time.time_ns() > soon - 119 * SECOND, 10)
        self.assertIn("would be taken 1, still refused 2 (syntax 1, future 1)", self.replay("--dry-run"))
        self.assertIn("--to-url", self.replay(status=1))  # a daemon runs on the folder
        self.assertIn("taken 1, still refused 2", self.replay("--to-url", url))
        self.assertIn("tried 2: taken 0", self.replay("--to-url", url))
        self.assertEqual([each["why"] for each in self.listed()], ["future", "syntax"])
        self.assertIn(f'ticket,event=take,hall=330106,queue=A id="A2" {soon}\n', self.cat())
        self.assertEqual(self.cat().count('id="A2"'), 1)

    def test_without_a_daemon_it_goes_to_the_journal(self):
        daemon = self.start()
        later = time.time() + 123
        status, _, _ = daemon.ask("POST", "/write?db=city&precision=s", take("A1", int(later) + 1).encode())
        self.assertEqual(status, 400)
        self.await_listed(1)
        daemon.stop()
        await_that("it is no longer the future", lambda: time.time() > later - 118, 10)
        self.assertIn("taken 1", self.replay())
        self.assertIn("tried 0", self.replay())
        self.assertEqual(self.listed(), [])
        self.assertIn(f'id="A1" {(int(later) + 1) * SECOND}\n', self.cat())
        done = shuzhid("journal", "stat", "--data", self.folder)
        self.assertEqual(json.loads(done.stdout)["by_source"]["import"], {"batches": 1, "lines": 1})
        self.start().stop()

    def token(self, name, hall, *rights):
        done = shuzhid("token", "add", "--data", self.folder, "--name", name, "--hall", hall, *rights)
        self.assertEqual(done.returncode, 0, done.stderr)
        return re.search(r"szt_[\w-]+", done.stdout)[0]

    def test_a_line_of_another_hall(self):
        xihu = self.token("xihu", "330106")
        gongshu = self.token("gongshu", "330105", "--read")
        daemon = self.start()
        line = take("A1", time.time_ns(), hall="330105", more=',eid="1"')
        status, _, _ = daemon.ask("POST", "/write?db=city", line.encode(), {"Authorization": f"Token {xihu}"})
        self.assertEqual(status, 403)
        found = self.await_listed(1)[0]
        self.assertEqual((found["why"], found["hall"], found["author"], found["line"]),
                         ("forbidden", "330105", "xihu", line))
        await_that("it is counted", lambda: self.counted() == {"forbidden": 1})
        url = f"http://127.0.0.1:{daemon.feeds}"
        self.assertIn("taken 0, still refused 1 (forbidden 1)", self.replay("--to-url", url, "--token", xihu))
        self.assertIn("would be taken 0, still refused 0, withheld 0, forbidden and left 2", self.replay("--dry-run"))
        self.assertIn("401", self.replay("--to-url", url, "--token", "szt_wrong", status=1))
        # Refused again, it is there again; whoever may write it gets both in, as one.
        self.assertIn("tried 2: taken 2", self.replay("--to-url", url, "--token", gongshu))
        self.assertEqual(self.listed(), [])
        self.assertIn('eid="1",id="A1",src="xihu"', self.cat())
        def ask():
            return daemon.ask("GET", "/api/v1/quality?hall=330105", headers={"Authorization": f"Token {gongshu}"})[2]
        feed = await_that("it is in the state",
                          lambda: [each for each in json.loads(ask())["feeds"] if each["src"] == "xihu"])[0]
        self.assertEqual((feed["lines"], feed["duplicates"]), (2, 1))

    def query(self, *arguments):
        done = shuzhid("query", "--data", self.folder, *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.rstrip("\n")

    def check_offline(self, daemon, path):
        """What the daemon answers is what the journal says: the same bytes."""
        _, headers, body = daemon.ask("GET", path)
        at = json.loads(body)["time"]
        self.assertEqual(self.query("--at", at, "--batch", headers["X-Shuzhi-Batch"], path), body.decode())

    def feed(self, daemon, hall, src=None):
        found = [feed for feed in daemon.get("/api/v1/quality")["feeds"] if (feed["hall"], feed["src"]) == (hall, src)]
        return found[0] if found else None

    def test_the_quality_of_feeds(self):
        daemon = self.start()
        now = time.time_ns()
        first = take("A1", now - 200 * SECOND, more=',src="desk",seq=1i')
        daemon.write(first, f'ticket,hall=330106,queue=A,event=start id="A1",src="desk",seq=4i {now}',
                     f"cpu,hall=away load=5 {now + 60 * SECOND}")
        daemon.write(first)
        daemon.post(take("A2", now + 3600 * SECOND, more=',src="desk"'), take("A3", now - 10, more=',src="desk",seq=5i'))
        desk = await_that("it is all counted", lambda: (found := self.feed(daemon, "330106", "desk")) and
                          found["refused"]["future"] == 1 and found)
        self.assertEqual((desk["lines"], desk["duplicates"], desk["illegal"], desk["missing"], desk["late"]),
                         (4, 1, 1, 2, 2))
        # 4 lines came, 2 are missing (and one was refused); a repeat and an illegal move are no good: 2 of 6.
        self.assertAlmostEqual(desk["score"], 100 * 2 / 6, places=6)
        self.assertGreater(desk["behind_max_s"], 199)
        self.assertIsNone(self.feed(daemon, "away"))  # its time has not come
        self.check_offline(daemon, "/api/v1/quality")
        self.check_offline(daemon, "/api/v1/quality?hall=330106")
        status, headers, table = daemon.ask("GET", "/api/v1/quality.csv?lang=en")
        self.assertEqual((status, headers["Content-Type"]), (200, "text/csv; charset=utf-8"))
        self.assertIn(b",true,desk,", table)
        # The answer does not change by itself.
        _, headers, _ = daemon.ask("GET", "/api/v1/quality")
        self.assertEqual(daemon.ask("GET", "/api/v1/quality", headers={"If-None-Match": headers["ETag"]})[0], 304)
        # Nor by a crash.
        before = self.query("/api/v1/quality")
        daemon.stop(signal.SIGKILL)
        self.assertEqual(self.query("/api/v1/quality"), before)
        daemon = self.start()
        again = self.feed(daemon, "330106", "desk")
        del desk["fresh_s"], again["fresh_s"]
        self.assertEqual(again, desk)
        daemon.write(f'window,hall=nowhere,window=1 state="open" {now}')
        found = await_that("a hall nobody knows is shown", lambda: self.feed(daemon, "nowhere"))
        self.assertEqual((found["registered"], found["name"], found["lines"]), (False, None, 1))
        self.check_offline(daemon, "/api/v1/quality?hall=nowhere")

    def test_wrong_usage(self):
        for arguments, word in (([], "list, replay"), (["look"], "'look'"), (["list"], "--data"),
                                (["list", "--data", ".", "--why", "dull"], "'dull'"),
                                (["list", "--data", ".", "--since", "dull"], "since"),
                                (["list", "--data", ".", "--dry-run"], "replay"),
                                (["replay", "--data", ".", "--json"], "list"),
                                (["replay", "--data", ".", "--token", "t"], "--to-url")):
            done = shuzhid("quarantine", *arguments)
            self.assertEqual(done.returncode, 2, done)
            self.assertIn(word, done.stderr)
        self.assertEqual(shuzhid("quarantine", "list", "--data", "/nowhere/at/all").returncode, 1)
        os.mkdir(self.folder)
        self.assertEqual(self.listed(), [])
        self.assertIn("tried 0", self.replay("--dry-run"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
