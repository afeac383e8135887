"""Fails every call of a compaction on its files, one after the other, in several ways.  Each time: it says in one line
what is the matter, or is done; the journal is whole and says what it said; nothing is left behind once the next one has
been through, which ends where an undisturbed one ends."""
import os
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(__file__))
from daemon_load import SHUZHID, scratch  # noqa: E402

SHIM = os.environ["FAULT_SHIM"]
MINUTE_NS = 60 * 10**9
BEGIN_NS = 1772380800 * 10**9
MINUTES = 7 * 1440
# An error of the disk shows at each call in the same way, a write that is cut only at writes.
KINDS = ("EIO", "ENOSPC", "TORN", "SHORT")


def lines():
    for minute in range(MINUTES):
        at = BEGIN_NS + minute * MINUTE_NS
        yield f'window,hall=330106,window=W1 seq={minute}i,state="{("open", "closed")[minute // 600 % 2]}" {at}'
        if minute % 30 == 0:
            yield f'ticket,event=take,hall=330106,queue=A id="A{minute}" {at}'


def compact(data, **settings):
    options = os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"
    faults = {f"FAULT_{key.upper()}": str(value) for key, value in settings.items()}
    environment = dict(os.environ, LD_PRELOAD=SHIM, ASAN_OPTIONS=options, FAULT_UNDER=data, **faults)
    return subprocess.run([SHUZHID, "journal", "compact", "--data", data], env=environment, capture_output=True,
                          text=True, timeout=60)


def verify(data):
    done = subprocess.run([SHUZHID, "journal", "verify", "--data", data], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and "0 faults" in done.stdout, done


def files(data):
    return {path.name: path.read_bytes() for path in pathlib.Path(data, "journal").iterdir()}


def run(original, whole, folder, kind, at):
    data, log = os.path.join(folder, "data"), os.path.join(folder, "log")
    shutil.copytree(original, data)
    done = compact(data, kind=kind, at=at, log=log)
    said = done.stderr.count("\n")
    assert (done.returncode, said) in ((0, 0), (1, 1)), done
    assert kind == "SHORT" or done.returncode == 1 or not os.path.exists(log) or "unlink" in open(log).read(), done
    verify(data)
    after = compact(data)
    assert after.returncode == 0, after
    verify(data)
    assert files(data) == whole
    return os.path.exists(log)


with scratch() as top:
    original = os.path.join(top, "original")
    subprocess.run([os.environ["JOURNAL_PAST"], original, str(256 << 10), "10"], input="\n".join(lines()) + "\n",
                   text=True, check=True, capture_output=True)
    undisturbed = os.path.join(top, "undisturbed")
    shutil.copytree(original, undisturbed)
    done = compact(undisturbed)
    assert done.returncode == 0 and "dropped: 0" not in done.stdout, done
    whole = files(undisturbed)
    for kind in KINDS:
        for at in range(1, 500):
            with scratch() as folder:
                try:
                    has_fired = run(original, whole, folder, kind, at)
                except BaseException:
                    print("with", kind, "at call", at)
                    raise
            if not has_fired:
                break
        assert at > 20 and not has_fired
        print(f"{kind}: {at - 1} calls failed one by one")
