// SPDX-License-Identifier: BSD-2-Clause
#include "picture.h"
#include "size.h"

/* In units of the document. Text is as wide as it is: what is beside it has room. */
#define CELL 13
#define MARGIN 12
#define LABELS 64
#define LINE 18

/*
 * The colours of Okabe and Ito, which can be told apart by everybody, and text in a grey
 * that can be read on white and on black: the scheme of the reader's system need not be
 * that of the page which shows the picture.
 */
static const char style[] =
	"  <style>\n"
	"    text { font: 12px ui-monospace, monospace; fill: #6e7681 }\n"
	"    .s0 { fill: #0072b2 } .s1 { fill: #e69f00 } .s2 { fill: #009e73 }\n"
	"    .s3 { fill: #cc79a7 } .s4 { fill: #d55e00 } .s5 { fill: #56b4e9 }\n"
	"    .mixed { fill: #8c959f } .small { fill: #0072b2 } .huge { fill: #e69f00 } .copy { fill: #cc79a7 }\n"
	"    .nothing, .unknown { fill: none; stroke: #8c959f } .unknown { stroke-dasharray: 2 }\n"
	"  </style>\n";

static const char *const classes[PICTURE_KINDS] = {
	[PICTURE_MIXED] = "mixed",
	[PICTURE_NOTHING] = "nothing",
	[PICTURE_SMALL] = "small",
	[PICTURE_HUGE] = "huge",
	[PICTURE_COPY] = "copy",
	[PICTURE_UNKNOWN] = "unknown",
};

/* Text of others, such as the name of a program, is not to be taken for markup. */
static void put_text(const char *text, FILE *out)
{
	for (; *text; text++) {
		switch (*text) {
		case '&':
			fputs("&amp;", out);
			break;
		case '<':
			fputs("&lt;", out);
			break;
		case '>':
			fputs("&gt;", out);
			break;
		default:
			/* There is no way to write other control characters in XML. */
			fputc((unsigned char)*text < ' ' ? '?' : *text, out);
		}
	}
}

static void put_line(const char *text, unsigned int y, FILE *out)
{
	fprintf(out, "  <text x=\"%d\" y=\"%u\">", MARGIN, y);
	put_text(text, out);
	fputs("</text>\n", out);
}

static bool alike(const struct picture_cell *a, const struct picture_cell *b)
{
	return a->kind == b->kind && a->number == b->number;
}

/* One rectangle for each run of cells that are alike. */
static void put_row(const struct picture_cell *cells, size_t count, unsigned int y, FILE *out)
{
	size_t end;

	for (size_t i = 0; i < count; i = end) {
		for (end = i + 1; end < count && alike(&cells[i], &cells[end]); end++)
			;
		fputs("  <rect class=\"", out);
		if (cells[i].kind == PICTURE_SERIES)
			fprintf(out, "s%u", cells[i].number % PICTURE_COLOURS);
		else
			fputs(classes[cells[i].kind], out);
		fprintf(out, "\" x=\"%zu\" y=\"%u\" width=\"%zu\" height=\"%d\" rx=\"1\"/>\n",
			MARGIN + LABELS + i * CELL, y, (end - i) * CELL - 1, CELL - 1);
	}
}

static unsigned int rows_of(const struct picture *picture)
{
	return (unsigned int)((picture->count + picture->columns - 1) / picture->columns);
}

static unsigned int put_part(const struct picture_part *part, unsigned int y, FILE *out)
{
	const struct picture *picture = part->picture;
	char text[SIZE_TEXT];

	put_line(part->caption, y + 12, out);
	y += LINE;
	for (size_t i = 0; i < picture->count; i += picture->columns) {
		size_t rest = picture->count - i;

		fprintf(out, "  <text x=\"%d\" y=\"%u\" text-anchor=\"end\">%s</text>\n", MARGIN + LABELS - 8,
			y + CELL - 1, size_format(picture->first + i * picture->bytes, text));
		put_row(picture->cells + i, rest < picture->columns ? rest : picture->columns, y, out);
		y += CELL;
	}
	put_line(part->remark, y + 16, out);
	return y + 16 + LINE;
}

void picture_svg(const struct picture_part *parts, size_t count, const char *title, const char *description, FILE *out)
{
	unsigned int width = 0, height = 2 * MARGIN, y = MARGIN;

	for (size_t i = 0; i < count; i++) {
		unsigned int wide = MARGIN * 2 + LABELS + parts[i].picture->columns * CELL;

		width = wide > width ? wide : width;
		height += LINE + rows_of(parts[i].picture) * CELL + 16 + LINE;
	}
	fprintf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-labelledby=\"title description\" "
		     "width=\"%u\" height=\"%u\" viewBox=\"0 0 %u %u\">\n  <title id=\"title\">",
		width, height, width, height);
	put_text(title, out);
	fputs("</title>\n  <desc id=\"description\">", out);
	put_text(description, out);
	fprintf(out, "</desc>\n%s", style);
	for (size_t i = 0; i < count; i++)
		y = put_part(&parts[i], y, out);
	fputs("</svg>\n", out);
}
