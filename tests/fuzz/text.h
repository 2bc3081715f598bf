/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Programs as text, which people can read and write: a call a line.
 *
 *	# Revoke what is mapped.
 *	a0 = create size=65536 backing=huge
 *	f0 = open a0
 *	m0 = mmap f0 length=16 prot=r share=private
 *	touch m0 how=read
 *	revoke f0
 *
 * Values that are 0, or the first word of their list, can be left out; of a set of flags,
 * those that are wanted are joined by "+". "#" begins a comment. An empty line, or the end,
 * is the end of a program.
 */
#ifndef FUZZ_TEXT_H
#define FUZZ_TEXT_H

#include <stddef.h>

#include "program.h"

/* What the longest program needs. */
#define TEXT_SIZE	8192

/* @text has room for TEXT_SIZE bytes; returns the length. */
size_t text_encode(const struct program *program, char *text);

/**
 * struct text_error - what is wrong with a text
 * @line: which, counted from 1
 * @what: what
 */
struct text_error {
	unsigned int line;
	char what[120];
};

/*
 * Read the next program of *@text, and move on behind it. *@line counts the lines. Returns 1;
 * 0 where there is none any more; -1 where it cannot be understood.
 */
int text_decode(struct program *program, const char **text, unsigned int *line, struct text_error *error);

#endif /* FUZZ_TEXT_H */
