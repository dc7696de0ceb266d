/* lock, unlock, takes, use, undo: the state of the tracks. */
#include <string.h>

#include "cli.h"

int cli_open(rgen_project **project, const char *folder, rgen_open_mode mode)
{
    rgen_error err = {0};
    *project = NULL;
    if (rgen_project_open(project, folder, mode, &err) == RGEN_OK)
        return 0;
    cli_error(&err);
    return CLI_FAILED;
}

int cli_no_track(const rgen_project *project, const char *folder, const char *role)
{
    rgen_track_info track;
    char list[128] = "";
    int n = rgen_project_get_info(project).n_tracks;
    for (int i = 0; i < n; i++)
        if (rgen_project_get_track(project, i, &track) == RGEN_OK)
            snprintf(list + strlen(list), sizeof list - strlen(list), "%s%s", i ? ", " : "", track.role);
    return cli_fail("%s has no track %s; it has %s", folder, role, list);
}

/* lock and unlock: every track named, or none. */
static int change_locks(cli_words *w, rgen_status (*change)(rgen_project *, const char *, rgen_error *),
                        const char *done)
{
    const cli_option options[] = {{0}};
    rgen_project *project;
    rgen_error err = {0};
    int code;
    if ((code = cli_parse(w, options, 2, CLI_POSITIONS)) >= 0)
        return code;
    for (int i = 1; i < w->n_positions; i++)
        if ((code = cli_track_name(w->position[i])))
            return code;
    if ((code = cli_open(&project, w->position[0], RGEN_OPEN_WRITE)))
        return code;
    for (int i = 1; i < w->n_positions && !code; i++)
        if (rgen_project_find_track(project, w->position[i]) < 0)
            code = cli_no_track(project, w->position[0], w->position[i]);
    for (int i = 1; i < w->n_positions && !code; i++)
        if (change(project, w->position[i], &err) != RGEN_OK)
            code = cli_error(&err);
    if (!code && rgen_project_save(project, &err) != RGEN_OK)
        code = cli_error(&err);
    for (int i = 1; i < w->n_positions && !code && !cli_quiet; i++)
        printf("%s is %s\n", w->position[i], done);
    rgen_project_free(project);
    return code;
}

int cmd_lock(cli_words *w)
{
    return change_locks(w, rgen_project_lock, "locked");
}

int cmd_unlock(cli_words *w)
{
    return change_locks(w, rgen_project_unlock, "unlocked");
}

static void print_takes_of(const rgen_project *project, const rgen_track_info *track)
{
    rgen_take_info take;
    printf("%s%s%s%s\n", cli_bold(1), track->role, cli_bold(0), track->locked ? " (locked)" : "");
    for (int n = 1; n <= track->n_takes; n++)
        if (rgen_project_get_take(project, track->role, n, &take, NULL) == RGEN_OK)
            printf(" %c%3d  %s  seed %-10llu %-22s %s\n", n == track->take ? '*' : ' ', n, take.made,
                   (unsigned long long)take.seed, take.patch, take.prompt);
}

int cmd_takes(cli_words *w)
{
    const cli_option options[] = {{0}};
    rgen_project *project;
    rgen_track_info track;
    int code;
    if ((code = cli_parse(w, options, 1, 2)) >= 0)
        return code;
    const char *role = w->n_positions > 1 ? w->position[1] : NULL;
    if (role && (code = cli_track_name(role)))
        return code;
    if ((code = cli_open(&project, w->position[0], RGEN_OPEN_READ)))
        return code;
    if (role && rgen_project_find_track(project, role) < 0)
        code = cli_no_track(project, w->position[0], role);
    int n = rgen_project_get_info(project).n_tracks;
    for (int i = 0; i < n && !code; i++)
        if (rgen_project_get_track(project, i, &track) == RGEN_OK &&
            (!role || strcmp(role, track.role) == 0))
            print_takes_of(project, &track);
    rgen_project_free(project);
    return code;
}

int cmd_use(cli_words *w)
{
    const cli_option options[] = {{0}};
    rgen_project *project;
    rgen_error err = {0};
    long number = 0;
    int code;
    if ((code = cli_parse(w, options, 3, 3)) >= 0)
        return code;
    const char *role = w->position[1];
    if ((code = cli_track_name(role)) || (code = cli_integer("TAKE", w->position[2], 1, 1000000, &number)))
        return code;
    if ((code = cli_open(&project, w->position[0], RGEN_OPEN_WRITE)))
        return code;
    int at = rgen_project_find_track(project, role);
    rgen_track_info track;
    if (at < 0)
        code = cli_no_track(project, w->position[0], role);
    else if (rgen_project_get_track(project, at, &track) == RGEN_OK && track.locked)
        code = cli_fail("%s is locked; unlock it first", role);
    else if (number > track.n_takes)
        code = cli_fail("%s has takes 1 to %d, not %ld", role, track.n_takes, number);
    else if (rgen_project_use(project, role, (int)number, &err) != RGEN_OK ||
             rgen_project_save(project, &err) != RGEN_OK) {
        cli_error(&err);
        code = CLI_FAILED;
    } else if (!cli_quiet)
        printf("%s plays take %ld\n", role, number);
    rgen_project_free(project);
    return code;
}

int cmd_undo(cli_words *w)
{
    const cli_option options[] = {{0}};
    rgen_project *project;
    rgen_track_info track;
    rgen_error err = {0};
    int code;
    if ((code = cli_parse(w, options, 1, 1)) >= 0)
        return code;
    if ((code = cli_open(&project, w->position[0], RGEN_OPEN_WRITE)))
        return code;
    if (rgen_project_undo(project, &err) != RGEN_OK || rgen_project_save(project, &err) != RGEN_OK) {
        cli_error(&err);
        code = CLI_FAILED;
    } else if (!cli_quiet) {
        int n = rgen_project_get_info(project).n_tracks;
        for (int i = 0; i < n; i++)
            if (rgen_project_get_track(project, i, &track) == RGEN_OK)
                printf("%s plays take %d%s\n", track.role, track.take, track.locked ? ", locked" : "");
    }
    rgen_project_free(project);
    return code;
}
