# SPDX-License-Identifier: BSD-2-Clause
#
# How sizes and figures are written, for the other programs here.

function size_of(bytes) {
	if (bytes >= 2 ^ 30) return bytes / 2 ^ 30 " GiB"
	if (bytes >= 2 ^ 20) return bytes / 2 ^ 20 " MiB"
	return bytes / 2 ^ 10 " KiB"
}

# With a blank between thousands.
function grouped(figure,    text) {
	for (text = ""; length(figure) > 3; figure = substr(figure, 1, length(figure) - 3))
		text = " " substr(figure, length(figure) - 2) text
	return figure text
}
