/* SPDX-License-Identifier: BSD-2-Clause */
/* The physical pieces that an area is made of: /sys/class/maps/mapsN/pieces. */
#ifndef MAPS_PIECES_H
#define MAPS_PIECES_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* The driver tells of powers of two, or of one block. */
#define PIECES_MOST 32

/**
 * struct piece - pieces of one size
 * @bytes: the size of each
 * @count: how many there are
 */
struct piece {
	uint64_t bytes;
	uint64_t count;
};

/*
 * Read those of the device @name, as "maps0", the largest first. A revoked area has
 * none. Returns how many sizes there are, or -errno.
 */
int pieces_read(const char *name, struct piece pieces[PIECES_MOST]);

/* The same from a file that is open. */
int pieces_parse(FILE *file, struct piece pieces[PIECES_MOST]);

/* Write them as a person would: "4 pieces of 2M, 16 of 4K". */
void pieces_print(const struct piece *pieces, int count, FILE *out);

#endif /* MAPS_PIECES_H */
