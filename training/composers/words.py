"""Prompts: many ways to ask in words for the piece that was written."""
from .theory import MODES

SHARP = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
FLAT = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
MOOD_WORDS = {
    "dark": ("dark", "menacing", "gloomy", "brooding", "sinister", "shadowy"),
    "bright": ("bright", "shiny", "sunny", "sparkling", "radiant"),
    "happy": ("happy", "cheerful", "joyful", "uplifting", "feel-good"),
    "sad": ("sad", "sorrowful", "tearful", "heartbroken"),
    "calm": ("calm", "chill", "relaxed", "peaceful", "mellow", "laid-back"),
    "energetic": ("energetic", "driving", "high-energy", "powerful", "pumping"),
    "aggressive": ("aggressive", "hard", "angry", "fierce", "brutal"),
    "dreamy": ("dreamy", "floating", "ethereal", "hazy", "spacey"),
    "warm": ("warm", "cosy", "soft", "soulful", "rich"),
    "tense": ("tense", "nervous", "uneasy", "suspenseful"),
    "epic": ("epic", "huge", "anthemic", "heroic", "big"),
    "playful": ("playful", "quirky", "cheeky", "bouncy", "fun"),
    "romantic": ("romantic", "tender", "intimate", "loving"),
    "melancholic": ("melancholic", "wistful", "nostalgic", "bittersweet"),
    "mysterious": ("mysterious", "enigmatic", "eerie", "hypnotic"),
    "groovy": ("groovy", "funky", "swinging", "danceable"),
}
LOW_HIGH = {
    "density": (("sparse", "minimal", "simple"), ("busy", "dense", "intricate")),
    "register": (("low", "deep"), ("high", "high-pitched")),
    "velocity": (("soft", "gentle", "quiet"), ("loud", "hard-hitting", "punchy")),
    "articulation": (("staccato", "short", "plucky"), ("legato", "sustained", "long")),
    "swing": (("straight", "tight"), ("swung", "lazy", "laid-back")),
}
ROLE_WORDS = {"drums": ("drums", "beat", "drum groove"), "bass": ("bass", "bass line", "bassline"),
              "harmony": ("chords", "harmony"), "melody": ("melody", "lead", "top line")}


def key_name(r, tonic, mode):
    name = (FLAT if r.random() < 0.5 else SHARP)[tonic]
    return name + " " + MODES[mode]


def prompt(r, s):
    """One prompt for the song `s`: style, moods, and some of tempo, key, metre,
    length, instruments and attributes; nothing that is not so."""
    name = r.choice(s.spec.words)
    moods = [r.choice(MOOD_WORDS[m]) for m in s.moods]
    if r.random() < 0.2:
        moods = moods[:1]
    head = " ".join([" and ".join(moods) if r.random() < 0.5 else " ".join(moods), name]).strip()
    head = r.choice(("{}", "{}", "{}", "a {} loop", "{} track", "make a {} groove", "some {}",
                     "I want {}", "give me some {}", "{} instrumental")).format(head)
    exact = []
    if r.random() < 0.4:
        exact.append(r.choice(("{} bpm", "at {} BPM", "{}bpm", "around {} bpm")).format(round(s.bpm)))
    if r.random() < 0.35:
        exact.append("in " + key_name(r, s.tonic, s.mode))
    if s.meter != (4, 4) and r.random() < 0.8:
        exact.append("in %d/%d" % s.meter)
    if r.random() < 0.15:
        exact.append("%d bars" % s.bars)
    with_ = []
    for role in ("drums", "bass", "harmony", "melody"):
        if role not in s.heard or r.random() > 0.45:
            continue
        about = []
        for attr, (low, high) in LOW_HIGH.items():
            v = s.heard[role].get(attr)
            if v is not None and r.random() < 0.35 and (v < 0.2 or v > 0.8):
                about.append(r.choice(high if v > 0.8 else low))
        word = s.instruments.get(role, "")
        noun = r.choice(ROLE_WORDS[role])
        if word and r.random() < 0.75:
            noun = (word if any(w in word for w in ("bass", "drum", "kit", "piano", "guitar", "pad", "lead", "808"))
                    else word + " " + noun)
        with_.append(" ".join(about[:2] + [noun]))
    r.shuffle(with_)
    text = head
    if exact and r.random() < 0.5:
        text += " " + " ".join(exact)
        exact = []
    if with_:
        text += " with " + (", ".join(with_[:-1]) + " and " + with_[-1] if len(with_) > 1 else with_[0])
    if exact:
        text += ", " + " ".join(exact)
    return text if r.random() < 0.7 else text[0].upper() + text[1:] + r.choice(("", "."))
