"""The servers that take line protocol: each on a free port with a folder of its own, ended by its pid."""

import http.client
import os
import re
import resource
import socket
import subprocess
import time

from daemon import Daemon, await_that

TOOLS = os.environ["BENCH_TOOLS"]
TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Peer:
    """A server that runs.  Subclasses start one and say what it is asked."""

    def __init__(self, command, port):
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.port = port

    def ask(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def await_up(self, path):
        def is_up():
            assert self.process.poll() is None, f"{self.name} ended with {self.process.returncode}"
            try:
                return self.ask("GET", path)[0] < 300
            except OSError:
                return False
        await_that(f"{self.name} is up", is_up)

    def await_applied(self, n_lines):
        """Until what was acknowledged is in the state that questions are answered from; most have it at once."""

    def cpu_s(self):
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS_PER_S

    def peak_mib(self):
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            return int(re.search(r"VmHWM:\s+(\d+)", status.read())[1]) / 1024

    def stop(self):
        self.process.kill()
        self.process.wait()


class Shuzhid(Peer):
    name = "shuzhid"
    target = "/write?db=bench"

    def __init__(self, folder):
        self.daemon = Daemon("serve", "--data", os.path.join(folder, "data")).await_ready()
        self.process, self.port = self.daemon.process, self.daemon.feeds

    def await_applied(self, n_lines):
        def is_applied():
            text = self.ask("GET", "/metrics")[1].decode()
            figures = dict(re.findall(r"^(\w+) (\S+)$", text, re.MULTILINE))
            assert float(figures["shuzhid_lines_unreadable_total"]) == 0
            return float(figures["shuzhid_lines_total"]) >= n_lines
        await_that("every line is in the state", is_applied)

    def stop(self):
        assert self.daemon.stop() == 0, self.daemon.said()
        self.daemon.close()


class VictoriaMetrics(Peer):
    name = "VictoriaMetrics"
    target = "/write?db=bench"

    def __init__(self, folder):
        port = free_port()
        super().__init__(["/usr/bin/victoria-metrics", f"-storageDataPath={folder}/vm",
                          f"-httpListenAddr=127.0.0.1:{port}", "-search.latencyOffset=1s",
                          "-http.connTimeout=1h"], port)
        self.await_up("/health")

    def make_visible(self):
        self.ask("GET", "/internal/force_flush")


INFLUX_CONF = """
reporting-disabled = true
bind-address = "127.0.0.1:{rpc}"
[meta]
  dir = "{folder}/meta"
[data]
  dir = "{folder}/data"
  wal-dir = "{folder}/wal"
[coordinator]
  write-timeout = "60s"
[monitor]
  store-enabled = false
[continuous_queries]
  enabled = false
[http]
  bind-address = "127.0.0.1:{port}"
  log-enabled = false
"""


class InfluxDB(Peer):
    name = "InfluxDB"
    target = "/write?db=bench"

    def __init__(self, folder):
        port = free_port()
        path = os.path.join(folder, "influxdb.conf")
        with open(path, "w", encoding="ascii") as out:
            out.write(INFLUX_CONF.format(rpc=free_port(), port=port, folder=folder))
        super().__init__(["/usr/bin/influxd", "-config", path], port)
        self.await_up("/ping")
        self.ask("POST", "/query?q=CREATE%20DATABASE%20bench")

    def make_visible(self):
        pass


class Bare(Peer):
    name = "bare append"
    target = "/"

    def __init__(self, folder):
        self.process = subprocess.Popen([f"{TOOLS}/ingest_bare", f"{folder}/bare"], stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def stop(self):
        super().stop()
        self.process.stdout.close()


def allow_connections():
    """As many files as the system lets a process open: 256 connections are more than some shells do."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def now_s():
    return time.monotonic()
