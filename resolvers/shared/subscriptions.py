"""What can be listened to of long work, whatever room does it."""

from collections.abc import AsyncGenerator
from typing import Annotated
from uuid import UUID

import strawberry

from db.postgres.notifications import Channel, Missed
from db.shared.enums import Permission
from resolvers.context import Info
from resolvers.permissions import subscription_field
from schema.shared.progress import Progress


@strawberry.type
class ProgressSubscription:
    """How far long work is."""

    @subscription_field(Permission.WORKFORCE_VIEW, "Tells how far long work is that was given a progressId.")
    async def progress(
        self,
        info: Info,
        id: Annotated[UUID, strawberry.argument(description="A progressId: choose one, listen, then begin the work.")],
    ) -> AsyncGenerator[Progress, None]:
        async with info.context.listen(Channel.PROGRESS) as messages:
            async for message in messages:
                if isinstance(message, Missed) or message["id"] != str(id):
                    continue
                finished = message["finished"]
                yield Progress(
                    id=id, step=message["step"], done=message["done"], total=message["total"], is_finished=finished
                )
                if finished:
                    return
