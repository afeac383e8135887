/* shuzhid token add | list | revoke: who may write for which halls, also beside a running daemon. */

#include "collector/commands.h"
#include "collector/token_halls.h"
#include "collector/token_list.h"
#include "collector/token_uses_file.h"
#include "collector/tokens_file.h"
#include "config/command_line.h"
#include "config/did_you_mean.h"
#include "config/settings.h"

#include <sodium.h>
#include <stdio.h>
#include <unistd.h>

static const SzCommandInfo info = {
    .name = "token",
    .arguments = "add|list|revoke",
    .summary = "Give feeds tokens, list them, take them back; also beside a running daemon.",
    .description =
        "  shuzhid token add --name NAME --hall CODE... [--read]\n"
        "  shuzhid token add --name NAME --all-halls [--read]\n"
        "  shuzhid token add --name NAME --read-only\n"
        "  shuzhid token list\n"
        "  shuzhid token revoke NAME|ID\n"
        "\n"
        "add prints the secret on standard output, this once: only its hash is kept. "
        "Clients send it\n"
        "as 'Authorization: Token SECRET', 'Authorization: Bearer SECRET', or as the "
        "password of any\n"
        "user. A token writes for its halls and those below them: a district's code "
        "covers its towns.\n"
        "What reads sees the figures of every hall. A running daemon knows of a change "
        "within a second.\n"
        "list says when each last wrote, a minute behind at most while the daemon runs.\n"
        "Once there was a token, programs on this machine need one too, even when all "
        "are revoked;\n"
        "removing DATA/" SZ_TOKENS_FILE " makes the daemon open to this machine again.",
};

typedef struct {
    char *name;
    char **halls;
    gboolean all_halls;
    gboolean read;
    gboolean read_only;
    char *data;
    char *config;
} Options;

static void clear_options(Options *options)
{
    g_free(options->name);
    g_strfreev(options->halls);
    g_free(options->data);
    g_free(options->config);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, clear_options)

static SzWallTime now(void)
{
    return (SzWallTime){g_get_real_time() / G_USEC_PER_SEC * SZ_NS_PER_S};
}

static const char *data_dir_of(const Options *options, const SzSettings *settings)
{
    const char *configured = settings != NULL ? settings->daemon.data : NULL;
    return options->data != NULL ? options->data : configured != NULL ? configured : "data";
}

/* --- add ----------------------------------------------------------------------------------- */

static int check_add(const Options *options)
{
    if (options->name == NULL) {
        return sz_command_usage(&info, "missing option: --name NAME");
    }
    if (options->read && options->read_only) {
        return sz_command_usage(&info, "--read beside --read-only, expected one of them");
    }
    if (options->all_halls && options->halls != NULL) {
        return sz_command_usage(&info, "--hall beside --all-halls, expected one of them");
    }
    if (!options->read_only && !options->all_halls && options->halls == NULL) {
        return sz_command_usage(&info, "missing option: --hall CODE, --all-halls, or --read-only");
    }
    return SZ_EXIT_DONE;
}

static void tell_added(const SzTokens *tokens, const SzRegistry *registry)
{
    guint n = sz_tokens_n(tokens);
    const SzToken *token = sz_tokens_at(tokens, n - 1);
    g_autofree char *halls = sz_token_halls_text(registry, token->halls, sz_day_of(now()));
    (void)fprintf(stderr, "token %u '%s'%s%s%s\n", token->id, token->name,
                  token->may_write ? " writes for " : "", token->may_write ? halls : "",
                  !token->may_read   ? ""
                  : token->may_write ? ", and reads the figures of every hall"
                                     : " reads the figures of every hall");
    (void)fputs("密钥只显示这一次，请立即保存。The secret is shown this once only: keep it now.\n",
                stderr);
    if (n == 1) {
        (void)fputs(
            "本机程序从现在起也需要令牌。From now on programs on this machine need a token too.\n",
            stderr);
    }
}

/* A failure to print is one to add: nobody else knows the secret. */
static int print_secret(const char *secret)
{
    if (puts(secret) < 0 || fflush(stdout) != 0) {
        sz_command_complain(&info, "cannot print the secret; nothing was added");
        return SZ_EXIT_FAILED;
    }
    return SZ_EXIT_DONE;
}

static int add_locked(const char *data_dir, const SzToken *token, const char *secret,
                      const SzRegistry *registry)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SzTokens) tokens = sz_tokens_file_load(data_dir, &error);
    g_autoptr(SzTokens) more = tokens != NULL ? sz_tokens_with(tokens, token, &error) : NULL;
    if (more == NULL) {
        return sz_command_fail(&info, error);
    }
    if (!sz_tokens_file_save(data_dir, more, &error)) {
        return sz_command_fail(&info, error);
    }
    if (print_secret(secret) != SZ_EXIT_DONE) {
        if (!sz_tokens_file_save(data_dir, tokens, &error)) {
            (void)sz_command_fail(&info, error);
        }
        return SZ_EXIT_FAILED;
    }
    tell_added(more, registry);
    return SZ_EXIT_DONE;
}

static int add_one(const Options *options)
{
    char any[] = SZ_TOKEN_ANY_HALL;
    char *every[] = {any, NULL};
    char *none[] = {NULL};
    char secret[SZ_TOKEN_SECRET_TEXT];
    guint8 random[SZ_TOKEN_RANDOM_BYTES];
    g_autoptr(GError) error = NULL;
    int status = check_add(options);
    if (status != SZ_EXIT_DONE) {
        return status;
    }
    g_autoptr(SzSettings) settings = sz_settings_load_or_complain(options->config);
    if (settings == NULL) {
        return SZ_EXIT_FAILED;
    }
    if (!sz_token_halls_check(settings->registry, options->halls, sz_day_of(now()), &error)) {
        return sz_command_usage(&info, "%s", error->message);
    }
    SzToken token = {
        .name = options->name,
        .halls = options->all_halls       ? every
                 : options->halls != NULL ? options->halls
                                          : none,
        .may_write = !options->read_only,
        .may_read = options->read || options->read_only,
        .created = now(),
    };
    randombytes_buf(random, sizeof random);
    sz_token_secret(random, secret);
    sz_token_hash(sz_slice(secret), token.hash);
    const char *data_dir = data_dir_of(options, settings);
    int lock = sz_tokens_file_lock(data_dir, &error);
    if (lock < 0) {
        return sz_command_fail(&info, error);
    }
    status = add_locked(data_dir, &token, secret, settings->registry);
    (void)close(lock);
    sodium_memzero(secret, sizeof secret);
    return status;
}

/* --- list ---------------------------------------------------------------------------------- */

static int list_all(const Options *options)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SzSettings) settings = sz_settings_load_or_complain(options->config);
    if (settings == NULL) {
        return SZ_EXIT_FAILED;
    }
    const char *data_dir = data_dir_of(options, settings);
    g_autoptr(SzTokens) tokens = sz_tokens_file_load(data_dir, &error);
    if (tokens == NULL) {
        return sz_command_fail(&info, error);
    }
    g_autoptr(SzTokenUses) uses = sz_token_uses_file_load(data_dir, &error);
    if (uses == NULL) { /* the tokens are more important */
        (void)sz_command_fail(&info, error);
        uses = sz_token_uses_new((SzMaybeTime){.known = false});
    }
    g_autofree char *text = sz_token_list_text(tokens, uses, settings->registry, sz_day_of(now()));
    (void)fputs(text, stdout);
    if (fflush(stdout) != 0) {
        sz_command_complain(&info, "cannot write the list");
        return SZ_EXIT_FAILED;
    }
    return SZ_EXIT_DONE;
}

/* --- revoke -------------------------------------------------------------------------------- */

static int complain_unknown(const SzTokens *tokens, const char *what)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; i < sz_tokens_n(tokens); i++) {
        g_ptr_array_add(names, sz_tokens_at(tokens, i)->name);
    }
    const char *guess = sz_did_you_mean(what, (const char *const *)names->pdata, names->len);
    if (guess != NULL && g_str_equal(guess, what)) {
        sz_command_complain(&info, "revoked before: '%s'", what);
    } else if (guess != NULL) {
        sz_command_complain(&info, "no such token: '%s', did you mean '%s'?", what, guess);
    } else {
        sz_command_complain(&info, "no such token: '%s'; 'shuzhid token list' shows them", what);
    }
    return SZ_EXIT_FAILED;
}

static int take_back_locked(const char *data_dir, const char *what)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SzTokens) tokens = sz_tokens_file_load(data_dir, &error);
    if (tokens == NULL) {
        return sz_command_fail(&info, error);
    }
    const SzToken *token = sz_tokens_find(tokens, what);
    if (token == NULL) {
        return complain_unknown(tokens, what);
    }
    if (token->revoked.known) {
        sz_command_complain(&info, "revoked before: token %u '%s'", token->id, token->name);
        return SZ_EXIT_FAILED;
    }
    g_autoptr(SzTokens) fewer = sz_tokens_without(tokens, token->id, now());
    if (!sz_tokens_file_save(data_dir, fewer, &error)) {
        return sz_command_fail(&info, error);
    }
    (void)printf("revoked: token %u '%s'\n", token->id, token->name);
    return SZ_EXIT_DONE;
}

/* Halls do not matter here: with a configuration that is broken a token can still be taken back. */
static int take_back(const Options *options, const char *what)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SzSettings) settings =
        options->data == NULL ? sz_settings_load_or_complain(options->config) : NULL;
    if (options->data == NULL && settings == NULL) {
        return SZ_EXIT_FAILED;
    }
    const char *data_dir = data_dir_of(options, settings);
    int lock = sz_tokens_file_lock(data_dir, &error);
    if (lock < 0) {
        return sz_command_fail(&info, error);
    }
    int status = take_back_locked(data_dir, what);
    (void)close(lock);
    return status;
}

/* --- the command --------------------------------------------------------------------------- */

static void add_halls(Options *options, char **codes, int n)
{
    g_autoptr(GStrvBuilder) all = g_strv_builder_new();
    for (char **hall = options->halls; *hall != NULL; hall++) {
        g_strv_builder_add(all, *hall);
    }
    for (int i = 0; i < n; i++) {
        g_strv_builder_add(all, codes[i]);
    }
    g_strfreev(options->halls);
    options->halls = g_strv_builder_end(all);
}

static int run(Options *options, int argc, char **argv)
{
    static const char *const actions[] = {"add", "list", "revoke"};
    if (argc < 2) {
        return sz_command_usage(&info, "missing argument: one of add, list, revoke");
    }
    int action = sz_slice_find(actions, 0, G_N_ELEMENTS(actions), sz_slice(argv[1]));
    bool is_add = action == 0;
    bool has_add_options = options->name != NULL || options->halls != NULL || options->all_halls ||
                           options->read || options->read_only;
    if (action < 0) {
        return sz_command_usage(&info, "unknown argument: '%s', expected add, list or revoke",
                                argv[1]);
    }
    if (!is_add && has_add_options) {
        return sz_command_usage(&info, "%s takes --data and --config only", argv[1]);
    }
    if (is_add && argc > 2 && options->halls != NULL) { /* --hall CODE CODE */
        add_halls(options, argv + 2, argc - 2);
    } else if (argc > (action == 2 ? 3 : 2)) {
        return sz_command_usage(&info, "unexpected argument: '%s'", argv[action == 2 ? 3 : 2]);
    }
    if (action == 2) {
        return argc == 3 ? take_back(options, argv[2])
                         : sz_command_usage(&info, "missing argument: the token's name or id");
    }
    return is_add ? add_one(options) : list_all(options);
}

int sz_command_token(int argc, char **argv)
{
    g_auto(Options) options = {0};
    bool is_done = false;
    const GOptionEntry entries[] = {
        {"name", 'n', 0, G_OPTION_ARG_STRING, &options.name, "add: what it is called", "NAME"},
        {"hall", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.halls,
         "add: may write for this hall and those below it; may be given again", "CODE"},
        {"all-halls", 0, 0, G_OPTION_ARG_NONE, &options.all_halls,
         "add: may write for every hall, also unregistered ones, and lines without a hall", NULL},
        {"read", 0, 0, G_OPTION_ARG_NONE, &options.read, "add: may also read every figure", NULL},
        {"read-only", 0, 0, G_OPTION_ARG_NONE, &options.read_only,
         "add: may read every figure and write nothing", NULL},
        {"data", 'd', 0, G_OPTION_ARG_FILENAME, &options.data, "Data folder (./data)", "DIR"},
        {"config", 'c', 0, G_OPTION_ARG_FILENAME, &options.config, "Configuration folder", "DIR"},
        G_OPTION_ENTRY_NULL,
    };
    int status = sz_command_parse(&info, entries, &argc, &argv, &is_done);
    if (status != SZ_EXIT_DONE || is_done) {
        return status;
    }
    if (sodium_init() < 0) {
        sz_command_complain(&info, "libsodium does not start: no random bytes");
        return SZ_EXIT_FAILED;
    }
    return run(&options, argc, argv);
}
