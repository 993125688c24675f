"""What a key demands of submissions: a signature is checked here, a proof is stored for the screen step.

The endpoint never waits for a vendor: the worker asks, after the submission is stored.
"""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from leadwright.domain.demand import Demand
from leadwright.domain.errors import Unauthenticated
from leadwright.features.capture import fields, proof_of_work, signatures
from leadwright.features.capture.outside_checks import DEMAND, PROOF, VERDICT
from leadwright.kernel import clock
from leadwright.web.assets import STATIC, built
from leadwright.web.bodies import Body
from leadwright.web.clients import address as client_address
from leadwright.web.gate import Entry, Gate

router = APIRouter()

CHALLENGE = "/api/form-challenge"
SCRIPT = "/embed/proof.js"
ENTRY = "src/embed/proof.ts"
_OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


def check_signature(request: Request, entry: Entry, body: Body) -> None:
    """Unauthenticated unless the tool signed the post with the key's secret, where the key asks for it."""
    demand = entry.asks.demand
    if not demand.is_signature:
        return
    secret = entry.asks.secret(request.app.state.keyring)
    post = signatures.Signed(dict(request.headers), body.raw, clock.now())
    wrong = signatures.problem(demand, secret, post)
    if wrong:
        raise Unauthenticated(
            f"{wrong} Settings, Keys shows what the key asks for.", code="signature_wrong"
        )


def brought(request: Request, entry: Entry, body: Body) -> dict[str, str]:
    """What is kept of the proof beside the post's headers, for the screen to judge."""
    demand = entry.asks.demand
    if not demand.is_proof:
        return {}
    given = fields.proof(body.fields, demand)
    if demand is not Demand.PROOF_OF_WORK:
        return {DEMAND: demand.value, PROOF: given}
    keyring = request.app.state.keyring
    checked = proof_of_work.check(keyring, entry.workspace_id, given, clock.now())
    return {DEMAND: demand.value, VERDICT: checked.verdict.value, PROOF: checked.digest}


@router.options(CHALLENGE)
async def preflight() -> Response:
    """Forms stand on other sites."""
    return Response(status_code=204, headers=_OPEN)


@router.get(CHALLENGE)
async def challenge(request: Request) -> Response:
    """A new challenge for the forms of the key's workspace. Nothing of it is kept."""
    gate: Gate = request.app.state.gate
    gate.limit_challenge(client_address(request, request.app.state.trusted))
    entry = await gate.known(request)
    given = proof_of_work.challenge(request.app.state.keyring, entry.workspace_id, clock.now())
    told = {
        "challenge": given,
        "bits": proof_of_work.BITS,
        "parts": proof_of_work.PARTS,
        "expires_in": int(proof_of_work.LIFE.total_seconds()),
    }
    return JSONResponse(told, headers={**_OPEN, "Cache-Control": "no-store"})


@router.get(SCRIPT, include_in_schema=False)
async def script() -> Response:
    """The script that solves challenges in the forms of other sites, under an address that stays."""
    code = (STATIC / "dist" / built().file_of(ENTRY)).read_text("utf-8")
    headers = {**_OPEN, "Cache-Control": "public, max-age=3600"}
    return Response(code, media_type="text/javascript", headers=headers)
