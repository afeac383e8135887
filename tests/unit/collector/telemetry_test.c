/* The data standard, rule by rule: lines and what the check says of them. */

#include "collector/telemetry.h"
#include "support/lines.h"

typedef struct {
    const char *line;
    const char *kind; /* "ok" or the kind of error */
    const char *part; /* of the message; NULL: any */
} Row;

static const Row good_rows[] = {
    {"ticket,hall=h,queue=q,event=take id=\"A013\"", "ok", NULL},
    {"ticket,hall=h,queue=q,event=end,window=3,purpose=x id=\"A013\",result=\"done\",recall=1i",
     "ok", NULL},
    {"window,hall=h,window=1 state=\"serving\",cert=t", "ok", NULL},
    {"kiosk,hall=h,kiosk=k,event=heartbeat eid=\"1\"", "ok", NULL},
    {"kiosk,hall=h,kiosk=k,event=state state=\"online\",faults=\"\"", "ok", NULL},
    {"kiosk,hall=h,kiosk=k,event=state state=\"offline\",faults=\"paper_out,door\"", "ok", NULL},
    {"kiosk,hall=h,kiosk=k,event=txn result=\"ok\",dur_s=3i,pages=2i", "ok", NULL},
    {"kiosk,hall=h,kiosk=k,event=txn result=\"ok\",dur_s=3u", "ok", NULL},
    {"case,hall=h,item=i,channel=online,event=apply id=\"1\"", "ok", NULL},
    {"case,hall=h,item=i,channel=online,event=accept,kind=instant,org=o "
     "id=\"1\",promise=0i,promise_unit=\"workday\",statute=5000000i,statute_unit=\"minute\"",
     "ok", NULL},
    {"case,hall=h,item=i,channel=post,event=suspend id=\"1\",kind=\"听证\",days=0i", "ok", NULL},
    {"case,hall=h,item=i,channel=post,event=suspend id=\"1\",kind=\"tender\"", "ok", NULL},
    {"case,hall=h,item=i,channel=post,event=suspend id=\"1\"", "ok", NULL},
    {"case,hall=h,item=i,channel=post,event=extend id=\"1\",days=1i", "ok", NULL},
    {"case,hall=h,item=i,channel=post,event=step id=\"1\",step=\"踏勘\",vendor_extra=1", "ok",
     NULL},
    {"rating,hall=h,channel=pad,event=new id=\"1\",level=1i", "ok", NULL},
    {"rating,hall=h,channel=pad,event=followup id=\"1\"", "ok", NULL},
    {"rating,hall=h,channel=pad,event=close id=\"1\"", "ok", NULL},
    {"issue,hall=h,kind=stuck,event=new id=\"1\",limit=2i,unit=\"hour\",liable=f", "ok", NULL},
    {"appointment,hall=h,queue=q,event=create id=\"1\",slot=1700000000000000000i", "ok", NULL},
    {"appointment,hall=h,queue=q,event=arrive id=\"1\"", "ok", NULL},
    {"crowd,hall=h inside=0i", "ok", NULL},
    {"patrol,hall=h,kind=dress severity=2i,source=\"camera\"", "ok", NULL},
    {"patrol,hall=h,kind=dress score=88", "ok", NULL},
    {"schedule,hall=h planned=5i", "ok", NULL},
    {"schedule,hall=h,window=3 closed=t,reason=\"holiday\"", "ok", NULL},
    {"metric,hall=h,metric=m num=1,den=2i", "ok", NULL},
    {"metric,hall=h,metric=m value=-1.5,unit=\"kWh\"", "ok", NULL},
    {"metric,hall=h,metric=m num=0,den=-1", "ok", NULL},
    {"cpu,host=a load=0.5", "ok", NULL}, /* unknown measurements need no hall */
    {"cpu name=\"x\",phone=\"y\"", "ok", NULL},
    {"Case v=1", "ok", NULL},
    {"ticket,hall=12345678901234567890123456789012,queue=q,event=take id=\"1\"", "ok", NULL},
};

static const Row bad_rows[] = {
    {"13800138000 v=1", "personal_data", "measurement '#'"},
    {"room-138-0013-8000 v=1", "personal_data", "measurement '#'"},
    {"cpu,13800138000=a v=1", "personal_data", "tag '#'"},
    {"cpu 138\\ 0013\\ 8000=1", "personal_data", "field '#'"},
    {"ticket,hall=h,queue=q,event=take id=\"1\",11010519491231002X=1", "personal_data",
     "field '#'"},
    {"cpu,of=86-13800138000 v=1", "personal_data", "tag 'of'"},
    {"cpu,of=138-0013-8000 v=1", "personal_data", "tag 'of'"},
    {"cpu of=\"138 00138000\"", "personal_data", "field 'of'"},
    {"cpu of=110105194912310021i", "personal_data", "field 'of'"},
    {"cpu phone_of=13800138000u", "personal_data", "field 'phone_of'"},
    {"action,kind=claim v=1", "reserved_measurement", "'action'"},
    {"ticket,queue=q,event=take id=\"1\"", "missing_tag", "'hall'"},
    {"crowd in=1i", "missing_tag", "'hall'"},
    {"ticket,hall=12345678901234567890123456789012x,queue=q,event=take id=\"1\"", "invalid_tag",
     "32 bytes"},
    {"ticket,hall=h,event=take id=\"1\"", "missing_tag", "'queue'"},
    {"ticket,hall=h,queue=q id=\"1\"", "missing_tag", "'event'"},
    {"ticket,hall=h,queue=q,event=Take id=\"1\"", "invalid_tag",
     "'Take' is none of: take call start"},
    {"ticket,hall=h,queue=q,event=take eid=\"1\"", "missing_field", "'id'"},
    {"ticket,hall=h,queue=q,event=take id=1i", "wrong_type",
     "'id' is an integer, expected a string"},
    {"ticket,hall=h,queue=q,event=take id=\"\"", "invalid_field", "1..64 bytes"},
    {"ticket,hall=h,queue=q,event=take id=\"a\tb\"", "invalid_field", "control"},
    {"ticket,hall=h,queue=q,event=end id=\"1\",result=\"gone\"", "invalid_field",
     "done returned info"},
    {"ticket,hall=h,queue=q,event=take id=\"1\",recall=1", "wrong_type",
     "'recall' is a float, expected an integer"},
    {"ticket,hall=h,queue=q,event=take id=\"1\",seq=1.5", "wrong_type", "'seq'"},
    {"ticket,hall=h,queue=q,event=take id=\"1\",src=5i", "wrong_type", "'src'"},
    {"window,hall=h,window=1 reason=\"x\"", "missing_field", "'state'"},
    {"window,hall=h state=\"open\"", "missing_tag", "'window'"},
    {"window,hall=h,window=1 state=\"busy\"", "invalid_field", "closed open calling"},
    {"window,hall=h,window=1 state=\"open\",cert=1i", "wrong_type", "expected true or false"},
    {"kiosk,hall=h,kiosk=k,event=state faults=\"door\"", "missing_field", "'state'"},
    {"kiosk,hall=h,kiosk=k,event=txn dur_s=1", "missing_field", "'result'"},
    {"kiosk,hall=h,kiosk=k,event=heartbeat faults=\"door,fire\"", "invalid_field",
     "'fire' is none of"},
    {"kiosk,hall=h,kiosk=k,event=heartbeat faults=\"door,\"", "invalid_field", "'' is none of"},
    {"kiosk,hall=h,kiosk=k,event=txn result=\"ok\",dur_s=-1", "invalid_field", "0..2147483647"},
    {"kiosk,hall=h,kiosk=k,event=txn result=\"ok\",dur_s=\"1\"", "wrong_type", "expected a number"},
    {"case,hall=h,channel=online,event=apply id=\"1\"", "missing_tag", "'item'"},
    {"case,hall=h,item=i,event=apply id=\"1\"", "missing_tag", "'channel'"},
    {"case,hall=h,item=i,channel=fax,event=apply id=\"1\"", "invalid_tag", "window online mobile"},
    {"case,hall=h,item=i,channel=post,kind=slow,event=apply id=\"1\"", "invalid_tag",
     "instant promise"},
    {"case,hall=h,item=i,channel=post,event=apply id=\"1\",promise=3i", "missing_field",
     "'promise_unit'"},
    {"case,hall=h,item=i,channel=post,event=apply id=\"1\",promise_unit=\"day\"", "missing_field",
     "'promise'"},
    {"case,hall=h,item=i,channel=post,event=apply id=\"1\",statute=3i", "missing_field",
     "'statute_unit'"},
    {"case,hall=h,item=i,channel=post,event=apply id=\"1\",promise=-1i,promise_unit=\"day\"",
     "invalid_field", "0..5000000"},
    {"case,hall=h,item=i,channel=post,event=apply id=\"1\",promise=5000001i,promise_unit=\"day\"",
     "invalid_field", "'promise'"},
    {"case,hall=h,item=i,channel=post,event=apply id=\"1\",promise=1i,promise_unit=\"week\"",
     "invalid_field", "minute hour workday day"},
    {"case,hall=h,item=i,channel=post,event=extend id=\"1\"", "missing_field", "'days'"},
    {"case,hall=h,item=i,channel=post,event=extend id=\"1\",days=0i", "invalid_field",
     "1..5000000"},
    {"case,hall=h,item=i,channel=post,event=suspend id=\"1\",kind=\"lunch\"", "invalid_field",
     "hearing"},
    {"case,hall=h,item=i,channel=post,event=close id=\"1\",auto=\"yes\"", "wrong_type", "'auto'"},
    {"case,hall=h,item=i,channel=post,event=apply id=\"1\",due=-9223372036854775808i",
     "invalid_field", "'due'"},
    {"rating,hall=h,event=new id=\"1\",level=5i", "missing_tag", "'channel'"},
    {"rating,hall=h,channel=pad,event=new id=\"1\"", "missing_field", "'level'"},
    {"rating,hall=h,channel=pad,event=new id=\"1\",level=0i", "invalid_field", "1..5"},
    {"rating,hall=h,channel=pad,event=new id=\"1\",level=6i", "invalid_field", "1..5"},
    {"rating,hall=h,channel=pad,event=followup id=\"1\",level=6i", "invalid_field", "1..5"},
    {"rating,hall=h,channel=pad,event=new id=\"1\",level=5", "wrong_type", "'level'"},
    {"issue,hall=h,kind=other,event=new id=\"1\"", "invalid_tag", "complaint"},
    {"issue,hall=h,event=new id=\"1\"", "missing_tag", "'kind'"},
    {"issue,hall=h,kind=stuck,event=new id=\"1\",limit=1i", "missing_field", "'unit'"},
    {"issue,hall=h,kind=stuck,event=new id=\"1\",unit=\"hour\"", "missing_field", "'limit'"},
    {"appointment,hall=h,queue=q,event=create id=\"1\"", "missing_field", "'slot'"},
    {"crowd,hall=h seq=1i", "missing_field", "in out inside"},
    {"crowd,hall=h in=-1i", "invalid_field", "'in'"},
    {"crowd,hall=h in=1", "wrong_type", "'in'"},
    {"patrol,hall=h severity=1i", "missing_tag", "'kind'"},
    {"patrol,hall=h,kind=x source=\"y\"", "missing_field", "severity score"},
    {"schedule,hall=h reason=\"x\"", "missing_field", "planned closed"},
    {"metric,hall=h value=1", "missing_tag", "'metric'"},
    {"metric,hall=h,metric=m unit=\"x\"", "missing_field", "value num"},
    {"metric,hall=h,metric=m num=1", "missing_field", "'den'"},
    {"metric,hall=h,metric=m value=1,den=1", "missing_field", "'num'"},
    {"metric,hall=h,metric=m num=1,den=0", "invalid_field", "'den' is 0"},
    {"metric,hall=h,metric=m num=1,den=-0.0", "invalid_field", "'den' is 0"},
    {"metric,hall=h,metric=m num=1,den=0i", "invalid_field", "'den' is 0"},
};

/* 11010119900307123x: region 110101, born 1990-03-07, as in the examples of GB 11643. */
static const Row personal_rows[] = {
    /* A birth of 2015 with its right check character (330106201501011236), and case numbers: region, day
     * of receipt, serial number. */
    {"cpu v=\"330106201501011236\"", "personal_data", NULL},
    {"case,hall=h,item=i,channel=post,event=apply id=\"330106202611200001\"", "ok", NULL},
    {"cpu v=\"330106200412310001\"", "personal_data", NULL},
    {"cpu v=\"110101199003071233\"", "personal_data", "field 'v'"},
    {"cpu v=\"id:11010119900307123X.\"", "personal_data", NULL},
    {"cpu v=\"11010119900307123x\"", "personal_data", NULL},
    {"cpu,host=110101199003071233 v=1", "personal_data", "tag 'host'"},
    {"cpu v=110101199003071233i", "personal_data", NULL},
    {"cpu v=110101199003071233u", "personal_data", NULL},
    {"cpu v=\"1110101199003071233\"", "ok", NULL}, /* 19 digits */
    {"cpu v=\"010101199003071233\"", "ok", NULL},  /* no region starts with 0 */
    {"cpu v=\"110101179003071233\"", "ok", NULL},  /* 17th century */
    {"cpu v=\"110101210003071233\"", "ok", NULL},
    {"cpu v=\"110101199000071233\"", "ok", NULL}, /* month 0 */
    {"cpu v=\"110101199013071233\"", "ok", NULL},
    {"cpu v=\"110101199012001233\"", "ok", NULL}, /* day 0 */
    {"cpu v=\"110101199012321233\"", "ok", NULL},
    {"cpu v=\"110101199012311233\"", "personal_data", NULL},
    {"cpu v=\"11010119900307123Y\"", "ok", NULL},
    {"cpu v=\"13800138000\"", "personal_data", NULL},
    {"cpu v=\"电话13800138000。\"", "personal_data", NULL},
    {"cpu v=\"+8613800138000\"", "personal_data", NULL},
    {"cpu v=\"8613800138000\"", "personal_data", NULL},
    {"cpu v=\"008613800138000\"", "personal_data", NULL},
    {"cpu v=\"138-0013-8000\"", "personal_data", NULL},
    {"cpu v=\"138 0013 8000\"", "personal_data", NULL},
    {"cpu v=\"+86 138 0013-8000\"", "personal_data", NULL},
    {"cpu v=\"+86138-0013-8000\"", "personal_data", NULL},
    {"cpu v=\"138--0013-8000\"", "ok", NULL},
    {"cpu v=\"138-0013-80001\"", "ok", NULL},
    {"cpu v=\"138-00138-000\"", "ok", NULL},
    {"cpu v=\"138-0013-\"", "ok", NULL},
    {"cpu v=\"1238-0013-8000\"", "ok", NULL},
    {"cpu v=\"12800138000\"", "ok", NULL}, /* no mobile number starts with 12 */
    {"cpu v=\"23800138000\"", "ok", NULL},
    {"cpu v=\"138001380001\"", "ok", NULL},
    {"cpu v=\"1380013800\"", "ok", NULL},
    {"cpu v=\"138 00138000\"", "personal_data", NULL},
    {"cpu v=\"138-00138000\"", "personal_data", NULL},
    {"cpu v=\"138-001380001\"", "ok", NULL},
    {"mem free=13800138000i", "ok", NULL}, /* bytes */
    {"mem free=13800138000", "ok", NULL},
    {"cpu phone_of=13800138000i", "personal_data", "'phone_of'"},
    {"cpu Mobile=13800138000u", "personal_data", NULL},
    {"cpu 手机号码=13800138000", "personal_data", NULL},
    {"cpu phone_of=-13800138000i", "personal_data", NULL},
    {"cpu phone_of=12800138000i", "ok", NULL},
    {"metric,hall=h,metric=m value=13800138000", "ok", NULL},
    {"metric,hall=h,metric=m value=13800138000i", "ok", NULL},
    {"metric,hall=h,metric=m value=1,other=13800138000", "personal_data", "'other'"},
    {"cpu v=-9223372036854775808i", "ok", NULL},
    {"cpu seq=13800138000i", "ok", NULL}, /* known to the standard */
    {"case,hall=h,item=i,channel=post,event=apply id=\"1\",due=13800138000i", "ok", NULL},
    {"case,hall=h,item=i,channel=post,event=apply id=\"13800138000\"", "personal_data", "'id'"},
    {"case,hall=h,item=i,channel=post,event=apply id=\"1\",other=13800138000i", "personal_data",
     NULL},
    {"case,hall=h,item=i,channel=post,event=apply id=\"1\",Phone=\"x\"", "personal_data",
     "'Phone' names"},
    {"case,hall=h,item=i,channel=post,event=apply id=\"1\",姓名=\"x\"", "personal_data", "'姓名'"},
    {"case,hall=h,item=i,channel=post,event=apply,ID_Card=x id=\"1\"", "personal_data",
     "tag 'ID_Card'"},
    {"case,hall=h,item=i,channel=post,event=apply id=\"1\",names=\"x\"", "ok", NULL},
    {"action v=\"13800138000\"", "reserved_measurement", NULL},
};

typedef struct {
    const Row *row;
    gsize n_points;
} Seen;

static void check_row(const SzLpPoint *point, void *user)
{
    Seen *seen = user;
    const Row *row = seen->row;
    seen->n_points++;
    SzEntity entity = SZ_ENTITY_N;
    SzStandardError error = {.kind = SZ_STANDARD_N_KINDS};
    bool is_good = sz_telemetry_check(point, &entity, &error);
    if (is_good) {
        g_assert_cmpint(error.kind, ==, SZ_STANDARD_N_KINDS); /* untouched */
        error.kind = SZ_STANDARD_OK;
        error.message[0] = '\0';
    } else {
        g_assert_cmpint(entity, ==, SZ_ENTITY_N); /* untouched */
    }
    g_assert_cmpstr(sz_standard_kind_name(error.kind), ==, row->kind);
    if (row->part != NULL && strstr(error.message, row->part) == NULL) {
        g_error("%s: '%s' has no '%s'", row->line, error.message, row->part);
    }
    gsize n_digits = 0;
    for (const char *at = error.message; *at != '\0'; at++) {
        n_digits = g_ascii_isdigit(*at) ? n_digits + 1 : 0;
        g_assert_cmpuint(n_digits, <, 11);
    }
    g_assert_cmpint(is_good, ==, sz_telemetry_check(point, NULL, NULL));
}

static void check_rows(const Row *rows, gsize n)
{
    for (gsize i = 0; i < n; i++) {
        g_test_message("%s", rows[i].line);
        Seen seen = {&rows[i], 0};
        sz_lp_parse(NULL, 1, sz_slice(rows[i].line),
                    (SzLpSink){.on_point = check_row, .user = &seen});
        g_assert_cmpuint(seen.n_points, ==, 1);
    }
}

static void test_good(void)
{
    check_rows(good_rows, G_N_ELEMENTS(good_rows));
}

static void test_bad(void)
{
    check_rows(bad_rows, G_N_ELEMENTS(bad_rows));
}

static void check_refused(const SzLpPoint *point, void *user)
{
    gsize *n = user;
    SzStandardError error;
    g_assert_false(sz_telemetry_check(point, NULL, &error));
    g_assert_cmpint(error.kind, ==, SZ_STANDARD_INVALID_FIELD);
    ++*n;
}

/* A NUL ends no word: "ok" and "ok\0..." differ. */
static void test_nul_in_word(void)
{
    gsize n = 0;
    sz_lp_parse(NULL, 1, SZ_SLICE("kiosk,hall=h,kiosk=k,event=txn result=\"ok\0\0\0\0\0\0\0\""),
                (SzLpSink){.on_point = check_refused, .user = &n});
    g_assert_cmpuint(n, ==, 1);
}

static void test_personal(void)
{
    check_rows(personal_rows, G_N_ELEMENTS(personal_rows));
}

static void check_entity(const SzLpPoint *point, void *user)
{
    SzEntity *entity = user;
    g_assert_true(sz_telemetry_check(point, entity, NULL));
}

static void test_entities(void)
{
    static const struct {
        const char *line;
        SzEntity entity;
    } rows[] = {
        {"ticket,hall=h,queue=q,event=take id=\"1\"", SZ_ENTITY_TICKET},
        {"window,hall=h,window=1 state=\"open\"", SZ_ENTITY_WINDOW},
        {"kiosk,hall=h,kiosk=k,event=heartbeat seq=1i", SZ_ENTITY_KIOSK},
        {"case,hall=h,item=i,channel=post,event=void id=\"1\"", SZ_ENTITY_CASE},
        {"rating,hall=h,channel=c,event=claim id=\"1\"", SZ_ENTITY_RATING},
        {"issue,hall=h,kind=hotline,event=close id=\"1\"", SZ_ENTITY_ISSUE},
        {"appointment,hall=h,queue=q,event=noshow id=\"1\"", SZ_ENTITY_APPOINTMENT},
        {"crowd,hall=h out=1i", SZ_ENTITY_CROWD},
        {"patrol,hall=h,kind=k score=1", SZ_ENTITY_PATROL},
        {"schedule,hall=h closed=f", SZ_ENTITY_SCHEDULE},
        {"metric,hall=h,metric=m value=1", SZ_ENTITY_METRIC},
        {"anything v=1", SZ_ENTITY_GENERIC},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        SzEntity entity = SZ_ENTITY_N;
        sz_lp_parse(NULL, 1, sz_slice(rows[i].line),
                    (SzLpSink){.on_point = check_entity, .user = &entity});
        g_assert_cmpint(entity, ==, rows[i].entity);
    }
}

static void check_full_event(const SzLpPoint *point, void *user)
{
    (void)user;
    SzCaseEvent event;
    SzReading reading;
    SzEvent any;
    g_assert_true(sz_telemetry_read(point, &reading, NULL));
    sz_telemetry_event(&reading, (SzWallTime){99}, &any);
    event = any.as.case_event;
    g_assert_cmpint(event.occurred.ns, ==, 5);
    g_assert_cmpint(event.kind, ==, SZ_CASE_EXTEND);
    g_assert_true(sz_slice_equal(event.hall, SZ_SLICE("h")));
    g_assert_true(sz_slice_equal(event.id, SZ_SLICE("c1")));
    g_assert_true(sz_slice_equal(event.item, SZ_SLICE("i")));
    g_assert_true(sz_slice_equal(event.org, SZ_SLICE("o")));
    g_assert_true(sz_slice_equal(event.result, SZ_SLICE("r")));
    g_assert_true(sz_slice_equal(event.step, SZ_SLICE("踏勘")));
    g_assert_true(sz_slice_equal(event.platform, SZ_SLICE("p")));
    g_assert_true(sz_slice_equal(event.parent, SZ_SLICE("c0")));
    g_assert_true(sz_slice_equal(event.src, SZ_SLICE("s")));
    g_assert_true(sz_slice_equal(event.eid, SZ_SLICE("e")));
    g_assert_cmpint(event.channel, ==, SZ_CHANNEL_MOBILE);
    g_assert_cmpint(event.case_kind, ==, SZ_CASE_KIND_PROMISE);
    g_assert_cmpint(event.promise.n, ==, 3);
    g_assert_cmpint(event.promise.unit, ==, SZ_UNIT_WORKDAY);
    g_assert_cmpint(event.statute.n, ==, 20);
    g_assert_cmpint(event.statute.unit, ==, SZ_UNIT_DAY);
    g_assert_true(event.has_due);
    g_assert_cmpint(event.due.ns, ==, 77);
    g_assert_cmpint(event.suspend_kind, ==, SZ_SUSPEND_HEARING);
    g_assert_cmpint(event.days, ==, 10);
    g_assert_cmpint(event.visits, ==, 2);
    g_assert_cmpint(event.is_auto, ==, 1);
    g_assert_cmpint(event.elic, ==, 0);
    g_assert_true(sz_slice_equal(event.approver, SZ_SLICE("G001")));
    g_assert_cmpint(event.notified, ==, 1);
}

static void check_bare_event(const SzLpPoint *point, void *user)
{
    (void)user;
    SzCaseEvent event;
    SzReading reading;
    SzEvent any;
    g_assert_true(sz_telemetry_read(point, &reading, NULL));
    sz_telemetry_event(&reading, (SzWallTime){99}, &any);
    event = any.as.case_event;
    g_assert_cmpint(event.occurred.ns, ==, 99);
    g_assert_cmpint(event.kind, ==, SZ_CASE_APPLY);
    g_assert_cmpuint(event.org.len + event.result.len + event.step.len + event.eid.len, ==, 0);
    g_assert_cmpint(event.case_kind, ==, SZ_CASE_KIND_NONE);
    g_assert_cmpint(event.promise.unit, ==, SZ_UNIT_NONE);
    g_assert_cmpint(event.statute.unit, ==, SZ_UNIT_NONE);
    g_assert_false(event.has_due);
    g_assert_cmpint(event.suspend_kind, ==, SZ_SUSPEND_UNSPECIFIED);
    g_assert_cmpint(event.days, ==, -1);
    g_assert_cmpint(event.visits, ==, -1);
    g_assert_cmpint(event.is_auto, ==, -1);
    g_assert_cmpint(event.elic, ==, -1);
    g_assert_cmpuint(event.approver.len, ==, 0);
    g_assert_cmpint(event.notified, ==, -1);
}

static void test_case_event(void)
{
    sz_lp_parse(NULL, 1,
                SZ_SLICE("case,hall=h,item=i,channel=mobile,org=o,kind=promise,event=extend "
                         "id=\"c1\",promise=3i,promise_unit=\"workday\",statute=20i,"
                         "statute_unit=\"day\",due=77i,kind=\"听证\",days=10i,result=\"r\",auto=t,"
                         "visits=2i,platform=\"p\",elic=f,parent=\"c0\",step=\"踏勘\",src=\"s\","
                         "approver=\"G001\",notified=t,"
                         "eid=\"e\" 5"),
                (SzLpSink){.on_point = check_full_event});
    sz_lp_parse(NULL, 1, SZ_SLICE("case,hall=h,item=i,channel=mobile,event=apply id=\"c1\""),
                (SzLpSink){.on_point = check_bare_event});
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/collector/telemetry/good-lines-are-taken", test_good);
    g_test_add_func("/collector/telemetry/bad-lines-are-refused-saying-why", test_bad);
    g_test_add_func("/collector/telemetry/a-nul-ends-no-word", test_nul_in_word);
    g_test_add_func("/collector/telemetry/personal-data-is-refused", test_personal);
    g_test_add_func("/collector/telemetry/entities", test_entities);
    g_test_add_func("/collector/telemetry/case-events", test_case_event);
    return g_test_run();
}
