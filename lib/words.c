// SPDX-License-Identifier: BSD-2-Clause
/* The words for backings, mappers and private policies: here, and nowhere else. */
#include <string.h>

#include "internal.h"

const char *const maps_words_backing[] = {
	[MAPS_BACKING_AUTO] = "auto",
	[MAPS_BACKING_VMALLOC] = "vmalloc",
	[MAPS_BACKING_CONTIG] = "contig",
	[MAPS_BACKING_HUGE] = "huge",
	[MAPS_BACKING_SHMEM] = "shmem",
	NULL
};

const char *const maps_words_mapper[] = {
	[MAPS_MAPPER_AUTO] = "auto",
	[MAPS_MAPPER_REMAP] = "remap",
	[MAPS_MAPPER_RANGE] = "range",
	[MAPS_MAPPER_INSERT] = "insert",
	[MAPS_MAPPER_FAULT] = "fault",
	[MAPS_MAPPER_HUGE] = "huge",
	[MAPS_MAPPER_SHMEM] = "shmem",
	NULL
};

const char *const maps_words_private[] = {
	[MAPS_PRIVATE_COPY] = "copy",
	[MAPS_PRIVATE_READONLY] = "readonly",
	[MAPS_PRIVATE_REFUSE] = "refuse",
	NULL
};

const char *maps_word_of(const char *const table[], uint32_t number)
{
	/* One by one: the table's length is known by its end only. */
	for (uint32_t i = 0; table[i]; i++)
		if (i == number)
			return table[i];
	return "unknown";
}

uint32_t maps_word_number(const char *const table[], const char *word)
{
	for (uint32_t i = 0; table[i]; i++)
		if (strcmp(table[i], word) == 0)
			return i;
	return WORD_UNKNOWN;
}
