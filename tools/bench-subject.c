// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bench-subject.h"

/* Of areas: every mapper that suits a backing, as maps(4) has it. */
const struct bench_subject bench_subjects[] = {
	{ BENCH_MEMFD, "memfd", "touched", 0 },
	{ BENCH_MEMFD, "memfd", "populate", MAP_POPULATE },
	{ BENCH_ANONYMOUS, "anonymous", "touched", 0 },
	{ BENCH_AREA, "vmalloc", "remap", 0 },
	{ BENCH_AREA, "vmalloc", "range", 0 },
	{ BENCH_AREA, "vmalloc", "insert", 0 },
	{ BENCH_AREA, "vmalloc", "fault", 0 },
	{ BENCH_AREA, "contig", "remap", 0 },
	{ BENCH_AREA, "contig", "insert", 0 },
	{ BENCH_AREA, "contig", "fault", 0 },
	{ BENCH_AREA, "huge", "remap", 0 },
	{ BENCH_AREA, "huge", "insert", 0 },
	{ BENCH_AREA, "huge", "fault", 0 },
	{ BENCH_AREA, "huge", "huge", 0 },
	{ BENCH_AREA, "shmem", "shmem", 0 },
	{ 0 }
};

const struct bench_access bench_accesses[BENCH_ACCESSES] = {
	{ "read", PROT_READ, MAP_SHARED, 0 },
	{ "write", PROT_READ | PROT_WRITE, MAP_SHARED, 0 },
	{ "private", PROT_READ | PROT_WRITE, MAP_PRIVATE, 2 << 20 },
};

static uint64_t stride_of(const struct bench_access *access)
{
	return access->stride ? access->stride : (uint64_t)sysconf(_SC_PAGESIZE);
}

uint64_t bench_access_pages(const struct bench_access *access, uint64_t size)
{
	uint64_t stride = stride_of(access);

	return size / stride + (size % stride != 0);
}

static int open_area(struct bench_memory *memory)
{
	struct maps_options *options = maps_options_new();
	int err;

	if (!options)
		return -ENOMEM;
	err = maps_options_set_size(options, memory->size);
	if (!err)
		err = maps_options_set_backing(options, memory->subject->backing);
	if (!err)
		err = maps_options_set_mapper(options, memory->subject->mapper);
	if (!err)
		err = maps_create_anonymous(options, &memory->area);
	maps_options_free(options);
	if (!err)
		memory->fd = maps_area_fd(memory->area);
	return err;
}

/* A file with all of its memory: an area has that, too, when it is mapped. */
static int open_memfd(struct bench_memory *memory)
{
	char *address;
	int err = 0;

	memory->fd = memfd_create("maps bench", MFD_CLOEXEC);
	if (memory->fd < 0)
		return -errno;
	if (ftruncate(memory->fd, (off_t)memory->size) != 0)
		goto fail;
	address = mmap(NULL, memory->size, PROT_READ | PROT_WRITE, MAP_SHARED, memory->fd, 0);
	if (address == MAP_FAILED)
		goto fail;
	/* An error is that of a kernel that has no huge ones. */
	madvise(address, memory->size, MADV_NOHUGEPAGE);
	memset(address, 1, memory->size);
	munmap(address, memory->size);
	return 0;

fail:
	err = -errno;
	close(memory->fd);
	return err;
}

int bench_memory_open(struct bench_memory *memory, const struct bench_subject *subject, uint64_t size)
{
	*memory = (struct bench_memory){ .subject = subject, .size = size, .fd = -1 };
	switch (subject->kind) {
	case BENCH_AREA:
		return open_area(memory);
	case BENCH_MEMFD:
		return open_memfd(memory);
	default:
		return 0;
	}
}

void bench_memory_close(struct bench_memory *memory)
{
	if (memory->area)
		maps_close(memory->area);
	else if (memory->fd >= 0)
		close(memory->fd);
}

int bench_memory_map(const struct bench_memory *memory, const struct bench_access *access, char **address)
{
	int flags = access->flags | memory->subject->flags;
	void *mapped;

	if (memory->subject->kind == BENCH_ANONYMOUS)
		flags |= MAP_ANONYMOUS;
	mapped = mmap(NULL, memory->size, access->protection, flags, memory->fd, 0);
	if (mapped == MAP_FAILED)
		return -errno;
	/* Its pages are made when they are touched: what comes is to be of one size. */
	if (memory->subject->kind == BENCH_ANONYMOUS)
		madvise(mapped, memory->size, MADV_NOHUGEPAGE);
	*address = mapped;
	return 0;
}

void bench_memory_touch(char *address, uint64_t size, const struct bench_access *access)
{
	volatile char *memory = address;
	uint64_t stride = stride_of(access);

	if (access->protection & PROT_WRITE)
		for (uint64_t at = 0; at < size; at += stride)
			memory[at] = 1;
	else
		for (uint64_t at = 0; at < size; at += stride)
			(void)memory[at];
}
