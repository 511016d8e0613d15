"""Reading and remembering the first spelling of words."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Select, func, select, text

from db.engine import ReadSession, WriteSession
from db.shared.enums import TermKind
from db.shared.models import Term

_REMEMBER = text("""
    INSERT INTO term (tenant_id, kind, key, spelling)
    SELECT :tenant, new.kind, new.key, new.spelling
    FROM unnest(CAST(:kinds AS text[]), CAST(:keys AS text[]), CAST(:spellings AS text[])) AS new (kind, key, spelling)
    ORDER BY new.kind, new.key
    ON CONFLICT (tenant_id, kind, key) DO NOTHING""")


async def all_spellings(session: ReadSession) -> dict[tuple[TermKind, str], str]:
    """Every word of the tenant: (kind, key) → spelling."""
    rows = await session.rows(select(Term.kind, Term.key, Term.spelling))
    return {(row.kind, row.key): row.spelling for row in rows}


async def words_of(session: ReadSession, kind: TermKind, *, most: int) -> Sequence[str]:
    """The words of one vocabulary as they are spelled, in the order of their keys, so many at most."""
    chosen = select(Term.spelling).where(Term.kind == kind).order_by(Term.key).limit(most)
    return [row.spelling for row in await session.rows(chosen)]


async def spellings_of(session: ReadSession, kind: TermKind, keys: Collection[str]) -> dict[str, str]:
    """The spellings of some keys, of those that have one: key → spelling."""
    chosen = select(Term.key, Term.spelling).where(Term.kind == kind, Term.key == func.any(list(keys)))
    return {row.key: row.spelling for row in await session.rows(chosen)}


async def spellings_of_words(
    session: ReadSession, words: Collection[tuple[TermKind, str]]
) -> dict[tuple[TermKind, str], str]:
    """The spellings of some words, each a kind and a key, of those that have one."""
    kinds, keys = sorted({kind for kind, _ in words}), sorted({key for _, key in words})
    chosen = select(Term.kind, Term.key, Term.spelling).where(Term.kind.in_(kinds), Term.key == func.any(keys))
    rows = await session.rows(chosen)
    return {(row.kind, row.key): row.spelling for row in rows if (row.kind, row.key) in words}


async def remember_spellings(session: WriteSession, spellings: Mapping[tuple[TermKind, str], str]) -> None:
    """Keep the spellings of words not seen before."""
    kinds, keys = zip(*spellings, strict=True) if spellings else ((), ())
    await session.run(
        _REMEMBER,
        {
            "tenant": session.tenant_id,
            "kinds": [kind.value for kind in kinds],
            "keys": list(keys),
            "spellings": list(spellings.values()),
        },
    )


def spelled(kind: TermKind, keys: Collection[str]) -> Select[str]:
    """The spellings of some keys, for use inside a condition."""
    return select(Term.spelling).where(Term.kind == kind, Term.key == func.any(list(keys)))
