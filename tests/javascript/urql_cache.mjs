// urql with Graphcache, which keeps objects by type and id; types without an id are told to it as parts of others.

import { Client, fetchExchange } from "@urql/core";
import { cacheExchange } from "@urql/exchange-graphcache";
import { introspectionFromSchema } from "graphql";
import { typesWithoutId } from "./cache_schema.mjs";

export function urqlCache({ url, headers, schema }) {
  const keys = Object.fromEntries(typesWithoutId(schema).map((name) => [name, () => null]));
  const cache = cacheExchange({ keys, schema: introspectionFromSchema(schema) });
  const fetchOptions = { headers };
  const client = new Client({ url, exchanges: [cache, fetchExchange], fetchOptions, preferGetMethod: false });
  return {
    ask: (query) => client.query(query, {}, { requestPolicy: "network-only" }).toPromise(),
    async held(query) {
      const { data } = await client.query(query, {}, { requestPolicy: "cache-only" }).toPromise();
      return { data, complete: Boolean(data) };
    },
    close() {},
  };
}
