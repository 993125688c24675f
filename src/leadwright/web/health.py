"""Whether this process lives, whether it can serve, and its metrics."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from leadwright.kernel import metrics
from leadwright.kernel.web import database_of

router = APIRouter()


@router.get("/health/live")
async def live() -> Response:
    """The process answers."""
    return PlainTextResponse("alive\n")


@router.get("/health/ready")
async def ready(request: Request) -> Response:
    """The database answers as well; 503 with the reason otherwise."""
    try:
        async with database_of(request).autocommit.connect() as connection:
            await connection.execute(text("select 1"))
    except (SQLAlchemyError, OSError, TimeoutError) as error:
        return JSONResponse({"ready": False, "database": type(error).__name__}, 503)
    return JSONResponse({"ready": True})


@router.get("/metrics")
async def prometheus(request: Request) -> Response:
    """Metrics of this process, with the queue's depth."""
    try:
        async with database_of(request).autocommit.connect() as connection:
            rows = await connection.execute(
                text("select status::text as status, count(*) as n from pgqueuer group by status")
            )
            counted = {row.status: row.n for row in rows}
    except (SQLAlchemyError, OSError, TimeoutError):
        counted = {}
    for status in ("queued", "picked", "failed"):
        metrics.queue_depth.labels(status).set(counted.get(status, 0))
    return Response(metrics.exposition(), media_type="text/plain; version=0.0.4; charset=utf-8")
