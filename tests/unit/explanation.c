// SPDX-License-Identifier: BSD-2-Clause
/*
 * What an incident is explained by: incidents made by hand, one for each cause that
 * can be met. See recordings.c for those of real kernels.
 */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <json-c/json.h>

#include "catalogue/catalogue.h"
#include "explain/explanation.h"
#include "explain/flags.h"
#include "explain/helper.h"
#include "explain/incident-json.h"

/* Arguments of mmap, as the kernel has them. */
#define READ_ONLY	0x1
#define READ_WRITE	0x3
#define SHARED		0x1
#define PRIVATE		0x2
#define FIXED		0x10
#define LOCKED		0x2000

#define START		0x7f0000000000
#define LENGTH		65536
#define PAGE		4096
#define USUAL		(VM_READ | VM_WRITE | VM_MAYREAD | VM_MAYWRITE)
#define SHARED_VMA	(USUAL | VM_SHARED | VM_MAYSHARE)

/* --- Parts of incidents ------------------------------------------------------------- */

/* A sample is made of parts, and a later field takes the place of a part's. */
#pragma GCC diagnostic ignored "-Woverride-init"

#define BY_BPF	.source = "bpf", .pid = 12, .tid = 12, .command = "prog"
#define BLIND	.source = "ptrace", .pid = 12, .tid = 12, .command = "prog"

#define CALL(how, protects) \
	.called = true, .returned = true, .length = LENGTH, .flags = (how), .protection = (protects), .fd = 3

#define DEVICE \
	.path = "/dev/broken-x", .is_device = true, .major = 10, .minor = 58, .readable = true, .writable = true

#define FILE_OF(bytes) \
	.path = "/tmp/file", .is_regular = true, .size = (bytes), .size_seen = true, .readable = true, .writable = true

#define DRIVER \
	.module = "broken", .operation = "x_mmap", .operations_known = true

#define HANDLER DRIVER, .fault_operation = "x_fault"

#define RETURNED(value) \
	.driver_called = true, .driver_returned = true, .driver_result = (value), .passed = 0xf

#define MADE(bits) \
	.result = START, .vma_start = START, .vma_end = START + LENGTH, .vma_flags = (bits)

#define REFUSED(error) .kind = INCIDENT_REFUSED, .result = -(error)

#define BUS_AT(at) \
	.kind = INCIDENT_KILLED, .signal = SIGBUS, .signal_code = 2, .signal_address = (at), .died = true

#define FAULT_AT(at, with) .faulted = true, .fault_address = (at), .fault_result = (with)

#define RUN(which, calls, bytes, gave) { \
	.helper = HELPER_##which, .returned = true, .count = (calls), .first = START, \
	.end = START + (uint64_t)(calls) * (bytes), .size = (bytes), .result = (gave), \
	.caller_name = "x_mmap+0x54 [broken]" }

#define RUNS(...) .runs = sizeof((struct helper_run[]){ __VA_ARGS__ }) / sizeof(struct helper_run), \
	.run = { __VA_ARGS__ }

#define IN_FAULT(which, gave) { \
	.helper = HELPER_##which, .in_fault = true, .returned = true, .count = 1, .first = START, \
	.end = START + PAGE, .size = PAGE, .result = (gave), .caller_name = "x_fault+0x20 [broken]" }

/* Calls of remap_pfn_range() from that byte on, each of another size. */
#define IN_SIZES(from, to) { \
	.helper = HELPER_REMAP_PFN_RANGE, .returned = true, .count = 5, .first = START + (from), \
	.end = START + (to), .caller_name = "x_mmap+0x54 [broken]" }

#define NEVER(which) { \
	.helper = HELPER_##which, .count = 1, .first = START, .end = START + PAGE, .size = PAGE, \
	.caller_name = "x_mmap+0x80 [broken]" }

#define NEVER_IN_FAULT(which) { \
	.helper = HELPER_##which, .in_fault = true, .count = 1, .first = START, .end = START + PAGE, .size = PAGE, \
	.caller_name = "x_fault+0x20 [broken]" }

/**
 * struct sample - an incident, and what is to come of it
 * @name: the device of tests/broken, or what is tried
 * @row: 0: none of the catalogue
 * @beneath: 0: none
 * @function: the driver's function; NULL: none
 * @says: a part of the reason; NULL: any
 */
struct sample {
	const char *name;
	struct incident incident;
	enum stage stage;
	unsigned int row;
	unsigned int beneath;
	bool seen;
	const char *function;
	const char *says;
};

/* --- The devices of tests/broken, as seen with BPF ------------------------------------- */

static const struct sample broken[] = {
	{ "ignored-error: the signal",
	  { BY_BPF, DEVICE, DRIVER, CALL(PRIVATE, READ_WRITE), MADE(USUAL), RETURNED(0),
	    RUNS(RUN(REMAP_PFN_RANGE, 16, PAGE, -EINVAL)), BUS_AT(START), FAULT_AT(START, VM_FAULT_SIGBUS) },
	  STAGE_HELPER, 1, 0, true, "x_mmap",
	  "remap_pfn_range() gave -EINVAL 16 times to x_mmap+0x54 [broken], which returned 0: the mapping is private" },
	{ "ignored-error: inside a system call",
	  { BY_BPF, DEVICE, DRIVER, CALL(PRIVATE, READ_WRITE), MADE(USUAL), RETURNED(0),
	    RUNS(RUN(REMAP_PFN_RANGE, 16, PAGE, -EINVAL)), .kind = INCIDENT_EFAULT, .system_call_name = "write",
	    .argument = START, FAULT_AT(START, VM_FAULT_SIGBUS) },
	  STAGE_HELPER, 1, 0, true, "x_mmap", "EFAULT from the system call" },
	{ "ignored-error: nobody looks",
	  { BY_BPF, DEVICE, DRIVER, CALL(PRIVATE, READ_WRITE), MADE(USUAL), RETURNED(0),
	    RUNS(RUN(REMAP_PFN_RANGE, 16, PAGE, -EINVAL)), .kind = INCIDENT_SWALLOWED },
	  STAGE_HELPER, 1, 0, true, "x_mmap", "will be SIGBUS" },
	{ "checked-error",
	  { BY_BPF, DEVICE, DRIVER, CALL(PRIVATE, READ_WRITE), REFUSED(EINVAL), RETURNED(-EINVAL),
	    RUNS(RUN(REMAP_PFN_RANGE, 1, PAGE, -EINVAL)) },
	  STAGE_HELPER, 2, 0, true, "x_mmap", "here a call covered 4096 of 65536 bytes" },
	{ "tests-vm-shared",
	  { BY_BPF, DEVICE, DRIVER, CALL(SHARED, READ_ONLY), REFUSED(EINVAL), RETURNED(-EINVAL), .writable = false },
	  STAGE_DRIVER, 4, 0, false, "x_mmap", "Most likely, x_mmap() gave -EINVAL because it tests VM_SHARED" },
	{ "not-for-users",
	  { BY_BPF, DEVICE, DRIVER, CALL(SHARED, READ_WRITE), REFUSED(EINVAL), RETURNED(-EINVAL),
	    RUNS(RUN(REMAP_VMALLOC_RANGE, 1, LENGTH, -EINVAL)) },
	  STAGE_HELPER, 6, 0, true, "x_mmap", "vmalloc_user()" },
	{ "not-for-users, by its inner half",
	  { BY_BPF, DEVICE, DRIVER, CALL(SHARED, READ_WRITE), REFUSED(EINVAL), RETURNED(-EINVAL),
	    RUNS(RUN(REMAP_VMALLOC_RANGE_PARTIAL, 1, LENGTH, -EINVAL)) },
	  STAGE_HELPER, 6, 0, true, "x_mmap", NULL },
	{ "slab-page",
	  { BY_BPF, DEVICE, DRIVER, CALL(SHARED, READ_WRITE), REFUSED(EINVAL), RETURNED(-EINVAL),
	    RUNS(RUN(VM_INSERT_PAGE, 1, PAGE, -EINVAL)) },
	  STAGE_HELPER, 7, 0, true, "x_mmap", "slab" },
	{ "slab-page: a tail call, which leaves no trace of the driver",
	  { BY_BPF, DEVICE, DRIVER, CALL(SHARED, READ_WRITE), REFUSED(EINVAL), RETURNED(-EINVAL),
	    RUNS({ .helper = HELPER_VM_INSERT_PAGE, .returned = true, .count = 1, .first = START, .end = START + PAGE,
		   .size = PAGE, .result = -EINVAL, .caller_name = "mmap_region+0x2a1" }) },
	  STAGE_HELPER, 7, 0, true, "x_mmap", "to x_mmap() [broken]" },
	{ "inserted-twice",
	  { BY_BPF, DEVICE, HANDLER, CALL(SHARED, READ_WRITE), REFUSED(EBUSY), RETURNED(-EBUSY),
	    RUNS(RUN(VM_INSERT_PAGE, 1, PAGE, 0), RUN(VM_INSERT_PAGES, 1, LENGTH, -EBUSY)) },
	  STAGE_HELPER, 8, 0, true, "x_mmap", "vm_insert_pages() gave -EBUSY" },
	{ "array-too-short",
	  { BY_BPF, DEVICE, HANDLER, CALL(SHARED, READ_WRITE), REFUSED(ENXIO), RETURNED(-ENXIO),
	    RUNS(RUN(VM_MAP_PAGES, 1, LENGTH, -ENXIO)) },
	  STAGE_HELPER, 9, 0, true, "x_mmap", NULL },
	{ "loop-over-buffer",
	  { BY_BPF, DEVICE, HANDLER, CALL(SHARED, READ_WRITE), REFUSED(EFAULT), RETURNED(-EFAULT),
	    RUNS(RUN(VM_INSERT_PAGE, 16, PAGE, 0), RUN(VM_INSERT_PAGE, 1, PAGE, -EFAULT)) },
	  STAGE_HELPER, 10, 0, true, "x_mmap", "outside the mapping" },
	{ "too-few-pages",
	  { BY_BPF, DEVICE, HANDLER, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA | VM_MIXEDMAP | VM_DONTEXPAND), RETURNED(0),
	    RUNS(RUN(VM_INSERT_PAGE, 8, PAGE, 0)), BUS_AT(START + 8 * PAGE), FAULT_AT(START + 8 * PAGE, VM_FAULT_SIGBUS) },
	  STAGE_FAULT, 11, 0, true, "x_fault", "mapped 32768 of 65536 bytes" },
	{ "length-unchecked",
	  { BY_BPF, DEVICE, HANDLER, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA | VM_DONTEXPAND), RETURNED(0),
	    BUS_AT(START + LENGTH - PAGE), FAULT_AT(START + LENGTH - PAGE, VM_FAULT_SIGBUS) },
	  STAGE_FAULT, 11, 0, true, "x_fault", "x_fault() has no page" },
	{ "nopage-without-page",
	  { BY_BPF, DEVICE, HANDLER, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA | VM_DONTEXPAND), RETURNED(0),
	    .kind = INCIDENT_STUCK, FAULT_AT(START, VM_FAULT_NOPAGE), .fault_count = 1000 },
	  STAGE_FAULT, 13, 0, true, "x_fault", "has mapped none" },
	{ "errno-as-fault",
	  { BY_BPF, DEVICE, HANDLER, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA | VM_DONTEXPAND), RETURNED(0),
	    .kind = INCIDENT_STUCK, FAULT_AT(START, (uint32_t)-EINVAL), .stuck_in = "handle_mm_fault" },
	  STAGE_FAULT, 14, 0, true, "x_fault", "x_fault() returned -EINVAL" },
	{ "oom-for-error",
	  { BY_BPF, DEVICE, HANDLER, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA | VM_DONTEXPAND), RETURNED(0),
	    .kind = INCIDENT_STUCK, FAULT_AT(START, VM_FAULT_OOM), .fault_count = 5000 },
	  STAGE_FAULT, 15, 0, true, "x_fault", NULL },
	{ "oom-for-error: before Linux 5.16",
	  { BY_BPF, DEVICE, HANDLER, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA | VM_DONTEXPAND), RETURNED(0),
	    .kind = INCIDENT_KILLED, .signal = SIGKILL, .died = true, FAULT_AT(START, VM_FAULT_OOM) },
	  STAGE_FAULT, 15, 0, true, "x_fault", NULL },
	{ "no-page-set",
	  { BY_BPF, DEVICE, HANDLER, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA | VM_DONTEXPAND), RETURNED(0),
	    .kind = INCIDENT_STUCK, .stuck_in = "__do_fault", .fault_address = START, .oops = true },
	  STAGE_FAULT, 16, 0, false, "x_fault", "vmf->page" },
	{ "no-page-set: the process died",
	  { BY_BPF, DEVICE, HANDLER, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA | VM_DONTEXPAND), RETURNED(0),
	    .kind = INCIDENT_KILLED, .signal = SIGKILL, .died = true, .stuck_in = "handle_mm_fault", .oops = true },
	  STAGE_FAULT, 16, 0, false, "x_fault", NULL },
	{ "no-page-set: where it died is not known",
	  { BY_BPF, DEVICE, HANDLER, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA | VM_DONTEXPAND), RETURNED(0),
	    .kind = INCIDENT_KILLED, .signal = SIGKILL, .died = true, .oops = true },
	  STAGE_FAULT, 16, 0, false, "x_fault", NULL },
	{ "no-page-set: in flight",
	  { BY_BPF, DEVICE, HANDLER, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA | VM_DONTEXPAND), RETURNED(0),
	    .kind = INCIDENT_STUCK, FAULT_AT(START, 0), .stuck_in = "__do_fault" },
	  STAGE_FAULT, 16, 0, false, "x_fault", NULL },
	{ "pfn-without-pfnmap",
	  { BY_BPF, DEVICE, HANDLER, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA | VM_DONTEXPAND), RETURNED(0),
	    .kind = INCIDENT_STUCK, RUNS(NEVER_IN_FAULT(VMF_INSERT_PFN)), .stuck_in = "handle_mm_fault" },
	  STAGE_HELPER, 17, 0, true, "x_fault", "vmf_insert_pfn(), called by x_fault+0x20 [broken], never returned" },
	{ "mixed-methods",
	  { BY_BPF, DEVICE, DRIVER, CALL(SHARED, READ_WRITE), .returned = false, .driver_called = true, .passed = 0xf,
	    .kind = INCIDENT_STUCK, RUNS(RUN(REMAP_PFN_RANGE, 1, PAGE, 0), NEVER(VM_INSERT_PAGE)),
	    .stuck_in = "vm_insert_page" },
	  STAGE_HELPER, 18, 0, true, "x_mmap", "filled by remap_pfn_range() before" },
	{ "a range remapped twice",
	  { BY_BPF, DEVICE, DRIVER, CALL(SHARED, READ_WRITE), .returned = false, .driver_called = true, .passed = 0xf,
	    .kind = INCIDENT_STUCK, RUNS(RUN(REMAP_PFN_RANGE, 1, PAGE, 0), NEVER(REMAP_PFN_RANGE)) },
	  STAGE_HELPER, 18, 0, true, "x_mmap", NULL },
	{ "a helper that did not return, nobody knows why",
	  { BY_BPF, DEVICE, DRIVER, CALL(SHARED, READ_WRITE), .returned = false, .driver_called = true, .passed = 0xf,
	    .kind = INCIDENT_STUCK, RUNS(NEVER(VM_INSERT_PAGE)) },
	  STAGE_HELPER, 18, 0, false, "x_mmap", "Most likely, vm_insert_page()" },
	{ "physical-of-vmalloc",
	  { BY_BPF, DEVICE, DRIVER, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA | VM_PFNMAP | VM_IO | VM_DONTEXPAND), RETURNED(0),
	    RUNS(RUN(REMAP_PFN_RANGE, 1, LENGTH, 0)), .kind = INCIDENT_KILLED, .signal = SIGKILL, .died = true },
	  STAGE_ACCESS, 19, 0, false, NULL, "virt_to_phys()" },
	{ "physical-of-vmalloc: an oops",
	  { BY_BPF, DEVICE, DRIVER, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA | VM_PFNMAP | VM_IO | VM_DONTEXPAND), RETURNED(0),
	    RUNS(RUN(REMAP_PFN_RANGE, 1, LENGTH, 0)), .kind = INCIDENT_KILLED, .signal = SIGSEGV, .died = true, .oops = true },
	  STAGE_ACCESS, 19, 0, false, NULL, "oops" },
	{ "physical-of-vmalloc: arm64",
	  { BY_BPF, DEVICE, DRIVER, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA | VM_PFNMAP | VM_IO), RETURNED(0),
	    RUNS(RUN(REMAP_PFN_RANGE, 1, LENGTH, 0)), BUS_AT(START), .signal_code = 3 },
	  STAGE_ACCESS, 19, 0, false, NULL, NULL },
	{ "masked-error",
	  { BY_BPF, DEVICE, DRIVER, CALL(PRIVATE, READ_WRITE), REFUSED(EAGAIN), RETURNED(-EAGAIN),
	    RUNS(RUN(REMAP_PFN_RANGE, 1, PAGE, -EINVAL)) },
	  STAGE_HELPER, 25, 2, true, "x_mmap", "gave -EINVAL to x_mmap+0x54 [broken], which made -EAGAIN of it" },
	{ "an error masked by another than EAGAIN",
	  { BY_BPF, DEVICE, DRIVER, CALL(PRIVATE, READ_WRITE), REFUSED(EIO), RETURNED(-EIO),
	    RUNS(RUN(REMAP_PFN_RANGE, 1, PAGE, -EINVAL)) },
	  STAGE_HELPER, 2, 0, true, "x_mmap", "-EIO in its place hides that" },
	{ "no-operation",
	  { BY_BPF, DEVICE, CALL(SHARED, READ_WRITE), REFUSED(ENODEV), .passed = 0x3, .operations_known = true },
	  STAGE_CHECKS, 26, 0, true, NULL, "no mmap operation" },
	{ "uncached-memory: refused",
	  { BY_BPF, DEVICE, DRIVER, CALL(SHARED, READ_WRITE), REFUSED(EINVAL), RETURNED(-EINVAL),
	    RUNS(RUN(REMAP_PFN_RANGE, 1, LENGTH, -EINVAL)) },
	  STAGE_HELPER, 28, 0, false, "x_mmap", "most likely, that memory is mapped with another cache type" },
	{ "uncached-memory: arm64, unaligned",
	  { BY_BPF, DEVICE, DRIVER, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA | VM_PFNMAP | VM_IO), RETURNED(0),
	    RUNS(RUN(REMAP_PFN_RANGE, 1, LENGTH, 0)), BUS_AT(START + 1), .signal_code = 1 },
	  STAGE_ACCESS, 28, 0, false, NULL, NULL },
	{ "page-numbers",
	  { BY_BPF, DEVICE, DRIVER, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA | VM_PFNMAP | VM_IO | VM_DONTEXPAND), RETURNED(0),
	    RUNS(RUN(REMAP_PFN_RANGE, 1, LENGTH, 0)), .kind = INCIDENT_EFAULT, .system_call_name = "vmsplice",
	    .argument = START },
	  STAGE_ACCESS, 29, 0, true, NULL, "check_vma_flags()" },
	{ "page-numbers: a debugger",
	  { BY_BPF, DEVICE, DRIVER, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA | VM_PFNMAP | VM_IO | VM_DONTEXPAND), RETURNED(0),
	    RUNS(RUN(REMAP_PFN_RANGE, 1, LENGTH, 0)), .kind = INCIDENT_EFAULT, .system_call_name = "ptrace",
	    .system_call_result = -EIO, .argument = START },
	  STAGE_ACCESS, 30, 0, true, NULL, NULL },
	{ "no-refill",
	  { BY_BPF, DEVICE, DRIVER, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA | VM_MIXEDMAP | VM_DONTEXPAND), RETURNED(0),
	    RUNS(RUN(VM_INSERT_PAGES, 1, LENGTH, 0)), BUS_AT(START + PAGE), FAULT_AT(START + PAGE, VM_FAULT_SIGBUS) },
	  STAGE_FAULT, 31, 0, false, NULL, "Most likely, madvise(MADV_DONTNEED)" },
	{ "expandable",
	  { BY_BPF, DEVICE, HANDLER, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA | VM_MIXEDMAP), .vma_end = START + 2 * LENGTH,
	    RETURNED(0), RUNS(RUN(VM_INSERT_PAGES, 1, LENGTH, 0)), BUS_AT(START + LENGTH),
	    FAULT_AT(START + LENGTH, VM_FAULT_SIGBUS) },
	  STAGE_FAULT, 32, 0, true, "x_fault", "from 65536 bytes to 131072 bytes" },
	{ "expandable: it was moved, too",
	  { BY_BPF, DEVICE, HANDLER, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA | VM_MIXEDMAP),
	    .vma_start = 2 * START, .vma_end = 2 * START + 2 * LENGTH,
	    RETURNED(0), RUNS(RUN(VM_INSERT_PAGES, 1, LENGTH, 0)), BUS_AT(2 * START + LENGTH),
	    FAULT_AT(2 * START + LENGTH, VM_FAULT_SIGBUS) },
	  STAGE_FAULT, 32, 0, true, "x_fault", NULL },
	{ "mremap that is refused",
	  { BY_BPF, DEVICE, HANDLER, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA | VM_DONTEXPAND), RETURNED(0),
	    .kind = INCIDENT_EFAULT, .system_call_name = "mremap", .argument = START },
	  STAGE_ACCESS, 32, 0, true, NULL, "vma_to_resize()" },
	{ "positive-return",
	  { BY_BPF, DEVICE, HANDLER, CALL(SHARED, READ_WRITE), RETURNED(65536), .result = 65536,
	    .kind = INCIDENT_KILLED, .signal = SIGSEGV, .signal_code = 1, .signal_address = 65536, .died = true },
	  STAGE_DRIVER, 33, 0, true, "x_mmap", "x_mmap() returned 65536" },
	{ "sum-overflows",
	  { BY_BPF, DEVICE, HANDLER, CALL(SHARED, READ_WRITE), .offset = INT64_MAX - 4095, MADE(SHARED_VMA | VM_DONTEXPAND),
	    RETURNED(0), BUS_AT(START), FAULT_AT(START, VM_FAULT_SIGBUS) },
	  STAGE_DRIVER, 40, 0, false, "x_mmap", NULL },
	{ "a futex between processes",
	  { BY_BPF, DEVICE, DRIVER, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA | VM_MIXEDMAP), RETURNED(0),
	    RUNS(RUN(VM_INSERT_PAGES, 1, LENGTH, 0)), .kind = INCIDENT_EFAULT, .system_call_name = "futex",
	    .argument = START },
	  STAGE_ACCESS, 44, 0, true, NULL, "get_futex_key()" },
	{ "maywrite-kept: what it refuses",
	  { BY_BPF, DEVICE, DRIVER, CALL(SHARED, READ_WRITE), REFUSED(EPERM), RETURNED(-EPERM) },
	  STAGE_DRIVER, 46, 0, true, "x_mmap", "shared, writable, of 65536 bytes at offset 0" },
};

/* --- Other drivers, and no driver ---------------------------------------------------------- */

static const struct sample others[] = {
	{ "a mapping beyond the end, which the driver refuses",
	  { BY_BPF, DEVICE, DRIVER, CALL(PRIVATE, READ_WRITE), REFUSED(EINVAL), RETURNED(-EINVAL) },
	  STAGE_DRIVER, 46, 0, true, "x_mmap", "by its own check" },
	{ "vm_iomap_memory beyond the end",
	  { BY_BPF, DEVICE, DRIVER, CALL(SHARED, READ_WRITE), REFUSED(EINVAL), RETURNED(-EINVAL),
	    RUNS(RUN(VM_IOMAP_MEMORY, 1, LENGTH, -EINVAL)) },
	  STAGE_HELPER, 46, 0, true, "x_mmap", NULL },
	{ "mapped half, without a fault handler",
	  { BY_BPF, DEVICE, DRIVER, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA | VM_PFNMAP | VM_IO), RETURNED(0),
	    RUNS(RUN(REMAP_PFN_RANGE, 1, LENGTH / 2, 0)), BUS_AT(START + LENGTH / 2),
	    FAULT_AT(START + LENGTH / 2, VM_FAULT_SIGBUS) },
	  STAGE_FAULT, 11, 0, true, "x_mmap", "x_mmap() mapped 32768 of 65536" },
	{ "mapped nothing",
	  { BY_BPF, DEVICE, DRIVER, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA), RETURNED(0), BUS_AT(START),
	    FAULT_AT(START, VM_FAULT_SIGBUS) },
	  STAGE_DRIVER, 11, 0, false, "x_mmap", "no known helper of the kernel was called" },
	{ "removed while mapped: inserted, with a handler",
	  { BY_BPF, DEVICE, HANDLER, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA | VM_MIXEDMAP), RETURNED(0),
	    RUNS(RUN(VM_INSERT_PAGES, 1, LENGTH, 0)), BUS_AT(START), FAULT_AT(START, VM_FAULT_SIGBUS) },
	  STAGE_FAULT, 50, 0, false, "x_fault", "removed or revoked" },
	{ "removed while mapped: page numbers",
	  { BY_BPF, DEVICE, DRIVER, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA | VM_PFNMAP | VM_IO), RETURNED(0),
	    RUNS(RUN(REMAP_PFN_RANGE, 16, PAGE, 0)), BUS_AT(START + PAGE), FAULT_AT(START + PAGE, VM_FAULT_SIGBUS) },
	  STAGE_FAULT, 50, 0, false, NULL, NULL },
	{ "removed while mapped: page numbers, in pieces of different sizes",
	  { BY_BPF, DEVICE, DRIVER, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA | VM_PFNMAP | VM_IO), RETURNED(0),
	    RUNS(RUN(REMAP_PFN_RANGE, 1, PAGE, 0), IN_SIZES(PAGE, LENGTH)), BUS_AT(START + 10 * PAGE),
	    FAULT_AT(START + 10 * PAGE, VM_FAULT_SIGBUS) },
	  STAGE_FAULT, 50, 0, false, NULL, NULL },
	{ "removed while mapped, or not mapped: more calls than there is place for",
	  { BY_BPF, DEVICE, DRIVER, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA | VM_PFNMAP | VM_IO), RETURNED(0),
	    RUNS(RUN(REMAP_PFN_RANGE, 8, PAGE, 0)), .more_runs = 4, BUS_AT(START + 10 * PAGE),
	    FAULT_AT(START + 10 * PAGE, VM_FAULT_SIGBUS) },
	  STAGE_FAULT, 11, 0, false, "x_mmap", "or it did, by one of the calls" },
	{ "removed while mapped: given by a handler",
	  { BY_BPF, DEVICE, HANDLER, .removed = true, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA), RETURNED(0),
	    BUS_AT(START), FAULT_AT(START, VM_FAULT_SIGBUS) },
	  STAGE_FAULT, 50, 0, false, "x_fault", "x_fault() gives no page" },
	{ "removed, and mapped half before",
	  { BY_BPF, DEVICE, DRIVER, .removed = true, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA | VM_MIXEDMAP), RETURNED(0),
	    RUNS(RUN(VM_INSERT_PAGE, 8, PAGE, 0)), BUS_AT(START + 8 * PAGE), FAULT_AT(START + 8 * PAGE, VM_FAULT_SIGBUS) },
	  STAGE_FAULT, 11, 0, true, "x_mmap", NULL },
	{ "removed before mmap",
	  { BY_BPF, DEVICE, HANDLER, .removed = true, CALL(SHARED, READ_WRITE), REFUSED(ENODEV), RETURNED(-ENODEV) },
	  STAGE_DRIVER, 46, 0, false, "x_mmap", "the device was removed" },
	{ "removed before mmap, and it has no mmap",
	  { BY_BPF, DEVICE, .removed = true, CALL(SHARED, READ_WRITE), REFUSED(ENODEV), .passed = 0x3, .operations_known = true },
	  STAGE_CHECKS, 26, 0, true, NULL, "no mmap operation" },
	{ "a helper's error is swallowed for the second half",
	  { BY_BPF, DEVICE, DRIVER, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA | VM_MIXEDMAP), RETURNED(0),
	    RUNS(RUN(VM_INSERT_PAGE, 8, PAGE, 0), RUN(VM_INSERT_PAGE, 8, PAGE, -EINVAL)), BUS_AT(START + 9 * PAGE),
	    FAULT_AT(START + 9 * PAGE, VM_FAULT_SIGBUS) },
	  STAGE_HELPER, 7, 0, true, "x_mmap", "which returned 0" },
	{ "a fault handler makes SIGBUS of EBUSY",
	  { BY_BPF, DEVICE, HANDLER, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA | VM_MIXEDMAP), RETURNED(0),
	    RUNS(IN_FAULT(VM_INSERT_PAGE, -EBUSY)), BUS_AT(START), FAULT_AT(START, VM_FAULT_SIGBUS) },
	  STAGE_HELPER, 8, 0, true, "x_fault", "which made VM_FAULT_SIGBUS of it" },
	{ "a fault handler hangs by itself",
	  { BY_BPF, DEVICE, HANDLER, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA), RETURNED(0),
	    .kind = INCIDENT_STUCK, .stuck_in = "x_fault" },
	  STAGE_FAULT, 0, 0, true, "x_fault", NULL },
	{ "mmap hangs in the driver",
	  { BY_BPF, DEVICE, DRIVER, CALL(SHARED, READ_WRITE), .returned = false, .driver_called = true, .passed = 0xf,
	    .kind = INCIDENT_STUCK, .stuck_in = "x_mmap" },
	  STAGE_DRIVER, 0, 0, true, "x_mmap", NULL },
	{ "mmap hangs before the driver",
	  { BY_BPF, DEVICE, DRIVER, CALL(SHARED, READ_WRITE), .returned = false, .passed = 0x3, .kind = INCIDENT_STUCK,
	    .stuck_in = "mmap" },
	  STAGE_CHECKS, 0, 0, false, NULL, "mmap_lock" },
	{ "mmap_prepare, and the kernel completes it not",
	  { BY_BPF, DEVICE, DRIVER, CALL(PRIVATE, READ_WRITE), REFUSED(EINVAL), RETURNED(0), .prepares = true },
	  STAGE_HELPER, 2, 0, false, "x_mmap", "get_remap_pgoff()" },
	{ "STRICT_DEVMEM",
	  { BY_BPF, DEVICE, .path = "/dev/mem", .operation = "mmap_mem", .operations_known = true,
	    CALL(SHARED, READ_WRITE), REFUSED(EPERM), RETURNED(-EPERM) },
	  STAGE_DRIVER, 24, 0, true, "mmap_mem", "devmem_is_allowed()" },
	{ "EAGAIN by the driver itself",
	  { BY_BPF, DEVICE, DRIVER, CALL(SHARED, READ_WRITE), REFUSED(EAGAIN), RETURNED(-EAGAIN) },
	  STAGE_DRIVER, 25, 0, false, "x_mmap", NULL },
	{ "a shared, writable mapping of a descriptor open to be read",
	  { BY_BPF, DEVICE, DRIVER, CALL(SHARED, READ_WRITE), .writable = false, REFUSED(EACCES), .passed = 0x3 },
	  STAGE_CHECKS, 23, 0, true, NULL, "open to be read only" },
	{ "any mapping of a descriptor open to be written",
	  { BY_BPF, DEVICE, DRIVER, CALL(PRIVATE, READ_ONLY), .readable = false, REFUSED(EACCES), .passed = 0x3 },
	  STAGE_CHECKS, 23, 0, true, NULL, "open to be written only" },
	{ "a security module",
	  { BY_BPF, DEVICE, DRIVER, CALL(SHARED, READ_WRITE), REFUSED(EACCES), .passed = 0x1, .security = -EACCES },
	  STAGE_SECURITY, 23, 0, true, NULL, "security_mmap_file() gave -EACCES" },
	{ "an append-only file",
	  { BY_BPF, FILE_OF(LENGTH), DRIVER, CALL(SHARED, READ_WRITE), REFUSED(EACCES), .passed = 0x3 },
	  STAGE_CHECKS, 23, 0, false, NULL, NULL },
	{ "noexec",
	  { BY_BPF, FILE_OF(LENGTH), DRIVER, CALL(PRIVATE, 0x5), REFUSED(EPERM), .passed = 0x3, .noexec = true },
	  STAGE_CHECKS, 24, 0, true, NULL, "path_noexec()" },
	{ "MAP_LOCKED without the right",
	  { BY_BPF, DEVICE, DRIVER, CALL(SHARED | LOCKED, READ_WRITE), REFUSED(EPERM), .passed = 0x3 },
	  STAGE_CHECKS, 24, 0, true, NULL, "can_do_mlock()" },
	{ "mmap_min_addr",
	  { BY_BPF, DEVICE, DRIVER, CALL(SHARED | FIXED, READ_WRITE), .address = PAGE, .mmap_min_addr = 65536,
	    REFUSED(EPERM), .passed = 0x3 },
	  STAGE_CHECKS, 24, 0, true, NULL, "0x10000" },
	{ "MAP_LOCKED over the limit",
	  { BY_BPF, DEVICE, DRIVER, CALL(SHARED | LOCKED, READ_WRITE), REFUSED(EAGAIN), .passed = 0x3 },
	  STAGE_ACCOUNTING, 25, 0, true, NULL, "RLIMIT_MEMLOCK" },
	{ "length 0",
	  { BY_BPF, DEVICE, DRIVER, CALL(SHARED, READ_WRITE), .length = 0, REFUSED(EINVAL), .passed = 0x3 },
	  STAGE_CHECKS, 27, 0, true, NULL, "length is 0" },
	{ "an unaligned offset",
	  { BY_BPF, DEVICE, DRIVER, CALL(SHARED, READ_WRITE), .offset = 100, REFUSED(EINVAL), .passed = 0x1 },
	  STAGE_ENTRY, 27, 0, true, NULL, "100" },
	{ "an unaligned offset, and the kernel was not asked",
	  { BY_BPF, DEVICE, DRIVER, CALL(SHARED, READ_WRITE), .offset = 100, REFUSED(EINVAL) },
	  STAGE_LIBRARY, 27, 0, true, NULL, "C library" },
	{ "an offset of 4 KiB where pages have 16",
	  { BY_BPF, DEVICE, DRIVER, CALL(SHARED, READ_WRITE), .page = 16384, .offset = 4096, REFUSED(EINVAL), .passed = 0x1 },
	  STAGE_ENTRY, 27, 0, true, NULL, NULL },
	{ "MAP_HUGETLB",
	  { BY_BPF, DEVICE, DRIVER, CALL(SHARED | 0x40000, READ_WRITE), REFUSED(EINVAL), .passed = 0x1 },
	  STAGE_ENTRY, 27, 0, true, NULL, NULL },
	{ "neither shared nor private",
	  { BY_BPF, DEVICE, DRIVER, CALL(0, READ_WRITE), REFUSED(EINVAL), .passed = 0x3 },
	  STAGE_CHECKS, 27, 0, true, NULL, NULL },
	{ "MAP_FIXED, unaligned",
	  { BY_BPF, DEVICE, DRIVER, CALL(SHARED | FIXED, READ_WRITE), .address = 100001, REFUSED(EINVAL), .passed = 0x3 },
	  STAGE_CHECKS, 27, 0, true, NULL, NULL },
	{ "MAP_SYNC",
	  { BY_BPF, DEVICE, DRIVER, CALL(0x80003, READ_WRITE), REFUSED(EOPNOTSUPP), .passed = 0x3 },
	  STAGE_CHECKS, 27, 0, true, NULL, NULL },
	{ "a closed descriptor",
	  { BY_BPF, CALL(SHARED, READ_WRITE), REFUSED(EBADF), .passed = 0x1 },
	  STAGE_ENTRY, 51, 0, true, NULL, "O_PATH" },
	{ "a descriptor that open() did not give",
	  { BY_BPF, CALL(SHARED, READ_WRITE), REFUSED(EBADF), .passed = 0x1, .not_opened = "/dev/x", .fd = -1,
	    .open_result = -EACCES },
	  STAGE_ENTRY, 51, 0, false, NULL, "an open() that failed before was that of /dev/x, which gave -EACCES" },
	{ "a folder",
	  { BY_BPF, CALL(SHARED, READ_ONLY), REFUSED(ENODEV), .passed = 0x3, .path = "/tmp", .operations_known = true },
	  STAGE_CHECKS, 26, 0, true, NULL, "folder" },
	{ "MAP_FIXED_NOREPLACE",
	  { BY_BPF, DEVICE, DRIVER, CALL(0x100001, READ_WRITE), REFUSED(EEXIST), .passed = 0x3 },
	  STAGE_CHECKS, 51, 0, true, NULL, NULL },
	{ "no address space",
	  { BY_BPF, DEVICE, DRIVER, CALL(SHARED, READ_WRITE), .length = UINT64_C(1) << 60, REFUSED(ENOMEM), .passed = 0x3 },
	  STAGE_CHECKS, 47, 0, true, NULL, "vm.max_map_count" },
	{ "RLIMIT_AS",
	  { BY_BPF, DEVICE, DRIVER, CALL(SHARED, READ_WRITE), REFUSED(ENOMEM), .passed = 0x7 },
	  STAGE_ACCOUNTING, 47, 0, true, NULL, "RLIMIT_AS" },
	{ "huge pages for anonymous memory, and none are free",
	  { BY_BPF, FILE_OF(LENGTH), CALL(0x40022, READ_WRITE), REFUSED(ENOMEM), .passed = 0x7 },
	  STAGE_ACCOUNTING, 47, 0, false, NULL, "huge pages are free" },
	{ "a file of huge pages, and none are free",
	  { BY_BPF, FILE_OF(LENGTH), .operation = "hugetlbfs_file_mmap", CALL(SHARED, READ_WRITE), REFUSED(ENOMEM),
	    .passed = 0x7, .unwatched = PASSED_TO_DRIVER | PASSED_DRIVER },
	  STAGE_ACCOUNTING, 47, 0, false, NULL, "huge pages are free" },
	{ "beyond the end of a file",
	  { BY_BPF, FILE_OF(100), HANDLER, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA), BUS_AT(START + PAGE),
	    FAULT_AT(START + PAGE, VM_FAULT_SIGBUS) },
	  STAGE_FAULT, 45, 0, true, "x_fault", "beyond the end of the file" },
	{ "beyond what the end of a file was, which may have grown",
	  { BY_BPF, FILE_OF(100), .size_seen = false, HANDLER, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA),
	    BUS_AT(START + PAGE), FAULT_AT(START + PAGE, VM_FAULT_SIGBUS) },
	  STAGE_FAULT, 45, 0, false, "x_fault", "which had 100 bytes when it was mapped, and cannot be" },
	{ "before what the end of a file was, which may be shorter now",
	  { BY_BPF, FILE_OF(LENGTH), .size_seen = false, HANDLER, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA),
	    BUS_AT(START + PAGE), FAULT_AT(START + PAGE, VM_FAULT_SIGBUS) },
	  STAGE_FAULT, 45, 0, false, "x_fault", "was truncated since; or the file system" },
	{ "a disk without space",
	  { BY_BPF, FILE_OF(LENGTH), HANDLER, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA), BUS_AT(START + PAGE),
	    FAULT_AT(START + PAGE, VM_FAULT_SIGBUS) },
	  STAGE_FAULT, 0, 0, false, "x_fault", "space" },
	{ "a write to what may be read",
	  { BY_BPF, DEVICE, HANDLER, CALL(SHARED, READ_ONLY), MADE(SHARED_VMA & ~VM_WRITE), RETURNED(0),
	    .kind = INCIDENT_KILLED, .signal = SIGSEGV, .signal_code = 2, .signal_address = START, .fault_write = true,
	    .died = true },
	  STAGE_ACCESS, 48, 0, true, NULL, "without PROT_WRITE" },
	{ "a write where the driver took VM_WRITE away",
	  { BY_BPF, DEVICE, HANDLER, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA & ~(VM_WRITE | VM_MAYWRITE)), RETURNED(0),
	    .kind = INCIDENT_KILLED, .signal = SIGSEGV, .signal_code = 2, .signal_address = START, .fault_write = true,
	    .died = true },
	  STAGE_DRIVER, 52, 0, true, "x_mmap", "accepted PROT_WRITE" },
	{ "a write after mprotect() took PROT_WRITE away",
	  { BY_BPF, DEVICE, HANDLER, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA & ~VM_WRITE), RETURNED(0),
	    .kind = INCIDENT_KILLED, .signal = SIGSEGV, .signal_code = 2, .signal_address = START, .fault_write = true,
	    .died = true },
	  STAGE_ACCESS, 48, 0, true, NULL, "mprotect()" },
	{ "a jump into what may be read",
	  { BY_BPF, DEVICE, HANDLER, CALL(SHARED, READ_ONLY), MADE(SHARED_VMA & ~VM_WRITE), RETURNED(0),
	    .kind = INCIDENT_KILLED, .signal = SIGSEGV, .signal_code = 2, .signal_address = START, .fault_ip = START,
	    .died = true },
	  STAGE_ACCESS, 48, 0, true, NULL, "does not allow" },
	{ "a write that page_mkwrite refuses",
	  { BY_BPF, DEVICE, HANDLER, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA), RETURNED(0), BUS_AT(START + PAGE),
	    .fault_write = true },
	  STAGE_FAULT, 57, 0, false, "x_fault", "page_mkwrite" },
	{ "a write, by letters alone",
	  { BLIND, DEVICE, HANDLER, CALL(SHARED, READ_WRITE), MADE(VM_READ | VM_SHARED | VM_MAYSHARE), .kind = INCIDENT_KILLED,
	    .signal = SIGSEGV, .signal_code = 2, .signal_address = START, .died = true },
	  STAGE_ACCESS, 48, 0, true, NULL, "mprotect()" },
	{ "read() into what may be read",
	  { BY_BPF, DEVICE, HANDLER, CALL(SHARED, READ_ONLY), MADE(SHARED_VMA & ~VM_WRITE), RETURNED(0),
	    .kind = INCIDENT_EFAULT, .system_call_name = "read", .argument = START },
	  STAGE_ACCESS, 48, 0, true, NULL, "read() writes to its buffer" },
	{ "behind the end of the mapping",
	  { BY_BPF, DEVICE, HANDLER, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA), RETURNED(0),
	    .kind = INCIDENT_KILLED, .signal = SIGSEGV, .signal_code = 1, .signal_address = START + LENGTH, .died = true },
	  STAGE_ACCESS, 48, 0, true, NULL, "behind the end" },
	{ "broken memory",
	  { BY_BPF, DEVICE, HANDLER, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA), RETURNED(0), BUS_AT(START),
	    .signal_code = 4 },
	  STAGE_ACCESS, 49, 0, true, NULL, NULL },
	{ "EFAULT, and nobody knows why",
	  { BY_BPF, DEVICE, HANDLER, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA), RETURNED(0),
	    .kind = INCIDENT_EFAULT, .system_call_name = "write", .argument = START },
	  STAGE_ACCESS, 0, 0, false, NULL, NULL },
	{ "oom-for-error, in a system call",
	  { BY_BPF, DEVICE, HANDLER, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA), RETURNED(0),
	    FAULT_AT(START, VM_FAULT_OOM), .kind = INCIDENT_EFAULT, .system_call_name = "write", .argument = START },
	  STAGE_FAULT, 15, 0, true, "x_fault", "it gives up at once" },
	{ "a mapping older than the watch",
	  { BY_BPF, DEVICE, HANDLER, .vma_start = START, .vma_end = START + LENGTH, .vma_flags = SHARED_VMA,
	    BUS_AT(START), FAULT_AT(START, VM_FAULT_SIGBUS) },
	  STAGE_FAULT, 11, 0, true, "x_fault", NULL },
	{ "a kernel whose hook for the driver is missing",
	  { BY_BPF, DEVICE, DRIVER, CALL(SHARED, READ_WRITE), REFUSED(EBUSY), .passed = 0x7, .unwatched = PASSED_TO_DRIVER },
	  STAGE_DRIVER, 46, 0, false, "x_mmap", "Most likely" },
};

/* --- By ptrace, which sees no more than results ------------------------------------------------ */

static const struct sample blind[] = {
	{ "ignored-error", { BLIND, DEVICE, CALL(PRIVATE, READ_WRITE), MADE(USUAL), BUS_AT(START), .passed = 1 },
	  STAGE_HELPER, 1, 0, false, NULL, "Most likely" },
	{ "ignored-error, in a system call",
	  { BLIND, DEVICE, CALL(PRIVATE, READ_WRITE), MADE(USUAL), .kind = INCIDENT_EFAULT, .system_call_name = "write",
	    .argument = START, .passed = 1 },
	  STAGE_HELPER, 1, 0, false, NULL, NULL },
	{ "checked-error", { BLIND, DEVICE, CALL(PRIVATE, READ_WRITE), REFUSED(EINVAL), .passed = 1 },
	  STAGE_HELPER, 2, 0, false, NULL, NULL },
	{ "tests-vm-shared", { BLIND, DEVICE, CALL(SHARED, READ_ONLY), .writable = false, REFUSED(EINVAL), .passed = 1 },
	  STAGE_DRIVER, 4, 0, false, NULL, NULL },
	{ "not-for-users", { BLIND, DEVICE, CALL(SHARED, READ_WRITE), REFUSED(EINVAL), .passed = 1 },
	  STAGE_DRIVER, 46, 0, false, NULL, "rows 6 and 7" },
	{ "inserted-twice", { BLIND, DEVICE, CALL(SHARED, READ_WRITE), REFUSED(EBUSY), .passed = 1 },
	  STAGE_HELPER, 8, 0, false, NULL, NULL },
	{ "array-too-short", { BLIND, DEVICE, CALL(SHARED, READ_WRITE), REFUSED(ENXIO), .passed = 1 },
	  STAGE_HELPER, 9, 0, false, NULL, NULL },
	{ "loop-over-buffer", { BLIND, DEVICE, CALL(SHARED, READ_WRITE), REFUSED(EFAULT), .passed = 1 },
	  STAGE_HELPER, 10, 0, false, NULL, NULL },
	{ "too-few-pages",
	  { BLIND, DEVICE, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA | VM_MIXEDMAP), BUS_AT(START + 8 * PAGE), .passed = 1 },
	  STAGE_FAULT, 11, 0, false, NULL, NULL },
	{ "no-refill",
	  { BLIND, DEVICE, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA | VM_MIXEDMAP), BUS_AT(START), .passed = 1 },
	  STAGE_FAULT, 31, 0, false, NULL, NULL },
	{ "expandable",
	  { BLIND, DEVICE, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA | VM_MIXEDMAP), .vma_end = START + 2 * LENGTH,
	    BUS_AT(START + LENGTH), .passed = 1 },
	  STAGE_FAULT, 32, 0, true, NULL, NULL },
	{ "positive-return",
	  { BLIND, DEVICE, CALL(SHARED, READ_WRITE), .result = 65536, .kind = INCIDENT_KILLED, .signal = SIGSEGV,
	    .signal_code = 1, .signal_address = 65536, .died = true, .passed = 1 },
	  STAGE_DRIVER, 33, 0, false, NULL, "65536" },
	{ "masked-error", { BLIND, DEVICE, CALL(PRIVATE, READ_WRITE), REFUSED(EAGAIN), .passed = 1 },
	  STAGE_DRIVER, 25, 0, false, NULL, NULL },
	{ "no-operation", { BLIND, DEVICE, CALL(SHARED, READ_WRITE), REFUSED(ENODEV), .passed = 1 },
	  STAGE_CHECKS, 26, 0, false, NULL, NULL },
	{ "page-numbers",
	  { BLIND, DEVICE, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA | VM_PFNMAP | VM_IO), .kind = INCIDENT_EFAULT,
	    .system_call_name = "vmsplice", .argument = START, .passed = 1 },
	  STAGE_ACCESS, 29, 0, true, NULL, NULL },
	{ "mixed-methods",
	  { BLIND, DEVICE, CALL(SHARED, READ_WRITE), .returned = false, .kind = INCIDENT_STUCK, .passed = 1 },
	  STAGE_HELPER, 18, 0, false, NULL, NULL },
	{ "nopage-without-page",
	  { BLIND, DEVICE, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA), .kind = INCIDENT_STUCK, .passed = 1 },
	  STAGE_FAULT, 13, 0, false, NULL, NULL },
	{ "a mode that does not fit",
	  { BLIND, DEVICE, CALL(SHARED, READ_WRITE), .writable = false, REFUSED(EACCES), .passed = 1 },
	  STAGE_CHECKS, 23, 0, true, NULL, NULL },
	{ "a security module", { BLIND, DEVICE, CALL(SHARED, READ_WRITE), REFUSED(EACCES), .passed = 1 },
	  STAGE_SECURITY, 23, 0, false, NULL, NULL },
	{ "MAP_LOCKED over the limit", { BLIND, DEVICE, CALL(SHARED | LOCKED, READ_WRITE), REFUSED(EAGAIN), .passed = 1 },
	  STAGE_ACCOUNTING, 25, 0, false, NULL, NULL },
	{ "a truncated file", { BLIND, FILE_OF(100), CALL(SHARED, READ_WRITE), MADE(SHARED_VMA), BUS_AT(START + PAGE), .passed = 1 },
	  STAGE_FAULT, 45, 0, true, NULL, NULL },
	{ "a truncated file, in a system call",
	  { BLIND, FILE_OF(100), CALL(SHARED, READ_WRITE), MADE(SHARED_VMA), .kind = INCIDENT_EFAULT,
	    .system_call_name = "write", .argument = START, .passed = 1 },
	  STAGE_FAULT, 45, 0, false, NULL, NULL },
	{ "no memory", { BLIND, FILE_OF(LENGTH), CALL(SHARED, READ_WRITE), REFUSED(ENOMEM), .passed = 1 },
	  STAGE_CHECKS, 47, 0, false, NULL, NULL },
};

/* What the tracefs collector sees: helpers, no flags, and no driver. */
static const struct sample half_blind[] = {
	{ "ignored-error",
	  { BY_BPF, .source = "tracefs", DEVICE, CALL(PRIVATE, READ_WRITE), .result = START,
	    RUNS(RUN(REMAP_PFN_RANGE, 16, PAGE, -EINVAL)), BUS_AT(START) },
	  STAGE_HELPER, 1, 0, true, "x_mmap", "and mmap succeeded all the same" },
	{ "masked-error",
	  { BY_BPF, .source = "tracefs", DEVICE, CALL(PRIVATE, READ_WRITE), REFUSED(EAGAIN),
	    RUNS(RUN(REMAP_PFN_RANGE, 1, PAGE, -EINVAL)) },
	  STAGE_HELPER, 25, 2, true, "x_mmap", "and mmap gave -EAGAIN" },
	{ "page-numbers",
	  { BY_BPF, .source = "tracefs", DEVICE, CALL(SHARED, READ_WRITE), .result = START,
	    RUNS(RUN(REMAP_PFN_RANGE, 1, LENGTH, 0)), .kind = INCIDENT_EFAULT, .system_call_name = "vmsplice",
	    .argument = START },
	  STAGE_ACCESS, 29, 0, true, NULL, NULL },
};

/* Nothing went wrong, whatever it looks like. */
static const struct sample good[] = {
	{ "a mapping with a fault handler",
	  { BY_BPF, DEVICE, HANDLER, CALL(SHARED, READ_WRITE), MADE(SHARED_VMA), RETURNED(0) }, STAGE_NONE, 0, 0, true, NULL, NULL },
	{ "a private mapping, whose writes stay private: row 3 is no incident",
	  { BY_BPF, DEVICE, HANDLER, CALL(PRIVATE, READ_WRITE), MADE(USUAL), RETURNED(0) }, STAGE_NONE, 0, 0, true, NULL, NULL },
	{ "a mapping of a file",
	  { BLIND, FILE_OF(LENGTH), CALL(SHARED, READ_WRITE), MADE(SHARED_VMA) }, STAGE_NONE, 0, 0, true, NULL, NULL },
	{ "a mapping at a low address that was asked for",
	  { BLIND, DEVICE, CALL(SHARED | FIXED, READ_WRITE), .address = 65536, .result = 65536 }, STAGE_NONE, 0, 0, true,
	  NULL, NULL },
};

/* --- Compare --------------------------------------------------------------------------------------- */

static unsigned int row_of(const struct cause *cause)
{
	return cause ? cause->row : 0;
}

/* What is there to be said is said, in a sentence that fits. */
static void check_reason(const char *name, const struct explanation *explanation, const char *says)
{
	size_t length = strlen(explanation->reason);

	if (length < 10 || length + 1 >= sizeof(explanation->reason) || explanation->reason[length - 1] != '.')
		fail_msg("%s: \"%s\"", name, explanation->reason);
	if (strchr(explanation->reason, '{') || strchr(explanation->reason, '}'))
		fail_msg("%s: a word that is unknown: \"%s\"", name, explanation->reason);
	if (says && !strstr(explanation->reason, says))
		fail_msg("%s: \"%s\" is not in \"%s\"", name, says, explanation->reason);
	if (!explanation->seen && explanation->cause && !strcasestr(explanation->reason, "most likely"))
		fail_msg("%s: inferred, and not said so: \"%s\"", name, explanation->reason);
}

static void check_sample(const struct sample *sample)
{
	struct explanation explanation;

	explain(&sample->incident, &explanation);
	if (explanation.stage != sample->stage || row_of(explanation.cause) != sample->row ||
	    row_of(explanation.beneath) != sample->beneath || explanation.seen != sample->seen)
		fail_msg("%s: stage %s, row %u, beneath %u, %s: \"%s\"", sample->name, stage_word(explanation.stage),
			 row_of(explanation.cause), row_of(explanation.beneath), explanation.seen ? "seen" : "inferred",
			 explanation.reason);
	if (strcmp(explanation.function, sample->function ? sample->function : "") != 0)
		fail_msg("%s: function \"%s\"", sample->name, explanation.function);
	check_reason(sample->name, &explanation, sample->says);
}

#define CHECK_SAMPLES(samples) do { \
	for (size_t i = 0; i < sizeof(samples) / sizeof((samples)[0]); i++) \
		check_sample(&(samples)[i]); \
} while (0)

static void test_broken_devices(void **state)
{
	(void)state;
	CHECK_SAMPLES(broken);
}

static void test_others(void **state)
{
	(void)state;
	CHECK_SAMPLES(others);
}

static void test_blind(void **state)
{
	(void)state;
	CHECK_SAMPLES(blind);
	CHECK_SAMPLES(half_blind);
}

static void test_good(void **state)
{
	(void)state;
	CHECK_SAMPLES(good);
}

/* Rows that end in no error: what is read or written is wrong, or it happens elsewhere. */
static bool is_silent(unsigned int row)
{
	static const unsigned int silent[] = { 3, 5, 12, 20, 21, 22, 34, 35, 36, 37, 38, 39, 41, 42, 43, 53, 54,
					      55, 56, 57, 58, 59, 60 };

	for (size_t i = 0; i < sizeof(silent) / sizeof(silent[0]); i++)
		if (silent[i] == row)
			return true;
	return false;
}

/* Each row that can be met is met above. */
static void test_all_rows(void **state)
{
	static const struct {
		const struct sample *samples;
		size_t count;
	} all[] = {
		{ broken, sizeof(broken) / sizeof(broken[0]) },
		{ others, sizeof(others) / sizeof(others[0]) },
		{ blind, sizeof(blind) / sizeof(blind[0]) },
	};

	(void)state;
	for (const struct cause *cause = catalogue; cause->row; cause++) {
		bool met = is_silent(cause->row);

		for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
			for (size_t j = 0; j < all[i].count; j++)
				met |= all[i].samples[j].row == cause->row;
		if (!met)
			fail_msg("row %u is tested by nothing", cause->row);
	}
}

/* Nothing is assumed of an incident: not even that it has something in it. */
static void test_nearly_empty(void **state)
{
	struct explanation explanation;

	(void)state;
	for (int kind = INCIDENT_GOOD; kind <= INCIDENT_STUCK; kind++)
		for (int number = -1; number <= 1; number++) {
			struct incident incident = { .kind = (enum incident_kind)kind, .result = number * 22,
						     .signal = number * SIGBUS, .called = number };

			explain(&incident, &explanation);
			check_reason("nearly empty", &explanation, NULL);
		}
}

static void test_helpers(void **state)
{
	static const struct helper_run nested = { .caller_name = "remap_vmalloc_range_partial+0x91" };
	static const struct helper_run split = { .caller_name = "x_mmap.isra.0+0x10 [broken]" };
	struct incident incident = { .operation = "y_mmap", .fault_operation = "y_fault" };
	struct helper_run run = { .caller_name = "__do_fault+0x3c", .in_fault = true };
	char name[64];

	(void)state;
	assert_true(helper_is_nested(&nested));
	assert_false(helper_is_nested(&split));
	for (enum helper helper = 0; helper < HELPER_COUNT; helper++)
		assert_int_equal(helper_find(helper_name(helper)), helper);
	assert_int_equal(helper_find("kmalloc"), HELPER_COUNT);
	helper_caller(&incident, &run, name, sizeof(name));
	assert_string_equal(name, "y_fault");
	run.in_fault = false;
	helper_caller(&incident, &run, name, sizeof(name));
	assert_string_equal(name, "y_mmap");
	helper_caller(&incident, &split, name, sizeof(name));
	assert_string_equal(name, "x_mmap.isra.0");
}

static void test_flags(void **state)
{
	char text[512];

	(void)state;
	mmap_flags_text(PRIVATE | FIXED | LOCKED, text, sizeof(text));
	assert_string_equal(text, "MAP_PRIVATE|MAP_FIXED|MAP_LOCKED");
	mmap_flags_text(3 | 0x80000 | 0x40000000, text, sizeof(text));
	assert_string_equal(text, "MAP_SHARED_VALIDATE|MAP_SYNC|0x40000000");
	mmap_flags_text(0, text, sizeof(text));
	assert_string_equal(text, "0");
	protection_text(0, text, sizeof(text));
	assert_string_equal(text, "PROT_NONE");
	protection_text(7, text, sizeof(text));
	assert_string_equal(text, "PROT_READ|PROT_WRITE|PROT_EXEC");
	vma_flags_text(VM_READ | VM_MAYSHARE | VM_PFNMAP | VM_MIXEDMAP, text, sizeof(text));
	assert_string_equal(text, "VM_READ|VM_MAYSHARE|VM_PFNMAP|VM_MIXEDMAP");
	fault_result_text(VM_FAULT_SIGBUS | VM_FAULT_RETRY, text, sizeof(text));
	assert_string_equal(text, "VM_FAULT_SIGBUS|VM_FAULT_RETRY");
	fault_result_text((uint32_t)-EINVAL, text, sizeof(text));
	assert_string_equal(text, "-EINVAL");
	/* What does not fit is cut. */
	vma_flags_text(~UINT64_C(0), text, 20);
	assert_int_equal(strlen(text), 19);
	assert_string_equal(signal_code_name(SIGBUS, 2), "BUS_ADRERR");
	assert_null(signal_code_name(SIGSEGV, 99));
}

/* --- As JSON ---------------------------------------------------------------------------------------- */

static const char *text_of(struct json_object *object, const char *key)
{
	struct json_object *value;

	return json_object_object_get_ex(object, key, &value) ? json_object_get_string(value) : NULL;
}

/* Each incident above is the same after it was written and read. */
static void test_written_and_read(void **state)
{
	struct incident read;
	char problem[160];

	(void)state;
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		struct json_object *object = incident_to_json(&broken[i].incident);
		struct json_object *parsed = json_tokener_parse(json_object_to_json_string(object));
		struct json_object *again;

		assert_int_equal(incident_from_json(parsed, &read, problem, sizeof(problem)), 0);
		again = incident_to_json(&read);
		assert_string_equal(json_object_to_json_string(again), json_object_to_json_string(object));
		assert_int_equal(read.runs, broken[i].incident.runs);
		assert_int_equal(read.result, broken[i].incident.result);
		assert_int_equal(read.vma_flags, broken[i].incident.vma_flags);
		json_object_put(again);
		json_object_put(parsed);
		json_object_put(object);
	}
}

static void test_wrong_recordings(void **state)
{
	static const char *const wrong[] = {
		"[]", "{}", "{\"kind\": \"purple\"}", "{\"kind\": \"killed\", \"pid\": \"me\"}",
		"{\"kind\": \"killed\", \"flags\": \"0x123456789\"}", "{\"kind\": \"killed\", \"called\": 1}",
		"{\"kind\": \"killed\", \"source\": \"much too long\"}",
		"{\"kind\": \"killed\", \"helpers\": [{\"helper\": \"kmalloc\"}]}",
		"{\"kind\": \"killed\", \"helpers\": [0,0,0,0,0,0,0,0,0,0]}", "{\"kind\": \"killed\", \"helpers\": [0]}",
	};
	struct json_object *object;
	struct incident incident;
	char problem[160];

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		object = json_tokener_parse(wrong[i]);
		problem[0] = '\0';
		assert_int_equal(incident_from_json(object, &incident, problem, sizeof(problem)), -EINVAL);
		assert_true(problem[0]);
		json_object_put(object);
	}
	object = json_tokener_parse("{\"kind\": \"killed\", \"unknown\": 1, \"fd\": -1, \"address\": 4096, \"length\": \"0x10\"}");
	assert_int_equal(incident_from_json(object, &incident, problem, sizeof(problem)), 0);
	assert_int_equal(incident.fd, -1);
	assert_int_equal(incident.address, 4096);
	assert_int_equal(incident.length, 16);
	json_object_put(object);
}

/* A file as of "maps explain --record". */
static void test_record(void **state)
{
	const struct incident incidents[] = { broken[0].incident, others[0].incident };
	struct json_object *whole, *array;
	FILE *out = tmpfile();
	char text[16384];
	size_t length;

	(void)state;
	assert_non_null(out);
	assert_int_equal(incidents_record(out, incidents, 2), 0);
	rewind(out);
	length = fread(text, 1, sizeof(text) - 1, out);
	text[length] = '\0';
	fclose(out);
	whole = json_tokener_parse(text);
	assert_true(json_object_object_get_ex(whole, "incidents", &array));
	assert_int_equal(json_object_array_length(array), 2);
	assert_non_null(text_of(whole, "kernel"));
	json_object_put(whole);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_broken_devices),
		cmocka_unit_test(test_others),
		cmocka_unit_test(test_blind),
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_all_rows),
		cmocka_unit_test(test_nearly_empty),
		cmocka_unit_test(test_helpers),
		cmocka_unit_test(test_flags),
		cmocka_unit_test(test_written_and_read),
		cmocka_unit_test(test_wrong_recordings),
		cmocka_unit_test(test_record),
	};

	return cmocka_run_group_tests_name("explanation", tests, NULL, NULL);
}
