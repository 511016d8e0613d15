"""What the forecast room brings: reports, their demands and cells, changes of them, and the history log."""

from resolvers.forecast.loaders import LOADERS
from resolvers.forecast.mutations import ForecastMutation
from resolvers.forecast.queries import ForecastQuery
from resolvers.rooms import Chapter, Room

ROOM = Room(
    name="forecast",
    queries=[Chapter(30, ForecastQuery)],
    mutations=[Chapter(60, ForecastMutation)],
    loaders=LOADERS,
)
