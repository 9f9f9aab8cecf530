"""The gradebook in a PostgreSQL database, on a real server (Debian's), which is skipped where there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from course.grading import grade as grading
from course.grading.record import database
from tests import classroom
from tests.hostile import lab

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
PASSWORD = "a secret/of the test"
needs_server = pytest.mark.skipif(
    not PROGRAMS, reason="needs a PostgreSQL server (Debian: apt-get install postgresql)"
)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Start a server that listens on a socket in a folder; return a function: name of a new database to address."""
    pytest.importorskip("psycopg", reason="needs the extra postgresql")
    folder = Path("/tmp") / f"pg-{os.getpid()}"  # a socket's path is short
    folder.mkdir(mode=0o700)
    user = []
    if os.geteuid() == 0:  # the server refuses root
        shutil.chown(folder, "postgres")
        user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]

    def run(name, *arguments):
        done = subprocess.run(
            [*user, PROGRAMS[-1] / name, *arguments], cwd=folder, capture_output=True, text=True, env={"LC_ALL": "C"}
        )
        assert done.returncode == 0, done.stdout + done.stderr

    try:
        (folder / "password").write_text(PASSWORD)
        run(
            "initdb",
            f"--pgdata={folder}/data",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--username=class",
            "--pwfile=password",
            "-N",
        )
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
        run("pg_ctl", f"--pgdata={folder}/data", f"--log={folder}/log", "--wait", f"--options={options}", "start")

        def address(name: str, password: str = PASSWORD) -> str:
            return str(
                database.URL.create(
                    "postgresql", "class", password, "", database=name, query={"host": str(folder)}
                ).render_as_string(hide_password=False)
            )

        def new(name: str, password: str = PASSWORD) -> str:
            engine = create_engine(address("postgres"), isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
                connection.execute(text(f"CREATE DATABASE {name}"))
            engine.dispose()
            return address(name, password)

        yield new
    finally:
        subprocess.run(
            [*user, PROGRAMS[-1] / "pg_ctl", f"--pgdata={folder}/data", "--mode=immediate", "stop"], check=False
        )
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def class_(tmp_path):
    """A class of two, handed in."""
    lab.write_bundle(tmp_path)
    for student in ("ann", "ben"):
        classroom.hand_in(tmp_path / "submitted", student)
    return tmp_path


@needs_server
def test_grades_corrections_and_a_changed_lab_live_in_the_database(server, class_, monkeypatch):
    monkeypatch.setenv(database.VARIABLE, server("grades"))
    out = class_ / "graded"
    report = classroom.grade(class_, monkeypatch, {"ben": (0.0, 3.0)})
    assert {one["student"]: one["score"] for one in report.submissions} == {"ann": 5, "ben": 3}
    assert not (out / "gradebook.db").exists()
    noted = (out / database.NOTE).read_text()
    assert "class" in noted and "secret" not in noted
    with database.Gradebook(database.url(out)) as book:
        book.find_grade("check-double", lab.NAME, lab.LAB, "ben").manual_score = 1.5
        book.db.commit()
    grading.export(out)
    assert ",4.5,5," in (out / "grades.csv").read_text("utf-8-sig")
    assert classroom.grade(class_, monkeypatch, {"ben": (0.0, 3.0)}).started == [], "what is there is not done twice"
    path = class_ / "bundle" / lab.LAB / f"{lab.NAME}.ipynb"
    path.write_text(path.read_text().replace("check-total", "check-sum").replace("exercise-total", "exercise-sum"))
    monkeypatch.setenv("PATH", f"{PROGRAMS[-1]}{os.pathsep}{os.environ['PATH']}")
    with database.usable(out):
        assert database.keep_copy(out) == "" and (out / "gradebook-1.dump").stat().st_size > 1000


@needs_server
@pytest.mark.parametrize("trouble", ["password", "foreign", "unset", "another", "gone"])
def test_what_is_wrong_with_the_database_is_one_sentence(server, class_, monkeypatch, trouble):
    address = server("trouble")
    words = {
        "password": "cannot be reached",
        "foreign": "tables of something else",
        "unset": "set COURSE_GRADEBOOK",
        "another": "If the database has moved",
        "gone": "cannot be reached",
    }[trouble]
    if trouble == "password":
        address = server("trouble", "wrong")
    if trouble == "foreign":
        engine = create_engine(address)
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE mine (a int)"))
        engine.dispose()
    monkeypatch.setenv(database.VARIABLE, address)
    if trouble in ("unset", "another"):
        classroom.grade(class_, monkeypatch)
        monkeypatch.delenv(database.VARIABLE)
    if trouble == "another":
        monkeypatch.setenv(database.VARIABLE, server("other"))
    if trouble == "gone":
        monkeypatch.setenv(database.VARIABLE, address.replace("trouble", "nowhere"))
    with pytest.raises(grading.GradingError, match=words) as error:
        classroom.grade(class_, monkeypatch)
    said = str(error.value)
    assert "\n" not in said and PASSWORD not in said and "secret" not in said
    assert not (class_ / "graded" / "gradebook.db").exists()


@pytest.mark.parametrize("given", ["grades.db", "mysql://a@b/c", "postgresql://host", "postgresql://a:b@host"])
def test_an_address_that_is_none_is_refused(class_, monkeypatch, given):
    monkeypatch.setenv(database.VARIABLE, given)
    with pytest.raises(grading.GradingError, match="one looks like postgresql://NAME"):
        classroom.grade(class_, monkeypatch)


def test_grades_are_never_in_two_places(class_, monkeypatch):
    classroom.grade(class_, monkeypatch)
    monkeypatch.setenv(database.VARIABLE, "postgresql://a:b@host/grades")
    with pytest.raises(grading.GradingError, match="grades would be in two places"):
        classroom.grade(class_, monkeypatch)
