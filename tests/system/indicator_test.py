"""A new indicator is configuration: a measure and a node in index.yaml, and nothing else."""

import datetime
import json
import os
import subprocess
import tempfile
import unittest

from daemon import Daemon, await_that

SHUZHID = os.environ["SHUZHID"]
SOURCE = os.environ["SHUZHI_SOURCE"]
MEASURES = """measures:
  - {name: social_wait, window: r60m, of: tickets, at: called, where: queue == '社保', quantile: wait, p: 0.5}
  - name: long_waits
    window: now
    num: [{of: tickets, where: state == waiting and waited > 10min}]
    den: [{of: windows, where: open}]
"""
NODES = """nodes:
  - {id: shuzhi, name: 数智指数}
  - {id: L, parent: shuzhi, name: 实时运行}
  - {id: N60, parent: L, weight: 30, name: 社保等候中位数, name_en: Median wait of social security, measure: social_wait, unit: min,
     scale: 0.0166666666666667, direction: down, normalise: {method: goalposts, floor: 30, target: 10}}
  - {id: N61, parent: L, weight: 10, name: 窗均久候, measure: long_waits, unit: 人/窗, direction: down,
     normalise: {method: goalposts, floor: 2, target: 0}}
"""
HEAD = 'id: mine\nversion: "1"\nname: 自定指数\n'


class Indicator(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory(prefix="shuzhi-test-")
        self.addCleanup(self.scratch.cleanup)
        self.config = os.path.join(self.scratch.name, "config")
        os.mkdir(self.config)

    def write_index(self, text):
        with open(os.path.join(self.config, "index.yaml"), "w", encoding="utf-8") as out:
            out.write(text)

    def check(self):
        return subprocess.run([SHUZHID, "check", "--config", self.config], capture_output=True, text=True)

    def test_a_measure_and_a_node_are_enough(self):
        def at(clock):  # a Monday in opening hours
            return int(datetime.datetime.fromisoformat(f"2026-03-02T{clock}+08:00").timestamp()) * 10**9

        def ticket(number, queue, event, clock):
            return f'ticket,hall=330106,queue={queue},event={event} id="{number}" {at(clock)}'
        self.write_index(HEAD + MEASURES + NODES)
        path = "/api/v1/index?hall=330106"
        with tempfile.TemporaryDirectory(prefix="shuzhi-test-") as data:
            daemon = Daemon("serve", "--data", data, "--config", self.config).await_ready()
            self.addCleanup(daemon.close)
            daemon.write(
                ticket("A1", "社保", "take", "09:35:00"), ticket("A1", "社保", "call", "09:55:00"),
                ticket("A2", "社保", "take", "09:45:00"), ticket("A2", "社保", "call", "09:55:00"),
                ticket("B1", "公积金", "take", "09:00:00"), ticket("B1", "公积金", "call", "09:59:00"),
                ticket("C1", "社保", "take", "09:48:00"), ticket("C2", "社保", "take", "09:52:00"),
                f'window,hall=330106,window=W1 state="open" {at("09:59:00")}',
                f'window,hall=330106,window=W2 state="paused" {at("09:59:00")}')
            live = await_that("the index is there", lambda: daemon.get(path).get("dimensions"))
            self.assertEqual([one["id"] for one in live[0]["indicators"]], ["N60", "N61"])
            self.assertEqual(daemon.stop(), 0)
            answer = subprocess.run([SHUZHID, "query", "--data", data, "--at", "2026-03-02T10:00:00+08:00", path],
                                    capture_output=True, text=True, check=True)
        document = json.loads(answer.stdout)
        waits, long_waits = document["dimensions"][0]["indicators"]
        self.assertEqual((waits["value"], waits["n"], waits["score"]), (15, 2, 75))  # of 20 and 10 minutes
        self.assertEqual((long_waits["value"], long_waits["n"], long_waits["score"]), (1, 1, 50))  # C1, one window
        self.assertAlmostEqual(document["score"], (30 * 75 + 10 * 50) / 40, places=9)
        self.assertEqual(waits["name"], "社保等候中位数")

    def test_what_is_wrong_is_said_with_its_place(self):
        self.write_index(HEAD + MEASURES.replace("wait, p", "wiat, p").replace("waited > 10min", "waited > 10 people")
                         .replace("of: windows", "of: window").replace("at: called", "at: wait") + NODES)
        done = self.check()
        self.assertEqual(done.returncode, 1)
        self.assertIn("index.yaml:9: measures[1].den[0].of", done.stdout + done.stderr)
        self.write_index(HEAD + MEASURES.replace("wait, p", "wiat, p").replace("waited > 10min", "waited > 10 people") + NODES)
        said = self.check()
        self.assertEqual(said.returncode, 1)
        text = said.stdout + said.stderr
        self.assertIn("index.yaml:5: measures[0].quantile: unknown name: 'wiat', did you mean 'wait'?", text)
        self.assertIn("index.yaml:8: measures[1].num[0].where: byte 31: ", text)

    def test_the_shipped_measures_hold_where_none_are_given(self):
        self.write_index(HEAD + NODES.replace("social_wait", "wait_mean").replace("long_waits", "waiting_per_window"))
        self.assertEqual(self.check().returncode, 0, self.check().stdout)
        self.write_index(HEAD + MEASURES + NODES.replace("social_wait", "wait_mean"))
        said = self.check()
        self.assertIn("unknown measure: 'wait_mean'", said.stdout + said.stderr)


if __name__ == "__main__":
    unittest.main()
