// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Mapper "huge": huge page table entries, installed by faults.
 *
 * The fault handler only has to name the page. The kernel itself sees that the
 * page is part of a compound page of the size of a huge entry, that address and
 * offset are aligned alike, and that the inode is large enough, and installs one
 * entry for all of it (do_set_pmd() in mm/memory.c). A private mapping gets a huge
 * entry for reading, which the first write splits: one small page is copied, not
 * two megabytes. Unaligned parts and smaller pieces get small entries from the
 * same handler.
 *
 * For this, the VMA must have neither VM_MIXEDMAP nor VM_PFNMAP, the inode must
 * have a size (inode.c), and the address must be suitably aligned (mmap.c).
 *
 * If the kernel has a correct vmf_insert_folio_pmd() (6.17), a huge fault handler does
 * the same in fewer steps, and for the neighbours at the same time.
 */
#include <linux/mm.h>

#include "area.h"
#include "compat/huge_fault.h"
#include "compat/mmap_prepare.h"
#include "mapper.h"
#include "mapping.h"

/*
 * Huge entries that one huge fault maps: the aligned block around the one touched. The
 * number of entries in a page table is a multiple of this, so they are all in one table.
 */
#define HUGE_AROUND 16UL

static vm_fault_t huge_page_fault(struct vm_fault *vmf)
{
	const struct maps_area *area = maps_vma_area(vmf->vma);

	if (!area || vmf->pgoff >= area->nr_pages)
		return VM_FAULT_SIGBUS;
	vmf->page = area->pages[vmf->pgoff];
	get_page(vmf->page);	/* the kernel keeps or drops the reference */
	return 0;
}

/* The first page that an entry at @start would map; NULL if the entry would not fit. */
static struct page *huge_page_at(const struct maps_area *area, const struct vm_area_struct *vma,
				 unsigned long start)
{
	unsigned long index = vma->vm_pgoff + ((start - vma->vm_start) >> PAGE_SHIFT);

	if (start < vma->vm_start || start + PMD_SIZE > vma->vm_end)
		return NULL;
	if (index >= area->nr_pages || maps_area_piece(area, index) != MAPS_HUGE_PAGES)
		return NULL;
	return area->pages[index];
}

/*
 * Also map what is around a fault, except where something is mapped already: a fault costs
 * more than an entry. This is best effort: nobody asked for these, so errors are ignored.
 */
static void huge_fault_around(const struct vm_fault *vmf, const struct maps_area *area)
{
	unsigned long first = round_down(vmf->address, HUGE_AROUND * PMD_SIZE), i;

	for (i = 0; i < HUGE_AROUND; i++) {
		unsigned long start = first + i * PMD_SIZE;
		struct page *page = huge_page_at(area, vmf->vma, start);
		struct vm_fault neighbour = {
			.vma = vmf->vma,
			.address = start,
			.pmd = vmf->pmd - pmd_index(vmf->address) + pmd_index(start),
		};

		if (page)
			maps_insert_huge(&neighbour, page);
	}
}

/*
 * A fault for which a huge entry would fit into the page table. The kernel has checked
 * nothing else: the alignment, the bounds of the VMA, and what there is to map are
 * for us to check. VM_FAULT_FALLBACK leads to huge_page_fault().
 */
static vm_fault_t __maybe_unused huge_pmd_fault(struct vm_fault *vmf, unsigned int order)
{
	const struct vm_area_struct *vma = vmf->vma;
	const struct maps_area *area = maps_vma_area(vma);
	struct page *page;
	vm_fault_t result;

	if (order != MAPS_HUGE_ORDER)
		return VM_FAULT_FALLBACK;
	if (!area)
		return VM_FAULT_SIGBUS;
	/* A write to a private mapping should copy one page, not all of them. */
	if ((vmf->flags & FAULT_FLAG_WRITE) && !(vma->vm_flags & VM_SHARED))
		return VM_FAULT_FALLBACK;
	page = huge_page_at(area, vma, vmf->address & PMD_MASK);
	if (!page)
		return VM_FAULT_FALLBACK;
	result = maps_insert_huge(vmf, page);
	if (result == VM_FAULT_NOPAGE)
		huge_fault_around(vmf, area);
	return result;
}

static const char *huge_unsuited(const struct maps_backing *backing)
{
	if (backing == &maps_backing_huge)
		return NULL;
	return "huge entries need pages of their size (backing=huge)";
}

static const struct vm_operations_struct huge_vm_ops = {
	.open = maps_mapping_open,
	.close = maps_mapping_close,
	MAPS_VM_OPS_MAPPED
	.fault = huge_page_fault,
	MAPS_VM_OPS_HUGE_FAULT(huge_pmd_fault)
};

const struct maps_mapper maps_mapper_huge = {
	.name = "huge",
	.kind = MAPS_MAPPER_HUGE,
	.flags = VM_DONTEXPAND,
	.unsuited = huge_unsuited,
	.prepared = true,
	.aligned = true,
	.vm_ops = &huge_vm_ops,
};
