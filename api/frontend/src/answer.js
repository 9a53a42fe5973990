// What the endpoint answers.

const ACCEPT = "application/sparql-results+json, text/turtle;q=0.9";

/** The endpoint, or the way to it, gave no answer. `status` is 0 where it could not be reached. */
export class Unanswered extends Error {
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
    const place = /line (\d+), column (\d+)/.exec(sentence);
    if (place) [this.line, this.column] = place.slice(1).map(Number);
  }
}

/** Asks a query; throws Unanswered, or an AbortError where `signal` ends it. */
export async function ask(query, { release, signal }) {
  const started = performance.now();
  const response = await post(query, { release, signal, accept: ACCEPT, explain: true });
  const text = await response.text();
  const json = response.headers.get("Content-Type").includes("json") ? JSON.parse(text) : null;
  return {
    seconds: (performance.now() - started) / 1000,
    release: response.headers.get("X-PeerCity-Release"),
    truncated: response.headers.has("X-PeerCity-Truncated"),
    explanation: json?.explanation?.sentence,
    truth: json?.boolean,
    variables: json?.head.vars,
    rows: json?.results?.bindings,
    turtle: json ? undefined : text,
  };
}

/** The whole answer in another format, as a file. */
export async function download(query, { release, accept }) {
  return (await post(query, { release, accept })).blob();
}

async function post(query, { release, signal, accept, explain }) {
  const body = new URLSearchParams({ query });
  if (release) body.set("release", release);
  if (explain) body.set("explain", "true");
  let response;
  try {
    response = await fetch("/sparql", { method: "POST", body, signal, headers: { Accept: accept } });
  } catch (error) {
    throw error.name === "AbortError" ? error : new Unanswered(0, "");
  }
  if (!response.ok) {
    const said = await response.json().catch(() => ({}));
    throw new Unanswered(response.status, said.error ?? "");
  }
  return response;
}
