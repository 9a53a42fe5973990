// What is asked of the endpoint, always that of this site.

const TABLE_OR_GRAPH = "application/sparql-results+json, text/turtle;q=0.9";

function body(query, values) {
  const fields = new URLSearchParams({ query });
  for (const [name, value] of Object.entries(values)) if (value) fields.set(name, value);
  return fields;
}

/** Return the answer: `table` or `text`, or an `error`, empty where the server could not be reached. */
export async function ask(query, { release = "", explain = "true" } = {}) {
  const started = performance.now();
  try {
    const answer = await fetch("/sparql", {
      method: "POST",
      headers: { Accept: TABLE_OR_GRAPH },
      body: body(query, { release, explain }),
    });
    const text = await answer.text();
    if (!answer.ok) return { error: JSON.parse(text).error };
    const isTable = answer.headers.get("Content-Type").startsWith("application/sparql-results+json");
    return {
      ...(isTable ? { table: JSON.parse(text) } : { text }),
      seconds: (performance.now() - started) / 1000,
      release: answer.headers.get("X-PeerCity-Release"),
      cut: answer.headers.has("X-PeerCity-Truncated"),
    };
  } catch {
    return { error: "" };
  }
}

/** Save the answer as a file, or tell why not. */
export async function asFile(query, { release, format }, told) {
  const answer = await fetch("/sparql", { method: "POST", body: body(query, { release, format }) });
  if (!answer.ok) {
    told.textContent = (await answer.json()).error;
    return;
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = `peercity-${answer.headers.get("X-PeerCity-Release")}.${format}`;
  link.click();
  URL.revokeObjectURL(link.href);
}
