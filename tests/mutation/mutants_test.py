#!/usr/bin/env python3
"""The tokenizer and the mutants of small pieces of C."""

import unittest

from c_tokens import tokens
from mutants import mutants


def texts(source):
    return [token.text for token in tokens(source)]


def changed(source):
    """What each mutant of @source reads like, less what is the same in all of them."""
    return [(mutant.change, mutant.apply(source)) for mutant in mutants("a.c", source)]


class Tokens(unittest.TestCase):
    def test_what_is_no_code_is_passed_over(self):
        self.assertEqual(texts("a /* 1 < 2\n */ + b // c\n"), ["a", "+", "b"])
        self.assertEqual(texts('f("1 /* \\" 2", \'\\\'\', L"3")'), ["f", "(", ",", ",", ")"])
        self.assertEqual(texts('#include <glib.h>\n#if A > 1\n#endif\nint a;\n'), ["int", "a", ";"])
        self.assertEqual(texts("#pragma once \\\n 1\nb"), ["b"])

    def test_the_body_of_a_define_is_code(self):
        self.assertEqual(texts("#define DAYS (7 + 1)\nx"), ["(", "7", "+", "1", ")", "x"])
        self.assertEqual(texts("#define KIND(n) (1u << SZ_##n)\nx"),
                         ["(", "1u", "<<", "SZ_", "##", "n", ")", "x"])  # fmt: skip

    def test_signs_are_as_long_as_can_be(self):
        self.assertEqual(texts("a->b<<=c++<=d--&&!e"),
                         ["a", "->", "b", "<<=", "c", "++", "<=", "d", "--", "&&", "!", "e"])  # fmt: skip
        self.assertEqual([token.kind for token in tokens("0x1F 12u 1.5 2e3 .5f")],
                         ["integer", "integer", "float", "float", "float"])  # fmt: skip

    def test_functions(self):
        source = "static int t[] = {1};\nint f(int a)\n{\n    if (a) { b; }\n}\nint c;\nvoid g(void)\n{\n    d;\n}\n"
        at = {token.text: token.function for token in tokens(source)}
        self.assertEqual([at[name] for name in ("1", "b", "c", "d")], ["", "f", "", "g"])


class Mutants(unittest.TestCase):
    def test_comparisons(self):
        self.assertEqual(changed("a < b"), [("< to <=", "a <= b"), ("< to >=", "a >= b")])
        self.assertEqual(changed("a == b"), [("== to !=", "a != b")])
        self.assertEqual(changed("a && b"), [("&& to ||", "a || b")])

    def test_operators_between_two_operands_only(self):
        self.assertEqual(changed("a - b"), [("- to +", "a + b")])
        self.assertEqual(changed("-a;"), [("no -", "a;")])
        self.assertEqual(changed("T *p = &q;"), [])
        self.assertEqual(changed("a * b"), [("* to /", "a / b")])
        self.assertEqual(changed("i++"), [("++ to --", "i--")])

    def test_constants(self):
        self.assertEqual(changed("x[7u]"), [("7u to 8", "x[8u]"), ("7u to 6", "x[6u]")])
        self.assertEqual(changed("f(0)"), [("0 to 1", "f(1)"), ("0 to -1", "f((-1))")])
        self.assertEqual(changed("a = true;"), [("true to false", "a = false;")])
        self.assertEqual(changed("MIN(a, b)"), [("MIN to MAX", "MAX(a, b)")])

    def test_the_second_on_a_line_has_a_number(self):
        self.assertEqual([change for change, _ in changed("a + b + c")], ["+ to -", "+ to - #2"])

    def test_conditions(self):
        self.assertEqual(changed("if (f(a)) {"), [("not if", "if (!(f(a))) {")])
        self.assertEqual(changed("if (!a) {"), [("no !", "if (a) {")])
        self.assertEqual(changed("b = f(x, y) ? c : d;"), [("not ?", "b = !(f(x, y)) ? c : d;")])

    def test_early_returns(self):
        source = "int f(int a)\n{\n    if (a == b) {\n        return c;\n    }\n    return d;\n}\n"
        self.assertEqual([change for change, _ in changed(source)], ["== to !=", "no return"])
        self.assertIn("{\n        (void)(c);\n    }", changed(source)[1][1])
        loop = "void f(void)\n{\n    while (a) {\n        continue;\n        b;\n    }\n}\n"
        self.assertIn(("no continue", loop.replace("continue;", ";")), changed(loop))

    def test_where_it_stands(self):
        source = "/* one\n * two */\nint f(void)\n{\n    return a < b;\n}\n"
        first = mutants("metrics/a.c", source)[0]
        self.assertEqual(first.key(), ("metrics/a.c", "f", "return a < b;", "< to <="))
        self.assertEqual(str(first), "metrics/a.c:5: < to <=: return a < b;")


if __name__ == "__main__":
    unittest.main()
