/* FluidSynth, offline: each note is rendered alone from a synth at rest, in whole
 * blocks of 64 samples, so that onsets are exact and the result depends on the
 * note only. Reverb and chorus are the mixer's business and stay off. */
#include "render/font.h"

#include <fluidsynth.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"

enum { POOL = 16, CHANNELS = 16, VOICES = 24, BLOCK = 64, BEND_RANGE = 24 };

struct font_synth {
    fluid_settings_t *settings;
    fluid_synth_t *synth;
    int sfont;
    struct { int bank, program, used; } channel[CHANNELS]; /* which preset it holds */
    int clock;
};

struct font {
    pthread_mutex_t mutex;
    font_synth *idle[POOL];
    int n_idle;
};

static pthread_once_t quiet_once = PTHREAD_ONCE_INIT;

static void quiet(void) {
    for (int level = FLUID_PANIC; level < LAST_LOG_LEVEL; level++)
        fluid_set_log_function(level, NULL, NULL);
}

font *rgen_font_new(void) {
    font *f = calloc(1, sizeof *f);
    if (f) pthread_mutex_init(&f->mutex, NULL);
    return f;
}

static void synth_free(font_synth *s) {
    if (!s) return;
    if (s->synth) delete_fluid_synth(s->synth);
    if (s->settings) delete_fluid_settings(s->settings);
    free(s);
}

void rgen_font_free(font *f) {
    if (!f) return;
    for (int i = 0; i < f->n_idle; i++) synth_free(f->idle[i]);
    pthread_mutex_destroy(&f->mutex);
    free(f);
}

static rgen_status find_file(const char **path, rgen_error *err) {
    static const char *const places[] = {
        "/usr/share/sounds/sf2/FluidR3_GM.sf2", "/usr/share/soundfonts/FluidR3_GM.sf2",
        "/usr/local/share/soundfonts/FluidR3_GM.sf2", "/usr/share/sounds/sf2/default-GM.sf2",
        "/usr/share/sounds/sf3/default-GM.sf3", "/usr/share/soundfonts/default.sf2"};
    const char *env = getenv("RGEN_SOUNDFONT");
    if (env && *env) {
        *path = env;
        if (!access(env, R_OK)) return RGEN_OK;
        return rgen_fail(err, RGEN_ERR_NOT_FOUND,
                         "the soundfont %s that RGEN_SOUNDFONT names cannot be read", env);
    }
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (!access(*path = places[i], R_OK)) return RGEN_OK;
    return rgen_fail(err, RGEN_ERR_NOT_FOUND,
                     "no soundfont found; install the package fluid-soundfont-gm or set "
                     "RGEN_SOUNDFONT to an .sf2 or .sf3 file");
}

/* FluidSynth tries other loaders on what is no soundfont, and they write to
 * stderr: see to it that the file is one, and whole. */
static int is_soundfont(const char *path) {
    unsigned char head[12];
    FILE *file = fopen(path, "rb");
    long size = -1;
    if (!file) return 0;
    if (fread(head, 1, sizeof head, file) == sizeof head && !fseek(file, 0, SEEK_END))
        size = ftell(file);
    fclose(file);
    uint32_t riff = head[4] | head[5] << 8 | head[6] << 16 | (uint32_t)head[7] << 24;
    return size > 12 && !memcmp(head, "RIFF", 4) && !memcmp(head + 8, "sfbk", 4) &&
           (long long)riff + 8 <= size;
}

static rgen_status synth_new(font_synth **out, rgen_error *err) {
    const char *path;
    rgen_status status = find_file(&path, err);
    if (status) return status;
    if (!is_soundfont(path))
        return rgen_fail(err, RGEN_ERR_FORMAT,
                         "%s is not a whole soundfont (.sf2 or .sf3); install it anew", path);
    pthread_once(&quiet_once, quiet);
    font_synth *s = calloc(1, sizeof *s);
    if (!s || !(s->settings = new_fluid_settings())) goto memory;
    fluid_settings_setnum(s->settings, "synth.sample-rate", RGEN_SAMPLE_RATE);
    fluid_settings_setint(s->settings, "synth.reverb.active", 0);
    fluid_settings_setint(s->settings, "synth.chorus.active", 0);
    fluid_settings_setint(s->settings, "synth.dynamic-sample-loading", 1);
    fluid_settings_setint(s->settings, "synth.lock-memory", 0);
    fluid_settings_setint(s->settings, "synth.threadsafe-api", 0);
    fluid_settings_setint(s->settings, "synth.cpu-cores", 1);
    fluid_settings_setint(s->settings, "synth.polyphony", VOICES);
    fluid_settings_setnum(s->settings, "synth.gain", 0.7);
    if (!(s->synth = new_fluid_synth(s->settings))) goto memory;
    s->sfont = fluid_synth_sfload(s->synth, path, 0);
    if (s->sfont == FLUID_FAILED) {
        synth_free(s);
        return rgen_fail(err, RGEN_ERR_FORMAT, "%s is no soundfont that FluidSynth can read", path);
    }
    for (int c = 0; c < CHANNELS; c++) {
        s->channel[c].bank = -1;
        fluid_synth_pitch_wheel_sens(s->synth, c, BEND_RANGE);
    }
    *out = s;
    return RGEN_OK;
memory:
    synth_free(s);
    return rgen_fail(err, RGEN_ERR_MEMORY, "no memory for the soundfont player");
}

rgen_status rgen_font_take(font *f, font_synth **synth, rgen_error *err) {
    rgen_status status = RGEN_OK;
    /* Opening stays inside the lock: FluidSynth's cache of samples is shared. */
    pthread_mutex_lock(&f->mutex);
    if (f->n_idle) *synth = f->idle[--f->n_idle];
    else status = synth_new(synth, err);
    pthread_mutex_unlock(&f->mutex);
    return status;
}

void rgen_font_give(font *f, font_synth *synth) {
    if (!synth) return;
    pthread_mutex_lock(&f->mutex);
    int kept = f->n_idle < POOL;
    if (kept) f->idle[f->n_idle++] = synth;
    pthread_mutex_unlock(&f->mutex);
    if (!kept) synth_free(synth);
}

/* A voice of FluidSynth keeps a trace (-84 dB) of the note that it played before,
 * which would make bytes depend on which synth has played what. So each note is
 * begun once in vain: the trace is then always its own. */
static void settle(font_synth *s, int channel, int key, int velocity) {
    float sink[BLOCK];
    fluid_synth_noteon(s->synth, channel, key, velocity);
    fluid_synth_write_float(s->synth, BLOCK, sink, 0, 1, sink, 0, 1);
    fluid_synth_all_sounds_off(s->synth, channel);
    for (int i = 0; i < 2; i++) fluid_synth_write_float(s->synth, BLOCK, sink, 0, 1, sink, 0, 1);
}

/* The channel that holds a preset; the one unused for longest is given up. */
static int channel_for(font_synth *s, int bank, int program) {
    static pthread_mutex_t loading = PTHREAD_MUTEX_INITIALIZER;
    int oldest = 0;
    for (int c = 0; c < CHANNELS; c++) {
        if (s->channel[c].bank == bank && s->channel[c].program == program) {
            s->channel[c].used = ++s->clock;
            return c;
        }
        if (s->channel[c].used < s->channel[oldest].used) oldest = c;
    }
    pthread_mutex_lock(&loading);
    int result = fluid_synth_program_select(s->synth, oldest, s->sfont, bank, program);
    pthread_mutex_unlock(&loading);
    if (result != FLUID_OK) return -1;
    s->channel[oldest].bank = bank;
    s->channel[oldest].program = program;
    s->channel[oldest].used = ++s->clock;
    return oldest;
}

static void bend_to(font_synth *s, int channel, double semitones) {
    double v = 8192 + semitones * 8192 / BEND_RANGE;
    fluid_synth_pitch_bend(s->synth, channel, (int)lround(v < 0 ? 0 : v > 16383 ? 16383 : v));
}

int64_t rgen_font_play(font_synth *s, const font_note *note, float *left, float *right,
                       int64_t max) {
    int channel = channel_for(s, note->bank, note->program);
    if (channel < 0) return -1;
    int key = note->pitch[0], current = 0, released = 0, quiet_blocks = 0;
    int64_t held = (note->held + BLOCK / 2) / BLOCK * BLOCK, n = 0;
    bend_to(s, channel, 0);
    settle(s, channel, key, note->velocity);
    fluid_synth_noteon(s->synth, channel, key, note->velocity);
    for (; n < max; n += BLOCK) {
        if (!released && n >= held && n > 0) {
            fluid_synth_noteoff(s->synth, channel, key);
            released = 1;
        }
        while (current + 1 < note->n && n >= note->at[current + 1]) current++;
        if (current > 0) {
            double t = (double)(n - note->at[current]) / (note->glide * RGEN_SAMPLE_RATE);
            double from = note->pitch[current - 1], to = note->pitch[current];
            bend_to(s, channel, (t < 1 ? from + (to - from) * t : to) - key);
        }
        float block[2][BLOCK];
        fluid_synth_write_float(s->synth, BLOCK, block[0], 0, 1, block[1], 0, 1);
        int count = max - n < BLOCK ? (int)(max - n) : BLOCK;
        float peak = 0;
        for (int i = 0; i < count; i++) {
            float a = fabsf(left[n + i] = block[0][i]), b = fabsf(right[n + i] = block[1][i]);
            a = a > b ? a : b;
            peak = a > peak ? a : peak;
        }
        quiet_blocks = peak < 2e-5f ? quiet_blocks + 1 : 0;
        if ((released && quiet_blocks > 4) || quiet_blocks > 700) {
            n += count;
            break;
        }
    }
    if (!released) fluid_synth_noteoff(s->synth, channel, key);
    fluid_synth_all_sounds_off(s->synth, channel);
    float sink[BLOCK]; /* lets the voices end */
    for (int i = 0; i < 2; i++) fluid_synth_write_float(s->synth, BLOCK, sink, 0, 1, sink, 0, 1);
    return n < max ? n : max;
}
