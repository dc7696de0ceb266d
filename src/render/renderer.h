/* The inside of a renderer. */
#ifndef RENDER_RENDERER_H
#define RENDER_RENDERER_H

#include "render/font.h"
#include "render/patches.h"

struct rgen_renderer {
    patch_bank bank;
    font *fonts;
};

#endif
