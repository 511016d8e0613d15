// Apollo's normalised cache, of whichever version: what has an id is one object, what has none is merged where it hangs.

import { possibleTypes, typesWithoutId } from "./cache_schema.mjs";

export const apolloCache = ({ ApolloClient, HttpLink, InMemoryCache }) => ({ url, headers, schema }) => {
  const merged = typesWithoutId(schema).map((name) => [name, { merge: true }]);
  const cache = new InMemoryCache({ possibleTypes: possibleTypes(schema), typePolicies: Object.fromEntries(merged) });
  const client = new ApolloClient({ cache, link: new HttpLink({ uri: url, headers, fetch }) });
  return {
    ask: (query) => client.query({ query, fetchPolicy: "network-only" }),
    held(query) {
      const { result, complete } = cache.diff({ query, optimistic: false, returnPartialData: true });
      return { data: result, complete };
    },
    close: () => client.stop(),
  };
};
