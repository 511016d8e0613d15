"""Every table there is, for migrations and their drift check."""

from db.base import Base
from db.forecast import models as forecast
from db.shared import models as shared
from db.workforce import models as workforce

ROOMS = (shared, workforce, forecast)
METADATA = Base.metadata
