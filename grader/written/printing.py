"""Pages as PDF: through Playwright's own browser, or a Chromium or Chrome that is installed.

Formulas and figures lie in the pages, so that nothing is loaded, and no script of a page is run.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Error, sync_playwright

_INSTALLED = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


HELP = (
    "no PDF was made: that needs a browser, `.venv/bin/python -m playwright install chromium`; "
    "the pages are there as HTML, and any browser prints them"
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


def write_pdfs(pages: Iterable[Path]) -> int:
    """Print each HTML file into a PDF beside it; how many.

    Raises:
        NoBrowser: where there is none.
    """
    count = 0
    with browser() as launched:
        context = launched.new_context(java_script_enabled=False, offline=True)
        for path in pages:
            page = context.new_page()
            page.goto(path.resolve().as_uri())
            page.pdf(path=path.with_suffix(".pdf"), prefer_css_page_size=True)
            page.close()
            count += 1
    return count
