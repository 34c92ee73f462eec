"""Booklets as PDF: by Playwright's own browser, or a Chromium or Chrome that is installed, and
where there is none by Matplotlib.

Formulas and figures lie in the pages, so that nothing is loaded, and no script of a page is run.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, Error, sync_playwright

from grader.written import leaflet
from grader.written.booklet import Booklet

_INSTALLED = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLAINER = (
    "There is no browser here to print with: the PDFs are set plainly. For pages as on the screen, "
    "`.venv/bin/python -m playwright install chromium` and call this again."
)


class NoBrowser(Exception):
    """There is none on this machine."""


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser without a window, for the block.

    Raises:
        NoBrowser: where there is none.
    """
    with sync_playwright() as playwright:
        for path in (None, *filter(None, map(shutil.which, _INSTALLED))):
            try:
                launched = playwright.chromium.launch(
                    executable_path=path, args=["--disable-background-networking"]
                )
            except Error:
                continue
            try:
                yield launched
            finally:
                launched.close()
            return
        raise NoBrowser


def write_pdfs(booklets: Iterable[tuple[Path, Booklet]]) -> int:
    """Write each booklet as a PDF at its path; how many. Without a browser that is said."""
    try:
        with browser() as launched:
            return _written(booklets, partial(_print, launched))
    except NoBrowser:
        print(PLAINER, file=sys.stderr)
        return _written(booklets, leaflet.write)


def _written(
    booklets: Iterable[tuple[Path, Booklet]], write: Callable[[Path, Booklet], None]
) -> int:
    count = 0
    for path, booklet in booklets:
        write(path, booklet)
        count += 1
    return count


def _print(launched: Browser, path: Path, booklet: Booklet) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "booklet.html"
        source.write_text(booklet.html(), encoding="utf-8")
        page = launched.new_page(java_script_enabled=False, offline=True)
        page.goto(source.as_uri())
        page.pdf(path=path, prefer_css_page_size=True)
        page.close()
