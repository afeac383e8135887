"""The real InfluxDB of Debian on a free port with files of its own, and one request as bytes on a socket."""

import dataclasses
import os
import re
import shutil
import socket
import subprocess

from daemon import WAIT_MAX_S, await_that

CONFIG = """reporting-disabled = true
bind-address = "127.0.0.1:{rpc}"
[meta]
  dir = "{folder}/meta"
[data]
  dir = "{folder}/data"
  wal-dir = "{folder}/wal"
[monitor]
  store-enabled = false
[http]
  bind-address = "127.0.0.1:{http}"
  log-enabled = false
  auth-enabled = {auth}
[logging]
  level = "error"
  suppress-logo = true
"""


@dataclasses.dataclass
class Answer:
    status: int  # 0: the connection was closed without an answer
    headers: list  # (name in lower case, value)
    body: bytes
    interim: int = 0  # how many 100 Continue came before

    def all(self, name):
        return [value for key, value in self.headers if key == name]

    def header(self, name):
        found = self.all(name)
        return found[0] if found else None


class Wire:
    """One connection, fed by hand."""

    def __init__(self, port, timeout=WAIT_MAX_S):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        self.seen = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def more(self):
        """Returns: whether anything came."""
        try:
            piece = self.socket.recv(65536)
        except ConnectionResetError:
            return False
        self.seen += piece
        return bool(piece)

    def until(self, mark):
        while mark not in self.seen:
            if not self.more():
                return None
        head, _, self.seen = self.seen.partition(mark)
        return head

    def exactly(self, n):
        while len(self.seen) < n and self.more():
            pass
        body, self.seen = self.seen[:n], self.seen[n:]
        return body

    def chunks(self):
        body = b""
        while True:
            n = int(self.until(b"\r\n").split(b";")[0], 16)
            body += self.exactly(n)
            self.exactly(2)
            if n == 0:
                return body

    def head(self):
        """The next status line and headers; (0, []) when there is none."""
        text = self.until(b"\r\n\r\n")
        if text is None:
            return 0, []
        first, *lines = text.decode("latin-1").split("\r\n")
        pairs = [line.split(":", 1) for line in lines]
        return int(first.split()[1]), [(name.strip().lower(), value.strip()) for name, value in pairs]

    def answer(self, method="POST"):
        interim = 0
        status, headers = self.head()
        while status == 100:
            interim += 1
            status, headers = self.head()
        answer = Answer(status, headers, b"", interim)
        if status in (0, 204, 304) or method == "HEAD":
            return answer
        if answer.header("transfer-encoding") == "chunked":
            answer.body = self.chunks()
        elif answer.header("content-length") is not None:
            answer.body = self.exactly(int(answer.header("content-length")))
        else:
            while self.more():
                pass
            answer.body, self.seen = self.seen, b""
        return answer


def exchange(port, request):
    """@request: bytes of one request.  The answer to it, whether or not it was read to its end."""
    with Wire(port) as wire:
        try:
            wire.send(request)
        except (BrokenPipeError, ConnectionResetError):
            pass  # refused half-way: the answer may be there all the same
        return wire.answer(re.match(rb"\S*", request).group().decode())


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


class InfluxDB:
    def __init__(self, folder, has_users=False):
        os.makedirs(folder)
        self.port = free_port()
        path = os.path.join(folder, "influxdb.conf")
        with open(path, "w", encoding="ascii") as out:
            out.write(CONFIG.format(folder=folder, rpc=free_port(), http=self.port, auth=str(has_users).lower()))
        self.log = open(os.path.join(folder, "log"), "w+b")
        self.process = subprocess.Popen([self.program(), "-config", path], stdout=self.log, stderr=self.log)
        await_that("InfluxDB answers", self.is_up)

    @staticmethod
    def program():
        return shutil.which("influxd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/bin")

    def is_up(self):
        assert self.process.poll() is None, open(self.log.name, encoding="utf-8").read()
        try:
            return exchange(self.port, b"GET /ping HTTP/1.1\r\nHost: x\r\n\r\n").status == 204
        except ConnectionRefusedError:
            return False

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=WAIT_MAX_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log.close()
