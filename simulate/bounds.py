"""How far a mean may stray by chance.

No deviation is impossible, so a bound must say how often it cries wolf. Bernstein's inequality does so for
every n and every law, not only in the limit: for the mean of n independent values with variance s^2, none
further than c from their expectation,

    Pr(|mean - expectation| >= t)  <=  2 exp( -n t^2 / (2 s^2 + 2 c t / 3) ).

Set the right side to the false-alarm probability a, write u = ln(2/a) / n, and solve the quadratic for t:

    t = c u / 3 + sqrt( (c u / 3)^2 + 2 s^2 u ).

For large n that is sqrt(2 ln(2/a)) standard errors, 5.4 of them at a = 10^-6, where the normal law would
say 4.9 - and be wrong, for small n and skewed laws, by orders of magnitude in a.

Source: Boucheron, Lugosi & Massart, Concentration Inequalities (2013), corollary 2.11.
"""

from __future__ import annotations

import math


def bernstein_deviation(variance: float, largest: float, n: int, false_alarm: float) -> float:
    """The t above, in the unit of the values.

    variance: s^2; largest: c, the largest distance from the expectation; n >= 1; false_alarm in (0, 1).
    """
    u = math.log(2 / false_alarm) / n
    skew = largest * u / 3
    return skew + math.sqrt(skew * skew + 2 * variance * u)
