"""A workspace's own connections: which cards there are, and how they are opened."""

import httpx

from leadwright.bootstrap.common import Runtime
from leadwright.features.connections.form_guards import ConnectedFormGuards
from leadwright.features.connections.language_models import ConnectedModels
from leadwright.features.connections.opening import Opener, connectable
from leadwright.features.connections.transports import ConnectedTransports
from leadwright.integrations import INTEGRATIONS
from leadwright.kernel.outbound.http import operator_client
from leadwright.ports.channel import Sender

MODEL_CALLS = 400

# Longer than elsewhere: giving up on a vendor that has the letter makes the outcome unknown.
# Who is not reached was not asked, and bills nothing: told before a lead's five seconds are over.
MODEL_PATIENCE = httpx.Timeout(10.0, connect=2.0)
PATIENCE = httpx.Timeout(30.0, connect=10.0)


def opener(runtime: Runtime) -> Opener:
    """Opens connections. Its client reaches public addresses and what the operator allows."""
    allowed = runtime.settings.allow_private
    client = operator_client(allowed)
    client.timeout = PATIENCE
    return Opener(connectable(INTEGRATIONS), runtime.keyring, client, allowed)


def language_models(runtime: Runtime) -> ConnectedModels:
    """Each workspace's language models. Hundreds of leads may wait for a slow one side by side."""
    allowed = runtime.settings.allow_private
    client = operator_client(allowed, connections=MODEL_CALLS)
    client.timeout = MODEL_PATIENCE
    return ConnectedModels(
        runtime.database, Opener(connectable(INTEGRATIONS), runtime.keyring, client, allowed)
    )


def form_guards(runtime: Runtime) -> ConnectedFormGuards:
    """Each workspace's form guards. Their patience is its own, and shorter."""
    return ConnectedFormGuards(runtime.database, opener(runtime))


def mail_transports(runtime: Runtime, fallback: Sender) -> ConnectedTransports:
    """Each workspace's way out for mail; `fallback` is the installation's own."""
    return ConnectedTransports(runtime.database, opener(runtime), fallback)
