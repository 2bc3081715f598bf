// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <linux/mm.h>

vm_fault_t probe(struct vm_fault *vmf, struct page *page);

#ifndef CONFIG_TRANSPARENT_HUGEPAGE
#error declared, and not there: mm/huge_memory.c is not built, as with PREEMPT_RT
#endif

vm_fault_t probe(struct vm_fault *vmf, struct page *page)
{
	/*
	 * In 6.15 and 6.16, it marked the entry of a refcounted page as that of a page
	 * without a refcount: fork took no reference for it, but the child's exit dropped one
	 * ("mm/huge_memory: don't mark refcounted folios special in vmf_insert_folio_pmd()",
	 * 6.17). No header shows this, but 6.17 also removed pfn_t, which
	 * vmf_insert_pfn_pmd() took until then.
	 */
	if (!page)
		return vmf_insert_pfn_pmd(vmf, 0UL, true);
	return vmf_insert_folio_pmd(vmf, page_folio(page), true);
}
