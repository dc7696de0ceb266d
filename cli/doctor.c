/* models and doctor: what is installed. These two look behind the public API,
 * at the very files that the engine would load. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/threads.h"
#include "cli.h"
#include "models/track_model.h"
#include "nn/gguf.h"
#include "nn/kernels.h"
#include "render/font.h"
#include "render/render.h"

/* One row of `resonant models`; returns 0 when the file is good. */
static int print_model(const rgen_role *role, int wide)
{
    char name[64], path[512];
    rgen_gguf *file = NULL;
    rgen_error err = {0};
    struct stat st;
    uint32_t width = 0, decoder = 0, encoder = 0;
    snprintf(name, sizeof name, "models/%s.gguf", role->name);
    if (rgen_file_find(name, path, sizeof path, &err) != RGEN_OK || stat(path, &st) != 0 ||
        rgen_gguf_open(&file, path, &err) != RGEN_OK ||
        rgen_gguf_u32(file, "resonant.width", &width, &err) != RGEN_OK ||
        rgen_gguf_u32(file, "resonant.decoder.layers", &decoder, &err) != RGEN_OK ||
        rgen_gguf_u32(file, "resonant.encoder.layers", &encoder, &err) != RGEN_OK) {
        printf("%-9s not usable: %s\n", role->name, err.message);
        rgen_gguf_free(file);
        return 1;
    }
    const char *title = rgen_gguf_string(file, "general.name");
    printf("%-9s %5.1f MB  width %u, %u decoder and %u encoder layers, %d books%s%s\n", role->name,
           (double)st.st_size / 1e6, width, decoder, encoder, role->n_books, title ? ", " : "",
           title ? title : "");
    if (wide)
        printf("          %s\n", path);
    rgen_gguf_free(file);
    return 0;
}

int cmd_models(cli_words *w)
{
    const cli_option options[] = {{0}};
    const rgen_roles *roles = rgen_roles_default();
    int bad = 0, code;
    if ((code = cli_parse(w, options, 0, 0)) >= 0)
        return code;
    for (int i = 0; i < roles->count; i++)
        bad += print_model(&roles->rows[i], !cli_quiet);
    return bad ? CLI_FAILED : CLI_DONE;
}

static int check_patches(void)
{
    rgen_renderer *renderer = NULL;
    rgen_error err = {0};
    rgen_patch_info info;
    int kits = 0;
    if (rgen_renderer_new(&renderer, &err) != RGEN_OK) {
        printf("patches   not usable: %s\n", err.message);
        return 1;
    }
    int n = rgen_patch_count(renderer);
    for (int i = 0; i < n; i++)
        kits += rgen_patch_get(renderer, i, &info) == RGEN_OK && strcmp(info.kind, "drums") == 0;
    printf("patches   %d, and %d drum kits\n", n - kits, kits);
    rgen_renderer_free(renderer);
    return 0;
}

static int check_soundfont(void)
{
    font *f = rgen_font_new();
    font_synth *synth = NULL;
    rgen_error err = {0};
    int bad = !f || rgen_font_take(f, &synth, &err) != RGEN_OK;
    if (bad)
        printf("soundfont not usable: %s\n", err.message[0] ? err.message : "out of memory");
    else {
        printf("soundfont found\n");
        rgen_font_give(f, synth);
    }
    rgen_font_free(f);
    return bad;
}

int cmd_doctor(cli_words *w)
{
    static const char *const tables[] = {"ref", "neon", "avx2", "avx512"};
    const cli_option options[] = {{0}};
    const rgen_roles *roles = rgen_roles_default();
    int bad = 0, code;
    if ((code = cli_parse(w, options, 0, 0)) >= 0)
        return code;
    printf("version   %s\nSIMD      %s (", RGEN_VERSION, rgen_kernels_get()->name);
    for (size_t i = 0, first = 1; i < sizeof tables / sizeof *tables; i++)
        if (rgen_kernels_find(tables[i])) {
            printf("%s%s", first ? "available: " : ", ", tables[i]);
            first = 0;
        }
    rgen_threads *threads = rgen_threads_new(0);
    printf(")\nthreads   %d\n", rgen_threads_count(threads));
    rgen_threads_free(threads);
    for (int i = 0; i < roles->count; i++)
        bad += print_model(&roles->rows[i], 0);
    bad += check_patches();
    bad += check_soundfont();
    puts(bad ? "something is missing; see above" : "all is well");
    return bad ? CLI_FAILED : CLI_DONE;
}
