// SPDX-License-Identifier: BSD-2-Clause
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "explain/symbols.h"

/* Modules come and go; a table that lacks an address is read again, so often at most. */
#define RELOADS 8

struct entry {
	uint64_t address;
	char *name;
	const char *module;
};

struct symbols {
	struct entry *entries;
	size_t count;
	size_t capacity;
	unsigned int reloads;
};

static bool add(struct symbols *symbols, uint64_t address, const char *name, const char *module)
{
	struct entry *entries = symbols->entries;
	size_t length = strlen(name);
	char *text;

	if (symbols->count == symbols->capacity) {
		symbols->capacity = symbols->capacity ? 2 * symbols->capacity : 65536;
		entries = realloc(symbols->entries, symbols->capacity * sizeof(*entries));
		if (!entries)
			return false;
		symbols->entries = entries;
	}
	/* The module's name is behind the function's. */
	text = malloc(length + strlen(module) + 2);
	if (!text)
		return false;
	strcpy(text, name);
	strcpy(text + length + 1, module);
	entries[symbols->count++] = (struct entry){ address, text, text + length + 1 };
	return true;
}

static int compare(const void *a, const void *b)
{
	uint64_t first = ((const struct entry *)a)->address, second = ((const struct entry *)b)->address;

	return (first > second) - (first < second);
}

static void forget(struct symbols *symbols)
{
	for (size_t i = 0; i < symbols->count; i++)
		free(symbols->entries[i].name);
	symbols->count = 0;
}

/* A line is "ffffffff81000000 T name	[module]". Functions are of the types t, T, w and W. */
static bool load(struct symbols *symbols)
{
	FILE *file = fopen("/proc/kallsyms", "re");
	char line[512], name[256], module[64], type;
	unsigned long long address;
	bool good = file;

	while (good && fgets(line, sizeof(line), file)) {
		int words = sscanf(line, "%llx %c %255s [%63[^]]", &address, &type, name, module);

		/* The assembler's own marks begin with '$'. */
		if (words < 3 || !address || !strchr("tTwW", type) || name[0] == '$')
			continue;
		good = add(symbols, address, name, words == 4 ? module : "");
	}
	if (file)
		fclose(file);
	qsort(symbols->entries, symbols->count, sizeof(*symbols->entries), compare);
	return good && symbols->count;
}

/* Where the kernel hides its addresses, they all read as 0. */
static bool are_hidden(void)
{
	FILE *file = fopen("/proc/kallsyms", "re");
	unsigned long long address = 0;
	int words = 0;

	/* The first of some kernels are truly at 0. */
	for (int i = 0; file && i < 4096 && !address && words != EOF; i++)
		words = fscanf(file, "%llx %*[^\n]", &address);
	if (file)
		fclose(file);
	return !address;
}

/* The table is read when it is first asked. */
struct symbols *symbols_load(void)
{
	return are_hidden() ? NULL : calloc(1, sizeof(struct symbols));
}

void symbols_free(struct symbols *symbols)
{
	if (!symbols)
		return;
	forget(symbols);
	free(symbols->entries);
	free(symbols);
}

/* The last entry at or below @address; of several there, the first. */
static const struct entry *find(const struct symbols *symbols, uint64_t address)
{
	size_t low = 0, high = symbols->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (symbols->entries[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	if (!low)
		return NULL;
	low--;
	while (low && symbols->entries[low - 1].address == symbols->entries[low].address)
		low--;
	return &symbols->entries[low];
}

/* No function is so long: an address farther behind one is in a module that is not in the table. */
#define FARTHEST 0x40000

bool symbols_find(struct symbols *symbols, uint64_t address, struct symbol *symbol)
{
	const struct entry *entry;

	if (symbols && !symbols->count && !load(symbols))
		return false;
	entry = symbols ? find(symbols, address) : NULL;
	if (symbols && address && (!entry || address - entry->address > FARTHEST) && symbols->reloads < RELOADS) {
		symbols->reloads++;
		forget(symbols);
		if (!load(symbols))
			return false;
		entry = find(symbols, address);
	}
	if (!entry || address - entry->address > FARTHEST)
		return false;
	*symbol = (struct symbol){ entry->name, entry->module, address - entry->address };
	return true;
}

/* Where a function returns to that has a probe at its end. */
static bool is_trampoline(struct symbols *symbols, uint64_t address)
{
	struct symbol symbol;

	return symbols_find(symbols, address, &symbol) &&
	       (strstr(symbol.name, "kretprobe_trampoline") || strstr(symbol.name, "rethook_trampoline"));
}

/*
 * A return address is behind the call, maybe in the next function. Where the helper is
 * called last of all (a tail call), it returns in the place of its caller: that one is
 * the driver's operation if it has a probe at its end, to which it returns.
 */
void symbols_name_caller(struct symbols *symbols, uint64_t address, char *name, size_t size)
{
	struct symbol symbol;

	if (!address || is_trampoline(symbols, address) || !symbols_find(symbols, address - 1, &symbol))
		return;
	if (symbol.module[0])
		snprintf(name, size, "%s+0x%llx [%s]", symbol.name, (unsigned long long)symbol.offset + 1,
			 symbol.module);
	else
		snprintf(name, size, "%s+0x%llx", symbol.name, (unsigned long long)symbol.offset + 1);
}
