#include "render/kiosk_words.h"

/* In the order of speaking; faults that stop business first, like sz_kiosk_faults_stop(). */
static const struct {
    const char *name;
    const char *word[2]; /* by SzLanguage */
} words[SZ_KIOSK_N_FAULTS] = {
    {"paper_out", {"缺纸", "paper out"}},
    {"printer", {"打印机故障", "printer fault"}},
    {"network", {"网络故障", "network fault"}},
    {"app", {"程序故障", "program fault"}},
    {"touch", {"触屏故障", "touch screen fault"}},
    {"idreader", {"身份证读卡器故障", "ID reader fault"}},
    {"card", {"读卡器故障", "card reader fault"}},
    {"paper_low", {"纸将尽", "paper low"}},
    {"door", {"机门未关", "door open"}},
    {"temp", {"温度异常", "temperature"}},
    {"camera", {"摄像头故障", "camera fault"}},
};

static gsize rank_of(int fault)
{
    gsize i = 0;
    while (i + 1 < G_N_ELEMENTS(words) && !g_str_equal(words[i].name, sz_kiosk_fault_name(fault))) {
        i++;
    }
    return i;
}

const char *sz_kiosk_fault_word(int fault, SzLanguage language)
{
    return words[rank_of(fault)].word[language];
}

int sz_kiosk_worst_fault(guint32 faults)
{
    int worst = -1;
    for (int i = 0; i < SZ_KIOSK_N_FAULTS; i++) {
        if ((faults & 1U << i) != 0 && (worst < 0 || rank_of(i) < rank_of(worst))) {
            worst = i;
        }
    }
    return worst;
}
