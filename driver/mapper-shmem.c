// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Mapper "shmem": the VMA becomes one of shmem's inode.
 *
 * The program gets what it would get from mapping that file: futexes between
 * processes, mlock, growth by mremap. Only the account is ours, so the VMA has
 * operations of our own: two that keep the account, and two that call shmem's.
 */
#include <linux/err.h>
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

#include "area.h"
#include "compat/shmem.h"
#include "mapper.h"
#include "mapping.h"

/*
 * The operations of a shmem VMA. They are the same for all of them, but shmem exposes
 * them only in a VMA, so they become known with the first mmap.
 */
static const struct vm_operations_struct *shmem_own_vm_ops;

static vm_fault_t shmem_fault_by_owner(struct vm_fault *vmf)
{
	if (!maps_vma_area(vmf->vma))
		return VM_FAULT_SIGBUS;
	return READ_ONCE(shmem_own_vm_ops)->fault(vmf);
}

static maps_map_pages_t shmem_map_pages_by_owner(struct vm_fault *vmf, pgoff_t first, pgoff_t last)
{
	if (!maps_vma_area(vmf->vma))
		return MAPS_MAP_NO_PAGES;	/* the fault handler is called next */
	return READ_ONCE(shmem_own_vm_ops)->map_pages(vmf, first, last);
}

static const struct vm_operations_struct shmem_vm_ops = {
	.open = maps_mapping_open,
	.close = maps_mapping_close,
	.fault = shmem_fault_by_owner,
	.map_pages = shmem_map_pages_by_owner,
};

static const char *shmem_unsuited(const struct maps_backing *backing)
{
	return backing == &maps_backing_shmem ? NULL : "the memory is not shmem's (backing=shmem)";
}

/*
 * Each mapping has its own file of shmem's inode, so that nobody can bypass us to get at
 * shmem. With shmem's own file, remap_file_pages() would create another mapping of it, which
 * is in no account and may be executed, and madvise(MADV_REMOVE) would take memory away from
 * everyone.
 *
 * Nor is a mapping merged with another one, which kernels from 6.4 to 6.11 would do going by
 * the file alone, without .close. Before 6.6.24 and 6.7.12, they still merge the two halves of
 * a split mapping that way ("mm, mmap: fix vma_merge() case 7 with vma_ops->close"): the
 * account then keeps a VMA that is gone, and shmem must not be used there.
 */
static struct file *shmem_mapped_file(const struct maps_area *area)
{
	struct file *file;

	ihold(area->inode);
	__module_get(THIS_MODULE);	/* released with the file */
	file = alloc_file_pseudo(area->inode, area->shmem->f_path.mnt, "maps", O_RDWR,
				 &maps_shmem_fops);
	if (!IS_ERR(file))
		return file;
	module_put(THIS_MODULE);
	iput(area->inode);
	return file;
}

static int shmem_map(const struct maps_area *area, struct vm_area_struct *vma, unsigned long *page)
{
	void *mapping = vma->vm_private_data;
	struct file *file;
	int err;

	*page = vma->vm_pgoff;
	file = shmem_mapped_file(area);
	if (IS_ERR(file))
		return PTR_ERR(file);
	err = maps_mmap_file(area->shmem, vma);
	/* If shmem has .mmap_prepare, the kernel has overwritten this. */
	vma->vm_private_data = mapping;
	if (err)
		goto put_file;
	maps_vma_set_file(vma, file);
	fput(file);
	WRITE_ONCE(shmem_own_vm_ops, vma->vm_ops);
	vma->vm_ops = &shmem_vm_ops;
	return 0;

put_file:
	fput(file);
	return err;
}

const struct maps_mapper maps_mapper_shmem = {
	.name = "shmem",
	.kind = MAPS_MAPPER_SHMEM,
	.unsuited = shmem_unsuited,
	.map = shmem_map,
};
