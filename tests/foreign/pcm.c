// SPDX-License-Identifier: BSD-2-Clause
/* A sound card's buffer: pcm CARD playback|capture data|status|control, by sound/core/pcm_native.c. */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <sound/asound.h>

#include "foreign.h"

static void set_mask(struct snd_pcm_hw_params *params, int which, unsigned int bit)
{
	struct snd_mask *mask = &params->masks[which - SNDRV_PCM_HW_PARAM_FIRST_MASK];

	memset(mask, 0, sizeof(*mask));
	mask->bits[bit / 32] = 1U << bit % 32;
}

static void set_number(struct snd_pcm_hw_params *params, int which, unsigned int number)
{
	struct snd_interval *interval = &params->intervals[which - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL];

	interval->min = number;
	interval->max = number;
	interval->integer = 1;
}

/* Eight periods of 1024 frames of two channels of 16 bits; returns all of it in bytes. */
static unsigned int set_parameters(int fd)
{
	struct snd_pcm_hw_params params = { .rmask = UINT_MAX, .info = UINT_MAX };

	memset(params.masks, 0xff, sizeof(params.masks));
	for (size_t i = 0; i < sizeof(params.intervals) / sizeof(params.intervals[0]); i++)
		params.intervals[i].max = UINT_MAX;
	set_mask(&params, SNDRV_PCM_HW_PARAM_ACCESS, (unsigned int)SNDRV_PCM_ACCESS_MMAP_INTERLEAVED);
	set_mask(&params, SNDRV_PCM_HW_PARAM_FORMAT, (unsigned int)SNDRV_PCM_FORMAT_S16_LE);
	set_number(&params, SNDRV_PCM_HW_PARAM_CHANNELS, 2);
	set_number(&params, SNDRV_PCM_HW_PARAM_RATE, 48000);
	set_number(&params, SNDRV_PCM_HW_PARAM_PERIOD_SIZE, 1024);
	set_number(&params, SNDRV_PCM_HW_PARAM_PERIODS, 8);
	foreign_need(ioctl(fd, SNDRV_PCM_IOCTL_HW_PARAMS, &params), "SNDRV_PCM_IOCTL_HW_PARAMS");
	return 1024 * 8 * 2 * 2;
}

int main(int argc, char **argv)
{
	char path[64], card[32] = "";
	const char *name, *way;
	unsigned int length;
	int fd, number;

	(void)argc;
	argv++;
	name = foreign_argument(&argv, "the card");
	way = foreign_argument(&argv, "playback or capture");
	snprintf(path, sizeof(path), "/proc/asound/%s", name);
	foreign_need((int)readlink(path, card, sizeof(card) - 1), path);
	if (sscanf(card, "card%d", &number) != 1)
		foreign_absent("%s is %s", path, card);
	snprintf(path, sizeof(path), "/dev/snd/pcmC%dD0%c", number, way[0]);
	fd = foreign_open(path);
	length = set_parameters(fd);
	if (foreign_word(&argv, "status"))
		foreign_check(fd, SNDRV_PCM_MMAP_OFFSET_STATUS, foreign_pages(1), argv);
	if (foreign_word(&argv, "control"))
		foreign_check(fd, SNDRV_PCM_MMAP_OFFSET_CONTROL, foreign_pages(1), argv);
	foreign_word(&argv, "data");
	foreign_check(fd, SNDRV_PCM_MMAP_OFFSET_DATA, length, argv);
}
