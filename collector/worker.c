#include "collector/worker.h"

#include <signal.h>

int sz_worker_start(pthread_t *out, const char *name, void *(*run)(void *user), void *user)
{
    sigset_t all;
    sigset_t kept;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &kept);
    int error_number = pthread_create(out, NULL, run, user);
    (void)pthread_sigmask(SIG_SETMASK, &kept, NULL);
    if (error_number == 0) {
        (void)pthread_setname_np(*out, name);
    }
    return error_number;
}
