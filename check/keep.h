/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Put back what a check leaves behind in the device, however it ends. What was there is
 * kept in memory that the check shares with maps check, and a process of its own puts
 * it back once the check has ended, be it killed, late or interrupted.
 *
 * Of a check that overwrites, all that it may overwrite is kept before it begins: the
 * whole device; of a large one, the pages that checks write to. Pages of which read(2) gives
 * something else are left out: they may be somebody else's. Other checks write no more than
 * marks, and take them back themselves, as does one that writes to a page that is left out. In
 * case they do not come to it, they say what a mark is going to replace.
 */
#ifndef MAPS_KEEP_H
#define MAPS_KEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ending;
struct target;

/*
 * apart_run(), and put back what is left behind, for as long at most; the @target is mapped
 * for that only where there is something to be put back, and nothing hangs in the kernel.
 * SIGINT, SIGQUIT, SIGTERM and SIGHUP end @function at once, and us when all is put back. Returns 0,
 * *@ending and *@back, how putting back ended: where that is not well, something may still be
 * there; or -errno where there is no process or no memory; -ENODATA where @function did not
 * run, as what it overwrites could not be kept, -ETIME where that took longer than
 * @milliseconds; -EINTR where such a signal came and did not end us.
 */
int keep_run(const struct target *target, bool overwrites, void (*function)(void *argument), void *argument,
	     int milliseconds, struct ending *ending, struct ending *back);

/* Within @function: a mark is going to replace @word, with which the page begins. */
void keep_word(size_t page, uint64_t word);

/* And: all marks have been taken back. */
void keep_no_words(void);

#endif /* MAPS_KEEP_H */
