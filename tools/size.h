/* SPDX-License-Identifier: BSD-2-Clause */
/* Sizes as a person writes them: 4096, 64K, 2M, 1G. */
#ifndef MAPS_SIZE_H
#define MAPS_SIZE_H

#include <stdint.h>

/*
 * Read a size in bytes from @text; K, M, G and T stand for powers of 1024.
 *
 * Returns 0 and the size in *@size; -EINVAL where @text is no size; -ERANGE
 * where it does not fit. *@size is left alone on failure.
 */
int size_parse(const char *text, uint64_t *size);

#endif /* MAPS_SIZE_H */
