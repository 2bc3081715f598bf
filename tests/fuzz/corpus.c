// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "corpus.h"
#include "text.h"

void corpus_add(struct corpus *corpus, const struct program *program)
{
	if (corpus->count == corpus->room) {
		corpus->room = corpus->room ? corpus->room * 2 : 64;
		corpus->programs = realloc(corpus->programs, corpus->room * sizeof(*program));
		if (!corpus->programs) {
			perror("fuzz: the corpus");
			exit(1);
		}
	}
	corpus->programs[corpus->count++] = *program;
}

/* All of a file, with a zero behind it. */
static char *file_text(const char *path)
{
	FILE *file = fopen(path, "re");
	char *text = NULL;
	size_t room = 0;

	if (!file)
		return NULL;
	if (getdelim(&text, &room, '\0', file) < 0) {
		free(text);
		text = ferror(file) ? NULL : strdup("");
	}
	fclose(file);
	return text;
}

bool corpus_read(struct corpus *corpus, const char *path)
{
	char *text = file_text(path);
	struct text_error error = {};
	struct program program;
	unsigned int line = 0;
	const char *rest = text;
	int found;

	if (!text) {
		fprintf(stderr, "fuzz: %s: %s\n", path, strerror(errno));
		return false;
	}
	while ((found = text_decode(&program, &rest, &line, &error)) > 0)
		corpus_add(corpus, &program);
	if (found < 0)
		fprintf(stderr, "fuzz: %s:%u: %s\n", path, error.line, error.what);
	free(text);
	return found == 0;
}

/* FNV-1a: the same program has the same name. */
static uint32_t text_name(const char *text)
{
	uint32_t hash = 2166136261;

	while (*text)
		hash = (hash ^ (unsigned char)*text++) * 16777619;
	return hash;
}

bool corpus_write(const char *folder, const struct program *program, const char *comment)
{
	char text[TEXT_SIZE], path[256];
	FILE *file;

	text_encode(program, text);
	mkdir(folder, 0777);
	snprintf(path, sizeof(path), "%s/%08x", folder, text_name(text));
	file = fopen(path, "we");
	if (!file || fprintf(file, "# %s\n%s\n", comment, text) < 0 || fclose(file) != 0) {
		fprintf(stderr, "fuzz: %s: %s\n", path, strerror(errno));
		return false;
	}
	return true;
}
