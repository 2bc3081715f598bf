#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The life of the packages on a machine, from the first installation to the purge. Runs in
# the Debian root of vm/run --package-root, with one version in old/ and the next in new/.

# shellcheck source=tests/tap.sh
. ./tap.sh
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
# udevadm takes a machine whose init has another root for a chroot, and would do nothing.
export SYSTEMD_IGNORE_CHROOT=1
export DEBIAN_FRONTEND=noninteractive

version_of() {
	dpkg-deb -f "$1"/maps-dkms_*.deb Version
}

# Every file, and what is in those of /etc. Not ours: dpkg's own state, the lists that
# depmod writes for the kernel, the key that DKMS makes when it first signs a module, what
# debconf keeps of DKMS's question for it, the copies of the files of groups that are kept
# before each change, and this test.
inventory() {
	find / -xdev \( -path /var/lib/dpkg -o -path /var/log -o -path /var/cache/debconf -o -path /root \
		-o -path '/usr/lib/modules/*/modules.*' -o -path '/var/lib/dkms/mok.*' \) -prune -o -print | LC_ALL=C sort
	find /etc -type f ! -name '*-' -exec cksum {} + | LC_ALL=C sort
	dpkg-query -W
}

as() {
	user=$1
	shift
	setpriv --reuid "$user" --regid "$user" --init-groups "$@"
}

# Install what is in the directory $1 on a kernel that says it is of before 5.10, and is
# the only one that has headers: DKMS also builds for the newest one.
install_on_old_kernel() {
	old_kernel=$(setarch --uname-2.6 uname -r)
	mkdir -p "/lib/modules/$old_kernel/build/include"
	mv "/lib/modules/$kernel/build" /tmp/build
	setarch --uname-2.6 dpkg -i "$1"/*.deb
	status=$?
	mv /tmp/build "/lib/modules/$kernel/build"
	rm -r "/lib/modules/$old_kernel"
	return $status
}

# With what libmaps-dev installed.
compile_with_libmaps() {
	# shellcheck disable=SC2046 # a list of words
	gcc -Wall -Werror -o /tmp/label label.c $(pkg-config --cflags --libs libmaps)
}

# Ask the program that holds the device for the first word of its mapping.
ask_holder() {
	echo >&3
	read -r word <&4 && echo "$word"
}

packages=$(for deb in old/*.deb; do dpkg-deb -f "$deb" Package; done)
old=$(version_of old) new=$(version_of new) kernel=$(uname -r)
as_pattern=$(echo "$kernel" | sed 's/[.+]/[&]/g')
/lib/systemd/systemd-udevd --daemon
gcc -o /tmp/holder holder.c || exit
useradd member
useradd stranger
# As on any machine that has ever installed a library: here no package's scripts have run.
ldconfig
inventory >before

check 'on a kernel that is too old, it is installed, and says that no driver is built' 0 \
	'skipped for Linux 2\.6.*: the driver is for Linux 5\.10 and later' install_on_old_kernel old
check 'DKMS has built nothing for it' 0 "^maps/$old: added$" dkms status
check 'the packages are installed' 0 'Setting up maps-dkms' dpkg -i old/*.deb
check 'DKMS built the driver for the installed headers' 0 "^maps/$old, $as_pattern, [^:]*: installed" dkms status
check 'it can be loaded' 0 '^$' modprobe maps
check 'it is the one of the package' 0 "^$old$" cat /sys/module/maps/version
check 'so is the command' 0 "^maps $old$" maps --version
check 'udev has seen the device' 0 '^$' udevadm settle
check 'which is of the group maps, and of no others' 0 '^root maps 660$' stat -c '%U %G %a' /dev/maps0
check 'a user who is not of the group cannot use it' 1 'Permission denied' as stranger maps show /dev/maps0
usermod -aG maps member
check 'a user of the group can' 0 '^\[aabbccdd\]' as member maps show /dev/maps0

check 'a program is compiled with the library' 0 '^$' compile_with_libmaps
check 'the shared one' 0 'libmaps\.so\.0 => /' ldd /tmp/label
check 'and root makes an area with it' 0 "^/dev/maps1 $old$" /tmp/label frames
check 'udev has seen that, too' 0 '^$' udevadm settle
check 'the area is found by its label' 0 '^/dev/maps1$' readlink -f /dev/maps/by-label/frames
check 'it is for the group' 0 '^root maps 660$' stat -L -c '%U %G %a' /dev/maps/by-label/frames
check 'whose members use it' 0 '^\[00000000\]' as member maps show /dev/maps/by-label/frames
check 'to make one is for root alone' 0 '^root root 600$' stat -c '%U %G %a' /dev/maps-control
check 'and not for members' 1 'Permission denied' as member /tmp/label others

mkfifo requests answers
as member /tmp/holder /dev/maps0 <requests >answers &
exec 3>requests 4<answers
check 'a program of that user maps it' 0 '^aabbccdd$' ask_holder
check 'an upgrade meanwhile says that the old driver stays' 0 "version $old of the driver is loaded, and stays so" \
	dpkg -i new/*.deb
check 'it does' 0 "^$old$" cat /sys/module/maps/version
check 'and the program goes on' 0 '^aabbccdd$' ask_holder
check 'DKMS has the new one alone' 0 "^maps/$new, $as_pattern, [^:]*: installed [^:]*$" sh -c 'dkms status | tr "\n" " "'
exec 3>&- 4<&-
wait
check 'once nobody uses the driver, it can be unloaded' 0 '^$' modprobe -r maps
check 'and the next load' 0 '^$' modprobe maps
check 'is of the new one' 0 "^$new$" cat /sys/module/maps/version
udevadm settle
check 'the area that was made is gone, its label with it' 1 '^$' test -e /dev/maps/by-label/frames
check 'the device is for the group, as before' 0 '^root maps 660$' stat -c '%U %G %a' /dev/maps0

exec 3</dev/maps0
# shellcheck disable=SC2086 # a list of names
check 'to remove the packages while a device is in use is possible, and said' 0 'in use, and stays loaded' \
	dpkg -r $packages
check 'the driver stays' 0 "^$new$" cat /sys/module/maps/version
exec 3<&-
check 'a group that has members stays, too' 0 'group maps has members' /var/lib/dpkg/info/maps-dkms.postrm purge
gpasswd -d member maps >/dev/null
# shellcheck disable=SC2086 # a list of names
check 'the packages are purged' 0 'Purging configuration files for maps-dkms' dpkg -P $packages
check 'that unloads what is not used any more' 1 '^$' test -e /sys/module/maps
check 'the group is gone' 2 '^$' getent group maps
check 'no driver is left' 1 'maps not found' modprobe maps
inventory >after
check 'nothing is left, nor missing' 0 '^$' diff before after
tap_done
