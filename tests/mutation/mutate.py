#!/usr/bin/env python3
"""Tells the calendars, clocks and lights of cases wrong, one thing at a time, and wants a test to notice each.

    mutate.py [--every K] [--file PART] [--report FILE]

Builds the files of proven.txt and their tests apart, as `./dev test` builds them (sanitizers, leaks), then
every mutant of them (mutants.py), or every K-th, and runs the tests of its file with a small oracle.
A mutant that lives must stand in equivalent.toml with the reason why nothing can tell it apart; one that
stands there must live.  Says what each survivor is and ends with a line of figures.  Exit status: 0
all is as it must be, 1 not so."""

import argparse
import collections
import os
import resource
import shlex
import shutil
import subprocess
import sys
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from mutants import mutants

SOURCE = Path(os.environ["SHUZHI_SOURCE"])
BUILD = Path(os.environ["SHUZHI_BUILD"]) / "mutation"
HERE = Path(__file__).resolve().parent

FLAGS = [
    "-std=c11", "-O1", "-fsanitize=address,undefined,bounds-strict", "-fno-sanitize-recover=all",
    "-D_GNU_SOURCE", '-DG_LOG_DOMAIN="shuzhid"', "-w",
]  # fmt: skip
ORACLE_CASES = "6000"
SEED = "R02S" + "0123456789abcdef" * 2  # the same chance for every mutant
CPU_S = 2  # a mutant that never ends is one that is noticed
ENVIRONMENT = {
    **os.environ,
    "G_DEBUG": "fatal-warnings",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "SHUZHI_ORACLE_CASES": ORACLE_CASES,
    "ASAN_OPTIONS": "detect_leaks=1:symbolize=0:hard_rss_limit_mb=1024:max_allocation_size_mb=1024",
    "UBSAN_OPTIONS": "symbolize=0:print_stacktrace=0",
}


def pkg_config(what):
    asked = ["pkg-config", what, "glib-2.0", "jansson"]
    return shlex.split(subprocess.run(asked, capture_output=True, text=True, check=True).stdout)


CFLAGS = [*FLAGS, *pkg_config("--cflags")]
LIBS = ["-Wl,--as-needed", *pkg_config("--libs"), "-lm"]


def compile_file(source, out, before=()):
    """gcc of one file; False when it is refused.  @before: folders whose headers come first."""
    folders = [f"-I{folder}" for folder in (*before, SOURCE, SOURCE / "tests")]
    return subprocess.run(
        ["gcc", *CFLAGS, *folders, "-c", source, "-o", out], stderr=subprocess.DEVNULL, check=False
    ).returncode == 0  # fmt: skip


def read_proven():
    """{file: [test, ..]}, in the order of the list."""
    rows = (line.split(":") for line in (HERE / "proven.txt").read_text().splitlines() if line[0] != "#")
    return {file.strip(): tests.split() for file, tests in rows}


class Plant:
    """The objects that stay the same, built once."""

    def __init__(self, proven, workers):
        shutil.rmtree(BUILD, ignore_errors=True)
        BUILD.mkdir(parents=True)
        self.proven = proven
        tests = sorted({test for names in proven.values() for test in names})
        self.archive = BUILD / "sound.a"
        sources = [*sorted(SOURCE.glob("metrics/*.c")), *sorted(SOURCE.glob("tests/support/*.c"))]
        jobs = [(path, BUILD / f"{path.parent.name}_{path.stem}.o") for path in sources]
        members = [out for _, out in jobs]
        jobs += [
            (SOURCE / f"tests/unit/metrics/{test}_test.c", BUILD / f"{test}_test.o") for test in tests
        ]
        for (path, _), done in zip(jobs, workers.map(lambda job: compile_file(*job), jobs)):
            if not done:
                sys.exit(f"mutate: {path}: does not compile")
        subprocess.run(["ar", "rc", self.archive, *members], check=True)

    def includers(self, header):
        """The files whose code a header is part of."""
        line = f'#include "{header}"'
        return [path for path in sorted(SOURCE.glob("metrics/*.c")) if line in path.read_text()]

    def run(self, test, objects, folder):
        """Does @test pass with @objects in place of those of the archive?"""
        program = folder / test
        subprocess.run(
            ["gcc", *FLAGS, "-o", program, BUILD / f"{test}_test.o", *objects, self.archive, *LIBS],
            check=True,
        )  # fmt: skip
        done = subprocess.run(
            [program, "--seed", SEED], env=ENVIRONMENT, cwd=folder, check=False, preexec_fn=limit,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        return done.returncode == 0

    def lives(self, i, mutant, source):
        """True: no test notices; False: one does; None: the compiler does."""
        folder = BUILD / f"mutant-{i}"
        path = folder / mutant.file
        path.parent.mkdir(parents=True)
        path.write_text(mutant.apply(source), encoding="utf-8")
        changed = self.includers(mutant.file) if path.suffix == ".h" else [path]
        objects = [folder / f"{one.stem}.o" for one in changed]
        try:
            if not all(compile_file(*job, before=[folder]) for job in zip(changed, objects)):
                return None
            return all(self.run(test, objects, folder) for test in self.proven[mutant.file])
        finally:
            shutil.rmtree(folder)


def limit():
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read_equivalent(known):
    """The keys of equivalent.toml; says which of them are no mutants.  @known: keys of all mutants."""
    faults = []
    keys = set()
    for entry in tomllib.loads((HERE / "equivalent.toml").read_text(encoding="utf-8"))["equivalent"]:
        for change in entry["changes"]:
            key = (entry["file"], entry.get("function", ""), entry["line"], change)
            if not entry["why"].strip():
                faults.append(f"listed without a reason: {key}")
            if key in keys:
                faults.append(f"listed twice: {key}")
            if key not in known:
                faults.append(f"listed, but no mutant: {key}")
            keys.add(key)
    return keys, faults


def check_sound(plant):
    """Every test must pass, and fast enough, before anything is told wrong."""
    folder = BUILD / "sound"
    folder.mkdir()
    for test in sorted({test for tests in plant.proven.values() for test in tests}):
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        if not plant.run(test, [], folder):
            sys.exit(f"mutate: {test}: fails as it stands")
        if resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before > CPU_S / 2:
            sys.exit(f"mutate: {test}: takes too long to tell it from one that never ends")


class Progress:
    def __init__(self, total):
        self.total = total
        self.done = 0
        self.said = time.monotonic()

    def step(self):
        self.done += 1
        if sys.stderr.isatty():
            print(f"\r{self.done}/{self.total}", end="" if self.done < self.total else "\n", file=sys.stderr)
        elif time.monotonic() - self.said > 30:
            self.said = time.monotonic()
            print(f"{self.done}/{self.total}", file=sys.stderr)


def judge(results, equivalent):
    """Says what is wrong; returns the counts."""
    counts = collections.Counter()
    for mutant, lives in results:
        if lives is None:
            counts["refused"] += 1
        elif lives and mutant.key() in equivalent:
            counts["equivalent"] += 1
        elif lives:
            counts["survived"] += 1
            print(f"survived: in {mutant.function or 'no function'}: {mutant}")
        elif mutant.key() in equivalent:
            counts["wrongly listed"] += 1
            print(f"listed as equivalent, but a test notices: {mutant}")
        else:
            counts["killed"] += 1
    return counts


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--every", type=int, default=1, metavar="K", help="every K-th mutant only")
    parser.add_argument("--file", default="", metavar="PART", help="only files with this in their name")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write the figures there, too")
    options = parser.parse_args()
    started = time.monotonic()
    proven = read_proven()
    sources = {file: (SOURCE / file).read_text(encoding="utf-8") for file in proven}
    everything = [mutant for file in proven for mutant in mutants(file, sources[file])]
    equivalent, faults = read_equivalent({mutant.key() for mutant in everything})
    for fault in faults:
        print(fault)
    chosen = [mutant for mutant in everything if options.file in mutant.file][:: options.every]
    with ThreadPoolExecutor(os.cpu_count()) as workers:
        plant = Plant(proven, workers)
        check_sound(plant)
        progress = Progress(len(chosen))

        def try_out(i):
            lives = plant.lives(i, chosen[i], sources[chosen[i].file])
            progress.step()
            return lives

        counts = judge(zip(chosen, workers.map(try_out, range(len(chosen)))), equivalent)
    n = len(chosen) - counts["refused"]
    cpu = resource.getrusage(resource.RUSAGE_CHILDREN)
    which = "" if len(chosen) == len(everything) else f" (of {len(everything)})"
    summary = (
        f"mutation: {n} mutants{which}, {counts['killed']} killed, {counts['equivalent']} equivalent (listed),"
        f" {counts['survived']} survived; {counts['refused']} more did not compile;"
        f" {time.monotonic() - started:.0f} s, {cpu.ru_utime + cpu.ru_stime:.0f} s of CPU"
    )
    print(summary)
    if options.report is not None:
        options.report.parent.mkdir(parents=True, exist_ok=True)
        options.report.write_text(summary + "\n", encoding="utf-8")
    return 1 if faults or counts["survived"] or counts["wrongly listed"] else 0


if __name__ == "__main__":
    sys.exit(main())
