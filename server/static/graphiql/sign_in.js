/* What a token says of who is signed in, and for how long still. */

/** What a JWT says, unverified: only to tell its owner who it is for and when it ends. An API key says nothing. */
export function claimsOf(token) {
  try {
    const payload = atob(token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/"));
    const claims = JSON.parse(new TextDecoder().decode(Uint8Array.from(payload, (c) => c.charCodeAt(0))));
    return Object(claims);
  } catch {
    return {};
  }
}

/** When a token ends, in milliseconds; NaN where it does not say. */
export const endOf = (token) => Number(claimsOf(token).exp ?? NaN) * 1000;

/** Tenant, roles and what is left of the sign-in, as one line. */
export function describe(token, now = Date.now()) {
  const { tenant, roles } = claimsOf(token);
  return [tenant, [roles ?? []].flat().join(", "), timeLeft(endOf(token), now)].filter(Boolean).join(" · ");
}

/** "12 min left"; where the end is on another day, its date as well: "23 h left, until Tue 3 Jun, 09:15". */
export function timeLeft(end, now) {
  if (!(end > now)) return "";
  const minutes = Math.floor((end - now) / 60_000);
  const hours = Math.floor(minutes / 60);
  const left =
    minutes < 1 ? "less than a minute" : hours < 1 ? `${minutes} min` : hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`;
  const isToday = new Date(end).toDateString() === new Date(now).toDateString();
  return isToday ? `${left} left` : `${left} left, until ${dayAndTime(end)}`;
}

export function dayAndTime(moment) {
  const parts = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" };
  return new Date(moment).toLocaleString([], parts);
}
