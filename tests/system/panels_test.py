"""Charts by the real binary: drawn offline from the journal, over HTTP, and pushed to who watches."""

import json
import os
import re
import struct
import subprocess
import sys
import tempfile
import unittest

import websocket

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from support.daemon import SHUZHID, Daemon  # noqa: E402

AREA, HALL = "330100", "330106"
FROM, AT = "2026-03-02T09:05:00+08:00", "2026-03-02T09:25:00+08:00"
PULSES_FROM_NS = 1772414640 * 10**9  # 09:24: devices repeat themselves every half minute
CITY = ["index", "citymap", "ranking", "waits"]


def run(*words):
    return subprocess.run([SHUZHID, *words], capture_output=True, text=True, timeout=120)


def size_of(png):
    """Of a PNG: width and height."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n", png[:8]
    return struct.unpack(">II", png[16:24])


class Panels(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory(prefix="shuzhi-test-")
        cls.data = os.path.join(cls.scratch.name, "data")
        cls.daemon = Daemon("serve", "--data", cls.data).await_ready()
        city = run("simulate", "--from", FROM, "--to", AT, "--out", "-").stdout
        lines = [line for line in city.splitlines() if not line.startswith(("window", "kiosk"))
                 or int(line.rsplit(" ", 1)[1]) >= PULSES_FROM_NS]
        for i in range(0, len(lines), 5000):
            cls.daemon.write(*lines[i:i + 5000])
        cls.names = [panel["name"] for panel in cls.daemon.get("/api/v1/panels")["panels"]]

    @classmethod
    def tearDownClass(cls):
        cls.daemon.close()
        cls.scratch.cleanup()

    def path(self, name):
        return os.path.join(self.scratch.name, name)

    def draw(self, name, *options, out="p.png", size="400x300"):
        done = run("render", "--data", self.data, "--at", AT, "--size", size, "--out", self.path(out), *options, name)
        self.assertEqual((done.returncode, done.stderr), (0, ""), (name, options))
        with open(self.path(out), "rb") as file:
            return file.read()

    def test_the_command_draws_every_panel(self):
        for name in self.names:
            place = ["--area", AREA] if name in CITY else ["--hall", HALL]
            self.assertEqual(size_of(self.draw(name, *place, "--dpr", "2")), (800, 600), name)
        self.assertIn(b"<svg", self.draw("ranking", "--area", AREA, "--lang", "en", "--note", "14", out="p.svg"))
        counties = self.draw("ranking", "--area", AREA, "--tier", "county")
        self.assertNotEqual(counties, self.draw("ranking", "--area", AREA))
        self.assertEqual(counties, self.draw("ranking", "--area", AREA, "--tier", "county"))
        self.assertNotEqual(self.draw("index", "--area", AREA), self.draw("index", "--hall", HALL))

    def test_the_command_knows_the_registry(self):
        listed = re.search(r"PANEL is one of (.*)\.", run("render", "--help").stdout)[1].split()
        self.assertEqual(listed, self.names)
        self.assertLess({"queues", *CITY}, {"", *listed})

    def test_what_the_command_refuses(self):
        for words, said in ((("--area", AREA, "--tier", "shire", "ranking"), "--tier: 'shire'"),
                            (("--area", AREA, "--tier", "county", "index"), "tier: panel 'index'"),
                            (("--hall", HALL, "ranking"), "panel 'ranking'"),
                            (("--area", AREA, "--hall", HALL, "index"), "one of --hall CODE and --area CODE"),
                            (("--area", AREA, "--note", "7", "index"), "note: '7'"),
                            (("--area", AREA, "situation"), "PANEL: 'situation'")):
            done = run("render", "--data", self.data, "--size", "400x300", "--out", self.path("no.png"), *words)
            self.assertEqual(done.returncode, 2, words)
            self.assertIn(said, done.stderr)
            self.assertFalse(os.path.exists(self.path("no.png")))

    def query(self, target):
        done = run("query", "--data", self.data, "--at", AT, target)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def test_every_place_has_its_region(self):
        halls = {hall["code"]: hall for hall in self.daemon.get("/api/v1/halls")}
        below = {f"/wall/{code}" for code, hall in halls.items() if hall["parent"] == AREA} | {f"/wall/{AREA}"}
        for name in ("citymap", "ranking"):
            said = self.query(f"/api/v1/panels/{name}.json?area={AREA}&w=800&h=600&note=16&bare=1")
            links = [hit["link"] for hit in said["hits"] if hit["link"] is not None]
            self.assertEqual(sorted(links), sorted(below), name)
            for hit in said["hits"]:
                self.assertGreaterEqual(min(hit["x"], hit["y"]), 0)
                self.assertLessEqual(hit["x"] + hit["w"], 800.001)
                self.assertLessEqual(hit["y"] + hit["h"], 600.001)
            self.assertTrue(all(re.search(r"\d", hit["value"]) for hit in said["hits"]), said["hits"])
        waits = self.query(f"/api/v1/panels/waits.json?area={AREA}&w=800&h=600&note=16")
        self.assertLessEqual({hit["link"] for hit in waits["hits"]}, below)
        self.assertGreater(len(waits["hits"]), 5)
        counties = self.query(f"/api/v1/panels/ranking.json?area={AREA}&tier=county&w=800&h=900&note=12")
        links = {hit["link"] for hit in counties["hits"] if hit["link"] is not None}
        self.assertEqual(links, {f"/wall/{code}" for code, hall in halls.items() if hall["tier"] == "county"})

    def test_who_watches_gets_the_size_asked_for(self):
        live = websocket.create_connection(f"ws://127.0.0.1:{self.daemon.screens}/live", timeout=60,
                                           subprotocols=["shuzhi.v1"])
        asked = {"op": "subscribe", "topic": "panel", "panel": "ranking", "area": AREA, "w": 300, "h": 200, "bare": True}

        def picture(number, **more):
            live.send(json.dumps({**asked, "id": number, **more}))
            while True:
                frame = live.recv()
                if isinstance(frame, bytes):
                    self.assertEqual((frame[0], frame[1], struct.unpack(">I", frame[4:8])[0]), (1, 1, number))
                    return frame[16:]
                if "error" in json.loads(frame):
                    return json.loads(frame)["error"]

        usual = picture(1)
        large = picture(2, note=24)
        self.assertEqual(size_of(usual), (300, 200))
        self.assertEqual(size_of(picture(3, dpr=2)), (600, 400))
        self.assertEqual(size_of(large), (300, 200))
        self.assertNotEqual(usual, large)
        self.assertEqual(picture(4, note=5)["code"], "bad_value")
        self.assertEqual(picture(5, hall=HALL, area=None)["code"], "bad_value")
        live.close()


if __name__ == "__main__":
    unittest.main()
