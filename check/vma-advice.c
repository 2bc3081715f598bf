// SPDX-License-Identifier: BSD-2-Clause
/* madvise(2): what a mapping shows after each advice there is. */
#include <errno.h>
#include <signal.h>
#include <sys/mman.h>

#include "check/record.h"
#include "check/sample.h"
#include "check/target.h"
#include "check/touch.h"
#include "check/vma.h"

/* What the C library of some machines does not name yet. */
#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ 22
#define MADV_POPULATE_WRITE 23
#endif
#ifndef MADV_DONTNEED_LOCKED
#define MADV_DONTNEED_LOCKED 24
#endif
#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif
#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#define MADV_GUARD_REMOVE 103
#endif

static int advise(struct record *record, void *memory, size_t length, int advice, const char *name)
{
	int result = madvise(memory, length, advice), err = errno;

	record_did(record, "madvise(%p, %zu, MADV_%s) = %s", memory, length, name, vma_result(result, err));
	return result;
}

/* False if the advice is refused, or if the pages do not come back, which is then recorded. */
static bool discard_by(struct sample *sample, struct record *record, unsigned char *memory, int advice, const char *name)
{
	size_t pages = target_pages(sample->target);
	int got;

	if (!sample_same(sample, record, memory, 0, pages, "the mapping") ||
	    advise(record, memory, sample->length, advice, name) != 0)
		return false;
	got = touch_read(memory);
	record_did(record, "read the first byte");
	/* Many drivers do this. Wrong contents would be worse. */
	if (got)
		record_warn(record, "%s at page 0", signal_name(got));
	return !got && sample_same(sample, record, memory, 0, pages, "the mapping");
}

static void discard(struct sample *sample, struct record *record, unsigned char **memory)
{
	if (discard_by(sample, record, *memory, MADV_DONTNEED, "DONTNEED"))
		discard_by(sample, record, *memory, MADV_DONTNEED_LOCKED, "DONTNEED_LOCKED");
}

void check_dontneed(const struct target *target, struct record *record)
{
	record_expect(record, 31, "it is refused, or the next access brings the page back",
		      "madvise(2), MADV_DONTNEED: subsequent accesses of pages in the range will succeed");
	sample_use(target, record, discard);
}

/*
 * All other advice but REMOVE, which takes the memory away from everybody, and HWPOISON and
 * SOFT_OFFLINE, which take it away from the machine. GUARD_INSTALL is below.
 */
static const struct {
	int advice;
	const char *name;
} advices[] = {
	/* These come first, while nobody has touched the mapping. */
	{ MADV_POPULATE_READ, "POPULATE_READ" },
	{ MADV_POPULATE_WRITE, "POPULATE_WRITE" },
	{ MADV_NORMAL, "NORMAL" },
	{ MADV_RANDOM, "RANDOM" },
	{ MADV_SEQUENTIAL, "SEQUENTIAL" },
	{ MADV_WILLNEED, "WILLNEED" },
	{ MADV_FREE, "FREE" },
	{ MADV_COLD, "COLD" },
	{ MADV_PAGEOUT, "PAGEOUT" },
	{ MADV_DONTFORK, "DONTFORK" },
	{ MADV_DOFORK, "DOFORK" },
	{ MADV_WIPEONFORK, "WIPEONFORK" },
	{ MADV_KEEPONFORK, "KEEPONFORK" },
	{ MADV_MERGEABLE, "MERGEABLE" },
	{ MADV_UNMERGEABLE, "UNMERGEABLE" },
	{ MADV_DONTDUMP, "DONTDUMP" },
	{ MADV_DODUMP, "DODUMP" },
	{ MADV_HUGEPAGE, "HUGEPAGE" },
	{ MADV_COLLAPSE, "COLLAPSE" },
	{ MADV_NOHUGEPAGE, "NOHUGEPAGE" },
};

/* While there is a guard, an access is SIGSEGV. After it is removed, the memory is there again. */
static void guard(struct sample *sample, struct record *record, unsigned char *memory)
{
	int got;

	if (advise(record, memory, sample->length, MADV_GUARD_INSTALL, "GUARD_INSTALL") != 0)
		return;
	got = touch_read(memory);
	if (got != SIGSEGV) {
		record_did(record, "read the first byte");
		record_fail(record, "%s where there is a guard", got ? signal_name(got) : "the access succeeds");
		return;
	}
	record_expect(record, 31, "once the guard is removed, the next access brings the page back",
		      "madvise(2), MADV_GUARD_REMOVE: it leaves the range as if nothing had been mapped yet");
	if (advise(record, memory, sample->length, MADV_GUARD_REMOVE, "GUARD_REMOVE") != 0)
		record_fail(record, "the guard can be installed, and not removed");
	else
		sample_same(sample, record, memory, 0, target_pages(sample->target), "the mapping");
}

static void give_all_advice(struct sample *sample, struct record *record, unsigned char **memory)
{
	bool large = sample->length > TARGET_LARGE;

	for (size_t i = 0; i < sizeof(advices) / sizeof(advices[0]); i++) {
		int advice = advices[i].advice;

		if (large && (advice == MADV_POPULATE_READ || advice == MADV_POPULATE_WRITE))
			continue;
		advise(record, *memory, sample->length, advice, advices[i].name);
		if (!sample_same(sample, record, *memory, 0, target_pages(sample->target), "the mapping"))
			return;
	}
	guard(sample, record, *memory);
}

void check_advise(const struct target *target, struct record *record)
{
	record_expect(record, 58, "each advice is refused, or changes nothing of what can be read",
		      "madvise(2): most advice has no influence on the semantics of the program");
	sample_use(target, record, give_all_advice);
}
