#!/usr/bin/env bash
# 900,000 cases that ended move to the archive: ms for 1,000, memory before and after, looking, coming back.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=build/release
data=$(mktemp -d)
trap 'rm -rf "$data"' EXIT
# shellcheck disable=SC2046
cc -std=c11 -O2 -D_GNU_SOURCE -I. -Itests tests/bench/archive_bench.c -o "$build/archive_bench" \
    "$build/web/libshuzhi_web.a" "$build/collector/libshuzhi_collector.a" -Wl,--whole-archive \
    "$build/config/libshuzhi_config.a" -Wl,--no-whole-archive "$build/render/libshuzhi_render.a" \
    "$build/metrics/libshuzhi_metrics.a" \
    $(pkg-config --cflags --libs gio-2.0 libfyaml jansson sqlite3 pangocairo cairo-svg fontconfig spng) -lm
"$build/archive_bench" "$data" "${1:-1000000}"
