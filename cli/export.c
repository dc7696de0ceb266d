/* resonant export: stems, mix and MIDI under names for a DAW. resonant draw: the
 * picture. Nothing is overwritten unasked, and everything is encoded before the
 * first file is written. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "cli.h"
#include "export/audio.h"
#include "export/draw.h"

enum { MAX_OUTPUTS = 16 };

typedef struct output {
    char path[PATH_MAX];
    uint8_t *data;
    size_t size;
} output;

typedef struct job {
    rgen_project *project;
    rgen_project_info info;
    char name[128]; /* of the piece: its folder's */
    const char *out;
    output files[MAX_OUTPUTS];
    int n;
} job;

/* "night" of "x/night/", "." and the like. */
static void piece_name(const char *folder, char *name, size_t size)
{
    char full[PATH_MAX];
    const char *slash = realpath(folder, full) ? strrchr(full, '/') : NULL;
    snprintf(name, size, "%.100s", slash && slash[1] ? slash + 1 : "piece");
}

static output *add_output(job *j, const char *track, const char *extension)
{
    char file[256];
    output *o = &j->files[j->n];
    if (j->n == MAX_OUTPUTS)
        return NULL;
    rgen_export_name(j->name, track, j->info.bpm, j->info.tonic, j->info.mode, extension, file,
                     sizeof file);
    if (snprintf(o->path, sizeof o->path, "%s/%s", j->out, file) >= (int)sizeof o->path)
        return NULL;
    j->n++;
    return o;
}

static int add_audio(job *j, const char *track, rgen_audio_format format)
{
    rgen_error err = {0};
    const void *wav;
    size_t size;
    char title[160];
    rgen_audio_tags tags = {title, j->info.prompt, j->info.bpm, j->info.tonic, j->info.mode};
    output *o = add_output(j, track, rgen_audio_format_name(format));
    if (!o)
        return cli_fail("the path of the exported files is too long");
    snprintf(title, sizeof title, "%s %s", j->name, track);
    if (rgen_project_get_wav(j->project, track, &wav, &size, &err) != RGEN_OK ||
        rgen_audio_encode(format, wav, size, &tags, &o->data, &o->size, &err) != RGEN_OK)
        return cli_error(&err) ? CLI_FAILED : 0;
    return 0;
}

static int add_midi(job *j)
{
    rgen_error err = {0};
    void *data;
    output *o = add_output(j, NULL, "mid");
    if (!o)
        return cli_fail("the path of the exported files is too long");
    if (rgen_project_get_midi(j->project, &data, &o->size, &err) != RGEN_OK)
        return cli_error(&err) ? CLI_FAILED : 0;
    o->data = data;
    return 0;
}

static int write_all(job *j, int force)
{
    rgen_error err = {0};
    struct stat st;
    if (mkdir(j->out, 0777) != 0 && errno != EEXIST)
        return cli_fail("cannot make the folder %s: %s", j->out, strerror(errno));
    for (int i = 0; i < j->n && !force; i++)
        if (lstat(j->files[i].path, &st) == 0)
            return cli_fail("%s exists already; replace it with --force", j->files[i].path);
    for (int i = 0; i < j->n; i++) {
        if (rgen_file_write(j->files[i].path, j->files[i].data, j->files[i].size, &err) != RGEN_OK)
            return cli_error(&err) ? CLI_FAILED : 0;
        if (!cli_quiet)
            puts(j->files[i].path);
    }
    return 0;
}

int cmd_export(cli_words *w)
{
    const char *format_name = NULL, *out = NULL;
    int mix = 0, stems = 0, midi = 0, force = 0, code;
    const cli_option options[] = {{"--mix", 0, NULL, &mix}, {"--stems", 0, NULL, &stems},
                                  {"--midi", 0, NULL, &midi}, {"--format", 0, &format_name, NULL},
                                  {"--output", 'o', &out, NULL}, {"--force", 'f', NULL, &force}, {0}};
    rgen_track_info track;
    char folder[PATH_MAX];
    if ((code = cli_parse(w, options, 1, 1)) >= 0)
        return code;
    int format = format_name ? rgen_audio_format_find(format_name) : RGEN_AUDIO_WAV;
    if (format < 0)
        return cli_usage("--format takes wav, flac, mp3 or ogg, not \"%.40s\"", format_name);
    if (!mix && !stems && !midi)
        mix = stems = midi = 1;
    int to_stdout = out && strcmp(out, "-") == 0;
    if (to_stdout && stems + mix + midi != 1)
        return cli_usage("-o - takes one thing: give --mix or --midi alone");
    if (to_stdout && stems)
        return cli_usage("stems are several files; give a folder with -o OUT");
    job *j = calloc(1, sizeof *j);
    if (!j)
        return cli_fail("out of memory");
    if ((code = cli_open(&j->project, w->position[0], RGEN_OPEN_READ)))
        goto done;
    j->info = rgen_project_get_info(j->project);
    piece_name(w->position[0], j->name, sizeof j->name);
    if (!out) { /* beside the project, so that the folder holds the project alone */
        size_t n = strlen(w->position[0]);
        while (n > 1 && w->position[0][n - 1] == '/')
            n--;
        snprintf(folder, sizeof folder, "%.*s-export", (int)(n < 4000 ? n : 4000), w->position[0]);
        out = folder;
    }
    j->out = out;
    if (mix)
        code = add_audio(j, "mix", (rgen_audio_format)format);
    for (int i = 0; stems && !code && i < j->info.n_tracks; i++)
        if (rgen_project_get_track(j->project, i, &track) == RGEN_OK)
            code = add_audio(j, track.role, (rgen_audio_format)format);
    if (midi && !code)
        code = add_midi(j);
    if (!code)
        code = to_stdout ? cli_write_output(j->files[0].data, j->files[0].size) : write_all(j, force);
done:
    for (int i = 0; i < j->n; i++)
        free(j->files[i].data);
    rgen_project_free(j->project);
    free(j);
    return code;
}

int cmd_draw(cli_words *w)
{
    const char *out = NULL;
    int force = 0, code;
    const cli_option options[] = {{"--output", 'o', &out, NULL}, {"--force", 'f', NULL, &force}, {0}};
    rgen_project *project;
    rgen_error err = {0};
    char *svg = NULL, name[128];
    size_t size;
    struct stat st;
    if ((code = cli_parse(w, options, 1, 1)) >= 0)
        return code;
    if (!out)
        return cli_usage("give the picture's file with -o FILE.svg, or -o - for standard output");
    int to_stdout = strcmp(out, "-") == 0;
    if (!to_stdout && !force && lstat(out, &st) == 0)
        return cli_fail("%s exists already; choose another name, or replace it with --force", out);
    if ((code = cli_open(&project, w->position[0], RGEN_OPEN_READ)))
        return code;
    piece_name(w->position[0], name, sizeof name);
    if (rgen_draw_svg(project, name, &svg, &size, &err) != RGEN_OK)
        code = cli_error(&err) ? CLI_FAILED : 0;
    else if (to_stdout)
        code = cli_write_output(svg, size);
    else if (rgen_file_write(out, svg, size, &err) != RGEN_OK)
        code = cli_error(&err) ? CLI_FAILED : 0;
    else if (!cli_quiet)
        puts(out);
    free(svg);
    rgen_project_free(project);
    return code;
}
