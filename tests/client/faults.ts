/** Faults of storage, injected under Dexie: writes that fail for want of room, transactions that stop half way. */
import { IDBObjectStore } from 'fake-indexeddb';

type Write = (value: unknown, key?: IDBValidKey) => IDBRequest;
interface Prototype {
  put: Write;
  add: Write;
  delete: (key: IDBValidKey | IDBKeyRange) => IDBRequest;
}

export interface Fault {
  /** How many writes were let through or failed. */
  count(): number;
  remove(): void;
}

/** The write with this index (from 0) and all after it fail. Infinity only counts. */
export function failWritesFrom(
  index: number,
  error: () => Error = () => new DOMException('no room', 'QuotaExceededError'),
  forever = true,
): Fault {
  const prototype = IDBObjectStore.prototype as unknown as Prototype;
  const original = { put: prototype.put, add: prototype.add, delete: prototype.delete };
  let count = 0;
  const check = (): void => {
    const mine = count;
    count += 1;
    if (forever ? mine >= index : mine === index) throw error();
  };
  prototype.put = function (this: unknown, value, key) {
    check();
    return original.put.call(this, value, key);
  };
  prototype.add = function (this: unknown, value, key) {
    check();
    return original.add.call(this, value, key);
  };
  prototype.delete = function (this: unknown, key) {
    check();
    return original.delete.call(this, key);
  };
  return {
    count: () => count,
    remove: () => Object.assign(prototype, original),
  };
}
