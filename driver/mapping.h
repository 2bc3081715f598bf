/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The account: which VMAs show an area, whose they are, and how much they show. */
#ifndef MAPS_MAPPING_H
#define MAPS_MAPPING_H

#include <linux/list.h>
#include <linux/mm_types.h>
#include <linux/mutex.h>

struct file;
struct maps_area;

/**
 * struct maps_account - all mappings of one area
 * @lock: protects @mappings and @revoked; taken inside mmap_lock, never outside it
 * @mappings: list of struct maps_mapping, linked by @node
 * @revoked: set once and never cleared: mmap adds no more mappings. Fault handlers
 *	read it without @lock; see maps_account_revoke().
 *
 * Owner: the device it is embedded in. Each mapping holds a reference to its
 * file, and so to that device: the account outlives its mappings.
 */
struct maps_account {
	struct mutex lock;	/* mappings, revoked */
	struct list_head mappings;
	bool revoked;
};

/**
 * struct maps_mapping - one VMA that shows an area
 * @node: in @account->mappings; protected by @account->lock
 * @vma: the VMA; immutable. It exists as long as this object does, because its
 *	close operation frees this object before the kernel frees the VMA.
 * @account: the account it is in; immutable
 * @area: the area it shows; immutable
 * @file: the open file that was mapped; immutable. Holds a reference, because
 *	the VMA's own vm_file may be a different file (mapper-shmem.c). Our .close
 *	may drop the last one; the module is there until it has returned, because
 *	the kernel drops vm_file only afterwards, and that file holds a reference
 *	on the module, too.
 * @revoked: maps_account_revoke() has visited its address space; protected by
 *	@account->lock
 *
 * Owner: the VMA, in vm_private_data. There is one for each VMA, created by mmap
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
 * struct maps_usage - the totals of an account
 * @mappings: the number of VMAs
 * @bytes: their total size
 * @own_mappings, @own_bytes: the same, of the calling process alone
 */
struct maps_usage {
	unsigned long mappings;
	unsigned long bytes;
	unsigned long own_mappings;
	unsigned long own_bytes;
};

void maps_account_init(struct maps_account *account);
struct maps_usage maps_account_usage(struct maps_account *account);

void maps_account_refuse(struct maps_account *account);
void maps_account_revoke(struct maps_account *account);

struct maps_mapping *maps_mapping_create(struct vm_area_struct *vma, struct maps_account *account,
					 const struct maps_area *area, struct file *file);
void maps_mapping_open(struct vm_area_struct *vma);
void maps_mapping_close(struct vm_area_struct *vma);

/*
 * The area that one of our VMAs shows; NULL once it is revoked. For fault handlers.
 *
 * A VMA has no mapping if its mmap failed, and the kernel had too little memory to
 * remove the VMA again (mmap_action_finish() in mm/util.c, since 7.1).
 */
static inline const struct maps_area *maps_vma_area(const struct vm_area_struct *vma)
{
	const struct maps_mapping *mapping = vma->vm_private_data;

	return !mapping || READ_ONCE(mapping->account->revoked) ? NULL : mapping->area;
}

#endif /* MAPS_MAPPING_H */
