"""Methods about the app itself, the team, its people and its groups."""

from sandbox import city
from sandbox.json_types import JsonObject
from sandbox.web_api.call import ApiError, Call
from sandbox.world import World


def api_test(call: Call) -> JsonObject:
    """api.test: echoes its arguments; fails when asked to."""
    error = call.text("error")
    if error:
        raise ApiError(error, args=call.arguments)
    return {"args": call.arguments}


def auth_test(call: Call) -> JsonObject:
    """auth.test: who the token speaks for."""
    return {
        "url": f"{call.world.settings.base_url}/",
        "team": city.TEAM_NAME,
        "user": city.BOT_NAME.lower(),
        "team_id": city.TEAM,
        "user_id": city.BOT_USER,
        "bot_id": city.BOT,
        "app_id": city.APP,
        "is_enterprise_install": False,
    }


def open_connection(call: Call) -> JsonObject:
    """apps.connections.open: a WebSocket address for Socket Mode."""
    if call.world.settings.delivery != "socket":
        raise ApiError("socket_mode_not_enabled")
    return {"url": call.world.link.new_url()}


def bot_info(call: Call) -> JsonObject:
    """bots.info."""
    if call.text("bot") not in (None, city.BOT):
        raise ApiError("bot_not_found")
    bot = {"id": city.BOT, "deleted": False, "name": city.BOT_NAME, "app_id": city.APP, "user_id": city.BOT_USER}
    return {"bot": {**bot, "updated": 0, "icons": {}}}


def team_info(_: Call) -> JsonObject:
    """team.info."""
    return {"team": {"id": city.TEAM, "name": city.TEAM_NAME, "domain": city.TEAM_DOMAIN, "email_domain": ""}}


def user_info(call: Call) -> JsonObject:
    """users.info."""
    user = call.world.workspace.user(call.need("user"))
    if user is None:
        raise ApiError("user_not_found")
    return {"user": shown_user(user)}


def user_list(call: Call) -> JsonObject:
    """users.list, in pages."""
    everybody = [shown_user(user) for user in call.world.workspace.users()]
    members, cursor = call.page(everybody, call.number("limit", 200, 1000))
    return {"members": members, "cache_ts": int(call.world.clock()), "response_metadata": {"next_cursor": cursor}}


def group_list(call: Call) -> JsonObject:
    """usergroups.list."""
    groups = [
        shown_group({**group, "users": active_members(call.world, group)}, call.flag("include_users"))
        for group in call.world.workspace.groups()
    ]
    return {"usergroups": groups}


def group_users(call: Call) -> JsonObject:
    """usergroups.users.list: active members only."""
    group = call.world.workspace.group(call.need("usergroup"))
    if group is None:
        raise ApiError("no_such_subteam")
    return {"users": active_members(call.world, group)}


def active_members(world: World, group: JsonObject) -> list[str]:
    """The group's members without deactivated people, whom Slack takes out of every group."""
    gone = {user["id"] for user in world.workspace.users() if user["deleted"]}
    return [user for user in group["users"] if user not in gone]


def shown_user(user: JsonObject) -> JsonObject:
    """A person as Slack's API shows them."""
    return {
        "id": user["id"],
        "team_id": city.TEAM,
        "name": user["name"],
        "deleted": bool(user["deleted"]),
        "real_name": user["real_name"],
        "tz": user["tz"],
        "tz_label": "Mountain Standard Time",
        "tz_offset": -25200,
        "profile": {
            "title": user["title"],
            "real_name": user["real_name"],
            "real_name_normalized": user["real_name"],
            "display_name": user["name"],
            "display_name_normalized": user["name"],
            "team": city.TEAM,
            **({"api_app_id": city.APP, "bot_id": city.BOT} if user["is_bot"] else {}),
        },
        "is_admin": False,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_bot": user["is_bot"],
        "is_app_user": False,
        "updated": 0,
    }


def shown_group(group: JsonObject, with_users: bool = True) -> JsonObject:
    """A user group as Slack's API shows it."""
    return {
        "id": group["id"],
        "team_id": city.TEAM,
        "is_usergroup": True,
        "is_subteam": True,
        "name": group["name"],
        "description": "",
        "handle": group["handle"],
        "is_external": False,
        "date_create": 0,
        "date_update": 0,
        "date_delete": 0,
        "auto_type": None,
        "created_by": "U0RUTH",
        "updated_by": "U0RUTH",
        "deleted_by": None,
        "prefs": {"channels": [], "groups": []},
        "user_count": len(group["users"]),
        **({"users": list(group["users"])} if with_users else {}),
    }
