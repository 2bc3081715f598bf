#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# make install and make uninstall, here, below a directory of the test's own; and what of
# the packages can be told without installing them.

# shellcheck disable=SC2154 # $output and $status are from run
bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || exit
	root=$BATS_TEST_TMPDIR/root
	version=$(cat VERSION)
}

@test "what is installed runs, and is where prefix and DESTDIR say" {
	make -s install DESTDIR="$root" prefix=/opt/maps
	[ "$("$root/opt/maps/bin/maps" --version)" = "maps $version" ]
	grep -q 'GROUP="maps", MODE="0660"' "$root/opt/maps/lib/udev/rules.d/60-maps.rules"
	[ -e "$root/opt/maps/share/man/man1/maps.1" ]
	[ -e "$root/opt/maps/share/man/man4/maps.4" ]
	[ -e "$root/opt/maps/share/doc/maps/failures.md" ]
	# And the man pages say so.
	grep -q '/opt/maps/share/doc/maps/failures' "$root/opt/maps/share/man/man1/maps-check.1"
	grep -q '/opt/maps/share/doc/maps/failures' "$root/opt/maps/share/man/man1/maps-explain.1"
	[ "$(ls "$root")" = opt ]
	[ "$(ls "$root/opt")" = maps ]
}

@test "every subcommand's man page is installed" {
	make -s install-tools DESTDIR="$root" prefix=/usr
	for command in $("$root/usr/bin/maps" --help | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p'); do
		[ -e "$root/usr/share/man/man1/maps-$command.1" ]
	done
}

@test "the driver's source is installed whole, with the version in dkms.conf" {
	make -s install-driver DESTDIR="$root" prefix=/usr
	installed=$root/usr/src/maps-$version
	git ls-files driver include/uapi | grep -v dkms.conf | while read -r file; do
		cmp "$file" "$installed/$file"
	done
	bash -c '. "$1" && [ "$PACKAGE_NAME/$PACKAGE_VERSION" = "maps/$2" ]' - "$installed/dkms.conf" "$version"
}

@test "DKMS is told of the kernels that are supported, and of no others" {
	bash -c '. driver/dkms.conf
	for kernel in 5.10.0-46-cloud-amd64 5.15.0 6.1.0-56-amd64 6.12.117+deb13-amd64 7.3.4 10.0.1 $(sed -n "s/^\([0-9]\+\.[0-9]\+\).*/\1/p" KERNELS); do
		[[ $kernel =~ $BUILD_EXCLUSIVE_KERNEL ]] || { echo "$kernel is skipped"; exit 1; }
	done
	for kernel in 2.6.32 3.10.0 4.19.0-27-amd64 5.1.0 5.4.0-150-generic 5.9.16; do
		[[ ! $kernel =~ $BUILD_EXCLUSIVE_KERNEL ]] || { echo "$kernel is built for"; exit 1; }
	done'
}

@test "make uninstall leaves no file" {
	make -s install DESTDIR="$root" prefix=/usr
	make -s uninstall DESTDIR="$root" prefix=/usr
	run find "$root" ! -type d
	[ -z "$output" ]
	[ ! -e "$root/usr/src/maps-$version" ]
}

@test "the packages have the version of the tree" {
	[ "$(sed -n '1s/^maps (\(.*\)) .*/\1/p' debian/changelog)" = "$version" ]
	for deb in build/deb/*.deb; do
		[ "$(dpkg-deb -f "$deb" Version)" = "$version" ]
	done
}

@test "lintian has nothing to say of the packages" {
	command -v lintian >/dev/null || skip "lintian is not installed"
	run lintian --allow-root --fail-on info build/deb/*.changes
	echo "$output"
	[ "$status" -eq 0 ]
}
