"""Machines and people told apart: on labelled sessions, and event by event as they come in."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from leadwright.domain.ids import new_id
from leadwright.features.behaviour import agents, machines
from leadwright.features.behaviour.machines import Sighting

SENT = datetime(2026, 3, 15, 12, tzinfo=UTC)
KINDS = {"open": machines.OPENED, "click": machines.CLICKED, "page": machines.VIEWED}
Labelled = list[tuple[Sighting, bool]]


def _sessions() -> dict[str, Labelled]:
    found: dict[str, Labelled] = {}
    known = {"-": ""}
    for line in Path(__file__).with_name("sessions.txt").read_text().splitlines():
        if line.startswith("agent "):
            name, _, agent = line.removeprefix("agent ").partition(" = ")
            known[name] = agent
        elif line.startswith("== "):
            title, mails = line[3:], dict[str, UUID]()
            found[title] = []
        elif line and not line.startswith("#"):
            where, kind, about, after, agent, address, signs, label = line.split()
            is_mail = kind != "page"
            one = Sighting(
                id=new_id(),
                name=KINDS[kind],
                at=SENT + timedelta(seconds=float(after)),
                about=about,
                message_id=mails.setdefault(where, new_id()) if is_mail else None,
                visitor=None if is_mail else where,
                address=address,
                agent=known[agent],
                signs=frozenset() if signs == "-" else frozenset(signs.split(",")),
                sent_at=SENT if is_mail else None,
            )
            found[title].append((one, label == "machine"))
    return found


SESSIONS = _sessions()


def _as_they_come(session: Labelled) -> dict[UUID, str]:
    """The labels after the last event, each given when it came or by what came later."""
    seen: list[Sighting] = []
    labels: dict[UUID, str] = {}
    for one, _ in sorted(session, key=lambda pair: pair[0].at):
        near = [old for old in seen if one.at - old.at <= machines.REACH]
        now = machines.judge([replace(old, machine=labels.get(old.id)) for old in (*near, one)])
        assert not set(now) & set(labels), "a label is given once"
        labels |= now
        seen.append(one)
    return labels


def test_machines_are_found_and_people_are_not_taken_for_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    counts: Counter[tuple[bool, bool]] = Counter()
    wrong = []
    for title, session in SESSIONS.items():
        labels = _as_they_come(session)
        for one, is_machine in session:
            counts[is_machine, one.id in labels] += 1
            if is_machine != (one.id in labels):
                wrong.append(f"{title}: {one.name} {one.about} {labels.get(one.id, 'human')}")
    precision = counts[True, True] / (counts[True, True] + counts[False, True])
    recall = counts[True, True] / (counts[True, True] + counts[True, False])
    with capsys.disabled():
        print(
            f"\nmachines: precision {precision:.3f}, recall {recall:.3f} on {counts.total()} events"
            f" of {len(SESSIONS)} sessions; people taken for machines: {counts[False, True]} of"
            f" {counts[False, True] + counts[False, False]}"
        )
    assert precision >= 0.97, wrong
    assert recall >= 0.93, wrong
    assert all(fault.startswith("Hard") for fault in wrong), wrong


def test_the_second_click_shows_what_the_first_one_was() -> None:
    title = "A scanner's first click looks like a person's; the next ones give it away"
    first, second, _ = (one for one, _ in SESSIONS[title])
    assert machines.judge([first]) == {}
    assert machines.judge([first, second]) == {first.id: "every_link", second.id: "every_link"}


def test_one_weak_sign_never_makes_a_person_a_machine() -> None:
    base = SESSIONS["Opens at the desk after a while and follows one link"][1][0]
    hurried = replace(base, at=SENT + timedelta(seconds=9))
    for doubtful in (
        replace(base, address="52.98.1.1"),
        replace(base, signs=frozenset({"no_language"})),
        replace(base, agent="Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 5.1)"),
        hurried,
    ):
        assert len(machines.weak(doubtful)) == 1
        assert machines.judge([doubtful]) == {}
    assert machines.judge([replace(hurried, address="52.98.1.1")])


def test_addresses_are_looked_up_and_nonsense_is_none() -> None:
    assert agents.in_data_centre("52.98.1.1")
    assert agents.in_data_centre("::ffff:52.98.1.1")
    assert not agents.in_data_centre("84.131.20.7")
    assert not agents.in_data_centre("unknown")


def _told(reader: str, after: float, about: str, name: str = machines.CLICKED) -> Sighting:
    """As another mail program tells it: of whom, and of no mail of ours."""
    at = SENT + timedelta(seconds=after)
    browser = (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36"
    )
    return Sighting(new_id(), name, at, about, address="84.1.2.3", agent=browser, reader=reader)


def test_links_of_another_programs_mail_are_told_apart_by_their_reader() -> None:
    quick = [_told("ada", 0.3 * n, f"/{n}") for n in range(4)]
    seen = _told("ada", 1, "/pricing", machines.VIEWED)
    assert machines.judge([*quick, seen]) == {one.id: "every_link" for one in quick}
    assert machines.judge([_told("ada", 0, "/a"), _told("bea", 0.5, "/b")]) == {}
    gateway = [_told(reader, 2.0 * n, "/a") for n, reader in enumerate(("ada", "bea", "cyd"))]
    assert machines.judge(gateway) == {one.id: "many_recipients" for one in gateway}
    slow = [_told("ada", 20.0 * n, f"/{n}") for n in range(4)]
    assert machines.judge(slow) == {}
