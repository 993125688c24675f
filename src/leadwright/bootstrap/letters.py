"""What a letter has that its kept message has not: secret links, made when it leaves."""

from dataclasses import replace
from functools import partial

from leadwright.bootstrap.common import House
from leadwright.features.messages.sending import Finish
from leadwright.features.notifications import decisions
from leadwright.features.workspaces import resets
from leadwright.ports.channel import Letter


def finish(house: House) -> Finish:
    """For the messaging job."""
    return partial(_finish, house)


def _finish(house: House, reason: str, letter: Letter) -> Letter:
    if not resets.is_reset(reason):
        return decisions.finish(reason, letter, house.keyring.sign, house.settings.address)
    link = resets.link(house.keyring, house.settings.address, reason)
    anchor = f'<a href="{link}">{link}</a>'
    return replace(
        letter,
        text=letter.text.replace(resets.LINK, link),
        html=letter.html.replace(resets.LINK, anchor),
    )
