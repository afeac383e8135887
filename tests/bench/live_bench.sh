#!/usr/bin/env bash
# The live state of a city's day: 420,000 ticket events, 500,000 pulses, 114,000 ratings; one core.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=build/release
# shellcheck disable=SC2046
cc -std=c11 -O2 -D_GNU_SOURCE -I. -Itests tests/bench/live_bench.c tests/support/rules.c tests/support/measures.c \
    -o "$build/live_bench" "$build/web/libshuzhi_web.a" "$build/collector/libshuzhi_collector.a" \
    "$build/config/libshuzhi_config.a" "$build/render/libshuzhi_render.a" \
    "$build/metrics/libshuzhi_metrics.a" \
    $(pkg-config --cflags --libs gio-2.0 jansson sqlite3 pangocairo cairo-svg fontconfig spng) -lm
"$build/live_bench"
