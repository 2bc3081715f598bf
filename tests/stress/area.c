// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "area.h"
#include "random.h"
#include "tests/abi/driver.h"

#define HUGE_PAGES	512	/* of a huge entry, where a page has 4 KiB */

static const struct {
	uint32_t backing;
	uint32_t mapper;
} kinds[] = {
	{ MAPS_BACKING_VMALLOC, MAPS_MAPPER_INSERT }, /* BASE_AREA */
	{ MAPS_BACKING_VMALLOC, MAPS_MAPPER_FAULT },
	{ MAPS_BACKING_VMALLOC, MAPS_MAPPER_RANGE },
	{ MAPS_BACKING_VMALLOC, MAPS_MAPPER_REMAP },
	{ MAPS_BACKING_CONTIG, MAPS_MAPPER_INSERT },
	{ MAPS_BACKING_CONTIG, MAPS_MAPPER_FAULT },
	{ MAPS_BACKING_CONTIG, MAPS_MAPPER_REMAP },
	{ MAPS_BACKING_HUGE, MAPS_MAPPER_HUGE },
	{ MAPS_BACKING_HUGE, MAPS_MAPPER_INSERT },
	{ MAPS_BACKING_HUGE, MAPS_MAPPER_FAULT },
	{ MAPS_BACKING_HUGE, MAPS_MAPPER_REMAP },
	{ MAPS_BACKING_SHMEM, MAPS_MAPPER_SHMEM },
};

#define KINDS	(sizeof(kinds) / sizeof(kinds[0]))

/* Bytes of 0x10 to 0x7f. */
static uint32_t plain_word(uint64_t number)
{
	return ((uint32_t)random_mix(number) & 0x6f6f6f6f) | 0x10101010;
}

struct area area_of(unsigned int id)
{
	static const uint32_t policies[] = { MAPS_PRIVATE_COPY, MAPS_PRIVATE_COPY, MAPS_PRIVATE_READONLY,
					     MAPS_PRIVATE_REFUSE };
	uint64_t number = random_mix(id + 1);
	struct area area = {
		.id = id,
		.backing = kinds[id % KINDS].backing,
		.mapper = kinds[id % KINDS].mapper,
		.private_policy = policies[id / KINDS % 4],
		.pages = 1 + number % 24,
		.stamp = number >> 32 & 3 ? plain_word(number) : 0,
	};

	if (area.backing == MAPS_BACKING_HUGE && number >> 40 & 1)
		area.pages += HUGE_PAGES;
	return area;
}

struct maps_create area_request(const struct area *area, bool anonymous)
{
	struct maps_create create = create_request(area->pages * page_size());

	create.backing = area->backing;
	create.mapper = area->mapper;
	create.private_policy = area->private_policy;
	create.stamp = area->stamp;
	if (anonymous)
		create.flags = MAPS_CREATE_ANONYMOUS;
	else
		snprintf((char *)create.label, sizeof(create.label), "id%u", area->id);
	return create;
}

const char *area_parameters(unsigned int devices)
{
	static char parameters[160];
	struct area area = area_of(BASE_AREA);

	snprintf(parameters, sizeof(parameters), "devices=%u pages=%lu backing=vmalloc mapper=insert stamp=%u max_bytes=%u",
		 devices, area.pages, area.stamp, 48U << 20);
	return parameters;
}

unsigned int area_id(const char *label)
{
	return label[0] ? (unsigned int)strtoul(label + 2, NULL, 10) : BASE_AREA;
}

uint32_t area_word(unsigned int id, unsigned long index)
{
	return plain_word(((uint64_t)id << 32) + index);
}

bool area_may_have(const struct area *area, unsigned long index, uint32_t word)
{
	uint32_t written = area_word(area->id, index);

	if (index % (page_size() / sizeof(word)) == 0)
		return word == area->stamp;
	/* A write() copies bytes: one may be there, and the next one not yet. */
	for (uint32_t mask = 0xff; mask; mask <<= 8)
		if ((word & mask) != 0 && (word & mask) != (written & mask))
			return false;
	return true;
}

uint32_t private_word(unsigned int mapping, unsigned long index)
{
	return (uint32_t)random_mix(((uint64_t)mapping << 32) + index) | 0x80808080;
}

int area_private_error(const struct area *area, unsigned long pages, bool write)
{
	if (area->private_policy == MAPS_PRIVATE_REFUSE)
		return EINVAL;
	if (area->private_policy == MAPS_PRIVATE_READONLY)
		return write ? EACCES : 0;
	/* remap_pfn_range() has to cover a copy-on-write mapping in one call. */
	return area->mapper == MAPS_MAPPER_REMAP && area->backing != MAPS_BACKING_CONTIG && pages > 1 ? EINVAL : 0;
}
