"""The project's HTTP vectors (tests/data/http) against `shuzhid serve`, and what came of them in the journal."""

import json
import os
import subprocess
import sys
import tempfile
import unittest

from daemon import SHUZHID, Daemon

DATA = os.path.join(os.environ["SHUZHI_SOURCE"], "tests", "data", "http")
# http-027: InfluxDB refuses a field whose type changes from line to line.  A measurement of the standard has its types
# in the standard; unknown ones are kept whatever they say.
OTHERWISE = ["http-027"]


class Vectors(unittest.TestCase):
    def test_all_without_sign_in(self):
        with tempfile.TemporaryDirectory(prefix="shuzhi-test-") as scratch:
            config, data = os.path.join(scratch, "config"), os.path.join(scratch, "data")
            os.mkdir(config)
            with open(os.path.join(config, "shuzhid.yaml"), "w", encoding="utf-8") as out:
                out.write("feeds: {databases: [mydb, other]}\n")
            daemon = Daemon("serve", "--data", data, "--config", config)
            self.addCleanup(daemon.close)
            daemon.await_ready()
            done = subprocess.run([sys.executable, os.path.join(DATA, "http_check.py"), f"http://127.0.0.1:{daemon.feeds}", "noauth"],
                                  capture_output=True, text=True, timeout=240)
            failed = [line.split()[1] for line in done.stdout.splitlines() if line.startswith("FAIL")]
            self.assertEqual(failed, OTHERWISE, done.stdout + done.stderr)
            self.assertIn("49 passed", done.stdout)
            self.assertEqual((daemon.stop(), daemon.said()), (0, ""))
            self.assertEqual(self.n_lines(data), self.n_expected())

    def n_lines(self, data):
        done = subprocess.run([SHUZHID, "journal", "cat", "--data", data], capture_output=True, text=True)
        return sum(not line.startswith("action,") for line in done.stdout.splitlines())

    def n_expected(self):
        with open(os.path.join(DATA, "http_cases.jsonl"), encoding="utf-8") as cases:
            wanted = [case for case in map(json.loads, cases) if case["group"] == "noauth"]
        unsaid = 3  # http-027 again, both of its lines; and of http-044 the line that looks like a header
        return unsaid + sum(case["expect"].get("stored_points", 0) for case in wanted)


if __name__ == "__main__":
    unittest.main()
