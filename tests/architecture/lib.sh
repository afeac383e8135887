# Shared by the architecture tests: where things are, and how a fault is said.
set -euo pipefail
: "${SHUZHI_SOURCE:?}" "${SHUZHI_BUILD:?}"
cd "$SHUZHI_SOURCE"
faults=0
fault() {
    echo "$*" >&2
    faults=1
}
finish() { exit $faults; }
# Our C files, whether git knows them yet or not.
c_files() { find shuzhid.c collector config metrics render web tests -name '*.[ch]' | LC_ALL=C sort; }
