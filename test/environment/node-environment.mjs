import { createContext } from 'node:vm';
import { ModernFakeTimers } from '@jest/fake-timers';
import { ModuleMocker } from 'jest-mock';
import { endAsyncStorages } from './async-storages.mjs';
import { ownRealm } from './loaded-once.mjs';

/** What Jest replaces in objects that all files share. */
const replaced = [
  [process, 'exit'],
  [Error, 'prepareStackTrace'],
];

/**
 * Test files run in the realm of their worker, as the product runs in that of its process, and not each in one that Jest
 * makes: packages are loaded once for all of them (`loaded-once.mjs`), and what V8 learned of them stays. Each file has
 * modules of its own, and finds globals and environment variables as the first one did.
 */
export default class NodeEnvironment {
  /** Jest asks for one; `loaded-once.mjs` takes it for the realm of the worker. */
  context = ownRealm(createContext({}));
  global = globalThis;
  moduleMocker = new ModuleMocker(globalThis);
  /** The older kind, which nothing here uses. */
  fakeTimers = null;
  fakeTimersModern;
  #globals = Object.getOwnPropertyDescriptors(globalThis);
  #variables = { ...process.env };
  #replaced = replaced.map(([of, name]) => ({ of, name, value: of[name] }));

  constructor({ projectConfig }) {
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  getVmContext() {
    return this.context;
  }

  async setup() {}

  async teardown() {
    endAsyncStorages();
    this.fakeTimersModern.dispose();
    for (const { of, name, value } of this.#replaced) of[name] = value;
    for (const name of Object.keys(process.env)) if (!(name in this.#variables)) delete process.env[name];
    Object.assign(process.env, this.#variables);
    for (const key of Reflect.ownKeys(globalThis)) putBack(key, this.#globals[key]);
  }
}

function putBack(key, before) {
  const now = Object.getOwnPropertyDescriptor(globalThis, key);
  // What cannot be taken away is of Jest's matchers and of undici, which are the same for all files.
  if (before === undefined) Reflect.deleteProperty(globalThis, key);
  else if (now.value !== before.value || now.get !== before.get)
    Reflect.defineProperty(globalThis, key, before);
}
