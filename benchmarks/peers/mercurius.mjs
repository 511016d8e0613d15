// Mercurius with compiled queries, and a loader for each field that points at rows of another table.

import fastify from "fastify"
import mercurius from "mercurius"
import { Look } from "./look.mjs"
import * as sql from "./sql.mjs"
import { nested } from "./tree.mjs"

const schema = `
  type Query {
    report(value: String!): Report
    resources(first: Int): ResourceConnection!
    resource(cn: String!): Resource
  }
  type Report { tree(by: [RollupLevel!]! = [CATEGORY, STATE, CASE_TYPE]): CapacityTree! }
  enum RollupLevel { CATEGORY STATE CASE_TYPE }
  type CapacityTree { months: [ReportMonth!]!  categories: [RollupNode!]! }
  type ReportMonth { label: String! }
  type RollupNode { slug: String!  name: String!  months: [MonthMetrics!]!  children: [RollupNode!]! }
  type MonthMetrics { metrics: CapacityMetrics! }
  type CapacityMetrics {
    forecast: Int!  capacity: Float!  gap: Float!  headcount: Int!  actualCount: Int!  placeholderCount: Int!
    fteEquivalent: Float!  fteRequired: Int!  plannedFte: Int!  plannedCapacity: Int!
  }
  type ResourceConnection { nodes: [Resource!]! }
  type Resource {
    cn: String!  displayName: String!  platform: String!  location: WorkType!
    assignments(weeks: WeekRangeInput): [Assignment!]!
  }
  enum WorkType { DOMESTIC GLOBAL }
  input WeekInput { year: Int!  week: Int! }
  input WeekRangeInput { from: WeekInput!  to: WeekInput! }
  type Assignment {
    year: Int!  week: Int!  productionPercentage: Float!  weeklyCapacity: Float!  tier: CapacityTier!  demand: Demand!
  }
  type CapacityTier { name: String!  percentage: Float! }
  type Demand { mainLob: String!  state: String!  caseType: String! }`

const resolvers = {
  Query: {
    report: async (_, { value }, { look }) => (await look.rows(sql.REPORT, ...value.split("-").map(Number)))[0],
    resources: async (_, { first }, { look }) => ({ nodes: await look.rows(sql.PEOPLE, first) }),
    resource: async (_, { cn }, { look }) => (await look.rows(sql.PERSON, cn.toLowerCase()))[0],
  },
  Report: {
    tree: async ({ id, first_month }, _, { look }) =>
      nested(first_month, ...(await Promise.all([look.rows(sql.DEMANDS, id), look.rows(sql.SUMMARIES, id)]))),
  },
}

async function assignments(asked, { look }) {
  const ids = asked.map(({ obj }) => obj.id)
  const { weeks } = asked[0].params // of one field, so alike for all
  const rows = weeks
    ? await look.rows(sql.ASSIGNMENTS_IN_WEEKS, ids, weeks.from.year, weeks.from.week, weeks.to.year, weeks.to.week)
    : await look.rows(sql.ASSIGNMENTS, ids)
  const found = new Map(ids.map((id) => [id, []]))
  for (const row of rows) found.get(row.resource_id).push(row)
  return ids.map((id) => found.get(id))
}

function pointedAt(statement, column) {
  return async (asked, { look }) => {
    const ids = new Set(asked.map(({ obj }) => obj[column]))
    const found = new Map((await look.rows(statement, [...ids])).map((row) => [row.id, row]))
    return asked.map(({ obj }) => found.get(obj[column]))
  }
}

const loaders = {
  Resource: { assignments },
  Assignment: { tier: pointedAt(sql.TIERS, "tier_id"), demand: pointedAt(sql.DEMANDS_BY_IDS, "demand_id") },
}

const app = fastify()
app.register(mercurius, { schema, resolvers, loaders, jit: 1, context: () => ({ look: new Look() }) })
app.get("/readyz", () => "")
await app.ready()
app.graphql.addHook("onResolution", (_, { look }) => look.end())
await app.listen({ host: "127.0.0.1", port: Number(process.argv.at(-1)) })
