/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The account: which VMAs show an area, of whom, and how much of it. */
#ifndef MAPS_MAPPING_H
#define MAPS_MAPPING_H

#include <linux/list.h>
#include <linux/mm_types.h>
#include <linux/mutex.h>

struct file;
struct maps_area;

/**
 * struct maps_account - all mappings of one area
 * @lock: covers @mappings and @revoked; taken inside mmap_lock, never around it
 * @mappings: list of struct maps_mapping, by @node
 * @revoked: set once and for ever: no mapping is added by mmap any more. Fault
 *	handlers read it without @lock; see maps_account_revoke().
 *
 * Owner: the device it is embedded in. Each mapping holds a reference on its
 * file, and so on that device: the account outlives its mappings.
 */
struct maps_account {
	struct mutex lock;	/* mappings, revoked */
	struct list_head mappings;
	bool revoked;
};

/**
 * struct maps_mapping - one VMA that shows an area
 * @node: in @account->mappings; covered by @account->lock
 * @vma: the VMA; immutable. It is there as long as this object: its close
 *	operation frees the one before the kernel frees the other.
 * @account: where it is accounted; immutable
 * @area: what it shows; immutable
 * @file: the open file it was made by; immutable. Holds a reference, because
 *	the VMA's own vm_file can be another one (mapper-shmem.c). Its last
 *	reference is never dropped inside our .close, but later, by the kernel:
 *	so the module is there until that has returned.
 * @revoked: maps_account_revoke() has been in its address space; covered by
 *	@account->lock
 *
 * Owner: the VMA, in vm_private_data. There is one for each VMA, made by mmap
 * or by vm_operations_struct.open (fork, split, mremap), and freed by .close.
 */
struct maps_mapping {
	struct list_head node;
	struct vm_area_struct *vma;
	struct maps_account *account;
	const struct maps_area *area;
	struct file *file;
	bool revoked;
};

/**
 * struct maps_usage - what an account adds up to
 * @mappings: the number of VMAs
 * @bytes: the size of all of them together
 */
struct maps_usage {
	unsigned long mappings;
	unsigned long bytes;
};

void maps_account_init(struct maps_account *account);
struct maps_usage maps_account_usage(struct maps_account *account, const struct mm_struct *mm);

void maps_account_refuse(struct maps_account *account);
void maps_account_revoke(struct maps_account *account);

struct maps_mapping *maps_mapping_create(struct vm_area_struct *vma, struct maps_account *account,
					 const struct maps_area *area, struct file *file);
void maps_mapping_open(struct vm_area_struct *vma);
void maps_mapping_close(struct vm_area_struct *vma);

/*
 * The area that a VMA of ours shows; NULL once it is revoked. For fault handlers.
 *
 * A VMA without a mapping is one whose mmap has failed, and that the kernel, for lack of
 * memory, could not take away again (mmap_action_finish() in mm/util.c, since 7.1).
 */
static inline const struct maps_area *maps_vma_area(const struct vm_area_struct *vma)
{
	const struct maps_mapping *mapping = vma->vm_private_data;

	return !mapping || READ_ONCE(mapping->account->revoked) ? NULL : mapping->area;
}

#endif /* MAPS_MAPPING_H */
