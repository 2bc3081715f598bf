/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory that maps bench maps, and ways to use it. */
#ifndef MAPS_BENCH_SUBJECT_H
#define MAPS_BENCH_SUBJECT_H

#include <stdint.h>

#include "libmaps.h"

enum bench_kind {
	BENCH_AREA,
	BENCH_MEMFD,
	BENCH_ANONYMOUS,
};

/**
 * struct bench_subject - something that can be mapped
 * @kind: who has the memory
 * @backing, @mapper: of an area; else, what the table has there
 * @flags: further ones for mmap
 */
struct bench_subject {
	enum bench_kind kind;
	const char *backing;
	const char *mapper;
	int flags;
};

/* What others are compared with is first; behind the last, @backing is NULL. */
extern const struct bench_subject bench_subjects[];

/**
 * struct bench_access - a way to use it
 * @name: a word for it
 * @protection, @flags: for mmap
 * @stride: one page in so many bytes is touched; 0: each
 */
struct bench_access {
	const char *name;
	int protection;
	int flags;
	uint64_t stride;
};

#define BENCH_ACCESSES 3
extern const struct bench_access bench_accesses[BENCH_ACCESSES];

/* How many pages of @size bytes are touched. */
uint64_t bench_access_pages(const struct bench_access *access, uint64_t size);

/**
 * struct bench_memory - the memory of a subject: it is gone once this is closed
 * @subject: whose
 * @size: in bytes, whole pages
 * @area: where it is an area
 * @fd: what is mapped; -1 for anonymous memory
 */
struct bench_memory {
	const struct bench_subject *subject;
	uint64_t size;
	struct maps_area *area;
	int fd;
};

/* Returns 0; -errno, and then there is nothing to close. */
int bench_memory_open(struct bench_memory *memory, const struct bench_subject *subject, uint64_t size);
void bench_memory_close(struct bench_memory *memory);

/* Map all of it. Returns 0 and the address in *@address; -errno. */
int bench_memory_map(const struct bench_memory *memory, const struct bench_access *access, char **address);

/* Read, or write, all pages that @access touches. */
void bench_memory_touch(char *address, uint64_t size, const struct bench_access *access);

#endif /* MAPS_BENCH_SUBJECT_H */
