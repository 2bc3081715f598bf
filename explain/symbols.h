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

/* The same of an address at which a function begins: if none does, what is known is old. */
bool symbols_find_function(struct symbols *symbols, uint64_t address, struct symbol *symbol);

/* A module has gone, and others may be where it was. */
void symbols_renew(struct symbols *symbols);

/*
 * The place that a return address is in, "ignored_error_mmap+0x54 [broken]", is written to
 * @name, which is left as it is where that is not known. @symbols may be NULL.
 */
void symbols_name_caller(struct symbols *symbols, uint64_t address, char *name, size_t size);

#endif /* MAPS_SYMBOLS_H */
