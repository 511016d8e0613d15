// PostGraphile over the same database: its schema is made of the tables alone.

import "./withresolvers.mjs"
import { createServer } from "node:http"
import { postgraphile } from "postgraphile"
import { makePgService } from "postgraphile/adaptors/pg"
import { grafserv } from "postgraphile/grafserv/node"
import { PostGraphileAmberPreset } from "postgraphile/presets/amber"
import { PostGraphileConnectionFilterPreset } from "postgraphile-plugin-connection-filter"
import { jsonPgSmartTags } from "postgraphile/utils"
import { caller, poolSize, role, session } from "./database.mjs"

// An assignment refers to a line of a report, and that to a demand: the tag spares PostGraphile the line.
const shortWay = jsonPgSmartTags({
  version: 1,
  config: {
    class: {
      assignment: { tags: { foreignKey: "(tenant_id, demand_id) references demand (tenant_id, id)" } },
    },
  },
})

// The rows lie in memory. At PostgreSQL's default its joins take the worse plan, and T2 takes nearly twice as long.
const tuned = { ...session, random_page_cost: "1.1" }
const options = Object.entries(tuned).map(([name, value]) => `-c ${name}=${value.replaceAll(" ", "\\ ")}`)

const preset = {
  extends: [PostGraphileAmberPreset, PostGraphileConnectionFilterPreset],
  plugins: [shortWay],
  disablePlugins: ["PgIndexBehaviorsPlugin"], // it hides relations behind a partial index, as that of assignments is
  pgServices: [
    makePgService({
      poolConfig: { max: poolSize, options: options.join(" ") },
      schemas: ["public"],
      pgSettings: { role, ...caller },
    }),
  ],
  grafserv: { graphiql: false, watch: false },
}

const serv = postgraphile(preset).createServ(grafserv)
await serv.ready()
const answer = serv.createHandler()
const server = createServer((request, response) =>
  request.url === "/readyz" ? response.end() : answer(request, response),
)
server.listen(Number(process.argv.at(-1)), "127.0.0.1")
