/* The NEON kernels without cmocka, which Debian has no cross build of: `make
 * check-neon` builds this for 64-bit ARM and runs it under qemu-aarch64. */
#include "kernel_cases.h"
#include "nn/nn.h"

int main(void)
{
    char where[256] = "";
    uint64_t sum = kernel_run(&rgen_kernels_neon, &rgen_kernels_ref, where, sizeof where);
    if (sum == 0) {
        printf("not ok - %s\n", where);
        return 1;
    }
    if (sum != kernel_checksum_expected) {
        printf("not ok - checksum 0x%llx on ARM, 0x%llx on x86\n", (unsigned long long)sum,
               (unsigned long long)kernel_checksum_expected);
        return 1;
    }
    printf("ok - neon kernels match ref, and ref matches x86 (%s in use)\n", rgen_kernels_name());
    return strcmp(rgen_kernels_name(), "neon") != 0;
}
