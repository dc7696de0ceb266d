/* Make a piece, keep its drums, and ask for another bass.
 *   build/examples/generate_lock_regenerate night */
#include <resonant/engine.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    rgen_engine *engine = NULL;
    rgen_project *night = NULL;
    rgen_error err = {0};
    const char *folder = argc > 1 ? argv[1] : "night";
    int failed = rgen_engine_new(&engine, NULL, &err) ||
                 rgen_generate(engine, "dark techno with driving bass", NULL, &night, &err) ||
                 rgen_project_lock(night, "drums", &err) ||
                 rgen_regenerate(engine, night, "bass", "make the bass more aggressive", NULL, &err) ||
                 rgen_project_save_as(night, folder, 0, &err);
    if (failed)
        fprintf(stderr, "%s\n", err.message);
    rgen_project_free(night);
    rgen_engine_free(engine);
    return failed;
}
