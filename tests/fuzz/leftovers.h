/* SPDX-License-Identifier: BSD-2-Clause */
/* After a program, the driver has to be as it was before: without areas. */
#ifndef FUZZ_LEFTOVERS_H
#define FUZZ_LEFTOVERS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Look for what a program has left, and destroy the areas that it had to leave. Returns
 * whether there is nothing else; if there is, @what says what, in a sentence.
 */
bool leftovers_none(char *what, size_t size);

#endif /* FUZZ_LEFTOVERS_H */
