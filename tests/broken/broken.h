/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * broken: devices that make one mistake each. A device is a file, its name is in
 * the catalogue (catalogue/catalogue.c), and its node is /dev/broken-NAME.
 *
 * What a device shares with the others is right: the buffer, read(), write(),
 * llseek() and the functions below. So the mistake is the only one, and is to be
 * seen in the device's own file. No mistake does harm, unless the device is
 * marked as dangerous: what a mapping shows is the module's own memory.
 */
#ifndef BROKEN_H
#define BROKEN_H

#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/types.h>

#include "../../driver/compat/vm_flags.h"

#define BROKEN_PAGES	16

/**
 * struct broken_buffer - the memory of a device
 * @kaddr: where the kernel sees it
 * @pages: its pages
 * @nr_pages: how many there are
 * @size: how many bytes of them the device offers; llseek() tells it
 *
 * Owner: the device it is embedded in. It does not change while the device is
 * there, but for the one device that says so.
 */
struct broken_buffer {
	void *kaddr;
	struct page *pages[BROKEN_PAGES];
	unsigned long nr_pages;
	size_t size;
};

/**
 * struct broken_memory - where a buffer is from
 * @allocate: fill in @kaddr and @pages; may change the rest; 0 or -errno
 * @free: give the memory back
 */
struct broken_memory {
	int (*allocate)(struct broken_buffer *buffer);
	void (*free)(struct broken_buffer *buffer);
};

/**
 * struct broken_device - a device with a mistake
 * @name: as in the catalogue
 * @dangerous: it hangs a process for good, or corrupts the kernel
 * @fops: its operations
 * @memory: where its buffer is from
 * @buffer: its memory
 * @misc: its node, for main.c
 */
struct broken_device {
	const char *name;
	bool dangerous;
	const struct file_operations *fops;
	const struct broken_memory *memory;
	struct broken_buffer buffer;
	struct miscdevice misc;
};

/* Scattered pages, joined by vmalloc_user(); and one contiguous block. */
extern const struct broken_memory broken_scattered;
extern const struct broken_memory broken_contiguous;

int broken_scattered_allocate(struct broken_buffer *buffer);
void broken_scattered_free(struct broken_buffer *buffer);
int broken_contiguous_allocate(struct broken_buffer *buffer);
void broken_contiguous_free(struct broken_buffer *buffer);
void broken_stamp(void *kaddr, unsigned long nr_pages);

loff_t broken_llseek(struct file *file, loff_t offset, int whence);
ssize_t broken_read(struct file *file, char __user *to, size_t count, loff_t *pos);
ssize_t broken_write(struct file *file, const char __user *from, size_t count, loff_t *pos);

#define BROKEN_FOPS_READ_ONLY		\
	.owner = THIS_MODULE,		\
	.llseek = broken_llseek,	\
	.read = broken_read

#define BROKEN_FOPS			\
	BROKEN_FOPS_READ_ONLY,		\
	.write = broken_write

struct broken_buffer *broken_buffer(const struct file *file);
bool broken_in_bounds(struct vm_area_struct *vma, const struct broken_buffer *buffer);
int broken_insert(struct vm_area_struct *vma, struct broken_buffer *buffer);
vm_fault_t broken_fault(struct vm_fault *vmf);
int broken_mmap(struct file *file, struct vm_area_struct *vma);

extern const struct vm_operations_struct broken_vm_ops;

/* VM_MAYSHARE and not VM_SHARED: see tests-vm-shared.c. */
static inline bool broken_is_private(const struct vm_area_struct *vma)
{
	return !(vma->vm_flags & VM_MAYSHARE);
}

extern struct broken_device broken_array_too_short;
extern struct broken_device broken_busy_is_error;
extern struct broken_device broken_checked_error;
extern struct broken_device broken_counts_from_start;
extern struct broken_device broken_dummy_page;
extern struct broken_device broken_end_unchecked;
extern struct broken_device broken_end_untold;
extern struct broken_device broken_errno_as_fault;
extern struct broken_device broken_expandable;
extern struct broken_device broken_fault_protection;
extern struct broken_device broken_fault_unbounded;
extern struct broken_device broken_flush_ends;
extern struct broken_device broken_ignored_error;
extern struct broken_device broken_inserted_twice;
extern struct broken_device broken_length_unchecked;
extern struct broken_device broken_loop_over_buffer;
extern struct broken_device broken_masked_error;
extern struct broken_device broken_mayexec_kept;
extern struct broken_device broken_maywrite_kept;
extern struct broken_device broken_maywrite_set;
extern struct broken_device broken_mixed_methods;
extern struct broken_device broken_mkwrite_refuses;
extern struct broken_device broken_no_access;
extern struct broken_device broken_no_operation;
extern struct broken_device broken_no_owner;
extern struct broken_device broken_no_page_set;
extern struct broken_device broken_no_reference;
extern struct broken_device broken_no_refill;
extern struct broken_device broken_nopage_without_page;
extern struct broken_device broken_not_for_users;
extern struct broken_device broken_nothing_bounded;
extern struct broken_device broken_offset_ignored;
extern struct broken_device broken_oom_for_error;
extern struct broken_device broken_open_allocates;
extern struct broken_device broken_open_uncounted;
extern struct broken_device broken_own_address;
extern struct broken_device broken_own_half;
extern struct broken_device broken_own_protection;
extern struct broken_device broken_page_numbers;
extern struct broken_device broken_pfn_without_pfnmap;
extern struct broken_device broken_physical_of_vmalloc;
extern struct broken_device broken_positive_fsync;
extern struct broken_device broken_positive_return;
extern struct broken_device broken_private_made_writable;
extern struct broken_device broken_private_write_through;
extern struct broken_device broken_release_for_all;
extern struct broken_device broken_reset_on_unmap;
extern struct broken_device broken_short_offset;
extern struct broken_device broken_slab_page;
extern struct broken_device broken_sum_overflows;
extern struct broken_device broken_tail_not_zeroed;
extern struct broken_device broken_taken_for_contiguous;
extern struct broken_device broken_tests_vm_shared;
extern struct broken_device broken_too_few_pages;
extern struct broken_device broken_two_buffers;
extern struct broken_device broken_uncached_memory;
extern struct broken_device broken_unlocked;
extern struct broken_device broken_user_only;
extern struct broken_device broken_write_taken_away;

#endif /* BROKEN_H */
