#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# maps layout: what it draws of each backing and of a process. Runs in the machine.
#
# needs file build/ARCH/tests/cli/holder
# needs file tests/holder.sh

# shellcheck source=tests/tap.sh
. ./tap.sh
# shellcheck source=tests/holder.sh
. ./holder.sh
mkdir -p /etc
echo nobody:x:65534:65534::/:/bin/sh >/etc/passwd

# How many runs the picture of $1 has, by its letters.
letters() {
	maps layout "$1" | sed -n 's/^ *[0-9KMG]* \([a-z]*\)$/\1/p' | tr -d '\n' | sed 's/\(.\)\1*/\1/g' | wc -c
}

load devices=0
for backing in vmalloc contig shmem; do
	maps create --size 64K --backing "$backing" --label "$backing" >/dev/null
	check "$backing: what it is" 0 "^maps[0-9] $backing: 64K, backing $backing, mapper " maps layout "$backing"
	check "$backing: a letter for each page" 0 '^       0 [a-z]{16}$' maps layout "$backing"
	runs=$(letters "$backing")
	check "$backing: the count is that of the letters" 0 "^16 pages of 4K in $runs runs?; longest [0-9]+ pages?$" \
		maps layout "$backing"
done
check 'a contiguous block is one run' 0 '^16 pages of 4K in 1 run; longest 16 pages$' maps layout contig
check 'rows of another length' 0 '^       0 a{12}$' maps layout --columns 12 contig
check 'their offsets' 0 '^     48K a{4}$' maps layout -c 12 contig
maps create --size 64M --label large >/dev/null
check 'a cell of several pages' 0 'each character is 32K; .*# more than one run$' maps layout large
check 'no more than 32 rows' 0 '^32$' sh -c "maps layout large | grep -c '^ *[0-9]*[KMG]* [a-z#]*$'"
check 'all of its pages' 0 '^16384 pages of 4K in ' maps layout large
maps create --size 64K --backing vmalloc --mapper fault --label lazy >/dev/null
check 'pages that nobody has touched' 0 '^16 pages of 4K in ' maps layout lazy
check 'which does not stay mapped' 0 '^0$' maps info -n -o MAPPINGS lazy
maps create --size 64K --mapper remap --label numbers >/dev/null
check 'the kernel tells none of remap_pfn_range()' 1 '^maps layout: numbers: page frames: .*; .*another mapper' maps layout numbers
maps create --size 64K --private refuse --label shared >/dev/null
check 'private mappings may be refused' 0 '^16 pages' maps layout shared

chmod 666 /dev/maps*
chmod 600 /dev/maps-control
check 'it takes root' 1 '^maps layout: vmalloc: page frames: Operation not permitted; this requires root \(CAP_SYS_ADMIN\)$' \
	su -s /bin/sh nobody -c 'maps layout vmalloc'
check 'and no picture is printed without' 0 '^0$' sh -c "su -s /bin/sh nobody -c 'maps layout vmalloc' 2>/dev/null | wc -l"

hold untouched lazy
check 'a process that has touched nothing' 0 '^16 pages: 0 in huge entries, 0 small, 0 private copies, 16 absent$' \
	maps layout --pid "$held" lazy
check 'drawn' 0 '^       0 \.{16}$' maps layout --pid "$held" lazy
release
hold private vmalloc
check 'a private copy' 0 '^       0 Ps{15}$' maps layout --pid "$held" vmalloc
check 'counted' 0 '^16 pages: 0 in huge entries, 15 small, 1 private copies, 0 absent$' maps layout --pid "$held" vmalloc
check 'where it is' 0 "^process $held, 0x[0-9a-f]+-0x[0-9a-f]+, private$" maps layout --pid "$held" vmalloc
check 'the process has not mapped another area' 1 "^maps layout: --pid $held: it has not mapped contig; 'maps info contig'" \
	maps layout --pid "$held" contig
check 'nobody is shown it' 1 'page frames: Operation not permitted' su -s /bin/sh nobody -c "maps layout --pid $held vmalloc"
release
hold shared shmem
check 'an area of shmem' 0 '^       0 s{16}$' maps layout --pid "$held" shmem
release
maps create --size 4M --backing huge --label huge >/dev/null
hold shared huge
check 'huge entries' 0 '^1024 pages: 1024 in huge entries, 0 small, 0 private copies, 0 absent$' maps layout --pid "$held" huge
release
hold private huge
check 'one of which a copy has split' 0 '^1024 pages: 512 in huge entries, [0-9]+ small, 1 private copies, ' \
	maps layout --pid "$held" huge
release
maps create --size 4M --backing huge --mapper insert --label split >/dev/null
hold shared split
check 'large pages by small entries' 0 '^1024 pages: 0 in huge entries, 1024 small, ' maps layout --pid "$held" split
release

check 'an SVG document' 0 '<title id="title">Physical layout of an area, backing contig</title>' maps layout --svg - contig
check 'into a file' 0 '^<svg .*</svg>$' sh -c 'maps layout --svg picture.svg contig && tr "\n" " " <picture.svg | sed "s/ $//"'
check 'that cannot be written' 1 '^maps layout: --svg /none/x.svg: No such file or directory; name a file' maps layout --svg /none/x.svg contig
check 'a disk that is full' 1 'No space left' maps layout --svg /dev/full contig
check 'no such process' 1 "^maps layout: --pid 4000000: No such process; 'maps info contig'" maps layout --pid 4000000 contig
check 'no process at all' 2 '^maps layout: --pid x: not a number from 1' maps layout --pid x contig
check 'no columns' 2 '^maps layout: --columns 0: not a number from 1 to 1024' maps layout --columns 0 contig
check 'no device' 2 'no device; name one to draw' maps layout
check 'two devices' 2 'one device at a time' maps layout contig vmalloc
check 'a device of another driver' 1 '^maps layout: /dev/null: No such device; it is not a device of the maps driver' maps layout /dev/null
maps revoke contig
check 'one that was revoked' 1 '^maps layout: contig: No such device; .*revoked' maps layout contig
rmmod maps
tap_done
