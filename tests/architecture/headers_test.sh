#!/usr/bin/env bash
# Every header is self-contained: it compiles alone.
. "$(dirname "$0")/lib.sh"
flags=$(pkg-config --cflags gio-2.0 libfyaml jansson expat zlib pangocairo spng libmicrohttpd libwebsockets)
while read -r header; do
    # shellcheck disable=SC2086
    cc -std=c11 -D_GNU_SOURCE -I. -Itests $flags -Wall -Wextra -Werror -Wno-unused-function -fsyntax-only -x c \
        -include "$header" /dev/null 2>/dev/null || fault "$header: does not compile alone"
done < <(find collector config metrics render web tests/support -name '*.h')
finish
