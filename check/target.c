// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check/record.h"
#include "check/target.h"
#include "check/touch.h"

/* Some devices can be mapped only with PROT_WRITE. */
static bool is_writable_only(const struct target *target)
{
	return !target->design.shared && !target->design.private && target->design.shared_write;
}

int target_flags(const struct target *target)
{
	return target->design.shared || is_writable_only(target) ? MAP_SHARED : MAP_PRIVATE;
}

int target_protection(const struct target *target)
{
	return is_writable_only(target) ? PROT_READ | PROT_WRITE : PROT_READ;
}

int target_shared_protection(const struct target *target)
{
	return target->design.shared_write && !target->frozen ? PROT_READ | PROT_WRITE : target_protection(target);
}

/* Sum up the part of @page that is inside the device: @there, and by read(2); false if one cannot be read. */
static bool sum_both(const struct target *target, const unsigned char *there, size_t page, uint64_t sums[2])
{
	size_t inside = target_inside(target, page);
	unsigned char *bytes = malloc(inside);
	bool good;

	if (!bytes)
		return false;
	good = pread(target->fd, bytes, inside, target->base + (off_t)(page * target->page)) == (ssize_t)inside &&
	       touch_sum(there, inside, &sums[0]) == 0 && touch_sum(bytes, inside, &sums[1]) == 0;
	free(bytes);
	return good;
}

/* Whether read(2) gives other bytes than are @there, and neither changes meanwhile; false if that is not known. */
static bool read_differs(const struct target *target, const unsigned char *there, size_t page)
{
	uint64_t sums[2], again[2];

	return sum_both(target, there, page, sums) && sums[0] != sums[1] && sum_both(target, there, page, again) &&
	       sums[0] == again[0] && sums[1] == again[1];
}

bool target_is_own(const struct target *target, const unsigned char *there, size_t page)
{
	/* If each mapping has memory of its own, it is nobody else's. */
	if (target->design.fresh || !target->design.reads)
		return true;
	return target_inside(target, page) > 0 && !read_differs(target, there, page);
}

bool target_may_mark(const struct target *target, const unsigned char *memory, size_t page)
{
	return target_inside(target, page) >= sizeof(uint64_t) && touch_read(memory + page * target->page) == 0 &&
	       target_is_own(target, memory + page * target->page, page);
}

bool target_is_frozen(const struct target *target, struct record *record)
{
	if (target->frozen)
		record_skip(record, "%s, not even by mistake", target->frozen);
	return target->frozen;
}

static const char *protection_text(int protection)
{
	static const char *const texts[] = {
		"PROT_NONE", "PROT_READ", "PROT_WRITE", "PROT_READ | PROT_WRITE",
		"PROT_EXEC", "PROT_READ | PROT_EXEC", "PROT_WRITE | PROT_EXEC", "PROT_READ | PROT_WRITE | PROT_EXEC",
	};

	return texts[protection & 7];
}

static void flags_text(int flags, char *text, size_t size)
{
	static const struct {
		int flag;
		const char *name;
	} names[] = {
		{ MAP_FIXED, "MAP_FIXED" },
		{ MAP_POPULATE, "MAP_POPULATE" },
		{ MAP_LOCKED, "MAP_LOCKED" },
		{ MAP_NORESERVE, "MAP_NORESERVE" },
	};
	size_t length = (size_t)snprintf(text, size, "%s", (flags & MAP_TYPE) == MAP_SHARED ? "MAP_SHARED" : "MAP_PRIVATE");

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (flags & names[i].flag && length < size)
			length += (size_t)snprintf(text + length, size - length, " | %s", names[i].name);
}

void *target_mmap_at(const struct target *target, struct record *record, void *address, int fd, size_t length,
		     int protection, int flags, off_t offset)
{
	void *memory = mmap(address, length, protection, flags, fd, target->base + offset);
	int err = errno;
	char text[80], result[40], where[40] = "NULL";

	flags_text(flags, text, sizeof(text));
	if (memory == MAP_FAILED)
		snprintf(result, sizeof(result), "-1 %s", error_name(err));
	else
		snprintf(result, sizeof(result), "%p", memory);
	if (address)
		snprintf(where, sizeof(where), "%p", address);
	record_did(record, "mmap(%s, %zu, %s, %s, %s, %#llx) = %s", where, length, protection_text(protection), text,
		   fd == target->fd ? "fd" : "fd2", (unsigned long long)(target->base + offset), result);
	errno = err;
	return memory;
}

void *target_mmap(const struct target *target, struct record *record, size_t length, int protection,
		  int flags, off_t offset)
{
	return target_mmap_at(target, record, NULL, target->fd, length, protection, flags, offset);
}

void *target_mmap_whole(const struct target *target, struct record *record)
{
	return target_mmap(target, record, target->length, target_protection(target), target_flags(target), 0);
}

unsigned char *target_map(const struct target *target, struct record *record, int protection, int flags)
{
	void *memory = target_mmap(target, record, target->length, protection, flags, 0);

	if (memory != MAP_FAILED)
		return memory;
	record->row = 53;
	if (errno == ENOMEM)
		record_skip(record, "there is too little memory for another mapping");
	else
		record_fail(record, "mmap gives %s, although the same mapping could be made before", error_name(errno));
	return NULL;
}

bool target_is_mapped(const struct target *target, void *address)
{
	unsigned char present;

	return mincore(address, target->page, &present) == 0;
}

int target_munmap(struct record *record, void *address, size_t length)
{
	int result = munmap(address, length);

	record_did(record, "munmap(%p, %zu) = %d", address, length, result);
	return result;
}

int target_mprotect(struct record *record, void *address, size_t length, int protection)
{
	int result = mprotect(address, length, protection);
	int err = errno;

	record_did(record, "mprotect(%p, %zu, %s) = %d%s%s", address, length, protection_text(protection), result,
		   result ? " " : "", result ? error_name(err) : "");
	errno = err;
	return result;
}

/* Whether both descriptors are of one device: the path may lead to another one now. */
static bool is_same_device(int one, int other)
{
	struct stat first, second;

	return fstat(one, &first) == 0 && fstat(other, &second) == 0 && first.st_dev == second.st_dev &&
	       first.st_ino == second.st_ino && first.st_rdev == second.st_rdev;
}

int target_open_quietly(const struct target *target, int mode)
{
	int fd = open(target->path, mode | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0 || is_same_device(fd, target->fd))
		return fd;
	close(fd);
	errno = ENODEV;
	return -1;
}

int target_open(const struct target *target, struct record *record, int mode)
{
	int fd = target_open_quietly(target, mode);
	int err = errno;

	record_did(record, "open(\"%s\", %s) = %s", target->path, mode == O_RDWR ? "O_RDWR" : "O_RDONLY",
		   fd < 0 ? error_name(err) : "fd2");
	errno = err;
	return fd;
}

