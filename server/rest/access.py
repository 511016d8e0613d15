"""Who may ask a path: the one place where REST checks sign-in and permission."""

from starlette.requests import Request

from db.shared.enums import Permission
from server.http.sole_headers import sole_header
from services.shared.access import Caller, SignedIn
from services.shared.api_keys import PREFIX

KEY = "api_key"


async def allowed(request: Request, permission: Permission | SignedIn) -> Caller:
    """The caller of a request who may ask it; raises Unauthenticated, Forbidden.

    An API key, and nothing else, may stand in the address, for programs that can send no header.
    """
    state = request.app.state
    authorization, key = sole_header(request, "Authorization"), request.query_params.get(KEY, "")
    if authorization is None and key.startswith(PREFIX):
        authorization = f"Bearer {key}"
    caller: Caller = await state.sign_in.caller(authorization, state.database)
    caller.require(permission)
    return caller
