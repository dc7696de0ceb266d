/* The texts of --help. */
#include <string.h>

#include "cli.h"

static const struct { const char *command, *text; } help[] = {
    {"generate",
     "usage: resonant generate PROMPT -o DIR [options]\n"
     "\n"
     "Make a new piece from a sentence. DIR then holds drums.wav, bass.wav, harmony.wav,\n"
     "melody.wav, mix.wav, song.mid and project.json. Options beat the prompt.\n"
     "\n"
     "  -o, --output DIR    the new folder; - writes the mix as WAV to standard output\n"
     "      --seed N        same seed, same prompt: same bytes\n"
     "      --bars N        1 to 256; 8 when nothing is said\n"
     "      --seconds S     whole bars that last about so long\n"
     "      --bpm X         20 to 400\n"
     "      --key KEY       such as \"F# minor\", \"Bb major\", \"D dorian\"\n"
     "      --meter M       4/4, 3/4, 6/8, 5/4 or 7/8\n"
     "      --tracks LIST   such as drums,bass\n"
     "  -f, --force         replace DIR when it is a project\n"},
    {"regenerate",
     "usage: resonant regenerate DIR TRACK [PROMPT] [options]\n"
     "       resonant regenerate DIR --all [PROMPT] [options]\n"
     "\n"
     "Make a new take of one track that fits all the others, or of every track that is\n"
     "not locked. The other stems keep their bytes; mix.wav is made anew.\n"
     "\n"
     "      --seed N        same seed, same words: same take\n"
     "      --bars A-B      change these bars only, counted from 1\n"
     "      --strength X    0 keeps all, 0.3 stays close, 1 starts afresh\n"
     "  -a, --all           every track that is not locked\n"},
    {"lock", "usage: resonant lock DIR TRACK...\n\nPin tracks to their takes: nothing changes their "
             "bytes until they are unlocked.\n"},
    {"unlock", "usage: resonant unlock DIR TRACK...\n\nLet tracks be regenerated again.\n"},
    {"takes", "usage: resonant takes DIR [TRACK]\n\nList the takes of each track; * marks the one "
              "that plays.\n"},
    {"use", "usage: resonant use DIR TRACK TAKE\n\nLet a track play an earlier take; TAKE is its "
            "number.\n"},
    {"undo", "usage: resonant undo DIR\n\nStep back before the last regenerate, use, lock or "
             "unlock.\n"},
    {"info", "usage: resonant info DIR [--json]\n\nWhat a project holds.\n"},
    {"analyze", "usage: resonant analyze PROMPT [--json]\n\nWhat a prompt is taken to mean, and "
                "whether each value was said, is inferred, or is a default.\n"},
    {"export",
     "usage: resonant export DIR [--mix] [--stems] [--midi] [options]\n"
     "\n"
     "Write audio and MIDI under names for a DAW, such as night_drums_130bpm_Fmin.wav.\n"
     "Without a choice, all three.\n"
     "\n"
     "      --format F      wav (the default), flac, mp3 or ogg\n"
     "  -o, --output OUT    the folder; DIR-export when not given; - for one thing to\n"
     "                      standard output\n"
     "  -f, --force         replace files of the same names\n"},
    {"draw", "usage: resonant draw DIR -o FILE.svg [--force]\n\nDraw the tracks: drum grid, piano "
             "rolls and waveforms.\n"},
    {"models", "usage: resonant models\n\nList the track models.\n"},
    {"doctor", "usage: resonant doctor\n\nCheck what is installed: SIMD level, models, patches, "
               "soundfont.\n"},
};

static const char program[] =
    "usage: resonant COMMAND ...\n"
    "\n"
    "  generate PROMPT -o DIR         make a new piece of four tracks\n"
    "  regenerate DIR TRACK [PROMPT]  make one track anew; the others stay as they are\n"
    "  regenerate DIR --all [PROMPT]  make every track anew that is not locked\n"
    "  lock, unlock DIR TRACK...      pin tracks to their takes\n"
    "  takes DIR [TRACK]              list takes\n"
    "  use DIR TRACK TAKE             play an earlier take\n"
    "  undo DIR                       step back\n"
    "  info DIR [--json]              what a project holds\n"
    "  analyze PROMPT [--json]        what a prompt is taken to mean\n"
    "  export DIR [--mix] [--stems] [--midi] [--format wav|flac|mp3|ogg] [-o OUT]\n"
    "  draw DIR -o FILE.svg           a picture of the tracks\n"
    "  models, doctor                 what is installed\n"
    "\n"
    "Every command takes --help, -q (say nothing but errors) and --progress auto|json|none.\n"
    "Exit codes: 0 done, 1 failed, 2 wrong usage. Manual: man resonant\n";

const char *cli_help(const char *command)
{
    if (!command)
        return program;
    if (strcmp(command, "analyse") == 0)
        command = "analyze";
    for (size_t i = 0; i < sizeof help / sizeof *help; i++)
        if (strcmp(help[i].command, command) == 0)
            return help[i].text;
    return NULL;
}
