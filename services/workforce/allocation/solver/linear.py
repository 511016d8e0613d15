"""Linear and integer programmes for HiGHS: columns and rows by number, solved deterministically."""

import time
from collections.abc import Sequence
from typing import Any, NamedTuple

import highspy
import numpy as np

INFINITY = highspy.kHighsInf
LEAST_SECONDS = 0.01  # what is left of the time and not worth starting a search for


class Solved(NamedTuple):
    """Values of the columns, reduced costs and row prices (of a linear programme), objective and proven bound.

    A search that ended before it had any bound has an infinite one.
    """

    values: list[float]
    reduced_costs: list[float]
    prices: list[float]
    objective: float
    bound: float


def whole(value: float) -> int:
    """The whole people in a value, of which a search knows no more than its tolerances."""
    return int(value + 1e-6)


class Programme:
    """A programme to be maximised, built column by column."""

    def __init__(self) -> None:
        self._gain: list[float] = []
        self._least: list[float] = []
        self._most: list[float] = []
        self._whole: list[bool] = []
        self._row_least: list[float] = []
        self._row_most: list[float] = []
        self._rows: list[int] = []
        self._columns: list[int] = []
        self._values: list[float] = []

    @property
    def size(self) -> int:
        """How many columns there are."""
        return len(self._gain)

    def row(self, least: float, most: float) -> int:
        """A new row between two bounds; returns its number."""
        self._row_least.append(least)
        self._row_most.append(most)
        return len(self._row_least) - 1

    def column(
        self, gain: float, least: float, most: float, rows: Sequence[tuple[int, float]], *, whole: bool = False
    ) -> int:
        """A new column with its entries in rows; returns its number."""
        number = len(self._gain)
        self._gain.append(gain)
        self._least.append(least)
        self._most.append(most)
        self._whole.append(whole)
        for row, value in rows:
            self._rows.append(row)
            self._columns.append(number)
            self._values.append(value)
        return number

    def solve(
        self,
        *,
        until: float,
        start: Sequence[float] = (),
        near: Sequence[float] = (),
        relaxed: bool = False,
        gap: float = 1e-7,
    ) -> Solved | None:
        """The best values found until a moment of the monotonic clock, from a feasible start where there is one.

        None where nothing was found. A linear programme is solved to its end or not at all, for its prices prove
        nothing before; an integer one may answer the best it met. With `relaxed`, parts of whole columns are let be;
        `near` such values, whole columns keep those that are whole, and the answer is one among few.
        The simplex method ends in a corner, which for a transportation problem is whole.
        """
        seconds = until - time.monotonic()
        if seconds < LEAST_SECONDS:
            return None
        is_whole = any(self._whole) and not relaxed
        solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, value in {**_OPTIONS, "mip_abs_gap": gap, "time_limit": seconds}.items():
            solver.setOptionValue(name, value)
        model = self._model(is_whole=is_whole)
        if len(near):
            values = np.array(near)
            kept = np.array(self._whole) & (np.abs(values - values.round()) < _NEAR)
            model.col_lower_, model.col_upper_ = (
                np.where(kept, values.round(), bound) for bound in (model.col_lower_, model.col_upper_)
            )
        solver.passModel(model)
        if len(start):
            first = highspy.HighsSolution()
            first.col_value = list(start)
            solver.setSolution(first)
        solver.run()
        return _found(solver, is_whole=is_whole)

    def _model(self, *, is_whole: bool) -> Any:
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self._gain), len(self._row_least)
        model.sense_ = highspy.ObjSense.kMaximize
        model.col_cost_, model.col_lower_, model.col_upper_ = map(np.array, (self._gain, self._least, self._most))
        model.row_lower_, model.row_upper_ = np.array(self._row_least), np.array(self._row_most)
        counts = np.bincount(np.array(self._columns, dtype=np.int64), minlength=len(self._gain))
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
        model.a_matrix_.index_ = np.array(self._rows, dtype=np.int32)
        model.a_matrix_.value_ = np.array(self._values, dtype=np.double)
        if is_whole:
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            model.integrality_ = [kinds[whole] for whole in self._whole]
        return model


def _found(solver: Any, *, is_whole: bool) -> Solved | None:
    found, info = solver.getSolution(), solver.getInfo()
    is_solved = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    if not found.value_valid or info.primal_solution_status != _FEASIBLE or not (is_whole or is_solved):
        return None
    bound = info.mip_dual_bound if is_whole else info.objective_function_value
    return Solved(
        list(found.col_value), list(found.col_dual), list(found.row_dual), info.objective_function_value, bound
    )


_FEASIBLE = 2
_NEAR = 1e-6
_OPTIONS: dict[str, Any] = {
    "output_flag": False,
    "threads": 1,
    "random_seed": 1,
    "solver": "simplex",
    "parallel": "off",
    "mip_rel_gap": 0.0,
    "primal_feasibility_tolerance": 1e-9,
    "dual_feasibility_tolerance": 1e-9,
    "mip_feasibility_tolerance": 1e-9,
}
