// Completion from this endpoint alone: its classes, its properties and the prefixes that it knows.

import { ask } from "./endpoint.js";

const TERMS = "SELECT DISTINCT ?term { { ?thing ?term [] } UNION { ?thing a ?term FILTER(isIRI(?term)) } }";

let terms;

async function known() {
  terms ??= ask(TERMS, { explain: "" }).then(({ table }) => table?.results.bindings.map((row) => row.term.value) ?? []);
  return terms;
}

/** Register the completers of an editor. */
export function complete(Yasqe, prefixes) {
  const { property, prefixes: declared } = Yasqe.Autocompleters;
  Yasqe.registerAutocompleter(
    {
      ...property,
      name: "ours",
      bulk: true,
      autoShow: false,
      persistenceId: null,
      isValidCompletionPosition: () => true,
      get: known,
    },
    false,
  );
  Yasqe.registerAutocompleter(
    {
      ...declared,
      name: "prefixes-of-ours",
      bulk: true,
      persistenceId: null,
      get: () => Object.entries(prefixes).map(([prefix, iri]) => `${prefix}: <${iri}>`),
    },
    false,
  );
}
