// SPDX-License-Identifier: BSD-2-Clause
/*
 * Maps of BPF: bpf array | consumer | producer | arena.
 *
 * array is one whose elements are mapped; consumer is the page of a ring buffer that
 * a program writes its position to, producer the pages with the other position and
 * the data; arena is memory shared with BPF programs, of which a page is there once
 * it is touched.
 */
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/bpf.h>

#include "foreign.h"

/* Linux 6.9 */
#define MAP_TYPE_ARENA 33

static int create(uint32_t type, uint32_t key, uint32_t value, uint32_t entries, uint32_t flags)
{
	union bpf_attr map = {
		.map_type = type, .key_size = key, .value_size = value, .max_entries = entries, .map_flags = flags,
	};

	return foreign_need((int)syscall(SYS_bpf, BPF_MAP_CREATE, &map, sizeof(map)), "BPF_MAP_CREATE");
}

int main(int argc, char **argv)
{
	const uint64_t page = foreign_pages(1);
	const uint32_t data = (uint32_t)page * 8;

	(void)argc;
	argv++;
	if (foreign_word(&argv, "array"))
		foreign_check(create(BPF_MAP_TYPE_ARRAY, 4, 64, data / 64, BPF_F_MMAPABLE), 0, data, argv);
	if (foreign_word(&argv, "arena"))
		foreign_check(create(MAP_TYPE_ARENA, 0, 0, 16, BPF_F_MMAPABLE), 0, page * 16, argv);
	if (foreign_word(&argv, "consumer"))
		foreign_check(create(BPF_MAP_TYPE_RINGBUF, 0, 0, data, 0), 0, page, argv);
	/* The data is there twice, one behind the other. */
	foreign_word(&argv, "producer");
	foreign_check(create(BPF_MAP_TYPE_RINGBUF, 0, 0, data, 0), page, page + data * 2, argv);
}
