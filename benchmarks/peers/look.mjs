// One request's transaction, begun by its first statement: one snapshot of one tenant, as the limit's.

import postgres from "postgres"
import { caller, poolSize, role, session } from "./database.mjs"

const bigint = { to: 20, from: [20], parse: Number, serialize: String } // ids, far below 2**53
const pool = postgres({ max: poolSize, connection: { ...session, role }, types: { bigint } })

const settings = Object.entries(caller).map(([name, value]) => `set_config('${name}', '${value}', true)`)
const begin = `BEGIN; SELECT ${settings.join(", ")}`

export class Look {
  #begun

  async rows(statement, ...values) {
    this.#begun ??= this.#begin()
    const connection = await this.#begun
    return connection.unsafe(statement, values, { prepare: true })
  }

  async #begin() {
    const connection = await pool.reserve()
    await connection.unsafe(begin)
    return connection
  }

  async end() {
    const connection = await this.#begun
    if (!connection) return
    await connection.unsafe("ROLLBACK")
    connection.release()
  }
}
