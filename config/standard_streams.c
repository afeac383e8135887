#include "config/standard_streams.h"

#include "config/command_line.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

void sz_standard_streams_guard(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) == -1 && errno == EBADF) {
            /* The lowest free descriptor is taken: this one.  The wrong way round, so that use fails. */
            (void)open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
        }
    }
    (void)signal(SIGPIPE, SIG_IGN); /* NOLINT(bugprone-signal-handler,cert-sig30-c) */
}

int sz_standard_streams_finish(int status)
{
    errno = 0;
    bool is_written = fflush(stdout) == 0 && ferror(stdout) == 0;
    if (status != SZ_EXIT_DONE || is_written) {
        return status;
    }
    (void)fprintf(stderr, "shuzhid: cannot write to standard output%s%s\n", errno != 0 ? ": " : "",
                  errno != 0 ? g_strerror(errno) : "");
    return SZ_EXIT_FAILED;
}
