#!/usr/bin/env bash
# Every call of the daemon on its files fails, in every way a disk fails: some 1,500 short lives.  Exit 0 or what broke.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=$PWD/build/release
cc -O2 -shared -fPIC -D_GNU_SOURCE tests/fault/fault_shim.c -o "$build/libfault_shim.so" -ldl
SHUZHID=${SHUZHID:-$build/shuzhid} FAULT_SHIM=$build/libfault_shim.so DAEMON_FAULTS=all PYTHONPATH=tests/support \
    PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 tests/fault/daemon_fault_test.py
