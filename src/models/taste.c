/* The leanings are penalties in nats, not bans: a blue note or a passing tone
 * stays possible where the model is sure of it. */
#include "models/taste.h"

#include <math.h>

#include "base/exact.h"

/* Off the scale and no chord tone: a model trained for an hour puts about 2% of
 * its mass there, which a listener hears as wrong notes. */
static const float OUT_OF_KEY = 4.0f;
/* Chord symbols whose root is off the scale (style alterations survive this). */
static const float STRANGE_ROOT = 1.5f;
/* No chord tone on a strong beat. */
static const float OFF_CHORD_BASS = 2.0f, OFF_CHORD_LEAD = 1.0f;
/* A semitone beside a chord tone, on any beat. */
static const float CLASH = 1.5f;
/* A bass belongs below B2: each semitone above costs, so that it climbs for a
 * phrase and comes back. */
static const float HIGH_BASS = 0.4f;
enum { BASS_TOP = 47 };
/* Off what another take of the drums does, by the model's doubt of it: hits of kick and
 * snare, and those of the rest. Where the take is silent, a part of that, so that the new
 * one is not thinner. */
static const float AWAY_STYLE = 4.0f, AWAY_COLOUR = 8.0f, AWAY_SILENCE = 0.33f;
/* Never, short of a forced code. */
static const float FORBIDDEN = 60.0f;

/* A little colder than trained, so that strays are rare; between silence, hold and
 * onset nearly as trained. */
static const float TEMPERATURE = 0.95f, CLASS_TEMPERATURE = 0.97f, TOP_P = 0.98f;

void rgen_taste_sampling(const rgen_role *role, float guidance, float heat, rgen_sampling *out)
{
    for (int k = 0; k < role->n_books; k++) {
        out[k].temperature = TEMPERATURE + heat;
        out[k].top_k = 0;
        out[k].top_p = TOP_P;
        out[k].guidance = guidance > 0 ? guidance : 1.5f;
    }
}

/* Give each class of codes the mass that it has at CLASS_TEMPERATURE: silence (and
 * hold) is one code, an onset is spread over a hundred, so that a plain cold draw
 * would turn notes into rests. The first `single` codes are classes of their own. */
static void keep_mass(float *logits, int n, int single, double temperature)
{
    double top = logits[0], warm[3] = {0}, cold[3] = {0};
    for (int i = 1; i < n; i++)
        top = logits[i] > top ? logits[i] : top;
    for (int i = 0; i < n; i++) {
        double below = logits[i] - top;
        int class = i < single ? i : single;
        if (below < -40)
            continue;
        warm[class] += rgen_exp(below);
        cold[class] += rgen_exp(below / temperature);
    }
    for (int i = 0; i < n; i++) {
        int class = i < single ? i : single;
        if (warm[class] > 1e-30 && cold[class] > 1e-30)
            logits[i] += (float)(temperature * (rgen_log(warm[class]) / CLASS_TEMPERATURE -
                                                rgen_log(cold[class])));
    }
}

/* Turn from what another take does in this frame, by as much as the model is in doubt of
 * it: a kick that it is sure of stands, an optional hat turns. Kick and snare make the
 * style, so that a little doubt counts for little (its square); what colours the groove
 * shall turn readily (its root). */
static void turn_away(const rgen_taste *taste, int book, int frame, float *logits, int n)
{
    size_t at = (size_t)book * (size_t)taste->n_away + (size_t)(taste->first + frame);
    int was = taste->away[at] > 0, first = was ? 1 : 0, last = was ? n : 1;
    double top = logits[0], mass[2] = {0};
    for (int c = 1; c < n; c++)
        top = logits[c] > top ? logits[c] : top;
    for (int c = 0; c < n; c++)
        mass[c > 0] += logits[c] - top < -40 ? 0 : rgen_exp(logits[c] - top);
    float doubt = (float)(mass[!was] / (mass[0] + mass[1]));
    float nats = book <= RGEN_SNARE ? AWAY_STYLE * doubt * doubt : AWAY_COLOUR * sqrtf(doubt);
    for (int c = first; c < last; c++)
        logits[c] -= was ? nats : AWAY_SILENCE * nats;
}

static int is_pitch_book(const rgen_role *role, int book)
{
    switch (role->kind) {
    case RGEN_KIND_MONO: return book == 0;
    case RGEN_KIND_CHORDAL: return book >= 1 && book <= 6;
    case RGEN_KIND_LEAD: return book <= 1;
    default: return 0;
    }
}

static int is_onset_book(const rgen_role *role, int book)
{
    switch (role->kind) {
    case RGEN_KIND_DRUMS: return 1;
    case RGEN_KIND_MONO: return book == 1;
    case RGEN_KIND_CHORDAL: return book > 6;
    case RGEN_KIND_LEAD: return book == 2 || book == 3;
    }
    return 0;
}

/* The piece's first frame holds no early onset: it would start before the file
 * does, and a DAW would cut it. */
static void forbid_early(float *logits, int n)
{
    for (int c = 1; c < n && c < RGEN_VM_CODES; c++)
        if (rgen_vm_offset(c) < 0)
            logits[c] -= FORBIDDEN;
}

/* The chord of a frame: heard from another track, or written by this one. */
static int chord_at(const rgen_taste *taste, int frame)
{
    if (taste->role->kind == RGEN_KIND_CHORDAL)
        return taste->written[frame];
    return taste->chords ? taste->chords[taste->first + frame] : 0;
}

/* The pitch code that a slot sounds in a frame, or 0 when it rests. */
static int sounding(const rgen_taste *taste, int book, int frame)
{
    const uint16_t *codes = taste->written + (size_t)book * (size_t)taste->n_frames;
    while (frame > 0 && codes[frame] == 1)
        frame--;
    return codes[frame] >= 2 ? codes[frame] : 0;
}

/* No two voices of a part on one pitch: a player has one key for it, and the
 * codec keeps one note. Slots are written from the lowest up. */
static void forbid_doubles(const rgen_taste *taste, int book, int frame, float *logits)
{
    int first = taste->role->kind == RGEN_KIND_CHORDAL ? 1 : 0;
    int held = frame > 0 ? sounding(taste, book, frame - 1) : 0;
    for (int b = first; b < book; b++) {
        int pitch = sounding(taste, b, frame);
        if (!pitch)
            continue;
        logits[pitch] -= FORBIDDEN;
        if (pitch == held)
            logits[1] -= FORBIDDEN;
    }
}

void rgen_taste_adjust(void *data, int book, int frame, float *logits, int n)
{
    const rgen_taste *taste = data;
    const rgen_role *role = taste->role;
    if (role->kind == RGEN_KIND_CHORDAL && book == 0) {
        for (int c = 1; c < n; c++)
            if (!(taste->scale >> ((c - 1) / RGEN_CHORD_QUALITIES) & 1))
                logits[c] -= STRANGE_ROOT;
        return;
    }
    if (taste->first + frame == 0 && is_onset_book(role, book))
        forbid_early(logits, n);
    if (role->kind == RGEN_KIND_DRUMS) {
        if (book <= RGEN_CLOSED_HAT)
            logits[0] -= taste->urge;
        if (taste->away)
            turn_away(taste, book, frame, logits, n);
        keep_mass(logits, n, 1, taste->temperature);
    }
    if (!is_pitch_book(role, book))
        return;
    if (role->kind != RGEN_KIND_LEAD || book == 0) {
        logits[0] -= taste->urge;
        logits[1] -= 0.5f * taste->urge;
    }
    if (role->kind != RGEN_KIND_MONO)
        forbid_doubles(taste, book, frame, logits);
    int chord = chord_at(taste, frame);
    unsigned tones = chord > 0 && chord < RGEN_CHORD_CODES ? rgen_chord_tones(chord) : 0;
    unsigned beside = ((tones << 1 | tones >> 11) | (tones >> 1 | tones << 11)) & 0xfff & ~tones;
    int per_bar = rgen_grid_frames_per_bar(taste->grid);
    int place = (taste->first + frame) % per_bar;
    int on_beat = place % (taste->grid->meter_den == 8 ? 2 : 4) == 0;
    int strong = place == 0 || (per_bar % 8 == 0 && place == per_bar / 2);
    int lowest = rgen_role_lowest(role, taste->grid->tonic);
    for (int c = 2; c < n; c++) {
        int above = lowest + c - 2 - BASS_TOP;
        if (role->kind == RGEN_KIND_MONO && above > 0)
            logits[c] -= HIGH_BASS * (float)above;
        unsigned pc = 1u << (role->base_pitch + c - 2) % 12;
        if (!((taste->scale | tones) & pc))
            logits[c] -= OUT_OF_KEY;
        if (!tones || role->kind == RGEN_KIND_CHORDAL)
            continue;
        if (strong && !(tones & pc))
            logits[c] -= role->kind == RGEN_KIND_MONO ? OFF_CHORD_BASS : OFF_CHORD_LEAD;
        if (on_beat && (beside & pc))
            logits[c] -= CLASH;
    }
    keep_mass(logits, n, 2, taste->temperature);
}
