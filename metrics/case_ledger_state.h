#pragma once

/* The ledger of the shelf for a checkpoint.  Pure apart from memory. */

#include "metrics/case_ledger.h"
#include "metrics/state_reader.h"

void sz_case_ledger_save(const SzCaseLedger *ledger, GByteArray *out);
/* Into one of no case, of the same registry; what makes no sense spoils @reader. */
void sz_case_ledger_load(SzCaseLedger *ledger, SzStateReader *reader);
