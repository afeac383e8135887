"""Ingest, measured beside VictoriaMetrics and InfluxDB in the same run: absolute figures drift, ratios count.

2,000,000 lines of a fixed mix (ingest_lines.c), from a generator that costs little (ingest_load.c), to one server at a
time, each new and empty:

  batches   5,000 lines a request on 8 connections
  known     the same again with other ids: the databases have seen every series by then
  single    one line a request on 256 connections

Time is from the first byte to the last acknowledgement; for shuzhid also until every line is in the live state, and it
is this one that the ratios are made of.  CPU is the server's own, user and system.  Then the p90 of what people waited,
of every hall, asked 200 times.  BENCH_LINES, BENCH_SINGLE, BENCH_RUNS make it shorter.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

from ingest_peers import TOOLS, Bare, InfluxDB, Shuzhid, VictoriaMetrics, allow_connections, now_s
from ingest_waits import ask_waits

LINES = int(os.environ.get("BENCH_LINES", "2000000"))
SINGLE = int(os.environ.get("BENCH_SINGLE", "300000"))
RUNS = int(os.environ.get("BENCH_RUNS", "3"))
SPAN_S = 86400
PASSES = {"batches": (8, 5000), "known": (8, 5000), "single": (256, 1)}


def make_lines(folder):
    """A file for each pass, with other ids each, of the same day up to now."""
    files, end = {}, str(int(time.time()))
    for seed, name in enumerate(PASSES, start=1):
        files[name] = os.path.join(folder, name)
        with open(files[name], "wb") as out:
            subprocess.run([f"{TOOLS}/ingest_lines", str(LINES), str(seed), str(SPAN_S), end], stdout=out, check=True)
    return files


def load(peer, name, path, n_lines):
    """What one pass took: lines/s until the last acknowledgement and until applied, CPU, peak memory."""
    connections, per_request = PASSES[name]
    peer.n_sent = getattr(peer, "n_sent", 0) + n_lines
    cpu_s, begun = peer.cpu_s(), now_s()
    done = subprocess.run([f"{TOOLS}/ingest_load", str(peer.port), peer.target, str(connections), str(per_request),
                           path, str(n_lines)], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{peer.name}, {name}: {done.stderr}")
    acked = now_s()
    said = json.loads(done.stdout)
    assert said["lines"] == n_lines, said
    peer.await_applied(peer.n_sent)
    lag_s = now_s() - acked
    cpu_s = peer.cpu_s() - cpu_s
    return {"acked": n_lines / said["seconds"], "applied": n_lines / (said["seconds"] + lag_s),
            "cpu_us": cpu_s * 1e6 / n_lines, "cpus": cpu_s / (now_s() - begun), "peak": peer.peak_mib(),
            "p50": said["p50_ms"], "p99": said["p99_ms"], "refused": said["refused"]}


def measure(kind, files, passes, n_single=SINGLE):
    with tempfile.TemporaryDirectory(prefix="shuzhi-bench-", dir=os.environ.get("BENCH_FOLDER")) as folder:
        peer = kind(folder)
        try:
            return {name: load(peer, name, files[name], min(n_single, LINES) if name == "single" else LINES)
                    for name in passes}
        finally:
            peer.stop()


def medians(runs):
    return {name: {key: statistics.median(run[name][key] for run in runs) for key in runs[0][name]}
            for name in runs[0]}


HEAD = (f"{'':16} {'pass':8} {'acked/s':>10} {'applied/s':>10} {'CPU us/line':>11} {'lines/CPU-s':>11} {'cores':>5} "
        f"{'peak MiB':>8} {'p50 ms':>8} {'p99 ms':>8} {'refused':>7}")


def tell(name, result):
    for which, got in result.items():
        per_cpu = f"{1e6 / got['cpu_us']:11,.0f}" if got["cpu_us"] > 0 else f"{'-':>11}"
        print(f"{name:16} {which:8} {got['acked']:10,.0f} {got['applied']:10,.0f} {got['cpu_us']:11.2f} {per_cpu} "
              f"{got['cpus']:5.2f} {got['peak']:8.0f} {got['p50']:8.2f} {got['p99']:8.2f} {got['refused']:7.0f}",
              flush=True)


def ratio(what, ours, theirs, promise=""):
    print(f"{what:58} lines/s {ours['applied'] / theirs['applied']:6.2f} x   per CPU second "
          f"{theirs['cpu_us'] / max(ours['cpu_us'], 1e-9):6.2f} x   {promise}")


def tell_ratios(ours, victoria, influx, bare):
    print("\nratios, shuzhid's applied to the others' acknowledged")
    ratio("batches : VictoriaMetrics", ours["batches"], victoria["batches"], ">= 5, aim 10")
    ratio("batches : VictoriaMetrics, series known", ours["batches"], victoria["known"])
    ratio("batches : InfluxDB", ours["batches"], influx["batches"])
    ratio("batches : InfluxDB, series known", ours["batches"], influx["known"])
    ratio("single : VictoriaMetrics, series known", ours["single"], victoria["single"], "lines/s >= 1, aim 1.5")
    ratio("single : InfluxDB, series known", ours["single"], influx["single"])
    ratio("the distance: batches : bare append", ours["batches"], bare["batches"])
    ratio("the distance: single : bare append", ours["single"], bare["single"])
    print(f"peak memory of shuzhid after the batches: {ours['batches']['peak']:.0f} MiB   <= 256", flush=True)


def main():
    allow_connections()
    with tempfile.TemporaryDirectory(prefix="shuzhi-bench-", dir=os.environ.get("BENCH_FOLDER")) as folder:
        files = make_lines(folder)
        size = os.path.getsize(files["batches"]) / LINES
        print(f"{LINES:,} lines of {size:.0f} bytes, {min(SINGLE, LINES):,} of them singly; medians of {RUNS}\n{HEAD}",
              flush=True)
        ours, victoria = [], []
        for _ in range(RUNS):  # in turn: what disturbs one run disturbs both
            ours.append(measure(Shuzhid, files, ["batches", "single"]))
            tell(" shuzhid", ours[-1])
            victoria.append(measure(VictoriaMetrics, files, ["batches", "known", "single"]))
            tell(" VictoriaMetrics", victoria[-1])
        influx = measure(InfluxDB, files, ["batches", "known", "single"], SINGLE // 5)
        bare = measure(Bare, files, ["batches", "single"])
        ours, victoria = medians(ours), medians(victoria)
        print(f"\n{HEAD}")
        for name, result in (("shuzhid", ours), ("VictoriaMetrics", victoria), ("InfluxDB", influx),
                             ("bare append", bare)):
            tell(name, result)
        tell_ratios(ours, victoria, influx, bare)
    ask_waits()


main()
