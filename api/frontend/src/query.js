// The query page: an editor in place of the text box, the answer under it, and ways to take it along.

import { Yasqe } from "@zazuko/yasqe";
import "@zazuko/yasqe/build/yasqe.min.css";
import "./query.css";
import { curl, python } from "./copied.js";
import { ask, asFile } from "./endpoint.js";
import { showAnswer } from "./answer.js";
import { complete } from "./completers.js";
import { savedQueries } from "./saved.js";

const form = document.querySelector("#sparql");
const box = form.querySelector("textarea");
const told = document.querySelector("#told");
const result = document.querySelector("#result");
const words = JSON.parse(form.dataset.words);
const settings = JSON.parse(form.dataset.settings);

complete(Yasqe, settings.prefixes);
const place = document.createElement("div");
box.after(place);
const editor = new Yasqe(place, {
  value: box.value,
  persistenceId: null,
  createShareableLink: undefined,
  pluginButtons: undefined,
  showQueryButton: false,
  resizeable: false,
  autocompleters: ["ours", "prefixes-of-ours", "variables"],
  extraKeys: { "Ctrl-Enter": run, "Cmd-Enter": run, Esc: () => leave(), Tab: undefined },
});
box.hidden = true;
editor.getInputField().setAttribute("aria-label", words.editor);
editor.getInputField().setAttribute("aria-describedby", "keys");
const keys = Object.assign(document.createElement("p"), { id: "keys", className: "hint", textContent: words.leave });
place.after(keys);
form.querySelector(".tools").hidden = false;
const saved = savedQueries(document.querySelector("#saved"), words, (text) => editor.setValue(text));

const query = () => editor.getValue();
const release = () => form.elements.release?.value ?? "";
const filled = (text, values) => text.replace(/\[(\w)\]/g, (_, name) => values[name]);

/** After Escape the next Tab leaves the editor, as in any field. */
function leave() {
  editor.setOption("extraKeys", { ...editor.getOption("extraKeys"), Tab: false, "Shift-Tab": false });
  editor.on("blur", () => editor.setOption("extraKeys", { ...editor.getOption("extraKeys"), Tab: undefined }));
}

async function run() {
  told.className = "";
  told.textContent = words.running;
  result.replaceChildren();
  const answer = await ask(query(), { release: release() });
  if (answer.error !== undefined) {
    told.className = "problem";
    told.textContent = answer.error || words.failed;
    return;
  }
  const count = showAnswer(result, answer, words, settings);
  const values = { n: count.toLocaleString(settings.language), s: answer.seconds.toFixed(2), r: answer.release };
  told.textContent = filled(answer.text === undefined ? words.rows : words.statements, values);
  if (answer.table?.boolean !== undefined) told.textContent = answer.table.boolean ? words.yes : words.no;
  if (answer.cut) told.append(` ${words.cut}`);
  const why = answer.table?.explanation?.sentence[settings.language];
  if (why) result.append(Object.assign(document.createElement("p"), { className: "note", textContent: why }));
}

async function copy(text) {
  await navigator.clipboard.writeText(text);
  told.textContent = words.copied;
}

const tools = {
  download: () => asFile(query(), { release: release(), format: form.elements.format.value }, told),
  curl: () => copy(curl(query(), { release: release(), format: form.elements.format.value })),
  python: () => copy(python(query(), { release: release() })),
  async share() {
    const body = { query: query(), title: saved.titleOf(query()) };
    if (release()) body.release = Number(release());
    const answer = await fetch("/api/v1/queries", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    const found = await answer.json();
    told.replaceChildren();
    if (!answer.ok) {
      told.textContent = found.error;
      return;
    }
    const link = Object.assign(document.createElement("a"), { href: found.url, textContent: found.url });
    told.append(`${words.address}: `, link);
  },
  save: () => saved.save(query()),
};

form.addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
form.addEventListener("click", (event) => tools[event.target.dataset?.do]?.());
