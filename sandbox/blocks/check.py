"""Whether Slack would take these blocks or this view; each problem says where, as Slack's error messages do."""

from collections import Counter
from collections.abc import Iterator

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from sandbox.blocks import limits, shapes
from sandbox.json_types import JsonObject


def check_blocks(blocks: object, surface: str, where: str = "/blocks") -> list[str]:
    """The problems of a surface's blocks ("message", "modal" or "home"), none when all is well."""
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        return [f"must be a list of blocks [json-pointer:{where}]"]
    if len(blocks) > limits.MAX_BLOCKS[surface]:
        return [f"no more than {limits.MAX_BLOCKS[surface]} items allowed [json-pointer:{where}]"]
    problems: list[str] = []
    for index, block in enumerate(blocks):
        here = f"{where}/{index}"
        # The limits assume the right shape, so they come second.
        problems += shapes.block_problems(block, here) or _block_limits(block, surface, here)
    problems += _repeated_block_ids(blocks, where)
    return problems or _sdk_problems(blocks, where)


def check_view(view: JsonObject) -> list[str]:
    """The problems of a modal or home view, none when all is well."""
    kind = view.get("type")
    if kind not in ("modal", "home"):
        return [f"unsupported type: {kind} [json-pointer:/view/type]"]
    if not isinstance(view.get("blocks"), list):
        return ["missing required field: blocks [json-pointer:/view]"]
    problems = shapes.view_problems(view, "/view") or limits.measure(view, limits.LIMITS[kind], "/view")
    if not view["blocks"] and kind == "modal":
        problems.append("no fewer than 1 items allowed [json-pointer:/view/blocks]")
    problems += check_blocks(view["blocks"], kind, "/view/blocks")
    if problems:
        return problems
    has_input = any(block["type"] == "input" for block in view["blocks"])
    if kind == "modal" and has_input and not view.get("submit"):
        return ["missing required field: submit (the view has input blocks) [json-pointer:/view]"]
    if sum(bool(element.get("focus_on_load")) for element in _elements_of_all(view["blocks"])) > 1:
        return ["only one element may have focus_on_load [json-pointer:/view/blocks]"]
    return _sdk_view_problems(view)


def _block_limits(block: JsonObject, surface: str, where: str) -> list[str]:
    kind = str(block["type"])
    problems = _surface(kind, surface, where)
    problems += limits.measure(block, {**limits.LIMITS.get(kind, {}), "block_id": limits.ID}, where)
    if kind == "section":
        problems += _section(block, where)
    if kind == "image" and ("image_url" in block) == ("slack_file" in block):
        problems.append(f"needs exactly one of image_url and slack_file [json-pointer:{where}]")
    action_ids: Counter[str] = Counter()
    for element, here in _elements(block, where):
        problems += _element_limits(element, surface, here)
        if "action_id" in element:
            action_ids[element["action_id"]] += 1
    repeated = [each for each, count in action_ids.items() if count > 1]
    problems += [f"`action_id` {each} already exists in this block [json-pointer:{where}]" for each in repeated]
    return problems


def _section(block: JsonObject, where: str) -> list[str]:
    if "text" not in block and "fields" not in block:
        return [f"needs text or fields [json-pointer:{where}]"]
    problems: list[str] = []
    for index, field in enumerate(block.get("fields", [])):
        problems += limits.measure({"f": field}, {"f": limits.FIELD_TEXT}, f"{where}/fields/{index}")
    return problems


def _element_limits(element: JsonObject, surface: str, where: str) -> list[str]:
    kind = str(element["type"])
    own = {"placeholder": limits.OTHER_PLACEHOLDER, **limits.LIMITS.get(kind, {}), "action_id": limits.ID}
    if kind in ("plain_text", "mrkdwn"):
        own = {"text": limits.TEXT}
    problems = _surface(kind, surface, where) + limits.measure(element, own, where)
    if isinstance(element.get("confirm"), dict):
        problems += limits.measure(element["confirm"], limits.CONFIRM, f"{where}/confirm")
    if kind in ("static_select", "multi_static_select") and ("options" in element) == ("option_groups" in element):
        problems.append(f"needs exactly one of options and option_groups [json-pointer:{where}]")
    problems += _options(element, where)
    low, high = element.get("min_length"), element.get("max_length")
    if kind == "plain_text_input" and low is not None and high is not None and low > high:
        problems.append(f"min_length must not be more than max_length [json-pointer:{where}]")
    if kind == "plain_text_input" and len(element.get("initial_value", "")) > (high or 3000):
        problems.append(f"initial_value is longer than max_length [json-pointer:{where}/initial_value]")
    return problems


def _options(element: JsonObject, where: str) -> list[str]:
    problems: list[str] = []
    options: list[JsonObject] = []
    for index, group in enumerate(element.get("option_groups", [])):
        problems += limits.measure(group, limits.OPTION_GROUP, f"{where}/option_groups/{index}")
        options += group["options"]
    options += element.get("options", [])
    for index, option in enumerate(options):
        problems += limits.measure(option, limits.OPTION, f"{where}/options/{index}")
    if element["type"] == "external_select" or element["type"] == "multi_external_select":
        return problems
    initial = [element["initial_option"]] if "initial_option" in element else element.get("initial_options", [])
    problems += [
        f"initial option is not among the options [json-pointer:{where}]"
        for each in initial
        if not any(each.get("value") == option.get("value") and each["text"] == option["text"] for option in options)
    ]
    return problems


def _surface(kind: str, surface: str, where: str) -> list[str]:
    allowed = limits.ONLY_IN.get(kind)
    if allowed is None or surface in allowed:
        return []
    return [f"unsupported type: {kind} is not allowed in a {surface} [json-pointer:{where}/type]"]


def _elements(block: JsonObject, where: str) -> Iterator[tuple[JsonObject, str]]:
    for name in ("accessory", "element"):
        if isinstance(block.get(name), dict):
            yield block[name], f"{where}/{name}"
    if block["type"] in ("actions", "context"):
        for index, element in enumerate(block["elements"]):
            yield element, f"{where}/elements/{index}"


def _elements_of_all(blocks: list[JsonObject]) -> Iterator[JsonObject]:
    for block in blocks:
        for element, _ in _elements(block, ""):
            yield element


def _repeated_block_ids(blocks: list[JsonObject], where: str) -> list[str]:
    counted = Counter(str(block["block_id"]) for block in blocks if block.get("block_id"))
    return [f"`block_id` {id} already exists [json-pointer:{where}]" for id, count in counted.items() if count > 1]


def _sdk_problems(blocks: list[JsonObject], where: str) -> list[str]:
    """What slack_sdk's own models find, with the same limits in Slack's other words."""
    for index, block in enumerate(blocks):
        try:
            parsed = Block.parse(block)
            if parsed is not None:
                parsed.to_dict()
        except (SlackObjectFormationError, TypeError) as error:
            return [f"{error} [json-pointer:{where}/{index}]"]
    return []


def _sdk_view_problems(view: JsonObject) -> list[str]:
    try:
        View(**view).to_dict()
    except (SlackObjectFormationError, TypeError) as error:
        return [f"{error} [json-pointer:/view]"]
    return []
