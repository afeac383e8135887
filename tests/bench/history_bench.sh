#!/usr/bin/env bash
# A simulated city's days into history.db: what a month weighs (promise: 50 MB), how long 1,440 points take (20 ms).
set -euo pipefail
cd "$(dirname "$0")/../.."
build=build/release
days=${1:-3}
data=$(mktemp -d)
trap 'rm -rf "$data"' EXIT
# shellcheck disable=SC2046
cc -std=c11 -O2 -D_GNU_SOURCE -I. -Itests tests/bench/history_bench.c -o "$build/history_bench" \
    "$build/web/libshuzhi_web.a" "$build/collector/libshuzhi_collector.a" -Wl,--whole-archive \
    "$build/config/libshuzhi_config.a" -Wl,--no-whole-archive "$build/render/libshuzhi_render.a" \
    "$build/metrics/libshuzhi_metrics.a" \
    $(pkg-config --cflags --libs gio-2.0 libfyaml jansson sqlite3 pangocairo cairo-svg fontconfig spng zlib) -lm -lpthread
to=$(date -u -d "2026-03-02 + $days days" +%F)
"$build/shuzhid" simulate --from 2026-03-02T00:00:00+08:00 --to "${to}T03:00:00+08:00" --out /dev/stdout |
    "$build/history_bench" "$data"
