"""Where to measure along an axis."""

import math
import random

BEHIND_THE_MIDDLE = 0.53


def geometric(first, last, factor):
    """Rising whole numbers from `first` to `last`, each about `factor` times the one before."""
    knots = [first]
    while knots[-1] * factor < last:
        knots.append(int(knots[-1] * factor))
    if len(knots) > 1 and last / knots[-1] < math.sqrt(factor):
        knots.pop()
    return knots + [last] if last > knots[-1] else knots


def middle(left, right):
    """A whole number between the two, or None where they lie so close that it would tell nothing new.

    Wide intervals are cut by ratio, since times are flat before they rise, and a little behind the middle: kernels step up
    behind round numbers, and measured at those alone the steps would look like a straight line.
    """
    if right - left <= max(1, right // 64):
        return None
    if left > 0 and right > 3 * left:
        cut = round(left * (right / left) ** BEHIND_THE_MIDDLE)
    else:
        cut = round(left + (right - left) * BEHIND_THE_MIDDLE)
    return min(max(cut, left + 1), right - 1)


def spread(first, last, count, taken, seed):
    """`count` random whole numbers, evenly over the orders of magnitude from `first` to `last`, none of them in `taken`."""
    draw = random.Random(seed)
    found = []
    for i in range(count):
        low, high = (first * (last / first) ** (k / count) for k in (i, i + 1))
        for _ in range(20):
            value = round(math.exp(draw.uniform(math.log(low), math.log(high))))
            if value not in taken and value not in found:
                found.append(value)
                break
    return sorted(found)
