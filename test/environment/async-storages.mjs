import { AsyncLocalStorage } from 'node:async_hooks';

const used = new Set();
const { run } = AsyncLocalStorage.prototype;

AsyncLocalStorage.prototype.run = function (...given) {
  used.add(this);
  return run.apply(this, given);
};

/**
 * Turns off the storages that a test file used. jest-circus makes one for each file and leaves it on: each promise and
 * timer of later files would carry those of all before. What is used again is on again.
 */
export function endAsyncStorages() {
  for (const storage of used) storage.disable();
  used.clear();
}
