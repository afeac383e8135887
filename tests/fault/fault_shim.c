/* Preloaded into a program, fails chosen calls on files below a folder.
 *
 *   FAULT_UNDER  the folder, absolute
 *   FAULT_AT     which call fails, counted from 1 over all calls below; 0 none
 *   FAULT_CALL   only calls of this name (default all)
 *   FAULT_COUNT  how many calls fail in a row (default 1)
 *   FAULT_KIND   EIO, ENOSPC: the call does nothing and fails so
 *                SHORT: a write does half of its work; other calls are left alone
 *                TORN: a write does half of its work and the next write fails with ENOSPC; other calls EIO
 *   FAULT_LOG    a file that gets a line for every fault: the call and the file
 *   FAULT_TRACE  a file that gets such a line for every call that is counted
 *
 * Counted: write pwrite pwritev fsync fdatasync ftruncate open openat rename renameat unlink unlinkat mkdir. */

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long n_calls;
static atomic_long n_torn; /* writes that must fail because the one before was cut */

typedef enum { FAIL_NOT, FAIL_ERROR, FAIL_HALF } Verdict;

/* Nobody here changes the environment, so reading it is safe from any thread. */
static const char *setting(const char *name)
{
    return getenv(name); /* NOLINT(concurrency-mt-unsafe) */
}

static bool is_under(const char *path)
{
    const char *under = setting("FAULT_UNDER");
    return under != NULL && strncmp(path, under, strlen(under)) == 0;
}

static bool fd_is_under(int fd, char path[static PATH_MAX])
{
    char link[64];
    (void)snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, PATH_MAX - 1);
    path[n > 0 ? n : 0] = '\0';
    return is_under(path);
}

static long number_of(const char *name, long otherwise)
{
    const char *text = setting(name);
    return text != NULL ? strtol(text, NULL, 10) : otherwise;
}

static void note(const char *setting_name, const char *call, const char *path)
{
    const char *log = setting(setting_name);
    char line[PATH_MAX + 64];
    if (log == NULL) {
        return;
    }
    int n = snprintf(line, sizeof line, "%s %s\n", call, path);
    long fd = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (fd >= 0) {
        (void)syscall(SYS_write, fd, line, n);
        (void)syscall(SYS_close, fd);
    }
}

static Verdict judge(const char *name, const char *path, bool is_write)
{
    const char *only = setting("FAULT_CALL");
    if (only != NULL && strcmp(only, name) != 0) {
        return FAIL_NOT;
    }
    const char *kind = setting("FAULT_KIND");
    long at = number_of("FAULT_AT", 0);
    long call = atomic_fetch_add(&n_calls, 1) + 1;
    note("FAULT_TRACE", name, path);
    if (is_write && atomic_exchange(&n_torn, 0) > 0) {
        errno = ENOSPC;
        return FAIL_ERROR;
    }
    if (at == 0 || kind == NULL || call < at || call >= at + number_of("FAULT_COUNT", 1)) {
        return FAIL_NOT;
    }
    bool is_short = strcmp(kind, "SHORT") == 0;
    bool is_torn = strcmp(kind, "TORN") == 0;
    note("FAULT_LOG", name, path);
    if (is_write && (is_short || is_torn)) {
        atomic_store(&n_torn, is_torn ? 1 : 0);
        return FAIL_HALF;
    }
    errno = strcmp(kind, "ENOSPC") == 0 ? ENOSPC : EIO;
    return is_short ? FAIL_NOT : FAIL_ERROR;
}

/* Of a call on an open file. */
static Verdict judge_fd(const char *name, int fd, bool is_write)
{
    char path[PATH_MAX];
    return fd_is_under(fd, path) ? judge(name, path, is_write) : FAIL_NOT;
}

/* Of a call on a path, in the folder @dir where it is not absolute.  What is relative to the working folder is not ours. */
static Verdict judge_path(const char *name, int dir, const char *path)
{
    char folder[PATH_MAX];
    if (path[0] == '/') {
        return is_under(path) ? judge(name, path, false) : FAIL_NOT;
    }
    if (dir == AT_FDCWD || !fd_is_under(dir, folder)) {
        return FAIL_NOT;
    }
    char whole[2 * PATH_MAX];
    (void)snprintf(whole, sizeof whole, "%s/%.4000s", folder, path);
    return judge(name, whole, false);
}

static size_t half_of(size_t n, Verdict verdict)
{
    return verdict == FAIL_HALF && n > 1 ? n / 2 : n;
}

/* The C library names its parameters otherwise. */
/* NOLINTBEGIN(readability-inconsistent-declaration-parameter-name) */
ssize_t write(int fd, const void *data, size_t n)
{
    Verdict verdict = judge_fd("write", fd, true);
    return verdict == FAIL_ERROR ? -1 : syscall(SYS_write, fd, data, half_of(n, verdict));
}

ssize_t pwrite(int fd, const void *data, size_t n, off_t offset)
{
    Verdict verdict = judge_fd("pwrite", fd, true);
    return verdict == FAIL_ERROR ? -1
                                 : syscall(SYS_pwrite64, fd, data, half_of(n, verdict), offset);
}

ssize_t pwrite64(int fd, const void *data, size_t n, off64_t offset)
{
    return pwrite(fd, data, n, offset);
}

/* A vector is cut after half of its first piece. */
ssize_t pwritev(int fd, const struct iovec *pieces, int n_pieces, off_t offset)
{
    Verdict verdict = judge_fd("pwritev", fd, true);
    if (verdict == FAIL_ERROR) {
        return -1;
    }
    if (verdict == FAIL_HALF) {
        return syscall(SYS_pwrite64, fd, pieces[0].iov_base, half_of(pieces[0].iov_len, verdict),
                       offset);
    }
    return syscall(SYS_pwritev, fd, pieces, n_pieces, offset, 0);
}

ssize_t pwritev64(int fd, const struct iovec *pieces, int n_pieces, off64_t offset)
{
    return pwritev(fd, pieces, n_pieces, offset);
}

int fsync(int fd)
{
    return judge_fd("fsync", fd, false) == FAIL_ERROR ? -1 : (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd)
{
    return judge_fd("fdatasync", fd, false) == FAIL_ERROR ? -1 : (int)syscall(SYS_fdatasync, fd);
}

int ftruncate(int fd, off_t length)
{
    return judge_fd("ftruncate", fd, false) == FAIL_ERROR ? -1
                                                          : (int)syscall(SYS_ftruncate, fd, length);
}

int ftruncate64(int fd, off64_t length)
{
    return ftruncate(fd, length);
}

static int open_at(int dir, const char *path, int flags, mode_t mode)
{
    return judge_path("open", dir, path) == FAIL_ERROR
               ? -1
               : (int)syscall(SYS_openat, dir, path, flags, mode);
}

static mode_t mode_of(int flags, va_list rest)
{
    return (flags & (O_CREAT | O_TMPFILE)) != 0 ? (mode_t)va_arg(rest, unsigned) : 0;
}

int open(const char *path, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    mode_t mode = mode_of(flags, rest);
    va_end(rest);
    return open_at(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    mode_t mode = mode_of(flags, rest);
    va_end(rest);
    return open_at(AT_FDCWD, path, flags, mode);
}

int openat(int dir, const char *path, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    mode_t mode = mode_of(flags, rest);
    va_end(rest);
    return open_at(dir, path, flags, mode);
}

int openat64(int dir, const char *path, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    mode_t mode = mode_of(flags, rest);
    va_end(rest);
    return open_at(dir, path, flags, mode);
}

int renameat(int from_dir, const char *from, int to_dir, const char *to)
{
    return judge_path("renameat", from_dir, from) == FAIL_ERROR
               ? -1
               : (int)syscall(SYS_renameat2, from_dir, from, to_dir, to, 0);
}

int rename(const char *from, const char *to)
{
    return judge_path("rename", AT_FDCWD, from) == FAIL_ERROR
               ? -1
               : (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int unlinkat(int dir, const char *path, int flags)
{
    return judge_path("unlinkat", dir, path) == FAIL_ERROR
               ? -1
               : (int)syscall(SYS_unlinkat, dir, path, flags);
}

int unlink(const char *path)
{
    return judge_path("unlink", AT_FDCWD, path) == FAIL_ERROR
               ? -1
               : (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

int mkdir(const char *path, mode_t mode)
{
    return judge_path("mkdir", AT_FDCWD, path) == FAIL_ERROR
               ? -1
               : (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
}
/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */
