"""A browser that makes PDFs: Playwright's own, or a Chromium or Chrome that is installed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Error, sync_playwright

_INSTALLED = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


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
