/* What comes out for prompts that name key, tempo, metre and length: is it as
 * asked, in the key, on the chords, do kick and bass agree, do seeds differ, do the
 * files loop and sum.
 *
 *   build/bench/eval_music [--models FOLDER] [--seeds N] [--write FOLDER]
 *       [--figures FILE]
 *
 * Prints Markdown tables. --write keeps every mix and its notes as
 * <FOLDER>/<prompt>_<seed>.{wav,mid} for other judges. Pieces are made through the public C API. */
#include <time.h>

#include "base/file.h"
#include "eval_notes.h"
#include "eval_sound.h"
#include "project/take.h"
#include "resonant/engine.h"
#include "score/midi.h"

typedef struct asked {
    const char *name, *text;
    double bpm;
    int tonic;
    rgen_mode mode;
    int num, den, bars;
} asked;

static const asked prompts[] = {
    {"techno", "dark techno with driving bass, 130 BPM, F minor, 8 bars", 130, 5, RGEN_MINOR, 4, 4, 8},
    {"house", "uplifting house in A minor, 124 BPM, 8 bars", 124, 9, RGEN_MINOR, 4, 4, 8},
    {"deep house", "deep house with warm pads, 121 BPM, D dorian, 8 bars", 121, 2, RGEN_DORIAN, 4, 4, 8},
    {"lo-fi", "chill lo-fi hip-hop beat at 72 BPM in Eb major with jazzy chords, 8 bars", 72, 3, RGEN_MAJOR, 4, 4, 8},
    {"boom bap", "boom bap beat, 90 BPM, C minor, dusty samples, 8 bars", 90, 0, RGEN_MINOR, 4, 4, 8},
    {"trap", "dark trap at 140 BPM in F# minor, 8 bars", 140, 6, RGEN_MINOR, 4, 4, 8},
    {"drum and bass", "drum and bass, 174 BPM, G minor, 8 bars", 174, 7, RGEN_MINOR, 4, 4, 8},
    {"synthwave", "80s synthwave in B minor, 100 BPM, 8 bars", 100, 11, RGEN_MINOR, 4, 4, 8},
    {"funk", "funk with slap bass in E dorian at 105 BPM, 8 bars", 105, 4, RGEN_DORIAN, 4, 4, 8},
    {"disco", "happy disco, 118 BPM, Bb major, 8 bars", 118, 10, RGEN_MAJOR, 4, 4, 8},
    {"pop", "bright pop song in G major, 110 BPM, 8 bars", 110, 7, RGEN_MAJOR, 4, 4, 8},
    {"rock", "energetic rock in A mixolydian at 132 BPM, 8 bars", 132, 9, RGEN_MIXOLYDIAN, 4, 4, 8},
    {"jazz", "jazz swing, 140 BPM, F major, 8 bars", 140, 5, RGEN_MAJOR, 4, 4, 8},
    {"bossa", "mellow bossa nova in D minor, 130 BPM, 8 bars", 130, 2, RGEN_MINOR, 4, 4, 8},
    {"ambient", "dreamy ambient in D lydian, 70 BPM, 4 bars", 70, 2, RGEN_LYDIAN, 4, 4, 4},
    {"cinematic", "epic cinematic in E phrygian, 85 BPM, 8 bars", 85, 4, RGEN_PHRYGIAN, 4, 4, 8},
    {"waltz", "gentle folk waltz in 3/4, C major, 95 BPM, 8 bars", 95, 0, RGEN_MAJOR, 3, 4, 8},
    {"ballad in 6/8", "slow rock ballad in 6/8, A minor, 66 BPM, 8 bars", 66, 9, RGEN_MINOR, 6, 8, 8},
};
enum { PROMPTS = sizeof prompts / sizeof *prompts, MAX_SEEDS = 8 };

static const char *figures;
static piece pieces[PROMPTS * MAX_SEEDS];
static int n_pieces, n_seeds = 3;
static tally length, tempo, meter, key, midi, empty[ROLES], thin[ROLES];
static tally mix_loud, mix_peak, sums, remade, joins[ROLES + 1], cuts[ROLES + 1], smooth[ROLES + 1];
static double worst_sum = -200, worst_mix = -200, loud_low = 0, loud_high = -200, peak_high = -200;
static double join_mean[ROLES + 1], cut_mean[ROLES + 1], making;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* song.mid against what was asked, read as any MIDI program would. */
static int midi_agrees(rgen_project *project, const asked *a)
{
    rgen_midi_song song;
    rgen_error err;
    void *data;
    size_t size;
    if (rgen_project_get_midi(project, &data, &size, &err) != RGEN_OK)
        return 0;
    int ok = rgen_midi_parse(data, size, &song, &err) == RGEN_OK;
    free(data);
    if (!ok)
        return 0;
    int end = a->bars * a->num * 4 * RGEN_TICKS_PER_QUARTER / a->den;
    ok = song.n_tempos == 1 && fabs(song.tempos[0].bpm - a->bpm) < 0.01 && song.n_meters == 1 &&
         song.meters[0].num == a->num && song.meters[0].den == a->den && song.end == end;
    rgen_midi_clear(&song);
    return ok;
}

static void check_info(rgen_project *project, const asked *a)
{
    rgen_project_info info = rgen_project_get_info(project);
    static const char *const files[] = {"drums", "bass", "harmony", "melody", "mix"};
    int64_t samples = llround(a->bars * a->num * 4.0 / a->den * 60 / a->bpm * RGEN_SAMPLE_RATE);
    count(&tempo, info.bpm == a->bpm);
    count(&meter, info.meter_num == a->num && info.meter_den == a->den && info.bars == a->bars);
    count(&key, info.tonic == a->tonic && info.mode == a->mode);
    count(&midi, midi_agrees(project, a));
    for (int i = 0; i < 5; i++) {
        rgen_stereo audio = {{NULL, NULL}, 0};
        const void *data;
        size_t size;
        rgen_error err;
        if (rgen_project_get_wav(project, files[i], &data, &size, &err) != RGEN_OK ||
            rgen_wav_decode(data, size, &audio, &err) != RGEN_OK)
            die("eval_music", err.message);
        count(&length, audio.n == samples && info.samples == samples);
        rgen_stereo_clear(&audio);
    }
}

static void check_join(const rgen_stereo *a, const rgen_grid *grid, int file)
{
    join whole = measure_join(a, grid, a->n), cut = measure_join(a, grid, a->n - 777);
    if (whole.loudest_db < -140)
        return; /* silent, or nothing at all above 8 kHz */
    count(&joins[file], whole.join_db <= whole.loudest_db);
    count(&smooth[file], whole.smooth);
    count(&cuts[file], cut.join_db <= cut.loudest_db);
    join_mean[file] += whole.join_db - whole.loudest_db;
    cut_mean[file] += cut.join_db - cut.loudest_db;
}

static void check_sound(rgen_project *project, const rgen_grid *grid, const char *name, const char *folder)
{
    rgen_stereo stems[ROLES], mix = {{NULL, NULL}, 0}, made = mix, before = mix;
    rgen_loudness loudness;
    rgen_error err;
    const void *data;
    size_t size;
    char path[4096];
    for (int r = 0; r < ROLES; r++) {
        if (rgen_project_get_wav(project, role_names[r], &data, &size, &err) != RGEN_OK ||
            rgen_wav_decode(data, size, &stems[r], &err) != RGEN_OK)
            die("eval_music", err.message);
        check_join(&stems[r], grid, r);
    }
    if (rgen_project_get_wav(project, "mix", &data, &size, &err) != RGEN_OK ||
        rgen_wav_decode(data, size, &mix, &err) != RGEN_OK ||
        rgen_mix_master(stems, ROLES, &made, &before, NULL, &err) != RGEN_OK ||
        rgen_loudness_measure(&mix, &loudness, &err) != RGEN_OK)
        die("eval_music", err.message);
    if (folder) {
        snprintf(path, sizeof path, "%s/%s.wav", folder, name);
        void *notes;
        size_t midi_size;
        if (rgen_file_write(path, data, size, &err) != RGEN_OK)
            die("eval_music", err.message);
        snprintf(path, sizeof path, "%s/%s.mid", folder, name);
        if (rgen_project_get_midi(project, &notes, &midi_size, &err) != RGEN_OK ||
            rgen_file_write(path, notes, midi_size, &err) != RGEN_OK)
            die("eval_music", err.message);
        free(notes);
    }
    check_join(&mix, grid, ROLES);
    double again = peak_error(&made, &mix);
    worst_mix = again > worst_mix ? again : worst_mix;
    count(&remade, again <= -90);
    for (int r = 1; r < ROLES; r++)
        for (int c = 0; c < 2; c++)
            for (int64_t i = 0; i < mix.n; i++)
                stems[0].channel[c][i] += stems[r].channel[c][i];
    double error = peak_error(&before, &stems[0]);
    worst_sum = error > worst_sum ? error : worst_sum;
    count(&sums, error <= -90);
    count(&mix_loud, fabs(loudness.lufs + 14) <= 0.5);
    count(&mix_peak, loudness.true_peak_dbtp <= -1);
    loud_low = loudness.lufs < loud_low ? loudness.lufs : loud_low;
    loud_high = loudness.lufs > loud_high ? loudness.lufs : loud_high;
    peak_high = loudness.true_peak_dbtp > peak_high ? loudness.true_peak_dbtp : peak_high;
    for (int r = 0; r < ROLES; r++)
        rgen_stereo_clear(&stems[r]);
    rgen_stereo_clear(&mix);
    rgen_stereo_clear(&made);
    rgen_stereo_clear(&before);
}

static void make(rgen_engine *engine, int prompt, int seed, const char *folder)
{
    rgen_request request = rgen_request_default();
    piece *p = &pieces[n_pieces++];
    rgen_project *project;
    rgen_error err;
    char name[64];
    request.seed = (uint64_t)seed + 1;
    double began = now();
    if (rgen_generate(engine, prompts[prompt].text, &request, &project, &err) != RGEN_OK)
        die("eval_music", err.message);
    making += now() - began;
    p->grid = *rgen_project_grid(project);
    p->prompt = prompt;
    p->seed = seed;
    for (int r = 0; r < ROLES; r++) {
        const rgen_take *take = rgen_project_take(project, role_names[r]);
        if (!take || rgen_part_copy(&p->part[r], &take->part) != RGEN_OK)
            die("eval_music", "a track is missing or memory is short");
        memcpy(p->attributes[r], take->attributes, sizeof p->attributes[r]);
        count(&empty[r], p->part[r].n_notes == 0);
        count(&thin[r], p->part[r].n_notes < p->grid.bars);
    }
    snprintf(name, sizeof name, "%s_%d", prompts[prompt].name, seed + 1);
    for (char *c = name; *c; c++)
        *c = *c == ' ' || *c == '/' ? '-' : *c;
    check_info(project, &prompts[prompt]);
    check_sound(project, &p->grid, name, folder);
    rgen_project_free(project);
}

static void report_asked(void)
{
    printf("### As asked\n\n| figure | as asked | of |\n|---|---|---|\n");
    printf("| exact number of samples (4 stems and the mix) | %.1f%% | %.0f files |\n", percent(length), length.all);
    printf("| tempo | %.1f%% | %.0f pieces |\n| metre and bars | %.1f%% | %.0f |\n| key | %.1f%% | %.0f |\n",
           percent(tempo), tempo.all, percent(meter), meter.all, percent(key), key.all);
    figure(figures, "length to the sample, tempo, metre and key as asked, in files, project and song.mid", "100%",
           length.hits == length.all && tempo.hits == tempo.all && meter.hits == meter.all &&
               key.hits == key.all && midi.hits == midi.all, "%.1f%% of %.0f files, %.1f%% of %.0f pieces",
           percent(length), length.all,
           fmin(fmin(percent(tempo), percent(meter)), fmin(percent(key), percent(midi))), tempo.all);
    printf("| song.mid: tempo, metre, end, as read back | %.1f%% | %.0f |\n\n", percent(midi), midi.all);
}

static void report_key(void)
{
    key_tally by_role[ROLES] = {{{0, 0}, {0, 0}, {0, 0}}}, all = by_role[0];
    tally chord[ROLES] = {{0, 0}}, clash = {0, 0};
    double changes = 0, bars = 0;
    int still = 0;
    for (int i = 0; i < n_pieces; i++) {
        changes += chord_changes(&pieces[i]);
        bars += pieces[i].grid.bars;
        still += chord_changes(&pieces[i]) == 0;
        for (int r = BASS; r < ROLES; r++) {
            count_key(&pieces[i], r, &by_role[r]);
            count_key(&pieces[i], r, &all);
            count_chord_tones(&pieces[i], r, &chord[r]);
        }
        count_clashes(&pieces[i], &clash);
    }
    printf("### Key and chords\n\n| role | notes | in the seven tones of the mode | with minor's raised seventh | "
           "with the tones of the chord of the moment | on strong beats a chord tone | of |\n"
           "|---|---|---|---|---|---|---|\n");
    for (int r = BASS; r < ROLES; r++)
        printf("| %s | %.0f | %.1f%% | %.1f%% | %.1f%% | %.1f%% | %.0f |\n", role_names[r],
               by_role[r].plain.all, percent(by_role[r].plain), percent(by_role[r].raised),
               percent(by_role[r].chord), percent(chord[r]), chord[r].all);
    printf("| all | %.0f | %.1f%% | %.1f%% | %.1f%% | | |\n", all.plain.all, percent(all.plain),
           percent(all.raised), percent(all.chord));
    figure(figures, "prompts naming a key: notes of bass, harmony, melody inside it (chord tones and minor's raised seventh "
           "apart / counted as outside)", ">= 95%", percent(all.chord) >= 95, "%.1f%% / %.1f%%", percent(all.chord),
           percent(all.plain));
    figure(figures, "bass on strong beats is a chord tone / melody is", ">= 85% / >= 70%",
           percent(chord[BASS]) >= 85 && percent(chord[MELODY]) >= 70, "%.1f%% / %.1f%%", percent(chord[BASS]),
           percent(chord[MELODY]));
    printf("\nStrong beats on which melody and harmony lie a semitone apart without the chord asking for it: "
           "%.1f%% of %.0f. Chord changes: %.2f a bar; pieces on one chord throughout: %d of %d.\n\n",
           percent(clash), clash.all, changes / bars, still, n_pieces);
    figure(figures, "strong beats on which melody and harmony clash by a semitone", "<= 3%", percent(clash) <= 3,
           "%.1f%% of %.0f", percent(clash), clash.all);
}

static void report_together(void)
{
    double phi = 0, share = 0, other_phi = 0, other_share = 0, same_phi = 0, same_share = 0, a, b;
    int n = 0, n_other = 0, n_same = 0;
    for (int i = 0; i < n_pieces; i++)
        for (int j = 0; j < n_pieces; j++) {
            const piece *x = &pieces[i], *y = &pieces[j];
            if (rgen_grid_frames_per_bar(&x->grid) != rgen_grid_frames_per_bar(&y->grid) ||
                !kick_bass(x, y, &a, &b))
                continue;
            if (i == j)
                phi += a, share += b, n++;
            else if (x->prompt == y->prompt)
                same_phi += a, same_share += b, n_same++;
            else
                other_phi += a, other_share += b, n_other++;
        }
    n_same = n_same ? n_same : 1;
    n_other = n_other ? n_other : 1;
    printf("### Kick and bass\n\n| pairs | correlation of onsets | bass onsets with a kick | pairs |\n|---|---|---|---|\n");
    printf("| of one piece | %.3f | %.1f%% | %d |\n", phi / n, 100 * share / n, n);
    printf("| shuffled: same prompt, other seed | %.3f | %.1f%% | %d |\n", same_phi / n_same, 100 * same_share / n_same,
           n_same);
    printf("| shuffled: other prompt | %.3f | %.1f%% | %d |\n\n", other_phi / n_other, 100 * other_share / n_other, n_other);
    figure(figures, "correlation of kick and bass onsets: of one piece / of two seeds / of two prompts",
           "above both shuffled ones", phi / n > same_phi / n_same && phi / n > other_phi / n_other,
           "%.2f / %.2f / %.2f", phi / n, same_phi / n_same, other_phi / n_other);
}

static void report_variety(void)
{
    printf("### Variety and repetition\n\n| role | notes in common of two seeds, mean | most | bars that repeat an "
           "earlier bar | likeness to the most similar earlier bar | no notes at all | under one note a bar |\n"
           "|---|---|---|---|---|---|---|\n");
    for (int r = 0; r < ROLES; r++) {
        tally same = {0, 0}, like = {0, 0};
        double sum = 0, most = 0;
        int n = 0;
        for (int i = 0; i < n_pieces; i++) {
            count_repeats(&pieces[i], r, &same, &like);
            for (int j = i + 1; j < n_pieces; j++) {
                if (pieces[i].prompt != pieces[j].prompt || !pieces[i].part[r].n_notes)
                    continue;
                double x = in_common(&pieces[i].part[r], &pieces[j].part[r], 0,
                                     rgen_grid_frames(&pieces[i].grid), 0);
                sum += x;
                most = x > most ? x : most;
                n++;
            }
        }
        printf("| %s | %.1f%% | %.1f%% | %.1f%% | %.2f | %.0f of %.0f | %.0f |\n", role_names[r],
               n ? 100 * sum / n : 0, 100 * most, percent(same), like.all > 0 ? like.hits / like.all : 0,
               empty[r].hits, empty[r].all, thin[r].hits);
    }
    printf("\n");
}

static void report_sound(void)
{
    static const char *const files[] = {"drums", "bass", "harmony", "melody", "mix"};
    printf("### Loops, sums, loudness\n\n| file | join no louder than the loop's loudest step, above 8 kHz | join "
           "against that step, mean | no sharper corner at the join than inside | control: the loop cut 777 samples short | "
           "its join, mean |\n|---|---|---|---|---|---|\n");
    for (int i = 0; i <= ROLES; i++)
        printf("| %s | %.1f%% of %.0f | %.1f dB | %.1f%% | %.1f%% | %.1f dB |\n", files[i], percent(joins[i]),
               joins[i].all, join_mean[i] / (joins[i].all + 1e-9), percent(smooth[i]), percent(cuts[i]), cut_mean[i] / (joins[i].all + 1e-9));
    tally files_joined = {0, 0};
    for (int i = 0; i <= ROLES; i++) {
        files_joined.hits += joins[i].hits;
        files_joined.all += joins[i].all;
    }
    figure(figures, "loop join against the loop's own steps, above 8 kHz", "no louder",
           files_joined.hits == files_joined.all, "%.0f of %.0f files no louder than their loudest step",
           files_joined.hits, files_joined.all);
    figure(figures, "stems sum to the pre-master mix", "error <= -90 dBFS", sums.hits == sums.all, "%.1f dBFS", worst_sum);
    figure(figures, "mix loudness / true peak", "-14 +/- 0.5 LUFS / <= -1 dBTP",
           mix_loud.hits == mix_loud.all && mix_peak.hits == mix_peak.all, "%.2f to %.2f LUFS / %.2f dBTP", loud_low,
           loud_high, peak_high);
    printf("\n| figure | reached | worst |\n|---|---|---|\n");
    printf("| stems (decoded files) sum to the pre-master mix within -90 dBFS | %.1f%% of %.0f | %.1f dBFS |\n",
           percent(sums), sums.all, worst_sum);
    printf("| mix.wav is the master of these stems within -90 dBFS | %.1f%% | %.1f dBFS |\n", percent(remade), worst_mix);
    printf("| mix at -14 +/- 0.5 LUFS | %.1f%% | %.2f to %.2f LUFS |\n", percent(mix_loud), loud_low, loud_high);
    printf("| true peak at most -1 dBTP | %.1f%% | %.2f dBTP |\n\n", percent(mix_peak), peak_high);
}

static void report_prompts(void)
{
    printf("### By prompt\n\n| prompt | notes a bar: drums | bass | harmony | melody | in key (with chords) | bass on "
           "chord | melody on chord | clashes |\n|---|---|---|---|---|---|---|---|---|\n");
    for (int k = 0; k < PROMPTS; k++) {
        double notes[ROLES] = {0}, bars = 0;
        key_tally in = {{0, 0}, {0, 0}, {0, 0}};
        tally bass = {0, 0}, melody = {0, 0}, clash = {0, 0};
        for (int i = 0; i < n_pieces; i++) {
            const piece *p = &pieces[i];
            if (p->prompt != k)
                continue;
            bars += p->grid.bars;
            for (int r = 0; r < ROLES; r++)
                notes[r] += p->part[r].n_notes;
            for (int r = BASS; r < ROLES; r++)
                count_key(p, r, &in);
            count_chord_tones(p, BASS, &bass);
            count_chord_tones(p, MELODY, &melody);
            count_clashes(p, &clash);
        }
        printf("| %s | %.1f | %.1f | %.1f | %.1f | %.1f%% | %.0f%% of %.0f | %.0f%% of %.0f | %.0f of %.0f |\n",
               prompts[k].name, notes[0] / bars, notes[1] / bars, notes[2] / bars, notes[3] / bars,
               percent(in.chord), percent(bass), bass.all, percent(melody), melody.all, clash.hits, clash.all);
    }
    printf("\n");
}

int main(int argc, char **argv)
{
    rgen_engine_options options = rgen_engine_options_default();
    const char *folder = NULL;
    rgen_engine *engine;
    rgen_error err;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--models") == 0 && i + 1 < argc)
            options.models = argv[++i];
        else if (strcmp(argv[i], "--seeds") == 0 && i + 1 < argc)
            n_seeds = atoi(argv[++i]);
        else if (strcmp(argv[i], "--write") == 0 && i + 1 < argc)
            folder = argv[++i];
        else if (strcmp(argv[i], "--figures") == 0 && i + 1 < argc)
            figures = argv[++i];
        else
            n_seeds = 0;
    }
    if (n_seeds < 1 || n_seeds > MAX_SEEDS) {
        fprintf(stderr, "usage: eval_music [--models FOLDER] [--seeds 1..%d] [--write FOLDER]\n", MAX_SEEDS);
        return 2;
    }
    if (rgen_engine_new(&engine, &options, &err) != RGEN_OK)
        die("eval_music", err.message);
    for (int k = 0; k < PROMPTS; k++)
        for (int s = 0; s < n_seeds; s++)
            make(engine, k, s, folder);
    rgen_engine_free(engine);
    printf("%d prompts by %d seeds, %d pieces; %.2f s to make one (warm, in memory, beside other work).\n\n", PROMPTS, n_seeds,
           n_pieces, making / n_pieces);
    report_asked();
    report_key();
    report_together();
    report_variety();
    report_sound();
    report_prompts();
    for (int i = 0; i < n_pieces; i++)
        for (int r = 0; r < ROLES; r++)
            rgen_part_clear(&pieces[i].part[r]);
    return 0;
}
