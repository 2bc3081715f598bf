#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# maps watch: what it records, of whom, and how it ends. Runs in the machine.
#
# needs file build/ARCH/tests/cli/holder
# needs file tests/holder.sh
# needs file build/ARCH/tests/cli/terminal

# shellcheck source=tests/tap.sh
. ./tap.sh
# shellcheck source=tests/holder.sh
. ./holder.sh
mkdir -p /etc
echo nobody:x:65534:65534::/:/bin/sh >/etc/passwd

# ended SIGNAL: that it ends by it, with 0, and has printed whole records.
ended() {
	rm -f records
	maps watch --interval 60 >records &
	watching=$!
	until [ -s records ]; do sleep 0.1; done
	kill "-$1" "$watching"
	wait "$watching" && [ "$(tail -c 1 records)" = "" ] && echo right
}

# stalled SIGNAL: that it ends by it, with 0, where its reader takes no more, too.
stalled() {
	rm -f pipe
	mkfifo pipe
	# A reader, which never reads, and a pipe that is full.
	exec 3<>pipe
	cat /dev/zero >pipe &
	filler=$!
	sleep 0.5
	timeout -s KILL 10 maps watch --interval 60 >pipe &
	watching=$!
	# SIGINT and SIGTERM, among those that it catches.
	until grep -q '^SigCgt:.*4..2$' "/proc/$watching/status"; do sleep 0.1; done
	kill "-$1" "$watching"
	wait "$watching" && echo right
	kill "$filler"
}

# later: that who may open an area only after the first look knows its mappings then.
later() {
	rm -f records
	chmod 666 /dev/maps2
	su -s /bin/sh nobody -c 'exec ./holder shared sea' >held &
	held=$!
	until grep -q ready held; do sleep 0.1; done
	chmod 600 /dev/maps2
	su -s /bin/sh nobody -c 'exec maps watch -n 20 -i 0.1' >records &
	watching=$!
	until grep -q ' area=? .* command=holder ' records; do sleep 0.1; done
	chmod 666 /dev/maps2
	wait "$watching" && tail -n 1 records | grep -q " area=maps2 pid=$held command=holder " && echo right
	kill "$held"
}

load devices=0
check 'without areas it waits for some' 0 '^0$' sh -c 'maps watch -n 2 -i 0.1 | wc -l'
maps create --size 4M --backing huge --label frames >/dev/null
maps create --size 64K --label small >/dev/null
check 'an area is a record' 0 '^time=[0-9]+\.[0-9]{3} kind=area area=maps0 label=frames size=4194304 backing=huge mapper=huge mappings=0 mapped=0 revoked=0$' \
	maps watch --count 1
check 'each of them' 0 ' area=maps1 label=small ' maps watch -n 1
check 'of those that are named only' 0 '^1$' sh -c 'maps watch -n 1 small | wc -l'
check 'so many times' 0 '^6$' sh -c 'maps watch --count 3 --interval 0.1 | wc -l'
hold private frames
check 'an owner is a record' 0 " kind=owner area=maps0 pid=$held command=holder mappings=1 mapped=4194304 huge=2097152 small=[0-9]+ copied=4096 faults=[1-9][0-9]* new_faults=0\$" \
	maps watch -n 1
check 'the area has its mapping' 0 ' area=maps0 .* mappings=1 mapped=4194304 ' maps watch -n 1
check 'not among those of another area' 1 '' sh -c 'maps watch -n 1 small | grep kind=owner'
check 'JSON, one record a line' 0 "^\{\"time\":[0-9.]+,\"kind\":\"owner\",\"area\":\"maps0\",\"pid\":$held,.*\}\$" maps watch -n 1 --json
check 'who may not look sees areas' 0 ' kind=area area=maps0 ' su -s /bin/sh nobody -c 'maps watch -n 1'
check 'and not their owners' 1 '' sh -c "su -s /bin/sh nobody -c 'maps watch -n 1' | grep kind=owner"
check 'on a terminal: it is cleared and drawn' 0 '[[]H2 areas of 4160K; 1 mapping of 4M; Ctrl-C ends this' \
	./terminal holder maps watch
check 'with areas' 0 '^maps0 +frames +4M +huge +huge +1 +4M' ./terminal holder maps watch
check 'with owners, as wide as it is' 0 "^ *$held holder +maps0 +1 +4M +2M .{1,30}.\[K" ./terminal holder maps watch -i 60
check 'what is below is cleared' 0 '[[]J' ./terminal holder maps watch
check 'the terminal is as before' 0 '^as before' ./terminal holder maps watch
check 'records are for a terminal, too, by --json' 0 '^\{"time":' ./terminal owner maps watch --json
release
maps create --size 64K --backing shmem --label sea >/dev/null
maps create --size 64K --backing shmem --label lake >/dev/null
hold shared sea
check 'who has an area of shmem' 0 " kind=owner area=maps2 pid=$held .* mapped=65536 " maps watch -n 2 -i 0.1
chmod 666 /dev/maps2
check 'who may open it knows its mappings' 0 '^right$' sh -c '
	su -s /bin/sh nobody -c "./holder shared sea >/tmp/nobody & sleep 1; maps watch -n 1 | grep -q area=maps2.*command=holder && echo right; kill \$!"'
release
check 'from when on it may' 0 '^right$' later
hold anonymous
check 'an anonymous area is known as one' 0 " kind=owner area=anonymous pid=$held .* mapped=16384 " maps watch -n 1
check 'and is none of those that are named' 1 '' sh -c 'maps watch -n 1 sea | grep kind=owner'
release

check 'Ctrl-C ends it' 0 '^right$' ended INT
check 'and so does SIGTERM' 0 '^right$' ended TERM
check 'Ctrl-C ends it where nobody reads its records' 0 '^right$' stalled INT
check 'and so does SIGTERM there' 0 '^right$' stalled TERM
check 'who reads no more ends it, too' 0 '^0$' sh -c 'maps watch -i 0.1 | head -n 1 >/dev/null; echo 0'
check 'an interval that is none' 2 '^maps watch: --interval soon: not a number from 0.05' maps watch --interval soon
check 'one of nothing' 2 '^maps watch: --interval 0: not a number' maps watch --interval 0
check 'a count of nothing' 2 '^maps watch: --count 0: not a number of at least 1' maps watch --count 0
check 'no such area' 1 "^maps watch: none: No such file or directory; 'maps list'" maps watch none
check 'a device of another driver' 1 '^maps watch: /dev/null: No such device; ' maps watch /dev/null
check 'output that is lost is a failure' 1 'standard output: No space left' sh -c 'maps watch -n 1 >/dev/full'
rmmod maps
tap_done
