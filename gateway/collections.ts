/** The value of a key, made when there is none. */
export function valueAt<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}

/** Takes one out of a collection, and the collection out of its map when it was the last. */
export function removeAt<K, T>(map: Map<K, { delete(one: T): boolean; readonly size: number }>, key: K, one: T): void {
  const collection = map.get(key);
  collection?.delete(one);
  if (collection?.size === 0) map.delete(key);
}

/** A group or topic of an app, as a key of this node's maps. */
export function placeKey(app: number, id: string): string {
  return `${app} ${id}`;
}
