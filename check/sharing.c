// SPDX-License-Identifier: BSD-2-Clause
/* Group "sharing": all mappings, read(2) and write(2) are of one memory. */
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "check/check.h"
#include "check/keep.h"
#include "check/record.h"
#include "check/target.h"
#include "check/touch.h"

/* A mark that differs from @old. */
static uint64_t new_mark(uint64_t old, unsigned int seed, size_t page)
{
	uint64_t mark = mark_of(seed, page);

	return mark == old ? ~mark : mark;
}

/* What came of writing to a page. */
enum held {
	HELD,		/* the page has it */
	NOT_HELD,	/* the page does not: it may be a register, or memory that cannot be changed */
	DIED,		/* the access gave a signal */
};

/* Write a new mark to a page that can be read. */
static enum held put_new_mark(unsigned char *page, unsigned int seed, size_t number, uint64_t *mark)
{
	uint64_t now;

	if (mark_get(page, mark))
		return NOT_HELD;
	*mark = new_mark(*mark, seed, number);
	if (mark_put(page, *mark))
		return DIED;
	return mark_get(page, &now) == 0 && now == *mark ? HELD : NOT_HELD;
}

/* What another mapping shows of what was written through one. */
enum seen {
	SEEN,
	NOT_SEEN,
	NOT_KNOWN,	/* the page does not keep what is written to it */
	CANNOT_WRITE,	/* a signal came in place of the access */
	CANNOT_READ,
};

static enum seen see(const struct target *target, unsigned char *writer, const unsigned char *reader, size_t page,
		     unsigned int seed)
{
	size_t offset = page * target->page;
	uint64_t mark, other;

	switch (put_new_mark(writer + offset, seed, page, &mark)) {
	case HELD:
		break;
	case NOT_HELD:
		return NOT_KNOWN;
	case DIED:
		return CANNOT_WRITE;
	}
	if (mark_get(reader + offset, &other))
		return CANNOT_READ;
	return other == mark ? SEEN : NOT_SEEN;
}

/* --- Two mappings -------------------------------------------------------------- */

/* Record what is wrong with what was seen; false if anything is. */
static bool judge_seen(const struct target *target, struct record *record, enum seen seen, size_t page,
		       const char *writer, const char *reader)
{
	if (seen == SEEN || seen == NOT_KNOWN)
		return true;
	record_did(record, "write 8 bytes to page %zu of the %s mapping", page, writer);
	switch (seen) {
	case CANNOT_WRITE:
		/* This is how a full file system reports that. */
		if (target->is_file)
			return true;
		record->row = 57;
		record_fail(record, "page %zu can be read, but writing to it gives a signal", page);
		return false;
	case CANNOT_READ:
		record->row = 11;
		record_fail(record, "page %zu can be read through the %s mapping, but not through the %s one", page,
			    writer, reader);
		return false;
	default:
		record_did(record, "read 8 bytes of page %zu of the %s mapping", page, reader);
		record_differs(record, "page %zu: the %s mapping does not show what the %s one wrote", page, reader, writer);
		return false;
	}
}

static void check_two_mappings(const struct target *target, struct record *record)
{
	unsigned char *first, *second, *third;
	size_t known = 0;

	record_expect(record, 43, "what is written through one shared mapping is seen through the others",
		      "mmap(2): MAP_SHARED: updates are visible to all who map the same region");
	first = target_map(target, record, PROT_READ | PROT_WRITE, MAP_SHARED);
	second = first ? target_map(target, record, PROT_READ | PROT_WRITE, MAP_SHARED) : NULL;
	if (!second)
		return;
	/* A driver may show other memory in a mapping that is not writable. */
	third = target->design.shared ? target_map(target, record, PROT_READ, MAP_SHARED) : second;
	if (!third)
		return;
	for (size_t i = 0; i < target_samples(target); i++) {
		size_t page = target_sample(target, i);
		enum seen seen;

		if (!target_may_mark(target, first, page))
			continue;
		seen = see(target, first, second, page, 20);
		known += seen == SEEN;
		if (!judge_seen(target, record, seen, page, "first", "second") ||
		    !judge_seen(target, record, see(target, second, first, page, 21), page, "second", "first") ||
		    !judge_seen(target, record, see(target, first, third, page, 22), page, "first", "third"))
			return;
	}
	if (!known)
		record_skip(record, "no page of it keeps what is written to it");
}

/* --- Two opens ------------------------------------------------------------------ */

/* Compare the pages of two opens: count those that they share, and those that each has for itself. */
static bool compare_opens(const struct target *target, struct record *record, unsigned char *first,
			  unsigned char *second, size_t *together, size_t *apart)
{
	for (size_t i = 0; i < target_samples(target); i++) {
		size_t page = target_sample(target, i);
		enum seen there, back;

		if (!target_may_mark(target, first, page) || touch_read(second + page * target->page))
			continue;
		there = see(target, first, second, page, 23);
		back = see(target, second, first, page, 24);
		if ((there != SEEN && there != NOT_SEEN) || (back != SEEN && back != NOT_SEEN))
			continue;
		*together += there == SEEN && back == SEEN;
		*apart += there == NOT_SEEN && back == NOT_SEEN;
		if (there != back) {
			record_did(record, "write 8 bytes to page %zu of each mapping", page);
			record_differs(record, "page %zu: the other open sees what the %s one writes, but not vice versa", page,
				       there == SEEN ? "first" : "second");
			return false;
		}
		if (*together && *apart) {
			record_did(record, "write 8 bytes to page %zu of each mapping", page);
			record_differs(record, "page %zu is %s, other pages are not", page,
				    there == SEEN ? "the same memory for both" : "memory of its own for each");
			return false;
		}
	}
	return true;
}

static void check_two_opens(const struct target *target, struct record *record)
{
	size_t together = 0, apart = 0;
	unsigned char *first, *second;
	int fd;

	record_expect(record, 43, "two opens of the device have the same memory, or each has its own",
		      "mmap(2): MAP_SHARED: updates are visible to all who map the same region");
	fd = target_open(target, record, O_RDWR);
	if (fd < 0) {
		record_skip(record, "a second open of it is refused with %s", error_name(errno));
		return;
	}
	first = target_map(target, record, PROT_READ | PROT_WRITE, MAP_SHARED);
	if (!first)
		return;
	/* The driver may let only the first open be mapped, by design. */
	second = target_mmap_at(target, record, NULL, fd, target->length, PROT_READ | PROT_WRITE, MAP_SHARED, 0);
	if (second == MAP_FAILED) {
		record_skip(record, "a second open of it cannot be mapped (%s)", error_name(errno));
		return;
	}
	if (!compare_opens(target, record, first, second, &together, &apart))
		return;
	if (apart)
		record_skip(record, "each open of it has memory of its own");
	else if (!together)
		record_skip(record, "no page of it keeps what is written to it");
}

/* --- read(2) and write(2) ---------------------------------------------------------- */

/*
 * If read(2) and the mapping differ in a page from the start, content.read reports that, and the page is
 * left alone. If they differ in all pages, there are probably two buffers: then the first page is tried.
 */
static bool differ_from_start(const struct target *target, const unsigned char *memory)
{
	for (size_t i = 0; i < target_samples(target); i++)
		if (target_may_mark(target, memory, target_sample(target, i)))
			return false;
	return true;
}

static bool is_to_try(const struct target *target, bool differ, const unsigned char *memory, size_t page)
{
	if (differ)
		return page == 0 && target_inside(target, 0) >= sizeof(uint64_t);
	return target_may_mark(target, memory, page);
}

static bool read_mark(const struct target *target, size_t page, uint64_t *mark)
{
	return pread(target->fd, mark, sizeof(*mark), target->base + (off_t)(page * target->page)) == sizeof(*mark);
}

static bool write_mark(const struct target *target, size_t page, uint64_t mark)
{
	return pwrite(target->fd, &mark, sizeof(mark), target->base + (off_t)(page * target->page)) == sizeof(mark);
}

/*
 * Whether read(2) gives what is written to a page of a mapping. The old word is put back here: if read(2)
 * gives other memory, the page is not kept, so nobody else would do that.
 */
static enum seen see_read(const struct target *target, unsigned char *there, size_t page)
{
	enum seen seen = NOT_KNOWN;
	uint64_t old, mark, told;

	if (mark_get(there, &old) != 0)
		return NOT_KNOWN;
	keep_word(page, old);
	if (put_new_mark(there, 25, page, &mark) == HELD && read_mark(target, page, &told))
		seen = told == mark ? SEEN : NOT_SEEN;
	if (mark_put(there, old) == 0)
		keep_no_words();
	return seen;
}

static void check_read(const struct target *target, struct record *record)
{
	unsigned char *memory;
	size_t known = 0;
	bool differ;

	record_expect(record, 43, "read(2) gives what was written through a mapping",
		      "mmap(2): MAP_SHARED: updates are carried through to the underlying file");
	memory = target_map(target, record, PROT_READ | PROT_WRITE, MAP_SHARED);
	if (!memory)
		return;
	differ = differ_from_start(target, memory);
	for (size_t i = 0; i < target_samples(target); i++) {
		size_t page = target_sample(target, i);
		enum seen seen;

		if (!is_to_try(target, differ, memory, page))
			continue;
		seen = see_read(target, memory + page * target->page, page);
		known += seen == SEEN;
		if (seen == NOT_SEEN) {
			record_did(record, "write 8 bytes to page %zu of the mapping", page);
			record_did(record, "pread(fd, buffer, 8, %zu) = 8", page * target->page);
			record_differs(record, "page %zu: read(2) does not give what was written through the mapping", page);
			return;
		}
	}
	if (!known)
		record_skip(record, "no page of it keeps what is written to it");
}

/* Whether a mapping shows what write(2) writes to a page; then the old word @old is put back. */
static enum seen see_written(const struct target *target, const unsigned char *memory, size_t page, uint64_t old)
{
	uint64_t mark = new_mark(old, 26, page), told, mapped;
	enum seen seen = NOT_KNOWN;

	keep_word(page, old);
	if (write_mark(target, page, mark) && read_mark(target, page, &told) && told == mark)
		seen = mark_get(memory + page * target->page, &mapped) ? CANNOT_READ : mapped == mark ? SEEN : NOT_SEEN;
	/* If the mapping does not show it, nobody else would put it back. */
	if (write_mark(target, page, old))
		keep_no_words();
	return seen;
}

static void check_write(const struct target *target, struct record *record)
{
	const unsigned char *memory;
	size_t known = 0;
	bool differ;

	record_expect(record, 43, "a mapping shows what write(2) wrote",
		      "mmap(2): what a file mapping shows is what is in the file at that offset");
	memory = target_map(target, record, PROT_READ, MAP_SHARED);
	if (!memory)
		return;
	differ = differ_from_start(target, memory);
	for (size_t i = 0; i < target_samples(target); i++) {
		size_t page = target_sample(target, i);
		enum seen seen;
		uint64_t old;

		if (!is_to_try(target, differ, memory, page) || !read_mark(target, page, &old))
			continue;
		seen = see_written(target, memory, page, old);
		known += seen == SEEN;
		if (seen == NOT_SEEN) {
			record_did(record, "pwrite(fd, mark, 8, %zu) = 8", page * target->page);
			record_did(record, "read 8 bytes of page %zu of the mapping", page);
			record_differs(record, "page %zu: the mapping does not show what write(2) wrote", page);
			return;
		}
	}
	if (!known)
		record_skip(record, "no page of it keeps what is written to it");
}

/* --- A descriptor that is open with O_RDONLY ---------------------------------------- */

/* Whether another open of the device can be mapped at all: only then does the mode make the difference. */
static bool reopens(const struct target *target, struct record *record)
{
	int fd = target_open(target, record, target->mode);
	void *memory;

	if (fd < 0) {
		record_skip(record, "a second open of it is refused with %s", error_name(errno));
		return false;
	}
	memory = target_mmap_at(target, record, NULL, fd, target->length, PROT_READ, MAP_SHARED, 0);
	if (memory == MAP_FAILED)
		record_skip(record, "a second open of it cannot be mapped (%s)", error_name(errno));
	else
		target_munmap(record, memory, target->length);
	close(fd);
	return memory != MAP_FAILED;
}

static void check_read_only_descriptor(const struct target *target, struct record *record)
{
	int fd;

	record_expect(record, 4, "a descriptor open with O_RDONLY can be mapped MAP_SHARED, to be read",
		      "do_mmap(): such a mapping takes FMODE_READ alone; it has VM_MAYSHARE, and VM_SHARED is cleared");
	if (!reopens(target, record))
		return;
	record_begin(record);
	fd = target_open(target, record, O_RDONLY);
	if (fd < 0) {
		record_skip(record, "it cannot be opened with O_RDONLY (%s)", error_name(errno));
		return;
	}
	if (target_mmap_at(target, record, NULL, fd, target->length, PROT_READ, MAP_SHARED, 0) != MAP_FAILED)
		return;
	/* These errors say that not everybody may map it. */
	if (errno == EACCES || errno == EPERM || errno == EBUSY)
		record_skip(record, "by design, only those who may write to it can map it (%s)", error_name(errno));
	else
		record_fail(record, "%s; on a descriptor open with O_RDWR the same mapping can be made", error_name(errno));
}

#define NEEDS_MARKS (NEEDS_SHARED_WRITE | NEEDS_COHERENT | NEEDS_STILL)

static const struct check checks[] = {
	{ "two-mappings", "what is written through one shared mapping is seen through the others",
	  NEEDS_MARKS | NEEDS_TWICE, check_two_mappings },
	{ "two-opens", "two opens of the device have the same memory", NEEDS_MARKS | NEEDS_TWICE | NEEDS_REOPEN,
	  check_two_opens },
	{ "read", "read(2) gives what was written through a mapping", NEEDS_MARKS | NEEDS_READ, check_read },
	{ "write", "a mapping shows what write(2) wrote",
	  NEEDS_SHARED | NEEDS_READ | NEEDS_WRITE | NEEDS_COHERENT | NEEDS_STILL, check_write },
	{ "read-only-descriptor", "a descriptor open with O_RDONLY can be mapped with MAP_SHARED",
	  NEEDS_SHARED | NEEDS_REOPEN, check_read_only_descriptor },
	{ 0 }
};

const struct check_group group_sharing = {
	.name = "sharing",
	.summary = "that all mappings, read() and write() show one memory",
	.checks = checks,
};
