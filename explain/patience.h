/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ask who may never answer: a file system whose server is gone, or a process whose mmap_lock
 * a driver holds for ever.
 */
#ifndef MAPS_PATIENCE_H
#define MAPS_PATIENCE_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct patience - with those that are asked
 * @milliseconds: how long an answer may take
 * @lost: somebody gave none: nobody is asked any more, or there would be such a wait for each
 */
struct patience {
	unsigned int milliseconds;
	bool lost;
};

/*
 * Call @find with @data of @size bytes, in a thread of its own. False: it has not come to an
 * end, and is left alone, so that all it has is a copy; or, if @patience is not lost, there was
 * no thread for it. @data is as it was.
 */
bool patience_ask(struct patience *patience, void (*find)(void *data), void *data, size_t size);

#endif /* MAPS_PATIENCE_H */
