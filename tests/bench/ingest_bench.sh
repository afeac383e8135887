#!/usr/bin/env bash
# Durable and live ingest beside VictoriaMetrics and InfluxDB, and the p90 wait of every hall: ingest_bench.py says how.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=$PWD/build/release
# shellcheck disable=SC2046
cc -std=c11 -O2 -D_GNU_SOURCE -I. -Itests tests/bench/ingest_lines.c -o "$build/ingest_lines" \
    -Wl,--whole-archive "$build/config/libshuzhi_config.a" -Wl,--no-whole-archive \
    "$build/metrics/libshuzhi_metrics.a" $(pkg-config --cflags --libs gio-2.0 libfyaml) -lm
for part in load bare; do
    # shellcheck disable=SC2046
    cc -std=c11 -O2 -D_GNU_SOURCE -I. -Itests "tests/bench/ingest_$part.c" -o "$build/ingest_$part" \
        "$build/metrics/libshuzhi_metrics.a" $(pkg-config --cflags --libs glib-2.0) -lm
done
SHUZHID=${SHUZHID:-$build/shuzhid} BENCH_TOOLS=$build PYTHONPATH=tests/support PYTHONDONTWRITEBYTECODE=1 \
    /usr/bin/python3 tests/bench/ingest_bench.py
