"""Fails the calls of the daemon on its files, one after the other, in several ways: journal, configuration store,
archive, whatever lies below the data folder.

A short run: it starts, on a folder that is new or was used before; is written to, asked, and stopped.  For every call
that such a run makes, a run in which this call fails (or a write is cut short), in one of the ways a disk fails.  What
is done many times in the same way is tried at both ends: the 256 equal writes that make a segment ready (the journal's
own fault test tries them all), and pages of the archive and files of the configuration store.  DAEMON_FAULTS=all tries
these too, and every call in every way (./dev bench faults).  What must hold each time:

  - a daemon that does not start says why in one line and exits with 1; one that starts goes on
  - every request is answered, by what it is answered otherwise or by 503 with Retry-After
  - what was acknowledged is in the journal once, nothing else is; the journal is whole
  - without the fault the same folder starts, and the state is that of the journal
"""

import itertools
import json
import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.path.dirname(__file__))
from daemon import Daemon, await_that  # noqa: E402
from daemon_load import Crowd, Process, check_journal, run, scratch  # noqa: E402

SHIM = os.environ["FAULT_SHIM"]
ALL = os.environ.get("DAEMON_FAULTS") == "all"
WRITES = ("write", "pwrite", "pwritev")
ROUNDS = 1  # of batches, from each kind of client
PATIENCE_S = 20


def environment(data, **settings):
    # The sanitizer wants to be the first library; the shim asks the kernel by itself, so it may be.
    options = os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"
    return {"LD_PRELOAD": SHIM, "ASAN_OPTIONS": options, "FAULT_UNDER": data,
            **{f"FAULT_{key.upper()}": str(value) for key, value in settings.items()}}


def check_answer(writer, status, otherwise=204):
    assert status in (otherwise, 503), (status, writer.answer and writer.answer.body)
    if status == 503:
        assert int(writer.answer.headers["Retry-After"]) > 0, writer.answer.headers.items()


def go_through(data, crowd, faults, is_for_good=False):
    """A start, some writes, a question, a stop.  Returns: true if it started."""
    daemon = Process(data, faults)
    try:
        port = daemon.await_port()
        if port is None:
            status, said = daemon.end(timeout=PATIENCE_S), daemon.said()
            assert status == 1 and said.count("\n") == 1 and said.startswith("shuzhid serve: "), (status, said)
            return False
        for _ in range(ROUNDS):
            for writer in crowd.writers:
                check_answer(writer, writer.write(port, PATIENCE_S))
                # What breaks the standard is refused, whether or not it can be put aside.
                check_answer(writer, writer.post(port, b'ticket,hall=330106,event=take id="X"', PATIENCE_S), 400)
        if not is_for_good:
            writer = crowd.writers[0]
            await_that("a batch gets through", lambda: writer.write(port, PATIENCE_S) == 204, PATIENCE_S)
        status = daemon.end(signal.SIGTERM, PATIENCE_S)
        assert status == 0, (status, daemon.said())
        return True
    finally:
        daemon.close()


def check_afterwards(data, crowd, is_thorough):
    """Without the fault it starts, takes a batch in, and its state is that of the journal; also as told offline."""
    daemon = Daemon("serve", "--data", data)
    try:
        daemon.await_ready()
        assert crowd.writers[0].write(daemon.feeds, PATIENCE_S) == 204
        journal = check_journal(data, set(crowd.of("acked")), set())
        n_cases = len({(line.split("hall=")[1].split(",")[0], line.split(',id="')[1].split('"')[0])
                       for line in journal.splitlines() if line.startswith("case,")})
        path = "/api/v1/cases?state=all&limit=100"
        try:
            await_that("every case is there", lambda: daemon.get(path)["total"] == n_cases, PATIENCE_S)
        except AssertionError:
            raise AssertionError(f"{daemon.get(path)['total']} cases instead of {n_cases}; {daemon.said()}") from None
        _, headers, live = daemon.ask("GET", path)
        if is_thorough:
            at = ["--at", json.loads(live)["time"], "--batch", headers["X-Shuzhi-Batch"]]
            assert run("query", "--data", data, *at, path).stdout.rstrip("\n") == live.decode(), live
        assert daemon.stop() == 0, daemon.said()
    finally:
        daemon.close()


def first_line(path):
    if not os.path.exists(path):
        return "which did not happen"
    with open(path, encoding="utf-8") as lines:
        return lines.readline().rstrip("\n")


class Scene:
    """A new folder, or a copy of one that was used before."""

    def __init__(self, name, template=None, crowd_before=()):
        self.name, self.template, self.before = name, template, crowd_before

    def enter(self, folder):
        data, crowd = os.path.join(folder, "data"), Crowd(self.name)
        if self.template is not None:
            subprocess.run(["cp", "-a", "--sparse=always", self.template, data], check=True)
            crowd.writers[0].acked.extend(self.before)
        return data, crowd

    def calls(self):
        """The calls of a run without a fault: (name, path)."""
        with scratch() as folder:
            data, crowd = self.enter(folder)
            trace = os.path.join(folder, "trace")
            assert go_through(data, crowd, environment(data, trace=trace))
            with open(trace, encoding="utf-8") as lines:
                return [tuple(line.rstrip("\n").split(" ", 1)) for line in lines]

    def fail(self, kind, at, **more):
        """A run with that fault.  Returns: (it has happened, the daemon had started, what did not hold or None)."""
        with scratch() as folder:
            data, crowd = self.enter(folder)
            log = os.path.join(folder, "log")
            faults = environment(data, kind=kind, at=at, log=log, **more)
            problem, has_started = None, False
            try:
                has_started = go_through(data, crowd, faults, "count" in more)
                check_afterwards(data, crowd, at % 4 == 1)
            except (AssertionError, OSError, subprocess.TimeoutExpired) as caught:
                problem = f"{self.name} folder, {kind} at call {at} {more or ''}, {first_line(log)}: {caught!r:.600}"
                print(problem, flush=True)
            return os.path.exists(log), has_started, problem


def is_one_of_many(calls, i):
    """It is in the middle of those that are the same, but for the name of a file that is made once."""
    def shape(call):
        return call[0], re.sub(r"/config/.+", "/config/*", call[1])
    same = [k for k, call in enumerate(calls) if shape(call) == shape(calls[i])]
    is_journal = re.search(r"/journal/(?!spare\.tmp)", calls[i][1])
    return not is_journal and i in same[3:-2]


def faults_of(calls):
    """(kind, at) to try."""
    ways = itertools.cycle(("EIO", "ENOSPC", "SHORT", "TORN"))
    other_ways = itertools.cycle(("EIO", "ENOSPC"))
    for i, call in enumerate(calls):
        is_write = call[0] in WRITES
        if ALL:
            yield from ((kind, i + 1) for kind in (("EIO", "ENOSPC", "SHORT", "TORN") if is_write else ("EIO", "ENOSPC")))
        elif not is_one_of_many(calls, i):
            yield next(ways if is_write else other_ways), i + 1


def fail_all(scene):
    calls = scene.calls()
    faults = list(faults_of(calls))
    begun = time.monotonic()
    with ThreadPoolExecutor(2 * (os.cpu_count() or 1)) as pool:
        results = list(pool.map(lambda fault: scene.fail(*fault), faults))
    n_happened = sum(happened for happened, _, _ in results)
    n_refused = sum(not started for _, started, _ in results)
    print(f"{scene.name} folder: {len(calls)} calls, {len(faults)} faults tried, {n_happened} happened, "
          f"{n_refused} of these kept it from starting; {time.monotonic() - begun:.0f} s", flush=True)
    assert n_happened > 0.9 * len(faults) and n_refused > 3
    assert not any(problem for _, _, problem in results)


def fail_for_good(scene):
    """From the first such call on the disk never gets better."""
    for call in ("write", "pwrite", "pwritev", "fsync", "fdatasync", "open", "rename", "renameat", "unlink", "mkdir"):
        happened, started, problem = scene.fail("EIO", 1, call=call, count=1000000)
        assert problem is None
        print(f"{scene.name} folder, {call} fails for good: "
              f"{'nothing calls it' if not happened else 'goes on' if started else 'does not start'}", flush=True)


def main():
    fresh = Scene("new")
    with scratch() as folder:
        data, crowd = fresh.enter(folder)
        assert go_through(data, crowd, {})
        used = Scene("used", data, crowd.of("acked"))
        for scene in (fresh, used):
            fail_for_good(scene)
            fail_all(scene)


main()
