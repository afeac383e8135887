#pragma once

/* JSON Merge Patch (RFC 7396) between objects.
 *
 * Pure apart from memory. */

#include "web/json.h"

/* (transfer full) the patch that makes @after of @before, or NULL when they are equal.  Both are
 * objects without null members at any depth of objects: a patch cannot say null, it means "gone". */
json_t *sz_merge_patch_new(const json_t *before, const json_t *after);
/* (transfer full) @target after @patch; @target may be NULL (nothing there). */
json_t *sz_merge_patch_apply(const json_t *target, const json_t *patch);
/* (transfer full) @value as a patch can carry it: members that are null are left out, at any depth. */
json_t *sz_merge_patch_without_nulls(const json_t *value);
