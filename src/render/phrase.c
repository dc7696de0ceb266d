/* Playing one phrase: the slow side of a voice.
 *
 * Envelopes, slides, vibrato and filter movement are followed here in steps of
 * 16 samples and set as controls of the Faust voice, whose filter coefficients
 * are then worked out once a step instead of once a sample. Loudness is ramped
 * within a step, so that nothing starts or ends with a jump. */
#include "render/phrase.h"

#include <math.h>
#include <string.h>

#ifdef __SSE2__
#include <xmmintrin.h>
#endif

enum { LONGEST = 6 * RGEN_SAMPLE_RATE, QUIET = 2048 /* samples below hearing that end a hit */ };
static const float step_seconds = (float)VOICE_BLOCK / RGEN_SAMPLE_RATE;

/* Decaying filters end in numbers so small that the processor slows down on
 * them; flush those to zero while a phrase is played. */
static unsigned flush_on(void) {
#ifdef __SSE2__
    unsigned old = _mm_getcsr();
    _mm_setcsr(old | 0x8040);
    return old;
#else
    return 0;
#endif
}
static void flush_restore(unsigned old) {
#ifdef __SSE2__
    _mm_setcsr(old);
#endif
}

/* 2^x within 1e-6: the processor-independent stand-in for libm's. */
static float power2(float x) {
    x = x < -60 ? -60 : x > 60 ? 60 : x;
    int whole = (int)(x + 64) - 64;
    float f = x - (float)whole;
    float p = 1 + f * (0.69314718f + f * (0.24022651f + f * (0.05550411f + f * (0.00961813f +
              f * (0.00133336f + f * 0.00015404f)))));
    union { int32_t i; float f; } scale = {(whole + 127) << 23};
    return p * scale.f;
}

/* sin(2 pi p), p in [0, 1): a parabola with one correction, enough for an LFO. */
static float wave(float p) {
    float x = p - 0.5f;
    float y = -x * (8 - 16 * fabsf(x));
    return y * (0.775f + 0.225f * fabsf(y));
}

typedef struct envelope {
    float rise, fall, sustain, release; /* per step */
    float v;
    enum { RISING, FALLING, RELEASED, ENDED } stage;
} envelope;

static float per_step(float seconds, float time_constants) {
    return 1 - power2(-1.442695f * time_constants * step_seconds / seconds);
}

static envelope envelope_new(float attack, float decay, float sustain, float release) {
    return (envelope){.rise = step_seconds / attack, .fall = per_step(decay, 4),
                      .sustain = sustain, .release = per_step(release, 4.6f)};
}

/* The value one step on. Falls aim a little below zero, so that they get there. */
static float envelope_next(envelope *e, int held) {
    if (!held && e->stage < RELEASED) e->stage = RELEASED;
    switch (e->stage) {
    case RISING:
        e->v += e->rise;
        if (e->v >= 1) {
            e->v = 1;
            e->stage = FALLING;
        }
        break;
    case FALLING: {
        float goal = e->sustain > 0 ? e->sustain : -0.005f;
        e->v += (goal - e->v) * e->fall;
        break;
    }
    case RELEASED: e->v += (-0.01f - e->v) * e->release; break;
    case ENDED: break;
    }
    if (e->v <= 0 && e->stage > RISING) {
        e->v = 0;
        e->stage = ENDED;
    }
    return e->v;
}

/* Loudness of a velocity: at level 1, half the velocity is 9.6 dB softer. */
static float loudness(const layer *l, int velocity) {
    float db = l->param[P_GAIN];
    float v = velocity < 1 ? 1.0f / 127 : velocity / 127.0f;
    return power2(db * 0.1660964f) * (float)pow(v, 1.6 * l->param[P_VEL_LEVEL]);
}

int64_t rgen_phrase_max(const slot *s, const phrase *ph, int drum) {
    int64_t most = 0;
    for (int i = 0; i < s->n_layers; i++) {
        const layer *l = &s->layers[i];
        int64_t n = drum ? LONGEST
                         : ph->held + (int64_t)(l->param[P_RELEASE] * RGEN_SAMPLE_RATE) +
                               4 * VOICE_BLOCK;
        if (n > most) most = n;
    }
    return most;
}

typedef struct strip { float gain[2]; float *out[2]; } strip;

static strip strip_for(const layer *l, const phrase *ph, float *left, float *right) {
    float g = loudness(l, ph->velocity), pan = l->param[P_PAN];
    return (strip){{pan > 0 ? g * (1 - pan) : g, pan < 0 ? g * (1 + pan) : g}, {left, right}};
}

/* Add a block to the outputs while the loudness goes from `a` to `b`. */
static float add_block(const strip *st, float *const block[2], int64_t at, int n, float a,
                       float b) {
    float peak = 0, slope = (b - a) / VOICE_BLOCK;
    for (int c = 0; c < 2; c++) {
        float *out = st->out[c] + at, g = st->gain[c];
        const float *in = block[c];
        for (int i = 0; i < n; i++) {
            float v = in[i] * g * (a + slope * (float)i);
            out[i] += v;
            v = fabsf(v);
            peak = v > peak ? v : peak;
        }
    }
    return peak;
}

static void set(const voice *v, char *state, int control, float value) {
    if (control < 0) return;
    const voice_control *c = &v->controls[control];
    value = value < c->min ? c->min : value > c->max ? c->max : value;
    memcpy(state + c->offset, &value, sizeof value);
}

static void voice_start(const layer *l, const phrase *ph, char *state) {
    const voice *v = l->voice;
    v->init(state);
    for (int i = 0; i < v->n_controls; i++) set(v, state, i, l->control[i]);
    set(v, state, v->vel, ph->velocity / 127.0f);
    set(v, state, v->seed, (float)(ph->variant * 17 + ph->slot * 3));
    set(v, state, v->env, 1);
}

static int64_t play_hit(const layer *l, const phrase *ph, float *left, float *right, int64_t max) {
    _Alignas(64) char state[VOICE_STATE];
    const voice *v = l->voice;
    float store[2][VOICE_BLOCK], *block[2] = {store[0], v->outputs > 1 ? store[1] : store[0]};
    envelope amp = envelope_new(l->param[P_ATTACK], l->param[P_DECAY], 0, 0.1f);
    int fades = l->param[P_DECAY] < 29;
    strip st = strip_for(l, ph, left, right);
    voice_start(l, ph, state);
    int64_t n = 0, quiet = 0;
    float a = 1;
    if (fades) amp.v = 1, amp.stage = FALLING;
    while (n < max && quiet < QUIET && amp.stage != ENDED) {
        int count = max - n < VOICE_BLOCK ? (int)(max - n) : VOICE_BLOCK;
        v->compute(state, count, block);
        float b = fades ? envelope_next(&amp, 1) : 1;
        if (max - n < QUIET) b = (float)(max - n - count) / QUIET; /* cut off, not clicked off */
        float peak = add_block(&st, block, n, count, a, b);
        a = b;
        quiet = peak < 1e-5f ? quiet + count : 0;
        n += count;
    }
    return n;
}

static int64_t play_voice(const layer *l, const phrase *ph, float *left, float *right,
                          int64_t max) {
    _Alignas(64) char state[VOICE_STATE];
    const voice *v = l->voice;
    const float *p = l->param;
    float store[2][VOICE_BLOCK], *block[2] = {store[0], v->outputs > 1 ? store[1] : store[0]};
    envelope amp = envelope_new(p[P_ATTACK], p[P_DECAY], p[P_SUSTAIN], p[P_RELEASE]);
    envelope filter = envelope_new(p[P_FATTACK], p[P_FDECAY], p[P_FSUSTAIN], p[P_RELEASE]);
    strip st = strip_for(l, ph, left, right);
    voice_start(l, ph, state);

    float hard = ph->velocity / 127.0f - 0.7f;
    float steady = p[P_VEL_BRIGHT] * hard + p[P_TONE] * ((float)ph->tone - 4);
    float target = ph->pitch[0] + p[P_TRANSPOSE];
    float pitch = ph->from != 255 ? ph->from + p[P_TRANSPOSE] : target;
    float glide = fabsf(target - pitch) * step_seconds / p[P_GLIDE];
    float vibrato = 0, lfo = 0, a = 0;
    int64_t n = 0, quiet = 0;
    int current = 0;
    while (n < max && amp.stage != ENDED && quiet < QUIET) {
        int count = max - n < VOICE_BLOCK ? (int)(max - n) : VOICE_BLOCK;
        while (current + 1 < ph->n && n >= ph->at[current + 1]) {
            current++;
            target = ph->pitch[current] + p[P_TRANSPOSE];
            glide = fabsf(target - pitch) * step_seconds / p[P_GLIDE];
        }
        pitch = pitch < target ? fminf(target, pitch + glide) : fmaxf(target, pitch - glide);
        float since = (float)(n - ph->at[current]) / RGEN_SAMPLE_RATE - p[P_VIBRATO_DELAY];
        float depth = since <= 0 ? 0 : since < 0.4f ? p[P_VIBRATO] * since * 2.5f : p[P_VIBRATO];
        float heard = pitch + depth * wave(vibrato);
        float f = envelope_next(&filter, n < ph->held);
        set(v, state, v->freq, 440 * power2((heard - 69) * (1 / 12.0f)));
        if (v->cutoff >= 0)
            set(v, state, v->cutoff,
                p[P_CUTOFF] * power2(steady + p[P_FENV] * f + p[P_LFO] * wave(lfo) +
                                     p[P_TRACK] * (pitch - 60) * (1 / 12.0f)));
        if (v->env >= 0) set(v, state, v->env, f * power2(0.5f * steady));
        v->compute(state, count, block);
        float b = envelope_next(&amp, n < ph->held);
        float peak = add_block(&st, block, n, count, a, b);
        a = b;
        quiet = amp.stage > RISING && peak < 1e-5f ? quiet + count : 0;
        vibrato += p[P_VIBRATO_RATE] * step_seconds;
        lfo += p[P_LFO_RATE] * step_seconds;
        vibrato -= (float)(int)vibrato;
        lfo -= (float)(int)lfo;
        n += count;
    }
    return n;
}

/* A soundfont's note, with the player's envelope over it. */
static int64_t play_font(const layer *l, const phrase *ph, int drum, font_synth *synth,
                         float *left, float *right, int64_t max, int first) {
    uint8_t pitch[PHRASE_NOTES];
    int shift = (int)lroundf(l->param[P_TRANSPOSE]);
    for (int i = 0; i < ph->n; i++) {
        int key = drum ? l->key + shift : ph->pitch[i] + shift;
        pitch[i] = (uint8_t)(key < 0 ? 0 : key > 127 ? 127 : key);
    }
    font_note note = {l->bank, l->program, ph->velocity, ph->n, pitch, ph->at,
                      drum ? max : ph->held, l->param[P_GLIDE]};
    /* Layers after the first are played behind the first one's samples and added. */
    float *to[2] = {left, right};
    if (!first) {
        to[0] = left + max;
        to[1] = right + max;
    }
    int64_t n = rgen_font_play(synth, &note, to[0], to[1], max);
    if (n < 0) return n;
    envelope amp = envelope_new(l->param[P_ATTACK], l->param[P_DECAY], l->param[P_SUSTAIN], 6);
    int falls = l->param[P_DECAY] < 29;
    if (drum) amp.sustain = 0;
    float gain = power2(l->param[P_GAIN] * 0.1660964f), pan = l->param[P_PAN], a = 0;
    float rest[2] = {0, 0};
    float gains[2] = {pan > 0 ? gain * (1 - pan) : gain, pan < 0 ? gain * (1 + pan) : gain};
    /* A tail that is cut short fades: over the second half of the release. */
    float fade = drum ? QUIET : 0.5f * l->param[P_RELEASE] * RGEN_SAMPLE_RATE;
    for (int64_t at = 0; at < n; at += VOICE_BLOCK) {
        int count = n - at < VOICE_BLOCK ? (int)(n - at) : VOICE_BLOCK;
        float b = amp.stage == RISING || falls ? envelope_next(&amp, 1) : 1;
        float left_over = (float)(max - at - count);
        if (left_over < fade) b *= left_over / fade;
        float slope = (b - a) / VOICE_BLOCK;
        for (int c = 0; c < 2; c++)
            for (int i = 0; i < count; i++) {
                float v = to[c][at + i];
                rest[c] += (v - rest[c]) * 0.0025f; /* some samples carry DC: 17 Hz */
                v = (v - rest[c]) * gains[c] * (a + slope * (float)i);
                if (first) to[c][at + i] = v;
                else (c ? right : left)[at + i] += v;
            }
        a = b;
        if (amp.stage == ENDED && first) {
            for (int c = 0; c < 2; c++)
                memset(to[c] + at + count, 0, (size_t)(n - at - count) * sizeof(float));
            n = at + count;
        } else if (amp.stage == ENDED) {
            n = at + count;
        }
    }
    return n;
}

int64_t rgen_phrase_play(const slot *s, const phrase *ph, int drum, font_synth *synth, float *left,
                         float *right, int64_t max) {
    int64_t most = 0;
    unsigned old = flush_on();
    for (int i = 0; i < s->n_layers; i++) {
        const layer *l = &s->layers[i];
        int64_t n = !l->voice ? play_font(l, ph, drum, synth, left, right, max, i == 0)
                    : drum    ? play_hit(l, ph, left, right, max)
                              : play_voice(l, ph, left, right, max);
        if (n < 0) {
            most = -1;
            break;
        }
        if (n > most) most = n;
    }
    flush_restore(old);
    return most;
}
