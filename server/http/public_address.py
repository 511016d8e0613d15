"""Absolute addresses as clients see them: the configured one, what a trusted proxy tells, or the request's own.

A proxy is believed whole or not at all: scheme and host of one address never come from two places.
"""

import re
from ipaddress import ip_address

from starlette.datastructures import URL, Headers
from starlette.requests import HTTPConnection, Request

from server.browser_origins import PORTS, origin_of
from server.settings import ANYBODY, networks

HOST = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,253})|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
PREFIX = re.compile(r"(?:/[A-Za-z0-9._~-]+)*")
FIRST = re.compile(r'(?:"[^"]*"|[^",])*')  # a comma between quotes begins no further element
PORT = re.compile(r":([0-9]+)$")
LAST_PORT = 65_535
PAIR = re.compile(r'\s*([A-Za-z]+)=(?:"([^"]*)"|([^\s;,"]*))\s*')


def address_of(request: Request, path: str, *, query: str = "") -> URL:
    """The absolute address of a path of ours, for whoever sent a request."""
    base = public_base(request)
    return URL(base + path).replace(query=query) if base else request.url.replace(path=path, query=query)


def public_base(request: HTTPConnection) -> str | None:
    """What stands before every path, without a slash at its end; None where only the request's own address is known."""
    settings = request.app.state.settings
    if settings.public_url:
        return str(settings.public_url).rstrip("/")
    return forwarded_base(request.headers) if _is_trusted(request, settings.trusted_proxies) else None


def public_origin(request: HTTPConnection) -> str | None:
    """The origin of pages at that address; None where only the request's own address is known."""
    base = public_base(request)
    try:
        return origin_of(base) if base else None
    except ValueError:  # a proxy told of no address that a browser could ask
        return None


def forwarded_base(headers: Headers) -> str | None:
    """The address that a proxy was asked at; None unless it tells scheme and host, and both make sense.

    Of a list the first one is taken, that of the proxy nearest to the client.
    """
    told = _forwarded(headers.get("forwarded", "")) or {
        "proto": _first(headers, "x-forwarded-proto"),
        "host": _first(headers, "x-forwarded-host"),
    }
    scheme, host = told["proto"].lower(), _with_port(told["host"], _first(headers, "x-forwarded-port"), told["proto"])
    prefix = _first(headers, "x-forwarded-prefix").rstrip("/")
    if scheme not in PORTS or not HOST.fullmatch(host) or not _is_port(host) or not PREFIX.fullmatch(prefix):
        return None
    return f"{scheme}://{host}{prefix}"


def _is_trusted(request: HTTPConnection, proxies: str) -> bool:
    if proxies.strip() == ANYBODY:
        return True
    try:
        peer = ip_address(request.client.host if request.client else "")
    except ValueError:
        return False
    # A socket that speaks both families tells IPv4 peers as ::ffff:127.0.0.1.
    peer = getattr(peer, "ipv4_mapped", None) or peer
    return any(peer in network for network in networks(proxies))


def _forwarded(header: str) -> dict[str, str] | None:
    """Scheme and host of RFC 7239's header, if its first element has both."""
    first = FIRST.match(header)
    pairs = {match[1].lower(): match[2] or match[3] or "" for match in PAIR.finditer(first[0] if first else "")}
    return pairs if {"proto", "host"} <= set(pairs) else None


def _first(headers: Headers, name: str) -> str:
    return headers.get(name, "").split(",", 1)[0].strip()


def _is_port(host: str) -> bool:
    """Whether a host says no port, or one that there can be."""
    port = PORT.search(host)
    return port is None or 0 < int(port[1]) <= LAST_PORT


def _with_port(host: str, port: str, scheme: str) -> str:
    """A host with the port that the proxy was asked at, unless it says one or needs none."""
    says_one = PORT.search(host) is not None
    if says_one or not (port.isascii() and port.isdigit()) or int(port[:6]) == PORTS.get(scheme.lower()):
        return host
    return f"{host}:{port}"
