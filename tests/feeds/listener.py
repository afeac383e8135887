"""The driver of the feeds listener as a process, for tests."""

import http.client
import os
import signal
import socket
import subprocess

from daemon import SHUZHID, WAIT_MAX_S

DRIVER = os.environ["FEEDS_DRIVER"]
IS_ASAN = "asan" in DRIVER


class Memory:
    """How much more a process came to hold, at most, than it held at first."""

    def __init__(self, pid):
        self.pid = pid
        with open(f"/proc/{pid}/clear_refs", "w", encoding="ascii") as out:
            out.write("5")  # proc(5): the peak begins anew
        self.before_kib = self.read("VmRSS")

    def read(self, name):
        with open(f"/proc/{self.pid}/status", encoding="ascii") as status:
            return next(int(line.split()[1]) for line in status if line.startswith(name + ":"))

    def grown_mib(self):
        return (self.read("VmHWM") - self.before_kib) / 1024


class Listener:
    def __init__(self, folder, **options):
        self.folder = folder
        pairs = [f"{name}={value}" for name, value in options.items()]
        # Under the address sanitizer what is freed is kept for a while: less of it, so that peaks can be told.
        environment = {**os.environ, "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=4"}
        self.process = subprocess.Popen([DRIVER, folder, *pairs], stdout=subprocess.PIPE, text=True, env=environment)
        line = self.process.stdout.readline()
        assert line.startswith("feeds=http://127.0.0.1:"), line
        self.url = line.strip()[len("feeds="):]
        self.port = int(self.url.rsplit(":", 1)[1])

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        status = self.process.wait(timeout=WAIT_MAX_S)
        self.process.stdout.close()
        return status

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port), timeout=WAIT_MAX_S)

    def post(self, body, path="/write?db=mydb", headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT_MAX_S)
        try:
            connection.request("POST", path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def journal(self):
        done = subprocess.run([SHUZHID, "journal", "cat", "--data", self.folder], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()
