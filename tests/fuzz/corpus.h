/* SPDX-License-Identifier: BSD-2-Clause */
/* Programs that are worth keeping: those of the tree, and those that a run finds. */
#ifndef FUZZ_CORPUS_H
#define FUZZ_CORPUS_H

#include <stdbool.h>
#include <stddef.h>

#include "program.h"

struct corpus {
	struct program *programs;
	size_t count;
	size_t room;
};

void corpus_add(struct corpus *corpus, const struct program *program);

/* Add the programs of a file; false where it cannot be read or understood, which is said. */
bool corpus_read(struct corpus *corpus, const char *path);

/* Write a program into a folder, with a comment of one line; its name is made of its text. */
bool corpus_write(const char *folder, const struct program *program, const char *comment);

#endif /* FUZZ_CORPUS_H */
