import { Packr, Unpackr } from 'msgpackr';
import type { SnapshotStore } from '../actors/host/snapshots.ts';
import type { ProjectionStore } from '../projections/store.ts';

const PARTITION = 'snapshots';

/** Snapshots of actors as rows beside the projections: both may be thrown away, the log rebuilds them. */
export function snapshotStore(store: ProjectionStore): SnapshotStore {
  const packr = new Packr({ useRecords: false });
  const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: true });
  return {
    async load(stream, fingerprint) {
      const bytes = await store.get(PARTITION, stream);
      if (bytes === undefined) return undefined;
      const [madeWith, revision, state] = unpackr.unpack(bytes) as [string, number, unknown];
      return madeWith === fingerprint ? { revision, state } : undefined;
    },
    save(stream, fingerprint, revision, state) {
      const value = packr.pack([fingerprint, revision, state]);
      return store.write([{ op: 'put', partition: PARTITION, sort: stream, value }]);
    },
  };
}
