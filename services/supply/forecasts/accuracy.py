"""How right a forecast was: errors of forecasts f against actual figures a, bucket by bucket.

MAPE and WAPE after Hyndman, Koehler (2006): Another look at measures of forecast accuracy; WAPE is their MAE ÷ mean.
"""

from collections.abc import Iterable
from decimal import Decimal, localcontext
from typing import NamedTuple

DIGITS = 60  # of sums of squares, so that nothing but the last step rounds
NOTHING = Decimal(0)


class Accuracy(NamedTuple):
    """Errors in the product's unit (mape and wape: shares) of the buckets compared, and how many were not.

    `zero_actuals` counts the buckets in which nothing was asked for: they have no part in MAPE.
    """

    buckets: int
    left_out: int
    zero_actuals: int
    mape: float | None
    wape: float | None
    mae: float
    rmse: float
    bias: float


def accuracy_of(figures: Iterable[tuple[Decimal | None, Decimal | None]]) -> Accuracy | None:
    """The accuracy of forecasts and actual figures, a pair a bucket; None where no bucket has both.

    MAPE is the mean of |a − f| ÷ a over a > 0, WAPE Σ|a − f| ÷ Σa, bias the mean of f − a: positive is too high. What
    is not defined is None. Pairs (110, 100), (5, 0), (180, 200), (50, 50) and one without an actual figure → MAPE
    0.0667, WAPE 0.1, MAE 8.75, RMSE 11.4564, bias −1.25 of 4 buckets, with 1 left out and 1 zero.
    """
    given = list(figures)
    pairs = [(f, a) for f, a in given if f is not None and a is not None]
    if not pairs:
        return None
    with localcontext() as context:
        context.prec = DIGITS
        errors = [f - a for f, a in pairs]
        off, asked = sum(map(abs, errors), NOTHING), sum((a for _, a in pairs), NOTHING)
        shares = [abs(f - a) / a for f, a in pairs if a > 0]
        squares = sum((error * error for error in errors), NOTHING)
        return Accuracy(
            buckets=len(pairs),
            left_out=len(given) - len(pairs),
            zero_actuals=len(pairs) - len(shares),
            mape=float(sum(shares, NOTHING) / len(shares)) if shares else None,
            wape=float(off / asked) if asked > 0 else None,
            mae=float(off / len(pairs)),
            rmse=float((squares / len(pairs)).sqrt()),
            bias=float(sum(errors, NOTHING) / len(pairs)),
        )
