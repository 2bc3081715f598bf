// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Mapper "remap": remap_pfn_range(), as taught in kernel labs.
 *
 * It writes page numbers into the page tables and does nothing else. The kernel
 * then treats the mapping like a device's registers (VM_PFNMAP, VM_IO): as far as
 * it knows, there is no struct page behind it. So O_DIRECT, vmsplice() and
 * process_vm_readv() fail with EFAULT, smaps counts nothing, and
 * madvise(MADV_DONTNEED) fails with EINVAL. A debugger needs our .access to read it.
 *
 * Nor is it possible to make a private mapping of more than one scattered page:
 * remap_pfn_range() keeps the first pfn of a copy-on-write mapping in vm_pgoff,
 * to tell its own pages from copies by arithmetic, so one call has to cover the
 * whole VMA. A driver that ignores this -EINVAL returns success for a mapping
 * with nothing in it, and the program dies of SIGBUS.
 *
 * It is right for registers and for memory without struct page, and wrong for the
 * memory of this driver. It is here for comparison with the others.
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
 * Reads and writes by a debugger or through /proc/PID/mem. The kernel calls this with
 * mmap_lock held if it finds no struct page. It has checked neither what the VMA allows
 * nor where it ends.
 *
 * The pages of a private mapping can be copies, which are unknown here.
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
