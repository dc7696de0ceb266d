/* Any bytes as a MIDI file: read, assigned to roles, encoded to frames, decoded
 * and written again. Built with clang -fsanitize=fuzzer. */
#include <stdlib.h>

#include "score/assign.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    rgen_midi_song song;
    rgen_assignment a;
    const rgen_roles *roles = rgen_roles_default();
    if (rgen_midi_parse(data, size, &song, NULL)) return 0;
    if (!rgen_assign(&song, roles, NULL, &a, NULL)) {
        for (int i = 0; i < a.n_pieces && i < 4; i++) {
            rgen_midi_track tracks[RGEN_ASSIGN_ROLES];
            uint8_t *file;
            size_t n;
            for (int k = 0; k < roles->count; k++) {
                rgen_frames frames = { 0 };
                rgen_part back = { 0 };
                if (!rgen_encode(&roles->rows[k], &a.pieces[i].grid, &a.pieces[i].parts[k], &frames,
                                 NULL, NULL))
                    rgen_decode(&roles->rows[k], &a.pieces[i].grid, &frames, &back, NULL);
                rgen_frames_clear(&frames);
                rgen_part_clear(&back);
                tracks[k] = (rgen_midi_track){ &roles->rows[k], &a.pieces[i].parts[k], 0 };
            }
            if (!rgen_midi_write(&a.pieces[i].grid, tracks, roles->count, "x", &file, &n, NULL))
                free(file);
        }
        rgen_assignment_clear(&a);
    }
    rgen_midi_clear(&song);
    return 0;
}
