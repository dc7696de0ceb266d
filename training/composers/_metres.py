"""The metres that are not four-four, as a band plays them plainly: bar patterns
for kit, bass, chords and tune, one character a sixteenth.

    3/4   ONE two three: kick on the one, light strokes on two and three
    6/8   ONE-and-a TWO-and-a: kick on the first eighth, snare on the fourth
    5/4   three and two: the bar leans on one and four
    7/8   two, two and three eighths: leans on the first, third and fifth eighth

A style with an idiom of its own (a jazz waltz, a metal riff) writes it in its
file; these are for the styles in which a waltz is simply a waltz."""
from ._base import HAT, KICK, RIDE, SNARE

# metre -> kicks, snares, hats when there are few notes, hats when there are many
KIT = {
    (3, 4): (("X...........", "X...........", "X.....o.....", "X.........o."),
             ("....o...o...", "....o...x...", "........x..."),
             ("....x...x...", "x...o...o..."), ("X.o.x.o.x.o.", "o.o.x.o.x.o.", "X...x.o.x.o.")),
    (6, 8): (("X...........", "X...x.......", "X.........o.", "X...o.....o."), ("......X.....",),
             ("X.....x.....", "X...o.x...o."), ("X.o.o.X.o.o.", "X.ooo.X.ooo.", "X.o.oxX.o.ox")),
    (5, 4): (("X...........X.......", "X.....x.....X.......", "X...........X.....o."),
             ("........X.......X...", "....X...........X...", "........X.........x."),
             ("X...o...o...X...o...", "....x...x.......x..."), ("X.o.x.o.x.o.X.o.x.o.", "X.o.o.x.o.o.X.o.x.o.")),
    (7, 8): (("X.......X.....", "X.......X...o.", "X.....o.X....."),
             ("....X.......X.", "....X.....X...", "....X........."),
             ("X...X...X.....", "X...x...x...o."), ("X.o.X.o.X.o.o.", "X.o.x.o.X.oxo.")),
}
# metre -> bass of few notes, bass of many
BASS = {
    (3, 4): (("R-----------", "R-------5---", "R-----------"), ("R---5---5---", "R---3---5---", "R-------5-A-",
                                                                "R---5---3-A-")),
    (6, 8): (("R-----------", "R-----5-----", "R-----R---A-"), ("R---R-5---A-", "R---5-8---5-", "R-R-R-5-5-A-",
                                                                "R---R-R---A-")),
    (5, 4): (("R-----------R-------", "R-----------5-------"), ("R-----5-----R---A---", "R---5---8---5---A---",
                                                                "R---R---5---R---R-A-")),
    (7, 8): (("R-------R-----", "R-------5-----"), ("R---R---R---A-", "R---5---R---5-", "R---R---5-R-A-",
                                                    "R-R-R-R-R-5-A-")),
}
# metre -> chords held, chords in rhythm
COMP = {
    (3, 4): (("x-----------", "x-------o---"), ("x---o---o---", "x---o-o-o-o-", "....x---x---", "x---x---o-o-")),
    (6, 8): (("x-----------", "x-----o-----"), ("x-o-o-x-o-o-", "x---o-x---o-", "X-o-x-X-o-o-")),
    (5, 4): (("x-------------------", "x-----------o-------"), ("x-----x-----x---x---", "x---o---o---x---o---",
                                                                "x-o-x-o-x-o-X-o-x-o-")),
    (7, 8): (("x-------------", "x-------o-----"), ("x---x---x-----", "X-o-X-o-X-o-o-", "x---x---x-o-o-")),
}
# metre -> tunes of few notes, tunes of many
TUNE = {
    (3, 4): (("x-------x---", "x-----------", "x---x---x---", "x-----......", "x-------...."),
             ("x---x-x-x---", "x-x-x-x-x---", "x-----x-x-x-", "....x---x---", "x---x-x-x-x-")),
    (6, 8): (("x-----x-----", "x-----------", "x---x-x-----", "x-----......"),
             ("x---x-x---x-", "x-x-x-x-----", "x-x-x-x---x-", "..x-x-x---x-", "x-x-x-x-x-x-")),
    (5, 4): (("x-----------x-------", "x-------x---x-------", "x-----------........"),
             ("x---x---x---x---x---", "x---x-x-x---x-------", "x-----x-x---x-x-x---", "x-x-x-x-x---x---....")),
    (7, 8): (("x-------x-----", "x---x---x-----", "x-------......"),
             ("x---x---x---x-", "x-x-x---x-x-x-", "x---x-x-x-----", "x-x-x-x-x-x-x-")),
}
# metre -> running eighths with the weight where the bar leans
PULSE = {
    (4, 4): "X.o.x.o.X.o.x.o.", (3, 4): "X.o.x.o.x.o.", (6, 8): "X.o.o.X.o.o.", (5, 4): "X.o.x.o.x.o.X.o.x.o.",
         (7, 8): "X.o.X.o.X.o.o.",
}


def bank(s, table, role):
    """The patterns of a table for the song's metre and a role's density."""
    few, many = table[s.meter]
    d = s.dens(role)
    return few if d < 0.3 else few + many if d < 0.6 else many


def kit(s, kick, snare, hat):
    """A plain beat in the song's metre; the numbers are how hard each is played."""
    kicks, snares, few, many = KIT[s.meter]
    d = s.dens("drums")
    s.drum(KICK, s.choose(*kicks), vel=kick)
    snared = range(s.enter(0.1), s.bars)
    s.drum(SNARE, s.choose(*snares), snared, snare)
    s.drum(s.choose(HAT, HAT, RIDE), s.choose(*(few if d < 0.35 else many)), vel=hat)
    s.ghosts(SNARE, 0.25 * d, (3, 5, 9, 11), 36, snared)
