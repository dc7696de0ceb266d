/* A bump allocator: one block sized before the work starts, carved without
 * further malloc, freed whole. Zeroed and 64-byte aligned pieces. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

typedef struct rgen_arena {
    unsigned char *base;
    size_t size, used;
} rgen_arena;

/* Reserve `size` bytes (zeroed). Returns 0, or -1 when memory is short. */
int rgen_arena_init(rgen_arena *arena, size_t size);

/* `count * size` zeroed bytes on a 64-byte boundary, or NULL when the arena is
 * full or the product overflows. Lives until rgen_arena_free. */
void *rgen_arena_alloc(rgen_arena *arena, size_t count, size_t size);

/* What rgen_arena_alloc(count, size) takes from the arena, for sizing it. */
size_t rgen_arena_need(size_t count, size_t size);

void rgen_arena_free(rgen_arena *arena);

#endif
