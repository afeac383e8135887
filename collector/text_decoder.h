#pragma once

/* Bytes of some encoding -> UTF-8, in pieces.
 *
 * Pure apart from memory.  Encodings are those of iconv(3). */

#include <glib.h>
#include <stdbool.h>

typedef struct SzTextDecoder SzTextDecoder;

/* Whether UTF-8 can be made of it. */
bool sz_text_decoder_knows(const char *encoding);

/* @encoding: one that is known */
SzTextDecoder *sz_text_decoder_new(const char *encoding);
void sz_text_decoder_free(SzTextDecoder *decoder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzTextDecoder, sz_text_decoder_free)

/* Adds what the piece means to @out; a character that is cut is kept for the next piece.
 *
 * @error: SZ_COLLECTOR_ERROR_SYNTAX: bytes that mean nothing in this encoding; the message says where */
gboolean sz_text_decoder_feed(SzTextDecoder *decoder, const char *data, gsize len, GString *out,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* @error: as above: half a character at the end */
gboolean sz_text_decoder_finish(SzTextDecoder *decoder, GError **error) G_GNUC_WARN_UNUSED_RESULT;
