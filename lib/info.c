// SPDX-License-Identifier: BSD-2-Clause
/* What is known of an area at one moment. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "internal.h"

static const struct known *known_of(const struct maps_info *info)
{
	return (const struct known *)((const char *)info - offsetof(struct known, told));
}

void maps_known_complete(struct known *known)
{
	/* Whatever a driver has written: for us, these are strings. */
	known->told.label[MAPS_LABEL_SIZE - 1] = '\0';
	known->path[0] = '\0';
	if (!(known->told.flags & MAPS_INFO_ANONYMOUS))
		snprintf(known->path, sizeof(known->path), "/dev/maps%u", (unsigned int)known->told.number);
}

int maps_area_info(const struct maps_area *area, struct maps_info **info)
{
	struct known *known = calloc(1, sizeof(*known));
	int err;

	if (!known)
		return -ENOMEM;
	known->told.size = sizeof(known->told);
	if (ioctl(area->fd, MAPS_IOC_INFO, &known->told) != 0) {
		err = -errno;
		free(known);
		return err;
	}
	maps_known_complete(known);
	*info = &known->told;
	return 0;
}

void maps_info_free(struct maps_info *info)
{
	if (info)
		free((struct known *)known_of(info));
}

const char *maps_info_name(const struct maps_info *info)
{
	const char *path = known_of(info)->path;

	return *path ? path + strlen("/dev/") : "anonymous";
}

const char *maps_info_path(const struct maps_info *info)
{
	const char *path = known_of(info)->path;

	return *path ? path : NULL;
}

const char *maps_info_label(const struct maps_info *info)
{
	return (const char *)info->label;
}

uint64_t maps_info_size(const struct maps_info *info)
{
	return info->bytes;
}

const char *maps_info_backing(const struct maps_info *info)
{
	return maps_word_of(maps_words_backing, info->backing);
}

const char *maps_info_mapper(const struct maps_info *info)
{
	return maps_word_of(maps_words_mapper, info->mapper);
}

const char *maps_info_private(const struct maps_info *info)
{
	return maps_word_of(maps_words_private, info->private_policy);
}

int maps_info_node(const struct maps_info *info)
{
	return info->node;
}

uint32_t maps_info_stamp(const struct maps_info *info)
{
	return info->stamp;
}

uint64_t maps_info_mappings(const struct maps_info *info)
{
	return info->mappings;
}

uint64_t maps_info_mapped_bytes(const struct maps_info *info)
{
	return info->mapped_bytes;
}

bool maps_info_anonymous(const struct maps_info *info)
{
	return info->flags & MAPS_INFO_ANONYMOUS;
}

bool maps_info_revoked(const struct maps_info *info)
{
	return info->flags & MAPS_INFO_REVOKED;
}
