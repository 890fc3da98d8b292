// The page: fetches what the person can see, draws it, and fetches again when the server says that something changed.
import { ConnectionTrouble, get, listen } from "./api.js";
import { drawChannelHead } from "./channelhead.js";
import { Composer } from "./composer.js";
import { replace } from "./dom.js";
import { drawHome } from "./home.js";
import { icon, mark } from "./icons.js";
import { MessageList, fetchMessages, messageDeeds } from "./messages.js";
import { showViews, startModals, takeDown } from "./modal.js";
import { drawConnection, toast } from "./notices.js";
import { drawPeople, walkPeople } from "./people.js";
import { reset } from "./reset.js";
import { drawSidebar } from "./sidebar.js";
import { soon } from "./soon.js";
import { CitizenForm, drawSquare } from "./square.js";
import { HOME, channelsOf, directsOf, hashFor, isDirect, keepWorkspace, people, readHash, state, takePermalink, titleOf } from "./state.js";
import { isUnread, markSeen, noteNewest } from "./unread.js";

const $ = (id) => document.getElementById(id);
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const composer = new Composer({ label: "Message", testid: "composer", channel: () => state.channel });
const threadComposer = new Composer({ label: "Reply in thread", testid: "thread-composer", channel: () => state.channel, thread: () => state.thread });
const deeds = messageDeeds({ channelOf: () => state.channel, openThread: (ts) => go({ thread: ts }), complain: toast });
const channelList = new MessageList({ list: $("messages"), scroller: $("channel-scroller"), newer: $("newer"), deeds });
const threadList = new MessageList({ list: $("thread-messages"), scroller: $("thread-scroller"), thread: true, deeds });
const citizens = new CitizenForm($("citizen-form"));

const later = (name, work) => soon(name, work, () => drawConnection(false));
const placeNow = () => `${state.me} ${state.channel}`;

async function refreshMessages() {
  const { me, channel, thread } = state;
  if (channel === HOME) return;
  const place = placeNow();
  const [messages, replies] = await Promise.all([fetchMessages(channel), thread ? fetchMessages(channel, thread) : null]);
  if (me !== state.me || channel !== state.channel || thread !== state.thread) return;
  channelList.show(place, messages);
  if (replies) threadList.show(`${place} ${thread}`, replies);
  const last = messages.at(-1);
  noteNewest(me, channel, last?.ts);
  if (!document.hidden) markSeen(me, channel, last?.ts);
  drawPlaces();
}

async function refreshViews() {
  const { me } = state;
  const body = await get("/page/api/views", { as: me });
  if (me === state.me) showViews(Array.isArray(body) ? body : body.views ?? []);
}

async function refreshSquare() {
  citizens.offer(await drawSquare($("square-list"), { propose, answer: (each) => citizens.answer(each) }));
}

async function refreshWorkspace() {
  keepWorkspace(await get("/page/api/workspace"));
  drawConnection(true);
  settle();
  drawAll();
}

async function lookForBot() {
  const { bot_connected: connected } = await get("/page/api/workspace");
  if (!state.workspace) return;
  state.workspace.bot_connected = connected;
  drawConnection(true);
}

/** Look into the places that are not open, so that a dot can say where news waits. */
async function refreshDots() {
  const { me } = state;
  for (const channel of [...channelsOf(me), ...directsOf(me)]) {
    if (channel.id === state.channel) continue;
    const messages = await fetchMessages(channel.id);
    if (me !== state.me) return;
    noteNewest(me, channel.id, messages.filter((message) => message.user !== me).at(-1)?.ts);
  }
  drawPlaces();
}

const refresh = {
  messages: () => later("messages", refreshMessages),
  views: () => later("views", refreshViews),
  square: () => later("square", refreshSquare),
  workspace: () => later("workspace", refreshWorkspace),
  dots: () => later("dots", refreshDots),
  home: (opened) => state.channel === HOME && later("home", () => drawHome($("home"), opened)),
};

function heard({ type, what, channel, as }) {
  if (type !== "changed") return;
  if (what === "messages") {
    if (!channel || channel === state.channel) refresh.messages();
    if (channel !== state.channel) refresh.dots();
    newsFor(channel);
  } else if (what === "views" && (!as || as === state.me)) refresh.views();
  else if (what === "home" && (!as || as === state.me)) refresh.home(false);
  else if (what === "square") refresh.square();
  else if (what === "workspace") refresh.workspace();
}

/** A dot for everybody else in a direct message where something was written. */
async function newsFor(channel) {
  if (channel && !state.channels.has(channel)) await refresh.workspace();
  const place = state.channels.get(channel);
  if (!place || !isDirect(place)) return;
  for (const member of place.members) if (member !== state.me) noteNewest(member, channel, Date.now() / 1000);
  drawPeopleRow();
}

/** Make sure that the person exists and is in the channel; where not, choose what fits best. */
function settle() {
  const everybody = people();
  if (!everybody.some((user) => user.id === state.me)) state.me = everybody[0].id;
  const mine = [...channelsOf(state.me), ...directsOf(state.me)];
  if (state.channel !== HOME && !mine.some((channel) => channel.id === state.channel)) {
    state.channel = mine[0]?.id ?? HOME;
    state.thread = null;
  }
  if (state.channel === HOME) state.thread = null;
}

function drawAll() {
  drawPlaces();
  const home = state.channel === HOME;
  const channel = state.channels.get(state.channel);
  drawChannelHead($("channel-title"), $("channel-about"), channel);
  $("messages").hidden = home;
  $("home").hidden = !home;
  composer.node.hidden = home;
  $("thread").hidden = !state.thread;
  if (home) return;
  const name = isDirect(channel) ? titleOf(channel, state.me) : `#${channel.name}`;
  composer.turnTo(`${state.me} ${state.channel}`, `Message ${name}`);
  if (state.thread) threadComposer.turnTo(`${state.me} ${state.channel} ${state.thread}`, "Reply…");
}

function drawPlaces() {
  drawSidebar({ card: $("me-card"), nav: $("place-list") }, (channel) => channel !== state.channel && isUnread(state.me, channel));
  drawPeopleRow();
}

function drawPeopleRow() {
  drawPeople($("people"), (me) => go({ me }), (person) => directsOf(person).some((channel) => isUnread(person, channel.id)));
}

/** Go to a place, as a person: the address changes, and with it the page. */
function go(to) {
  const next = { me: state.me, channel: state.channel, thread: state.thread, ...to };
  if (to.me && to.me !== state.me) next.thread = null;
  location.hash = hashFor(next);
}

function arrive() {
  const hash = readHash();
  const before = { ...state };
  Object.assign(state, { me: hash.me ?? state.me, channel: hash.channel ?? state.channel, thread: hash.thread });
  settle();
  history.replaceState(null, "", hashFor());
  drawAll();
  channelList.leave(placeNow());
  threadList.leave(`${placeNow()} ${state.thread}`);
  refresh.messages();
  refresh.home(true);
  if (before.me !== state.me) {
    takeDown();
    refresh.views();
    refresh.dots();
  }
  if (before.channel !== state.channel || before.thread !== state.thread) pane("talk");
  if (state.thread && before.thread !== state.thread) threadComposer.input.focus();
}

function pane(name) {
  document.body.dataset.pane = name;
  for (const tab of document.querySelectorAll("[role=tab]")) tab.setAttribute("aria-selected", String(tab.dataset.pane === name));
}

function propose(post) {
  const desk = [...channelsOf(state.me)].find((channel) => channel.name === "reply-desk") ?? channelsOf(state.me)[0];
  if (state.channel === HOME && desk) {
    location.hash = hashFor({ channel: desk.id });
    arrive();
  }
  pane("talk");
  composer.prefill(`/reply ${post.url} `);
}

async function startAfresh() {
  try {
    if (!(await reset())) return;
  } catch (trouble) {
    if (!(trouble instanceof ConnectionTrouble)) throw trouble;
    return toast(trouble.message);
  }
  location.hash = hashFor({ thread: null });
  refreshAll();
}

function refreshAll() {
  refresh.workspace();
  refresh.messages();
  refresh.views();
  refresh.square();
  refresh.home(false);
  refresh.dots();
}

function wire() {
  replace($("brand-mark"), mark());
  replace($("square-mark"), icon("globe"));
  replace($("thread-close"), icon("close"));
  replace($("reset"), icon("reset"));
  $("composer-place").append(composer.node);
  $("thread-composer-place").append(threadComposer.node);
  $("thread-close").addEventListener("click", () => go({ thread: null }));
  $("reset").addEventListener("click", startAfresh);
  for (const tab of document.querySelectorAll("[role=tab]")) tab.addEventListener("click", () => pane(tab.dataset.pane));
  walkPeople($("people"), (me) => go({ me }));
  startModals(refreshViews);
  addEventListener("hashchange", arrive);
  document.addEventListener("visibilitychange", () => !document.hidden && refresh.messages());
  // Nobody announces a bot that was killed, so this asks now and then.
  setInterval(() => !document.hidden && later("bot", lookForBot), 3000);
  // Ages of posts ("4 min") grow by themselves.
  setInterval(() => !document.hidden && refresh.square(), 60000);
  pane("talk");
}

/** Scroll to a message and let it glow for a moment. */
function pointAt(ts) {
  const node = $("messages").querySelector(`[data-ts="${CSS.escape(ts)}"]`);
  if (!node) return;
  channelList.stuck = false;
  node.scrollIntoView({ block: "center" });
  node.classList.add("pointed-at");
  node.focus({ preventScroll: true });
}

async function start() {
  wire();
  for (;;) {
    try {
      keepWorkspace(await get("/page/api/workspace"));
      break;
    } catch (trouble) {
      if (!(trouble instanceof ConnectionTrouble)) throw trouble;
      drawConnection(false);
      await pause(1500);
    }
  }
  drawConnection(true);
  const wanted = takePermalink();
  if (wanted) history.replaceState(null, "", hashFor({ ...readHash(), channel: wanted.channel, thread: null }));
  arrive();
  if (wanted?.ts) refreshMessages().then(() => pointAt(wanted.ts));
  refresh.square();
  listen(heard, (alive) => (alive ? refreshAll() : drawConnection(false)));
  document.body.dataset.ready = "true";
}

start();
