"""The plot. Everybody and every word in it is invented; the shape of it is what happened in more than one real city."""

import secrets
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime

from sandbox.json_types import JsonObject
from sandbox.story.pictures import Camera
from sandbox.story.record import counted, spoken
from sandbox.story.telling import Teller
from sandbox.story.town import DESK, GENERAL, OVERSIGHT, Town, boxes, direct, listed, number, read

NADIA, TOMAS, TOMAS_TOO, RUTH, LENA = "U0NADIA", "U0TOMAS", "U0TOMAS2", "U0RUTH", "U0LENA"
IRIS, OWEN = "U0IRIS", "U0OWEN"
# What the bot calls its form with the policy.
ACCEPTANCE = "accept_policy_form"


class Tale:
    """One telling. `play` answers whether the record holds exactly what was refused."""

    def __init__(self, town: Town, tell: Teller, camera: Camera) -> None:
        self._town = town
        self._tell = tell
        self._camera = camera
        self._refused = 0
        # A telling must not repeat an earlier one: nobody posts the same words twice within the hour.
        self._case = f"26-{secrets.randbelow(9000) + 1000}"

    def play(self) -> bool:
        began = datetime.now(UTC)
        complaint = self._a_citizen_complains()
        mocking = self._the_director_answers(complaint)
        self._he_tries_to_release_it_himself(mocking)
        self._ruth_rejects_it(mocking)
        self._nadia_answers(complaint)
        self._it_is_posted(complaint)
        return self._the_record_is_read(began)

    def _a_citizen_complains(self) -> JsonObject:
        self._tell.chapter("A citizen complains")
        words = (
            f"@mesaverdepd My mother's house was broken into, case {self._case}. Eleven days, three voicemails, "
            "and nobody has called back. Is anybody there?"
        )
        post = self._town.citizen_posts("gloria_m", words)
        self._tell.say("Gloria Martínez writes on the public square of Mesa Verde Springs, where everybody reads it:")
        self._tell.quote(words)
        self._camera.desk("desk", NADIA)
        return post

    def _the_director_answers(self, complaint: JsonObject) -> JsonObject:
        self._tell.chapter("The director of communications answers")
        barb = f"Eleven whole days! We'll alert the media. Case {self._case} is right behind the cat in the tree. "
        barb += "Tell Mom to lock her door next time"
        words = f"{barb}, or ring her at 505-555-0187 and tell her yourself, we are busy. 😂"
        self._tell.say("Tomás Aragón, director of communications, reads it and types /reply:")
        self._tell.quote(words)
        self._town.command(TOMAS, DESK, "/reply", f"{complaint['url']} {words}")
        self._accept(TOMAS, "accept")
        self._camera.form("form", TOMAS)
        taken = read(self._town.submit(TOMAS)["view"])
        self._town.close(TOMAS)
        self._tell.done(f"Reply {number(taken)} is taken. Nothing is public yet.")
        card = self._card(RUTH, self._case, "lock her door")
        self._tell.say("The policy's rules have read it first, and stop it. On the card they say:")
        self._found(card)
        self._camera.message("stopped", RUTH, DESK, card)
        self._tell.say("He takes out what cannot be approved at all, and leaves the rest:")
        self._tell.quote(f"{barb}. 😂")
        self._town.click(TOMAS, card, "edit")
        self._town.submit(TOMAS, text=f"{barb}. 😂")
        self._town.close(TOMAS)
        card = self._card(RUTH, self._case, "lock her door", "Needs")
        self._tell.say("Now people may decide. What the rules say of it:")
        self._found(card)
        self._camera.message("card", RUTH, DESK, card)
        return card

    def _accept(self, who: str, picture: str = "") -> None:
        """What comes before anybody's first reply, and does not come again."""
        if self._town.form(who)["callback_id"] != ACCEPTANCE:
            return
        name = self._town.name(who)
        self._tell.say(
            f"Before a first reply comes the policy, the same as on the city's page: {self._town.url}/policy/"
        )
        if picture:
            self._camera.form(picture, who)
        self._town.submit(who)
        self._tell.done(f"{name} accepts it. That is on record.")

    def _found(self, card: JsonObject) -> None:
        """The rules that found something: what stands in the lists of a card, but for the questions."""
        questions = tuple(boxes(card))
        rules = (finding.splitlines()[0] for finding in listed(card) if not finding.startswith(questions))
        for rule in dict.fromkeys(rules):
            self._tell.found(rule)

    def _he_tries_to_release_it_himself(self, card: JsonObject) -> None:
        town = self._town
        self._tell.chapter("He would like to release it himself")
        self._tell.say("He is the director, and a designated approver. But not of his own words.")
        self._try("He presses Approve.", TOMAS, lambda: town.click(TOMAS, card, "approve"))
        self._camera.last_told("refused", TOMAS, DESK)
        second = "He has a second Slack account, and presses it there."
        self._try(second, TOMAS_TOO, lambda: town.click(TOMAS_TOO, card, "approve"))
        self._try("He reacts with ✅ instead.", TOMAS, lambda: town.react(TOMAS, card, "white_check_mark"))
        self._try("He asks Nadia, who works for him, to press it.", NADIA, lambda: town.click(NADIA, card, "approve"))
        outsider = "He asks Owen of Public Works to propose it again."
        self._try(outsider, OWEN, lambda: town.command(OWEN, GENERAL, "/reply", "Lock your door."), GENERAL)
        audit = "He asks to see what the record says of all this."
        self._try(audit, TOMAS, lambda: town.command(TOMAS, DESK, "/reply-audit"))

    def _ruth_rejects_it(self, card: JsonObject) -> None:
        self._tell.chapter("The deputy chief decides")
        why = "It laughs at somebody who was robbed, and puts a citizen's telephone number before everybody."
        self._town.click(RUTH, card, "reject")
        self._town.submit(RUTH, reason=why)
        self._tell.say("Ruth Okafor, deputy chief, rejects it, with her reason:")
        self._tell.quote(why)
        decided = self._card(RUTH, self._case, "lock her door", "Rejected")
        self._camera.message("rejected", RUTH, DESK, decided)
        self._town.notice(TOMAS, "rejected your reply", self._case)
        self._tell.done("Tomás is told, privately. Nothing was posted.")

    def _nadia_answers(self, complaint: JsonObject) -> None:
        self._tell.chapter("The communications officer answers")
        first = f"We are sorry. Somebody will look into case {self._case} soon."
        second = (
            f"You are right, and we are sorry: eleven days without a call is too long. Detective Ramos has case "
            f"{self._case} and calls your mother today by 5 p.m. The desk is at 505-555-0142."
        )
        self._tell.say("Nadia Begay proposes:")
        self._tell.quote(first)
        self._town.command(NADIA, DESK, "/reply", f"{complaint['url']} {first}")
        self._accept(NADIA)
        self._town.submit(NADIA, reason=f"Case {self._case}; the front desk took three messages.")
        self._town.close(NADIA)
        card = self._card(LENA, self._case, "soon")
        self._town.click(LENA, card, "request_changes")
        why = "«Soon» is what they were told three times. Say who calls, and when."
        self._town.submit(LENA, reason=why)
        self._tell.say("Lena Whitehorse, city attorney, asks for changes:")
        self._tell.quote(why)
        self._town.click(NADIA, self._town.notice(NADIA, "asks you to change", self._case), "edit")
        self._town.submit(NADIA, text=second, reason=f"Case {self._case}; Ramos confirmed by telephone at 9:40.")
        self._town.close(NADIA)
        self._tell.say("Nadia edits it. That makes revision 2, checked anew, on a card of its own:")
        self._tell.quote(second)
        self._ruth_approves(self._card(RUTH, self._case, "Detective Ramos"))

    def _ruth_approves(self, card: JsonObject) -> None:
        questions = " ".join(boxes(card))
        if questions:
            self._tell.say(f"Ruth answers what no machine can tell: {questions} Yes, each.")
        self._town.approve(RUTH, card, "It says who calls, and when. I have asked Detective Ramos.")
        self._tell.say("She presses Approve. It was not her text, and she is a designated approver.")
        if "Needs 2 " in read(card):
            self._tell.say(
                "At this hour a rule asks for one approver more, with a reason. Lena answers too, and approves."
            )
            card = self._card(LENA, self._case, "Detective Ramos")
            self._town.approve(LENA, card, "It is right, and it cannot wait until the office opens.")

    def _it_is_posted(self, complaint: JsonObject) -> None:
        self._tell.chapter("It is posted")
        answer = self._town.answer_to(complaint)
        decided = self._card(RUTH, self._case, "Detective Ramos", "Published")
        self._tell.done(f"Posted by {answer['author']['name']} (@{answer['author']['handle']}): {answer['url']}")
        self._tell.quote(answer["text"])
        self._camera.beside_the_square("published", RUTH, DESK, decided)
        self._camera.public("square", answer["url"])
        self._camera.public("policy", f"{self._town.url}/policy/")

    def _the_record_is_read(self, began: datetime) -> bool:
        self._tell.chapter("The record is read")
        recorded = counted(self._town.export(IRIS, OVERSIGHT), began)
        self._tell.say(
            f"Iris Chavez, records auditor, exports it. It holds {recorded.entries} entries of this story: every step, "
            "and every attempt."
        )
        self._camera.latest("record", IRIS, direct(IRIS))
        total = recorded.refused.total()
        self._tell.say(f"Attempts refused: {total}")
        for code, times in _by_number(recorded.refused):
            self._tell.found(f"{times} × {spoken(code)}")
        if total != self._refused:
            self._tell.refused("", f"The story saw {self._refused} refusals, the record holds {total}.")
            return False
        self._tell.say("")
        self._tell.done("Nobody spoke for the city alone.")
        return True

    def _card(self, who: str, *words: str) -> JsonObject:
        """The newest card with these words; cards are posted when the checks are done."""
        return self._town.message(who, DESK, *words)

    def _try(self, attempt: str, who: str, act: Callable[[], None], channel: str = DESK) -> None:
        reason = self._town.refused(who, channel, act)
        self._refused += 1
        self._tell.refused(attempt, reason.splitlines()[0])


def _by_number(refused: Counter[str]) -> list[tuple[str, int]]:
    return sorted(refused.items(), key=lambda each: (-each[1], each[0]))
