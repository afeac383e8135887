#pragma once

/* Time limits and what can stop them: the words of DOMAIN "Deadlines".
 *
 * A limit is a count and a unit; the unit is part of the limit and is never converted. */

#include "metrics/slice.h"
#include "metrics/wall_time.h"

typedef enum {
    SZ_UNIT_NONE, /* no limit given */
    SZ_UNIT_MINUTE,
    SZ_UNIT_HOUR,
    SZ_UNIT_WORKDAY, /* statutory working days (行政许可法 art. 82) */
    SZ_UNIT_DAY,     /* calendar days (自然日) */
} SzUnit;

/* Largest limit accepted, in its own unit: about ten years of minutes. */
#define SZ_LIMIT_MAX 5000000

typedef struct {
    gint32 n;    /* 0..SZ_LIMIT_MAX; 0 means the same working day (即办) */
    SzUnit unit; /* SZ_UNIT_NONE: there is no limit and n means nothing */
} SzLimit;

/* Why a case stands still.  Those of art. 45 of the 行政许可法 and 补正 after acceptance stop the
 * clock; the last three do not unless configuration says so for the item. */
typedef enum {
    SZ_SUSPEND_UNSPECIFIED, /* no kind given: stops the clock */
    SZ_SUSPEND_HEARING,     /* 听证 */
    SZ_SUSPEND_TENDER,      /* 招标 */
    SZ_SUSPEND_AUCTION,     /* 拍卖 */
    SZ_SUSPEND_INSPECTION,  /* 检验 */
    SZ_SUSPEND_TESTING,     /* 检测 */
    SZ_SUSPEND_QUARANTINE,  /* 检疫 */
    SZ_SUSPEND_APPRAISAL,   /* 鉴定 */
    SZ_SUSPEND_EXPERT,      /* 专家评审 */
    SZ_SUSPEND_SUPPLEMENT,  /* 补正 */
    SZ_SUSPEND_PUBLICITY,   /* 公示 */
    SZ_SUSPEND_CONSULT,     /* 部门征求意见 */
    SZ_SUSPEND_OTHER,       /* 其他 */
    SZ_SUSPEND_N_KINDS,
} SzSuspendKind;

/* Text of the standard <-> enum.  Names: minute hour workday day. */
bool sz_unit_parse(SzSlice text, SzUnit *out);
const char *sz_unit_name(SzUnit unit); /* "" for NONE */
/* English names (hearing tender auction inspection testing quarantine appraisal expert supplement
 * publicity consult other), the Chinese terms above, and the usual other words for them (test,
 * expert_review, 征求意见, ..); "" is UNSPECIFIED. */
bool sz_suspend_kind_parse(SzSlice text, SzSuspendKind *out);
const char *sz_suspend_kind_name(SzSuspendKind kind); /* English; "" for UNSPECIFIED */

/* A half-open stretch of time [from, to). */
typedef struct {
    SzWallTime from;
    SzWallTime to;
    SzSuspendKind kind;
} SzSpan;
