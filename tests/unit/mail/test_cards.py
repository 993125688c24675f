"""The cards on the list are whole and lead to something."""

from importlib import import_module
from pkgutil import iter_modules, resolve_name

import pytest

from leadwright import integrations
from leadwright.integrations import INTEGRATIONS
from leadwright.ports.integration import Integration


@pytest.mark.parametrize("card", INTEGRATIONS, ids=lambda card: card.name)
def test_a_card_is_the_one_in_its_folder_and_its_path_leads_to_a_factory(card: Integration) -> None:
    assert import_module(f"leadwright.integrations.{card.name}").INTEGRATION is card
    assert callable(resolve_name(card.load))
    assert card.capabilities


def test_every_folder_with_a_card_is_on_the_list_once() -> None:
    folders = [module.name for module in iter_modules(integrations.__path__) if module.ispkg]
    packages = [import_module(f"leadwright.integrations.{name}") for name in folders]
    cards = [package.INTEGRATION.name for package in packages if hasattr(package, "INTEGRATION")]
    assert [card.name for card in INTEGRATIONS] == sorted(cards)
