"""The course's site: pages of a tiny course, with no link that breaks, no address outside, and no solution."""

from __future__ import annotations

import base64
import html.parser
import posixpath
import re
import shutil
import urllib.parse

import nbformat
import pytest
from typer.testing import CliRunner

from course.authoring import build, site, sitepages
from course.cli import app
from course.grading.results.mathml import mathml
from course.labformat import source
from course.labformat.source import labs

pytest.importorskip("sphinx", reason="the site is drawn by Sphinx, which is not installed: pip install '.[site]'")

ADDRESS = "https://github.com/somebody/labs"
README = """\
# A course

![A film](docs/pictures/film.gif)

See [the first lab](labs/01_tiny/tiny.ipynb), [the guide](docs/students.md#when-stuck), [the file](pyproject.toml),
[the solution](solutions/01_tiny/tiny.ipynb) [this page](README.md)
and [an example](docs/example.py).

| lab | you build |
|---|---|
| [01 Tiny](labs/01_tiny/tiny.ipynb) | a sum and a double |
"""
GUIDE = """\
# For students

A formula $a^2$. Back to [the course](../README.md).

## When stuck

```sh
course doctor
```
"""
INTRO = "# # 01 · Tiny\n#\n# A lab as small as a lab can be."
MORE = f"""\
{INTRO}
#
# **Time**: two minutes on two CPU cores.
#
# $$ y = \\sum_i x_i $$
#
# [Guide](../../docs/students.md)"""
SECRETS = ("2 * np.asarray(x)", "nothing to add", "secret_seed", "float(np.sum(x))")
GIF = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01"
GIF += b"\x00;"
LOADED = [("img", "src"), ("script", "src"), ("link", "href"), ("source", "src"), ("iframe", "src"), ("video", "src")]


class Page(html.parser.HTMLParser):
    """What a page names: links, files that it loads, and the places in it that can be linked."""

    def __init__(self, path):
        super().__init__()
        self.links, self.loaded, self.places, self.texts = [], [], set(), []
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        self.places |= {named[key] for key in ("id", "name") if named.get(key)}
        self.links += [named["href"]] if tag == "a" and named.get("href") else []
        self.loaded += [value for key, value in attributes if (tag, key) in LOADED and value]

    def handle_data(self, data):
        self.texts.append(data)

    @property
    def text(self):
        return "".join(self.texts)


def pages(folder):
    return {path.relative_to(folder).as_posix(): Page(path) for path in sorted(folder.rglob("*.html"))}


def faults(folder):
    """Return every link of a site that leads nowhere, and every address outside that a page or a style loads."""
    found, known = [], pages(folder)
    for name, page in known.items():
        found += [f"{name} loads {place}" for place in page.loaded if re.match(r"(https?:)?//", place)]
        for target in [*page.links, *page.loaded]:
            parts = urllib.parse.urlsplit(target)
            if parts.scheme or parts.netloc:
                continue
            place = name
            if parts.path:
                near = posixpath.join(posixpath.dirname(name), urllib.parse.unquote(parts.path))
                place = posixpath.normpath(near)
            if not (folder / place).is_file():
                found.append(f"{name}: {target} leads nowhere")
            elif parts.fragment and place in known:
                if urllib.parse.unquote(parts.fragment) not in known[place].places:
                    found.append(f"{name}: {target} has no such place")
    for path in folder.rglob("*.css"):
        outside = re.findall(r"(?:url\(|@import )\s*[\"']?((?:https?:)?//[^\"')]+)", path.read_text("utf-8"))
        found += [f"{path.name} loads {address}" for address in outside]
    return found


@pytest.fixture(scope="module")
def course_root(tmp_path_factory):
    """The tiny course with pages, one module, and an output of every kind in its solution."""
    from tests.conftest import TINY

    here = shutil.copytree(TINY, tmp_path_factory.mktemp("site") / "course_root")
    script = here / "source/01_tiny/tiny.py"
    script.write_text(script.read_text("utf-8").replace(INTRO, MORE), "utf-8")
    for place, text in {
        "README.md": README,
        "docs/students.md": GUIDE,
        "course/files.py": '"""Stands for a module."""',
    }.items():
        (here / place).parent.mkdir(exist_ok=True)
        (here / place).write_text(text, "utf-8")
    (here / "docs/pictures").mkdir()
    (here / "docs/example.py").write_text("x = 1\n", "utf-8")
    (here / "benchmarks/pictures").mkdir(parents=True)
    (here / "benchmarks/RESULTS.md").write_text("# Results\n\n![Speed](pictures/speed.gif)\n", "utf-8")
    (here / "benchmarks/pictures/speed.gif").write_bytes(GIF)
    (here / "docs/pictures/film.gif").write_bytes(GIF)
    build.build(root=here)
    path = here / "solutions/01_tiny/tiny.ipynb"
    path.parent.mkdir(parents=True)
    solved = build.solution_notebook(labs(here)[0])
    code = [cell for cell in solved.cells if cell.cell_type == "code"]
    for cell in code:
        marks = cell.metadata["nbgrader"]
        words = "printed by an exercise" if marks["solution"] or marks["grade"] else "printed by a given cell"
        cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=words)]
    live = {"application/vnd.jupyter.widget-view+json": {"model_id": "1"}, "text/plain": "Slider()"}
    live["image/gif"] = base64.b64encode(GIF).decode()
    code[1].outputs.append(nbformat.v4.new_output("display_data", data=live))
    nbformat.write(solved, path)
    return here


@pytest.fixture(scope="module")
def public(course_root):
    return site.build(course_root.parent / "public", root=course_root, address=ADDRESS)


def test_no_link_breaks_and_nothing_is_loaded_from_outside(public):
    assert faults(public.folder) == []
    names = set(pages(public.folder))
    assert {
        "index.html",
        "labs/01_tiny/tiny.html",
        "docs/students.html",
        "reference/course.html",
        "search.html",
    } <= names
    everything = "".join(path.read_text("utf-8") for path in public.folder.rglob("*.html"))
    assert not [word for word in ("require.js", "widget-view", "html-manager", "MathJax.js") if word in everything]


def test_such_faults_are_found(public, tmp_path):
    """The canary of the walk: one of each kind, planted."""
    broken = shutil.copytree(public.folder, tmp_path / "broken")
    page = broken / "docs/students.html"
    planted = (
        '<a href="gone.html">a</a><a href="../index.html#gone">b</a><script src="https://cdn.example/x.js"></script>'
    )
    page.write_text(page.read_text("utf-8").replace("</body>", planted + "</body>"), "utf-8")
    (broken / "_static/site.css").write_text("@import url(//fonts.example/a.css);")
    assert len(faults(broken)) == 4


def test_the_public_site_holds_no_solution(public, course_root):
    assert public.searched > 0
    texts = {name: page.text for name, page in pages(public.folder).items()}
    raw = {path.name: path.read_text("utf-8", "replace") for path in public.folder.rglob("*") if path.is_file()}
    for secret in SECRETS:
        assert not [name for name, text in {**texts, **raw}.items() if secret in text], secret
    lab = texts["labs/01_tiny/tiny.html"]
    assert "raise NotImplementedError" in lab and "def double(x):" in lab
    assert "printed by a given cell" in lab and "printed by an exercise" not in lab
    handed = nbformat.read(public.folder / "labs/01_tiny/tiny.ipynb", as_version=4)
    where = source.place(labs(course_root), ADDRESS, solutions=False)
    assert handed.cells == build.release_notebook(labs(course_root)[0], where).cells


def test_the_page_of_a_lab_has_what_a_reader_looks_for(public):
    page = pages(public.folder)["labs/01_tiny/tiny.html"]
    for words in ("You build a sum and a double.", "Time and hardware. Two minutes on two CPU cores."):
        assert words in " ".join(page.text.split())
    raw = (public.folder / "labs/01_tiny/tiny.html").read_text("utf-8")
    assert "<math" in raw and "**Time**" not in raw and raw.count("<details") == 8  # hints and folded checks
    assert "https://colab.research.google.com/github/somebody/labs/blob/main/labs/01_tiny/tiny.ipynb" in page.links
    assert "tiny.ipynb" in page.links and "Figure of the section" in raw and "prev" in raw
    home = pages(public.folder)["index.html"]
    assert f"{ADDRESS}/blob/main/pyproject.toml" in home.links
    assert [link for link in home.links if link.startswith("_downloads/") and link.endswith("/example.py")]
    assert "labs/01_tiny/tiny.html" in home.links and "docs/students.html#when-stuck" in home.links


def test_with_solutions_they_are_there_and_a_public_site_replaces_them(course_root, tmp_path, monkeypatch):
    monkeypatch.chdir(course_root)
    out = tmp_path / "all"
    done = CliRunner().invoke(app, ["site", "--solutions", "--out", str(out), "--address", ADDRESS])
    assert done.exit_code == 0 and "shows the solutions" in done.output, done.output
    text = pages(out)["labs/01_tiny/tiny.html"].text
    assert "2 * np.asarray(x)" in text and "printed by an exercise" in text and "secret_seed" not in text
    assert faults(out) == []
    (out / "old.html").write_text("of an earlier site")
    again = site.build(out, root=course_root)
    assert not (out / "old.html").exists() and again.pages == len(pages(out)) - 3  # search, index, index of modules
    assert "2 * np.asarray(x)" not in pages(out)["labs/01_tiny/tiny.html"].text


def test_a_site_that_would_show_a_secret_is_not_written(course_root, tmp_path, monkeypatch):
    monkeypatch.setattr(sitepages, "release_notebook", build.solution_notebook)
    with pytest.raises(site.SiteError, match="secrets"):
        site.build(tmp_path / "out", root=course_root)
    assert not (tmp_path / "out").exists()


def test_wrong_calls_say_what_to_change_and_leave_everything(course_root, public, tmp_path, monkeypatch):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/work.txt").write_text("mine")
    with pytest.raises(site.SiteError, match="something else"):
        site.build(tmp_path / "mine", root=course_root)
    assert (tmp_path / "mine/work.txt").read_text() == "mine"
    solution = course_root / "solutions/01_tiny/tiny.ipynb"
    kept = solution.read_bytes()
    try:
        solution.unlink()
        with pytest.raises(site.SiteError, match="course build --execute 01_tiny"):
            site.build(tmp_path / "out", root=course_root)
        other = nbformat.reads(kept.decode(), as_version=4)
        other.cells = other.cells[:4]
        nbformat.write(other, solution)
        with pytest.raises(site.SiteError, match="course build --refresh 01_tiny"):
            site.build(tmp_path / "out", root=course_root)
    finally:
        solution.write_bytes(kept)
    guide = course_root / "docs/students.md"
    monkeypatch.setattr(site, "reference", lambda root: {})  # quick
    try:
        guide.write_text(GUIDE + "\n[there](#nowhere)\n\n$\\begin{odd}$\n", "utf-8")
        with pytest.raises(site.SiteError, match=r"(?s)2 fault.*(nowhere.*formula|formula.*nowhere)"):
            site.build(tmp_path / "out", root=course_root)
    finally:
        guide.write_text(GUIDE, "utf-8")
    assert not (tmp_path / "out").exists()


def test_every_formula_of_the_labs_can_be_drawn(root):
    """The build refuses one that cannot; this says so without building."""
    from markdown_it.renderer import RendererHTML
    from myst_parser.config.main import MdParserConfig
    from myst_parser.parsers.mdit import create_md_parser

    reader = create_md_parser(MdParserConfig(enable_extensions={"dollarmath", "amsmath"}), RendererHTML)
    count = 0
    for lab in labs(root):
        for cell in source.read(lab).cells:
            if cell.cell_type == "markdown" and "$" in cell.source:
                for token in _tokens(reader.parse(cell.source)):
                    assert mathml(token.content.strip(), block=token.block), (lab.name, token.content)
                    count += 1
    assert count > 300


def _tokens(tokens):
    for token in tokens:
        if token.type.startswith(("math", "amsmath")):
            yield token
        yield from _tokens(token.children or [])


def test_readme_names_what_each_lab_builds(root):
    told = sitepages.builds((root / "README.md").read_text("utf-8"))
    assert set(told) == {lab.name for lab in labs(root)} and all(told.values())


@pytest.mark.slow
def test_the_whole_site(root, tmp_path):
    """All labs, and the reference of every module: a docstring that Sphinx cannot read ends the build."""
    made = site.build(tmp_path / "site", root=root)
    assert faults(made.folder) == [] and made.searched > 800
    assert made.size < 25e6 and made.pages > len(labs(root)) + 15
