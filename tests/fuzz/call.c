// SPDX-License-Identifier: BSD-2-Clause
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/maps.h>

#include "call.h"

/* What the C library may be too old for. */
#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE	25
#endif

const char resource_letters[RESOURCES] = { '-', 'a', 'f', 'm' };

/* --- What there is to choose from ------------------------------------------------------- */

static const struct word backings[] = {
	{ "auto", MAPS_BACKING_AUTO }, { "vmalloc", MAPS_BACKING_VMALLOC },
	{ "contig", MAPS_BACKING_CONTIG }, { "huge", MAPS_BACKING_HUGE },
	{ "shmem", MAPS_BACKING_SHMEM }, { "!unknown", 99 },
	{}
};

static const struct word mappers[] = {
	{ "auto", MAPS_MAPPER_AUTO }, { "remap", MAPS_MAPPER_REMAP }, { "range", MAPS_MAPPER_RANGE },
	{ "insert", MAPS_MAPPER_INSERT }, { "fault", MAPS_MAPPER_FAULT }, { "huge", MAPS_MAPPER_HUGE },
	{ "shmem", MAPS_MAPPER_SHMEM }, { "!unknown", 99 },
	{}
};

static const struct word privates[] = {
	{ "copy", MAPS_PRIVATE_COPY }, { "readonly", MAPS_PRIVATE_READONLY },
	{ "refuse", MAPS_PRIVATE_REFUSE }, { "!unknown", 99 },
	{}
};

static const struct word nodes[] = {
	{ "any", -1 }, { "first", 0 }, { "!absent", 1 }, { "!beyond", 1 << 20 }, { "!negative", -2 },
	{}
};

static const struct word stamps[] = {
	{ "", 0 }, { "", 0xaabbccdd }, { "", 0x80000001 }, { "", 0xffffffff },
	{}
};

/* The label is the word itself. */
static const struct word labels[] = {
	{ "none", 0 }, { "frames", 0 }, { "b-1", 0 }, { "!maps7", 0 }, { "!-first", 0 }, { "!a/b", 0 },
	{ "!long", 0 }, { "!behind", 0 },
	{}
};

static const struct word create_flags[] = {
	{ "known", 0 }, { "!unknown", 1U << 31 },
	{}
};

/* How large the structure of an ioctl says it is. */
static const struct word structs[] = {
	{ "exact", 0 }, { "longer", 0 }, { "!longer-unknown", 0 }, { "!short", 0 }, { "!page", 0 },
	{}
};

/* Where it is. */
static const struct word places[] = {
	{ "writable", 0 }, { "!readonly", 0 }, { "!nowhere", 0 }, { "!edge", 0 },
	{}
};

static const struct word forces[] = {
	{ "no", 0 }, { "yes", MAPS_DESTROY_FORCE }, { "!unknown", 1U << 7 },
	{}
};

static const struct word paddings[] = { { "zero", 0 }, { "!one", 1 }, {} };
static const struct word numbers[] = { { "own", 0 }, { "!absent", 77 }, { "!negative", -1 }, {} };

static const struct word accesses[] = {
	{ "both", O_RDWR }, { "read", O_RDONLY }, { "write", O_WRONLY },
	{}
};

static const struct word open_flags[] = {
	{ "append", O_APPEND }, { "nonblock", O_NONBLOCK }, { "sync", O_SYNC }, { "truncate", O_TRUNC },
	{ "direct", O_DIRECT },
	{}
};

static const struct word commands[] = {
	{ "refusal", MAPS_IOC_REFUSAL }, { "info", MAPS_IOC_INFO }, { "revoke", MAPS_IOC_REVOKE },
	{ "create", MAPS_IOC_CREATE }, { "destroy", MAPS_IOC_DESTROY },
	{ "!unknown", _IO(MAPS_IOC_TYPE, 0x7f) },
	{}
};

static const struct word protections[] = {
	{ "rw", PROT_READ | PROT_WRITE }, { "r", PROT_READ }, { "w", PROT_WRITE }, { "none", PROT_NONE },
	{ "!rwx", PROT_READ | PROT_WRITE | PROT_EXEC }, { "!rx", PROT_READ | PROT_EXEC },
	{}
};

static const struct word shares[] = {
	{ "shared", MAP_SHARED }, { "private", MAP_PRIVATE }, { "validate", MAP_SHARED_VALIDATE },
	{}
};

static const struct word map_flags[] = {
	{ "populate", MAP_POPULATE }, { "nonblock", MAP_NONBLOCK }, { "locked", MAP_LOCKED },
	{ "noreserve", MAP_NORESERVE }, { "sync", MAP_SYNC },
	{}
};

static const struct word touches[] = {
	{ "read", 0 }, { "write", 1 }, { "ends", 2 },
	{}
};

static const struct word remap_flags[] = {
	{ "maymove", MREMAP_MAYMOVE }, { "dontunmap", MREMAP_DONTUNMAP },
	{}
};

/* Not what takes pages from the machine for ever, as MADV_HWPOISON. */
static const struct word advices[] = {
	{ "dontneed", MADV_DONTNEED }, { "normal", MADV_NORMAL }, { "random", MADV_RANDOM },
	{ "sequential", MADV_SEQUENTIAL }, { "willneed", MADV_WILLNEED }, { "free", MADV_FREE },
	{ "remove", MADV_REMOVE }, { "dontfork", MADV_DONTFORK }, { "dofork", MADV_DOFORK },
	{ "mergeable", MADV_MERGEABLE }, { "hugepage", MADV_HUGEPAGE }, { "nohugepage", MADV_NOHUGEPAGE },
	{ "dontdump", MADV_DONTDUMP }, { "dodump", MADV_DODUMP }, { "wipeonfork", MADV_WIPEONFORK },
	{ "cold", MADV_COLD }, { "pageout", MADV_PAGEOUT }, { "populate-read", MADV_POPULATE_READ },
	{ "populate-write", MADV_POPULATE_WRITE }, { "dontneed-locked", MADV_DONTNEED_LOCKED },
	{ "collapse", MADV_COLLAPSE },
	{}
};

static const struct word locks[] = { { "now", 0 }, { "onfault", 1 }, { "unlock", 2 }, {} };
static const struct word lock_alls[] = {
	{ "current", MCL_CURRENT }, { "future", MCL_FUTURE }, { "onfault", MCL_CURRENT | MCL_ONFAULT }, { "unlock", 0 },
	{}
};

static const struct word sync_flags[] = {
	{ "sync", MS_SYNC }, { "async", MS_ASYNC }, { "invalidate", MS_INVALIDATE },
	{}
};

static const struct word futexes[] = {
	{ "wake", 1 }, { "wake-private", 1 | 128 }, { "wait", 0 }, { "wait-private", 0 | 128 },
	{}
};

/* Of 64 KiB, or at its end, so that most is behind it. */
static const struct word buffers[] = { { "whole", 0 }, { "pieces", 0 }, { "!nowhere", 0 }, { "!edge", 0 }, {} };

static const struct word positions[] = { { "own", 0 }, { "given", 1 }, {} };

static const struct word whences[] = {
	{ "set", SEEK_SET }, { "cur", SEEK_CUR }, { "end", SEEK_END }, { "data", SEEK_DATA },
	{ "hole", SEEK_HOLE }, { "!unknown", 99 },
	{}
};

static const struct word syncs[] = { { "all", 0 }, { "data", 1 }, {} };
static const struct word status_flags[] = { { "append", O_APPEND }, { "nonblock", O_NONBLOCK }, {} };
static const struct word directions[] = { { "in", 0 }, { "out", 1 }, {} };
static const struct word holds[] = { { "no", 0 }, { "yes", 1 }, {} };
static const struct word peeks[] = {
	{ "readv", 0 }, { "writev", 1 }, { "mem-read", 2 }, { "mem-write", 3 },
	{}
};

static const struct word directs[] = { { "write", 1 }, { "read", 0 }, {} };

/* The attribute is the word itself. */
static const struct word attributes[] = {
	{ "size", 0 }, { "backing", 0 }, { "mapper", 0 }, { "private", 0 }, { "stamp", 0 }, { "node", 0 },
	{ "label", 0 }, { "mappings", 0 }, { "mapped_bytes", 0 }, { "pieces", 0 }, { "revoked", 0 },
	{ "revoke", 0 },
	{}
};

static const struct word written[] = { { "1", 0 }, { "0", 0 }, { "y", 0 }, { "!junk", 0 }, {} };
static const struct word reports[] = { { "whole", 0 }, { "bytes", 1 }, { "middle", 2 }, {} };
static const struct word looks[] = {
	{ "maps", 0 }, { "smaps", 0 }, { "numa_maps", 0 }, { "pagemap", 0 }, { "clear_refs", 1 },
	{}
};

static const struct word users[] = { { "nobody", 65534 }, {} };
static const struct word exits[] = { { "return", 0 }, { "killed", 1 }, {} };

/* Numbers that are worth trying. */
static const struct word pages[] = {
	{ "", 0 }, { "", 1 }, { "", 2 }, { "", 15 }, { "", 16 }, { "", 17 }, { "", 511 }, { "", 512 }, { "", 513 },
	{ "", 1024 }, { "", 1 << 20 }, { "", UINT64_MAX >> 12 }, { "", UINT64_MAX },
	{}
};

static const struct word sizes[] = {
	{ "", 65536 }, { "", 65536 }, { "", 65536 }, { "", 1 }, { "", 4096 }, { "", 8191 }, { "", 8192 }, { "", 40960 },
	{ "", 2 << 20 }, { "", (2 << 20) + 1 }, { "", (4 << 20) + 12288 }, { "", 5 << 20 }, { "", 1 << 30 },
	{ "", 1ULL << 46 }, { "", UINT64_MAX - 8191 }, { "", UINT64_MAX }, { "", 0 },
	{}
};

static const struct word bytes[] = {
	{ "", 0 }, { "", 1 }, { "", 4 }, { "", 100 }, { "", 4095 }, { "", 4096 }, { "", 4097 }, { "", 65535 }, { "", 65536 },
	{ "", 2 << 20 }, { "", INT64_MAX }, { "", UINT64_MAX },
	{}
};

static const struct word limits[] = { { "", 0 }, { "", 1 }, { "", 4096 }, { "", 65536 }, { "", 4 << 20 }, {} };
static const struct word nths[] = { { "", 1 }, { "", 2 }, { "", 3 }, { "", 4 }, { "", 5 }, { "", 6 }, { "", 8 }, {} };
static const struct word counts[] = { { "", 1 }, { "", 2 }, { "", 3 }, {} };

/* --- The calls -------------------------------------------------------------------------- */

#define AREA			{ "", ARGUMENT_REGISTER, RESOURCE_AREA, NULL }
#define OPEN_FILE		{ "", ARGUMENT_REGISTER, RESOURCE_FILE, NULL }
#define MAPPING			{ "", ARGUMENT_REGISTER, RESOURCE_MAPPING, NULL }
#define CHOICE(name, words)	{ name, ARGUMENT_CHOICE, RESOURCE_NONE, words }
#define FLAGS(name, words)	{ name, ARGUMENT_FLAGS, RESOURCE_NONE, words }
#define NUMBER(name, words)	{ name, ARGUMENT_NUMBER, RESOURCE_NONE, words }
/* A part of a mapping, in pages; 0 pages are all that are behind. */
#define PART			MAPPING, NUMBER("first", pages), NUMBER("count", pages)
#define NEW_AREA									\
	NUMBER("size", sizes), CHOICE("backing", backings), CHOICE("mapper", mappers),	\
	CHOICE("private", privates), CHOICE("node", nodes), NUMBER("stamp", stamps),	\
	CHOICE("label", labels), CHOICE("flags", create_flags), CHOICE("struct", structs), CHOICE("at", places)

const struct call_type call_types[CALLS] = {
	[CALL_CREATE] = { "create", 8, RESOURCE_AREA, { NEW_AREA } },
	[CALL_ANONYMOUS] = { "anonymous", 6, RESOURCE_FILE, { NEW_AREA } },
	[CALL_DESTROY] = { "destroy", 3, RESOURCE_NONE,
		{ AREA, CHOICE("force", forces), CHOICE("padding", paddings), CHOICE("number", numbers),
		  CHOICE("struct", structs), CHOICE("at", places) } },
	[CALL_OPEN] = { "open", 8, RESOURCE_FILE, { AREA, CHOICE("access", accesses), FLAGS("flags", open_flags) } },
	[CALL_CONTROL] = { "control", 1, RESOURCE_FILE, { CHOICE("access", accesses) } },
	[CALL_REOPEN] = { "reopen", 1, RESOURCE_FILE, { OPEN_FILE, CHOICE("access", accesses) } },
	[CALL_DUP] = { "dup", 1, RESOURCE_FILE, { OPEN_FILE } },
	[CALL_CLOSE] = { "close", 3, RESOURCE_NONE, { OPEN_FILE } },
	[CALL_IOCTL] = { "ioctl", 4, RESOURCE_NONE,
		{ OPEN_FILE, CHOICE("command", commands), CHOICE("struct", structs), CHOICE("at", places) } },
	[CALL_REVOKE] = { "revoke", 2, RESOURCE_NONE, { OPEN_FILE } },
	[CALL_MMAP] = { "mmap", 14, RESOURCE_MAPPING,
		{ OPEN_FILE, NUMBER("offset", pages), NUMBER("length", pages), CHOICE("prot", protections),
		  CHOICE("share", shares), FLAGS("flags", map_flags) } },
	[CALL_MMAP_OVER] = { "mmap-over", 2, RESOURCE_MAPPING,
		{ OPEN_FILE, PART, NUMBER("offset", pages), CHOICE("prot", protections), CHOICE("share", shares) } },
	[CALL_MUNMAP] = { "munmap", 4, RESOURCE_NONE, { PART } },
	[CALL_TOUCH] = { "touch", 12, RESOURCE_NONE, { PART, CHOICE("how", touches) } },
	[CALL_COMPARE] = { "compare", 4, RESOURCE_NONE, { MAPPING, OPEN_FILE } },
	[CALL_MPROTECT] = { "mprotect", 4, RESOURCE_NONE, { PART, CHOICE("prot", protections) } },
	[CALL_MREMAP] = { "mremap", 4, RESOURCE_MAPPING, { PART, NUMBER("length", pages), FLAGS("flags", remap_flags) } },
	[CALL_MREMAP_OVER] = { "mremap-over", 1, RESOURCE_MAPPING,
		{ MAPPING, MAPPING, NUMBER("first", pages), NUMBER("count", pages), NUMBER("length", pages) } },
	[CALL_MADVISE] = { "madvise", 7, RESOURCE_NONE, { PART, CHOICE("advice", advices) } },
	[CALL_MLOCK] = { "mlock", 2, RESOURCE_NONE, { PART, CHOICE("how", locks) } },
	[CALL_MLOCKALL] = { "mlockall", 1, RESOURCE_NONE, { CHOICE("how", lock_alls) } },
	[CALL_MSYNC] = { "msync", 1, RESOURCE_NONE, { PART, FLAGS("flags", sync_flags) } },
	[CALL_MINCORE] = { "mincore", 1, RESOURCE_NONE, { PART } },
	[CALL_MBIND] = { "mbind", 1, RESOURCE_NONE, { PART } },
	[CALL_REMAP_FILE_PAGES] = { "remap-file-pages", 1, RESOURCE_NONE, { PART, NUMBER("offset", pages) } },
	[CALL_FUTEX] = { "futex", 1, RESOURCE_NONE, { MAPPING, NUMBER("first", pages), CHOICE("how", futexes) } },
	[CALL_READ] = { "read", 3, RESOURCE_NONE,
		{ OPEN_FILE, NUMBER("bytes", bytes), CHOICE("position", positions), NUMBER("offset", bytes),
		  CHOICE("buffer", buffers) } },
	[CALL_WRITE] = { "write", 3, RESOURCE_NONE,
		{ OPEN_FILE, NUMBER("bytes", bytes), CHOICE("position", positions), NUMBER("offset", bytes),
		  CHOICE("buffer", buffers) } },
	[CALL_READ_INTO] = { "read-into", 2, RESOURCE_NONE, { OPEN_FILE, PART, NUMBER("offset", bytes) } },
	[CALL_WRITE_FROM] = { "write-from", 2, RESOURCE_NONE, { OPEN_FILE, PART, NUMBER("offset", bytes) } },
	[CALL_LSEEK] = { "lseek", 2, RESOURCE_NONE, { OPEN_FILE, NUMBER("offset", bytes), CHOICE("whence", whences) } },
	[CALL_FSYNC] = { "fsync", 1, RESOURCE_NONE, { OPEN_FILE, CHOICE("what", syncs) } },
	[CALL_FCNTL] = { "fcntl", 1, RESOURCE_NONE, { OPEN_FILE, FLAGS("flags", status_flags) } },
	[CALL_POLL] = { "poll", 1, RESOURCE_NONE, { OPEN_FILE } },
	[CALL_SPLICE] = { "splice", 1, RESOURCE_NONE,
		{ OPEN_FILE, NUMBER("bytes", bytes), CHOICE("direction", directions) } },
	[CALL_VMSPLICE] = { "vmsplice", 2, RESOURCE_NONE, { PART, CHOICE("hold", holds) } },
	[CALL_SENDFILE] = { "sendfile", 1, RESOURCE_NONE, { OPEN_FILE, OPEN_FILE, NUMBER("bytes", bytes) } },
	[CALL_PEEK] = { "peek", 4, RESOURCE_NONE, { PART, CHOICE("how", peeks) } },
	[CALL_DIRECT] = { "direct", 2, RESOURCE_NONE, { PART, CHOICE("how", directs) } },
	[CALL_SYSFS_READ] = { "sysfs-read", 3, RESOURCE_NONE, { AREA, CHOICE("attribute", attributes) } },
	[CALL_SYSFS_WRITE] = { "sysfs-write", 1, RESOURCE_NONE,
		{ AREA, CHOICE("attribute", attributes), CHOICE("text", written) } },
	[CALL_REPORT] = { "report", 2, RESOURCE_NONE, { CHOICE("how", reports) } },
	[CALL_LOOK] = { "look", 1, RESOURCE_NONE, { CHOICE("file", looks) } },
	[CALL_LIMIT] = { "limit", 1, RESOURCE_NONE, { NUMBER("bytes", limits) } },
	[CALL_USER] = { "user", 1, RESOURCE_NONE, { CHOICE("who", users) } },
	[CALL_FORK] = { "fork", 4, RESOURCE_NONE, { NUMBER("calls", counts), CHOICE("parallel", holds) } },
	[CALL_FAIL] = { "fail", 4, RESOURCE_NONE, { NUMBER("nth", nths) } },
	[CALL_EXIT] = { "exit", 1, RESOURCE_NONE, { CHOICE("how", exits) } },
};

unsigned int argument_words(const struct argument_type *type)
{
	unsigned int count = 0;

	while (type->words && type->words[count].name)
		count++;
	return count;
}

static bool value_valid(const struct argument_type *type, uint64_t value)
{
	switch (type->kind) {
	case ARGUMENT_REGISTER:
		return value < REGISTERS;
	case ARGUMENT_CHOICE:
		return value < argument_words(type);
	case ARGUMENT_FLAGS:
		return !(value >> argument_words(type));
	default:
		return true;
	}
}

bool call_valid(const struct call *call)
{
	const struct call_type *type = &call_types[call->kind];
	unsigned int i;

	if (call->kind >= CALLS || call->result >= (type->makes ? REGISTERS : 1))
		return false;
	for (i = 0; type->arguments[i].kind; i++)
		if (!value_valid(&type->arguments[i], call->values[i]))
			return false;
	return true;
}

static unsigned int argument_index(const struct call *call, const char *name)
{
	const struct argument_type *arguments = call_types[call->kind].arguments;
	unsigned int i;

	for (i = 0; arguments[i].kind; i++)
		if (!strcmp(arguments[i].name, name))
			return i;
	fprintf(stderr, "fuzz: %s has no argument %s\n", call_types[call->kind].name, name);
	abort();
}

uint64_t call_value(const struct call *call, const char *name)
{
	unsigned int index = argument_index(call, name);
	const struct argument_type *type = &call_types[call->kind].arguments[index];
	uint64_t value = call->values[index];
	uint64_t flags = 0;
	unsigned int i;

	switch (type->kind) {
	case ARGUMENT_CHOICE:
		return type->words[value].value;
	case ARGUMENT_FLAGS:
		for (i = 0; type->words[i].name; i++)
			if (value >> i & 1)
				flags |= type->words[i].value;
		return flags;
	default:
		return value;
	}
}

const char *call_word(const struct call *call, const char *name)
{
	unsigned int index = argument_index(call, name);
	const char *word = call_types[call->kind].arguments[index].words[call->values[index]].name;

	return word + (word[0] == '!');
}

/* What is to be refused is rolled, but not often: behind a refusal, little happens. */
static uint64_t choice_roll(const struct argument_type *type, struct dice *dice)
{
	unsigned int all = argument_words(type);
	unsigned int good = 0;

	while (good < all && type->words[good].name[0] != '!')
		good++;
	if (good < all && dice_one_in(dice, 12))
		return good + dice_below(dice, all - good);
	return dice_below(dice, good);
}

static uint64_t flags_roll(const struct argument_type *type, struct dice *dice)
{
	uint64_t flags = 0;
	unsigned int i;

	for (i = 0; i < argument_words(type); i++)
		if (dice_one_in(dice, 3))
			flags |= 1ULL << i;
	return flags;
}

static uint64_t number_roll(const struct argument_type *type, struct dice *dice)
{
	unsigned int worth = argument_words(type);

	/* The beginning of the list is what leads further. */
	switch (dice_below(dice, 4)) {
	case 0:
		return type->words[dice_below(dice, worth)].value;
	case 1:
		return type->words[dice_below(dice, (worth + 1) / 2)].value + dice_below(dice, 3);
	case 2:
		return type->words[dice_below(dice, (worth + 1) / 2)].value;
	default:
		return type->words[0].value;
	}
}

uint64_t argument_roll(const struct argument_type *type, struct dice *dice)
{
	switch (type->kind) {
	case ARGUMENT_CHOICE:
		return choice_roll(type, dice);
	case ARGUMENT_FLAGS:
		return flags_roll(type, dice);
	case ARGUMENT_NUMBER:
		return number_roll(type, dice);
	default:
		return 0;
	}
}

/* Memory, and a mapper that can map it: of two that are rolled, most are refused. */
static void backing_roll(struct call *call, struct dice *dice)
{
	static const struct {
		uint8_t backing, mapper;
	} suited[] = {
		{ MAPS_BACKING_VMALLOC, MAPS_MAPPER_REMAP }, { MAPS_BACKING_VMALLOC, MAPS_MAPPER_RANGE },
		{ MAPS_BACKING_VMALLOC, MAPS_MAPPER_INSERT }, { MAPS_BACKING_VMALLOC, MAPS_MAPPER_FAULT },
		{ MAPS_BACKING_CONTIG, MAPS_MAPPER_REMAP }, { MAPS_BACKING_CONTIG, MAPS_MAPPER_INSERT },
		{ MAPS_BACKING_CONTIG, MAPS_MAPPER_FAULT }, { MAPS_BACKING_HUGE, MAPS_MAPPER_REMAP },
		{ MAPS_BACKING_HUGE, MAPS_MAPPER_INSERT }, { MAPS_BACKING_HUGE, MAPS_MAPPER_FAULT },
		{ MAPS_BACKING_HUGE, MAPS_MAPPER_HUGE }, { MAPS_BACKING_SHMEM, MAPS_MAPPER_SHMEM },
		{ MAPS_BACKING_AUTO, MAPS_MAPPER_AUTO }, { MAPS_BACKING_AUTO, MAPS_MAPPER_FAULT },
	};
	unsigned int i = dice_below(dice, sizeof(suited) / sizeof(suited[0]));

	if (dice_one_in(dice, 12))
		return;
	/* The words of both lists are in the order of their numbers. */
	call->values[argument_index(call, "backing")] = suited[i].backing;
	call->values[argument_index(call, "mapper")] = suited[i].mapper;
}

void call_roll(struct call *call, enum call_kind kind, struct dice *dice)
{
	const struct call_type *type = &call_types[kind];
	unsigned int i;

	*call = (struct call){ .kind = kind };
	for (i = 0; type->arguments[i].kind; i++)
		call->values[i] = argument_roll(&type->arguments[i], dice);
	if (kind == CALL_CREATE || kind == CALL_ANONYMOUS)
		backing_roll(call, dice);
}
