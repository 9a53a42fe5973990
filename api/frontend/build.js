// Bundles what the pages need into the static files of the server. Run by setup.py, or by hand: npm ci && npm run build

import { build } from "esbuild";

await build({
  entryPoints: ["src/query.js"],
  outdir: "../web/static/built",
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  charset: "utf8",
  banner: { js: "/* Holds YASQE 4.6 (Triply, Zazuko) and CodeMirror 5 (Marijn Haverbeke and others), both under MIT. */" },
  logLevel: "warning",
});
