import PageEnvironment from 'jest-environment-jsdom';
import { endAsyncStorages } from './async-storages.mjs';
import './loaded-once.mjs';

export default class extends PageEnvironment {
  async teardown() {
    await super.teardown();
    endAsyncStorages();
  }
}
