/** Things by which side has them. */
export function sides<Item>(from: ReadonlyMap<string, Item>, to: ReadonlyMap<string, Item>) {
  return {
    gone: [...from].filter(([key]) => !to.has(key)).map(([, item]) => item),
    made: [...to].filter(([key]) => !from.has(key)).map(([, item]) => item),
    kept: [...from].flatMap(([key, item]) => (to.has(key) ? [[item, to.get(key)!] as const] : [])),
  };
}
