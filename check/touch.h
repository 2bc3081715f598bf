/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Access memory that may not be there. Each function returns 0, or the signal that the access gave:
 * SIGBUS or SIGSEGV.
 */
#ifndef MAPS_TOUCH_H
#define MAPS_TOUCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int touch_read(const void *address);
int touch_write(void *address, uint8_t value);

/* Copy @length bytes. After a signal, a part may have been copied. */
int touch_copy(void *to, const void *from, size_t length);

/* The same with whole words. Words that are already the same are not written. */
int touch_restore(void *to, const void *from, size_t length);

/* A sum over @length bytes, which tells pages apart. */
int touch_sum(const void *from, size_t length, uint64_t *sum);

/* A mark: eight bytes at the beginning of a page, by which it is recognized. Each seed and page has its own. */
uint64_t mark_of(unsigned int seed, size_t page);
/* Whether the word is a mark of that page, of any seed. */
bool is_mark(uint64_t word, size_t page);
int mark_put(void *page, uint64_t mark);
int mark_get(const void *page, uint64_t *mark);
/*
 * Put @word in the place of the mark of page @number. What somebody else has written there meanwhile
 * stays. False if the page cannot be read or written: then the mark may still be there.
 */
bool mark_take_back(void *page, size_t number, uint64_t word);

/* The same if the mark has become @made, as in a register that keeps only a part of it. */
bool mark_replace(void *page, uint64_t made, uint64_t word);

#endif /* MAPS_TOUCH_H */
