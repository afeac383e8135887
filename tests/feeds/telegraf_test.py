"""Telegraf's way, byte by byte: gzip in chunks of unknown length, what it sends first, and the answers it acts on."""

import gzip
import json
import os
import re
import tempfile
import unittest
import zlib

from listener import Listener
from peer import Wire

AGENT = "User-Agent: Telegraf/1.28.5 Go/1.21.4\r\nHost: 127.0.0.1:8086\r\n"
PACKED = "Content-Type: text/plain; charset=utf-8\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\nAccept-Encoding: gzip\r\n"
V1 = f"POST /write?consistency=any&db=mydb HTTP/1.1\r\n{AGENT}{PACKED}"
V2 = f"POST /api/v2/write?bucket=mydb&org=city HTTP/1.1\r\n{AGENT}Authorization: Token any\r\n{PACKED}"
# At these words in a 5xx Telegraf's first output gives the batch up instead of sending it again.
FATAL = ("partial write", "unable to parse", "retention policy not found", "points beyond retention policy", "hinted handoff queue not empty")


def metrics(n, first=0):
    return "".join(f"window,hall=330106,host=gw-1,window=W{i % 40} state=\"open\" {1772417400 * 10**9 + i}\n" for i in range(first, first + n))


def chunks(data, sizes):
    """@data in HTTP chunks whose sizes go round in @sizes."""
    out, at, i = [], 0, 0
    while at < len(data):
        piece = data[at:at + sizes[i % len(sizes)]]
        out.append(b"%x\r\n%s\r\n" % (len(piece), piece))
        at, i = at + len(piece), i + 1
    return out + [b"0\r\n\r\n"]


def as_it_streams(text):
    """As Go's writer gives it to the pipe: ten bytes of header, blocks of what is ready, the trailer."""
    packer = zlib.compressobj(wbits=31)
    parts = [packer.compress(text[i:i + 4096].encode()) + packer.flush(zlib.Z_SYNC_FLUSH) for i in range(0, len(text), 4096)]
    return [part for part in [*parts, packer.flush()] if part]


class Telegraf(unittest.TestCase):
    def setUp(self):
        self.start()

    def start(self, **options):
        scratch = tempfile.TemporaryDirectory(prefix="shuzhi-test-")
        self.addCleanup(scratch.cleanup)
        self.feeds = Listener(os.path.join(scratch.name, "data"), **options)
        self.addCleanup(self.feeds.stop)

    def send(self, wire, head, parts):
        wire.send(head.encode() + b"\r\n")
        for part in parts:
            wire.send(part)
        return wire.answer()

    def write(self, head, text, sizes=(4096,)):
        with Wire(self.feeds.port) as wire:
            return self.send(wire, head, chunks(gzip.compress(text.encode()), sizes))

    def test_it_creates_its_database_by_a_form(self):
        form = "q=CREATE+DATABASE+%22mydb%22"
        with Wire(self.feeds.port) as wire:
            wire.send(f"POST /query HTTP/1.1\r\n{AGENT}Content-Length: {len(form)}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                      f"Accept-Encoding: gzip\r\n\r\n{form}".encode())
            answer = wire.answer()
        self.assertEqual((answer.status, json.loads(answer.body)), (200, {"results": [{"statement_id": 0}]}))

    def test_batches_one_after_the_other_on_one_connection(self):
        for head in (V1, V2):
            with Wire(self.feeds.port) as wire:
                for i in range(5):
                    answer = self.send(wire, head, chunks(gzip.compress(metrics(1000, 1000 * i).encode()), (4096,)))
                    self.assertEqual((answer.status, answer.header("connection")), (204, None))
        self.assertEqual(sorted(self.feeds.journal()), sorted(2 * metrics(5000).splitlines()))

    def test_chunks_cut_anywhere(self):
        packed = gzip.compress(metrics(50).encode())
        for sizes in ((1,), (10, len(packed)), (len(packed) - 8, 8), (len(packed) - 1, 1), (7, 1, 300), (2, 65536)):
            self.assertEqual(self.write(V1, metrics(50), sizes).status, 204, sizes)
        with Wire(self.feeds.port) as wire:
            parts = [part for piece in as_it_streams(metrics(1000)) for part in chunks(piece, (1 << 20,))[:-1]]
            self.assertEqual(self.send(wire, V1, [*parts, b"0\r\n\r\n"]).status, 204)
        self.assertEqual(len(self.feeds.journal()), 6 * 50 + 1000)

    def test_chunk_extensions_and_trailers(self):
        packed = gzip.compress(b"m v=1 1")
        with Wire(self.feeds.port) as wire:
            wire.send(V1.encode() + b"\r\n%X;name=value\r\n%s\r\n0\r\nX-Trailer: 1\r\n\r\n" % (len(packed), packed))
            self.assertEqual(wire.answer().status, 204)
        self.assertEqual(self.feeds.journal(), ["m v=1 1"])

    def test_expect(self):
        for head in (V1, V2):
            with Wire(self.feeds.port) as wire:
                wire.send(head.encode() + b"Expect: 100-continue\r\n\r\n")
                self.assertEqual(wire.head()[0], 100)  # it may wait for that with the body
                for part in chunks(gzip.compress(metrics(10).encode()), (64,)):
                    wire.send(part)
                answer = wire.answer()
                self.assertEqual((answer.status, answer.interim), (204, 0))
        with Wire(self.feeds.port) as wire:  # refused by its head: the body need not come
            wire.send(V1.replace("db=mydb", "db=nope").encode() + b"Expect: 100-continue\r\n\r\n")
            answer = wire.answer()
            self.assertEqual((answer.status, answer.interim, answer.header("connection")), (404, 0, "close"))

    def test_a_database_that_is_not_there_says_so(self):
        answer = self.write(V1.replace("db=mydb", "db=nope"), metrics(1))
        self.assertEqual((answer.status, answer.body), (404, b'{"error":"database not found: \\"nope\\""}\n'))
        answer = self.write(V2.replace("bucket=mydb", "bucket=nope"), metrics(1))
        self.assertEqual((answer.status, json.loads(answer.body)["code"]), (404, "not found"))

    def test_bad_lines_are_named_and_the_good_ones_stay(self):
        for head, key in ((V1, "error"), (V2, "message")):
            answer = self.write(head, metrics(3) + "bad\n" + metrics(2, 3))
            self.assertEqual((answer.status, json.loads(answer.body)[key]), (400, "partial write: unable to parse 'bad': missing fields dropped=0"))
        self.assertEqual(sorted(self.feeds.journal()), sorted(2 * metrics(5).splitlines()))

    def test_a_batch_too_large_is_told_apart_so_that_it_is_halved(self):
        self.start(unfinished=64 << 20)
        large = metrics(400_000)
        self.assertGreater(len(large), 25_000_000)
        for head, expected in ((V1, {"error": "Request Entity Too Large"}), (V2, {"code": "request too large", "message": "request too large"})):
            answer = self.write(head, large, (65536,))
            self.assertEqual((answer.status, json.loads(answer.body)), (413, expected))

    def test_too_much_at_once_is_to_be_sent_again(self):
        # The driver, unless told otherwise, lets bodies in the making take 8 MiB together.
        for head in (V1, V2):
            answer = self.write(head, metrics(300_000), (65536,))
            self.assertEqual(answer.status, 503)
            self.assertTrue(re.fullmatch(r"[1-9][0-9]*", answer.header("retry-after")), answer.headers)
            self.assertEqual([words for words in FATAL if words in answer.body.decode()], [])
        self.assertEqual(self.feeds.journal(), [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
