// SPDX-License-Identifier: BSD-2-Clause
#include <inttypes.h>
#include <stdint.h>

#include "area-columns.h"
#include "libmaps.h"
#include "pieces.h"
#include "size.h"

static void put_size(uint64_t size, bool bytes, FILE *out)
{
	char text[SIZE_TEXT];

	if (bytes)
		fprintf(out, "%" PRIu64, size);
	else
		fputs(size_format(size, text), out);
}

static void write_name(const void *info, bool bytes, FILE *out)
{
	(void)bytes;
	fputs(maps_info_name(info), out);
}

static void write_label(const void *info, bool bytes, FILE *out)
{
	(void)bytes;
	fputs(maps_info_label(info), out);
}

static void write_path(const void *info, bool bytes, FILE *out)
{
	(void)bytes;
	if (maps_info_path(info))
		fputs(maps_info_path(info), out);
}

static void write_size(const void *info, bool bytes, FILE *out)
{
	put_size(maps_info_size(info), bytes, out);
}

static void write_backing(const void *info, bool bytes, FILE *out)
{
	(void)bytes;
	fputs(maps_info_backing(info), out);
}

static void write_mapper(const void *info, bool bytes, FILE *out)
{
	(void)bytes;
	fputs(maps_info_mapper(info), out);
}

static void write_private(const void *info, bool bytes, FILE *out)
{
	(void)bytes;
	fputs(maps_info_private(info), out);
}

/* Any node is told as nothing. */
static void write_node(const void *info, bool bytes, FILE *out)
{
	(void)bytes;
	if (maps_info_node(info) >= 0)
		fprintf(out, "%d", maps_info_node(info));
}

static void write_stamp(const void *info, bool bytes, FILE *out)
{
	(void)bytes;
	fprintf(out, "%08" PRIx32, maps_info_stamp(info));
}

static void write_mappings(const void *info, bool bytes, FILE *out)
{
	(void)bytes;
	fprintf(out, "%" PRIu64, maps_info_mappings(info));
}

static void write_mapped(const void *info, bool bytes, FILE *out)
{
	put_size(maps_info_mapped_bytes(info), bytes, out);
}

static void write_pieces(const void *info, bool bytes, FILE *out)
{
	struct piece pieces[PIECES_MOST];

	(void)bytes;
	pieces_print(pieces, pieces_read(maps_info_name(info), pieces), out);
}

static void write_revoked(const void *info, bool bytes, FILE *out)
{
	(void)bytes;
	fputs(maps_info_revoked(info) ? "yes" : "no", out);
}

static const struct column columns[] = {
	{ "NAME", "name of its device", COLUMN_TEXT, write_name },
	{ "LABEL", "its label", COLUMN_TEXT, write_label },
	{ "SIZE", "size; 0 once it is revoked", COLUMN_SIZE, write_size },
	{ "BACKING", "where its memory comes from", COLUMN_TEXT, write_backing },
	{ "MAPPER", "how it is mapped", COLUMN_TEXT, write_mapper },
	{ "PRIVATE", "what MAP_PRIVATE gives", COLUMN_TEXT, write_private },
	{ "NODE", "NUMA node that was requested", COLUMN_NUMBER, write_node },
	{ "STAMP", "first word of each page when created", COLUMN_TEXT, write_stamp },
	{ "MAPPINGS", "number of mappings", COLUMN_NUMBER, write_mappings },
	{ "MAPPED", "total size of the mappings", COLUMN_SIZE, write_mapped },
	{ "PIECES", "physical pieces it consists of", COLUMN_TEXT, write_pieces },
	{ "PATH", "path of its device", COLUMN_TEXT, write_path },
	{ "REVOKED", "whether its memory was taken away", COLUMN_BOOLEAN, write_revoked },
};

const struct column_set area_columns = {
	.name = "areas",
	.columns = columns,
	.count = sizeof(columns) / sizeof(columns[0]),
};
