"""The SMTP adapter of the channel port."""

import ssl
import time
from dataclasses import dataclass

from leadwright.domain.errors import ProviderError
from leadwright.integrations.smtp.addresses import UnsendableLetter, mailbox
from leadwright.integrations.smtp.connection import Limits
from leadwright.integrations.smtp.dkim_signing import Dkim
from leadwright.integrations.smtp.mime import build, correspondents
from leadwright.integrations.smtp.opening import Reach, trust
from leadwright.integrations.smtp.pool import Pool
from leadwright.integrations.smtp.target import parse
from leadwright.integrations.smtp.transfer import Parcel, hand_over, would_take
from leadwright.kernel.tx import refuse_inside_transaction
from leadwright.ports.channel import BeforeData, Letter, Receipt


@dataclass(frozen=True)
class Trial:
    """Between which addresses the test button asks whether mail would be taken."""

    sender: str
    recipient: str


class SmtpSender:
    """Sends letters through one mail server. One per process and event loop; safe to use at once.

    `url` is what `target.parse` reads, and ValueError says what is wrong with it. `tls` replaces
    the trust in the system's certificate authorities, `reach` the way in which sockets are opened.
    With `dkim` letters of its domain are signed. `trial` is for `check`.
    """

    name = "smtp"

    def __init__(
        self,
        url: str,
        *,
        limits: Limits | None = None,
        tls: ssl.SSLContext | None = None,
        reach: Reach | None = None,
        dkim: Dkim | None = None,
        trial: Trial | None = None,
    ) -> None:
        target = parse(url)
        self._label = target.label
        self._logs_in = target.user is not None
        self._dkim = dkim
        self._trial = trial
        self._pool = Pool(target, limits or Limits(), tls or trust(target), reach)

    async def send(self, letter: Letter, before_data: BeforeData) -> Receipt:
        """The server's receipt, or ProviderError, or what `before_data` raised.

        `unconfirmed` on the error: the content had gone out and no clear answer came, so the
        letter may be delivered. Without it the letter was certainly not taken: `permanent` after
        a 5xx answer or a fault that only a person can mend, else worth another try, after
        `retry_after` seconds if the server named a time. If the task is cancelled amid sending,
        the outcome is as unknown as after a crash.
        """
        refuse_inside_transaction("smtp")
        parcel = _pack(letter, self._dkim)
        started = time.perf_counter()
        response = await self._deliver(parcel, _once(before_data))
        return Receipt(self.name, response, time.perf_counter() - started)

    async def check(self) -> str:
        """Server, encryption, login, sender and recipient, each as a letter would be asked. None is sent."""
        refuse_inside_transaction("smtp")
        async with self._pool.lease(fresh=True) as connection:
            if self._trial is not None:
                await would_take(connection, *_envelope(self._trial))
        login = ", takes the login" if self._logs_in else ""
        if self._trial is None:
            return f"{self._label} answers{login}. Only a letter shows whether it sends."
        taken = f"mail from {self._trial.sender} to {self._trial.recipient}"
        return f"{self._label} answers{login} and takes {taken}."

    async def close(self) -> None:
        """End all idle sessions. Letters under way finish; later ones are refused."""
        await self._pool.close()

    async def _deliver(self, parcel: Parcel, before_data: BeforeData) -> str:
        async with self._pool.lease() as connection:
            is_first_letter = connection.letters == 1
            try:
                return await hand_over(connection, parcel, before_data)
            except ProviderError as error:
                if is_first_letter or connection.at_rest or error.unconfirmed:
                    raise
        # A kept connection had died or was out of step before the content went out. That says
        # nothing about the letter, so it gets one connection that is certainly new.
        async with self._pool.lease(fresh=True) as connection:
            return await hand_over(connection, parcel, before_data)


def _envelope(trial: Trial) -> tuple[str, str]:
    try:
        sender = mailbox(trial.sender, role="sender")
        recipient = mailbox(trial.recipient, role="recipient")
    except UnsendableLetter as problem:
        raise ProviderError(str(problem), permanent=False, connection_broken=True) from None
    return sender.address, recipient.address


def _once(before_data: BeforeData) -> BeforeData:
    """Await it for the first of two connections only: what it wrote down still holds then."""
    is_done = False

    async def unless_done() -> None:
        nonlocal is_done
        if not is_done:
            await before_data()
            is_done = True

    return unless_done


def _pack(letter: Letter, dkim: Dkim | None) -> Parcel:
    try:
        sender, recipient = correspondents(letter)
        content = build(letter)
        if dkim is not None:
            content = dkim.signed(content, sender.address)
        return Parcel(sender.address, recipient.address, content)
    except UnsendableLetter as problem:
        raise ProviderError(f"the letter cannot be sent: {problem}", permanent=True) from None
