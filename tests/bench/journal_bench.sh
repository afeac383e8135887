#!/usr/bin/env bash
# Durable appends a second beside a bare append + fdatasync loop on the same disk.
set -euo pipefail
cd "$(dirname "$0")/../.."
scratch=$(mktemp -d -p "${BENCH_FOLDER:-${TMPDIR:-/tmp}}")
trap 'rm -rf "$scratch"' EXIT
sources=()
for file in collector/journal*.c; do
    [ "$file" = collector/journal_command.c ] || sources+=("$file")
done
# shellcheck disable=SC2046
cc -std=c11 -O2 -g -D_GNU_SOURCE -DG_LOG_DOMAIN='"shuzhid"' -I. -o "$scratch/bench" tests/bench/journal_bench.c \
    "${sources[@]}" collector/crc32c.c collector/error.c collector/worker.c \
    $(pkg-config --cflags --libs glib-2.0) -pthread
"$scratch/bench" "$scratch"
