/* mix.wav and song.mid: both follow from the present takes alone, so they can be
 * made again at any time and come out as the same bytes. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mix/wav.h"
#include "project/disk.h"
#include "project/inside.h"
#include "score/midi.h"

void rgen_mixdown_clear(mixdown *m)
{
    free(m->mix.data);
    free(m->midi.data);
    memset(m, 0, sizeof *m);
}

/* Three decimals, finite: what project.json shows and reads back. */
static double shown(double x)
{
    return isfinite(x) ? round(x * 1e3) / 1e3 : -200;
}

static rgen_status make_midi(const rgen_project *project, const char *const *roles,
                             row *const *rows, int n, derived *out, rgen_error *err)
{
    rgen_midi_track tracks[MAX_TRACKS];
    rgen_role plain[MAX_TRACKS]; /* roles that the registry here does not know */
    const rgen_roles *known = rgen_roles_default();
    for (int i = 0; i < n; i++) {
        int at = rgen_roles_find(known, roles[i]);
        if (at < 0)
            plain[i] = (rgen_role){.name = roles[i], .kind = RGEN_KIND_LEAD, .midi_channel = 10 + i % 6};
        tracks[i] = (rgen_midi_track){at < 0 ? &plain[i] : &known->rows[at], &rows[i]->take.part,
                                      rows[i]->take.program};
    }
    rgen_status status =
        rgen_midi_write(&project->grid, tracks, n, project->prompt, &out->data, &out->size, err);
    if (status == RGEN_OK)
        rgen_sha256(out->data, out->size, out->sha256);
    return status;
}

rgen_status rgen_mixdown_make(const rgen_project *project, const char *const *roles,
                              row *const *rows, int n, mixdown *out, rgen_error *err)
{
    rgen_stereo stems[MAX_TRACKS] = {0}, mix = {0};
    rgen_loudness loudness = {0};
    rgen_status status = RGEN_OK;
    const rgen_grid *grid = &project->grid;
    rgen_wav_tags tags = {.bpm = grid->bpm,
                          .tonic = grid->tonic,
                          .meter_num = grid->meter_num,
                          .meter_den = grid->meter_den,
                          .beats = grid->bars * grid->meter_num * 4 / grid->meter_den};
    memset(out, 0, sizeof *out);
    out->samples = project->samples;
    for (int i = 0; i < n && status == RGEN_OK; i++) {
        status = rgen_wav_decode(rows[i]->take.wav, rows[i]->take.wav_size, &stems[i], err);
        if (status != RGEN_OK)
            break;
        if (out->samples == 0)
            out->samples = stems[i].n;
        if (stems[i].n != out->samples)
            status = rgen_fail(err, RGEN_ERR_ARG, "the stem of %s has %lld samples instead of %lld",
                               roles[i], (long long)stems[i].n, (long long)out->samples);
    }
    if (status == RGEN_OK)
        status = rgen_mix_master(stems, n, &mix, NULL, &loudness, err);
    if (status == RGEN_OK)
        status = rgen_wav_encode(&mix, &tags, project->seed, &out->mix.data, &out->mix.size, NULL,
                                 err);
    for (int i = 0; i < n; i++)
        rgen_stereo_clear(&stems[i]);
    rgen_stereo_clear(&mix);
    if (status == RGEN_OK) {
        rgen_sha256(out->mix.data, out->mix.size, out->mix.sha256);
        out->lufs = shown(loudness.lufs);
        out->true_peak_dbtp = shown(loudness.true_peak_dbtp);
        status = make_midi(project, roles, rows, n, &out->midi, err);
    }
    if (status != RGEN_OK)
        rgen_mixdown_clear(out);
    return status;
}

/* The present takes, in track order; loads what is needed. */
static rgen_status present_rows(rgen_project *project, int audio, const char **roles, row **rows,
                                int *n, rgen_error *err)
{
    rgen_status status = RGEN_OK;
    *n = 0;
    for (int i = 0; i < project->n_tracks && status == RGEN_OK; i++) {
        track *t = &project->tracks[i];
        row *r = rgen_present(t);
        if (!r)
            continue;
        status = rgen_load_part(project, t, r, err);
        if (status == RGEN_OK && audio)
            status = rgen_load_wav(project, t, r, err);
        roles[*n] = t->role;
        rows[(*n)++] = r;
    }
    if (status == RGEN_OK && *n == 0)
        status = rgen_fail(err, RGEN_ERR_NOT_FOUND, "the project has no tracks yet");
    return status;
}

rgen_status rgen_mixdown_ensure(rgen_project *project, rgen_error *err)
{
    const char *roles[MAX_TRACKS];
    row *rows[MAX_TRACKS];
    mixdown made;
    int n;
    if (project->mixdown.mix.data || rgen_load_mix(project) == RGEN_OK)
        return RGEN_OK;
    rgen_status status = present_rows(project, 1, roles, rows, &n, err);
    if (status == RGEN_OK)
        status = rgen_mixdown_make(project, roles, rows, n, &made, err);
    if (status != RGEN_OK)
        return status;
    rgen_mixdown_clear(&project->mixdown);
    project->mixdown = made;
    return RGEN_OK;
}

rgen_status rgen_midi_ensure(rgen_project *project, rgen_error *err)
{
    const char *roles[MAX_TRACKS];
    row *rows[MAX_TRACKS];
    derived made = {0};
    int n;
    if (project->mixdown.midi.data)
        return RGEN_OK;
    rgen_status status = present_rows(project, 0, roles, rows, &n, err);
    if (status == RGEN_OK)
        status = make_midi(project, roles, rows, n, &made, err);
    if (status == RGEN_OK)
        project->mixdown.midi = made;
    return status;
}
