// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* mmap of a device: decide, enter it into the account, and have the mapper map it. */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/overflow.h>
#include <linux/maps.h>

#include "area.h"
#include "compat/unmapped_area.h"
#include "compat/vm_flags.h"
#include "device.h"
#include "file.h"
#include "mapper.h"
#include "mmap.h"
#include "refusal.h"
#include "request.h"

/*
 * Apply the policy for private mappings. mprotect() checks VM_MAYWRITE later, so
 * refusing VM_WRITE alone would leave that way open.
 */
static int maps_decide_private(struct maps_file *opened, struct maps_request *request)
{
	switch (opened->device->plan.private) {
	case MAPS_PRIVATE_COPY:
		return 0;
	case MAPS_PRIVATE_READONLY:
		if (request->flags & VM_WRITE)
			return maps_refuse(&opened->last, request, MAPS_REASON_PRIVATE_READONLY,
					   request->pgoff, -EACCES);
		request->flags &= ~VM_MAYWRITE;
		return 0;
	case MAPS_PRIVATE_REFUSE:
		break;
	}
	return maps_refuse(&opened->last, request, MAPS_REASON_PRIVATE_REFUSED,
			   request->pgoff, -EINVAL);
}

/**
 * maps_mmap_decide - decide whether an mmap is allowed, and with which flags
 * @file: the open file
 * @request: what is asked for; its flags become those of the VMA
 *
 * Return: 0, or what mmap is to return; the open file then has the reason.
 */
int maps_mmap_decide(struct file *file, struct maps_request *request)
{
	struct maps_file *opened = file->private_data;
	unsigned long end;
	int err;

	if (maps_file_revoked(opened))
		return maps_refuse(&opened->last, request, MAPS_REASON_REVOKED,
				   request->pgoff, -ENODEV);

	if (check_add_overflow(request->pgoff, request->nr_pages, &end) ||
	    end > opened->area->nr_pages)
		return maps_refuse(&opened->last, request, MAPS_REASON_BEYOND_END,
				   max(request->pgoff, opened->area->nr_pages), -EINVAL);

	if (request->flags & VM_EXEC)
		return maps_refuse(&opened->last, request, MAPS_REASON_EXEC,
				   request->pgoff, -EPERM);

	if (!(request->flags & VM_MAYSHARE)) {
		err = maps_decide_private(opened, request);
		if (err)
			return err;
	}
	request->flags &= ~VM_MAYEXEC;	/* it holds data, never code */
	request->flags |= opened->device->plan.mapper->flags;
	return 0;
}

static struct maps_request maps_request_of(struct vm_area_struct *vma)
{
	return (struct maps_request) {
		.pgoff = vma->vm_pgoff,
		.nr_pages = vma_pages(vma),
		.flags = vma->vm_flags,
	};
}

/* The reason to give for an error of the mapping itself. */
static enum maps_reason maps_error_reason(const struct maps_mapper *mapper, vm_flags_t flags,
					  int err)
{
	if (err == -ENOMEM)
		return MAPS_REASON_NO_MEMORY;
	if (err == -ENODEV)
		return MAPS_REASON_REVOKED;
	if (err == -EINVAL && mapper == &maps_mapper_remap && maps_copies_on_write(flags))
		return MAPS_REASON_COW_IN_PIECES;
	return MAPS_REASON_HELPER;
}

/**
 * maps_mmap_fill - enter the VMA of an mmap into the account, and map its pages
 * @file: the open file
 * @vma: the VMA, with its flags and operations; locked, so that there are no page faults
 *	and no fork yet
 *
 * The account comes first: a revocation that does not find the VMA there does not
 * wait for it, and would leave its pages mapped.
 *
 * Return: 0; or a negative errno, -ENODEV if the device was revoked since
 * maps_mmap_decide(), in which case the open file has the reason.
 */
int maps_mmap_fill(struct file *file, struct vm_area_struct *vma)
{
	struct maps_file *opened = file->private_data;
	const struct maps_mapper *mapper = opened->device->plan.mapper;
	struct maps_request request = maps_request_of(vma);
	unsigned long page = vma->vm_pgoff;
	struct maps_mapping *mapping;
	int err;

	mapping = maps_mapping_create(vma, &opened->device->account, opened->area, file);
	if (IS_ERR(mapping)) {
		err = PTR_ERR(mapping);
		goto refuse;
	}
	vma->vm_private_data = mapping;
	err = mapper->map ? mapper->map(opened->area, vma, &page) : 0;
	if (err)
		goto close_mapping;
	return 0;

close_mapping:
	maps_mapping_close(vma);
refuse:
	return maps_refuse(&opened->last, &request, maps_error_reason(mapper, request.flags, err),
			   page, err);
}

/**
 * maps_mmap - file_operations.mmap
 * @file: the open file
 * @vma: the VMA, which is not yet in the address space
 *
 * Return: 0 or a negative errno; the open file then has the reason.
 */
int maps_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct maps_file *opened = file->private_data;
	const struct maps_mapper *mapper = opened->device->plan.mapper;
	struct maps_request request = maps_request_of(vma);
	int err;

	err = maps_mmap_decide(file, &request);
	if (err)
		return err;
	vm_flags_clear(vma, vma->vm_flags & ~request.flags);
	vm_flags_set(vma, request.flags & ~vma->vm_flags);

	vma->vm_ops = mapper->vm_ops;
	err = maps_mmap_fill(file, vma);
	if (err)
		vma->vm_ops = NULL;
	return err;
}

/**
 * maps_get_unmapped_area - file_operations.get_unmapped_area: choose an address
 * @file: the open file
 * @addr: where the program would like it, or 0
 * @len: how much space is needed, in bytes
 * @pgoff: the first page of the area
 * @flags: MAP_ flags
 *
 * For huge entries, the address has to be aligned like the offset into the area, so
 * find more space than is needed, and use the part of it that is aligned.
 *
 * Return: the address, or a negative errno.
 */
unsigned long maps_get_unmapped_area(struct file *file, unsigned long addr, unsigned long len,
				     unsigned long pgoff, unsigned long flags)
{
	const struct maps_file *opened = file->private_data;
	const struct maps_mapper *mapper = opened->device->plan.mapper;
	unsigned long padded, found;

	if (!mapper->aligned || addr || (flags & MAP_FIXED) || len < PMD_SIZE ||
	    check_add_overflow(len, PMD_SIZE, &padded))
		return maps_unmapped_area(file, addr, len, pgoff, flags);

	found = maps_unmapped_area(file, 0, padded, pgoff, flags);
	if (IS_ERR_VALUE(found))	/* there may still be just enough space */
		return maps_unmapped_area(file, addr, len, pgoff, flags);
	return found + (((pgoff << PAGE_SHIFT) - found) & (PMD_SIZE - 1));
}
