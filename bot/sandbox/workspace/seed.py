"""The workspace as it is before anybody says a word: five people, the app, three alert senders, five channels."""

from bot.sandbox.workspace.state import Bot, Channel, Command, Group, Shortcut, State, User

TEAM = "T0LOOKOUT"
OTHER_TEAM = "T0OTHER"
APP = "A0LOOKOUT"
BOT_USER = "U0LOOKOUT"
BOT = "B0LOOKOUT"
BOT_TOKEN = "xoxb-sandbox"  # noqa: S105 - the sandbox's well-known token
APP_TOKEN = f"xapp-1-{APP}-sandbox"
SIGNING_SECRET = "sandbox-signing-secret"  # noqa: S105 - the sandbox's well-known secret

SCOPES = frozenset(
    {
        "app_mentions:read",
        "channels:history",
        "channels:read",
        "chat:write",
        "commands",
        "groups:history",
        "groups:read",
        "reactions:write",
        "usergroups:read",
        "users:read",
    }
)
SUBSCRIPTIONS = frozenset(
    {
        "message.channels",
        "message.groups",
        "app_mention",
        "member_joined_channel",
        "member_left_channel",
        "app_home_opened",
    }
)
COMMANDS = (
    Command(
        "/lookout",
        "history [service] [--since 7d] | search <words> | show <id> | similar <I-12, D-3 or words> | status | "
        "stop [scope] | resume [scope] | freeze <scope> --until <time> | unfreeze <scope> | "
        "mute <cause> <service> --until <time> | unmute <cause> <service> | "
        "command [I-number] @user | preflight | help",
        "Past diagnoses, the stop switch and the state of Lookout",
    ),
)
SHORTCUTS = (Shortcut("lookout.triage_message", "Triage this alert"),)

_PEOPLE = (
    User("U0NORA", "nora", "Nora Lindqvist", "On-call, shop", "Europe/Stockholm", color="2b6cb0"),
    User("U0IVY", "ivy", "Ivy Okafor", "Incident commander", "Africa/Lagos", color="b7791f"),
    User("U0IDRIS", "idris", "Idris Rahman", "Incident commander", "Asia/Dhaka", color="2f855a"),
    User("U0EMIL", "emil", "Emil Novak", "Engineer, payments", "Europe/Prague", color="c05621"),
    User("U0SAM", "sam", "Sam Reyes", "Vendor support", "America/Bogota", team_id=OTHER_TEAM, color="718096"),
    User(BOT_USER, "lookout", "Lookout", "Triage", "UTC", bot_id=BOT, color="553c9a"),
)
_BOTS = (
    Bot(BOT, "lookout", APP, BOT_USER),
    Bot("B0ALERTMGR", "Alertmanager", "A0ALERTMGR"),
    Bot("B0GRAFANA", "Grafana", "A0GRAFANA"),
    Bot("B0ROBUSTA", "Robusta", "A0ROBUSTA"),
)


def _channels() -> tuple[Channel, ...]:
    team = {"U0NORA", "U0IVY", "U0IDRIS", "U0EMIL"}
    return (
        Channel("C0INCIDENTS", "incidents", "Alerts of production", {*team, BOT_USER}),
        Channel("C0SHOP", "shop-alerts", "Alerts of the shop", {*team, BOT_USER}),
        Channel("C0GENERAL", "general", "Everything else", set(team)),
        Channel("C0PAYMENTS", "payments-private", "Payments", {"U0NORA", "U0IVY", BOT_USER}, is_private=True),
        Channel(
            "C0SHARED", "shared-vendor", "With the vendor", {*team, "U0SAM", BOT_USER}, is_ext_shared=True
        ),
    )


def seeded() -> State:
    """A fresh workspace."""
    return State(
        team_id=TEAM,
        team_name="Lookout sandbox",
        domain="lookout-sandbox",
        app_id=APP,
        me=BOT_USER,
        bot_token=BOT_TOKEN,
        app_token=APP_TOKEN,
        users={user.id: User(**vars(user)) for user in _PEOPLE},
        bots={bot.id: Bot(**vars(bot)) for bot in _BOTS},
        channels={channel.id: channel for channel in _channels()},
        groups={
            group.id: group
            for group in (
                Group("S0RESPOND", "responders", "Responders", ["U0NORA", "U0EMIL", "U0IDRIS"]),
                Group("S0COMMAND", "commanders", "Commanders", ["U0IVY", "U0IDRIS"]),
            )
        },
        commands=list(COMMANDS),
        shortcuts=list(SHORTCUTS),
    )
