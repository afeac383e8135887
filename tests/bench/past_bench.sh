#!/usr/bin/env bash
# Two days of a city: how long a state of the second afternoon takes from the checkpoint that the first day left, and from
# the whole journal.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=build/release
data=$(mktemp -d)
trap 'rm -rf "$data"' EXIT
# shellcheck disable=SC2046
cc -std=c11 -O2 -D_GNU_SOURCE -I. -Itests tests/bench/past_bench.c tests/support/rules.c tests/support/measures.c -o "$build/past_bench" \
    "$build/web/libshuzhi_web.a" "$build/collector/libshuzhi_collector.a" -Wl,--whole-archive \
    "$build/config/libshuzhi_config.a" -Wl,--no-whole-archive "$build/render/libshuzhi_render.a" \
    "$build/metrics/libshuzhi_metrics.a" \
    $(pkg-config --cflags --libs gio-2.0 libfyaml jansson sqlite3 zlib pangocairo cairo-svg fontconfig spng) -lm -lpthread
"$build/past_bench" "$data"
