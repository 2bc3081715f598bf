// SPDX-License-Identifier: BSD-2-Clause
/*
 * A caller is known as an offset in a function. Where the module was loaded need not be
 * known for that: its file has the function, too, and libdwfl lays the file's sections out.
 */
#include <elf.h>
#include <errno.h>
#include <fts.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <elfutils/libdwfl.h>

#include "explain/incident.h"
#include "explain/source-line.h"

/**
 * struct place - a caller's name, taken apart
 * @function, @module: its names
 * @offset: of the return address in it
 */
struct place {
	char function[64];
	char module[56];
	uint64_t offset;
};

/**
 * struct source - the file of a module
 * @name: the module's
 * @dwfl: the session that it is in; NULL: no file was found
 * @file: it
 */
struct source {
	char name[56];
	Dwfl *dwfl;
	Dwfl_Module *file;
};

/* "name+0x54 [module]", or "name+0x54/0x90 [module]". */
static bool parse_place(const char *name, struct place *place)
{
	return sscanf(name, "%63[^+ ]+0x%" SCNx64 "%*[^[][%55[^]]", place->function, &place->offset,
		      place->module) == 3;
}

/* --- The file of a module ------------------------------------------------------------- */

/* Files may have a dash where the kernel has an underscore. */
static bool is_file_of(const char *file, const char *module)
{
	size_t length = strlen(module);

	for (size_t i = 0; i < length; i++)
		if (file[i] != module[i] && !(file[i] == '-' && module[i] == '_'))
			return false;
	/* It may be compressed, or have the debug information alone: ".ko.xz", ".ko.debug". */
	return strncmp(file + length, ".ko", 3) == 0 && strchr(".", file[length + 3]);	/* also its end */
}

/* The build ID of the module that is loaded, in @id. Returns its size; 0: it has none. */
static size_t loaded_build_id(const char *module, unsigned char *id, size_t size)
{
	union {
		Elf32_Nhdr header;
		unsigned char bytes[256];
	} note;
	char path[128];
	size_t name, got;
	FILE *file;

	snprintf(path, sizeof(path), "/sys/module/%s/notes/.note.gnu.build-id", module);
	file = fopen(path, "re");
	if (!file)
		return 0;
	got = fread(&note, 1, sizeof(note), file);
	fclose(file);
	if (got < sizeof(note.header))
		return 0;
	name = sizeof(note.header) + (note.header.n_namesz + 3u) / 4 * 4;
	if (note.header.n_type != NT_GNU_BUILD_ID || name > got || note.header.n_descsz > got - name ||
	    note.header.n_descsz > size)
		return 0;
	memcpy(id, note.bytes + name, note.header.n_descsz);
	return note.header.n_descsz;
}

/* Whether @file is what is loaded; where one of them has no build ID, the name has to do. */
static bool is_loaded(Dwfl_Module *file, const char *module)
{
	unsigned char loaded[64];
	const unsigned char *own;
	size_t size = loaded_build_id(module, loaded, sizeof(loaded));
	GElf_Addr address;
	int own_size = dwfl_module_build_id(file, &own, &address);

	return !size || own_size <= 0 || ((size_t)own_size == size && memcmp(own, loaded, size) == 0);
}

/* Take the file @path, if it is of the module that is loaded and has debug information. */
static bool take_file(struct source *source, const char *path)
{
	static const Dwfl_Callbacks callbacks = {
		.find_elf = dwfl_build_id_find_elf,
		.find_debuginfo = dwfl_standard_find_debuginfo,
		.section_address = dwfl_offline_section_address,
	};
	Dwarf_Addr bias;

	source->dwfl = dwfl_begin(&callbacks);
	if (!source->dwfl)
		return false;
	source->file = dwfl_report_offline(source->dwfl, source->name, path, -1);
	dwfl_report_end(source->dwfl, NULL, NULL);
	if (source->file && is_loaded(source->file, source->name) && dwfl_module_getdwarf(source->file, &bias))
		return true;
	dwfl_end(source->dwfl);
	source->dwfl = NULL;
	return false;
}

static bool search(struct source *source, const char *directory)
{
	char *const roots[] = { (char *)directory, NULL };
	FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_NOSTAT, NULL);
	bool found = false;
	FTSENT *entry;

	if (!tree)
		return false;
	while (!found && (entry = fts_read(tree)))
		if (is_file_of(entry->fts_name, source->name) && access(entry->fts_path, R_OK) == 0)
			found = take_file(source, entry->fts_path);
	fts_close(tree);
	return found;
}

static void close_source(struct source *source)
{
	if (source->dwfl)
		dwfl_end(source->dwfl);
	*source = (struct source){ 0 };
}

static void open_source(struct source *source, const char *module, const char *directory)
{
	static const char *const usual[] = { "/lib/modules", "/usr/lib/debug/lib/modules", "/usr/lib/debug/usr/lib/modules" };
	struct utsname kernel;
	char path[sizeof(kernel.release) + 64];

	close_source(source);
	snprintf(source->name, sizeof(source->name), "%s", module);
	if (directory && search(source, directory))
		return;
	if (uname(&kernel) < 0)
		return;
	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", usual[i], kernel.release);
		if (search(source, path))
			return;
	}
}

/* --- The line --------------------------------------------------------------------------- */

/* The address of @place's function. A name that two functions have tells nothing. */
static bool find_function(Dwfl_Module *file, const struct place *place, GElf_Addr *address)
{
	int count = dwfl_module_getsymtab(file);
	unsigned int found = 0;

	for (int i = 0; i < count; i++) {
		GElf_Sym symbol;
		GElf_Addr value;
		const char *name = dwfl_module_getsym_info(file, i, &symbol, &value, NULL, NULL, NULL);

		if (!name || GELF_ST_TYPE(symbol.st_info) != STT_FUNC || strcmp(name, place->function) != 0)
			continue;
		/* Behind its end is another one. */
		if (place->offset > symbol.st_size)
			return false;
		*address = value;
		found++;
	}
	return found == 1;
}

static void find_line(Dwfl_Module *file, const struct place *place, char *text, size_t size)
{
	GElf_Addr function;
	const char *path;
	Dwfl_Line *line;
	int number;

	if (!place->offset || !find_function(file, place, &function))
		return;
	/* The return address is that of the next instruction, which may be of another line. */
	line = dwfl_module_getsrc(file, function + place->offset - 1);
	path = line ? dwfl_lineinfo(line, NULL, &number, NULL, NULL, NULL) : NULL;
	if (path && number > 0)
		snprintf(text, size, "%s:%d", strrchr(path, '/') ? strrchr(path, '/') + 1 : path, number);
}

void source_lines_fill(struct incident *incidents, size_t count, const char *directory)
{
	struct source source = { 0 };

	for (size_t i = 0; i < count; i++) {
		for (unsigned int j = 0; j < incidents[i].runs; j++) {
			struct helper_run *run = &incidents[i].run[j];
			struct place place;

			if (run->caller_line[0] || !parse_place(run->caller_name, &place))
				continue;
			if (strcmp(source.name, place.module) != 0)
				open_source(&source, place.module, directory);
			if (source.dwfl)
				find_line(source.file, &place, run->caller_line, sizeof(run->caller_line));
		}
	}
	close_source(&source);
}
