#!/bin/bash
# Every branch of the calendars and deadlines is taken by their tests: builds them apart with gcc's
# coverage, runs the tests, fails below 100 %.
set -euo pipefail

build="$SHUZHI_BUILD/coverage/deadline"
rm -rf "$build"
mkdir -p "$build"
cd "$build"

read -r -a glib <<<"$(pkg-config --cflags --libs glib-2.0)"
flags=(-std=c11 -O0 -D_GNU_SOURCE '-DG_LOG_DOMAIN="shuzhid"' "-I$SHUZHI_SOURCE" "-I$SHUZHI_SOURCE/tests")

for source in "$SHUZHI_SOURCE"/metrics/*.c; do
    case "$(basename "$source")" in
    work_calendar.c | opening_hours.c | deadline*.c) coverage=(--coverage) ;;
    *) coverage=() ;;
    esac
    gcc "${flags[@]}" "${coverage[@]}" -c "$source" "${glib[@]}"
done
for test in work_calendar opening_hours deadline deadline_strip deadline_oracle; do
    gcc "${flags[@]}" "$SHUZHI_SOURCE/tests/unit/metrics/${test}_test.c" ./*.o \
        "${glib[@]}" --coverage -lm -o "$test"
    SHUZHI_ORACLE_CASES=40000 "./$test" >"$test.log" || { cat "$test.log"; exit 1; }
done

report() {
    gcovr --root "$SHUZHI_SOURCE" --object-directory "$build" --filter "$SHUZHI_SOURCE/metrics/.*\.c" \
        --exclude-throw-branches "$@" "$build"
}
report --branches
report --branches --fail-under-branch 100 --fail-under-line 100 >/dev/null
