// SPDX-License-Identifier: BSD-2-Clause
/* Group "vma": what may happen to a mapping while it is there. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "check/check.h"
#include "check/record.h"
#include "check/sample.h"
#include "check/target.h"
#include "check/touch.h"
#include "check/vma.h"

/* What the C library of some machines does not name yet. */
#ifndef MREMAP_DONTUNMAP
#define MREMAP_DONTUNMAP 4
#endif

const char *vma_result(int result, int err)
{
	return result == 0 ? "0" : result > 0 ? "a positive number" : error_name(err);
}

/* --- Parts ---------------------------------------------------------------------------- */

/* Unmap page @gone of a mapping, and see that nothing else happens; false if there is no point in going on. */
static bool unmap_one(const struct target *target, struct record *record, size_t gone)
{
	size_t pages = target_pages(target);
	unsigned char *memory;
	struct sample sample;
	bool good;

	record_begin(record);
	memory = sample_map(&sample, target, record);
	if (!memory)
		return false;
	if (target_munmap(record, memory + gone * target->page, target->page) != 0) {
		record_skip(record, "a page of it cannot be unmapped");
		sample_end(&sample, memory);
		return false;
	}
	good = sample_same(&sample, record, memory, 0, gone, "the rest") &&
	       sample_same(&sample, record, memory, gone + 1, pages, "the rest") &&
	       sample_same_elsewhere(&sample, record) &&
	       sample_change(&sample, record, memory, 0, gone) &&
	       sample_change(&sample, record, memory, gone + 1, pages) &&
	       sample_same_elsewhere(&sample, record);
	munmap(memory, target->length);
	sample_end(&sample, NULL);
	return good;
}

static void check_unmap_part(const struct target *target, struct record *record)
{
	size_t pages = target_pages(target);

	record_expect(record, 36, "the rest of the mapping shows what it did, as a new mapping and read(2) do",
		      "munmap(2): it removes the pages of the range; __split_vma(): vm_ops->open for the part that is new");
	if (unmap_one(target, record, 0) && unmap_one(target, record, pages - 1) && pages > 2)
		unmap_one(target, record, pages / 2);
}

/* Give a page another protection. See by a signal that the page has it, and that this can be undone. */
static bool split_at(const struct sample *sample, struct record *record, unsigned char *memory, size_t page,
		     bool readable)
{
	size_t size = sample->target->page, pages = target_pages(sample->target);
	int whole = sample_protection(sample->target), got;
	unsigned char *middle = memory + page * size, value = 0;

	if (target_mprotect(record, middle, size, readable ? PROT_READ : PROT_NONE) != 0) {
		record_skip(record, "a page of it cannot be protected (%s)", error_name(errno));
		return false;
	}
	/* Read it first: a driver that maps the page for reading may map it for writing, too. */
	got = touch_copy(&value, middle, sizeof(value));
	if (!got && readable)
		got = touch_write(middle, value);
	record_did(record, "%s it", readable ? "write to" : "read");
	if (got != SIGSEGV) {
		record_fail(record, "%s", got ? signal_name(got) : "the access succeeds");
		return false;
	}
	if (!sample_same(sample, record, memory, 0, page, "the mapping") ||
	    !sample_same(sample, record, memory, page + !readable, pages, "the mapping"))
		return false;
	if (target_mprotect(record, middle, size, whole) != 0) {
		record_fail(record, "the protection it had before is refused with %s", error_name(errno));
		return false;
	}
	return sample_same(sample, record, memory, 0, pages, "the mapping");
}

static void split(struct sample *sample, struct record *record, unsigned char **memory)
{
	size_t page = sample->page[sample->count / 2];

	/* The first time, nobody has touched the page yet. */
	if (!(sample_protection(sample->target) & PROT_WRITE) || split_at(sample, record, *memory, page, true))
		if (split_at(sample, record, *memory, page, false))
			sample_change(sample, record, *memory, page, page + 1);
}

static void check_split(const struct target *target, struct record *record)
{
	record_expect(record, 21,
		      "a page has the protection it was given, the others keep theirs, and the content is the same",
		      "mprotect(2): an access that violates the protection is SIGSEGV");
	sample_use(target, record, split);
}

/* --- mremap ---------------------------------------------------------------------------- */

static const char *remap_flags_text(int flags)
{
	switch (flags) {
	case 0:
		return "0";
	case MREMAP_MAYMOVE:
		return "MREMAP_MAYMOVE";
	case MREMAP_MAYMOVE | MREMAP_FIXED:
		return "MREMAP_MAYMOVE | MREMAP_FIXED";
	default:
		return "MREMAP_MAYMOVE | MREMAP_DONTUNMAP";
	}
}

static unsigned char *remap(struct record *record, void *memory, size_t length, size_t new_length, int flags,
			    void *place)
{
	unsigned char *moved = mremap(memory, length, new_length, flags, place);
	int err = errno;

	if (moved == MAP_FAILED)
		record_did(record, "mremap(%p, %zu, %zu, %s) = -1 %s", memory, length, new_length,
			   remap_flags_text(flags), error_name(err));
	else
		record_did(record, "mremap(%p, %zu, %zu, %s) = %p", memory, length, new_length,
			   remap_flags_text(flags), moved);
	errno = err;
	return moved;
}

/* Address space that nothing else is in. */
static unsigned char *place_for(size_t length)
{
	return mmap(NULL, length, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
}

static bool is_gone(struct record *record, const unsigned char *memory)
{
	int got = touch_read(memory);

	if (got == SIGSEGV)
		return true;
	record_did(record, "read %p", memory);
	record_fail(record, "%s where nothing is mapped any more", got ? signal_name(got) : "there is memory");
	return false;
}

static void move(struct sample *sample, struct record *record, unsigned char **memory)
{
	size_t length = sample->length, pages = target_pages(sample->target);
	unsigned char *place = place_for(length), *moved;

	if (place == MAP_FAILED) {
		record_skip(record, "there is no room to move it to");
		return;
	}
	moved = remap(record, *memory, length, length, MREMAP_MAYMOVE | MREMAP_FIXED, place);
	if (moved == MAP_FAILED) {
		sample_same(sample, record, *memory, 0, pages, "the mapping, which could not be moved,");
		return;
	}
	if (!is_gone(record, *memory))
		return;
	*memory = moved;
	if (!sample_same(sample, record, moved, 0, pages, "the moved mapping"))
		return;

	/* The old place is still mapped then, but without pages. It is not looked at. */
	moved = remap(record, *memory, length, length, MREMAP_MAYMOVE | MREMAP_DONTUNMAP, NULL);
	if (moved == MAP_FAILED)
		moved = *memory;
	*memory = moved;
	sample_same(sample, record, moved, 0, pages, "the moved mapping");
}

static void check_move(const struct target *target, struct record *record)
{
	record_expect(record, 36, "at its new place the mapping shows what it did at the old one, and nothing is left there",
		      "mremap(2): it moves the mapping; copy_vma(): vm_ops->open for the new place, close for the old one");
	sample_use(target, record, move);
}

static void shrink(struct sample *sample, struct record *record, unsigned char **memory)
{
	size_t pages = target_pages(sample->target), left = pages / 2, page = sample->target->page;

	if (remap(record, *memory, sample->length, left * page, 0, NULL) == MAP_FAILED)
		sample_same(sample, record, *memory, 0, pages, "the mapping");
	else if (sample_same(sample, record, *memory, 0, left, "the mapping"))
		is_gone(record, *memory + left * page);
}

static void check_shrink(const struct target *target, struct record *record)
{
	record_expect(record, 36, "the pages that are left show what they did",
		      "mremap(2): a mapping is made smaller as by munmap(2) of its end");
	sample_use(target, record, shrink);
}

static void check_grow(const struct target *target, struct record *record)
{
	size_t half = target_pages(target) / 2 * target->page;
	unsigned char *whole, *memory, *grown;
	struct sample sample;

	record_expect(record, 32, "mremap is refused, or each page of the larger mapping can be read and is the right one",
		      "mremap(2): EFAULT where a mapping cannot be made larger; VM_DONTEXPAND is how a driver says so");
	whole = sample_map(&sample, target, record);
	if (!whole)
		return;
	if (target->design.once)
		munmap(whole, target->length);
	record_begin(record);
	sample = sample_elsewhere(&sample);
	memory = target_mmap(target, record, half, sample_protection(target), target_flags(target), 0);
	if (memory == MAP_FAILED) {
		record_skip(record, "half of it cannot be mapped (%s)", error_name(errno));
	} else {
		grown = remap(record, memory, half, target->length, MREMAP_MAYMOVE, NULL);
		if (grown != MAP_FAILED)
			sample_same(&sample, record, grown, 0, target_pages(target), "the larger mapping");
		else
			sample_same(&sample, record, memory, 0, half / target->page, "the mapping");
	}
	sample_end(&sample, NULL);
}

static void check_grow_beyond(const struct target *target, struct record *record)
{
	unsigned char *memory, *grown;
	int got;

	record_expect(record, 32, "mremap is refused, or an access behind the end is SIGBUS",
		      "mremap(2): EFAULT where a mapping cannot be made larger; mmap(2): SIGBUS beyond the end");
	memory = target_map(target, record, target_protection(target), target_flags(target));
	if (!memory)
		return;
	grown = remap(record, memory, target->length, target->length + target->page, MREMAP_MAYMOVE, NULL);
	if (grown == MAP_FAILED)
		return;
	got = touch_read(grown + target->length);
	record_did(record, "read the first page behind the end");
	if (!got)
		record_fail(record, "a page behind the end of the device can be read");
}

/* --- How mmap is told where and how ------------------------------------------------------- */

/* Map the device over what is at @place, and compare the mapping with the sample. */
static bool map_over(const struct sample *sample, struct record *record, unsigned char *place, const char *what)
{
	const struct target *target = sample->target;
	unsigned char *memory;

	memory = target_mmap_at(target, record, place, target->fd, target->length, sample_protection(target),
				target_flags(target) | MAP_FIXED, 0);
	if (memory == MAP_FAILED) {
		record_fail(record, "it is refused with %s at an address where it was accepted before", error_name(errno));
		return false;
	}
	if (memory != place) {
		record_fail(record, "the mapping is not where it was asked for");
		return false;
	}
	return sample_same(sample, record, memory, 0, target_pages(target), what);
}

static void check_fixed(const struct target *target, struct record *record)
{
	unsigned char *memory, *place, *anonymous;
	struct sample sample, other;

	record_expect(record, 56, "with MAP_FIXED a mapping takes the place of what was there, and shows the device",
		      "mmap(2): MAP_FIXED; file_operations.get_unmapped_area is to respect it");
	memory = sample_map(&sample, target, record);
	if (!memory)
		return;
	other = sample_elsewhere(&sample);
	/* Not every address suits every device, but one that was chosen for it does. */
	place = target->design.once ? memory :
		target_map(target, record, sample_protection(target), target_flags(target));
	if (!place) {
		sample_end(&sample, memory);
		return;
	}
	munmap(place, target->length);
	if (target_mmap_at(target, record, place, target->fd, target->length, sample_protection(target),
			   target_flags(target), 0) == MAP_FAILED) {
		record_skip(record, "mmap takes no address, not even as a hint (%s)", error_name(errno));
		sample_end(&sample, target->design.once ? NULL : memory);
		return;
	}
	munmap(place, target->length);
	record_begin(record);
	anonymous = mmap(place, target->length, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0);
	record_did(record, "mmap(%p, %zu, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) = %p", place,
		   target->length, anonymous);
	if (map_over(&other, record, place, "the mapping over an anonymous one") && !target->design.once)
		map_over(&other, record, place, "the mapping over another one of the device");
	sample_end(&sample, place);
}

/* Map the whole device with one more flag; false if that is refused. */
static bool map_with(const struct target *target, struct record *record, int flag, bool may_be_refused)
{
	unsigned char *memory, *first;
	struct sample sample, other;

	first = sample_map(&sample, target, record);
	if (!first)
		return false;
	if (target->design.once)
		munmap(first, target->length);
	record_begin(record);
	other = sample_elsewhere(&sample);
	memory = target_mmap(target, record, target->length, sample_protection(target), target_flags(target) | flag, 0);
	if (memory != MAP_FAILED)
		sample_same(&other, record, memory, 0, target_pages(target), "the mapping");
	else if (!may_be_refused)
		record_fail(record, "it is refused with %s; without the flag it is not", error_name(errno));
	sample_end(&sample, target->design.once ? memory == MAP_FAILED ? NULL : memory : first);
	return memory != MAP_FAILED;
}

/* A large device is neither populated nor locked: it would be read in, and holes of a file would be filled. */
static bool is_too_large(const struct target *target, struct record *record)
{
	if (target->length > TARGET_LARGE)
		record_skip(record, "it has more than %zu MiB, and all of it would be read in", TARGET_LARGE >> 20);
	return target->length > TARGET_LARGE;
}

static void check_populate(const struct target *target, struct record *record)
{
	if (is_too_large(target, record))
		return;
	record_expect(record, 58, "a mapping with MAP_POPULATE can be read, and shows the device",
		      "mmap(2): MAP_POPULATE; mmap does not fail where the mapping cannot be populated");
	map_with(target, record, MAP_POPULATE, false);
}

static void lock_and_unlock(const struct sample *sample, struct record *record, unsigned char *memory)
{
	size_t length = sample->length, pages = target_pages(sample->target);
	int result = mlock(memory, length), err = errno;

	record_did(record, "mlock(%p, %zu) = %s", memory, length, vma_result(result, err));
	if (result && err != ENOMEM && err != EPERM && err != EAGAIN) {
		record_fail(record, "mlock gave %s", vma_result(result, err));
		return;
	}
	if (!sample_same(sample, record, memory, 0, pages, "the locked mapping"))
		return;
	result = munlock(memory, length);
	record_did(record, "munlock(%p, %zu) = %s", memory, length, vma_result(result, errno));
	sample_same(sample, record, memory, 0, pages, "the mapping");
}

/* End this mapping: without that, the driver may not allow the next one. */
static void lock_and_end(struct sample *sample, struct record *record, unsigned char **memory)
{
	lock_and_unlock(sample, record, *memory);
	munmap(*memory, sample->length);
	*memory = NULL;
}

static void check_lock(const struct target *target, struct record *record)
{
	if (is_too_large(target, record))
		return;
	record_expect(record, 58, "mlock gives no other error than ENOMEM, EPERM or EAGAIN, and locked memory is as before",
		      "mlock(2); mlock_fixup(): for a mapping of a device (VM_SPECIAL) it does nothing");
	sample_use(target, record, lock_and_end);
	if (record->outcome == OUTCOME_PASS)
		map_with(target, record, MAP_LOCKED, true);
}

/* --- msync, mincore -------------------------------------------------------------------------- */

static void synchronize(struct sample *sample, struct record *record, unsigned char **memory)
{
	size_t length = sample->length, pages = target_pages(sample->target);
	unsigned char *present = malloc(pages);
	int result = msync(*memory, length, MS_ASYNC);

	record_did(record, "msync(%p, %zu, MS_ASYNC) = %s", *memory, length, vma_result(result, errno));
	if (result)
		record_fail(record, "MS_ASYNC gave %s", vma_result(result, errno));
	/* It gives EINVAL without file_operations.fsync, else what that returns. */
	result = msync(*memory, length, MS_SYNC);
	record_did(record, "msync(%p, %zu, MS_SYNC) = %s", *memory, length, vma_result(result, errno));
	if (result > 0)
		record_fail(record, "MS_SYNC gave %d, which is neither 0 nor an error", result);
	result = present ? mincore(*memory, length, present) : 0;
	record_did(record, "mincore(%p, %zu, ...) = %s", *memory, length, vma_result(result, errno));
	if (result && errno != EAGAIN)
		record_fail(record, "mincore gave %s", vma_result(result, errno));
	free(present);
	sample_same(sample, record, *memory, 0, pages, "the mapping");
}

static void check_sync(const struct target *target, struct record *record)
{
	record_expect(record, 60, "msync(MS_ASYNC) and mincore give 0; and memory is as before, whatever msync(MS_SYNC) says",
		      "msync(2), mincore(2); vfs_fsync_range(): EINVAL without file_operations.fsync");
	sample_use(target, record, synchronize);
}

static const struct check checks[] = {
	{ "unmap-part", "after munmap of a part, the rest is as it was", NEEDS_MAPPING | NEEDS_PAGES, check_unmap_part },
	{ "split", "a page of a mapping can be protected, and the content stays", NEEDS_MAPPING | NEEDS_PAGES, check_split },
	{ "move", "mremap moves the memory with the mapping", NEEDS_MAPPING, check_move },
	{ "shrink", "mremap to a smaller size leaves the rest as it was", NEEDS_MAPPING | NEEDS_PAGES, check_shrink },
	{ "grow", "mremap to a larger size is refused, or shows what is there",
	  NEEDS_MAPPING | NEEDS_PAGES | NEEDS_PARTS | NEEDS_COHERENT | NEEDS_END, check_grow },
	{ "grow-beyond", "mremap beyond the end shows nothing behind it", NEEDS_MAPPING | NEEDS_END, check_grow_beyond },
	{ "fixed", "MAP_FIXED maps it over what is there", NEEDS_MAPPING, check_fixed },
	{ "populate", "it can be mapped with MAP_POPULATE", NEEDS_MAPPING, check_populate },
	{ "lock", "mlock and MAP_LOCKED do no harm", NEEDS_MAPPING, check_lock },
	{ "dontneed", "after MADV_DONTNEED, the memory is there again", NEEDS_MAPPING, check_dontneed },
	{ "advise", "no other advice changes what it shows", NEEDS_MAPPING, check_advise },
	{ "sync", "msync and mincore do no harm", NEEDS_MAPPING, check_sync },
	{ 0 }
};

const struct check_group group_vma = {
	.name = "vma",
	.summary = "what may happen to a mapping while it is there",
	.checks = checks,
};
