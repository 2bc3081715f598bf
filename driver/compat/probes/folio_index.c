// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <linux/mm.h>

void probe(struct page *page);

void probe(struct page *page)
{
	page_folio(page)->index = 0;
}
