// The public square: what citizens wrote, with the official account's replies under it.
import { ConnectionTrouble, get, post } from "./api.js";
import { squareAvatar } from "./avatar.js";
import { localAddress } from "./blocks.js";
import { append, h, reconcile, replace } from "./dom.js";
import { badge, icon } from "./icons.js";
import { linked } from "./mrkdwn.js";
import { ago, moment } from "./times.js";

const LIMIT = 500;
const REFUSALS = {
  too_long: `A post has at most ${LIMIT} characters.`,
  duplicate: "This account has just posted exactly this.",
  parent_gone: "The post that this answers is gone.",
  invalid: "The square does not take this post.",
};

/** The posts as trees, newest first; replies oldest first. A reply whose parent is not among them stands alone. */
function threads(posts) {
  const byId = new Map(posts.map((each) => [each.id, { post: each, replies: [] }]));
  const roots = [];
  for (const node of byId.values()) {
    const parent = byId.get(node.post.in_reply_to);
    if (parent) parent.replies.push(node);
    else roots.push(node);
  }
  for (const node of byId.values()) node.replies.sort((one, two) => order(one.post, two.post));
  return roots.sort((one, two) => order(two.post, one.post));
}

function order(one, two) {
  return Date.parse(one.created_at) - Date.parse(two.created_at);
}

/** Fetch and draw the timeline; gives the posts. `propose(post)` and `answer(post)` are for the buttons under a post. */
export async function drawSquare(list, { propose, answer }) {
  const body = await get("/square/api/posts", { limit: 100 });
  const posts = body.posts ?? [];
  // Ages in the stamp: a post that says "4 min" is drawn anew when it is 5.
  const stamp = (tree) => JSON.stringify([tree.post, ago(seconds(tree.post)), tree.replies.map(stamp)]);
  reconcile(list, threads(posts), (tree) => tree.post.id, stamp, (tree) => h("li", { class: "square-thread" }, postTree(tree, { propose, answer })));
  if (!posts.length) replace(list, h("li", { class: "empty" }, "Nobody has posted anything yet."));
  return posts;
}

function seconds(each) {
  return Date.parse(each.created_at) / 1000;
}

function postTree(tree, deeds) {
  const children = tree.replies.length ? h("ul", { class: "square-replies" }, tree.replies.map((reply) => h("li", {}, postTree(reply, deeds)))) : null;
  return [postNode(tree.post, deeds), children];
}

function postNode(each, { propose, answer }) {
  const { author } = each;
  const copy = h("button", { type: "button", class: "post-deed minor", title: "Copy link", "aria-label": "Copy link", data: { testid: "square-copy" } }, icon("link"), h("span", {}, "Copy link"));
  copy.addEventListener("click", async () => {
    await navigator.clipboard?.writeText(each.url);
    replace(copy, icon("check"), h("span", {}, "Copied"));
    setTimeout(() => replace(copy, icon("link"), h("span", {}, "Copy link")), 1500);
  });
  return h("article", { class: `post ${author.official ? "official" : ""}`, "aria-label": `Post by ${author.name}`, data: { testid: "square-post", id: each.id, handle: author.handle, url: each.url } },
    squareAvatar(author),
    h("div", { class: "post-body" },
      h("div", { class: "post-head" },
        h("span", { class: "post-name" }, author.official ? withBadge(author.name) : author.name),
        h("span", { class: "unbroken" },
          h("span", { class: "post-handle" }, `@${author.handle}`), " ",
          h("a", { class: "post-when", href: pathOf(each.url), target: "_blank", rel: "noopener" }, moment(seconds(each), ago(seconds(each)))))),
      append(h("div", { class: "post-text" }), linked(each.text)),
      (each.media ?? []).map(medium),
      h("div", { class: "post-deeds" },
        author.official ? null : h("button", { type: "button", class: "post-deed strong", data: { testid: "square-propose" }, on: { click: () => propose(each) } }, icon("pen"), h("span", {}, "Propose a reply")),
        copy,
        h("button", { type: "button", class: "post-deed minor", title: "Answer as a citizen", "aria-label": "Answer as a citizen", data: { testid: "square-answer" }, on: { click: () => answer(each) } }, icon("reply"), h("span", {}, "Answer")))));
}

/** The badge stays with the last word of the name when the line breaks. */
function withBadge(name) {
  const words = name.split(" ");
  const last = words.pop();
  return [words.map((word) => `${word} `), h("span", { class: "unbroken" }, last, badge())];
}

function pathOf(url) {
  return localAddress(url) ?? url;
}

function medium(each) {
  const source = localAddress(each.url);
  return h("figure", { class: "post-media" },
    source ? h("img", { src: source, alt: each.alt }) : null,
    h("figcaption", {}, h("span", { class: "alt-tag" }, "ALT"), each.alt));
}

/** The form with which one posts as a citizen. */
export class CitizenForm {
  constructor(form) {
    this.form = form;
    this.who = form.querySelector("select");
    this.text = form.querySelector("textarea");
    this.counter = form.querySelector(".counter");
    this.target = form.querySelector(".citizen-target");
    this.trouble = form.querySelector(".field-error");
    this.parent = null;
    this.text.addEventListener("input", () => this.count());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.count();
  }

  /** Offer the citizens among these posts' authors. */
  offer(posts) {
    const authors = new Map(posts.filter((each) => !each.author.official).map((each) => [each.author.handle, each.author.name]));
    const handles = [...authors.keys()].sort();
    if (handles.join() === [...this.who.options].map((option) => option.value).join()) return;
    const before = this.who.value;
    replace(this.who, handles.map((handle) => h("option", { value: handle }, `${authors.get(handle)} (@${handle})`)));
    if (handles.includes(before)) this.who.value = before;
  }

  answer(each) {
    this.parent = each;
    const drop = h("button", { type: "button", class: "icon-button", "aria-label": "Post by itself instead", on: { click: () => this.alone() } }, icon("close"));
    replace(this.target, h("span", {}, "Answering ", h("strong", {}, `@${each.author.handle}`)), drop);
    this.target.hidden = false;
    this.form.closest("details").open = true;
    this.text.focus();
  }

  alone() {
    this.parent = null;
    this.target.hidden = true;
    this.target.replaceChildren();
  }

  count() {
    const length = [...this.text.value].length;
    this.counter.textContent = `${length} / ${LIMIT}`;
    this.counter.classList.toggle("over", length > LIMIT);
  }

  async submit() {
    const text = this.text.value.trim();
    if (!text) return this.complain("Write something first.");
    if ([...text].length > LIMIT) return this.complain(REFUSALS.too_long);
    let answer;
    try {
      answer = await post("square/post", { handle: this.who.value, text, in_reply_to: this.parent?.id });
    } catch (trouble) {
      if (!(trouble instanceof ConnectionTrouble)) throw trouble;
      return this.complain("The square does not answer. Try again?");
    }
    if (answer.error || answer.ok === false) return this.complain(answer.error?.message ?? REFUSALS[answer.error] ?? String(answer.error));
    this.text.value = "";
    this.alone();
    this.count();
    this.complain(null);
  }

  complain(message) {
    this.trouble.hidden = !message;
    replace(this.trouble, message ? [icon("warning"), message] : null);
  }
}
