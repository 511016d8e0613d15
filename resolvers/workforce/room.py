"""What the workforce room brings: people, tiers, weeks, assignments, allocation, and the capacity that follows."""

from db.workforce.tiers import insert_default_tiers
from resolvers.rooms import Chapter, Room
from resolvers.workforce.loaders import LOADERS
from resolvers.workforce.mutations.allocation import AllocationMutation, BenchMutation
from resolvers.workforce.mutations.assigning import AssigningMutation
from resolvers.workforce.mutations.configuration import ConfigurationMutation
from resolvers.workforce.mutations.imports import PeopleImportMutation
from resolvers.workforce.mutations.people import PeopleMutation
from resolvers.workforce.queries import WorkforceQuery
from resolvers.workforce.reports import REPORTS
from resolvers.workforce.subscriptions import CapacitySubscription
from services.workforce.kinds import KINDS
from services.workforce.verify import verify

ROOM = Room(
    name="workforce",
    queries=[Chapter(20, WorkforceQuery)],
    mutations=[
        Chapter(10, PeopleMutation),
        Chapter(20, AssigningMutation),
        Chapter(30, AllocationMutation),
        Chapter(40, ConfigurationMutation),
        Chapter(44, PeopleImportMutation),
        Chapter(55, BenchMutation),
    ],
    subscriptions=[Chapter(10, CapacitySubscription)],
    loaders=LOADERS,
    kinds=KINDS,
    reports=REPORTS,
    verifications=[verify],
    first_rows=[insert_default_tiers],
)
