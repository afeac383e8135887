"""The mutants of a C file: the same file with one thing told wrong.

    < <= > >= == !=        its neighbour at the boundary, its opposite
    && || + - * / % & | << >> ++ -- += -= MIN MAX   the other one
    true false TRUE FALSE  the other one
    !x  -x                 x
    12                     13, 11
    if (x), while (x), x ? a : b      turned round, where x holds no comparison
    return x; break; continue;        gone, where something follows"""

import re
from dataclasses import dataclass

from c_tokens import tokens

_OTHER = {
    "<": ("<=", ">="),
    "<=": ("<", ">"),
    ">": (">=", "<="),
    ">=": (">", "<"),
    "==": ("!=",),
    "!=": ("==",),
    "&&": ("||",),
    "||": ("&&",),
    "<<": (">>",),
    ">>": ("<<",),
    "++": ("--",),
    "--": ("++",),
    "+=": ("-=",),
    "-=": ("+=",),
    "MIN": ("MAX",),
    "MAX": ("MIN",),
    "true": ("false",),
    "false": ("true",),
    "TRUE": ("FALSE",),
    "FALSE": ("TRUE",),
}
# Between two operands only; clang-format puts spaces around them there, and nowhere else.
_OTHER_BINARY = {"+": "-", "-": "+", "*": "/", "/": "*", "%": "*", "&": "|", "|": "&"}
_COMPARES = {"<", "<=", ">", ">=", "==", "!=", "&&", "||", "!"}


@dataclass(frozen=True)
class Mutant:
    file: str
    function: str
    line_number: int
    line: str  # without the spaces around it
    change: str  # "< to <=", with "#2" behind it for the second such on its line
    start: int
    end: int
    text: str  # stands in place of source[start:end]

    def key(self):
        return (self.file, self.function, self.line, self.change)

    def apply(self, source):
        return source[: self.start] + self.text + source[self.end :]

    def __str__(self):
        return f"{self.file}:{self.line_number}: {self.change}: {self.line}"


class _Finder:
    def __init__(self, source):
        self.source = source
        self.tokens = tokens(source)
        self.found = []  # (token, what it is called, start, end, text)

    def add(self, token, change, start, end, text):
        self.found.append((token, change, start, end, text))

    def is_binary(self, token):
        around = self.source[token.start - 1] + self.source[token.end]
        return around.isspace()

    def closing(self, i):
        """The index of what closes the parenthesis or bracket at @i."""
        depth = 0
        for j in range(i, len(self.tokens)):
            depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(self.tokens[j].text, 0)
            if depth == 0:
                return j
        raise ValueError("parentheses do not match")

    def has_comparison(self, first, last):
        return any(token.text in _COMPARES for token in self.tokens[first : last + 1])

    def operators(self, token):
        for other in _OTHER.get(token.text, ()):
            self.add(token, f"{token.text} to {other}", token.start, token.end, other)
        if token.text in _OTHER_BINARY and self.is_binary(token):
            other = _OTHER_BINARY[token.text]
            self.add(token, f"{token.text} to {other}", token.start, token.end, other)
        elif token.text in ("!", "-"):
            self.add(token, f"no {token.text}", token.start, token.end, "")

    def integers(self, token):
        if token.kind == "integer":
            digits = re.match(r"0[xX][0-9a-fA-F]+|\d+", token.text).group()
            suffix = token.text[len(digits) :]
            value = int(digits, 0)
            for other in (value + 1, value - 1):
                text = f"{other}{suffix}" if other >= 0 else f"({other}{suffix})"
                self.add(token, f"{token.text} to {other}", token.start, token.end, text)

    def turn_round(self, token, first, last):
        if not self.has_comparison(first, last):
            start, end = self.tokens[first].start, self.tokens[last].end
            self.add(token, f"not {token.text}", start, end, f"!({self.source[start:end]})")

    def conditions(self, i, token):
        if token.text in ("if", "while"):
            self.turn_round(token, i + 2, self.closing(i + 1) - 1)
        if token.text == "?":
            first = i
            depth = 0
            while depth > 0 or self.tokens[first - 1].text not in ("(", "=", ",", "return", ":", "?"):
                first -= 1
                depth += {")": 1, "]": 1, "(": -1, "[": -1}.get(self.tokens[first].text, 0)
            self.turn_round(token, first, i - 1)

    def leavings(self, i, token):
        if token.text not in ("return", "break", "continue"):
            return
        semicolon = next(j for j in range(i, len(self.tokens)) if self.tokens[j].text == ";")
        after = self.tokens[semicolon + 1 : semicolon + 3]
        if len(after) == 2 and after[1].function == token.function:
            start, end = self.tokens[i].start, self.tokens[semicolon].end
            value = self.source[token.end : self.tokens[semicolon].start].strip()
            self.add(token, f"no {token.text}", start, end, f"(void)({value});" if value else ";")

    def find(self):
        for i, token in enumerate(self.tokens):
            self.operators(token)
            self.integers(token)
            self.conditions(i, token)
            self.leavings(i, token)
        return self.found


def mutants(file, source):
    """Every mutant of @source, in the order of the file."""
    out = []
    seen = {}
    for token, change, start, end, text in _Finder(source).find():
        number = source.count("\n", 0, token.start) + 1
        line = source.splitlines()[number - 1].strip()
        nth = seen[number, change] = seen.get((number, change), 0) + 1
        name = change if nth == 1 else f"{change} #{nth}"
        out.append(Mutant(file, token.function, number, line, name, start, end, text))
    return out
