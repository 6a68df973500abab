import { MemoryStore } from '../../projections/store/memory.ts';
import { storeContract } from './store-contract.ts';

for (const async of [false, true]) {
  storeContract(async ? 'memory store, answering later' : 'memory store', async () => ({
    store: new MemoryStore({ async }),
    reopen: async () => undefined,
    dispose: async () => {},
  }));
}
