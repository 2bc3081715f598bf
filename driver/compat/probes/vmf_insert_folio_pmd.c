// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <linux/mm.h>

vm_fault_t probe(struct vm_fault *vmf, struct page *page);

vm_fault_t probe(struct vm_fault *vmf, struct page *page)
{
	return vmf_insert_folio_pmd(vmf, page_folio(page), true);
}
