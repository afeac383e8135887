"""shuzhid import: real logs in, damaged ones refused, memory that does not grow with the log."""

import fcntl
import gzip
import os
import re
import shutil
import subprocess
import sys
import tempfile

SHUZHID = os.environ["SHUZHID"]
SOURCE = os.environ["SHUZHI_SOURCE"]
SHARED = os.environ.get("SHUZHI_SHARED", os.path.join(SOURCE, "..", "shared"))
RECEIPT_MAP = os.path.join(SOURCE, "config", "import", "receipt.yaml")

MAP = """format: xes
hall: h
item: i
channel: {attribute: channel, values: {Desk: window}, default: other}
events:
  - {each: case, event: apply, at: first_event}
  - {each: event, event: step, fields: {step: {attribute: "concept:name"}}}
"""


def run(*arguments, **options):
    return subprocess.run([SHUZHID, *arguments], capture_output=True, text=True, timeout=250,
                          **options)


def check(condition, what, result=None):
    if not condition:
        if result is not None:
            print(f"exit {result.returncode}\nstdout: {result.stdout}\nstderr: {result.stderr}")
        sys.exit(f"import_test: {what}")


def write(folder, name, data):
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        file.write(data if isinstance(data, bytes) else data.encode())
    return path


def trace(number, n_events):
    events = "".join(
        f'<event><string key="concept:name" value="step {i}"/>'
        f'<date key="time:timestamp" value="2026-03-{1 + i % 28:02}T09:00:{i % 60:02}+08:00"/></event>'
        for i in range(n_events))
    return f'<trace><string key="concept:name" value="c{number}"/>{events}</trace>\n'


def log(n_traces, n_events=5):
    return "<log>\n" + "".join(trace(n, n_events) for n in range(n_traces)) + "</log>\n"


def cat(data):
    result = run("journal", "cat", "--data", data)
    check(result.returncode == 0, "journal cat failed", result)
    return result.stdout.splitlines()


def check_error(result, status, *words):
    """Exit status, one line on stderr with those words, nothing on stdout."""
    check(result.returncode == status, f"expected exit {status}", result)
    check(result.stderr.count("\n") == 1, "expected one line on stderr", result)
    check(result.stdout == "", "expected nothing on stdout", result)
    for word in words:
        check(word in result.stderr, f"expected '{word}' in the message", result)


def test_usage(folder, map_path):
    path = write(folder, "usage.xes", log(1))
    data = os.path.join(folder, "usage")
    check_error(run("import", path, "--data", data), 2, "--map")
    check_error(run("import", path, "--map", map_path), 2, "--data")
    check_error(run("import", "--map", map_path, "--data", data), 2, "file")
    check_error(run("import", path, "--map", map_path, "--data", data, "--nonsense"), 2)
    check(not os.path.exists(data), "wrong usage made the data folder")


def test_refused_files(folder, map_path):
    good = log(20).encode()
    packed = gzip.compress(good)
    files = {
        "cut.xes": (good[:-30], "ends too early"),
        "cut.xes.gz": (packed[:-9], "gzip"),
        "flipped.xes.gz": (packed[:-6] + bytes([packed[-6] ^ 1]) + packed[-5:], "gzip"),
        "trailer.xes.gz": (packed + b"more", "gzip"),
        "other.xml": (b"<catalog><log/></catalog>", "root element is 'catalog'"),
        "bomb.xes": (b'<!DOCTYPE log [<!ENTITY a "b">]><log/>', "DOCTYPE"),
        "nested.xes": (b"<log><trace><event><event/></event></trace></log>", "'event'"),
        "table.csv": (b"case,activity\n", "CSV"),
        "empty.xes": (b"", "not well-formed"),
        "picture.xes": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not well-formed"),
    }
    data = os.path.join(folder, "refused")
    for name, (content, word) in files.items():
        path = write(folder, name, content)
        result = run("import", path, "--map", map_path, "--data", data)
        check_error(result, 1, path, word, "nothing was imported")
    check_error(run("import", folder, "--map", map_path, "--data", data), 1, "regular file")
    missing = os.path.join(folder, "missing.xes")
    check_error(run("import", missing, "--map", map_path, "--data", data), 1, missing)
    # One bad file among good ones: nothing of any of them.
    first = write(folder, "first.xes", good)
    second = os.path.join(folder, "cut.xes")
    check_error(run("import", first, second, "--map", map_path, "--data", data), 1, second)
    check(not os.path.exists(data), "a refused file made the data folder")


def test_wrong_map(folder):
    path = write(folder, "map.xes", log(1))
    data = os.path.join(folder, "wrong-map")
    bad = write(folder, "bad.yaml",
                MAP.replace("item: i", "itm: i").replace("Desk: window", "Desk: windw"))
    result = run("import", path, "--map", bad, "--data", data)
    check(result.returncode == 1, "a wrong map must fail", result)
    for words in (f"{bad}:3: itm: unknown key, did you mean 'item'?", f"{bad}:1: item: missing",
                  f"{bad}:4: channel.values.Desk: unknown word: 'windw', did you mean 'window'?"):
        check(words in result.stderr, f"expected: {words}", result)
    missing = os.path.join(folder, "no.yaml")
    check_error(run("import", path, "--map", missing, "--data", data), 1, missing)
    check(not os.path.exists(data), "a wrong map made the data folder")


def test_import_twice(folder, map_path):
    data = os.path.join(folder, "twice", "data")
    plain = write(folder, "plain.xes", log(3, 2))
    packed = write(folder, "packed.xes.gz", gzip.compress(log(2, 2).encode()) + b"\0" * 100)
    command = ["import", plain, packed, "--map", map_path, "--data", data, "--hall", "330106"]
    result = run(*command)
    check(result.returncode == 0 and result.stderr == "", "import failed", result)
    check(result.stdout.count("file: ") == 2, "expected a summary of each file", result)
    check("accepted: 9 lines: apply 3, step 6\n" in result.stdout, "wrong counts", result)
    check("accepted: 6 lines: apply 2, step 4\n" in result.stdout, "wrong counts", result)
    check("warnings: case attribute 'channel' (line 4 of the map) never occurs; there are 'concept:name'\n" in result.stdout,
          "expected a word about the attribute that is not there", result)
    lines = cat(data)
    check(len(lines) == 15, f"{len(lines)} lines in the journal, expected 15")
    check(all(line.startswith("case,channel=other,event=") and ",hall=330106," in line
              for line in lines), f"unexpected line among {lines}")
    result = run(*command)
    check(result.returncode == 0, "second import failed", result)
    check(cat(data) == lines + lines, "the second import must add the same lines again")
    meta = run("journal", "cat", "--meta", "--data", data).stdout
    check("plain.xes" in meta and "import" in meta, "the batches do not name their file")


def test_data_folder(folder, map_path):
    path = write(folder, "folder.xes", log(1))
    blocked = write(folder, "blocked", "a file where the folder should be")
    check_error(run("import", path, "--map", map_path, "--data", blocked), 1, blocked)
    data = os.path.join(folder, "in-use")
    check(run("import", path, "--map", map_path, "--data", data).returncode == 0, "import failed")
    # Another program that has the journal open for writing.
    with open(os.path.join(data, "journal", "lock"), "r+b") as lock:
        fcntl.lockf(lock, fcntl.LOCK_EX)
        check_error(run("import", path, "--map", map_path, "--data", data), 1, data, "in use",
                    "nothing was imported")


def test_nothing_accepted(folder, map_path):
    path = write(folder, "nothing.xes", log(1))
    data = os.path.join(folder, "nothing")
    result = run("import", path, "--map", map_path, "--data", data, "--hall", "h" * 100)
    check(result.returncode == 1, "no line accepted must fail", result)
    check("refused: 6 lines, invalid_tag (" in result.stdout, "expected the reason", result)
    check("no line was accepted" in result.stderr, "expected a message", result)
    empty = write(folder, "no-cases.xes", "<log/>")
    result = run("import", empty, "--map", map_path, "--data", data)
    check(result.returncode == 0 and "cases: 0\n" in result.stdout and
          "warnings: 0\n" in result.stdout, "an empty log is fine", result)


def peak_rss_kib(path, map_path, data):
    """Of one import, measured by a child that has no other children."""
    # Under the address sanitizer freed memory stays in a quarantine of 256 MiB; not ours to count.
    options = os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=1"
    code = ("import resource, subprocess, sys\n"
            "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)\n"
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n")
    result = subprocess.run([sys.executable, "-c", code, SHUZHID, "import", path, "--map", map_path,
                             "--data", data], capture_output=True, text=True, timeout=250,
                            env={**os.environ, "ASAN_OPTIONS": options})
    check(result.returncode == 0, f"import of {path} failed: {result.stderr}")
    return int(result.stdout)


def test_memory(folder, map_path):
    small = write(folder, "small.xes.gz", gzip.compress(log(500).encode(), 1))
    large = write(folder, "large.xes.gz", gzip.compress(log(10000).encode(), 1))
    small_kib = peak_rss_kib(small, map_path, os.path.join(folder, "small"))
    large_kib = peak_rss_kib(large, map_path, os.path.join(folder, "large"))
    print(f"peak resident memory: {small_kib} KiB for 500 cases, {large_kib} KiB for 10,000")
    check(large_kib < small_kib + 16 * 1024, "memory grows with the log")


def test_batches_stay_below_a_mebibyte(folder, map_path):
    data = os.path.join(folder, "batches")
    path = write(folder, "batches.xes", log(1200, 20))
    result = run("import", path, "--map", map_path, "--data", data)
    check(result.returncode == 0, "import failed", result)
    sizes = {}
    meta = run("journal", "cat", "--meta", "--data", data).stdout.splitlines()
    for name, line in zip(meta[::2], meta[1::2]):
        batch = name.split()[1].split(".")[0]
        sizes[batch] = sizes.get(batch, 0) + len(line) + 1
    check(len(sizes) >= 2 and f"batches: {len(sizes)}\n" in result.stdout, "not in batches", result)
    check(max(sizes.values()) <= 2**20, f"too large: {sizes}")
    check(max(sizes.values()) > 2**19, f"too small: {sizes}")


def test_repair_is_told(folder, map_path):
    data = os.path.join(folder, "repaired")
    path = write(folder, "repaired.xes", log(1))
    result = run("import", path, "--map", map_path, "--data", data)
    check(result.returncode == 0 and result.stderr == "", "import failed", result)
    segment = os.path.join(data, "journal", f"{1:020}.szj")
    with open(segment, "r+b") as file:
        file.seek(len(file.read().rstrip(b"\0")))
        file.write(b"\xf5SZf")  # the magic of a frame that was never finished
    result = run("import", path, "--map", map_path, "--data", data)
    check(result.returncode == 0 and result.stderr.startswith("shuzhid import: note: journal "),
          "the repair is not told", result)
    check("removed an unfinished" in result.stderr and result.stderr.count("\n") == 1,
          "wrong words", result)


def test_receipt(folder):
    path = os.path.join(SHARED, "data", "receipt", "receipt.xes.gz")
    if not os.path.exists(path):
        print(f"skipped the receipt log: {path} is not there")
        return
    data = os.path.join(folder, "receipt")
    result = run("import", path, "--map", RECEIPT_MAP, "--data", data)
    check(result.returncode == 0, "import failed", result)
    for line in ("cases: 1434", "events: 8577",
                 "accepted: 11340 lines: apply 1434, step 8577, close 1329", "skipped: 0",
                 "refused: 0", "warnings: 0"):
        check(line + "\n" in result.stdout, f"expected '{line}'", result)
    # Cases whose end is before their start, and with an event later than their end: counted over
    # the log with another program.
    check(re.search(r"^flagged: 2 cases end before they start \(apply ", result.stdout, re.M), "not 2",
          result)
    check(re.search(r"^flagged: 145 cases have events after their end;", result.stdout, re.M),
          "not 145", result)
    lines = cat(data)
    counts = {kind: sum(f",event={kind}," in line for line in lines)
              for kind in ("apply", "close", "step")}
    check(counts == {"apply": 1434, "close": 1329, "step": 8577}, f"wrong counts: {counts}")
    applied = [line for line in lines if ",event=apply," in line]
    check(sum(",channel=online," in line for line in applied) == 1250, "not 1250 online cases")
    check(sum(",org=" in line for line in applied) == 609, "not 609 cases with org")
    check(all("due=" in line for line in applied), "an apply without due")
    check(not any("promise" in line for line in lines), "a promise from nowhere")


def main():
    folder = tempfile.mkdtemp(prefix="shuzhi-import-")
    try:
        map_path = write(folder, "map.yaml", MAP)
        test_usage(folder, map_path)
        test_refused_files(folder, map_path)
        test_wrong_map(folder)
        test_import_twice(folder, map_path)
        test_data_folder(folder, map_path)
        test_nothing_accepted(folder, map_path)
        test_batches_stay_below_a_mebibyte(folder, map_path)
        test_repair_is_told(folder, map_path)
        test_memory(folder, map_path)
        test_receipt(folder)
    finally:
        shutil.rmtree(folder)


main()
