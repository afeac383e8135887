/* Lines of a request that were not taken. */

#include "collector/feeds_internal.h"

void sz_feeds_on_refused(const SzRefusedLine *line, void *user)
{
    const Exchange *exchange = user;
    const SzFeedsOptions *options = &exchange->worker->feeds->options;
    if (options->refused != NULL) {
        sz_refused_counts_add(options->refused, line, exchange->received);
    }
    if (options->quarantine != NULL) {
        const SzQuarantineRecord record = {
            .received = exchange->received,
            .ns_per_unit = exchange->plan.ns_per_unit,
            .kind = line->kind,
            .author = sz_slice(exchange->author != NULL ? exchange->author->name : ""),
            .reason = sz_slice(line->reason),
            .measurement = line->measurement,
            .hall = line->hall,
            .src = line->src,
            .raw = line->raw,
        };
        sz_quarantine_put(options->quarantine, &record);
    }
}
