/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Put back what a check leaves behind in the device, however the check ends. What was there is
 * kept in memory that the check shares with maps check. A process of its own puts it back once the
 * check has ended, even if it was killed, late or interrupted.
 *
 * If a check overwrites, all that it may overwrite is kept before it begins: the whole device or, if
 * that is large, the pages to which checks write. A page is not kept if read(2) gives something else:
 * it may be somebody else's. All other checks only write marks, and take them back themselves. So does
 * a check that writes to a page that is not kept. They say here which word a mark is going to replace,
 * in case they are killed before they take it back.
 */
#ifndef MAPS_KEEP_H
#define MAPS_KEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ending;
struct target;

/*
 * apart_run(), and put back what is left behind, which may take as long again. The @target is mapped for
 * that only if there is something to put back, and nothing hangs in the kernel. SIGINT, SIGQUIT, SIGTERM
 * and SIGHUP end @function at once, and us when all is put back. Returns 0, *@ending, and in *@back how
 * putting back ended: if not well, something may still be there. Or -errno if there is no process or no
 * memory; -ENODATA if @function did not run, because what it overwrites could not be kept; -ETIME if
 * keeping it took longer than @milliseconds; -EINTR if such a signal came and did not end us.
 */
int keep_run(const struct target *target, bool overwrites, void (*function)(void *argument), void *argument,
	     int milliseconds, struct ending *ending, struct ending *back);

/* In @function: a mark is going to replace @word, the first one of @page. */
void keep_word(size_t page, uint64_t word);

/* In @function: all marks have been taken back. */
void keep_no_words(void);

#endif /* MAPS_KEEP_H */
