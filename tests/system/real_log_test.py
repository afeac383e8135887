"""A real event log in, a lawyer's numbers out: the receipt phase of 1,434 building permits.

The truth stands beside the data (ground_truth.json) and was computed by others."""

import json
import os
import subprocess
import sys
import tempfile
import unittest

SHUZHID = os.environ["SHUZHID"]
SOURCE = os.environ["SHUZHI_SOURCE"]
SHARED = os.environ.get("SHUZHI_SHARED", os.path.join(SOURCE, "..", "shared"))
RECEIPT = os.path.join(SHARED, "data", "receipt")
AT = "2012-01-23T15:42:55+01:00"
CHANNELS = {"Internet": "online", "Desk": "window", "Post": "post", "e-mail": "other", "Intern": "other"}


def run(*arguments):
    return subprocess.run([SHUZHID, *arguments], capture_output=True, text=True, timeout=120)


@unittest.skipUnless(os.path.exists(os.path.join(RECEIPT, "receipt.xes.gz")), "the receipt log is not here")
class RealLog(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory(prefix="shuzhi-test-")
        cls.data = os.path.join(cls.scratch.name, "data")
        cls.truth = json.load(open(os.path.join(RECEIPT, "ground_truth.json"), encoding="utf-8"))
        cls.do_import()

    @classmethod
    def tearDownClass(cls):
        cls.scratch.cleanup()

    @classmethod
    def do_import(cls):
        done = run("import", os.path.join(RECEIPT, "receipt.xes.gz"), "--map",
                   os.path.join(SOURCE, "config", "import", "receipt.yaml"), "--data", cls.data)
        assert done.returncode == 0, done.stderr
        return done

    def ask(self, path, *options):
        done = run("query", "--data", self.data, *(options or ("--at", AT)), path)
        self.assertEqual((done.returncode, done.stderr), (0, ""), path)
        return json.loads(done.stdout)

    def total(self, query):
        return self.ask("/api/v1/cases?limit=1&" + query)["total"]

    def all_cases(self, query):
        cases, cursor = [], ""
        while cursor is not None:
            page = self.ask(f"/api/v1/cases?limit=1000&{query}" + (f"&cursor={cursor}" if cursor else ""))
            cases += page["cases"]
            cursor = page["next"]
        return cases

    def test_totals(self):
        truth = self.truth
        self.assertEqual(self.total("state=closed"), truth["finished"])
        self.assertEqual(self.total("state=closed_late"), truth["finished_after_deadline"])
        self.assertEqual(self.total("state=open"), truth["cases"] - truth["finished"])
        self.assertEqual(self.total("state=overdue"), truth["unfinished_overdue_at_last_event"])
        self.assertEqual(self.total("state=all"), truth["cases"])

    def test_by_channel(self):
        wanted, late = {}, {}
        for name, counts in self.truth["late_by_channel"].items():
            channel = CHANNELS[name]
            wanted[channel] = wanted.get(channel, 0) + counts["finished_with_deadline"]
            late[channel] = late.get(channel, 0) + counts["late"]
        for channel in wanted:
            self.assertEqual(self.total(f"state=closed&channel={channel}"), wanted[channel], channel)
            self.assertEqual(self.total(f"state=closed_late&channel={channel}"), late[channel], channel)

    def test_by_group(self):
        closed = self.all_cases("state=closed")
        for name, counts in self.truth["late_by_group"].items():
            org = None if name == "None" else name
            mine = [case for case in closed if case["org"] == org]
            self.assertEqual(len(mine), counts["finished_with_deadline"], name)
            self.assertEqual(sum(case["late"] for case in mine), counts["late"], name)
            query = "org=" + ("" if org is None else org.replace(" ", "%20"))
            self.assertEqual(self.total("state=closed&" + query), counts["finished_with_deadline"], name)

    def test_one_case_opens(self):
        case = self.all_cases("state=closed_late")[0]
        whole = self.ask(f"/api/v1/case?hall={case['hall']}&id={case['id']}")["case"]
        self.assertEqual({key: whole[key] for key in case}, case)
        self.assertEqual(whole["events"][0]["event"], "apply")
        self.assertGreater(whole["closed"], whole["due"])

    def test_without_an_instant_the_last_event_counts(self):
        answer = self.ask("/api/v1/cases?state=closed&limit=0", "--known-at", "2100-01-01")
        self.assertEqual(answer["total"], self.truth["finished"])
        self.assertEqual(answer["time"], "2012-01-23T22:42:54.644+08:00")

    def test_the_past_is_the_past(self):
        before = self.ask("/api/v1/cases?limit=0", "--at", "2010-09-30")
        self.assertEqual(before["total"], 0)
        self.assertLess(self.ask("/api/v1/cases?limit=0", "--at", "2011-01-01")["total"], self.truth["cases"])
        self.assertEqual(self.ask("/api/v1/cases?limit=0", "--known-at", "2012-01-01")["total"], 0)

    def test_z_a_second_import_changes_no_answer(self):
        paths = ["/api/v1/cases?limit=1000", "/api/v1/cases?state=overdue", "/api/v1/halls"]
        before = [self.ask(path) for path in paths]
        self.do_import()
        self.assertEqual([self.ask(path) for path in paths], before)


if __name__ == "__main__":
    unittest.main(verbosity=2)  # so that a skip gives its reason
