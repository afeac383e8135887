#!/usr/bin/env python3
"""`shuzhid due` with the vectors of the rules, counted by hand in the State Council's calendars, and with
wrong usage."""

import json
import os
import subprocess
import tempfile
import unittest

SHUZHID = os.environ["SHUZHID"]

# start, working days, due: the start day is not counted
WORKING_DAYS = [
    ("2025-01-24", 1, "2025-01-26"),
    ("2025-01-24", 5, "2025-02-07"),
    ("2025-04-25", 5, "2025-05-06"),
    ("2025-09-26", 5, "2025-10-10"),
    ("2025-09-28", 3, "2025-10-09"),
    ("2025-09-30", 1, "2025-10-09"),
    ("2025-12-15", 20, "2026-01-13"),
    ("2025-12-31", 1, "2026-01-04"),
    ("2025-12-31", 2, "2026-01-05"),
    ("2026-02-12", 5, "2026-02-26"),
    ("2026-02-14", 1, "2026-02-24"),
    ("2026-02-14", 5, "2026-02-28"),
    ("2026-02-15", 1, "2026-02-24"),
    ("2026-04-30", 5, "2026-05-11"),
    ("2026-09-18", 5, "2026-09-24"),
    ("2026-09-18", 10, "2026-10-09"),
    ("2026-09-30", 20, "2026-11-03"),
    ("2026-06-18", 1, "2026-06-22"),
    ("2026-01-05", 20, "2026-02-02"),
    ("2026-02-13", 1, "2026-02-14"),
]

HALLS = """\
default_hours:
  workday: ["09:00-12:00", "13:30-17:00"]
halls:
  - {code: "330100", name: 市政务服务中心, tier: municipal}
  - code: "330106"
    name: 区政务服务中心
    tier: county
    parent: "330100"
    hours:
      workday: ["08:30-11:30", "14:00-17:30"]
      exceptions:
        - {date: 2026-08-11, slots: [], reason: 台风停业}
"""


def run(*arguments):
    return subprocess.run(
        [SHUZHID, "due", *arguments], capture_output=True, text=True, timeout=60, check=False
    )


def due(start, limit, unit, *more):
    done = run("--from", start, "--limit", str(limit), "--unit", unit, *more)
    assert done.returncode == 0, done.stderr
    assert done.stderr == "", done.stderr
    return json.loads(done.stdout)


class Answers(unittest.TestCase):
    def check_strip(self, answer, start, n, unit):
        strip = answer["strip"]
        self.assertEqual(strip[0]["date"], start[:10])
        self.assertEqual(strip[-1]["date"], answer["due_date"])
        if unit in ("workday", "day"):
            numbers = [day["n"] for day in strip if day["counted"]]
            self.assertEqual(numbers, list(range(1, n + 1)))
        else:
            seconds = {"minute": 60, "hour": 3600}[unit]
            self.assertEqual(sum(day["used_s"] for day in strip), n * seconds)
        for day in strip:
            self.assertTrue(day["why"] and day["why_en"])
            if not day["counted"]:
                self.assertIsNone(day["n"])

    def test_working_days(self):
        for start, n, wanted in WORKING_DAYS:
            for time in ("", "T08:30", "T23:00:00+08:00"):
                with self.subTest(start=start + time, n=n):
                    answer = due(start + time, n, "workday")
                    self.assertEqual(answer["due_date"], wanted)
                    self.assertEqual(answer["due"][:10], wanted)
                    self.assertTrue(answer["due"].endswith("+08:00"))
                    self.assertFalse(answer["provisional"])
                    self.check_strip(answer, start, n, "workday")

    def test_why(self):
        strip = due("2026-02-13", 3, "workday")["strip"]
        self.assertEqual(
            [(day["date"][5:], day["n"], day["why"], day["why_en"]) for day in strip][:4],
            [
                ("02-13", None, "受理当日不计", "day of acceptance, not counted"),
                ("02-14", 1, "调休上班", "make-up working day"),
                ("02-15", None, "节假日:春节", "public holiday: Spring Festival"),
                ("02-16", None, "节假日:春节", "public holiday: Spring Festival"),
            ],
        )
        weekend = due("2026-03-06", 1, "workday")["strip"]
        self.assertEqual([day["why"] for day in weekend], ["受理当日不计", "周末", "周末", "工作日"])

    def test_suspension(self):
        span = ("--suspend", "2026-03-05T10:00/2026-03-12T15:00:检测")
        for convention, wanted in (("A", "2026-03-23"), ("B", "2026-03-24"), ("C", "2026-03-20")):
            answer = due("2026-03-02T09:00", 10, "workday", *span, "--convention", convention)
            self.assertEqual(answer["due_date"], wanted)
            self.check_strip(answer, "2026-03-02", 10, "workday")
            whys = {day["why"] for day in answer["strip"]}
            self.assertIn("特别程序:检测", whys)
        self.assertEqual(due("2026-03-02T09:00", 10, "workday")["due_date"], "2026-03-16")
        self.assertEqual(due("2026-03-02T09:00", 10, "workday", *span)["due_date"], "2026-03-23")
        overlapping = due(
            "2026-03-02T09:00", 10, "workday",
            "--suspend", "2026-03-05T10:00:00+08:00/2026-03-10T09:00:00+08:00",
            "--suspend", "2026-03-09T09:00:00+08:00/2026-03-12T15:00:00+08:00:hearing",
        )  # fmt: skip
        self.assertEqual(overlapping["due_date"], "2026-03-23")
        public = due(
            "2026-03-02T09:00", 10, "workday",
            "--suspend", "2026-03-05T10:00/2026-03-12T15:00:公示",
        )  # fmt: skip
        self.assertEqual(public["due_date"], "2026-03-16")

    def test_extension_and_same_day(self):
        answer = due("2026-09-18", 5, "workday", "--extend", "5")
        self.assertEqual(answer["due_date"], "2026-10-09")
        self.check_strip(answer, "2026-09-18", 10, "workday")
        answer = due("2026-03-02T10:00", 0, "workday")
        self.assertEqual(answer["due_date"], "2026-03-02")
        self.assertEqual(len(answer["strip"]), 1)
        self.assertTrue(answer["strip"][0]["counted"])

    def test_calendar_days(self):
        answer = due("2026-03-02T09:00", 5, "day")
        self.assertEqual(answer["due_date"], "2026-03-09")
        self.check_strip(answer, "2026-03-02", 5, "day")
        # 19 days of January, February's 28, March's 31, and two: 80
        self.assertEqual(due("2026-01-12T09:00", 80, "day")["due_date"], "2026-04-02")

    def test_provisional(self):
        answer = due("2026-12-30T09:00", 2, "workday")
        self.assertTrue(answer["provisional"])
        self.assertEqual(answer["due_date"], "2027-01-04")
        self.assertEqual(answer["calendar"], "2026.1")
        both = due("2025-12-31", 2, "workday")
        self.assertEqual(both["calendar"], "2025.1+2026.1")
        self.assertFalse(both["provisional"])

    def test_hours_of_a_hall(self):
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, "halls.yaml"), "w", encoding="utf-8") as file:
                file.write(HALLS)
            config = ("--config", folder)
            hall = (*config, "--hall", "330106")
            day = due("2026-03-02T09:00", 1, "workday", *config)
            self.assertEqual(day["due"], "2026-03-03T17:00:00+08:00")
            day = due("2026-03-02T09:00", 1, "workday", *hall)
            self.assertEqual(day["due"], "2026-03-03T17:30:00+08:00")
            minutes = due("2026-03-02T11:20", 25, "minute", *hall)
            self.assertEqual(minutes["due"], "2026-03-02T14:15:00+08:00")
            self.check_strip(minutes, "2026-03-02", 25, "minute")
            typhoon = due("2026-08-10T17:00", 7, "hour", *hall)
            # half an hour, then all 6 h 30 min of the 12th: used up exactly at closing
            self.assertEqual(typhoon["due"], "2026-08-12T17:30:00+08:00")
            self.assertEqual(typhoon["strip"][1]["why"], "大厅未开放:台风停业")
            self.check_strip(typhoon, "2026-08-10", 7, "hour")
            stopped = due("2026-03-02T10:00", 2, "hour", *hall,
                          "--suspend", "2026-03-02T10:30/2026-03-02T15:00:专家评审")  # fmt: skip
            # half an hour, stopped until 11:30 and from 14:00 to 15:00, then an hour and a half
            self.assertEqual(stopped["due"], "2026-03-02T16:30:00+08:00")
            self.assertEqual([(day["why"], day["used_s"], day["stopped_s"]) for day in stopped["strip"]],
                             [("计时（其间特别程序:专家评审）", 7200, 7200)])  # fmt: skip
            unknown = run("--from", "2026-03-02", "--limit", "1", "--unit", "day", *config,
                          "--hall", "999999")  # fmt: skip
            self.assertEqual(unknown.returncode, 1)
            self.assertIn("unknown hall: '999999'", unknown.stderr)
            self.assertEqual(unknown.stderr.count("\n"), 1)

    def test_text(self):
        common = ("--from", "2026-03-05T09:00", "--limit", "2", "--unit", "workday", "--text")
        done = run(*common)
        self.assertEqual(done.returncode, 0)
        lines = done.stdout.splitlines()
        self.assertEqual(lines[0], "2026-03-05  周四  -     受理当日不计")
        self.assertEqual(lines[2], "2026-03-07  周六  -     周末")
        self.assertTrue(lines[-1].startswith("期限届满：2026-03-09（周一）"), lines[-1])
        english = run(*common, "--lang", "en").stdout.splitlines()
        self.assertEqual(english[2], "2026-03-07  Sat  -     weekend")
        self.assertTrue(english[-1].startswith("Due 2026-03-09 (Mon) "), english[-1])


class Usage(unittest.TestCase):
    GOOD = {"--from": "2026-03-02T09:00", "--limit": "10", "--unit": "workday"}

    def refuse(self, status, says, change, *more):
        options = {**self.GOOD, **change}
        arguments = [part for pair in options.items() if pair[1] is not None for part in pair]
        done = run(*arguments, *more)
        with self.subTest(change=change, more=more):
            self.assertEqual(done.returncode, status, done.stderr)
            self.assertEqual(done.stdout, "")
            self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
            self.assertTrue(done.stderr.startswith("shuzhid due: "), done.stderr)
            self.assertIn(says, done.stderr)

    def test_wrong_usage(self):
        for option in self.GOOD:
            self.refuse(2, f"missing option: '{option}'", {option: None})
        self.refuse(2, "not a time: 'soon'", {"--from": "soon"})
        self.refuse(2, "'-1'", {"--limit": "-1"})
        self.refuse(2, "'ten'", {"--limit": "ten"})
        self.refuse(2, "'5000001'", {"--limit": "5000001"})
        self.refuse(2, "'9999999999'", {"--limit": "9999999999"})
        self.refuse(2, "'week'", {"--unit": "week"})
        self.refuse(2, "'-3'", {"--extend": "-3"})
        self.refuse(2, "'D'", {"--convention": "D"})
        self.refuse(2, "'fr'", {"--lang": "fr"})
        self.refuse(2, "unexpected argument: 'now'", {}, "now")
        self.refuse(2, "--when", {}, "--when", "now")
        self.refuse(2, "T1/T2", {"--suspend": "2026-03-05T10:00"})
        self.refuse(2, "not before", {"--suspend": "2026-03-05T10:00/2026-03-04T10:00"})
        self.refuse(2, "expected one of hearing tender auction",
                    {"--suspend": "2026-03-05T10:00/2026-03-06T10:00:午休"})  # fmt: skip

    def test_nobodys_number_is_repeated(self):
        number = "13800138000"
        for option in ("--from", "--limit", "--unit", "--suspend", "--convention", "--lang", "--x" + number):
            self.refuse(2, "#", {option: number})
        self.refuse(2, "'#'", {}, number)
        self.refuse(1, "unknown hall: '#'", {"--hall": number})
        done = subprocess.run([SHUZHID, "a\nb" + number], capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr),
                         (2, "shuzhid: unknown command: 'a?b#'; try 'shuzhid help'\n"))

    def test_what_cannot_be_computed(self):
        self.refuse(1, "start outside the calendar: '1985-03-02'", {"--from": "1985-03-02T09:00"})
        self.refuse(1, "start outside the calendar: '2200-01-01'", {"--from": "2200-01-01T00:00"})
        self.refuse(1, "no such working day: expected one within 1990..2199",
                    {"--from": "2199-12-31T09:00"})  # fmt: skip
        self.refuse(1, "expected an end before 2200", {"--limit": "5000000", "--unit": "hour"})
        self.refuse(1, "too long to show", {"--limit": "30000", "--unit": "day"})

    def test_help(self):
        done = run("--help")
        self.assertEqual(done.returncode, 0)
        self.assertIn("--suspend", done.stdout)


if __name__ == "__main__":
    unittest.main()
