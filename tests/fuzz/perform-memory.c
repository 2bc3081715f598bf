// SPDX-License-Identifier: BSD-2-Clause
/* Mappings: make them, change them, take them apart. */
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/mempolicy.h>

#include "perform.h"

static void mapped(struct scene *scene, const struct call *call, void *address, const struct scene_mapping *mapping)
{
	if (address == MAP_FAILED)
		return;
	scene->mappings[call->result] = *mapping;
	scene->mappings[call->result].address = address;
}

/* The length in bytes of what is wanted; where nothing is said, all that is behind @offset. */
static size_t wanted_length(const struct scene *scene, const struct scene_file *file, uint64_t pages, uint64_t offset)
{
	if (pages)
		return pages * scene->page;
	return file->area && offset < file->area->size ? file->area->size - offset : scene->page;
}

static void perform_mmap(struct scene *scene, const struct call *call)
{
	const struct scene_file *file = scene_file(scene, call, 0);
	uint64_t offset = call_value(call, "offset") * scene->page;
	int share = call_value(call, "share");
	struct scene_mapping mapping = { .offset = offset, .shared = share != MAP_PRIVATE };

	if (!file)
		return;
	mapping.area = file->area;
	mapping.length = wanted_length(scene, file, call_value(call, "length"), offset);
	mapped(scene, call, mmap(NULL, mapping.length, call_value(call, "prot"), share | call_value(call, "flags"),
				 file->fd, offset), &mapping);
}

/* What may be at an address, and what may be gone, is no longer clear. */
static void shuffle(struct scene *scene)
{
	scene->shuffled = true;
}

/* Over a part of another mapping. */
static void perform_mmap_over(struct scene *scene, const struct call *call)
{
	const struct scene_file *file = scene_file(scene, call, 0);
	uint64_t offset = call_value(call, "offset") * scene->page;
	int share = call_value(call, "share");
	struct scene_mapping mapping = { .offset = offset, .shared = share != MAP_PRIVATE };
	struct scene_part part;

	if (!file || !scene_part(scene, call, 1, &part))
		return;
	shuffle(scene);
	mapping.area = file->area;
	mapping.length = part.length;
	mapped(scene, call, mmap(part.address, part.length, call_value(call, "prot"), share | MAP_FIXED, file->fd, offset),
	       &mapping);
}

static void perform_munmap(struct scene *scene, const struct call *call)
{
	struct scene_part part;

	if (!scene_part(scene, call, 0, &part))
		return;
	shuffle(scene);
	munmap(part.address, part.length);
}

static void perform_mprotect(struct scene *scene, const struct call *call)
{
	struct scene_part part;

	if (scene_part(scene, call, 0, &part))
		mprotect(part.address, part.length, call_value(call, "prot"));
}

/* Returns the new address, or MAP_FAILED. */
static void remap(struct scene *scene, const struct call *call, const struct scene_part *part, int flags, void *to)
{
	struct scene_mapping mapping = *part->mapping;
	uint64_t pages = call_value(call, "length");

	shuffle(scene);
	mapping.offset += part->first * scene->page;
	mapping.length = pages ? pages * scene->page : part->length;
	mapped(scene, call, mremap(part->address, part->length, mapping.length, flags, to), &mapping);
}

static void perform_mremap(struct scene *scene, const struct call *call)
{
	struct scene_part part;

	if (scene_part(scene, call, 0, &part))
		remap(scene, call, &part, call_value(call, "flags"), NULL);
}

/* To where another mapping is. */
static void perform_mremap_over(struct scene *scene, const struct call *call)
{
	const struct scene_mapping *onto = scene_mapping(scene, call, 1);
	struct scene_part part;

	if (!onto || !scene_part(scene, call, 0, &part))
		return;
	/* No further than that mapping: behind it may be what is ours. */
	if (call_value(call, "length") > onto->length / scene->page || part.length > onto->length)
		return;
	remap(scene, call, &part, MREMAP_MAYMOVE | MREMAP_FIXED, onto->address);
}

static void perform_madvise(struct scene *scene, const struct call *call)
{
	struct scene_part part;

	if (scene_part(scene, call, 0, &part))
		madvise(part.address, part.length, call_value(call, "advice"));
}

static void perform_mlock(struct scene *scene, const struct call *call)
{
	struct scene_part part;

	if (!scene_part(scene, call, 0, &part))
		return;
	switch (call_value(call, "how")) {
	case 0:
		mlock(part.address, part.length);
		break;
	case 1:
		mlock2(part.address, part.length, MLOCK_ONFAULT);
		break;
	case 2:
		munlock(part.address, part.length);
		break;
	}
}

static void perform_mlockall(const struct call *call)
{
	int flags = call_value(call, "how");

	if (flags)
		mlockall(flags);
	else
		munlockall();
}

static void perform_msync(struct scene *scene, const struct call *call)
{
	struct scene_part part;

	if (scene_part(scene, call, 0, &part))
		msync(part.address, part.length, call_value(call, "flags"));
}

static void perform_mincore(struct scene *scene, const struct call *call)
{
	struct scene_part part;

	if (!scene_part(scene, call, 0, &part))
		return;
	if (part.length / scene->page > SCENE_BUFFER)
		part.length = SCENE_BUFFER * scene->page;
	mincore(part.address, part.length, (unsigned char *)scene->buffer);
}

/* The kernel would like to move the pages, and must not. */
static void perform_mbind(struct scene *scene, const struct call *call)
{
	unsigned long nodes = 1;
	struct scene_part part;

	if (scene_part(scene, call, 0, &part))
		syscall(SYS_mbind, part.address, part.length, MPOL_BIND, &nodes, 8 * sizeof(nodes),
			MPOL_MF_MOVE | MPOL_MF_STRICT);
}

static void perform_remap_file_pages(struct scene *scene, const struct call *call)
{
	struct scene_part part;

	if (!scene_part(scene, call, 0, &part))
		return;
	shuffle(scene);
	remap_file_pages(part.address, part.length, 0, call_value(call, "offset"), 0);
}

bool perform_memory(struct scene *scene, const struct call *call)
{
	switch (call->kind) {
	case CALL_MMAP:
		perform_mmap(scene, call);
		return true;
	case CALL_MMAP_OVER:
		perform_mmap_over(scene, call);
		return true;
	case CALL_MUNMAP:
		perform_munmap(scene, call);
		return true;
	case CALL_MPROTECT:
		perform_mprotect(scene, call);
		return true;
	case CALL_MREMAP:
		perform_mremap(scene, call);
		return true;
	case CALL_MREMAP_OVER:
		perform_mremap_over(scene, call);
		return true;
	case CALL_MADVISE:
		perform_madvise(scene, call);
		return true;
	case CALL_MLOCK:
		perform_mlock(scene, call);
		return true;
	case CALL_MLOCKALL:
		perform_mlockall(call);
		return true;
	case CALL_MSYNC:
		perform_msync(scene, call);
		return true;
	case CALL_MINCORE:
		perform_mincore(scene, call);
		return true;
	case CALL_MBIND:
		perform_mbind(scene, call);
		return true;
	case CALL_REMAP_FILE_PAGES:
		perform_remap_file_pages(scene, call);
		return true;
	default:
		return false;
	}
}
