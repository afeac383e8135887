#include "collector/journal_group.h"

#include "collector/crc32c.h"

enum {
    GROUP_MAX_BYTES = 8 << 20,
    PIECES_MAX = 1000,       /* IOV_MAX is 1024 on Linux; a frame adds at most three */
    COPY_MAX_BYTES = 8 << 10 /* below this a copy is cheaper than two more pieces */
};

typedef struct {
    const char *borrowed; /* NULL: in the arena */
    gsize offset;         /* in the arena */
    gsize len;
} Piece;

struct SzJournalGroup {
    GByteArray *arena; /* owned; may move while frames are added */
    GArray *pieces;    /* owned; of Piece */
    GArray *vectors;   /* owned; of struct iovec */
    guint64 n_bytes;
};

SzJournalGroup *sz_journal_group_new(void)
{
    SzJournalGroup *group = g_new0(SzJournalGroup, 1);
    group->arena = g_byte_array_new();
    group->pieces = g_array_new(FALSE, FALSE, sizeof(Piece));
    group->vectors = g_array_new(FALSE, FALSE, sizeof(struct iovec));
    return group;
}

void sz_journal_group_free(SzJournalGroup *group)
{
    if (group == NULL) {
        return;
    }
    g_byte_array_unref(group->arena);
    g_array_unref(group->pieces);
    g_array_unref(group->vectors);
    g_free(group);
}

void sz_journal_group_clear(SzJournalGroup *group)
{
    g_byte_array_set_size(group->arena, 0);
    g_array_set_size(group->pieces, 0);
    group->n_bytes = 0;
}

static void add_copy(SzJournalGroup *group, const void *data, gsize len)
{
    if (len == 0) {
        return;
    }
    Piece *last = group->pieces->len > 0
                      ? &g_array_index(group->pieces, Piece, group->pieces->len - 1)
                      : NULL;
    if (last != NULL && last->borrowed == NULL) {
        last->len += len;
    } else {
        Piece piece = {.offset = group->arena->len, .len = len};
        g_array_append_val(group->pieces, piece);
    }
    g_byte_array_append(group->arena, data, (guint)len);
}

static void add_lines(SzJournalGroup *group, SzSlice lines)
{
    if (lines.len <= COPY_MAX_BYTES) {
        add_copy(group, lines.data, lines.len);
        return;
    }
    Piece piece = {.borrowed = lines.data, .len = lines.len};
    g_array_append_val(group->pieces, piece);
}

void sz_journal_group_add(SzJournalGroup *group, const SzBatch *batch, guint64 number,
                          SzWallTime received)
{
    static const guint8 padding[SZ_FRAME_ALIGN_BYTES];
    guint8 head[SZ_FRAME_HEADER_BYTES];
    guint8 trailer[SZ_FRAME_TRAILER_BYTES];
    gsize payload_bytes = batch->source_name.len + batch->lines.len;
    guint64 total = sz_frame_bytes(payload_bytes);
    gsize n_padding = total - sizeof head - payload_bytes - sizeof trailer;
    SzFrameHeader header = {
        .payload_bytes = (guint32)payload_bytes,
        .batch = number,
        .received = received,
        .n_lines = batch->n_lines,
        .source = batch->source,
        .name_bytes = (guint8)batch->source_name.len,
    };
    sz_frame_header_encode(&header, head);
    guint32 crc = sz_crc32c(0, head, sizeof head);
    crc = sz_crc32c(crc, batch->source_name.data, batch->source_name.len);
    crc = sz_crc32c(crc, batch->lines.data, batch->lines.len);
    crc = sz_crc32c(crc, padding, n_padding);
    sz_frame_trailer_encode(crc, trailer);

    add_copy(group, head, sizeof head);
    add_copy(group, batch->source_name.data, batch->source_name.len);
    add_lines(group, batch->lines);
    add_copy(group, padding, n_padding);
    add_copy(group, trailer, sizeof trailer);
    group->n_bytes += total;
}

guint64 sz_journal_group_bytes(const SzJournalGroup *group)
{
    return group->n_bytes;
}

bool sz_journal_group_is_full(const SzJournalGroup *group)
{
    return group->n_bytes >= GROUP_MAX_BYTES || group->pieces->len >= PIECES_MAX;
}

struct iovec *sz_journal_group_pieces(SzJournalGroup *group, int *out_n)
{
    g_array_set_size(group->vectors, group->pieces->len);
    for (guint i = 0; i < group->pieces->len; i++) {
        const Piece *piece = &g_array_index(group->pieces, Piece, i);
        struct iovec *vector = &g_array_index(group->vectors, struct iovec, i);
        vector->iov_len = piece->len;
        vector->iov_base = group->arena->data + piece->offset;
        if (piece->borrowed != NULL) {
            /* pwritev only reads, but its type says otherwise. */
            memcpy(&vector->iov_base, &piece->borrowed, sizeof vector->iov_base);
        }
    }
    *out_n = (int)group->vectors->len;
    return (struct iovec *)(void *)group->vectors->data;
}
