/* Reading data/patches.json. The text comes from users too (RGEN_DATA), so that
 * each field is checked for its name, type and range. */
#include "render/patches.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"

typedef struct field { const char *name; float init, min, max; } field;

static const field params[PARAMS] = {
    [P_GAIN] = {"gain", 0, -40, 20},         [P_PAN] = {"pan", 0, -1, 1},
    [P_TRANSPOSE] = {"transpose", 0, -36, 36}, [P_ATTACK] = {"attack", 0.003f, 0.0005f, 8},
    [P_DECAY] = {"decay", 0.3f, 0.005f, 30}, [P_SUSTAIN] = {"sustain", 1, 0, 1},
    [P_RELEASE] = {"release", 0.08f, 0.004f, 6}, [P_CUTOFF] = {"cutoff", 0, 16, 18500},
    [P_TRACK] = {"track", 0.3f, 0, 1.5f},    [P_FENV] = {"fenv", 0, -6, 8},
    [P_FATTACK] = {"fattack", 0.001f, 0.0005f, 8}, [P_FDECAY] = {"fdecay", 0.25f, 0.005f, 30},
    [P_FSUSTAIN] = {"fsustain", 0, 0, 1},    [P_VEL_LEVEL] = {"vel_level", 0.7f, 0, 1},
    [P_VEL_BRIGHT] = {"vel_bright", 1, 0, 5}, [P_GLIDE] = {"glide", 0.07f, 0.005f, 1},
    [P_VIBRATO] = {"vibrato", 0, 0, 2},      [P_VIBRATO_RATE] = {"vibrato_rate", 5.2f, 0.1f, 12},
    [P_VIBRATO_DELAY] = {"vibrato_delay", 0.25f, 0, 4},
    [P_LFO] = {"lfo", 0, 0, 4},              [P_LFO_RATE] = {"lfo_rate", 0.3f, 0.02f, 30},
    [P_LFO_FRAMES] = {"lfo_frames", 0, 0, 64},
    [P_TONE] = {"tone_step", 0.3f, 0, 1},
};

#define C(name, min, max) {#name, offsetof(rgen_chain, name), min, max}
static const struct { const char *name; size_t offset; float min, max; } chain_fields[] = {
    C(gain_db, -24, 24), C(low_cut_hz, 0, 2000), C(high_cut_hz, 0, 20000), C(low_db, -18, 18),
    C(mid_db, -18, 18), C(mid_hz, 100, 8000), C(high_db, -18, 18), C(drive, 0, 1),
    C(compress, 0, 1), C(chorus, 0, 1), C(width, 0, 1), C(delay, 0, 1), C(delay_frames, 0, 16),
    C(delay_feedback, 0, 0.9f), C(reverb, 0, 1), C(reverb_seconds, 0, 12), C(duck, 0, 1),
    C(age, 0, 1), C(pan, -1, 1),
};
#undef C
enum { CHAIN_FIELDS = sizeof chain_fields / sizeof chain_fields[0] };

static const char *const slot_names[RGEN_DRUM_VOICES] = {
    "kick", "snare", "closed_hat", "open_hat", "low_tom", "high_tom", "ride", "crash"};
/* The General MIDI keys of the drum voices. */
static const int slot_keys[RGEN_DRUM_VOICES] = {36, 38, 42, 46, 45, 50, 51, 49};
static const char *const kind_names[] = {"drums", "mono", "chordal", "lead"};

const char *rgen_kind_name(rgen_role_kind kind) { return kind_names[kind]; }

typedef struct reader {
    const char *path, *id;  /* file, and the patch being read */
    rgen_error *err;
} reader;

static rgen_status bad(const reader *r, const char *field_name, const char *why) {
    return rgen_fail(r->err, RGEN_ERR_FORMAT, "%s: patch \"%.40s\": %.40s %s", r->path, r->id,
                     field_name, why);
}

static rgen_status number(const reader *r, const cJSON *item, float min, float max, float *out) {
    char why[80];
    if (cJSON_IsNumber(item) && item->valuedouble >= min && item->valuedouble <= max) {
        *out = (float)item->valuedouble;
        return RGEN_OK;
    }
    snprintf(why, sizeof why, "must be a number from %g to %g", (double)min, (double)max);
    return bad(r, item->string ? item->string : "a value", why);
}

static int find_param(const char *name) {
    for (int i = 0; i < PARAMS; i++)
        if (!strcmp(params[i].name, name)) return i;
    return -1;
}

static int find_chain(const char *name) {
    for (int i = 0; i < CHAIN_FIELDS; i++)
        if (!strcmp(chain_fields[i].name, name)) return i;
    return -1;
}

static float *chain_value(rgen_chain *chain, int i) {
    return (float *)((char *)chain + chain_fields[i].offset);
}

/* A layer: {"engine": "acid", "cutoff": 500, ...} or {"engine": "soundfont", ...}. */
static rgen_status read_layer(const reader *r, const cJSON *json, int drum, int key, layer *l) {
    const cJSON *engine = cJSON_GetObjectItemCaseSensitive(json, "engine");
    if (!cJSON_IsObject(json) || !cJSON_IsString(engine))
        return bad(r, "sound", "must be an object with an \"engine\"");
    int font = !strcmp(engine->valuestring, "soundfont");
    *l = (layer){.key = drum ? key : -1, .bank = drum ? 128 : 0};
    if (!font && !(l->voice = rgen_voice_find(engine->valuestring)))
        return bad(r, engine->valuestring, "is not a known engine");
    for (int i = 0; i < PARAMS; i++) l->param[i] = params[i].init;
    if (drum || font) l->param[P_ATTACK] = params[P_ATTACK].min;
    if (drum || font) l->param[P_DECAY] = params[P_DECAY].max; /* none */
    if (font) l->param[P_RELEASE] = 0.6f;
    if (l->voice) {
        for (int i = 0; i < l->voice->n_controls; i++) l->control[i] = l->voice->controls[i].init;
        if (l->voice->cutoff >= 0) l->param[P_CUTOFF] = l->control[l->voice->cutoff];
    }
    for (const cJSON *item = json->child; item; item = item->next) {
        rgen_status s;
        int p = find_param(item->string);
        int c = l->voice ? rgen_voice_control(l->voice, item->string) : -1;
        float v = 0;
        if (item == engine) continue;
        if (p >= 0 && !(p == P_CUTOFF && (!l->voice || l->voice->cutoff < 0))) {
            s = number(r, item, params[p].min, params[p].max, &l->param[p]);
        } else if (c >= 0 && c != l->voice->freq && c != l->voice->env && c != l->voice->vel &&
                   c != l->voice->seed) {
            s = number(r, item, l->voice->controls[c].min, l->voice->controls[c].max,
                       &l->control[c]);
        } else if (font && !strcmp(item->string, "bank")) {
            s = number(r, item, 0, 128, &v);
            if (!s) l->bank = (int)v;
        } else if (font && !strcmp(item->string, "program")) {
            s = number(r, item, 0, 127, &v);
            if (!s) l->program = (int)v;
        } else if (font && !strcmp(item->string, "key")) {
            s = number(r, item, 0, 127, &v);
            if (!s) l->key = (int)v;
        } else {
            s = bad(r, item->string, "is not a parameter of this engine");
        }
        if (s) return s;
    }
    return RGEN_OK;
}

/* One layer, or an array of them. */
static rgen_status read_slot(const reader *r, const cJSON *json, int drum, int key, slot *out) {
    out->n_layers = 0;
    if (!cJSON_IsArray(json)) {
        out->n_layers = 1;
        return read_layer(r, json, drum, key, &out->layers[0]);
    }
    for (const cJSON *item = json->child; item; item = item->next) {
        if (out->n_layers == PATCH_LAYERS) return bad(r, "sound", "has more than three layers");
        rgen_status s = read_layer(r, item, drum, key, &out->layers[out->n_layers]);
        if (s) return s;
        out->n_layers++;
    }
    return out->n_layers ? RGEN_OK : bad(r, "sound", "has no layers");
}

static rgen_status read_kit(const reader *r, const cJSON *json, patch *p) {
    if (!cJSON_IsObject(json)) return bad(r, "kit", "must be an object by drum voice");
    for (const cJSON *item = json->child; item; item = item->next) {
        int known = 0;
        for (int i = 0; i < RGEN_DRUM_VOICES; i++) known |= !strcmp(item->string, slot_names[i]);
        if (!known) return bad(r, item->string, "is not a drum voice");
    }
    for (int i = 0; i < RGEN_DRUM_VOICES; i++) {
        const cJSON *voice_json = cJSON_GetObjectItemCaseSensitive(json, slot_names[i]);
        if (!voice_json) return bad(r, slot_names[i], "is missing from the kit");
        rgen_status s = read_slot(r, voice_json, 1, slot_keys[i], &p->slots[i]);
        if (s) return s;
    }
    return RGEN_OK;
}

static rgen_status read_chain(const reader *r, const cJSON *json, rgen_chain *chain) {
    if (json && !cJSON_IsObject(json)) return bad(r, "chain", "must be an object");
    for (const cJSON *item = json ? json->child : NULL; item; item = item->next) {
        int i = find_chain(item->string);
        if (i < 0) return bad(r, item->string, "is not a field of the chain");
        rgen_status s = number(r, item, chain_fields[i].min, chain_fields[i].max,
                               chain_value(chain, i));
        if (s) return s;
    }
    return RGEN_OK;
}

/* {"brightness": {"cutoff": {"times": [0.3, 3]}, "chain.high_db": {"to": [-8, 6]}}, ...} */
static rgen_status read_macros(const reader *r, const cJSON *json, patch *p) {
    if (json && !cJSON_IsObject(json)) return bad(r, "macros", "must be an object");
    for (const cJSON *tone = json ? json->child : NULL; tone; tone = tone->next) {
        int attribute = rgen_attribute_find(tone->string);
        if (attribute < RGEN_BRIGHTNESS)
            return bad(r, tone->string, "is not a tone attribute");
        if (!cJSON_IsObject(tone)) return bad(r, tone->string, "must be an object of targets");
        int kept = 0; /* a patch's own macro replaces the kind's for that attribute */
        for (int i = 0; i < p->n_macros; i++)
            if (p->macros[i].tone != attribute - RGEN_BRIGHTNESS) p->macros[kept++] = p->macros[i];
        p->n_macros = kept;
        for (const cJSON *target = tone->child; target; target = target->next) {
            const cJSON *to = cJSON_GetObjectItemCaseSensitive(target, "to");
            const cJSON *times = cJSON_GetObjectItemCaseSensitive(target, "times");
            const cJSON *range = to ? to : times;
            if (!cJSON_IsArray(range) || cJSON_GetArraySize(range) != 2 ||
                strlen(target->string) >= sizeof p->macros[0].target)
                return bad(r, target->string, "needs \"to\" or \"times\" with two numbers");
            if (!strncmp(target->string, "chain.", 6) && find_chain(target->string + 6) < 0)
                return bad(r, target->string, "is not a field of the chain");
            if (p->n_macros == PATCH_MACROS) return bad(r, "macros", "are too many");
            macro *m = &p->macros[p->n_macros++];
            m->tone = attribute - RGEN_BRIGHTNESS;
            m->times = !to;
            memcpy(m->target, target->string, strlen(target->string) + 1);
            float floor_ = m->times ? 0.001f : -20000;
            rgen_status s = number(r, cJSON_GetArrayItem(range, 0), floor_, 20000, &m->lo);
            if (!s) s = number(r, cJSON_GetArrayItem(range, 1), floor_, 20000, &m->hi);
            if (s) return s;
        }
    }
    return RGEN_OK;
}

static rgen_status read_words(const reader *r, const cJSON *json, const char *what,
                              const char **words, int *n) {
    if (!cJSON_IsArray(json) || cJSON_GetArraySize(json) > PATCH_WORDS)
        return bad(r, what, "must be a list of at most 32 words");
    for (const cJSON *item = json->child; item; item = item->next) {
        if (!cJSON_IsString(item)) return bad(r, what, "must be a list of words");
        words[(*n)++] = item->valuestring;
    }
    return RGEN_OK;
}

static rgen_status read_text(const reader *r, const cJSON *json, const char *what, char *out,
                             size_t size) {
    if (!cJSON_IsString(json) || !json->valuestring[0] || strlen(json->valuestring) >= size)
        return bad(r, what, "is missing, empty or too long");
    memcpy(out, json->valuestring, strlen(json->valuestring) + 1);
    return RGEN_OK;
}

static rgen_status read_patch(reader *r, const cJSON *root, const cJSON *json, patch *p) {
    rgen_status s;
    float program = 0;
#define GET(name) cJSON_GetObjectItemCaseSensitive(json, name)
    r->id = "?";
    if (!cJSON_IsObject(json)) return bad(r, "patch", "must be an object");
    if ((s = read_text(r, GET("id"), "id", p->id, sizeof p->id))) return s;
    r->id = p->id;
    if ((s = read_text(r, GET("name"), "name", p->name, sizeof p->name))) return s;
    int kind = -1;
    for (int i = 0; i < 4; i++)
        if (cJSON_IsString(GET("kind")) && !strcmp(GET("kind")->valuestring, kind_names[i]))
            kind = i;
    if (kind < 0) return bad(r, "kind", "must be drums, mono, chordal or lead");
    p->kind = (rgen_role_kind)kind;
    if (GET("program") && (s = number(r, GET("program"), 0, 127, &program))) return s;
    p->program = (int)program;
    if ((s = read_words(r, GET("words"), "words", p->words, &p->n_words))) return s;
    if ((s = read_words(r, GET("styles"), "styles", p->styles, &p->n_styles))) return s;
    p->chain = (rgen_chain){.width = 0.5f, .mid_hz = 1000, .delay_frames = 3,
                            .delay_feedback = 0.35f, .reverb_seconds = 1.5f};
    if ((s = read_chain(r, GET("chain"), &p->chain))) return s;
    const cJSON *shared = cJSON_GetObjectItemCaseSensitive(root, "macros");
    if ((s = read_macros(r, cJSON_GetObjectItemCaseSensitive(shared, kind_names[kind]), p)))
        return s;
    if ((s = read_macros(r, GET("macros"), p))) return s;
    if (p->kind == RGEN_KIND_DRUMS) return read_kit(r, GET("kit"), p);
    if (!GET("sound")) return bad(r, "sound", "is missing");
    return read_slot(r, GET("sound"), 0, -1, &p->slots[0]);
#undef GET
}

rgen_status rgen_patches_load(patch_bank *bank, const char *path, rgen_error *err) {
    char *text = NULL;
    size_t size;
    *bank = (patch_bank){0};
    rgen_status s = rgen_file_read(path, 4 << 20, &text, &size, err);
    if (s) return s;
    cJSON *root = cJSON_Parse(text);
    const char *where = root ? NULL : cJSON_GetErrorPtr();
    long offset = where && where >= text && where <= text + size ? (long)(where - text) : 0;
    free(text);
    if (!root)
        return rgen_fail(err, RGEN_ERR_FORMAT, "%s is no JSON from byte %ld on; reinstall it",
                         path, offset);
    bank->json = root;
    const cJSON *list = cJSON_GetObjectItemCaseSensitive(root, "patches");
    int n = cJSON_IsArray(list) ? cJSON_GetArraySize(list) : 0;
    if (n < 1) {
        rgen_patches_clear(bank);
        return rgen_fail(err, RGEN_ERR_FORMAT, "%s holds no list \"patches\"", path);
    }
    bank->patches = calloc((size_t)n, sizeof *bank->patches);
    if (!bank->patches) {
        rgen_patches_clear(bank);
        return rgen_fail(err, RGEN_ERR_MEMORY, "no memory for the patches of %s", path);
    }
    reader r = {path, "?", err};
    unsigned kinds = 0;
    for (const cJSON *item = list->child; item && !s; item = item->next) {
        patch *p = &bank->patches[bank->count];
        s = read_patch(&r, root, item, p);
        for (int i = 0; i < bank->count && !s; i++)
            if (!strcmp(bank->patches[i].id, p->id)) s = bad(&r, "id", "is used twice");
        kinds |= 1u << p->kind;
        bank->count++;
    }
    if (!s && kinds != 15)
        s = rgen_fail(err, RGEN_ERR_FORMAT,
                      "%s must hold a patch of each kind: drums, mono, chordal, lead", path);
    if (s) rgen_patches_clear(bank);
    return s;
}

void rgen_patches_clear(patch_bank *bank) {
    free(bank->patches);
    cJSON_Delete(bank->json);
    *bank = (patch_bank){0};
}

/* ---- tone ---- */

static float move(float base, const macro *m, float tone, float min, float max) {
    float t = fabsf(tone - 0.5f) * 2, v;
    if (m->times) { /* even steps of the logarithm, as ears hear them */
        v = base * (float)exp2(log2(tone < 0.5f ? m->lo : m->hi) * t);
    } else {
        float end = tone < 0.5f ? m->lo : m->hi;
        int past = m->lo <= m->hi ? (tone < 0.5f ? base < end : base > end)
                                  : (tone < 0.5f ? base > end : base < end);
        v = past ? base : base + (end - base) * t;
    }
    return v < min ? min : v > max ? max : v;
}

void rgen_patch_resolve(const patch *p, const rgen_tone *tone, patch *out) {
    *out = *p;
    if (!tone) return;
    for (int i = 0; i < p->n_macros; i++) {
        const macro *m = &p->macros[i];
        float t = tone->v[m->tone];
        t = t >= 0 && t <= 1 ? t : t > 1 ? 1 : t < 0 ? 0 : 0.5f; /* NaN too */
        if (!strncmp(m->target, "chain.", 6)) {
            int c = find_chain(m->target + 6);
            float *v = chain_value(&out->chain, c);
            *v = move(*v, m, t, chain_fields[c].min, chain_fields[c].max);
            continue;
        }
        for (int s = 0; s < PATCH_SLOTS; s++)
            for (int k = 0; k < out->slots[s].n_layers; k++) {
                layer *l = &out->slots[s].layers[k];
                int q = find_param(m->target);
                int c = l->voice ? rgen_voice_control(l->voice, m->target) : -1;
                if (q >= 0)
                    l->param[q] = move(l->param[q], m, t, params[q].min, params[q].max);
                else if (c >= 0)
                    l->control[c] = move(l->control[c], m, t, l->voice->controls[c].min,
                                         l->voice->controls[c].max);
            }
    }
}
