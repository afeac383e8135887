"""The daemon as people run it, for tests: a process of its own on free ports, ended by its pid."""

import http.client
import json
import os
import re
import signal
import subprocess
import tempfile
import time

SHUZHID = os.environ["SHUZHID"]
WAIT_MAX_S = 120


def await_that(what, check, seconds=WAIT_MAX_S):
    """Asks until it holds, and returns what was got."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        got = check()
        if got:
            return got
        time.sleep(0.02)
    raise AssertionError(f"not within {seconds} s: {what}")


class Daemon:
    """`shuzhid serve` or `shuzhid demo`, up and listening.  What it is asked goes to its feeds listener unless a port
    says otherwise."""

    def __init__(self, command, *options, screens="127.0.0.1:0", feeds="127.0.0.1:0", environment=None):
        self.errors = tempfile.TemporaryFile(mode="w+")
        self.process = subprocess.Popen([SHUZHID, command, *options, "--listen", screens, "--feeds", feeds],
                                        stdout=subprocess.PIPE, stderr=self.errors, text=True,
                                        env={**os.environ, **(environment or {})})
        line = self.process.stdout.readline()
        found = re.match(r"screens=http://127\.0\.0\.1:(\d+) feeds=http://127\.0\.0\.1:(\d+)$", line)
        assert found, (line, self.said())
        self.screens, self.feeds = int(found[1]), int(found[2])

    def said(self):
        self.errors.seek(0)
        return self.errors.read()

    def await_ready(self):
        await_that("ready", lambda: self.ask("GET", "/ready")[0] == 200)
        return self

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        status = self.process.wait(timeout=WAIT_MAX_S)
        self.process.stdout.close()
        return status

    def close(self):
        """For the end of a test, whatever has happened."""
        if self.process.poll() is None:
            self.stop(signal.SIGKILL)
        self.errors.close()

    def url(self, path):
        return f"http://127.0.0.1:{self.screens}{path}"

    def ask(self, method, path, body=None, headers=None, port=None):
        connection = http.client.HTTPConnection("127.0.0.1", port or self.feeds, timeout=60)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def post(self, *lines):
        return self.ask("POST", "/write?db=city", "\n".join(lines).encode())

    def write(self, *lines):
        status, _, body = self.post(*lines)
        assert status == 204, (status, body)

    def get(self, path):
        status, _, body = self.ask("GET", path)
        assert status == 200, (path, status, body)
        return json.loads(body)
