/* resonant(1): look up the command and run it. */
#include <string.h>

#include "cli.h"

static const struct { const char *name; int (*run)(cli_words *); } commands[] = {
    {"generate", cmd_generate}, {"regenerate", cmd_regenerate}, {"lock", cmd_lock},
    {"unlock", cmd_unlock}, {"takes", cmd_takes}, {"use", cmd_use}, {"undo", cmd_undo},
    {"info", cmd_info}, {"analyze", cmd_analyze}, {"analyse", cmd_analyze},
    {"export", cmd_export}, {"draw", cmd_draw}, {"models", cmd_models}, {"doctor", cmd_doctor}};

int main(int argc, char **argv)
{
    int at = 1;
    cli_catch_signals();
    for (; at < argc && argv[at][0] == '-'; at++) {
        if (strcmp(argv[at], "-q") == 0 || strcmp(argv[at], "--quiet") == 0)
            cli_quiet = 1;
        else if (strcmp(argv[at], "--version") == 0 || strcmp(argv[at], "-V") == 0) {
            printf("resonant %s\n", RGEN_VERSION);
            return cli_close_output();
        } else if (strcmp(argv[at], "--help") == 0 || strcmp(argv[at], "-h") == 0) {
            fputs(cli_help(NULL), stdout);
            return cli_close_output();
        } else
            return cli_usage("there is no option %s; see resonant --help", argv[at]);
    }
    if (at == argc) {
        fputs(cli_help(NULL), stderr);
        return CLI_USAGE;
    }
    if (strcmp(argv[at], "help") == 0) {
        const char *text = cli_help(at + 1 < argc ? argv[at + 1] : NULL);
        if (!text)
            return cli_usage("there is no command %s; see resonant --help", argv[at + 1]);
        fputs(text, stdout);
        return cli_close_output();
    }
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strcmp(argv[at], commands[i].name) == 0) {
            cli_words words = {.command = argv[at], .argc = argc - at - 1, .argv = argv + at + 1};
            int code = commands[i].run(&words);
            return code == CLI_DONE ? cli_close_output() : code;
        }
    return cli_usage("there is no command %s; see resonant --help", argv[at]);
}
