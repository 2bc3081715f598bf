/* SPDX-License-Identifier: BSD-2-Clause */
/* Group "vma": what its files share, and the checks that are in files of their own. */
#ifndef MAPS_VMA_H
#define MAPS_VMA_H

struct record;
struct target;

/* What a system call gave, as text: "0", or the name of the error @err. */
const char *vma_result(int result, int err);

/* Advice: vma-advice.c */
void check_dontneed(const struct target *target, struct record *record);
void check_advise(const struct target *target, struct record *record);

#endif /* MAPS_VMA_H */
