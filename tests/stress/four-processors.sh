#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Races on four processors: see races.c. Runs in the machine.
#
# needs file build/ARCH/tests/stress/races
# needs cpus 4
# needs parallel

exec ./races
