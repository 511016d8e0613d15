// What the peers share: who they are to the database. Where it is, both drivers read from PGHOST and its sisters.

export const role = process.env.PGUSER
export const caller = { "app.tenant": process.env.HEADROOM_TENANT, "app.subject": "benchmark" }
export const poolSize = 10 // as the server's

// The transaction that the limit opens, as settings of the connection.
export const session = {
  TimeZone: "UTC",
  jit: "off",
  default_transaction_isolation: "repeatable read",
  default_transaction_read_only: "on",
}
