"""shuzhid import of tables: the examples of the grammar's page, tables of other styles, wrong maps, servers."""

import bz2
import gzip
import http.server
import lzma
import os
import pty
import re
import subprocess
import sys
import tempfile
import threading
import unittest

from daemon import Daemon

SHUZHID = os.environ["SHUZHID"]
SOURCE = os.environ["SHUZHI_SOURCE"]
# No proxy of the machine's stands between.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
TIMEOUT_S = 250

SIMPLE_MAP = """format: csv
hall: h
item: i
channel: other
id: {attribute: id}
events:
  - {each: case, event: apply, at: {attribute: at}}
"""
SIMPLE = "id,at\n1,2026-03-02T09:00\n2,2026-03-02T09:30\n"

# Semicolons, a title above the header, decimal points in numbers, a comma as in "N,V".
GERMAN = """Auswertung Bürgeramt;;;;;;
Stand: 31.03.2026;;;;;;
Vorgangsnr.;Eingang;Erledigt am;Frist (Werktage);Zugang;Amt;Ergebnis
B-0001;02.03.2026 08:05;04.03.2026 10:30;20,0;vor Ort;Bürgeramt Mitte;bewilligt
B-0002;02.03.2026 08:40;;20,0;Online-Portal;Bürgeramt Mitte;
B-0003;03.03.2026;31.03.2026;5,0;Post;Bürgeramt Nord;"abgelehnt; siehe Akte"
B-0004;31.02.2026;31.03.2026;5,0;Post;Bürgeramt Nord;bewilligt
Summe;4;;;;;
"""
GERMAN_MAP = r"""format: csv
delimiter: semicolon
encoding: windows-1252
skip_rows: 2
time_format: ["%d.%m.%Y %H:%M", "%d.%m.%Y"]
timezone: Europe/Berlin
hall: berlin
item: meldewesen
id: {attribute: "Vorgangsnr.", extract: '^B-\d+$'}
channel: {attribute: Zugang, values: {vor Ort: window, Online-Portal: online, Post: post}}
org: {attribute: Amt}
events:
  - each: case
    event: apply
    at: {attribute: Eingang}
    unless: {"Vorgangsnr.": Summe}
    fields:
      promise: {attribute: "Frist (Werktage)", extract: '^(\d+)'}
      promise_unit: workday
  - each: case
    event: close
    at: {attribute: "Erledigt am"}
    fields: {result: {attribute: Ergebnis, extract: '^\w+'}}
"""

CHINESE = """办件编号,事项名称,申请时间,办结时间,承诺时限,申请方式,经办部门,是否好差评
XH-1,户口迁移,2026/3/5 9:05,2026/3/6 16:20,3个工作日,窗口,公安分局,是
XH-2,"户口迁移（跨省,省内）",2026/3/5 14:30,,3个工作日,网上,公安分局,否
XH-3,身份证补领,2026/3/5 下午3:10,2026/3/5 15:40,2小时,自助终端,公安分局,
XH-4,身份证补领,—,2026/3/5 15:40,2小时,电话,公安分局,否
"""
CHINESE_MAP = r"""format: csv
encoding: GB18030
time_format: ["%Y/%m/%d %H:%M", "%Y/%m/%d %p%I:%M"]
empty: ["—"]
hall: "330106"
item:
  attribute: 事项名称
  extract: '^[^（]+'
  values: {户口迁移: GA0602, 身份证补领: GA0603}
id: {attribute: 办件编号}
channel: {attribute: 申请方式, values: {窗口: window, 网上: online, 自助终端: kiosk}, default: other}
org: {attribute: 经办部门}
events:
  - each: case
    event: apply
    at: {attribute: 申请时间}
    fields:
      promise: {attribute: 承诺时限, extract: '^(\d+)'}
      promise_unit: {attribute: 承诺时限, extract: '^\d+(.*)$', values: {个工作日: workday, 天: day, 小时: hour}}
  - each: case
    event: close
    at: {attribute: 办结时间}
    fields: {auto: {attribute: 是否好差评, values: {是: true, 否: false}}}
"""

# As process mining tools export: names of XES, ISO times with an offset, rows out of order, a first column without a name.
MINING = """,case:concept:name,concept:name,lifecycle:transition,time:timestamp,org:resource,case:channel,case:deadline
0,A-2,Register,complete,2026-03-02 10:00:00.500000+01:00,R1,Web,2026-03-20
1,A-1,Approve,complete,2026-03-05T12:00:00+01:00,R2,Desk,2026-03-04
2,A-1,Register,start,2026-03-02T08:00:00+01:00,R1,Desk,2026-03-04
3,A-1,Register,complete,2026-03-02T08:30:00+01:00,R1,Desk,2026-03-04
4,A-2,Wait for applicant,start,2026-03-03T08:00:00+01:00,,Web,2026-03-20
5,A-2,Wait for applicant,complete,2026-03-06T08:00:00+01:00,,Web,2026-03-20
"""
MINING_MAP = """format: csv
rows: event
time: {attribute: "time:timestamp"}
timezone: "+01:00"
hall: city
item: permit
id: {attribute: "case:concept:name"}
channel: {attribute: "case:channel", values: {Web: online, Desk: window}}
events:
  - {each: case, event: apply, at: first_event, fields: {due: {attribute: "case:deadline"}}}
  - {each: event, event: suspend, when: {"concept:name": Wait for applicant, "lifecycle:transition": start}}
  - {each: event, event: resume, when: {"concept:name": Wait for applicant, "lifecycle:transition": complete}}
  - {each: event, event: close, when: {"concept:name": Approve}}
  - each: event
    event: step
    when: {"lifecycle:transition": complete}
    unless: {"concept:name": [Wait for applicant, Approve]}
    fields: {step: {attribute: "concept:name"}}
"""


def run(*arguments):
    return subprocess.run([SHUZHID, *arguments], capture_output=True, text=True, timeout=TIMEOUT_S, env=ENVIRONMENT)


class Server:
    """Keeps what is written to it, and answers with one status."""

    def __init__(self, status):
        self.requests = []  # (path, token, body)
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                outer.requests.append((self.path, self.headers["Authorization"], body))
                self.send_response(status)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


class Tables(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="shuzhi-test-")
        self.addCleanup(scratch.cleanup)
        self.folder = scratch.name
        self.data = os.path.join(self.folder, "data")

    def write(self, name, content):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return path

    def import_text(self, table, map_text, *options):
        return run("import", self.write("t.csv", table), "--map", self.write("m.yaml", map_text),
                   *(options or ("--data", self.data)))

    def lines(self):
        done = run("journal", "cat", "--data", self.data)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout.splitlines()

    def check(self, done, *words):
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        for word in words:
            self.assertIn(word, done.stdout)

    def check_refused(self, done, *words):
        self.assertEqual(done.returncode, 1, done.stdout)
        for word in words:
            self.assertIn(word, done.stderr)
        self.assertIn("nothing was imported\n", done.stderr)
        self.assertFalse(os.path.exists(self.data))

    # --- the grammar's page

    def test_the_page_tells_the_truth(self):
        with open(os.path.join(SOURCE, "config", "import", "README.md"), encoding="utf-8") as file:
            files = dict(re.findall(r"^```\w+ (\S+)\n(.*?)^```$", file.read(), re.S | re.M))
        names = sorted({name.split(".")[0] for name in files})
        self.assertEqual(names, ["permits", "steps"])
        for name, content in files.items():
            self.write(name, content)
        for name in names:
            done = subprocess.run([SHUZHID, "import", name + ".csv", "--map", name + ".yaml", "--dry-run"],
                                  cwd=self.folder, capture_output=True, text=True, timeout=TIMEOUT_S)
            self.check(done)
            self.assertEqual(done.stdout, files[name + ".out"])

    def test_the_page_names_every_key(self):
        with open(os.path.join(SOURCE, "config", "import", "README.md"), encoding="utf-8") as file:
            page = file.read()
        keys = set()
        for name in ("import_map.c", "import_map_rule.c", "import_map_value.c"):
            with open(os.path.join(SOURCE, "collector", name), encoding="utf-8") as file:
                text = file.read()
            for table in re.findall(r"_keys\[\] = \{(.*?)\};", text, re.S):
                keys |= set(re.findall(r'\{"(\w+)", &', table))
            for table in re.findall(r"\*const keys\[\] = \{(.*?)\};", text, re.S):
                keys |= set(re.findall(r'"(\w+)"', table))
        self.assertGreater(len(keys), 30)
        self.assertEqual([key for key in sorted(keys) if f"`{key}`" not in page], [])

    # --- tables of other styles

    def test_a_german_table(self):
        self.check(self.import_text(GERMAN.encode("cp1252"), GERMAN_MAP), "rows: 5\n",
                   "accepted: 6 lines: apply 3, close 3\n", "skipped: 1 times no apply: '31.02.2026' is no possible time",
                   "first at row 7\n")
        lines = self.lines()
        self.assertEqual(lines[0], 'case,channel=window,event=apply,hall=berlin,item=meldewesen,org=Bürgeramt\\ Mitte '
                                   'id="B-0001",promise=20i,promise_unit="workday" 1772435100000000000')
        self.assertEqual(lines[-2], 'case,channel=post,event=close,hall=berlin,item=meldewesen,org=Bürgeramt\\ Nord '
                                    'id="B-0003",result="abgelehnt" 1774908000000000000')

    def test_a_chinese_table(self):
        self.check(self.import_text(CHINESE.encode("gb18030"), CHINESE_MAP), "accepted: 6 lines: apply 3, close 3\n",
                   "skipped: 0\n", "refused: 0\n", "warnings: 0\n")
        lines = self.lines()
        self.assertEqual(lines[0], 'case,channel=window,event=apply,hall=330106,item=GA0602,org=公安分局 id="XH-1",'
                                   'promise=3i,promise_unit="workday" 1772672700000000000')
        self.assertIn('case,channel=kiosk,event=apply,hall=330106,item=GA0603,org=公安分局 id="XH-3",'
                      'promise=2i,promise_unit="hour" 1772694600000000000', lines)
        self.assertIn('case,channel=window,event=close,hall=330106,item=GA0602,org=公安分局 auto=true,id="XH-1" '
                      '1772785200000000000', lines)
        done = self.import_text(CHINESE.encode("gb18030"), CHINESE_MAP.replace("encoding: GB18030\n", ""))
        self.assertEqual(done.returncode, 1)
        self.assertIn("t.csv: row 1, column 1: not UTF-8 (Chinese exports are often encoding: GB18030, Western ones windows-1252)", done.stderr)

    def test_a_log_of_a_mining_tool(self):
        self.check(self.import_text(MINING, MINING_MAP), "rows: 6\ncases: 2\nevents: 6\n",
                   "accepted: 7 lines: apply 2, step 2, suspend 1, resume 1, close 1\n",
                   "skipped: 1 events for which the map has no rule; first at row 4\n", "flagged: 0\n")
        answer = run("query", "--data", self.data, "/api/v1/cases?state=closed_late&limit=0")
        self.assertIn('"total":1,', answer.stdout)
        self.assertIn('case,channel=online,event=apply,hall=city,item=permit due=1774047599999999999i,id="A-2" '
                      '1772442000500000000', self.lines())

    # --- how a case stands

    def totals(self, at, **wanted):
        for state, total in wanted.items():
            answer = run("query", "--data", self.data, "--at", at, f"/api/v1/cases?state={state}&limit=0")
            self.assertIn(f'"total":{total},', answer.stdout, state)

    def test_logs_without_acceptance(self):
        table = "id,at,due\n1,2026-03-02T10:00:00+08:00,\n2,2026-03-02T10:00:00+08:00,2026-04-01T10:00:00+08:00\n"
        map_text = SIMPLE_MAP.replace("at: {attribute: at}", "at: {attribute: at}, fields: {due: {attribute: due}}")
        self.check(self.import_text(table, map_text))
        self.totals("2026-03-09T12:00:00+08:00", open=2, overdue=0)
        self.totals("2026-03-10T12:00:00+08:00", open=2, overdue=1)
        self.check(self.import_text(table, map_text + "  - {each: case, event: accept, at: {attribute: at}}\n"))
        self.totals("2026-03-10T12:00:00+08:00", open=2, overdue=0)
        self.totals("2026-04-01T10:00:00+08:00", open=2, overdue=0)
        self.totals("2026-04-01T10:00:01+08:00", open=2, overdue=1)

    def test_names_with_commas_are_found(self):
        table = "id,at,item\n1,2026-03-02,\"Sign, Missing\"\n2,2026-03-02,Noise\n3,2026-03-02,\"Sign, Missing\"\n"
        self.check(self.import_text(table, SIMPLE_MAP.replace("item: i", "item: {attribute: item}")))
        for wanted, total in (("Sign,%20Missing", 2), ("Sign%5C,%20Missing,Noise", 3), ("Noise", 1), ("Sign", 0)):
            answer = run("query", "--data", self.data, f"/api/v1/cases?item={wanted}&limit=0")
            self.assertIn(f'"total":{total},', answer.stdout, wanted)

    def test_the_same_number_twice(self):
        table = ("id,at,end,due\n1,2026-03-02T10:00:00+08:00,2026-03-04,2026-03-04\n2,2026-03-02,,\n"
                 "1,2026-03-03,2026-03-09,2026-03-05\n")
        map_text = (SIMPLE_MAP.replace("at: {attribute: at}", "at: {attribute: at}, fields: {due: {attribute: due}}") +
                    "  - {each: case, event: close, at: {attribute: end, date_is: end}}\n")
        self.check(self.import_text(table, map_text), "rows: 3\n",
                   "flagged: 1 cases have the number of an earlier one, and are one case with it; first at row 4\n")
        self.totals("2026-03-20", all=2, closed=1, closed_late=0)
        answer = run("query", "--data", self.data, "/api/v1/case?hall=h&id=1")
        self.assertIn('"applied":"2026-03-02T10:00:00+08:00",', answer.stdout)
        self.assertIn('"due":"2026-03-05T23:59:59.999999999+08:00"', answer.stdout)
        self.assertIn('"closed":"2026-03-04T23:59:59.999999999+08:00"', answer.stdout)

    # --- what is done with a table

    def test_packed_and_again(self):
        for name, content in (("a.csv.gz", gzip.compress(SIMPLE.encode())), ("b.csv", b"\xef\xbb\xbf" + SIMPLE.encode()),
                              ("c.csv", SIMPLE.replace("\n", "\r\n"))):
            done = run("import", self.write(name, content), "--map", self.write("m.yaml", SIMPLE_MAP), "--data", self.data)
            self.check(done, "accepted: 2 lines: apply 2\n", "batches: 1\n")
        self.assertEqual(len(self.lines()), 6)
        answer = run("query", "--data", self.data, "/api/v1/cases?limit=0")
        self.assertIn('"total":2,', answer.stdout)

    def test_a_dry_run_writes_nothing(self):
        done = self.import_text(SIMPLE, SIMPLE_MAP, "--data", self.data, "--dry-run")
        self.check(done, "batches: 0\n", "would write, the first lines:\ncase,channel=other,event=apply,hall=h,item=i "
                                         'id="1" 1772413200000000000\n')
        self.assertFalse(os.path.exists(self.data))
        many = "id,at\n" + "".join(f"{i},2026-03-02\n" for i in range(50))
        done = self.import_text(many, SIMPLE_MAP, "--dry-run")
        self.assertEqual(done.stdout.count("\ncase,"), 10)

    def test_usage(self):
        path, map_path = self.write("t.csv", SIMPLE), self.write("m.yaml", SIMPLE_MAP)
        for options, word in (([], "--data DIR, --to-url URL or --dry-run"),
                              (["--data", self.data, "--to-url", "http://x"], "two targets"),
                              (["--data", self.data, "--token", "t"], "--token without --to-url")):
            done = run("import", path, "--map", map_path, *options)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn(word, done.stderr)
        self.assertFalse(os.path.exists(self.data))

    # --- wrong maps

    def test_a_wrong_map_is_explained_and_changes_nothing(self):
        xes = '<log><trace><string key="concept:name" value="c"/></trace></log>'
        rows = (
            (SIMPLE, SIMPLE_MAP.replace("at: {attribute: at}", "at: {attribute: att}"),
             "m.yaml:7: no column 'att' in ", "did you mean 'at'? expected one of: id, at"),
            (SIMPLE.replace(",", ";"), SIMPLE_MAP, "m.yaml:5: no column 'id' in ", "; is it delimiter: semicolon?"),
            (SIMPLE.replace("2026-03-02T", "02.03.2026 "), SIMPLE_MAP,
             "m.yaml:7: events[0].at: none of the 2 times in ", 'time_format: "%d.%m.%Y %H:%M" would read it'),
            (SIMPLE, SIMPLE_MAP.replace("item: i", "item: {attribute: at, values: {a: b}}"),
             "m.yaml:3: item: none of the 2 texts in ", "is in its values"),
            (SIMPLE, SIMPLE_MAP.replace("hall: h", "hall: " + "h" * 100), "no line was accepted"),
            ("id,at\n1,\n2\n", SIMPLE_MAP, "no line was accepted"),
            (SIMPLE, SIMPLE_MAP.replace("format: csv", "format: xes"), "this looks like a table (CSV), expected format: csv",
             "m.yaml:1"),
            (xes, SIMPLE_MAP, "this looks like an event log (XES), expected format: xes", "m.yaml:1"),
            (gzip.compress(xes.encode()), SIMPLE_MAP, "this looks like an event log (XES)"),
            (b"PK\x03\x04rest", SIMPLE_MAP, "this is a workbook (Excel) or a zip archive, expected a workbook saved as CSV"),
            (bz2.compress(SIMPLE.encode()), SIMPLE_MAP, "t.csv: this is packed in a way that is not known here"),
            (lzma.compress(SIMPLE.encode()), SIMPLE_MAP, "t.csv: this is packed in a way that is not known here"),
            ("\n<!DOCTYPE html><html>", SIMPLE_MAP, "t.csv: this is a web page (HTML)"),
            (SIMPLE, SIMPLE_MAP + "encoding: UTF-16\n", "t.csv: this is not UTF-16 or UTF-32, expected no encoding"),
            ("id,at,地点\n1,2026-03-02,西湖区政务服务中心二楼综合窗口\n", SIMPLE_MAP + "encoding: GB18030\n",
             "t.csv: this is UTF-8, expected encoding: UTF-8"),
            (b"\xef\xbb\xbf" + SIMPLE.encode(), SIMPLE_MAP + "encoding: windows-1252\n",
             "t.csv: this is UTF-8, expected encoding: UTF-8"),
            ("id,at,at\n1,2026-03-02,2026-03-03\n", SIMPLE_MAP,
             "t.csv: row 1: two columns are called 'at', which the map names (", "m.yaml:7), expected one"),
            (SIMPLE.encode("utf-16"), SIMPLE_MAP, "this is UTF-16, expected encoding: UTF-16"),
            ("", SIMPLE_MAP, "the table is empty"),
            ("id,at\n1,\"2026", SIMPLE_MAP, "t.csv: row 2: the file ends inside quotes"),
            (gzip.compress(SIMPLE.encode())[:-6], SIMPLE_MAP, "t.csv: damaged gzip"),
        )
        for table, map_text, *words in rows:
            with self.subTest(words[0]):
                self.check_refused(self.import_text(table, map_text), *words)
        self.check(self.import_text(SIMPLE.encode("utf-16"), SIMPLE_MAP + "encoding: UTF-16\n"), "accepted: 2 lines")

    def test_one_wrong_table_among_good_ones(self):
        good, bad = self.write("good.csv", SIMPLE), self.write("bad.csv", "id,when\n1,2\n")
        done = run("import", good, bad, "--map", self.write("m.yaml", SIMPLE_MAP), "--data", self.data)
        self.check_refused(done, "no column 'at' in " + bad)
        self.assertEqual(done.stdout, "")

    def test_numbers_of_people_are_not_shown(self):
        done = self.import_text("id,at\n1,13812345678\n2,2026-03-02\n", SIMPLE_MAP, "--dry-run")
        self.check(done, "times no apply: '#' is not readable")

    # --- servers and terminals

    def test_to_a_server(self):
        with Server(204) as server:
            done = self.import_text(SIMPLE, SIMPLE_MAP, "--to-url", server.url, "--token", "t-1")
        self.check(done, "accepted: 2 lines: apply 2\nbatches: 1\n", f"sent to: {server.url}/api/v2/write\n")
        (path, token, body), = server.requests
        self.assertTrue(path.startswith("/api/v2/write?"))
        self.assertEqual(token, "Token t-1")
        self.assertEqual(body, 'case,channel=other,event=apply,hall=h,item=i id="1" 1772413200000000000\n'
                               'case,channel=other,event=apply,hall=h,item=i id="2" 1772415000000000000\n')

    def test_a_server_that_refuses(self):
        with Server(400) as server:
            done = self.import_text(SIMPLE, SIMPLE_MAP, "--to-url", server.url)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("answered 400", done.stderr)
        self.assertIn("t.csv 0 lines were imported before, importing it again is harmless", done.stderr)
        self.check_refused(self.import_text(SIMPLE, SIMPLE_MAP, "--to-url", "ftp://nowhere"), "ftp://nowhere")

    def test_to_the_daemon(self):
        daemon = Daemon("serve", "--data", self.data, environment=ENVIRONMENT)
        self.addCleanup(daemon.close)
        self.check(self.import_text(SIMPLE, SIMPLE_MAP, "--to-url", f"http://127.0.0.1:{daemon.feeds}"))
        self.assertEqual(daemon.stop(), 0)
        self.assertEqual(sum(line.startswith("case,") for line in self.lines()), 2)

    def test_progress_only_on_a_terminal(self):
        table = self.write("t.csv", "id,at\n" + "".join(f"{i},2026-03-02\n" for i in range(200000)))
        command = [SHUZHID, "import", table, "--map", self.write("m.yaml", SIMPLE_MAP), "--dry-run"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S)
        self.check(done, "rows: 200000\n")
        outer, inner = pty.openpty()
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=inner) as process:
            os.close(inner)
            shown = b""
            while True:
                try:
                    piece = os.read(outer, 65536)
                except OSError:  # how a terminal ends
                    break
                if not piece:
                    break
                shown += piece
        os.close(outer)
        self.assertEqual(process.returncode, 0)
        self.assertRegex(shown, rb"t\.csv: checking \d+ %, \d+\.\d of 3\.\d MiB, \d+ rows, \d+ lines")

    # --- size

    def peak_rss_kib(self, table, map_text):
        # Under the address sanitizer freed memory stays in a quarantine of 256 MiB; not ours to count.
        options = os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=1"
        code = ("import resource, subprocess, sys\n"
                "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)\n"
                "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n")
        done = subprocess.run([sys.executable, "-c", code, SHUZHID, "import", self.write("t.csv.gz", table), "--map",
                               self.write("m.yaml", map_text), "--dry-run"], capture_output=True, text=True,
                              timeout=TIMEOUT_S, env={**ENVIRONMENT, "ASAN_OPTIONS": options})
        self.assertEqual(done.returncode, 0, done.stderr)
        return int(done.stdout)

    def test_memory_does_not_grow_with_the_table(self):
        def table(n):
            return gzip.compress(("id,at\n" + "".join(f"{i},2026-03-02\n" for i in range(n))).encode(), 1)

        small, large = (self.peak_rss_kib(table(n), SIMPLE_MAP) for n in (1000, 200000))
        print(f"peak resident memory: {small} KiB for 1,000 rows, {large} KiB for 200,000")
        self.assertLess(large, small + 8 * 1024)


if __name__ == "__main__":
    unittest.main(verbosity=2)
