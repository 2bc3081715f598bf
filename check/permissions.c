// SPDX-License-Identifier: BSD-2-Clause
/* Group "permissions": a mapping allows what was asked for and granted, and no more. */
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "check/check.h"
#include "check/record.h"
#include "check/target.h"
#include "check/touch.h"
#include "tools/smaps.h"

/* The kinds of mappings a device may have. */
static const struct kind {
	int flags;
	const char *name;
} kinds[] = {
	{ MAP_SHARED, "shared" },
	{ MAP_PRIVATE, "private" },
};

#define NR_KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* Whether there are such mappings whose pages can be read; private.read reports if they cannot. */
static bool has_kind(const struct target *target, const struct kind *kind)
{
	if (kind->flags == MAP_SHARED)
		return target->design.shared;
	return target->design.private && target->design.private_touch == 0;
}

/* --- PROT_READ --------------------------------------------------------------------- */

/*
 * Write the first byte of a page again, so that nothing changes even if that succeeds. Returns the
 * signal, 0 if it was written, or -1 if the page cannot be read.
 */
static int write_the_same(unsigned char *page)
{
	uint8_t byte;

	if (touch_copy(&byte, page, sizeof(byte)))
		return -1;
	return touch_write(page, byte);
}

/* Whether any page can be written to, which is then recorded. */
static bool can_be_written(const struct target *target, struct record *record, unsigned char *memory,
			   const char *name)
{
	for (size_t i = 0; i < target_samples(target); i++) {
		size_t page = target_sample(target, i);

		if (write_the_same(memory + page * target->page) == 0) {
			record_did(record, "read a byte of page %zu, and write it", page);
			record_fail(record, "page %zu of the %s mapping can be written", page, name);
			return true;
		}
	}
	return false;
}

static void check_read_only(const struct target *target, struct record *record)
{
	bool made = false;

	if (target_is_frozen(target, record))
		return;
	for (size_t i = 0; i < NR_KINDS; i++) {
		unsigned char *memory;

		if (!has_kind(target, &kinds[i]))
			continue;
		record_begin(record);
		record_expect(record, kinds[i].flags == MAP_SHARED ? 21 : 42, "writing to a mapping with PROT_READ is SIGSEGV",
			      "mmap(2): SIGSEGV: attempted write into a region mapped as read-only");
		memory = target_mmap(target, record, target->length, PROT_READ, kinds[i].flags, 0);
		if (memory == MAP_FAILED)
			continue;
		made = true;
		if (can_be_written(target, record, memory, kinds[i].name))
			return;
		munmap(memory, target->length);
	}
	if (!made)
		record_skip(record, "it has no mappings with PROT_READ alone");
}

/* --- PROT_NONE ---------------------------------------------------------------------- */

/* The first byte of each sample, and whether it could be read. */
struct bytes {
	uint8_t byte[TARGET_SAMPLES];
	bool known[TARGET_SAMPLES];
};

static void take_bytes(const struct target *target, struct record *record, int flags, struct bytes *bytes)
{
	const unsigned char *memory = target_mmap(target, record, target->length, PROT_READ, flags, 0);

	for (size_t i = 0; i < target_samples(target) && memory != MAP_FAILED; i++)
		bytes->known[i] = touch_copy(&bytes->byte[i], memory + target_sample(target, i) * target->page, 1) == 0;
	if (memory != MAP_FAILED)
		target_munmap(record, (void *)memory, target->length);
}

/* Whether any page can be read or written, which is then recorded. */
static bool can_be_touched(const struct target *target, struct record *record, unsigned char *memory,
			   const struct bytes *bytes, const char *name)
{
	for (size_t i = 0; i < target_samples(target); i++) {
		size_t page = target_sample(target, i);
		unsigned char *there = memory + page * target->page;
		bool read = touch_read(there) == 0;

		if (read || (bytes->known[i] && !target->frozen && touch_write(there, bytes->byte[i]) == 0)) {
			record_did(record, "%s a byte of page %zu", read ? "read" : "write", page);
			record_fail(record, "page %zu of the %s mapping can be %s", page, name, read ? "read" : "written");
			return true;
		}
	}
	return false;
}

static void check_none(const struct target *target, struct record *record)
{
	int refused = 0;
	bool made = false;

	for (size_t i = 0; i < NR_KINDS; i++) {
		struct bytes bytes = { 0 };
		unsigned char *memory;

		if (!has_kind(target, &kinds[i]))
			continue;
		record_begin(record);
		record_expect(record, kinds[i].flags == MAP_SHARED ? 21 : 42,
			      "an access to a mapping with PROT_NONE is SIGSEGV", "mmap(2): PROT_NONE: pages may not be accessed");
		take_bytes(target, record, kinds[i].flags, &bytes);
		record_begin(record);
		memory = target_mmap(target, record, target->length, PROT_NONE, kinds[i].flags, 0);
		if (memory == MAP_FAILED) {
			/* A driver may insist on PROT_READ or PROT_WRITE. */
			refused = errno;
			continue;
		}
		made = true;
		if (can_be_touched(target, record, memory, &bytes, kinds[i].name))
			return;
		munmap(memory, target->length);
	}
	if (!made)
		record_skip(record, "it has no mappings with PROT_NONE%s%s", refused ? ": " : "",
			    refused ? error_name(refused) : "");
}

/* --- A descriptor that is open with O_RDONLY --------------------------------------------- */

/* A descriptor that is open with O_RDONLY; -1 if there is none, which is then recorded. */
static int read_only_descriptor(const struct target *target, struct record *record)
{
	int fd;

	if (target->mode == O_RDONLY)
		return target->fd;
	if (!target->path) {
		record_skip(record, "a descriptor cannot be opened again");
		return -1;
	}
	fd = target_open(target, record, O_RDONLY);
	if (fd < 0)
		record_skip(record, "it cannot be opened with O_RDONLY (%s)", error_name(errno));
	return fd;
}

static void check_read_only_descriptor(const struct target *target, struct record *record)
{
	int fd = read_only_descriptor(target, record);
	void *memory;

	if (fd < 0)
		return;
	record_expect(record, 22, "EACCES for PROT_WRITE and MAP_SHARED on a descriptor open with O_RDONLY",
		      "mmap(2): EACCES; do_mmap(): it takes FMODE_WRITE");
	memory = target_mmap_at(target, record, NULL, fd, target->length, PROT_READ | PROT_WRITE, MAP_SHARED, 0);
	if (memory != MAP_FAILED) {
		record_fail(record, "mmap accepts it");
		return;
	}
	record_begin(record);
	record_expect(record, 22, "EACCES from mprotect(PROT_WRITE) for a shared mapping of a descriptor open with O_RDONLY",
		      "mprotect(2): EACCES; do_mmap(): it clears VM_MAYWRITE, and a driver may not set it again");
	memory = target_mmap_at(target, record, NULL, fd, target->length, PROT_READ, MAP_SHARED, 0);
	if (memory == MAP_FAILED) {
		/* This is for sharing.read-only-descriptor to judge. */
		record_skip(record, "such a descriptor has no shared mappings (%s)", error_name(errno));
		return;
	}
	if (target_mprotect(record, memory, target->length, PROT_READ | PROT_WRITE) == 0)
		record_fail(record, "mprotect makes it writable");
}

/* --- What mprotect() may give ---------------------------------------------------------- */

/*
 * Whether mprotect() gives a mapping what mmap refuses. It is tried from PROT_READ and from PROT_NONE: a
 * driver that looks at the protection in mmap may decide differently.
 */
static bool is_given_later(const struct target *target, struct record *record, int protection, int flags)
{
	static const int beginnings[] = { PROT_READ, PROT_NONE };

	for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++) {
		void *memory = target_mmap(target, record, target->length, beginnings[i], flags, 0);

		if (memory == MAP_FAILED)
			continue;
		if (target_mprotect(record, memory, target->length, protection) == 0)
			return true;
		target_munmap(record, memory, target->length);
	}
	return false;
}

/* Whether mmap refuses a protection, and not for a lack of memory. */
static bool is_refused(const struct target *target, struct record *record, int protection, int flags)
{
	void *memory = target_mmap(target, record, target->length, protection, flags, 0);

	if (memory != MAP_FAILED)
		munmap(memory, target->length);
	return memory == MAP_FAILED && errno != ENOMEM && errno != EAGAIN;
}

/* Whether mmap accepts PROT_WRITE, but the driver has cleared VM_WRITE. */
static bool is_taken_away(const struct target *target, struct record *record, int flags)
{
	void *memory = target_mmap(target, record, target->length, PROT_READ | PROT_WRITE, flags, 0);
	struct smaps smaps;
	bool taken;

	if (memory == MAP_FAILED)
		return false;
	taken = smaps_read(memory, &smaps) == 0 && !smaps_has_flag(&smaps, "wr");
	if (taken)
		record_did(record, "look at VmFlags in /proc/self/smaps: no wr");
	munmap(memory, target->length);
	return taken;
}

/* False if mmap makes such mappings writable. If it does not, anything wrong with that is recorded. */
static bool judge_refusal_to_write(const struct target *target, struct record *record, const struct kind *kind)
{
	const int protection = PROT_READ | PROT_WRITE;
	bool given;

	record_begin(record);
	record_expect(record, 22, "if mmap refuses to make a mapping writable, mprotect does not make it writable",
		      "mprotect_fixup(): it looks at VM_MAYWRITE only, which the driver has to clear");
	if (is_refused(target, record, protection, kind->flags)) {
		given = is_given_later(target, record, protection, kind->flags);
		if (given && kind->flags == MAP_SHARED)
			record_fail(record, "mmap refuses to make a shared mapping writable, and mprotect makes it writable");
		/* This does little harm: what is written to a private mapping reaches nobody else. */
		if (given && kind->flags == MAP_PRIVATE)
			record_warn(record, "mmap refuses to make a private mapping writable, and mprotect makes it writable");
		return true;
	}
	record_begin(record);
	record_expect(record, 52, "an error for PROT_WRITE, or a mapping that can be written",
		      "mmap(2): PROT_WRITE: pages may be written; do_mmap() does not look at what the driver made of it");
	if (!is_taken_away(target, record, kind->flags))
		return false;
	record_warn(record, "mmap accepts PROT_WRITE for a %s mapping, in which a write is SIGSEGV", kind->name);
	return true;
}

static void check_upgrade(const struct target *target, struct record *record)
{
	bool refused = false;

	/* If the descriptor is not open for writing, the kernel itself refuses shared ones. */
	if (target->mode == O_RDWR && target->design.shared)
		refused = judge_refusal_to_write(target, record, &kinds[0]);
	if (record->outcome == OUTCOME_PASS && target->design.private)
		refused |= judge_refusal_to_write(target, record, &kinds[1]);
	if (!refused)
		record_skip(record, "mmap refuses no writable mapping, or only for the way the descriptor is open");
}

static void check_exec(const struct target *target, struct record *record)
{
	const int protection = PROT_READ | PROT_EXEC;
	bool refused = false;

	record_expect(record, 22, "if mmap refuses to make a mapping executable, mprotect does not make it executable",
		      "mprotect_fixup(): it looks at VM_MAYEXEC only, which the driver has to clear");
	for (size_t i = 0; i < NR_KINDS; i++) {
		if (!has_kind(target, &kinds[i]))
			continue;
		record_begin(record);
		if (!is_refused(target, record, protection, kinds[i].flags))
			continue;
		refused = true;
		if (is_given_later(target, record, protection, kinds[i].flags)) {
			record_fail(record, "mmap refuses to make a %s mapping executable, and mprotect makes it executable",
				    kinds[i].name);
			return;
		}
	}
	if (!refused)
		record_skip(record, "mmap does not refuse PROT_EXEC");
}

/* --- What mprotect() may take ------------------------------------------------------------ */

/**
 * struct taking - a mapping from which accesses are taken away, and given back
 * @memory: the mapping, of the whole device
 * @full: its protection at first
 * @written: which samples could be written
 * @sum: what was in each sample, if it is @known
 */
struct taking {
	unsigned char *memory;
	int full;
	bool written[TARGET_SAMPLES];
	uint64_t sum[TARGET_SAMPLES];
	bool known[TARGET_SAMPLES];
};

/*
 * Touch every second page before anything is taken away. The driver has to bring in the others later,
 * with the protection that the mapping has then.
 */
static void touch_some(const struct target *target, struct taking *taking)
{
	for (size_t i = 0; i < target_samples(target); i += 2) {
		unsigned char *page = taking->memory + target_sample(target, i) * target->page;

		if (taking->full & PROT_WRITE)
			taking->written[i] = write_the_same(page) == 0;
		else
			touch_read(page);
	}
}

static bool set_protection(const struct target *target, struct record *record, const struct taking *taking,
			   int protection)
{
	if (target_mprotect(record, taking->memory, target->length, protection) == 0)
		return true;
	record_fail(record, "mprotect gives %s", error_name(errno));
	return false;
}

static void take_sums(const struct target *target, struct taking *taking)
{
	for (size_t i = 0; i < target_samples(target); i++)
		taking->known[i] = touch_sum(taking->memory + target_sample(target, i) * target->page, target->page,
					     &taking->sum[i]) == 0;
}

/* Whether nothing can be read; if something can, it is recorded. */
static bool is_closed(const struct target *target, struct record *record, const struct taking *taking)
{
	for (size_t i = 0; i < target_samples(target); i++) {
		size_t page = target_sample(target, i);

		if (touch_read(taking->memory + page * target->page) == 0) {
			record_did(record, "read a byte of page %zu", page);
			record_fail(record, "page %zu can still be read after mprotect(PROT_NONE)", page);
			return false;
		}
	}
	return true;
}

/* What could be read and written before can be so again, and is the same. */
static void judge_restored(const struct target *target, struct record *record, const struct taking *taking)
{
	for (size_t i = 0; i < target_samples(target); i++) {
		size_t page = target_sample(target, i);
		unsigned char *there = taking->memory + page * target->page;
		uint64_t sum;
		int got;

		if (!taking->known[i])
			continue;
		got = touch_sum(there, target->page, &sum);
		if (!got && taking->written[i])
			got = write_the_same(there);
		if (got) {
			record_fail(record, "page %zu: %s after mprotect gave the access back", page, signal_name(got));
			return;
		}
		if (!target->design.moving && sum != taking->sum[i]) {
			record_differs(record, "page %zu has changed", page);
			return;
		}
	}
}

static void check_downgrade(const struct target *target, struct record *record)
{
	int flags = target_flags(target);
	struct taking taking = { .full = PROT_READ };

	if (!has_kind(target, &kinds[0]) && !has_kind(target, &kinds[1])) {
		record_skip(record, "it has no mappings with PROT_READ alone");
		return;
	}
	/* Writing the same byte again changes nothing, unless somebody else writes there. */
	if (flags == MAP_SHARED && !target->design.moving)
		taking.full = target_shared_protection(target);

	record_expect(record, 21, "mprotect takes an access away and gives it back, and the contents are as before",
		      "mprotect(2): an access that violates the protection is SIGSEGV");
	taking.memory = target_map(target, record, taking.full, flags);
	if (!taking.memory)
		return;
	touch_some(target, &taking);
	if (!set_protection(target, record, &taking, PROT_READ) ||
	    (taking.full & PROT_WRITE && can_be_written(target, record, taking.memory, "PROT_READ")))
		return;
	take_sums(target, &taking);
	/* On some processors the kernel refuses PROT_NONE for registers: see pfn_modify_allowed(). */
	if (target_mprotect(record, taking.memory, target->length, PROT_NONE) == 0) {
		if (!is_closed(target, record, &taking))
			return;
	} else if (errno != EACCES) {
		record_fail(record, "mprotect gives %s", error_name(errno));
		return;
	}
	if (set_protection(target, record, &taking, taking.full))
		judge_restored(target, record, &taking);
}

static const struct check checks[] = {
	{ "read-only", "a mapping with PROT_READ cannot be written", NEEDS_MAPPING, check_read_only },
	{ "none", "a mapping with PROT_NONE can be neither read nor written", NEEDS_MAPPING, check_none },
	{ "read-only-descriptor", "a descriptor open with O_RDONLY gives no shared mapping that can be written",
	  NEEDS_SHARED, check_read_only_descriptor },
	{ "upgrade", "if mmap does not make a mapping writable, it gives an error, and mprotect refuses it, too",
	  NEEDS_MAPPING, check_upgrade },
	{ "exec", "if mmap refuses to make a mapping executable, mprotect does not make it executable",
	  NEEDS_MAPPING, check_exec },
	{ "downgrade", "mprotect takes an access away and gives it back, and the contents are as before",
	  NEEDS_MAPPING, check_downgrade },
	{ 0 }
};

const struct check_group group_permissions = {
	.name = "permissions",
	.summary = "that a mapping allows what was granted, and no more",
	.checks = checks,
};
