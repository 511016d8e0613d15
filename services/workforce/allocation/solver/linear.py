"""Linear and integer programmes for HiGHS: columns and rows by number, solved deterministically."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import highspy
import numpy as np

INFINITY = highspy.kHighsInf


class Solved(NamedTuple):
    """Values of the columns, reduced costs and row prices (of a linear programme), objective and proven bound."""

    values: list[float]
    reduced_costs: list[float]
    prices: list[float]
    objective: float
    bound: float


class Programme:
    """A programme to be maximised, built column by column."""

    def __init__(self) -> None:
        self._gain: list[float] = []
        self._least: list[float] = []
        self._most: list[float] = []
        self._whole: list[bool] = []
        self._row_least: list[float] = []
        self._row_most: list[float] = []
        self._entries: list[tuple[int, int, float]] = []

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
        self, gain: float, least: float, most: float, rows: list[tuple[int, float]], *, whole: bool = False
    ) -> int:
        """A new column with its entries in rows; returns its number."""
        number = len(self._gain)
        self._gain.append(gain)
        self._least.append(least)
        self._most.append(most)
        self._whole.append(whole)
        self._entries += [(row, number, value) for row, value in rows]
        return number

    def solve(self, *, seconds: float, start: Sequence[float] = ()) -> Solved | None:
        """The best values within a time limit, from a feasible start where there is one; None where none was found.

        The simplex method ends in a corner, which for a transportation problem is whole.
        """
        solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, value in _OPTIONS.items():
            solver.setOptionValue(name, value)
        solver.setOptionValue("time_limit", max(seconds, 0.05))
        solver.passModel(self._model())
        if start:
            first = highspy.HighsSolution()
            first.col_value = list(start)
            solver.setSolution(first)
        solver.run()
        found = solver.getSolution()
        info = solver.getInfo()
        if not found.value_valid or info.primal_solution_status != _FEASIBLE:
            return None
        bound = info.mip_dual_bound if any(self._whole) else info.objective_function_value
        return Solved(
            list(found.col_value), list(found.col_dual), list(found.row_dual), info.objective_function_value, bound
        )

    def _model(self) -> Any:
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self._gain), len(self._row_least)
        model.sense_ = highspy.ObjSense.kMaximize
        model.col_cost_, model.col_lower_, model.col_upper_ = map(np.array, (self._gain, self._least, self._most))
        model.row_lower_, model.row_upper_ = np.array(self._row_least), np.array(self._row_most)
        counts = np.bincount([column for _, column, _ in self._entries], minlength=len(self._gain))
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
        model.a_matrix_.index_ = np.array([row for row, _, _ in self._entries], dtype=np.int32)
        model.a_matrix_.value_ = np.array([value for _, _, value in self._entries], dtype=np.double)
        if any(self._whole):
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            model.integrality_ = [kinds[whole] for whole in self._whole]
        return model


_FEASIBLE = 2
_OPTIONS: dict[str, Any] = {
    "output_flag": False,
    "threads": 1,
    "random_seed": 1,
    "solver": "simplex",
    "parallel": "off",
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 1e-7,
    "primal_feasibility_tolerance": 1e-9,
    "dual_feasibility_tolerance": 1e-9,
    "mip_feasibility_tolerance": 1e-9,
}
