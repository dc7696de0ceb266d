/* Two sets of stems for the same prompts, measured alike: what a user had before, and
 * ours. Reads the table that scripts/eval.sh makes with outside tools, one row a file:
 *
 *   set (before, ours, ours2...) <tab> piece <tab> stem <tab> path <tab> BPM asked <tab> seconds asked <tab>
 *   BPM by aubio <tab> LUFS <tab> true peak by ffmpeg's ebur128 <tab> file of onset times by aubio
 *
 *   build/bench/eval_anchors TABLE [--figures FILE]
 *
 * and adds length, peak, bandwidth and key of each file. Keys are found here from the
 * sound alone: magnitudes at the semitones C2 to B6, folded to pitch classes and
 * compared with the profiles of Krumhansl and Kessler (1982). */
#include <sndfile.h>

#include "eval.h"
#include "resonant/vocabulary.h"

enum { MAX_FILES = 256, MAX_ONSETS = 256, FFT = 4096 };
static const double pi = 3.14159265358979323846;

typedef struct file {
    char set[16], piece[48], stem[16], path[512];
    double bpm, seconds, tempo, lufs, true_peak;
    int rate, channels;
    double length, peak_db, bandwidth, fit;
    long over;                /* samples at or over full scale */
    double chroma[12];
    int tonic, minor;
    double onsets[MAX_ONSETS]; /* seconds */
    int n_onsets;
    double pulse;             /* coherence of the onsets with a grid of the tempo asked */
} file;

static const char *figures;
static file files[MAX_FILES];
static int n_files;

/* x [n] under a Hann window. */
static void window(const double *x, int n, double *out)
{
    for (int i = 0; i < n; i++)
        out[i] = x[i] * (0.5 - 0.5 * cos(2 * pi * i / n));
}

/* Magnitude of windowed x [n] at a frequency, by Goertzel's recurrence. */
static double magnitude(const double *x, int n, double hz, double rate)
{
    double w = 2 * pi * hz / rate, c = 2 * cos(w), s1 = 0, s2 = 0;
    for (int i = 0; i < n; i++) {
        double s0 = x[i] + c * s1 - s2;
        s2 = s1;
        s1 = s0;
    }
    return sqrt(fmax(s1 * s1 + s2 * s2 - c * s1 * s2, 0)) / n;
}

static void find_chroma(file *f, const double *mono, long n)
{
    int size = f->rate / 2;
    double *x = need((size_t)size, sizeof *x);
    for (long at = 0; at + size <= n; at += size) {
        window(mono + at, size, x);
        for (int pitch = 36; pitch < 96; pitch++)
            f->chroma[pitch % 12] += magnitude(x, size, 440 * pow(2, (pitch - 69) / 12.0), f->rate);
    }
    free(x);
}

static double correlation(const double *x, const double *y)
{
    double sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;
    for (int i = 0; i < 12; i++) {
        sx += x[i];
        sy += y[i];
        sxx += x[i] * x[i];
        syy += y[i] * y[i];
        sxy += x[i] * y[i];
    }
    double vx = sxx - sx * sx / 12, vy = syy - sy * sy / 12;
    return vx > 0 && vy > 0 ? (sxy - sx * sy / 12) / sqrt(vx * vy) : 0;
}

static void find_key(file *f)
{
    static const double profiles[2][12] = {
        {6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88},
        {6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17}};
    f->fit = -1;
    for (int minor = 0; minor < 2; minor++)
        for (int tonic = 0; tonic < 12; tonic++) {
            double turned[12];
            for (int i = 0; i < 12; i++)
                turned[(i + tonic) % 12] = profiles[minor][i];
            double r = correlation(f->chroma, turned);
            if (r > f->fit) {
                f->fit = r;
                f->tonic = tonic;
                f->minor = minor;
            }
        }
}

/* The highest frequency whose mean power is within 60 dB of the strongest one's,
 * looked at every 8th bin (86 Hz at 44.1 kHz). */
static void find_bandwidth(file *f, const double *mono, long n)
{
    static double power[FFT / 2], x[FFT];
    double best = 0;
    memset(power, 0, sizeof power);
    for (long at = 0; at + FFT <= n; at += 2 * FFT) {
        window(mono + at, FFT, x);
        for (int k = 8; k < FFT / 2; k += 8) {
            double m = magnitude(x, FFT, (double)k * f->rate / FFT, f->rate);
            power[k] += m * m;
        }
    }
    for (int k = 8; k < FFT / 2; k += 8)
        best = power[k] > best ? power[k] : best;
    for (int k = 8; k < FFT / 2; k += 8)
        if (power[k] > best * 1e-6)
            f->bandwidth = (double)k * f->rate / FFT;
}

/* How well times lie on a grid of `period` seconds, whatever its phase: the length of
 * the mean of their angles, corrected for its bias with few of them; 0 at random, 1
 * on the grid. */
static double coherence(const double *times, int n, double period)
{
    double re = 0, im = 0;
    for (int i = 0; i < n; i++) {
        re += cos(2 * pi * times[i] / period);
        im += sin(2 * pi * times[i] / period);
    }
    double r2 = n > 1 ? ((re * re + im * im) / n - 1) / (n - 1) : 0;
    return r2 > 0 ? sqrt(r2) : 0;
}

/* The same with the grids of a tempo: sixteenths, eighth triplets or eighths, whichever
 * fits best, so that swung music is not called loose. */
static double on_grid(const double *times, int n, double bpm)
{
    double beat = 60 / bpm, best = coherence(times, n, beat / 4);
    for (int parts = 2; parts <= 3; parts++)
        best = fmax(best, coherence(times, n, beat / parts));
    return best;
}

static void read_onsets(file *f, const char *path)
{
    FILE *in = fopen(path, "r");
    while (in && f->n_onsets < MAX_ONSETS && fscanf(in, "%lf", &f->onsets[f->n_onsets]) == 1)
        f->n_onsets++;
    if (in)
        fclose(in);
    f->pulse = on_grid(f->onsets, f->n_onsets, f->bpm);
}

static void measure(file *f)
{
    SF_INFO info = {0};
    SNDFILE *in = sf_open(f->path, SFM_READ, &info);
    if (!in)
        die("eval_anchors", f->path);
    double *all = need((size_t)(info.frames * info.channels), sizeof *all);
    double *mono = need((size_t)info.frames, sizeof *mono), peak = 0;
    sf_count_t n = sf_readf_double(in, all, info.frames);
    sf_close(in);
    f->rate = info.samplerate;
    f->channels = info.channels;
    f->length = (double)n / info.samplerate;
    for (sf_count_t i = 0; i < n * info.channels; i++) {
        peak = fabs(all[i]) > peak ? fabs(all[i]) : peak;
        f->over += fabs(all[i]) >= 0.99999;
        mono[i / info.channels] += all[i] / info.channels;
    }
    f->peak_db = 20 * log10(peak + 1e-10);
    find_bandwidth(f, mono, (long)n);
    if (strcmp(f->stem, "drums") != 0) {
        find_chroma(f, mono, (long)n);
        find_key(f);
    }
    free(all);
    free(mono);
}

static int is_mix(const file *f)
{
    return strcmp(f->stem, "mix") == 0;
}

/* Distance of a tempo from another one, half and double counting as the same. */
static double tempo_error(double tempo, double asked)
{
    double best = 1e9;
    for (double k = 0.25; k <= 4; k *= 2)
        best = fabs(tempo * k / asked - 1) < best ? fabs(tempo * k / asked - 1) : best;
    return 100 * best;
}

/* Same key, or its relative: the same seven tones. */
static int keys_agree(const file *a, const file *b)
{
    int x = a->minor ? (a->tonic + 3) % 12 : a->tonic, y = b->minor ? (b->tonic + 3) % 12 : b->tonic;
    return x == y;
}

static void report_files(const char *set, const char *title)
{
    printf("#### %s\n\n| piece | file | tempo by aubio (asked) | onsets, on the grid | key from the sound | seconds (asked) | rate, channels | "
           "bandwidth | peak | full-scale samples | LUFS | true peak |\n|---|---|---|---|---|---|---|---|---|---|---|---|\n",
           title);
    for (int i = 0; i < n_files; i++) {
        const file *f = &files[i];
        char key[32] = "";
        if (strncmp(f->set, set, strlen(set)) != 0)
            continue;
        if (f->fit > 0)
            rgen_key_name(f->tonic, f->minor ? RGEN_MINOR : RGEN_MAJOR, key, sizeof key);
        printf("| %s | %s | %.1f (%g) | %d, %.2f | %s | %.2f (%g) | %d, %d | %.1f kHz | %.1f dBFS | %ld | %.1f | %.1f |\n", f->piece,
               f->stem, f->tempo, f->bpm, f->n_onsets, f->pulse, key, f->length, f->seconds, f->rate, f->channels, f->bandwidth / 1000,
               f->peak_db, f->over, f->lufs, f->true_peak);
    }
    printf("\n");
}

typedef struct summary {
    double pulse, together, tempo_error, length_error, spread, chroma, bandwidth, peak, true_peak;
    tally near_asked, pairs, keys;
    long over;
    int files, stems, pieces, chroma_pairs;
} summary;

/* All of a set, or of one piece of it (NULL: all). */
static summary sum_up(const char *set, const char *piece)
{
    summary s = {.peak = -200, .true_peak = -200};
    for (int i = 0; i < n_files; i++) {
        const file *a = &files[i];
        if (strncmp(a->set, set, strlen(set)) != 0 || (piece && strcmp(a->piece, piece) != 0))
            continue;
        s.files++;
        s.over += a->over;
        s.peak = a->peak_db > s.peak ? a->peak_db : s.peak;
        s.true_peak = a->true_peak > s.true_peak ? a->true_peak : s.true_peak;
        s.length_error += 100 * fabs(a->length / a->seconds - 1);
        if (is_mix(a)) {
            s.bandwidth += a->bandwidth;
            s.pieces++;
            continue;
        }
        s.stems++;
        s.pulse += a->pulse;
        double all[MAX_ONSETS * 4];
        int n = 0;
        double low = a->lufs, high = a->lufs;
        s.tempo_error += a->tempo > 0 ? tempo_error(a->tempo, a->bpm) : 100;
        count(&s.near_asked, a->tempo > 0 && tempo_error(a->tempo, a->bpm) <= 4);
        for (int j = 0; j < n_files; j++) {
            const file *b = &files[j];
            if (strcmp(a->set, b->set) != 0 || strcmp(a->piece, b->piece) != 0 || is_mix(b))
                continue;
            for (int k = 0; k < b->n_onsets && n < MAX_ONSETS * 4; k++)
                all[n++] = b->onsets[k];
            low = b->lufs < low ? b->lufs : low;
            high = b->lufs > high ? b->lufs : high;
            if (j <= i)
                continue;
            count(&s.pairs, a->tempo > 0 && b->tempo > 0 && tempo_error(a->tempo, b->tempo) <= 4);
            if (a->fit && b->fit) {
                count(&s.keys, keys_agree(a, b));
                s.chroma += correlation(a->chroma, b->chroma);
                s.chroma_pairs++;
            }
        }
        s.together += on_grid(all, n, a->bpm);
        s.spread += high - low;
    }
    return s;
}

static void compare(const char *label, const char *piece)
{
    summary a = sum_up("before", piece), b = sum_up("ours", piece);
    if (!a.stems || !b.stems)
        return;
    printf("| %s | %.2f / %.2f | %.2f / %.2f | %.0f%% / %.0f%% | %.1f%% / %.1f%% | %.0f%% / %.0f%% | %.0f%% / %.0f%% | %.2f / %.2f | %.0f%% / %.0f%% | "
           "%.1f / %.1f kHz | %ld / %ld | %.1f / %.1f | %.1f / %.1f LU |\n",
           label, a.pulse / a.stems, b.pulse / b.stems, a.together / a.stems, b.together / b.stems, percent(a.near_asked), percent(b.near_asked), a.tempo_error / a.stems, b.tempo_error / b.stems,
           percent(a.pairs), percent(b.pairs), percent(a.keys), percent(b.keys), a.chroma / a.chroma_pairs,
           b.chroma / b.chroma_pairs, a.length_error / a.files, b.length_error / b.files,
           a.bandwidth / a.pieces / 1000, b.bandwidth / b.pieces / 1000, a.over, b.over, a.true_peak, b.true_peak,
           a.spread / a.stems, b.spread / b.stems);
}

static void report_figures(void)
{
    summary a = sum_up("before", NULL), b = sum_up("ours", NULL);
    if (!a.stems || !b.stems)
        return;
    figure(figures, "anchors, before / ours: onsets of all four stems on one grid of the tempo asked, 0..1", "better",
           b.together / b.stems > a.together / a.stems, "%.2f / %.2f", a.together / a.stems, b.together / b.stems);
    figure(figures, "anchors: pairs of stems that agree on tempo (aubio)", "better",
           percent(b.pairs) > percent(a.pairs), "%.0f%% / %.0f%%", percent(a.pairs), percent(b.pairs));
    figure(figures, "anchors: stems within 4% of the tempo asked (aubio)", "better",
           percent(b.near_asked) > percent(a.near_asked), "%.0f%% / %.0f%%", percent(a.near_asked), percent(b.near_asked));
    figure(figures, "anchors: pairs of stems that agree on key", "better", percent(b.keys) > percent(a.keys),
           "%.0f%% / %.0f%%", percent(a.keys), percent(b.keys));
    figure(figures, "anchors: mean error of the length asked", "better",
           b.length_error / b.files < a.length_error / a.files, "%.0f%% / %.0f%%", a.length_error / a.files,
           b.length_error / b.files);
    figure(figures, "anchors: bandwidth of the mix", "better", b.bandwidth / b.pieces > a.bandwidth / a.pieces,
           "%.1f / %.1f kHz", a.bandwidth / a.pieces / 1000, b.bandwidth / b.pieces / 1000);
    figure(figures, "anchors: full-scale samples / highest true peak", "better",
           b.over < a.over && b.true_peak < a.true_peak, "%ld / %ld, %.1f / %.1f dBTP", a.over, b.over, a.true_peak,
           b.true_peak);
}

int main(int argc, char **argv)
{
    char line[2048];
    figures = argc == 4 && strcmp(argv[2], "--figures") == 0 ? argv[3] : NULL;
    FILE *in = argc == 2 || figures ? fopen(argv[1], "r") : NULL;
    if (!in) {
        fprintf(stderr, "usage: eval_anchors TABLE [--figures FILE] (scripts/eval.sh makes it)\n");
        return 2;
    }
    while (n_files < MAX_FILES && fgets(line, sizeof line, in)) {
        file *f = &files[n_files];
        char onsets[512];
        if (sscanf(line, "%15[^\t]\t%47[^\t]\t%15[^\t]\t%511[^\t]\t%lf\t%lf\t%lf\t%lf\t%lf\t%511[^\n]", f->set,
                   f->piece, f->stem, f->path, &f->bpm, &f->seconds, &f->tempo, &f->lufs, &f->true_peak, onsets) != 10)
            die("eval_anchors", line);
        read_onsets(f, onsets);
        measure(f);
        n_files++;
    }
    fclose(in);
    printf("| before / ours | onsets of a stem on the grid of the tempo asked | of all stems together | stems within 4%% of the tempo asked | mean error of tempo | pairs of stems that agree on tempo | "
           "pairs that agree on key | likeness of their chroma | error of length | bandwidth of the mix | full-scale samples | "
           "highest true peak | loudness spread of the stems |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
    for (int i = 0; i < n_files; i++) {
        int first = 1;
        for (int j = 0; j < i; j++)
            first &= strcmp(files[j].piece, files[i].piece) != 0;
        if (first)
            compare(files[i].piece, files[i].piece);
    }
    compare("all", NULL);
    report_figures();
    printf("\nOnsets: `aubio onset`; coherence with sixteenths, eighth triplets or eighths of the tempo asked (the best of them), at any phase, 0 at random, 1 "
           "on it. Tempo: `aubio tempo`, half and double counted as the same for both. Key: pairs of pitched stems in the same key "
           "or its relative.\n\n");
    report_files("before", "Before: MusicGen-small, one prompt a stem");
    report_files("ours", "Ours");
    return 0;
}
