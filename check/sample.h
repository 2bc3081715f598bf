/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A sample: some pages, spread over the device, and what is in them. It shows whether a mapping still
 * has the right contents, whatever was done to the mapping.
 */
#ifndef MAPS_SAMPLE_H
#define MAPS_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define SAMPLE_MOST 64

struct record;
struct target;

/**
 * struct sample - what some pages show
 * @target: the device
 * @length: the sample is of so many bytes, from the beginning of the device
 * @still: what is in the pages can be compared at all
 * @marked: they begin with marks; otherwise @shows has sums
 * @everywhere: each new mapping shows the same
 * @by_read: and read(2), too
 * @count: how many pages; those that cannot be read are not among them
 * @page: their numbers
 * @shows: what is in them
 * @before: what the marks replaced
 */
struct sample {
	const struct target *target;
	size_t length;
	bool still;
	bool marked;
	bool everywhere;
	bool by_read;
	size_t count;
	size_t page[SAMPLE_MOST];
	uint64_t shows[SAMPLE_MOST];
	uint64_t before[SAMPLE_MOST];
};

/* The protection of the best mapping that can be made with target_flags(): writable if it is shared and may be. */
int sample_protection(const struct target *target);

/*
 * Take a sample through @memory, the first @length bytes of the device. With @marks,
 * put marks into the pages where the device may be written; sample_end() removes them.
 */
void sample_take(struct sample *sample, const struct target *target, unsigned char *memory, size_t length, bool marks);

/*
 * Do something with a mapping of the whole device, and then remove the marks of its sample. @use may
 * move the mapping and say so in *@memory; NULL: the mapping is gone.
 */
void sample_use(const struct target *target, struct record *record,
		void (*use)(struct sample *sample, struct record *record, unsigned char **memory));

/*
 * Make the best mapping of the first @length bytes, by @fd, and take its sample. If the sample could be
 * taken through another mapping, nobody has touched this one yet. NULL if there is no mapping; that is
 * recorded as a failure.
 */
unsigned char *sample_map_by(struct sample *sample, const struct target *target, struct record *record, int fd,
			     size_t length, bool marks);

/* The same by target->fd, of the whole device, with marks. */
unsigned char *sample_map(struct sample *sample, const struct target *target, struct record *record);

/*
 * Open the device again, and record that. -1 if that makes no sense: it has no path, can be open only
 * once, or cannot be mapped when it has just been opened.
 */
int sample_open(const struct target *target, struct record *record);

/* The same sample, for a mapping that is made later: if that is memory of its own, it may show anything. */
struct sample sample_elsewhere(const struct sample *sample);

/* Look at page @index of the sample in @memory: 0 if it shows what it should, a signal, or -1. */
int sample_look(const struct sample *sample, const unsigned char *memory, size_t index);

/*
 * Whether the pages from @first to before @end show what they should; page 0 is, or would be, at @memory.
 * If not, that is recorded as a failure of @what.
 */
bool sample_same(const struct sample *sample, struct record *record, const unsigned char *memory, size_t first,
		 size_t end, const char *what);

/* Whether a new mapping and read(2) show the same, if they did so before. */
bool sample_same_elsewhere(const struct sample *sample, struct record *record);

/* Write other marks through @memory, to the pages from @first to before @end. */
bool sample_change(struct sample *sample, struct record *record, unsigned char *memory, size_t first, size_t end);

/* Remove the marks. @memory is used if there can be no other mapping; it may be gone. */
void sample_end(const struct sample *sample, unsigned char *memory);

#endif /* MAPS_SAMPLE_H */
