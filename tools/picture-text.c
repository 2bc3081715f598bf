// SPDX-License-Identifier: BSD-2-Clause
#include "picture.h"
#include "size.h"

/* For a terminal: the block, and its number among the 256 colours. */
static const struct {
	const char *block;
	unsigned int colour;
	char letter;
} looks[PICTURE_KINDS] = {
	[PICTURE_MIXED] = { "▒", 245, '#' },
	[PICTURE_NOTHING] = { "·", 245, '.' },
	[PICTURE_SMALL] = { "█", 33, 's' },
	[PICTURE_HUGE] = { "█", 208, 'H' },
	[PICTURE_COPY] = { "█", 170, 'P' },
	[PICTURE_UNKNOWN] = { "?", 245, '?' },
};

/* Neighbours in this order are far from each other, for those who see few colours, too. */
static const unsigned int series[PICTURE_COLOURS] = { 33, 208, 35, 170, 178, 44 };

size_t picture_scale(size_t pages, unsigned int columns, unsigned int rows)
{
	size_t cells = (size_t)columns * rows, scale = 1;

	while ((pages + scale - 1) / scale > cells)
		scale *= 2;
	return scale;
}

static unsigned int colour_of(const struct picture_cell *cell)
{
	return cell->kind == PICTURE_SERIES ? series[cell->number % PICTURE_COLOURS] : looks[cell->kind].colour;
}

static void put_row(const struct picture_cell *cells, size_t count, bool coloured, FILE *out)
{
	unsigned int colour = 0;

	for (size_t i = 0; i < count; i++) {
		bool one = cells[i].kind == PICTURE_SERIES;

		if (!coloured) {
			fputc(one ? (int)('a' + cells[i].number % PICTURE_LETTERS) : looks[cells[i].kind].letter, out);
			continue;
		}
		if (colour_of(&cells[i]) != colour) {
			colour = colour_of(&cells[i]);
			fprintf(out, "\033[38;5;%um", colour);
		}
		fputs(one ? "█" : looks[cells[i].kind].block, out);
	}
	if (coloured)
		fputs("\033[0m", out);
}

void picture_text(const struct picture *picture, bool coloured, FILE *out)
{
	char text[SIZE_TEXT];

	for (size_t i = 0; i < picture->count; i += picture->columns) {
		size_t rest = picture->count - i;

		fprintf(out, "%*s ", PICTURE_MARGIN - 1, size_format(picture->first + i * picture->bytes, text));
		put_row(picture->cells + i, rest < picture->columns ? rest : picture->columns, coloured, out);
		fputc('\n', out);
	}
}

void picture_sample(enum picture_kind kind, bool coloured, FILE *out)
{
	const struct picture_cell cell = { .kind = kind };

	put_row(&cell, 1, coloured, out);
}
