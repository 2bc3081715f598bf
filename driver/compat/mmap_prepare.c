// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* See mmap_prepare.h. */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/sched.h>

#include "../device.h"
#include "../file.h"
#include "../mapper.h"
#include "../mmap.h"
#include "../request.h"
#include "mmap_prepare.h"

#ifdef MAPS_HAVE_MMAP_PREPARE

int maps_mmap_prepare(struct vm_area_desc *desc)
{
	const struct maps_file *opened = desc->file->private_data;
	const struct maps_mapper *mapper = opened->device->plan.mapper;
	struct maps_request request = {
		.pgoff = desc->pgoff,
		.nr_pages = vma_desc_pages(desc),
		.flags = vma_flags_to_legacy(desc->vma_flags),
	};
	int err = maps_mmap_decide(desc->file, &request);

	if (err)
		return err;
	desc->vma_flags = legacy_to_vma_flags(request.flags);
	desc->vm_ops = mapper->vm_ops;
	desc->private_data = NULL;	/* until maps_mapping_mapped() */
	return 0;
}

int maps_mapping_mapped(unsigned long start, unsigned long end, pgoff_t pgoff,
			const struct file *file, void **vm_private_data)
{
	struct vm_area_struct *vma = find_vma(current->mm, start);
	int err = maps_mmap_fill((struct file *)file, vma);

	/* The kernel stores this in the VMA. On failure, it unmaps everything. */
	*vm_private_data = vma->vm_private_data;
	return err;
}

#endif
