"""What a submission must bring besides its fields: a proof of a person at the form, or a signature."""

from enum import StrEnum


class Demand(StrEnum):
    """What a public key asks for.

    Proofs come from browsers: without a right one a post is kept for a person to look at.
    Signatures come from the form tools that know our secret: without a right one a post is refused.
    """

    NOTHING = ""
    PROOF_OF_WORK = "proof_of_work"
    TURNSTILE = "turnstile"
    HCAPTCHA = "hcaptcha"
    TYPEFORM = "typeform"
    WEBFLOW = "webflow"
    FRAMER = "framer"

    @property
    def is_proof(self) -> bool:
        return self is Demand.PROOF_OF_WORK or self.is_vendors

    @property
    def is_vendors(self) -> bool:
        """Only the vendor can tell whether the proof is right."""
        return self in {Demand.TURNSTILE, Demand.HCAPTCHA}

    @property
    def is_signature(self) -> bool:
        return self in {Demand.TYPEFORM, Demand.WEBFLOW, Demand.FRAMER}
