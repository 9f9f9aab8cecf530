"""`course site --out DIR`: the course as static pages, made with Sphinx from stored outputs; nothing is run."""

from __future__ import annotations

import html.parser
import io
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import nbformat

import course
from course import files, paths
from course.authoring.build import release_notebook
from course.authoring.release import leaks, repository, secrets
from course.authoring.sitepages import About, SiteError, builds, lab_page, reference, relink
from course.hardware import quiet
from course.labformat import frame, source
from course.labformat.source import Lab, labs, select

MARK = ".course-site"  # in a folder that this command has written, and may write again
OWN = Path(__file__).with_name("page")  # style sheet and sign of the pages
GUIDES = ("students", "instructors", "jupyterhub", "authors", "settings")  # of docs/, in this order; others follow
OPTIONS = {
    "project": "From convolution to pix2pix",
    "html_title": "From convolution to pix2pix",
    "root_doc": "index",
    "html_theme": "furo",
    "html_copy_source": False,
    "html_show_sourcelink": False,
    "html_show_copyright": False,
    "html_show_sphinx": False,
    "html_permalinks_icon": "#",
    "html_static_path": ["_own"],
    "html_css_files": ["site.css"],
    "html_favicon": "_own/favicon.svg",
    "html_math_renderer": "mathml",
    "pygments_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
    "highlight_language": "none",
    "default_role": "code",
    "myst_enable_extensions": ["dollarmath", "amsmath", "html_image"],
    "myst_heading_anchors": 3,
    "nb_execution_mode": "off",
    "nb_ipywidgets_js": {},
    "suppress_warnings": ["myst.header", "mystnb.unknown_mime_type", "misc.highlighting_failure", "ref.python"],
    "napoleon_google_docstring": False,
    "napoleon_use_rtype": False,
    "napoleon_use_ivar": True,
    "autodoc_typehints": "none",
    "autodoc_member_order": "bysource",
    "autodoc_class_signature": "mixed",
}
EXTENSIONS = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "course.authoring.siteparts"]


@dataclass(frozen=True)
class Built:
    """A site: its folder, how many pages and bytes it has, and for how many secret lines it was searched."""

    folder: Path
    pages: int
    size: int
    searched: int


def build(
    out: Path,
    names: list[str] | None = None,
    *,
    solutions: bool = False,
    address: str | None = None,
    root: Path | None = None,
) -> Built:
    """Write the site of the named labs (all, if none) to `out`; what an earlier call wrote there is replaced.

    Parameters
    ----------
    out
        A new or empty folder, or one with an earlier site.
    solutions
        Show the solutions, too. Without, no line of a solution, a hidden test or an answer key is in any file: the
        finished pages are searched for them.
    address
        The web address of the course's repository, for links to it and to Colab; by default `address` in
        `[tool.course]` of pyproject.toml.

    Raises
    ------
    SiteError
        `out` holds something else, a lab has no executed solution, a link leads nowhere, a formula cannot be drawn,
        or a secret line was found. `out` is as before then.
    """
    root, out = root or paths.root(), Path(out)
    if out.is_file() or (out.is_dir() and any(out.iterdir()) and not (out / MARK).is_file()):
        raise SiteError(f"--out {out} holds something else than a site; name a new folder.")
    files.check_writable(out.absolute().parent, "name another one: --out DIR")
    chosen = select(names, labs(root))
    address = repository(root, address)
    with tempfile.TemporaryDirectory() as scratch:
        pages, made = Path(scratch) / "pages", Path(scratch) / "site"
        count = _write_pages(pages, root, chosen, address, solutions)
        _sphinx(pages, made, Path(scratch) / "trees")
        where = source.place(chosen, address, solutions=False)
        for one in source.notebooks(chosen):
            notebook = nbformat.writes(release_notebook(one, where)).rstrip("\n") + "\n"
            files.write(made / "labs" / one.relative, notebook.encode())
        hidden = {} if solutions else secrets(labs(root))
        found = leaks(shown(made), hidden)
        if found:
            raise SiteError("the site would show secrets; nothing was written:\n  " + "\n  ".join(found[:20]))
        files.write(made / MARK, b"")
        files.write(made / ".nojekyll", b"")  # GitHub Pages then serves folders that begin with _
        files.put(made, out)
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    return Built(out, count, size, len(hidden))


def _write_pages(pages: Path, root: Path, chosen: list[Lab], address: str, solutions: bool) -> int:
    """Write what Sphinx reads; return the number of pages."""
    readme = (root / "README.md").read_text("utf-8") if (root / "README.md").is_file() else "# The course\n"
    texts = {"index.md": readme}
    guides = {path.stem: path for path in sorted((root / "docs").glob("*.md"))}
    order = [name for name in GUIDES if name in guides] + [name for name in guides if name not in GUIDES]
    texts |= {f"docs/{name}.md": guides[name].read_text("utf-8") for name in order}
    for place in ("CONTRIBUTING.md", "benchmarks/RESULTS.md", "CHANGELOG.md"):
        if (root / place).is_file():
            texts[place] = (root / place).read_text("utf-8")
    told, notebooks = builds(readme), {}
    for one in source.notebooks(chosen):
        built = told.get(one.name, "") if one in chosen else ""
        about = About(built, frame.in_colab(address, one.name, one.notebook))
        notebooks[f"labs/{one.relative.as_posix()}"] = lab_page(
            one, root / "solutions" / one.relative, about, solutions=solutions
        )
    reference_pages = reference(root)
    beside = {  # pictures, and example files, which become downloads
        path.relative_to(root).as_posix(): path
        for place in ("docs", "benchmarks/pictures")
        for path in sorted((root / place).rglob("*"))
        if path.is_file() and path.suffix not in (".md", ".pyc")
    }
    known = {*texts, *notebooks, *reference_pages, *beside}
    parts = {
        "Labs": [*notebooks],
        "Guides": [place for place in texts if place.startswith("docs/")],
        "More": [place for place in texts if place not in ("index.md",) and not place.startswith("docs/")],
        "Reference": [*reference_pages],
    }
    trees = "".join(_tree(caption, places) for caption, places in parts.items() if places)
    for place, text in texts.items():
        text = relink(text, place, known, address) + (trees if place == "index.md" else "")
        files.write(pages / place, text.encode())
    for place, notebook in notebooks.items():
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                cell.source = relink(cell.source, place, known, address)
        files.write(pages / place, nbformat.writes(notebook).encode())
    for place, text in reference_pages.items():
        files.write(pages / place, text.encode())
    for place, path in beside.items():
        files.write(pages / place, path.read_bytes())
    shutil.copytree(OWN, pages / "_own")
    return len(texts) + len(notebooks) + len(reference_pages)


def _tree(caption: str, places: list[str]) -> str:
    names = "\n".join(re.sub(r"\.\w+$", "", place) for place in places)
    return f"\n\n```{{toctree}}\n:hidden:\n:caption: {caption}\n\n{names}\n```\n"


def _sphinx(pages: Path, made: Path, trees: Path) -> None:
    """Let Sphinx draw the pages; each of its warnings is an error."""
    try:
        from sphinx.application import Sphinx
        from sphinx.util.docutils import docutils_namespace, patch_docutils
    except ModuleNotFoundError:
        from course import doctor

        raise SiteError(f"the site is drawn by Sphinx. Run: {doctor.install_line('site')}") from None
    warnings = io.StringIO()
    options = {**OPTIONS, "extensions": EXTENSIONS, "version": course.__version__, "release": course.__version__}
    files.write(pages / "conf.py", "".join(f"{name} = {value!r}\n" for name, value in options.items()).encode())
    with patch_docutils(), docutils_namespace():
        app = Sphinx(pages, pages, made, trees, "html", status=None, warning=warnings, freshenv=True)
        with quiet():  # the reference imports every module, and TensorFlow then has words of its own
            app.build(force_all=True)
    said = [re.sub(r"\x1b\[[\d;]*m", "", line) for line in warnings.getvalue().splitlines() if line.strip()]
    said = [line.replace(f"{pages}/", "") for line in said]
    if said or app.statuscode:
        raise SiteError(f"Sphinx found {len(said)} fault(s); nothing was written:\n  " + "\n  ".join(said[:40]))
    for name in (".buildinfo", ".buildinfo.bak", "objects.inv"):
        (made / name).unlink(missing_ok=True)


class _Text(html.parser.HTMLParser):
    """Collect what a page shows, without the tags that colour its code."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def shown(made: Path) -> dict[str, bytes]:
    """Return {path: bytes} of a site's files; of a page the text that it shows, line by line."""
    contents = {}
    for path in sorted(made.rglob("*")):
        if path.is_file():
            raw = path.read_bytes()
            if path.suffix == ".html":
                page = _Text()
                page.feed(raw.decode("utf-8"))
                raw = "".join(page.found).encode()
            contents[path.relative_to(made).as_posix()] = raw
    return contents
