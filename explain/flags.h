/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Numbers of the kernel, by name. They are spelled out here, and not taken from the
 * headers of the C library, so that an incident means the same on every machine.
 */
#ifndef MAPS_FLAGS_H
#define MAPS_FLAGS_H

#include <stddef.h>
#include <stdint.h>

/* Bits of a VMA that matter here; alike on all kernels of KERNELS. */
#define VM_READ		UINT64_C(0x00000001)
#define VM_WRITE	UINT64_C(0x00000002)
#define VM_EXEC		UINT64_C(0x00000004)
#define VM_SHARED	UINT64_C(0x00000008)
#define VM_MAYREAD	UINT64_C(0x00000010)
#define VM_MAYWRITE	UINT64_C(0x00000020)
#define VM_MAYEXEC	UINT64_C(0x00000040)
#define VM_MAYSHARE	UINT64_C(0x00000080)
#define VM_PFNMAP	UINT64_C(0x00000400)
#define VM_LOCKED	UINT64_C(0x00002000)
#define VM_IO		UINT64_C(0x00004000)
#define VM_DONTCOPY	UINT64_C(0x00020000)
#define VM_DONTEXPAND	UINT64_C(0x00040000)
#define VM_DONTDUMP	UINT64_C(0x04000000)
#define VM_MIXEDMAP	UINT64_C(0x10000000)

/* Of mmap's protection: PROT_WRITE. */
#define ARGUMENT_WRITE	0x2u

/* Bits of a vm_fault_t. */
#define VM_FAULT_OOM		0x0001u
#define VM_FAULT_SIGBUS		0x0002u
#define VM_FAULT_HWPOISON	0x0010u
#define VM_FAULT_HWPOISON_LARGE	0x0020u
#define VM_FAULT_SIGSEGV	0x0040u
#define VM_FAULT_NOPAGE		0x0100u
#define VM_FAULT_RETRY		0x0400u

/* All that say that the access cannot be had. */
#define VM_FAULT_ERROR	(VM_FAULT_OOM | VM_FAULT_SIGBUS | VM_FAULT_HWPOISON | VM_FAULT_HWPOISON_LARGE | VM_FAULT_SIGSEGV)

/* Whether @result is a -errno that was returned as if it were a vm_fault_t. */
#define fault_is_errno(result)	((uint32_t)(result) >= (uint32_t)-4095)

/*
 * Each writes names with '|' between, and what has no name as a number behind
 * them, to @text; what does not fit is cut off.
 */
void mmap_flags_text(uint32_t flags, char *text, size_t size);
void protection_text(uint32_t protection, char *text, size_t size);
void vma_flags_text(uint64_t flags, char *text, size_t size);
void fault_result_text(uint32_t result, char *text, size_t size);

/* "BUS_ADRERR"; NULL for what has no name here. */
const char *signal_code_name(int signal, int code);

#endif /* MAPS_FLAGS_H */
