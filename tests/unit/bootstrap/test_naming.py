"""What an unnamed installation is called: a name that its leads can know it by."""

from typing import Any

import pytest

from leadwright.bootstrap.naming import public_name
from leadwright.kernel.settings import Settings


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({"mail_from": "sales@acme.example"}, "acme.example"),
        ({"smtp_url": "smtp://sales%40acme.example:pw@mail.host.example"}, "acme.example"),
        ({"public_url": "https://leads.acme.example"}, "leads.acme.example"),
        ({"public_url": "https://www.acme.example", "mail_from": "acme@gmail.com"}, "acme.example"),
        ({"mail_from": "acme@gmail.com"}, "Leadwright"),
        ({"public_url": "https://192.0.2.7"}, "Leadwright"),
        ({"public_url": "http://[::1]:8000"}, "Leadwright"),
        ({}, "Leadwright"),
    ],
)
def test_replies_of_an_unnamed_installation_name_it_as_its_leads_know_it(
    settings: dict[str, Any], name: str
) -> None:
    assert public_name(Settings.model_construct(**settings)) == name
