// SPDX-License-Identifier: BSD-2-Clause
/* Group "bounds": which part of the device a mapping shows, and that it shows no more. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "check/check.h"
#include "check/record.h"
#include "check/target.h"
#include "check/touch.h"

/* --- That there are mappings at all ---------------------------------------------- */

/* The row of the catalogue that best explains why nothing can be mapped. */
static unsigned int row_of_refusal(const struct target *target, int error)
{
	switch (error) {
	case EINVAL:
		/* Memory that fits into one page often comes from kmalloc(). */
		return target->design.sized && target->size <= target->page ? 7 : 6;
	case EBUSY:
		return 8;
	case ENXIO:
		return 9;
	case EFAULT:
		return 10;
	case EACCES:
		return 23;
	case EPERM:
		return 24;
	case EAGAIN:
		return 25;
	case ENODEV:
		return 26;
	default:
		return 46;
	}
}

/* Whether only the process that opened the device can map it: each check is another process. */
static bool serves_opener(const struct target *target, struct record *record, size_t length)
{
	static const int flags[] = { MAP_SHARED, MAP_PRIVATE };
	int fd = target->path ? target_open(target, record, target->mode) : -1;
	bool serves = false;

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]) && fd >= 0 && !serves; i++)
		serves = target_mmap_at(target, record, NULL, fd, length, PROT_READ, flags[i], 0) != MAP_FAILED;
	if (fd >= 0)
		close(fd);
	return serves;
}

/* Nothing can be mapped, and @err says why. The driver may be right to refuse all that can be tried here. */
static void judge_refusal(const struct target *target, struct record *record, size_t length, int err)
{
	bool page_is_mapped;

	target_mmap(target, record, length, PROT_READ, MAP_PRIVATE, 0);
	page_is_mapped = target_mmap(target, record, target->page, PROT_READ, MAP_SHARED, 0) != MAP_FAILED;
	if (target->mode == O_RDWR)
		target_mmap(target, record, length, PROT_READ | PROT_WRITE, MAP_SHARED, 0);
	record->row = row_of_refusal(target, err);
	if (err == ENODEV)
		record_fail(record, "every mmap is refused with ENODEV");
	else if (target->window && page_is_mapped)
		record_fail(record, "a mapping of --length is refused with %s, one of a page is not: it may be too long",
			    error_name(err));
	else if (serves_opener(target, record, length))
		record_skip(record, "only the process that opened it can map it, and each check is another process");
	else if (target->mode == O_RDONLY && (err == EINVAL || err == EACCES || err == EPERM))
		record_skip(record, "every mmap is refused with %s: perhaps it must be open for writing", error_name(err));
	else if (err == EINVAL && !target->design.sized && !target->window)
		record_warn(record, "every mmap is refused with EINVAL; if it can be mapped in one length only, "
			    "say which by --length");
	else
		record_fail(record, "every mmap is refused with %s", error_name(err));
}

static void check_map(const struct target *target, struct record *record)
{
	size_t length = target->length ? target->length : target->size ? target->size : target->page;
	void *memory;

	record_expect(record, 46, "an address of the mapping, for one set of arguments at least",
		      "mmap(2); Documentation/filesystems/vfs.rst: mmap");
	record->stuck_row = 18;
	memory = target_mmap(target, record, length, PROT_READ, MAP_SHARED, 0);
	if (memory == MAP_FAILED && !target->design.mappable) {
		judge_refusal(target, record, length, errno);
		return;
	}
	if (memory != MAP_FAILED && !target_is_mapped(target, memory)) {
		record->row = 33;
		record_fail(record, "mmap returned %p, where nothing is mapped", memory);
	}
}

static void check_touch(const struct target *target, struct record *record)
{
	void *memory;
	int got;

	record_expect(record, 11, "the first page can be read", "mmap(2); Documentation/filesystems/locking.rst: fault");
	record->hang_row = 13;
	record->stuck_row = 14;
	if (!target->design.mappable) {
		record_skip(record, "nothing of it can be mapped");
		return;
	}
	memory = target_mmap_whole(target, record);
	if (memory == MAP_FAILED) {
		record_skip(record, "it could be mapped before, and now it cannot (%s)", error_name(errno));
		return;
	}
	record_did(record, "read the first byte");
	got = touch_read(memory);
	if (got)
		record_fail(record, "%s", signal_name(got));
}

static void check_whole(const struct target *target, struct record *record)
{
	size_t told = (target->size + target->page - 1) / target->page * target->page;
	int flags = target_flags(target);

	record_expect(record, 11, "as much can be mapped as lseek(SEEK_END) or fstat() say there is",
		      "lseek(2), fstat(2): this size is what the device itself says");
	if (target_mmap(target, record, told, target_protection(target), flags, 0) == MAP_FAILED) {
		record->row = errno == ENXIO ? 9 : errno == EFAULT ? 10 : 11;
		record_fail(record, "the size is %zu, and mmap of it gives %s; %zu can be mapped", target->size,
			    error_name(errno), target->length);
	}
}

static void check_part(const struct target *target, struct record *record)
{
	int flags = target_flags(target);
	size_t length = target_pages(target) / 2 * target->page;
	unsigned char *memory;
	int got;

	record_expect(record, 10, "a mapping of a part, or EINVAL or ENXIO where only the whole can be mapped",
		      "mmap(2): EINVAL is for a length that the driver does not accept, EFAULT for a bad address");
	memory = target_mmap(target, record, length, target_protection(target), flags, 0);
	if (memory == MAP_FAILED && (errno == EINVAL || errno == ENXIO || errno == EOPNOTSUPP)) {
		record_skip(record, "only the whole of it can be mapped (%s)", error_name(errno));
		return;
	}
	if (memory == MAP_FAILED) {
		record_fail(record, "%s", error_name(errno));
		return;
	}
	got = touch_read(memory + length - 1);
	record_did(record, "read the last byte of it");
	if (got) {
		record->row = 11;
		record_fail(record, "%s", signal_name(got));
	}
}

static void check_every_page(const struct target *target, struct record *record)
{
	bool large = target->length > TARGET_LARGE;
	const unsigned char *memory;

	record_expect(record, 11, "each page of it can be read",
		      "mmap(2): SIGBUS is for access beyond the end of what was mapped");
	record->hang_row = 13;
	record->stuck_row = 14;
	memory = target_map(target, record, target_protection(target), target_flags(target));
	if (!memory)
		return;
	if (large)
		record_note(record, "of its %zu pages, %zu were read", target_pages(target), target_samples(target));
	for (size_t i = 0; i < (large ? target_samples(target) : target_pages(target)); i++) {
		size_t page = large ? target_sample(target, i) : i;
		int got = touch_read(memory + page * target->page);

		if (got) {
			record_did(record, "read page %zu", page);
			record_fail(record, "%s at page %zu of %zu", signal_name(got), page, target_pages(target));
			return;
		}
	}
}

/* --- Beyond the end ------------------------------------------------------------------ */

/*
 * Judge a mapping that reaches behind the end of the device, which is at @memory. It is right to refuse
 * it, and, for a file, to make an access SIGBUS. It is never right to show memory there.
 */
static void judge_behind(const struct target *target, struct record *record, const unsigned char *memory)
{
	int got;

	if (memory == MAP_FAILED)
		return;
	got = touch_read(memory);
	record_did(record, "read the first byte behind the end");
	if (!got) {
		record_fail(record, "mmap accepts it, and memory can be read there");
	} else if (!target->is_file) {
		record->row = 11;
		record_warn(record, "mmap accepts it, and an access is %s", signal_name(got));
	}
}

static void check_behind(const struct target *target, struct record *record, size_t length, off_t offset)
{
	int flags = target_flags(target);
	const unsigned char *memory;

	record_expect(record, 39, target->is_file ? "mmap is refused, or an access behind the end is SIGBUS"
						  : "mmap is refused with EINVAL or ENXIO",
		      "mmap(2): only the driver knows where its memory ends: it has to check vm_pgoff and the length");
	memory = target_mmap(target, record, length, target_protection(target), flags, offset);
	judge_behind(target, record, memory == MAP_FAILED ? memory : memory + target->length - (size_t)offset);
}

/* The driver accepts any length. Nobody can say whether there is an end that it ought to know. */
static void judge_endless(const struct target *target, struct record *record)
{
	record_expect(record, 39, "mmap refuses what is longer than the device, with EINVAL or ENXIO",
		      "mmap(2): only the driver knows where its memory ends: it has to check vm_pgoff and the length");
	if (target->design.fresh)
		record_skip(record, "it has no end that could be found");
	else if (target_mmap(target, record, TARGET_FAR, target_protection(target), target_flags(target), 0) != MAP_FAILED)
		record_warn(record, "mmap accepts it, and the device tells no size: if its memory has an end, what is behind "
			    "that can be mapped, too; say by --length where it is");
}

static void check_beyond(const struct target *target, struct record *record)
{
	if (target->design.unbounded)
		judge_endless(target, record);
	else
		check_behind(target, record, target->length + target->page, 0);
}

static void check_offset_beyond(const struct target *target, struct record *record)
{
	check_behind(target, record, target->length, (off_t)target->page);
}

/* --- Offsets --------------------------------------------------------------------------- */

/* Sum up a page of @memory; false if it cannot be read, which is then recorded. */
static bool sum_page(const struct target *target, struct record *record, const unsigned char *memory, size_t page,
		     uint64_t *sum)
{
	int got = touch_sum(memory + page * target->page, target->page, sum);

	if (got)
		record_fail(record, "%s at page %zu of the mapping", signal_name(got), page);
	return !got;
}

/* Make the pages different, if that is allowed. */
static void mark_pages(const struct target *target, struct record *record)
{
	unsigned char *memory;

	if (!target->design.shared_write || target->frozen)
		return;
	memory = target_mmap(target, record, target->length, PROT_READ | PROT_WRITE, MAP_SHARED, 0);
	for (size_t i = 0; memory != MAP_FAILED && i < target_samples(target); i++) {
		size_t page = target_sample(target, i);

		if (target_may_mark(target, memory, page))
			mark_put(memory + page * target->page, mark_of(2, page));
	}
	if (memory != MAP_FAILED)
		target_munmap(record, memory, target->length);
}

/*
 * A mapping that begins with @page. It is of the rest of the device. Most such mappings of a large
 * device would cost the driver much, so there it is of some pages, if the driver allows that.
 */
static unsigned char *map_from(const struct target *target, struct record *record, size_t page, size_t *length)
{
	const size_t some = TARGET_SAMPLES * target->page, rest = target->length - page * target->page;
	unsigned char *memory;

	*length = rest < some ? rest : some;
	memory = target_mmap(target, record, *length, target_protection(target), target_flags(target),
			     (off_t)(page * target->page));
	if (memory != MAP_FAILED || *length == rest)
		return memory;
	*length = rest;
	return target_mmap(target, record, rest, target_protection(target), target_flags(target),
			   (off_t)(page * target->page));
}

static void check_offset(const struct target *target, struct record *record)
{
	const unsigned char *whole;
	bool different = false;

	record_expect(record, 12, "a mapping at an offset shows what the mapping of the whole shows there",
		      "mmap(2): offset; the driver gets it in vm_pgoff, in pages");
	mark_pages(target, record);
	whole = target_map(target, record, target_protection(target), target_flags(target));
	if (!whole)
		return;
	for (size_t i = 1; i < target_samples(target); i++) {
		size_t page = target_sample(target, i), length;
		uint64_t first, there, here;
		const unsigned char *part;

		part = map_from(target, record, page, &length);
		if (part == MAP_FAILED) {
			record_fail(record, "page 1 can be the first of a mapping, and page %zu cannot: %s", page,
				    error_name(errno));
			return;
		}
		if (touch_sum(whole + page * target->page, target->page, &there) != 0) {
			record_skip(record, "page %zu cannot be read in a mapping of the whole", page);
			return;
		}
		if (!sum_page(target, record, whole, 0, &first) || !sum_page(target, record, part, 0, &here))
			return;
		different |= first != there;
		if (here != there) {
			record_differs(record, "it does not show page %zu%s", page,
				    here == first ? ", but page 0" : "");
			return;
		}
		target_munmap(record, (void *)part, length);
		record_begin(record);
	}
	if (!different)
		record_skip(record, "all its pages are alike");
}

static const unsigned char *mmap_far(const struct target *target, struct record *record, size_t pages, off_t offset)
{
	return target_mmap(target, record, pages * target->page, target_protection(target), target_flags(target),
			   offset);
}

/* An offset behind the end that becomes 0 if it is cut to 32 bits. */
static off_t far_offset(const struct target *target)
{
	const size_t step = (size_t)1 << 32;

	return (off_t)((target->length + step - 1) / step * step);
}

/* The shortest mapping to ask for: any other length than an exact one is refused, whatever the offset is. */
static size_t least_pages(const struct target *target)
{
	return target->design.exact_length ? target_pages(target) : 1;
}

static void check_far_offset(const struct target *target, struct record *record)
{
	record_expect(record, 37, "an offset behind its end that is a multiple of 4 GiB is refused",
		      "mmap(2): EINVAL, or EOVERFLOW, if the driver does not accept the offset");
	judge_behind(target, record, mmap_far(target, record, least_pages(target), far_offset(target)));
}

static void judge_overflow(struct record *record, const unsigned char *memory)
{
	int got = touch_read(memory);

	record_fail(record, "mmap accepts it; an access is %s", got ? signal_name(got) : "possible");
}

/* Offsets for which offset + length wraps, in bytes. The kernel lets some of them through to a device. */
static void check_overflow(const struct target *target, struct record *record)
{
	const size_t least = least_pages(target), most = target->design.exact_length ? least : 3;
	const uint64_t length = least * target->page;
	const uint64_t offsets[] = { -length, -length - target->page, (uint64_t)1 << 63, INT64_MAX - target->page + 1 };

	record_expect(record, 40, "an offset near the largest one is refused",
		      "mmap(2): EINVAL, or EOVERFLOW, where offset + length overflows");
	for (size_t i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++)
		for (size_t pages = least; pages <= most; pages++) {
			const unsigned char *memory;

			record_begin(record);
			memory = mmap_far(target, record, pages, (off_t)offsets[i] - target->base);
			if (memory == MAP_FAILED)
				continue;
			/* If the driver accepts any large offset, nothing has overflowed. */
			if (mmap_far(target, record, least, far_offset(target)) != MAP_FAILED)
				judge_behind(target, record, memory);
			else if (!target->is_file)
				judge_overflow(record, memory);
			return;
		}
}

static const struct check checks[] = {
	{ "map", "some mapping of it can be made", 0, check_map },
	{ "touch", "the first page of a mapping can be read", 0, check_touch },
	{ "whole", "as much can be mapped as it says there is", NEEDS_MAPPING | NEEDS_SIZE, check_whole },
	{ "every-page", "each page of a mapping of the whole can be read", NEEDS_MAPPING | NEEDS_PAGES, check_every_page },
	{ "part", "a part can be mapped, or is refused with EINVAL", NEEDS_MAPPING | NEEDS_PAGES, check_part },
	{ "beyond", "a mapping longer than the device shows nothing behind its end", NEEDS_MAPPING | NEEDS_BEHIND,
	  check_beyond },
	{ "offset", "a mapping at an offset shows what is there",
	  NEEDS_MAPPING | NEEDS_PAGES | NEEDS_OFFSETS | NEEDS_COHERENT | NEEDS_STILL | NEEDS_TWICE |
	  WRITES_IF_ALLOWED, check_offset },
	{ "offset-beyond", "a mapping at an offset shows nothing behind the end", NEEDS_MAPPING | NEEDS_PAGES | NEEDS_END,
	  check_offset_beyond },
	{ "far-offset", "an offset of 4 GiB is not taken for a small one", NEEDS_MAPPING | NEEDS_END, check_far_offset },
	{ "overflow", "offset + length may not overflow", NEEDS_MAPPING | NEEDS_END, check_overflow },
	{ 0 }
};

const struct check_group group_bounds = {
	.name = "bounds",
	.summary = "which part of the device a mapping shows, and that it shows no more",
	.checks = checks,
};
