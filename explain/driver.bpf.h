/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The part of an mmap that a driver does: its operation, and the helpers that it calls. */
#ifndef MAPS_DRIVER_BPF_H
#define MAPS_DRIVER_BPF_H

#include "explain/compat.bpf.h"
#include "explain/event.h"
#include "explain/file.bpf.h"
#include "explain/operations.bpf.h"
#include "explain/registers.bpf.h"
#include "explain/runs.bpf.h"
#include "explain/seen.h"
#include "explain/watch.bpf.h"

/*
 * The call of this thread, where the driver's operation on @file is part of it. A driver may ask
 * another one, with a file of that (drm_gem_prime_mmap()): its end is met as well.
 */
static __always_inline struct event_mmap *call_in_driver(struct file *file)
{
	__u32 thread = this_thread();
	struct event_mmap *call = bpf_map_lookup_elem(&calls, &thread);

	if (!call || !(call->passed & SEEN_SECURITY))
		return NULL;
	if (file && call->file.file != (__u64)file && !call->driver_depth)
		return NULL;
	return call;
}

static __always_inline void enter_driver(struct event_mmap *call, void *vma)
{
	call->passed |= SEEN_CHECKS | SEEN_TO_DRIVER;
	if (!call->driver_depth++)
		call->vma_pointer = (__u64)vma;
	call->driver_called = 1;
}

SEC("kprobe")
int driver_enter(struct pt_regs *ctx)
{
	struct event_mmap *call = is_watched() ? call_in_driver((struct file *)ARGUMENT1(ctx)) : NULL;

	if (call)
		enter_driver(call, (void *)ARGUMENT2(ctx));
	return 0;
}

SEC("kprobe")
int driver_prepare_enter(struct pt_regs *ctx)
{
	struct vm_area_desc *desc = (struct vm_area_desc *)ARGUMENT1(ctx);
	struct event_mmap *call;

	if (!has_desc() || !is_watched())
		return 0;
	call = call_in_driver(BPF_CORE_READ(desc, file));
	if (call)
		enter_driver(call, desc);
	return 0;
}

/* How the call got out of the driver; the caller reads the VMA. */
static __always_inline struct event_mmap *leave_driver(struct pt_regs *ctx)
{
	struct event_mmap *call = is_watched() ? call_in_driver(NULL) : NULL;

	if (!call || !call->driver_depth || --call->driver_depth)
		return NULL;
	call->driver_returned = 1;
	call->driver_result = (int)RESULT(ctx);
	if (!call->driver_result)
		call->passed |= SEEN_DRIVER;
	return call;
}

SEC("kretprobe")
int driver_leave(struct pt_regs *ctx)
{
	struct event_mmap *call = leave_driver(ctx);
	struct vm_area_struct *vma;

	if (!call || !call->vma_pointer)
		return 0;
	vma = (struct vm_area_struct *)call->vma_pointer;
	fill_vma(&call->vma, vma);
	if (!call->driver_result)
		meet_handler(BPF_CORE_READ(vma, vm_file), call->vma.fault, true);
	return 0;
}

SEC("kretprobe")
int driver_prepare_leave(struct pt_regs *ctx)
{
	struct event_mmap *call = leave_driver(ctx);
	struct vm_area_desc *desc;

	if (has_desc() && call && call->vma_pointer) {
		desc = (struct vm_area_desc *)call->vma_pointer;
		call->vma.start = BPF_CORE_READ(desc, start);
		call->vma.end = BPF_CORE_READ(desc, end);
		call->vma.flags = desc_flags(desc);
		call->vma.fault = fault_operation(BPF_CORE_READ(desc, vm_ops));
		if (!call->driver_result)
			meet_handler(BPF_CORE_READ(desc, file), call->vma.fault, true);
	}
	return 0;
}

SEC("kretprobe")
int helper_leave(struct pt_regs *ctx)
{
	if (is_watched())
		leave_helper(ctx, true);
	return 0;
}

SEC("kretprobe")
int fault_helper_leave(struct pt_regs *ctx)
{
	if (is_watched())
		leave_helper(ctx, false);
	return 0;
}

static __always_inline void enter_whole(struct pt_regs *ctx, __u32 helper)
{
	struct vm_area_struct *vma = (struct vm_area_struct *)ARGUMENT1(ctx);
	__u64 start = BPF_CORE_READ(vma, vm_start);

	enter_helper(ctx, helper, start, BPF_CORE_READ(vma, vm_end) - start, 1);
}

/* A helper with the arguments (vma, address, ...) that covers @size. */
#define HELPER(name, id, size)								\
SEC("kprobe")										\
int name(struct pt_regs *ctx)								\
{											\
	if (is_watched())								\
		enter_helper(ctx, id, ARGUMENT2(ctx), size, 1);				\
	return 0;									\
}

/* One that fills its VMA. */
#define WHOLE(name, id)									\
SEC("kprobe")										\
int name(struct pt_regs *ctx)								\
{											\
	if (is_watched())								\
		enter_whole(ctx, id);							\
	return 0;									\
}

/* One with the argument (desc): the core maps what mmap_prepare has asked for. */
#define PREPARED(name, id)								\
SEC("kprobe")										\
int name(struct pt_regs *ctx)								\
{											\
	struct vm_area_desc *desc = (struct vm_area_desc *)ARGUMENT1(ctx);		\
	__u64 start;									\
											\
	if (has_desc() && is_watched()) {						\
		start = BPF_CORE_READ(desc, start);					\
		enter_helper(ctx, id, start, BPF_CORE_READ(desc, end) - start, 1);	\
	}										\
	return 0;									\
}

HELPER(remap_pfn_range, SEEN_REMAP_PFN_RANGE, ARGUMENT4(ctx))
WHOLE(remap_vmalloc_range, SEEN_REMAP_VMALLOC_RANGE)
HELPER(remap_vmalloc_range_partial, SEEN_REMAP_VMALLOC_RANGE_PARTIAL, ARGUMENT5(ctx))
HELPER(vm_insert_page, SEEN_VM_INSERT_PAGE, page_size)
WHOLE(vm_map_pages, SEEN_VM_MAP_PAGES)
WHOLE(vm_map_pages_zero, SEEN_VM_MAP_PAGES_ZERO)
WHOLE(vm_iomap_memory, SEEN_VM_IOMAP_MEMORY)
HELPER(vmf_insert_pfn, SEEN_VMF_INSERT_PFN, page_size)
HELPER(vmf_insert_pfn_prot, SEEN_VMF_INSERT_PFN_PROT, page_size)
HELPER(vmf_insert_mixed, SEEN_VMF_INSERT_MIXED, page_size)
PREPARED(remap_pfn_range_prepare, SEEN_REMAP_PFN_RANGE)
PREPARED(simple_ioremap_prepare, SEEN_VM_IOMAP_MEMORY)
PREPARED(map_kernel_pages_prepare, SEEN_VM_INSERT_PAGES)

/* vm_insert_pages(vma, address, pages, &count) */
SEC("kprobe")
int vm_insert_pages(struct pt_regs *ctx)
{
	unsigned long pages = 0;

	if (!is_watched())
		return 0;
	bpf_probe_read_kernel(&pages, sizeof(pages), (void *)ARGUMENT4(ctx));
	enter_helper(ctx, SEEN_VM_INSERT_PAGES, ARGUMENT2(ctx), pages * page_size, 1);
	return 0;
}

#endif /* MAPS_DRIVER_BPF_H */
