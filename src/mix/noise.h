/* Noise by position: 64 random bits that depend on a key and a place alone, so
 * that dither, hiss and crackle are the same bytes however the work is cut up.
 *
 * The mixing function is that of SplitMix64 (Steele, Lea, Flood, "Fast splittable
 * pseudorandom number generators", OOPSLA 2014); it is cheaper than Philox, and
 * noise that nobody decides on needs no more. */
#ifndef MIX_NOISE_H
#define MIX_NOISE_H

#include <stdint.h>

static inline uint64_t noise_bits(uint64_t key, uint64_t index)
{
    uint64_t z = key + (index + 1) * 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

/* A key for a purpose: streams of one seed must not run in step. */
static inline uint64_t noise_key(uint64_t seed, uint64_t purpose)
{
    return noise_bits(seed, noise_bits(purpose, 0));
}

/* Uniform in [-1, 1), 24 bits. */
static inline float noise_uniform(uint64_t key, uint64_t index)
{
    return (float)(int32_t)(noise_bits(key, index) >> 40) * (1.0f / 8388608.0f) - 1.0f;
}

#endif
