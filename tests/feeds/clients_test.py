"""InfluxDB's own clients for JavaScript against `shuzhid serve`: what they write arrives, what fails they try again."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

from daemon import SHUZHID, Daemon, await_that
from peer import free_port

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "clients")
INSTALLED = os.path.join(os.environ["SHUZHI_BUILD"], "clients")
SKIPPED = 77
NS = 1772417400 * 10**9
DISK_MIB = 160  # two segments of 64 MiB fit


def install():
    """Both clients, of the versions and with the checksums of the lock file.  Returns: why not, or None."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        return "no node or npm here"
    os.makedirs(INSTALLED, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(os.path.join(HERE, name), INSTALLED)
    command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
    done = subprocess.run([*command, "--prefer-offline"], cwd=INSTALLED, capture_output=True, text=True, timeout=240)
    if done.returncode == 0:
        return None
    ping = subprocess.run(["npm", "ping"], cwd=INSTALLED, capture_output=True, text=True, timeout=240)
    if ping.returncode != 0:
        return "npm reaches no registry"
    raise AssertionError(done.stderr)


class Clients(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="shuzhi-test-")
        self.addCleanup(scratch.cleanup)
        self.folder = os.path.join(scratch.name, "data")
        self.port = free_port()  # the same one for each life of the daemon

    def start(self):
        daemon = Daemon("serve", "--data", self.folder, feeds=f"127.0.0.1:{self.port}")
        self.addCleanup(daemon.close)
        return daemon.await_ready()

    def begin(self, scenario):
        process = subprocess.Popen(["node", os.path.join(HERE, "clients.js"), scenario, f"http://127.0.0.1:{self.port}"],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                   env={**os.environ, "NODE_PATH": os.path.join(INSTALLED, "node_modules")})
        self.addCleanup(process.kill)
        return process

    def run_client(self, scenario):
        process = self.begin(scenario)
        out, errors = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 0, errors)
        return [json.loads(line) for line in out.splitlines()]

    def lines(self):
        done = subprocess.run([SHUZHID, "journal", "cat", "--data", self.folder], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return [line for line in done.stdout.splitlines() if not line.startswith("action,")]

    def tickets(self, n, kinds):
        tickets = [f'ticket,event=take,hall=330106,queue=A\\ 区\\,1 id="T\\"{i}\\\\" {NS + i}' for i in range(n)]
        return sorted([*tickets, f"all_types {kinds} {NS}"])

    def test_the_first_client(self):
        daemon = self.start()
        [pinged] = self.run_client("ping")
        self.assertTrue(pinged["online"])
        self.assertEqual(pinged["version"], daemon.ask("GET", "/ping")[1]["X-Influxdb-Version"])
        self.assertEqual(self.run_client("create"), [{"names": []}])  # every name is taken, none is kept
        self.assertEqual(self.run_client("v1-batch"), [])
        [said] = self.run_client("v1-partial")
        self.assertEqual(said["status"], 400)
        self.assertIn("partial write: unable to parse 'my meas,", json.dumps(said, ensure_ascii=False))
        self.assertEqual(daemon.stop(), 0)
        good = self.lines()
        self.assertEqual(sorted(good[:-1]), self.tickets(500, 'b=true,f=0.5,s="a,b c=d"'))
        self.assertIn('id="T\\"1\\\\"', good[-1])

    def test_the_second_client(self):
        daemon = self.start()
        self.assertEqual(sorted(said["written"] for said in self.run_client("v2-batch")), [1] + [100] * 5)
        self.assertEqual(sorted(self.lines()), self.tickets(500, 'b=true,f=0.5,i=-7i,s="a,b c=d",u=7u'))
        said = self.run_client("v2-partial")
        self.assertEqual(said[0], {"failed": 400, "attempt": 1, "lines": 3})
        self.assertIn("partial write: unable to parse 'bad': missing fields", json.dumps(said))
        self.assertEqual(self.lines()[-2:], [f"m v=1 {NS}", f"m v=2 {NS}"])
        self.assertEqual(daemon.stop(), 0)

    def test_gzip(self):
        daemon = self.start()
        self.assertEqual(self.run_client("v2-gzip"), [{"written": 5000}])
        self.assertEqual(daemon.stop(), 0)
        self.assertEqual(len(self.lines()), 5000)

    def check_retried(self, process):
        out, errors = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 0, errors)
        said = [json.loads(line) for line in out.splitlines()]
        self.assertEqual(said[-1], {"written": 10}, said[-5:])
        return said

    def test_a_daemon_that_was_down_and_comes_back(self):
        self.start().stop()
        process = self.begin("v2-retry")
        first = json.loads(process.stdout.readline())
        self.assertEqual(first, {"failed": "ECONNREFUSED", "attempt": 1, "lines": 10})
        daemon = self.start()
        self.check_retried(process)
        self.assertEqual(daemon.stop(), 0)
        self.assertEqual(self.lines(), [f"m v={i} {NS + i}" for i in range(10)])

    @unittest.skipUnless(os.geteuid() == 0, "only root can mount a small disk")
    def test_a_disk_that_is_full_and_gets_room_again(self):
        os.mkdir(self.folder)
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MIB}m", "tmpfs", self.folder], capture_output=True, text=True)
        if done.returncode != 0:
            self.skipTest("this system mounts no tmpfs")
        self.addCleanup(subprocess.run, ["umount", self.folder], check=True)
        daemon = self.start()
        ballast = os.path.join(self.folder, "ballast")
        with open(ballast, "wb") as out:
            os.posix_fallocate(out.fileno(), 0, os.statvfs(self.folder).f_bavail * os.statvfs(self.folder).f_frsize)
        for n in (20000, 1000, 50, 1):  # in the end not even a line
            batch = "\n".join(f'pad s="{"x" * 200}" {NS + i}' for i in range(n))
            status, body = await_that("the disk is full", lambda: self.fill(daemon, batch))
            self.assertEqual(status, 503, body)
        for word in (b"partial write", b"unable to parse", b"retention policy", b"hinted handoff"):
            self.assertNotIn(word, body)  # at these Telegraf gives a batch up
        process = self.begin("v2-retry")
        self.assertEqual(json.loads(process.stdout.readline())["failed"], 503)
        os.unlink(ballast)
        said = self.check_retried(process)
        print(f"# written at the attempt after {len(said) - 1} further refusals")
        self.assertEqual(daemon.stop(), 0)
        self.assertEqual([line for line in self.lines() if line.startswith("m ")], [f"m v={i} {NS + i}" for i in range(10)])

    def fill(self, daemon, batch):
        status, headers, body = daemon.ask("POST", "/write?db=city", batch)
        if status != 204:
            self.assertEqual(headers["Retry-After"], "1")
        return None if status == 204 else (status, body)


if __name__ == "__main__":
    why_not = install()
    if why_not is not None:
        print(f"skipped {why_not}")
        sys.exit(SKIPPED)
    unittest.main(verbosity=2)
