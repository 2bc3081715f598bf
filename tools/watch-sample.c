// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "areas.h"
#include "message.h"
#include "watch-sample.h"

#define NAME "watch"

/**
 * struct taking - while a sample is taken
 * @before: the last one
 * @sample: what is filled in
 */
struct taking {
	const struct watch_sample *before;
	struct watch_sample *sample;
};

/*
 * To learn the file of an area of backing shmem, it is mapped: not each time anew, but
 * where that failed, as who looks may be given the right. A node that is made again has
 * another inode.
 */
static bool known_before(const struct watch_sample *before, struct owners_area *area)
{
	for (size_t i = 0; i < before->count; i++) {
		const struct owners_area *known = &before->areas[i].known;

		if (known->number != area->number || known->device != area->device || known->inode != area->inode)
			continue;
		if (!known->file_inode && strcmp(before->areas[i].backing, "shmem") == 0)
			return false;
		area->file_device = known->file_device;
		area->file_inode = known->file_inode;
		return true;
	}
	return false;
}

static int add_area(void *context, const struct maps_info *info)
{
	struct taking *taking = context;
	struct watch_sample *sample = taking->sample;
	struct watch_area *list = reallocarray(sample->areas, sample->count + 1, sizeof(*list)), *area;

	if (!list) {
		message(NAME, "%s; free some memory and try again", strerror(ENOMEM));
		return -ENOMEM;
	}
	sample->areas = list;
	area = &list[sample->count++];
	*area = (struct watch_area){
		.size = maps_info_size(info),
		.mappings = maps_info_mappings(info),
		.mapped = maps_info_mapped_bytes(info),
		.revoked = maps_info_revoked(info),
	};
	snprintf(area->label, sizeof(area->label), "%s", maps_info_label(info));
	snprintf(area->backing, sizeof(area->backing), "%s", maps_info_backing(info));
	snprintf(area->mapper, sizeof(area->mapper), "%s", maps_info_mapper(info));
	/* Where the node is not there, or not yet, its mappings are not found. */
	if (owners_recognize(maps_info_name(info), maps_info_path(info), false, &area->known) == 0 &&
	    !known_before(taking->before, &area->known))
		areas_recognize(info, &area->known);
	return 0;
}

static int add_owners(struct watch_sample *sample, bool all)
{
	struct owners_area *known = calloc(sample->count + 1, sizeof(*known));
	struct owners *owners = &sample->owners;
	size_t kept = 0;
	int err;

	for (size_t i = 0; known && i < sample->count; i++)
		known[i] = sample->areas[i].known;
	err = known ? owners_find(known, sample->count, false, owners) : -ENOMEM;
	if (!err && !all) {
		/* What could be any area's is not one of those that were asked for. */
		for (size_t i = 0; i < owners->count; i++)
			if (strcmp(owners->list[i].area, OWNERS_ANONYMOUS) != 0 &&
			    strcmp(owners->list[i].area, OWNERS_UNKNOWN) != 0)
				owners->list[kept++] = owners->list[i];
		owners->count = kept;
	}
	free(known);
	if (err)
		message(NAME, "who has areas mapped: %s; free some memory, or descriptors, and try again", strerror(-err));
	return err;
}

int watch_sample_take(char **devices, int count, const struct watch_sample *before, struct watch_sample *sample)
{
	struct taking taking = { .before = before, .sample = sample };
	int err;

	memset(sample, 0, sizeof(*sample));
	clock_gettime(CLOCK_REALTIME, &sample->time);
	err = areas_walk(NAME, devices, count, add_area, &taking);
	err = err ? err : add_owners(sample, count == 0);
	if (err)
		watch_sample_free(sample);
	return err;
}

void watch_sample_free(struct watch_sample *sample)
{
	owners_free(&sample->owners);
	free(sample->areas);
	memset(sample, 0, sizeof(*sample));
}

uint64_t watch_sample_faults(const struct watch_sample *before, const struct owner *owner)
{
	for (size_t i = 0; i < before->owners.count; i++) {
		const struct owner *then = &before->owners.list[i];

		/* A number that is lower is that of another process, with the same pid. */
		if (then->pid == owner->pid)
			return owner->faults > then->faults ? owner->faults - then->faults : 0;
	}
	return 0;
}
