"""Constants and pattern helpers of the toolkit."""

KICK, SNARE, HAT, OPEN, LOW, HIGH, RIDE, CRASH = range(8)
NORMAL, STACCATO, SLIDE, GHOST = range(4)
TICKS = 120
GHOST_BELOW = 52  # a snare softer than this is a ghost note
OFFSETS = (0, 10, 20, 40, 60, 80, 100, 110)  # what a frame's micro-timing can say


def pick(r, weights):
    """A key of {key: weight}."""
    keys = list(weights)
    return r.choices(keys, [weights[k] for k in keys])[0]


def frame_of(note):
    """The frame that a note begins in: up to half a frame early."""
    return (note[0] + 60) // TICKS


def fit(pattern, n):
    """A pattern cut or continued to a bar of n frames."""
    return (pattern * (n // len(pattern) + 1))[:n] if len(pattern) < n else pattern[:n]


def held(text):
    """The strokes X and x of a text: (place, letter, how many - follow)."""
    return [(i, c, len(text[i + 1:]) - len(text[i + 1:].lstrip("-"))) for i, c in enumerate(text) if c in "xX"]


def euclid(onsets, steps, turn=0, mark="x"):
    """Onsets spread as evenly as can be: euclid(3, 8) is the tresillo."""
    p = [mark if (i * onsets) % steps < onsets else "." for i in range(steps)]
    turn %= steps
    return "".join(p[turn:] + p[:turn])
