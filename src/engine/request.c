/* A request's values over a prompt's: what is given beats what is read. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/internal.h"
#include "intent/settle.h"

rgen_request rgen_request_default(void)
{
    rgen_request request;
    memset(&request, 0, sizeof request);
    request.strength = -1;
    return request;
}

const rgen_track_intent *rgen_intent_track(const rgen_intent *intent, const char *role)
{
    for (int i = 0; i < intent->n_tracks; i++)
        if (strcmp(intent->tracks[i].role, role) == 0)
            return &intent->tracks[i];
    return NULL;
}

static rgen_status apply_meter(const char *text, rgen_intent *intent, rgen_error *err)
{
    static const int known[][2] = {{4, 4}, {3, 4}, {6, 8}, {5, 4}, {7, 8}};
    int num, den, used = 0;
    if (sscanf(text, "%d/%d%n", &num, &den, &used) == 2 && text[used] == 0)
        for (size_t i = 0; i < sizeof known / sizeof *known; i++)
            if (known[i][0] == num && known[i][1] == den) {
                intent->meter_num = num;
                intent->meter_den = den;
                intent->meter_source = RGEN_SAID;
                return RGEN_OK;
            }
    return rgen_fail(err, RGEN_ERR_ARG, "unknown metre \"%.20s\"; use 4/4, 3/4, 6/8, 5/4 or 7/8",
                     text);
}

static rgen_status apply_tracks(const char *list, rgen_intent *intent, rgen_error *err)
{
    const rgen_roles *roles = rgen_roles_default();
    int wanted[RGEN_MAX_ROLES] = {0}, any = 0;
    for (const char *p = list; *p;) {
        size_t n = strcspn(p, ", ");
        char name[16] = "";
        if (n && n < sizeof name)
            memcpy(name, p, n);
        int r = n ? rgen_roles_find(roles, name) : -2;
        if (r == -1)
            return rgen_fail(err, RGEN_ERR_ARG,
                             "unknown track \"%.*s\"; use drums, bass, harmony, melody",
                             (int)(n < 20 ? n : 20), p);
        if (r >= 0)
            wanted[r] = any = 1;
        p += n + (p[n] != 0);
    }
    if (!any)
        return rgen_fail(err, RGEN_ERR_ARG, "no track is named; use drums, bass, harmony, melody");
    for (int i = 0; i < intent->n_tracks; i++) {
        int r = rgen_roles_find(roles, intent->tracks[i].role);
        if (r >= 0) {
            intent->tracks[i].wanted = wanted[r];
            intent->tracks[i].wanted_source = RGEN_SAID;
        }
    }
    return RGEN_OK;
}

/* Length: bars or seconds as given, over those of the prompt; then tempo, bars and
 * seconds are made to agree. */
static rgen_status settle_length(const rgen_request *request, rgen_intent *intent, rgen_error *err)
{
    if (request->bars && request->seconds != 0)
        return rgen_fail(err, RGEN_ERR_ARG, "give bars or seconds, not both");
    if (request->bars) {
        if (request->bars < 1 || request->bars > RGEN_MAX_BARS)
            return rgen_fail(err, RGEN_ERR_ARG, "a piece has 1 to %d bars, not %d", RGEN_MAX_BARS,
                             request->bars);
        intent->bars = request->bars;
        intent->bars_source = RGEN_SAID;
        intent->seconds_source = RGEN_INFERRED;
    } else if (request->seconds != 0) {
        if (!(request->seconds > 0 && request->seconds <= 3600))
            return rgen_fail(err, RGEN_ERR_ARG, "seconds must lie between 0 and 3600");
        intent->seconds = request->seconds;
        intent->seconds_source = RGEN_SAID;
        intent->bars_source = RGEN_DEFAULTED;
    } else if (intent->seconds_source == RGEN_SAID && intent->bars_source != RGEN_SAID)
        intent->bars_source = RGEN_DEFAULTED;
    return rgen_intent_fit(intent, err);
}

rgen_status rgen_request_intent(const rgen_request *request, const char *prompt,
                                rgen_intent *intent, rgen_error *err)
{
    rgen_request given = request ? *request : rgen_request_default();
    rgen_mode mode;
    rgen_status status = rgen_intent_parse(prompt, intent, err);
    if (status != RGEN_OK)
        return status;
    if (given.bpm != 0) {
        intent->bpm = given.bpm;
        intent->bpm_source = RGEN_SAID;
    }
    if (!(intent->bpm >= 20 && intent->bpm <= 400))
        return rgen_fail(err, RGEN_ERR_ARG, "bpm must lie between 20 and 400, not %g", intent->bpm);
    if (given.key) {
        if (rgen_key_parse(given.key, &intent->tonic, &mode) != 0)
            return rgen_fail(err, RGEN_ERR_ARG,
                             "unknown key \"%.20s\"; write it like \"F# minor\" or \"Bb major\"",
                             given.key);
        intent->mode = mode;
        intent->key_source = RGEN_SAID;
    }
    if (given.meter && (status = apply_meter(given.meter, intent, err)) != RGEN_OK)
        return status;
    if (given.tracks && (status = apply_tracks(given.tracks, intent, err)) != RGEN_OK)
        return status;
    rgen_intent_apply_edits(intent);
    return settle_length(&given, intent, err);
}
