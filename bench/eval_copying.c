/* Is anything long copied from the human songs that the models learned from? Runs of
 * notes of generated bass and melody lines, as steps of pitch and time, looked up among
 * those of all training songs; as a yardstick the same for songs that were not trained
 * on, which nobody copied.
 *
 *   build/bench/eval_copying DATA FOLDER [--split FILE]
 *
 * FOLDER holds generated MIDI files (eval_music --write). A run counts only with at least
 * three different pitches: a repeated note is nobody's. Only the multi-track songs are
 * read; the project's own composers are teachers whose phrases may come back. */
#include <dirent.h>

#include "base/file.h"
#include "eval.h"
#include "score/assign.h"

enum { LENGTHS = 5, LINES = 2, DISTINCT = 3 };
static const int lengths[LENGTHS] = {4, 6, 8, 12, 16};
static const char *const line_names[LINES] = {"bass", "melody"};
static const char *const folders[][2] = {{"freedoom", "freedoom/musics"},
    {"simutrans", "simutrans/music"}, {"easyrpg", "easyrpg-rtp/Music"},
    {"blasphemer", "blasphemer/musics"}};

typedef struct run_set { uint64_t *hash; size_t n, capacity; } run_set;
static run_set trained[LINES][LENGTHS];

typedef struct found { tally runs[LINES][LENGTHS]; tally pieces[LINES][LENGTHS]; } found;
static found generated, unseen;

/* A line: the highest note of each frame with an onset. */
typedef struct line { int *frame, *pitch, n; } line;

static void line_add(line *l, int frame, int pitch)
{
    if (l->n && l->frame[l->n - 1] == frame) {
        l->pitch[l->n - 1] = pitch > l->pitch[l->n - 1] ? pitch : l->pitch[l->n - 1];
        return;
    }
    l->frame[l->n] = frame;
    l->pitch[l->n++] = pitch;
}

/* A hash of notes [i, i + n) whatever their key and place; 0: too plain to tell. */
static uint64_t run_of(const line *l, int i, int n)
{
    uint64_t h = 0xcbf29ce484222325u, seen[2] = {0, 0};
    int distinct = 0;
    for (int j = i; j < i + n; j++) {
        uint64_t bit = 1ull << (l->pitch[j] & 63);
        distinct += !(seen[l->pitch[j] >> 6 & 1] & bit);
        seen[l->pitch[j] >> 6 & 1] |= bit;
        if (j > i) {
            h = (h ^ (uint64_t)(l->pitch[j] - l->pitch[j - 1] + 128)) * 0x100000001b3u;
            h = (h ^ (uint64_t)(l->frame[j] - l->frame[j - 1])) * 0x100000001b3u;
        }
    }
    return distinct >= DISTINCT ? h | 1 : 0;
}

static void learn(const line *l, int which)
{
    for (int k = 0; k < LENGTHS; k++)
        for (int i = 0; i + lengths[k] <= l->n; i++) {
            run_set *s = &trained[which][k];
            uint64_t h = run_of(l, i, lengths[k]);
            if (!h)
                continue;
            if (s->n == s->capacity) {
                s->capacity = s->capacity ? 2 * s->capacity : 4096;
                if (!(s->hash = realloc(s->hash, s->capacity * sizeof *s->hash)))
                    die("eval_copying", "out of memory");
            }
            s->hash[s->n++] = h;
        }
}

static int compare_hashes(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void look_up(const line *l, int which, found *out)
{
    for (int k = 0; k < LENGTHS; k++) {
        const run_set *s = &trained[which][k];
        int any = 0, hits = 0;
        for (int i = 0; i + lengths[k] <= l->n; i++) {
            uint64_t h = run_of(l, i, lengths[k]);
            if (!h)
                continue;
            int hit = s->n && bsearch(&h, s->hash, s->n, sizeof h, compare_hashes) != NULL;
            count(&out->runs[which][k], hit);
            any = 1;
            hits += hit;
        }
        if (any)
            count(&out->pieces[which][k], hits > 0);
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

static int frame_at(int32_t start)
{
    return (start + RGEN_TICKS_PER_FRAME / 2) / RGEN_TICKS_PER_FRAME;
}

static void human_song(const char *path, int train)
{
    static const rgen_role_kind kinds[LINES] = {RGEN_KIND_MONO, RGEN_KIND_LEAD};
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
            size_t room = (size_t)p->n_notes + 1;
            line l = {need(room, sizeof(int)), need(room, sizeof(int)), 0};
            for (int k = 0; k < p->n_notes; k++)
                line_add(&l, frame_at(p->notes[k].start), p->notes[k].pitch);
            if (train)
                learn(&l, which);
            else
                look_up(&l, which, &unseen);
            free(l.frame);
            free(l.pitch);
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
            size_t room = (size_t)song.n_notes + 1;
            line l = {need(room, sizeof(int)), need(room, sizeof(int)), 0};
            for (int k = 0; k < song.n_notes; k++)
                if (song.notes[k].channel == channel)
                    line_add(&l, frame_at(song.notes[k].start), song.notes[k].pitch);
            look_up(&l, which, &generated);
            free(l.frame);
            free(l.pitch);
        }
        rgen_midi_clear(&song);
    }
    if (dir)
        closedir(dir);
    return n;
}

int main(int argc, char **argv)
{
    const char *split = argc == 5 && strcmp(argv[3], "--split") == 0 ? argv[4] : "training/split.tsv";
    if (argc != 3 && argc != 5) {
        fprintf(stderr, "usage: eval_copying DATA FOLDER [--split FILE]\n");
        return 2;
    }
    human_songs(argv[1], split, 1);
    for (int which = 0; which < LINES; which++)
        for (int k = 0; k < LENGTHS; k++)
            if (trained[which][k].n)
                qsort(trained[which][k].hash, trained[which][k].n, sizeof(uint64_t), compare_hashes);
    human_songs(argv[1], split, 0);
    int n = generated_pieces(argv[2]);
    if (!n || !trained[0][0].n)
        die("eval_copying", "no generated piece or no training song to read");
    printf("Runs of notes (steps of pitch and time, at least %d pitches) of %d generated pieces that stand in a training song; "
           "in brackets the same for songs that were not trained on.\n\n"
           "| line | notes in a row | runs found | pieces with one |\n|---|---|---|---|\n", DISTINCT, n);
    for (int which = 0; which < LINES; which++)
        for (int k = 0; k < LENGTHS; k++)
            printf("| %s | %d | %.1f%% of %.0f (%.1f%%) | %.0f of %.0f (%.0f of %.0f) |\n", line_names[which], lengths[k],
                   percent(generated.runs[which][k]), generated.runs[which][k].all, percent(unseen.runs[which][k]),
                   generated.pieces[which][k].hits, generated.pieces[which][k].all, unseen.pieces[which][k].hits,
                   unseen.pieces[which][k].all);
    printf("\n");
    for (int which = 0; which < LINES; which++)
        for (int k = 0; k < LENGTHS; k++)
            free(trained[which][k].hash);
    return 0;
}
