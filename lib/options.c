// SPDX-License-Identifier: BSD-2-Clause
/* How an area is to be made. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

struct maps_options *maps_options_new(void)
{
	struct maps_options *options = calloc(1, sizeof(*options));

	if (options)
		options->node = -1;
	return options;
}

void maps_options_free(struct maps_options *options)
{
	free(options);
}

int maps_options_set_size(struct maps_options *options, uint64_t bytes)
{
	if (bytes == 0)
		return -EINVAL;
	options->bytes = bytes;
	return 0;
}

static int set_word(const char *const table[], const char *word, uint32_t *number)
{
	uint32_t found = word ? maps_word_number(table, word) : WORD_UNKNOWN;

	if (found == WORD_UNKNOWN)
		return -EINVAL;
	*number = found;
	return 0;
}

int maps_options_set_backing(struct maps_options *options, const char *backing)
{
	return set_word(maps_words_backing, backing, &options->backing);
}

int maps_options_set_mapper(struct maps_options *options, const char *mapper)
{
	return set_word(maps_words_mapper, mapper, &options->mapper);
}

int maps_options_set_private(struct maps_options *options, const char *policy)
{
	return set_word(maps_words_private, policy, &options->private_policy);
}

int maps_options_set_node(struct maps_options *options, int node)
{
	if (node < -1)
		return -EINVAL;
	options->node = node;
	return 0;
}

void maps_options_set_stamp(struct maps_options *options, uint32_t stamp)
{
	options->stamp = stamp;
}

int maps_options_set_label(struct maps_options *options, const char *label)
{
	int err = label && *label ? maps_label_check(label) : 0;

	if (err)
		return err;
	memset(options->label, 0, sizeof(options->label));
	if (label)
		memcpy(options->label, label, strlen(label));
	return 0;
}
