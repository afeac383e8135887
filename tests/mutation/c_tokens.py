"""The tokens of a C file formatted as this project formats them.

Comments, strings, characters and directives are passed over; of a #define only the body is code."""

import re
from dataclasses import dataclass

_SKIPPED = re.compile(
    r"""\s+|//[^\n]*|/\*.*?\*/|L?"(?:\\.|[^"\\\n])*"|L?'(?:\\.|[^'\\\n])*'""", re.DOTALL
)
_DEFINE = re.compile(r"\#[ \t]*define[ \t]+\w+(?:\([^)]*\))?")
_DIRECTIVE = re.compile(r"\#(?:[^\n\\]|\\.)*", re.DOTALL)
_TOKEN = re.compile(
    r"""(?P<float>(?:\d+\.\d*|\.\d+)(?:[eE][+-]?\d+)?[fFlL]?|\d+[eE][+-]?\d+[fFlL]?)
      |(?P<integer>0[xX][0-9a-fA-F]+[uUlL]*|\d+[uUlL]*)
      |(?P<word>[A-Za-z_]\w*)
      |(?P<sign>\.\.\.|\#\#|<<=|>>=|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|\S)""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Token:
    kind: str  # float integer word sign
    text: str
    start: int
    end: int
    function: str  # the function it stands in, "" outside of any


class _Functions:
    """Follows the braces: a name before parentheses at depth 0 names the braces that follow."""

    def __init__(self):
        self.depth = 0
        self.parentheses = 0
        self.candidate = ""
        self.name = ""
        self.last = ""

    def see(self, text):
        if self.depth == 0 and text == "(" and self.parentheses == 0:
            self.candidate = self.last
        if self.depth == 0 and text in (";", "="):
            self.candidate = ""
        self.parentheses += {"(": 1, ")": -1}.get(text, 0)
        if text == "{":
            if self.depth == 0:
                self.name = self.candidate
            self.depth += 1
        if text == "}":
            self.depth -= 1
            if self.depth == 0:
                self.name = self.candidate = ""
        self.last = text


def tokens(source):
    """Every token of @source, in order."""
    found = []
    functions = _Functions()
    at = 0
    while at < len(source):
        skipped = _SKIPPED.match(source, at)
        if skipped is None and source[at] == "#" and not source[at:].startswith("##"):
            skipped = _DEFINE.match(source, at) or _DIRECTIVE.match(source, at)
        if skipped is not None:
            at = skipped.end()
            continue
        match = _TOKEN.match(source, at)
        functions.see(match.group())
        found.append(Token(match.lastgroup, match.group(), at, match.end(), functions.name))
        at = match.end()
    return found
