"""The feeds listener beside the real InfluxDB 1.6.7: the same requests to both.  Status, body and headers are equal,
except where DIFFERENCES says why not, and what the daemon answers instead."""

import unittest

from beside import Beside, Difference
from influxdb_requests import all_requests, request
from peer import exchange

DIFFERENCES = [Difference(*row) for row in [
    # --- lines ---
    (r"bad line.*: 'm v=5u'", 204, "", "InfluxDB takes unsigned numbers from 1.8 on"),
    (r"good line.*: 'm v=1 9223372036854775806'|range: (s 9223372036|h 2562047|ms 9223372036854|m 153722867)", 400,
     "more than 120 s ahead of the time of reception", "a line that occurs long after it comes tells of a wrong clock"),
    (r"body.*: crlf", 204, "", "line ends of Windows are line ends"),
    (r"body.*: bad crlf", 400, "unable to parse 'bad': missing fields", "line ends of Windows are line ends"),
    (r"body.*: (cr alone|blanks? .*)|bad line.*\\t1'", 400, "?", "control characters are shown as ?: one line, whatever a log or terminal makes of it"),
    (r"(body.*: (nul|control) in a name|bad line.*: 'm\\tv=1'.*|gzip unsaid: .*)", 400, "control character in a name",
     "no control characters in names: nobody could type or see them"),
    (r"gzip unsaid: zlib", 400, "invalid UTF-8", "names and strings are UTF-8"),
    (r"body.*: utf-8 cut .*", 400, "invalid UTF-8", "names and strings are UTF-8"),
    (r"bad line beside a good one: ('m,k=a\\\\'|'m\\\\'|'\\\\')", 400, "missing fields", "a backslash before a line end joins no lines"),
    (r"bad line beside a good one: ('m v=1\\\\'|'m v=1 \\\\'|'m v=x\"'|'m v=\"a\" \"b\"')", 400, "dropped=0", "a bad line does not take its neighbour along"),
    (r"bad line beside a good one: ('m v=\"'|'m v=\"x'|'m v=\"x.*')", 400, "unbalanced quotes", "a line end inside what is quoted is shown as ?"),
    (r"body.*: good then an open string", 400, "unbalanced quotes", "a line end inside what is quoted is shown as ?"),
    (r"bad line.*: '(m v=\"a\"b|m v=\"a\" \"b\"|m v=\"a\"w=1|\")'", 400, "unable to parse", "InfluxDB stores what stands after a closing quote as part of the string"),
    (r"bad line.*: '(m,time=1 v=1|m time=1)'", 400, "reserved key: time", "the line is named, as for every other fault"),
    (r"body.*: (tag time beside good|only field time)", 400, "reserved key: time", "the line is named, as for every other fault"),
    (r"body.*: type conflict.*", 204, "", "types are those of the data standard; unknown measurements are kept whatever they say"),
    (r"bad line.*: 'm v=(Inf|\+1)'", 400, "invalid number", "InfluxDB calls what is meant as a number a bad boolean"),
    (r"bad line.*: 'm v=-?922337203685477580.i'", 400, "number out of range", "InfluxDB adds words of Go's number parser"),
    (r"bad line.*: 'm v=1 (-|-?9{20})'", 400, "unable to parse", "InfluxDB says it in words of Go's number parser"),
    (r"body.*: bad with trailing blanks", 400, "unable to parse 'bad  ': missing fields", "blanks at the end of a line mean nothing"),
    (r"body.*: thousand bad", 400, "more lines", "an error text is at most 4 KiB long; how many lines were left out is said"),
    (r"body.*: long bad line", 400, "...': missing fields", "120 bytes of a line are enough to find it"),
    (r"body.*: (key|measurement) over 65535", 400, "...': found too much, expected at most 65535 bytes", "120 bytes of a line are enough to find it; and which limit it was"),
    (r"gzip.*: damaged data", 400, "flate: corrupt input", "InfluxDB says at which byte of Go's reader"),
    # --- parameters and headers ---
    (r"precision: (S|d|bogus|1)( .*)?", 400, "invalid precision", "InfluxDB 1.6.7 takes an unknown precision for nanoseconds; refused from 1.8 on"),
    (r"parameters: \?db=mydb&rp=nope .*", 204, "", "there are no retention policies to miss"),
    (r"parameters: \?db=mydb&consistency=bogus bad", 400, "invalid consistency level", "what the address says is looked at before the body"),
    (r"parameters: \?db=(a%22b|x{56}|12345678901234).*", 404, "database not found", "a name is shown as it came, cut, and without long numbers"),
    (r"parameters: \?db=mydb;x=1.*", 404, "database not found", "a semicolon separates no parameters; Go's library once thought so"),
    (r"other encoding: (GZIP|x-gzip)", 204, "", "as InfluxDB 2: names of encodings in any case, and the older one"),
    (r"other encoding: (br|deflate|gzip, gzip)", 415, "unsupported content encoding", "InfluxDB takes the packed bytes for lines"),
    (r"header: origin|method: OPTIONS .*origin", 403, "not for web pages", "no page may write through somebody's browser"),
    (r"http 1\.0 without host", 400, "expected one Host header", "open use is decided by Host"),
    (r"http 1\.0 with a bad body", 400, "missing fields", "the answer to HTTP/1.0 says that the connection ends"),
    (r"http 1\.0", 204, "", "the answer to HTTP/1.0 says that the connection ends"),
    (r"framing: (no host|two lengths|unknown transfer encoding|blank in a header name)", 400, "error", "the same refusal, in JSON"),
    (r"framing: (length that is none|negative length|chunk size that is none)", 400, "Request malfor", "libmicrohttpd answers before the daemon hears of it"),
    # --- paths ---
    (r"method: OPTIONS /(write|query).*", 200, "", "OPTIONS says what is allowed"),
    (r"path: (GET|HEAD) /%77rite.*", 405, "", "an escaped letter of a path is that letter"),
    (r"path: POST /%77rite.*", 204, "", "an escaped letter of a path is that letter"),
    (r"ping: verbose=(true|1)", 200, "version", "as InfluxDB 1.8 and later"),
    (r"younger: /health", 200, "pass", "as InfluxDB 1.8 and later"),
    (r"younger: /ready", 200, "ready", "as InfluxDB 2"),
    (r"younger: /api/v2/write.*", 204, "", "as InfluxDB 1.8 and later"),
    # --- statements ---
    (r"query form without its type: .*", 200, "results", "a form is read whatever its type says"),
    (r"query form without its type: .*", 400, "error parsing query", "a form is read whatever its type says"),
    (r"query \w+: .* WITH DURATION .*", 200, "statement_id", "there are no retention policies to conflict with"),
    (r"query \w+: '(CREATE DATABASE.*|SHOW DATABASES nonsense)'|query \w+: \".*'a'\"", 400, "error parsing query: found", "where in the statement is not counted"),
    (r"query \w+: '(SELECT|SELEC|DROP|SHOW [MTR]|CREATE).*", 200, "not supported: figures are read under /api/v1", "there is no InfluxQL here"),
    # --- sizes ---
    (r"size: over, for a query", 413, "Request Entity Too Large", "64 KiB are enough for a statement"),
    (r"size: over, chunked", 413, "Request Entity Too Large", "the answer says that the connection ends, as for other bodies"),
    (r"size: gzip over when unpacked", 413, "Request Entity Too Large", "InfluxDB's limit forgets what gzip unpacks to"),
]]


class BesideInfluxDB(Beside):
    def test_the_same_requests(self):
        self.assertGreater(len(self.compare(all_requests(), DIFFERENCES)), 1000)

    def test_the_name_of_a_request_comes_back(self):
        for headers in ("X-Request-Id: mine-1\r\n", "Request-Id: mine-1\r\n", "Request-Id: other\r\nX-Request-Id: mine-1\r\n"):
            data = request("POST", "/write?db=mydb", headers, b"bad")
            for port in (self.peer.port, self.daemon.feeds):
                answer = exchange(port, data)
                self.assertEqual((answer.header("request-id"), answer.header("x-request-id")), ("mine-1", "mine-1"), headers)


if __name__ == "__main__":
    unittest.main(verbosity=2)
