/* shuzhid render: a panel as a picture, drawn offline from the journal. */

#include "render/panel.h"
#include "web/commands.h"
#include "web/fonts.h"
#include "web/replay_view.h"

static const SzCommandInfo info = {
    .name = "render",
    .arguments = "--data DIR --hall CODE|--area CODE --size WxH --out FILE PANEL",
    .summary = "Draw a panel as it stood at TIME, as PNG or SVG (by the end of FILE's name).",
};

#define MORE                                                                                       \
    "TIME is RFC 3339 or a date (its end of day, +08:00); without --at, the last event.\n"         \
    "The configuration is the one that was in force at TIME; --config DIR takes that instead.\n"   \
    "\n"                                                                                           \
    "  shuzhid render --data DIR --hall 330106 --size 1200x700 --out queues.png queues\n"          \
    "  shuzhid render --data DIR --area 330100 --tier county --size 675x560 --out r.svg ranking"

typedef struct {
    char *data;
    char *at;
    char *hall;
    char *area;
    char *tier;
    char *size;
    char *theme;
    char *lang;
    char *out;
    char *config;
    double dpr;
    double note_px;
    gboolean is_bare;
} Options;

static void clear_options(Options *options)
{
    g_free(options->data);
    g_free(options->at);
    g_free(options->hall);
    g_free(options->area);
    g_free(options->tier);
    g_free(options->size);
    g_free(options->theme);
    g_free(options->lang);
    g_free(options->out);
    g_free(options->config);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, clear_options)

/* --- what is asked ------------------------------------------------------------------------- */

/* One of two words; the first when not given. */
static bool read_choice(const char *option, const char *text, const char *const words[2],
                        bool *out_is_second)
{
    *out_is_second = text != NULL && g_str_equal(text, words[1]);
    if (text == NULL || *out_is_second || g_str_equal(text, words[0])) {
        return true;
    }
    (void)sz_command_usage(&info, "--%s: '%s', expected %s or %s", option, text, words[0],
                           words[1]);
    return false;
}

static bool read_number(const char *text, gsize len, int *out)
{
    g_autofree char *digits = g_strndup(text, len);
    guint64 value = 0;
    if (!g_ascii_string_to_unsigned(digits, 10, 1, 100000, &value, NULL)) {
        return false;
    }
    *out = (int)value;
    return true;
}

static bool read_size(const char *text, SzPanelRequest *request)
{
    const char *x = strchr(text, 'x');
    if (x != NULL && read_number(text, (gsize)(x - text), &request->width_px) &&
        read_number(x + 1, strlen(x + 1), &request->height_px)) {
        return true;
    }
    (void)sz_command_usage(&info, "--size: '%s', expected WIDTHxHEIGHT such as 1200x700", text);
    return false;
}

static bool read_format(const char *path, SzPanelRequest *request)
{
    bool is_svg = g_str_has_suffix(path, ".svg");
    request->format = is_svg ? SZ_PANEL_SVG : SZ_PANEL_PNG;
    if (is_svg || g_str_has_suffix(path, ".png")) {
        return true;
    }
    (void)sz_command_usage(&info, "--out: '%s', expected a name that ends in .png or .svg", path);
    return false;
}

/* "queues windows .." (transfer full) */
static char *panel_names(void)
{
    guint n = 0;
    const SzPanel *const *panels = sz_panels(&n);
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < n; i++) {
        g_string_append_printf(names, "%s%s", i > 0 ? " " : "", panels[i]->name);
    }
    return g_string_free(g_steal_pointer(&names), FALSE);
}

static int complain_panel(const char *name)
{
    g_autofree char *known = panel_names();
    return sz_command_usage(&info, "PANEL: '%s', expected one of %s", name, known);
}

static int parse(const GOptionEntry *entries, int *argc, char ***argv, bool *out_done)
{
    g_autofree char *known = panel_names();
    g_autofree char *description = g_strdup_printf("PANEL is one of %s.\n%s", known, MORE);
    SzCommandInfo with_names = info;
    with_names.description = description;
    return sz_command_parse(&with_names, entries, argc, argv, out_done);
}

static int check_options(const Options *options, int argc, char **argv)
{
    const struct {
        const char *name;
        const char *value;
    } needed[] = {
        {"--data DIR", options->data}, {"--size WxH", options->size}, {"--out FILE", options->out}};
    for (gsize i = 0; i < G_N_ELEMENTS(needed); i++) {
        if (needed[i].value == NULL) {
            return sz_command_usage(&info, "missing option: %s", needed[i].name);
        }
    }
    if ((options->hall != NULL) == (options->area != NULL)) {
        return sz_command_usage(&info, "expected one of --hall CODE and --area CODE");
    }
    if (argc != 2) {
        return sz_command_usage(&info,
                                argc < 2 ? "missing argument: PANEL" : "more than one PANEL");
    }
    return sz_panel_find(argv[1]) != NULL ? SZ_EXIT_DONE : complain_panel(argv[1]);
}

/* Everything but the place. */
static int read_request(const Options *options, SzPanelRequest *request, SzMaybeTime *at)
{
    static const char *const themes[2] = {"dark", "light"};
    static const char *const languages[2] = {"zh", "en"};
    g_autoptr(GError) error = NULL;
    bool is_english = false;
    if (!read_choice("theme", options->theme, themes, &request->is_light) ||
        !read_choice("lang", options->lang, languages, &is_english) ||
        !read_size(options->size, request) || !read_format(options->out, request)) {
        return SZ_EXIT_USAGE;
    }
    request->language = is_english ? SZ_LANGUAGE_EN : SZ_LANGUAGE_ZH;
    at->known = options->at != NULL;
    if (at->known && !sz_wall_time_parse_or_day(sz_slice(options->at), &at->at, &error)) {
        return sz_command_usage(&info, "--at: %s", error->message);
    }
    request->place.is_area = options->area != NULL;
    request->by_tier = options->tier != NULL;
    if (request->by_tier && !sz_tier_parse(sz_slice(options->tier), &request->tier)) {
        return sz_command_usage(&info,
                                "--tier: '%s', expected municipal, county, town, village or kiosk",
                                options->tier);
    }
    if (!sz_panel_request_check(request, &error)) {
        return sz_command_usage(&info, "%s", error->message);
    }
    return SZ_EXIT_DONE;
}

/* --- the picture --------------------------------------------------------------------------- */

static int draw(const Options *options, SzPanelRequest *request, SzMaybeTime at)
{
    SzReplayViewOptions wanted = {
        .data = options->data, .config = options->config, .at = at, .wants_index = true};
    g_auto(SzReplayView) replayed = {0};
    int status = sz_replay_view(&info, &wanted, &replayed);
    if (status != SZ_EXIT_DONE) {
        return status;
    }
    const char *code = options->hall != NULL ? options->hall : options->area;
    SzDay today = sz_day_of(sz_view_now(&replayed.view));
    request->place.hall = sz_registry_find(replayed.rules.registry, sz_slice(code), today);
    if (request->place.hall == NULL) {
        sz_command_complain(&info, "hall: '%s' is not in the registry", code);
        return SZ_EXIT_FAILED;
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(SzPanelModel) model = sz_panel_model_new(request, &replayed.view);
    sz_fonts_use();
    g_autoptr(GBytes) picture = sz_panel_draw(model, &error);
    if (picture == NULL) {
        return sz_command_fail(&info, error);
    }
    gsize len = 0;
    const char *bytes = g_bytes_get_data(picture, &len);
    if (!g_file_set_contents(options->out, bytes, (gssize)len, &error)) {
        return sz_command_fail(&info, error);
    }
    return SZ_EXIT_DONE;
}

int sz_command_render(int argc, char **argv)
{
    g_auto(Options) options = {.dpr = 1};
    const GOptionEntry entries[] = {
        {"data", 'd', 0, G_OPTION_ARG_FILENAME, &options.data, "Data folder", "DIR"},
        {"at", 0, 0, G_OPTION_ARG_STRING, &options.at,
         "State at TIME: every event that occurred up to it", "TIME"},
        {"hall", 0, 0, G_OPTION_ARG_STRING, &options.hall, "The hall it shows", "CODE"},
        {"area", 0, 0, G_OPTION_ARG_STRING, &options.area, "The hall it shows, with all below it",
         "CODE"},
        {"tier", 0, 0, G_OPTION_ARG_STRING, &options.tier,
         "Compares the halls of TIER in the area (ranking, waits)", "TIER"},
        {"size", 0, 0, G_OPTION_ARG_STRING, &options.size, "CSS pixels", "WxH"},
        {"dpr", 0, 0, G_OPTION_ARG_DOUBLE, &options.dpr, "Device pixels a CSS pixel (1)", "N"},
        {"note", 0, 0, G_OPTION_ARG_DOUBLE, &options.note_px,
         "Size of the smallest text, CSS pixels (0: by the size)", "N"},
        {"theme", 0, 0, G_OPTION_ARG_STRING, &options.theme, "dark or light (dark)", "THEME"},
        {"lang", 0, 0, G_OPTION_ARG_STRING, &options.lang, "zh or en (zh)", "LANG"},
        {"bare", 0, 0, G_OPTION_ARG_NONE, &options.is_bare, "The body without its title line",
         NULL},
        {"out", 'o', 0, G_OPTION_ARG_FILENAME, &options.out, "Where to write, .png or .svg",
         "FILE"},
        {"config", 'c', 0, G_OPTION_ARG_FILENAME, &options.config, "Configuration folder", "DIR"},
        G_OPTION_ENTRY_NULL,
    };
    bool done = false;
    int status = parse(entries, &argc, &argv, &done);
    if (status != SZ_EXIT_DONE || done) {
        return status;
    }
    status = check_options(&options, argc, argv);
    if (status != SZ_EXIT_DONE) {
        return status;
    }
    SzPanelRequest request = {
        .panel = sz_panel_find(argv[1]),
        .dpr = options.dpr,
        .note_px = options.note_px,
        .is_bare = options.is_bare,
    };
    SzMaybeTime at = {0};
    status = read_request(&options, &request, &at);
    if (status != SZ_EXIT_DONE) {
        return status;
    }
    return draw(&options, &request, at);
}
