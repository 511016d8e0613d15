// PostGraphile is made for Node 22; this is all of it that it misses in Node 20.

Promise.withResolvers ??= function () {
  const deferred = {}
  deferred.promise = new this((resolve, reject) => Object.assign(deferred, { resolve, reject }))
  return deferred
}
