# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh
#
# Start and stop tests/cli/holder.c, for tests in the machine: to be sourced.

# hold MODE [DEVICE]: start it, and wait until it is ready; $held is its process.
hold() {
	: >held
	./holder "$@" >held &
	# shellcheck disable=SC2034 # for who sources this
	held=$!
	until grep -q ready held; do
		kill -0 "$held" || return
		sleep 0.1
	done
}

release() {
	kill "$held"
	wait "$held"
} 2>/dev/null
