// The tree's answer, as limit_tree.py makes it: leaves as stored, inner nodes added up once.

import { exactSum } from "./exact.mjs"

const MONTHS = 6
const STATE_NAMES = JSON.parse(process.env.HEADROOM_STATES)
const SHORT = new Intl.DateTimeFormat("en-US", { month: "short", timeZone: "UTC" })

export function nested(firstMonth, demands, summaries) {
  const byDemand = grouped(summaries)
  const tree = new Map()
  for (const { id, platform, locality, state, case_type } of demands) {
    const category = `${platform} ${locality === "DOMESTIC" ? "Onshore" : "Offshore"}`
    below(below(tree, category), state).set(case_type, byDemand.get(id))
  }
  const months = Array.from({ length: MONTHS }, (_, index) => ({ label: label(firstMonth, index) }))
  return { months, categories: sorted(tree, categoryNode) }
}

function grouped(summaries) {
  const found = new Map()
  for (const row of summaries) {
    const rows = found.get(row.demand_id)
    rows ? rows.push(row) : found.set(row.demand_id, [row])
  }
  return found
}

function below(level, name) {
  if (!level.has(name)) level.set(name, new Map())
  return level.get(name)
}

// The nodes of a level in the order of their names.
function sorted(level, node, named = (name) => name) {
  const entries = [...level].map(([key, value]) => [named(key), value, key])
  entries.sort(([one], [other]) => (one < other ? -1 : 1))
  return entries.map(([name, value, key]) => node(name, value, key))
}

function categoryNode(name, states) {
  const path = slug(name)
  const node = (state, cases, code) => stateNode(path, state, cases, code)
  return inner(path, name, sorted(states, node, (code) => STATE_NAMES[code]))
}

function stateNode(path, name, cases, code) {
  const below = `${path}-${code.toLowerCase()}`
  return inner(below, name, sorted(cases, (title, rows) => leaf(`${below}-${slug(title)}`, title, rows)))
}

function leaf(path, name, rows) {
  const months = rows.map((row) => ({
    metrics: {
      forecast: row.total_forecast,
      capacity: row.total_capacity,
      gap: row.total_capacity - row.total_forecast,
      headcount: row.total_headcount,
      actualCount: row.actual_headcount,
      placeholderCount: row.placeholder_headcount,
      fteEquivalent: row.total_fte_equivalent,
      fteRequired: row.fte_required,
      plannedFte: row.fte_avail,
      plannedCapacity: row.capacity,
    },
    everybody: row.person_ids,
    placeholders: row.person_ids.filter((_, place) => row.person_is_placeholder[place]),
  }))
  return { slug: path, name, months, children: [] }
}

function inner(path, name, children) {
  const months = Array.from({ length: MONTHS }, (_, index) => together(children.map((child) => child.months[index])))
  return { slug: path, name, months, children }
}

function together(parts) {
  const figures = parts.map((part) => part.metrics)
  const everybody = union(parts.map((part) => part.everybody))
  const placeholders = union(parts.map((part) => part.placeholders))
  const forecast = sum(figures.map((one) => one.forecast))
  const capacity = exactSum(figures.map((one) => one.capacity))
  const metrics = {
    forecast,
    capacity,
    gap: capacity - forecast,
    headcount: everybody.size,
    actualCount: everybody.size - placeholders.size,
    placeholderCount: placeholders.size,
    fteEquivalent: exactSum(figures.map((one) => one.fteEquivalent)),
    fteRequired: sum(figures.map((one) => one.fteRequired)),
    plannedFte: sum(figures.map((one) => one.plannedFte)),
    plannedCapacity: sum(figures.map((one) => one.plannedCapacity)),
  }
  return { metrics, everybody, placeholders }
}

function union(lists) {
  const found = new Set()
  for (const list of lists) for (const id of list) found.add(id)
  return found
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0)
}

function slug(name) {
  return name.toLowerCase().replaceAll(" ", "-")
}

function label(first, index) {
  const month = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + index, 1))
  return `${SHORT.format(month)}-${String(month.getUTCFullYear()).slice(2)}`
}
