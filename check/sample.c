// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "check/keep.h"
#include "check/record.h"
#include "check/sample.h"
#include "check/target.h"
#include "check/touch.h"

/* A sum covers so many bytes of a page at most. */
#define MOST_TO_SUM ((size_t)4096)

/* No two samples of a process have the same marks, so marks of an earlier one are recognized as wrong. */
static unsigned int last_seed = 100;

int sample_protection(const struct target *target)
{
	return target_flags(target) == MAP_SHARED ? target_shared_protection(target) : PROT_READ;
}

/* Make a mapping for our own use, which is not recorded. */
static unsigned char *map_quietly(const struct target *target, int fd, size_t length)
{
	unsigned char *memory = mmap(NULL, length, sample_protection(target), target_flags(target), fd, target->base);

	return memory == MAP_FAILED ? NULL : memory;
}

/* --- What is in a page ----------------------------------------------------------------- */

/* How many bytes of a page are compared. */
static size_t telling(const struct sample *sample)
{
	if (sample->marked)
		return sizeof(uint64_t);
	return sample->target->page < MOST_TO_SUM ? sample->target->page : MOST_TO_SUM;
}

static int page_value(const struct sample *sample, const void *page, uint64_t *value)
{
	return sample->marked ? mark_get(page, value) : touch_sum(page, telling(sample), value);
}

static unsigned char *page_at(const struct sample *sample, const unsigned char *memory, size_t index)
{
	return (unsigned char *)memory + sample->page[index] * sample->target->page;
}

int sample_look(const struct sample *sample, const unsigned char *memory, size_t index)
{
	const unsigned char *page = page_at(sample, memory, index);
	uint64_t value;
	int got;

	if (!sample->still)
		return touch_read(page);
	got = page_value(sample, page, &value);
	if (got)
		return got;
	return value == sample->shows[index] ? 0 : -1;
}

static bool same_everywhere(const struct sample *sample, const unsigned char *memory)
{
	for (size_t i = 0; i < sample->count; i++)
		if (sample_look(sample, memory, i) != 0)
			return false;
	return true;
}

/* Whether read(2) gives what a page of the sample shows. */
static bool read_agrees(const struct sample *sample, size_t index)
{
	const struct target *target = sample->target;
	uint64_t bytes[MOST_TO_SUM / sizeof(uint64_t)] = { 0 }, value;
	off_t offset = target->base + (off_t)(sample->page[index] * target->page);

	if (pread(target->fd, bytes, telling(sample), offset) <= 0)
		return false;
	return page_value(sample, bytes, &value) == 0 && value == sample->shows[index];
}

/* --- Take it ------------------------------------------------------------------------------ */

/* The last page of a file may have fewer bytes than a mark, and what is written behind the end may be lost. */
static bool is_cut_off(const struct target *target, size_t page)
{
	return target->is_file && target->size && target->size < page * target->page + sizeof(uint64_t);
}

static void choose_pages(struct sample *sample, const unsigned char *memory)
{
	size_t pages = sample->length / sample->target->page;
	size_t count = pages < SAMPLE_MOST ? pages : SAMPLE_MOST;

	for (size_t i = 0; i < count; i++) {
		size_t page = count > 1 ? i * (pages - 1) / (count - 1) : 0;

		sample->page[sample->count] = page;
		if (is_cut_off(sample->target, page))
			continue;
		if (page_value(sample, page_at(sample, memory, sample->count), &sample->shows[sample->count]) == 0)
			sample->count++;
	}
}

/* Take the marks back. If a part of the mapping is gone, the rest is put back when this process has ended. */
static void put_back(const struct sample *sample, unsigned char *memory)
{
	bool all = true;

	for (size_t i = 0; i < sample->count; i++)
		all &= mark_take_back(page_at(sample, memory, i), sample->page[i], sample->before[i]);
	if (all)
		keep_no_words();
}

/* If pages do not keep their marks, or are the same memory, sums are used instead. */
static void put_marks(struct sample *sample, unsigned char *memory)
{
	uint64_t sums[SAMPLE_MOST];
	bool all = true;

	for (size_t i = 0; i < sample->count; i++)
		if (mark_get(page_at(sample, memory, i), &sample->before[i]) != 0)
			return;
	memcpy(sums, sample->shows, sizeof(sums));
	last_seed++;
	for (size_t i = 0; i < sample->count; i++) {
		sample->shows[i] = mark_of(last_seed, sample->page[i]);
		keep_word(sample->page[i], sample->before[i]);
	}
	sample->marked = true;
	for (size_t i = 0; i < sample->count; i++)
		mark_put(page_at(sample, memory, i), sample->shows[i]);
	if (same_everywhere(sample, memory))
		return;
	/* Put the old words back, whatever is there now. Begin with the last: pages may be the same memory. */
	for (size_t i = sample->count; i-- > 0;)
		all &= mark_put(page_at(sample, memory, i), sample->before[i]) == 0;
	if (all)
		keep_no_words();
	sample->marked = false;
	memcpy(sample->shows, sums, sizeof(sums));
}

void sample_take(struct sample *sample, const struct target *target, unsigned char *memory, size_t length, bool marks)
{
	memset(sample, 0, sizeof(*sample));
	sample->target = target;
	sample->length = length;
	sample->still = !target->design.moving;
	choose_pages(sample, memory);
	if (marks && sample->still && !target->frozen && target_flags(target) == MAP_SHARED &&
	    sample_protection(target) & PROT_WRITE)
		put_marks(sample, memory);
}

/* Whether all pages are the device's own, as far as can be known. Only such pages get marks. */
static bool all_own(const struct target *target, const unsigned char *memory, size_t length)
{
	struct sample sample = { .target = target, .length = length };

	choose_pages(&sample, memory);
	for (size_t i = 0; i < sample.count; i++)
		if (!target_is_own(target, page_at(&sample, memory, i), sample.page[i]))
			return false;
	return true;
}

static void find_everywhere(struct sample *sample, int fd)
{
	const struct target *target = sample->target;
	unsigned char *third = map_quietly(target, fd, sample->length);

	if (!third)
		return;
	sample->everywhere = same_everywhere(sample, third);
	munmap(third, sample->length);
	sample->by_read = sample->everywhere && sample->still && target->design.reads && fd == target->fd;
	for (size_t i = 0; i < sample->count && sample->by_read; i++)
		sample->by_read = read_agrees(sample, i);
}

unsigned char *sample_map_by(struct sample *sample, const struct target *target, struct record *record, int fd,
			     size_t length, bool marks)
{
	unsigned char *memory, *other = NULL;

	memory = target_mmap_at(target, record, NULL, fd, length, sample_protection(target), target_flags(target), 0);
	if (memory == MAP_FAILED) {
		record_fail(record, "mmap gave %s, and did not before", error_name(errno));
		return NULL;
	}
	if (!target->design.fresh && !target->design.once)
		other = map_quietly(target, fd, length);
	/* Another open file may have memory of its own, which target->fd does not reach. */
	marks = marks && (fd != target->fd || all_own(target, other ? other : memory, length));
	if (other) {
		sample_take(sample, target, other, length, marks);
		find_everywhere(sample, fd);
		if (!sample->everywhere && sample->marked)
			put_back(sample, other);
		munmap(other, length);
	}
	if (!other || !sample->everywhere)
		sample_take(sample, target, memory, length, marks);
	if (sample->marked)
		record_did(record, "write to each page of %s", sample->everywhere ? "another mapping" : "it");
	return memory;
}

unsigned char *sample_map(struct sample *sample, const struct target *target, struct record *record)
{
	return sample_map_by(sample, target, record, target->fd, target->length, true);
}

/* Whether the whole device can be mapped by @fd, and be read. */
static bool can_be_mapped(const struct target *target, int fd)
{
	unsigned char *memory = map_quietly(target, fd, target->length);
	bool readable = memory && touch_read(memory) == 0;

	if (memory)
		munmap(memory, target->length);
	return readable;
}

int sample_open(const struct target *target, struct record *record)
{
	int fd = target->path ? target_open_quietly(target, target->mode) : -1;

	if (fd < 0 || !can_be_mapped(target, fd)) {
		if (fd >= 0)
			close(fd);
		return -1;
	}
	record_did(record, "open(\"%s\", %s) = fd2", target->path, target->mode == O_RDWR ? "O_RDWR" : "O_RDONLY");
	return fd;
}

/* --- Use it --------------------------------------------------------------------------------- */

struct sample sample_elsewhere(const struct sample *sample)
{
	struct sample other = *sample;

	other.still &= sample->everywhere;
	return other;
}

/* Record that page @index shows something else; if that is the mark of another page, say of which one. */
static void tell_other(const struct sample *sample, struct record *record, const unsigned char *memory, size_t index,
		       const char *what)
{
	size_t other = sample->count;
	uint64_t value;

	if (sample->marked && page_value(sample, page_at(sample, memory, index), &value) == 0)
		for (other = 0; other < sample->count && sample->shows[other] != value; other++)
			;
	if (other == sample->count) {
		record_differs(record, "page %zu of %s does not show what is there", sample->page[index], what);
		return;
	}
	record->row = 55;
	record_differs(record, "page %zu of %s shows page %zu", sample->page[index], what, sample->page[other]);
}

bool sample_same(const struct sample *sample, struct record *record, const unsigned char *memory, size_t first,
		 size_t end, const char *what)
{
	for (size_t i = 0; i < sample->count; i++) {
		int got;

		if (sample->page[i] < first || sample->page[i] >= end)
			continue;
		got = sample_look(sample, memory, i);
		if (!got)
			continue;
		if (got > 0)
			record_fail(record, "%s at page %zu of %s", signal_name(got), sample->page[i], what);
		else
			tell_other(sample, record, memory, i, what);
		return false;
	}
	return true;
}

static bool same_in_new_mapping(const struct sample *sample, struct record *record)
{
	const struct target *target = sample->target;
	const unsigned char *memory;
	bool same;

	memory = target_mmap(target, record, sample->length, target_protection(target), target_flags(target), 0);
	if (memory == MAP_FAILED) {
		record_fail(record, "a new mapping gives %s", error_name(errno));
		return false;
	}
	same = sample_same(sample, record, memory, 0, target_pages(target), "a new mapping");
	target_munmap(record, (void *)memory, sample->length);
	return same;
}

bool sample_same_elsewhere(const struct sample *sample, struct record *record)
{
	if (!sample->everywhere)
		return true;
	if (!same_in_new_mapping(sample, record))
		return false;
	for (size_t i = 0; i < sample->count && sample->by_read; i++) {
		if (read_agrees(sample, i))
			continue;
		record_differs(record, "read(2) of page %zu does not give what is there", sample->page[i]);
		return false;
	}
	return true;
}

bool sample_change(struct sample *sample, struct record *record, unsigned char *memory, size_t first, size_t end)
{
	if (!sample->marked)
		return true;
	record_did(record, "write to pages %zu to %zu", first, end - 1);
	last_seed++;
	for (size_t i = 0; i < sample->count; i++) {
		int got;

		if (sample->page[i] < first || sample->page[i] >= end)
			continue;
		sample->shows[i] = mark_of(last_seed, sample->page[i]);
		got = mark_put(page_at(sample, memory, i), sample->shows[i]);
		if (got) {
			record_fail(record, "%s when page %zu is written", signal_name(got), sample->page[i]);
			return false;
		}
	}
	return true;
}

void sample_end(const struct sample *sample, unsigned char *memory)
{
	unsigned char *other = NULL;

	if (!sample->marked)
		return;
	if (sample->everywhere || sample->target->design.once)
		other = map_quietly(sample->target, sample->target->fd, sample->length);
	/* Memory of its own goes with its mapping. */
	if (other || (memory && !sample->target->design.fresh))
		put_back(sample, other ? other : memory);
	if (other)
		munmap(other, sample->length);
}

void sample_use(const struct target *target, struct record *record,
		void (*use)(struct sample *sample, struct record *record, unsigned char **memory))
{
	struct sample sample;
	unsigned char *memory = sample_map(&sample, target, record);

	if (!memory)
		return;
	use(&sample, record, &memory);
	sample_end(&sample, memory);
}
