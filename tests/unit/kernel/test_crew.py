"""The supervisor's further workers, with processes that only wait in their place."""

import time

import pytest

from leadwright import supervisor


def test_a_further_worker_runs_while_it_is_called_for_and_goes_when_it_is_quiet(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(supervisor, "COMMAND", ("-c", "import time; time.sleep(600)"))
    crew = supervisor.processes_of(3)
    crew.children.clear()
    first, second = crew.helpers
    for helper in crew.helpers:
        helper.begin(b"where the database is")
    crew.keep_alive()
    assert not _runs(first)

    crew.hear(0, None)
    crew.keep_alive()
    assert _runs(first)
    assert not _runs(second)  # the first one has hardly begun

    _kill(first)
    _until_gone_or_here(crew, first, here=True)

    monkeypatch.setattr(supervisor, "HELP_SECONDS", 0.0)
    first.wanted_until = 0.0
    _until_gone_or_here(crew, first, here=False)
    assert first.failures == 1


def _runs(helper: supervisor.Helper) -> bool:
    return helper.process is not None and helper.process.poll() is None


def _kill(helper: supervisor.Helper) -> None:
    assert helper.process is not None
    helper.process.kill()
    helper.process.wait(30)


def _until_gone_or_here(
    crew: supervisor.ProcessGroup, helper: supervisor.Helper, *, here: bool
) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        crew.keep_alive()
        if _runs(helper) == here:
            return
        time.sleep(0.02)
    raise AssertionError(f"no process became {'alive' if here else 'gone'}")


@pytest.mark.parametrize(("said", "token"), [("a-token", "a-token"), ("", None)])
def test_the_web_process_prepares_tells_the_token_and_goes_on(
    monkeypatch: pytest.MonkeyPatch, said: str, token: str | None
) -> None:
    code = f"import sys, time; sys.stdin.readline(); print({said!r}, flush=True); time.sleep(600)"
    monkeypatch.setattr(supervisor, "COMMAND", ("-c", code))
    web = supervisor.Child("web")
    web.start_preparing()
    try:
        assert web.prepare(b"where the database is\n") == token
        assert web.process is not None
        assert web.process.poll() is None
    finally:
        assert web.process is not None
        web.process.kill()
        web.process.wait(30)


@pytest.mark.parametrize(("code", "said"), [(3, 3), (0, 1)])
def test_where_preparing_fails_the_supervisor_ends_too(
    monkeypatch: pytest.MonkeyPatch, code: int, said: int
) -> None:
    monkeypatch.setattr(supervisor, "COMMAND", ("-c", f"raise SystemExit({code})"))
    web = supervisor.Child("web")
    web.start_preparing()
    with pytest.raises(SystemExit) as ended:
        web.prepare(b"where the database is\n")
    assert ended.value.code == said
