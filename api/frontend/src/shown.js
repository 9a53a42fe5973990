// An answer on the page.

const STEP = 50;
const XSD = "http://www.w3.org/2001/XMLSchema#";
const NUMBERS = ["integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger"].map((name) => XSD + name);
const LONGEST_TEXT = 200_000;

/** An element with attributes and children. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** The facts of an answer in one line: how many rows, how long, from which release. */
export function summary(answer, { words, language }) {
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
  const colon = language === "fr" ? "\u202f: " : ": ";
  const count = answer.rows && `${words.rows}${colon}${number.format(answer.rows.length)}`;
  const facts = [count, `${number.format(answer.seconds)}\u00a0s`, `${words.release}\u00a0${answer.release}`];
  return facts.filter(Boolean).join(" · ");
}

/** The answer itself: a truth, a graph, rows, or why there are none. */
export function shown(answer, { words, language, iris }) {
  const parts = [];
  if (answer.truncated) parts.push(element("p", { class: "note" }, words.cut));
  if (answer.truth !== undefined) parts.push(element("p", { class: "truth" }, answer.truth ? words.yes : words.no));
  if (answer.turtle !== undefined) parts.push(element("pre", { tabindex: 0 }, answer.turtle.slice(0, LONGEST_TEXT)));
  if (answer.rows?.length) parts.push(...table(answer, { words, language, iris }));
  if (answer.rows?.length === 0) parts.push(element("p", { class: "truth" }, words.none));
  if (answer.explanation) parts.push(element("p", { class: "note" }, answer.explanation[language]));
  return parts;
}

function table({ variables, rows }, { words, language, iris }) {
  const body = element("tbody");
  const kind = (name) => (rows.some((row) => isNumber(row[name])) ? "number" : undefined);
  const head = variables.map((name) => element("th", { scope: "col", class: kind(name) }, name));
  const whole = element("table", { class: "rows" }, element("thead", {}, element("tr", {}, ...head)), body);
  const more = element("button", { type: "button", class: "quieter" }, words.more);
  const add = () => {
    const next = rows.slice(body.rows.length, body.rows.length + STEP);
    body.append(...next.map((row) => element("tr", {}, ...variables.map((name) => cell(row[name], iris, language)))));
    more.hidden = body.rows.length >= rows.length;
  };
  more.addEventListener("click", add);
  add();
  return [element("div", { class: "wide", tabindex: 0, role: "region", "aria-labelledby": "answered" }, whole), more];
}

/** A value; its language is said where it is not that of the page, its type where the pointer rests. */
function cell(term, iris, reader) {
  if (!term) return element("td");
  if (term.type === "uri") return element("td", {}, linked(term.value, iris));
  if (term.type === "bnode") return element("td", {}, `_:${term.value}`);
  if (term.type === "triple") return element("td", {}, JSON.stringify(term.value));
  const language = term["xml:lang"];
  const made = element("td", { lang: language, class: isNumber(term) ? "number" : undefined }, term.value);
  if (language && language !== reader) made.append(" ", element("span", { class: "tag" }, language));
  if (term.datatype) made.title = iris.short(term.datatype);
  return made;
}

function isNumber(term) {
  return NUMBERS.includes(term?.datatype);
}

function linked(iri, iris) {
  const href = iris.address(iri);
  return href ? element("a", { href, title: iri }, iris.short(iri)) : iris.short(iri);
}
