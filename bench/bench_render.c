/* Times every patch on eight bars at 120 BPM: bench_render [folder] [patch-id].
 * With a folder the dry sound of each patch is written there as raw float stereo,
 * for listening and for other programs' meters. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "render/render.h"

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static double busy(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static void add(rgen_part *part, int start, int length, int pitch, int velocity, int art, int tone) {
    rgen_note n = {start, length, (uint8_t)pitch, (uint8_t)velocity, (uint8_t)art, (uint8_t)tone};
    rgen_part_add(part, n);
}

/* Busy but usual music: 1/16 drums, 1/8 bass, held four-voice chords, a melody. */
static void write_part(rgen_role_kind kind, rgen_part *part) {
    static const int roots[8] = {45, 45, 41, 41, 36, 36, 43, 43};
    static const int minor[8] = {1, 1, 0, 0, 0, 0, 0, 0};
    for (int bar = 0; bar < 8; bar++)
        for (int f = 0; f < 16; f++) {
            int t = (bar * 16 + f) * 120, root = roots[bar];
            if (kind == RGEN_KIND_DRUMS) {
                if (f % 4 == 0) add(part, t, 1, RGEN_KICK, 114, 0, 0);
                if (f % 8 == 4) add(part, t, 1, RGEN_SNARE, 102, 0, 0);
                if (f % 4 == 2) add(part, t, 1, RGEN_OPEN_HAT, 78, 0, 0);
                else add(part, t, 1, RGEN_CLOSED_HAT, f % 2 ? 54 : 78, 0, 0);
                if (bar % 4 == 3 && f > 11) add(part, t, 1, f & 1 ? RGEN_HIGH_TOM : RGEN_LOW_TOM, 90, 0, 0);
                if (bar % 2 && f % 4 == 0) add(part, t, 1, RGEN_RIDE, 66, 0, 0);
                if (bar % 4 == 0 && f == 0) add(part, t, 1, RGEN_CRASH, 90, 0, 0);
            } else if (kind == RGEN_KIND_MONO) {
                if (f % 2 == 0) {
                    int slide = f == 14 && bar % 2;
                    add(part, t, f % 8 == 6 ? 120 : 220, root + (f == 6 ? 12 : slide ? 7 : 0) - 12 + 12 * (root < 40),
                        f % 4 ? 78 : 102, slide ? RGEN_ART_SLIDE : f == 10 ? RGEN_ART_GHOST : 0, 2 + f / 4);
                }
            } else if (kind == RGEN_KIND_CHORDAL) {
                if (f % 8 == 0) {
                    int third = minor[bar] ? 3 : 4;
                    int voices[5] = {12, 12 + third, 19, 24, 26};
                    for (int v = 0; v < 5; v++) add(part, t, 900, root + voices[v], 78 + 6 * (v & 1), 0, 4);
                }
            } else if (f % 3 == 0) {
                static const int steps[6] = {0, 3, 5, 7, 10, 12};
                add(part, t, 300, 69 + steps[(bar * 5 + f) % 6], 72 + f * 3, 0, 4);
            }
        }
    rgen_part_sort(part);
}

int main(int argc, char **argv) {
    rgen_error err;
    rgen_renderer *renderer;
    if (rgen_renderer_new(&renderer, &err)) return fprintf(stderr, "%s\n", err.message), 1;
    rgen_threads *threads = rgen_threads_new(0);
    rgen_grid grid = {120, 4, 4, 8, 9, RGEN_MINOR};
    const rgen_roles *roles = rgen_roles_default();
    double worst = 0;
    for (int i = 0; i < rgen_patch_count(renderer); i++) {
        rgen_patch_info info;
        rgen_patch_get(renderer, i, &info);
        if (argc > 2 && strcmp(argv[2], info.id)) continue;
        const rgen_role *role = roles->rows;
        static const char *const kinds[] = {"drums", "mono", "chordal", "lead"};
        while (strcmp(kinds[role->kind], info.kind)) role++;
        rgen_part part = {0};
        write_part(role->kind, &part);
        rgen_stereo audio;
        int64_t n = rgen_grid_sample(&grid, rgen_grid_frames(&grid), RGEN_SAMPLE_RATE);
        double best = 1e9, first = 0, cpu = 1e9;
        for (int run = 0; run < 3; run++) {
            if (rgen_stereo_new(&audio, n, &err)) return 1;
            double t = now(), c = busy();
            if (rgen_render_part(renderer, i, NULL, role, &grid, &part, 1, threads, &audio, &err))
                return fprintf(stderr, "%s\n", err.message), 1;
            t = now() - t;
            cpu = fmin(cpu, busy() - c);
            if (!run) first = t;
            if (t < best) best = t;
            if (run < 2) rgen_stereo_clear(&audio);
        }
        double peak = 0, sum = 0, dc = 0;
        for (int64_t s = 0; s < n; s++) {
            double l = audio.channel[0][s], r = audio.channel[1][s];
            peak = fmax(peak, fmax(fabs(l), fabs(r)));
            sum += l * l + r * r;
            dc += l + r;
        }
        printf("%-18s %-8s %7.1f ms (first %6.1f, cpu %6.1f)  peak %6.1f dB  rms %6.1f dB  dc %8.5f\n", info.id,
               info.kind, best, first, cpu, 20 * log10(peak + 1e-9), 10 * log10(sum / (double)(2 * n) + 1e-12),
               dc / (double)(2 * n));
        if (best > worst) worst = best;
        if (argc > 1 && argv[1][0]) {
            char path[512];
            snprintf(path, sizeof path, "%s/%s.f32", argv[1], info.id);
            FILE *f = fopen(path, "wb");
            for (int64_t s = 0; f && s < n; s++) {
                float frame[2] = {audio.channel[0][s], audio.channel[1][s]};
                fwrite(frame, sizeof frame, 1, f);
            }
            if (f) fclose(f);
        }
        rgen_stereo_clear(&audio);
        rgen_part_clear(&part);
    }
    printf("slowest %.1f ms\n", worst);
    rgen_threads_free(threads);
    rgen_renderer_free(renderer);
    return 0;
}
