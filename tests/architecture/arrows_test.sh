#!/usr/bin/env bash
# Arrows point one way: metrics <- render, metrics <- config, metrics+config <- collector, all <- web.
. "$(dirname "$0")/lib.sh"
declare -A may=(
    [metrics]="metrics"
    [render]="metrics render"
    [config]="metrics config"
    [collector]="metrics config collector"
    [web]="metrics render config collector web"
)
checked=0
for folder in "${!may[@]}"; do
    while IFS=: read -r file line text; do
        other=$(sed -E 's/.*"([a-z]+)\/.*/\1/' <<<"$text")
        checked=$((checked + 1))
        [[ " ${may[$folder]} " == *" $other "* ]] ||
            fault "$file:$line: $folder includes $other; it may include: ${may[$folder]}"
    done < <(grep -nHE '^#include "[a-z]+/' "$folder"/*.[ch])
done
[ $checked -gt 50 ] || fault "only $checked includes were looked at"
# Own headers are named from the root.
while read -r hit; do fault "$hit: own headers are included as \"folder/file.h\""; done \
    < <(grep -nHE '^#include "[^/"]+"' collector/*.[ch] config/*.[ch] metrics/*.[ch] render/*.[ch] web/*.[ch] || true)
finish
