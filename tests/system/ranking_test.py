"""How sure a ranking is, live and from the journal: halls made up so that two cannot be told apart and one can; and few
people in a village."""

import json
import os
import subprocess
import tempfile
import time
import unittest

from daemon import Daemon, await_that

SHUZHID = os.environ["SHUZHID"]
HALLS = """default_hours:
  workday: ["09:00-18:00"]
halls:
  - {code: "330106", name: 区大厅, tier: county}
  - {code: "330106001", name: 甲街道, tier: town, parent: "330106"}
  - {code: "330106002", name: 乙街道, tier: town, parent: "330106"}
  - {code: "330106003", name: 丙街道, tier: town, parent: "330106"}
  - {code: "330106V01", name: 某村, tier: village, parent: "330106003"}
"""
# Tickets of today and yesterday, open or not: at any hour a test may run.
INDEX = """id: mine
version: "1"
name: 自定指数
min_coverage: 0
measures:
  - {name: missed, window: now, of: tickets, where: "state in (serving, missed)", share: state == missed}
  - {name: served, window: now, of: tickets, mean: 1}
nodes:
  - {id: mine, name: 自定指数}
  - {id: L, parent: mine, name: 实时运行}
  - {id: M1, parent: L, weight: 10, name: 弃号率, measure: missed, unit: "%", scale: 100, direction: down,
     normalise: {method: goalposts, floor: 100, target: 0}}
  - {id: M2, parent: L, weight: 1, name: 有人来, measure: served, normalise: {method: goalposts, floor: 0, target: 1}}
"""
# Hall, people who were called, of whom did not come: 10 %, 13.3 %, 90 %; three in a village.
MORNING = (("330106001", 40, 4), ("330106002", 30, 4), ("330106003", 40, 36), ("330106V01", 3, 1))
RANKING = "/api/v1/ranking?tier=town&interval=1"
PATHS = (RANKING, RANKING + "&seed=7&draws=300", "/api/v1/ranking?interval=1&area=330106&scope=area",
         "/api/v1/ranking?tier=town", "/api/v1/indicators?indicator=M1&tier=village", "/api/v1/index?hall=330106V01")


def lines(now_ns):
    def at(age_s):
        return now_ns - age_s * 10**9
    for hall, called, missed in MORNING:
        for i in range(called):
            ticket = f"ticket,hall={hall},queue=A"
            yield f'{ticket},event=take id="A{i}" {at(30)}'
            yield f'{ticket},event=call,window=W1 id="A{i}" {at(20)}'
            yield f'{ticket},event={"noshow" if i < missed else "start"},window=W1 id="A{i}" {at(15)}'


class Ranking(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory(prefix="shuzhi-test-")
        cls.addClassCleanup(scratch.cleanup)
        cls.data = os.path.join(scratch.name, "data")
        config = os.path.join(scratch.name, "config")
        os.mkdir(config)
        for name, text in (("halls.yaml", HALLS), ("index.yaml", INDEX)):
            with open(os.path.join(config, name), "w", encoding="utf-8") as out:
                out.write(text)
        cls.daemon = Daemon("serve", "--data", cls.data, "--config", config).await_ready()
        cls.addClassCleanup(cls.daemon.close)
        cls.daemon.write(*lines(time.time_ns()))
        await_that("the index has everybody", cls.has_everybody)

    @classmethod
    def has_everybody(cls):
        status, _, body = cls.daemon.ask("GET", "/api/v1/indicators?indicator=M1&tier=town")
        return status == 200 and [one["n"] for one in json.loads(body)["halls"]] == [40, 30, 40]

    def query(self, *arguments):
        return subprocess.run([SHUZHID, "query", "--data", self.data, *arguments], capture_output=True, timeout=120)

    def test_live_and_the_journal_say_the_same(self):
        for path in PATHS:
            status, headers, live = self.daemon.ask("GET", path)
            self.assertEqual(status, 200, (path, live))
            done = self.query("--at", json.loads(live)["time"], "--batch", headers["X-Shuzhi-Batch"], path)
            self.assertEqual(done.stdout, live + b"\n", (path, done.stderr))

    def test_what_is_noise_is_a_tie(self):
        document = self.daemon.get(RANKING)
        self.assertEqual([(one["hall"][-1], one["rank"], one["place"]) for one in document["halls"]],
                         [("1", 1, 1), ("2", 2, 1), ("3", 3, 3)])
        self.assertEqual([one["interval"] for one in document["halls"]],
                         [{"low": 1, "high": 2}, {"low": 1, "high": 2}, {"low": 3, "high": 3}])
        first, second, third = [one["mean_rank"] for one in document["halls"]]
        self.assertTrue(1 < first < second < 2, (first, second))
        self.assertEqual(third, 3)
        drawn = document["drawn"]
        self.assertEqual((drawn["draws"], drawn["rates"], drawn["as_measured"]), (1000, ["M1"], ["M2"]))
        self.assertEqual(drawn["weights"], {"distribution": "uniform", "spread": 0.25})
        again = self.daemon.get(f"{RANKING}&seed={drawn['seed']}&draws={drawn['draws']}")
        self.assertEqual([one["mean_rank"] for one in again["halls"]], [first, second, third])
        others = [self.daemon.get(f"{RANKING}&seed={seed}")["halls"] for seed in range(1, 9)]
        self.assertGreater(len({other[0]["mean_rank"] for other in others}), 1)
        self.assertEqual({tuple(one["place"] for one in other) for other in others}, {(1, 1, 3)})

    def test_unasked_nothing_is_drawn(self):
        document = self.daemon.get("/api/v1/ranking?tier=town")
        self.assertEqual(list(document), ["time", "index", "scope", "halls"])
        self.assertEqual(list(document["halls"][0]),
                         ["hall", "name", "score", "coverage", "grade", "interval", "rank", "reason"])
        self.assertIsNone(document["halls"][0]["interval"])

    def test_what_cannot_be_asked(self):
        for path, code in ((RANKING + "&draws=5001", "bad_parameter"), (RANKING + "&seed=x", "bad_parameter"),
                           ("/api/v1/ranking?interval=2", "bad_parameter"), ("/api/v1/ranking?draws=100", "bad_query")):
            status, _, body = self.daemon.ask("GET", path)
            error = json.loads(body)["error"]
            self.assertEqual((status, error["code"]), (400, code), path)
            done = self.query(path)
            self.assertEqual(done.returncode, 1, path)
            self.assertIn(error["message"], done.stderr.decode())

    def test_few_people_in_a_village_are_not_shown(self):
        (village,) = self.daemon.get("/api/v1/indicators?indicator=M1&tier=village")["halls"]
        self.assertEqual((village["state"], village["value"], village["n"], village["score"]),
                         ("insufficient", None, None, None))
        document = self.daemon.get("/api/v1/index?hall=330106V01")
        self.assertFalse(document["published"])
        towns = self.daemon.get("/api/v1/indicators?indicator=M1&tier=town&scope=area")["halls"]
        self.assertEqual(towns[2]["n"], 43)  # with the village below it
        self.daemon.write(*(f'ticket,hall=330106V01,queue=A,event={event},window=W1 id="{i}" {time.time_ns() - 10**9}'
                            for i in ("B1", "B2") for event in ("call", "start")))
        shown = await_that("of five people it is shown", lambda: [
            one for one in self.daemon.get("/api/v1/indicators?indicator=M1&tier=village")["halls"] if one["n"] == 5])
        self.assertEqual((shown[0]["state"], shown[0]["value"]), ("ok", 20))


if __name__ == "__main__":
    unittest.main()
