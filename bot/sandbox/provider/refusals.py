"""Bad days on which the provider answers with an error of its own."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from aiohttp import web

from bot.sandbox.provider.scene import Scene

Play = Callable[[Scene], Awaitable[web.StreamResponse]]
OVERLOADED = 529
HUGE = 7 * 24 * 3600
_FIRST_OF_A_MONTH = datetime(2027, 1, 1, tzinfo=UTC)


def _error(status: int, kind: str, said: str, code: str = "") -> Play:
    async def play(scene: Scene) -> web.StreamResponse:
        return scene.refuse(status, kind, said, code=code)

    return play


def _limited(usual: float) -> Play:
    async def play(scene: Scene) -> web.StreamResponse:
        wait = f"{scene.knob('retry_after', usual):g}"
        said = "This request would exceed your account's rate limit. Please try again later."
        return scene.refuse(429, "rate_limit_error", said, headers={"retry-after": wait})

    return play


PLAYS: dict[str, tuple[str, Play]] = {
    "overloaded": (
        "529, overloaded.",
        _error(OVERLOADED, "overloaded_error", "Overloaded"),
    ),
    "rate-limit": ("429 with a Retry-After of some seconds.", _limited(2)),
    "rate-limit-huge": ("429 with a Retry-After of a week.", _limited(HUGE)),
    "quota-month": (
        "429 with a code: the month's quota is used up, and no word when it is back.",
        _error(
            429,
            "rate_limit_error",
            "You have reached your monthly API usage threshold.",
            "enforced_spend_limit_reached",
        ),
    ),
    "quota-date": (
        "400: the limit that the account set itself is reached, with the day of return in the words.",
        _error(
            400,
            "invalid_request_error",
            "You have reached your specified API usage limits. "
            f"You will regain access on {_FIRST_OF_A_MONTH:%Y-%m-%d} at 00:00 UTC.",
        ),
    ),
    "quota-payment": ("402, a bill is unpaid.", _error(402, "billing_error", "Your credit is too low.")),
    "key-refused": ("401, the key is not accepted.", _error(401, "authentication_error", "invalid api key")),
    "forbidden": ("403, the key may not use the model.", _error(403, "permission_error", "not permitted")),
    "invalid": ("400, the request is not accepted.", _error(400, "invalid_request_error", "messages: wrong")),
    "too-long": (
        "400, the prompt is longer than the model's window.",
        _error(400, "invalid_request_error", "prompt is too long: 1200000 tokens > 1000000 maximum"),
    ),
    "no-such-model": ("404, there is no such model.", _error(404, "not_found_error", "model: unknown")),
    "too-large": ("413, the request has too many bytes.", _error(413, "request_too_large", "too large")),
    "error": ("500, the provider failed.", _error(500, "api_error", "Internal server error")),
}
