"""The reports and downloads there are, of all rooms."""

from typing import Any

from resolvers.forecast import reports as forecast
from resolvers.workforce import reports as workforce
from services.shared.download import Download
from services.shared.report import Report

REPORTS: tuple[Report, ...] = (*forecast.REPORTS, *workforce.REPORTS)
DOWNLOADS: tuple[Download[Any], ...] = forecast.DOWNLOADS
