// Python's math.fsum: the sum of doubles as if nothing were rounded on the way (Shewchuk's partial sums).

export function exactSum(values) {
  const partials = []
  for (let value of values) {
    let kept = 0
    for (let part of partials) {
      if (Math.abs(value) < Math.abs(part)) [value, part] = [part, value]
      const high = value + part
      const low = part - (high - value)
      if (low) partials[kept++] = low
      value = high
    }
    partials.length = kept
    partials.push(value)
  }
  return rounded(partials)
}

function rounded(partials) {
  let place = partials.length - 1
  let high = partials[place] ?? 0
  let low = 0
  while (place > 0 && !low) {
    const before = high
    const part = partials[--place]
    high = before + part
    low = part - (high - before)
  }
  // Halfway between two doubles: what lies below the half decides.
  if (place > 0 && low * partials[place - 1] > 0) {
    const next = high + low * 2
    if (next - high === low * 2) high = next
  }
  return high
}
