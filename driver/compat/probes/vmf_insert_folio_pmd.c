// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <linux/mm.h>

vm_fault_t probe(struct vm_fault *vmf, struct page *page);

#ifndef CONFIG_TRANSPARENT_HUGEPAGE
#error declared, and not there: mm/huge_memory.c is not built, as with PREEMPT_RT
#endif

vm_fault_t probe(struct vm_fault *vmf, struct page *page)
{
	/*
	 * In 6.15 and 6.16 it marked the entry of a page that it counts as one of a page that
	 * is not counted: fork did not count it again, but the child's end did ("mm/huge_memory:
	 * don't mark refcounted folios special in vmf_insert_folio_pmd()", 6.17). No header
	 * shows that; but 6.17 has ended pfn_t, too, of which this took one before.
	 */
	if (!page)
		return vmf_insert_pfn_pmd(vmf, 0UL, true);
	return vmf_insert_folio_pmd(vmf, page_folio(page), true);
}
