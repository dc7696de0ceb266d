/* exp and log from plain arithmetic: libm's differ by processor and version, and
 * what decides a note must not. Relative error below 1e-12, ample for sampling. */
#ifndef BASE_EXACT_H
#define BASE_EXACT_H

double rgen_exp(double x); /* 0 below -700 */
double rgen_log(double x); /* x > 0, normal */

#endif
