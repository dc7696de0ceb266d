/* Philox4x32-10 (base/philox.h): ten rounds of two 32 x 32 -> 64 multiplications,
 * with the constants of the paper. */
#include "base/philox.h"

void rgen_philox(uint64_t key, uint64_t counter_hi, uint64_t counter_lo, uint32_t out[4])
{
    uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
    uint32_t c0 = (uint32_t)counter_lo, c1 = (uint32_t)(counter_lo >> 32);
    uint32_t c2 = (uint32_t)counter_hi, c3 = (uint32_t)(counter_hi >> 32);
    for (int round = 0; round < 10; round++) {
        uint64_t a = (uint64_t)0xD2511F53u * c0, b = (uint64_t)0xCD9E8D57u * c2;
        c0 = (uint32_t)(b >> 32) ^ c1 ^ k0;
        c1 = (uint32_t)b;
        c2 = (uint32_t)(a >> 32) ^ c3 ^ k1;
        c3 = (uint32_t)a;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    out[0] = c0;
    out[1] = c1;
    out[2] = c2;
    out[3] = c3;
}

float rgen_philox_uniform(uint64_t key, uint64_t stream, uint64_t index)
{
    uint32_t word[4];
    rgen_philox(key, stream, index, word);
    return (float)(word[0] >> 8) * 0x1p-24f;
}

uint64_t rgen_philox_derive(uint64_t key, const char *label, uint64_t number)
{
    uint64_t hash = 0xcbf29ce484222325u; /* FNV-1a of the label chooses the stream */
    uint32_t word[4];
    for (; *label; label++)
        hash = (hash ^ (unsigned char)*label) * 0x100000001b3u;
    rgen_philox(key, hash, number, word);
    return (uint64_t)word[1] << 32 | word[0];
}
