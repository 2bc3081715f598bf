/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an area is, and what may be in it: all of that follows from its id, which a
 * named area has in its label. So whoever opens one knows what to expect.
 *
 * Each page begins with the stamp, which nobody overwrites. Of the words behind it,
 * each has one value that is ever written to it, through shared mappings and write():
 * its bytes are these or zero. What is written privately has the upper bit of each
 * byte set, and nothing else has.
 */
#ifndef MAPS_STRESS_AREA_H
#define MAPS_STRESS_AREA_H

#include <stdbool.h>
#include <stdint.h>

#include <linux/maps.h>

/* The devices that the driver makes when it is loaded; they are never revoked. */
#define BASE_AREA	0U

struct area {
	unsigned int id;
	uint32_t backing;
	uint32_t mapper;
	uint32_t private_policy;
	unsigned long pages;
	uint32_t stamp;
};

struct area area_of(unsigned int id);

/* The request that makes it; without a label where it is @anonymous. */
struct maps_create area_request(const struct area *area, bool anonymous);

/* The parameters with which the driver makes BASE_AREA, @devices times. */
const char *area_parameters(unsigned int devices);

/* The id in a label. */
unsigned int area_id(const char *label);

/* What is written to word @index of an area, counted from its beginning. */
uint32_t area_word(unsigned int id, unsigned long index);

/* Whether @word may be read there. */
bool area_may_have(const struct area *area, unsigned long index, uint32_t word);

/* What is written to that word through the private mapping @mapping. */
uint32_t private_word(unsigned int mapping, unsigned long index);

/* The errno with which a private mapping of @pages pages is refused, 0 if not. */
int area_private_error(const struct area *area, unsigned long pages, bool write);

#endif /* MAPS_STRESS_AREA_H */
