/* Opening a renderer, and what it tells about its patches. */
#include "render/renderer.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"

rgen_status rgen_renderer_new(rgen_renderer **renderer, rgen_error *err) {
    char path[4096];
    rgen_status s = rgen_file_find("data/patches.json", path, sizeof path, err);
    *renderer = NULL;
    if (s) return s;
    rgen_renderer *r = calloc(1, sizeof *r);
    if (!r || !(r->fonts = rgen_font_new())) {
        free(r);
        return rgen_fail(err, RGEN_ERR_MEMORY, "no memory for the instruments");
    }
    if ((s = rgen_patches_load(&r->bank, path, err))) {
        rgen_renderer_free(r);
        return s;
    }
    *renderer = r;
    return RGEN_OK;
}

void rgen_renderer_free(rgen_renderer *r) {
    if (!r) return;
    rgen_patches_clear(&r->bank);
    rgen_font_free(r->fonts);
    free(r);
}

int rgen_patch_count(const rgen_renderer *r) { return r->bank.count; }

rgen_status rgen_patch_get(const rgen_renderer *r, int index, rgen_patch_info *info) {
    if (index < 0 || index >= r->bank.count) return RGEN_ERR_NOT_FOUND;
    const patch *p = &r->bank.patches[index];
    *info = (rgen_patch_info){p->id, p->name, rgen_kind_name(p->kind), p->words, p->n_words,
                              p->styles, p->n_styles, p->program};
    return RGEN_OK;
}

int rgen_patch_find(const rgen_renderer *r, const char *id) {
    for (int i = 0; i < r->bank.count; i++)
        if (!strcmp(r->bank.patches[i].id, id)) return i;
    return -1;
}

void rgen_patch_chain(const rgen_renderer *r, int index, const rgen_tone *tone,
                      rgen_chain *chain) {
    patch p;
    *chain = (rgen_chain){.width = 0.5f};
    if (index < 0 || index >= r->bank.count) return;
    rgen_patch_resolve(&r->bank.patches[index], tone, &p);
    *chain = p.chain;
}
