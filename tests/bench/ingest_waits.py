"""How long the slowest tenth of people waited, in every hall: the same question to each server, 200 times.

A city's busiest hour up to now: some 26,000 waits.  shuzhid is told of tickets and finds the waits itself; the
databases cannot, so they are given every wait as a number of its own.
"""

import http.client
import json
import os
import re
import statistics
import subprocess
import tempfile
import time
from urllib.parse import quote

from daemon import await_that
from ingest_peers import TOOLS, InfluxDB, Shuzhid, VictoriaMetrics

LINES = 200000
SPAN_S = 3600
ASKED = 200


def timed(peer, path, n):
    """(p50, p99, bytes) in ms over one connection, and the last body."""
    connection = http.client.HTTPConnection("127.0.0.1", peer.port, timeout=60)
    took_ms = []
    for _ in range(n):
        begun = time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        took_ms.append((time.perf_counter() - begun) * 1e3)
        assert answer.status == 200, (path, answer.status, body[:500])
    connection.close()
    took_ms.sort()
    return statistics.median(took_ms), took_ms[int(0.99 * (n - 1))], body


def always_open(folder):
    """The shipped configuration, but that every hall is open now and every tier is asked for its p90."""
    for name, old, new in (
            ("halls.yaml", r'  workday: .*', "\n".join(f'  {day}: ["00:00-24:00"]' for day in ("workday", "sat", "sun"))),
            ("index.yaml", r"(id: L07.*) tiers: .*min_n: 5,", r"\1")):
        with open(os.path.join("config", "default", name), encoding="utf-8") as shipped:
            text, n = re.subn(old, new, shipped.read(), count=1)
        assert n == 1, name
        with open(os.path.join(folder, name), "w", encoding="utf-8") as out:
            out.write(text)


class OpenShuzhid(Shuzhid):
    def __init__(self, folder):
        always_open(folder)
        super().__init__(folder, "--config", folder)


def ask_shuzhid(peer):
    def n_halls(body):
        return sum(hall["value"] is not None for hall in json.loads(body)["halls"])

    def has_index():
        status, body = peer.ask("GET", indicators)
        return status == 200 and n_halls(body) > 0
    indicators = "/api/v1/indicators?indicator=L07"
    peer.await_applied(LINES)
    await_that("the index has been computed", has_index)
    yield "indicator L07, 60 min", indicators, n_halls
    yield "queues, 60 min, for each queue", "/api/v1/queues", lambda body: sum(
        queue["wait_p90_s"] is not None for queue in json.loads(body)["queues"])


def ask_victoria(peer):
    def path(minutes):
        return "/api/v1/query?query=" + quote(f"quantile_over_time(0.9, wait_value[{minutes}m])")

    def n_halls(body):
        return len(json.loads(body)["data"]["result"])
    peer.ask("GET", "/internal/force_flush")
    await_that("the waits can be asked for", lambda: n_halls(peer.ask("GET", path(60))[1]) > 0)
    for minutes in (5, 60):
        yield f"quantile_over_time, {minutes} min", path(minutes), n_halls


def ask_influx(peer):
    for minutes in (5, 60):
        question = f"SELECT PERCENTILE(value, 90) FROM wait WHERE time > now() - {minutes}m GROUP BY hall"
        yield f"PERCENTILE GROUP BY hall, {minutes} min", "/query?db=bench&q=" + quote(question), lambda body: len(
            json.loads(body)["results"][0].get("series", []))


def measure(kind, questions, options):
    with tempfile.TemporaryDirectory(prefix="shuzhi-bench-", dir=os.environ.get("BENCH_FOLDER")) as folder:
        lines = os.path.join(folder, "lines")
        with open(lines, "wb") as out:
            subprocess.run([f"{TOOLS}/ingest_lines", str(LINES), "9", str(SPAN_S), str(int(time.time())), *options],
                           stdout=out, check=True)
        peer = kind(folder)
        try:
            subprocess.run([f"{TOOLS}/ingest_load", str(peer.port), peer.target, "8", "5000", lines],
                           stdout=subprocess.DEVNULL, check=True)
            for what, path, count in questions(peer):
                p50, p99, body = timed(peer, path, ASKED)
                print(f"{peer.name:16} {what:36} {p50:9.2f} {p99:9.2f} {count(body):8} {len(body):8}", flush=True)
        finally:
            peer.stop()


def ask_waits():
    print(f"\np90 wait, asked {ASKED} times over one connection; promised: 5 min, every hall, <= 4 ms\n"
          f"{'':16} {'question':36} {'p50 ms':>9} {'p99 ms':>9} {'answers':>8} {'bytes':>8}")
    measure(OpenShuzhid, ask_shuzhid, [])
    measure(VictoriaMetrics, ask_victoria, ["waits"])
    measure(InfluxDB, ask_influx, ["waits"])
