/** Lets the parent of a process ask what it holds after a collection of garbage. */
process.on('message', () => {
  globalThis.gc();
  const { heapUsed, rss } = process.memoryUsage();
  process.send({ heapUsed, rss });
});
// Only looks on: the process ends when it would without.
process.channel.unref();
