"""shuzhid simulate --to-url: to the daemon itself, and to servers that are busy, refuse or go away."""
import http.server
import os
import re
import subprocess
import tempfile
import threading
import time
import unittest

SHUZHID = os.environ["SHUZHID"]
# No proxy of the machine's stands between.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
WAIT_MAX_S = 120


def simulate(*arguments):
    return subprocess.run([SHUZHID, "simulate", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=WAIT_MAX_S, env=ENVIRONMENT)


class Server:
    """Answers each write with the next of its answers, the last for ever: (status, headers, body)."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.requests = []  # (path, headers, body) of each
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.requests.append((self.path, dict(self.headers), body, time.monotonic()))
                status, headers, text = outer.answers.pop(0) if len(outer.answers) > 1 else outer.answers[0]
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if status != 204:
                    self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.handle_error = lambda *_: None  # a client may go away
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


TAKEN = (204, {}, b"")


class Send(unittest.TestCase):
    def test_the_daemon_takes_what_is_written_to_a_file(self):
        with tempfile.TemporaryDirectory() as folder:
            daemon = subprocess.Popen([SHUZHID, "serve", "--data", folder + "/data", "--listen", "127.0.0.1:0",
                                       "--feeds", "127.0.0.1:0"], stdout=subprocess.PIPE, text=True)
            try:
                url = re.search(r"feeds=(\S+)", daemon.stdout.readline())[1]
                sent = simulate("--from", "2026-03-02T09:30", "--lines", "12000", "--to-url", url)
                self.assertEqual((sent.returncode, sent.stderr), (0, b""))
                self.assertRegex(sent.stdout.decode(), rf"^sent: 12000 lines, \d+ batches, \d+ repeats to {url}/api/v2/write\n$")
            finally:
                daemon.terminate()
                self.assertEqual(daemon.wait(timeout=WAIT_MAX_S), 0)
                daemon.stdout.close()
            kept = subprocess.run([SHUZHID, "journal", "cat", "--data", folder + "/data"], stdout=subprocess.PIPE)
            written = simulate("--from", "2026-03-02T09:30", "--lines", "12000", "--out", "-")
            lines = [line for line in kept.stdout.splitlines() if not line.startswith((b"action,", b"#"))]
            self.assertEqual(sorted(lines), sorted(written.stdout.splitlines()))

    def test_what_is_sent(self):
        with Server(TAKEN) as server:
            run = simulate("--lines", "5100", "--token", "t-1", "--to-url", server.url + "/write?db=city&precision=ns")
        self.assertEqual(run.returncode, 0, run.stderr)
        body = b"".join(request[2] for request in server.requests)
        self.assertEqual(body, simulate("--lines", "5100", "--out", "-").stdout)
        self.assertGreater(len(server.requests), 1)
        for path, headers, body, _ in server.requests:
            self.assertEqual(path, "/write?db=city&precision=ns")
            self.assertEqual(headers["Authorization"], "Token t-1")
            self.assertTrue(headers["User-Agent"].startswith("shuzhid/"))
            self.assertLessEqual(body.count(b"\n"), 5000)
            self.assertLess(len(body), (1 << 20) + 65536)
            self.assertNotIn("Expect", headers)

    def test_a_busy_server_is_asked_again(self):
        with Server((503, {"Retry-After": "1"}, b"busy"), (500, {}, b""), TAKEN) as server:
            run = simulate("--lines", "10", "--to-url", server.url)
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn(b"10 lines, 1 batches, 2 repeats", run.stdout)
        self.assertEqual(len({request[2] for request in server.requests}), 1)
        times = [request[3] for request in server.requests]
        self.assertGreaterEqual(times[1] - times[0], 1.0)
        self.assertTrue(server.requests[0][0].startswith("/api/v2/write?"))

    def test_a_refusal_ends_it(self):
        for status, word in ((400, b"partial write"), (401, b"unauthorized"), (404, b"no such db"), (413, b"too large"),
                             (302, b"elsewhere")):
            with Server(TAKEN, (status, {"Location": "/x"}, b'{"error":"' + word + b' 330106199001011234"}')) as server:
                run = simulate("--lines", "6000", "--to-url", server.url)
            self.assertEqual(run.returncode, 1, status)
            self.assertEqual(run.stderr.count(b"\n"), 1, run.stderr)
            self.assertIn(b"answered %d: " % status, run.stderr)
            self.assertIn(word, run.stderr)
            self.assertNotIn(b"330106199001011234", run.stderr)
            self.assertIn(b"%d lines had been taken before" % server.requests[0][2].count(b"\n"), run.stderr)
            self.assertEqual(len(server.requests), 2)

    def test_an_answer_without_end(self):
        with Server((400, {}, b"x" * (3 << 20))) as server:
            run = simulate("--lines", "10", "--to-url", server.url)
        self.assertEqual(run.returncode, 1)
        self.assertIn(b"more than 1048576 bytes", run.stderr)

    def test_a_rate_is_kept(self):
        with Server(TAKEN) as server:
            run = simulate("--lines", "300", "--rate", "200", "--to-url", server.url)
        self.assertEqual(run.returncode, 0, run.stderr)
        # 300 lines at 200 a second: the last batch of 40 begins no sooner than after 260 of them.
        self.assertGreaterEqual(server.requests[-1][3] - server.requests[0][3], 1.2)
        self.assertEqual({request[2].count(b"\n") for request in server.requests}, {40, 20})

    def test_wrong_usage(self):
        url = ["--to-url", "http://127.0.0.1:1"]
        for options, word in ((["--to-url", "127.0.0.1:8086"], b"127.0.0.1:8086"), ([*url, "--rate", "0"], b"'0'"),
                              ([*url, "--out", "-"], b"exclude"), (["--out", "-", "--rate", "5"], b"--rate"),
                              (["--out", "-", "--token", "t"], b"--token"),
                              (["--to-url", "http://h/write?precision=ms"], b"'ms'")):
            run = simulate(*options)
            self.assertEqual((run.returncode, run.stdout, run.stderr.count(b"\n")), (2, b"", 1), run.stderr)
            self.assertIn(word, run.stderr)
        run = simulate(*url, "--token", "two\nlines")
        self.assertEqual((run.returncode, run.stderr.count(b"\n")), (1, 1), run.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
