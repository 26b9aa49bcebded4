"""Building small Sphinx projects, and reading what came out with a parser that is not Sphinx's."""

import shutil
from collections import Counter
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sphinx.testing.util import SphinxTestApp

ROOT = Path(__file__).parents[3]
FLAGSHIP = ROOT / "protocols" / "ahmed.proto"
_ROOTS = ROOT / "tests" / "roots"


def build(root: str, folder: Path, builder: str = "html", **settings: object) -> tuple[SphinxTestApp, str]:
    """The finished build of `tests/roots/test-<root>` in `folder`, and its warnings."""
    sources = folder / root
    if not sources.exists():
        shutil.copytree(_ROOTS / f"test-{root}", sources)
    warnings = StringIO()
    app = SphinxTestApp(builder, srcdir=sources, warning=warnings, confoverrides=settings)
    try:
        app.build()
    finally:
        app.cleanup()
    return app, warnings.getvalue()


class Page(HTMLParser):
    """What a browser would act on: elements, addresses, handlers, scripts; and the text a reader sees."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.ids: list[str] = []
        self.addresses: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.scripts: list[str] = []
        self.text = ""
        self._in_script = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self._in_script = tag in ("script", "style")
        for name, value in attrs:
            self.attributes.append((tag, name, value or ""))
            if name == "id":
                self.ids.append(value or "")
            if name in ("href", "src", "xlink:href", "action", "formaction", "data"):
                self.addresses.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script:
            self.scripts.append(data)
        else:
            self.text += data


def pages(folder: Path) -> dict[str, Page]:
    """Every HTML page of a site, by its name."""
    return {
        path.relative_to(folder).as_posix(): Page(path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*.html"))
    }


def broken_links(folder: Path) -> list[str]:
    """Internal addresses that lead to no file, or to no element of a page."""
    found = pages(folder)
    broken = []
    for name, page in found.items():
        for address in page.addresses:
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            path = (folder / name).parent / unquote(parts.path) if parts.path else folder / name
            target = path.resolve().relative_to(folder.resolve()).as_posix()
            missing_file = not path.is_file()
            missing_part = parts.fragment and target in found and unquote(parts.fragment) not in found[target].ids
            if missing_file or missing_part:
                broken.append(f"{name}: {address}")
    return broken
