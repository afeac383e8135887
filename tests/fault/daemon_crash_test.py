"""The daemon dies by SIGKILL at any instant: under load, while it starts, while it stops.

DAEMON_KILLS is how often (50).  Between two kills it starts on what is left and is written to at once, also while it
still reads the journal.  Folders are changed now and then, so that starts stay short."""

import json
import os
import random
import signal
import sys
import time

sys.path.insert(0, os.path.dirname(__file__))
from daemon import Daemon  # noqa: E402
from daemon_load import Crowd, Process, check_journal, run, scratch  # noqa: E402

KILLS = int(os.environ.get("DAEMON_KILLS", "50"))
KILLS_A_FOLDER = 50
PATHS = ["/api/v1/queues?area=330100", "/api/v1/kiosks?area=330100", "/api/v1/cases?state=all&limit=200",
         "/api/v1/cases?state=closed&limit=200", "/api/v1/windows?area=330100"]


def kill_under_load(data, crowd, dice):
    daemon = Process(data)
    port = daemon.await_port()
    assert port is not None, daemon.said()
    crowd.let_loose(port)
    # Not waiting for anything: the instant of the kill is what is tried.  So it is below.
    time.sleep(dice.random() * 0.25)
    daemon.end(signal.SIGKILL)
    crowd.call_back()
    daemon.close()


def kill_while_starting(data, crowd, dice):
    daemon = Process(data)
    time.sleep(dice.random() * kill_while_starting.takes_s)
    daemon.end(signal.SIGKILL)
    daemon.close()


def kill_while_stopping(data, crowd, dice):
    daemon = Process(data)
    begun = time.monotonic()
    port = daemon.await_port()
    kill_while_starting.takes_s = time.monotonic() - begun + 0.05
    assert port is not None, daemon.said()
    crowd.let_loose(port)
    time.sleep(dice.random() * 0.1)
    daemon.process.terminate()
    time.sleep(dice.random() * 0.1)
    status = daemon.end(signal.SIGKILL)
    assert status in (0, -signal.SIGKILL), (status, daemon.said())
    crowd.call_back()
    daemon.close()


def cases_of(journal):
    """(hall, id) of every case in the journal."""
    return {(line.split("hall=")[1].split(",")[0], line.split(',id="')[1].split('"')[0])
            for line in journal.splitlines() if line.startswith("case,")}


def check_state(data, journal):
    """What is answered after the last start is what the journal says, and the same as offline."""
    daemon = Daemon("serve", "--data", data)
    try:
        daemon.await_ready()
        total = daemon.get("/api/v1/cases?state=all&limit=0")["total"]
        assert total == len(cases_of(journal)), (total, len(cases_of(journal)))
        for path in PATHS:
            status, headers, live = daemon.ask("GET", path)
            assert status == 200, (path, live)
            at = ["--at", json.loads(live)["time"], "--batch", headers["X-Shuzhi-Batch"]]
            offline = run("query", "--data", data, *at, path)
            assert offline.stdout.rstrip("\n") == live.decode(), (path, offline.stdout[:300], live[:300], offline.stderr)
        assert daemon.stop() == 0, daemon.said()
    finally:
        daemon.close()


def kill_in_one_folder(n, dice):
    ways = (kill_while_stopping, kill_under_load, kill_under_load, kill_while_starting)
    crowd = Crowd()
    with scratch() as folder:
        data = os.path.join(folder, "data")
        for i in range(n):
            ways[i % len(ways)](data, crowd, dice)
            if i % 10 == 9 or i == n - 1:
                acked, unknown = set(crowd.of("acked")), set(crowd.of("unknown"))
                journal = check_journal(data, acked, unknown)
        check_state(data, journal)
    return len(acked), len(unknown)


def main():
    seed = random.randrange(1 << 32)
    dice = random.Random(seed)
    n_acked = n_unknown = 0
    print("seed", seed, flush=True)
    for done in range(0, KILLS, KILLS_A_FOLDER):
        acked, unknown = kill_in_one_folder(min(KILLS_A_FOLDER, KILLS - done), dice)
        n_acked, n_unknown = n_acked + acked, n_unknown + unknown
        if done > 0:
            print(done + KILLS_A_FOLDER, "kills", flush=True)
    assert n_acked > 10 * KILLS, n_acked
    print(f"{KILLS} kills: {n_acked} lines acknowledged, all there once; {n_unknown} without an answer, none twice")


main()
