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
	const char *name;
	const char *module;
};

/**
 * struct symbols - the kernel's functions
 * @text: /proc/kallsyms, cut into the names that the entries have
 */
struct symbols {
	char *text;
	struct entry *entries;
	size_t count;
	size_t capacity;
	unsigned int reloads;
};

static bool add(struct symbols *symbols, uint64_t address, const char *name, const char *module)
{
	struct entry *entries = symbols->entries;

	if (symbols->count == symbols->capacity) {
		symbols->capacity = symbols->capacity ? 2 * symbols->capacity : 65536;
		entries = realloc(symbols->entries, symbols->capacity * sizeof(*entries));
		if (!entries)
			return false;
		symbols->entries = entries;
	}
	entries[symbols->count++] = (struct entry){ address, name, module };
	return true;
}

static int compare(const void *a, const void *b)
{
	uint64_t first = ((const struct entry *)a)->address, second = ((const struct entry *)b)->address;

	return (first > second) - (first < second);
}

static void forget(struct symbols *symbols)
{
	free(symbols->text);
	symbols->text = NULL;
	symbols->count = 0;
}

/* A line is "ffffffff81000000 T name	[module]". Functions are of the types t, T, w and W. */
static bool add_line(struct symbols *symbols, char *line)
{
	uint64_t address = strtoull(line, &line, 16);
	char *name, *module;

	/* The assembler's own marks begin with '$'. */
	if (!address || line[0] != ' ' || !line[1] || !strchr("tTwW", line[1]) || line[2] != ' ' || line[3] == '$')
		return true;
	name = line + 3;
	module = strstr(name, "\t[");
	if (!module)
		return add(symbols, address, name, "");
	*module = '\0';
	module += strlen("\t[");
	module[strcspn(module, "]")] = '\0';
	return add(symbols, address, name, module);
}

/* A hundred thousand lines: whoever waits for a report waits for this. */
static bool load(struct symbols *symbols)
{
	FILE *file = fopen("/proc/kallsyms", "re");
	size_t size = 0;
	bool good = file && getdelim(&symbols->text, &size, '\0', file) > 0;

	if (file)
		fclose(file);
	for (char *line = symbols->text, *next; good && line && *line; line = next) {
		next = strchrnul(line, '\n');
		if (*next)
			*next++ = '\0';
		good = add_line(symbols, line);
	}
	if (good && symbols->count)
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

/* Whether it could be read again, and was. */
static bool reload(struct symbols *symbols)
{
	if (symbols->reloads == RELOADS)
		return false;
	symbols->reloads++;
	forget(symbols);
	return load(symbols);
}

static bool is_in(const struct entry *entry, uint64_t address)
{
	return entry && address - entry->address <= FARTHEST;
}

bool symbols_find(struct symbols *symbols, uint64_t address, struct symbol *symbol)
{
	const struct entry *entry;

	if (!symbols || (!symbols->count && !load(symbols)))
		return false;
	entry = find(symbols, address);
	if (address && !is_in(entry, address) && reload(symbols))
		entry = find(symbols, address);
	if (!is_in(entry, address))
		return false;
	*symbol = (struct symbol){ entry->name, entry->module, address - entry->address };
	return true;
}

bool symbols_find_function(struct symbols *symbols, uint64_t address, struct symbol *symbol)
{
	bool found = symbols_find(symbols, address, symbol);

	if (found && symbol->offset && symbols->reloads < RELOADS)
		found = reload(symbols) && symbols_find(symbols, address, symbol);
	return found;
}

void symbols_renew(struct symbols *symbols)
{
	if (symbols)
		forget(symbols);
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
