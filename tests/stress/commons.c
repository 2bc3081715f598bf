// SPDX-License-Identifier: BSD-2-Clause
/*
 * A part of the address space where all threads of a process map, unmap, protect, move and
 * touch whatever is there, without asking the others. What is read cannot be foretold, but
 * it is 0, a stamp or what is written to areas; a hole is SIGSEGV. In the first half are
 * areas only that nobody revokes: SIGBUS is wrong there.
 *
 * It lies far below of where the kernel puts mappings, which so cannot come into its holes.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>

#include "ledger.h"
#include "random.h"
#include "tests/abi/driver.h"
#include "tests/tap.h"
#include "touch.h"
#include "worker.h"

#define HALF	48	/* pages */

static char *const commons = (char *)0x100000000000;

static unsigned long below(struct worker *worker, unsigned long limit)
{
	return random_below(&worker->random, limit);
}

void commons_make(void)
{
	/* Whether it is free; from here on, only the functions below map there. */
	if (mmap(commons, 2 * HALF * page_size(), PROT_NONE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0) != commons)
		tap_bail("%p: not free", (void *)commons);
}

void commons_clear(void)
{
	munmap(commons, 2 * HALF * page_size());
}

static void map(struct worker *worker, const struct held *held, char *memory, unsigned long pages)
{
	const struct area *area = &held->area;
	unsigned long first = below(worker, area->pages);
	bool shared = below(worker, 2), going;
	int error;

	pages = pages < area->pages - first ? pages : area->pages - first;
	if (mmap(memory, pages * page_size(), PROT_READ | PROT_WRITE, MAP_FIXED | (shared ? MAP_SHARED : MAP_PRIVATE),
		 held->fd, (off_t)(first * page_size())) == MAP_FAILED)
		error = errno;
	else
		error = 0;
	going = area_going(area->id);
	ledger_count(DO_COMMON, error,
		     (const int[]){ going ? ENODEV : shared ? 0 : area_private_error(area, pages, true),
				    going && !shared ? area_private_error(area, pages, true) : 0, 0 });
}

/* What is written to shared mappings must suit the area, and here nobody knows which it is. */
static void touch(char *memory, bool lasting)
{
	uint32_t word = 0;
	int signal = touch_read(memory, &word);

	if (signal == SIGBUS && lasting)
		ledger_complain("SIGBUS where nothing is revoked");
	if (!signal && word & 0x80808080)
		ledger_complain("%08x is seen, which was written privately elsewhere", word);
	ledger_count(DO_COMMON, signal ? EFAULT : 0, (const int[]){ EFAULT, 0 });
}

void commons_operate(struct worker *worker)
{
	bool lasting = below(worker, 2);
	struct held *held = lasting ? &worker->lasting : &worker->held[below(worker, HELD)];
	unsigned long page = below(worker, HALF), pages = 1 + below(worker, HALF - page);
	char *half = commons + (lasting ? 0 : HALF) * page_size(), *memory = half + page * page_size();
	size_t length = pages * page_size();
	char *target = half + below(worker, HALF - pages + 1) * page_size();
	int error = 0;

	if (lasting && !held->used)
		held_create(held);
	switch (below(worker, 12)) {
	case 0 ... 3:
		if (held->used && held->fd >= 0)
			map(worker, held, memory, pages);
		return;
	case 4:
		error = munmap(memory, length) ? errno : 0;
		break;
	case 5:
		error = mprotect(memory, length, below(worker, 2) ? PROT_READ : PROT_READ | PROT_WRITE) ? errno : 0;
		break;
	case 6:
		error = madvise(memory, length, MADV_DONTNEED) ? errno : 0;
		break;
	case 7:
		if (mremap(memory, length, length, MREMAP_MAYMOVE | MREMAP_FIXED, target) == MAP_FAILED)
			error = errno;
		break;
	default:
		touch(memory + below(worker, length / sizeof(uint32_t)) * sizeof(uint32_t), lasting);
		return;
	}
	/* Holes, parts of several mappings, and what a mapping may not be. */
	ledger_count(DO_COMMON, error, (const int[]){ ENOMEM, EFAULT, EINVAL, EACCES, 0 });
}
