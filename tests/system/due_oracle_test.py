#!/usr/bin/env python3
"""`shuzhid due` against a second opinion that walks day by day and minute by minute, at random.

Written from the rules, in another language, with nothing of the program but its calendar files, which are
held against independent ones where those are at hand.  Environment: SHUZHI_DUE_CASES, how many (250);
SHUZHI_DUE_SEED, to have the same again."""

import collections
import datetime
import itertools
import json
import os
import pathlib
import random
import re
import subprocess
import tempfile
import unittest

SHUZHID = os.environ["SHUZHID"]
SOURCE = pathlib.Path(os.environ["SHUZHI_SOURCE"])
CALENDARS = SOURCE / "config" / "default" / "calendar"
HOLIDAYS = pathlib.Path(os.environ.get("SHUZHI_SHARED", SOURCE.parent / "shared")) / "data" / "holidays"
CASES = int(os.environ.get("SHUZHI_DUE_CASES", "250"))
SEED = int(os.environ.get("SHUZHI_DUE_SEED", random.randrange(1 << 32)))

DAY = datetime.timedelta(days=1)
MINUTE = datetime.timedelta(minutes=1)

# Minutes of the day.
WORKDAY = [(510, 690), (840, 1050)]  # 08:30-11:30, 14:00-17:30
WEEKDAYS = {4: [(510, 690), (840, 1020)], 5: [(540, 720)]}  # Friday until 17:00, Saturday 09:00-12:00
EXCEPTIONS = {
    "2025-07-11": [],
    "2026-03-10": [],
    "2026-03-11": [(600, 900)],
    "2026-10-10": [],
    "2026-10-02": [(540, 720)],
    "2026-12-31": [(540, 720)],
}
KINDS = [  # as given, what the strip says, whether it stops the clock
    ("", "", True),
    (":检测", "检测", True),
    (":hearing", "听证", True),
    (":supplement", "补正", True),
    (":公示", "公示", False),
    (":other", "", False),
]
Span = collections.namedtuple("Span", "begin end kind term stops")


# --- the world ---------------------------------------------------------------------------------


class Notices:
    """The calendar files: days off, and weekend days that are worked."""

    def __init__(self):
        self.off, self.makeup, self.years = {}, set(), set()
        for path in CALENDARS.glob("*.yaml"):
            text = path.read_text(encoding="utf-8")
            self.years.add(int(re.search(r"^year: (\d+)$", text, re.MULTILINE).group(1)))
            for first, last, name in re.findall(r"first: (\S+), last: (\S+), zh: (\S+),", text):
                day = datetime.date.fromisoformat(first)
                while day <= datetime.date.fromisoformat(last):
                    self.off[day] = name
                    day += DAY
            for day in re.findall(r"^  - (\d{4}-\d\d-\d\d)$", text, re.MULTILINE):
                self.makeup.add(datetime.date.fromisoformat(day))

    def name_of_rest(self, day):
        """None for a working day, else 周末 or the name of the holiday."""
        if day.year not in self.years and (day.month, day.day) in {
            (1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3),
        }:  # fmt: skip
            return {1: "元旦", 5: "劳动节", 10: "国庆节"}[day.month]
        if day in self.off:
            return self.off[day]
        return "周末" if day.weekday() >= 5 and day not in self.makeup else None

    def slots(self, day):
        if day.isoformat() in EXCEPTIONS:
            return EXCEPTIONS[day.isoformat()]
        name = self.name_of_rest(day)
        if name not in (None, "周末"):
            return []
        if day not in self.makeup and day.weekday() in WEEKDAYS:
            return WEEKDAYS[day.weekday()]
        return WORKDAY if name is None else []


def clock(minutes):
    return f"{minutes // 60:02}:{minutes % 60:02}"


def slots_text(slots):
    return "[" + ", ".join(f'"{clock(a)}-{clock(b)}"' for a, b in slots) + "]"


def write_config(folder, due_at, restday_start, limit_clock):
    names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    exceptions = "".join(
        f"        - {{date: {day}, slots: {slots_text(slots)}, reason: 停电}}\n" for day, slots in EXCEPTIONS.items()
    )
    own = "".join(f"      {names[day]}: {slots_text(slots)}\n" for day, slots in WEEKDAYS.items())
    (folder / "halls.yaml").write_text(
        'default_hours:\n  workday: ["09:00-12:00"]\nhalls:\n'
        '  - code: "330100"\n    name: 市政务服务中心\n    tier: municipal\n    hours:\n'
        f"      workday: {slots_text(WORKDAY)}\n{own}      exceptions:\n{exceptions}",
        encoding="utf-8",
    )
    (folder / "shuzhid.yaml").write_text(
        f"deadlines:\n  due_at: {due_at}\n  restday_start: {restday_start}\n  clock: {limit_clock}\n",
        encoding="utf-8",
    )


# --- the second opinion ------------------------------------------------------------------------


class Opinion:
    def __init__(self, notices, policy, start, n, unit, spans, convention):
        self.notices, self.start, self.n, self.unit, self.convention = notices, start, n, unit, convention
        self.due_at, self.restday_start, self.clock = policy
        self.spans = self.merge([span for span in spans if span.stops])
        self.base = start.date()
        self.taken = set()
        self.used = collections.Counter()  # minutes by day
        self.looked_up = set()
        if unit in ("minute", "hour") and n > 0:
            self.by_the_clock()
        else:
            self.by_the_day()
        self.provisional = any(day.year not in notices.years for day in self.looked_up)

    @staticmethod
    def merge(spans):
        merged = []
        for span in sorted(spans, key=lambda span: span.begin):
            if merged and span.begin <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(merged[-1][1], span.end))
            else:
                merged.append((span.begin, span.end))
        return merged

    def works(self, day):
        self.looked_up.add(day)
        return self.notices.name_of_rest(day) is None

    def end_of(self, day):
        slots = self.notices.slots(day)
        minutes = slots[-1][1] if self.due_at == "close_of_business" and slots else 1440
        return datetime.datetime.combine(day, datetime.time()) + minutes * MINUTE

    def serves(self, day):
        return self.works(day) and (self.due_at == "midnight" or bool(self.notices.slots(day)))

    def next_working(self, day, n=1):
        while n > 0:
            day += DAY
            n -= self.works(day)
        return day

    def count_on(self):
        """The day on which n units and the days taken end, counted from the base."""
        n = self.n + len(self.taken)
        if self.unit == "workday":
            return self.next_working(self.base, n)
        day = self.base
        for _ in range(n):
            day += DAY
            self.looked_up.add(day)
        while not self.works(day):
            day += DAY
        return day

    def by_the_day(self):
        if self.n == 0:
            while not self.serves(self.base) or self.end_of(self.base) <= self.start:
                self.base += DAY
        elif self.unit == "workday" and self.restday_start == "roll":
            while not self.works(self.base):
                self.base += DAY
        self.due_day = self.base if self.n == 0 else self.count_on()
        for begin, end in self.spans:
            if begin >= self.end_of(self.due_day):
                break
            self.suspend(begin.date(), end.date())
        self.due = self.end_of(self.due_day)

    def suspend(self, s, r):
        lost = set()
        day = self.base + DAY
        while day <= r:
            inside = {"A": s < day <= r, "B": s <= day <= r, "C": s < day < r}[self.convention]
            own_unit = (self.unit == "day" and self.n > 0) or (inside and self.works(day))
            if inside and own_unit and day not in self.taken:
                lost.add(day)
            day += DAY
        self.taken |= lost
        if lost and self.n == 0:
            self.due_day = self.next_working(self.due_day, len(lost))
            while not self.serves(self.due_day):
                self.due_day += DAY
        elif lost:
            self.due_day = self.count_on()

    def runs(self, at):
        """Does the clock run in the minute that begins @at?"""
        if any(begin <= at < end for begin, end in self.spans):
            return False
        if self.clock == "wall":
            return True
        minute = at.hour * 60 + at.minute
        return self.notices.name_of_rest(at.date()) is None and any(
            a <= minute < b for a, b in self.notices.slots(at.date())
        )

    def by_the_clock(self):
        left = self.n * (60 if self.unit == "hour" else 1)
        at = self.start
        while left > 0:
            self.due_day = at.date()
            if self.clock == "service":
                self.looked_up.add(at.date())
            if self.runs(at):
                left -= 1
                self.used[at.date()] += 1
            at += MINUTE
        self.due = at

    def counts(self, day, counted_before):
        """Is @day of the strip counted?"""
        if self.unit in ("minute", "hour") and self.n > 0:
            return self.used[day] > 0
        if self.n == 0:
            return day == self.due_day
        if day <= self.base or day in self.taken:
            return False
        return self.notices.name_of_rest(day) is None if self.unit == "workday" else counted_before < self.n


# --- the test ----------------------------------------------------------------------------------


def roll_instant(dice, day):
    minute = dice.choice([0, 510, 690, 691, 840, 1020, 1049, 1050, 1051, 1439, dice.randrange(1440)])
    return datetime.datetime.combine(day, datetime.time()) + minute * MINUTE


def roll_start(dice):
    if dice.random() < 0.4:  # about the turn of a year or a long holiday
        edge = dice.choice(["2024-02-10", "2024-12-31", "2025-01-27", "2025-10-01", "2025-12-31", "2026-02-14",
                            "2026-02-28", "2026-03-10", "2026-09-30", "2026-12-30"])  # fmt: skip
        return datetime.date.fromisoformat(edge) + dice.randrange(-8, 9) * DAY
    return datetime.date(2024, 1, 10) + dice.randrange(1100) * DAY


def roll_spans(dice, start):
    spans = []
    for _ in range(dice.choice([0, 0, 1, 1, 1, 2, 3])):
        begin = roll_instant(dice, start.date() + dice.randrange(-3, 12) * DAY)
        if spans and dice.random() < 0.3:
            begin = spans[-1].end  # touching
        end = roll_instant(dice, begin.date() + dice.choice([0, 0, 1, 2, 3, 7, 20]) * DAY)
        spans.append(Span(min(begin, end), max(begin, end), *dice.choice(KINDS)))
    return spans


def arguments_of(start, limit, extend, unit, spans, convention):
    out = ["--from", start.isoformat(), "--limit", str(limit), "--unit", unit, "--convention", convention]
    if extend:
        out += ["--extend", str(extend)]
    for span in spans:
        out += ["--suspend", f"{span.begin.isoformat()}/{span.end.isoformat()}{span.kind}"]
    return out


class Oracle(unittest.TestCase):
    def check_strip(self, answer, opinion):
        strip = answer["strip"]
        counted = 0
        day = opinion.start.date()
        for entry in strip:
            self.assertEqual(entry["date"], day.isoformat())
            self.assertEqual(entry["counted"], opinion.counts(day, counted), entry)
            counted += entry["counted"]
            self.check_why(entry, day, opinion)
            day += DAY
        self.assertEqual(day - DAY, opinion.due_day)
        if opinion.used:
            used = {entry["date"]: entry["used_s"] for entry in strip if entry["used_s"]}
            self.assertEqual(used, {day.isoformat(): n * 60 for day, n in opinion.used.items() if n})
        else:
            self.assertEqual(counted, max(opinion.n, 1))

    def check_why(self, entry, day, opinion):
        rest = opinion.notices.name_of_rest(day)
        why = entry["why"]
        if entry["counted"] and opinion.unit == "workday" and opinion.n > 0:
            self.assertEqual(why, "调休上班" if day in opinion.notices.makeup else "工作日")
        elif opinion.unit == "workday" and opinion.n > 0 and day == opinion.start.date() == opinion.base:
            self.assertEqual(why, "受理当日不计")
        elif opinion.unit == "workday" and day > opinion.base and rest is not None:
            self.assertEqual(why, rest if rest == "周末" else "节假日:" + rest)
        elif day in opinion.taken and opinion.n > 0:
            self.assertRegex(why, "^(特别程序|暂停计时)")

    def test_agrees(self):
        notices = Notices()
        dice = random.Random(SEED)
        policies = list(itertools.product(("close_of_business", "midnight"), ("count", "roll"), ("service", "wall")))
        with tempfile.TemporaryDirectory(prefix="shuzhi-test-") as scratch:
            folders = {}
            for i, policy in enumerate(policies):
                folders[policy] = pathlib.Path(scratch) / str(i)
                folders[policy].mkdir()
                write_config(folders[policy], *policy)
            for _ in range(CASES):
                self.check_one(notices, dice, folders)

    def check_one(self, notices, dice, folders):
        policy = dice.choice(list(folders))
        unit = dice.choice(["minute", "hour", "workday", "workday", "day"])
        limit = dice.choice([0, 1, 2, 5, 10, 20, dice.randrange(1, 45)]) * (7 if unit == "minute" else 1)
        extend = dice.choice([0, 0, 0, 5, 10])
        start = roll_instant(dice, roll_start(dice))
        spans = roll_spans(dice, start)
        convention = dice.choice("ABC")
        arguments = arguments_of(start, limit, extend, unit, spans, convention)
        arguments += ["--hall", "330100", "--config", str(folders[policy])]
        opinion = Opinion(notices, policy, start, limit + extend, unit, spans, convention)
        done = subprocess.run([SHUZHID, "due", *arguments], capture_output=True, text=True, timeout=60, check=False)
        with self.subTest(seed=SEED, policy=policy, arguments=" ".join(arguments)):
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            answer = json.loads(done.stdout)
            self.assertEqual(answer["due"], opinion.due.isoformat() + "+08:00")
            self.assertEqual(answer["due_date"], opinion.due_day.isoformat())
            self.assertEqual(answer["provisional"], opinion.provisional)
            self.check_strip(answer, opinion)


class Calendars(unittest.TestCase):
    @unittest.skipUnless(HOLIDAYS.exists(), "no independent calendars here")
    def test_agree_with_independent_ones(self):
        notices = Notices()
        self.assertEqual(notices.years, {2024, 2025, 2026})
        for year in notices.years:
            days = json.loads((HOLIDAYS / f"{year}.json").read_text(encoding="utf-8"))["days"]
            off = {day["date"]: day["name"] for day in days if day["isOffDay"]}
            makeup = {day["date"] for day in days if not day["isOffDay"]}
            self.assertEqual({day.isoformat(): name for day, name in notices.off.items() if day.year == year}, off)
            self.assertEqual({day.isoformat() for day in notices.makeup if day.year == year}, makeup)


if __name__ == "__main__":
    unittest.main(verbosity=2)  # so that a skip gives its reason
