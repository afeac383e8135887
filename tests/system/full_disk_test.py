"""A disk that fills up while a log is imported: one clear line, exit 1, and nothing acknowledged is lost."""

import os
import subprocess
import tempfile
import unittest

SHUZHID = os.environ["SHUZHID"]
SOURCE = os.environ["SHUZHI_SOURCE"]
DISK_MIB = 80  # one segment of 64 MiB fits, a second does not
CASES = 60000


def run(*arguments):
    return subprocess.run([SHUZHID, *arguments], capture_output=True, text=True, timeout=240)


def mount(folder):
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MIB}m", "tmpfs", folder],
                          capture_output=True, text=True)
    return done.returncode == 0


def write_log(path):
    event = '<event><string key="concept:name" value="check %s"/><date key="time:timestamp" value="2026-03-0%dT10:00:00+08:00"/></event>'
    padding = "x" * 200
    with open(path, "w", encoding="utf-8") as out:
        out.write('<log xes.version="1.0">')
        for i in range(CASES):
            out.write(f'<trace><string key="concept:name" value="C{i}"/>'
                      '<date key="startdate" value="2026-03-02T09:00:00+08:00"/>'
                      '<date key="deadline" value="2026-03-20T09:00:00+08:00"/>'
                      '<string key="channel" value="Desk"/>')
            out.write("".join(event % (padding, k) for k in (3, 4, 5, 6)))
            out.write("</trace>")
        out.write("</log>")


@unittest.skipUnless(os.geteuid() == 0, "only root can mount a small disk")
class FullDisk(unittest.TestCase):
    def test_import_stops_and_says_how_far_it_came(self):
        with tempfile.TemporaryDirectory(prefix="shuzhi-test-") as scratch:
            disk, log = os.path.join(scratch, "disk"), os.path.join(scratch, "log.xes")
            os.mkdir(disk)
            if not mount(disk):
                self.skipTest("this system mounts no tmpfs")
            try:
                write_log(log)
                self.check(log, os.path.join(disk, "data"))
            finally:
                subprocess.run(["umount", disk], check=True)

    def check(self, log, data):
        done = run("import", log, "--map", os.path.join(SOURCE, "config", "import", "receipt.yaml"), "--data", data)
        self.assertEqual(done.returncode, 1, done.stderr)
        lines = done.stderr.strip().splitlines()
        self.assertEqual(len(lines), 1, done.stderr)
        self.assertIn("No space left", lines[0])
        verified = run("journal", "verify", "--data", data)
        self.assertEqual((verified.returncode, verified.stderr), (0, ""), verified.stdout)
        kept = sum(1 for line in run("journal", "cat", "--data", data).stdout.splitlines() if line)
        self.assertGreater(kept, 1000)
        self.assertIn(f"{kept} lines", lines[0])


if __name__ == "__main__":
    unittest.main(verbosity=2)  # so that a skip gives its reason
