"""Who may ask a path: the one place where REST checks sign-in and permission."""

from starlette.requests import Request

from services.shared.access import Caller, Permission


async def allowed(request: Request, permission: Permission) -> Caller:
    """The caller of a request who may ask it; raises Unauthenticated, Forbidden."""
    state = request.app.state
    caller: Caller = await state.sign_in.caller(request.headers.get("authorization"), state.database)
    caller.require(permission)
    return caller
