/* Projects: takes, locks, history, and the folder, without anybody dying. What
 * happens when somebody does is test_project_crash.c. */
#include "project_kit.h"

#include <sys/mount.h>
#include <sys/wait.h>

/* `expr` fails with this status and a sentence that holds `text`. */
#define REFUSED(expr, want, text)                                                              \
    do {                                                                                       \
        rgen_error err_ = {0};                                                                 \
        rgen_error *err = &err_;                                                               \
        rgen_status got_ = (expr);                                                             \
        if (got_ != (want) || !strstr(err_.message, text) || strchr(err_.message, '\n'))       \
            fail_msg("%s: status %d, \"%s\"", #expr, (int)got_, err_.message);                 \
        assert_int_equal(err_.status, want);                                                   \
    } while (0)

static void saved(rgen_project *p)
{
    rgen_error err = {0};
    if (rgen_project_save(p, &err) != RGEN_OK)
        fail_msg("%s", err.message);
}

static void saved_as(rgen_project *p, const char *folder, int replace)
{
    rgen_error err = {0};
    if (rgen_project_save_as(p, folder, replace, &err) != RGEN_OK)
        fail_msg("%s", err.message);
}

static void same_takes(const rgen_project *a, const rgen_project *b)
{
    for (int i = 0; i < 4; i++) {
        rgen_track_info x, y;
        assert_int_equal(rgen_project_get_track(a, i, &x), RGEN_OK);
        assert_int_equal(rgen_project_get_track(b, i, &y), RGEN_OK);
        assert_string_equal(x.role, y.role);
        assert_int_equal(x.take, y.take);
        assert_int_equal(x.locked, y.locked);
        assert_int_equal(x.n_takes, y.n_takes);
        for (int n = 1; n <= x.n_takes; n++) {
            rgen_take_info s, t;
            assert_int_equal(rgen_project_get_take(a, x.role, n, &s, NULL), RGEN_OK);
            assert_int_equal(rgen_project_get_take(b, x.role, n, &t, NULL), RGEN_OK);
            assert_int_equal(s.number, t.number);
            assert_true(s.seed == t.seed);
            assert_string_equal(s.prompt, t.prompt);
            assert_string_equal(s.patch, t.patch);
            assert_string_equal(s.sha256, t.sha256);
            assert_string_equal(s.made, t.made);
            assert_memory_equal(s.attributes, t.attributes, sizeof s.attributes);
        }
        const rgen_take *s = rgen_project_take(a, x.role), *t = rgen_project_take(b, x.role);
        assert_non_null(s);
        assert_non_null(t);
        assert_int_equal(s->program, t->program);
        assert_int_equal(s->part.n_notes, t->part.n_notes);
        assert_memory_equal(s->part.notes, t->part.notes,
                            sizeof *s->part.notes * (size_t)s->part.n_notes);
        assert_int_equal(s->part.n_chords, t->part.n_chords);
        assert_memory_equal(s->part.chords, t->part.chords,
                            sizeof *s->part.chords * (size_t)s->part.n_chords);
        assert_int_equal(s->wav_size, t->wav_size);
        assert_memory_equal(s->wav, t->wav, s->wav_size);
    }
}

static void in_memory(void **unused)
{
    rgen_project *p = kit_piece(0);
    rgen_project_info info = rgen_project_get_info(p);
    rgen_track_info track;
    int locked;
    assert_int_equal(info.n_tracks, 4);
    assert_int_equal(info.samples, KIT_SAMPLES);
    assert_int_equal(info.sample_rate, 44100);
    assert_true(info.seed == 1ull << 60);
    for (int i = 0; i < 4; i++) { /* in the registry's order, however they came */
        assert_int_equal(rgen_project_get_track(p, i, &track), RGEN_OK);
        assert_string_equal(track.role, kit_roles[i]);
        assert_int_equal(rgen_project_find_track(p, kit_roles[i]), i);
    }
    assert_int_equal(rgen_project_get_track(p, 4, &track), RGEN_ERR_ARG);
    assert_int_equal(rgen_project_get_track(p, -1, &track), RGEN_ERR_ARG);
    assert_int_equal(rgen_project_find_track(p, "flute"), -1);
    REFUSED(rgen_project_lock(p, "flute", err), RGEN_ERR_NOT_FOUND, "drums, bass, harmony, melody");
    REFUSED(rgen_project_use(p, "bass", 7, err), RGEN_ERR_NOT_FOUND, "1 to 1");
    REFUSED(rgen_project_use(p, "bass", 0, err), RGEN_ERR_NOT_FOUND, "1 to 1");
    REFUSED(rgen_project_undo(p, err), RGEN_ERR_NOT_FOUND, "nothing to undo");
    REFUSED(rgen_project_save(p, err), RGEN_ERR_ARG, "no folder");

    assert_int_equal(rgen_project_lock(p, "bass", NULL), RGEN_OK);
    REFUSED(kit_add(p, "bass", 9, err), RGEN_ERR_LOCKED, "bass is locked; unlock it first");
    REFUSED(rgen_project_use(p, "bass", 2, err), RGEN_ERR_NOT_FOUND, "no take 2");
    assert_int_equal(rgen_project_unlock(p, "bass", NULL), RGEN_OK);
    assert_int_equal(kit_add(p, "bass", 9, NULL), RGEN_OK);
    assert_int_equal(rgen_project_lock(p, "bass", NULL), RGEN_OK);
    REFUSED(rgen_project_use(p, "bass", 1, err), RGEN_ERR_LOCKED, "bass is locked");
    assert_int_equal(kit_take_number(p, "bass", &locked), 2);
    assert_true(locked);
    rgen_project_free(p);
    rgen_project_free(NULL);
}

static void refused_takes(void **unused)
{
    rgen_project *p = kit_piece(0);
    rgen_take take = kit_take(3, KIT_SAMPLES + 1), two[2];
    const char *roles[2] = {"bass", "bass"}, *role = "bass";
    const char *const names[] = {"", "Bass", "a/b", "..", "mix", "takes", "averyverylongrole", "b b"};
    REFUSED(rgen_project_add_takes(p, 1, &role, &take, err), RGEN_ERR_ARG, "3001 samples");
    assert_non_null(take.wav); /* still the caller's */
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        REFUSED(rgen_project_add_takes(p, 1, &names[i], &take, err), RGEN_ERR_ARG, "name a track");
    role = "flute";
    REFUSED(rgen_project_add_takes(p, 1, &role, &take, err), RGEN_ERR_ARG, "3001 samples");
    assert_int_equal(rgen_project_find_track(p, "flute"), -1);
    assert_int_equal(rgen_project_get_info(p).n_tracks, 4);
    two[0] = kit_take(1, KIT_SAMPLES);
    two[1] = kit_take(2, KIT_SAMPLES);
    REFUSED(rgen_project_add_takes(p, 2, roles, two, err), RGEN_ERR_ARG, "twice");
    REFUSED(rgen_project_add_takes(p, 0, roles, two, err), RGEN_ERR_ARG, "0 takes");
    take.wav[0] ^= 1; /* no WAV file */
    role = "bass";
    REFUSED(rgen_project_add_takes(p, 1, &role, &take, err), RGEN_ERR_FORMAT, "WAV");
    assert_int_equal(kit_take_number(p, "bass", NULL), 1);
    kit_clear(&take);
    kit_clear(&two[0]);
    kit_clear(&two[1]);
    rgen_project_free(p);
}

static void history(void **unused)
{
    rgen_project *p = kit_piece(0);
    const void *mix;
    size_t size;
    char before[65], after[65];
    int locked;
    rgen_project_get_wav(p, "mix", &mix, &size, NULL);
    rgen_sha256(mix, size, before);
    assert_int_equal(kit_add(p, "bass", 9, NULL), RGEN_OK);
    rgen_project_get_wav(p, "mix", &mix, &size, NULL);
    rgen_sha256(mix, size, after);
    assert_string_not_equal(before, after);
    assert_int_equal(kit_add(p, "vocal", 11, NULL), RGEN_OK);
    assert_int_equal(rgen_project_get_info(p).n_tracks, 5);
    assert_int_equal(rgen_project_lock(p, "bass", NULL), RGEN_OK);
    assert_int_equal(rgen_project_lock(p, "bass", NULL), RGEN_OK); /* no second step */
    assert_int_equal(rgen_project_undo(p, NULL), RGEN_OK);
    assert_int_equal(kit_take_number(p, "bass", &locked), 2);
    assert_false(locked);
    assert_int_equal(rgen_project_undo(p, NULL), RGEN_OK); /* the fifth track goes */
    assert_int_equal(rgen_project_find_track(p, "vocal"), -1);
    rgen_project_get_wav(p, "mix", &mix, &size, NULL);
    char again[65];
    rgen_sha256(mix, size, again);
    assert_string_equal(again, after);
    assert_int_equal(rgen_project_use(p, "bass", 1, NULL), RGEN_OK);
    assert_int_equal(rgen_project_undo(p, NULL), RGEN_OK);
    assert_int_equal(kit_take_number(p, "bass", NULL), 2);
    assert_int_equal(rgen_project_undo(p, NULL), RGEN_OK);
    assert_int_equal(kit_take_number(p, "bass", NULL), 1);
    rgen_project_get_wav(p, "mix", &mix, &size, NULL);
    rgen_sha256(mix, size, again);
    assert_string_equal(again, before);
    REFUSED(rgen_project_undo(p, err), RGEN_ERR_NOT_FOUND, "nothing to undo");
    assert_int_equal(kit_add(p, "bass", 12, NULL), RGEN_OK); /* takes are never dropped */
    assert_int_equal(kit_take_number(p, "bass", NULL), 3);
    rgen_project_free(p);
}

static void round_trip(void **unused)
{
    const char *dir = kit_path("night");
    rgen_project *p = kit_piece(0), *q;
    kit_add(p, "bass", 9, NULL);
    rgen_project_lock(p, "drums", NULL);
    saved_as(p, dir, 0);
    kit_consistent(dir, p);
    q = kit_open(dir, RGEN_OPEN_READ); /* while p holds the lock */
    same_takes(p, q);
    kit_consistent(dir, q);
    rgen_project_info a = rgen_project_get_info(p), b = rgen_project_get_info(q);
    assert_true(a.bpm == b.bpm && a.tonic == b.tonic && a.mode == b.mode && a.bars == b.bars &&
                a.meter_num == b.meter_num && a.meter_den == b.meter_den && a.seed == b.seed &&
                a.samples == b.samples && a.lufs == b.lufs && a.true_peak_dbtp == b.true_peak_dbtp);
    assert_string_equal(a.prompt, b.prompt);
    REFUSED(rgen_project_save(q, err), RGEN_ERR_ARG, "reading only");
    rgen_project_free(q);
    char record[65];
    strcpy(record, kit_hash(dir, "project.json"));
    saved(p); /* nothing changed: nothing is written */
    assert_string_equal(record, kit_hash(dir, "project.json"));
    rgen_project_free(p);

    p = kit_open(dir, RGEN_OPEN_WRITE);
    assert_null(rgen_project_notice(p));
    assert_string_equal(record, kit_hash(dir, "project.json"));
    char drums[65];
    strcpy(drums, kit_hash(dir, "drums.wav"));
    assert_int_equal(kit_add(p, "melody", 20, NULL), RGEN_OK);
    assert_int_equal(kit_add(p, "bass", 21, NULL), RGEN_OK);
    saved(p);
    kit_consistent(dir, p);
    assert_string_equal(drums, kit_hash(dir, "drums.wav"));
    assert_int_equal(rgen_project_use(p, "bass", 1, NULL), RGEN_OK);
    saved(p);
    kit_consistent(dir, p);
    rgen_project_free(p);
    p = kit_open(dir, RGEN_OPEN_WRITE); /* the history is on disk too */
    for (int i = 0; i < 3; i++)
        assert_int_equal(rgen_project_undo(p, NULL), RGEN_OK);
    assert_int_equal(kit_take_number(p, "bass", NULL), 2);
    saved(p);
    kit_consistent(dir, p);
    assert_string_equal(drums, kit_hash(dir, "drums.wav"));
    rgen_project_free(p);
    assert_int_equal(kit_count(dir, ".tmp"), 0);
    assert_int_equal(kit_count(kit_path("night/takes"), ".tmp"), 0);
    assert_int_equal(kit_count(kit_root, ".resonant"), 0);
}

/* A track that undo takes away loses its visible file, and use brings it back. */
static void undone_track(void **unused)
{
    const char *dir = kit_path("undone");
    rgen_project *p = kit_piece(0);
    saved_as(p, dir, 0);
    kit_add(p, "vocal", 30, NULL);
    saved(p);
    assert_string_not_equal(kit_hash(dir, "vocal.wav"), "");
    rgen_project_undo(p, NULL);
    saved(p);
    assert_string_equal(kit_hash(dir, "vocal.wav"), "");
    rgen_project_free(p);
    p = kit_open(dir, RGEN_OPEN_WRITE);
    assert_int_equal(rgen_project_get_info(p).n_tracks, 4);
    kit_add(p, "vocal", 31, NULL);
    saved(p);
    assert_int_equal(kit_take_number(p, "vocal", NULL), 2);
    kit_consistent(dir, p);
    rgen_project_free(p);
}

static void replacing(void **unused)
{
    const char *dir = kit_path("replaced");
    rgen_project *p = kit_piece(0), *q = kit_piece(50);
    saved_as(p, dir, 0);
    REFUSED(rgen_project_save_as(q, dir, 0, err), RGEN_ERR_EXISTS, "exists already");
    REFUSED(rgen_project_save_as(q, dir, 1, err), RGEN_ERR_BUSY, "is being changed");
    rgen_project_free(p);
    kit_write(dir, "notes.txt", "mine");
    kit_write(dir, "bass.wav", "recorded over"); /* a user's file in our name */
    mkdir(kit_path("replaced/export"), 0777);
    kit_write(kit_path("replaced/export"), "a.flac", "x");
    for (int way = 0; way < 2; way++) { /* with and without RENAME_EXCHANGE */
        rgen_project_fault.no_exchange = way;
        saved_as(q, dir, 1);
        rgen_project_fault.no_exchange = 0;
        kit_consistent(dir, q);
        assert_string_not_equal(kit_hash(dir, "notes.txt"), "");
        assert_string_not_equal(kit_hash(dir, "export/a.flac"), "");
        assert_string_not_equal(kit_hash(dir, "bass.changed-1.wav"), "");
        assert_int_equal(kit_count(kit_root, ".resonant"), 0);
        rgen_project_free(q);
        q = kit_piece(60);
    }
    /* onto itself */
    p = kit_open(dir, RGEN_OPEN_WRITE);
    kit_add(p, "bass", 77, NULL);
    saved_as(p, dir, 1);
    kit_consistent(dir, p);
    rgen_project_free(p);
    /* what is no project is never replaced */
    mkdir(kit_path("plain"), 0777);
    kit_write(kit_path("plain"), "a", "b");
    REFUSED(rgen_project_save_as(q, kit_path("plain"), 1, err), RGEN_ERR_EXISTS, "not a project");
    kit_write(kit_path("plain"), "project.json", "{\"name\": \"a web page\"}");
    REFUSED(rgen_project_save_as(q, kit_path("plain"), 1, err), RGEN_ERR_EXISTS, "not a project");
    kit_write(kit_root, "file", "b");
    REFUSED(rgen_project_save_as(q, kit_path("file"), 1, err), RGEN_ERR_EXISTS, "not a project");
    REFUSED(rgen_project_save_as(q, kit_path("plain"), 0, err), RGEN_ERR_EXISTS, "exists already");
    REFUSED(rgen_project_save_as(q, kit_path("no/where"), 0, err), RGEN_ERR_NOT_FOUND, "no");
    REFUSED(rgen_project_save_as(q, "", 0, err), RGEN_ERR_ARG, "empty");
    char *deep = malloc(9001);
    memset(deep, 'a', 9000);
    deep[9000] = 0;
    REFUSED(rgen_project_save_as(q, deep, 0, err), RGEN_ERR_ARG, "too long");
    deep[300] = 0;
    REFUSED(rgen_project_save_as(q, deep, 0, err), RGEN_ERR_ARG, "too long");
    free(deep);
    assert_int_equal(kit_count(kit_root, ".resonant"), 0);
    assert_string_not_equal(kit_hash(kit_path("plain"), "a"), "");
    rgen_project_free(q);
}

/* A copy under another name takes every take along. */
static void copying(void **unused)
{
    const char *dir = kit_path("one");
    rgen_project *p = kit_piece(0), *q;
    kit_add(p, "bass", 9, NULL);
    saved_as(p, dir, 0);
    rgen_project_free(p);
    q = kit_open(dir, RGEN_OPEN_READ);
    saved_as(q, kit_path("two"), 0);
    rgen_project_use(q, "bass", 1, NULL);
    saved(q);
    kit_consistent(kit_path("two"), q);
    p = kit_open(dir, RGEN_OPEN_READ);
    assert_int_equal(kit_take_number(p, "bass", NULL), 2);
    kit_consistent(dir, p);
    rgen_project_free(p);
    rgen_project_free(q);
    chdir(kit_root); /* relative names and slashes */
    q = kit_open("two//", RGEN_OPEN_WRITE);
    saved_as(q, "three/", 0);
    rgen_project_free(q);
    chdir("/");
    rgen_project_free(kit_open(kit_path("three"), RGEN_OPEN_WRITE));
}

/* A snapshot stays readable when its folder is replaced, whole. */
static void snapshot(void **unused)
{
    const char *dir = kit_path("snap");
    rgen_project *p = kit_piece(0), *reader, *q = kit_piece(50);
    saved_as(p, dir, 0);
    rgen_project_free(p);
    p = kit_piece(0);
    reader = kit_open(dir, RGEN_OPEN_READ);
    saved_as(q, dir, 1);
    same_takes(reader, p);
    const void *a, *b;
    size_t n, m;
    assert_int_equal(rgen_project_get_wav(reader, "mix", &a, &n, NULL), RGEN_OK);
    assert_int_equal(rgen_project_get_wav(p, "mix", &b, &m, NULL), RGEN_OK);
    assert_int_equal(n, m);
    assert_memory_equal(a, b, n);
    rgen_project_free(reader);
    reader = kit_open(dir, RGEN_OPEN_READ); /* and when the visible files move on */
    kit_add(q, "bass", 70, NULL);
    saved(q);
    assert_int_equal(kit_take_number(reader, "bass", NULL), 1);
    rgen_project *r = kit_piece(50);
    same_takes(reader, r);
    rgen_project_free(r);
    rgen_project_free(reader);
    rgen_project_free(p);
    rgen_project_free(q);
}

/* ---- what others do to the folder ---- */

static void changed_outside(void **unused)
{
    const char *dir = kit_path("meddled");
    rgen_project *p = kit_piece(0);
    char drums[65], take[80], path[100];
    rgen_project_lock(p, "drums", NULL);
    saved_as(p, dir, 0);
    strcpy(drums, kit_hash(dir, "drums.wav"));
    rgen_project_free(p);

    kit_write(dir, "drums.wav", "edited in place");
    unlink(kit_path("meddled/mix.wav"));
    unlink(kit_path("meddled/bass.wav"));
    kit_write(dir, "song.mid", "edited too");
    p = kit_open(dir, RGEN_OPEN_READ); /* readers see the takes, and repair nothing */
    const void *data;
    size_t size;
    char sha[65];
    assert_int_equal(rgen_project_get_wav(p, "drums", &data, &size, NULL), RGEN_OK);
    rgen_sha256(data, size, sha);
    assert_string_equal(sha, drums);
    assert_int_equal(rgen_project_get_wav(p, "mix", &data, &size, NULL), RGEN_OK);
    rgen_project_free(p);
    assert_string_equal(kit_hash(dir, "bass.wav"), "");
    p = kit_open(dir, RGEN_OPEN_WRITE);
    assert_non_null(strstr(rgen_project_notice(p), "nothing is lost"));
    assert_string_equal(kit_hash(dir, "drums.wav"), drums);
    kit_consistent(dir, p);
    assert_string_not_equal(kit_hash(dir, "drums.changed-1.wav"), "");
    assert_string_not_equal(kit_hash(dir, "song.changed-1.mid"), "");
    rgen_project_free(p);

    /* a stored take goes: the visible copy brings it back */
    snprintf(take, sizeof take, "takes/%s.wav", drums);
    snprintf(path, sizeof path, "meddled/%s", take);
    assert_int_equal(unlink(kit_path(path)), 0);
    p = kit_open(dir, RGEN_OPEN_WRITE);
    assert_string_equal(kit_hash(dir, take), drums);
    rgen_project_free(p);

    /* both go: the rest can still be used, and nobody guesses */
    kit_write(kit_root, path, "rubbish");
    kit_write(dir, "drums.wav", "more rubbish");
    p = kit_open(dir, RGEN_OPEN_WRITE);
    assert_non_null(strstr(rgen_project_notice(p), "take 1 of drums cannot be read"));
    REFUSED(rgen_project_get_wav(p, "drums", &data, &size, err), RGEN_ERR_FORMAT, "was changed");
    REFUSED(rgen_project_load(p, err), RGEN_ERR_FORMAT, "was changed");
    assert_null(rgen_project_take(p, "drums"));
    assert_int_equal(rgen_project_get_wav(p, "bass", &data, &size, NULL), RGEN_OK);
    REFUSED(kit_add(p, "bass", 3, err), RGEN_ERR_FORMAT, "take 1 of drums");
    assert_int_equal(rgen_project_unlock(p, "drums", NULL), RGEN_OK);
    assert_int_equal(kit_add(p, "drums", 4, NULL), RGEN_OK); /* the way out */
    saved(p);
    kit_consistent(dir, p);
    unlink(kit_path(path));
    REFUSED(rgen_project_use(p, "drums", 1, err), RGEN_ERR_NOT_FOUND, "is missing");
    rgen_project_free(p);
    kit_remove(kit_path("meddled/takes"));
    p = kit_open(dir, RGEN_OPEN_READ);
    REFUSED(rgen_project_load(p, err), RGEN_ERR_NOT_FOUND, "is missing");
    rgen_project_free(p);
}

static rgen_status try_open(const char *dir, rgen_open_mode mode, rgen_error *err)
{
    rgen_project *p;
    rgen_status status = rgen_project_open(&p, dir, mode, err);
    if (status != RGEN_OK)
        assert_null(p);
    rgen_project_free(p);
    return status;
}

static char *slurp(const char *dir, const char *name)
{
    char path[512];
    void *data;
    size_t size;
    snprintf(path, sizeof path, "%s/%s", dir, name);
    assert_int_equal(rgen_disk_read(AT_FDCWD, path, -1, 1 << 30, &data, &size), 0);
    return data;
}

/* project.json with the first `from` after `after` made `to`. */
static void edit(const char *dir, const char *text, const char *after, const char *from,
                 const char *to)
{
    const char *at = strstr(text, after);
    assert_non_null(at);
    at = strstr(at, from);
    assert_non_null(at);
    char *out = malloc(strlen(text) + strlen(to) + 1);
    sprintf(out, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    kit_write(dir, "project.json", out);
    free(out);
}

static void damaged(void **unused)
{
    static const struct { const char *after, *from, *to, *says; } cases[] = {
        {"{", "\"format\"", "\"form\"", "not a project"},
        {"format_version", "1", "2", "newer"},
        {"format_version", "1", "0", "format_version is not"},
        {"format_version", "1", "1.5", "newer"},
        {"\"prompt\"", "prompt", "promt", "prompt is missing"},
        {"\"seed\"", "\"1", "\"x1", "seed is not"},
        {"\"bpm\"", "130.5", "-5", "bpm is not a number"},
        {"\"bpm\"", "130.5", "1e9", "bpm is not a number"},
        {"\"bpm\"", "130.5", "null", "bpm is not a number"},
        {"\"key\"", "F minor", "H minor", "key is not"},
        {"\"meter\"", "4/4", "4/0", "meter is not"},
        {"\"bars\"", "8", "1e9", "bars is not"},
        {"\"samples\"", "3000", "0.5", "samples is not"},
        {"\"mix\"", "sha256", "sha", "mix.sha256 is missing"},
        {"\"tracks\"", "drums", "../drums", "is not a name"},
        {"\"tracks\"", "\"bass\"", "\"drums\"", "is there twice"},
        {"\"tracks\"", "\"take\":\t1", "\"take\":\t2", "tracks.drums.take is not"},
        {"\"tracks\"", "true", "7", "tracks.drums.locked is neither"},
        {"\"bass\"", "\"number\":\t2", "\"number\":\t3", "tracks.bass.takes[1].number is not"},
        {"\"bass\"", "\"sha256\":\t\"", "\"sha256\":\t\"z", "tracks.bass.takes[0].sha256 is not"},
        {"\"bass\"", "\"attributes\"", "\"x\"", "tracks.bass.takes[0].attributes is missing"},
        {"\"history\"", "\"bass\":\t1", "\"bass\":\t9", "history[0].takes names"},
        {"\"history\"", "\"bass\"", "\"flute\"", "history[0].takes names"},
        {"\"samples\"", ",", "", "is not JSON"},
    };
    const char *dir = kit_path("damaged");
    rgen_project *p = kit_piece(0);
    kit_add(p, "bass", 9, NULL);
    rgen_project_lock(p, "drums", NULL);
    saved_as(p, dir, 0);
    rgen_project_free(p);
    char *text = slurp(dir, "project.json");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int mode = RGEN_OPEN_READ; mode <= RGEN_OPEN_WRITE; mode++) {
            edit(dir, text, cases[i].after, cases[i].from, cases[i].to);
            REFUSED(try_open(dir, (rgen_open_mode)mode, err), RGEN_ERR_FORMAT, cases[i].says);
        }
    for (size_t n = 0, size = strlen(text); n < size - 1; n += 97) { /* cut short anywhere */
        char *cut = strndup(text, n);
        kit_write(dir, "project.json", cut);
        REFUSED(try_open(dir, RGEN_OPEN_WRITE, err), RGEN_ERR_FORMAT, "takes are untouched");
        free(cut);
    }
    kit_write(dir, "project.json", text); /* nothing was lost */
    p = kit_open(dir, RGEN_OPEN_WRITE);
    kit_consistent(dir, p);
    rgen_project_free(p);

    /* keys of a newer program stay */
    edit(dir, text, "{", "\"prompt\"", "\"colour\": {\"a\": [1]}, \"prompt\"");
    char *more = slurp(dir, "project.json");
    edit(dir, more, "\"bass\"", "\"take\"", "\"solo\": true, \"take\"");
    free(more);
    more = slurp(dir, "project.json");
    edit(dir, more, "\"bass\"", "\"number\"", "\"stars\": 5, \"number\"");
    free(more);
    p = kit_open(dir, RGEN_OPEN_WRITE);
    kit_add(p, "bass", 8, NULL);
    saved(p);
    rgen_project_free(p);
    more = slurp(dir, "project.json");
    assert_non_null(strstr(more, "colour"));
    assert_non_null(strstr(more, "solo"));
    assert_non_null(strstr(more, "stars"));
    free(more);
    free(text);
}

static void not_there(void **unused)
{
    char *deep = malloc(9001);
    memset(deep, 'a', 9000);
    deep[9000] = 0;
    mkdir(kit_path("empty"), 0777);
    kit_write(kit_root, "afile", "x");
    for (int mode = RGEN_OPEN_READ; mode <= RGEN_OPEN_WRITE; mode++) {
        rgen_open_mode m = (rgen_open_mode)mode;
        REFUSED(try_open(kit_path("nothing"), m, err), RGEN_ERR_NOT_FOUND, "no project at");
        REFUSED(try_open(kit_path("empty"), m, err), RGEN_ERR_NOT_FOUND, "has no project.json");
        REFUSED(try_open(kit_path("afile"), m, err), RGEN_ERR_NOT_FOUND, "not a project folder");
        REFUSED(try_open("", m, err), RGEN_ERR_NOT_FOUND, "no project at");
        REFUSED(try_open(deep, m, err), RGEN_ERR_ARG, "too long");
    }
    free(deep);
    assert_int_equal(kit_count(kit_path("empty"), ""), 0); /* not even a lock file */
    mkdir(kit_path("web"), 0777);
    kit_write(kit_path("web"), "project.json", "{\"name\": \"a web page\"}");
    REFUSED(try_open(kit_path("web"), RGEN_OPEN_WRITE, err), RGEN_ERR_FORMAT, "another program");
    assert_int_equal(kit_count(kit_path("web"), ""), 1);
}

/* ---- other processes ---- */

static void two_processes(void **unused)
{
    const char *dir = kit_path("busy");
    rgen_project *p = kit_piece(0);
    int ready[2], go[2];
    char c, says[64];
    saved_as(p, dir, 0);
    REFUSED(try_open(dir, RGEN_OPEN_WRITE, err), RGEN_ERR_BUSY, "by this program already");
    rgen_project_free(p);
    assert_int_equal(pipe(ready), 0);
    assert_int_equal(pipe(go), 0);
    pid_t child = fork();
    if (child == 0) {
        close(go[1]);
        rgen_project *q;
        c = rgen_project_open(&q, dir, RGEN_OPEN_WRITE, NULL) == RGEN_OK ? 'y' : 'n';
        (void)!write(ready[1], &c, 1);
        (void)!read(go[0], &c, 1); /* until killed */
        _exit(0);
    }
    assert_int_equal(read(ready[0], &c, 1), 1);
    assert_int_equal(c, 'y');
    snprintf(says, sizeof says, "is being changed by process %d; wait for it or stop it", child);
    REFUSED(try_open(dir, RGEN_OPEN_WRITE, err), RGEN_ERR_BUSY, says);
    rgen_project_free(kit_open(dir, RGEN_OPEN_READ)); /* readers do not wait */
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    rgen_project_free(kit_open(dir, RGEN_OPEN_WRITE)); /* the lock died with it */
    for (int i = 0; i < 2; i++) {
        close(ready[i]);
        close(go[i]);
    }
}

/* In a child without rights, since root may write anywhere. */
static void without_permission(void **unused)
{
    const char *dir = kit_path("mine");
    rgen_project *p = kit_piece(0);
    saved_as(p, dir, 0);
    rgen_project_free(p);
    unlink(kit_path("mine/.lock"));
    chmod(kit_root, 0755);
    chmod(dir, 0555);
    pid_t child = fork();
    if (child == 0) {
        rgen_error err = {0};
        rgen_project *q;
        if (geteuid() == 0 && setuid(65534) != 0)
            _exit(9);
        if (rgen_project_open(&q, dir, RGEN_OPEN_READ, NULL) != RGEN_OK ||
            rgen_project_load(q, NULL) != RGEN_OK)
            _exit(1);
        if (rgen_project_save_as(q, kit_path("mine/inner"), 0, &err) != RGEN_ERR_IO ||
            !strstr(err.message, "no permission"))
            _exit(2);
        if (rgen_project_save_as(q, dir, 1, &err) != RGEN_ERR_IO)
            _exit(3);
        rgen_project_free(q);
        if (rgen_project_open(&q, dir, RGEN_OPEN_WRITE, &err) != RGEN_ERR_IO ||
            !strstr(err.message, "no permission"))
            _exit(4);
        _exit(0);
    }
    int status;
    waitpid(child, &status, 0);
    chmod(dir, 0755);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == 9) {
        print_message("# skip without_permission: cannot become another user\n");
        skip();
    }
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void full_disk(void **unused)
{
    const char *disk = kit_path("disk");
    char dir[300];
    mkdir(disk, 0777);
    if (mount("none", disk, "tmpfs", 0, "size=400k") != 0) {
        print_message("# skip full_disk: cannot mount a small tmpfs (%s)\n", strerror(errno));
        skip();
    }
    snprintf(dir, sizeof dir, "%s/night", disk);
    rgen_project *p = kit_piece(0);
    rgen_error full = {0};
    rgen_status status = RGEN_OK;
    char drums[65];
    rgen_project_lock(p, "drums", NULL);
    saved_as(p, dir, 0);
    strcpy(drums, kit_hash(dir, "drums.wav"));
    int tone;
    for (tone = 100; tone < 140 && status == RGEN_OK; tone++) {
        assert_int_equal(kit_add(p, "bass", tone, NULL), RGEN_OK);
        status = rgen_project_save(p, &full);
    }
    assert_int_equal(status, RGEN_ERR_IO);
    assert_non_null(strstr(full.message, "No space left"));
    assert_int_equal(rgen_project_save(p, &full), RGEN_ERR_IO); /* in memory all is well */
    assert_int_equal(kit_count(dir, ".tmp"), 0);
    rgen_project *q = kit_open(dir, RGEN_OPEN_READ);
    assert_int_equal(kit_take_number(q, "bass", NULL), tone - 100); /* the state before */
    kit_consistent(dir, q);
    rgen_project_free(q);
    assert_string_equal(kit_hash(dir, "drums.wav"), drums);
    saved_as(p, kit_path("rescued"), 0); /* to another disk */
    kit_consistent(kit_path("rescued"), p);
    char other[320];
    snprintf(other, sizeof other, "%s/other", disk);
    REFUSED(rgen_project_save_as(p, other, 0, err), RGEN_ERR_IO, "No space left");
    assert_int_equal(kit_count(disk, ""), 1); /* and no half of it */
    kit_add(p, "bass", 200, NULL);
    saved(p); /* still attached to the rescued folder */
    rgen_project_free(p);
    mount("none", disk, NULL, MS_REMOUNT | MS_RDONLY, NULL);
    REFUSED(try_open(dir, RGEN_OPEN_WRITE, err), RGEN_ERR_IO, "no permission");
    rgen_project_free(kit_open(dir, RGEN_OPEN_READ));
    umount(disk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_memory),       cmocka_unit_test(refused_takes),
        cmocka_unit_test(history),         cmocka_unit_test(round_trip),
        cmocka_unit_test(undone_track),    cmocka_unit_test(replacing),
        cmocka_unit_test(copying),         cmocka_unit_test(snapshot),
        cmocka_unit_test(changed_outside), cmocka_unit_test(damaged),
        cmocka_unit_test(not_there),       cmocka_unit_test(two_processes),
        cmocka_unit_test(without_permission), cmocka_unit_test(full_disk),
    };
    kit_start();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    kit_remove(kit_root);
    return failed;
}
