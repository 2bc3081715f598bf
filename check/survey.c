// SPDX-License-Identifier: BSD-2-Clause
/*
 * The survey: which mappings a driver makes at all, and what can be said of its
 * memory. Nothing is judged here.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "check/apart.h"
#include "check/keep.h"
#include "check/survey.h"
#include "check/target.h"
#include "check/touch.h"
#include "tools/smaps.h"

/* How many pages are checked if a driver maps whatever is asked for. */
#define PAGES_OF_UNBOUNDED 16
/* A device of up to this size, in bytes, is read as a whole. */
#define MOST_TO_SUM ((size_t)64 << 20)

/* Whether such a mapping can be made; it is not touched. */
static bool can_map(const struct target *target, size_t length, int protection, int flags, off_t offset)
{
	void *memory = mmap(NULL, length, protection, flags, target->fd, target->base + offset);
	struct smaps smaps;
	bool good;

	if (memory == MAP_FAILED)
		return false;
	if (!target_is_mapped(target, memory))
		return false;
	/* A driver may agree to PROT_WRITE, and take VM_WRITE away. */
	good = !(protection & PROT_WRITE) || smaps_read(memory, &smaps) != 0 || smaps_has_flag(&smaps, "wr");
	munmap(memory, length);
	return good;
}

static bool can_map_somehow(const struct target *target, size_t length)
{
	return can_map(target, length, PROT_READ, MAP_SHARED, 0) ||
	       can_map(target, length, PROT_READ, MAP_PRIVATE, 0) ||
	       can_map(target, length, PROT_WRITE, MAP_SHARED, 0);
}

/* --- Its size ---------------------------------------------------------------- */

/* What the device says of its size; 0 where it says nothing. */
static size_t told_end(const struct target *target)
{
	off_t here = lseek(target->fd, 0, SEEK_CUR);
	off_t end = lseek(target->fd, 0, SEEK_END);
	struct stat status;

	if (here >= 0)
		lseek(target->fd, here, SEEK_SET);
	if (end <= 0 && fstat(target->fd, &status) == 0)
		end = status.st_size;
	/* A driver of a device without an end may answer anything. No file can be of such a size. */
	return end > 0 && end < INT64_MAX / 2 ? (size_t)end : 0;
}

/* The longest mapping of at most @most bytes that can be made; 0 if none can. */
static size_t longest(const struct target *target, size_t most)
{
	size_t good = 0, bad = most + target->page;

	for (size_t length = target->page; length <= most; length *= 2) {
		if (can_map_somehow(target, length)) {
			good = length;
		} else if (good) {
			bad = length;
			break;
		}
	}
	while (good && bad - good > target->page) {
		size_t middle = (good + bad) / 2 / target->page * target->page;

		if (can_map_somehow(target, middle))
			good = middle;
		else
			bad = middle;
	}
	return good;
}

static void find_length(struct target *target)
{
	size_t base = (size_t)target->base, end = told_end(target), told = end > base ? end - base : 0;
	size_t rounded = (told + target->page - 1) / target->page * target->page;

	target->design.sized = told != 0;
	target->end = end;
	target->size = told;
	if (target->length)
		return;
	if (told && can_map_somehow(target, rounded)) {
		target->length = rounded;
		return;
	}
	target->length = longest(target, told ? rounded : TARGET_FAR);
	if (!told && target->length >= TARGET_FAR) {
		target->design.unbounded = true;
		target->length = PAGES_OF_UNBOUNDED * target->page;
	}
}

/* --- Which mappings it makes --------------------------------------------------- */

static void find_mappings(void *argument)
{
	struct target *target = argument;
	struct design *design = &target->design;
	int flags, protection;
	void *first;

	find_length(target);
	if (!target->length || !can_map_somehow(target, target->length))
		return;
	design->mappable = true;
	design->shared = can_map(target, target->length, PROT_READ, MAP_SHARED, 0);
	design->shared_write = target->mode == O_RDWR &&
			       can_map(target, target->length, PROT_READ | PROT_WRITE, MAP_SHARED, 0);
	design->private = can_map(target, target->length, PROT_READ, MAP_PRIVATE, 0);
	design->private_write = can_map(target, target->length, PROT_READ | PROT_WRITE, MAP_PRIVATE, 0);

	flags = target_flags(target);
	protection = target_protection(target);
	first = mmap(NULL, target->length, protection, flags, target->fd, target->base);
	if (first == MAP_FAILED)
		return;
	design->once = !can_map(target, target->length, protection, flags, 0);
	munmap(first, target->length);
	if (target_pages(target) > 1) {
		design->exact_length = !can_map(target, target->page, protection, flags, 0);
		design->fixed_offset = !design->exact_length &&
				       !can_map(target, target->page, protection, flags, (off_t)target->page);
	}
}

/* --- What is behind them -------------------------------------------------------- */

static void find_kind(struct target *target, const void *memory)
{
	struct smaps smaps;

	if (smaps_read(memory, &smaps) != 0)
		return;
	target->design.page_numbers = smaps_has_flag(&smaps, "pf") || smaps_has_flag(&smaps, "io");
	target->design.not_inherited = smaps_has_flag(&smaps, "dc");
}

/* The whole, in the first way that is allowed; some drivers want PROT_WRITE. */
static void *map_whole(const struct target *target)
{
	return mmap(NULL, target->length, target_protection(target), target_flags(target), target->fd, target->base);
}

/*
 * A driver may accept any length in mmap, and leave it to its fault handler to know the end: then an
 * access behind the end is SIGBUS.
 */
static void find_end(struct target *target, const unsigned char *memory)
{
	for (size_t page = 1; page < target_pages(target) && target->design.unbounded; page++)
		if (touch_read(memory + page * target->page) != 0) {
			target->design.unbounded = false;
			target->length = page * target->page;
		}
}

static void touch_any(void *argument)
{
	struct target *target = argument;
	const unsigned char *memory;

	target->design.touch = -1;
	memory = map_whole(target);
	if (memory == MAP_FAILED)
		return;
	find_kind(target, memory);
	target->design.touch = touch_read(memory);
	if (target->design.touch == 0)
		find_end(target, memory);
}

static void touch_private(void *argument)
{
	struct target *target = argument;
	const void *memory;

	target->design.private_touch = -1;
	memory = mmap(NULL, target->length, PROT_READ, MAP_PRIVATE, target->fd, target->base);
	if (memory == MAP_FAILED)
		return;
	target->design.private_touch = touch_read(memory);
}

static uint64_t sum_of(const struct target *target, const unsigned char *memory)
{
	uint64_t sum = 0, page_sum;

	/* If the device is too large, read only the pages at which the checks look. */
	bool all = target->length <= MOST_TO_SUM;

	for (size_t i = 0; i < (all ? target_pages(target) : target_samples(target)); i++) {
		size_t page = all ? i : target_sample(target, i);

		if (touch_sum(memory + page * target->page, target->page, &page_sum) == 0)
			sum = sum * 31 + page_sum;
	}
	return sum;
}

/* Whether what is written through one mapping is not in another. */
static bool is_fresh(const struct target *target)
{
	int protection = PROT_READ | PROT_WRITE;
	void *one = mmap(NULL, target->length, protection, MAP_SHARED, target->fd, target->base);
	void *other = mmap(NULL, target->length, protection, MAP_SHARED, target->fd, target->base);
	uint64_t saved, before, mark, now, after;
	bool fresh = false;

	if (one == MAP_FAILED || other == MAP_FAILED)
		return false;
	if (mark_get(one, &saved) != 0 || mark_get(other, &before) != 0)
		return false;
	keep_word(0, saved);
	mark = mark_of(before == mark_of(1, 0) ? 2 : 1, 0);
	if (mark_put(one, mark) == 0 && mark_get(one, &now) == 0 && mark_get(other, &after) == 0) {
		/* If the page does not keep the mark, it may be a register. What it made of the mark is still ours. */
		fresh = now == mark && after == before;
		if (mark_replace(one, now, saved))
			keep_no_words();
	}
	return fresh;
}

/* Whether the contents change within so many moments. */
static bool changes(const struct target *target, const void *memory, int moments)
{
	static const struct timespec moment = { .tv_nsec = 50 * 1000 * 1000 };
	uint64_t before = sum_of(target, memory);
	bool same = true;

	for (int i = 0; i < moments && same; i++) {
		nanosleep(&moment, NULL);
		same = sum_of(target, memory) == before;
	}
	return !same;
}

static void find_contents(void *argument)
{
	struct target *target = argument;
	struct design *design = &target->design;
	const void *memory = map_whole(target);
	int mode = fcntl(target->fd, F_GETFL);
	bool may_write;
	char byte;

	if (memory == MAP_FAILED)
		return;
	design->moving = changes(target, memory, 1);
	munmap((void *)memory, target->length);

	/* Memory that changes by itself is left alone: what is put back there would be old. */
	may_write = !design->moving && !target->frozen;
	/* If no end is known, only the first page is sure to be the device's own. */
	if (design->shared_write && !design->once && may_write && !(design->unbounded && target->base))
		design->fresh = is_fresh(target);
	/* Without a size, one cannot know whether read(2) gives the memory: /dev/zero can be read, too. */
	design->reads = design->sized && pread(target->fd, &byte, 1, target->base) == 1;
	/* With O_APPEND, pwrite() ignores the position. */
	design->writes = design->reads && target->mode == O_RDWR && may_write && !(mode & O_APPEND) &&
			 pwrite(target->fd, &byte, 1, target->base) == 1;
}

/* If nobody knows the end, it may be anybody's memory; unless each mapping has memory of its own. */
static void freeze_if_endless(struct target *target)
{
	if (target->design.unbounded && !target->design.fresh && !target->frozen)
		target->frozen = "where its memory ends is not known: without --length it is not written to";
}

int survey(struct target *target, int milliseconds)
{
	static void (*const steps[])(void *) = { touch_any, touch_private, find_contents };
	struct target *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct ending ending, back;
	int err;

	if (shared == MAP_FAILED)
		return -errno;
	*shared = *target;
	err = apart_run(find_mappings, shared, milliseconds, &ending);
	shared->unfinished = !err && ending.how != ENDED_WELL;
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]) && !err; i++) {
		if (!shared->design.mappable || shared->design.touch != 0)
			break;
		if (steps[i] == touch_private && !shared->design.private)
			continue;
		err = keep_run(shared, false, steps[i], shared, milliseconds, &ending, &back);
		/* A step that was killed leaves what it has found so far. */
		shared->unfinished |= !err && ending.how != ENDED_WELL;
	}
	freeze_if_endless(shared);
	*target = *shared;
	munmap(shared, sizeof(*shared));
	return err;
}

static void look_again(void *argument)
{
	struct target *target = argument;
	const void *memory = map_whole(target);

	if (memory != MAP_FAILED)
		target->design.moving = changes(target, memory, 25);
}

bool survey_moves(const struct target *target, int milliseconds)
{
	struct target *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct ending ending;
	bool moves;

	if (shared == MAP_FAILED)
		return false;
	*shared = *target;
	moves = apart_run(look_again, shared, milliseconds, &ending) == 0 && shared->design.moving;
	munmap(shared, sizeof(*shared));
	return moves;
}

/* --- Words for it ---------------------------------------------------------------- */

static const struct {
	const char *word;
	const char *meaning;
} words[] = {
	{ "read-only", "it cannot be mapped to be written" },
	{ "shared-only", "no private mappings" },
	{ "private-only", "no shared mappings" },
	{ "writable-only", "only mappings with PROT_WRITE" },
	{ "exact-length", "only the whole of it can be mapped" },
	{ "fixed-offset", "a mapping can begin only at its beginning" },
	{ "fresh", "each mapping is memory of its own" },
	{ "once", "one mapping at a time" },
	{ "moving", "its memory changes by itself" },
	{ "not-inherited", "a child does not inherit its mappings" },
	{ "page-numbers", "mapped by page number, without struct pages" },
	{ "unbounded", "it has no end that could be found" },
	{ "no-read", "read(2) does not give its memory, or was not tried, as it tells no size" },
	{ "no-write", "write(2) does not change its memory, or was not tried" },
};

const char *design_word(size_t index, const char **meaning)
{
	if (index >= sizeof(words) / sizeof(words[0]))
		return NULL;
	*meaning = words[index].meaning;
	return words[index].word;
}

int design_has(const struct target *target, size_t index)
{
	const struct design *design = &target->design;
	const bool has[] = {
		!design->shared_write,
		!design->private && (design->shared || design->shared_write),
		design->private && !design->shared && !design->shared_write,
		design->shared_write && !design->shared && !design->private,
		design->exact_length,
		design->fixed_offset,
		design->fresh,
		design->once,
		design->moving,
		design->not_inherited,
		design->page_numbers,
		design->unbounded,
		!design->reads,
		!design->writes,
	};

	_Static_assert(sizeof(has) / sizeof(has[0]) == sizeof(words) / sizeof(words[0]), "a word without its test");
	return design->mappable && has[index];
}
