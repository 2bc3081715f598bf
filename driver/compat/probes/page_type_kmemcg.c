// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <linux/mm.h>

int probe(struct page *page);

int probe(struct page *page)
{
	return PageKmemcg(page);
}
