// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 52. Symptom: mmap with PROT_WRITE succeeds, and the first write is SIGSEGV.
 * Cause: what may only be read has VM_WRITE taken away, and the program is not told.
 * Cure: refuse VM_WRITE with an error, and clear VM_MAYWRITE.
 */
#include "broken.h"

static int write_taken_away_mmap(struct file *file, struct vm_area_struct *vma)
{
	vm_flags_clear(vma, VM_WRITE | VM_MAYWRITE);
	return broken_mmap(file, vma);
}

static const struct file_operations write_taken_away_fops = {
	BROKEN_FOPS_READ_ONLY,
	.mmap = write_taken_away_mmap,
};

struct broken_device broken_write_taken_away = {
	.name = "write-taken-away",
	.fops = &write_taken_away_fops,
	.memory = &broken_scattered,
};
