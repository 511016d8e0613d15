"""Every kind of preview there is, by name."""

from services.forecast.kinds import KINDS as FORECAST
from services.shared.commit_once import AnyCommitKind
from services.workforce.kinds import KINDS as WORKFORCE

KINDS: dict[str, AnyCommitKind] = {kind.name: kind for kind in (*FORECAST, *WORKFORCE)}
