"""What an answer that a person writes begins with: greeting and signature in the lead's language."""

from dataclasses import dataclass

from leadwright.features.replies.composing.filling import first_that_fits, said
from leadwright.features.replies.composing.slots import Slots, SlotText, one_line
from leadwright.features.replies.composing.templates import Sentence, base_language, load
from leadwright.features.replies.validation import names
from leadwright.ports.directory import Company


@dataclass(frozen=True)
class Opening:
    """A letter without its content; the content goes between `greeting` and `ending`."""

    language: str
    subject: str
    greeting: str
    ending: str

    @property
    def text(self) -> str:
        return f"{self.greeting}\n\n\n\n{self.ending}"

    def is_all_of(self, text: str) -> bool:
        """Whether nothing was written into it."""
        return text.split() == self.text.split()


def opening(name: str, employer: str, language: str | None, own: Company, signer: str) -> Opening:
    """For a lead with this name at this employer; a language we do not write in gets English."""
    code = base_language(language)
    written = load(code)
    known = Slots(dict(_known(name, employer, own)), lines=())
    frame = written.frame
    signers = (one_line(signer), one_line(own.name))
    signature = dict.fromkeys(signers[::-1] if frame.company_first else signers)
    return Opening(
        language=code,
        subject=_first(written.templates["acknowledgement"][0].subject, known),
        greeting=_first(frame.greeting, known),
        ending="\n".join(filter(None, (frame.closing, *signature))),
    )


def _known(name: str, employer: str, own: Company) -> list[tuple[str, SlotText]]:
    found = [("own", SlotText(one_line(own.name)))]
    if full := names.person(name):
        found += [
            ("full_name", SlotText(full)),
            ("first_name", SlotText(names.given(full) or full)),
        ]
    if firm := names.company(employer, own.name):
        found.append(("company", SlotText(firm)))
    return found


def _first(sentence: Sentence, known: Slots) -> str:
    wording = first_that_fits(sentence, known)
    return "" if wording is None else said(wording, known)
