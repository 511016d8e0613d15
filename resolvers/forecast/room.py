"""What the forecast room brings: reports, their demands and cells, changes of them, and the history log."""

from resolvers.forecast.imports import ForecastImportMutation
from resolvers.forecast.loaders import LOADERS
from resolvers.forecast.mutations import ForecastMutation
from resolvers.forecast.queries import ForecastQuery
from resolvers.forecast.reports import DOWNLOADS, REPORTS
from resolvers.rooms import Chapter, Room
from services.forecast.kinds import KINDS
from services.forecast.verify import notices, verify

ROOM = Room(
    name="forecast",
    queries=[Chapter(30, ForecastQuery)],
    mutations=[Chapter(46, ForecastImportMutation), Chapter(60, ForecastMutation)],
    loaders=LOADERS,
    kinds=KINDS,
    reports=REPORTS,
    downloads=DOWNLOADS,
    verifications=[verify],
    notices=[notices],
)
