"""Faults of the network, the disk and other processes, against an HTTP server on the loopback."""

import contextlib
import hashlib
import http.server
import os
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from course.datasets import download
from course.datasets.archives import Archive
from course.datasets.download import DatasetUnavailable, fetch

CONTENT = hashlib.shake_256(b"a file").digest(300_000)
QUICK = 0.4  # seconds of timeout


class Server(http.server.ThreadingHTTPServer):
    """Answers a path as its name says, and remembers (path, Range header) of every request."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen = []
        self.release = threading.Event()

    def url(self, path):
        return f"http://127.0.0.1:{self.server_port}/{path}"


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        behaviour = self.path.strip("/").split("/")[0]
        self.server.seen.append((behaviour, self.headers.get("Range")))
        with contextlib.suppress(ConnectionError):
            getattr(self, behaviour)()

    def send(self, body, status=200, length=None, **headers):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def good(self):
        asked = self.headers.get("Range")
        if asked is None:
            return self.send(CONTENT)
        start = int(asked.removeprefix("bytes=").rstrip("-"))
        if start >= len(CONTENT):
            return self.send(b"", status=416)
        self.send(CONTENT[start:], status=206, Content_Range=f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}")

    def no_ranges(self):
        self.send(CONTENT)

    def moved(self):
        self.send(b"elsewhere", status=302, Location="/good")

    def wrong(self):
        self.send(bytes(len(CONTENT)))

    def page(self):
        self.send(b"<html>Please log in to the hotel's network</html>")

    def endless(self):
        self.send_response(200)
        self.end_headers()
        while True:
            self.wfile.write(bytes(1 << 16))

    def truncated(self):
        self.send(CONTENT[:102_400], length=len(CONTENT))

    def missing(self):
        self.send(b"not here", status=404)

    def broken(self):
        self.send(b"oops", status=500)

    def hang(self):
        self.server.release.wait(10)

    def hang_midway(self):
        self.send(CONTENT[:51_200], length=len(CONTENT))
        self.server.release.wait(10)

    def trickle(self):
        self.send(b"", length=len(CONTENT))
        while not self.server.release.wait(0.05):
            self.wfile.write(b"x")

    def slow(self):
        self.send(b"", length=len(CONTENT))
        for start in range(0, len(CONTENT), 30_000):
            self.wfile.write(CONTENT[start : start + 30_000])
            time.sleep(0.05)


@pytest.fixture
def server(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "COURSE_OFFLINE", "COURSE_CACHE"):
        monkeypatch.delenv(name, raising=False)
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.release.set()
    server.shutdown()
    thread.join()
    server.server_close()


def archive(server, *paths):
    return Archive(
        file="data.bin",
        urls=tuple(server.url(path) for path in paths),
        hash="sha256:" + hashlib.sha256(CONTENT).hexdigest(),
        size=len(CONTENT),
        licence="none",
    )


def refuse(wanted, folder, **kwargs):
    """Fetch what cannot be had; check that nothing has the final name, and return the error."""
    with pytest.raises(DatasetUnavailable) as caught:
        fetch(wanted, folder, timeout=QUICK, **kwargs)
    assert not (folder / wanted.file).exists()
    assert str(caught.value).startswith("data.bin cannot be had.")
    for source, reason in caught.value.reasons:
        assert f"  - {source}: {reason}" in str(caught.value)
    return caught.value


def left(folder):
    return sorted(path.name for path in folder.iterdir() if path.name != ".lock")


@pytest.mark.parametrize("path", ["good", "no_ranges", "moved"])
def test_right_file(server, tmp_path, path):
    seen = []
    target = fetch(archive(server, path), tmp_path / "new", progress=lambda *at: seen.append(at))
    assert target == tmp_path / "new" / "data.bin" and target.read_bytes() == CONTENT
    assert left(tmp_path / "new") == ["data.bin"]
    assert seen[-1] == (len(CONTENT), len(CONTENT)) and seen == sorted(seen)


def test_a_right_file_is_not_fetched_again(server, tmp_path):
    wanted = archive(server, "good")
    fetch(wanted, tmp_path)
    fetch(wanted, tmp_path)
    assert len(server.seen) == 1


def test_default_folder_is_the_cache(server, tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    assert fetch(archive(server, "good")) == tmp_path / "cache" / "data.bin"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("wrong", "wrong content: 300,000 bytes with sha256"),
        ("page", "wrong content: 49 bytes with sha256"),
        ("endless", "sends more than the 300,000 bytes"),
        ("truncated", "the connection ended after 102,400 of 300,000 bytes"),
        ("missing", "answered 404 Not Found"),
        ("broken", "answered 500 Internal Server Error"),
        ("hang", "nothing more came for 0.4 s, after 0 of 300,000 bytes"),
        ("hang_midway", "nothing more came for 0.4 s, after 51,200 of 300,000 bytes"),
    ],
)
def test_faults_of_one_server(server, tmp_path, path, reason):
    error = refuse(archive(server, path), tmp_path)
    [(source, said)] = error.reasons
    assert source == server.url(path) and said.startswith(reason)
    assert "COURSE_DATA" in str(error)
    if path in ("wrong", "page", "endless"):
        assert left(tmp_path) == []


def test_trickle_is_given_up(server, tmp_path, monkeypatch):
    monkeypatch.setattr(download, "GRACE", 0.3)
    monkeypatch.setattr(download, "PIECE", 8)
    error = refuse(archive(server, "trickle"), tmp_path)
    assert error.reasons[0][1].startswith("too slow: ")


def test_nobody_listens(server, tmp_path):
    closed = Server()
    closed.server_close()
    error = refuse(archive(closed, "good"), tmp_path)
    assert error.reasons == [(closed.url("good"), "cannot connect")]


def test_unknown_host_and_hanging_resolver(server, tmp_path, monkeypatch):
    wanted = Archive("data.bin", ("http://nowhere.invalid/data.bin",), "sha256:0", 5, "none")
    monkeypatch.setattr(download.socket, "getaddrinfo", lambda *_: server.release.wait(60))
    began = time.monotonic()
    error = refuse(wanted, tmp_path)
    assert "nowhere.invalid/data.bin: cannot find the address" in str(error)
    assert time.monotonic() - began < 60  # it did not wait for the answer, which never comes


def test_every_source_is_named_with_its_reason(server, tmp_path):
    (tmp_path / "sub").mkdir()
    error = refuse(archive(server, "missing", "wrong", "hang"), tmp_path / "sub")
    assert [source for source, _ in error.reasons] == [server.url(path) for path in ("missing", "wrong", "hang")]
    assert "404" in str(error) and "wrong content" in str(error) and "nothing more came" in str(error)


@pytest.mark.parametrize("first", ["missing", "broken", "wrong", "truncated", "hang", "page"])
def test_second_mirror(server, tmp_path, first):
    target = fetch(archive(server, first, "good"), tmp_path, timeout=QUICK)
    assert target.read_bytes() == CONTENT and left(tmp_path) == ["data.bin"]
    assert server.seen[-1] == ("good", "bytes=102400-" if first == "truncated" else None)


def test_interrupted_download_is_resumed(server, tmp_path):
    def interrupt(done, total):
        if done > 100_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(archive(server, "slow"), tmp_path, progress=interrupt)
    assert left(tmp_path) == ["data.bin.part"]
    have = (tmp_path / "data.bin.part").stat().st_size
    assert 100_000 < have < len(CONTENT)
    assert fetch(archive(server, "good"), tmp_path).read_bytes() == CONTENT
    assert server.seen[-1] == ("good", f"bytes={have}-") and left(tmp_path) == ["data.bin"]


def test_resume_where_the_server_cannot(server, tmp_path):
    refuse(archive(server, "truncated"), tmp_path)
    assert left(tmp_path) == ["data.bin.part"]
    assert fetch(archive(server, "no_ranges"), tmp_path).read_bytes() == CONTENT
    assert server.seen[1:] == [("no_ranges", "bytes=102400-")]  # once: it starts over within the answer


@pytest.mark.parametrize("old", [b"rubbish" * 1000, bytes(len(CONTENT)), bytes(2 * len(CONTENT))])
def test_a_wrong_part_is_thrown_away(server, tmp_path, old):
    (tmp_path / "data.bin.part").write_bytes(old)
    assert fetch(archive(server, "good"), tmp_path).read_bytes() == CONTENT
    assert [asked for _, asked in server.seen] == [f"bytes={len(old)}-", None]


def test_a_complete_part_needs_no_network(server, tmp_path):
    (tmp_path / "data.bin.part").write_bytes(CONTENT)
    assert fetch(archive(server, "good"), tmp_path).read_bytes() == CONTENT
    assert server.seen == []


def test_wrong_file_under_the_final_name_is_replaced_or_reported(server, tmp_path):
    (tmp_path / "data.bin").write_bytes(b"old")
    with pytest.raises(DatasetUnavailable, match="wrong content: 3 bytes") as caught:
        fetch(archive(server, "missing"), tmp_path, timeout=QUICK)
    assert [source for source, _ in caught.value.reasons] == [
        str(tmp_path / "data.bin"),
        server.url("missing"),
    ]
    assert fetch(archive(server, "good"), tmp_path).read_bytes() == CONTENT


def test_offline_asks_nobody(server, tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_OFFLINE", "1")
    error = refuse(archive(server, "good"), tmp_path)
    assert error.reasons == [("network", "COURSE_OFFLINE is set")] and server.seen == []


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_disk_full_while_writing(server, tmp_path):
    (tmp_path / "data.bin.part").symlink_to("/dev/full")  # every write to it fails with ENOSPC
    error = refuse(archive(server, "good", "good/mirror"), tmp_path)
    assert error.reasons == [(str(tmp_path), "no room left: No space left on device")]
    assert "Make room there" in str(error)
    assert len(server.seen) == 1 and left(tmp_path) == []


def test_disk_full_seen_before(server, tmp_path, monkeypatch):
    usage = type("Usage", (), {"free": 1000})
    monkeypatch.setattr(download.shutil, "disk_usage", lambda _: usage)
    error = refuse(archive(server, "good"), tmp_path)
    assert error.reasons == [(str(tmp_path), "no room: 300,000 bytes needed, 1,000 free")]
    assert server.seen == [] and left(tmp_path) == []


CHILD = textwrap.dedent("""
    import json, sys
    from course.datasets.archives import Archive
    from course.datasets.download import fetch
    wanted = Archive(sys.argv[1], tuple(sys.argv[2].split()), sys.argv[3], int(sys.argv[4]), "none")
""")


def child(server, tmp_path, path, code):
    wanted = archive(server, path)
    return subprocess.Popen(
        [
            sys.executable,
            "-c",
            CHILD + code,
            wanted.file,
            *wanted.urls,
            wanted.hash,
            str(wanted.size),
            tmp_path,
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path(download.__file__).parents[2])},
    )


@pytest.mark.skipif(sys.platform == "win32", reason="needs RLIMIT_FSIZE")
def test_file_size_limit_in_a_real_process(server, tmp_path):
    code = textwrap.dedent("""
        import resource
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        fetch(wanted, sys.argv[5])
    """)
    said, _ = child(server, tmp_path, "good", code).communicate(timeout=20)
    assert "DatasetUnavailable: data.bin cannot be had." in said and "no room left: File too large" in said
    assert left(tmp_path) == []


def test_two_processes_at_once(server, tmp_path):
    code = "print(fetch(wanted, sys.argv[5]).stat().st_size)"
    processes = [child(server, tmp_path, "slow", code) for _ in range(2)]
    assert [process.communicate(timeout=20)[0].strip() for process in processes] == ["300000", "300000"]
    assert (tmp_path / "data.bin").read_bytes() == CONTENT and left(tmp_path) == ["data.bin"]
    assert len(server.seen) == 1  # the second waited for the first


def test_killed_process_leaves_a_part_and_no_lock(server, tmp_path):
    process = child(server, tmp_path, "hang_midway", "fetch(wanted, sys.argv[5], timeout=30)")
    part = tmp_path / "data.bin.part"
    deadline = time.monotonic() + 10
    while (not part.exists() or part.stat().st_size < 51_200) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.kill()
    process.communicate()
    assert left(tmp_path) == ["data.bin.part"]
    assert fetch(archive(server, "good"), tmp_path).read_bytes() == CONTENT
    assert server.seen[-1] == ("good", "bytes=51200-")


def test_a_stuck_holder_is_not_waited_for_for_ever(server, tmp_path, monkeypatch):
    monkeypatch.setattr(download, "GRACE", 0.1)
    with download.sole_writer(tmp_path / ".lock", lambda: 0, patience=0) as held:
        assert held
        target = fetch(archive(server, "good"), tmp_path, timeout=0.05)
    assert target.read_bytes() == CONTENT and left(tmp_path) == ["data.bin"]


def test_a_folder_that_cannot_be_made(server, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DatasetUnavailable, match="cannot be used"):
        fetch(archive(server, "good"), tmp_path / "file" / "folder")
    assert server.seen == []
