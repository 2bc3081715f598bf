// SPDX-License-Identifier: BSD-2-Clause
/* Group "content": a mapping shows the device's memory, all of it, and keeps it. */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "check/check.h"
#include "check/record.h"
#include "check/target.h"
#include "check/touch.h"

/* The whole device, to be read. */
static unsigned char *map_whole(const struct target *target, struct record *record)
{
	return target_map(target, record, target_protection(target), target_flags(target));
}

/* --- read(2) ------------------------------------------------------------------------ */

/* What is in a page: in the mapping, and by read(2). */
struct page {
	unsigned char *mapped;
	unsigned char *told;
};

/* Get both; false if one of them cannot be read. */
static bool get_page(const struct target *target, const unsigned char *memory, size_t number, struct page *page)
{
	size_t offset = number * target->page, inside = target_inside(target, number);

	return inside && touch_copy(page->mapped, memory + offset, inside) == 0 &&
	       pread(target->fd, page->told, inside, target->base + (off_t)offset) == (ssize_t)inside;
}

/* At which byte the two begin to differ; @length if they do not. */
static size_t first_difference(const struct page *page, size_t length)
{
	size_t i = 0;

	while (i < length && page->mapped[i] == page->told[i])
		i++;
	return i;
}

/* Whether the two differ, and neither changes meanwhile. */
static bool differs(const struct target *target, const unsigned char *memory, size_t number, struct page *page,
		    struct page *again)
{
	size_t inside = target_inside(target, number);

	return get_page(target, memory, number, page) && memcmp(page->mapped, page->told, inside) != 0 &&
	       get_page(target, memory, number, again) && memcmp(page->mapped, again->mapped, inside) == 0 &&
	       memcmp(page->told, again->told, inside) == 0;
}

static void compare_with_read(const struct target *target, struct record *record, const unsigned char *memory,
			      struct page *page, struct page *again)
{
	for (size_t i = 0; i < target_samples(target); i++) {
		size_t number = target_sample(target, i), inside = target_inside(target, number), at;

		if (!differs(target, memory, number, page, again))
			continue;
		at = first_difference(page, inside);
		record->row = number ? 5 : 43;
		record_did(record, "pread(fd, buffer, %zu, %zu) = %zu", inside, (size_t)target->base + number * target->page,
			   inside);
		record_differs(record, "page %zu: byte %zu is 0x%02x in the mapping, and 0x%02x by read(2)", number, at,
			    page->mapped[at], page->told[at]);
		return;
	}
}

static void check_read(const struct target *target, struct record *record)
{
	unsigned char *buffers = malloc(4 * target->page);
	const unsigned char *memory;

	record_expect(record, 5, "a mapping shows, page by page, what read(2) gives there",
		      "mmap(2): what a file mapping shows is what is in the file at that offset");
	memory = buffers ? map_whole(target, record) : NULL;
	if (memory) {
		struct page page = { buffers, buffers + target->page };
		struct page again = { buffers + 2 * target->page, buffers + 3 * target->page };

		compare_with_read(target, record, memory, &page, &again);
	}
	free(buffers);
}

/* --- The rest of the last page --------------------------------------------------------- */

static void check_tail(const struct target *target, struct record *record)
{
	size_t last = target_pages(target) - 1, inside = target_inside(target, last);
	const unsigned char *memory;
	unsigned char *rest;

	if (!inside || inside == target->page) {
		record_skip(record, "its size is a multiple of the page size");
		return;
	}
	record_expect(record, 41, "the last page has zeros behind the end of the device",
		      "mmap(2): the remaining bytes in the partial page at the end of the mapping are zeroed");
	memory = map_whole(target, record);
	rest = malloc(target->page);
	if (memory && rest && touch_copy(rest, memory + last * target->page, target->page) == 0) {
		size_t at = inside;

		while (at < target->page && rest[at] == 0)
			at++;
		if (at < target->page) {
			record_did(record, "read byte %zu of page %zu", at, last);
			record_fail(record, "the device has %zu bytes, and byte %zu of the mapping is 0x%02x", target->size,
				    last * target->page + at, rest[at]);
		}
	}
	free(rest);
}

/* --- One mapping after the other --------------------------------------------------------- */

/* The samples of a mapping. Each is read twice; it is known if it has not changed. */
struct contents {
	uint64_t sum[TARGET_SAMPLES];
	bool known[TARGET_SAMPLES];
};

static bool look(const struct target *target, struct record *record, struct contents *contents)
{
	const unsigned char *memory = map_whole(target, record);

	if (!memory)
		return false;
	for (size_t i = 0; i < target_samples(target); i++)
		contents->known[i] = touch_sum(memory + target_sample(target, i) * target->page, target->page,
					       &contents->sum[i]) == 0;
	for (size_t i = 0; i < target_samples(target); i++) {
		uint64_t sum;

		contents->known[i] = contents->known[i] &&
				     touch_sum(memory + target_sample(target, i) * target->page, target->page, &sum) == 0 &&
				     sum == contents->sum[i];
	}
	target_munmap(record, (void *)memory, target->length);
	return true;
}

static void check_stable(const struct target *target, struct record *record)
{
	struct contents first, second;

	record_expect(record, 53, "two mappings, one after the other, show the same",
		      "munmap(2): it ends a mapping, and does nothing to what was mapped");
	if (!look(target, record, &first) || !look(target, record, &second))
		return;
	for (size_t i = 0; i < target_samples(target); i++)
		if (first.known[i] && second.known[i] && first.sum[i] != second.sum[i]) {
			record_differs(record, "page %zu: the second mapping shows something else than the first", target_sample(target, i));
			return;
		}
}

/* Write a mark to each sample. In @held is then which samples have theirs; returns how many. */
static size_t put_marks(const struct target *target, unsigned char *memory, bool *held)
{
	size_t count = 0;

	for (size_t i = 0; i < target_samples(target); i++) {
		size_t page = target_sample(target, i);

		held[i] = target_may_mark(target, memory, page) && mark_put(memory + page * target->page, mark_of(40, i)) == 0;
	}
	/* Registers may keep something else, and several pages may be the same memory. */
	for (size_t i = 0; i < target_samples(target); i++) {
		uint64_t mark;

		held[i] = held[i] && mark_get(memory + target_sample(target, i) * target->page, &mark) == 0 &&
			  mark == mark_of(40, i);
		count += held[i];
	}
	return count;
}

static void check_map_again(const struct target *target, struct record *record)
{
	bool held[TARGET_SAMPLES] = { 0 };
	unsigned char *memory;

	record_expect(record, 53, "what was written through a shared mapping is there in the next one",
		      "mmap(2): MAP_SHARED: updates are carried through to the underlying file");
	memory = target_map(target, record, PROT_READ | PROT_WRITE, MAP_SHARED);
	if (!memory)
		return;
	if (!put_marks(target, memory, held)) {
		record_skip(record, "no page of it keeps what is written to it");
		return;
	}
	record_did(record, "write 8 bytes to the beginning of pages");
	target_munmap(record, memory, target->length);
	memory = target_map(target, record, PROT_READ | PROT_WRITE, MAP_SHARED);
	if (!memory)
		return;
	for (size_t i = 0; i < target_samples(target); i++) {
		size_t page = target_sample(target, i);
		uint64_t mark;

		if (held[i] && (mark_get(memory + page * target->page, &mark) || mark != mark_of(40, i))) {
			record_differs(record, "page %zu does not have what was written before munmap", page);
			return;
		}
	}
}

static const struct check checks[] = {
	{ "read", "a mapping shows, page by page, what read(2) gives",
	  NEEDS_MAPPING | NEEDS_READ | NEEDS_COHERENT | NEEDS_STILL, check_read },
	{ "tail", "the last page has zeros behind the end of the device", NEEDS_MAPPING | NEEDS_SIZE, check_tail },
	{ "stable", "two mappings, one after the other, show the same", NEEDS_MAPPING | NEEDS_COHERENT | NEEDS_STILL,
	  check_stable },
	{ "map-again", "what was written through a shared mapping is there in the next one",
	  NEEDS_SHARED_WRITE | NEEDS_COHERENT | NEEDS_STILL, check_map_again },
	{ 0 }
};

const struct check_group group_content = {
	.name = "content",
	.summary = "that a mapping shows the device's memory, and keeps it",
	.checks = checks,
};
