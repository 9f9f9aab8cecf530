"""What a file holds, by its first bytes: its name says little, and a login page is saved under any name."""

from __future__ import annotations

STARTS = (
    (b"PK", "zip"),
    (b"\x1f\x8b", "gzip"),
    (b"\x89PNG", "png"),
    (b"\xff\xd8", "jpeg"),
    (b"version https://git-lfs", "a pointer of Git LFS, not the file itself (git lfs pull fetches it)"),
    (b"\x80", "a file of pickled Python objects, which is never opened"),
)


def kind(start: bytes) -> str:
    """Return what begins with these bytes: "zip", "gzip", "png", "jpeg", or a description for people."""
    if not start:
        return "an empty file"
    if start.lstrip().lower().startswith((b"<!doctype", b"<html", b"<head", b"<?xml", b"<")):
        return "a web page, such as a login or an error, saved under this name"
    return next((name for first, name in STARTS if start.startswith(first)), "something else")
