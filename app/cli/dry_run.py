"""What a dry run may touch."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path


def catalog_for(catalog: str | None, dry_run: bool) -> AbstractContextManager[str | Path | None]:
    """The catalogue to work on: the one that was named, for a dry run a copy of it that is thrown away afterwards.

    So a dry run goes the same way as the real one, through photos that the catalogue does not know yet, too, and leaves
    nothing behind.
    """
    if not dry_run:
        return nullcontext(catalog)
    from app.catalog.rehearsal import rehearsal

    return rehearsal(catalog)
