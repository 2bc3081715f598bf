// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "layout-look.h"
#include "layout-states.h"
#include "pagemap.h"
#include "smaps.h"

/* What entries say of frames, put into the same place. */
static int frames_of_entries(size_t pages, uint64_t *frames)
{
	size_t there = 0, told = 0;

	for (size_t i = 0; i < pages; i++) {
		bool present = frames[i] & PAGEMAP_PRESENT;

		frames[i] = present ? PAGEMAP_FRAME(frames[i]) : 0;
		there += present;
		told += frames[i] != 0;
	}
	if (!there)
		return -EOPNOTSUPP;
	return told ? 0 : -EPERM;
}

int layout_look_frames(const struct maps_area *area, size_t pages, uint64_t *frames)
{
	size_t length = pages * (size_t)sysconf(_SC_PAGESIZE);
	void *address;
	int err;

	/* So that all of it is there, and an area that is revoked meanwhile kills nobody. */
	err = maps_area_map(area, 0, length, PROT_READ, MAP_SHARED | MAP_POPULATE, &address);
	if (err)
		return err;
	err = pagemap_read(0, (uintptr_t)address, pages, frames);
	maps_area_unmap(address, length);
	return err ? err : frames_of_entries(pages, frames);
}

/*
 * For kernels that only tell how much of a mapping is in huge entries: *@doubt, where
 * that is less than could be.
 */
static int count_huge(pid_t pid, const struct vma *vma, const uint64_t *entries, size_t pages, bool *huge, bool *doubt)
{
	size_t page_size = (size_t)sysconf(_SC_PAGESIZE), candidates;
	struct smaps smaps;
	int err;

	err = smaps_read_process(pid, vma->start, &smaps);
	if (err)
		return err;
	/* An entry of the level above is for as many pages as a table has entries. */
	candidates = layout_huge_candidates(entries, pages, vma->start, page_size / sizeof(uint64_t), huge);
	*doubt = smaps.pmd_mapped && smaps.pmd_mapped < candidates * page_size;
	if (!smaps.pmd_mapped)
		for (size_t i = 0; i < pages; i++)
			huge[i] = false;
	return 0;
}

int layout_look_states(pid_t pid, const struct vma *vma, enum picture_kind *states)
{
	size_t pages = (vma->end - vma->start) / (size_t)sysconf(_SC_PAGESIZE);
	uint64_t *entries = calloc(pages, sizeof(*entries));
	bool *huge = calloc(pages, sizeof(*huge)), doubt = false;
	int err = -ENOMEM;

	if (entries && huge)
		err = pagemap_read(pid, vma->start, pages, entries);
	if (!err)
		err = pagemap_huge(pid, vma->start, pages, huge);
	if (err == -ENOTTY)
		err = count_huge(pid, vma, entries, pages, huge, &doubt);
	for (size_t i = 0; !err && i < pages; i++)
		states[i] = huge[i] && doubt ? PICTURE_UNKNOWN : layout_state(entries[i], huge[i]);
	free(entries);
	free(huge);
	return err;
}
