// Asks questions through a client's cache, all of them, and prints what the cache then holds of each as a line of JSON.
// Arguments: which cache, the address, a token; from stdin {"schema": SDL, "questions": [text, …]}.

import { text } from "node:stream/consumers";
import { buildSchema, parse } from "graphql";
import { relayCache } from "./relay_cache.mjs";
import { urqlCache } from "./urql_cache.mjs";
import { apolloCache } from "./apollo_cache.mjs";

const CACHES = {
  apollo3: async () => apolloCache((await import("apollo-client-3/core/core.cjs")).default),
  apollo4: async () => apolloCache(await import("@apollo/client/core")),
  relay: async () => relayCache,
  urql: async () => urqlCache,
};

const [name, url, token] = process.argv.slice(2);
const { schema, questions } = JSON.parse(await text(process.stdin));
const opened = await CACHES[name]();
const cache = opened({ url, headers: { Authorization: `Bearer ${token}` }, schema: buildSchema(schema) });
const documents = questions.map((question) => parse(question));
for (const document of documents) await cache.ask(document);
for (const document of documents) process.stdout.write(JSON.stringify(await cache.held(document)) + "\n");
cache.close();
