"""Corrections: a line is voided or replaced, by whoever may, and every answer follows: live, over crashes and checkpoints,
and offline."""

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

from daemon import SHUZHID, Daemon, await_that

SECOND = 10**9
ANSWERS = ["/api/v1/cases?limit=1000", "/api/v1/cases.csv?sort=applied", "/api/v1/cases/outlook",
           "/api/v1/queues?hall=330106", "/api/v1/waits?hall=330106", "/api/v1/ratings?hall=330106",
           "/api/v1/kiosks?hall=330106", "/api/v1/quality", "/api/v1/situation?hall=330106"]
INDEX = ["/api/v1/index?hall=330106", "/api/v1/index?area=330106"]


def shuzhid(*arguments):
    return subprocess.run([SHUZHID, *arguments], capture_output=True, text=True, timeout=120)


class Corrections(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory(prefix="shuzhi-test-")
        self.folder = os.path.join(self.scratch.name, "data")
        self.daemons = []
        self.headers = {}
        self.now = time.time_ns() // SECOND * SECOND
        since_midnight_s = (self.now // SECOND + 8 * 3600) % 86400
        if not 900 < since_midnight_s < 86400 - 300:
            self.skipTest("tickets of some minutes ago are not of today, or soon will not be")

    def tearDown(self):
        for daemon in self.daemons:
            daemon.close()
        self.scratch.cleanup()

    # --- the daemon ---

    def start(self):
        self.daemons.append(Daemon("serve", "--data", self.folder))
        return self.daemons[-1].await_ready()

    def again(self, daemon, number):
        daemon.stop(number)
        return self.start()

    def token(self, name, hall, *rights):
        done = shuzhid("token", "add", "--data", self.folder, "--name", name, "--hall", hall, *rights)
        self.assertEqual(done.returncode, 0, done.stderr)
        return {"Authorization": "Token " + re.search(r"szt_[\w-]+", done.stdout)[0]}

    def post(self, daemon, body, headers=None):
        if not isinstance(body, bytes):
            body = json.dumps(body, ensure_ascii=False).encode()
        status, sent, answer = daemon.ask("POST", "/api/v1/corrections", body, headers or self.headers)
        self.assertEqual(sent["Content-Type"], "application/json; charset=utf-8")
        return status, json.loads(answer)

    def correct(self, daemon, line, with_=None, **more):
        body = {"line": line, "do": "void", "reason": "窗口误操作", **more}
        if with_ is not None:
            body.update({"do": "replace", "with": with_})
        status, answer = self.post(daemon, body)
        self.assertEqual(status, 201, answer)
        return answer

    def refused(self, daemon, status, code, body, headers=None):
        got, answer = self.post(daemon, body, headers)
        self.assertEqual((got, answer["error"]["code"]), (status, code), answer)
        self.assertTrue(answer["error"]["message"])
        return answer["error"]

    # --- the journal ---

    def lines(self):
        """Each line by its name."""
        done = shuzhid("journal", "cat", "--meta", "--data", self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        rows = done.stdout.splitlines()
        return {head.split()[1]: line for head, line in zip(rows[::2], rows[1::2])}

    def name_of(self, part):
        found = [name for name, line in self.lines().items() if part in line and not line.startswith("action,")]
        self.assertTrue(found, part)
        return found[0]

    def check_offline(self, daemon, paths=tuple(ANSWERS)):
        """What the daemon answers is what the journal says: the same bytes."""
        for path in paths:
            status, headers, live = daemon.ask("GET", path)
            self.assertEqual(status, 200, (path, live))
            at = json.loads(live).get("time") if live.startswith(b"{") else None
            at = at or daemon.get("/api/v1/cases?limit=0")["time"]
            whole = subprocess.run([SHUZHID, "query", "--data", self.folder, "--at", at, "--batch",
                                    headers["X-Shuzhi-Batch"], path], capture_output=True, timeout=120).stdout
            self.assertEqual(whole.rstrip(b"\n"), live.rstrip(b"\n"), path)

    # --- lines ---

    def ticket(self, number, event, seconds_ago, window=""):
        return (f'ticket,hall=330106,queue=A,event={event}{window} id="{number}" '
                f"{self.now - int(seconds_ago * SECOND)}")

    def case(self, number, event, days_ago, hall="330106", more=""):
        return (f'case,hall={hall},item=GA0602,channel=window,event={event} id="{number}"{more} '
                f"{self.now - days_ago * 86400 * SECOND}")

    def rating(self, number, level, seconds_ago):
        return (f'rating,hall=330106,channel=pad,event=new id="{number}",level={level}i,active=true '
                f"{self.now - seconds_ago * SECOND}")

    def fill(self, daemon):
        promise = ',promise=1i,promise_unit="workday"'
        daemon.write(self.case("C1", "accept", 30, more=promise), self.case("C2", "accept", 30, more=promise),
                     self.case("C2", "close", 1), self.case("C3", "accept", 30, more=promise),
                     self.case("OLD", "accept", 40, more=promise), self.case("OLD", "close", 20))
        daemon.write(*[self.ticket(f"A{i}", "take", 300 - i) for i in range(4)],
                     self.ticket("A0", "call", 200, ",window=W1"))
        daemon.write(self.rating("R1", 1, 400), self.rating("R2", 5, 400), self.rating("R3", 5, 400))
        daemon.write(f'kiosk,hall=330106,kiosk=K1,event=txn result="ok",eid="T1" {self.now - 500 * SECOND}')

    def facts(self, daemon):
        """A few figures that hang on what is corrected."""
        def get(path):
            return daemon.get(path)
        queue = [each for each in get("/api/v1/queues?hall=330106")["queues"] if each["queue"] == "A"]
        ratings = get("/api/v1/ratings?hall=330106")["last_30_days"]
        return {
            "cases": sorted(each["id"] for each in get("/api/v1/cases?limit=100")["cases"]),
            "overdue": get("/api/v1/cases?state=overdue&limit=0")["total"],
            "waiting": queue[0]["waiting"] if queue else None,
            "ratings": ratings["n"],
            "bad": ratings["bad"],
        }

    def await_facts(self, daemon, **expected):
        def check():
            facts = self.facts(daemon)
            return all(facts[key] == value for key, value in expected.items())
        await_that(f"{expected}", check, 30)

    # --- tests ---

    def test_everything_follows(self):
        daemon = self.start()
        self.fill(daemon)
        self.await_facts(daemon, cases=["C1", "C2", "C3", "OLD"], waiting=3, ratings=3, bad=1)
        before = self.facts(daemon)
        quality = daemon.get("/api/v1/quality")["feeds"]
        # A case of which nothing is left is nowhere.
        made = self.correct(daemon, self.name_of('event=accept,hall=330106,item=GA0602 id="C1"'), document="函〔2026〕7号",
                            author="李")
        self.assertEqual((made["do"], made["author"], made["reason"], made["document"], made["hall"], made["entity"]),
                         ("void", "李", "窗口误操作", "函〔2026〕7号", "330106", "case"))
        self.assertTrue(made["was"].startswith("case,"))
        self.assertIsNone(made["with"])
        self.await_facts(daemon, cases=["C2", "C3", "OLD"], overdue=before["overdue"] - 1)
        self.assertEqual(daemon.ask("GET", "/api/v1/case?hall=330106&id=C1")[0], 404)
        self.check_offline(daemon)
        # Another was not closed a day ago, but today.
        closed = self.name_of('event=close,hall=330106,item=GA0602 id="C2"')
        made = self.correct(daemon, closed, self.case("C2", "close", 0))
        self.assertEqual((made["do"], made["author"]), ("replace", "open"))
        self.assertIn(str(self.now), made["with"])
        await_that("it is closed today", lambda: daemon.get("/api/v1/case?hall=330106&id=C2")["case"]["closed"][:10] ==
                   time.strftime("%Y-%m-%d", time.gmtime(self.now / SECOND + 8 * 3600)))
        events = daemon.get("/api/v1/case?hall=330106&id=C2")["case"]["events"]
        self.assertEqual([each["event"] for each in events], ["accept", "close"])
        # A case of the archive was not closed at all.
        await_that("it is in the archive", lambda: b"\nshuzhid_cases_archived 1\n" in daemon.ask("GET", "/metrics")[2])
        self.correct(daemon, self.name_of('event=close,hall=330106,item=GA0602 id="OLD"'))
        self.await_facts(daemon, overdue=before["overdue"])
        self.check_offline(daemon)
        # A ticket was never taken; another was taken at another queue.
        self.correct(daemon, self.name_of('event=take,hall=330106,queue=A id="A1"'))
        self.await_facts(daemon, waiting=2)
        self.correct(daemon, self.name_of('event=take,hall=330106,queue=A id="A2"'),
                     f'ticket,hall=330106,queue=B,event=take id="A2" {(self.now - 290 * SECOND) // 1000}', precision="us")
        self.await_facts(daemon, waiting=1)
        self.assertEqual({each["queue"]: each["waiting"] for each in daemon.get("/api/v1/queues?hall=330106")["queues"]},
                         {"A": 1, "B": 1})
        # A bad rating was a good one; a transaction was none.
        self.correct(daemon, self.name_of('id="R1"'), self.rating("R1", 4, 400))
        self.await_facts(daemon, ratings=3, bad=0)
        self.correct(daemon, self.name_of('eid="T1"'))
        # The quality of feeds is as it was: nothing else came.
        after = daemon.get("/api/v1/quality")["feeds"]
        for feed in quality + after:
            feed.pop("fresh_s")
        self.assertEqual(after, quality)
        self.check_offline(daemon)
        facts = self.facts(daemon)
        # A voided line that is sent again changes nothing.
        daemon.write(self.case("C1", "accept", 30, more=',promise=1i,promise_unit="workday"'),
                     self.ticket("A1", "take", 299), self.rating("R9", 5, 1))
        self.await_facts(daemon, ratings=4)
        self.assertEqual(self.facts(daemon), {**facts, "ratings": 4})
        self.assertEqual(daemon.ask("GET", "/api/v1/case?hall=330106&id=C1")[0], 404)
        # A crash, a checkpoint, a checkpoint with a tail; and without any.
        facts = self.facts(daemon)
        daemon = self.again(daemon, signal.SIGKILL)
        self.assertEqual(self.facts(daemon), facts)
        self.check_offline(daemon)
        daemon = self.again(daemon, signal.SIGTERM)
        self.assertIn("started from the checkpoint", daemon.said())
        self.assertEqual(self.facts(daemon), facts)
        self.check_offline(daemon)
        self.refused(daemon, 409, "already_void", {"line": closed, "do": "void", "reason": "x"})
        self.correct(daemon, self.name_of('id="R2"'))
        self.await_facts(daemon, ratings=3)
        daemon = self.again(daemon, signal.SIGKILL)
        self.assertIn("started from the checkpoint", daemon.said())
        self.refused(daemon, 409, "already_void", {"line": self.name_of('id="R2"'), "do": "void", "reason": "x"})
        self.check_offline(daemon)
        daemon.stop(signal.SIGKILL)
        shutil.rmtree(os.path.join(self.folder, "checkpoints"))
        daemon = self.start()
        self.assertEqual(self.facts(daemon), {**facts, "ratings": 3})
        self.check_offline(daemon)
        done = shuzhid("journal", "verify", "--data", self.folder)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertEqual(sum(line.startswith("action,kind=correct ") for line in self.lines().values()), 8)

    def test_the_index_says_that_it_was_revised(self):
        daemon = self.start()

        def index():
            status, headers, body = daemon.ask("GET", INDEX[0])
            return (json.loads(body), headers) if status == 200 else (None, None)

        daemon.write(f'ticket,hall=330106,queue=A,event=take id="A1" {time.time_ns()}')
        await_that("an index", lambda: index()[0])
        self.assertEqual(index()[0]["revision"], 0)
        daemon.write(self.rating("R1", 1, 400), self.rating("R2", 5, 400))  # late
        await_that("it was revised", lambda: index()[0]["revision"] == 1)
        daemon.write(self.rating("R1", 1, 400))  # said before
        made = self.correct(daemon, self.name_of('id="R1"'))
        await_that("and again", lambda: index()[0]["revision"] == 2)
        body, headers = index()
        at, batch = body["time"], headers["X-Shuzhi-Batch"]
        for path in INDEX:
            _, headers, live = daemon.ask("GET", path)
            if json.loads(live)["time"] == at:
                done = shuzhid("query", "--data", self.folder, "--at", at, "--batch", batch, path)
                self.assertEqual(done.stdout.rstrip("\n"), live.decode())
        # What was known before the correction.
        before = shuzhid("query", "--data", self.folder, "--at", at, "--batch",
                         str(int(made["correction"].split(".")[0]) - 1), INDEX[0])
        self.assertEqual(json.loads(before.stdout)["revision"], 1)
        for number in (signal.SIGKILL, signal.SIGTERM):
            daemon = self.again(daemon, number)
            self.assertEqual(await_that("an index", lambda: index()[0])["revision"], 2)

    def test_when_it_applies(self):
        daemon = self.start()
        self.fill(daemon)
        self.await_facts(daemon, cases=["C1", "C2", "C3", "OLD"])
        taken_at = self.now - 299 * SECOND
        made = self.correct(daemon, self.name_of('event=take,hall=330106,queue=A id="A1"'),
                            f'ticket,hall=330106,queue=A,event=take id="A1" {taken_at + 60 * SECOND}')
        daemon.stop()

        def waiting(at_ns, *options):
            at = time.strftime("%Y-%m-%dT%H:%M:%S+08:00", time.gmtime(at_ns // SECOND + 8 * 3600))
            done = shuzhid("query", "--data", self.folder, "--at", at, *options, "/api/v1/queues?hall=330106")
            self.assertEqual(done.returncode, 0, done.stderr)
            queues = json.loads(done.stdout)["queues"]
            return queues[0]["waiting"] if queues else 0

        # Whenever it was made, it is of the time of what it corrects: before the replacement there is no such ticket.
        self.assertEqual(waiting(taken_at), 1)  # A0
        self.assertEqual(waiting(taken_at + 59 * SECOND), 3)  # A0, A2, A3
        self.assertEqual(waiting(taken_at + 60 * SECOND), 4)
        # But not where it was not known.
        made_ns = int(re.search(r" (\d+)$", self.lines()[made["correction"]])[1])
        before_ns = made_ns - SECOND // 1000
        earlier = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(before_ns // SECOND + 8 * 3600))
        earlier += f".{before_ns % SECOND // 10**6:03}+08:00"
        self.assertEqual(waiting(taken_at + 59 * SECOND, "--known-at", earlier), 4)

    def test_what_has_just_happened(self):
        """A start stands at the last ten seconds: what is corrected, and what replaces it, may not have occurred then."""
        daemon = self.start()
        for number in range(3):
            now = time.time_ns()
            daemon.write(f'ticket,hall=330106,queue=A,event=take id="N{number}" {now}')
            self.correct(daemon, self.name_of(f'id="N{number}"'),
                         f'ticket,hall=330106,queue=B,event=take id="N{number}" {now - number * 4 * SECOND}')
            daemon = self.again(daemon, signal.SIGKILL)
            await_that("it was taken at the other", lambda: [
                (each["queue"], each["waiting"]) for each in daemon.get("/api/v1/queues?hall=330106")["queues"]
            ] == [("B", number + 1)])
            self.check_offline(daemon, ANSWERS[3:4] + ANSWERS[7:8] + INDEX)

    def test_a_correction_can_be_corrected(self):
        daemon = self.start()
        self.fill(daemon)
        self.await_facts(daemon, waiting=3)
        line = self.name_of('event=take,hall=330106,queue=A id="A1"')
        first = self.correct(daemon, line, self.ticket("A1", "take", 100).replace("queue=A", "queue=B"))
        self.await_facts(daemon, waiting=2)
        # Back to what it was is not possible by saying the same; by saying more it is.
        same = self.ticket("A1", "take", 299)
        self.refused(daemon, 409, "already_void",
                     {"line": first["correction"], "do": "replace", "with": same, "reason": "x"})
        second = self.correct(daemon, first["correction"], same.replace('id="A1"', 'id="A1",eid="again"'))
        self.assertEqual(second["was"], first["with"])
        self.await_facts(daemon, waiting=3)
        third = self.correct(daemon, second["correction"])
        self.await_facts(daemon, waiting=2)
        self.refused(daemon, 409, "not_correctable", {"line": third["correction"], "do": "void", "reason": "x"})
        self.refused(daemon, 409, "already_void", {"line": second["correction"], "do": "void", "reason": "x"})
        self.check_offline(daemon)

    def test_who_may(self):
        xihu = self.token("xihu", "330106")
        gongshu = self.token("gongshu", "330105")
        reader = self.token("reader", "330106", "--read-only")
        daemon = self.start()
        lines = [self.ticket(f"A{i}", "take", 300 - i) for i in range(3)]
        status, _, _ = daemon.ask("POST", "/write?db=city", "\n".join(lines).encode(), xihu)
        self.assertEqual(status, 204)
        one = {"line": self.name_of('id="A1"'), "do": "void", "reason": "x"}
        self.refused(daemon, 401, "unauthorized", one)
        self.refused(daemon, 401, "unauthorized", one, {"Authorization": "Token szt_wrong"})
        self.refused(daemon, 403, "forbidden", one, reader)
        self.refused(daemon, 403, "forbidden", one, gongshu)
        self.refused(daemon, 403, "forbidden", {**one, "author": "somebody"}, xihu)
        self.refused(daemon, 403, "forbidden", {**one, "do": "replace", "with": lines[1].replace("330106", "330105")},
                     xihu)
        self.assertNotIn("kind=correct", "".join(self.lines().values()))
        self.headers = xihu
        self.assertEqual(self.correct(daemon, one["line"], author="xihu")["author"], "xihu")
        self.assertEqual(self.correct(daemon, self.name_of('id="A2"'))["author"], "xihu")
        done = shuzhid("token", "revoke", "--data", self.folder, "xihu")
        self.assertEqual(done.returncode, 0, done.stderr)
        await_that("it no longer counts", lambda: self.post(daemon, one)[0] == 401)

    def test_what_is_refused(self):
        daemon = self.start()
        self.fill(daemon)
        daemon.write(f'window,hall=330106,window=1 state="open" {self.now}',
                     f'ticket,hall=330106,queue=A,event=take id="S" {time.time_ns() + 100 * SECOND}')
        self.await_facts(daemon, waiting=3)
        line = self.name_of('event=take,hall=330106,queue=A id="A1"')
        good = {"line": line, "do": "void", "reason": "x"}
        put = {**good, "do": "replace"}
        for body in (b"", b"[]", b"{", {**good, "why": "x"}, {**good, "reason": 7}, {**good, "reason": ""},
                     {**good, "reason": "x" * 1025}, {**good, "reason": "a\nb"}, {**good, "do": "undo"}, put,
                     {**good, "with": "x"}, {**good, "line": "1"}, {"line": line, "do": "void"}):
            self.assertIn("expected", self.refused(daemon, 400, "bad_correction", body)["hint"])
        for key in ("reason", "document", "author"):
            error = self.refused(daemon, 400, "bad_correction", {**good, key: "13800138000"})
            self.assertNotIn("13800138000", json.dumps(error))
        for with_, part in (("ticket", "column 7"), ("", "'with'"), (self.rating("R1", 1, 9), "measurement"),
                            (self.ticket("A1", "jump", 9), "jump"), (self.ticket("A1", "take", -200), "not come"),
                            (self.ticket("A1", "take", 299), "the same"),
                            (self.ticket("A1", "take", 9)[:-20], "time is missing"),
                            (self.ticket("13800138000", "take", 9), "phone")):
            status, answer = self.post(daemon, {**put, "with": with_})
            self.assertEqual(status, 400, answer)
            self.assertIn(part, answer["error"]["message"])
            self.assertNotIn("13800138000", json.dumps(answer))
        for name in ("999999.1", "18446744073709551615.1", line.split(".")[0] + ".99"):
            self.refused(daemon, 404, "no_such_line", {**good, "line": name})
        self.refused(daemon, 409, "not_correctable", {**good, "line": "1.1"})  # the configuration
        self.refused(daemon, 409, "not_correctable", {**good, "line": self.name_of("window,hall=330106,window=1")})
        self.refused(daemon, 409, "not_yet", {**good, "line": self.name_of('id="S"')})
        # Over the limit, packed, by other methods, by web pages, as lines.
        self.refused(daemon, 413, "request_too_large", {**good, "document": "x" * 70000})
        self.refused(daemon, 415, "unsupported_media_type", good, {"Content-Encoding": "gzip"})
        for method in ("PUT", "DELETE"):
            self.assertEqual(daemon.ask(method, "/api/v1/corrections", b"{}")[0], 405)
        self.assertEqual(daemon.ask("POST", "/api/v1/corrections", b"{}", {"Origin": "http://127.0.0.1"})[0], 403)
        status, _, body = daemon.post(f'action,kind=correct author="a",do="void",line="{line}",prev="",reason="r",'
                                      'was="x" 1')
        self.assertEqual(status, 400)
        self.assertIn(b"action", body)
        self.assertEqual(sum("kind=correct" in each for each in self.lines().values()), 0)
        # The same event twice is one event: either line names it.
        daemon.write(self.ticket("A1", "take", 299))
        self.correct(daemon, line)
        error = self.refused(daemon, 409, "already_void", good)
        self.assertIn(line, error["message"])
        twin = [name for name, each in self.lines().items()
                if each.startswith('ticket,event=take,hall=330106,queue=A id="A1"')][1]
        self.refused(daemon, 409, "already_void", {**good, "line": twin})
        self.assertEqual(sum(each.startswith("action,kind=correct ") for each in self.lines().values()), 1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
