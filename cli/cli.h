/* What the files of the command line share. Each command is a function from its
 * words to an exit code; main.c looks it up. Messages go to stderr as one
 * sentence after "resonant: ", results to stdout. */
#ifndef CLI_H
#define CLI_H

#include <stdio.h>

#include "resonant/engine.h"

enum { CLI_DONE = 0, CLI_FAILED = 1, CLI_USAGE = 2 }; /* exit codes */
enum { CLI_POSITIONS = 16 };

/* ---- words of a command (options.c) ---- */

typedef struct cli_option {
    const char *name;   /* "--seed"; a NULL name ends a list */
    char letter;        /* 'o' for -o, or 0 */
    const char **value; /* receives the word after it; NULL: an option without a value */
    int *flag;          /* set to 1 */
} cli_option;

typedef struct cli_words {
    const char *command; /* "generate" */
    int argc;
    char **argv;         /* after the command */
    const char *position[CLI_POSITIONS];
    int n_positions;
} cli_words;

/* Sort the words into options and positions. Options that every command has
 * (-q, --progress, --help) are dealt with here. Returns -1 to go on, else the
 * exit code. Between `least` and `most` positions are taken. */
int cli_parse(cli_words *words, const cli_option *options, int least, int most);

/* Strict numbers: the whole word, finite, within the range. Return 0 or CLI_USAGE
 * after saying what the option takes. `text` NULL leaves *value as it is. */
int cli_integer(const char *option, const char *text, long low, long high, long *value);
int cli_number(const char *option, const char *text, double low, double high, double *value);
int cli_seed(const char *text, uint64_t *value);
int cli_bar_range(const char *text, int *first, int *last);
int cli_key(const char *text);    /* checked by name; 0 or CLI_USAGE */
int cli_meter(const char *text);
int cli_tracks(const char *text);
int cli_track_name(const char *text);

/* ---- saying (say.c) ---- */

extern int cli_quiet;
extern int cli_color; /* stdout is a terminal that takes it */

int cli_usage(const char *format, ...) __attribute__((format(printf, 1, 2))); /* CLI_USAGE */
int cli_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));  /* CLI_FAILED */
int cli_error(const rgen_error *err);  /* say it; the exit code that belongs to its status */
void cli_note(const char *format, ...) __attribute__((format(printf, 1, 2))); /* not with -q */
const char *cli_bold(int on);          /* escape sequence, or "" */

int cli_set_progress(const char *how); /* "auto", "json", "none" */
int cli_on_progress(void *unused, const rgen_progress *progress);
void cli_end_progress(void);           /* clear the line */
void cli_finish_progress(void);        /* and tell programs that the work is done */
void cli_catch_signals(void);          /* ^C cancels work at its next step */

/* Flush and check stdout: a full disk or closed pipe is a failure. */
int cli_close_output(void);
int cli_write_output(const void *data, size_t size);

double cli_seconds(void);              /* monotonic clock */
void cli_print_json(void *cjson);      /* print a cJSON value and free it */

/* ---- shared by commands ---- */

/* Open a project; on failure say why and return an exit code, else 0. */
int cli_open(rgen_project **project, const char *folder, rgen_open_mode mode);
/* Exit code for a track that the project does not have. */
int cli_no_track(const rgen_project *project, const char *folder, const char *role);
/* One line on what the piece is, then a line per track of what it plays. */
void cli_print_piece(const rgen_project *project, const char *name);

int cmd_generate(cli_words *words);
int cmd_regenerate(cli_words *words);
int cmd_lock(cli_words *words);
int cmd_unlock(cli_words *words);
int cmd_takes(cli_words *words);
int cmd_use(cli_words *words);
int cmd_undo(cli_words *words);
int cmd_info(cli_words *words);
int cmd_analyze(cli_words *words);
int cmd_export(cli_words *words);
int cmd_draw(cli_words *words);
int cmd_models(cli_words *words);
int cmd_doctor(cli_words *words);

const char *cli_help(const char *command); /* text of --help; NULL command: of the program */

#endif
