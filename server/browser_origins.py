"""Origins as browsers write them: in lower case, an IPv6 address short, without the port of its scheme."""

from ipaddress import IPv6Address
from urllib.parse import urlsplit

PORTS = {"http": 80, "https": 443}


def origin_of(address: str) -> str:
    """The origin of an address that begins with http:// or https://; raises ValueError where no page can have one.

    That is with a user's name, with letters beyond ASCII (browsers write bücher.example as xn--bcher-kva.example),
    and with a port or an IPv6 address that there cannot be.
    """
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port  # raises ValueError for a port above 65535
    if not host or not host.isascii() or "@" in parts.netloc or port == 0:
        raise ValueError(f"no page is at {address!r}")
    if ":" in host:
        host = f"[{IPv6Address(host).compressed}]"
    return f"{parts.scheme}://{host}" + (f":{port}" if port not in (None, PORTS[parts.scheme]) else "")
