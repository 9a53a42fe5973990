// What the editor completes: our prefixes, and the classes and properties that our endpoint knows. Nobody else is asked.

const ASKED = { class: "?thing a ?term", property: "?thing ?term ?value" };
const MOST = 50;

/** Registers completers in the place of those of YASQE, which ask prefix.cc and lov.linkeddata.es. */
export function completeTerms(Yasqe, iris, language) {
  const theirs = Yasqe.Autocompleters;
  Yasqe.registerAutocompleter({
    ...theirs.prefixes,
    get: Object.entries(iris.prefixes).map(([prefix, start]) => `${prefix}: <${start}>`),
    persistenceId: null,
  });
  for (const kind of Object.keys(ASKED)) {
    let terms;
    Yasqe.registerAutocompleter({
      ...theirs[kind],
      get: async (_, token) => {
        terms ??= known(kind, language).catch(() => []);
        return matching(await terms, token.autocompletionString, iris).map((term) => term.iri);
      },
      postProcessSuggestion: (_, token, iri) => iris.prefixed(iri) ?? `<${iri}>`,
    });
  }
}

/** The terms of a kind, with labels where the vocabulary has them. */
async function known(kind, language) {
  const query = `SELECT ?term (SAMPLE(?name) AS ?label) {
    ${ASKED[kind]} OPTIONAL { ?term rdfs:label ?name FILTER(lang(?name) = "${language}") }
  } GROUP BY ?term ORDER BY ?term`;
  const answer = await fetch(`/sparql?${new URLSearchParams({ query, format: "json" })}`);
  const { results } = await answer.json();
  return results.bindings.map(({ term, label }) => ({ iri: term.value, label: label?.value ?? "" }));
}

/** Terms whose IRI begins as was typed, then those whose short form or label holds it. */
function matching(terms, typed, iris) {
  const wanted = typed.toLowerCase();
  const [prefix, local] = wanted.split(":");
  const iri = local !== undefined && iris.prefixes[prefix] ? iris.prefixes[prefix].toLowerCase() + local : wanted;
  const begins = ({ iri: one }) => one.toLowerCase().startsWith(iri);
  const holds = ({ iri: one, label }) => `${iris.short(one)} ${label}`.toLowerCase().includes(wanted);
  return [...new Set([...terms.filter(begins), ...terms.filter(holds)])].slice(0, MOST);
}
