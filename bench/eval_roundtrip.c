/* How much of human music survives the score codec: every MIDI file under a
 * folder is read, assigned to roles, encoded to frames and decoded again.
 *
 *   build/bench/eval_roundtrip DATA
 *
 * One row for each folder of DATA. Exits 1 when the figure misses its target. */
#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "score/assign.h"

typedef struct figures {
    long files, refused, pieces, cuts; /* cuts: pieces beyond one a file */
    rgen_assign_counts c;
    long given, polyphony, range, outside; /* to the codec, and what it counted */
    long back, near, loud, both;           /* found again; of these onset and velocity close */
    long max_onset, max_velocity;
} figures;

static figures row, total;
static struct { long eligible, near, loud, both; } by_role[RGEN_ASSIGN_ROLES];
static int roland;

/* Notes of `a` found in `b`: first those that came back within the limits, then
 * what is left with the nearest of its pitch. */
static void compare(const rgen_part *a, const rgen_part *b)
{
    uint8_t *used = calloc((size_t)b->n_notes + 1, 1), *done = calloc((size_t)a->n_notes + 1, 1);
    for (int pass = 0; pass < 2 && used && done; pass++) {
        int first = 0, reach = pass ? 240 : 20;
        for (int i = 0; i < a->n_notes; i++) {
            const rgen_note *x = &a->notes[i];
            int best = -1;
            while (first < b->n_notes && b->notes[first].start < x->start - reach) first++;
            for (int j = first; !done[i] && j < b->n_notes && b->notes[j].start <= x->start + reach; j++) {
                const rgen_note *y = &b->notes[j];
                if (used[j] || y->pitch != x->pitch || (!pass && abs(y->velocity - x->velocity) > 6))
                    continue;
                if (best < 0 || abs(y->start - x->start) < abs(b->notes[best].start - x->start)) best = j;
            }
            if (best < 0) continue;
            used[best] = done[i] = 1;
            long onset = abs(b->notes[best].start - x->start);
            long velocity = abs(b->notes[best].velocity - x->velocity);
            row.back++;
            row.near += onset <= 20; /* 1/96 note */
            row.loud += velocity <= 6;
            row.both += onset <= 20 && velocity <= 6;
            if (onset > row.max_onset) row.max_onset = onset;
            if (velocity > row.max_velocity) row.max_velocity = velocity;
        }
    }
    free(used);
    free(done);
}

static void song(const char *path)
{
    char *data;
    size_t size;
    rgen_error err;
    rgen_midi_song s;
    rgen_assignment a;
    rgen_assign_options options = { .roland = roland };
    const rgen_roles *roles = rgen_roles_default();
    if (rgen_file_read(path, RGEN_MIDI_MAX_BYTES, &data, &size, &err)) return;
    row.files++;
    if (rgen_midi_parse(data, size, &s, &err)) {
        fprintf(stderr, "%s: %s\n", path, err.message);
        row.refused++;
        free(data);
        return;
    }
    free(data);
    if (rgen_assign(&s, roles, &options, &a, &err)) {
        fprintf(stderr, "%s: %s\n", path, err.message);
        row.refused++;
        rgen_midi_clear(&s);
        return;
    }
    row.pieces += a.n_pieces;
    for (size_t i = 0; i < sizeof a.counts / sizeof(int); i++)
        ((int *)&row.c)[i] += ((const int *)&a.counts)[i];
    for (int i = 0; i < a.n_pieces; i++)
        for (int k = 0; k < roles->count && k < RGEN_ASSIGN_ROLES; k++) {
            const rgen_role *role = &roles->rows[k];
            const rgen_part *part = &a.pieces[i].parts[role->kind];
            rgen_frames frames = { 0 };
            rgen_codec_loss loss = { 0 };
            rgen_part back = { 0 };
            if (rgen_encode(role, &a.pieces[i].grid, part, &frames, &loss, &err) ||
                rgen_decode(role, &a.pieces[i].grid, &frames, &back, &err)) {
                fprintf(stderr, "%s: %s\n", path, err.message);
            } else {
                row.given += part->n_notes;
                row.polyphony += loss.polyphony;
                row.range += loss.range;
                row.outside += loss.outside;
                figures before = row;
                compare(part, &back);
                by_role[k].eligible += part->n_notes - loss.polyphony - loss.range - loss.outside;
                by_role[k].near += row.near - before.near;
                by_role[k].loud += row.loud - before.loud;
                by_role[k].both += row.both - before.both;
            }
            rgen_frames_clear(&frames);
            rgen_part_clear(&back);
        }
    rgen_assignment_clear(&a);
    rgen_midi_clear(&s);
}

static int visit(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    size_t n = strlen(path);
    (void)st;
    (void)ftw;
    if (type == FTW_F && n > 4 && !strcmp(path + n - 4, ".mid")) song(path);
    return 0;
}

static double percent(long a, long b)
{
    return b ? 100.0 * (double)a / (double)b : 100;
}

static void print(const char *name, const figures *f)
{
    long eligible = f->given - f->polyphony - f->range - f->outside;
    printf("| %s | %ld | %ld | %d | %d | %d | %d | %d | %d | %ld | %ld | %.2f%% | %.2f%% | %.2f%% | %.2f%% |\n", name,
           f->files, f->pieces, f->c.notes, f->c.kept, f->c.copies,
           f->c.others + f->c.effects, f->c.doubles + f->c.polyphony, f->c.meter + f->c.unsung,
           f->polyphony, f->range + f->outside, percent(f->back, eligible), percent(f->near, f->back),
           percent(f->loud, f->back), percent(f->both, eligible));
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

int main(int argc, char **argv)
{
    char *names[256], path[4096];
    int n = 0;
    DIR *dir = argc == 2 ? opendir(argv[1]) : NULL;
    if (!dir) {
        fprintf(stderr, "usage: eval_roundtrip DATA (a folder of folders of MIDI files)\n");
        return 2;
    }
    for (struct dirent *e; (e = readdir(dir)) && n < 256;)
        if (e->d_name[0] != '.') names[n++] = strdup(e->d_name);
    closedir(dir);
    qsort(names, (size_t)n, sizeof *names, by_name);
    printf("| folder | files | pieces | notes | in a role | copies | other lines | doubles | metre | "
           "codec: polyphony | range | found again | onset within 1/96 | velocity within 6 | kept |\n"
           "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
    for (int i = 0; i < n; i++) {
        memset(&row, 0, sizeof row);
        roland = !strcmp(names[i], "groove");
        snprintf(path, sizeof path, "%s/%s", argv[1], names[i]);
        nftw(path, visit, 16, FTW_PHYS);
        if (row.files) print(names[i], &row);
        for (size_t k = 0; k < offsetof(figures, c) / sizeof(long); k++)
            ((long *)&total)[k] += ((long *)&row)[k];
        for (size_t k = 0; k < sizeof row.c / sizeof(int); k++)
            ((int *)&total.c)[k] += ((int *)&row.c)[k];
        total.given += row.given; total.polyphony += row.polyphony; total.range += row.range;
        total.outside += row.outside; total.back += row.back; total.near += row.near;
        total.loud += row.loud; total.both += row.both;
        if (row.max_onset > total.max_onset) total.max_onset = row.max_onset;
        if (row.max_velocity > total.max_velocity) total.max_velocity = row.max_velocity;
        free(names[i]);
    }
    print("all", &total);
    long eligible = total.given - total.polyphony - total.range - total.outside;
    printf("\n| role | notes | onset within 1/96 | velocity within 6 | kept |\n|---|---|---|---|---|\n");
    for (int k = 0; k < rgen_roles_default()->count && k < RGEN_ASSIGN_ROLES; k++)
        printf("| %s | %ld | %.2f%% | %.2f%% | %.2f%% |\n", rgen_roles_default()->rows[k].name,
               by_role[k].eligible, percent(by_role[k].near, by_role[k].eligible),
               percent(by_role[k].loud, by_role[k].eligible),
               percent(by_role[k].both, by_role[k].eligible));
    printf("\nLargest shift of an onset %ld ticks (1/96 note is 20), of a velocity %ld.\n",
           total.max_onset, total.max_velocity);
    return percent(total.both, eligible) >= 99 ? 0 : 1;
}
