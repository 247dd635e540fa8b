"""Sending a file, or the part asked for: by Django, by the proxy before it, or by the storage.

Whoever sends it, who may have it was asked before, and the ledger has its line.
"""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import (
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from rest_framework.request import Request

from datasets.library.arithmetic.ranges import Span, Unsatisfiable, span_of
from datasets.library.models import File, Medium
from marketplace import storage

# Each piece costs a way through the server: larger ones are sent faster, and few are held.
PIECE = 512 * 1024
# Where the proxy finds the files; nobody can ask it for that address.
INTERNAL = "/kept/"
# So long an address of the storage is good: for one download, and no other reader.
GOOD_FOR_SECONDS = 60


def serve(request: Request, file: File | Medium) -> HttpResponseBase:
    """Answer with a file or the part asked for, as RFC 9110 says; never whole in memory."""
    tag = f'"{file.sha256}"'
    headers = {"ETag": tag, "Accept-Ranges": "bytes", "Cache-Control": "private, no-cache"}
    if tag in request.headers.get("If-None-Match", ""):
        return HttpResponse(status=304, headers=headers)
    if request.method == "GET" and settings.FILES_SENT_BY == "proxy":
        return _by_proxy(file, headers)
    # A picture on a page stays ours: the page may show nothing from elsewhere.
    may_lead = settings.FILES_SENT_BY == "storage" and not storage.is_local()
    if request.method == "GET" and may_lead and isinstance(file, File):
        return _by_storage(file)
    return _by_ourselves(request, file, headers)


def _by_proxy(file: File | Medium, headers: dict[str, str]) -> HttpResponse:
    """Name the file to nginx, which sends it and the ranges of it."""
    key = file.kept_key
    storage.fetched(key)
    return HttpResponse(
        content_type=file.content_type,
        headers=headers | {"X-Accel-Redirect": INTERNAL + quote(key)},
    )


def _by_storage(file: File) -> HttpResponse:
    """Lead to the storage with an address that is signed for a minute; it knows ranges too."""
    said = {"ResponseContentType": file.content_type, "ResponseContentDisposition": "attachment"}
    url = default_storage.url(file.kept_key, parameters=said, expire=GOOD_FOR_SECONDS)  # type: ignore[call-arg]  # that of S3
    return HttpResponseRedirect(url, headers={"Cache-Control": "private, no-store"})


def _by_ourselves(
    request: Request, file: File | Medium, headers: dict[str, str]
) -> HttpResponseBase:
    tag = headers["ETag"]
    # A range is a matter of GET alone.
    wanted = request.headers.get("Range", "") if request.method == "GET" else ""
    if request.headers.get("If-Range", tag) != tag:
        wanted = ""
    try:
        span = span_of(wanted, file.byte_count)
    except Unsatisfiable:
        return HttpResponse(
            status=416, headers=headers | {"Content-Range": f"bytes */{file.byte_count}"}
        )
    start, end = span or Span(0, file.byte_count)
    if span:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{file.byte_count}"
    return StreamingHttpResponse(
        () if request.method == "HEAD" else _pieces(file.path, start, end),
        status=206 if span else 200,
        content_type=file.content_type,
        headers=headers | {"Content-Length": str(end - start)},
    )


def _pieces(path: Path, start: int, end: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        while start < end and (piece := file.read(min(PIECE, end - start))):
            start += len(piece)
            yield piece
