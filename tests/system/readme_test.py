"""README.md: what its commands print is what it says they print.

A ```sh block that a ```text block follows at once is an example.  Examples run all in one scratch folder and
in their order; the text is their output, where `...` at a line's end stands for the rest of the line.  An
example may call shuzhid and make its own files: any other command fails the test before anything runs.
The number of indicators it speaks of is that of the shipped index."""

import os
import re
import subprocess
import tempfile

SHUZHID = os.environ["SHUZHID"]
SOURCE = os.environ["SHUZHI_SOURCE"]
EXAMPLES = 7  # at least; fewer mean that they are no longer found
COMMAND = re.compile(r"shuzhid [a-z]|cat > [a-z][a-z.-]*(/[a-z][a-z.-]*)? <<'END'$|mkdir -p [a-z][a-z.-]*$")
SHELL = re.compile(r"[;&|`$<>]")  # in a call of shuzhid, outside quotes


def blocks(lines):
    """(language, text, line after it) of every fenced block; a block ends at the next fence."""
    found, begin = [], None
    for i, line in enumerate(lines):
        if not line.startswith("```"):
            continue
        if begin is None:
            begin = i
        else:
            found.append((lines[begin][3:], "\n".join(lines[begin + 1:i]) + "\n", begin, i + 1))
            begin = None
    assert begin is None, f"README.md:{begin + 1}: a block without an end"
    return found


def examples():
    with open(os.path.join(SOURCE, "README.md"), encoding="utf-8") as file:
        found = blocks(file.read().split("\n"))
    return [(one[1], other[1]) for one, other in zip(found, found[1:])
            if (one[0], other[0]) == ("sh", "text") and other[2] - one[3] == 1]


def refuse_other_commands(commands):
    bare = re.sub(r"(<<'END')\n.*?^END$", r"\1", commands.replace("\\\n", " "), flags=re.M | re.S)
    for line in bare.splitlines():
        assert COMMAND.match(line), f"README.md: an example may not run: {line}"
        if line.startswith("shuzhid "):
            assert not SHELL.search(re.sub(r"'[^']*'", "", line)), f"README.md: more than shuzhid in: {line}"


def pattern(text):
    return "".join(re.escape(line[:-3]) + ".*\n" if line.endswith("...") else re.escape(line) + "\n"
                   for line in text.splitlines())


def check_number_of_indicators():
    with open(os.path.join(SOURCE, "config/default/index.yaml"), encoding="utf-8") as file:
        n = len(re.findall(r"^  - \{id: \w+, parent: \w+, .*measure: ", file.read(), flags=re.M))
    with open(os.path.join(SOURCE, "README.md"), encoding="utf-8") as file:
        said = re.findall(r"an index of (\d+) indicators|由 (\d+) 项指标构成", file.read())
    assert said == [(str(n), ""), ("", str(n))], f"README.md speaks of {said} indicators, there are {n}"


def main():
    check_number_of_indicators()
    found = examples()
    assert len(found) >= EXAMPLES, f"only {len(found)} examples in README.md"
    for commands, _ in found:
        refuse_other_commands(commands)
    path = os.path.dirname(SHUZHID) + os.pathsep + os.environ["PATH"]
    with tempfile.TemporaryDirectory(prefix="shuzhi-test-") as scratch:
        for commands, text in found:
            done = subprocess.run(["bash", "-c", commands], cwd=scratch, env={**os.environ, "PATH": path}, text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
            printed = done.stdout.replace("\ufeff", "")  # a table begins with a byte order mark, which nobody sees
            assert re.fullmatch(pattern(text), printed), f"{commands}printed:\n{done.stdout}README.md has:\n{text}"


if __name__ == "__main__":
    main()
