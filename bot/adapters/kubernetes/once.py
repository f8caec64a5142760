"""Once: a deletion whose connection breaks is not sent again.

aiohttp sends a request of an idempotent method a second time when the first one's connection broke. To repeat a read is
fine. A deletion that was carried out before its answer was lost would be answered "changed" or "not found" the second
time, and what was done would be called failed.
"""

from aiohttp import (
    ClientConnectionError,
    ClientConnectorError,
    ClientHandlerType,
    ClientOSError,
    ClientRequest,
    ClientResponse,
    ServerDisconnectedError,
)


class LostError(ClientConnectionError):
    """The connection broke after a change was sent, so nobody knows what became of it."""


async def once(sent: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
    """A middleware of every session: a broken connection is an error of a kind that aiohttp does not try again.

    Raises:
        LostError: of a deletion only; a connection that never stood stays what it was.
    """
    try:
        return await handler(sent)
    except ClientConnectorError:
        raise
    except (ClientOSError, ServerDisconnectedError) as problem:
        if sent.method != "DELETE":
            raise
        raise LostError(str(problem)) from problem
