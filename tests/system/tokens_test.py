"""Tokens: given and taken back beside a running daemon, and what they open."""

import base64
import datetime
import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest

from daemon import Daemon, await_that

SHUZHID = os.environ["SHUZHID"]
DATA = os.path.join(os.environ["SHUZHI_SOURCE"], "tests", "data", "http")
SHARED = os.environ.get("SHUZHI_SHARED", os.path.join(os.environ["SHUZHI_SOURCE"], "..", "shared"))
IN_FORCE_S = 1.0  # so soon a daemon knows of a change
XIHU, BELOW_XIHU, GONGSHU = "330106", "330106002", "330105"


def crowd(hall, at=1):
    return f"crowd,hall={hall} in=1i,out=0i,inside=1i {at}"


def authorization(secret):
    return {"Authorization": f"Token {secret}"}


class Folder(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory(prefix="shuzhi-test-")
        self.folder = os.path.join(self.scratch.name, "data")
        self.file = os.path.join(self.folder, "tokens.json")
        self.daemons = []

    def tearDown(self):
        for daemon in self.daemons:
            daemon.close()
        self.scratch.cleanup()

    def token(self, *arguments, status=0):
        done = subprocess.run([SHUZHID, "token", *arguments, "--data", self.folder], capture_output=True, text=True)
        self.assertEqual(done.returncode, status, (arguments, done.stderr))
        return done

    def add(self, name, *arguments):
        done = self.token("add", "--name", name, *arguments)
        secret = done.stdout.strip()
        self.assertRegex(secret, r"^szt_[A-Za-z0-9_-]{43}$")
        self.assertNotIn(secret, done.stderr)
        return secret

    def serve(self, *options, **more):
        self.daemons.append(Daemon("serve", "--data", self.folder, *options, **more))
        return self.daemons[-1].await_ready()

    def journal(self, *options):
        return subprocess.run([SHUZHID, "journal", "cat", "--data", self.folder, *options],
                              capture_output=True, text=True).stdout.splitlines()


class Command(Folder):
    def test_a_secret_is_printed_once_and_kept_nowhere(self):
        done = self.token("add", "--name", "西湖叫号", "--hall", XIHU)
        secret = done.stdout.strip()
        self.assertIn("once", done.stderr)
        self.assertIn("西湖区政务服务中心 +", done.stderr)
        with open(self.file, encoding="utf-8") as file:
            text = file.read()
        self.assertEqual(os.stat(self.file).st_mode & 0o777, 0o600)
        self.assertNotIn(secret[4:], text)
        self.assertEqual(len(json.loads(text)["tokens"][0]["hash"]), 64)
        self.assertNotEqual(self.add("another", "--hall", XIHU), secret)
        listed = self.token("list").stdout
        self.assertNotIn(secret, listed)
        self.assertIn("西湖叫号\twrite\tin force", listed)
        self.assertIn("西湖区政务服务中心", listed)

    def test_rights_and_halls(self):
        self.add("a", "--hall", XIHU, GONGSHU)
        self.add("b", "--hall", XIHU, "--hall", GONGSHU, "--read")
        self.add("c", "--read-only")
        self.add("d", "--all-halls")
        with open(self.file, encoding="utf-8") as file:
            kept = [(one["halls"], one["rights"]) for one in json.load(file)["tokens"]]
        self.assertEqual(kept, [([XIHU, GONGSHU], ["write"]), ([XIHU, GONGSHU], ["write", "read"]), ([], ["read"]),
                                (["*"], ["write"])])

    def test_what_is_wrong_is_told_and_changes_nothing(self):
        rows = [
            (["add", "--name", "x", "--hall", "33016"], 2, "did you mean '330106'"),
            (["add", "--name", "x", "--hall", "西湖区政务服务中心"], 2, "did you mean '330106'"),
            (["add", "--name", "x", "--hall", "nowhere"], 2, "no such hall: 'nowhere'"),
            (["add", "--name", "x"], 2, "--hall"),
            (["add", "--hall", XIHU], 2, "--name"),
            (["add", "--name", "x", "--hall", XIHU, "--all-halls"], 2, "one of them"),
            (["add", "--name", "x", "--hall", XIHU, "--read", "--read-only"], 2, "one of them"),
            (["add", "--name", "two words", "--hall", XIHU], 1, "not a name"),
            (["add", "--name", "7", "--hall", XIHU], 1, "not a name"),
            (["add", "x", "--name", "x", "--all-halls"], 2, "unexpected argument: 'x'"),
            (["list", "x"], 2, "unexpected argument"),
            (["list", "--read"], 2, "list takes"),
            (["revoke"], 2, "missing argument"),
            (["revoke", "nobody"], 1, "no such token: 'nobody'"),
            (["remove"], 2, "unknown argument: 'remove'"),
            ([], 2, "missing argument"),
        ]
        for arguments, status, told in rows:
            done = self.token(*arguments, status=status)
            self.assertIn(told, done.stderr, arguments)
            self.assertEqual(done.stdout, "", arguments)
            self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        self.assertFalse(os.path.exists(self.file))
        self.assertIn("--all-halls", subprocess.run([SHUZHID, "token", "--help"], capture_output=True, text=True).stdout)

    def test_revoked_by_name_or_id(self):
        self.add("one", "--hall", XIHU)
        self.add("two", "--hall", XIHU)
        self.assertIn("did you mean 'one'", self.token("revoke", "ome", status=1).stderr)
        self.assertIn("revoked: token 1 'one'", self.token("revoke", "one").stdout)
        self.assertIn("revoked: token 2 'two'", self.token("revoke", "2").stdout)
        self.assertIn("revoked before", self.token("revoke", "two", status=1).stderr)
        self.assertEqual(self.token("list").stdout.count("\trevoked 20"), 2)
        self.add("one", "--hall", XIHU)  # the name may be used again

    def test_several_at_once_lose_none(self):
        running = [subprocess.Popen([SHUZHID, "token", "add", "--name", f"n{i}", "--hall", XIHU, "--data", self.folder],
                                    stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) for i in range(12)]
        secrets = {process.communicate()[0] for process in running}
        self.assertEqual([process.returncode for process in running], [0] * 12)
        self.assertEqual(len(secrets), 12)
        with open(self.file, encoding="utf-8") as file:
            self.assertEqual([one["id"] for one in json.load(file)["tokens"]], list(range(1, 13)))

    def test_a_damaged_file_is_left_alone(self):
        self.add("one", "--hall", XIHU)
        with open(self.file, "r+", encoding="utf-8") as file:
            file.truncate(100)
        before = os.stat(self.file)
        for arguments in (["add", "--name", "two", "--hall", XIHU], ["list"], ["revoke", "one"]):
            self.assertIn(self.file, self.token(*arguments, status=1).stderr)
        self.assertEqual(os.stat(self.file).st_mtime_ns, before.st_mtime_ns)

    def test_a_secret_that_cannot_be_printed_is_not_added(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([SHUZHID, "token", "add", "--name", "x", "--hall", XIHU, "--data", self.folder],
                                  stdout=full, stderr=subprocess.PIPE, text=True)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertNotIn("'x'", self.token("list").stdout)


class Feeds(Folder):
    def write(self, daemon, secret, *lines, path="/write?db=city", headers=None):
        headers = {**(authorization(secret) if secret else {}), **(headers or {})}
        status, _, body = daemon.ask("POST", path, "\n".join(lines).encode(), headers)
        return status, body.decode()

    def seconds_until(self, check):
        begun = time.monotonic()
        await_that("the change is in force", check, 10)
        return time.monotonic() - begun

    def test_the_first_token_ends_open_use_and_the_last_does_not_bring_it_back(self):
        daemon = self.serve()
        self.assertEqual(self.write(daemon, None, crowd(XIHU))[0], 204)
        secret = self.add("one", "--hall", XIHU)
        took_s = self.seconds_until(lambda: self.write(daemon, None, crowd(XIHU))[0] == 401)
        self.assertLess(took_s, IN_FORCE_S)
        self.assertEqual(self.write(daemon, secret, crowd(XIHU))[0], 204)
        self.token("revoke", "one")
        took_s = self.seconds_until(lambda: self.write(daemon, secret, crowd(XIHU))[0] == 401)
        self.assertLess(took_s, IN_FORCE_S)
        self.assertEqual(self.write(daemon, None, crowd(XIHU))[0], 401)
        os.unlink(self.file)
        self.seconds_until(lambda: self.write(daemon, None, crowd(XIHU))[0] == 204)
        self.assertNotIn(secret, daemon.said())

    def last_writes(self):
        """{name: what the list says}"""
        rows = [line.split("\t") for line in self.token("list").stdout.splitlines()]
        self.assertEqual(rows[0][5], "last write")
        return {row[1]: row[5] for row in rows[1:]}

    def test_when_a_token_last_wrote_is_known_also_after_a_restart(self):
        early = self.add("early", "--hall", XIHU)
        self.add("idle", "--hall", XIHU)
        self.assertEqual(set(self.last_writes().values()), {"unknown"})
        with open(self.file, "rb") as file:
            tokens = re.sub(rb'"created": "[^"]*"', b'"created": "2026-01-01T08:00:00+08:00"', file.read())
        with open(self.file, "wb") as file:
            file.write(tokens)  # made long before the record begins
        daemon = self.serve()
        begun = int(time.time())
        for path, body in (("/write?db=nowhere", b""), ("/write?db=city", crowd(GONGSHU).encode())):
            daemon.ask("POST", path, body, authorization(early))  # nothing of that is written
        daemon.stop()
        self.assertTrue(self.last_writes()["early"].startswith("not since 20"), self.last_writes())
        daemon = self.serve()
        self.assertEqual(self.write(daemon, early, crowd(XIHU))[0], 204)
        ended = time.time()
        daemon.stop()
        with open(self.file, "rb") as file:
            self.assertEqual(file.read(), tokens)
        wrote = self.last_writes()["early"]
        self.assertTrue(begun <= datetime.datetime.fromisoformat(wrote).timestamp() <= ended, wrote)
        self.add("late", "--hall", XIHU)
        self.assertEqual(self.last_writes()["late"], "never")
        self.serve().stop()
        self.assertEqual(self.last_writes()["early"], wrote)
        self.assertTrue(self.last_writes()["idle"].startswith("not since 20"))
        with open(os.path.join(self.folder, "token_uses.json"), "w", encoding="utf-8") as file:
            file.write("{")
        listed = self.token("list")
        self.assertIn("token_uses.json", listed.stderr)
        self.assertIn("early", listed.stdout)

    def test_revocation_reaches_a_connection_that_stays_open(self):
        secret = self.add("one", "--hall", XIHU)
        daemon = self.serve()
        connection = http.client.HTTPConnection("127.0.0.1", daemon.feeds, timeout=60)

        def status():
            connection.request("POST", "/write?db=city", crowd(XIHU), authorization(secret))
            answer = connection.getresponse()
            answer.read()
            return answer.status

        self.assertEqual(status(), 204)
        stays = connection.sock
        self.token("revoke", "one")
        self.assertLess(self.seconds_until(lambda: status() == 401), IN_FORCE_S)
        self.assertIs(connection.sock, stays)
        connection.close()

    def test_revocation_reaches_a_body_that_is_on_its_way(self):
        secret, other = self.add("one", "--hall", XIHU), self.add("two", "--hall", XIHU)
        daemon = self.serve()
        stream = socket.create_connection(("127.0.0.1", daemon.feeds), timeout=60)
        body = crowd(XIHU, 77).encode()
        stream.sendall(f"POST /write?db=city HTTP/1.1\r\nHost: localhost\r\nAuthorization: Token {secret}\r\n"
                       f"Content-Length: {len(body)}\r\n\r\n".encode() + body[:10])
        self.assertEqual(self.write(daemon, secret, crowd(XIHU))[0], 204)
        self.token("revoke", "one")
        self.seconds_until(lambda: self.write(daemon, secret, crowd(XIHU))[0] == 401)
        stream.sendall(body[10:])
        self.assertTrue(stream.recv(65536).startswith(b"HTTP/1.1 401 "))
        stream.close()
        self.assertEqual(self.write(daemon, other, crowd(XIHU))[0], 204)
        self.assertEqual([line for line in self.journal() if line.endswith(" 77")], [])

    def test_a_token_writes_its_halls_and_those_below(self):
        xihu, all_halls = self.add("xihu", "--hall", XIHU), self.add("all", "--all-halls")
        daemon = self.serve()
        self.assertEqual(self.write(daemon, xihu, crowd(XIHU, 1), crowd(BELOW_XIHU, 2))[0], 204)
        status, body = self.write(daemon, xihu, crowd(XIHU, 3), crowd(GONGSHU, 4), crowd("330100", 5), "m v=1 6", "bad",
                                  crowd(BELOW_XIHU, 7))
        self.assertEqual(status, 400)
        message = json.loads(body)["error"]
        self.assertTrue(message.startswith("partial write: not authorized to write 'crowd,hall=330105 "), message)
        self.assertEqual(message.count("not authorized to write"), 3)
        self.assertIn("unable to parse 'bad': missing fields", message)
        self.assertEqual(self.write(daemon, xihu, crowd(GONGSHU, 8), "m v=1 9")[0], 403)
        self.assertEqual(self.write(daemon, xihu, crowd(GONGSHU, 8), "bad")[0], 400)
        status, body = self.write(daemon, xihu, crowd(GONGSHU, 8), path="/api/v2/write?bucket=city")
        self.assertEqual((status, json.loads(body)["code"]), (403, "forbidden"))
        self.assertEqual(self.write(daemon, all_halls, crowd("99", 10), "m v=1 11")[0], 204)
        written = [line for line in self.journal("--meta") if line.startswith("#") or not line.startswith("action,")]
        by_source = {}
        for comment, line in zip(written, written[1:]):
            source = re.search(r"source=(token:\w+)$", comment)
            if source:
                by_source.setdefault(source[1], []).append(int(line.rsplit(" ", 1)[1]))
        self.assertEqual(by_source, {"token:xihu": [1, 2, 3, 7], "token:all": [10, 11]})

    def test_reading(self):
        writes, reads = self.add("w", "--hall", XIHU), self.add("r", "--read-only")
        daemon = self.serve()
        for path in ("/metrics", "/api/v1/halls", f"/api/v1/queues?hall={GONGSHU}"):
            for headers, expected in (({}, 401), (authorization("szt_no"), 401), (authorization(writes), 403),
                                      (authorization(reads), 200), ({"Authorization": f"Bearer {reads}"}, 200)):
                status, answer, body = daemon.ask("GET", path, None, headers)
                self.assertEqual(status, expected, (path, headers, body))
                if expected != 200:
                    self.assertEqual(json.loads(body)["error"]["code"],
                                     {401: "unauthorized", 403: "forbidden"}[expected])
                self.assertEqual("WWW-Authenticate" in answer, expected == 401)
        self.assertEqual(daemon.ask("GET", f"/metrics?u=x&p={reads}")[0], 401, "addresses end up in logs")
        status, body = self.write(daemon, reads, crowd(XIHU))
        self.assertEqual((status, json.loads(body)["error"]),
                         (403, '"r" user is not authorized to write to database "city"'))

    def test_what_needs_no_token(self):
        daemon = self.serve()
        for _ in range(2):
            for path, expected in (("/ping", 204), ("/health", 200), ("/ready", 200), ("/nowhere", 404)):
                for headers in ({}, {"Host": "shuzhi.example"}, {"X-Forwarded-For": "10.0.0.1"},
                                authorization("wrong")):
                    self.assertEqual(daemon.ask("GET", path, None, headers)[0], expected, (path, headers))
            self.assertEqual(daemon.ask("POST", "/ping")[0], 405)
            self.add("one", "--hall", XIHU)
            self.seconds_until(lambda: self.write(daemon, None, crowd(XIHU))[0] == 401)
            self.token("revoke", "one")
            self.assertEqual(daemon.ask("POST", "/query?q=CREATE%20DATABASE%20x")[0], 401)

    def test_from_where(self):
        """Open: this machine only, directly.  With a token: from anywhere, through anybody; never from a page."""
        strangers = ({"Host": "shuzhi.example"}, {"Host": "127.0.0.1.nip.io"}, {"Forwarded": "for=10.0.0.1"},
                     {"X-Forwarded-For": "10.0.0.1"}, {"X-Forwarded-Anything": "x"}, {"X-Real-IP": "10.0.0.1"},
                     {"Via": "1.1 proxy"})
        pages = ({"Origin": "http://127.0.0.1"}, {"Origin": "null"}, {"Sec-Fetch-Site": "none"})
        daemon = self.serve()
        for headers in strangers:
            self.assertEqual(self.write(daemon, None, crowd(XIHU), headers=headers)[0], 401, headers)
            self.assertEqual(daemon.ask("GET", "/metrics", None, headers)[0], 401, headers)
        for headers in ({}, {"Host": "localhost:1"}, {"Host": "[::1]"}):
            self.assertEqual(self.write(daemon, None, crowd(XIHU), headers=headers)[0], 204, headers)
        secret = self.add("one", "--hall", XIHU, "--read")
        self.seconds_until(lambda: self.write(daemon, None, crowd(XIHU))[0] == 401)
        for headers in strangers:
            self.assertEqual(self.write(daemon, secret, crowd(XIHU), headers=headers)[0], 204, headers)
        for headers in pages:
            self.assertEqual(self.write(daemon, secret, crowd(XIHU), headers=headers)[0], 403, headers)
            self.assertEqual(daemon.ask("GET", "/metrics", None, {**headers, **authorization(secret)})[0], 403, headers)

    def test_screens_stay_open_to_this_machine_alone(self):
        self.add("one", "--hall", XIHU)
        daemon = self.serve()
        for headers, expected in (({}, 200), ({"Host": "shuzhi.example"}, 403), ({"X-Real-IP": "10.0.0.1"}, 403),
                                  ({"X-Forwarded-Prefix": "/x"}, 403), ({"Via": "1.1 proxy"}, 403)):
            self.assertEqual(daemon.ask("GET", "/api/v1/halls", None, headers, daemon.screens)[0], expected, headers)

    def test_a_damaged_file_lets_nobody_in(self):
        secret = self.add("one", "--hall", XIHU)
        daemon = self.serve()
        with open(self.file, encoding="utf-8") as file:
            good = file.read()
        with open(self.file, "w", encoding="utf-8") as file:
            file.write(good[:-20])
        # Nobody's data is lost by that: who gets 503 comes again.
        self.seconds_until(lambda: self.write(daemon, secret, crowd(XIHU))[0] == 503)
        self.assertEqual(self.write(daemon, None, crowd(XIHU))[0], 503)
        self.assertEqual(daemon.ask("GET", "/metrics")[0], 503)
        self.assertEqual(daemon.ask("GET", "/ping")[0], 204)
        self.assertIn("nobody is let in with a token, and nothing is open", daemon.said())
        self.assertEqual(daemon.said().count("nobody is let in"), 1)
        with open(self.file, "w", encoding="utf-8") as file:
            file.write(good)
        self.seconds_until(lambda: self.write(daemon, secret, crowd(XIHU))[0] == 204)

    def test_an_eid_without_src_is_the_tokens(self):
        one, two = self.add("one", "--hall", XIHU), self.add("two", "--hall", XIHU)
        daemon = self.serve()
        now = time.time_ns()
        line = f'case,hall={XIHU},event=apply,item=GA0602,channel=window eid="7",id="C1" {now}'
        other = f'case,hall={XIHU},event=accept,item=GA0602,channel=window eid="7",id="C1" {now + 1}'
        self.assertEqual(self.write(daemon, one, line)[0], 204)
        self.assertEqual(self.write(daemon, two, other)[0], 204)  # another feed's 7

        def events():
            _, _, body = daemon.ask("GET", f"/api/v1/case?hall={XIHU}&id=C1", port=daemon.screens)
            return [one["event"] for one in json.loads(body).get("case", {}).get("events", [])]

        await_that("both events", lambda: events() == ["apply", "accept"])

    def test_commands_send_with_a_token(self):
        secret = self.add("all", "--all-halls")
        daemon = self.serve()
        url = f"http://127.0.0.1:{daemon.feeds}"
        lines = ["simulate", "--lines", "50", "--to-url", url]
        self.assertEqual(subprocess.run([SHUZHID, *lines, "--token", secret], capture_output=True).returncode, 0)
        done = subprocess.run([SHUZHID, *lines, "--token", "szt_wrong"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("authoriz", done.stderr + done.stdout)
        self.assertNotIn("szt_wrong", done.stderr + done.stdout)


class Listening(Folder):
    def refusal(self, command, *options):
        done = subprocess.run([SHUZHID, command, *options], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        return done.stderr

    def test_beyond_this_machine(self):
        feeds = ["--data", self.folder, "--listen", "127.0.0.1:0", "--feeds", "0.0.0.0:0"]
        screens = ["--data", self.folder, "--listen", "0.0.0.0:0", "--feeds", "127.0.0.1:0"]
        self.assertIn(f"shuzhid token add --name NAME --hall CODE --data {self.folder}", self.refusal("serve", *feeds))
        self.assertIn("accounts", self.refusal("serve", *screens))
        self.assertIn("beyond this machine", self.refusal("demo", "--listen", "127.0.0.1:0", "--feeds", "[::]:0"))
        secret = self.add("one", "--hall", XIHU)
        self.assertIn("accounts", self.refusal("serve", *screens))
        process = subprocess.Popen([SHUZHID, "serve", *feeds], stdout=subprocess.PIPE, text=True)
        try:
            port = int(re.search(r"feeds=http://0\.0\.0\.0:(\d+)$", process.stdout.readline())[1])
            for headers, expected in (({}, 401), (authorization(secret), 204)):
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
                connection.request("POST", "/write?db=city", crowd(XIHU), headers)
                self.assertEqual(connection.getresponse().status, expected)
                connection.close()
        finally:
            process.terminate()
            process.wait(timeout=60)
            process.stdout.close()


class AsInfluxDB(Folder):
    def start(self):
        """Users and tokens as the vectors have them; who writes is told by the secret."""
        config = os.path.join(self.scratch.name, "config")
        os.makedirs(config)
        with open(os.path.join(config, "shuzhid.yaml"), "w", encoding="utf-8") as file:
            file.write("feeds: {databases: [mydb, h]}\n")
        self.secret, self.reader = self.add("u", "--all-halls"), self.add("ro", "--read-only")
        return self.serve("--config", config)

    def cases(self):
        """Those of the vectors' group auth, with secrets of ours."""
        def basic(user, password):
            return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()

        words = {"Basic dTpw": basic("u", self.secret), "Token u:p": f"Token u:{self.secret}",
                 "Token T0KEN": f"Token {self.secret}", "token T0KEN": f"token {self.secret}",
                 "Bearer T0KEN": f"Bearer {self.secret}", "Token READONLY": f"Token {self.reader}"}
        with open(os.path.join(DATA, "http_cases.jsonl"), encoding="utf-8") as file:
            for case in map(json.loads, file):
                if case["group"] != "auth":
                    continue
                request = case["request"]
                request["path"] = request["path"].replace("&u=u&p=p", f"&u=u&p={self.secret}").replace(
                    "&u=ro&p=ro", f"&u=ro&p={self.reader}")
                request["headers"] = {name: words.get(value, value) for name, value in request["headers"].items()}
                yield case

    def test_vectors(self):
        daemon = self.start()
        folder = os.path.join(self.scratch.name, "vectors")
        os.makedirs(folder)
        shutil.copy(os.path.join(DATA, "http_check.py"), folder)
        with open(os.path.join(folder, "http_cases.jsonl"), "w", encoding="utf-8") as file:
            file.writelines(json.dumps(case) + "\n" for case in self.cases())
        done = subprocess.run([sys.executable, os.path.join(folder, "http_check.py"),
                               f"http://127.0.0.1:{daemon.feeds}", "auth"], capture_output=True, text=True, timeout=120)
        failed = [line.split()[1] for line in done.stdout.splitlines() if line.startswith("FAIL")]
        # http-078: 503 of a server that has too much to do, and this one has not.
        self.assertEqual(failed, ["http-078"], done.stdout + done.stderr)
        self.assertIn("32 passed", done.stdout)

    # What InfluxDB 1.6.7 answered, by the titles of the transcript; "adm" is the writer, "ro" must not write.
    # Left out: queries about users, which are not there; JWT, of which no token is one, and its own error text;
    # 'Token user:password', which 1.6.7 does not know and 1.8 does; sizes, which have no part in this.
    ASKED = {
        "ping needs no auth": ("GET", "/ping", None),
        "no credentials": ("POST", "/write?db=h", None),
        "wrong password (u/p)": ("POST", "/write?db=h&u=adm&p=no", None),
        "unknown user": ("POST", "/write?db=h&u=who&p=no", None),
        "u/p ok, no such db": ("POST", "/write?db=nodb&u=adm&p={secret}", None),
        "create db, Basic": ("POST", "/query?q=CREATE%20DATABASE%20h", ("adm", "{secret}")),
        "u/p ok": ("POST", "/write?db=h&u=adm&p={secret}", None),
        "Basic ok": ("POST", "/write?db=h", ("adm", "{secret}")),
        "Basic wrong": ("POST", "/write?db=h", ("adm", "zz")),
        "Basic garbage": ("POST", "/write?db=h", "Basic %%%"),
        "u without p": ("POST", "/write?db=h&u=adm", None),
        "basic wins over query? (basic bad, u/p good)": ("POST", "/write?db=h&u=adm&p={secret}", ("adm", "zz")),
        "user without write right": ("POST", "/write?db=h", ("ro", "{reader}")),
    }
    COMPARED = ("content-type", "www-authenticate", "x-influxdb-error")

    def transcript(self):
        """{title: (status, headers, body)}"""
        with open(os.path.join(SHARED, "vectors", "http", "influxdb-1.6.7-auth.txt"), encoding="utf-8") as file:
            text = file.read()
        answers = {}
        for block in re.split(r"^### ", text, flags=re.M)[1:]:
            title, _, rest = block.split("\n", 2)
            head, _, body = rest.partition("\n\n")
            status, *lines = head.split("\n")
            headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
            answers[title] = (int(status.split()[1]), headers, body.strip())
        return answers

    def test_transcript(self):
        try:
            answers = self.transcript()
        except FileNotFoundError as absent:
            self.skipTest(str(absent))
        daemon = self.start()
        secrets = {"secret": self.secret, "reader": self.reader}
        for title, (method, path, who) in self.ASKED.items():
            headers = {"Authorization": who} if isinstance(who, str) else {}
            if isinstance(who, tuple):
                pair = ":".join(who).format(**secrets)
                headers = {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}
            status, ours, body = daemon.ask(method, path.format(**secrets), b"m v=1" if method == "POST" else None,
                                            headers)
            expected_status, theirs, expected_body = answers[title]
            expected_body = expected_body.replace('"h\\"', '"nodb\\"') if "no such db" in title else expected_body
            self.assertEqual((status, body.decode().strip()), (expected_status, expected_body), title)
            for name in self.COMPARED:
                expected = theirs.get(name)
                if name == "x-influxdb-error" and status == 401:
                    expected = json.loads(body)["error"]  # 1.6.7 says it in the body alone, later ones here too
                if name == "x-influxdb-error" and "no such db" in title:
                    expected = expected.replace('"h"', '"nodb"')
                if name == "content-type" and status == 204:
                    continue  # no body, no type
                self.assertEqual(ours.get(name), expected, (title, name))


if __name__ == "__main__":
    unittest.main()
