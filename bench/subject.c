// SPDX-License-Identifier: BSD-2-Clause
#include <sys/mman.h>

#include "memory.h"

/* Of areas: every mapper that suits a backing, as maps(4) has it. */
const struct subject subjects[] = {
	{ "vmalloc", "remap", .kind = &memory_area, .files = true },
	{ "vmalloc", "range", .kind = &memory_area },
	{ "vmalloc", "insert", .kind = &memory_area },
	{ "vmalloc", "fault", .kind = &memory_area },
	{ "contig", "remap", .kind = &memory_area },
	{ "contig", "insert", .kind = &memory_area },
	{ "contig", "fault", .kind = &memory_area },
	{ "huge", "remap", .kind = &memory_area },
	{ "huge", "insert", .kind = &memory_area },
	{ "huge", "fault", .kind = &memory_area },
	{ "huge", "huge", .kind = &memory_area, .files = true },
	{ "shmem", "shmem", .kind = &memory_area, .files = true },
	{ "memfd", "touched", .kind = &memory_memfd, .files = true },
	{ "memfd", "populate", .kind = &memory_memfd, .flags = MAP_POPULATE },
	{ "memfd-thp", "touched", .kind = &memory_memfd, .huge = true, .files = true },
	{ "memfd-thp", "populate", .kind = &memory_memfd, .flags = MAP_POPULATE, .huge = true },
	{ "hugetlb", "touched", .kind = &memory_memfd, .memfd_flags = MFD_HUGETLB, .huge = true, .files = true },
	{ "anonymous", "touched", .kind = &memory_anonymous, .flags = MAP_ANONYMOUS },
	{ "anonymous-thp", "touched", .kind = &memory_anonymous, .flags = MAP_ANONYMOUS, .huge = true },
	{ "bpf-array", "touched", .kind = &memory_bpf },
	{ "udmabuf", "touched", .kind = &memory_udmabuf },
	{ 0 }
};
