"""Questions about 1,434 real cases, answered twice: by the read API, and by counting in the event log itself."""

import csv
import datetime
import gzip
import io
import json
import os
import subprocess
import tempfile
import unittest
import urllib.parse
import xml.etree.ElementTree as ElementTree
from fractions import Fraction

SHUZHID = os.environ["SHUZHID"]
SOURCE = os.environ["SHUZHI_SOURCE"]
SHARED = os.environ.get("SHUZHI_SHARED", os.path.join(SOURCE, "..", "shared"))
LOG = os.path.join(SHARED, "data", "receipt", "receipt.xes.gz")
ZONE = datetime.timezone(datetime.timedelta(hours=8))
DAY = datetime.timedelta(days=1)
END = datetime.datetime(2012, 1, 23, 22, 42, 55, tzinfo=ZONE)
MORNINGS = [datetime.datetime(*day, 10, 0, 0, tzinfo=ZONE) for day in [(2011, 7, 6), (2011, 8, 10), (2012, 1, 11)]]
FIXED = [(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)]  # no notice of these years is loaded: what the law fixes
SORTS = ["", "remaining", "-remaining", "applied", "-applied"]


def run(*arguments):
    return subprocess.run([SHUZHID, *arguments], capture_output=True, text=True, encoding="utf-8", timeout=120)


def midnight(date):
    return datetime.datetime(date.year, date.month, date.day, tzinfo=ZONE)


class Case:
    """A trace of the log as it was known at an instant."""

    def __init__(self, trace, at):
        values = {child.get("key"): child.get("value") for child in trace if not child.tag.endswith("event")}
        time = lambda name: datetime.datetime.fromisoformat(values[name]).astimezone(ZONE) if name in values else None
        until = lambda instant: instant if instant is not None and instant <= at else None
        steps = [datetime.datetime.fromisoformat(child.get("value")) for event in trace.findall("{*}event")
                 for child in event if child.get("key") == "time:timestamp"]
        self.id = values["concept:name"]
        self.org = values.get("group")
        self.applied = until(time("startdate"))
        self.due = time("deadline") if self.applied is not None else None
        self.ended = until(time("enddate"))
        self.is_known = bool(self.applied or self.ended or any(step <= at for step in steps))
        self.is_open = self.ended is None
        self.is_overdue = self.is_open and self.due is not None and at > self.due
        self.is_late = self.ended is not None and self.due is not None and self.ended > self.due
        end = at if self.is_open else self.ended
        self.age = (end.date() - self.applied.date()).days if self.applied else None


@unittest.skipUnless(os.path.exists(LOG), "the receipt log is not here")
class RealList(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory(prefix="shuzhi-test-")
        cls.data = os.path.join(cls.scratch.name, "data")
        done = run("import", LOG, "--map", os.path.join(SOURCE, "config", "import", "receipt.yaml"), "--data", cls.data)
        assert done.returncode == 0, done.stderr
        with gzip.open(LOG) as log:
            cls.traces = ElementTree.parse(log).getroot().findall("{*}trace")

    @classmethod
    def tearDownClass(cls):
        cls.scratch.cleanup()

    def known(self, at):
        return [case for case in (Case(trace, at) for trace in self.traces) if case.is_known]

    def body(self, path, at):
        done = run("query", "--data", self.data, "--at", at.isoformat(), path)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def ask(self, path, at=END):
        done = self.body(path, at)
        self.assertEqual(done.stderr, "", path)
        return json.loads(done.stdout)

    def pages(self, limit, **question):
        query = urllib.parse.urlencode({**question, "limit": limit})
        cases, cursor = [], ""
        while cursor is not None:
            page = self.ask(f"/api/v1/cases?{query}" + (f"&cursor={cursor}" if cursor else ""))
            cases += page["cases"]
            self.assertLessEqual(len(page["cases"]), limit)
            cursor = page["next"]
        self.assertEqual(page["total"], len(cases))
        return cases

    def check(self, wanted, **question):
        got = self.ask("/api/v1/cases?limit=0&" + urllib.parse.urlencode(question))["total"]
        self.assertEqual(got, sum(1 for case in self.known(END) if wanted(case)), question)
        return got

    def test_totals_by_light(self):
        self.assertEqual(self.check(lambda case: case.is_overdue, light="red,black"), 39)
        self.check(lambda case: case.is_open and not case.is_overdue, light="green,yellow")
        self.check(lambda case: case.is_open, light="green,yellow,red,black,suspended")
        self.check(lambda case: False, light="suspended")
        self.check(lambda case: case.is_overdue, state="overdue", light="red")

    def test_totals_by_organ(self):
        orgs = sorted({case.org or "" for case in self.known(END)})
        self.assertGreater(len(orgs), 3)
        for org in orgs:
            self.assertGreater(self.check(lambda case: (case.org or "") == org, org=org), 0)
        self.check(lambda case: case.org in orgs[1:3] and case.is_late, org=",".join(orgs[1:3]), state="closed_late")

    def test_totals_by_age(self):
        for low, high in [(0, 0), (1, 7), (8, 30), (31, 100), (101, 200000)]:
            self.assertGreater(self.check(lambda case: low <= case.age <= high, age_min_days=low, age_max_days=high), 0)
        self.check(lambda case: case.is_open and case.age >= 60, state="open", age_min_days=60)

    def test_totals_by_due(self):
        months = [datetime.date(2010 + n // 12, n % 12 + 1, 1) for n in range(9, 29, 4)]
        n = 0
        for first, last in zip(months, months[1:]):
            n += self.check(lambda case: midnight(first) < case.due <= midnight(last), due_from=first, due_to=last)
        before = self.check(lambda case: case.due <= midnight(months[0]), due_to=months[0])
        after = self.check(lambda case: case.due > midnight(months[-1]), due_from=months[-1])
        self.assertEqual(before + n + after, 1434)

    def test_a_number_is_found(self):
        self.assertEqual([case["id"] for case in self.pages(10, q="case-10011")], ["case-10011"])
        self.check(lambda case: "-1001" in case.id, q="-1001")
        self.check(lambda case: "-1001" in case.id, q="SE-1001")
        self.check(lambda case: False, q="11")

    def test_every_order_pages_over_the_whole_list(self):
        far = datetime.datetime.max.replace(tzinfo=ZONE)
        keys = {
            "": lambda case: case.id,
            "remaining": lambda case: (not case.is_open, case.due if case.is_open else far, case.id),
            "-remaining": lambda case: (not case.is_open, far - case.due if case.is_open else DAY, case.id),
            "applied": lambda case: (case.applied, case.id),
            "-applied": lambda case: (far - case.applied, case.id),
        }
        for sort in SORTS:
            wanted = [case.id for case in sorted(self.known(END), key=keys[sort])]
            got = self.pages(479, **({"sort": sort} if sort else {}))
            self.assertEqual([case["id"] for case in got], wanted, sort)

    def table(self, path, at=END):
        done = subprocess.run([SHUZHID, "query", "--data", self.data, "--at", at.isoformat(), path],
                              capture_output=True, timeout=120, check=True)
        self.assertTrue(done.stdout.startswith(b"\xef\xbb\xbf"))
        self.assertEqual(done.stdout.count(b"\n"), done.stdout.count(b"\r\n"))
        text = done.stdout.decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text, newline=""))), done.stderr.decode()

    def test_the_table_is_the_list(self):
        rows, notes = self.table("/api/v1/cases.csv?lang=en&sort=remaining")
        self.assertEqual(notes, "")
        cases = self.pages(1000, sort="remaining")
        self.assertEqual(len(rows), len(cases) + 1)
        local = lambda value: value[:19].replace("T", " ") if value else ""
        words = {True: "true", False: "false", None: ""}
        for row, case in zip(rows[1:], cases):
            cells = dict(zip(rows[0], row))
            for name in ("applied", "accepted", "due", "closed"):
                self.assertEqual(cells[name], local(case[name]), case["id"])
            for name in ("id", "hall", "item", "channel", "org", "state", "light", "due_by", "unit"):
                self.assertEqual(cells[name], case[name] or "", case["id"])
            for name in ("late", "provisional"):
                self.assertEqual(cells[name], words[case[name]], case["id"])
            self.assertEqual(cells["suspended_days"], str(case["suspended_days"]))
        chinese, _ = self.table("/api/v1/cases.csv?sort=remaining")
        self.assertEqual(chinese[0][:2], ["办件编号", "大厅编码"])
        self.assertEqual([row[0] for row in chinese[1:]], [case["id"] for case in cases])

    def test_a_cut_table_says_so(self):
        rows, notes = self.table("/api/v1/cases.csv?limit=5")
        self.assertEqual(len(rows), 6)
        self.assertIn("5 rows of 1434", notes)

    # --- the outlook, by walking days ---

    @staticmethod
    def is_working(date):
        return date.weekday() < 5 and (date.month, date.day) not in FIXED

    def workdays(self, first, last):
        return sum(self.is_working(first + n * DAY) for n in range((last - first).days + 1))

    def expect_late(self, cases, today, closed, closed_today, until):
        """Serves the line day by day; the pace is closed / 20 a working day."""
        pace, late = Fraction(closed, 20), 0
        for place, case in enumerate(sorted(cases, key=lambda case: (case.due, case.id)), 1):
            last = (case.due - datetime.timedelta(microseconds=1)).date()
            done = max(pace - closed_today, 0) + pace * self.workdays(today + DAY, last)
            late += case.due <= until and done < place
        return late

    def check_horizon(self, horizon, running, today, closed, closed_today):
        until = datetime.datetime.fromisoformat(horizon["until"])
        due = sum(case.due <= until for case in running)
        late = self.expect_late(running, today, closed, closed_today, until) if closed or not due else None
        self.assertEqual((horizon["due"], horizon["expected_overdue"]), (due, late), horizon)
        self.assertEqual(horizon["unpaced"], 0 if closed else due)
        return due, late or 0

    def check_outlook(self, at):
        answer = self.ask("/api/v1/cases/outlook?hall=coselog", at)
        cases = self.known(at)
        today = first = at.date()
        while self.workdays(first, today - DAY) < 20:
            first -= DAY
        holiday = today + DAY
        while (holiday.month, holiday.day) not in FIXED:
            holiday += DAY
        self.assertEqual(answer["pace"], {"workdays": 20, "from": str(first), "to": str(today)})
        self.assertEqual((answer["next_holiday"]["first"], answer["next_holiday"]["published"]), (str(holiday), False))
        total = [(0, 0)] * 4
        for organ in answer["organs"]:
            mine = [case for case in cases if case.org == organ["org"]]
            running = [case for case in mine if case.is_open and case.due and not case.is_overdue]
            closed = sum(1 for case in mine if case.ended and first <= case.ended.date() < today)
            closed_today = sum(1 for case in mine if case.ended and case.ended.date() == today)
            self.assertEqual(organ["open"], sum(case.is_open for case in mine), organ["org"])
            self.assertEqual(organ["overdue"], sum(case.is_overdue for case in mine))
            self.assertEqual((organ["running"], organ["closed"], organ["closed_today"]),
                             (len(running), closed, closed_today))
            for n, horizon in enumerate(organ["horizons"] + [organ["before_holiday"]]):
                due, late = self.check_horizon(horizon, running, today, closed, closed_today)
                total[n] = (total[n][0] + due, total[n][1] + late)
        horizons = answer["total"]["horizons"] + [answer["total"]["before_holiday"]]
        self.assertEqual([(horizon["due"], horizon["expected_overdue"]) for horizon in horizons], total)
        self.assertEqual(sum(organ["open"] for organ in answer["organs"]), answer["total"]["open"])
        self.assertEqual(len(answer["total"]["at_risk"]), min(10, max(late for _, late in total)))
        rows, _ = self.table("/api/v1/cases/outlook.csv?lang=en", at)
        self.assertEqual([row[:2] for row in rows[1:]],
                         [[organ["org"] or "", str(organ["open"])] for organ in answer["organs"]] +
                         [["total", str(answer["total"]["open"])]])
        self.assertGreater(total[2][1], 0)

    def test_outlook(self):
        for at in MORNINGS:
            with self.subTest(at=at):
                self.check_outlook(at)

    def test_a_source_deadline_has_no_strip(self):
        case = self.ask("/api/v1/case?hall=coselog&id=case-10011")["case"]
        self.assertIsNone(case["strip"])
        self.assertEqual(case["strip_why_en"], "the source named the deadline; no days are counted")


if __name__ == "__main__":
    unittest.main(verbosity=2)  # so that a skip gives its reason
