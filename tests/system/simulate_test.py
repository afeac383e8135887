"""shuzhid simulate, as a person or a script uses it."""
import os
import re
import subprocess
import tempfile

SHUZHID = os.environ["SHUZHID"]

HALLS = """
default_hours:
  workday: ["09:00-12:00", "13:30-18:00"]
halls:
  - {code: "330106", name: 区大厅, tier: county}
  - {code: "330106002", name: 街道, tier: town, parent: "330106", hours: {exceptions: [{date: 2026-03-04, slots: [], reason: 停电}]}}
  - {code: "330106003", name: 周六开门的街道, tier: town, parent: "330106", hours: {sat: ["09:00-12:00"]}}
  - {code: "3301F1V", name: 村, tier: village, parent: "330106"}
  - {code: "K9", name: 自助点, tier: kiosk, parent: "330106"}
"""


def check(claim, *shown):
    if not claim:
        raise AssertionError(" ".join(str(each) for each in shown))


def simulate(*arguments, **more):
    return subprocess.run([SHUZHID, "simulate", *arguments], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=120, **more)


def lint(body):
    run = subprocess.run([SHUZHID, "lint", "--standard", "-"], input=body, timeout=200,
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    faults = [line for line in run.stdout.split(b"\n") if b'"error"' in line]
    check(run.returncode == 0 and not faults, run.returncode, run.stderr, faults[:3])


def times(body):
    return [int(line.rsplit(b" ", 1)[1]) for line in body.splitlines()]


def test_day_of_a_small_city(folder):
    """A whole day of five halls keeps the standard, in order of time."""
    with open(os.path.join(folder, "halls.yaml"), "w", encoding="utf-8") as file:
        file.write(HALLS)
    out = os.path.join(folder, "day.lp")
    run = simulate("--config", folder, "--from", "2026-03-04", "--out", out)
    check(run.returncode == 0 and run.stderr == b"" and run.stdout == b"", run)
    with open(out, "rb") as file:
        body = file.read()
    lint(body)
    stamps = times(body)
    check(stamps == sorted(stamps))
    first, end = 1772553600, 1772553600 + 86400  # 2026-03-04T00:00 and 24:00 +08:00
    check(stamps[0] >= first * 10**9 and stamps[-1] < end * 10**9, stamps[0], stamps[-1])
    names = {line.split(b",", 1)[0] for line in body.splitlines()}
    check(names >= {b"ticket", b"window", b"kiosk", b"case", b"rating", b"appointment", b"crowd",
                    b"schedule", b"metric"}, names)
    for event in ("take call start segment end hold resume noshow transfer apply accept step decide "
                  "close deliver suspend supplement_start create arrive heartbeat txn").split():
        check(f"event={event},".encode() in body, event)
    closed = [line for line in body.splitlines() if b"hall=330106002" in line]
    check(any(b'closed=true' in line and "停电".encode() in line for line in closed))
    check(not any(line.startswith((b"ticket", b"window", b"crowd")) for line in closed))
    pulses = re.findall(rb'window,hall=330106,window=W001 seq=\d+i,src="q-330106",'
                        rb'state="\w+" (\d+)', body)
    gaps = [int(b) - int(a) for a, b in zip(pulses, pulses[1:])]
    check(len(pulses) > 700 and gaps.count(30 * 10**9) > 0.95 * len(gaps), len(pulses))
    again = simulate("--config", folder, "--from", "2026-03-04T00:00:00+08:00", "--out", "-")
    check(again.stdout == body)


def test_rest_day(folder):
    """On a Saturday that is no working day only halls with weekend hours have visitors."""
    run = simulate("--config", folder, "--from", "2026-03-07", "--out", "-")
    check(run.returncode == 0, run)
    visited = set(re.findall(rb"^ticket,.*?hall=([^, ]+)", run.stdout, re.M))
    check(visited == {b"330106003"}, visited)


def test_shipped_city():
    """The first lines of the whole city, and options that shape it."""
    run = simulate("--from", "2026-03-02T09:00", "--lines", "30000", "--out", "-")
    check(run.returncode == 0 and run.stdout.count(b"\n") == 30000, run.stderr)
    check(run.stdout.endswith(b"\n"))
    lint(run.stdout)
    check(len(set(re.findall(rb"[, ]hall=([^, ]+)", run.stdout))) == 206)
    longer = simulate("--from", "2026-03-02T09:00", "--to", "2026-04-01", "--lines", "31000",
                      "--out", "-")
    check(longer.stdout.startswith(run.stdout))
    short = [simulate("--from", "2026-03-02T09:00", "--lines", "2000", "--out", "-", "--seed",
                      seed).stdout for seed in "112"]
    check(short[0] == short[1] != short[2])


def test_environment():
    """Neither zone nor language changes a byte."""
    runs = [simulate("--lines", "3000", "--out", "-", env={**os.environ, **more}).stdout
            for more in ({"TZ": "America/New_York"}, {"LC_ALL": "de_DE.UTF-8", "TZ": "UTC"})]
    check(runs[0] == runs[1] and runs[0].count(b"\n") == 3000)


def test_errors(folder):
    out = ["--out", os.path.join(folder, "unwanted.lp")]
    usage = [(["--seed", "x", *out], b"'x'"), (["--seed", "-1", *out], b"'-1'"),
             (["--lines", "0", *out], b"'0'"), (["--from", "soon", *out], b"'soon'"),
             (["--from", "2026-03-02", "--to", "2026-03-01T23:00", *out], b"2026-03-01T23:00"),
             (["--to", "2026-03-02T00:00", *out], b"not after 2026-03-02T00:00:00+08:00"),
             (["--from", "1989-01-01", *out], b"1990"), ([], b"--out"), (["more", *out], b"'more'"),
             (["--wrong", *out], b"--wrong")]
    for arguments, word in usage:
        run = simulate(*arguments)
        check(run.returncode == 2 and word in run.stderr and run.stderr.count(b"\n") == 1, run)
    failures = [(["--config", "/nowhere/at/all", *out], b"/nowhere/at/all"),
                (["--lines", "5", "--out", "/nowhere/at/all"], b"'/nowhere/at/all'"),
                (["--lines", "5", "--out", folder], b"directory"),
                (["--lines", "5", "--out", "/dev/full"], b"No space left"),
                (["--lines", "5000", "--out", "/dev/full"], b"No space left")]
    for arguments, word in failures:
        run = simulate(*arguments)
        check(run.returncode == 1 and word in run.stderr and run.stderr.count(b"\n") == 1, run)
    check(not os.path.exists(out[1]))


def test_reader_that_goes_away():
    with subprocess.Popen([SHUZHID, "simulate", "--out", "-"], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) as process:
        check(process.stdout.read(1000))
        process.stdout.close()
        said = process.stderr.read()
        check(process.wait(timeout=60) == 1 and b"Broken pipe" in said, said)


def main():
    with tempfile.TemporaryDirectory() as folder:
        test_day_of_a_small_city(folder)
        test_rest_day(folder)
    with tempfile.TemporaryDirectory() as folder:
        test_errors(folder)
    test_shipped_city()
    test_environment()
    test_reader_that_goes_away()


if __name__ == "__main__":
    main()
