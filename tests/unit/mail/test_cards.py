"""The cards on the list are whole and lead to something."""

from importlib import import_module, resources
from pkgutil import resolve_name

import pytest

from leadwright import integrations
from leadwright.integrations import INTEGRATIONS
from leadwright.ports.integration import Integration

NOT_OFFERED = {"fake"}


@pytest.mark.parametrize("card", INTEGRATIONS, ids=lambda card: card.name)
def test_a_card_is_the_one_in_its_folder_and_its_path_leads_to_a_factory(card: Integration) -> None:
    assert import_module(f"leadwright.integrations.{card.name}").INTEGRATION is card
    assert callable(resolve_name(card.load))
    assert card.capabilities


def test_every_folder_with_a_card_is_on_the_list_once() -> None:
    folders = {
        entry.name
        for entry in resources.files(integrations).iterdir()
        if entry.is_dir() and not entry.name.startswith("_")
    }
    names = [card.name for card in INTEGRATIONS]
    assert sorted(names) == sorted(folders - NOT_OFFERED)
