/* A picture of a piece: drum grid, piano rolls and waveforms of its tracks. */
#ifndef EXPORT_DRAW_H
#define EXPORT_DRAW_H

#include <stddef.h>

#include "resonant/project.h"

/* Draw the present takes as one SVG document, 1200 units wide; `name` is its
 * title. The caller frees *svg. The same project gives the same bytes. */
rgen_status rgen_draw_svg(const rgen_project *project, const char *name, char **svg, size_t *size,
                          rgen_error *err);

#endif
