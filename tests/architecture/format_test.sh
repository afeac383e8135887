#!/usr/bin/env bash
# Sources are formatted, of a size one can read, and free of what the style forbids.
. "$(dirname "$0")/lib.sh"
if ! output=$(c_files | xargs clang-format --dry-run --Werror 2>&1); then
    fault "$(grep -E 'error' <<<"$output" | head -n 20)"
    fault "run ./dev fmt"
fi
while read -r file; do
    lines=$(wc -l <"$file")
    limit=600
    case $file in tests/*) limit=800 ;; esac
    [ "$lines" -le $limit ] || fault "$file: $lines lines, at most $limit"
done < <(c_files)
raw='\b(malloc|calloc|realloc|strcpy|strcat|sprintf|vsprintf|gets|atoi|atol|atof|strtod|strtof|strtol|strtoul|strtoll|strtoull|strtok|alloca)\('
while read -r hit; do fault "$hit: use GLib's"; done \
    < <(grep -nE "$raw" shuzhid.c collector/*.[ch] config/*.[ch] metrics/*.[ch] render/*.[ch] web/*.[ch] || true)
while read -r hit; do fault "$hit: mend it or delete it"; done \
    < <(c_files | xargs grep -nE '\b(TODO|FIXME|XXX)\b' || true)
while read -r file; do
    head -n 1 "$file" | grep -qx '#pragma once' || fault "$file:1: a header begins with #pragma once"
done < <(c_files | grep '\.h$')
finish
