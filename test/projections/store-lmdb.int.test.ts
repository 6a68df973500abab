import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LmdbStore } from '../../projections/store/lmdb.ts';
import { storeContract } from './store-contract.ts';

storeContract('lmdb store', async () => {
  const path = await mkdtemp(join(tmpdir(), 'yanshu-projections.'));
  let store = new LmdbStore({ path });
  return {
    store,
    reopen: async () => {
      await store.close();
      store = new LmdbStore({ path });
      return store;
    },
    dispose: async () => {
      await store.close();
      await rm(path, { recursive: true });
    },
  };
});
