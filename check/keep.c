// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "check/access.h"
#include "check/apart.h"
#include "check/hold.h"
#include "check/keep.h"
#include "check/sample.h"
#include "check/target.h"
#include "check/touch.h"

/* A device of up to this size, in bytes, is kept as a whole. */
#define MOST_TO_KEEP ((size_t)64 << 20)
/* To how many pages checks write at most, however large the device is: see keep_some(). */
#define MOST_PAGES (TARGET_SAMPLES + 2 * (size_t)ACCESS_MOST)

/* How many marks are kept: those of a few samples. */
#define MOST_WORDS (4 * SAMPLE_MOST)

/**
 * struct keep - what is to be put back; in memory that is shared
 * @target: the device
 * @words: how many words have been replaced by marks
 * @word: these words, and the pages that begin with them
 * @copied: the pages have been copied, if they can be read
 * @failed: the pages could not be copied
 * @most: for how many pages there is room
 * @pages: how many pages have been copied
 * @page: their numbers; there is room for @most. The copies are behind that
 */
struct keep {
	const struct target *target;
	atomic_size_t words;
	struct {
		size_t page;
		uint64_t word;
	} word[MOST_WORDS];
	atomic_bool copied;
	atomic_bool failed;
	size_t most;
	size_t pages;
	size_t page[];
};

/* Only set in the process of a check. */
static struct keep *kept;

static size_t size_of(const struct target *target, size_t most)
{
	return sizeof(struct keep) + most * (sizeof(size_t) + target->page);
}

static struct keep *new_keep(const struct target *target, size_t most)
{
	size_t size = size_of(target, most);
	struct keep *keep = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (keep == MAP_FAILED)
		return NULL;
	keep->target = target;
	keep->most = most;
	return keep;
}

/* Make room for what a check may leave behind; NULL if there is no memory. */
static struct keep *make_room(const struct target *target, bool overwrites)
{
	struct keep *keep = NULL;

	/* Memory of its own goes with its mapping. */
	if (!overwrites || !target->design.shared_write || target->design.fresh || target->frozen)
		return new_keep(target, 0);
	if (target->length <= MOST_TO_KEEP)
		keep = new_keep(target, target_pages(target));
	return keep ? keep : new_keep(target, MOST_PAGES);
}

/* --- Keep: in a process of its own ---------------------------------------------- */

static unsigned char *copy_of(struct keep *keep, size_t index)
{
	return (unsigned char *)&keep->page[keep->most] + index * keep->target->page;
}

static void keep_page(struct keep *keep, const unsigned char *memory, size_t page)
{
	size_t size = keep->target->page;

	/* Nobody writes to a page that cannot be read; and one that is not the device's own may change by itself. */
	if (keep->pages < keep->most && touch_copy(copy_of(keep, keep->pages), memory + page * size, size) == 0 &&
	    target_is_own(keep->target, copy_of(keep, keep->pages), page))
		keep->page[keep->pages++] = page;
}

/* Keep the pages to which checks write. Some are kept twice, which does no harm. */
static void keep_some(struct keep *keep, const unsigned char *memory)
{
	static const size_t widths[] = { 1, ACCESS_MOST_AT_ONCE };
	const struct target *target = keep->target;
	size_t first;

	for (size_t i = 0; i < target_samples(target); i++)
		keep_page(keep, memory, target_sample(target, i));
	for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++)
		for (size_t piece = 0; access_piece(target, widths[i], piece, &first); piece++)
			for (size_t page = first; page < first + widths[i] && page < target_pages(target); page++)
				keep_page(keep, memory, page);
}

/* Leave out the pages that have changed: to put old contents back there would do harm. */
static void drop_moving(struct keep *keep, const unsigned char *memory)
{
	static const struct timespec moment = { .tv_nsec = 50 * 1000 * 1000 };
	size_t size = keep->target->page, still = 0;

	nanosleep(&moment, NULL);
	for (size_t i = 0; i < keep->pages; i++) {
		uint64_t before = 0, now = 1;

		touch_sum(copy_of(keep, i), size, &before);
		if (touch_sum(memory + keep->page[i] * size, size, &now) != 0 || now != before)
			continue;
		keep->page[still] = keep->page[i];
		memmove(copy_of(keep, still++), copy_of(keep, i), size);
	}
	keep->pages = still;
}

/* Keep the contents of the device; false if it cannot be mapped. */
static bool keep_contents(struct keep *keep)
{
	const struct target *target = keep->target;
	unsigned char *memory;

	/* Some devices can be mapped with MAP_SHARED only if PROT_WRITE is asked for, too. */
	memory = mmap(NULL, target->length, PROT_READ | PROT_WRITE, MAP_SHARED, target->fd, target->base);
	if (memory == MAP_FAILED)
		return false;
	if (keep->most < target_pages(target))
		keep_some(keep, memory);
	else
		for (size_t page = 0; page < target_pages(target); page++)
			keep_page(keep, memory, page);
	drop_moving(keep, memory);
	munmap(memory, target->length);
	keep->copied = true;
	return true;
}

void keep_word(size_t page, uint64_t word)
{
	size_t index = kept ? kept->words : 0;

	if (!kept || kept->target->design.fresh || index == MOST_WORDS)
		return;
	kept->word[index].page = page;
	kept->word[index].word = word;
	kept->words = index + 1;
}

void keep_no_words(void)
{
	if (kept)
		kept->words = 0;
}

/* --- Put back: in a process of its own ------------------------------------------------ */

/*
 * Put back each word that differs from its copy. It may not have been the check that changed it: that
 * cannot be known. Words that are the same are not written, so that what others write there now is not
 * lost. False if a page is gone.
 */
static bool put_pages_back(struct keep *keep, unsigned char *memory)
{
	const struct target *target = keep->target;
	bool all = true;

	for (size_t i = 0; i < keep->pages; i++)
		all &= touch_restore(memory + keep->page[i] * target->page, copy_of(keep, i), target->page) == 0;
	return all;
}

/* Put back each word whose mark is still there, the last first: pages may be the same memory. False if one is gone. */
static bool put_words_back(const struct keep *keep, unsigned char *memory)
{
	bool all = true;

	for (size_t i = keep->words; i-- > 0;) {
		size_t page = keep->word[i].page;

		all &= mark_take_back(memory + page * keep->target->page, page, keep->word[i].word);
	}
	return all;
}

/* The same by read(2) and write(2): the mapping may be read-only, or not show what these change. */
static bool write_words_back(const struct keep *keep)
{
	const struct target *target = keep->target;
	bool all = true;

	for (size_t i = keep->words; i-- > 0;) {
		size_t page = keep->word[i].page;
		off_t offset = target->base + (off_t)(page * target->page);
		uint64_t now;

		if (pread(target->fd, &now, sizeof(now), offset) == sizeof(now) && is_mark(now, page))
			all &= pwrite(target->fd, &keep->word[i].word, sizeof(now), offset) == sizeof(now);
	}
	return all;
}

static void put_back(void *argument)
{
	struct keep *keep = argument;
	const struct target *target = keep->target;
	unsigned char *memory = MAP_FAILED;
	bool all = true;

	if (target->design.shared_write)
		memory = mmap(NULL, target->length, PROT_READ | PROT_WRITE, MAP_SHARED, target->fd, target->base);
	else if (target->design.private_write && !target->design.writes)
		/* A new private mapping shows a mark only if it went through to the device; so will the word. */
		memory = mmap(NULL, target->length, PROT_READ | PROT_WRITE, MAP_PRIVATE, target->fd, target->base);
	if (memory == MAP_FAILED) {
		if (!target->design.writes || keep->copied || !write_words_back(keep))
			_exit(EXIT_FAILURE);
		return;
	}
	if (keep->copied)
		all &= put_pages_back(keep, memory);
	all &= put_words_back(keep, memory);
	if (target->design.writes)
		all &= write_words_back(keep);
	if (!all)
		_exit(EXIT_FAILURE);
}

/* --- Run ------------------------------------------------------------------------------- */

/* What the process of a check gets. */
struct errand {
	struct keep *keep;
	const struct hold *hold;
	void (*function)(void *argument);
	void *argument;
};

static void do_errand(void *argument)
{
	const struct errand *errand = argument;

	hold_leave(errand->hold);
	kept = errand->keep;
	errand->function(errand->argument);
}

static void do_keep(void *argument)
{
	const struct errand *errand = argument;

	hold_leave(errand->hold);
	errand->keep->failed = !keep_contents(errand->keep);
}

/* Keep it in a process of its own, so that this takes none of the check's time. */
static int keep_first(struct errand *errand, int milliseconds, struct ending *ending)
{
	int err = apart_run_until(do_keep, errand, milliseconds, errand->hold->fd, ending);

	if (!err && ending->how == ENDED_LATE)
		return -ETIME;
	if (!err && ending->how == ENDED_WELL && errand->keep->failed)
		return -ENODATA;
	return err;
}

int keep_run(const struct target *target, bool overwrites, void (*function)(void *argument), void *argument,
	     int milliseconds, struct ending *ending, struct ending *back)
{
	struct hold hold;
	struct keep *keep = make_room(target, overwrites);
	struct errand errand = { .keep = keep, .hold = &hold, .function = function, .argument = argument };
	int err = 0;

	if (!keep)
		return -ENOMEM;
	*ending = *back = (struct ending){ .how = ENDED_WELL };
	hold_begin(&hold);
	if (keep->most)
		err = keep_first(&errand, milliseconds, ending);
	if (!err && ending->how == ENDED_WELL)
		err = apart_run_until(do_errand, &errand, milliseconds, hold.fd, ending);
	if (!err && (keep->copied || keep->words)) {
		if (ending->how == ENDED_NEVER)
			back->how = ENDED_NEVER;
		else
			err = apart_run(put_back, keep, milliseconds, back);
	}
	munmap(keep, size_of(target, keep->most));
	return hold_end(&hold) ? -EINTR : err;
}
