// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <inttypes.h>
#include <unistd.h>

#include "pieces.h"
#include "size.h"

int pieces_parse(FILE *file, struct piece pieces[PIECES_MOST])
{
	uint64_t page_size = (uint64_t)sysconf(_SC_PAGESIZE), pages;
	int count = 0;

	while (count < PIECES_MOST && fscanf(file, "%" SCNu64 " %" SCNu64, &pages, &pieces[count].count) == 2)
		pieces[count++].bytes = pages * page_size;
	return ferror(file) ? -EIO : count;
}

int pieces_read(const char *name, struct piece pieces[PIECES_MOST])
{
	char path[64];
	FILE *file;
	int count;

	snprintf(path, sizeof(path), "/sys/class/maps/%s/pieces", name);
	file = fopen(path, "re");
	if (!file)
		return -errno;
	count = pieces_parse(file, pieces);
	fclose(file);
	return count;
}

void pieces_print(const struct piece *pieces, int count, FILE *out)
{
	char text[SIZE_TEXT];

	for (int i = 0; i < count; i++) {
		fprintf(out, "%s%" PRIu64, i ? ", " : "", pieces[i].count);
		if (i == 0)
			fputs(pieces[i].count == 1 ? " piece" : " pieces", out);
		fprintf(out, " of %s", size_format(pieces[i].bytes, text));
	}
}
