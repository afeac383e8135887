"""Fails every call of the journal on its files, one after the other and several in a row, in several ways."""
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(__file__))
from journal_checks import DRIVER, SHIM, acknowledged, check, scratch  # noqa: E402

BATCHES = 8  # of each of three threads: three segments


def run(folder, kind, at, count):
    data, log = os.path.join(folder, "data"), os.path.join(folder, "log")
    environment = dict(os.environ, LD_PRELOAD=SHIM, FAULT_UNDER=data, FAULT_KIND=kind,
                       FAULT_AT=str(at), FAULT_COUNT=str(count), FAULT_LOG=log)
    result = subprocess.run([DRIVER, "run", data, "1", str(BATCHES)], env=environment,
                            capture_output=True, text=True, timeout=30)
    assert result.returncode == 0, result
    acks = acknowledged(result.stdout)
    # It goes on: the batch that is tried again and again gets through in the end.
    assert any(thread == 9 for thread, _ in acks), result
    frames = check(data, acks)
    refused = [line for line in result.stdout.splitlines() if line.startswith("err ")]
    assert len(acks) + len(refused) >= 3 * BATCHES + 1
    # What was refused is wiped before anybody hears of it, unless wiping failed too and was made up for later.
    assert len(frames) == len(acks), (len(frames), len(acks), refused)
    after = subprocess.run([DRIVER, "run", data, "1000", "2"], capture_output=True, text=True, timeout=30)
    assert after.returncode == 0, after
    acks.update(acknowledged(after.stdout))
    check(data, acks)
    return os.path.exists(log), bool(refused)


def run_broken_for_good(call, first):
    """From the first group on the disk never gets better: nothing is acknowledged, nothing hangs."""
    with scratch() as folder:
        data = os.path.join(folder, "data")
        environment = dict(os.environ, LD_PRELOAD=SHIM, FAULT_UNDER=data, FAULT_KIND="EIO", FAULT_CALL=call,
                           FAULT_AT=str(first), FAULT_COUNT="1000000")
        result = subprocess.run([DRIVER, "run", data, "1", str(BATCHES)], env=environment,
                                capture_output=True, text=True, timeout=30)
        assert result.returncode == 0 and result.stdout.startswith("open\n"), result
        assert not acknowledged(result.stdout), result
        assert result.stdout.count("err ") == 3 * BATCHES + 200, result


def run_folder_left_behind():
    """A folder that a killed program made is synced before anything in it counts as durable."""
    with scratch() as folder:
        data, log = os.path.join(folder, "data"), os.path.join(folder, "log")
        os.makedirs(os.path.join(data, "journal"))
        environment = dict(os.environ, LD_PRELOAD=SHIM, FAULT_UNDER=data, FAULT_KIND="EIO", FAULT_CALL="fsync",
                           FAULT_AT="1", FAULT_COUNT="1000000", FAULT_LOG=log)
        result = subprocess.run([DRIVER, "serve", data], env=environment, stdin=subprocess.DEVNULL,
                                capture_output=True, text=True, timeout=30)
        assert result.returncode == 4 and f"fsync '{data}'" in result.stdout + result.stderr, result


run_folder_left_behind()
# The first fdatasync is that of a new segment's header.
for call, first in (("fdatasync", 1), ("fdatasync", 2), ("pwritev", 1), ("renameat", 1)):
    run_broken_for_good(call, first)

total = 0
for kind, count in (("EIO", 1), ("ENOSPC", 1), ("TORN", 1), ("SHORT", 1), ("EIO", 7), ("TORN", 5)):
    n_refusing = 0
    for at in range(1, 2000):
        with scratch() as folder:
            try:
                has_fired, has_refused = run(folder, kind, at, count)
            except BaseException:
                print("with", kind, "at call", at, "times", count)
                raise
            n_refusing += has_refused
        if not has_fired:
            break
    assert at > 30 and not has_fired
    assert (n_refusing > 0) == (kind != "SHORT"), (kind, n_refusing)
    total += at
    print(f"{kind} x{count}: {at - 1} calls failed one by one, {n_refusing} of these refused batches")
print(f"{total} runs")
