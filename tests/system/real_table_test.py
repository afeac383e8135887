"""A real table in, its own truth out: 2,000 service requests to the City of New York, with dirty dates.

The truth stands beside the data (ground_truth.json) and was computed by others, on the wall clock of the table."""

import json
import os
import statistics
import subprocess
import tempfile
import unittest
from datetime import datetime

SHUZHID = os.environ["SHUZHID"]
SOURCE = os.environ["SHUZHI_SOURCE"]
SHARED = os.environ.get("SHUZHI_SHARED", os.path.join(SOURCE, "..", "shared"))
FOLDER = os.path.join(SHARED, "data", "nyc311")
TABLE = os.path.join(FOLDER, "requests_2011.csv")
MAP = os.path.join(SOURCE, "config", "import", "nyc311.yaml")
CHANNELS = {"ONLINE": "online", "PHONE": "other", "OTHER": "other", "UNKNOWN": "other"}


def run(*arguments):
    return subprocess.run([SHUZHID, *arguments], capture_output=True, text=True, timeout=120)


@unittest.skipUnless(os.path.exists(TABLE), "the service requests are not here")
class RealTable(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory(prefix="shuzhi-test-")
        cls.data = os.path.join(cls.scratch.name, "data")
        with open(os.path.join(FOLDER, "ground_truth.json"), encoding="utf-8") as file:
            cls.truth = json.load(file)
        cls.said = cls.do_import(MAP, cls.data)

    @classmethod
    def tearDownClass(cls):
        cls.scratch.cleanup()

    @classmethod
    def do_import(cls, map_path, data):
        done = run("import", TABLE, "--map", map_path, "--data", data)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        return done.stdout

    def ask(self, path, data=None):
        done = run("query", "--data", data or self.data, path)
        self.assertEqual((done.returncode, done.stderr), (0, ""), path)
        return json.loads(done.stdout)

    def total(self, query, data=None):
        return self.ask("/api/v1/cases?limit=0&" + query, data)["total"]

    def all_cases(self, query):
        cases, cursor = [], ""
        while cursor is not None:
            page = self.ask(f"/api/v1/cases?limit=1000&{query}" + (f"&cursor={cursor}" if cursor else ""))
            cases += page["cases"]
            cursor = page["next"]
        return cases

    def test_nothing_is_lost_silently(self):
        truth = self.truth
        for line in (f"rows: {truth['cases']}", f"cases: {truth['cases']}", "skipped: 0", "refused: 0", "warnings: 0",
                     f"accepted: {truth['cases'] + truth['closed']} lines: apply {truth['cases']}, close {truth['closed']}"):
            self.assertIn(line + "\n", self.said)
        self.assertIn(f"flagged: {truth['closed_before_created']} cases end before they start (apply "
                      "2011-03-02T23:40:12+08:00, close 1900-01-01T13:00:00+08:00); first at row 1604\n", self.said)

    def test_totals(self):
        truth = self.truth
        self.assertEqual(self.total("state=all"), truth["cases"])
        self.assertEqual(self.total("state=closed"), truth["closed"])
        self.assertEqual(self.total("state=closed_late"), truth["late"])
        self.assertEqual(self.total("state=open"), truth["cases"] - truth["closed"])

    def test_deadlines_are_the_table_s(self):
        cases = self.all_cases("state=all")
        self.assertEqual(len({case["id"] for case in cases}), self.truth["distinct_keys"])
        closed = [case for case in cases if case["closed"] is not None]
        self.assertEqual(sum(case["due"] is not None for case in cases), self.truth["with_due"])
        self.assertEqual(sum(case["due"] is not None for case in closed), self.truth["closed_with_due"])
        applied = sorted(case["applied"] for case in cases)
        # 14:02:42 and 16:25:00 on New York's winter clock, 13 hours behind.
        self.assertEqual((applied[0], applied[-1]), ("2011-02-07T03:02:42+08:00", "2011-11-04T05:25:00+08:00"))

    def test_durations_are_the_table_s(self):
        truth = self.truth["close_seconds"]
        seconds = [(datetime.fromisoformat(case["closed"]) - datetime.fromisoformat(case["applied"])).total_seconds()
                   for case in self.all_cases("state=closed")]
        self.assertEqual((len(seconds), min(seconds), max(seconds)), (truth["n"], truth["min"], truth["max"]))
        self.assertAlmostEqual(sum(seconds) / len(seconds), truth["mean"], places=3)
        self.assertEqual(statistics.median(seconds), truth["median_type7"])

    def test_by_channel(self):
        wanted = {}
        for name, n in self.truth["by_channel"].items():
            wanted[CHANNELS[name]] = wanted.get(CHANNELS[name], 0) + n
        for channel, n in wanted.items():
            self.assertEqual(self.total("state=all&channel=" + channel), n, channel)

    def test_by_agency(self):
        for name, n in self.truth["by_agency"].items():
            self.assertEqual(self.total("state=all&org=" + name), n, name)

    def test_with_true_instants_the_same_are_late(self):
        with open(MAP, encoding="utf-8") as file:
            text = file.read()
        path = os.path.join(self.scratch.name, "named.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace('timezone: "-05:00"', "timezone: America/New_York"))
        data = os.path.join(self.scratch.name, "named")
        self.assertIn("warnings: 0\n", self.do_import(path, data))
        self.assertEqual(self.total("state=closed_late", data), self.truth["late"])

    def test_z_a_second_import_changes_no_answer(self):
        paths = ["/api/v1/cases?limit=1000", "/api/v1/cases?state=closed_late&limit=1000"]
        before = [self.ask(path) for path in paths]
        self.assertEqual(self.do_import(MAP, self.data), self.said)
        self.assertEqual([self.ask(path) for path in paths], before)


if __name__ == "__main__":
    unittest.main(verbosity=2)  # so that a skip gives its reason
