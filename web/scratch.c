#include "web/scratch.h"

#include <ftw.h>
#include <stdio.h>

#define DEPTH_MAX 16

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status;
    (void)type;
    (void)walk;
    (void)remove(path);
    return 0;
}

void sz_scratch_remove(const char *path)
{
    (void)nftw(path, remove_one, DEPTH_MAX, FTW_DEPTH | FTW_PHYS);
}
