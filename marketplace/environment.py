"""Reading the environment: each kind of value once, and what is wrong with one in words."""

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

PROBLEMS: list[str] = []


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool) -> bool:
    written = text(name).lower()
    if written in {"", "1", "true", "yes", "on", "0", "false", "no", "off"}:
        return written in {"1", "true", "yes", "on"} if written else default
    PROBLEMS.append(f"{name}={written!r} is neither yes nor no: write 1 or 0.")
    return default


def number(name: str, default: int) -> int:
    written = text(name)
    if not written or written.isdecimal():
        return int(written or default)
    PROBLEMS.append(f"{name}={written!r} is not a whole number, such as {default}.")
    return default


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def one_of(name: str, choices: tuple[str, ...]) -> str:
    """Read a word out of a few, the first where nothing is given."""
    written = text(name, choices[0])
    if written in choices:
        return written
    PROBLEMS.append(f"{name}={written!r} is none of {', '.join(choices)}.")
    return choices[0]


def web_address(name: str, default: str = "") -> str:
    """Read an address that we call over HTTP. Never quoted: it may hold a password."""
    written = text(name, default)
    if not written:
        return ""
    parts = urlsplit(written)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        PROBLEMS.append(f"{name} is no address of a web service: write https://host/path.")
        return default
    if parts.scheme == "http" and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
        PROBLEMS.append(f"{name} would send secrets in the clear: write https://.")
        return default
    return written


def site_of(hosts: list[str]) -> str:
    """Tell where the site most likely is: at the first name that it answers to."""
    named = [host.strip(".") for host in hosts if host.strip(".*")]
    return f"https://{named[0]}" if named else ""


def pair(first: str, second: str) -> tuple[str, str]:
    """Read two values that are of use only together."""
    given = text(first), text(second)
    if bool(given[0]) != bool(given[1]):
        missing, there = (second, first) if given[0] else (first, second)
        PROBLEMS.append(f"{missing} is not set: {there} is of no use without it.")
        return "", ""
    return given


def database(url: str) -> dict[str, object]:
    """Read `postgres://user:password@host:port/name`, or a socket as `…/name?host=/folder`."""
    parts = urlsplit(url)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        PROBLEMS.append(
            f"DATABASE_URL starts with {parts.scheme!r}: "
            "write postgres://user:password@host:5432/name."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")) or "areba",
        "USER": unquote(parts.username or query.pop("user", "")),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or query.pop("host", ""),
        "PORT": str(parts.port or query.pop("port", "")),
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 8, "timeout": 10}, **query},
        "CONN_HEALTH_CHECKS": True,
    }


def redis(url: str) -> tuple[str, int]:
    """Read `redis://host:6379` or `unix:///path`, and its first database, as `?db=2`.

    The broker takes that one, the cache the next.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"redis", "rediss", "unix"}:
        PROBLEMS.append(f"REDIS_URL starts with {parts.scheme!r}: write redis://… or unix:///….")
    first = parse_qs(parts.query).get("db", ["0"])[-1]
    return url.partition("?")[0].rstrip("/"), int(first) if first.isdecimal() else 0


def storage(url: str) -> dict[str, object]:
    """Read `s3://key:secret@host:port/bucket?region=…&tls=0`; with nothing given, the disk."""
    if not url:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    parts, query = urlsplit(url), parse_qs(urlsplit(url).query)
    if parts.scheme != "s3" or not parts.hostname or not parts.path.strip("/"):
        PROBLEMS.append(
            f"STORAGE_URL starts with {parts.scheme!r}: write s3://key:secret@host/name."
        )
    where = f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "access_key": unquote(parts.username or ""),
            "secret_key": unquote(parts.password or ""),
            "bucket_name": parts.path.strip("/"),
            "endpoint_url": f"http{'' if query.get('tls') == ['0'] else 's'}://{where}",
            "region_name": query.get("region", ["us-east-1"])[-1],
            "addressing_style": "path",
            "signature_version": "s3v4",
            # A key names bytes that never change: writing them again changes nothing.
            "file_overwrite": True,
        },
    }


def mailer(url: str) -> dict[str, object]:
    """Read `smtp://user:password@host:587?tls=1`, or `console:`."""
    parts = urlsplit(url)
    if parts.scheme == "console":
        return {"BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if parts.scheme != "smtp":
        PROBLEMS.append(f"EMAIL_URL starts with {parts.scheme!r}: write smtp://… or console:.")
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": parts.hostname or "localhost",
            "port": parts.port or 25,
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_tls": "tls=1" in parts.query,
            "timeout": 20,
        },
    }


def secret_key(*, kept: Path, must_be_given: bool) -> str:
    """Return the given key; on one's own machine, one that is made once and kept."""
    if given := text("SECRET_KEY"):
        return given
    if must_be_given:
        PROBLEMS.append("SECRET_KEY is not set: give 50 random characters, the same at each start.")
        return secrets.token_urlsafe(50)
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        fresh = kept.with_name(f"secret_key.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(50))
        # A link is made by one process only, however many start at once.
        try:
            kept.hardlink_to(fresh)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return kept.read_text()
