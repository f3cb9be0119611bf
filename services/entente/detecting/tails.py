"""Tails of a negative binomial and of Student's t, both by the regularised incomplete beta function.

Source: NIST Digital Library of Mathematical Functions, 8.17.4 (symmetry) and 8.17.22 (continued fraction);
Lentz, "Generating Bessel functions in Mie scattering calculations using continued fractions" (1976).
"""

from functools import lru_cache
from math import exp, lgamma, log, log1p, sqrt

_PRECISION = 1e-15
_MOST_TERMS = 10_000
"""A few dozen are needed; the number grows with the root of the greater parameter."""


def beta_share(a: float, b: float, x: float) -> float:
    """Give I_x(a, b), the share of the beta function's integral that lies below x.

    Args:
        a: above 0.
        b: above 0.
        x: 0–1.
    """
    if x <= 0 or x >= 1:
        return 1.0 if x >= 1 else 0.0
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    # The fraction converges fast up to about the mean; beyond it that of the other side does.
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(a, b, x) / a
    return 1 - front * _fraction(b, a, 1 - x) / b


def _fraction(a: float, b: float, x: float) -> float:
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1))
    found = d
    for m in range(1, _MOST_TERMS):
        at = a + 2 * m
        step = m * (b - m) * x / ((at - 1) * at)
        c, d = 1 + step / c, 1 / (1 + step * d)
        found *= c * d
        step = -(a + m) * (a + b + m) * x / (at * (at + 1))
        c, d = 1 + step / c, 1 / (1 + step * d)
        ratio = c * d
        found *= ratio
        if abs(ratio - 1) <= _PRECISION:
            break
    return found


def student_tail(freedom: float, deviation: float) -> float:
    """Give P(T >= deviation) of Student's t."""
    squared = deviation * deviation
    # Near the middle the share within is the small one, and is exact; farther out the share beyond.
    if squared > 1:
        outside = beta_share(freedom / 2, 0.5, freedom / (freedom + squared))
    else:
        outside = 1 - beta_share(0.5, freedom / 2, squared / (freedom + squared))
    return outside / 2 if deviation >= 0 else 1 - outside / 2


@lru_cache(maxsize=256)
def student_edge(freedom: float, share: float) -> float:
    """Give the deviation beyond which a share of Student's t lies.

    Args:
        freedom: degrees of freedom, above 0.
        share: above 0, below 1.
    """
    if share > 0.5:  # noqa: PLR2004 - the middle
        return -student_edge(freedom, 1 - share)
    low, high = 0.0, sqrt(freedom)
    while student_tail(freedom, high) > share:
        low, high = high, 2 * high
    while low < (middle := (low + high) / 2) < high:
        low, high = (middle, high) if student_tail(freedom, middle) > share else (low, middle)
    return high
