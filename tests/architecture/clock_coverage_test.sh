#!/bin/bash
# Every line and branch of the calendars, clocks and lights of cases is taken by their tests: builds the files of
# tests/mutation/proven.txt apart with gcc's coverage, runs their tests, fails below 100 %.  Leaves the
# table in reports/, which ./dev test prints.
set -euo pipefail

build="$SHUZHI_BUILD/coverage/clocks"
rm -rf "$build"
mkdir -p "$build" "$SHUZHI_BUILD/reports"
cd "$build"

proven=$(grep -v '^#' "$SHUZHI_SOURCE/tests/mutation/proven.txt")
files=$(cut -d: -f1 <<<"$proven")
read -r -a tests <<<"$(cut -d: -f2 <<<"$proven" | xargs -n 1 | LC_ALL=C sort -u | xargs)"

read -r -a glib <<<"$(pkg-config --cflags --libs glib-2.0 jansson)"
flags=(-std=c11 -O0 -D_GNU_SOURCE '-DG_LOG_DOMAIN="shuzhid"' "-I$SHUZHI_SOURCE" "-I$SHUZHI_SOURCE/tests")

for source in "$SHUZHI_SOURCE"/{metrics,tests/support}/*.c; do
    coverage=()
    if grep -qxF "${source#"$SHUZHI_SOURCE/"}" <<<"$files"; then coverage=(--coverage); fi
    gcc "${flags[@]}" "${coverage[@]}" -c "$source" "${glib[@]}"
done
ar rc tested.a ./*.o
for test in "${tests[@]}"; do
    gcc "${flags[@]}" "$SHUZHI_SOURCE/tests/unit/metrics/${test}_test.c" tested.a \
        "${glib[@]}" --coverage -lm -o "$test"
    SHUZHI_ORACLE_CASES=40000 "./$test" >"$test.log" || { cat "$test.log"; exit 1; }
done

filters=()
while read -r file; do filters+=(--filter "$SHUZHI_SOURCE/$file"); done <<<"$files"
report() {
    gcovr --root "$SHUZHI_SOURCE" --object-directory "$build" "${filters[@]}" --exclude-throw-branches \
        "$@" "$build"
}
report --branches | tee "$SHUZHI_BUILD/reports/coverage.txt"
# None of them may be missing from the table, but for tables of data: nothing of those is run.
while read -r file; do
    object=$(basename "$file" .c).o
    if [ -e "$object" ] && ! nm "$object" | grep -q ' [Tt] '; then continue; fi
    grep -q "^$file " "$SHUZHI_BUILD/reports/coverage.txt" || { echo "$file: not measured"; exit 1; }
done <<<"$files"
report --branches --fail-under-branch 100 --fail-under-line 100 >/dev/null
