// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The account of mappings, kept by vm_operations_struct.open and .close.
 *
 * A size that was noted at mmap time would soon be wrong: when a VMA is split,
 * .open is called for the new part, and nothing is called for the old one, which
 * shrinks. So no size is noted at all. The account knows the VMAs, and asks each
 * for its size when somebody wants to know.
 */
#include <linux/mm.h>
#include <linux/slab.h>

#include "mapping.h"

void maps_account_init(struct maps_account *account)
{
	mutex_init(&account->lock);
	INIT_LIST_HEAD(&account->mappings);
}

/**
 * maps_account_usage - add up an account
 * @account: the account
 * @mm: count this address space only; NULL counts all
 *
 * Return: the usage. It is exact where no VMA is being split or unmapped
 * meanwhile.
 */
struct maps_usage maps_account_usage(struct maps_account *account, const struct mm_struct *mm)
{
	struct maps_usage usage = {};
	struct maps_mapping *mapping;

	mutex_lock(&account->lock);
	list_for_each_entry(mapping, &account->mappings, node) {
		const struct vm_area_struct *vma = mapping->vma;

		if (mm && vma->vm_mm != mm)
			continue;
		usage.mappings++;
		/* Its bounds change under its mmap_lock, which we do not hold. */
		usage.bytes += READ_ONCE(vma->vm_end) - READ_ONCE(vma->vm_start);
	}
	mutex_unlock(&account->lock);
	return usage;
}

static void maps_mapping_add(struct maps_mapping *mapping)
{
	mutex_lock(&mapping->account->lock);
	list_add_tail(&mapping->node, &mapping->account->mappings);
	mutex_unlock(&mapping->account->lock);
}

/**
 * maps_mapping_attach - enter the VMA of an mmap into the account
 * @vma: the VMA, new
 * @account: the account
 * @area: what @vma is to show
 *
 * Return: 0 or -ENOMEM.
 */
int maps_mapping_attach(struct vm_area_struct *vma, struct maps_account *account,
			const struct maps_area *area)
{
	struct maps_mapping *mapping = kmalloc(sizeof(*mapping), GFP_KERNEL);

	if (!mapping)
		return -ENOMEM;
	mapping->vma = vma;
	mapping->account = account;
	mapping->area = area;
	vma->vm_private_data = mapping;
	maps_mapping_add(mapping);
	return 0;
}

/**
 * maps_mapping_open - vm_operations_struct.open: @vma was made from another one
 * @vma: a copy in a child (fork), at another address (mremap), or a part (split)
 *
 * The kernel copied vm_private_data with the rest, so it is still the other's.
 */
void maps_mapping_open(struct vm_area_struct *vma)
{
	const struct maps_mapping *origin = vma->vm_private_data;
	struct maps_mapping *mapping;

	/*
	 * This operation cannot report a failure, and a mapping that is missing
	 * from the account would be wrong for ever. The object is small, so the
	 * allocator would in practice not fail either.
	 */
	mapping = kmalloc(sizeof(*mapping), GFP_KERNEL | __GFP_NOFAIL);
	mapping->vma = vma;
	mapping->account = origin->account;
	mapping->area = origin->area;
	vma->vm_private_data = mapping;
	maps_mapping_add(mapping);
}

/**
 * maps_mapping_close - vm_operations_struct.close: @vma goes away
 * @vma: unmapped by the program, by its end, or by an mmap or fork that failed
 */
void maps_mapping_close(struct vm_area_struct *vma)
{
	struct maps_mapping *mapping = vma->vm_private_data;

	mutex_lock(&mapping->account->lock);
	list_del(&mapping->node);
	mutex_unlock(&mapping->account->lock);
	vma->vm_private_data = NULL;
	kfree(mapping);
}
