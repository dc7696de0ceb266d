"""Composers: programs that write labelled four-track pieces, one file a style.

compose(style, seed) -> Piece; styles() lists what there is."""
import importlib
import os

from .toolkit import Piece, Song

_SHARED = {"toolkit", "theory", "melody", "words"}
STYLES = sorted(f[:-3] for f in os.listdir(os.path.dirname(__file__))
                if f.endswith(".py") and f[0] != "_" and f[:-3] not in _SHARED)
_cache = {}


def compose(style, seed):
    """The piece of a style and a seed: always the same one."""
    if style not in STYLES:
        raise ValueError("unknown style %r; known: %s" % (style, ", ".join(STYLES)))
    if style not in _cache:
        _cache[style] = importlib.import_module("." + style, __name__)
    module = _cache[style]
    song = Song(style, module.SPEC, seed)
    module.write(song)
    return song.finish()


def styles():
    """The names of all styles, sorted."""
    return list(STYLES)
