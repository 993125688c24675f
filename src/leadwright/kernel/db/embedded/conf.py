"""The server's settings: modest memory, durable commits, a bounded log without personal data."""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

# Ours alone: the launcher could not find the server, or others could, if these changed.
_FIXED = frozenset(
    {"listen_addresses", "unix_socket_directories", "unix_socket_permissions", "port"}
    | {"data_directory", "hba_file", "logging_collector", "log_directory", "log_filename"}
)

_DEFAULTS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "port": "5432",
    "fsync": "on",
    "synchronous_commit": "on",  # off lost 78 of 300 acknowledged commits in a power cut
    "max_connections": "100",
    # After each checkpoint the first change of a page logs the whole page, half of what a mass run logs.
    "max_wal_size": "2GB",
    # Two busy cores log 10 MB before the log's own process comes round; in 4 MB they stand and wait for it.
    "wal_buffers": "16MB",
    "huge_pages": "off",
    "jit": "off",  # our queries are short; compiling them costs more than it saves
    "max_logical_replication_workers": "0",  # one process less
    "idle_in_transaction_session_timeout": "60s",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "on",
    "log_directory": "log",
    "log_filename": "postgresql-%Y%m%d-%H%M%S.log",
    "log_file_mode": "0600",
    "log_rotation_size": "10MB",
    "log_rotation_age": "7d",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    # Details and statements quote values ("Key (email)=(...) already exists"): people's data.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_checkpoints": "off",
}
_STATISTICS = {
    "shared_preload_libraries": "pg_stat_statements",
    "pg_stat_statements.track_utility": "off",  # would keep the text of ALTER ROLE ... PASSWORD
}


_MEBIBYTE = 2**20
_LEAST_BUFFERS, _MOST_BUFFERS = 128, 512


def memory(groups: Path = Path("/sys/fs/cgroup"), mine: Path = Path("/proc/self/cgroup")) -> int:
    """Bytes of memory: the machine's, or what the container or service that we are in may use of it."""
    found = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    limits = [groups / "memory" / "memory.limit_in_bytes", groups / "memory.max"]
    with suppress(OSError):
        for line in mine.read_text().splitlines():
            inside = Path(line.rpartition(":")[2].lstrip("/"))
            limits += [groups / one / "memory.max" for one in (inside, *inside.parents)]
    for limit in limits:
        with suppress(OSError, ValueError):  # "max": none
            found.append(int(limit.read_text()))
    return min(found)


def shared_buffers(memory: int) -> str:
    """A sixteenth of the memory, within bounds.

    In 128 MB a million leads that are scored anew push each other's pages out: what is written at
    random places is written, and read again, several times. Pages take memory only once they are used.
    """
    wanted = memory // 16 // _MEBIBYTE
    return f"{min(max(wanted, _LEAST_BUFFERS), _MOST_BUFFERS)}MB"


def refuse_fixed(given: Mapping[str, str]) -> None:
    """ValueError for settings that would break the launcher or open the server to others."""
    if wrong := sorted(_FIXED & given.keys()):
        raise ValueError(f"the embedded database sets these itself: {', '.join(wrong)}")


def arguments(socket_folder: Path, given: Mapping[str, str], *, statistics: bool) -> list[str]:
    """Command-line arguments, which win over postgresql.conf and ALTER SYSTEM."""
    settings = {
        **_DEFAULTS,
        "shared_buffers": shared_buffers(memory()),
        **(_STATISTICS if statistics else {}),
        **given,
        "unix_socket_directories": str(socket_folder),
    }
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
