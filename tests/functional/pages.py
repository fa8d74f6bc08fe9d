"""When a page may be used: a browser drops the keys that come before it has drawn the document."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

DRAWN = """new Promise((drawn) => {
  const look = () => performance.getEntriesByName("first-contentful-paint").length
    ? drawn() : requestAnimationFrame(look);
  look();
})"""


def ready(page: Any) -> None:
    """The document and its scripts have come and something of it was drawn: now keys arrive."""
    page.wait_for_load_state("load")
    page.evaluate(DRAWN)


def arrived(page: Any, address: str | Callable[[str], bool] | Any) -> None:
    """The page of this address stands in place of the one before it, and takes keys."""
    page.wait_for_url(address)
    ready(page)


@contextmanager
def answered(page: Any, part: str) -> Iterator[None]:
    """What the block does asks for an address with this part in it, and has got the answer."""
    with page.expect_response(lambda answer: part in answer.url) as asked:
        yield
    asked.value.finished()
