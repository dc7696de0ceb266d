/* Is anything long copied from the human songs that the models learned from? Runs of
 * notes of generated lines (of chords the highest notes), as steps of pitch and time, looked up among
 * those of all training songs; as a yardstick the same for songs that were not trained
 * on, which nobody copied.
 *
 *   build/bench/eval_copying DATA FOLDER [--split FILE] [--figures FILE]
 *
 * FOLDER holds generated MIDI files (eval_music --write). A run counts only with at least
 * three different pitches: a repeated note is nobody's. Only the multi-track songs are
 * read; the project's own composers are teachers whose phrases may come back. */
#include <dirent.h>

#include "base/file.h"
#include "eval.h"
#include "score/assign.h"
#include "score/runs.h"

enum { LENGTHS = 5, LINES = 3, SHORTEST = 4, LONGEST = 96 };
static const int lengths[LENGTHS] = {4, 6, 8, 12, 16}; /* that the table shows */
static const char *const line_names[LINES] = {"bass", "harmony", "melody"}; /* the highest notes */
static const char *const folders[][2] = {{"freedoom", "freedoom/musics"},
    {"simutrans", "simutrans/music"}, {"easyrpg", "easyrpg-rtp/Music"},
    {"blasphemer", "blasphemer/musics"}};

typedef struct lines { rgen_contour *at; int n, capacity; } lines;
static lines trained[LINES], unseen[LINES], generated[LINES];

/* Runs of one length of all trained lines, sorted. */
typedef struct run_set { uint64_t *hash; size_t n; } run_set;

typedef struct found { tally runs[LENGTHS], pieces[LENGTHS]; int longest; } found;

/* Add the line of some notes. */
static void lines_add(lines *l, const rgen_note *notes, int n)
{
    rgen_error err;
    if (l->n == l->capacity) {
        l->capacity = l->capacity ? 2 * l->capacity : 64;
        if (!(l->at = realloc(l->at, (size_t)l->capacity * sizeof *l->at)))
            die("eval_copying", "out of memory");
    }
    if (rgen_contour_new(&l->at[l->n++], notes, n, &err) != RGEN_OK)
        die("eval_copying", err.message);
}

static void lines_clear(lines *l)
{
    for (int i = 0; i < l->n; i++)
        rgen_contour_clear(&l->at[i]);
    free(l->at);
}

static int compare_hashes(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static run_set runs_of(const lines *all, int n)
{
    run_set s = {NULL, 0};
    size_t room = 0;
    for (int i = 0; i < all->n; i++)
        room += (size_t)all->at[i].n;
    s.hash = need(room, sizeof *s.hash);
    for (int i = 0; i < all->n; i++)
        for (int j = 0; j + n <= all->at[i].n; j++) {
            uint64_t h = rgen_run_hash(&all->at[i], j, n);
            if (h)
                s.hash[s.n++] = h;
        }
    qsort(s.hash, s.n, sizeof *s.hash, compare_hashes);
    return s;
}

/* How many runs of n notes of `all`, and how many of its lines, stand in the set. */
static void look_up(const lines *all, const run_set *s, int n, tally *runs, tally *pieces)
{
    for (int i = 0; i < all->n; i++) {
        int any = 0, hits = 0;
        for (int j = 0; j + n <= all->at[i].n; j++) {
            uint64_t h = rgen_run_hash(&all->at[i], j, n);
            if (!h)
                continue;
            int hit = bsearch(&h, s->hash, s->n, sizeof h, compare_hashes) != NULL;
            count(runs, hit);
            any = 1;
            hits += hit;
        }
        if (any)
            count(pieces, hits > 0);
    }
}

/* Every length is looked up: a longer run may have three pitches where its parts have two. */
static void search(const lines *all, const lines *in, found *out)
{
    for (int n = SHORTEST, row = 0; n <= LONGEST; n++) {
        tally runs = {0, 0}, pieces = {0, 0};
        run_set s = runs_of(in, n);
        look_up(all, &s, n, &runs, &pieces);
        free(s.hash);
        if (runs.hits > 0)
            out->longest = n;
        if (row < LENGTHS && n == lengths[row]) {
            out->runs[row] = runs;
            out->pieces[row++] = pieces;
        }
    }
}

static int read_midi(const char *path, rgen_midi_song *song)
{
    rgen_error err;
    char *data;
    size_t size;
    if (rgen_file_read(path, RGEN_MIDI_MAX_BYTES, &data, &size, &err) != RGEN_OK)
        return 0;
    int ok = rgen_midi_parse(data, size, song, &err) == RGEN_OK;
    free(data);
    return ok;
}

static void human_song(const char *path, int train)
{
    static const rgen_role_kind kinds[LINES] = {RGEN_KIND_MONO, RGEN_KIND_CHORDAL, RGEN_KIND_LEAD};
    rgen_midi_song song;
    rgen_assignment a;
    rgen_error err;
    if (!read_midi(path, &song))
        return;
    if (rgen_assign(&song, rgen_roles_default(), NULL, &a, &err) != RGEN_OK)
        die("eval_copying", err.message);
    for (int i = 0; i < a.n_pieces; i++)
        for (int which = 0; which < LINES; which++) {
            const rgen_part *p = &a.pieces[i].parts[kinds[which]];
            lines_add(train ? &trained[which] : &unseen[which], p->notes, p->n_notes);
        }
    rgen_assignment_clear(&a);
    rgen_midi_clear(&song);
}

static void human_songs(const char *data, const char *split, int train)
{
    char text[512], path[4096];
    FILE *f = fopen(split, "r");
    if (!f)
        die("eval_copying", "cannot open the split; give --split training/split.tsv");
    while (fgets(text, sizeof text, f)) {
        char *tab = strchr(text, '\t'), *slash = strchr(text, '/');
        if (text[0] == '#' || !tab || !slash || slash > tab ||
            (strncmp(tab + 1, "train", 5) == 0) != train)
            continue;
        *tab = *slash = 0;
        for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
            if (strcmp(text, folders[i][0]) == 0) {
                snprintf(path, sizeof path, "%s/%s/%s.mid", data, folders[i][1], slash + 1);
                human_song(path, train);
            }
    }
    fclose(f);
}

static int generated_pieces(const char *folder)
{
    const rgen_roles *roles = rgen_roles_default();
    char path[4096];
    int n = 0;
    DIR *dir = opendir(folder);
    for (struct dirent *e; dir && (e = readdir(dir));) {
        size_t length = strlen(e->d_name);
        rgen_midi_song song;
        snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        if (length < 5 || strcmp(e->d_name + length - 4, ".mid") != 0 || !read_midi(path, &song))
            continue;
        n++;
        for (int which = 0; which < LINES; which++) {
            int channel = roles->rows[rgen_roles_find(roles, line_names[which])].midi_channel;
            rgen_part part = {0};
            for (int k = 0; k < song.n_notes; k++) {
                rgen_note note = {.start = song.notes[k].start, .pitch = song.notes[k].pitch};
                if (song.notes[k].channel == channel && rgen_part_add(&part, note) != RGEN_OK)
                    die("eval_copying", "out of memory");
            }
            lines_add(&generated[which], part.notes, part.n_notes);
            rgen_part_clear(&part);
        }
        rgen_midi_clear(&song);
    }
    if (dir)
        closedir(dir);
    return n;
}

static void report(const found *ours, const found *theirs, int pieces, const char *figures)
{
    printf("Runs of notes (steps of pitch and time, at least %d pitches) of %d generated pieces that stand in a training song; "
           "in brackets the same for songs that were not trained on.\n\n"
           "| line | notes in a row | runs found | pieces with one |\n|---|---|---|---|\n", RGEN_RUN_PITCHES, pieces);
    for (int which = 0; which < LINES; which++)
        for (int k = 0; k < LENGTHS; k++) {
            const found *a = &ours[which], *b = &theirs[which];
            printf("| %s | %d | %.1f%% of %.0f (%.1f%%) | %.0f of %.0f (%.0f of %.0f) |\n", line_names[which], lengths[k],
                   percent(a->runs[k]), a->runs[k].all, percent(b->runs[k]), a->pieces[k].hits, a->pieces[k].all,
                   b->pieces[k].hits, b->pieces[k].all);
        }
    char target[32];
    snprintf(target, sizeof target, "< %d notes", RGEN_RUN_NOTES);
    printf("\n| line | longest run found | in songs that were not trained on |\n|---|---|---|\n");
    for (int which = 0; which < LINES; which++) {
        char name[128];
        snprintf(name, sizeof name, "longest run of notes (pitch and rhythm) that stands in a human training song, %s",
                 line_names[which]);
        printf("| %s | %d notes | %d |\n", line_names[which], ours[which].longest, theirs[which].longest);
        figure(figures, name, target, ours[which].longest < RGEN_RUN_NOTES, "%d (songs not trained on: %d)",
               ours[which].longest, theirs[which].longest);
    }
    printf("\n(Runs of up to %d notes are looked for.)\n\n", LONGEST);
}

int main(int argc, char **argv)
{
    const char *split = "training/split.tsv", *figures = NULL, *folder[2] = {NULL, NULL};
    found ours[LINES], theirs[LINES];
    int n = 0;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--split") == 0 && i + 1 < argc)
            split = argv[++i];
        else if (strcmp(argv[i], "--figures") == 0 && i + 1 < argc)
            figures = argv[++i];
        else if (n < 2)
            folder[n++] = argv[i];
    }
    if (n < 2) {
        fprintf(stderr, "usage: eval_copying DATA FOLDER [--split FILE] [--figures FILE]\n");
        return 2;
    }
    human_songs(folder[0], split, 1);
    human_songs(folder[0], split, 0);
    n = generated_pieces(folder[1]);
    if (!n || !trained[0].n)
        die("eval_copying", "no generated piece or no training song to read");
    memset(ours, 0, sizeof ours);
    memset(theirs, 0, sizeof theirs);
    for (int which = 0; which < LINES; which++) {
        search(&generated[which], &trained[which], &ours[which]);
        search(&unseen[which], &trained[which], &theirs[which]);
    }
    report(ours, theirs, n, figures);
    for (int which = 0; which < LINES; which++) {
        lines_clear(&trained[which]);
        lines_clear(&unseen[which]);
        lines_clear(&generated[which]);
    }
    return 0;
}
