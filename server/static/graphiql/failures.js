/* What is shown where the server gives no answer: in words, and never as a trace through this page. */

const UNREACHED = "The server cannot be reached. See that it runs and that you are connected, then run this again.";
const CLOSED = /^Socket closed with event (\d+) ?(.*)$/; // GraphiQL's words for a WebSocket that was closed
const UNCLEAN = 1006; // nobody has said why
const SIGN_IN_CODES = [4401, 4403]; // nobody is signed in on it, or no longer

/** An answer that says why there is none: a failed fetch, a closed WebSocket, or the errors of a subscription. */
export function answerFor(failure) {
  if (Array.isArray(failure)) return { errors: failure };
  const [, code, reason] = CLOSED.exec(failure?.message) ?? [];
  const isSaid = code && Number(code) !== UNCLEAN;
  return { errors: [{ message: isSaid ? `The server has closed the connection: ${reason || code}.` : UNREACHED }] };
}

// GraphiQL's client throws what a subscription fails with twice, and the second time to nobody.
const told = new WeakSet();
addEventListener("unhandledrejection", (event) => {
  if (told.has(event.reason)) event.preventDefault();
});

export const isSignInFailure = (failure) => SIGN_IN_CODES.includes(Number(CLOSED.exec(failure?.message)?.[1]));

/** The results of a subscription, and what it ends with as the last one of them. */
export function toldToTheEnd(results, onFailure) {
  const inner = results[Symbol.asyncIterator]();
  let failed = false;
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      if (failed) return { done: true, value: undefined };
      try {
        return await inner.next();
      } catch (failure) {
        failed = true;
        if (Object(failure) === failure) told.add(failure);
        onFailure(failure);
        return { done: false, value: answerFor(failure) };
      }
    },
    return: () => inner.return(),
  };
}
