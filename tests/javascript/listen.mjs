// Listens with graphql-ws as a dashboard would, and prints each answer as a line of JSON.
import { createClient } from "graphql-ws";
import WebSocket from "ws";

const [url, token, query, variables] = process.argv.slice(2);
const say = (what) => process.stdout.write(JSON.stringify(what) + "\n");

const client = createClient({
  url,
  webSocketImpl: WebSocket,
  retryAttempts: 0,
  connectionParams: token ? { Authorization: `Bearer ${token}` } : {},
  on: { connected: () => say({ connected: true }) },
});

try {
  for await (const answer of client.iterate({ query, variables: JSON.parse(variables ?? "{}") })) say(answer);
  say({ completed: true });
} catch (error) {
  say(Array.isArray(error) ? { errors: error } : { closed: error.code, reason: error.reason });
}
await client.dispose();
