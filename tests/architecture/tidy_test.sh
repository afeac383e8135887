#!/usr/bin/env bash
# clang-tidy (.clang-tidy) finds nothing.
. "$(dirname "$0")/lib.sh"
folder=$SHUZHI_BUILD/tidy
CC=clang cmake -S . -B "$folder" -G Ninja -DCMAKE_BUILD_TYPE=Debug -DSHUZHI_TESTS=OFF >/dev/null
cmake --build "$folder" --target config/shipped.c >/dev/null 2>&1 || cmake --build "$folder" --target shuzhi_config >/dev/null
output=$(find shuzhid.c collector config metrics render web -name '*.c' | LC_ALL=C sort |
    xargs -P"$(nproc)" -n4 clang-tidy --quiet -p "$folder" 2>/dev/null) || fault "$(grep -E "error:|warning:" <<<"$output" | LC_ALL=C sort -u)"
finish
