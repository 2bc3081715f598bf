// SPDX-License-Identifier: BSD-2-Clause
/*
 * refused CASE FILE
 *
 * Map FILE in one of the ways that the kernel refuses before it asks the driver, or use a
 * mapping of it in one that the kernel refuses. It exits with 1 where that is so, and
 * prints the error; with 0 where it is not; with 2 where the case could not be made.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define NOBODY		65534
#define NOT_OPEN	77
#define MDWE		65	/* PR_SET_MDWE, of Linux 6.3 */

#define RW		(PROT_READ | PROT_WRITE)

static size_t page;

static int set_limit(int resource, rlim_t bytes)
{
	struct rlimit both = { bytes, bytes };

	return setrlimit(resource, &both);
}

/* A user without rights. */
static int become_nobody(void)
{
	return setresgid(NOBODY, NOBODY, NOBODY) || setresuid(NOBODY, NOBODY, NOBODY) ? -1 : 0;
}

static int lock_one_page(void)
{
	return set_limit(RLIMIT_MEMLOCK, page) || become_nobody() ? -1 : 0;
}

static int lock_nothing(void)
{
	return set_limit(RLIMIT_MEMLOCK, 0) || become_nobody() ? -1 : 0;
}

static int lock_future(void)
{
	return lock_one_page() || mlockall(MCL_FUTURE) ? -1 : 0;
}

static int little_address_space(void)
{
	return set_limit(RLIMIT_AS, 16 << 20);
}

static int no_writable_code(void)
{
	return prctl(MDWE, 1, 0, 0, 0);
}

/**
 * struct attempt - an mmap
 * @name: CASE
 * @open: how FILE is opened; NO_FILE: not at all
 * @before, @after: what comes before that, and behind it; NULL: nothing
 * @address, @pages, @protection, @flags, @offset: its arguments
 * @raw: by syscall(), which the C library does not look at
 */
struct attempt {
	const char *name;
	int open;
	int (*before)(void);
	int (*after)(void);
	uintptr_t address;
	uint64_t pages;
	int protection;
	int flags;
	uint64_t offset;
	bool raw;
};

#define NO_FILE		(-1)
#define NOT_MADE	(-2)
#define SHARED_PAGE	.open = O_RDWR, .pages = 1, .protection = RW, .flags = MAP_SHARED

/* An attempt is an ordinary one, but for what is named behind it. */
#pragma GCC diagnostic ignored "-Woverride-init"

static const struct attempt attempts[] = {
	{ "good", SHARED_PAGE },
	{ "write-only", SHARED_PAGE, .open = O_WRONLY, .protection = PROT_WRITE },
	{ "read-only", SHARED_PAGE, .open = O_RDONLY },
	{ "execute", SHARED_PAGE, .open = O_RDONLY, .protection = PROT_READ | PROT_EXEC },
	{ "no-right", SHARED_PAGE, .before = become_nobody },
	{ "not-open", SHARED_PAGE, .open = NO_FILE },
	{ "path-only", SHARED_PAGE, .open = O_PATH },
	{ "folder", SHARED_PAGE, .open = O_RDONLY, .protection = PROT_READ },
	{ "no-length", SHARED_PAGE, .pages = 0 },
	{ "no-type", SHARED_PAGE, .flags = 0 },
	{ "offset", SHARED_PAGE, .offset = 100 },
	{ "offset-raw", SHARED_PAGE, .offset = 100, .raw = true },
	{ "fixed-unaligned", SHARED_PAGE, .address = 0x10000001, .flags = MAP_SHARED | MAP_FIXED },
	{ "low", SHARED_PAGE, .after = become_nobody, .flags = MAP_SHARED | MAP_FIXED },
	{ "grows-down", SHARED_PAGE, .flags = MAP_PRIVATE | MAP_GROWSDOWN },
	{ "huge", SHARED_PAGE, .flags = MAP_SHARED | MAP_HUGETLB },
	{ "unknown-flag", SHARED_PAGE, .flags = MAP_SHARED_VALIDATE | MAP_SYNC },
	{ "far", SHARED_PAGE, .pages = 32, .offset = (uint64_t)INT64_MAX & ~UINT64_C(0xffff) },
	{ "address-space", SHARED_PAGE, .after = little_address_space, .pages = 8192 },
	{ "too-long", SHARED_PAGE, .pages = UINT64_C(1) << 36 },
	{ "locked", SHARED_PAGE, .after = lock_one_page, .pages = 2, .flags = MAP_SHARED | MAP_LOCKED },
	{ "locked-none", SHARED_PAGE, .after = lock_nothing, .flags = MAP_SHARED | MAP_LOCKED },
	{ "locked-future", SHARED_PAGE, .after = lock_future, .pages = 2 },
	{ "writable-code", SHARED_PAGE, .after = no_writable_code, .flags = MAP_PRIVATE,
	  .protection = PROT_READ | PROT_WRITE | PROT_EXEC },
};

static int result(const void *mapping)
{
	if (mapping != MAP_FAILED)
		return 0;
	printf("mmap: %s\n", strerror(errno));
	return 1;
}

/* The file, and what @attempt wants around it; NOT_MADE: that could not be done. */
static int open_for(const struct attempt *attempt, const char *path)
{
	int fd = NOT_OPEN;

	if (attempt->before && attempt->before() < 0)
		return NOT_MADE;
	/* Where the file cannot be opened, a careless program goes on with what it got. */
	if (attempt->open != NO_FILE) {
		fd = open(path, attempt->open | O_CLOEXEC);
		if (fd < 0)
			perror(path);
	}
	if (attempt->after && attempt->after() < 0)
		return NOT_MADE;
	return fd;
}

static int try(const struct attempt *attempt, const char *path)
{
	void *address = (void *)attempt->address;
	size_t length = (size_t)attempt->pages * page;
	int fd = open_for(attempt, path);

	if (fd == NOT_MADE) {
		perror(attempt->name);
		return 2;
	}
#ifdef __LP64__
	/* The system call of 32-bit programs takes pages. */
	if (attempt->raw)
		return result((void *)syscall(SYS_mmap, address, length, attempt->protection, attempt->flags, fd,
					      attempt->offset));
#endif
	return result(mmap(address, length, attempt->protection, attempt->flags, fd, (off_t)attempt->offset));
}

/* Two pages of FILE, which has one or is made to. */
static char *map_two(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	char *at;

	if (fd < 0 || ftruncate(fd, 2 * (off_t)page) < 0)
		return NULL;
	at = mmap(NULL, 2 * page, RW, MAP_SHARED, fd, 0);
	if (at == MAP_FAILED || ftruncate(fd, (off_t)page) < 0)
		return NULL;
	return at;
}

/* A system call that writes to @at. */
static int read_to(void *at)
{
	if (!at)
		return 2;
	if (read(open("/dev/zero", O_RDONLY | O_CLOEXEC), at, page) >= 0)
		return 0;
	printf("read: %s\n", strerror(errno));
	return 1;
}

static int truncated(const char *path)
{
	volatile char *at = map_two(path);

	return at ? at[page] : 2;
}

static void give_up_late(int signal)
{
	(void)signal;
	sleep(1);
	_exit(1);
}

/* Nobody can look at it by its name, but as long as it is mapped. */
static int truncated_unlinked(const char *path)
{
	volatile char *at = map_two(path);

	unlink(path);
	signal(SIGBUS, give_up_late);
	return at ? at[page] : 2;
}

/* Mapped while it is empty, it then has a page. */
static int grown(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	volatile char *at = mmap(NULL, 2 * page, RW, MAP_SHARED, fd, 0);

	if ((void *)at == MAP_FAILED || ftruncate(fd, (off_t)page) < 0)
		return 2;
	return at[0] + at[page];
}

static int truncated_in_call(const char *path)
{
	char *at = map_two(path);

	return at ? read_to(at + page) : 2;
}

/* A page of FILE that the kernel is told is broken: MADV_HWPOISON, of those that handle broken memory. */
static int poisoned(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	volatile char *at;

	if (fd < 0 || ftruncate(fd, (off_t)page) < 0)
		return 2;
	at = mmap(NULL, page, RW, MAP_SHARED, fd, 0);
	if ((void *)at == MAP_FAILED)
		return 2;
	*at = 1;
	return madvise((void *)at, page, MADV_HWPOISON) < 0 ? 2 : *at;
}

/* A page of FILE that may only be read; NULL: there is none. */
static void *map_to_read(const char *path)
{
	void *at = mmap(NULL, page, PROT_READ, MAP_SHARED, open(path, O_RDWR | O_CLOEXEC), 0);

	return at == MAP_FAILED ? NULL : at;
}

static int read_only_buffer(const char *path)
{
	return read_to(map_to_read(path));
}

/* The same, where that it may be written is taken away later. */
static int protected_buffer(const char *path)
{
	void *at = mmap(NULL, page, RW, MAP_SHARED, open(path, O_RDWR | O_CLOEXEC), 0);

	return at == MAP_FAILED || mprotect(at, page, PROT_READ) < 0 ? 2 : read_to(at);
}

/* The second piece of two. */
static int read_only_piece(const char *path)
{
	int fd = open("/dev/zero", O_RDONLY | O_CLOEXEC);
	struct iovec pieces[] = { { NULL, 0 }, { map_to_read(path), page } };

	if (!pieces[1].iov_base)
		return 2;
	if (readv(fd, pieces, 2) >= 0)
		return 0;
	printf("readv: %s\n", strerror(errno));
	return 1;
}

static int taken(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);
	void *at = mmap(NULL, page, RW, MAP_SHARED, fd, 0);

	if (at == MAP_FAILED)
		return 2;
	return result(mmap(at, page, RW, MAP_SHARED | MAP_FIXED_NOREPLACE, fd, 0));
}

/* Neighbours with other rights are not joined. */
static int too_many(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);

	for (unsigned int i = 0; i < 100000; i++)
		if (mmap(NULL, page, i % 2 ? RW : PROT_READ, MAP_SHARED, fd, 0) == MAP_FAILED)
			return result(MAP_FAILED);
	return 0;
}

static const struct {
	const char *name;
	int (*run)(const char *path);
} others[] = {
	{ "truncated", truncated },
	{ "truncated-in-call", truncated_in_call },
	{ "truncated-unlinked", truncated_unlinked },
	{ "grown", grown },
	{ "poisoned", poisoned },
	{ "read-only-buffer", read_only_buffer },
	{ "protected-buffer", protected_buffer },
	{ "read-only-piece", read_only_piece },
	{ "taken", taken },
	{ "too-many", too_many },
};

int main(int argc, char **argv)
{
	page = (size_t)sysconf(_SC_PAGESIZE);
	if (argc != 3)
		return 2;
	for (size_t i = 0; i < sizeof(attempts) / sizeof(attempts[0]); i++)
		if (strcmp(argv[1], attempts[i].name) == 0)
			return try(&attempts[i], argv[2]);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strcmp(argv[1], others[i].name) == 0)
			return others[i].run(argv[2]);
	fprintf(stderr, "refused: %s: no such case\n", argv[1]);
	return 2;
}
