/* SPDX-License-Identifier: BSD-2-Clause */
/* The three descriptors that every program may print to without asking what they are. */
#ifndef MAPS_STANDARD_STREAMS_H
#define MAPS_STANDARD_STREAMS_H

/*
 * Let nothing that is opened from here on get the number of a standard stream that
 * is closed: a device would, and what is printed would be written into its memory. To
 * print to such a stream stays an error.
 */
void standard_streams_reserve(void);

#endif /* MAPS_STANDARD_STREAMS_H */
