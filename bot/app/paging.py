"""The ways to page outside Slack, made from the configuration; every one stands behind the guard."""

from contextlib import AsyncExitStack

from pydantic import SecretStr

from bot.adapters.paging.guarded import Guarded
from bot.adapters.paging.pagerduty import PagerDuty
from bot.adapters.paging.post import Post
from bot.adapters.paging.secret import Secret
from bot.adapters.paging.webhook import Webhook
from bot.settings.config import Config
from bot.settings.environment import Environment, variable
from bot.settings.paging import PagerDutyEvents, PageWebhook, PagingWay
from bot.triage.ports.clock import Clock
from bot.triage.ports.pager import Pager


def pagers_of(
    config: Config, environment: Environment, clock: Clock, opened: AsyncExitStack
) -> dict[str, Pager]:
    """All of them, by name; closed with `opened`."""
    key = environment.redaction_key.get_secret_value().encode()
    pagers: dict[str, Pager] = {}
    for name, way in config.paging.items():
        pager = _pager(name, way, config.limits.page_seconds, environment, clock)
        opened.push_async_callback(pager.close)
        pagers[name] = Guarded(pager, key)
    return pagers


def _pager(
    name: str, way: PagingWay, within: float, environment: Environment, clock: Clock
) -> PagerDuty | Webhook:
    if way.webhook is not None:
        url, signing, token = webhook_secrets(name, way.webhook, environment)
        post = Post("the webhook", within=within, ca_file=way.ca_file, proxy=way.proxy)
        return Webhook(name, url, signing=signing, token=token, post=post, clock=clock)
    told = way.pagerduty or PagerDutyEvents()
    post = Post(PagerDuty.system, within=within, ca_file=way.ca_file, proxy=way.proxy)
    key = routing_key(name, told, environment)
    return PagerDuty(name, url=told.url, key=key, post=post, clock=clock)


def routing_key(name: str, told: PagerDutyEvents, environment: Environment) -> Secret:
    """The routing key of a way by PagerDuty."""
    mend = f"set {variable('pagerduty_routing_key')}, or paging.{name}.pagerduty.key_file"
    what = f"the routing key of {name}"
    return Secret(told.key_file, environment.pagerduty_routing_key, what=what, mend=mend)


def webhook_secrets(name: str, told: PageWebhook, environment: Environment) -> tuple[Secret, Secret, Secret]:
    """The address, the signing secret and the bearer token of a way by webhook."""
    mend = f"set paging.{name}.webhook.url"
    url = Secret(told.url_file, SecretStr(told.url), what=f"the address of {name}", mend=mend)
    signing = Secret(told.secret_file, environment.page_secret, what=f"the secret of {name}", mend="")
    return url, signing, Secret(told.token_file, SecretStr(""), what=f"the token of {name}", mend="")
