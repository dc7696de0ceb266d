#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGN = 64 };

size_t rgen_arena_need(size_t count, size_t size)
{
    if (size && count > (SIZE_MAX - ALIGN) / size)
        return SIZE_MAX;
    return (count * size + ALIGN - 1) / ALIGN * ALIGN;
}

int rgen_arena_init(rgen_arena *arena, size_t size)
{
    memset(arena, 0, sizeof *arena);
    size = rgen_arena_need(size ? size : 1, 1);
    if (size == SIZE_MAX || !(arena->base = aligned_alloc(ALIGN, size)))
        return -1;
    memset(arena->base, 0, size);
    arena->size = size;
    return 0;
}

void *rgen_arena_alloc(rgen_arena *arena, size_t count, size_t size)
{
    size_t need = rgen_arena_need(count, size);
    if (need == SIZE_MAX || need > arena->size - arena->used)
        return NULL;
    void *p = arena->base + arena->used;
    arena->used += need;
    return p;
}

void rgen_arena_free(rgen_arena *arena)
{
    free(arena->base);
    memset(arena, 0, sizeof *arena);
}
