#!/usr/bin/env bash
# The daemon killed 1,000 times: every acknowledged line is there once.  No figure, a promise: exit 0 or what was lost.
set -euo pipefail
cd "$(dirname "$0")/../.."
SHUZHID=${SHUZHID:-$PWD/build/release/shuzhid} DAEMON_KILLS=${1:-1000} PYTHONPATH=tests/support \
    PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 tests/fault/daemon_crash_test.py
