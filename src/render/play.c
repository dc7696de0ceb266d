/* A part to audio: notes become phrases, equal phrases are played once, and the
 * results are laid down in the order of the notes.
 *
 * Threads share the phrases and then the stretches of the output, never a sum:
 * each output sample is added up by one thread in one order. The piece is a
 * loop: what sounds past its end goes on at its start. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "render/phrase.h"
#include "render/renderer.h"

enum {
    BATCH_SAMPLES = 10 << 20, /* stereo samples played before they are laid down: 80 MB */
    STRETCH = 8192,           /* output samples a task adds up */
    FADE_MONO = 220, FADE_HAT = 500, FADE_SKIN = 400, FADE_KEY = 1300,
    HASHES = 1024
};

typedef struct event {
    int64_t start;      /* sample in [0, total) */
    int32_t sound;      /* index of the played phrase in the batch */
    int32_t fade;       /* samples of the fade at `cut` */
    int64_t cut;        /* samples after the start, or INT64_MAX */
    phrase ph;
} event;

typedef struct played {
    const phrase *ph;
    float *out[2];
    int64_t max, n;     /* reserved, used */
    int next;           /* of the same hash */
    uint32_t hash;
} played;

typedef struct job {
    const patch *p;
    int drum;
    font *fonts;
    event *events; int n_events;
    played *played; int n_played;
    int first, last;    /* events of this batch */
    rgen_stereo *audio;
    rgen_status *status; rgen_error *errors; /* [n_played] */
} job;

static int uses_font(const slot *s) {
    for (int i = 0; i < s->n_layers; i++)
        if (!s->layers[i].voice) return 1;
    return 0;
}

static void play_task(void *data, int task) {
    job *j = data;
    played *p = &j->played[task];
    const slot *s = &j->p->slots[p->ph->slot];
    font_synth *synth = NULL;
    if (uses_font(s)) {
        j->status[task] = rgen_font_take(j->fonts, &synth, &j->errors[task]);
        if (j->status[task]) return;
    }
    p->n = rgen_phrase_play(s, p->ph, j->drum, synth, p->out[0], p->out[1], p->max);
    rgen_font_give(j->fonts, synth);
    if (p->n < 0) {
        p->n = 0;
        j->status[task] = rgen_fail(&j->errors[task], RGEN_ERR_NOT_FOUND,
                                    "the soundfont lacks a preset of patch \"%s\"", j->p->id);
    }
}

/* Add samples [from, to) of the output: each event may cross it several times
 * when its tail is longer than the piece. */
static void add_task(void *data, int task) {
    job *j = data;
    int64_t total = j->audio->n, from = (int64_t)task * STRETCH;
    int64_t to = from + STRETCH < total ? from + STRETCH : total;
    for (int e = j->first; e < j->last; e++) {
        const event *ev = &j->events[e];
        const played *p = &j->played[ev->sound];
        int64_t end = p->n;
        if (ev->cut < end && ev->cut + ev->fade < end) end = ev->cut + ev->fade;
        /* origin: where in the output the phrase's sample 0 would lie */
        for (int64_t origin = ev->start; origin + end > 0; origin -= total) {
            int64_t a = from > origin ? from : origin, b = to < origin + end ? to : origin + end;
            if (a >= b) continue;
            int64_t flat = ev->cut < end ? origin + ev->cut : b;
            int64_t mid = flat < a ? a : flat < b ? flat : b;
            for (int c = 0; c < 2; c++) {
                const float *in = p->out[c];
                float *out = j->audio->channel[c];
                for (int64_t o = a; o < mid; o++) out[o] += in[o - origin];
                for (int64_t o = mid; o < b; o++)
                    out[o] += in[o - origin] * (1 - (float)(o - flat) / (float)ev->fade);
            }
        }
    }
}

/* ---- notes to events ---- */

static int64_t wrap(int64_t v, int64_t total) {
    v %= total;
    return v < 0 ? v + total : v;
}

static void shape_note(const rgen_note *note, double tick, phrase *ph) {
    double held = note->length * tick;
    int velocity = note->velocity;
    if (note->articulation == RGEN_ART_STACCATO) held *= 0.5;
    if (note->articulation == RGEN_ART_GHOST) {
        held *= 0.6;
        velocity = velocity / 2;
    }
    if (held < 0.03 * RGEN_SAMPLE_RATE) held = 0.03 * RGEN_SAMPLE_RATE;
    ph->held = (int32_t)(held < 1e9 ? held : 1e9);
    ph->velocity = (uint8_t)(velocity < 1 ? 1 : velocity > 127 ? 127 : velocity);
}

/* One voice: slides join the note before them; every other note cuts it. */
static int mono_events(const rgen_part *part, const rgen_grid *grid, int64_t total, event *events) {
    double tick = 15.0 / grid->bpm * RGEN_SAMPLE_RATE / RGEN_TICKS_PER_FRAME;
    int n = 0;
    int32_t last_start = 0, last_end = 0;
    for (int i = 0; i < part->n_notes; i++) {
        const rgen_note *note = &part->notes[i];
        const rgen_note *final = &part->notes[part->n_notes - 1];
        const rgen_note *before = i ? note - 1 : final != note ? final : NULL;
        int slide = note->articulation == RGEN_ART_SLIDE && before;
        event *now = n ? &events[n - 1] : NULL;
        if (slide && now && i && note->start <= last_end + 60 && now->ph.n < PHRASE_NOTES &&
            note->start > before->start) {
            phrase one = {0};
            shape_note(note, tick, &one);
            int32_t at = (int32_t)lround((note->start - last_start) * tick);
            now->ph.at[now->ph.n] = at;
            now->ph.pitch[now->ph.n++] = note->pitch;
            now->ph.held = at + one.held;
        } else {
            event *ev = &events[n++];
            *ev = (event){.cut = INT64_MAX, .fade = FADE_MONO};
            ev->start = wrap(rgen_grid_sample(grid, note->start / (double)RGEN_TICKS_PER_FRAME,
                                              RGEN_SAMPLE_RATE), total);
            shape_note(note, tick, &ev->ph);
            ev->ph.n = 1;
            ev->ph.pitch[0] = note->pitch;
            ev->ph.tone = note->tone;
            ev->ph.from = slide ? before->pitch : 255;
            last_start = note->start;
        }
        last_end = note->start + note->length;
    }
    for (int i = 0; i < n && n > 1; i++)
        events[i].cut = wrap(events[(i + 1) % n].start - events[i].start, total);
    return n;
}

/* Many voices: a note cuts an earlier one of the same pitch, as on a piano. */
static int key_events(const rgen_part *part, const rgen_grid *grid, int64_t total, event *events) {
    double tick = 15.0 / grid->bpm * RGEN_SAMPLE_RATE / RGEN_TICKS_PER_FRAME;
    int last[128], first[128];
    memset(last, -1, sizeof last);
    memset(first, -1, sizeof first);
    for (int i = 0; i < part->n_notes; i++) {
        const rgen_note *note = &part->notes[i];
        event *ev = &events[i];
        int pitch = note->pitch & 127;
        *ev = (event){.cut = INT64_MAX, .fade = FADE_KEY};
        ev->start = wrap(rgen_grid_sample(grid, note->start / (double)RGEN_TICKS_PER_FRAME,
                                          RGEN_SAMPLE_RATE), total);
        shape_note(note, tick, &ev->ph);
        ev->ph.n = 1;
        ev->ph.pitch[0] = (uint8_t)pitch;
        ev->ph.tone = 4;
        ev->ph.from = note->articulation == RGEN_ART_SLIDE && i ? (note - 1)->pitch & 127 : 255;
        if (last[pitch] >= 0)
            events[last[pitch]].cut = wrap(ev->start - events[last[pitch]].start, total);
        else
            first[pitch] = i;
        last[pitch] = i;
    }
    for (int k = 0; k < 128; k++)
        if (last[k] > first[k])
            events[last[k]].cut = wrap(events[first[k]].start - events[last[k]].start, total);
    return part->n_notes;
}

/* Does a hit of voice `by` end one of voice `v`? Its own next hit ends a skin;
 * any hat ends an open one. */
static int32_t choke(int v, int by) {
    if (v == RGEN_OPEN_HAT && (by == RGEN_CLOSED_HAT || by == RGEN_OPEN_HAT)) return FADE_HAT;
    if (v == by && v != RGEN_RIDE && v != RGEN_CRASH) return FADE_SKIN;
    return 0;
}

static int drum_events(const rgen_part *part, const rgen_grid *grid, int64_t total, event *events) {
    int count[RGEN_DRUM_VOICES] = {0}, open[RGEN_DRUM_VOICES];
    memset(open, -1, sizeof open);
    int n = 0;
    /* The second pass lets the first hits of the loop end the last ones. */
    for (int i = 0; i < 2 * part->n_notes; i++) {
        const rgen_note *note = &part->notes[i % part->n_notes];
        int v = note->pitch;
        if (v >= RGEN_DRUM_VOICES) continue;
        int64_t start = wrap(rgen_grid_sample(grid, note->start / (double)RGEN_TICKS_PER_FRAME,
                                              RGEN_SAMPLE_RATE), total);
        for (int k = 0; k < RGEN_DRUM_VOICES; k++) {
            int32_t fade = choke(k, v);
            if (!fade || open[k] < 0) continue;
            int64_t gap = wrap(start - events[open[k]].start, total);
            if (gap == 0) continue; /* together: neither ends the other */
            events[open[k]].cut = gap;
            events[open[k]].fade = fade;
            open[k] = -1;
        }
        if (i >= part->n_notes) continue;
        event *ev = &events[n];
        *ev = (event){.start = start, .cut = INT64_MAX, .fade = 1};
        ev->ph.n = 1;
        ev->ph.slot = (uint8_t)v;
        ev->ph.velocity = note->velocity < 1 ? 1 : note->velocity > 127 ? 127 : note->velocity;
        ev->ph.from = 255;
        /* Two takes of each metal sound alternate, lest they sound stamped. */
        if (v == RGEN_CLOSED_HAT || v == RGEN_RIDE) ev->ph.variant = count[v]++ & 1;
        open[v] = n++;
    }
    return n;
}

/* ---- batches ---- */

static uint32_t hash_phrase(const phrase *ph) {
    const unsigned char *b = (const unsigned char *)ph;
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < sizeof *ph; i++) h = (h ^ b[i]) * 16777619u;
    return h;
}

/* Give the events from j->first on their phrases until the batch is full. */
static void fill_batch(job *j) {
    int heads[HASHES];
    int64_t samples = 0;
    memset(heads, -1, sizeof heads);
    j->n_played = 0;
    for (j->last = j->first; j->last < j->n_events; j->last++) {
        event *ev = &j->events[j->last];
        uint32_t h = hash_phrase(&ev->ph);
        int k = heads[h % HASHES];
        while (k >= 0 &&
               (j->played[k].hash != h || memcmp(j->played[k].ph, &ev->ph, sizeof ev->ph)))
            k = j->played[k].next;
        if (k < 0) {
            int64_t max = rgen_phrase_max(&j->p->slots[ev->ph.slot], &ev->ph, j->drum);
            /* hits rarely use what they reserve, and untouched pages cost nothing */
            int64_t weight = j->drum ? max / 4 : max;
            if (j->n_played && samples + weight > BATCH_SAMPLES) return;
            samples += weight;
            k = j->n_played++;
            j->played[k] =
                (played){.ph = &ev->ph, .max = max, .next = heads[h % HASHES], .hash = h};
            heads[h % HASHES] = k;
        }
        ev->sound = k;
    }
}

static int needs_scratch(const slot *s) {
    for (int i = 1; i < s->n_layers; i++)
        if (!s->layers[i].voice) return 1;
    return 0;
}

static rgen_status play_batch(job *j, rgen_threads *threads, rgen_error *err) {
    int64_t need = 0;
    rgen_status status = RGEN_OK;
    for (int i = 0; i < j->n_played; i++) {
        played *p = &j->played[i];
        p->n = p->max * (needs_scratch(&j->p->slots[p->ph->slot]) ? 2 : 1);
        need += 2 * p->n;
    }
    float *memory = calloc((size_t)need, sizeof *memory), *at = memory;
    j->status = calloc((size_t)j->n_played, sizeof *j->status);
    j->errors = calloc((size_t)j->n_played, sizeof *j->errors);
    if (!memory || !j->status || !j->errors) {
        status = rgen_fail(err, RGEN_ERR_MEMORY, "no memory to play patch \"%s\"", j->p->id);
        goto done;
    }
    for (int i = 0; i < j->n_played; i++) {
        played *p = &j->played[i];
        p->out[0] = at;
        p->out[1] = at + p->n;
        at += 2 * p->n;
    }
    rgen_threads_run(threads, play_task, j, j->n_played);
    for (int i = 0; i < j->n_played && !status; i++) {
        status = j->status[i];
        if (status && err) *err = j->errors[i];
    }
    if (!status)
        rgen_threads_run(threads, add_task, j, (int)((j->audio->n + STRETCH - 1) / STRETCH));
done:
    free(memory);
    free(j->status);
    free(j->errors);
    return status;
}

rgen_status rgen_render_part(rgen_renderer *renderer, int index, const rgen_tone *tone,
                             const rgen_role *role, const rgen_grid *grid, const rgen_part *part,
                             uint64_t seed, rgen_threads *threads, rgen_stereo *audio,
                             rgen_error *err) {
    if (index < 0 || index >= renderer->bank.count)
        return rgen_fail(err, RGEN_ERR_NOT_FOUND, "there is no patch number %d", index);
    int64_t total = rgen_grid_sample(grid, rgen_grid_frames(grid), RGEN_SAMPLE_RATE);
    if (audio->n != total || total < 1)
        return rgen_fail(err, RGEN_ERR_ARG,
                         "the buffer for the %s has %lld samples and the grid %lld", role->name,
                         (long long)audio->n, (long long)total);
    patch p;
    rgen_patch_resolve(&renderer->bank.patches[index], tone, &p);
    if ((p.kind == RGEN_KIND_DRUMS) != (role->kind == RGEN_KIND_DRUMS))
        return rgen_fail(err, RGEN_ERR_ARG, "patch \"%s\" is for %s and cannot play the %s", p.id,
                         rgen_kind_name(p.kind), role->name);
    if (part->n_notes < 1) return RGEN_OK;
    for (int i = 0; i < p.slots[0].n_layers; i++) {
        float *v = p.slots[0].layers[i].param;
        if (v[P_LFO_FRAMES] > 0)
            v[P_LFO_RATE] = (float)(grid->bpm / 15) / v[P_LFO_FRAMES];
    }
    job j = {.p = &p, .drum = role->kind == RGEN_KIND_DRUMS, .fonts = renderer->fonts,
             .audio = audio};
    rgen_status status = RGEN_OK;
    j.events = malloc((size_t)part->n_notes * sizeof *j.events);
    j.played = malloc((size_t)part->n_notes * sizeof *j.played);
    if (!j.events || !j.played) {
        status = rgen_fail(err, RGEN_ERR_MEMORY, "no memory for %d notes", part->n_notes);
        goto done;
    }
    j.n_events = j.drum ? drum_events(part, grid, total, j.events)
                 : role->kind == RGEN_KIND_MONO ? mono_events(part, grid, total, j.events)
                                                : key_events(part, grid, total, j.events);
    for (; j.first < j.n_events && !status; j.first = j.last) {
        fill_batch(&j);
        status = play_batch(&j, threads, err);
    }
done:
    free(j.events);
    free(j.played);
    return status;
}
