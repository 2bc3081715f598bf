/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The account: which VMAs show an area, of whom, and how much of it. */
#ifndef MAPS_MAPPING_H
#define MAPS_MAPPING_H

#include <linux/list.h>
#include <linux/mm_types.h>
#include <linux/mutex.h>

struct maps_area;

/**
 * struct maps_account - all mappings of one area
 * @lock: covers @mappings; taken inside mmap_lock, never around it
 * @mappings: list of struct maps_mapping, by @node
 *
 * Owner: the device it is embedded in. Each VMA holds a reference on that
 * device through its vm_file, so the account outlives its mappings.
 */
struct maps_account {
	struct mutex lock;	/* mappings */
	struct list_head mappings;
};

/**
 * struct maps_mapping - one VMA that shows an area
 * @node: in @account->mappings; covered by @account->lock
 * @vma: the VMA; immutable. It is there as long as this object: its close
 *	operation frees the one before the kernel frees the other.
 * @account: where it is accounted; immutable
 * @area: what it shows; immutable
 *
 * Owner: the VMA, in vm_private_data. There is one for each VMA, made by mmap
 * or by vm_operations_struct.open (fork, split, mremap), and freed by .close.
 */
struct maps_mapping {
	struct list_head node;
	struct vm_area_struct *vma;
	struct maps_account *account;
	const struct maps_area *area;
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

int maps_mapping_attach(struct vm_area_struct *vma, struct maps_account *account,
			const struct maps_area *area);
void maps_mapping_open(struct vm_area_struct *vma);
void maps_mapping_close(struct vm_area_struct *vma);

/* The area that a VMA of ours shows. */
static inline const struct maps_area *maps_vma_area(const struct vm_area_struct *vma)
{
	const struct maps_mapping *mapping = vma->vm_private_data;

	return mapping->area;
}

#endif /* MAPS_MAPPING_H */
