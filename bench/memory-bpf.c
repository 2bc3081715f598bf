// SPDX-License-Identifier: BSD-2-Clause
/* An array of BPF that programs can map: memory of the kernel's vmalloc(). */
#include <errno.h>
#include <linux/bpf.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "memory.h"

#define VALUE 4096

static bool bpf_open(struct memory *memory)
{
	const struct rlimit unlimited = { RLIM_INFINITY, RLIM_INFINITY };
	union bpf_attr array = {
		.map_type = BPF_MAP_TYPE_ARRAY,
		.key_size = sizeof(__u32),
		.value_size = VALUE,
		.max_entries = (__u32)(memory->size / VALUE),
		.map_flags = BPF_F_MMAPABLE,
	};

	/* Before 5.11 it counts as locked memory. */
	setrlimit(RLIMIT_MEMLOCK, &unlimited);
	memory->fd = (int)syscall(SYS_bpf, BPF_MAP_CREATE, &array, sizeof(array));
	return memory->fd >= 0 || memory_fail(memory, "BPF_MAP_CREATE", errno);
}

static void bpf_close(struct memory *memory)
{
	close(memory->fd);
}

const struct memory_kind memory_bpf = { bpf_open, bpf_close };
