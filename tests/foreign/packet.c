// SPDX-License-Identifier: BSD-2-Clause
/* Rings of sockets: packet ring, by packet_mmap(); packet fill | receive, by xsk_mmap(). */
#include <arpa/inet.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/if_xdp.h>

#include "foreign.h"

static void check_packet(char **arguments)
{
	struct tpacket_req request = { .tp_block_nr = 4, .tp_frame_size = 2048 };
	int fd = foreign_need(socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL)), "AF_PACKET");

	request.tp_block_size = (unsigned int)foreign_pages(16 << 10);
	request.tp_frame_nr = request.tp_block_size / request.tp_frame_size * request.tp_block_nr;
	foreign_need(setsockopt(fd, SOL_PACKET, PACKET_RX_RING, &request, sizeof(request)), "PACKET_RX_RING");
	foreign_check(fd, 0, (uint64_t)request.tp_block_size * request.tp_block_nr, arguments);
}

static void check_xdp(bool fill, char **arguments)
{
	struct xdp_umem_reg umem = { .len = foreign_pages(64 << 10), .chunk_size = 2048 };
	const int entries = 1024;
	struct xdp_mmap_offsets offsets;
	socklen_t length = sizeof(offsets);
	int fd = foreign_need(socket(AF_XDP, SOCK_RAW, 0), "AF_XDP");
	void *memory = mmap(NULL, umem.len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	umem.addr = (uintptr_t)memory;
	foreign_need(setsockopt(fd, SOL_XDP, XDP_UMEM_REG, &umem, sizeof(umem)), "XDP_UMEM_REG");
	foreign_need(setsockopt(fd, SOL_XDP, XDP_UMEM_FILL_RING, &entries, sizeof(entries)), "XDP_UMEM_FILL_RING");
	foreign_need(setsockopt(fd, SOL_XDP, XDP_RX_RING, &entries, sizeof(entries)), "XDP_RX_RING");
	foreign_need(getsockopt(fd, SOL_XDP, XDP_MMAP_OFFSETS, &offsets, &length), "XDP_MMAP_OFFSETS");
	if (fill)
		foreign_check(fd, XDP_UMEM_PGOFF_FILL_RING, offsets.fr.desc + entries * sizeof(uint64_t), arguments);
	foreign_check(fd, XDP_PGOFF_RX_RING, offsets.rx.desc + entries * sizeof(struct xdp_desc), arguments);
}

int main(int argc, char **argv)
{
	(void)argc;
	argv++;
	if (foreign_word(&argv, "fill"))
		check_xdp(true, argv);
	if (foreign_word(&argv, "receive"))
		check_xdp(false, argv);
	foreign_word(&argv, "ring");
	check_packet(argv);
}
