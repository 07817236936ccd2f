/* Faults of the disk, for the tests: preloaded into the program, it counts every write, fsync,
 * rename, truncation and removal under a folder, SQLite's and the search engine's too, and at one
 * of them kills the process or lets the disk be full. Nothing of it is part of the program.
 *
 *     cc -shared -fPIC -O1 -o faults.so tests/faults.c -ldl
 *     LD_PRELOAD=./faults.so AROBASE_FAULT_UNDER=/home/x/index/ AROBASE_CRASH_AT=17 arobase crawl …
 *
 * AROBASE_CRASH_AT=n     dies (SIGKILL) at the n-th; of a write, half the bytes come through first
 * AROBASE_FULL_AT=n      from the n-th on every write fails with "no space left on device"
 * AROBASE_CLOCK_JUMP=s   the machine's clock is set s seconds forward once it was read for the first time
 * AROBASE_FAULT_COUNT=f  writes into the file f, at the end, how many there were
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static atomic_long points;
static long crash_at, full_at;
static const char *under;
static long jump;
static atomic_int clock_was_read;

__attribute__((constructor)) static void begin(void) {
    const char *at = getenv("AROBASE_CRASH_AT"), *full = getenv("AROBASE_FULL_AT");
    crash_at = at ? atol(at) : 0;
    full_at = full ? atol(full) : 0;
    const char *seconds = getenv("AROBASE_CLOCK_JUMP");
    jump = seconds ? atol(seconds) : 0;
    under = getenv("AROBASE_FAULT_UNDER");
}

__attribute__((destructor)) static void end(void) {
    const char *file = getenv("AROBASE_FAULT_COUNT");
    if (!file) return;
    char text[32];
    int length = snprintf(text, sizeof text, "%ld\n", (long)points);
    long fd = syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (fd < 0) return;
    syscall(SYS_write, fd, text, length);
    syscall(SYS_close, fd);
}

static int is_ours(int fd) {
    char link[64], path[4096];
    if (!under) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return strncmp(path, under, strlen(under)) == 0;
}

static int named(const char *path) { return under && strstr(path, under) != NULL; }

static _Noreturn void die(void) {
    for (;;) kill(getpid(), SIGKILL);
}

/* Counts a point: 1 where the process is to die, 2 where the disk is full. */
static int point(void) {
    long now = ++points;
    if (crash_at && now >= crash_at) return 1;
    if (full_at && now >= full_at) return 2;
    return 0;
}

#define REAL(name) \
    static __typeof__(&name) real; \
    if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name);

ssize_t write(int fd, const void *bytes, size_t count) {
    REAL(write)
    if (fd > 2 && is_ours(fd)) switch (point()) {
        case 1: real(fd, bytes, count / 2); die();
        case 2: errno = ENOSPC; return -1;
    }
    return real(fd, bytes, count);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
    REAL(writev)
    if (fd > 2 && is_ours(fd)) switch (point()) {
        case 1: real(fd, parts, 1); die();
        case 2: errno = ENOSPC; return -1;
    }
    return real(fd, parts, count);
}

#define PWRITE(name, offset_t) \
    ssize_t name(int fd, const void *bytes, size_t count, offset_t at) { \
        REAL(name) \
        if (is_ours(fd)) switch (point()) { \
            case 1: real(fd, bytes, count / 2, at); die(); \
            case 2: errno = ENOSPC; return -1; \
        } \
        return real(fd, bytes, count, at); \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define TRUNCATE(name, offset_t) \
    int name(int fd, offset_t length) { \
        REAL(name) \
        if (is_ours(fd) && point() == 1) die(); \
        return real(fd, length); \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

#define SYNC(name) \
    int name(int fd) { \
        REAL(name) \
        if (is_ours(fd) && point() == 1) die(); \
        return real(fd); \
    }
SYNC(fsync)
SYNC(fdatasync)

int clock_gettime(clockid_t which, struct timespec *time) {
    REAL(clock_gettime)
    int told = real(which, time);
    if (jump && which == CLOCK_REALTIME && clock_was_read++) time->tv_sec += jump;
    return told;
}

int rename(const char *from, const char *to) {
    REAL(rename)
    if (named(to) && point() == 1) die();
    return real(from, to);
}

int unlink(const char *path) {
    REAL(unlink)
    if (named(path) && point() == 1) die();
    return real(path);
}
