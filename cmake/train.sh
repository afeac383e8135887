#!/usr/bin/env bash
# A short day's work for an instrumented shuzhid, so that the compiler sees which ways are taken often: feeds in large
# and small requests, questions, pictures, a restart, a replay.
#
# Usage: train.sh PATH_OF_SHUZHID
set -euo pipefail
shuzhid=$1
folder=$(mktemp -d "${TMPDIR:-/tmp}/shuzhi-train-XXXXXX")
pid=
end() {
    if [ -n "$pid" ]; then kill "$pid" && wait "$pid" || true; fi
    rm -rf "$folder"
}
trap end EXIT

# Sets `feeds` and `screens`, the addresses of the daemon it starts.
start() {
    local deadline=$((SECONDS + 60))
    : >"$folder/said"
    "$shuzhid" serve --data "$folder/data" --listen 127.0.0.1:0 --feeds 127.0.0.1:0 >"$folder/said" 2>"$folder/log" &
    pid=$!
    until grep -q feeds= "$folder/said"; do
        if [ $SECONDS -gt $deadline ] || ! kill -0 "$pid"; then
            cat "$folder/log" >&2
            return 1
        fi
        sleep 0.1
    done
    feeds=$(grep -o 'feeds=http://[0-9.:]*' "$folder/said" | cut -d= -f2)
    screens=$(grep -o 'screens=http://[0-9.:]*' "$folder/said" | cut -d= -f2)
    curl -sf --retry 60 --retry-all-errors --retry-delay 1 -o /dev/null "$feeds/ready"
}

stop() {
    kill "$pid"
    wait "$pid"
    pid=
}

ask() {
    local path
    for path in halls 'index?hall=330106' 'index?area=330100' 'ranking?area=330100' queues windows kiosks ratings 'situation?area=330100' \
        'cases?limit=50' cases/outlook quality 'panels/index.png?hall=330106' 'panels/citymap.png?area=330100' \
        'panels/ranking.svg?area=330100'; do
        curl -sf -o /dev/null "$screens/api/v1/$path" || echo "train: not answered: $path" >&2
    done
}

# A morning of the last Wednesday, without most of what only says that a device is still there.
day=$(TZ=Asia/Shanghai date -d 'last wednesday' +%F)
"$shuzhid" simulate --from "${day}T08:00" --to "${day}T12:00" --out "$folder/all.lp"
awk -F, '($1 != "window" && $1 != "kiosk") || NR % 10 == 0' "$folder/all.lp" >"$folder/day.lp"
split -l 5000 "$folder/day.lp" "$folder/large-"
head -n 500 "$folder/day.lp" | split -l 1 - "$folder/small-"

start
for part in "$folder"/large-*; do echo "$part"; done |
    xargs -P 8 -I{} curl -sf -o /dev/null --data-binary '@{}' "$feeds/write?db=city"
ask
for part in "$folder"/small-*; do # one connection for all
    printf 'next\nurl = "%s/write?db=city"\ndata-binary = "@%s"\noutput = "/dev/null"\n' "$feeds" "$part"
done >"$folder/requests"
curl -sf --config "$folder/requests"
curl -sf -o /dev/null --data-binary "@$folder/large-aa" "$feeds/write?db=city" # repeats
stop
start # from the checkpoint
ask
stop
"$shuzhid" query --data "$folder/data" --at "${day}T12:00" '/api/v1/index?area=330100' >/dev/null
