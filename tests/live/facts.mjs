/**
 * Under Node there is no loader that writes `facts.js`: its text comes from whoever starts the tests.
 */

import { register } from "node:module";

const facts = `data:text/javascript,${encodeURIComponent(process.env.FACTS_MODULE ?? "")}`;
const hook = `export async function resolve(specifier, context, next) {
  return specifier === "./facts.js" ? { url: ${JSON.stringify(facts)}, shortCircuit: true } : next(specifier, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
