"""``keepers folders``: which folders hold the good photos."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.options import CatalogOption, JsonOption, ModelOption, PairsOption, existing_folder
from app.errors import UserError

if TYPE_CHECKING:
    from app.culling.folders import FolderRating


class SortChoice(StrEnum):
    """What folders are sorted by: quality best first, counts largest first, names as people count."""

    MEDIAN = "median"
    P10 = "p10"
    P90 = "p90"
    SHARE = "share"
    COUNT = "count"
    PICKS = "picks"
    REJECTS = "rejects"
    NAME = "name"


def folders_command(
    root: Annotated[Path, typer.Argument(metavar="ROOT", help="Folder whose folders are rated.", readable=False)],
    sort: Annotated[SortChoice, typer.Option("--sort", help="The column to sort by.")] = SortChoice.MEDIAN,
    threshold: Annotated[
        float, typer.Option("--threshold", min=0, max=100, metavar="X", help="A score under this counts as weak.")
    ] = 35.0,
    json_to: JsonOption = None,
    model: ModelOption = None,
    catalog: CatalogOption = None,
    pairs: PairsOption = True,
) -> None:
    """Rate folders by the quality of the photos directly in them.

    The photos are taken into the catalogue first; scores come from 'keepers score'.
    """
    from app.bootstrap import Services
    from app.cli.rows import check_targets, put_rows, unjudged
    from app.cli.run import take_in
    from app.cli.terminal import count, say
    from app.culling.folders import folder_row, rate_folders

    check_targets(json_to)
    top = existing_folder(root)
    with Services(catalog, model=model, pairs=pairs) as services:
        key = services.model_key()
        ids, _ = take_in(services, [top])
        if not ids:
            raise UserError(f"No photos were found in {root}.")
        columns = services.lane.call(lambda opened: opened.folder_columns([top], model=key))
    ratings = _sorted(rate_folders(columns, top, threshold), sort)
    if json_to is not None:
        put_rows([folder_row(rating) for rating in ratings], json_to)
    if json_to != "-":
        _print(ratings, top, threshold)
    if unscored := unjudged(columns):
        say(f"{count(unscored, 'photo')} without a score; 'keepers score {root}' scores them.")


def _sorted(ratings: Sequence[FolderRating], by: SortChoice) -> list[FolderRating]:
    from app.culling.folders import FolderSort, sort_folders

    column, descending = {
        SortChoice.MEDIAN: (FolderSort.MEDIAN, True),
        SortChoice.P10: (FolderSort.P10, True),
        SortChoice.P90: (FolderSort.P90, True),
        SortChoice.SHARE: (FolderSort.SHARE_BELOW, False),
        SortChoice.COUNT: (FolderSort.COUNT, True),
        SortChoice.PICKS: (FolderSort.PICKS, True),
        SortChoice.REJECTS: (FolderSort.REJECTS, True),
        SortChoice.NAME: (FolderSort.FOLDER, False),
    }[by]
    return sort_folders(ratings, column, descending)


def _print(ratings: Sequence[FolderRating], root: Path, threshold: float) -> None:
    from rich.table import Table
    from rich.text import Text

    from app.cli.terminal import out, shown

    def number(value: float | None, pattern: str = "{:.1f}") -> str:
        return "-" if value is None else pattern.format(value)

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("folder", overflow="fold")
    for title in ("photos", "scored", "median", "p10", "p90", f"under {threshold:g}", "picks", "rejects"):
        table.add_column(title, justify="right")
    table.add_column("best photo", overflow="fold")
    for rating in ratings:
        cells = (
            shown(rating.folder, root),
            f"{rating.count:,}",
            f"{rating.scored:,}",
            number(rating.median),
            number(rating.p10),
            number(rating.p90),
            number(rating.share_below, "{:.0%}"),
            f"{rating.picks:,}",
            f"{rating.rejects:,}",
            "" if rating.best is None else shown(Path(rating.best).name),
        )
        table.add_row(*(Text(cell) for cell in cells))
    out().print(table)
