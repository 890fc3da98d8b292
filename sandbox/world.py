"""Everything that one sandbox is made of, put together once."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.delivery.link import Link
from sandbox.delivery.request_url import RequestUrl
from sandbox.delivery.route import Route
from sandbox.delivery.sender import Sender
from sandbox.events import Events
from sandbox.limits import Limits
from sandbox.manifest import Manifest, read_manifest
from sandbox.messages import Messages
from sandbox.passes import Passes
from sandbox.settings import Settings
from sandbox.square.posts import Square
from sandbox.store import Store
from sandbox.stream import Stream
from sandbox.uploads import Files
from sandbox.views import Views
from sandbox.workspace import Workspace

Clock = Callable[[], float]


@dataclass(frozen=True)
class World:
    """The parts; handlers get the whole of it and take what they need."""

    settings: Settings
    clock: Clock
    manifest: Manifest
    store: Store
    workspace: Workspace
    messages: Messages
    views: Views
    passes: Passes
    files: Files
    events: Events
    sender: Sender
    link: Link
    request_url: RequestUrl
    limits: Limits
    stream: Stream
    square: Square
    calls: Counter[str] = field(default_factory=Counter)

    @property
    def route(self) -> Route:
        """The way to the app that the settings choose."""
        return self.link if self.settings.delivery == "socket" else self.request_url


def make_world(settings: Settings, clock: Clock = time.time) -> World:
    """Open the state and put the parts together; seeds a fresh city where there is none."""
    store = Store(settings.state)
    manifest = read_manifest(settings.manifest)
    workspace = Workspace(store)
    sender = Sender(store, clock, settings)
    square = Square(store, clock, settings)
    stream = Stream()

    def link_changed() -> None:
        sender.hurry()
        stream.changed("workspace")

    workspace.seed()
    square.seed()
    return World(
        settings=settings,
        clock=clock,
        manifest=manifest,
        store=store,
        workspace=workspace,
        messages=Messages(store, clock),
        views=Views(store, clock),
        passes=Passes(store, clock, settings),
        files=Files(store, clock, settings, workspace),
        events=Events(store, clock, manifest, workspace, sender.wake),
        sender=sender,
        link=Link(settings, clock, link_changed),
        request_url=RequestUrl(settings, clock),
        limits=Limits(clock, enabled=settings.rate_limits),
        stream=stream,
        square=square,
    )
