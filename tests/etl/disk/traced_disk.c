/* Preloaded into a process, this writes down what the process does to the files below a folder, in the order in which it
   does it: TRACE_ROOT is the folder, TRACE_LOG the file that it is written to. With TRACE_ROOM=N the disk is full after N
   bytes more. Each entry is a `head`, the path, and the data or the second path. Threads wait for each other. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

struct head {
    char op; /* C create, T truncate, W write, R rename, U unlink, D rmdir, M mkdir, S flush */
    uint32_t path_length;
    uint64_t data_length;
    int64_t offset;
} __attribute__((packed));

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static char root[PATH_MAX];
static size_t root_length;
static int log_fd = -1;
static long long room = -1;

__attribute__((constructor)) static void begin(void) {
    const char *folder = getenv("TRACE_ROOT"), *log = getenv("TRACE_LOG"), *limit = getenv("TRACE_ROOM");
    if (!folder || !log) return;
    snprintf(root, sizeof root, "%s", folder);
    root_length = strlen(root);
    log_fd = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (limit) room = atoll(limit);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int is_inside(const char *path) {
    return log_fd >= 0 && strncmp(path, root, root_length) == 0 && (path[root_length] == '/' || !path[root_length]);
}

static int path_of(int fd, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return is_inside(path) && !(length > 10 && !strcmp(path + length - 10, " (deleted)"));
}

static int path_at(int folder, const char *name, char *path) {
    if (name[0] == '/') {
        snprintf(path, PATH_MAX, "%s", name);
    } else if (folder == AT_FDCWD) {
        return 0;
    } else {
        if (!path_of(folder, path)) return 0;
        size_t length = strlen(path);
        snprintf(path + length, PATH_MAX - length, "/%s", name);
    }
    return is_inside(path);
}

static void note(char op, const char *path, const struct iovec *data, int parts, int64_t offset) {
    const char *below = path + root_length + (path[root_length] == '/');
    struct head head = {op, (uint32_t)strlen(below), 0, offset};
    struct iovec all[1026] = {{&head, sizeof head}, {(void *)below, head.path_length}};
    for (int part = 0; part < parts; part++) {
        all[part + 2] = data[part];
        head.data_length += data[part].iov_len;
    }
    if (syscall(SYS_writev, log_fd, all, parts + 2) < 0) abort();
}

/* Write a number of bytes of what was given, as the system did. */
static void note_written(const char *path, const struct iovec *data, int parts, ssize_t written, int64_t offset) {
    struct iovec done[1024];
    int count = 0;
    for (; count < parts && written > 0; count++) {
        done[count] = data[count];
        if ((size_t)written < done[count].iov_len) done[count].iov_len = (size_t)written;
        written -= (ssize_t)done[count].iov_len;
    }
    note('W', path, done, count, offset);
}

static int is_full(size_t bytes) {
    if (room < 0) return 0;
    room = (long long)bytes > room ? 0 : room - (long long)bytes;
    return room == 0;
}

static size_t size_of(const struct iovec *data, int parts) {
    size_t sum = 0;
    for (int part = 0; part < parts; part++) sum += data[part].iov_len;
    return sum;
}

/* `call` writes at `at` (-1: where the file stands). */
#define WRITING(fd, data, parts, at, call)                                          \
    char path[PATH_MAX];                                                            \
    if (log_fd < 0 || !path_of(fd, path)) return call;                              \
    pthread_mutex_lock(&turn);                                                      \
    ssize_t written = -1;                                                           \
    if (is_full(size_of(data, parts))) {                                            \
        errno = ENOSPC;                                                             \
    } else if ((written = call) > 0) {                                              \
        int64_t offset = at < 0 ? (int64_t)lseek(fd, 0, SEEK_CUR) - written : at;   \
        note_written(path, data, parts, written, offset);                           \
    }                                                                               \
    pthread_mutex_unlock(&turn);                                                    \
    return written;

ssize_t write(int fd, const void *buffer, size_t size) {
    struct iovec one = {(void *)buffer, size};
    WRITING(fd, &one, 1, (int64_t)-1, REAL(write)(fd, buffer, size))
}
ssize_t pwrite(int fd, const void *buffer, size_t size, off_t at) {
    struct iovec one = {(void *)buffer, size};
    WRITING(fd, &one, 1, (int64_t)at, REAL(pwrite)(fd, buffer, size, at))
}
ssize_t pwrite64(int fd, const void *buffer, size_t size, off64_t at) {
    struct iovec one = {(void *)buffer, size};
    WRITING(fd, &one, 1, (int64_t)at, REAL(pwrite64)(fd, buffer, size, at))
}
ssize_t writev(int fd, const struct iovec *data, int parts) {
    WRITING(fd, data, parts, (int64_t)-1, REAL(writev)(fd, data, parts))
}
ssize_t pwritev(int fd, const struct iovec *data, int parts, off_t at) {
    WRITING(fd, data, parts, (int64_t)at, REAL(pwritev)(fd, data, parts, at))
}
ssize_t pwritev64(int fd, const struct iovec *data, int parts, off64_t at) {
    WRITING(fd, data, parts, (int64_t)at, REAL(pwritev64)(fd, data, parts, at))
}

/* `call` does `op` to `fd`, with a size where it has one. */
#define CHANGING(op, fd, size, call)                       \
    char path[PATH_MAX];                                   \
    if (log_fd < 0 || !path_of(fd, path)) return call;     \
    pthread_mutex_lock(&turn);                             \
    int result = call;                                     \
    if (result == 0) note(op, path, NULL, 0, size);        \
    pthread_mutex_unlock(&turn);                           \
    return result;

int ftruncate(int fd, off_t size) { CHANGING('T', fd, size, REAL(ftruncate)(fd, size)) }
int ftruncate64(int fd, off64_t size) { CHANGING('T', fd, size, REAL(ftruncate64)(fd, size)) }
int fsync(int fd) { CHANGING('S', fd, 0, REAL(fsync)(fd)) }
int fdatasync(int fd) { CHANGING('S', fd, 0, REAL(fdatasync)(fd)) }

/* `call` does `op` to a name. */
#define NAMING(op, folder, name, call)                              \
    char path[PATH_MAX];                                            \
    if (log_fd < 0 || !path_at(folder, name, path)) return call;    \
    pthread_mutex_lock(&turn);                                      \
    int result = call;                                              \
    if (result == 0) note(op, path, NULL, 0, 0);                    \
    pthread_mutex_unlock(&turn);                                    \
    return result;

int unlink(const char *name) { NAMING('U', AT_FDCWD, name, REAL(unlink)(name)) }
int remove(const char *name) {
    struct stat before;
    int is_folder = lstat(name, &before) == 0 && S_ISDIR(before.st_mode);
    NAMING(is_folder ? 'D' : 'U', AT_FDCWD, name, REAL(remove)(name))
}
int rmdir(const char *name) { NAMING('D', AT_FDCWD, name, REAL(rmdir)(name)) }
int mkdir(const char *name, mode_t mode) { NAMING('M', AT_FDCWD, name, REAL(mkdir)(name, mode)) }
int mkdirat(int folder, const char *name, mode_t mode) { NAMING('M', folder, name, REAL(mkdirat)(folder, name, mode)) }
int unlinkat(int folder, const char *name, int flags) {
    NAMING(flags & AT_REMOVEDIR ? 'D' : 'U', folder, name, REAL(unlinkat)(folder, name, flags))
}

static int renaming(const char *from, const char *to, int result) {
    if (result == 0 && is_inside(from) && is_inside(to)) {
        struct iovec second = {(void *)(to + root_length + 1), strlen(to + root_length + 1)};
        note('R', from, &second, 1, 0);
    }
    pthread_mutex_unlock(&turn);
    return result;
}
int rename(const char *from, const char *to) {
    pthread_mutex_lock(&turn);
    return renaming(from, to, REAL(rename)(from, to));
}
int renameat(int one, const char *from, int other, const char *to) {
    pthread_mutex_lock(&turn);
    return renaming(from, to, REAL(renameat)(one, from, other, to));
}

static int opened(int folder, const char *name, int flags, mode_t mode) {
    char path[PATH_MAX];
    if (log_fd < 0 || !(flags & (O_CREAT | O_TRUNC)) || !path_at(folder, name, path))
        return (int)syscall(SYS_openat, folder, name, flags, mode);
    pthread_mutex_lock(&turn);
    struct stat before;
    int was_there = stat(path, &before) == 0;
    int fd = (int)syscall(SYS_openat, folder, name, flags, mode);
    if (fd >= 0 && !was_there) note('C', path, NULL, 0, 0);
    if (fd >= 0 && was_there && (flags & O_TRUNC) && before.st_size) note('T', path, NULL, 0, 0);
    pthread_mutex_unlock(&turn);
    return fd;
}
#define MODE(flags)                        \
    mode_t mode = 0;                       \
    if ((flags) & (O_CREAT | O_TMPFILE)) { \
        va_list rest;                      \
        va_start(rest, flags);             \
        mode = va_arg(rest, mode_t);       \
        va_end(rest);                      \
    }
int open(const char *name, int flags, ...) {
    MODE(flags)
    return opened(AT_FDCWD, name, flags, mode);
}
int open64(const char *name, int flags, ...) {
    MODE(flags)
    return opened(AT_FDCWD, name, flags | O_LARGEFILE, mode);
}
int openat(int folder, const char *name, int flags, ...) {
    MODE(flags)
    return opened(folder, name, flags, mode);
}
int openat64(int folder, const char *name, int flags, ...) {
    MODE(flags)
    return opened(folder, name, flags | O_LARGEFILE, mode);
}
