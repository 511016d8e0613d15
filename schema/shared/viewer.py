"""Who is asking."""

import strawberry


@strawberry.type(description="Who is signed in.")
class Viewer:
    """The caller as the API sees it."""

    subject: str = strawberry.field(description="Who the token or key stands for.")
    tenant: str = strawberry.field(description="The tenant whose data every answer is about.")
    roles: list[str] = strawberry.field(description="The caller's roles in the tenant.")
    permissions: list[str] = strawberry.field(description="What the roles allow.")
    departments: list[str] = strawberry.field(description="Whose work on the shop floor the caller has.")
