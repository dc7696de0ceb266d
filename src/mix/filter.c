#include "mix/filter.h"

#include "mix/loop.h"

/* ---- designs ---- */

typedef struct angle { double cosine, alpha; } angle;

static angle design(double hz, double q)
{
    double turns = dsp_clamp(hz, 5, 0.48 * RGEN_SAMPLE_RATE) / RGEN_SAMPLE_RATE;
    return (angle){dsp_cos_turns(turns), dsp_sin_turns(turns) / (2 * q)};
}

static biquad normal(double b0, double b1, double b2, double a0, double a1, double a2)
{
    return (biquad){b0 / a0, b1 / a0, b2 / a0, a1 / a0, a2 / a0};
}

biquad biquad_low_cut(double hz, double q)
{
    angle w = design(hz, q);
    double b = 1 + w.cosine;
    return normal(b / 2, -b, b / 2, 1 + w.alpha, -2 * w.cosine, 1 - w.alpha);
}

biquad biquad_high_cut(double hz, double q)
{
    angle w = design(hz, q);
    double b = 1 - w.cosine;
    return normal(b / 2, b, b / 2, 1 + w.alpha, -2 * w.cosine, 1 - w.alpha);
}

biquad biquad_bell(double hz, double db, double q)
{
    angle w = design(hz, q);
    double a = dsp_gain(db / 2);
    return normal(1 + w.alpha * a, -2 * w.cosine, 1 - w.alpha * a, 1 + w.alpha / a,
                  -2 * w.cosine, 1 - w.alpha / a);
}

/* Both shelves; `sign` is 1 for low and -1 for high. */
static biquad shelf(double hz, double db, double sign)
{
    double a = dsp_gain(db / 2), slope = 0.7;
    double q = 1 / dsp_sqrt((a + 1 / a) * (1 / slope - 1) + 2);
    angle w = design(hz, q);
    double c = sign * w.cosine, r = 2 * dsp_sqrt(a) * w.alpha;
    return normal(a * (a + 1 - (a - 1) * c + r), sign * 2 * a * (a - 1 - (a + 1) * c),
                  a * (a + 1 - (a - 1) * c - r), a + 1 + (a - 1) * c + r,
                  sign * -2 * (a - 1 + (a + 1) * c), a + 1 + (a - 1) * c - r);
}

biquad biquad_low_shelf(double hz, double db) { return shelf(hz, db, 1); }
biquad biquad_high_shelf(double hz, double db) { return shelf(hz, db, -1); }

/* ---- the cascade ---- */

static void set_pair(v4 *v, int lane, double x)
{
    (*v)[lane] = (float)x;
    (*v)[lane + 1] = (float)x;
}

void filter_start(filter *f)
{
    *f = (filter){0};
    for (int i = 0; i < FILTER_STAGES / 2; i++)
        f->pair[i].m0 = v4_set(1); /* an empty section passes its input */
}

/* From b and a to the state variable form: with s = (1 - z^-1) / (1 + z^-1) the
 * section is (h s^2 + b s + l) / (s^2 + k g s + g^2). */
void filter_add(filter *f, biquad s)
{
    if (f->n_stages == FILTER_STAGES)
        return;
    filter_pair *p = &f->pair[f->n_stages / 2];
    int lane = f->n_stages % 2 * 2;
    double low = 1 + s.a1 + s.a2, high = 1 - s.a1 + s.a2;
    double g = dsp_sqrt(low / high), k = 2 * (1 - s.a2) / high / g;
    double h = (s.b0 - s.b1 + s.b2) / high, l = (s.b0 + s.b1 + s.b2) / low;
    double b = 2 * (s.b0 - s.b2) / high / g;
    double a1 = 1 / (1 + g * (g + k)), a2 = g * a1, a3 = g * a2;
    set_pair(&p->c1, lane, 2 * a1 - 1);
    set_pair(&p->c2, lane, 2 * a2);
    set_pair(&p->c3, lane, 2 * a3);
    set_pair(&p->m0, lane, h);
    set_pair(&p->m1, lane, (b - h * k) / 2);
    set_pair(&p->m2, lane, (l - h) / 2);
    f->n_stages++;
    f->n_pairs = (f->n_stages + 1) / 2;
    /* The slowest pole, in nepers a sample: half of k w0, less when overdamped. */
    double w0 = 2 * g, rate = k < 2 ? k * w0 / 2 : w0 * (k / 2 - dsp_sqrt(k * k / 4 - 1));
    int64_t warm = (int64_t)(14 / dsp_clamp(rate, 14.0 / RGEN_SAMPLE_RATE, 1)) + 16;
    f->warm = f->warm > warm ? f->warm : warm;
}

/* Two samples later for each section but the first. */
int filter_latency(const filter *f) { return f->n_pairs ? 4 * f->n_pairs - 2 : 0; }

/* `pairs` is constant in each caller, so that the states stay in registers. The
 * tiny offset keeps decaying states out of the slow denormal range. */
static inline __attribute__((always_inline)) void cascade(filter *f, int pairs,
                                                          const float *const in[2],
                                                          float *const out[2], int count)
{
    filter_pair p[FILTER_STAGES / 2];
    for (int k = 0; k < pairs; k++)
        p[k] = f->pair[k];
    for (int i = 0; i < count; i++) {
        v4 first = {in[0][i] + 1e-15f, in[1][i] + 1e-15f, 0, 0};
        for (int k = pairs - 1; k >= 0; k--) {
            v4 x = k ? __builtin_shufflevector(p[k - 1].older, p[k].older, 2, 3, 4, 5)
                     : __builtin_shufflevector(first, p[0].older, 0, 1, 4, 5);
            v4 d = x - p[k].s2;
            v4 s1 = p[k].c1 * p[k].s1 + p[k].c2 * d;
            v4 s2 = (p[k].s2 + p[k].c2 * p[k].s1) + p[k].c3 * d;
            p[k].older = p[k].y;
            p[k].y = p[k].m0 * x + (p[k].m1 * (p[k].s1 + s1) + p[k].m2 * (p[k].s2 + s2));
            p[k].s1 = s1;
            p[k].s2 = s2;
        }
        out[0][i] = p[pairs - 1].y[2];
        out[1][i] = p[pairs - 1].y[3];
    }
    for (int k = 0; k < pairs; k++)
        f->pair[k] = p[k];
}

void filter_block(void *state, int64_t at, const float *const in[2], float *const out[2], int count)
{
    filter *f = state;
    (void)at;
    switch (f->n_pairs) {
    case 1: cascade(f, 1, in, out, count); break;
    case 2: cascade(f, 2, in, out, count); break;
    case 3: cascade(f, 3, in, out, count); break;
    case 4: cascade(f, 4, in, out, count); break;
    default:
        for (int c = 0; c < 2; c++)
            memcpy(out[c], in[c], (size_t)count * sizeof(float));
    }
}

void filter_run(filter *f, rgen_stereo *audio)
{
    if (f->n_pairs)
        loop_run(audio, filter_block, f, f->warm, filter_latency(f));
}
