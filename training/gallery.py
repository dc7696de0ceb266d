"""Piano rolls of generated pieces, one small SVG a style with its seeds below each
other, and a page that shows them all:

    build/bench/eval_styles STYLES --infills 0 > DUMP
    python -m training.gallery DUMP --out docs/gallery

A strip a track: drums by voice (kick at the bottom), the others by pitch over shaded
rows of the key; louder notes are darker; lines are bars. Chord symbols stand above the
harmony."""
import argparse
import os
from collections import defaultdict

from .composers.theory import MODES, SCALES
from .dataset import ROLES
from .features import TICKS, per_bar, read_dump

WIDTH, LEFT = 960, 4
HEIGHT = {"drums": 40, "bass": 34, "harmony": 52, "melody": 44}
COLORS = {"drums": "#d1495b", "bass": "#2e6f95", "harmony": "#3c8d5a", "melody": "#b5701c"}
GAP, TITLE = 4, 18
NAMES = "C Db D Eb E F F# G Ab A Bb B".split()
QUALITIES = ["", "m", "dim", "aug", "sus2", "sus4", "5", "maj7", "7", "m7", "m7b5", "dim7"]
SHADES = (0.4, 0.7, 1.0)
STYLE = ("text{font:10px system-ui,sans-serif;fill:#444}.c{font-size:8px;fill:#777}"
         "path{stroke:none}.l{stroke:#bbb;stroke-width:.6;fill:none}.k{fill:#f2f2ee}")


def chord_name(code, tonic):
    root, quality = divmod(int(code) - 1, len(QUALITIES))
    return NAMES[(root + tonic) % 12] + QUALITIES[quality] if code else ""


def number(x):
    return f"{x:.1f}".rstrip("0").rstrip(".")


def boxes(shapes):
    """One path of rectangles (x, y, width, height)."""
    return "".join(f"M{number(x)} {number(y)}h{number(w)}v{number(h)}h{number(-w)}z" for x, y, w, h in shapes)


def rows(role, notes):
    """Lowest and highest row of a strip: an octave at least."""
    if role == "drums":
        return 0, 7
    low, high = (int(notes[:, 2].min()), int(notes[:, 2].max())) if len(notes) else (60, 72)
    spare = max(0, 12 - (high - low))
    return low - spare // 2, high + (spare + 1) // 2


def strip(piece, role, top, scale):
    """The notes of one track as SVG; `scale` is pixels to a tick."""
    notes, height = piece.parts[role], HEIGHT[role]
    low, high = rows(role, notes)
    row = height / (high - low + 1)
    out, shades = [], defaultdict(list)
    if role != "drums":
        key = [p for p in range(low, high + 1) if (p - piece.tonic) % 12 in SCALES[piece.mode]]
        out.append(f'<path class="k" d="{boxes((LEFT, top + (high - p) * row, WIDTH, row) for p in key)}"/>')
    for start, length, pitch, velocity, *_ in notes:
        width = max(1.5, scale * (TICKS * 0.7 if role == "drums" else length) - 0.4)
        shade = min(2, int(velocity) // 43)
        shades[shade].append((LEFT + scale * max(0, start), top + (high - pitch) * row + 0.3, width, row - 0.6))
    out += [f'<path fill="{COLORS[role]}" fill-opacity="{SHADES[k]}" d="{boxes(shades[k])}"/>' for k in sorted(shades)]
    return out


def draw(piece, top):
    """One piece as SVG, and where the next may begin."""
    frames = piece.bars * per_bar(piece)
    scale = WIDTH / (frames * TICKS)
    title = (f"seed {piece.seed}: {NAMES[piece.tonic % 12]} {MODES[piece.mode]}, {piece.bpm:g} BPM, "
             f"{piece.meter[0]}/{piece.meter[1]}")
    out = [f'<text x="{LEFT}" y="{top + 11}">{title}</text>']
    first = y = top + TITLE
    for role in ROLES:
        if role == "harmony" and piece.chords is not None:
            y += 8
            changes = [f for f in range(frames) if f == 0 or piece.chords[f] != piece.chords[f - 1]]
            out += [f'<text class="c" x="{number(LEFT + scale * TICKS * f)}" y="{y - 2}">'
                    f'{chord_name(piece.chords[f], piece.tonic)}</text>' for f in changes]
        out += strip(piece, role, y, scale)
        y += HEIGHT[role] + GAP
    lines = "".join(f"M{number(LEFT + WIDTH * b / piece.bars)} {first}V{y - GAP}" for b in range(piece.bars + 1))
    out.append(f'<path class="l" d="{lines}"/>')
    return out, y + 6


def page(pieces):
    """An SVG document of some pieces."""
    body, y = [], 4
    for piece in pieces:
        lines, y = draw(piece, y)
        body += lines
    size = f"{WIDTH + 2 * LEFT} {y}"
    return "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}">', f"<style>{STYLE}</style>",
                      '<rect width="100%" height="100%" fill="#fff"/>', *body, "</svg>\n"])


def main():
    p = argparse.ArgumentParser(description="Draw generated pieces.")
    p.add_argument("dump")
    p.add_argument("--out", default="docs/gallery")
    a = p.parse_args()
    styles = defaultdict(list)
    with open(a.dump) as f:
        for piece in read_dump(f):
            if piece.variant == "new":
                styles[piece.style].append(piece)
    os.makedirs(a.out, exist_ok=True)
    for style, pieces in styles.items():
        with open(os.path.join(a.out, style + ".svg"), "w") as f:
            f.write(page(pieces))
    with open(os.path.join(a.out, "README.md"), "w") as f:
        f.write("# Gallery\n\nFive seeds of every style, 8 bars each, as they came out of the models that "
                "ship: nothing was\nchosen or mended. Drums (kick at the bottom), bass, harmony with its "
                "chords, melody; louder notes are\ndarker. `training/gallery.py` draws them.\n")
        for style in sorted(styles):
            f.write(f"\n## {style}\n\n![{style}]({style}.svg)\n")


if __name__ == "__main__":
    main()
