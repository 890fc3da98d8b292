"""The policy's questions to an approver, as boxes to tick; and what somebody ticked.

A click in a message carries the state of everything that can be chosen in it, for whoever clicked
(docs.slack.dev/changelog/2020-09-full-state-on-view-submisson-and-block-actions, and `state` in
docs.slack.dev/reference/interaction-payloads/block_actions-payload): so a tick alone decides nothing, and Approve
brings all of them along.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from approval.policy.document import Policy, Question
from approval.proposal import Proposal
from bot.blocks.literal import Block, Element, bullets, plain, rich_text, section, text
from bot.blocks.split import pieces, units

ACTION = "questions"

# docs.slack.dev/reference/block-kit/block-elements/checkboxes-element: ten options in a group; the option object's
# page: 75 characters for its text and as many for the description below it.
MOST_OPTIONS = 10
LONGEST_LABEL = 75

ASKED = (
    "Tick what you can answer with yes: an approval needs all of it. "
    "Where the answer is no, reject the reply or request changes."
)


def question_blocks(policy: Policy, proposal: Proposal, *, texts: bool = True, titles: bool = True) -> list[Block]:
    """The questions on a card, with their texts, with the titles alone, or with not even these but their numbers."""
    above = texts and not _short(policy.questions)
    blocks = whole(policy.questions) if above else []
    for number, group in enumerate(grouped(policy.questions)):
        blocks.append(
            {
                "type": "section",
                "block_id": f"{_about(policy, proposal)}{number}",
                "text": plain(ASKED if number == 0 else "And also:"),
                "accessory": _boxes(policy, group, described=texts and not above, titled=titles),
            }
        )
    return blocks


def question_inputs(policy: Policy, proposal: Proposal, ticked: frozenset[str]) -> list[Block]:
    """The same in a form, each required by Slack to hold a tick; those in `ticked` have theirs."""
    above = not _short(policy.questions)
    blocks = whole(policy.questions) if above else []
    for number, group in enumerate(grouped(policy.questions)):
        label = "Is the answer yes to each of these?" if number == 0 else "And to these?"
        boxes = _boxes(policy, group, described=not above)
        chosen = [option for option in boxes["options"] if option["value"] in ticked]
        blocks.append(
            {
                "type": "input",
                "block_id": f"{_about(policy, proposal)}{number}",
                "label": plain(label),
                "element": boxes | ({"initial_options": chosen} if chosen else {}),
            }
        )
    return blocks


def answers(values: Mapping[str, Mapping[str, Any]], policy: Policy | None, proposal: Proposal) -> frozenset[str]:
    """The ids of the questions that were ticked, in a message's or a form's `state.values`.

    Ticks from under another check (another policy, another revision) are about something else, and count for nothing.
    """
    if policy is None:
        return frozenset()
    about = _about(policy, proposal)
    chosen = (boxes.get(ACTION, {}) for block_id, boxes in values.items() if block_id.startswith(about))
    return frozenset(option["value"] for each in chosen for option in each.get("selected_options") or ())


def whole(questions: Sequence[Question], *, numbered: bool = False) -> list[Block]:
    """Each question with its text, whole; by its number where a box may show nothing else of it."""
    blocks: list[Block] = []
    for number, question in enumerate(questions, start=1):
        counts = numbered or units(question.title) > LONGEST_LABEL
        first, *more = pieces(f"{question.title}  {question.text}" if counts else question.text)
        title = text(f"{_number(number)}  " if counts else f"{question.title}  ", bold=True)
        blocks += [
            rich_text(bullets([section(title, text(first))])),
            *(rich_text(section(text(each))) for each in more),
        ]
    return blocks


def label(questions: Sequence[Question], question: Question) -> str:
    """What stands beside the question's box: its title, or its number where the title is too long for a box."""
    return question.title if units(question.title) <= LONGEST_LABEL else _number(questions.index(question) + 1)


def grouped(questions: Sequence[Question]) -> Iterator[Sequence[Question]]:
    for start in range(0, len(questions), MOST_OPTIONS):
        yield questions[start : start + MOST_OPTIONS]


def _boxes(policy: Policy, group: Sequence[Question], *, described: bool, titled: bool = True) -> Element:
    options = [
        {
            "text": plain(
                label(policy.questions, question) if titled else _number(policy.questions.index(question) + 1)
            ),
            "value": question.id,
            **({"description": plain(question.text)} if described and question.text.strip() else {}),
        }
        for question in group
    ]
    return {"type": "checkboxes", "action_id": ACTION, "options": options}


def _about(policy: Policy, proposal: Proposal) -> str:
    # "If a message is updated, use a new block_id" (docs.slack.dev/reference/block-kit/blocks/actions-block): what was
    # ticked for other words, or beside other findings, must not seem ticked for these.
    return f"{ACTION}:{policy.digest[:16]}:{proposal.revision.number}:{proposal.check}:"


def _short(questions: Sequence[Question]) -> bool:
    return all(units(part) <= LONGEST_LABEL for question in questions for part in (question.title, question.text))


def _number(number: int) -> str:
    return f"Question {number}"
