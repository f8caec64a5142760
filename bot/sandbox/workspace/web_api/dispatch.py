"""One call of the Web API, in the order in which Slack looks at it: method, token, rate, scope, arguments."""

from dataclasses import dataclass, field

from bot.sandbox.workspace.core import Core
from bot.sandbox.workspace.refusal import RefusalError
from bot.sandbox.workspace.state import Json
from bot.sandbox.workspace.web_api.call import Call
from bot.sandbox.workspace.web_api.catalogue import METHODS, Method
from bot.sandbox.workspace.web_api.chat import LimitedError

TOO_MANY = 429


@dataclass(frozen=True)
class Answer:
    """The HTTP answer. `lost`: the work is done, but the connection is to break instead of answering.

    `page` is HTML that is sent in place of the body.
    """

    status: int
    body: Json
    headers: dict[str, str] = field(default_factory=dict)
    lost: bool = False
    page: str = ""


async def answer(core: Core, method: str, args: Json, token: str) -> Answer:
    """Do a call and record it with its answer."""
    found = await _strike_or_do(core, method, args, token)
    core.traffic.note("from_app", method, args, status=found.status, answer=found.body)
    return found


async def _strike_or_do(core: Core, method: str, args: Json, token: str) -> Answer:
    blow = core.faults.blow(method, core.clock.now())
    if blow.seconds:
        await core.clock.sleep(blow.seconds)
    if blow.page:
        return Answer(blow.status, {}, page=blow.page)
    if blow.error:
        headers = {"Retry-After": str(blow.retry_after)} if blow.status == TOO_MANY else {}
        return Answer(blow.status, {"ok": False, "error": blow.error}, headers)
    done = await _do(core, method, args, token)
    return Answer(done.status, done.body, done.headers, lost=blow.lost)


async def _do(core: Core, method: str, args: Json, token: str) -> Answer:
    headers = {"x-oauth-scopes": ",".join(sorted(core.scopes))}
    known = METHODS.get(method)
    if known is None:
        return Answer(200, RefusalError("unknown_method").body())
    try:
        call = Call(core, method, args, _whose(core, known, token))
        wait = core.rates.wait_for_method(method, known.tier)
        if wait:
            return _limited(wait)
        if known.scopes:
            call.need(*known.scopes)
        return Answer(200, {"ok": True, **await known.run(call)}, headers)
    except LimitedError as limited:
        return _limited(limited.seconds)
    except RefusalError as refusal:
        return Answer(200, refusal.body(), headers)


def _limited(seconds: int) -> Answer:
    return Answer(TOO_MANY, {"ok": False, "error": "ratelimited"}, {"Retry-After": str(seconds)})


def _whose(core: Core, method: Method, token: str) -> str:
    """Which of the app's two tokens this is, refused when it is none or the wrong one."""
    if not method.token:
        return ""
    if not token:
        raise RefusalError("not_authed")
    whose = {core.state.bot_token: "bot", core.state.app_token: "app"}.get(token)
    if whose is None:
        raise RefusalError("invalid_auth")
    if whose != method.token:
        raise RefusalError("not_allowed_token_type")
    return whose
