// SPDX-License-Identifier: BSD-2-Clause
/* What is known of an area at one moment. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "internal.h"

void maps_info_complete(struct maps_info *info)
{
	/* Whatever a driver has written: for us, these are strings. */
	info->told.label[MAPS_LABEL_SIZE - 1] = '\0';
	info->path[0] = '\0';
	if (!(info->told.flags & MAPS_INFO_ANONYMOUS))
		snprintf(info->path, sizeof(info->path), "/dev/maps%u", (unsigned int)info->told.number);
}

int maps_area_info(const struct maps_area *area, struct maps_info **info)
{
	struct maps_info *made = calloc(1, sizeof(*made));
	int err;

	if (!made)
		return -ENOMEM;
	made->told.size = sizeof(made->told);
	if (ioctl(area->fd, MAPS_IOC_INFO, &made->told) != 0) {
		err = -errno;
		free(made);
		return err;
	}
	maps_info_complete(made);
	*info = made;
	return 0;
}

void maps_info_free(struct maps_info *info)
{
	free(info);
}

const char *maps_info_name(const struct maps_info *info)
{
	return info->path[0] ? info->path + strlen("/dev/") : "anonymous";
}

const char *maps_info_path(const struct maps_info *info)
{
	return info->path[0] ? info->path : NULL;
}

const char *maps_info_label(const struct maps_info *info)
{
	return (const char *)info->told.label;
}

uint64_t maps_info_size(const struct maps_info *info)
{
	return info->told.bytes;
}

const char *maps_info_backing(const struct maps_info *info)
{
	return maps_word_of(maps_words_backing, info->told.backing);
}

const char *maps_info_mapper(const struct maps_info *info)
{
	return maps_word_of(maps_words_mapper, info->told.mapper);
}

const char *maps_info_private(const struct maps_info *info)
{
	return maps_word_of(maps_words_private, info->told.private_policy);
}

int maps_info_node(const struct maps_info *info)
{
	return info->told.node;
}

uint32_t maps_info_stamp(const struct maps_info *info)
{
	return info->told.stamp;
}

uint64_t maps_info_mappings(const struct maps_info *info)
{
	return info->told.mappings;
}

uint64_t maps_info_mapped_bytes(const struct maps_info *info)
{
	return info->told.mapped_bytes;
}

bool maps_info_anonymous(const struct maps_info *info)
{
	return info->told.flags & MAPS_INFO_ANONYMOUS;
}

bool maps_info_revoked(const struct maps_info *info)
{
	return info->told.flags & MAPS_INFO_REVOKED;
}
