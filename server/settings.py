"""Settings: from the environment (HEADROOM_…), an .env file, or the command line."""

import re
from decimal import Decimal
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from server.browser_origins import origin_of
from server.errors import Misconfigured
from server.misspelt_settings import SERVICE_ADDRESS
from server.wrong_settings import PREFIX, wrong_lines, wrong_values
from services.shared.floor_rules import AlertThresholds, FloorRules

LARGEST_BODY = 1024 * 1024  # bytes of a request without files, and of a message of a WebSocket; not to be chosen


SHORTEST_SECRET = 32  # bytes
ANYBODY = "*"
LONGEST_TIME = 86_400  # seconds: nothing of a server takes longer than a day
DEFAULT_PORT = 8000
LEVELS = ("debug", "info", "warning", "error")
ORIGIN = re.compile(r"https?://(?:[a-z0-9](?:[a-z0-9._-]*)|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?", re.IGNORECASE)
ADDRESS = re.compile(r"https?://[^\s/?#]+(/[^\s?#]*)?", re.IGNORECASE)


@lru_cache(maxsize=16)
def networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Addresses and networks, separated by commas; raises ValueError for what is neither."""
    return tuple(ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip())


def _has_origin(address: str) -> bool:
    """Whether an address is one that a browser's page can be at."""
    try:
        return bool(origin_of(address))
    except ValueError:
        return False


class Settings(BaseSettings):
    """Everything an installation can choose; making one raises Misconfigured with a line for each wrong value."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="ignore", allow_inf_nan=False)

    def __init__(self, **chosen: Any) -> None:
        file = chosen.get("_env_file", self.model_config["env_file"])
        wrong = wrong_lines(Path(file)) if file is not None else []
        if not wrong:
            try:
                super().__init__(**chosen)
            except ValidationError as error:
                wrong = wrong_values(error, type(self).model_fields)
        if wrong:
            raise Misconfigured("\n".join(wrong))

    database_url: str | None = Field(None, description="PostgreSQL 15 or newer; without it an embedded one is started")
    owner_database_url: str | None = Field(None, description="who migrates and creates tenants, if not database_url")
    backup_database_url: str | None = Field(None, description="who backs up, if not the owner: it needs BYPASSRLS")
    postgres_programs: Path | None = Field(None, description="the folder of pg_dump and pg_restore, if not our own")
    data_dir: Path = Field(Path(".headroom"), description="where the embedded database and a made secret live")
    pool_size: int = Field(10, ge=1, le=200, description="database connections of one server process")
    pool_wait: float | None = Field(
        None, gt=0, le=LONGEST_TIME, description="seconds a request waits for a connection, if not its own"
    )
    most_waiting: int = Field(500, ge=0, description="requests of a tenant that may wait for a connection, or a slot")
    tenant_requests: int = Field(16, ge=1, description="requests of one tenant under way, in one server process")
    tenant_waiting: int = Field(500, ge=0, description="requests of one tenant that may wait for those to end")

    jwt_secret: SecretStr | None = Field(None, description="HS256 secret of at least 32 bytes")
    jwks_url: str | None = Field(None, description="the issuer's keys (https): RS256, ES256 or EdDSA tokens")
    jwks_over_http: bool = Field(False, description="take the issuer's keys without TLS: for trying out alone")
    issuer: str = Field("headroom", description="the iss claim that tokens must have")
    audience: str = Field("headroom", description="the aud claim that tokens must have")
    tenant_claim: str = "tenant"
    roles_claim: str = "roles"
    departments_claim: str = "departments"

    max_document_bytes: int = Field(20_000, ge=100, description="the longest GraphQL document")
    max_depth: int = Field(12, ge=1, description="levels of a GraphQL document")
    max_aliases: int = Field(30, ge=0, description="aliases of a GraphQL document")
    max_directives: int = Field(10, ge=0, description="directives of one field")
    max_fields: int = Field(1_000, ge=1, description="fields of a GraphQL document, fragments spread out")
    max_cost: int = Field(500_000, ge=1, description="fields × page sizes that an operation may cost")
    trusted_documents: str = Field(
        "", description="manifests of the documents that your clients send: paths, by commas"
    )
    only_trusted_documents: bool = Field(False, description="answer those documents alone")
    persisted_queries: int = Field(
        0, ge=0, description="documents that clients may leave here, to name them by their hash; 0 takes none"
    )
    persisted_query_bytes: int = Field(4 * 1024**2, ge=0, description="memory for those, in one server process")
    max_mutations: int = Field(10, ge=1, description="root fields of one mutation")
    max_sockets: int = Field(20, ge=1, description="open WebSockets of one caller, in one server process")
    max_subscriptions: int = Field(50, ge=1, description="operations of one caller over WebSocket, at the same time")
    back_dating_days: int = Field(31, ge=0, le=3_660, description="days that movements of stock may lie back")
    overproduction_allowance: Decimal = Field(
        Decimal("0.05"),
        ge=0,
        le=1,
        description="fraction of a work order's target that may be made beyond it, unless it says so",
    )
    production_back_dating_days: int = Field(
        7, ge=0, le=3_660, description="days that daily production may lie back; PRODUCTION.MODIFY has back_dating_days"
    )
    off_track_points: Decimal = Field(
        Decimal(10), ge=0, le=100, description="percentage points behind, beyond which: OFF_TRACK"
    )
    at_risk_points: Decimal = Field(
        Decimal(3), ge=0, le=100, description="percentage points behind, beyond which: AT_RISK"
    )
    at_risk_days: int = Field(3, ge=0, le=366, description="working days left, in which a slow work order is AT_RISK")
    large_change: Decimal = Field(
        Decimal("0.25"),
        ge=0,
        le=1_000,
        description="change of a target, a fraction of the original, beyond which two approve",
    )
    large_debt_value: Decimal = Field(
        Decimal(1_000), ge=0, le=10**15, description="value of a material debt, beyond which two approve"
    )
    alert_minutes: float = Field(15, gt=0, le=1_440, description="minutes from one look at all alerts to the next")
    stuck_days: int = Field(3, ge=1, le=366, description="working days without an entry, after which: STUCK")
    near_deadline_days: int = Field(3, ge=0, le=366, description="working days left, in which: NEAR_DEADLINE")
    variance_points: Decimal = Field(
        Decimal(10), ge=0, le=100, description="percentage points behind, beyond which: VARIANCE"
    )
    variance_points_closed: Decimal = Field(
        Decimal(8), ge=0, le=100, description="percentage points behind, down to which VARIANCE stays open"
    )
    low_stock_closed: Decimal = Field(
        Decimal("1.05"), ge=1, le=100, description="times the safety stock, until which LOW_STOCK stays open"
    )
    debt_overdue_days: int = Field(14, ge=0, le=3_660, description="days after which an open debt is DEBT_OVERDUE")
    debt_critical_days: int = Field(30, ge=0, le=3_660, description="days after which that is critical")
    alert_reopening_hours: int = Field(
        24, ge=0, le=8_784, description="hours in which an alert that opens again is the same one"
    )
    query_seconds: float = Field(10, gt=0, le=LONGEST_TIME, description="seconds a query may take")
    mutation_seconds: float = Field(120, gt=0, le=LONGEST_TIME, description="seconds a mutation may take")
    download_seconds: float = Field(180, gt=0, le=LONGEST_TIME, description="seconds a report or a download may take")
    max_head_bytes: int = Field(64 * 1024, ge=1024, description="the longest head of a request, its address included")
    max_head_lines: int = Field(100, ge=10, description="header lines of a request")
    head_seconds: float = Field(
        10, gt=0, le=LONGEST_TIME, description="seconds until a request's head must have arrived"
    )
    body_seconds: float = Field(
        30, gt=0, le=LONGEST_TIME, description="seconds until a request's body must have arrived"
    )

    kept_answer_bytes: int = Field(64 * 1024**2, ge=0, description="memory for answers to be given again; 0 keeps none")
    columnar: bool = Field(True, description="answer large selections by columns; false leaves all to graphql-core")
    host: str = Field("127.0.0.1", description="the address to listen on, unless --host says it")
    port: int = Field(DEFAULT_PORT, ge=1, le=65_535, description="the port to listen on, unless --port says it")
    public_url: str | None = Field(None, description="the address clients see, for absolute links")
    allowed_origins: str = Field("", description="origins whose pages may ask: https://dashboard.example.org,…")
    trusted_proxies: str = Field("127.0.0.1,::1", description="addresses and networks whose forwarding headers count")
    metrics: bool = Field(True, description="serve Prometheus metrics at /metrics")
    otlp_endpoint: str | None = Field(None, description="where OpenTelemetry traces are sent: http://host:4318")
    log_level: str = Field("info", description="info logs every request")
    graphiql: bool = Field(True, description="serve GraphiQL at /graphiql")

    @property
    def floor_rules(self) -> FloorRules:
        """The shop floor's numbers as they are set."""
        return FloorRules(
            overproduction_allowance=self.overproduction_allowance,
            back_dating_days=self.production_back_dating_days,
            farthest_back_days=self.back_dating_days,
            off_track_points=self.off_track_points,
            at_risk_points=self.at_risk_points,
            at_risk_days=self.at_risk_days,
            large_change=self.large_change,
            large_debt_value=self.large_debt_value,
            alerts=self.alert_thresholds,
        )

    @property
    def alert_thresholds(self) -> AlertThresholds:
        """What alerts go by, as it is set; none closes at a figure that opens it."""
        return AlertThresholds(
            working_days_without_entry=self.stuck_days,
            working_days_left=self.near_deadline_days,
            points_behind=self.variance_points,
            points_behind_closed=min(self.variance_points_closed, self.variance_points),
            safety_stock_closed=self.low_stock_closed,
            debt_days=self.debt_overdue_days,
            debt_days_critical=self.debt_critical_days,
            reopening_hours=self.alert_reopening_hours,
        )

    @field_validator("database_url", "owner_database_url", "backup_database_url")
    @classmethod
    def _database(cls, url: str | None) -> str | None:
        if url is not None:
            # Imported late: it brings SQLAlchemy, which commands without a database do not need.
            from db.postgres.address import ACCEPTED, UnreadableAddress, require_usable

            try:
                require_usable(url)
            except UnreadableAddress:
                raise ValueError(ACCEPTED) from None
        return url

    @field_validator("jwt_secret")
    @classmethod
    def _long_enough(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None and len(secret.get_secret_value().encode(errors="replace")) < SHORTEST_SECRET:
            raise ValueError(f"{SHORTEST_SECRET} bytes or more")
        return secret

    @field_validator("data_dir", "postgres_programs")
    @classmethod
    def _folder(cls, folder: Path | None) -> Path | None:
        known = next((path for path in (folder, *folder.parents) if path.exists()), folder) if folder else None
        if known and not known.is_dir():
            raise ValueError("a folder")
        return folder

    @field_validator("port", mode="before")
    @classmethod
    def _no_service(cls, port: object) -> object:
        # Of a Service named "headroom" Kubernetes sets HEADROOM_PORT as well.
        return DEFAULT_PORT if isinstance(port, str) and SERVICE_ADDRESS.fullmatch(port) else port

    @field_validator("host", "issuer", "audience", "tenant_claim", "roles_claim", "departments_claim")
    @classmethod
    def _text(cls, text: str) -> str:
        if not text.strip():
            raise ValueError("a text that is not empty")
        return text

    @field_validator("log_level")
    @classmethod
    def _level(cls, level: str) -> str:
        if level.lower() not in LEVELS:
            raise ValueError(", ".join(LEVELS))
        return level

    @field_validator("public_url")
    @classmethod
    def _public(cls, url: str | None) -> str | None:
        if url and not (ADDRESS.fullmatch(url) and _has_origin(url)):
            raise ValueError("an address such as https://plan.example.org")
        return url or None

    @field_validator("allowed_origins")
    @classmethod
    def _origins(cls, text: str) -> str:
        listed = [origin for part in text.split(",") if (origin := part.strip())]
        if not all(ORIGIN.fullmatch(origin) and _has_origin(origin) for origin in listed):
            raise ValueError(
                "origins such as https://dashboard.example.org,http://localhost:5173, each in full, without a path or a"
                " slash at the end"
            )
        return text

    @field_validator("trusted_documents")
    @classmethod
    def _manifests(cls, text: str) -> str:
        if not all(part.strip().endswith(".json") for part in text.split(",") if part.strip()):
            raise ValueError("paths of JSON files, separated by commas")
        return text

    @field_validator("jwks_url", "otlp_endpoint")
    @classmethod
    def _service(cls, url: str | None) -> str | None:
        if url and not ADDRESS.match(url):
            raise ValueError("an address that begins with https:// or http://")
        return url

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, text: str) -> str:
        try:
            networks("" if text.strip() == ANYBODY else text)
        except ValueError:
            raise ValueError("addresses and networks such as 10.0.0.5,10.1.0.0/16, or *") from None
        return text
