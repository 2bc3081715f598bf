// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Mapper "remap": remap_pfn_range(), the way of the kernel labs.
 *
 * It writes page numbers into the page tables and nothing else. The kernel then
 * treats the mapping as a device's registers (VM_PFNMAP, VM_IO): there is no
 * struct page behind it as far as it knows. So O_DIRECT, vmsplice() and
 * process_vm_readv() give EFAULT, a debugger reads EIO, smaps counts nothing,
 * and madvise(MADV_DONTNEED) is EINVAL.
 *
 * And a private mapping of more than one scattered page cannot be made:
 * remap_pfn_range() keeps the first pfn of a copy-on-write mapping in vm_pgoff,
 * to tell its own pages from copies by arithmetic, so one call has to cover the
 * whole VMA. A driver that ignores this -EINVAL returns success for a mapping
 * with nothing in it, and the program dies of SIGBUS.
 *
 * Right for: registers and memory without struct page. Wrong for: this memory.
 * It is here to be compared with the others.
 */
#include <linux/mm.h>

#include "area.h"
#include "mapper.h"
#include "mapping.h"

static int remap_map(const struct maps_area *area, struct vm_area_struct *vma, unsigned long *page)
{
	unsigned long index = vma->vm_pgoff;
	unsigned long addr;
	int err;

	*page = index;
	if (area->backing->contiguous)
		return remap_pfn_range(vma, vma->vm_start, page_to_pfn(area->pages[index]),
				       vma->vm_end - vma->vm_start, vma->vm_page_prot);

	for (addr = vma->vm_start; addr < vma->vm_end; addr += PAGE_SIZE, index++) {
		err = remap_pfn_range(vma, addr, page_to_pfn(area->pages[index]),
				      PAGE_SIZE, vma->vm_page_prot);
		if (err) {
			*page = index;
			return err;
		}
	}
	return 0;
}

static const struct vm_operations_struct remap_vm_ops = {
	.open = maps_mapping_open,
	.close = maps_mapping_close,
};

const struct maps_mapper maps_mapper_remap = {
	.name = "remap",
	.flags = VM_DONTEXPAND,
	.map = remap_map,
	.vm_ops = &remap_vm_ops,
};
