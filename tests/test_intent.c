/* Prompts and what must be understood of them.
 *
 * An expectation is a row of checks parted by blanks:
 *   bpm=72 key=F#_minor meter=3/4 bars=8 sec=20 mode=minor known=0
 *   bpm:said        where a value came from (said, inferred, default)
 *   genre=techno    the strongest genre     has=jazz   among the genres
 *   mood=dark  -mood=dark                   +drums -drums   wanted or not
 *   ins=bass/808    an instrument, noins=bass/808 none           up=drums.swing down=bass.drive   said so
 *   edit=bass.drive+  edit=.density-        noedit     fail */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "intent/lexicon.h"
#include "intent/settle.h"
#include "resonant/intent.h"

static const struct { const char *prompt, *expect; } table[] = {
    /* the sentences of the design */
    {"dark techno with driving bass",
     "bpm=130 bpm:inferred key=F_minor key:inferred bars=8 bars:default meter=4/4 genre=techno "
     "mood=dark up=bass.density up=bass.velocity +drums +melody noedit known=4"},
    {"make the bass more aggressive",
     "edit=bass.drive+ edit=bass.brightness+ edit=bass.density+ edit=bass.velocity+ known=3"},
    {"chill lo-fi hip-hop beat at 72 BPM with jazzy chords, lazy swing drums, and warm analog bass",
     "bpm=72 bpm:said genre=lofi has=jazz mood=calm up=drums.swing ins=bass/analog "
     "down=bass.brightness noedit"},
    {"a more organic feel", "edit=.swing+ edit=.repetition- edit=.age+"},
    {"drums with a more organic feel", "edit=drums.swing+ edit=drums.repetition-"},
    {"menacing", "mood=dark mood=tense mode=minor key:inferred"},
    {"more aggressive", "edit=.drive+ edit=.density+ edit=.velocity+"},
    {"lazier", "edit=.swing+"},
    {"upbeat electronic dance music, energetic synths, four-on-the-floor kick, bright leads, 128 BPM, "
     "festival energy",
     "bpm=128 mood=happy mood=energetic has=house has=trance ins=harmony/synth ins=drums/kick "
     "up=melody.brightness mode=major"},
    {"relaxing lo-fi hip hop beat, warm vinyl sound, soft drums, jazzy chords, 75 BPM, peaceful morning "
     "vibes", "bpm=75 genre=lofi has=jazz mood=calm mood=warm up=bass.age down=drums.velocity"},
    {"gentle acoustic folk, fingerpicked guitar, warm and intimate, organic feel, 95 BPM, coffeehouse "
     "atmosphere",
     "bpm=95 genre=folk mood=calm mood=warm ins=harmony/acoustic-guitar ins=harmony/fingerpicked "
     "up=drums.age mode=major"},
    {"Intimate acoustic folk with fingerpicked guitar", "genre=folk mood=warm ins=harmony/acoustic-guitar"},
    {"Chill lo-fi hip-hop with warm analog character", "genre=lofi mood=calm"},
    {"High-energy electronic dance track", "mood=energetic has=house"},
    /* tempo */
    {"around 140", "bpm=140 bpm:said"},
    {"techno around 140", "bpm=140 bpm:said genre=techno"},
    {"72 BPM", "bpm=72 bpm:said"},
    {"140bpm trap", "bpm=140 bpm:said genre=trap"},
    {"house at 128", "bpm=128 bpm:said"},
    {"120-ish pop", "bpm=120 bpm:said"},
    {"120ish", "bpm=120 bpm:said"},
    {"between 120 and 130 bpm", "bpm=125 bpm:said"},
    {"between 120 and 130", "bpm=125 bpm:said"},
    {"120-130 BPM house", "bpm=125 bpm:said"},
    {"from 80 to 90 bpm", "bpm=85 bpm:said"},
    {"120 to 126 bpm", "bpm=123"},
    {"tempo 90", "bpm=90 bpm:said"},
    {"tempo: 90, funk", "bpm=90 genre=funk"},
    {"a tempo of about 96", "bpm=96 bpm:said"},
    {"BPM: 174", "bpm=174 bpm:said"},
    {"bpm=101", "bpm=101 bpm:said"},
    {"72.5 bpm", "bpm=72.5"},
    {"ninety bpm", "bpm=90"},
    {"one hundred and twenty bpm", "bpm=120"},
    {"one twenty eight bpm", "bpm=128"},
    {"~95 bpm", "bpm=95"},
    {"techno @ 135", "bpm=135"},
    {"dnb 172", "bpm=172 bpm:said genre=dnb"},
    {"100 beats per minute", "bpm=100"},
    {"slow techno", "bpm:inferred genre=techno bpm<125"},
    {"fast house", "bpm:inferred bpm>128"},
    {"slow", "bpm:inferred bpm<90"},
    {"fast", "bpm:inferred bpm>130"},
    {"half-time drums at 140", "bpm=140 down=drums.density"},
    {"double-time drums", "up=drums.density"},
    {"808s and 909s", "bpm:default ins=bass/808 ins=drums/909"},
    {"juno 106 pads", "bpm:default ins=harmony/analog"},
    {"900 bpm", "fail"}, {"5 bpm", "fail"}, {"0 BPM", "fail"}, {"20 bpm", "bpm=20"},
    {"400 bpm", "bpm=400"},
    /* key */
    {"techno in F# minor", "key=F#_minor key:said bpm=130"},
    {"in C", "key=C_major key:said"},
    {"A-flat major", "key=Ab_major key:said"},
    {"a flat major pop song", "key=Ab_major key:said"},
    {"Dm", "key=D_minor key:said"},
    {"d dorian", "key=D_dorian key:said"},
    {"Bb", "key=Bb_major key:said"},
    {"key of G", "key=G_major key:said"},
    {"in the key of e minor", "key=E_minor key:said"},
    {"c#m trap", "key=C#_minor key:said genre=trap"},
    {"ebmaj house", "key=Eb_major key:said"},
    {"B flat minor", "key=Bb_minor key:said"},
    {"F sharp phrygian", "key=F#_phrygian key:said"},
    {"G♯ minor", "key=G#_minor key:said"},
    {"E♭ major", "key=Eb_major key:said"},
    {"C Lydian ambient", "key=C_lydian key:said genre=ambient"},
    {"mixolydian rock", "mode=mixolydian key:inferred"},
    {"A minor techno", "key=A_minor key:said"},
    {"a minor techno loop in a", "key=A_minor key:said"},
    {"in A", "key=A_major key:said"},
    {"techno, Am, 130 bpm", "key=A_minor key:said bpm=130"},
    {"in d with rhodes", "key=D_major key:said ins=harmony/rhodes"},
    {"C harmonic minor", "key=C_minor key:said"},
    {"a dark techno track", "key:inferred key=F_minor"},
    {"a happy song", "key:inferred mode=major"},
    {"a beat", "key:default"},
    {"in a dream", "key:default"},
    {"make a minor change", "key:default"},
    {"in a minor key", "mode=minor key:inferred"},
    {"in a major key", "mode=major key:inferred"},
    {"house in minor", "mode=minor key:inferred"},
    {"3 AM vibes", "key:default"},
    {"I AM A ROBOT", "key:default"},
    {"fm synth lead", "key:default ins=melody/fm"},
    {"happy techno", "mode=major key:inferred"},
    {"sad pop", "mode=minor mood=sad"},
    /* metre */
    {"in 3/4", "meter=3/4 meter:said"},
    {"waltz", "meter=3/4 meter:said"},
    {"jazz waltz", "meter=3/4 genre=jazz"},
    {"6/8 folk", "meter=6/8 genre=folk"},
    {"seven eight", "meter=7/8 meter:said"},
    {"in seven eight time", "meter=7/8"},
    {"5/4 time", "meter=5/4 meter:said"},
    {"three-four time", "meter=3/4"},
    {"in six eight", "meter=6/8"},
    {"rock in seven", "meter=7/8"},
    {"in 5", "meter=5/4"},
    {"four four", "meter=4/4 meter:said"},
    {"4/4", "meter=4/4 meter:said"},
    {"12/8 blues", "meter=6/8 meter:inferred"},
    {"in 3 with brushes", "meter=3/4 ins=drums/brushes"},
    {"24/7 lofi radio", "meter=4/4 meter:default"},
    {"four on the floor house", "meter=4/4 meter:default genre=house"},
    /* length */
    {"8 bars", "bars=8 bars:said"},
    {"sixteen bars", "bars=16 bars:said"},
    {"a 4-bar loop", "bars=4"},
    {"thirty two bars of techno", "bars=32 genre=techno"},
    {"16 measures", "bars=16"}, {"4 bars in F# minor", "bars=4 bars:said key=F#_minor"},
    {"techno with a driving bass", "-mood=energetic up=bass.density"},
    {"20 seconds", "sec=20 sec:said bars:inferred whole"},
    {"20 seconds at 120 bpm", "sec=20 bpm=120 bars=10"},
    {"20s of techno", "sec=20 genre=techno whole"},
    {"1 minute", "sec=60 sec:said whole"},
    {"a minute of ambient", "sec=60 genre=ambient"},
    {"half a minute", "sec=30 sec:said"},
    {"a minute and a half", "sec=90"},
    {"1 minute 30 seconds", "sec=90"},
    {"two and a half minutes of jazz", "sec=150 genre=jazz"},
    {"1.5 min", "sec=90"},
    {"0:20", "sec=20 sec:said"},
    {"1:30 long", "sec=90"},
    {"15 sec lofi", "sec=15 genre=lofi whole"},
    {"90-second trailer", "sec=90 genre=cinematic"},
    {"80s synthwave", "sec:inferred genre=synthwave bars=8 bars:default"},
    {"music of the 20s", "bars:default"},
    {"a fill every 4 bars", "bars:default"},
    {"only bars 5-8", "bars:default"},
    {"8 bars in 3/4 at 90 bpm", "bars=8 sec=16"},
    {"20 minutes of trance", "fail"}, {"0 bars", "fail"}, {"300 bars", "fail"}, {"256 bars", "bars=256"},
    /* tracks */
    {"no drums", "-drums +bass +harmony +melody"},
    {"techno without bass", "-bass +drums"},
    {"only piano and bass", "-drums +bass +harmony -melody ins=harmony/piano"},
    {"just drums", "+drums -bass -harmony -melody"},
    {"drums only", "+drums -bass -harmony -melody"},
    {"drums and bass only", "+drums +bass -harmony -melody"},
    {"only drums, bass and melody", "+drums +bass -harmony +melody"},
    {"drumless lofi", "-drums genre=lofi"},
    {"solo piano", "-drums -bass +harmony +melody ins=harmony/piano ins=melody/piano"},
    {"solo flute", "-drums -bass -harmony +melody ins=melody/flute"},
    {"no drums or bass", "-drums -bass +harmony +melody"},
    {"no drums, no bass", "-drums -bass +harmony"},
    {"without drums and bass", "-drums -bass +harmony"},
    {"no drums and a warm bass", "-drums +bass"},
    {"no drums, bass or melody", "-drums -bass +harmony -melody"},
    {"everything but the drums", "-drums +bass"},
    {"nothing but bass", "+bass -drums -harmony -melody"},
    {"ambient pads, no percussion", "-drums ins=harmony/pad genre=ambient"},
    {"just a beat", "+drums -bass"},
    {"just a chill vibe", "+drums +bass +harmony +melody mood=calm"},
    {"instrumental hip hop, no vocals", "genre=boombap +melody +drums"},
    {"no drums, bass, harmony or melody", "fail"},
    {"no drums, piano and bass", "-drums +bass +harmony ins=harmony/piano"},
    {"no drums bass chords or melody, really nothing", "fail"},
    {"only drums, no drums", "fail"},
    {"drum and bass", "genre=dnb +harmony"},
    {"drum & bass at 174", "genre=dnb bpm=174"},
    {"liquid drum'n'bass", "genre=dnb"},
    /* instruments */
    {"warm analog bass", "ins=bass/analog down=bass.brightness"},
    {"rhodes", "ins=harmony/rhodes"},
    {"808s", "ins=bass/808"},
    {"808 drums", "ins=drums/808"},
    {"piano chords and flute melody", "ins=harmony/piano ins=melody/flute"},
    {"piano melody over string pads", "ins=melody/piano ins=harmony/strings"},
    {"piano, guitar, bass, drums", "ins=harmony/piano ins=melody/guitar"},
    {"guitar solo", "ins=melody/guitar"},
    {"funk with slap bass and brass stabs", "genre=funk ins=bass/slap ins=harmony/brass"},
    {"upright bass and brushes", "ins=bass/upright ins=drums/brushes"},
    {"sax over rhodes chords", "ins=melody/sax ins=harmony/rhodes"},
    {"acid bassline", "ins=bass/acid"},
    {"strings and cello", "ins=harmony/strings ins=melody/cello"},
    /* which words bind to which track */
    {"techno with jazz chords", "genre=techno has=jazz"},
    {"busy drums, simple bass", "up=drums.density down=bass.density"},
    {"bright leads and dark pads", "up=melody.brightness down=harmony.brightness"},
    {"drums that are lazy", "up=drums.swing"},
    {"dark and heavy bass", "down=bass.register up=bass.drive"},
    {"bass: distorted, drums: clean", "up=bass.drive down=drums.drive"},
    {"punchy drums over a smooth bass", "up=drums.velocity up=bass.articulation"},
    {"techno meets jazz", "has=techno has=jazz"},
    {"very sparse melody", "down=melody.density"},
    {"fat reese bass", "ins=bass/reese up=bass.drive"},
    {"wide reverberant pads", "up=harmony.width up=harmony.space"},
    /* negation */
    {"not too busy", "down=drums.density noedit"},
    {"not too busy drums", "down=drums.density noedit"},
    {"not dark", "-mood=dark"},
    {"no hi-hats", "+drums down=drums.register"},
    {"no swing", "down=drums.swing noedit"},
    {"without reverb", "down=melody.space"},
    /* edits */
    {"less busy", "edit=.density-"},
    {"a bit darker", "edit=.brightness- edit=.register- -mood=dark"},
    {"much brighter", "edit=.brightness+"},
    {"simpler", "edit=.density-"}, {"busier", "edit=.density+"},
    {"tighter", "edit=.swing-"}, {"warmer", "edit=.brightness-"},
    {"an octave higher", "edit=.register+"}, {"one octave down", "edit=.register-"},
    {"bass an octave lower", "edit=bass.register-"},
    {"remove the swing", "edit=.swing-"},
    {"more swing on the drums", "edit=drums.swing+"},
    {"make it darker", "edit=.brightness-"},
    {"the bass is too busy", "edit=bass.density-"},
    {"not as busy", "edit=.density-"},
    {"make the bass darker and the drums busier", "edit=bass.brightness- edit=drums.density+"},
    {"make the bass more aggressive, less busy", "edit=bass.drive+ edit=bass.density-"},
    {"make the bass more distorted and more driving", "edit=bass.drive+ edit=bass.density+"},
    {"more aggressive drums", "edit=drums.drive+"},
    {"more reverb", "edit=.space+"}, {"less distortion", "edit=.drive-"},
    {"louder", "edit=.velocity+"}, {"higher", "edit=.register+"}, {"crisper hats", "edit=drums.brightness+"},
    {"more bass", "edit=bass.velocity+"},
    {"less hats", "edit=drums.register-"}, {"more cymbals", "edit=drums.brightness+"},
    {"swap the piano for a guitar", "ins=harmony/guitar noins=harmony/piano"},
    {"replace the pads with strings", "ins=harmony/strings noins=harmony/pad"},
    {"use strings instead of pads", "ins=harmony/strings noins=harmony/pad"},
    {"drop the melody", "-melody"}, {"drop the bass", "+bass"}, {"I don't want drums", "-drums"},
    {"without any drums", "-drums"}, {"more darkness", "edit=.brightness-"},
    {"the drums are too loud", "edit=drums.velocity-"},
    /* whose adjective it is, with instruments that name the piece */
    {"a sad piano ballad", "mood=sad mode=minor ins=harmony/piano"},
    {"happy ukulele tune", "mood=happy ins=harmony/ukulele"},
    {"folk with soft vocals", "genre=folk"},
    {"trap beat with hard 808s, dark bells melody and fast hi-hats, 140",
     "bpm=140 genre=trap ins=bass/808 ins=melody/bells up=bass.drive up=drums.density down=melody.brightness"},
    {"smooth jazz trio: piano, upright bass, brushed drums. Slow and intimate. In Eb.",
     "genre=jazz key=Eb_major ins=bass/upright ins=drums/brushes ins=harmony/piano mood=warm bpm<110"},
    {"deep house groove with warm Rhodes chords, shuffled hats, 122 bpm",
     "genre=deephouse ins=harmony/rhodes up=drums.swing down=harmony.brightness bpm=122"},
    {"hip-hop beat, laid-back, 85 bpm, Rhodes, upright bass, muted trumpet melody",
     "genre=boombap bpm=85 ins=harmony/rhodes ins=bass/upright ins=melody/trumpet up=drums.swing"},
    {"bass heavy dubstep", "genre=dubstep +bass"},
    {"60 seconds of ambient", "sec=60 bars=16 whole"},
    /* genres by other names, typing errors */
    {"hip-hop", "genre=boombap"}, {"UKG", "genre=garage"}, {"R&B", "genre=soul"},
    {"drill", "genre=trap"}, {"8-bit adventure", "genre=chiptune bars:default"},
    {"reggaeton", "genre=latin"}, {"bossa nova", "genre=bossa"}, {"deep house", "genre=deephouse"},
    {"future garage", "genre=garage"}, {"Dub Techno", "genre=techno"}, {"rock'n'roll", "genre=rock"},
    {"tecnho", "genre=techno"}, {"tehcno", "genre=techno"}, {"ambeint", "genre=ambient"},
    {"dubstepp", "genre=dubstep"}, {"synthwav", "genre=synthwave"}, {"regga", "genre=pop genre:default"},
    {"DARK TECHNO!!!", "genre=techno mood=dark"}, {"Techno;dark", "genre=techno mood=dark"},
    {"🔥 techno 🔥", "genre=techno mood=energetic"},
    /* nothing to understand */
    {"", "bpm=110 bpm:default key=C_major key:default bars=8 bars:default genre:default known=0 +drums"},
    {"   \n\t ", "known=0 bpm:default"},
    {"музыка для сна", "known=0 bpm:default genre:default"},
    {"暗いテクノ", "known=0 bpm:default"},
    {"xyzzy plugh", "known=0 genre:default"},
    {"🎸🎹", "known=0"},
};

static const char *const source_names[] = {"default", "inferred", "said"};

static int role_index(const char *name, size_t n)
{
    for (int k = 0; k < RGEN_ROLE_COUNT; k++)
        if (strlen(rgen_role_words[k]) == n && strncmp(rgen_role_words[k], name, n) == 0)
            return k;
    return -1;
}

/* "bass.drive" to indices; 0 when it is none. */
static int role_attribute(const char *text, int *role, int *attribute)
{
    const char *dot = strchr(text, '.');
    if (!dot)
        return 0;
    *role = dot == text ? -1 : role_index(text, (size_t)(dot - text));
    *attribute = rgen_attribute_find(dot + 1);
    return *attribute >= 0 && (dot == text || *role >= 0);
}

static int source_ok(const rgen_intent *it, const char *what, const char *source)
{
    rgen_source s = strcmp(what, "bpm") == 0 ? it->bpm_source
                  : strcmp(what, "key") == 0 ? it->key_source
                  : strcmp(what, "meter") == 0 ? it->meter_source
                  : strcmp(what, "bars") == 0 ? it->bars_source
                  : strcmp(what, "sec") == 0 ? it->seconds_source : it->genre_source;
    return strcmp(source_names[s], source) == 0;
}

static int weighted_has(const rgen_weighted *list, int n, const char *name)
{
    for (int i = 0; i < n; i++)
        if (strcmp(list[i].name, name) == 0)
            return 1;
    return 0;
}

static int edit_ok(const rgen_intent *it, char *text)
{
    int role, attribute, sign = text[strlen(text) - 1] == '+' ? 1 : -1;
    text[strlen(text) - 1] = 0;
    if (!role_attribute(text, &role, &attribute))
        return 0;
    for (int i = 0; i < it->n_edits; i++)
        if (it->edits[i].attribute == attribute && it->edits[i].delta * sign > 0.01f &&
            strcmp(it->edits[i].role, role < 0 ? "" : rgen_role_words[role]) == 0)
            return 1;
    return 0;
}

static int key_ok(const rgen_intent *it, const char *expect)
{
    char key[32];
    int tonic;
    rgen_mode mode;
    snprintf(key, sizeof key, "%s", expect);
    for (char *p = key; *p; p++)
        if (*p == '_')
            *p = ' ';
    return rgen_key_parse(key, &tonic, &mode) == 0 && tonic == it->tonic && (int)mode == it->mode;
}

/* What the styles alone give, limited as the parser does beyond a quarter. */
static float usual_shift(const rgen_intent *it, int role, int attribute)
{
    float sum = 0;
    for (int g = 0; g < it->n_genres && it->genre_source != RGEN_DEFAULTED; g++) {
        const rgen_profile *p = rgen_genre_profile(it->genres[g].name);
        for (int i = 0; i < p->n_shifts; i++)
            if (p->shifts[i].attribute == attribute && p->shifts[i].roles >> role & 1)
                sum += p->shifts[i].by * it->genres[g].weight;
    }
    float over = fabsf(sum) - 0.25f;
    return over <= 0 ? sum : copysignf(0.25f + over / (1 + over / 0.2f), sum);
}

static int check(const rgen_intent *it, char *e)
{
    char *value = strpbrk(e, "=:<>");
    int role, attribute;
    if (strcmp(e, "noedit") == 0)
        return it->n_edits == 0;
    if (strcmp(e, "whole") == 0) /* whole bars last exactly as long as was asked */
        return fabs(it->bars * 240.0 / it->bpm - it->seconds) < 1e-9;
    if ((*e == '+' || *e == '-') && !value)
        return (role = role_index(e + 1, strlen(e + 1))) >= 0 &&
               it->tracks[role].wanted == (*e == '+');
    if (!value)
        return 0;
    char kind = *value;
    *value++ = 0;
    if (kind == ':')
        return source_ok(it, e, value);
    if (kind == '<' || kind == '>')
        return kind == '<' ? it->bpm < atof(value) : it->bpm > atof(value);
    if (strcmp(e, "bpm") == 0)
        return fabs(it->bpm - atof(value)) < 1e-9;
    if (strcmp(e, "key") == 0)
        return key_ok(it, value);
    if (strcmp(e, "mode") == 0)
        return strcmp(rgen_mode_name(it->mode), value) == 0;
    if (strcmp(e, "meter") == 0)
        return it->meter_num == atoi(value) && it->meter_den == atoi(strchr(value, '/') + 1);
    if (strcmp(e, "bars") == 0)
        return it->bars == atoi(value);
    if (strcmp(e, "sec") == 0)
        return fabs(it->seconds - atof(value)) < 1e-9;
    if (strcmp(e, "known") == 0)
        return it->n_known == atoi(value);
    if (strcmp(e, "genre") == 0)
        return it->n_genres > 0 && strcmp(it->genres[0].name, value) == 0;
    if (strcmp(e, "has") == 0)
        return weighted_has(it->genres, it->n_genres, value);
    if (strcmp(e, "mood") == 0)
        return weighted_has(it->moods, it->n_moods, value);
    if (strcmp(e, "-mood") == 0)
        return !weighted_has(it->moods, it->n_moods, value);
    if (strcmp(e, "edit") == 0)
        return edit_ok(it, value);
    if (strcmp(e, "ins") == 0 || strcmp(e, "noins") == 0) {
        int wanted = e[0] == 'i';
        char *slash = strchr(value, '/');
        if (!slash || (role = role_index(value, (size_t)(slash - value))) < 0)
            return 0;
        for (int i = 0; i < it->tracks[role].n_instruments; i++)
            if (strcmp(it->tracks[role].instruments[i], slash + 1) == 0)
                return wanted;
        return !wanted;
    }
    if ((strcmp(e, "up") == 0 || strcmp(e, "down") == 0) && role_attribute(value, &role, &attribute)) {
        const rgen_track_intent *t = &it->tracks[role];
        float usual = 0.5f + usual_shift(it, role, attribute), value_of = t->attributes[attribute];
        return t->attribute_source[attribute] == RGEN_SAID &&
               (e[0] == 'u' ? value_of > usual + 0.01f : value_of < usual - 0.01f);
    }
    return 0;
}

static void understands_the_table(void **state)
{
    int failed = 0;
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        rgen_intent it;
        rgen_error err = {0};
        rgen_status status = rgen_intent_parse(table[i].prompt, &it, &err);
        char expect[512], *save = NULL;
        snprintf(expect, sizeof expect, "%s", table[i].expect);
        if (strcmp(expect, "fail") == 0) {
            if (status != RGEN_ERR_ARG || err.message[0] == 0) {
                print_error("\"%s\" was accepted\n", table[i].prompt);
                failed++;
            }
            continue;
        }
        if (status != RGEN_OK) {
            print_error("\"%s\": %s\n", table[i].prompt, err.message);
            failed++;
            continue;
        }
        for (char *e = strtok_r(expect, " ", &save); e; e = strtok_r(NULL, " ", &save)) {
            char copy[64];
            snprintf(copy, sizeof copy, "%s", e);
            if (!check(&it, copy)) {
                char *json = rgen_intent_json(&it);
                print_error("\"%s\": expected %s\n%s", table[i].prompt, e, failed < 2 ? json : "");
                free(json);
                failed++;
            }
        }
    }
    assert_true(sizeof table / sizeof *table >= 120);
    assert_int_equal(failed, 0);
}

static void refuses_what_is_no_text(void **state)
{
    static const char *const bad[] = {"techno \xff\xfe", "\xc0\xaf", "\xed\xa0\x80", "bell\a",
                                      "nul\x7f", "\xc2\x85 next", "cut \xe2\x82"};
    rgen_intent it;
    rgen_error err;
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        err.message[0] = 0;
        assert_int_equal(rgen_intent_parse(bad[i], &it, &err), RGEN_ERR_ARG);
        assert_true(strlen(err.message) > 10);
    }
    assert_int_equal(rgen_intent_parse(NULL, &it, &err), RGEN_ERR_ARG);
    assert_int_equal(rgen_intent_parse("\xff", &it, NULL), RGEN_ERR_ARG);
}

static void takes_long_prompts_up_to_the_limit(void **state)
{
    static const char *const units[] = {"dark techno ", "1a", "x", "no ", "more ", "f# ", "é", "ambiant "};
    rgen_intent it;
    rgen_error err;
    char *text = malloc(RGEN_PROMPT_MAX + 16);
    (void)state;
    assert_non_null(text);
    for (size_t u = 0; u < sizeof units / sizeof *units; u++) {
        size_t n = strlen(units[u]), used = 0;
        for (; used + n <= RGEN_PROMPT_MAX; used += n)
            memcpy(text + used, units[u], n);
        text[used] = 0;
        assert_int_equal(rgen_intent_parse(text, &it, &err), RGEN_OK);
    }
    memset(text, 'a', RGEN_PROMPT_MAX + 1);
    text[RGEN_PROMPT_MAX + 1] = 0;
    assert_int_equal(rgen_intent_parse(text, &it, &err), RGEN_ERR_ARG);
    assert_non_null(strstr(err.message, "100001"));
    free(text);
}

static float bass_drive_edit(const char *prompt)
{
    rgen_intent it;
    assert_int_equal(rgen_intent_parse(prompt, &it, NULL), RGEN_OK);
    for (int i = 0; i < it.n_edits; i++)
        if (it.edits[i].attribute == RGEN_DRIVE && strcmp(it.edits[i].role, "bass") == 0)
            return it.edits[i].delta;
    fail_msg("no edit of the bass's drive in \"%s\"", prompt);
    return 0;
}

static void degrees_scale_edits(void **state)
{
    float plain = bass_drive_edit("make the bass more distorted");
    (void)state;
    assert_float_equal(bass_drive_edit("make the bass a bit more distorted"), plain * 0.5f, 1e-6);
    assert_float_equal(bass_drive_edit("make the bass slightly more distorted"), plain * 0.5f, 1e-6);
    assert_float_equal(bass_drive_edit("make the bass much more distorted"), plain * 1.5f, 1e-6);
    assert_float_equal(bass_drive_edit("make the bass less distorted"), -plain, 1e-6);
}

static void every_genre_and_mood_has_a_profile(void **state)
{
    static const char *const genres[] = {
        "techno", "house", "deephouse", "acid", "lofi", "boombap", "trap", "dnb", "dubstep", "garage",
        "triphop", "synthwave", "ambient", "downtempo", "trance", "disco", "funk", "soul", "gospel",
        "pop", "rock", "punk", "metal", "jazz", "bossa", "latin", "afrobeat", "reggae", "folk",
        "country", "blues", "cinematic", "chiptune"};
    static const char *const moods[] = {
        "dark", "bright", "happy", "sad", "calm", "energetic", "aggressive", "dreamy", "warm", "tense",
        "epic", "playful", "romantic", "melancholic", "mysterious", "groovy"};
    rgen_intent it;
    (void)state;
    assert_null(rgen_lexicon_defect());
    for (size_t i = 0; i < sizeof genres / sizeof *genres; i++) {
        const rgen_profile *p = rgen_genre_profile(genres[i]);
        assert_non_null(p);
        assert_true(p->bpm_low >= 40 && p->bpm_low < p->bpm && p->bpm < p->bpm_high &&
                    p->bpm_high <= 220);
        assert_int_equal(rgen_intent_parse(genres[i], &it, NULL), RGEN_OK);
        assert_string_equal(it.genres[0].name, genres[i]);
        assert_float_equal(it.bpm, p->bpm, 1e-9);
    }
    for (size_t i = 0; i < sizeof moods / sizeof *moods; i++) {
        assert_non_null(rgen_mood_profile(moods[i]));
        assert_int_equal(rgen_intent_parse(moods[i], &it, NULL), RGEN_OK);
        assert_true(weighted_has(it.moods, it.n_moods, moods[i]));
    }
}

static void edits_of_a_new_piece_move_what_is_usual(void **state)
{
    rgen_intent it, plain;
    (void)state;
    assert_int_equal(rgen_intent_parse("techno, busier drums", &it, NULL), RGEN_OK);
    assert_int_equal(rgen_intent_parse("techno", &plain, NULL), RGEN_OK);
    rgen_intent_apply_edits(&it);
    assert_float_equal(it.tracks[0].attributes[RGEN_DENSITY],
                       plain.tracks[0].attributes[RGEN_DENSITY] + 0.2f, 1e-5);
    assert_int_equal(it.tracks[0].attribute_source[RGEN_DENSITY], RGEN_SAID);
    assert_float_equal(it.tracks[1].attributes[RGEN_DENSITY],
                       plain.tracks[1].attributes[RGEN_DENSITY], 1e-6);
}

static void fit_makes_length_and_tempo_agree(void **state)
{
    rgen_intent it;
    (void)state;
    assert_int_equal(rgen_intent_parse("house at 124", &it, NULL), RGEN_OK);
    it.seconds = 30;
    it.seconds_source = RGEN_SAID;
    assert_int_equal(rgen_intent_fit(&it, NULL), RGEN_OK);
    assert_int_equal(it.bars, 16); /* 15.5 bars */
    assert_float_equal(it.bpm, 124, 1e-9);
    it.bars = 4;
    it.bars_source = RGEN_SAID;
    assert_int_equal(rgen_intent_fit(&it, NULL), RGEN_OK);
    assert_float_equal(it.seconds, 16 * 60 / 124.0, 1e-9);
    it.seconds = 3000;
    it.seconds_source = RGEN_SAID;
    it.bars_source = RGEN_DEFAULTED;
    assert_int_equal(rgen_intent_fit(&it, NULL), RGEN_ERR_ARG);
}

static void json_has_every_key(void **state)
{
    static const char *const keys[] = {"\"bpm\": 72", "\"key\": \"D minor\"", "\"meter\": \"4/4\"",
        "\"bars\": 8", "\"seconds\": ", "\"genres\": [{\"name\": \"lofi\", \"weight\": ", "\"moods\": [",
        "\"tracks\": {", "\"wanted\": true", "\"wanted\": false", "\"instruments\": [\"analog\"]",
        "\"attributes\": {\"density\": ", "\"edits\": [", "\"sources\": {", "\"bpm\": \"said\"",
        "\"key\": \"inferred\"", "\"bars\": \"default\""};
    rgen_intent it;
    (void)state;
    assert_int_equal(rgen_intent_parse("lofi at 72 bpm, warm analog bass, no melody, more swing", &it, NULL),
                     RGEN_OK);
    char *json = rgen_intent_json(&it);
    assert_non_null(json);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (!strstr(json, keys[i]))
            fail_msg("no %s in %s", keys[i], json);
    free(json);
}

static void is_quick(void **state)
{
    static const char prompt[] = "chill lo-fi hip-hop beat at 72 BPM with jazzy chords, lazy swing "
                                 "drums, and warm analog bass, more qwertyuiop";
    rgen_intent it;
    struct timespec a, b;
    (void)state;
    rgen_intent_parse(prompt, &it, NULL);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
    for (int i = 0; i < 20; i++)
        rgen_intent_parse(prompt, &it, NULL);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
    double ms = ((double)(b.tv_sec - a.tv_sec) * 1e3 + (double)(b.tv_nsec - a.tv_nsec) / 1e6) / 20;
    print_message("# %.3f ms a prompt\n", ms);
    assert_true(ms < 20); /* 2 ms is the aim; sanitizers are slower */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(understands_the_table),
        cmocka_unit_test(refuses_what_is_no_text),
        cmocka_unit_test(takes_long_prompts_up_to_the_limit),
        cmocka_unit_test(degrees_scale_edits),
        cmocka_unit_test(every_genre_and_mood_has_a_profile),
        cmocka_unit_test(edits_of_a_new_piece_move_what_is_usual),
        cmocka_unit_test(fit_makes_length_and_tempo_agree),
        cmocka_unit_test(json_has_every_key),
        cmocka_unit_test(is_quick),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
