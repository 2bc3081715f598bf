// SPDX-License-Identifier: BSD-2-Clause
/*
 * What a mapping costs: mmap, a read of each page, munmap, by every backing and
 * mapper.
 *
 * To be run by vm/run --instructions: there a nanosecond of CLOCK_MONOTONIC is one
 * instruction of the machine, and two runs give the same figures to the digit.
 * Instructions are not time: cache misses and the reach of the TLB do not show.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/*
 * The least of so many counts: the kernel's caches are warm then, and the timer,
 * which interrupts some of the shorter ones, is out of it.
 */
#define REPETITIONS 8

/**
 * struct subject - something that can be mapped
 * @name: as the table has it
 * @backing, @mapper: parameters of the driver; NULL where it is not the driver
 * @memfd_flags: of memfd_create(), where it is that
 */
struct subject {
	const char *name;
	const char *backing;
	const char *mapper;
	unsigned int memfd_flags;
};

static const struct subject subjects[] = {
	{ "vmalloc, remap", "vmalloc", "remap", 0 },
	{ "vmalloc, range", "vmalloc", "range", 0 },
	{ "vmalloc, insert", "vmalloc", "insert", 0 },
	{ "vmalloc, fault", "vmalloc", "fault", 0 },
	{ "huge, insert", "huge", "insert", 0 },
	{ "huge, huge", "huge", "huge", 0 },
	{ "shmem, shmem", "shmem", "shmem", 0 },
	{ "memfd", NULL, NULL, MFD_CLOEXEC },
	{ "memfd, hugetlb", NULL, NULL, MFD_CLOEXEC | MFD_HUGETLB },
};

static void die(const char *what)
{
	fprintf(stderr, "bench: %s: %s\n", what, strerror(errno));
	exit(1);
}

static long long instructions(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static void load(const struct subject *subject, size_t size)
{
	char parameters[120];
	int fd = open("/modules/maps.ko", O_RDONLY | O_CLOEXEC);

	snprintf(parameters, sizeof(parameters), "backing=%s mapper=%s pages=%zu", subject->backing, subject->mapper,
		 size / (size_t)sysconf(_SC_PAGESIZE));
	if (fd < 0 || syscall(SYS_finit_module, fd, parameters, 0) != 0)
		die(parameters);
	close(fd);
}

/* A descriptor of the subject, with all of its memory allocated. */
static int open_subject(const struct subject *subject, size_t size)
{
	char *memory;
	int fd;

	if (subject->backing) {
		load(subject, size);
		fd = open("/dev/maps0", O_RDWR | O_CLOEXEC);
		if (fd < 0)
			die("/dev/maps0");
		return fd;
	}
	fd = memfd_create(subject->name, subject->memfd_flags);
	if (fd < 0 || ftruncate(fd, (off_t)size) < 0)
		die(subject->name);
	memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (memory == MAP_FAILED)
		die(subject->name);
	memset(memory, 1, size);
	munmap(memory, size);
	return fd;
}

static long long measure(int fd, size_t size)
{
	const size_t page = 4096;	/* or a part of one that is larger */
	long long before = instructions();
	volatile char *memory = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);

	if (memory == MAP_FAILED)
		die("mmap");
	/* Unrolled, so that the loop itself weighs little beside what it causes. */
#pragma GCC unroll 16
	for (size_t at = 0; at < size; at += page)
		(void)memory[at];
	munmap((void *)(uintptr_t)memory, size);
	return instructions() - before;
}

static void reserve_huge_pages(size_t size)
{
	FILE *file = fopen("/proc/sys/vm/nr_hugepages", "we");

	if (!file)
		return;
	fprintf(file, "%zu\n", size >> 21);
	fclose(file);
}

int main(int argc, char **argv)
{
	size_t size = (argc > 1 ? strtoul(argv[1], NULL, 10) : 64) << 20;

	sleep(60);	/* of the machine, which costs nothing there: kernels settle */
	reserve_huge_pages(size);
	printf("%-16s %14s\n", "", "instructions");
	for (size_t i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++) {
		int fd = open_subject(&subjects[i], size);
		long long least = measure(fd, size);

		for (int repetition = 1; repetition < REPETITIONS; repetition++) {
			long long cost = measure(fd, size);

			if (cost < least)
				least = cost;
		}
		printf("%-16s %14lld\n", subjects[i].name, least);
		close(fd);
		if (subjects[i].backing)
			syscall(SYS_delete_module, "maps", O_NONBLOCK);
	}
	return fflush(stdout) != 0;
}
