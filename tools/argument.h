/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Arguments of options. Each function reads @text, the argument of @option of @command.
 * It returns true, with what was read; or false, when a message says what is wrong.
 */
#ifndef MAPS_ARGUMENT_H
#define MAPS_ARGUMENT_H

#include <stdbool.h>
#include <stdint.h>

/* A whole number from @least to @most; LONG_MAX: there is no most. */
bool argument_number(const char *command, const char *option, const char *text, long least, long most, long *number);

/* A word of 32 bits, in hexadecimal. */
bool argument_word(const char *command, const char *option, const char *text, uint32_t *word);

/* Bytes, as size_parse() takes them, and no more than a file can have. */
bool argument_size(const char *command, const char *option, const char *text, uint64_t *size);

/* The same, for an offset: of whole pages of @page bytes. */
bool argument_offset(const char *command, const char *option, const char *text, uint64_t page, uint64_t *offset);

/* The same, for a new area: of one byte at least. */
bool argument_area_size(const char *command, const char *option, const char *text, uint64_t *size);

#endif /* MAPS_ARGUMENT_H */
