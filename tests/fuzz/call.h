/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a program of the fuzzer can do: the table of its calls.
 *
 * A call takes what earlier calls made, by number (a0 an area that has a device, f0 an
 * open file, m0 a mapping), and values. 0 is in each value what a call most often wants,
 * so that a person can leave it out.
 */
#ifndef FUZZ_CALL_H
#define FUZZ_CALL_H

#include <stdbool.h>
#include <stdint.h>

#include "dice.h"

/* What calls make and take; the letters of resource_letters. */
enum resource {
	RESOURCE_NONE,
	RESOURCE_AREA,
	RESOURCE_FILE,
	RESOURCE_MAPPING,
	RESOURCES
};

/* a0..a7, f0..f7, m0..m7 */
#define REGISTERS	8
extern const char resource_letters[RESOURCES];

/**
 * enum argument_kind - what a value of a call means
 * @ARGUMENT_NONE: there is none: the end of the list
 * @ARGUMENT_REGISTER: the number of a resource
 * @ARGUMENT_CHOICE: one of the words
 * @ARGUMENT_FLAGS: a set of the words, as a mask
 * @ARGUMENT_NUMBER: a number; the words' values are those that are worth trying
 */
enum argument_kind {
	ARGUMENT_NONE,
	ARGUMENT_REGISTER,
	ARGUMENT_CHOICE,
	ARGUMENT_FLAGS,
	ARGUMENT_NUMBER,
};

/* @name begins with "!" where the call is to be refused because of it. */
struct word {
	const char *name;
	uint64_t value;
};

/**
 * struct argument_type - a value of a call
 * @name: as the text has it; registers have none there
 * @kind: what it means
 * @resource: for a register
 * @words: what there is to choose from; the last one has neither name nor value
 */
struct argument_type {
	const char *name;
	enum argument_kind kind;
	enum resource resource;
	const struct word *words;
};

#define ARGUMENTS	10

enum call_kind {
	CALL_CREATE,
	CALL_ANONYMOUS,
	CALL_DESTROY,
	CALL_OPEN,
	CALL_CONTROL,
	CALL_REOPEN,
	CALL_DUP,
	CALL_CLOSE,
	CALL_IOCTL,
	CALL_REVOKE,
	CALL_MMAP,
	CALL_MMAP_OVER,
	CALL_MUNMAP,
	CALL_TOUCH,
	CALL_COMPARE,
	CALL_MPROTECT,
	CALL_MREMAP,
	CALL_MREMAP_OVER,
	CALL_MADVISE,
	CALL_MLOCK,
	CALL_MLOCKALL,
	CALL_MSYNC,
	CALL_MINCORE,
	CALL_MBIND,
	CALL_REMAP_FILE_PAGES,
	CALL_FUTEX,
	CALL_READ,
	CALL_WRITE,
	CALL_READ_INTO,
	CALL_WRITE_FROM,
	CALL_LSEEK,
	CALL_FSYNC,
	CALL_FCNTL,
	CALL_POLL,
	CALL_SPLICE,
	CALL_VMSPLICE,
	CALL_SENDFILE,
	CALL_PEEK,
	CALL_DIRECT,
	CALL_SYSFS_READ,
	CALL_SYSFS_WRITE,
	CALL_REPORT,
	CALL_LOOK,
	CALL_LIMIT,
	CALL_USER,
	CALL_FORK,
	CALL_FAIL,
	CALL_EXIT,
	CALLS
};

/**
 * struct call_type - a call
 * @name: as the text has it
 * @weight: how often it is rolled, beside the others
 * @makes: the resource that it makes, if any
 * @arguments: ended by one of kind ARGUMENT_NONE
 */
struct call_type {
	const char *name;
	unsigned int weight;
	enum resource makes;
	struct argument_type arguments[ARGUMENTS + 1];
};

extern const struct call_type call_types[CALLS];

/**
 * struct call - a call of a program
 * @kind: which
 * @result: the register for what it makes; 0 where that is nothing
 * @values: for each argument, the register, the number, the index of the word chosen, or
 *	the mask of words
 */
struct call {
	enum call_kind kind;
	unsigned int result;
	uint64_t values[ARGUMENTS];
};

/* Whether all of it is within what the table allows; whether registers are filled is not asked. */
bool call_valid(const struct call *call);

/*
 * The value of the argument of that name: for a choice or flags, the word's own, or all of
 * those that were chosen. There is one, or the program ends.
 */
uint64_t call_value(const struct call *call, const char *name);

/* The word that was chosen for the argument of that name, without "!". */
const char *call_word(const struct call *call, const char *name);

/* How many words the argument can choose from. */
unsigned int argument_words(const struct argument_type *type);

/* Roll a value for that argument; registers are the caller's. */
uint64_t argument_roll(const struct argument_type *type, struct dice *dice);

/* Roll all values but the registers of a call of that kind. */
void call_roll(struct call *call, enum call_kind kind, struct dice *dice);

#endif /* FUZZ_CALL_H */
