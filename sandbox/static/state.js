// What the page knows. The person and the place are kept in the address, so a link opens the same view.
export const state = {
  me: null, // Slack user id of the person one acts as
  channel: null, // channel id, or HOME
  thread: null, // ts of the open thread's first message
  workspace: null, // the answer of /page/api/workspace
  users: new Map(), // user id -> user
  channels: new Map(), // channel id -> channel
  groups: new Map(), // user group id -> group
};

export const HOME = "home";

export function keepWorkspace(workspace) {
  state.workspace = workspace;
  state.users = new Map(workspace.users.map((user) => [user.id, user]));
  state.channels = new Map(workspace.channels.map((channel) => [channel.id, channel]));
  state.groups = new Map((workspace.groups ?? []).map((group) => [group.id, group]));
}

export function people() {
  return state.workspace.users.filter((user) => !user.is_bot && !user.deleted);
}

export function bot() {
  return state.workspace.users.find((user) => user.is_bot) ?? { id: "", name: "countersign", real_name: "Countersign", is_bot: true };
}

export function nameOf(userId) {
  const user = state.users.get(userId);
  return user ? user.real_name || user.name : userId;
}

export function isDirect(channel) {
  return channel.is_im || channel.is_mpim;
}

/** The channels that `person` is in, without direct messages. */
export function channelsOf(person) {
  return state.workspace.channels.filter((channel) => !isDirect(channel) && channel.members.includes(person));
}

/** The direct messages that `person` is in. */
export function directsOf(person) {
  return state.workspace.channels.filter((channel) => isDirect(channel) && channel.members.includes(person));
}

/** The others in a direct message, the app last; the app alone where nobody else is. */
export function partnersOf(channel, person) {
  const others = channel.members.filter((member) => member !== person).map((member) => state.users.get(member) ?? { id: member, real_name: member });
  return others.length ? others.sort((one, two) => Number(one.is_bot ?? false) - Number(two.is_bot ?? false)) : [bot()];
}

export function titleOf(channel, person) {
  return isDirect(channel) ? partnersOf(channel, person).map((user) => user.real_name).join(", ") : channel.name;
}

export function readHash() {
  const hash = new URLSearchParams(location.hash.slice(1));
  return { me: hash.get("as"), channel: hash.get("channel"), thread: hash.get("thread") };
}

/** A permalink of Slack's leads to /?channel=…&message=…; what it names, taken out of the address. */
export function takePermalink() {
  const query = new URLSearchParams(location.search);
  const channel = query.get("channel");
  if (!channel) return null;
  const message = /^p(\d+)(\d{6})$/.exec(query.get("message") ?? "");
  history.replaceState(null, "", location.pathname + location.hash);
  return { channel, ts: message ? `${message[1]}.${message[2]}` : null };
}

/** Where the page finds a file that this person may see. */
export function fileAddress(id) {
  return `/page/files/${encodeURIComponent(id)}?as=${encodeURIComponent(state.me)}`;
}

export function hashFor({ me = state.me, channel = state.channel, thread = state.thread } = {}) {
  const hash = new URLSearchParams();
  if (me) hash.set("as", me);
  if (channel) hash.set("channel", channel);
  if (thread) hash.set("thread", thread);
  return `#${hash}`;
}
