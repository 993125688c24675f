"""The web process's composition root."""

import uvicorn

from leadwright.bootstrap.common import Runtime


def server(app: object, runtime: Runtime) -> uvicorn.Server:
    """The HTTP server over the application; binding to the port is the caller's moment."""
    settings = runtime.settings
    config = uvicorn.Config(
        app,  # type: ignore[arg-type]  # an ASGI application, typed loosely by uvicorn
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=True,
        proxy_headers=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=10,
        h11_max_incomplete_event_size=64_000,
    )
    return uvicorn.Server(config)
