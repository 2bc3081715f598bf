/* SPDX-License-Identifier: BSD-2-Clause */
/* Text for JSON, which is UTF-8: a name that somebody chose need not be. */
#ifndef MAPS_JSON_TEXT_H
#define MAPS_JSON_TEXT_H

#include <stddef.h>

struct json_object;

/*
 * A string of the first @length bytes of @text, with a question mark for each byte that is
 * part of no character. NULL, which is JSON's null, where there is no memory.
 */
struct json_object *json_text(const char *text, size_t length);

#endif /* MAPS_JSON_TEXT_H */
