#!/usr/bin/env bash
# 1 M open cases and a tail of 3 M lines: time to the first moment (promise: 5 s), what a checkpoint weighs and costs.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=build/release
data=$(mktemp -d)
trap 'rm -rf "$data"' EXIT
# shellcheck disable=SC2046
cc -std=c11 -O2 -D_GNU_SOURCE -I. tests/bench/restart_bench.c -o "$build/restart_bench" \
    "$build/web/libshuzhi_web.a" "$build/collector/libshuzhi_collector.a" -Wl,--whole-archive \
    "$build/config/libshuzhi_config.a" -Wl,--no-whole-archive "$build/render/libshuzhi_render.a" \
    "$build/metrics/libshuzhi_metrics.a" \
    $(pkg-config --cflags --libs gio-2.0 libfyaml jansson sqlite3 pangocairo cairo-svg fontconfig spng) -lm -lpthread
"$build/restart_bench" "$data" "${1:-1000000}" "${2:-3000000}"
