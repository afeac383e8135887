"""Clients that write to a daemon that is killed, broken or full, what they were told, and what must hold afterwards."""

import gzip
import http.client
import itertools
import os
import re
import subprocess
import tempfile
import threading
import time
from collections import Counter

SHUZHID = os.environ["SHUZHID"]
HALLS = ("330106", "330102", "330105009", "330100")
DAY_NS = 86400 * 10**9
EID = re.compile(r'eid="([^"]+)"')


def scratch():
    """A folder in memory where there is one: the disk is not what is tested."""
    return tempfile.TemporaryDirectory(prefix="shuzhi-test-",
                                       dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)


def run(*arguments, timeout=120):
    return subprocess.run([SHUZHID, *arguments], capture_output=True, text=True, timeout=timeout)


def story(key):
    """A line by its key: people who wait, cases that are open, and cases that ended a month ago, which leave memory."""
    kind, now = int(key.rpartition("-")[2]) % 4, time.time_ns()
    hall = HALLS[sum(key.encode()) % len(HALLS)]
    case = f'case,hall={hall},item=GA0602,channel=window,event=%s id="%s",eid="%s" %d'
    if kind == 0:
        return f'ticket,hall={hall},queue=A,event=take id="T{key}",eid="{key}" {now}'
    if kind == 1:
        return case % ("apply", f"C{key}", key, now)
    if kind == 2:
        return case % ("close", f"O{key}", key, now - 30 * DAY_NS)
    return f'kiosk,hall={hall},kiosk=K{kind},event=heartbeat state="online",eid="{key}" {now}'


class Writer:
    """Writes batch after batch in one way, and remembers what was acknowledged.  Keys are never used twice."""

    STYLES = ("v1", "v2", "gzip", "chunked")

    def __init__(self, name, style, batch=5):
        self.name, self.style, self.batch = name, style, batch
        self.numbers = itertools.count()
        self.acked, self.refused, self.unknown = [], [], []  # keys; of `unknown` no answer came
        self.answer = None  # the last

    def write(self, port, timeout=30):
        """One batch; the status of its answer, None when none came."""
        keys = [f"{self.name}-{next(self.numbers)}" for _ in range(self.batch)]
        body = "\n".join(map(story, keys)).encode()
        try:
            status = self.post(port, body, timeout)
        except (OSError, http.client.HTTPException):
            status = None
        (self.unknown if status is None else self.acked if status == 204 else self.refused).extend(keys)
        return status

    def post(self, port, body, timeout):
        path = "/api/v2/write?org=city&bucket=city" if self.style == "v2" else "/write?db=city"
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
        try:
            if self.style == "gzip":
                connection.request("POST", path, gzip.compress(body, 1), {"Content-Encoding": "gzip"})
            elif self.style == "chunked":
                pieces = (body[i:i + 100] for i in range(0, len(body), 100))
                connection.request("POST", path, pieces, {"Transfer-Encoding": "chunked"}, encode_chunked=True)
            else:
                connection.request("POST", path, body)
            self.answer = connection.getresponse()
            self.answer.body = self.answer.read()
            return self.answer.status
        finally:
            connection.close()


class Crowd:
    """A writer of each style, each on a thread of its own while the crowd is let loose on a port."""

    def __init__(self, name="w"):
        self.writers = [Writer(f"{name}{i}", style) for i, style in enumerate(Writer.STYLES)]

    def let_loose(self, port):
        self.is_over = threading.Event()
        self.threads = [threading.Thread(target=self.go_on, args=(writer, port)) for writer in self.writers]
        for thread in self.threads:
            thread.start()

    def go_on(self, writer, port):
        while not self.is_over.is_set() and writer.write(port) == 204:
            pass

    def call_back(self):
        self.is_over.set()
        for thread in self.threads:
            thread.join()

    def of(self, what):
        return [key for writer in self.writers for key in getattr(writer, what)]


class Process:
    """A daemon that need not come up, nor live long."""

    def __init__(self, data, environment=None, options=()):
        self.errors = tempfile.TemporaryFile(mode="w+")
        self.process = subprocess.Popen(
            [SHUZHID, "serve", "--data", data, "--listen", "127.0.0.1:0", "--feeds", "127.0.0.1:0", *options],
            stdout=subprocess.PIPE, stderr=self.errors, text=True, env={**os.environ, **(environment or {})})

    def await_port(self):
        """The port of the feeds, None when it ended before it had one."""
        found = re.search(r"feeds=http://127\.0\.0\.1:(\d+)$", self.process.stdout.readline())
        return int(found[1]) if found else None

    def said(self):
        self.errors.seek(0)
        return self.errors.read()

    def end(self, number=None, timeout=120):
        """Waits for its end, having sent it a signal; its status."""
        if number is not None:
            self.process.send_signal(number)
        status = self.process.wait(timeout)
        self.process.stdout.close()
        return status

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.end()
        self.errors.close()


def journalled(data):
    """How often each key is in the journal."""
    cat = run("journal", "cat", "--data", data)
    assert cat.returncode == 0, cat.stderr
    return Counter(EID.findall(cat.stdout)), cat.stdout


def check_journal(data, acked, others, may_hold_others=True):
    """What was acknowledged is there once; of the others, at most once; nothing else; and the journal is whole."""
    verify = run("journal", "verify", "--data", data)
    assert verify.returncode == 0, (verify.stdout, verify.stderr)
    found, text = journalled(data)
    missing = [key for key in acked if found[key] == 0]
    assert not missing, f"{len(missing)} acknowledged lines are lost: {missing[:5]}"
    twice = [key for key, n in found.items() if n > 1]
    assert not twice, f"{len(twice)} lines are there twice: {twice[:5]}"
    strangers = found.keys() - acked - (others if may_hold_others else set())
    assert not strangers, f"{len(strangers)} lines that nobody sent, or that were refused: {sorted(strangers)[:5]}"
    return text
