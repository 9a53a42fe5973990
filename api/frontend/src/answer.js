// An answer as a table, or as the text of a graph.

const MOST_ROWS = 1000;

function element(name, values = {}, ...children) {
  const made = Object.assign(document.createElement(name), values);
  made.append(...children);
  return made;
}

/** Return an IRI as it is read: with a prefix, or as a path of this site, where one fits. */
function shortened(iri, { prefixes, paths }) {
  for (const [prefix, start] of Object.entries(prefixes)) {
    const rest = iri.slice(start.length);
    if (iri.startsWith(start) && /^[\w.-]+$/.test(rest)) return `${prefix}:${rest}`;
  }
  for (const start of Object.keys(paths)) if (iri.startsWith(start)) return iri.slice(start.length);
  return iri;
}

/** Return the page about an IRI on this site, or the IRI itself. */
function addressOf(iri, paths) {
  for (const [start, path] of Object.entries(paths)) if (iri.startsWith(start)) return path + iri.slice(start.length);
  return /^https?:/.test(iri) ? iri : undefined;
}

function cell(term, settings) {
  if (term === undefined) return element("td");
  if (term.type === "uri") {
    const href = addressOf(term.value, settings.paths);
    const text = shortened(term.value, settings);
    return element("td", {}, href ? element("a", { href, textContent: text }) : text);
  }
  const language = term["xml:lang"];
  const made = element("td", { textContent: term.value });
  if (language) {
    made.lang = language;
    made.append(element("small", { className: "count", textContent: ` ${language}` }));
  }
  return made;
}

/** Show an answer and return how many rows or statements it has. */
export function showAnswer(place, answer, words, settings) {
  if (answer.text !== undefined) {
    place.append(element("pre", { textContent: answer.text, tabIndex: 0 }));
    return answer.text.split("\n").filter((line) => /[.;,]$/.test(line.trim()) && !line.startsWith("@")).length;
  }
  if (answer.table.boolean !== undefined) return 1;
  const names = answer.table.head.vars;
  const rows = answer.table.results.bindings;
  if (rows.length === 0) return 0;
  const head = element("tr", {}, ...names.map((name) => element("th", { scope: "col", textContent: name })));
  const body = rows.slice(0, MOST_ROWS).map((row) => element("tr", {}, ...names.map((name) => cell(row[name], settings))));
  const table = element("table", { className: "answer" }, element("thead", {}, head), element("tbody", {}, ...body));
  place.append(element("div", { className: "wide", tabIndex: 0 }, table));
  if (rows.length > MOST_ROWS) {
    place.append(element("p", { className: "hint", textContent: words.shown.replace("[n]", MOST_ROWS) }));
  }
  return rows.length;
}
