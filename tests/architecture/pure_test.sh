#!/usr/bin/env bash
# metrics and render read no clock, file, socket, environment or random number and log nothing: their
# archives want no such symbol, and nothing foreign beside GLib, libc's plain functions and libm.
. "$(dirname "$0")/lib.sh"
forbidden='^(time|clock.*|gettimeofday|localtime.*|gmtime.*|mktime|strftime|tz.*|fopen.*|open.*|read|write|pread.*|pwrite.*|fdatasync|fsync|socket|connect|bind|send.*|recv.*|poll|select|epoll.*|getenv|setenv|rand.*|random|srand.*|drand48|getrandom|printf|fprintf|puts|fputs|putchar|perror|syslog|setlocale|exit|abort|system|popen|fork|exec.*|pthread_.*|malloc|calloc|realloc|free|strdup|strcpy|strcat|sprintf|atoi|atof|strto.*|g_get_.*|g_date_time_new_now.*|g_random_.*|g_rand_.*|g_file_.*|g_print.*|g_log.*|g_message|g_warning|g_getenv|g_setenv|g_thread_.*|g_mutex_.*|g_timeout_.*|g_idle_.*|g_io_.*|g_socket_.*|curl_.*|json_.*|XML_.*|fy_.*|lws_.*|sqlite3_.*)$'
allowed='^(g_.*|sz_.*|SZ_.*|mem(cpy|cmp|move|set|chr)|str(len|cmp|ncmp|chr|rchr|spn|cspn|str|nlen)|__mem(cpy|move|set)_chk|__stack_chk_fail|__divti3|__asan_.*|__ubsan_.*|__tsan_.*|__gcov_.*|_GLOBAL_OFFSET_TABLE_|ceil|floor|fabs|sqrt|fmod|cairo_.*|pango_.*|spng_.*|log|log2|exp|pow|lround|llround|round|isnan|isinf|qsort|bsearch)$'
for folder in metrics render; do
    archive=$SHUZHI_BUILD/$folder/libshuzhi_$folder.a
    symbols=$(nm -u "$archive" | awk '$1 == "U" {print $2}' | sed 's/@.*//' | LC_ALL=C sort -u)
    [ "$(wc -l <<<"$symbols")" -gt 5 ] || fault "$archive: too few symbols to be believed"
    while read -r symbol; do
        case $symbol in
        g_return_if_fail_warning | g_assertion_message*) continue ;; # our own bugs
        esac
        if grep -qE "$forbidden" <<<"$symbol"; then
            fault "$folder: wants $symbol"
        elif ! grep -qE "$allowed" <<<"$symbol"; then
            fault "$folder: wants the foreign symbol $symbol"
        fi
    done <<<"$symbols"
done
finish
