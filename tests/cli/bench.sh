#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# maps bench: which lines it has, which facts they tell, what it says where it cannot
# measure, and that it leaves nothing. Times are looked at for being there only. Runs in
# the machine.
#
# needs file build/ARCH/tests/cli/terminal

# shellcheck source=tests/tap.sh
. ./tap.sh
mkdir -p /etc
echo nobody:x:65534:65534::/:/bin/sh >/etc/passwd

as_nobody() {
	su -s /bin/sh nobody -c "$*"
}

# No area has a device, and none that has no device keeps the module.
nothing_left() {
	echo "$(maps list -n | wc -l) $(grep -c '^maps[0-9]' /proc/driver/maps) $(cat /sys/module/maps/refcnt)"
}

# maps_to FILE WORD...: maps, with its table to a file, and what it says shown and kept.
maps_to() {
	file=$1
	shift
	maps "$@" >"$file" 2>said
	ended=$?
	cat said
	return "$ended"
}

# counted WORDS: how many page faults the line has that begins with them.
counted() {
	sed -n "s/^$1 //p" faults
}

# fewer A B: that A is at most a fiftieth of B.
fewer() {
	echo "$1, $2"
	[ "$1" -gt 0 ] && [ $(($1 * 50)) -le "$2" ]
}

load devices=0
check 'all that suits each other is measured' 0 '' maps_to table bench --size 4M --repeat 2
check 'and nothing else' 0 '^15$' grep -c ' read ' table
check 'nothing is said beside' 0 '^0$' sh -c 'wc -l <said'
check 'the table has headings' 0 '^BACKING +MAPPER +ACCESS +TIME +RATIO +FAULTS +INSTRUCTIONS +TLB$' head -n 1 table
check 'what others are compared with is first' 0 '^memfd +touched +read +[0-9.]+ +1\.00 +[0-9]+ ' sed -n 2p table
for pair in 'memfd +populate' 'anonymous +touched' \
	'vmalloc +remap' 'vmalloc +range' 'vmalloc +insert' 'vmalloc +fault' \
	'contig +remap' 'contig +insert' 'contig +fault' \
	'huge +remap' 'huge +insert' 'huge +fault' 'huge +huge' 'shmem +shmem'; do
	check "a line of it is: $(echo "$pair" | tr -d +)" 0 "^$pair +read +[0-9.]+ +[0-9.]+ +[0-9]+ +([0-9]+|-) +([0-9]+|-)\$" cat table
done
check 'nothing is left' 0 '^0 0 0$' nothing_left

maps bench -rn --size 4M --repeat 3 --access write -o BACKING,MAPPER,FAULTS >faults
page=$(sed -n 's/^KernelPageSize: *\([0-9]*\) kB/\1/p' /proc/self/smaps | head -n 1)
check 'huge entries take far fewer page faults than memfd' 0 '' fewer "$(counted 'huge huge')" "$(counted 'memfd touched')"
check 'memfd takes one for each page that is written' 0 '' [ "$(counted 'memfd touched')" -ge $((4096 / page)) ]
check 'what is mapped in advance takes next to none' 1 '' grep -E '^[a-z]+ (insert|range) [1-9][0-9]' faults

check 'JSON has all lines' 0 '^15$' sh -c 'maps bench --size 4M --repeat 1 --json -o +PAGES,TOTAL >json && grep -c "\"backing\": \"" json'
check 'and nothing that is no JSON' 0 '^0$' \
	sh -c 'grep -Evc "^ *([]{}[]+,?\{?|\"bench\": \[|\"(backing|mapper|access)\": \"[a-z]+\",|\"[a-z]+\": ([0-9]+(\.[0-9]+)?|null),?)$" json; true'
check 'times are numbers' 0 '^15$' grep -Ec '"time": [0-9]+(\.[0-9]+)?,?$' json
check 'and page faults' 0 '^15$' grep -Ec '"faults": [0-9]+,?$' json
check 'what the processor does not count is null, or a number' 0 '^15$' grep -Ec '"instructions": ([1-9][0-9]+|null),?$' json

check 'a backing that is chosen' 0 '^huge huge,huge insert,$' \
	sh -c 'maps bench -rn -s 4M -R 1 -b huge -m insert,huge -o BACKING,MAPPER | grep -v "^memfd\|^anon" | sort | tr "\n" ,; echo'
check 'every access' 0 '^private 2 read 1024 write 1024 $|^private 2 read 256 write 256 $' \
	sh -c 'maps bench -rn -s 4M -R 1 -b shmem -a read,write,private -o ACCESS,PAGES | sort -u | tr "\n" " "; echo'
check 'a private write copies one page in each 2M' 0 '^huge huge private [1-9][0-9]?$' \
	maps bench -rn -s 4M -R 1 -b huge -m huge -a private -o BACKING,MAPPER,ACCESS,FAULTS
check 'what the kernel cannot do is left out, with the reason' 0 '^maps bench: vmalloc by remap, private: left out, since remap_pfn_range\(\) .*; the other mappers do$' \
	maps bench -s 4M -R 1 -b vmalloc -m remap -a private
check 'its line is there' 0 '^vmalloc remap private - - -$' \
	maps bench -rn -s 4M -R 1 -b vmalloc -m remap -a private -o BACKING,MAPPER,ACCESS,TIME,RATIO,FAULTS
check 'in one piece it can' 0 '^contig remap private [0-9.]+$' \
	maps bench -rn -s 4M -R 1 -b contig -m remap -a private -o BACKING,MAPPER,ACCESS,TIME
check 'a size is rounded up to pages' 0 '^1$' sh -c 'maps bench -rn -s 1 -R 1 -b vmalloc -o PAGES | sort -u'

check 'a block that nobody has is left out' 0 "^maps bench: contig: left out, since there is no block of 32M; '--backing contig --size 4M'" \
	maps_to table bench -s 32M -R 1 -m remap,insert
check 'and that is said once' 0 '^1$' sh -c 'wc -l <said'
check 'its lines are there' 0 '^2$' grep -Ec '^contig +(remap|insert) +read +- +- +- +- +-$' table
check 'the others are measured' 0 '^memfd +touched +read +[0-9]' cat table

check 'who asks for it is told of each' 1 '^maps bench: contig by remap: Cannot allocate memory; it is one block, .*take less' \
	maps_to table bench -s 32M -R 1 -b contig -m remap,fault
check 'in a line' 0 '^2$' sh -c 'wc -l <said'

check 'how far it is, on a terminal' 0 'bench: 3 of 7 anonymous by touched, read' ./terminal never maps bench -s 4M -R 1 -b huge
check 'to the last' 0 'bench: 7 of 7 huge by huge, read' ./terminal never maps bench -s 4M -R 1 -b huge
check 'it is cleared at the end' 0 '\[K.?BACKING +MAPPER' ./terminal never maps bench -s 4M -R 1 -b huge
check 'the terminal is as before' 0 '^as before' ./terminal never maps bench -s 4M -R 1 -b huge
check 'Ctrl-C ends it' 130 '' ./terminal 'huge by insert' maps bench -s 16M -R 50 -b huge -m insert
check 'and leaves nothing' 0 '^0 0 0$' nothing_left

check 'a size that is none' 2 '^maps bench: --size lots: not a size; write it as' maps bench --size lots
check 'a size of nothing' 2 '^maps bench: --size 0: an area cannot be empty' maps bench --size 0
check 'a size beyond all numbers' 2 '^maps bench: --size 16777215T: too large' maps bench --size 16777215T
check 'more than there is memory' 1 '^maps bench: --size 1T: more than a third of the available memory, [0-9]+M; take less' maps bench --size 1T
check 'an unknown backing' 2 "^maps bench: --backing huge,tape: no such word: 'tape'; " maps bench --backing huge,tape
check 'an unknown mapper' 2 "^maps bench: --mapper auto: no such word: 'auto'; " maps bench --mapper auto
check 'no word at all' 2 "^maps bench: --mapper : no such word: ''; " maps bench --mapper ''
check 'an unknown access' 2 "^maps bench: --access execute: no such word: 'execute'; " maps bench --access execute
check 'a mapper that does not suit' 2 '^maps bench: --backing, --mapper: none of these suit each other; see maps' maps bench -b vmalloc -m huge
check 'a number of runs that is none' 2 '^maps bench: --repeat 0: not a number from 1 to 1000' maps bench --repeat 0
check 'too many runs' 2 '^maps bench: --repeat 1001: not a number' maps bench --repeat 1001
check 'an unknown column' 2 "^maps bench: --output SPEED: 'SPEED' is not a column" maps bench -o SPEED
check 'sizes in bytes, which it has none of' 2 "Try 'maps bench --help'" maps bench --bytes
check 'a device' 2 '^maps bench: frames: this command creates its own areas' maps bench frames
check 'no right' 1 "^maps bench: /dev/maps-control: Permission denied; only root may do this" as_nobody maps bench --size 4M
check 'output that is lost is a failure' 1 'standard output: No space left' sh -c 'maps bench -s 4M -R 1 -b shmem >/dev/full'
check 'help is for standard output' 0 '^Usage: maps bench ' sh -c 'maps bench --help 2>/dev/null'

load devices=0 max_bytes=1048576
check 'more than the bound' 1 '^maps bench: shmem by shmem: Disk quota exceeded; .*max_bytes.*take less' maps bench -s 4M -R 1 -b shmem
check 'the others are measured then, too' 1 '^memfd touched 1\.00$' maps bench -rn -s 4M -R 1 -b shmem -o BACKING,MAPPER,RATIO

check 'the driver can be unloaded' 0 '' rmmod maps
check 'without the driver' 1 '^maps bench: /dev/maps-control: No such file or directory; the driver is not loaded: modprobe maps' maps bench
tap_done
