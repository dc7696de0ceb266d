"""The condition table: which rows a model has, and which of them a piece lights.

The rows are written into the weight file by name, and src/models reads them
from there; the two sides share nothing but these names. A value between two
rows (an attribute, a tempo) lights both, weighted by nearness, so that control
is continuous.
"""

STYLES = """techno house deephouse acid lofi boombap trap dnb dubstep garage triphop synthwave
ambient downtempo trance disco funk soul gospel pop rock punk metal jazz bossa latin afrobeat
reggae folk country blues cinematic chiptune hiphop""".split()
MOODS = """dark bright happy sad calm energetic aggressive dreamy warm tense epic playful romantic
melancholic mysterious groovy""".split()
MODES = "major minor dorian phrygian lydian mixolydian".split()
METERS = [(4, 4), (3, 4), (6, 8), (5, 4), (7, 8)]
TEMPOS = list(range(60, 191, 10))
ATTRIBUTES = "density syncopation register range velocity articulation swing repetition".split()
LEVELS = 8
TASKS = ["skeleton"]  # write the chord symbols alone

NAMES = (
    [f"style.{s}" for s in STYLES]
    + [f"mood.{m}" for m in MOODS]
    + [f"mode.{m}" for m in MODES]
    + [f"meter.{a}/{b}" for a, b in METERS]
    + [f"bpm.{t}" for t in TEMPOS]
    + [f"attr.{a}.{i}" for a in ATTRIBUTES for i in range(LEVELS)]
    + [f"task.{t}" for t in TASKS]
)
ROW = {name: i for i, name in enumerate(NAMES)}
SLOTS = 32  # most rows that a piece lights


def between(position, rows):
    """Weights of the two rows around a fractional position, as [(row, weight)]."""
    position = min(max(position, 0.0), len(rows) - 1.0)
    low = min(int(position), len(rows) - 2)
    t = position - low
    return [(r, w) for r, w in ((rows[low], 1 - t), (rows[low + 1], t)) if w > 0.01]


def tempo(bpm):
    return between((bpm - TEMPOS[0]) / 10.0, [ROW[f"bpm.{t}"] for t in TEMPOS])


def attribute(name, value):
    return between(value * (LEVELS - 1), [ROW[f"attr.{name}.{i}"] for i in range(LEVELS)])
