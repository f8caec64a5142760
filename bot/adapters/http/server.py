"""The server: listens where the configuration says, with the routes that it is given, and bounds what comes in."""

from collections.abc import Sequence

from aiohttp import web

from bot.domain.errors import PermanentError

BODY_MOST = 1_000_000
"""Bytes of one request; what Slack sends is well below."""
GOODBYE = 2.0


class Server:
    """One listening socket. Port 0 takes a free one."""

    def __init__(self, host: str, port: int, routes: Sequence[web.RouteDef]) -> None:
        self._host, self._port = host, port
        app = web.Application(client_max_size=BODY_MOST)
        app.add_routes(routes)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=GOODBYE, handle_signals=False)

    async def start(self) -> str:
        """Listen; the base URL.

        Raises:
            PermanentError: the address cannot be used; the sentence names it.
        """
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError as problem:
            await self._runner.cleanup()
            raise PermanentError(
                f"{self._host}:{self._port} cannot be listened on ({problem.strerror}): "
                'set another "http" address in the configuration'
            ) from problem
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Let requests under way end, for a moment, and stop listening."""
        await self._runner.cleanup()
