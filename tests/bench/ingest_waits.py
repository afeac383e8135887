"""How long the slowest tenth of people waited, in every hall: the same question to each server, 200 times.

A city's busiest hour up to now: some 26,000 waits.  shuzhid is told of tickets and finds the waits itself; the
databases cannot, so they are given every wait as a number of its own.
"""

import http.client
import json
import os
import statistics
import subprocess
import tempfile
import time
from datetime import datetime
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


def make_lines(path, end, *options):
    with open(path, "wb") as out:
        subprocess.run([f"{TOOLS}/ingest_lines", str(LINES), "9", str(SPAN_S), end, *options], stdout=out, check=True)


def quantile(sorted_values, p):
    """Type 7."""
    at = p * (len(sorted_values) - 1)
    low = int(at)
    high = min(low + 1, len(sorted_values) - 1)
    return sorted_values[low] + (at - low) * (sorted_values[high] - sorted_values[low])


def largest_error(answer, folder):
    """Of an answer about waits, beside the waits themselves, as a share."""
    now = datetime.fromisoformat(answer["time"]).timestamp()
    waits, worst = {}, 0
    with open(os.path.join(folder, "waits"), encoding="ascii") as lines:
        for line in lines:
            place, value, at_ns = line.split(" ")
            if now - answer["window_s"] < int(at_ns) / 1e9 <= now:
                waits.setdefault(place.partition("hall=")[2], []).append(float(value.partition("=")[2]))
    for hall in answer["halls"]:
        values = sorted(waits.get(hall["hall"], []))
        assert hall["called"] == len(values), (hall, len(values))
        if values:
            worst = max(worst, abs(hall["wait_p90_s"] / quantile(values, 0.9) - 1))
    return worst


def ask_shuzhid(peer, folder):
    def n_halls(body):
        answer = json.loads(body)
        print(f"{'':16} the next: off by at most {largest_error(answer, folder) * 100:.4f} %, promised 1 %")
        return sum(hall["wait_p90_s"] is not None for hall in answer["halls"])
    peer.await_applied(LINES)
    for minutes in (5, 60):
        yield f"waits, {minutes} min", f"/api/v1/waits?window_min={minutes}", n_halls


def ask_victoria(peer, _folder):
    def path(minutes):
        return "/api/v1/query?query=" + quote(f"quantile_over_time(0.9, wait_value[{minutes}m])")

    def n_halls(body):
        return len(json.loads(body)["data"]["result"])
    peer.ask("GET", "/internal/force_flush")
    await_that("the waits can be asked for", lambda: n_halls(peer.ask("GET", path(60))[1]) > 0)
    for minutes in (5, 60):
        yield f"quantile_over_time, {minutes} min", path(minutes), n_halls


def ask_influx(peer, _folder):
    for minutes in (5, 60):
        question = f"SELECT PERCENTILE(value, 90) FROM wait WHERE time > now() - {minutes}m GROUP BY hall"
        yield f"PERCENTILE GROUP BY hall, {minutes} min", "/query?db=bench&q=" + quote(question), lambda body: len(
            json.loads(body)["results"][0].get("series", []))


def measure(kind, questions, file):
    with tempfile.TemporaryDirectory(prefix="shuzhi-bench-", dir=os.environ.get("BENCH_FOLDER")) as folder:
        end = str(int(time.time()))
        make_lines(os.path.join(folder, "lines"), end)
        make_lines(os.path.join(folder, "waits"), end, "waits")
        peer = kind(folder)
        try:
            subprocess.run([f"{TOOLS}/ingest_load", str(peer.port), peer.target, "8", "5000",
                            os.path.join(folder, file)], stdout=subprocess.DEVNULL, check=True)
            for what, path, count in questions(peer, folder):
                p50, p99, body = timed(peer, path, ASKED)
                print(f"{peer.name:16} {what:36} {p50:9.2f} {p99:9.2f} {count(body):8} {len(body):8}", flush=True)
        finally:
            peer.stop()


def ask_waits():
    print(f"\np90 wait, asked {ASKED} times over one connection; promised: 5 min, every hall, <= 4 ms\n"
          f"{'':16} {'question':36} {'p50 ms':>9} {'p99 ms':>9} {'answers':>8} {'bytes':>8}")
    measure(Shuzhid, ask_shuzhid, "lines")
    measure(VictoriaMetrics, ask_victoria, "waits")
    measure(InfluxDB, ask_influx, "waits")
