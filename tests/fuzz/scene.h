/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A program that runs: what its calls have made so far, and what is known of the memory.
 *
 * Each program begins with no areas at all, so that all memory it sees is from areas that
 * it made. What must be in it is known, until the program writes: zeros, and the stamp at
 * the beginning of each page.
 */
#ifndef FUZZ_SCENE_H
#define FUZZ_SCENE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "call.h"
#include "cover.h"
#include "program.h"

/* Areas that a program can make, and their numbers; what is beyond is not looked at. */
#define SCENE_AREAS	64
#define SCENE_NUMBERS	64

/**
 * struct scene_area - an area that the program made
 * @size: in bytes
 * @stamp: what each page begins with
 * @dirty: it may have been written to
 */
struct scene_area {
	uint64_t size;
	uint32_t stamp;
	bool dirty;
};

/**
 * struct scene_shared - what all processes of the program know
 * @areas: those that it made
 * @nr_areas: how many
 * @of_number: which of them is /dev/mapsN; NULL: none, or not known
 * @nr_covers: how many of its processes are recorded
 * @violation: what must not be, as a sentence; empty where nothing is
 */
struct scene_shared {
	struct scene_area areas[SCENE_AREAS];
	unsigned int nr_areas;
	struct scene_area *of_number[SCENE_NUMBERS];
	unsigned int nr_covers;
	char violation[256];
};

struct scene_file {
	int fd;				/* -1: none */
	struct scene_area *area;	/* NULL: none, or not known */
};

/**
 * struct scene_mapping - a mapping, or where one was
 * @address, @length: in bytes; @length is 0 where there is none
 * @offset: of the area
 * @area: that it shows
 * @shared: MAP_SHARED
 * @dirty: a private one that may have been written to
 */
struct scene_mapping {
	char *address;
	size_t length;
	size_t offset;
	struct scene_area *area;
	bool shared;
	bool dirty;
};

/**
 * struct scene - a process of a program
 * @shared: with the other processes
 * @covers: COVER_SLOTS of them
 * @cover: that of this process; NULL where it is not recorded
 * @page: the size of a page
 * @buffer: SCENE_BUFFER bytes, and nothing behind them
 * @numbers: of the areas that have a device; -1: none
 * @shuffled: what is at an address may be another mapping than the one that was made there
 * @parallel: a process of the program may run beside this one
 * @fail_nth: which allocation of the next call is to fail; 0: none
 */
struct scene {
	struct scene_shared *shared;
	struct cover *covers;
	struct cover *cover;
	size_t page;
	char *buffer;
	int numbers[REGISTERS];
	struct scene_file files[REGISTERS];
	struct scene_mapping mappings[REGISTERS];
	bool shuffled;
	bool parallel;
	unsigned int fail_nth;
};

#define SCENE_BUFFER	65536

/* Nothing is made yet. */
void scene_begin(struct scene *scene, struct scene_shared *shared, struct cover *covers);

/* Run the program; in the end, this process has what its calls left. */
void scene_run(struct scene *scene, const struct program *program);

struct scene_area *scene_add_area(struct scene *scene, uint64_t size, uint32_t stamp);

/* Something was seen that must not be: say it, and end the process. */
void scene_violation(struct scene *scene, const char *format, ...) __attribute__((format(printf, 2, 3), noreturn));

/* What the register has that is the call's argument of that number; NULL where it is not filled. */
struct scene_file *scene_file(struct scene *scene, const struct call *call, unsigned int argument);
struct scene_mapping *scene_mapping(struct scene *scene, const struct call *call, unsigned int argument);
/* N of the /dev/mapsN that the call takes first; -1 where there is none. */
int scene_number(const struct scene *scene, const struct call *call);

/**
 * struct scene_part - a part of a mapping, always within it
 * @mapping: the mapping
 * @first: its first page
 * @address, @length: in bytes
 */
struct scene_part {
	struct scene_mapping *mapping;
	size_t first;
	char *address;
	size_t length;
};

/* What the arguments "first" and "count" of @call say; false where there is no mapping. */
bool scene_part(struct scene *scene, const struct call *call, unsigned int argument, struct scene_part *part);

/* Somebody is about to write to it. */
void scene_write_mapping(struct scene *scene, struct scene_mapping *mapping);
void scene_write_area(struct scene_area *area);

/*
 * Look at @length bytes that are at @offset of @area and were never written to: each page
 * has to begin with the stamp, and the rest is zero.
 */
void scene_check(struct scene *scene, const struct scene_area *area, uint64_t offset, const char *bytes, size_t length,
		 const char *how);

/* The same, of what is seen through a mapping. */
void scene_check_mapping(struct scene *scene, const struct scene_mapping *mapping, const char *page_address,
			 const char *bytes);

/* Copy from, or to, what may not be there or not be allowed: false where it is a signal. */
bool scene_load(char *to, const char *from, size_t length);
bool scene_store(char *to, uint32_t word);

#endif /* FUZZ_SCENE_H */
