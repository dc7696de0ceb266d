/* Masks over the codes of all tracks, and the encoder's view of a window.
 *
 * A piece may be longer than what the models were trained on; they then see it
 * through windows, and only the view knows about windows. */
#include "context/context.h"

#include <stdlib.h>
#include <string.h>

#include "base/philox.h"

rgen_status rgen_context_new(rgen_context *context, const rgen_roles *roles, const rgen_grid *grid,
                             rgen_error *err)
{
    memset(context, 0, sizeof *context);
    context->roles = roles;
    context->grid = *grid;
    context->n_frames = rgen_grid_frames(grid);
    for (int r = 0; r < roles->count; r++) {
        rgen_status s = rgen_frames_new(&context->part[r], roles->rows[r].n_books,
                                        context->n_frames, err);
        if (s != RGEN_OK) {
            rgen_context_clear(context);
            return s;
        }
        rgen_context_hide(context, r, 0, context->n_frames);
    }
    return RGEN_OK;
}

void rgen_context_clear(rgen_context *context)
{
    for (int r = 0; r < RGEN_MAX_ROLES; r++)
        rgen_frames_clear(&context->part[r]);
}

void rgen_context_show(rgen_context *context, int role, const rgen_frames *frames, int first_book,
                       int last_book)
{
    size_t t = (size_t)context->n_frames;
    for (int k = first_book; k < last_book; k++)
        memcpy(context->part[role].codes + (size_t)k * t, frames->codes + (size_t)k * t,
               t * sizeof *frames->codes);
}

void rgen_context_hide(rgen_context *context, int role, int first, int last)
{
    const rgen_role *row = &context->roles->rows[role];
    for (int k = 0; k < row->n_books; k++) {
        uint16_t *codes = context->part[role].codes + (size_t)k * (size_t)context->n_frames;
        for (int t = first; t < last; t++)
            codes[t] = row->books[k];
    }
}

void rgen_context_loosen(rgen_context *context, int role, int first, int last, double strength,
                         uint64_t key)
{
    int per_bar = rgen_grid_frames_per_bar(&context->grid);
    int cell = per_bar % 8 == 0 ? per_bar / 2 : per_bar;
    int n_cells = (last - first + cell - 1) / cell;
    int wanted = (int)(strength * n_cells + 0.5);
    if (strength > 0 && wanted == 0)
        wanted = 1;
    /* Hide `wanted` of the cells: selection sampling (Knuth 3.4.2, algorithm S). */
    for (int i = 0, hidden = 0; i < n_cells && hidden < wanted; i++) {
        float u = rgen_philox_uniform(key, 0x6c6f6f73, (uint64_t)i);
        if ((float)(n_cells - i) * u >= (float)(wanted - hidden))
            continue;
        int a = first + i * cell, b = a + cell < last ? a + cell : last;
        rgen_context_hide(context, role, a, b);
        hidden++;
    }
}

const uint16_t *rgen_context_chords(const rgen_context *context)
{
    for (int r = 0; r < context->roles->count; r++) {
        const rgen_role *row = &context->roles->rows[r];
        if (row->kind != RGEN_KIND_CHORDAL)
            continue;
        for (int t = 0; t < context->n_frames; t++)
            if (context->part[r].codes[t] < row->books[0])
                return context->part[r].codes;
    }
    return NULL;
}

rgen_status rgen_context_view(const rgen_context *context, const rgen_model_shape *shape, int first,
                              int n, rgen_view *view, rgen_error *err)
{
    size_t books = 0, at = 0;
    int per_bar = rgen_grid_frames_per_bar(&context->grid);
    memset(view, 0, sizeof *view);
    for (int i = 0; i < shape->n_inputs; i++)
        books += (size_t)shape->input_n_books[i];
    view->codes = calloc(books * (size_t)n + 1, sizeof *view->codes);
    view->rows = calloc((size_t)shape->n_inputs + 1, sizeof *view->rows);
    view->places = calloc((size_t)n * 3 + 1, 1);
    if (!view->codes || !view->rows || !view->places) {
        rgen_view_clear(view);
        return rgen_fail(err, RGEN_ERR_MEMORY, "out of memory for the context");
    }
    for (int i = 0; i < shape->n_inputs; i++) {
        int r = rgen_roles_find(context->roles, shape->inputs[i]);
        view->rows[i] = view->codes + at;
        for (int k = 0; k < shape->input_n_books[i]; k++, at += (size_t)n) {
            uint16_t masked = shape->input_books[i][k];
            for (int t = 0; t < n; t++) {
                uint16_t code = masked;
                if (r >= 0 && k < context->part[r].n_books)
                    code = context->part[r].codes[(size_t)k * (size_t)context->n_frames +
                                                  (size_t)(first + t)];
                view->codes[at + (size_t)t] = code < masked ? code : masked;
            }
        }
    }
    for (int t = 0; t < n; t++) {
        int bar = t / per_bar, left = context->grid.bars - (first + t) / per_bar;
        view->places[t] = (uint8_t)(t % per_bar);
        view->places[n + t] = (uint8_t)(bar < 31 ? bar : 31);
        view->places[2 * n + t] = (uint8_t)(left < 31 ? left : 31);
    }
    view->input.codes = view->rows;
    view->input.beat = view->places;
    view->input.bar = view->places + n;
    view->input.to_end = view->places + 2 * n;
    return RGEN_OK;
}

void rgen_view_clear(rgen_view *view)
{
    free(view->codes);
    free(view->rows);
    free(view->places);
    memset(view, 0, sizeof *view);
}
