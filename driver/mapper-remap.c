// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Mapper "remap": remap_pfn_range(), the way of the kernel labs.
 *
 * It writes page numbers into the page tables and nothing else. The kernel then
 * treats the mapping as a device's registers (VM_PFNMAP, VM_IO): there is no
 * struct page behind it as far as it knows. So O_DIRECT, vmsplice() and
 * process_vm_readv() give EFAULT, smaps counts nothing, and
 * madvise(MADV_DONTNEED) is EINVAL. A debugger reads it by our .access only.
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

/*
 * What a debugger, or /proc/PID/mem, reads and writes: the kernel asks for it
 * where it finds no struct page, with mmap_lock held. Nobody has looked at what
 * the VMA allows, nor at where it ends.
 *
 * The pages of a private mapping can be copies, of which nobody here knows.
 */
static int remap_access(struct vm_area_struct *vma, unsigned long addr, void *buf, int len,
			int write)
{
	const struct maps_area *area = maps_vma_area(vma);
	size_t offset;

	if (!area || maps_copies_on_write(vma->vm_flags))
		return -EIO;
	if (write && !(vma->vm_flags & VM_WRITE))
		return -EIO;
	offset = (vma->vm_pgoff << PAGE_SHIFT) + (addr - vma->vm_start);
	len = min_t(unsigned long, len, vma->vm_end - addr);
	if (write)
		memcpy(area->kaddr + offset, buf, len);
	else
		memcpy(buf, area->kaddr + offset, len);
	return len;
}

static const struct vm_operations_struct remap_vm_ops = {
	.open = maps_mapping_open,
	.close = maps_mapping_close,
	.access = remap_access,
};

const struct maps_mapper maps_mapper_remap = {
	.name = "remap",
	.kind = MAPS_MAPPER_REMAP,
	.flags = VM_DONTEXPAND,
	.map = remap_map,
	.by_number = true,
	.vm_ops = &remap_vm_ops,
};
