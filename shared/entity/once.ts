/**
 * Work that depends on nothing but a thing that never changes: a fact sheet, the registry, a person's holdings. A push
 * asks the same of them for each of a thousand rows, so it is worked out once and kept for as long as the thing lives.
 */
export function oncePer<Thing extends object, Result>(
  work: (thing: Thing) => Result,
): (thing: Thing) => Result {
  const known = new WeakMap<Thing, { readonly result: Result }>();
  return (thing) => {
    const found = known.get(thing);
    if (found) return found.result;
    const result = work(thing);
    known.set(thing, { result });
    return result;
  };
}
