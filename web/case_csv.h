#pragma once

/* A list of cases as a table: the fields of its JSON that do not age, and the names of hall and item.
 *
 * Pure apart from memory.  Columns in English are named as the fields; in Chinese, heads and words are those people
 * use. */

#include "metrics/view.h"
#include "web/csv.h"

void sz_case_csv_head(SzCsv *csv, SzLanguage language);
void sz_case_csv_row(SzCsv *csv, const SzCaseRecord *record, const SzView *view,
                     SzLanguage language);
