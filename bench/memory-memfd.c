// SPDX-License-Identifier: BSD-2-Clause
/* A file of memfd_create(): of small pages, of transparent huge ones, or hugetlb's. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "memory.h"
#include "setting.h"

#define POLICY	"/sys/kernel/mm/transparent_hugepage/shmem_enabled"
#define RESERVE	"/proc/sys/vm/nr_hugepages"

static int page_faults(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (int)usage.ru_minflt;
}

/* Whether it has huge pages: there are no more page faults than these then. */
static bool is_huge(struct memory *memory)
{
	volatile char *address = mmap(NULL, memory->size, PROT_READ, MAP_SHARED, memory->fd, 0);
	int before = page_faults(), faults;

	if (address == MAP_FAILED)
		return memory_fail(memory, "mmap", errno);
	for (size_t at = 0; at < memory->size; at += 4096)
		(void)address[at];
	faults = page_faults() - before;
	munmap((void *)address, memory->size);
	if ((size_t)faults <= memory->size / HUGE)
		return true;
	snprintf(memory->remark, sizeof(memory->remark), "the kernel has taken small pages: %d page faults", faults);
	return false;
}

/* Of hugetlb twice as many: private mappings reserve what they may have to copy. */
static void reserve_huge_pages(size_t size)
{
	char number[24];

	snprintf(number, sizeof(number), "%zu", 2 * size / HUGE);
	setting_write(RESERVE, number);
}

static void memfd_close(struct memory *memory)
{
	close(memory->fd);
	if (memory->subject->memfd_flags & MFD_HUGETLB)
		reserve_huge_pages(0);
	else if (memory->subject->huge)
		setting_write(POLICY, "never");
}

static bool memfd_open(struct memory *memory)
{
	const struct subject *subject = memory->subject;

	if (subject->memfd_flags & MFD_HUGETLB)
		reserve_huge_pages(memory->size);
	else if (subject->huge)
		setting_write(POLICY, "always");
	memory->fd = memory_create_file(memory, subject->memfd_flags);
	if (memory->fd >= 0 && (!subject->huge || is_huge(memory)))
		return true;
	memfd_close(memory);
	return false;
}

const struct memory_kind memory_memfd = { memfd_open, memfd_close };
