#!/usr/bin/env python3
"""Every command with standard streams that are closed, full or left by their reader, and with commands
that do not exist: one line on stderr, the right exit status."""

import os
import subprocess
import tempfile
import unittest

SHUZHID = os.environ["SHUZHID"]

LOG = """\
<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0">
  <trace>
    <string key="concept:name" value="A1"/>
    <event>
      <string key="concept:name" value="apply"/>
      <date key="time:timestamp" value="2026-03-02T09:00:00+08:00"/>
    </event>
  </trace>
</log>
"""

MAP = """\
format: xes
hall: "330106"
item: QY0101
channel: window
events:
  - {each: event, event: apply}
"""


class Streams(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.data = os.path.join(self.folder, "data")
        for name, text in (("log.xes", LOG), ("map.yaml", MAP)):
            with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
                file.write(text)
        self.load = ("import", "log.xes", "--map", "map.yaml", "--data", self.data)
        self.assertEqual(self.run_with(subprocess.DEVNULL, *self.load), (0, ""))
        self.commands = (
            ("help",),
            ("--help",),
            ("version",),
            ("--version",),
            ("due", "--help"),
            ("due", "--from", "2026-03-02", "--limit", "3", "--unit", "workday"),
            ("due", "--from", "2026-03-02", "--limit", "3", "--unit", "workday", "--text"),
            ("query", "--data", self.data, "/api/v1/cases"),
            ("check",),
            self.load,
        )

    def run_with(self, stdout, *arguments, **more):
        done = subprocess.run(
            [SHUZHID, *arguments], stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE,
            cwd=self.folder, timeout=60, check=False, **more
        )  # fmt: skip
        return done.returncode, done.stderr.decode()

    def assert_said(self, answer):
        status, text = answer
        self.assertEqual(status, 1, text)
        self.assertEqual(text.count("\n"), 1, text)
        self.assertIn("standard output", text)

    def test_full(self):
        for command in self.commands:
            with self.subTest(command=command), open("/dev/full", "wb") as full:
                self.assert_said(self.run_with(full, *command))

    def test_closed(self):
        for command in self.commands:
            with self.subTest(command=command):
                self.assert_said(self.run_with(None, *command, preexec_fn=lambda: os.close(1)))

    def test_left_by_its_reader(self):
        for command in self.commands:
            with self.subTest(command=command):
                reader, writer = os.pipe()
                os.close(reader)
                try:
                    self.assert_said(self.run_with(writer, *command))
                finally:
                    os.close(writer)

    def test_nothing_for_people_gets_into_the_journal(self):
        done = subprocess.run(
            [SHUZHID, *self.load], cwd=self.folder, timeout=60, check=False,
            preexec_fn=lambda: os.closerange(0, 3),
        )  # fmt: skip
        self.assertEqual(done.returncode, 1)
        verified = subprocess.run(
            [SHUZHID, "journal", "verify", "--data", self.data],
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        self.assertEqual(verified.returncode, 0, verified.stdout)
        self.assertIn(" 0 faults", verified.stdout)

    def test_wrong_usage_is_one_line(self):
        for command in (
            ("a\nb",), ("\x1b[31m",), (b"\xff\xfe",), ("",), ("help", "a\nb"), ("help", "due", "x"),
            ("help", "-1"), ("due", b"\xff"), ("lint", "--precision", "", "map.yaml"),
        ):  # fmt: skip
            with self.subTest(command=command):
                status, text = self.run_with(subprocess.DEVNULL, *command)
                self.assertEqual(status, 2, text)
                self.assertEqual(text.count("\n"), 1, text)
                self.assertNotIn("\x1b", text)


if __name__ == "__main__":
    unittest.main()
