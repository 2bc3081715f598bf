/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages to a person, on standard error. */
#ifndef MAPS_MESSAGE_H
#define MAPS_MESSAGE_H

/*
 * Print "maps COMMAND: MESSAGE". A message names the object, the error, and,
 * where there is one, the next step.
 */
void message(const char *command, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Point a person whose options were wrong to the help of @command. */
void message_usage(const char *command);

#endif /* MAPS_MESSAGE_H */
