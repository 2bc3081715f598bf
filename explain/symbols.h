/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel's functions by address, from /proc/kallsyms. */
#ifndef MAPS_SYMBOLS_H
#define MAPS_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct symbols;

/* NULL where the kernel hides its addresses, or memory is short. */
struct symbols *symbols_load(void);
void symbols_free(struct symbols *symbols);

/**
 * struct symbol - where an address is
 * @name: the function
 * @module: its module; empty: the kernel itself
 * @offset: how far into it
 */
struct symbol {
	const char *name;
	const char *module;
	uint64_t offset;
};

bool symbols_find(struct symbols *symbols, uint64_t address, struct symbol *symbol);

#endif /* MAPS_SYMBOLS_H */
