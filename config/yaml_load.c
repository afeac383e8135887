/* The file's half of config/yaml.h. */

#include "config/yaml.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* At most one byte more than a file may have, so that the parser can tell it is too large.
 * Returns: FALSE with errno set. */
static bool read_all(int fd, GByteArray *bytes)
{
    guint8 chunk[65536];
    while (bytes->len <= SZ_YAML_BYTES_MAX) {
        ssize_t n = read(fd, chunk, MIN(sizeof(chunk), SZ_YAML_BYTES_MAX + 1 - bytes->len));
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return n == 0;
        }
        g_byte_array_append(bytes, chunk, (guint)n);
    }
    return true;
}

GBytes *sz_yaml_read(const char *path, const char *file, SzProblems *problems)
{
    g_return_val_if_fail(path != NULL && file != NULL && problems != NULL, NULL);

    const SzFilePlace place = {.file = file};
    /* Non-blocking: opening a pipe must not wait for somebody to write into it. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) {
        sz_problems_add(problems, place, "", "cannot be read: %s", g_strerror(errno));
        return NULL;
    }
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    struct stat info = {0};
    bool regular = fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
    bool read_ok = regular && read_all(fd, bytes);
    int saved_errno = errno;
    (void)close(fd);
    if (!regular) {
        sz_problems_add(problems, place, "", "cannot be read: not a regular file");
        return NULL;
    }
    if (!read_ok) {
        sz_problems_add(problems, place, "", "cannot be read: %s", g_strerror(saved_errno));
        return NULL;
    }
    return g_byte_array_free_to_bytes(g_steal_pointer(&bytes));
}

SzYaml *sz_yaml_load(const char *path, const char *file, SzProblems *problems)
{
    g_autoptr(GBytes) bytes = sz_yaml_read(path, file, problems);
    SzSlice text = {0};
    if (bytes == NULL) {
        return NULL;
    }
    text.data = g_bytes_get_data(bytes, &text.len);
    return sz_yaml_parse(file, text, problems);
}
