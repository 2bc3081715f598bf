/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory that can be mapped, and how. One kind of it is one file, memory-KIND.c; the
 * subjects are in subject.c.
 */
#ifndef MAPS_BENCH_MEMORY_H
#define MAPS_BENCH_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

struct maps_area;
struct memory;

/**
 * struct memory_kind - one way to get memory
 * @open: have memory->size bytes, all of them allocated, and set memory->fd to what is
 *	to be mapped. False where that cannot be, after memory_fail().
 * @close: give it back, after an open() that succeeded
 */
struct memory_kind {
	bool (*open)(struct memory *memory);
	void (*close)(struct memory *memory);
};

extern const struct memory_kind memory_anonymous;
extern const struct memory_kind memory_area;
extern const struct memory_kind memory_bpf;
extern const struct memory_kind memory_memfd;
extern const struct memory_kind memory_udmabuf;

/**
 * struct subject - something that is measured
 * @memory: where the memory is from
 * @way: how it is mapped
 * @kind: who has it
 * @flags: further ones for mmap()
 * @memfd_flags: of memfd_create(), where it is one
 * @huge: it is to consist of huge pages
 * @files: read() and write() are measured, too
 */
struct subject {
	const char *memory;
	const char *way;
	const struct memory_kind *kind;
	int flags;
	unsigned int memfd_flags;
	bool huge;
	bool files;
};

/* Behind the last, @memory is NULL. */
extern const struct subject subjects[];

/**
 * struct memory - the memory of a subject
 * @subject: whose
 * @size: in bytes
 * @fd: what is mapped, -1 for anonymous memory
 * @area: where the driver has it
 * @file: where @fd is made of another file, that
 * @mapped: where it is mapped all the time, the address
 * @remark: why something could not be done
 */
struct memory {
	const struct subject *subject;
	size_t size;
	int fd;
	struct maps_area *area;
	int file;
	char *mapped;
	char remark[128];
};

/* The size of a huge page table entry, on amd64, and on arm64 with pages of 4 KiB. */
#define HUGE ((size_t)2 << 20)

bool memory_open(struct memory *memory, const struct subject *subject, size_t size);
void memory_close(struct memory *memory);

/* Note that @what failed, because of @err, an errno. Returns false. */
bool memory_fail(struct memory *memory, const char *what, int err);

/* Map all of it. Returns NULL after memory_fail(). */
char *memory_map(struct memory *memory, int protection, int flags);

/* A file of the size of @memory, all of it written; -1 after memory_fail(). */
int memory_create_file(struct memory *memory, unsigned int memfd_flags);

#endif /* MAPS_BENCH_MEMORY_H */
