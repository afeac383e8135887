#!/usr/bin/env python3
"""`shuzhid score` from outside: every case of the vectors (normalised values, scores, coverage, contributions, ranks,
refusals), a second implementation beside it on random trees, and what is refused."""

import csv
import json
import math
import os
import pathlib
import random
import re
import subprocess
import tempfile
import unittest

SHUZHID = os.environ["SHUZHID"]
SOURCE = pathlib.Path(os.environ["SHUZHI_SOURCE"])
DATA = SOURCE / "tests" / "data" / "composite"
SHARED = pathlib.Path(os.environ.get("SHUZHI_SHARED", SOURCE.parent / "shared")) / "vectors" / "index" / "composite"

MEANS = {"a_amean": "arithmetic", "a_gmean": "geometric", "a_hmean": "harmonic"}


def run(definition, header, rows, *options):
    """The program with a definition (JSON is YAML) and a table; None is an empty cell."""
    with tempfile.TemporaryDirectory(prefix="shuzhi-test-") as scratch:
        yaml = os.path.join(scratch, "definition.yaml")
        table = os.path.join(scratch, "values.csv")
        with open(yaml, "w", encoding="utf-8") as file:
            file.write(definition if isinstance(definition, str) else json.dumps(definition))
        with open(table, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(header)
            for row in rows:
                writer.writerow(["" if cell is None else cell for cell in row])
        done = subprocess.run([SHUZHID, "score", "--definition", yaml, "--values", table, *options],
                              capture_output=True, text=True, check=False)
        done.stderr = done.stderr.replace(scratch + os.sep, "")
        return done


def scored(definition, header, rows):
    done = run(definition, header, rows, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def is_close(got, wanted, tolerance=1e-9):
    if got is None or wanted is None:
        return got is None and wanted is None
    return abs(got - wanted) <= tolerance + tolerance * abs(wanted)


# --- what the documents say, written a second time ----------------------------------------------


def mean_of(how, parts):
    whole = sum(w for w, _ in parts)
    if how == "arithmetic":
        return sum(w * x for w, x in parts) / whole
    if how == "geometric":
        return math.exp(sum(w * math.log(x) for w, x in parts) / whole)
    if how == "harmonic":
        return whole / sum(w / x for w, x in parts)
    return (sum(w * x ** how["p"] for w, x in parts) / whole) ** (1 / how["p"])


class Tree:
    def __init__(self, definition):
        self.nodes = {node["id"]: node for node in definition["nodes"]}
        self.parts = {id: [n for n in definition["nodes"] if n.get("parent") == id] for id in self.nodes}
        self.root = next(n["id"] for n in definition["nodes"] if "parent" not in n)
        self.aggregate = definition.get("aggregate", "arithmetic")
        self.min_available = definition.get("min_available", 0)

    def level(self, id):
        return 1 + max(self.level(n["id"]) for n in self.parts[id]) if self.parts[id] else 0

    def at_level(self, what, id):
        return what[self.level(id) - 1] if isinstance(what, list) else what

    def score(self, id, leaves):
        if not self.parts[id]:
            return leaves[id]
        known = [(n.get("weight", 1), self.score(n["id"], leaves)) for n in self.parts[id]]
        known = [(w, x) for w, x in known if x is not None]
        if not known or len(known) / len(self.parts[id]) < self.at_level(self.min_available, id):
            return None
        return mean_of(self.at_level(self.aggregate, id), known)

    def coverage(self, id, leaves):
        if not self.parts[id]:
            return 0 if leaves[id] is None else 1
        whole = sum(n.get("weight", 1) for n in self.parts[id])
        return sum(n.get("weight", 1) * self.coverage(n["id"], leaves) for n in self.parts[id]) / whole


def ranks_of(scores):
    """1 = best, equals share the best; what rounding does to equals makes no difference."""
    return [None if x is None else 1 + sum(y is not None and y - x > 1e-9 * max(1, abs(y)) for y in scores)
            for x in scores]


# --- the vectors --------------------------------------------------------------------------------


def normalise_of(case, vectors, code):
    """The grammar's normalise for one indicator, and by what its scores are to be multiplied to be the case's."""
    method = case["normalise"]["method"]
    params = case["normalise"]["params"] or {}
    bounds = {**vectors.get("extra", {}).get("target_floor", {}), **vectors.get("extra", {}).get("goalposts", {})}
    if method == "n_minmax":
        return {"method": "minmax", "lower": params["l_u"][0], "upper": params["l_u"][1]}, 1
    if method == "n_zscore":
        return {"method": "zscore", "mean": params["m_sd"][0], "sd": params["m_sd"][1]}, 1
    if method == "n_goalposts":
        return {"method": "goalposts", **bounds[code]}, 1 if vectors["id"] == "hallA" else 0.01
    if method == "n_dist2targ":
        return {"method": "distance_to_target", "target": bounds[code]["target"]}, 1
    return {"method": {"n_prank": "percentile_rank", "n_rank": "rank", "n_borda": "borda",
                       "n_dist2max": "distance_to_max"}[method]}, 1


def aggregate_of(case):
    means = case["aggregate"]
    if means == "a_genmean":
        return {"method": "power", "p": case["aggregate_params"]["p"]}
    return [MEANS[m] for m in means] if isinstance(means, list) else MEANS[means]


def definition_of(case, vectors):
    weights = case["weights"] if isinstance(case["weights"], dict) else {}
    nodes, factor = [], 1
    for node in vectors["hierarchy"]:
        made = {"id": node["code"], "weight": weights.get(node["code"], node["weight"])}
        if node["parent"] is not None:
            made["parent"] = node["parent"]
        if node["level"] == 1:
            made["direction"] = "up" if node["direction"] == 1 else "down"
            made["normalise"], factor = normalise_of(case, vectors, node["code"])
        nodes.append(made)
    definition = {"id": vectors["id"], "version": "1", "aggregate": aggregate_of(case), "nodes": nodes}
    if case["dat_thresh"] is not None:
        definition["min_available"] = case["dat_thresh"]
    return definition, factor


def rows_of(vectors):
    return [[unit, *(column[i] for column in vectors["raw"].values())] for i, unit in enumerate(vectors["units"])]


class Vectors(unittest.TestCase):
    def check_units(self, case, got, factor):
        for name, key in (("normalised", "normalised"), ("scores", "scores")):
            for code, wanted in case[name].items():
                for unit, value in zip(got["units"], wanted):
                    found = unit[key][code]
                    found = found * factor if found is not None else None
                    self.assertTrue(is_close(found, value), f"{case['id']}: {code}, {unit['unit']}: {found}, {value}")

    def check_sums(self, definition, got):
        tree = Tree(definition)
        for unit in got["units"]:
            leaves = unit["normalised"]
            for code, found in unit["coverage"].items():
                self.assertTrue(is_close(found, tree.coverage(code, leaves)), f"coverage of {code}")
            score = unit["scores"][tree.root]
            given = [x for x in unit["contributions"].values() if x is not None]
            self.assertTrue(is_close(sum(given) if score is not None else None, score), unit["unit"])

    def check_case(self, case, vectors):
        header = ["unit", *vectors["raw"]]
        rows = rows_of(vectors)
        definition, factor = definition_of(case, vectors)
        if case["status"] == "error":
            done = run(definition, header, rows, "--json")
            self.assertEqual((done.returncode, done.stdout), (1, ""), case["id"])
            self.assertRegex(done.stderr, r"node '\w+', unit '\w+': no geometric mean: '\w+' is -?[\d.e-]+, expected")
            return
        got = scored(definition, header, rows)
        self.assertEqual([unit["unit"] for unit in got["units"]], vectors["units"])
        self.check_units(case, got, factor)
        self.check_sums(definition, got)
        self.assertEqual([unit["rank"][vectors["top"]] for unit in got["units"]], case["rank"], case["id"])

    def check_file(self, path):
        with open(path, encoding="utf-8") as file:
            vectors = json.load(file)
        self.assertGreaterEqual(len(vectors["cases"]), 20)
        for case in vectors["cases"]:
            self.check_case(case, vectors)

    def test_halls(self):
        self.check_file(DATA / "hallA.json")

    def test_nations(self):
        for name in ("tai23.json", "tai23_missing.json"):
            if not (SHARED / name).exists():
                self.skipTest(f"{SHARED / name} is not there")
            self.check_file(SHARED / name)

    def test_contributions_and_coverage_of_halls(self):
        path = SHARED.parent / "sensitivity" / "hallA_sensitivity.json"
        if not path.exists():
            self.skipTest(f"{path} is not there")
        with open(path, encoding="utf-8") as file:
            per_unit = json.load(file)["contributions"]["per_unit"]
        with open(DATA / "hallA.json", encoding="utf-8") as file:
            vectors = json.load(file)
        case = next(case for case in vectors["cases"] if case["id"] == "target_floor_arith")
        definition, _ = definition_of(case, vectors)
        got = scored(definition, ["unit", *vectors["raw"]], rows_of(vectors))
        for unit, wanted in zip(got["units"], per_unit):
            given = {id: x for id, x in unit["contributions"].items() if x is not None}
            self.assertEqual(set(given), set(wanted["contribution"]))
            for id, x in given.items():
                self.assertTrue(is_close(x, wanted["contribution"][id]), f"{unit['unit']}: {id}")
            self.assertTrue(is_close(unit["coverage"]["Index"], wanted["coverage_weighted"]), unit["unit"])

    def test_points_of_curves(self):
        with open(DATA / "normalisers.json", encoding="utf-8") as file:
            vectors = json.load(file)
        for case in vectors["cases"]:
            params = dict(case["params"])
            direction = "down" if params.pop("direction", 1) == -1 else None
            node = {"id": "X", "parent": "I", "normalise": {"method": case["method"], **params}}
            if direction:
                node["direction"] = direction
            rows = [[f"u{i}", point["x"]] for i, point in enumerate(case["points"])]
            got = scored({"id": "points", "version": "1", "nodes": [{"id": "I"}, node]}, ["unit", "X"], rows)
            for unit, point in zip(got["units"], case["points"]):
                self.assertTrue(is_close(unit["normalised"]["X"], point["score"], 1e-12), f"{case['method']} {point}")


# --- random trees -------------------------------------------------------------------------------


def grow(random_one, id, depth, nodes):
    """A branch of unequal depth below @id."""
    for i in range(random_one.randint(1, 4)):
        child = {"id": f"{id}.{i}", "parent": id, "weight": random_one.choice([1, 2, 0.3, 7.25])}
        nodes.append(child)
        if depth > 1 and random_one.random() < 0.6:
            grow(random_one, child["id"], depth - 1, nodes)
        else:
            child["normalise"] = {"method": "goalposts", "floor": 0, "target": 100}


class RandomTrees(unittest.TestCase):
    def check_tree(self, seed):
        random_one = random.Random(seed)
        nodes = [{"id": "T"}]
        grow(random_one, "T", 4, nodes)
        definition = {"id": "t", "version": "1", "nodes": nodes}
        tree = Tree(definition)
        how = ["arithmetic", "geometric", "harmonic", {"method": "power", "p": 2}, {"method": "power", "p": -0.5}]
        definition["aggregate"] = [random_one.choice(how) for _ in range(tree.level("T"))]
        definition["min_available"] = random_one.choice([0, 0.5, [0.4] * tree.level("T")])
        random_one.shuffle(nodes)
        tree = Tree(definition)
        indicators = [n["id"] for n in nodes if "normalise" in n]
        rows = [[f"u{k}", *(None if random_one.random() < 0.3 else random_one.uniform(1, 99) for _ in indicators)]
                for k in range(20)]
        got = scored(definition, ["unit", *indicators], rows)
        top = []
        for unit, row in zip(got["units"], rows):
            leaves = dict(zip(indicators, row[1:]))
            for id, found in unit["scores"].items():
                self.assertTrue(is_close(found, tree.score(id, leaves)), f"seed {seed}: {id}")
                self.assertTrue(is_close(unit["coverage"][id], tree.coverage(id, leaves)), f"seed {seed}: {id}")
            given = [x for x in unit["contributions"].values() if x is not None]
            top.append(tree.score("T", leaves))
            self.assertTrue(is_close(sum(given) if top[-1] is not None else None, top[-1]), f"seed {seed}")
        self.assertEqual([unit["rank"]["T"] for unit in got["units"]], ranks_of(top), f"seed {seed}")

    def test_agree_with_a_second_implementation(self):
        for seed in range(40):
            self.check_tree(seed)


# --- rules --------------------------------------------------------------------------------------


def flat(indicators, **more):
    """A definition of one level."""
    nodes = [{"id": "I"}] + [{"id": id, "parent": "I", **given} for id, given in indicators.items()]
    return {"id": "flat", "version": "1", "normalise": {"method": "minmax"}, "nodes": nodes, **more}


class Rules(unittest.TestCase):
    def test_ties_survive_rounding(self):
        """0.1 + 0.2 and 0.3 are the same score."""
        nodes = {id: {"normalise": {"method": "piecewise", "points": [[-9, -9], [9, 9]]}} for id in "abc"}
        rows = [["x", 0.1, 0.2, 0], ["y", 0.3, 0, 0], ["z", 0, 0, 0.31], ["w", 0, 0, 0]]
        got = scored(flat(nodes), ["unit", "a", "b", "c"], rows)
        self.assertEqual([unit["rank"]["I"] for unit in got["units"]], [2, 2, 1, 4])

    def test_two_of_three_against_a_threshold(self):
        nodes = {id: {"normalise": {"method": "goalposts", "floor": 0, "target": 100}} for id in "abc"}
        for share, is_there in ((0.66, True), ("2/3", True), (0.6667, False), (1, False), (0, True)):
            got = scored(flat(nodes, min_available=share), ["unit", "a", "b", "c"], [["x", 30, 50, None]])
            self.assertEqual(got["units"][0]["scores"]["I"], 40 if is_there else None, share)
            self.assertTrue(is_close(got["units"][0]["coverage"]["I"], 2 / 3))

    def test_a_constant_column_is_missing_for_all(self):
        for method in ("minmax", "zscore", "distance_to_max"):
            nodes = {"a": {"normalise": {"method": method}}, "b": {"normalise": {"method": "rank"}}}
            got = scored(flat(nodes), ["unit", "a", "b"], [["x", 0.1, 5], ["y", 0.1, 7], ["z", 0.1, None]])
            self.assertEqual([unit["normalised"]["a"] for unit in got["units"]], [None] * 3, method)
            self.assertEqual([unit["scores"]["I"] for unit in got["units"]], [1, 2, None])
            self.assertEqual([unit["coverage"]["I"] for unit in got["units"]], [0.5, 0.5, 0])
            self.assertEqual([unit["rank"]["I"] for unit in got["units"]], [2, 1, None])
            self.assertEqual([unit["contributions"]["b"] for unit in got["units"]], [1, 2, None])

    def test_what_is_no_finite_number_is_missing(self):
        rows = [["x", "NaN"], ["y", "inf"], ["z", "NA"], ["w", ""], ["v", " 4 "], ["u", "-1e999"], ["t", "8e0"]]
        got = scored(flat({"a": {}}), ["unit", "a"], rows)
        self.assertEqual([unit["normalised"]["a"] for unit in got["units"]], [None] * 4 + [0, None, 100])

    def test_an_indicator_takes_the_rest_from_the_default(self):
        nodes = {"a": {"normalise": {"floor": 0, "target": 10}}, "b": {"normalise": {"method": "goalposts", "floor": 4}}}
        definition = flat(nodes, normalise={"method": "goalposts", "floor": 2, "target": 8, "upper": 1})
        got = scored(definition, ["unit", "a", "b"], [["x", 5, 5]])
        self.assertEqual(got["units"][0]["normalised"], {"a": 0.5, "b": 0.25})

    def test_order_of_the_file_makes_no_difference(self):
        nodes = {id: {"weight": weight, "normalise": {"method": "goalposts", "floor": 0, "target": 10}}
                 for id, weight in zip("abcdef", (3, 0.1, 7, 1e-3, 2, 11))}
        rows = [[f"u{k}", *((k * 7 + i * 3) % 10 + 0.1 for i in range(6))] for k in range(9)]
        straight = scored(flat(nodes), ["unit", *"abcdef"], rows)
        turned = scored(flat(dict(reversed(nodes.items()))), ["unit", *"fedcba"],
                        [[row[0], *reversed(row[1:])] for row in rows])
        for one, other in zip(straight["units"], turned["units"]):
            self.assertTrue(is_close(one["scores"]["I"], other["scores"]["I"], 1e-12))

    def test_contributions_of_other_means(self):
        """Worked by hand: of 20 and 80 the harmonic mean is 32 = 25.6 + 6.4, the geometric 40 = 20 + 20."""
        nodes = {id: {"normalise": {"method": "goalposts", "floor": 0, "target": 100}} for id in "ab"}
        for how, mean, parts in (("arithmetic", 50, (10, 40)), ("harmonic", 32, (25.6, 6.4)), ("geometric", 40, (20, 20))):
            got = scored(flat(nodes, aggregate=how), ["unit", "a", "b"], [["x", 20, 80]])["units"][0]
            self.assertTrue(is_close(got["scores"]["I"], mean), how)
            for id, part in zip("ab", parts):
                self.assertTrue(is_close(got["contributions"][id], part), how)

    def test_hash_knows_what_matters(self):
        text = "id: a\nversion: '1'\nnodes:\n  - {id: I}\n  - {id: x, parent: I, normalise: {method: rank}}\n"
        hashes = [scored(one, ["unit", "x"], [["u", 1]])["definition"]["hash"]
                  for one in (text, "# said\n" + text.replace("{id: I}", "id: I"), text.replace("rank", "borda"))]
        self.assertEqual(hashes[0], hashes[1])
        self.assertNotEqual(hashes[0], hashes[2])
        self.assertRegex(hashes[0], r"^sha256:[0-9a-f]{64}$")

    def test_table_for_people(self):
        nodes = {id: {"normalise": {"method": "goalposts", "floor": 0, "target": 100}} for id in "ab"}
        done = run(flat(nodes), ["大厅", "a", "b", "说明"],
                   [["西湖区", 30, 40, "?"], ["上城区", 90, None, ""], ["余杭区", None, None, ""]])
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stderr, "note: values.csv: column '说明' is of no indicator, passed over\n")
        lines = done.stdout.splitlines()
        self.assertRegex(lines[0], r"^flat 1 sha256:[0-9a-f]{64}$")
        self.assertEqual(lines[1:], ["名次 rank  单位 unit      I  覆盖率 coverage",
                                     "        1  上城区     90.00              50%",
                                     "        2  西湖区     35.00             100%",
                                     "        –  余杭区         –               0%"])


class Refusals(unittest.TestCase):
    def refuse(self, definition, rows, *wanted, header=("unit", "a", "b")):
        done = run(definition, header, rows)
        self.assertEqual((done.returncode, done.stdout), (1, ""), done.stderr)
        for text in wanted:
            self.assertIn(text, done.stderr)

    def test_sums(self):
        alone = {"normalise": {"method": "goalposts", "floor": 0, "target": 100}}
        self.refuse(flat({"a": alone, "b": alone}, aggregate="geometric"), [["ok", 1, 1], ["bad", 5, 0]],
                    "shuzhid score: node 'I', unit 'bad': no geometric mean: 'b' is 0, expected values above 0\n")
        self.refuse(flat({"a": alone, "b": alone}, aggregate="harmonic"), [["bad", -7, 5]],
                    "node 'I', unit 'bad': no harmonic mean: 'a' is 0, expected values other than 0")
        self.refuse(flat({"a": {**alone, "weight": 0}, "b": alone}), [["bad", 5, None]],
                    "node 'I', unit 'bad': no arithmetic mean: the weights of the parts that are there add up to 0")
        signed = {"normalise": {"method": "piecewise", "points": [[-9, -9], [9, 9]]}}
        self.refuse(flat({"a": signed, "b": signed}, aggregate="harmonic"), [["bad", 2, -2]],
                    "node 'I', unit 'bad': no harmonic mean: its values cancel out")
        self.refuse(flat({"a": {"direction": "down", "normalise": {"method": "distance_to_target", "target": 9}},
                          "b": {}}), [["x", 7, 1], ["y", 8, 2]],
                    "node 'a': no distance to a target of 9: the worst value is 8, expected a better target")
        self.refuse(flat({"a": {}, "b": {}}), [["x", 1e308, 1], ["y", -1e308, 2]], "node 'a': values too far apart")

    def test_contributions_that_no_number_holds(self):
        tiny = {"normalise": {"method": "piecewise", "points": [[0, 1e-300], [1, 1e14]]}}
        self.refuse(flat({"a": {**tiny, "weight": 1e-9}, "b": {**tiny, "weight": 1e9}}, aggregate="geometric"),
                    [["bad", 0, 1]], "node 'a', unit 'bad': no contribution: values too far apart")

    def test_of_a_missing_node_nothing_is_refused(self):
        alone = {"normalise": {"method": "goalposts", "floor": 0, "target": 100}}
        got = scored(flat({"a": alone, "b": alone}, aggregate="geometric", min_available=1), ["unit", "a", "b"],
                     [["x", 0, None]])
        self.assertIsNone(got["units"][0]["scores"]["I"])

    def test_tables(self):
        definition = flat({"a": {}, "b": {}})
        self.refuse(definition, [["x", 1, 2]], "no column for 'b'", header=("unit", "a", "c"))
        self.refuse(definition, [["x", 1, 2]], "two columns are called 'a'", header=("unit", "a", "a"))
        self.refuse(definition, [["x", 1, "2%"]], "values.csv: row 2: node 'b', unit 'x': not a number: '2%'")
        self.refuse(definition, [["x", "0x10", 1]], "not a number: '0x10'")
        self.refuse(definition, [["x", 1, 2], ["x", 3, 4]], "row 3: unit given twice: 'x'")
        self.refuse(definition, [["", 1, 2]], "row 2: unit without a name")
        self.refuse(definition, [["x", 1]], "row 2: 2 fields, expected 3")
        self.refuse(definition, [], "no unit")

    def test_definitions(self):
        """Every problem of a definition at once, each with its line and node."""
        self.refuse(
            "id: d\nversion: '1'\nnodes:\n"
            "  - {id: I}\n"
            "  - {id: A, parent: I, normalise: {method: rank}}\n"
            "  - {id: a1, parent: A, weight: 0}\n"
            "  - {id: a2, parent: A, weight: 0, normalise: {method: goalposts, floor: 3, target: 3}}\n"
            "  - {id: a3, parent: I, normalise: {method: steps, cuts: [2, 2], scores: [1, 2, 3]}}\n"
            "  - {id: a4, parent: I, normalise: {method: piecewise, points: [[1, 2], [1, 3]]}}\n"
            "  - {id: a5, parent: I, normalise: {method: log_goalposts, floor: 0, target: 3}}\n"
            "  - {id: a6, parent: I, normalise: {method: band, lo0: 3, lo: 2, hi: 5, hi0: 6}}\n"
            "  - {id: a7, parent: I, normalise: {method: ratio, target: 0}}\n"
            "  - {id: a8, parent: I, normalise: {method: minmax, lower: 5, upper: 5}}\n"
            "  - {id: a9, parent: I, normalise: {method: zscore, sd: 0, floor: 2}}\n", [],
            "definition.yaml:5: nodes[1]: the weights of the parts of 'A' add up to 0",
            "definition.yaml:5: nodes[1].normalise: 'A' is a mean of its parts",
            "definition.yaml:6: nodes[2]: an indicator without normalise",
            "definition.yaml:7: nodes[3].normalise: not goalposts, expected floor and target, and that they differ",
            "definition.yaml:8: nodes[4].normalise: not steps", "definition.yaml:9: nodes[5].normalise: not a curve",
            "definition.yaml:10: nodes[6].normalise: not goalposts of logarithms",
            "definition.yaml:11: nodes[7].normalise: not a band", "definition.yaml:12: nodes[8].normalise: not a ratio",
            "definition.yaml:13: nodes[9].normalise: not bounds",
            "definition.yaml:14: nodes[10].normalise: not a z-score",
            "definition.yaml:14: nodes[10].normalise.floor: not a part of method zscore",
            *(f"nodes[{i + 1}]: 'a{i}' cannot be normalised" for i in range(1, 10)))

    def test_trees(self):
        one = {"id": "a", "parent": "I"}
        for nodes, wanted in (
                ([{"id": "I"}, {"id": "J"}, one], "a second node without a parent: 'J'"),
                ([{"id": "I"}, one, one], "id given twice: 'a'"),
                ([{"id": "Index"}, {"id": "a", "parent": "Indx"}], "unknown parent: 'Indx', did you mean 'Index'?"),
                ([{"id": "I"}, {"id": "a", "parent": "b"}, {"id": "b", "parent": "a"}], "'a' is above itself"),
                ([{"id": "a", "parent": "b"}, {"id": "b", "parent": "a"}], "no node without a parent"),
                ([{"id": "I"}, {**one, "weight": -1}], "nodes[1].weight: 'a': not a weight: '-1'"),
                ([{"id": "I", "direction": "down"}, one], "'I' is a mean of its parts"),
                ([{"id": "I"}, {**one, "normalize": {}}], "did you mean 'normalise'?"),
                ([{"id": "I"}, {**one, "normalise": {"method": "minmx"}}], "did you mean 'minmax'?"),
                ([{"id": "I"}, {**one, "weight": ".nan"}], "'a': not a weight: '.nan'"),
                ([{"id": "I"}, {**one, "weight": [1]}], "'a': not a weight: ''")):
            self.refuse({"id": "t", "version": "1", "normalise": {"method": "rank"}, "nodes": nodes}, [], wanted)

    def test_levels(self):
        for more, wanted in (({"aggregate": ["arithmetic", "geometric"]}, "2 entries, expected one for each of the 1"),
                             ({"aggregate": "median"}, "not a mean"),
                             ({"aggregate": {"method": "power", "p": 0}}, "not a mean"),
                             ({"min_available": 1.5}, "not a share"), ({"min_available": "2/0"}, "not a share"),
                             ({"min_available": [0.5, 1]}, "2 entries"),
                             ({"normalise": {"lower": 3}}, "method is missing")):
            self.refuse(flat({"a": {}, "b": {}}, **more), [], wanted)

    def test_floor_and_target_count(self):
        node = {"direction": "up", "normalise": {"method": "goalposts", "floor": 30, "target": 5}}
        done = run(flat({"a": node}), ["unit", "a"], [["x", 5]], "--json")
        self.assertEqual(json.loads(done.stdout)["units"][0]["scores"]["I"], 100)
        self.assertRegex(done.stderr, r"^note: definition.yaml:1: nodes\[1\].normalise: floor and target go the other way")

    def test_usage(self):
        for options in ([], ["--definition", "x"], ["--values", "x"], ["x"]):
            done = subprocess.run([SHUZHID, "score", *options], capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 2, options)
        done = subprocess.run([SHUZHID, "score", "--definition", "/nowhere/d.yaml", "--values", "/nowhere/v.csv"],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertTrue(re.match(r"/nowhere/d.yaml: ", done.stderr), done.stderr)


if __name__ == "__main__":
    unittest.main()
