#!/usr/bin/env bash
# Every test file is a test of CTest: one that is not registered never fails.
. "$(dirname "$0")/lib.sh"
# From the file that CTest reads: to ask a second ctest would overwrite the log of the run that asks.
names=$(sed -nE 's/^add_test\(\[=*\[([^]]+)\]=*\] .*/\1/p' "$SHUZHI_BUILD/tests/CTestTestfile.cmake")
expect() { grep -qxF "$1" <<<"$names" || fault "$2: not registered (no test named '$1')"; }
while read -r file; do
    name=${file#tests/unit/}
    expect "${name%_test.c}" "$file"
done < <(find tests/unit -name '*_test.c')
while read -r file; do
    name=${file#tests/}
    expect "${name%_test.*}" "$file"
done < <(find tests/system tests/browser tests/feeds tests/architecture -name '*_test.py' -o -name '*_test.sh')
# A C file under unit/ with another name would be built by nobody.
while read -r file; do fault "$file: a unit test is named NAME_test.c"; done \
    < <(find tests/unit -name '*.c' ! -name '*_test.c')
# Every test function of a unit test is added to its suite.
while read -r file; do
    while read -r function; do
        [ "$(grep -cE "\b$function\b" "$file")" -ge 2 ] || fault "$file: $function() is never run"
    done < <(sed -nE 's/^static void (test_[a-z0-9_]+)\(.*/\1/p' "$file")
done < <(find tests/unit -name '*_test.c')
finish
