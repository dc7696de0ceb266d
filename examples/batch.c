/* One engine, many pieces: four variations of a sentence, a folder each, with the
 * prompt's meaning printed first and the seed as the only difference.
 *   build/examples/batch "lo-fi beat in D minor, 4 bars" out */
#include <inttypes.h>
#include <resonant/engine.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    rgen_engine *engine = NULL;
    rgen_error err = {0};
    rgen_intent intent;
    char key[32], folder[512];
    if (argc != 3) {
        fprintf(stderr, "usage: batch PROMPT FOLDER-PREFIX\n");
        return 2;
    }
    rgen_request request = rgen_request_default();
    if (rgen_request_intent(&request, argv[1], &intent, &err) != RGEN_OK ||
        rgen_engine_new(&engine, NULL, &err) != RGEN_OK) {
        fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    printf("%s, %g BPM, %s, %d bars\n", intent.genres[0].name, intent.bpm,
           rgen_key_name(intent.tonic, (rgen_mode)intent.mode, key, sizeof key), intent.bars);
    int failed = 0;
    for (request.seed = 1; request.seed <= 4 && !failed; request.seed++) {
        rgen_project *piece = NULL;
        snprintf(folder, sizeof folder, "%s-%" PRIu64, argv[2], request.seed);
        failed = rgen_generate(engine, argv[1], &request, &piece, &err) ||
                 rgen_project_save_as(piece, folder, 0, &err);
        if (failed)
            fprintf(stderr, "%s\n", err.message);
        else
            printf("%s: %.1f LUFS\n", folder, rgen_project_get_info(piece).lufs);
        rgen_project_free(piece);
    }
    rgen_engine_free(engine);
    return failed;
}
