// The page of the SPARQL endpoint: its plain form gets an editor, and answers come onto the page.

import { ask, download, Unanswered } from "./answer.js";
import { goTo, openEditor } from "./editor.js";
import { Iris } from "./iris.js";
import { forget, keep, kept } from "./kept.js";
import { element, shown, summary } from "./shown.js";
import { curl, python } from "./snippets.js";
import "./query.css"; // After that of the editor, which it mends.

const FORMATS = {
  rows: { CSV: ["text/csv", "csv"], TSV: ["text/tab-separated-values", "tsv"], JSON: ["application/sparql-results+json", "json"] },
  graph: { Turtle: ["text/turtle", "ttl"], "N-Triples": ["application/n-triples", "nt"], "JSON-LD": ["application/ld+json", "jsonld"] },
};

const by = (id) => document.getElementById(id);
const desk = by("desk");
const words = JSON.parse(desk.dataset.words);
const settings = JSON.parse(desk.dataset.settings);
const { language } = settings;
const iris = new Iris(settings);
const form = by("ask");
let running = null;
let place = location.search;

const label = form.querySelector('label[for="query"]');
const editor = openEditor(by("query"), { label: label.textContent, iris, language, words, run: () => run() });
label.removeAttribute("for");
label.addEventListener("click", () => editor.focus());
if (history.state?.query) editor.setValue(history.state.query);
desk.classList.add("live");
form.querySelector(".running").append(by("tools").content.cloneNode(true));
const tool = (name) => form.querySelector(`[data-does="${name}"]`);

const query = () => editor.getValue();
const release = () => by("release").value;
const asked = () => ({
  endpoint: `${location.origin}/sparql`,
  query: query(),
  form: editor.getQueryType() ?? "SELECT",
  release: release() || settings.release,
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
tool("stop").addEventListener("click", () => running?.abort());
tool("share").addEventListener("click", share);
tool("save").addEventListener("click", save);
tool("curl").addEventListener("click", () => take(curl(asked())));
tool("python").addEventListener("click", () => take(python(asked())));
addEventListener("popstate", () => location.search !== place && show(location.href));
by("examples").parentElement.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  history.pushState(null, "", link.href);
  show(link.href);
});
for (const link of document.querySelectorAll("header nav a[hreflang]"))
  link.addEventListener("click", () => {
    const address = new URL(link.href);
    if (!editor.edited) return;
    for (const name of ["example", "q"]) address.searchParams.delete(name);
    address.searchParams.set("draft", query());
    link.href = address;
  });
editor.on("change", () => (editor.edited = true));
list();

async function run() {
  running?.abort();
  const mine = (running = new AbortController());
  const text = query();
  history.replaceState({ query: text }, "");
  by("answer").hidden = false;
  by("downloads").hidden = true;
  by("shown").replaceChildren();
  by("status").textContent = words.running;
  tool("stop").hidden = false;
  try {
    const answer = await ask(text, { release: release(), signal: mine.signal });
    by("status").textContent = summary(answer, { words, language });
    by("shown").replaceChildren(...shown(answer, { words, language, iris }));
    offer(text, answer);
    bringIntoView(by("answer"));
  } catch (error) {
    if (mine !== running) return;
    by("status").textContent = error instanceof Unanswered ? "" : words.stopped;
    if (error instanceof Unanswered) by("shown").replaceChildren(problem(error));
    else if (error.name !== "AbortError") throw error;
  } finally {
    if (mine === running) tool("stop").hidden = true;
  }
}

/** On a small screen the answer begins below what is seen. */
function bringIntoView(section) {
  if (section.getBoundingClientRect().top > innerHeight * 0.8) section.scrollIntoView();
}

/** What went wrong in the reader's language, then what the endpoint says of it, which is in English. */
function problem(error) {
  const sentence = error.status ? words[error.status] ?? words.other : words.offline;
  const made = element("div", { class: "problem", role: "alert" });
  if (language !== "en" || !error.message) made.append(element("p", {}, sentence));
  if (error.message) made.append(element("p", { lang: "en" }, error.message));
  if (error.line) {
    const button = element("button", { type: "button", class: "quieter" }, words.go);
    button.addEventListener("click", () => goTo(editor, error.line, error.column));
    made.append(button);
  }
  return made;
}

/** Buttons that load the whole answer as a file. */
function offer(text, answer) {
  const formats = answer.turtle === undefined ? FORMATS.rows : FORMATS.graph;
  const buttons = Object.entries(formats).map(([name, [accept, ending]]) => {
    const button = element("button", { type: "button", class: "quieter" }, name);
    button.addEventListener("click", async () => {
      try {
        const href = URL.createObjectURL(await download(text, { release: answer.release, accept }));
        element("a", { href, download: `peercity-${answer.release}.${ending}` }).click();
        URL.revokeObjectURL(href);
      } catch (error) {
        by("shown").prepend(problem(error));
      }
    });
    return button;
  });
  for (const old of by("downloads").querySelectorAll("button")) old.remove();
  by("downloads").append(...buttons);
  by("downloads").hidden = answer.truth !== undefined;
}

/** Takes over what a page of this address would show: the question, its note, its query and its release. */
async function show(address) {
  place = new URL(address).search;
  const response = await fetch(address).catch(() => null);
  if (!response) return complain(words.offline);
  const other = new DOMParser().parseFromString(await response.text(), "text/html");
  by("asked").replaceWith(other.getElementById("asked"));
  editor.setValue(history.state?.query ?? other.getElementById("query").value.trimEnd());
  editor.edited = false;
  by("release").value = other.getElementById("release").value;
  by("answer").hidden = true;
  by("beside").replaceChildren();
  document.querySelectorAll("header nav a[hreflang]").forEach((link, place) => {
    link.href = other.querySelectorAll("header nav a[hreflang]")[place].getAttribute("href");
  });
  for (const link of by("examples").parentElement.querySelectorAll("a"))
    if (link.href === address) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  by("asked").scrollIntoView({ block: "start" });
}

/** Shows a text beside the tools and copies it, where the browser lets a page do so. */
function take(text, hint = "") {
  const said = element("span", { role: "status" });
  const button = element("button", { type: "button", class: "quieter" }, words.copy);
  const copy = () =>
    navigator.clipboard?.writeText(text).then(
      () => (said.textContent = words.copied),
      () => getSelection().selectAllChildren(by("beside").querySelector("pre")),
    );
  button.addEventListener("click", copy);
  by("beside").replaceChildren(element("pre", { tabindex: 0 }, text), element("p", {}, button, " ", said));
  if (hint) by("beside").prepend(element("p", { class: "hint" }, hint));
  copy();
}

async function share() {
  const title = document.querySelector("#asked h2")?.textContent ?? "";
  const body = JSON.stringify({ query: query(), title: editor.edited ? "" : title, release: Number(asked().release) });
  const headers = { "Content-Type": "application/json" };
  const response = await fetch("/api/v1/queries", { method: "POST", body, headers }).catch(() => null);
  if (response?.ok) take((await response.json()).url, words.link);
  else if (response) complain({ 413: words[413], 429: words.many }[response.status] ?? words.unshared);
  else complain(words.offline);
}

function complain(sentence) {
  by("beside").replaceChildren(element("p", { class: "problem", role: "alert" }, sentence));
}

function save() {
  const titling = by("titling").content.cloneNode(true);
  titling.querySelector("input").value = document.querySelector("#asked h2")?.textContent ?? "";
  titling.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    try {
      keep({ title: by("title").value.trim(), query: query(), release: release() });
    } catch {
      return complain(words.unsaved);
    }
    by("beside").replaceChildren(element("p", { class: "hint" }, words.saved));
    list();
  });
  by("beside").replaceChildren(titling);
  by("title").select();
}

/** The reader's own queries, each to open and to delete. */
function list() {
  const items = kept().map((one) => {
    const open = element("button", { type: "button", class: "link" }, one.title);
    const remove = element("button", { type: "button", class: "link", "aria-label": `${words.delete}: ${one.title}` }, "×");
    open.addEventListener("click", () => {
      by("asked").replaceChildren(element("h2", {}, one.title));
      editor.setValue(one.query);
      by("release").value = one.release;
      by("answer").hidden = true;
      by("asked").scrollIntoView({ block: "start" });
    });
    remove.addEventListener("click", () => {
      forget(one.title);
      list();
    });
    return element("li", {}, open, remove);
  });
  by("kept").hidden = !items.length;
  by("kept").querySelector("ul").replaceChildren(...items);
}
