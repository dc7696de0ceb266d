/* Constants of exp and erf that every kernel table shares.
 *
 * Both were fitted for this file by iteratively reweighted least squares.
 * exp: x = n ln 2 + r, exp(r) = 1 + r + r^2 P(r); relative error of the
 * polynomial 3e-9. erf: below 1, x P(x^2), error 1e-9; from 1 to 4,
 * 1 - exp(-P(x)), error 1e-9; above 4 it rounds to 1. */
#ifndef NN_KERNELS_MATH_H
#define NN_KERNELS_MATH_H

#define EXP_LOW (-87.0f)  /* below: 0, so that no result is denormal */
#define EXP_HIGH 88.0f
#define EXP_LOG2E 1.44269504f
#define EXP_LN2_HIGH 0.693359375f /* 9 bits: n times this is exact */
#define EXP_LN2_LOW (-2.12194440e-4f)
#define EXP_ROUND 12582912.0f     /* 1.5 * 2^23: adding it rounds to an integer */
#define EXP_P0 0.4999999403953552f
#define EXP_P1 0.1666651964187622f
#define EXP_P2 0.04166840761899948f
#define EXP_P3 0.008368914015591145f
#define EXP_P4 0.0013814190169796348f

#define ERF_S0 1.1283791065216064f
#define ERF_S1 (-0.3761262595653534f)
#define ERF_S2 0.1128358468413353f
#define ERF_S3 (-0.026853803545236588f)
#define ERF_S4 0.005188313778489828f
#define ERF_S5 (-0.0008010085439309478f)
#define ERF_S6 7.85353040555492e-05f
#define ERF_B0 0.0003537187585607171f
#define ERF_B1 1.1270400285720825f
#define ERF_B2 0.6382256746292114f
#define ERF_B3 0.10303737223148346f
#define ERF_B4 (-0.02180531993508339f)
#define ERF_B5 0.002939607948064804f
#define ERF_B6 (-0.00018557407020125538f)

#define HALF_SQRT2 0.70710678f
#define NORM_EPSILON 1e-5f

#endif
