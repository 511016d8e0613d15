"""What the shared room brings: root fields that belong to no other, keys and the audit log, imports, progress."""

from resolvers.rooms import Chapter, Room
from resolvers.shared.administration import AdministrationMutation, AdministrationQuery
from resolvers.shared.imports import ImportMutation
from resolvers.shared.queries import SharedQuery
from resolvers.shared.subscriptions import ProgressSubscription

ROOM = Room(
    name="shared",
    queries=[Chapter(10, SharedQuery), Chapter(40, AdministrationQuery)],
    mutations=[Chapter(50, ImportMutation), Chapter(90, AdministrationMutation)],
    subscriptions=[Chapter(20, ProgressSubscription)],
)
