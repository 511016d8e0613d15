// Runs the GraphQL-over-HTTP audit against a server, and prints every result as a line of JSON.
import { serverAudits } from "graphql-http";

const [url, token] = process.argv.slice(2);
const signedIn = (address, options = {}) =>
  fetch(address, { ...options, headers: { ...options.headers, Authorization: `Bearer ${token}` } });

for (const audit of serverAudits({ url, fetchFn: signedIn })) {
  const { status, reason } = await audit.fn();
  process.stdout.write(JSON.stringify({ id: audit.id, name: audit.name, status, reason }) + "\n");
}
