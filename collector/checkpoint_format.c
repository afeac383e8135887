#include "collector/checkpoint_format.h"

#include "collector/crc32c.h"

static const guint8 magic[8] = {0xf5, 'S', 'Z', 'C', 'K', 'P', 'T', '\n'};
static const guint8 section_magic[4] = {0xf5, 0x53, 0x5a, 0x73};

enum {
    AT_VERSION = 8,
    AT_CHECKSUM = 12,
    AT_JOURNAL = 16,
    AT_BATCH = 32,
    AT_RECEIVED = 40,
    AT_INSTANT = 48,
    AT_LIFE = 56,
    AT_PLACES = 64,
    AT_PROGRAM = 72,
    AT_RULES = 104,
    AT_REGISTRY = 136,
    SECTION_AT_NAME = 4,
    SECTION_AT_LENGTH = 16,
    SECTION_AT_CHECKSUM = 24,
    SECTION_AT_OWN = 28,
    END_AT_WHOLE = 8,
};

static void put32(guint8 *to, guint32 value)
{
    const guint32 little_endian = GUINT32_TO_LE(value);
    memcpy(to, &little_endian, sizeof little_endian);
}

static void put64(guint8 *to, guint64 value)
{
    const guint64 little_endian = GUINT64_TO_LE(value);
    memcpy(to, &little_endian, sizeof little_endian);
}

static guint32 get32(const guint8 *from)
{
    guint32 little_endian = 0;
    memcpy(&little_endian, from, sizeof little_endian);
    return GUINT32_FROM_LE(little_endian);
}

static guint64 get64(const guint8 *from)
{
    guint64 little_endian = 0;
    memcpy(&little_endian, from, sizeof little_endian);
    return GUINT64_FROM_LE(little_endian);
}

/* With its own field as zero. */
static guint32 header_checksum(const guint8 header[SZ_CHECKPOINT_HEADER_BYTES])
{
    static const guint8 zeros[4] = {0};
    guint32 crc = sz_crc32c(0, header, AT_CHECKSUM);
    crc = sz_crc32c(crc, zeros, sizeof zeros);
    return sz_crc32c(crc, header + AT_JOURNAL, SZ_CHECKPOINT_HEADER_BYTES - AT_JOURNAL);
}

void sz_checkpoint_header_encode(const SzCheckpointHeader *header,
                                 guint8 out[SZ_CHECKPOINT_HEADER_BYTES])
{
    memset(out, 0, SZ_CHECKPOINT_HEADER_BYTES);
    memcpy(out, magic, sizeof magic);
    put32(out + AT_VERSION, SZ_CHECKPOINT_VERSION);
    memcpy(out + AT_JOURNAL, header->journal_id, sizeof header->journal_id);
    put64(out + AT_BATCH, header->batch);
    put64(out + AT_RECEIVED, (guint64)header->received.ns);
    put64(out + AT_INSTANT, (guint64)header->at.ns);
    put64(out + AT_LIFE, header->archive_life);
    put64(out + AT_PLACES, (guint64)header->archive_places);
    memcpy(out + AT_PROGRAM, header->program, sizeof header->program);
    memcpy(out + AT_RULES, header->rules, sizeof header->rules);
    memcpy(out + AT_REGISTRY, header->registry, sizeof header->registry);
    put32(out + AT_CHECKSUM, header_checksum(out));
}

SzCheckpointState sz_checkpoint_header_decode(const guint8 in[SZ_CHECKPOINT_HEADER_BYTES],
                                              SzCheckpointHeader *out)
{
    if (memcmp(in, magic, sizeof magic) != 0) {
        return SZ_CHECKPOINT_BAD;
    }
    if (get32(in + AT_VERSION) != SZ_CHECKPOINT_VERSION) {
        return SZ_CHECKPOINT_OTHER_VERSION;
    }
    if (get32(in + AT_CHECKSUM) != header_checksum(in) || get64(in + AT_PLACES) > G_MAXINT64) {
        return SZ_CHECKPOINT_BAD;
    }
    memcpy(out->journal_id, in + AT_JOURNAL, sizeof out->journal_id);
    out->batch = get64(in + AT_BATCH);
    out->received.ns = (gint64)get64(in + AT_RECEIVED);
    out->at.ns = (gint64)get64(in + AT_INSTANT);
    out->archive_life = get64(in + AT_LIFE);
    out->archive_places = (gint64)get64(in + AT_PLACES);
    memcpy(out->program, in + AT_PROGRAM, sizeof out->program);
    memcpy(out->rules, in + AT_RULES, sizeof out->rules);
    memcpy(out->registry, in + AT_REGISTRY, sizeof out->registry);
    return SZ_CHECKPOINT_GOOD;
}

void sz_checkpoint_section_encode(SzSlice name, SzSlice bytes,
                                  guint8 out[SZ_CHECKPOINT_SECTION_BYTES])
{
    memset(out, 0, SZ_CHECKPOINT_SECTION_BYTES);
    memcpy(out, section_magic, sizeof section_magic);
    memcpy(out + SECTION_AT_NAME, name.data, MIN(name.len, SZ_CHECKPOINT_NAME_BYTES));
    put64(out + SECTION_AT_LENGTH, bytes.len);
    put32(out + SECTION_AT_CHECKSUM, sz_crc32c(0, bytes.data, bytes.len));
    put32(out + SECTION_AT_OWN, sz_crc32c(0, out, SECTION_AT_OWN));
}

bool sz_checkpoint_section_decode(const guint8 in[SZ_CHECKPOINT_SECTION_BYTES],
                                  SzCheckpointSection *out)
{
    if (memcmp(in, section_magic, sizeof section_magic) != 0 ||
        get32(in + SECTION_AT_OWN) != sz_crc32c(0, in, SECTION_AT_OWN)) {
        return false;
    }
    memcpy(out->name, in + SECTION_AT_NAME, SZ_CHECKPOINT_NAME_BYTES);
    out->name[SZ_CHECKPOINT_NAME_BYTES] = '\0';
    out->n_bytes = get64(in + SECTION_AT_LENGTH);
    out->checksum = get32(in + SECTION_AT_CHECKSUM);
    return true;
}

void sz_checkpoint_end_encode(guint64 n_sections, guint32 whole,
                              guint8 out[SZ_CHECKPOINT_END_BYTES])
{
    put64(out, n_sections);
    put32(out + END_AT_WHOLE, whole);
}

bool sz_checkpoint_end_agrees(const guint8 in[SZ_CHECKPOINT_END_BYTES], guint64 n_sections,
                              guint32 whole)
{
    return get64(in) == n_sections && get32(in + END_AT_WHOLE) == whole;
}
