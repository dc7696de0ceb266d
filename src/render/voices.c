/* The glue between Faust's C output and the table in voices.h.
 *
 * Each generated header defines a struct and functions named after its class.
 * Controls are read by running the generated buildUserInterface once with
 * callbacks that note label and address. A new .dsp needs its name in the
 * VOICES list below and nothing else. */
#include "render/voices.h"

#include <math.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mix/mix.h"

#define VOICES(X) \
    X(acid) X(bass) X(sub) X(reese) X(supersaw) X(pad) X(lead) X(square) X(fm) X(pluck) X(organ) \
    X(kick) X(snare) X(clap) X(hat) X(tom) X(cymbal) X(shaker) X(rim) X(impact)

/* What the generated code expects of its host (Faust's CInterface.h). */
typedef struct {
    void *uiInterface;
    void (*openTabBox)(void *, const char *);
    void (*openHorizontalBox)(void *, const char *);
    void (*openVerticalBox)(void *, const char *);
    void (*closeBox)(void *);
    void (*addButton)(void *, const char *, float *);
    void (*addCheckButton)(void *, const char *, float *);
    void (*addVerticalSlider)(void *, const char *, float *, float, float, float, float);
    void (*addHorizontalSlider)(void *, const char *, float *, float, float, float, float);
    void (*addNumEntry)(void *, const char *, float *, float, float, float, float);
    void (*declare)(void *, float *, const char *, const char *);
} UIGlue;
typedef struct {
    void *metaInterface;
    void (*declare)(void *, const char *, const char *);
} MetaGlue;

/* libm's keep NaN apart and are calls; inputs here are never NaN. */
static inline float voice_max(float a, float b) { return a > b ? a : b; }
static inline float voice_min(float a, float b) { return a < b ? a : b; }
static inline int int_max(int a, int b) { return a > b ? a : b; }
static inline int int_min(int a, int b) { return a < b ? a : b; }
#define fmaxf voice_max
#define fminf voice_min
#define max int_max
#define min int_min
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wstrict-prototypes"
#pragma GCC diagnostic ignored "-Wunused-variable"
#include "render/faust/acid.dsp.h"
#undef FAUSTCLASS
#include "render/faust/bass.dsp.h"
#undef FAUSTCLASS
#include "render/faust/sub.dsp.h"
#undef FAUSTCLASS
#include "render/faust/reese.dsp.h"
#undef FAUSTCLASS
#include "render/faust/supersaw.dsp.h"
#undef FAUSTCLASS
#include "render/faust/pad.dsp.h"
#undef FAUSTCLASS
#include "render/faust/lead.dsp.h"
#undef FAUSTCLASS
#include "render/faust/square.dsp.h"
#undef FAUSTCLASS
#include "render/faust/fm.dsp.h"
#undef FAUSTCLASS
#include "render/faust/pluck.dsp.h"
#undef FAUSTCLASS
#include "render/faust/organ.dsp.h"
#undef FAUSTCLASS
#include "render/faust/kick.dsp.h"
#undef FAUSTCLASS
#include "render/faust/snare.dsp.h"
#undef FAUSTCLASS
#include "render/faust/clap.dsp.h"
#undef FAUSTCLASS
#include "render/faust/hat.dsp.h"
#undef FAUSTCLASS
#include "render/faust/tom.dsp.h"
#undef FAUSTCLASS
#include "render/faust/cymbal.dsp.h"
#undef FAUSTCLASS
#include "render/faust/shaker.dsp.h"
#undef FAUSTCLASS
#include "render/faust/rim.dsp.h"
#undef FAUSTCLASS
#include "render/faust/impact.dsp.h"
#undef FAUSTCLASS
#pragma GCC diagnostic pop
#undef fmaxf
#undef fminf
#undef max
#undef min

#define WRAP(x) \
    static void init_##x(void *s) { instanceInitfaust_##x(s, RGEN_SAMPLE_RATE); } \
    static void clear_##x(void *s) { instanceClearfaust_##x(s); } \
    static void compute_##x(void *s, int n, float **out) { computefaust_##x(s, n, NULL, out); } \
    static void ui_##x(void *s, UIGlue *glue) { buildUserInterfacefaust_##x(s, glue); } \
    static int outputs_##x(void) { return getNumOutputsfaust_##x(NULL); }
VOICES(WRAP)

static const struct {
    const char *name;
    size_t size;
    void (*init)(void *), (*clear)(void *), (*compute)(void *, int, float **);
    void (*ui)(void *, UIGlue *);
    int (*outputs)(void);
} entries[] = {
#define ENTRY(x) {#x, sizeof(faust_##x), init_##x, clear_##x, compute_##x, ui_##x, outputs_##x},
    VOICES(ENTRY)
};
enum { N_VOICES = sizeof entries / sizeof entries[0] };

static voice table[N_VOICES];
static pthread_once_t once = PTHREAD_ONCE_INIT;

struct reader { voice *v; char *state; };

static void ignore_box(void *r, const char *label) {}
static void ignore_close(void *r) {}
static void ignore_declare(void *r, float *zone, const char *key, const char *value) {}

static void read_control(void *data, const char *label, float *zone, float init, float min,
                         float max, float step) {
    struct reader *r = data;
    if (r->v->n_controls == VOICE_CONTROLS) return;
    r->v->controls[r->v->n_controls++] =
        (voice_control){label, (size_t)((char *)zone - r->state), init, min, max};
}

static void fill_table(void) {
    for (int i = 0; i < N_VOICES; i++) {
        voice *v = &table[i];
        *v = (voice){.name = entries[i].name, .size = entries[i].size,
                     .outputs = entries[i].outputs(), .init = entries[i].init,
                     .clear = entries[i].clear, .compute = entries[i].compute};
        struct reader r = {v, calloc(1, v->size)};
        UIGlue glue = {.uiInterface = &r, .openTabBox = ignore_box,
                       .openHorizontalBox = ignore_box, .openVerticalBox = ignore_box,
                       .closeBox = ignore_close, .addVerticalSlider = read_control,
                       .addHorizontalSlider = read_control, .addNumEntry = read_control,
                       .declare = ignore_declare};
        if (r.state) entries[i].ui(r.state, &glue);
        free(r.state);
        v->freq = rgen_voice_control(v, "freq");
        v->cutoff = rgen_voice_control(v, "cutoff");
        v->env = rgen_voice_control(v, "env");
        v->vel = rgen_voice_control(v, "vel");
        v->seed = rgen_voice_control(v, "seed");
    }
}

const voice *rgen_voices(int *count) {
    pthread_once(&once, fill_table);
    if (count) *count = N_VOICES;
    return table;
}

const voice *rgen_voice_find(const char *name) {
    int n;
    const voice *all = rgen_voices(&n);
    for (int i = 0; i < n; i++)
        if (!strcmp(all[i].name, name)) return &all[i];
    return NULL;
}

int rgen_voice_control(const voice *v, const char *label) {
    for (int i = 0; i < v->n_controls; i++)
        if (!strcmp(v->controls[i].label, label)) return i;
    return -1;
}
