/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A sample: some pages of a device, spread over it, and what is in them. With it one
 * can tell whether a mapping still shows what it should, whatever was done to it.
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

/* The protection of the best mapping there is, which has target_flags(): writable where it is shared and can be. */
int sample_protection(const struct target *target);

/*
 * Take a sample through @memory, the first @length bytes of the device. With @marks,
 * put marks into the pages where the device may be written; sample_end() removes them.
 */
void sample_take(struct sample *sample, const struct target *target, unsigned char *memory, size_t length, bool marks);

/*
 * Do something with a mapping of the whole, and remove the marks of its sample then.
 * @use may move the mapping and say so in *@memory; NULL where it is gone.
 */
void sample_use(const struct target *target, struct record *record,
		void (*use)(struct sample *sample, struct record *record, unsigned char **memory));

/*
 * The best mapping of the first @length bytes, by @fd, and its sample. Where it can
 * be known from another mapping what it shows, nobody has touched it yet. NULL where
 * there is no mapping; that is a failure, and is written down.
 */
unsigned char *sample_map_by(struct sample *sample, const struct target *target, struct record *record, int fd,
			     size_t length, bool marks);

/* The same by target->fd, of the whole device, with marks. */
unsigned char *sample_map(struct sample *sample, const struct target *target, struct record *record);

/*
 * Open the device again, and write that down. -1 where that makes no sense: it has no
 * path, can be open once only, or has nothing to be mapped when it was just opened.
 */
int sample_open(const struct target *target, struct record *record);

/* The same sample for a mapping that is made later: memory of its own shows anything. */
struct sample sample_elsewhere(const struct sample *sample);

/* What page @index of the sample does in @memory: 0 where it shows what it should, a signal, or -1. */
int sample_look(const struct sample *sample, const unsigned char *memory, size_t index);

/*
 * Whether the pages from @first to before @end show in @memory, where page 0 is or
 * would be, what they should; if not, that is written down as a failure of @what.
 */
bool sample_same(const struct sample *sample, struct record *record, const unsigned char *memory, size_t first,
		 size_t end, const char *what);

/* Whether a new mapping and read(2) show it, too, as far as they did before. */
bool sample_same_elsewhere(const struct sample *sample, struct record *record);

/* Write other marks through @memory, to the pages from @first to before @end. */
bool sample_change(struct sample *sample, struct record *record, unsigned char *memory, size_t first, size_t end);

/* Remove the marks. @memory is used where there can be no other mapping; it may be gone. */
void sample_end(const struct sample *sample, unsigned char *memory);

#endif /* MAPS_SAMPLE_H */
