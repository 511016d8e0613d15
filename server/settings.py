"""Settings: from the environment (HEADROOM_…), an .env file, or the command line."""

import re
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

LARGEST_BODY = 1024 * 1024  # bytes of a request without files, and of a message of a WebSocket; not to be chosen


ANYBODY = "*"


@lru_cache(maxsize=16)
def networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Addresses and networks, separated by commas; raises ValueError for what is neither."""
    return tuple(ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip())


class Settings(BaseSettings):
    """Everything an installation can choose."""

    model_config = SettingsConfigDict(env_prefix="HEADROOM_", env_file=".env", extra="ignore")

    database_url: str | None = Field(None, description="PostgreSQL 15 or newer; without it an embedded one is started")
    owner_database_url: str | None = Field(None, description="who migrates and creates tenants, if not database_url")
    backup_database_url: str | None = Field(None, description="who backs up, if not the owner: it needs BYPASSRLS")
    postgres_programs: Path | None = Field(None, description="the folder of pg_dump and pg_restore, if not our own")
    data_dir: Path = Field(Path(".headroom"), description="where the embedded database and a made secret live")
    pool_size: int = Field(10, ge=1, le=200, description="database connections of one server process")
    pool_wait: float | None = Field(None, gt=0, description="seconds a request waits for a connection, if not its own")
    most_waiting: int = Field(500, ge=0, description="requests that may wait for a connection, or in line for one")

    jwt_secret: SecretStr | None = Field(None, description="HS256 secret of at least 32 bytes")
    jwks_url: str | None = Field(None, description="the issuer's keys (https): RS256, ES256 or EdDSA tokens")
    issuer: str = Field("headroom", description="the iss claim that tokens must have")
    audience: str = Field("headroom", description="the aud claim that tokens must have")
    tenant_claim: str = "tenant"
    roles_claim: str = "roles"

    max_document_bytes: int = Field(20_000, ge=100, description="the longest GraphQL document")
    max_depth: int = Field(12, ge=1, description="levels of a GraphQL document")
    max_aliases: int = Field(30, ge=0, description="aliases of a GraphQL document")
    max_directives: int = Field(10, ge=0, description="directives of one field")
    max_fields: int = Field(1_000, ge=1, description="fields of a GraphQL document, fragments spread out")
    max_cost: int = Field(500_000, ge=1, description="fields × page sizes that an operation may cost")
    max_mutations: int = Field(10, ge=1, description="root fields of one mutation")
    query_seconds: float = Field(10, gt=0, description="seconds a query may take")
    mutation_seconds: float = Field(120, gt=0, description="seconds a mutation may take")
    download_seconds: float = Field(180, gt=0, description="seconds a report or a download may take")
    body_seconds: float = Field(30, gt=0, description="seconds until a request's body must have arrived")

    kept_answer_bytes: int = Field(64 * 1024**2, ge=0, description="memory for answers to be given again; 0 keeps none")
    columnar: bool = Field(True, description="answer large selections by columns; false leaves all to graphql-core")
    public_url: str | None = Field(None, description="the address clients see, for absolute links")
    trusted_proxies: str = Field("127.0.0.1,::1", description="addresses and networks whose forwarding headers count")
    metrics: bool = Field(True, description="serve Prometheus metrics at /metrics")
    otlp_endpoint: str | None = Field(None, description="where OpenTelemetry traces are sent: http://host:4318")
    log_level: str = Field("info", pattern="(?i)^(debug|info|warning|error)$", description="info logs every request")
    graphiql: bool = Field(True, description="serve GraphiQL at /graphiql")

    @field_validator("public_url")
    @classmethod
    def _address(cls, url: str | None) -> str | None:
        if url and not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", url):
            raise ValueError(f"{url[:80]!r} is no address; accepted: one such as https://plan.example.org")
        return url or None

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, text: str) -> str:
        try:
            networks("" if text.strip() == ANYBODY else text)
        except ValueError as error:
            raise ValueError(f"{error}; accepted: addresses and networks such as 10.0.0.5,10.1.0.0/16, or *") from None
        return text
