/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A mapper: one way to map an area into a process.
 *
 * Each is in a file of its own, mapper-NAME.c, so that they can be read side by
 * side. To add one, write such a file, and name it here, in mapper.c's table and
 * in Kbuild.
 */
#ifndef MAPS_MAPPER_H
#define MAPS_MAPPER_H

#include <linux/mm.h>
#include <linux/maps.h>

struct maps_area;
struct maps_backing;

/**
 * struct maps_mapper - one way to map an area
 * @name: its name in the module parameter and in sysfs
 * @kind: its number in ioctls
 * @flags: VM_ flags that each of its VMAs gets before @map is called
 * @unsuited: why it cannot map the memory of @backing, as a clause for a message; NULL
 *	if it can
 * @map: fill @vma with its pages; NULL if they are mapped by faults. The device has
 *	checked that @vma lies inside @area; vma->vm_pgoff is its first page. On
 *	failure, *@page is the page of the area that could not be mapped, and the
 *	kernel unmaps whatever has been mapped already.
 * @prepared: @map, if there is one, fills the VMA and changes nothing else about it, so
 *	a kernel with file_operations.mmap_prepare may create the VMA first
 * @by_number: whether it maps page numbers (VM_PFNMAP), not struct pages
 * @aligned: whether it can use huge entries if addresses are aligned for them
 * @vm_ops: the operations of its VMAs. Their open and close are always
 *	maps_mapping_open() and maps_mapping_close(), which keep the account.
 *	NULL if @map sets them.
 */
struct maps_mapper {
	const char *name;
	enum maps_mapper_kind kind;
	vm_flags_t flags;
	const char *(*unsuited)(const struct maps_backing *backing);
	int (*map)(const struct maps_area *area, struct vm_area_struct *vma, unsigned long *page);
	bool prepared;
	bool by_number;
	bool aligned;
	const struct vm_operations_struct *vm_ops;
};

extern const struct maps_mapper maps_mapper_remap;
extern const struct maps_mapper maps_mapper_range;
extern const struct maps_mapper maps_mapper_insert;
extern const struct maps_mapper maps_mapper_fault;
extern const struct maps_mapper maps_mapper_huge;
extern const struct maps_mapper maps_mapper_shmem;

const struct maps_mapper *maps_mapper_find(const char *name, const struct maps_backing *backing);
const struct maps_mapper *maps_mapper_of_kind(u32 kind, const struct maps_backing *backing);
const char *maps_mapper_unsuited(const struct maps_mapper *mapper,
				 const struct maps_backing *backing);

/* The fault handler of mapper-fault.c, which insert and range use, too. */
vm_fault_t maps_fault(struct vm_fault *vmf);

/*
 * Whether a write to such a mapping creates a private copy of the page: the mapping is
 * not shared, and is writable or could be made so. The kernel's own function for this,
 * originally is_cow_mapping() in mm/internal.h, has had several names and places.
 */
static inline bool maps_copies_on_write(vm_flags_t flags)
{
	return (flags & (VM_SHARED | VM_MAYWRITE)) == VM_MAYWRITE;
}

#endif /* MAPS_MAPPER_H */
