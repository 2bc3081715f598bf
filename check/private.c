// SPDX-License-Identifier: BSD-2-Clause
/* Group "private": MAP_PRIVATE shows the device, and keeps to itself what is written. */
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "check/check.h"
#include "check/keep.h"
#include "check/record.h"
#include "check/target.h"
#include "check/touch.h"

/* --- Whether they are made --------------------------------------------------------- */

/* What mmap gives for a private mapping from the beginning: 0 or an error. */
static int try_map(const struct target *target, struct record *record, size_t length, int protection)
{
	void *memory = target_mmap(target, record, length, protection, MAP_PRIVATE, 0);

	if (memory == MAP_FAILED)
		return errno;
	munmap(memory, length);
	return 0;
}

/* Whether the error says that there are no such mappings. */
static bool means_no(int error)
{
	static const int errors[] = { EINVAL, EACCES, EPERM, ENODEV, EOPNOTSUPP, ENXIO };

	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		if (error == errors[i])
			return true;
	return false;
}

/* Whether such mappings are made or refused as they should be. *@error: why there are none; 0 if there are. */
static bool judge_map(const struct target *target, struct record *record, int protection, int *error)
{
	int whole, one;

	record_begin(record);
	record_expect(record, 2, "private mappings of one page and of many are all made, or all refused",
		      "mmap(2): MAP_PRIVATE; remap_pfn_range(): -EINVAL if it is to fill a part of a private mapping only");
	whole = try_map(target, record, target->length, protection);
	one = target_pages(target) > 1 ? try_map(target, record, target->page, protection) : whole;
	*error = whole;
	if (whole == EAGAIN || one == EAGAIN) {
		record_expect(record, 25, "a private mapping, or an error that says that there are none",
			      "mmap(2): EAGAIN is for a file that is locked, or too much memory that is locked");
		record_fail(record, "EAGAIN, which says that it will work later");
		return false;
	}
	if (whole == ENOMEM || one == ENOMEM)
		return true;
	if (whole && !one) {
		record_warn(record, "one page can be mapped, %zu pages give %s", target_pages(target), error_name(whole));
		return false;
	}
	if (whole && !means_no(whole)) {
		record_expect(record, 46, "a private mapping, or an error that says that there are none",
			      "mmap(2): ERRORS");
		record_warn(record, "%s, which does not say why", error_name(whole));
		return false;
	}
	return true;
}

static void check_map(const struct target *target, struct record *record)
{
	int read_error, write_error;

	/* By design, they may not be writable, so the two are judged separately. */
	if (!judge_map(target, record, PROT_READ, &read_error) ||
	    !judge_map(target, record, PROT_READ | PROT_WRITE, &write_error))
		return;
	if (read_error == ENOMEM)
		record_skip(record, "there is too little memory for such a mapping");
	else if (read_error && write_error)
		record_skip(record, "every private mapping is refused with %s: it has none, by design",
			    error_name(read_error));
}

/* --- What they show --------------------------------------------------------------- */

/* What is in the samples of one mapping: a sum, or the signal if the page cannot be read. */
struct contents {
	int signal[TARGET_SAMPLES];
	uint64_t sum[TARGET_SAMPLES];
};

static void look(const struct target *target, const unsigned char *memory, struct contents *contents)
{
	for (size_t i = 0; i < target_samples(target); i++)
		contents->signal[i] = touch_sum(memory + target_sample(target, i) * target->page, target->page,
						&contents->sum[i]);
}

/* The same in a mapping that is unmapped at once: the driver may allow one at a time only. */
static bool look_once(const struct target *target, struct record *record, int flags, struct contents *contents)
{
	unsigned char *memory = target_map(target, record, PROT_READ, flags);

	if (!memory)
		return false;
	look(target, memory, contents);
	munmap(memory, target->length);
	return true;
}

static void check_read(const struct target *target, struct record *record)
{
	bool shared = target->design.shared;
	bool compare = shared && !target->design.fresh && !target->design.moving;
	struct contents before, private, after;

	if (!target->design.private) {
		record_skip(record, "it has no private mappings");
		return;
	}
	record_expect(record, 1, "each page of a private mapping can be read, as in a shared one",
		      "mmap(2): SIGBUS is for access beyond the end of what was mapped");
	record->hang_row = 13;
	record->stuck_row = 14;
	if (shared && !look_once(target, record, MAP_SHARED, &before))
		return;
	record_begin(record);
	if (!look_once(target, record, MAP_PRIVATE, &private) ||
	    (shared && !look_once(target, record, MAP_SHARED, &after)))
		return;
	for (size_t i = 0; i < target_samples(target); i++) {
		size_t page = target_sample(target, i);

		/* bounds.every-page reports pages that cannot be read at all. */
		if (shared && (before.signal[i] || after.signal[i]))
			continue;
		if (private.signal[i]) {
			record_fail(record, "%s at page %zu of the private mapping%s", signal_name(private.signal[i]), page,
				    shared ? "; a shared one shows it" : "");
			return;
		}
		if (compare && before.sum[i] == after.sum[i] && private.sum[i] != before.sum[i]) {
			record_expect(record, 43, "a private mapping shows what a shared one shows",
				      "mmap(2): a file mapping shows what is in the file at that offset");
			record_differs(record, "page %zu: the private mapping shows something else", page);
			return;
		}
	}
}

/* --- What is written to them --------------------------------------------------------- */

/**
 * struct copies - a private mapping that is written to
 * @memory: the mapping, of the whole device
 * @before: what was in it
 * @old: the first word of each sample
 * @written: which samples were written to; only every second one is
 */
struct copies {
	unsigned char *memory;
	struct contents before;
	uint64_t old[TARGET_SAMPLES];
	bool written[TARGET_SAMPLES];
};

/* The word that is written to a sample. It differs from what was there. */
static uint64_t mark_for(const struct target *target, const struct copies *copies, size_t sample)
{
	uint64_t mark = mark_of(30, target_sample(target, sample));

	return mark == copies->old[sample] ? ~mark : mark;
}

/* What is in a page behind its first word. The kernel copies that when the word is written. */
static bool sum_rest(const struct target *target, const unsigned char *page, uint64_t *sum)
{
	return touch_sum(page + sizeof(uint64_t), target->page - sizeof(uint64_t), sum) == 0;
}

/*
 * Each page is read first: if the driver has made it writable, it is then in the page table, and the
 * kernel does not get to copy it.
 */
static bool write_copies(const struct target *target, struct record *record, struct copies *copies)
{
	look(target, copies->memory, &copies->before);
	for (size_t i = 0; i < target_samples(target); i += 2) {
		size_t page = target_sample(target, i);
		unsigned char *there = copies->memory + page * target->page;
		uint64_t rest_before, rest, now;
		int got;

		if (copies->before.signal[i] || mark_get(there, &copies->old[i]) || !sum_rest(target, there, &rest_before))
			continue;
		keep_word(page, copies->old[i]);
		got = mark_put(there, mark_for(target, copies, i));
		copies->written[i] = !got;
		/* For a page number, the kernel copies what it can read, which may be nothing. */
		record->row = target->design.page_numbers ? 29 : 42;
		if (got) {
			record_did(record, "write 8 bytes to page %zu", page);
			record_fail(record, "page %zu can be read, but writing to it is %s", page, signal_name(got));
			return false;
		}
		if (mark_get(there, &now) || now != mark_for(target, copies, i)) {
			record_did(record, "write 8 bytes to page %zu, and read them", page);
			record_fail(record, "page %zu does not have what was written to it", page);
			return false;
		}
		if (!target->design.moving && (!sum_rest(target, there, &rest) || rest != rest_before)) {
			record_did(record, "write 8 bytes to page %zu", page);
			record_differs(record, "page %zu has changed behind these bytes, too", page);
			return false;
		}
		record->row = 42;
	}
	record_did(record, "read all pages, then write 8 bytes to every second one");
	return true;
}

/* The pages that were not written to still show the device. */
static bool judge_others(const struct target *target, struct record *record, const struct copies *copies)
{
	for (size_t i = 1; i < target_samples(target) && !target->design.moving; i += 2) {
		size_t page = target_sample(target, i);
		uint64_t sum;

		if (copies->before.signal[i])
			continue;
		if (touch_sum(copies->memory + page * target->page, target->page, &sum) || sum != copies->before.sum[i]) {
			record_differs(record, "page %zu has changed, although nothing was written to it", page);
			return false;
		}
	}
	return true;
}

/* Whether another mapping shows what was written. */
static bool leaks_to(const struct target *target, struct record *record, const struct copies *copies,
		     const unsigned char *other, const char *where)
{
	for (size_t i = 0; i < target_samples(target); i++) {
		size_t page = target_sample(target, i);
		uint64_t now;

		if (copies->written[i] && mark_get(other + page * target->page, &now) == 0 &&
		    now == mark_for(target, copies, i)) {
			record_did(record, "read 8 bytes of page %zu", page);
			record_fail(record, "%s what was written to page %zu of the private mapping", where, page);
			return true;
		}
	}
	return false;
}

static bool read_word(const struct target *target, size_t page, uint64_t *word)
{
	return pread(target->fd, word, sizeof(*word), target->base + (off_t)(page * target->page)) == sizeof(*word);
}

static bool leaks_to_read(const struct target *target, struct record *record, const struct copies *copies)
{
	for (size_t i = 0; i < target_samples(target) && target->design.reads; i++) {
		size_t page = target_sample(target, i);
		uint64_t now;

		if (copies->written[i] && read_word(target, page, &now) && now == mark_for(target, copies, i)) {
			record_did(record, "pread(fd, buffer, 8, %zu) = 8", (size_t)target->base + page * target->page);
			record_fail(record, "read(2) gives what was written to page %zu of the private mapping", page);
			return true;
		}
	}
	return false;
}

/* Judge whether anybody else sees what was written. If there is one mapping at a time, it is the next one that may. */
static void judge_leaks(const struct target *target, struct record *record, struct copies *copies)
{
	unsigned char *other;

	if (target->design.once) {
		target_munmap(record, copies->memory, target->length);
		copies->memory = target_mmap(target, record, target->length, PROT_READ | PROT_WRITE, MAP_PRIVATE, 0);
		if (copies->memory != MAP_FAILED)
			leaks_to(target, record, copies, copies->memory, "a new private mapping shows");
		leaks_to_read(target, record, copies);
		return;
	}
	if (target->design.shared) {
		other = target_mmap(target, record, target->length, PROT_READ, MAP_SHARED, 0);
		if (other != MAP_FAILED && leaks_to(target, record, copies, other, "a shared mapping shows"))
			return;
	}
	if (leaks_to_read(target, record, copies))
		return;
	other = target_mmap(target, record, target->length, PROT_READ, MAP_PRIVATE, 0);
	if (other != MAP_FAILED)
		leaks_to(target, record, copies, other, "another private mapping shows");
}

/* If it went through to the device, this puts the old words back; else it changes nothing that matters. */
static void undo_copies(const struct target *target, const struct copies *copies)
{
	bool all = copies->memory != MAP_FAILED;

	/* Begin with the last one, for several pages may be the same memory. */
	for (size_t i = target_samples(target); copies->memory != MAP_FAILED && i-- > 0;) {
		unsigned char *there = copies->memory + target_sample(target, i) * target->page;

		/* What somebody else has written there meanwhile stays. */
		if (copies->written[i])
			all &= mark_replace(there, mark_for(target, copies, i), copies->old[i]);
	}
	if (all)
		keep_no_words();
}

static void check_copies(const struct target *target, struct record *record, void *memory)
{
	struct copies copies = { .memory = memory };
	bool tried = false;

	if (write_copies(target, record, &copies) && judge_others(target, record, &copies))
		judge_leaks(target, record, &copies);
	undo_copies(target, &copies);
	for (size_t i = 0; i < target_samples(target); i++)
		tried |= copies.written[i];
	if (!tried)
		record_skip(record, "no page of it can be read");
}

static void expect_copies(struct record *record)
{
	record_expect(record, 42, "what is written to a private mapping is there, and nowhere else",
		      "mmap(2): MAP_PRIVATE: updates are not visible to others, and not carried through to the file");
}

static void check_copy(const struct target *target, struct record *record)
{
	unsigned char *memory;

	if (target_is_frozen(target, record))
		return;
	expect_copies(record);
	memory = target_map(target, record, PROT_READ | PROT_WRITE, MAP_PRIVATE);
	if (memory)
		check_copies(target, record, memory);
}

/* --- A descriptor that is open with O_RDONLY ------------------------------------------ */

/* Open the device again with @mode, and make the same mapping; returns the error, or 0. */
static int map_again(const struct target *target, struct record *record, int mode, int *fd, void **memory)
{
	*fd = target_open(target, record, mode);
	if (*fd < 0)
		return errno;
	*memory = target_mmap_at(target, record, NULL, *fd, target->length, PROT_READ | PROT_WRITE, MAP_PRIVATE, 0);
	return *memory == MAP_FAILED ? errno : 0;
}

static void check_read_only_descriptor(const struct target *target, struct record *record)
{
	void *memory;
	int fd, err;

	if (target_is_frozen(target, record))
		return;
	if (target->mode == O_RDONLY) {
		record_skip(record, "it is open with O_RDONLY anyway");
		return;
	}
	err = map_again(target, record, O_RDWR, &fd, &memory);
	if (err) {
		record_skip(record, "a second open of it cannot be mapped like this (%s)", error_name(err));
		return;
	}
	munmap(memory, target->length);
	close(fd);

	record_begin(record);
	record_expect(record, 23, "a descriptor open with O_RDONLY can be mapped MAP_PRIVATE, to be written",
		      "do_mmap(): a private mapping takes FMODE_READ alone: what is written is a copy");
	err = map_again(target, record, O_RDONLY, &fd, &memory);
	if (fd < 0) {
		record_skip(record, "it cannot be opened with O_RDONLY (%s)", error_name(err));
	} else if (err) {
		record_warn(record, "%s; on a descriptor open with O_RDWR the same mapping can be made", error_name(err));
	} else {
		expect_copies(record);
		check_copies(target, record, memory);
	}
}

static const struct check checks[] = {
	{ "map", "private mappings of one page and of many are all made, or all refused", NEEDS_MAPPING, check_map },
	{ "read", "each page of a private mapping can be read, as in a shared one", NEEDS_MAPPING, check_read },
	{ "copy", "what is written to a private mapping is there, and nowhere else",
	  NEEDS_PRIVATE_WRITE | WRITES_IF_ALLOWED, check_copy },
	{ "read-only-descriptor", "private copies of a descriptor open with O_RDONLY can be written, and stay private",
	  NEEDS_PRIVATE_WRITE | NEEDS_REOPEN | WRITES_IF_ALLOWED, check_read_only_descriptor },
	{ 0 }
};

const struct check_group group_private = {
	.name = "private",
	.summary = "that private mappings show the device, and keep to themselves what is written",
	.checks = checks,
};
