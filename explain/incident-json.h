/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Incidents as JSON: what a machine recorded explains itself on any other.
 *
 * A recording is an object with "incidents", an array. Each has the fields of struct
 * incident by name, with '-' for '_'; what is 0 or empty is left out, and addresses and
 * bits are strings in hexadecimal. What a reader does not know it passes over.
 */
#ifndef MAPS_INCIDENT_JSON_H
#define MAPS_INCIDENT_JSON_H

#include <stddef.h>
#include <stdio.h>

#include "explain/incident.h"

struct json_object;

/* A new object, which the caller owns. */
struct json_object *incident_to_json(const struct incident *incident);

/* Returns 0, or -EINVAL with what is wrong in @problem. */
int incident_from_json(struct json_object *object, struct incident *incident, char *problem, size_t size);

/*
 * Write a whole recording, as of "maps explain --record": the kernel and the machine
 * are those that this runs on. Returns 0 or -errno.
 */
int incidents_record(FILE *out, const struct incident *incidents, size_t count);

#endif /* MAPS_INCIDENT_JSON_H */
