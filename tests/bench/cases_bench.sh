#!/usr/bin/env bash
# Open cases: 2,000,000 in at most 400 MiB, 100,000 changes of light in a day in at most 200 ms, another calendar for
# 1,000,000 in at most 2 s; 10,000,000 beside it where the memory is there.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=build/release
# shellcheck disable=SC2046
cc -std=c11 -O2 -D_GNU_SOURCE -I. -Itests tests/bench/cases_bench.c -o "$build/cases_bench" \
    -Wl,--whole-archive "$build/config/libshuzhi_config.a" -Wl,--no-whole-archive \
    "$build/metrics/libshuzhi_metrics.a" $(pkg-config --cflags --libs gio-2.0 libfyaml) -lm
for n in 2000000 10000000; do
    if [ "$(awk '/MemAvailable/ {print $2}' /proc/meminfo)" -gt $((n / 1000 * 256)) ]; then
        "$build/cases_bench" "$n"
    else
        echo "$n open cases: not measured, the memory is not there"
    fi
done
