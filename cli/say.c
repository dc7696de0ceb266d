/* Messages, progress and output. */
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cjson/cJSON.h>

#include "cli.h"

int cli_quiet;
int cli_color;

static enum { PROGRESS_NONE, PROGRESS_LINE, PROGRESS_JSON } progress_form;
static int line_shown;
static volatile sig_atomic_t stopped;

static int vsay(int code, const char *format, va_list args)
{
    cli_end_progress();
    fputs("resonant: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    return code;
}

int cli_usage(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int code = vsay(CLI_USAGE, format, args);
    va_end(args);
    return code;
}

int cli_fail(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int code = vsay(CLI_FAILED, format, args);
    va_end(args);
    return code;
}

void cli_note(const char *format, ...)
{
    va_list args;
    if (cli_quiet)
        return;
    va_start(args, format);
    vsay(0, format, args);
    va_end(args);
}

int cli_error(const rgen_error *err)
{
    cli_fail("%s", err->message[0] ? err->message : rgen_status_string(err->status));
    return err->status == RGEN_ERR_ARG ? CLI_USAGE : CLI_FAILED;
}

const char *cli_bold(int on)
{
    return !cli_color ? "" : on ? "\033[1m" : "\033[0m";
}

static void on_signal(int number)
{
    if (stopped) /* asked twice: at once */
        _exit(128 + number);
    stopped = 1;
}

void cli_catch_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    const char *term = getenv("TERM"), *no_color = getenv("NO_COLOR");
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    signal(SIGPIPE, SIG_IGN); /* a closed pipe is a failed write, and said so */
    cli_color = isatty(STDOUT_FILENO) && !(no_color && *no_color) && term && strcmp(term, "dumb") != 0;
}

int cli_set_progress(const char *how)
{
    if (strcmp(how, "json") == 0)
        progress_form = PROGRESS_JSON;
    else if (strcmp(how, "none") == 0)
        progress_form = PROGRESS_NONE;
    else if (strcmp(how, "auto") == 0)
        progress_form = isatty(STDERR_FILENO) && !cli_quiet ? PROGRESS_LINE : PROGRESS_NONE;
    else
        return cli_usage("--progress takes auto, json or none, not \"%.40s\"", how);
    return 0;
}

int cli_on_progress(void *unused, const rgen_progress *p)
{
    (void)unused;
    if (progress_form == PROGRESS_JSON) {
        fprintf(stderr, "{\"step\": \"%s\", \"done\": %.3f}\n", p->step, p->done);
        fflush(stderr);
    } else if (progress_form == PROGRESS_LINE) {
        char bar[25];
        int full = (int)(p->done * 24);
        for (int i = 0; i < 24; i++)
            bar[i] = i < full ? '#' : '.';
        bar[24] = 0;
        fprintf(stderr, "\r%s %3.0f%%  %-24s", bar, p->done * 100, p->step);
        fflush(stderr);
        line_shown = 1;
    }
    return stopped;
}

void cli_end_progress(void)
{
    if (line_shown)
        fprintf(stderr, "\r%60s\r", "");
    line_shown = 0;
}

void cli_finish_progress(void)
{
    cli_end_progress();
    if (progress_form == PROGRESS_JSON)
        fputs("{\"step\": \"done\", \"done\": 1.000}\n", stderr);
}

int cli_write_output(const void *data, size_t size)
{
    if (fwrite(data, 1, size, stdout) != size || fflush(stdout) != 0)
        return cli_fail("cannot write to the standard output: %s", strerror(errno));
    return 0;
}

int cli_close_output(void)
{
    int had_error = ferror(stdout);
    if (fflush(stdout) != 0 || had_error)
        return cli_fail("cannot write to the standard output: %s", strerror(errno));
    /* A full disk may show only here. */
    if (close(STDOUT_FILENO) != 0 && errno != EBADF)
        return cli_fail("cannot write to the standard output: %s", strerror(errno));
    return CLI_DONE;
}

double cli_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

void cli_print_json(void *cjson)
{
    char *text = cJSON_Print(cjson);
    if (text)
        puts(text);
    free(text);
    cJSON_Delete(cjson);
}
