#!/usr/bin/env bash
# Parser, data standard and writer on one core; the aim is 5 M lines/s parsed.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=build/release
# shellcheck disable=SC2046
cc -std=c11 -O2 -D_GNU_SOURCE -I. tests/bench/lines_bench.c -o "$build/lines_bench" \
    "$build/collector/libshuzhi_collector.a" "$build/metrics/libshuzhi_metrics.a" \
    $(pkg-config --cflags --libs glib-2.0) -lm
"$build/lines_bench"
