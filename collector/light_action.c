#include "collector/light_action.h"

#include "collector/telemetry_internal.h"

#define TAKEN_BACK SZ_SLICE("none")

static SzSlice name_of(SzLight light)
{
    return light == SZ_LIGHT_NONE ? TAKEN_BACK : sz_slice(sz_light_name(light));
}

static SzLpField text_field(SzSlice key, SzSlice text)
{
    return (SzLpField){key, {.type = SZ_LP_STRING, .as.s = text}};
}

SzActionDraft sz_light_action_draft(SzSlice hall, SzSlice id, const SzLightChange *change,
                                    SzLpField fields[SZ_LIGHT_ACTION_FIELDS])
{
    fields[0] = text_field(SZ_SLICE("hall"), hall);
    fields[1] = text_field(SZ_SLICE("id"), id);
    fields[2] = text_field(SZ_SLICE("from"), name_of(change->from));
    fields[3] = text_field(SZ_SLICE("to"), name_of(change->to));
    return (SzActionDraft){
        .kind = SZ_ACTION_LIGHT,
        .at = change->at,
        .fields = fields,
        .n_fields = SZ_LIGHT_ACTION_FIELDS,
    };
}

static SzSlice text_of(const SzLpPoint *point, SzSlice key)
{
    const SzLpField *field = sz_point_find_field(point, key);
    return field != NULL && field->value.type == SZ_LP_STRING ? field->value.as.s : SZ_SLICE("");
}

static bool parse_light(SzSlice text, SzLight *out)
{
    for (int light = SZ_LIGHT_NONE; light <= SZ_LIGHT_SUSPENDED; light++) {
        if (sz_slice_equal(text, name_of((SzLight)light))) {
            *out = (SzLight)light;
            return true;
        }
    }
    return false;
}

bool sz_light_action_read(const SzAction *action, SzLightAction *out)
{
    if (!sz_slice_equal(action->kind, SZ_ACTION_LIGHT)) {
        return false;
    }
    SzLightAction read = {
        .hall = text_of(action->point, SZ_SLICE("hall")),
        .id = text_of(action->point, SZ_SLICE("id")),
        .told = {.is_any = true, .at = action->at},
    };
    bool is_good = read.hall.len > 0 && read.id.len > 0 &&
                   parse_light(text_of(action->point, SZ_SLICE("to")), &read.told.light);
    if (is_good) {
        *out = read;
    }
    return is_good;
}
