/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * vmf_insert_folio_pmd(): map a whole folio with one entry (6.15,
 * "mm/huge_memory: add vmf_insert_folio_pmd()"; correct since 6.17, see its probe).
 * Without it, do_set_pmd() installs the huge entry for the ordinary fault handler,
 * and the handler of huge faults is not used. That handler's second argument is the
 * order only since 6.6 ("mm: remove enum page_entry_size").
 * This file can go when 6.17 is the oldest kernel in KERNELS.
 */
#ifndef MAPS_COMPAT_HUGE_FAULT_H
#define MAPS_COMPAT_HUGE_FAULT_H

#include <linux/mm.h>

#include "config.h"

#ifdef MAPS_HAVE_VMF_INSERT_FOLIO_PMD
#define MAPS_VM_OPS_HUGE_FAULT(handler)	.huge_fault = handler,
#else
#define MAPS_VM_OPS_HUGE_FAULT(handler)
#endif

/*
 * Map the compound page that begins with @page, which is as large as the entry. If there
 * is an entry already, the ordinary fault handler has to change it.
 *
 * The entry is never requested dirty: the kernel would then warn if another thread has
 * installed a table of small entries meanwhile (mm/huge_memory.c, insert_pmd()), which a
 * program can bring about with prctl(PR_SET_THP_DISABLE). The write itself sets it dirty:
 * by the processor, or by another fault where the processor cannot.
 */
static inline vm_fault_t maps_insert_huge(struct vm_fault *vmf, struct page *page)
{
#ifdef MAPS_HAVE_VMF_INSERT_FOLIO_PMD
	if (!pmd_none(vmf->orig_pmd))
		return VM_FAULT_FALLBACK;
	return vmf_insert_folio_pmd(vmf, page_folio(page), false);
#else
	return VM_FAULT_FALLBACK;
#endif
}

#endif /* MAPS_COMPAT_HUGE_FAULT_H */
