"""shuzhid check: every mistake of a folder at once, each with its file and line."""

import os
import subprocess
import sys
import tempfile

SHUZHID = os.environ["SHUZHID"]

MINIMAL = """\
listen: {screens: "127.0.0.1:8080", feeds: "127.0.0.1:8086"}
sinks:
  - {name: city, kind: influxdb1, url: "http://127.0.0.1:18086", database: shuzhi}   # or influxdb2
mqtt: {url: "mqtt://127.0.0.1:1883", topics: ["shuzhi/v1/#"]}
"""

# One folder, a dozen and more of mistakes in five files.
FILES = {
    "shuzhid.yaml": """\
deadlines:
  suspend_cuont: A
  due_at: close-of-business
  clock: wall
  clock: service
listen: {screens: "127.0.0.1:99999"}
retention: {pulse: "30"}
""",
    "halls.yaml": """\
default_hours: {workday: ["09:00-12:00", "25:00-26:00"]}
halls:
  - {code: "330100", name: 市民中心, tier: municipal}
  - code: "330106"
    name: 西湖区政务服务中心
    tier: citty
    parent: "330101"
  - {name: 无码大厅, tier: town, lon: 220}
""",
    "items.yaml": """\
items:
  A1: {name: 事项, promise: {n: -1, unit: workday}}
  A2: {nmae: 事项}
""",
    "calendar/2026.yaml": """\
year: 2025
version: "2026.1"
holidays:
  - {first: 2026-02-30, zh: 春节, en: Spring Festival}
""",
    "calendar/2027.yaml": "year: 2027\nversion: [\n",
    "itmes.yaml": "",
}

EXPECTED = [
    "itmes.yaml: unknown file, did you mean 'items.yaml'?",
    "shuzhid.yaml:2: deadlines.suspend_cuont: unknown key, did you mean 'suspend_count'?",
    "shuzhid.yaml:3: deadlines.due_at: unknown word: 'close-of-business', did you mean "
    "'close_of_business'? expected one of close_of_business, midnight",
    "shuzhid.yaml:5: deadlines.clock: duplicate key, first given on line 4",
    "shuzhid.yaml:6: listen.screens: not an address to listen on: '127.0.0.1:99999', expected "
    "ADDR:PORT, for instance 127.0.0.1:8080 or [::1]:8080",
    "shuzhid.yaml:7: retention.pulse: wrong type: '30' in quotes, expected a whole number",
    "halls.yaml:1: default_hours.workday[1]: not opening hours: '25:00-26:00', expected for "
    "instance 09:00-12:00, the end after the beginning and at most 24:00",
    "halls.yaml:6: halls[1].tier: unknown word: 'citty', expected one of municipal, county, town, "
    "village, kiosk",
    "halls.yaml:7: halls[1].parent: unknown hall: '330101', did you mean '330100'?",
    "halls.yaml:8: halls[2].lon: out of range: '220', expected -180..180",
    "halls.yaml:8: halls[2].code: missing, expected the code of the hall",
    "halls.yaml:8: halls[2]: lon without lat, expected both or neither",
    "items.yaml:2: items.A1.promise.n: out of range: '-1', expected 0..5000000",
    "items.yaml:3: items.A2.nmae: unknown key, did you mean 'name'?",
    "items.yaml:3: items.A2.name: missing, expected the name of the item",
    "calendar/2027.yaml:3: not YAML: flow sequence without a closing bracket",
    "calendar/2026.yaml:1: year: not the year of the file's name: '2025', expected 2026",
    "calendar/2026.yaml:4: holidays[0].first: ",  # the rest is the day parser's
]


def put(folder, files):
    for name, text in files.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)


def check(*arguments):
    done = subprocess.run([SHUZHID, "check", *arguments], capture_output=True, text=True,
                          timeout=60, check=False)
    return done.returncode, done.stdout, done.stderr


def test_all_mistakes_at_once():
    with tempfile.TemporaryDirectory() as folder:
        put(folder, FILES)
        status, out, err = check("--config", folder)
    lines = [line.removeprefix(folder + "/") for line in err.splitlines()]
    assert status == 1, status
    assert out == "", out
    assert len(lines) == len(EXPECTED), "\n".join(lines)
    for line, expected in zip(lines, EXPECTED):
        same = line.startswith(expected) if expected.endswith(" ") else line == expected
        assert same, f"got:      {line}\nexpected: {expected}"


def test_good_folders():
    status, out, err = check()
    assert (status, err) == (0, ""), err
    assert out == ("ok: shipped configuration: 206 halls, 20 items, "
                   "calendar 2024.1+2025.1+2026.1\n"), out
    with tempfile.TemporaryDirectory() as folder:
        put(folder, {"shuzhid.yaml": MINIMAL})
        status, out, err = check("--config", folder)
        assert (status, err) == (0, ""), err
        assert out.startswith(f"ok: {folder}: 206 halls"), out


def test_wrong_usage_and_missing_folder():
    with tempfile.TemporaryDirectory() as folder:
        missing = os.path.join(folder, "none")
        assert check("--config", missing) == (
            1, "", f"{missing}: configuration folder cannot be read: no such folder\n")
    for arguments in (["folder"], ["--config"], ["--conifg", "x"]):
        status, out, err = check(*arguments)
        assert status == 2 and out == "" and err.count("\n") == 1, (arguments, status, err)


if __name__ == "__main__":
    for name, test in sorted(globals().items()):
        if name.startswith("test_"):
            test()
            print("ok", name)
    sys.exit(0)
