"""The kinds of previews of this room."""

from services.shared.commit_once import AnyCommitKind
from services.workforce.allocation.bench import BENCH_ALLOCATION
from services.workforce.allocation.execute import ALLOCATION, REBALANCE
from services.workforce.imports.allocations import ALLOCATIONS_IMPORT
from services.workforce.imports.months import MONTHS_IMPORT
from services.workforce.imports.roster import ROSTER_IMPORT
from services.workforce.imports.week_assignments import WEEK_ASSIGNMENTS_IMPORT

KINDS: tuple[AnyCommitKind, ...] = (
    ALLOCATION, REBALANCE, BENCH_ALLOCATION, MONTHS_IMPORT, ROSTER_IMPORT, ALLOCATIONS_IMPORT,
    WEEK_ASSIGNMENTS_IMPORT,
)  # fmt: skip
