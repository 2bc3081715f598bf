/* SPDX-License-Identifier: BSD-2-Clause */
/* Sizes as a person writes them: 4096, 64K, 2M, 1G. */
#ifndef MAPS_SIZE_H
#define MAPS_SIZE_H

#include <stdint.h>

/* What the longest size takes as text, with the zero behind it. */
#define SIZE_TEXT 24

/*
 * Read a size in bytes from @text; K, M, G and T stand for powers of 1024.
 *
 * Returns 0 and the size in *@size; -EINVAL where @text is no size; -ERANGE
 * where it does not fit. *@size is left alone on failure.
 */
int size_parse(const char *text, uint64_t *size);

/*
 * Write @size as a person would, exactly: by the largest unit of which it is a
 * whole number, so that size_parse() reads the same. Returns @text.
 */
char *size_format(uint64_t size, char text[SIZE_TEXT]);

#endif /* MAPS_SIZE_H */
