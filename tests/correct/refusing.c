// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Devices that do not make each mapping, or not all of read() and write(). */
#include "correct.h"

/* No power of two in pages, of 4 KiB or of 16 KiB. */
#define ODD_SIZE	(48UL << 10)

static bool is_shared(const struct vm_area_struct *vma)
{
	return vma->vm_flags & VM_MAYSHARE;
}

static int exact_refuses(struct vm_area_struct *vma)
{
	return vma_pages(vma) == CORRECT_PAGES ? 0 : -EINVAL;
}

static int fixed_refuses(struct vm_area_struct *vma)
{
	return vma->vm_pgoff ? -EINVAL : 0;
}

static int not_inherited_refuses(struct vm_area_struct *vma)
{
	vm_flags_set(vma, VM_DONTCOPY);
	return 0;
}

static int private_only_refuses(struct vm_area_struct *vma)
{
	return is_shared(vma) ? -EINVAL : 0;
}

/* As it tells no size either, nobody finds out: its documentation has to say it. */
static int odd_refuses(struct vm_area_struct *vma)
{
	return vma->vm_end - vma->vm_start == PAGE_ALIGN(ODD_SIZE) ? 0 : -EINVAL;
}

/* Private copies may be written: they are the program's. */
static int read_only_refuses(struct vm_area_struct *vma)
{
	if (!is_shared(vma))
		return 0;
	if (vma->vm_flags & VM_WRITE)
		return -EPERM;
	vm_flags_clear(vma, VM_MAYWRITE);
	return 0;
}

static int shared_only_refuses(struct vm_area_struct *vma)
{
	return is_shared(vma) ? 0 : -EINVAL;
}

static int writable_only_refuses(struct vm_area_struct *vma)
{
	return is_shared(vma) && vma->vm_flags & VM_WRITE ? 0 : -EINVAL;
}

static const struct file_operations whole_fops = {
	CORRECT_FOPS,
	.mmap = correct_mmap,
};

static const struct file_operations read_only_fops = {
	.owner = THIS_MODULE,
	.llseek = correct_llseek,
	.read = correct_read,
	.mmap = correct_mmap,
};

static const struct file_operations unreadable_fops = {
	.owner = THIS_MODULE,
	.mmap = correct_mmap,
};

#define REFUSING(device, its_name, its_fops, its_refuses)	\
	struct correct_device device = {			\
		.name = its_name,				\
		.fops = its_fops,				\
		.refuses = its_refuses,				\
	}

REFUSING(correct_exact, "exact", &whole_fops, exact_refuses);
REFUSING(correct_fixed, "fixed", &whole_fops, fixed_refuses);
REFUSING(correct_not_inherited, "not-inherited", &whole_fops, not_inherited_refuses);
REFUSING(correct_odd, "odd", &unreadable_fops, odd_refuses);
REFUSING(correct_private_only, "private-only", &whole_fops, private_only_refuses);
REFUSING(correct_read_only, "read-only", &read_only_fops, read_only_refuses);
REFUSING(correct_shared_only, "shared-only", &whole_fops, shared_only_refuses);
REFUSING(correct_unreadable, "unreadable", &unreadable_fops, NULL);
REFUSING(correct_writable_only, "writable-only", &whole_fops, writable_only_refuses);
