#!/usr/bin/env bash
# The index of 3,400 halls by 59 indicators, recomputed in at most 10 ms; one core.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=build/release
# shellcheck disable=SC2046
cc -std=c11 -O2 -D_GNU_SOURCE -I. -Itests tests/bench/index_bench.c tests/support/rules.c tests/support/measures.c \
    -o "$build/index_bench" "$build/metrics/libshuzhi_metrics.a" $(pkg-config --cflags --libs glib-2.0) -lm
"$build/index_bench"
