/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pictures of memory: rows of cells, each of which stands for some pages. What the
 * cells mean is decided in layout-runs.c and layout-states.c; how they look, in
 * picture-text.c and picture-svg.c.
 */
#ifndef MAPS_PICTURE_H
#define MAPS_PICTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Neighbours are told apart by so many colours, or by the letters of the alphabet. */
#define PICTURE_COLOURS 6
#define PICTURE_LETTERS 26

/* The offset before each row takes so many characters. */
#define PICTURE_MARGIN 9

/* What a cell can be, other than one of a series. */
enum picture_kind {
	PICTURE_SERIES,		/* the @number of struct picture_cell tells which */
	PICTURE_MIXED,		/* its pages are not all alike */
	PICTURE_NOTHING,	/* there is no page */
	PICTURE_SMALL,		/* mapped by an entry of its own */
	PICTURE_HUGE,		/* mapped by a huge entry, with others */
	PICTURE_COPY,		/* the process has a copy of its own */
	PICTURE_UNKNOWN,	/* the kernel does not tell */
	PICTURE_KINDS
};

/**
 * struct picture_cell - what is drawn in one place
 * @kind: what it is
 * @number: of PICTURE_SERIES, which of them
 */
struct picture_cell {
	enum picture_kind kind;
	uint32_t number;
};

/**
 * struct picture - rows of cells
 * @cells: all of them, row by row; the last row may be shorter
 * @count: how many
 * @columns: how many make a row
 * @first: the byte of the area at which the first one begins
 * @bytes: how many bytes each stands for
 */
struct picture {
	struct picture_cell *cells;
	size_t count;
	unsigned int columns;
	uint64_t first;
	uint64_t bytes;
};

/*
 * How many pages a cell has to stand for, so that @pages of them take no more than
 * @rows rows of @columns: a power of two.
 */
size_t picture_scale(size_t pages, unsigned int columns, unsigned int rows);

/*
 * Draw it in characters, with the offset of each row before it: blocks of colour where
 * @coloured, else a letter for each.
 */
void picture_text(const struct picture *picture, bool coloured, FILE *out);

/* What a kind looks like there, as a legend of one word: "#", or a coloured block. */
void picture_sample(enum picture_kind kind, bool coloured, FILE *out);

/**
 * struct picture_part - one of the pictures of a drawing
 * @picture: it
 * @caption: a line above
 * @remark: a line below
 */
struct picture_part {
	const struct picture *picture;
	const char *caption;
	const char *remark;
};

/*
 * Draw some of them, one below the other, as an SVG document that needs nothing else,
 * and can be read on light and on dark ground. @title and @description are for who
 * does not see it.
 */
void picture_svg(const struct picture_part *parts, size_t count, const char *title, const char *description, FILE *out);

#endif /* MAPS_PICTURE_H */
