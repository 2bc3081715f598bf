// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The account of mappings, kept by vm_operations_struct.open and .close.
 *
 * A size recorded at mmap time would soon be wrong: when a VMA is split, .open is
 * called for the new part, and nothing is called for the old one, which shrinks.
 * So no size is recorded at all. The account knows the VMAs, and reads their sizes
 * whenever it is asked for the total.
 */
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>

#include "compat/vma_lock.h"
#include "compat/zap.h"
#include "mapping.h"

void maps_account_init(struct maps_account *account)
{
	mutex_init(&account->lock);
	INIT_LIST_HEAD(&account->mappings);
	account->revoked = false;
}

/**
 * maps_account_usage - add up an account
 * @account: the account
 *
 * Return: the totals. They are exact unless a VMA is being split or unmapped
 * meanwhile.
 */
struct maps_usage maps_account_usage(struct maps_account *account)
{
	struct maps_usage usage = {};
	struct maps_mapping *mapping;

	mutex_lock(&account->lock);
	list_for_each_entry(mapping, &account->mappings, node) {
		const struct vm_area_struct *vma = mapping->vma;
		/* Its bounds change under its mmap_lock, which we do not hold. */
		unsigned long bytes = READ_ONCE(vma->vm_end) - READ_ONCE(vma->vm_start);

		usage.mappings++;
		usage.bytes += bytes;
		if (vma->vm_mm == current->mm) {
			usage.own_mappings++;
			usage.own_bytes += bytes;
		}
	}
	mutex_unlock(&account->lock);
	return usage;
}

/* An address space with a mapping that maps_account_revoke() has yet to visit. */
static struct mm_struct *maps_account_next_mm(struct maps_account *account)
{
	struct maps_mapping *mapping;
	struct mm_struct *mm = NULL;

	mutex_lock(&account->lock);
	list_for_each_entry(mapping, &account->mappings, node) {
		if (!mapping->revoked) {
			mm = mapping->vma->vm_mm;
			mmgrab(mm);
			break;
		}
	}
	mutex_unlock(&account->lock);
	return mm;
}

/*
 * Unmap what may only be unmapped under mmap_lock; see maps_account_revoke(). If the
 * address space is @live, the caller has locked it.
 */
static void maps_account_revoke_mm(struct maps_account *account, const struct mm_struct *mm,
				   bool live)
{
	struct maps_mapping *mapping;

	mutex_lock(&account->lock);
	list_for_each_entry(mapping, &account->mappings, node) {
		struct vm_area_struct *vma = mapping->vma;

		if (vma->vm_mm != mm)
			continue;
		if (live) {
			maps_vma_start_write(vma);
			if (vma->vm_flags & VM_PFNMAP)
				maps_zap_pfns(vma);
		}
		mapping->revoked = true;
	}
	mutex_unlock(&account->lock);
}

/**
 * maps_account_refuse - refuse every mmap and page fault that begins from now on
 * @account: the account
 *
 * Those already in progress may still add a mapping or a page.
 */
void maps_account_refuse(struct maps_account *account)
{
	mutex_lock(&account->lock);
	WRITE_ONCE(account->revoked, true);
	mutex_unlock(&account->lock);
}

/**
 * maps_account_revoke - make sure that no more mappings or pages are added
 * @account: an account that already refuses, see maps_account_refuse()
 *
 * When this returns, each mmap is either complete, so that unmapping finds its
 * pages, or will be refused; and every fault handler that is running has seen
 * the refusal. Both run with mmap_lock held, or the VMA's own lock, so it is
 * enough to have held both for writing once in each address space. That can
 * take a long time: as long as a process holds its mmap_lock, for example while
 * waiting for a page of a file on another machine.
 *
 * One mmap can escape: one that failed is no longer in the account, but its pages
 * are unmapped only afterwards. Until then, another thread of that process can see
 * them.
 *
 * Mappings of page numbers (VM_PFNMAP) are unmapped here. unmap_mapping_range()
 * must not be used for them: on x86 before 6.16 it undoes the memory type of the
 * mapping (untrack_pfn()), as do munmap() and exit, with nothing to serialize them.
 */
void maps_account_revoke(struct maps_account *account)
{
	struct mm_struct *mm;

	while ((mm = maps_account_next_mm(account))) {
		/* One without users is already being torn down. */
		bool live = mmget_not_zero(mm);

		if (live)
			mmap_write_lock(mm);
		maps_account_revoke_mm(account, mm, live);
		if (live) {
			mmap_write_unlock(mm);
			mmput(mm);
		}
		mmdrop(mm);
	}
}

static void maps_mapping_fill(struct maps_mapping *mapping, struct vm_area_struct *vma,
			      struct maps_account *account, const struct maps_area *area,
			      struct file *file)
{
	mapping->vma = vma;
	mapping->account = account;
	mapping->area = area;
	mapping->file = get_file(file);
	mapping->revoked = false;
}

/**
 * maps_mapping_create - enter the VMA of an mmap into the account
 * @vma: the new VMA
 * @account: the account
 * @area: the area that @vma will show
 * @file: the open file that was mapped
 *
 * Return: the mapping, for vma->vm_private_data; or an ERR_PTR(): -ENOMEM, or
 * -ENODEV if the account is revoked.
 */
struct maps_mapping *maps_mapping_create(struct vm_area_struct *vma, struct maps_account *account,
					 const struct maps_area *area, struct file *file)
{
	struct maps_mapping *mapping = kmalloc(sizeof(*mapping), GFP_KERNEL_ACCOUNT);

	if (!mapping)
		return ERR_PTR(-ENOMEM);
	maps_mapping_fill(mapping, vma, account, area, file);

	mutex_lock(&account->lock);
	if (account->revoked)
		goto refuse;
	list_add_tail(&mapping->node, &account->mappings);
	mutex_unlock(&account->lock);
	return mapping;

refuse:
	mutex_unlock(&account->lock);
	fput(mapping->file);
	kfree(mapping);
	return ERR_PTR(-ENODEV);
}

/**
 * maps_mapping_open - vm_operations_struct.open: @vma was made from another VMA
 * @vma: a copy in a child (fork) or at another address (mremap), or a part (split)
 *
 * The kernel has copied vm_private_data with the rest, so it is still the other's.
 */
void maps_mapping_open(struct vm_area_struct *vma)
{
	const struct maps_mapping *origin = vma->vm_private_data;
	struct maps_mapping *mapping;

	/* The mmap failed, and the kernel could not remove the VMA: see maps_vma_area(). */
	if (!origin)
		return;
	/*
	 * This operation cannot report failure, and a mapping that is missing from
	 * the account would remain so. The object is small, so the allocation would
	 * not fail in practice anyway.
	 */
	mapping = kmalloc(sizeof(*mapping), GFP_KERNEL_ACCOUNT | __GFP_NOFAIL);
	maps_mapping_fill(mapping, vma, origin->account, origin->area, origin->file);
	vma->vm_private_data = mapping;

	mutex_lock(&mapping->account->lock);
	/* The copy of an emptied mapping is empty, too. */
	mapping->revoked = origin->revoked;
	list_add_tail(&mapping->node, &mapping->account->mappings);
	mutex_unlock(&mapping->account->lock);
}

/**
 * maps_mapping_close - vm_operations_struct.close: @vma is going away
 * @vma: unmapped by the program, by its exit, or after an mmap or fork that failed
 */
void maps_mapping_close(struct vm_area_struct *vma)
{
	struct maps_mapping *mapping = vma->vm_private_data;

	if (!mapping)
		return;		/* the mmap failed before the VMA was entered */
	mutex_lock(&mapping->account->lock);
	list_del(&mapping->node);
	mutex_unlock(&mapping->account->lock);
	vma->vm_private_data = NULL;
	fput(mapping->file);
	kfree(mapping);
}
