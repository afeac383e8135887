#!/usr/bin/env bash
# clang-tidy (.clang-tidy) finds nothing.  Nine tenths of its time are the analyzer's, which walks through paths: here it
# looks at every sixteenth file, drawn by what is in it, so that who changes a file draws again; with TIDY=all (./dev tidy)
# at every one.
. "$(dirname "$0")/lib.sh"
folder=$SHUZHI_BUILD/tidy
CC=clang cmake -S . -B "$folder" -G Ninja -DCMAKE_BUILD_TYPE=Debug -DSHUZHI_TESTS=OFF >/dev/null
cmake --build "$folder" --target config/shipped.c >/dev/null 2>&1 || cmake --build "$folder" --target shuzhi_config >/dev/null
all=$(find shuzhid.c collector config metrics render web -name '*.c' | LC_ALL=C sort)
drawn=$all
[ "${TIDY:-}" = all ] || drawn=$(xargs sha256sum <<<"$all" | sed -n 's/^0.* //p')
analysed=$(wc -w <<<"$drawn")
[ "$analysed" -gt 0 ] || fault "no file was drawn for the analyzer"
look() { # FILES OPTION...: what clang-tidy says, and 1 if it says anything
    local files=$1
    shift
    xargs -rP"$(nproc)" -n4 clang-tidy --quiet -p "$folder" "$@" <<<"$files" 2>/dev/null
}
found=$(look "$drawn") || faults=1
found+=$(look "$(LC_ALL=C comm -23 <(echo "$all") <(echo "$drawn"))" --checks='-clang-analyzer-*') || faults=1
[ $faults = 0 ] || fault "$(grep -E "error:|warning:" <<<"$found" | LC_ALL=C sort -u)"
echo "analysed: $analysed of $(wc -w <<<"$all") files"
finish
